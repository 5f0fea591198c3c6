// Sets on the wire (§5.1).
import { sha256 } from '@noble/hashes/sha2.js'
import { be64, compare, concat, equal, field, type Bytes } from './bytes.js'
import { Failure } from './errors.js'
import { rootOf } from './merkle.js'

export const elementBytes = 32
export const tagBytes = 10
export const handleBytes = 16

export interface Part {
  readonly width: number
  readonly size: number
}

export interface SetInfo {
  readonly parts: readonly Part[]
  /** Hexadecimal. */
  readonly digest: string
}

/** A leaf of a set: where its bytes are, and of which records. */
export interface Leaf {
  readonly part: number
  readonly width: number
  /** Its first record in the part, and how many it has. */
  readonly first: number
  readonly count: number
  readonly offset: number
  readonly length: number
}

/** leavesOf cuts the parts of a set into leaves of 32,768/w records. */
export function leavesOf(parts: readonly Part[], item: number): Leaf[] {
  const out: Leaf[] = []
  let offset = 0
  parts.forEach(({ width, size }, part) => {
    const most = 32768 / width
    for (let first = 0; first < size; first += most) {
      const count = Math.min(most, size - first)
      const length = count * width * item
      out.push({ part, width, first, count, offset, length })
      offset += length
    }
  })
  return out
}

export const leafHash = (bytes: Bytes): Bytes => sha256(concat(Uint8Array.of(0), bytes))

export const bytesOf = (parts: readonly Part[], item: number): number =>
  parts.reduce((sum, { width, size }) => sum + width * size * item, 0)

export const elementsOf = (parts: readonly Part[]): number => parts.reduce((sum, p) => sum + p.width * p.size, 0)

/** groupsOf is how many records the parts have together: of P, its capacities. */
export const groupsOf = (parts: readonly Part[]): number => parts.reduce((sum, p) => sum + p.size, 0)

/** setEncoding is what is hashed to a set's digest. */
export function setEncoding(parts: readonly Part[], root: Bytes): Bytes {
  const fields = parts.map(({ width, size }) => field(concat(Uint8Array.of(width), be64(size))))
  return concat(field('Blindmatch-V1 set'), ...fields, field(root))
}

export const setDigest = (parts: readonly Part[], leafHashes: readonly Bytes[]): Bytes =>
  sha256(setEncoding(parts, rootOf(leafHashes)))

/** hashLeaves hashes the leaves of a set that is in memory. */
export const hashLeaves = (parts: readonly Part[], item: number, bytes: Bytes): Bytes[] =>
  leavesOf(parts, item).map((leaf) => leafHash(bytes.subarray(leaf.offset, leaf.offset + leaf.length)))

export const sameParts = (a: readonly Part[], b: readonly Part[]): boolean =>
  a.length === b.length && a.every((part, i) => part.width === b[i]!.width && part.size === b[i]!.size)

const widths = [1, 2, 4, 8, 16]
const mostElements = 1_518_500_249 // ⌊2^30.5⌋

/** isPlatformSet says whether the parts are ones that a P can have. */
export function isPlatformSet(parts: readonly Part[]): boolean {
  return (
    parts.length > 0 &&
    parts.every(({ width, size }, i) => {
      const wider = i === 0 || width > parts[i - 1]!.width
      return widths.includes(width) && wider && Number.isSafeInteger(size) && size > 0 && size % 1024 === 0
    }) &&
    elementsOf(parts) <= mostElements
  )
}

/** isList says whether the parts are those of a list: 1 to 64 segments of width 1, none empty. */
export const isList = (parts: readonly Part[]): boolean =>
  parts.length >= 1 && parts.length <= 64 && parts.every(({ width, size }) => width === 1 && size >= 1)

/** fitsTags is the bound of §5.1 on a list and a P, beyond which chance makes false matches. */
export function fitsTags(list: readonly Part[], platform: readonly Part[]): boolean {
  const log2 = (n: number): number => {
    let bits = 0
    while (2 ** bits < n) bits++
    return bits
  }
  return log2(elementsOf(list)) + log2(elementsOf(platform)) + 20 <= 80
}

