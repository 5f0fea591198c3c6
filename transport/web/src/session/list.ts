// The list C: masked, sorted and padded by segments (§7.3, step 2). All of it is in flat arrays: as an object each, a million
// identifiers would take some hundred megabytes of a tab.
import { compare, equal, join, random, type Bytes } from '../bytes.js'
import type { Params } from '../context.js'
import { domain } from '../group/suite.js'
import type { Work } from '../group/work.js'
import { paddedSegments } from '../padding.js'
import { elementBytes, hashLeaves, setDigest, sortRecords, type Part } from '../set.js'
import type { Progress } from './steps.js'

/** A Row is one identifier of a list. Its match key must not leave this process. */
export interface Row {
  segment: number
  type: string
  matchKey: Bytes
}

/** A Batch is many identifiers of one type: 32 bytes of match key each, and the segment of each. */
export interface Batch {
  type: string
  matchKeys: Bytes
  segments: Uint8Array
}

export type Rows = readonly (Row | Batch)[]

export interface List {
  parts: Part[]
  bytes: Bytes
  digest: Bytes
  /** How many distinct identifiers each segment has, before padding. */
  sizes: number[]
}

/** An element of a list while it is made, with its segment behind it. */
const record = elementBytes + 1

/** batches are rows by type. */
function batches(rows: Rows): Batch[] {
  const single = rows.filter((row): row is Row => 'matchKey' in row)
  const out = rows.filter((row): row is Batch => !('matchKey' in row))
  for (const type of new Set(single.map((row) => row.type))) {
    const of = single.filter((row) => row.type === type)
    out.push({ type, matchKeys: join(of.map((row) => row.matchKey)), segments: Uint8Array.from(of, (row) => row.segment) })
  }
  return out
}

/** mask computes a·H(x) of rows, with the segment of each behind it. */
export async function mask(work: Work, params: Params, key: Bytes, rows: Rows, progress?: Progress): Promise<Bytes> {
  const all = batches(rows)
  const total = all.reduce((sum, batch) => sum + batch.segments.length, 0)
  const out = new Uint8Array(record * total)
  let before = 0
  for (const { type, matchKeys, segments } of all) {
    if (!params.types.includes(type)) throw new RangeError('a row has a type that the dataset does not have')
    const dst = domain(params.suite, params.purpose, params.profile, type)
    const masked = await work.mask(key, dst, matchKeys, (done) => progress?.(before + done, total))
    for (let i = 0; i < segments.length; i++) {
      out.set(masked.subarray(elementBytes * i, elementBytes * (i + 1)), record * (before + i))
      out[record * (before + i) + elementBytes] = segments[i]!
    }
    before += segments.length
  }
  return out
}

/** sortSegments sorts masked rows, drops duplicates, and of an element in several segments all but the first. */
export function sortSegments(masked: Bytes): Bytes {
  const sorted = sortRecords(masked, record)
  const element = (at: number): Bytes => sorted.subarray(at, at + elementBytes)
  let end = 0
  for (let at = 0; at < sorted.length; at += record) {
    if (end > 0 && equal(element(end - record), element(at))) continue
    sorted.copyWithin(end, at, at + record)
    end += record
  }
  return sorted.subarray(0, end)
}

/** sizesOf is how many of the sorted rows are in each segment. */
function sizesOf(segments: number, sorted: Bytes): number[] {
  const sizes = new Array<number>(segments).fill(0)
  for (let at = elementBytes; at < sorted.length; at += record) sizes[sorted[at]!]!++
  return sizes
}

/** listOf is the list of sorted rows, with sorted padding among them. */
export function listOf(segments: number, sorted: Bytes, sizes: number[], padding: Bytes = new Uint8Array(0)): List {
  const padded = sizesOf(segments, padding)
  const parts = sizesOf(segments, sorted).map((size, i) => ({ width: 1, size: size + padded[i]! }))
  const bytes = new Uint8Array(((sorted.length + padding.length) / record) * elementBytes)
  let end = 0
  const ends = parts.map(({ size }) => (end += elementBytes * size) - elementBytes * size)
  for (let i = 0, j = 0; i < sorted.length || j < padding.length; ) {
    const real = sorted.subarray(i, i + record)
    const pad = padding.subarray(j, j + record)
    const first = pad.length === 0 || (real.length > 0 && compare(real, pad) < 0) ? real : pad
    if (first === real) i += record
    else j += record
    const segment = first[elementBytes]!
    bytes.set(first.subarray(0, elementBytes), ends[segment]!)
    ends[segment]! += elementBytes
  }
  return { parts, bytes, digest: setDigest(parts, hashLeaves(parts, elementBytes, bytes)), sizes }
}

/** makeList masks a list, and pads each segment with elements that are nobody's. */
export async function makeList(
  work: Work, params: Params, key: Bytes, rows: Rows, segments: number, limit: number, progress?: Progress,
): Promise<List> {
  const real = sortSegments(await mask(work, params, key, rows, progress))
  const sizes = sizesOf(segments, real)
  const pads = paddedSegments(sizes, limit).flatMap((to, segment): Batch[] => {
    const n = to - sizes[segment]!
    return n > 0 ? [{ type: params.types[0]!, matchKeys: manyRandom(n), segments: new Uint8Array(n).fill(segment) }] : []
  })
  return listOf(segments, real, sizes, sortSegments(await mask(work, params, key, pads)))
}

/** manyRandom is n match keys of nobody. Of random bytes there are at most 65,536 at a time. */
function manyRandom(n: number): Bytes {
  const out = new Uint8Array(32 * n)
  for (let at = 0; at < out.length; at += 65_536) out.set(random(Math.min(65_536, out.length - at)), at)
  return out
}
