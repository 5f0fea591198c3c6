// Epochs and whole sessions, both sides.
import assert from 'node:assert/strict'
import { sha256 } from '@noble/hashes/sha2.js'
import { base64, be64, concat, hex, join, records, unhex, type Bytes } from '../../src/bytes.js'
import { checkContext, commitment, contextDigest } from '../../src/context.js'
import { domain, type Suite } from '../../src/group/suite.js'
import { here } from '../../src/group/work.js'
import { matchKey } from '../../src/identity/profile.js'
import { listOf, mask, sortSegments, type List } from '../../src/session/list.js'
import { TagSet, wantedLeaves } from '../../src/session/tags.js'
import { elementBytes, hashLeaves, setDigest, tagBytes, type Part, type SetInfo } from '../../src/set.js'
import { parseSlice } from '../../src/slice.js'
import { tagKey } from '../../src/tag.js'
import { derived, epochOf, fastSuite, fillDomain, firstSentinel, remembering, scalar, type Epoch } from '../epoch.js'
import { checkTags, countsOf, evaluate, matches, placesOf, type Asked } from '../evaluate.js'
import { memory } from './memory.js'
import { outcome } from './outcome.js'

const suites = ['ristretto255', 'P256'].map((name) => remembering(fastSuite(name)))

const recipe = ({ params, dataset_key, epoch_secret, groups, capacities }: any): unknown[] => [params, dataset_key, epoch_secret, groups, capacities]

function suiteOf(v: any): Suite {
  const suite = suites.find(({ name }) => name === v.params.suite)
  if (!suite) throw new RangeError('no suite of a vector')
  return suite
}

const madeEpoch = memory((v): Epoch => {
  const suite = suiteOf(v)
  if (v.capacities.some(({ width, size }: Part) => width > 16 || size > 1 << 16)) throw new RangeError('no epoch of a vector')
  return epochOf(v, suite)
}, recipe)

const contentDigest = (bytes: Bytes): string => `sha-256=:${base64(sha256(bytes))}:`

const ends = (bytes: Bytes, first: number, last = first) => ({
  first: hex(bytes.subarray(0, first)),
  last: hex(bytes.subarray(bytes.length - last)),
  sha256: hex(sha256(bytes)),
})

export function epoch(v: any): void {
  for (const d of v.derivations) derivation(v, d)
  const suite = suiteOf(v)
  const { purpose, profile } = v.params
  const stored = v.groups.map((group: any[]) => group.map(({ type, normal }) =>
    hex(suite.multiply(unhex(v.dataset_key), suite.hash(domain(suite.name, purpose, profile, type), matchKey(normal))))))
  assert.deepEqual(stored, v.stored)
  const { parts } = v.platform_set
  assert.deepEqual(parts, v.capacities)
  const { sections, groups, key, epochKey } = madeEpoch(v)
  assert.deepEqual([hex(epochKey), hex(key)], [v.epoch_key, v.key])
  assert.deepEqual(sections.map((bytes, i) => ends(bytes, elementBytes * parts[i].width)), v.sections)
  const leaves = hashLeaves(parts, elementBytes, join(sections))
  assert.deepEqual(leaves.map(hex), v.leaves)
  assert.equal(hex(setDigest(parts, leaves)), v.platform_set.digest)
  const [narrow, wide] = [parts[0].width, parts.at(-1).width]
  const places = groups.map((section) => section.map(({ number, slots }) => concat(be64(number), Uint8Array.from(slots))))
  assert.deepEqual(ends(join(places.flat()), 8 + narrow, 8 + wide), v.order)
  const sentinels = groups.flatMap((section, s) =>
    section.flatMap(({ number }, i) => (number >= firstSentinel ? [concat(be64(i), places[s]![i]!)] : [])))
  assert.deepEqual(ends(join(sentinels), 16 + narrow, 16 + wide), v.sentinels)
}

/** derivation is one of the things that follow from an epoch's secret. */
function derivation(v: any, d: any): void {
  const suite = fastSuite(v.params.suite)
  const secret = unhex(v.epoch_secret)
  const made = {
    'epoch key': () => [derived.epochKey(secret)],
    'sentinel': () => [derived.sentinel(secret, d.width, d.number, d.slot)],
    'fill': () => [derived.fill(secret, d.number, d.slot)],
  }[d.what as string]
  assert.ok(made, 'an epoch key, a sentinel or a fill')
  const [okm] = made()
  assert.equal(hex(okm!), d.okm)
  if (d.what === 'fill') {
    assert.equal(new TextDecoder().decode(fillDomain(suite.name)), d.domain)
    assert.equal(hex(suite.hash(fillDomain(suite.name), okm!.subarray(0, 32))), d.element)
    return
  }
  const r = scalar(suite, okm!)
  assert.equal(hex(r), d.scalar)
  assert.equal(d.element, d.what === 'sentinel' ? hex(suite.multiply(r, suite.generator)) : undefined)
}

