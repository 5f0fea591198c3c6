import { concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'

export { bytesToHex as hex, concatBytes as concat, randomBytes as random } from '@noble/hashes/utils.js'

export type Bytes = Uint8Array

export const ascii = (text: string): Bytes => utf8ToBytes(text)

/** join is concat of any number of pieces: as arguments, some hundred thousand are too many. */
export function join(pieces: readonly Bytes[]): Bytes {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    out.set(piece, at)
    at += piece.length
  }
  return out
}

/** unhex reads lower-case hexadecimal, as §1.2 has it; upper case is refused. */
export function unhex(text: string, length?: number): Bytes {
  if (!/^([0-9a-f]{2})*$/.test(text)) throw new RangeError('want lower-case hexadecimal')
  const bytes = hexToBytes(text)
  if (length !== undefined && bytes.length !== length) {
    throw new RangeError(`have ${bytes.length} bytes, want ${length}`)
  }
  return bytes
}

export function be16(n: number): Bytes {
  return Uint8Array.of(n >>> 8, n & 255)
}

export function be64(n: number | bigint): Bytes {
  const out = new Uint8Array(8)
  new DataView(out.buffer).setBigUint64(0, BigInt(n))
  return out
}

/** field is be16(length) ‖ v (§1.2). */
export function field(v: Bytes | string): Bytes {
  const bytes = typeof v === 'string' ? utf8ToBytes(v) : v
  if (bytes.length > 0xffff) throw new RangeError('a field of more than 65,535 bytes')
  return concatBytes(be16(bytes.length), bytes)
}

/** compare orders byte strings; a prefix is before what it begins. */
export function compare(a: Bytes, b: Bytes): number {
  const n = Math.min(a.length, b.length)
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return a[i]! - b[i]!
  return a.length - b.length
}

export const equal = (a: Bytes, b: Bytes): boolean => compare(a, b) === 0

export const isZero = (a: Bytes): boolean => a.every((byte) => byte === 0)

/** records cuts bytes into views of one length. */
export function records(bytes: Bytes, length: number): Bytes[] {
  const out = new Array<Bytes>(Math.floor(bytes.length / length))
  for (let i = 0; i < out.length; i++) out[i] = bytes.subarray(i * length, (i + 1) * length)
  return out
}

export function bigFrom(bytes: Bytes, order: 'big' | 'little'): bigint {
  let n = 0n
  for (let i = 0; i < bytes.length; i++) n = (n << 8n) | BigInt(bytes[order === 'big' ? i : bytes.length - 1 - i]!)
  return n
}

export function base64(bytes: Bytes): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return btoa(text)
}

/** unbase64 reads standard base64 with padding, and only its canonical form. */
export function unbase64(text: string): Bytes {
  if (!/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    throw new RangeError('want standard base64 with padding')
  }
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
  if (base64(bytes) !== text) throw new RangeError('base64 with bits behind its end')
  return bytes
}
