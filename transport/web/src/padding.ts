/** padded is what a segment is padded to (§7.3, step 2): 1,000, 1,190, 1,415 or 1,682 times a power of two, or `room`. */
export function padded(size: number, room: number): number {
  for (let scale = 1; ; scale *= 2) {
    for (const base of [1000, 1190, 1415, 1682]) {
      if (base * scale >= size) return Math.max(size, Math.min(base * scale, room))
    }
  }
}

/** paddedSegments pads in order, so that all together stay within the platform's limit. */
export function paddedSegments(sizes: number[], limit: number): number[] {
  let rest = limit - sizes.reduce((a, b) => a + b, 0)
  return sizes.map((size) => {
    const to = padded(size, size + Math.max(0, rest))
    rest -= to - size
    return to
  })
}