/** Run is what an advertiser makes in a session. */
export interface Run {
  epoch: Epoch
  masked: string[]
  list: List
  publicKey: Bytes
  /** The elements of the slice, and a·P of them. */
  elements: Bytes[]
  multiplied: Bytes[]
  sections: Bytes[]
  set: SetInfo
  tags: Bytes
}

const parts = (v: any): Part[] => v.context.platform_set.parts

const given = (v: any): unknown[] => [recipe(v), v.advertiser_key, v.rows, v.pads, v.context]

/** ownList is the list of a vector's session, and its elements one by one. */
const ownList = memory(async (v): Promise<Pick<Run, 'masked' | 'list'>> => {
  const { suite } = madeEpoch(v)
  const key = unhex(v.advertiser_key)
  const { segments } = v.context
  const rows = v.rows.map((r: any) => ({ segment: r.segment, type: r.type, matchKey: matchKey(r.normal) }))
  const pads = v.pads.map((p: any) => ({ segment: p.segment, type: v.params.types[0], matchKey: unhex(p.key, 32) }))
  if ([...rows, ...pads].some(({ segment }) => segment >= segments)) throw new RangeError('a row in a segment that there is not')
  const masked: string[] = []
  for (const row of [...rows, ...pads]) masked.push(hex((await mask(here(suite), v.params, key, [row])).subarray(0, elementBytes)))
  return { masked, list: listOf(segments, sortSegments(await mask(here(suite), v.params, key, [...rows, ...pads])), []) }
}, given)

/** runOf is the advertiser's side of a vector's session. */
export const runOf = memory(async (v): Promise<Run> => {
  const epoch = madeEpoch(v)
  const { suite } = epoch
  const key = unhex(v.advertiser_key)
  const run = { epoch, ...(await ownList(v)), publicKey: suite.multiply(key, suite.generator) }
  return { ...run, ...(await tagsOf(v, (element) => suite.multiply(key, element))) }
}, given)

/** tagsOf makes R, in which each element of P is multiplied by `multiply`. */
async function tagsOf(v: any, multiply: (element: Bytes) => Bytes): Promise<Pick<Run, 'elements' | 'multiplied' | 'sections' | 'set' | 'tags'>> {
  const { suite, sections } = madeEpoch(v)
  const platform = join(sections)
  const elements: Bytes[] = []
  const multiplied: Bytes[] = []
  const watched = (_: Bytes, element: Bytes): Bytes => {
    elements.push(element.slice())
    multiplied.push(multiply(element))
    return multiplied.at(-1)!
  }
  const digest = contextDigest(v.context)
  const leaves = wantedLeaves(parts(v), parseSlice(v.context.slice))
  const made = new TagSet(here({ ...suite, multiply: watched }), unhex(v.advertiser_key), tagKey(digest), v.context.mode === 'count', parts(v), leaves)
  for (const wanted of leaves) {
    const { offset, length } = wanted.leaf
    await made.add(wanted, platform.subarray(offset, offset + length))
  }
  const set = await made.finish()
  const pieces: Bytes[] = []
  for await (const piece of made.pieces()) pieces.push(piece)
  const tags = join(pieces)
  let end = 0
  const tagged = set.parts.map(({ width, size }) => tags.subarray(end, (end += width * size * tagBytes)))
  return { elements, multiplied, sections: tagged, set, tags }
}

/** asked is what the platform knows of a vector's session. */
export const asked = (v: any): Asked => ({
  epoch: madeEpoch(v), secret: unhex(v.epoch_secret), slice: parseSlice(v.context.slice), aligned: v.context.mode !== 'count',
  tagKey: tagKey(contextDigest(v.context)),
})

export const session = (mode: string) => async (v: any): Promise<void> => {
  const { context, messages } = v
  checkContext(context)
  assert.equal(context.mode, mode)
  const { suite, purpose, profile, types } = context
  assert.deepEqual({ suite, purpose, profile, types }, v.params)
  assert.equal(hex(contextDigest(context)), v.context_digest)
  assert.deepEqual(parts(v), v.capacities)

  // What is made later is dearer: a vector with one byte changed fails as early as it can.
  const platform = hashLeaves(parts(v), elementBytes, join(madeEpoch(v).sections))
  assert.equal(hex(setDigest(parts(v), platform)), context.platform_set.digest)
  const { masked, list } = await ownList(v)
  assert.deepEqual(masked, v.masked)
  assert.deepEqual({ parts: list.parts, digest: hex(list.digest) }, context.list)
  assert.equal(hex(list.bytes), v.list)
  assert.equal(contentDigest(list.bytes), v.list_content_digest)
  const run = await runOf(v)
  assert.deepEqual(ends(join(run.multiplied), elementBytes), v.multiplied)
  assert.deepEqual(run.sections.map((s, i) => ends(s, tagBytes * run.set.parts[i]!.width)), v.sections)
  const chunks = Array.from({ length: Math.ceil(run.tags.length / v.chunk) }, (_, i) => run.tags.subarray(i * v.chunk, (i + 1) * v.chunk))
  assert.ok(v.chunk >= 1 << 14 && v.chunk <= 1 << 22 && Number.isInteger(Math.log2(v.chunk)))
  assert.deepEqual(chunks.map(contentDigest), v.tags_content_digests)
  const counted = await honest(v)
  assert.deepEqual(counted.counts, v.counts)
  assert.deepEqual(counted.matches, v.matches ?? null)
  checkMessages(v, run, messages)
  for (const cheat of v.cheats) {
    const { set, outcome, counts } = await cheated({ v, cheat })
    assert.deepEqual({ set, outcome, counts }, { set: cheat.tags, outcome: cheat.outcome, counts: cheat.counts })
  }
}

