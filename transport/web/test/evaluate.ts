// What a platform does with C and R (§7.3, steps 6, 8 and 9): only tests need it.
import { compare, equal, hex, join, records, unhex, type Bytes } from '../src/bytes.js'
import { Failure } from '../src/errors.js'
import { bytesOf, elementBytes, hashLeaves, readSet, sameParts, setDigest, tagBytes, type Part, type SetInfo } from '../src/set.js'
import { runs, type Slice } from '../src/slice.js'
import { sortedRecord, tagOf } from '../src/tag.js'
import { derived, firstSentinel, scalar, type Epoch, type Group } from './epoch.js'

/** Asked is what a session is about. */
export interface Asked {
  epoch: Epoch
  secret: Bytes
  slice: Slice
  /** Whether R is in the order of P. */
  aligned: boolean
  tagKey: Bytes
}

/** Hit is a group of P that the list hits: where it is, the first segment that does, and the slots. */
export interface Hit {
  section: number
  record: number
  segment: number
  slots: number[]
  group: Group
}

/** placesOf are the groups of each section that are in the slice, in order: their places in P. */
export const placesOf = ({ epoch, slice }: Asked): number[][] =>
  epoch.groups.map((groups) => runs(slice, groups.length).flatMap(({ first, end }) => Array.from({ length: end - first }, (_, i) => first + i)))

/** evaluate is b·C: of each of its tags the first segment. */
export function evaluate({ epoch, tagKey }: Asked, list: Bytes, set: SetInfo): Map<string, number> {
  readSet(set, elementBytes, list, unhex(set.digest), (element) => epoch.suite.check(element))
  const out = new Map<string, number>()
  let at = 0
  set.parts.forEach(({ size }, segment) => {
    for (const element of records(list.subarray(elementBytes * at, elementBytes * (at + size)), elementBytes)) {
      const tag = hex(tagOf(tagKey, epoch.suite.multiply(epoch.key, element)))
      if (out.has(tag)) throw new Failure('not_ascending', 'an element is in two segments')
      out.set(tag, segment)
    }
    at += size
  })
  return out
}

/** checkTags refuses an R that is not as announced, and one in which a sentinel of the slice is missing. */
export function checkTags(asked: Asked, tags: Bytes, set: SetInfo, publicKey: Bytes): void {
  const { epoch, secret, tagKey, aligned } = asked
  const places = placesOf(asked)
  const parts = places.map((of, i): Part => ({ width: epoch.groups[i]![0]!.elements.length, size: of.length }))
  if (!sameParts(parts, set.parts)) throw new Failure('bad_request', 'the parts of R are not those of P')
  if (aligned) readAligned(set, tags)
  else readSet(set, tagBytes, tags, unhex(set.digest))
  const all = records(tags, tagBytes)
  if (new Set(all.map(hex)).size < all.length) throw new Failure('not_ascending', 'a tag is there twice')
  epoch.suite.check(publicKey)
  let at = 0
  parts.forEach(({ width, size }, s) => {
    const section = records(tags.subarray(at, (at += width * size * tagBytes)), width * tagBytes)
    const there = new Set(aligned ? [] : section.map(hex))
    places[s]!.forEach((place, i) => {
      const { number, slots } = epoch.groups[s]![place]!
      if (number < firstSentinel) return
      const want = slots.map((slot) => {
        const r = scalar(epoch.suite, derived.sentinel(secret, width, Number(number - firstSentinel), slot))
        return tagOf(tagKey, epoch.suite.multiply(r, publicKey))
      })
      const found = aligned ? equal(section[i]!, join(want)) : there.has(hex(sortedRecord(want)))
      if (!found) throw new Failure('bad_tags', 'a sentinel is missing')
    })
  })
}

function readAligned(set: SetInfo, tags: Bytes): void {
  const want = bytesOf(set.parts, tagBytes)
  const ascending = records(tags.subarray(0, want), tagBytes).sort(compare)
  if (ascending.some((tag, i) => i > 0 && equal(tag, ascending[i - 1]!))) throw new Failure('not_ascending', 'a tag is there twice')
  if (tags.length < want) throw new Failure('truncated', 'R ends early')
  const digest = hex(setDigest(set.parts, hashLeaves(set.parts, tagBytes, tags)))
  if (tags.length > want || digest !== set.digest) throw new Failure('digest_mismatch', 'R is not the set that was announced')
}

/** matches are the groups that the list hits: in `count`, where only their number can be known, records of R. */
export function matches(asked: Asked, hits: Map<string, number>, tags: Bytes): Hit[] {
  const out: Hit[] = []
  let at = 0
  placesOf(asked).forEach((places, section) => {
    places.forEach((record) => {
      const group = asked.epoch.groups[section]![record]!
      const width = group.elements.length
      const own = records(tags.subarray(at, (at += width * tagBytes)), tagBytes).map((tag) => hits.get(hex(tag)))
      const slots = own.flatMap((segment, slot) => (segment === undefined ? [] : [slot]))
      if (slots.length > 0) out.push({ section, record, segment: Math.min(...slots.map((slot) => own[slot]!)), slots, group })
    })
  })
  return asked.aligned ? out.sort((a, b) => a.section - b.section || a.record - b.record) : out
}

export const countsOf = (all: readonly Hit[], segments: number): number[] =>
  Array.from({ length: segments }, (_, i) => all.filter((hit) => hit.segment === i).length)
