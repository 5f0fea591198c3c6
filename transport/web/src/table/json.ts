// One JSON object (RFC 8259), with its numbers as they are written and a field that is there twice refused: JSON.parse does
// neither, and a number of 20 digits is a customer's.

export type Value = string | null | Value[] | Map<string, Value>

/** Why a text is not an object that can be read. */
export class BadJSON {
  constructor(readonly code: 'bad_json' | 'duplicate_field') {}
}

const mostDepth = 1000

/** readObject reads a text that is one object. Numbers, true and false are texts in it. */
export function readObject(text: string): Map<string, Value> {
  const reader = new Reader(text)
  const value = reader.value(0)
  if (!(value instanceof Map) || !reader.ended()) throw new BadJSON('bad_json')
  return value
}

class Reader {
  #at = 0

  constructor(private readonly text: string) {}

  ended(): boolean {
    this.#space()
    return this.#at === this.text.length
  }

  value(depth: number): Value {
    if (depth > mostDepth) throw new BadJSON('bad_json')
    this.#space()
    switch (this.text[this.#at]) {
      case '{': return this.#object(depth)
      case '[': return this.#array(depth)
      case '"': return this.#string()
    }
    const word = this.#match(/true|false|null|-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y)
    return word === 'null' ? null : word
  }

  #object(depth: number): Map<string, Value> {
    const out = new Map<string, Value>()
    this.#at++
    if (this.#take('}')) return out
    do {
      this.#space()
      if (this.text[this.#at] !== '"') throw new BadJSON('bad_json')
      const name = this.#string()
      if (out.has(name)) throw new BadJSON('duplicate_field')
      this.#need(':')
      out.set(name, this.value(depth + 1))
    } while (this.#take(','))
    this.#need('}')
    return out
  }

  #array(depth: number): Value[] {
    const out: Value[] = []
    this.#at++
    if (this.#take(']')) return out
    do out.push(this.value(depth + 1))
    while (this.#take(','))
    this.#need(']')
    return out
  }

  #string(): string {
    const token = this.#match(/"(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y)
    // A lone half of a pair is U+FFFD, as wherever text is turned into bytes.
    return (token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1)).replace(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.text)?.[0]
    if (found === undefined) throw new BadJSON('bad_json')
    this.#at += found.length
    return found
  }

  #space(): void {
    while (' \t\n\r'.includes(this.text[this.#at] ?? 'x')) this.#at++
  }

  #take(sign: string): boolean {
    this.#space()
    if (this.text[this.#at] !== sign) return false
    this.#at++
    return true
  }

  #need(sign: string): void {
    if (!this.#take(sign)) throw new BadJSON('bad_json')
  }
}