/** count is the platform's side. */
function count(v: any, run: Run, tags: Bytes, set: SetInfo): { counts: number[]; matches: object[] | null } {
  const asking = asked(v)
  const hits = evaluate(asking, run.list.bytes, v.context.list)
  checkTags(asking, tags, set, run.publicKey)
  if (!asking.aligned) return { counts: countsSorted(hits, tags, set, v.context.segments), matches: null }
  const found = matches(asking, hits, tags)
  const shown = found.map(({ section, record, segment, slots, group }) => ({
    section, record, segment, slots, number: Number(group.number), elements: slots.map((slot) => group.slots[slot]!),
  }))
  return { counts: countsOf(found, v.context.segments), matches: shown }
}

/** honest is what the platform counts of the advertiser's own R. */
const honest = memory(async (v) => {
  const run = await runOf(v)
  return count(v, run, run.tags, run.set)
}, given)

/** countsSorted counts records of R, of which nobody knows whose they are. */
function countsSorted(hits: Map<string, number>, tags: Bytes, set: SetInfo, segments: number): number[] {
  const counts = new Array<number>(segments).fill(0)
  let at = 0
  for (const { width, size } of set.parts) {
    for (const record of records(tags.subarray(at, (at += width * size * tagBytes)), width * tagBytes)) {
      const own = records(record, tagBytes).flatMap((tag) => hits.get(hex(tag)) ?? [])
      if (own.length > 0) counts[Math.min(...own)]!++
    }
  }
  return counts
}

const times = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

/** checkMessages compares the messages with those that follow. Only the session's name, times, salt and floor are the vector's. */
function checkMessages(v: any, run: Run, messages: any): void {
  const { context: c, context_digest: context, params, counts } = v
  const { session, expires, opened } = messages.accept
  const { salt } = messages.open_list
  assert.match(session, /^[0-9a-f]{64}$/)
  assert.match(expires, times)
  assert.match(opened, times)
  const { mode, dataset, advertiser, platform, epsilon, segments, audience, platform_set: set, list } = c
  const floor = messages.result.released?.floor
  const told = (n: number): object => ({ value: n < floor ? null : n, below_floor: n < floor, floor, noise: 'none' })
  const released = mode === 'count' && c.slice === '1'
  assert.deepEqual(messages, {
    offer: {
      version: 'Blindmatch-V1', mode, ...params, dataset, advertiser, platform, nonce: c.advertiser_nonce,
      commitment: hex(commitment(unhex(salt, 32), run.list.digest)), epsilon, slice: c.slice.split(' ')[0], segments, ...(audience && { audience }),
    },
    accept: {
      session, nonce: c.platform_nonce, state: 'open', expires, policy_digest: c.policy_digest, slice: c.slice, platform_set: set, opened,
      path: `/v1/epochs/${set.digest}`,
    },
    open_list: { list, salt, context },
    open_tags: { tags: run.set, public_key: hex(run.publicKey) },
    result: {
      session, mode, context,
      ...(released && { released: told(counts.reduce((a: number, b: number) => a + b, 0)) }),
      ...(released && counts.length > 1 && { segments: counts.map(told) }),
    },
  })
}

interface Cheated {
  set: SetInfo
  outcome: string
  counts: number[] | undefined
}

/** cheated is what comes of R of an advertiser that uses another key for a group of P, or puts it in another's place. */
const cheated = memory(async ({ v, cheat }): Promise<Cheated> => {
  const run = await runOf(v)
  const { section, record, key, swap } = cheat
  const places = placesOf(asked(v))
  const at = places[section]?.indexOf(record) ?? -1
  assert.ok(at >= 0 && at + 1 < places[section]!.length, 'the record is in the slice, and not its last')
  assert.notEqual(key === undefined, !swap)
  const width = parts(v)[section]!.width
  const from = places.slice(0, section).reduce((sum, of, i) => sum + of.length * parts(v)[i]!.width, 0) + at * width
  const changed = [...run.multiplied]
  for (let i = from; i < from + width; i++) {
    if (swap) [changed[i], changed[i + width]] = [changed[i + width]!, changed[i]!]
    else changed[i] = run.epoch.suite.multiply(unhex(key), run.elements[i]!)
  }
  let next = 0
  const { set, tags } = await tagsOf(v, () => changed[next++]!)
  let counts: number[] | undefined
  return { set, outcome: outcome(() => (counts = count(v, run, tags, set).counts)), counts }
}, ({ v, cheat }) => [given(v), cheat.section, cheat.record, cheat.key, cheat.swap])
