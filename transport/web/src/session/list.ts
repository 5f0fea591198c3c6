// The list C: masked, sorted and padded by segments (§7.3, step 2).
import { compare, concat, equal, random, type Bytes } from '../bytes.js'
import type { Params } from '../context.js'
import { domain, type Suite } from '../group/suite.js'
import { paddedSegments } from '../padding.js'
import { elementBytes, hashLeaves, setDigest, type Part } from '../set.js'
import { steps, type Progress } from './steps.js'

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
export async function mask(suite: Suite, params: Params, key: Bytes, rows: Row[], progress?: Progress): Promise<Bytes[]> {
  const domains = new Map(params.types.map((type) => [type, domain(suite.name, params.purpose, params.profile, type)]))
  const out: Bytes[] = []
  await steps(rows.length, progress, (i) => {
    const row = rows[i]!
    const dst = domains.get(row.type)
    if (!dst) throw new RangeError('a row has a type that the dataset does not have')
    out.push(suite.multiply(key, suite.hash(dst, row.matchKey)))
  })
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
  const bytes = concat(...segments.flat())
  return { parts, bytes, digest: setDigest(parts, hashLeaves(parts, elementBytes, bytes)), sizes }
}

/** makeList masks a list, and pads each segment with elements that are nobody's. */
export async function makeList(
  suite: Suite, params: Params, key: Bytes, rows: Row[], segments: number, limit: number, progress?: Progress,
): Promise<List> {
  const real = await mask(suite, params, key, rows, progress)
  const of = rows.map((row) => row.segment)
  const sizes = sortSegments(segments, of, real).map((elements) => elements.length)
  const pads = paddedSegments(sizes, limit).flatMap((to, segment) =>
    Array.from({ length: to - sizes[segment]! }, () => ({ segment, type: params.types[0]!, matchKey: random(32) })),
  )
  const masked = [...real, ...(await mask(suite, params, key, pads))]
  return listOf(sortSegments(segments, [...of, ...pads.map((pad) => pad.segment)], masked), sizes)
}
