/** memory gives what was made of the same text before. */
export function memory<T>(make: (v: any) => T, id: (v: any) => unknown): (v: any) => T {
  const made = new Map<string, T>()
  return (v) => {
    const name = JSON.stringify(id(v))
    let out = made.get(name)
    if (out === undefined) {
      if (made.size >= 32) made.delete(made.keys().next().value!)
      made.set(name, (out = make(v)))
    }
    return out
  }
}