/** checkOrder refuses records that do not ascend, within a part, and items that do not ascend within a record. */
export function checkOrder(bytes: Bytes, item: number, width: number, before?: Bytes): void {
  const length = item * width
  let last = before
  for (let at = 0; at < bytes.length; at += length) {
    const record = bytes.subarray(at, at + length)
    for (let i = item; i < length; i += item) {
      if (compare(record.subarray(i - item, i), record.subarray(i, i + item)) >= 0) throw unsorted()
    }
    if (last && compare(last, record) >= 0) throw unsorted()
    last = record
  }
}

const bucketEnds = new Uint32Array(65_537)
const bucketAt = new Uint32Array(65_537)

/**
 * orderOf is which record of one length is the first, the second, … All begin with the same `alike` bits, 16 at most, and
 * by the 16 bits behind these they are spread evenly.
 */
export function orderOf(bytes: Bytes, length: number, alike = 0): Uint32Array {
  const n = bytes.length / length
  const bucket = (i: number): number => {
    const at = i * length
    const first = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
    return (first << alike) >>> 16
  }
  const ends = bucketEnds.fill(0)
  for (let i = 0; i < n; i++) ends[bucket(i) + 1]!++
  for (let b = 1; b < ends.length; b++) ends[b]! += ends[b - 1]!
  const order = new Uint32Array(n)
  const at = bucketAt
  at.set(ends)
  for (let i = 0; i < n; i++) order[at[bucket(i)]!++] = i
  const record = (i: number): Bytes => bytes.subarray(i * length, (i + 1) * length)
  for (let b = 0; b < 65_536; b++) {
    if (ends[b + 1]! - ends[b]! > 1) order.subarray(ends[b], ends[b + 1]).sort((i, j) => compare(record(i), record(j)))
  }
  return order
}

/** sortRecords gives records of one length in ascending order. */
export function sortRecords(bytes: Bytes, length: number, alike = 0): Bytes {
  const out = new Uint8Array(bytes.length)
  orderOf(bytes, length, alike).forEach((i, to) => out.set(bytes.subarray(i * length, (i + 1) * length), to * length))
  return out
}

const unsorted = (): Failure => new Failure('not_ascending', 'a set is not in ascending order, or has a duplicate')

/** checkLeaves reads the hashes of a set's leaves and checks them against its digest. */
export function checkLeaves(set: SetInfo, item: number, bytes: Bytes, digest: Bytes): Bytes[] {
  const want = leavesOf(set.parts, item).length * 32
  if (bytes.length < want) throw new Failure('truncated', `the leaves' hashes end after ${bytes.length} of ${want} bytes`)
  const hashes: Bytes[] = []
  for (let at = 0; at < want; at += 32) hashes.push(bytes.subarray(at, at + 32))
  if (bytes.length > want || !equal(setDigest(set.parts, hashes), digest)) {
    throw new Failure('digest_mismatch', 'the hashes of the leaves are not those of the set that was announced')
  }
  return hashes
}

/** readSet checks a whole set that is in memory: its order, its items by `check`, and its digest. */
export function readSet(set: SetInfo, item: number, bytes: Bytes, digest: Bytes, check?: (item: Bytes) => void): void {
  let last: Bytes | undefined
  for (const leaf of leavesOf(set.parts, item)) {
    if (leaf.first === 0) last = undefined
    const part = bytes.subarray(leaf.offset, Math.min(bytes.length, leaf.offset + leaf.length))
    const record = leaf.width * item
    const whole = part.subarray(0, part.length - (part.length % record))
    checkOrder(whole, item, leaf.width, last)
    if (check) for (let at = 0; at < whole.length; at += item) check(whole.subarray(at, at + item))
    if (part.length < leaf.length) throw new Failure('truncated', 'a set ends early')
    last = whole.subarray(whole.length - record)
  }
  const want = bytesOf(set.parts, item)
  if (bytes.length > want) throw new Failure('digest_mismatch', 'bytes follow a set')
  if (!equal(setDigest(set.parts, hashLeaves(set.parts, item, bytes)), digest)) {
    throw new Failure('digest_mismatch', 'a set is not the one that was announced')
  }
}
