// The list C: masked, sorted and padded by segments (§7.3, step 2).
import { compare, equal, join, random, records, type Bytes } from '../bytes.js'
import type { Params } from '../context.js'
import { domain } from '../group/suite.js'
import type { Work } from '../group/work.js'
import { paddedSegments } from '../padding.js'
import { elementBytes, hashLeaves, setDigest, type Part } from '../set.js'
import type { Progress } from './steps.js'

/** A Row is one identifier of a list. Its match key must not leave this process. */
export interface Row {
  segment: number
  type: string
  matchKey: Bytes
}

export interface List {
  parts: Part[]
  bytes: Bytes
  digest: Bytes
  /** How many distinct identifiers each segment has, before padding. */
  sizes: number[]
}

/** mask computes a·H(x) of rows, in their order. */
export async function mask(work: Work, params: Params, key: Bytes, rows: Row[], progress?: Progress): Promise<Bytes[]> {
  const out = new Array<Bytes>(rows.length)
  let before = 0
  for (const type of new Set(rows.map((row) => row.type))) {
    if (!params.types.includes(type)) throw new RangeError('a row has a type that the dataset does not have')
    const at = [...rows.keys()].filter((i) => rows[i]!.type === type)
    const matchKeys = new Uint8Array(32 * at.length)
    at.forEach((i, n) => matchKeys.set(rows[i]!.matchKey, 32 * n))
    const dst = domain(params.suite, params.purpose, params.profile, type)
    const masked = await work.mask(key, dst, matchKeys, (done) => progress?.(before + done, rows.length))
    records(masked, 32).forEach((element, n) => (out[at[n]!] = element))
    before += at.length
  }
  return out
}

/** sortSegments drops duplicates, and of an element in several segments all but the first, and sorts each segment. */
export function sortSegments(segments: number, of: readonly number[], masked: readonly Bytes[]): Bytes[][] {
  const order = masked.map((_, i) => i).sort((i, j) => compare(masked[i]!, masked[j]!) || of[i]! - of[j]!)
  const out: Bytes[][] = Array.from({ length: segments }, () => [])
  let last: Bytes | undefined
  for (const i of order) {
    if (last && equal(last, masked[i]!)) continue
    last = masked[i]!
    out[of[i]!]!.push(last)
  }
  return out
}

export function listOf(segments: Bytes[][], sizes: number[]): List {
  const parts = segments.map((elements) => ({ width: 1, size: elements.length }))
  const bytes = join(segments.flat())
  return { parts, bytes, digest: setDigest(parts, hashLeaves(parts, elementBytes, bytes)), sizes }
}

/** makeList masks a list, and pads each segment with elements that are nobody's. */
export async function makeList(
  work: Work, params: Params, key: Bytes, rows: Row[], segments: number, limit: number, progress?: Progress,
): Promise<List> {
  const real = await mask(work, params, key, rows, progress)
  const of = rows.map((row) => row.segment)
  const sizes = sortSegments(segments, of, real).map((elements) => elements.length)
  const pads = paddedSegments(sizes, limit).flatMap((to, segment) =>
    Array.from({ length: to - sizes[segment]! }, () => ({ segment, type: params.types[0]!, matchKey: random(32) })),
  )
  const masked = [...real, ...(await mask(work, params, key, pads))]
  return listOf(sortSegments(segments, [...of, ...pads.map((pad) => pad.segment)], masked), sizes)
}
