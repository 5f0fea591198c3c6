import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '@noble/hashes/sha2.js'
import { base64, concat, hex, records, unhex, type Bytes } from '../src/bytes.js'
import { commitment, contextDigest } from '../src/context.js'
import { here } from '../src/group/work.js'
import { matchKey } from '../src/identity/profile.js'
import { listOf, mask, sortSegments } from '../src/session/list.js'
import { TagSet, wantedLeaves } from '../src/session/tags.js'
import { elementBytes, hashLeaves, setDigest, tagBytes } from '../src/set.js'
import { parseSlice } from '../src/slice.js'
import { tagKey } from '../src/tag.js'
import { epochOf, fastSuite } from './epoch.js'
import { vectors } from './vectors.js'

const contentDigest = (bytes: Bytes): string => `sha-256=:${base64(sha256(bytes))}:`

const ends = (bytes: Bytes, record: number) => ({
  first: hex(bytes.subarray(0, record)),
  last: hex(bytes.subarray(bytes.length - record)),
  sha256: hex(sha256(bytes)),
})

test('epoch: the platform’s set that the sessions below run on', () => {
  for (const v of vectors('epoch')) {
    const { sections } = epochOf(v)
    sections.forEach((bytes, i) => assert.deepEqual(ends(bytes, 32 * v.capacities[i].width), v.sections[i], v.name))
    const leaves = hashLeaves(v.platform_set.parts, elementBytes, concat(...sections))
    assert.deepEqual(leaves.map(hex), v.leaves)
    assert.equal(hex(setDigest(v.platform_set.parts, leaves)), v.platform_set.digest)
  }
})

for (const mode of ['count', 'activate', 'blinded']) {
  for (const v of vectors(mode)) {
    test(`${mode}: ${v.name}`, async () => {
      const suite = fastSuite(v.params.suite)
      const key = unhex(v.advertiser_key)
      const { offer, open_list: openList, open_tags: openTags } = v.messages

      const rows = v.rows.map((r: any) => ({ segment: r.segment, type: r.type, matchKey: matchKey(r.normal) }))
      const pads = v.pads.map((p: any) => ({ segment: p.segment, type: v.params.types[0], matchKey: unhex(p.key) }))
      const all = [...rows, ...pads]
      const masked = await mask(here(suite), v.params, key, all)
      assert.deepEqual(records(masked, 33).map((one) => hex(one.subarray(0, 32))).sort(), [...v.masked].sort())
      const list = listOf(v.context.segments, sortSegments(masked), [])
      assert.equal(hex(list.bytes), v.list)
      assert.deepEqual({ parts: list.parts, digest: hex(list.digest) }, openList.list)
      assert.equal(contentDigest(list.bytes), v.list_content_digest)
      assert.equal(hex(commitment(unhex(openList.salt), list.digest)), offer.commitment)
      const context = contextDigest(v.context)
      assert.equal(hex(context), v.context_digest)
      assert.equal(openList.context, v.context_digest)

      const platform = concat(...epochOf(v).sections)
      const multiplied: Bytes[] = []
      const multiply = (k: Bytes, element: Bytes): Bytes => {
        multiplied.push(suite.multiply(k, element))
        return multiplied.at(-1)!
      }
      const tags = new TagSet(here({ ...suite, multiply }), key, tagKey(context), mode === 'count', v.context.platform_set.parts)
      for (const wanted of wantedLeaves(v.context.platform_set.parts, parseSlice(v.context.slice))) {
        const { offset, length } = wanted.leaf
        await tags.add(wanted, platform.subarray(offset, offset + length))
      }
      assert.deepEqual(ends(concat(...multiplied), 32), v.multiplied)
      const { sections, set, bytes } = tags.finish()
      sections.forEach((s, i) => assert.deepEqual(ends(s, tagBytes * set.parts[i]!.width), v.sections[i]))
      assert.deepEqual(set, openTags.tags)
      assert.equal(hex(suite.multiply(key, suite.generator)), openTags.public_key)
      const chunks = v.tags_content_digests.map((_: string, i: number) => bytes.subarray(i * v.chunk, (i + 1) * v.chunk))
      assert.deepEqual(chunks.map(contentDigest), v.tags_content_digests)
    })
  }
}
