// Punycode, RFC 3492.
const [base, tMin, tMax, skew, damp] = [36, 1, 26, 38, 700]

function adapt(delta: number, points: number, first: boolean): number {
  let d = first ? Math.floor(delta / damp) : delta >> 1
  d += Math.floor(d / points)
  let k = 0
  for (; d > ((base - tMin) * tMax) >> 1; k += base) d = Math.floor(d / (base - tMin))
  return k + Math.floor(((base - tMin + 1) * d) / (d + skew))
}

const threshold = (k: number, bias: number): number => Math.min(tMax, Math.max(tMin, k - bias))

/** decode is undefined if the text is not Punycode. */
export function decode(text: string): string | undefined {
  const end = text.lastIndexOf('-')
  const out = Array.from(end > 0 ? text.slice(0, end) : '', (c) => c.charCodeAt(0))
  let [n, i, bias] = [128, 0, 72]
  for (let at = end > 0 ? end + 1 : 0; at < text.length; ) {
    const before = i
    for (let weight = 1, k = base; ; k += base) {
      const digit = digitOf(text.charCodeAt(at++))
      if (digit === undefined) return undefined
      i += digit * weight
      if (i > 0x7fffffff) return undefined
      const t = threshold(k, bias)
      if (digit < t) break
      weight *= base - t
    }
    bias = adapt(i - before, out.length + 1, before === 0)
    n += Math.floor(i / (out.length + 1))
    i %= out.length + 1
    if (n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)) return undefined
    out.splice(i++, 0, n)
  }
  return String.fromCodePoint(...out)
}

function digitOf(c: number): number | undefined {
  if (c >= 0x61 && c <= 0x7a) return c - 0x61
  if (c >= 0x30 && c <= 0x39) return c - 0x30 + 26
  return undefined
}

export function encode(text: string): string {
  const points = Array.from(text, (c) => c.codePointAt(0)!)
  const basic = points.filter((c) => c < 128)
  let out = String.fromCharCode(...basic) + (basic.length > 0 ? '-' : '')
  let [n, delta, bias, done] = [128, 0, 72, basic.length]
  for (; done < points.length; n++, delta++) {
    const next = Math.min(...points.filter((c) => c >= n))
    delta += (next - n) * (done + 1)
    n = next
    for (const c of points) {
      if (c < n) delta++
      if (c !== n) continue
      let q = delta
      for (let k = base; ; k += base) {
        const t = threshold(k, bias)
        if (q < t) break
        out += digitFor(t + ((q - t) % (base - t)))
        q = Math.floor((q - t) / (base - t))
      }
      out += digitFor(q)
      bias = adapt(delta, done + 1, done === basic.length)
      delta = 0
      done++
    }
  }
  return out
}

const digitFor = (d: number): string => String.fromCharCode(d < 26 ? d + 0x61 : d - 26 + 0x30)
