// The steps of hashing, masking, contexts and tags.
import assert from 'node:assert/strict'
import { expand_message_xmd } from '@noble/curves/abstract/hash-to-curve.js'
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { hkdf } from '@noble/hashes/hkdf.js'
import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { ascii, bigFrom, concat, hex, unhex } from '../../src/bytes.js'
import { checkContext, commitment, commitmentEncoding, contextDigest, contextEncoding } from '../../src/context.js'
import { sodiumRistretto } from '../../src/group/sodium.js'
import { domain, ristretto, suiteNamed, uniform, type Suite } from '../../src/group/suite.js'
import { matchKey } from '../../src/identity/profile.js'
import { opensslP256 } from '../../src/node/openssl.js'
import { isList } from '../../src/set.js'
import { sortedRecord, tagKey, tagOf } from '../../src/tag.js'
import { remembering } from '../epoch.js'

const all = [ristretto, await sodiumRistretto(), suiteNamed('P256'), opensslP256()].map(remembering)

/** suites are the implementations of a suite: each has to agree with the vectors. */
export function suites(name: string): Suite[] {
  const out = all.filter((suite) => suite.name === suiteNamed(name).name)
  assert.equal(out.length, 2)
  return out
}

function domainOf(v: any): Uint8Array {
  assert.ok(v.params.types.includes(v.type), 'the type is one of the dataset’s')
  return domain(v.params.suite, v.params.purpose, v.params.profile, v.type)
}

export function hash(v: any): void {
  const dst = domainOf(v)
  assert.equal(v.domain, new TextDecoder().decode(dst))
  const key = matchKey(v.normal)
  assert.equal(hex(key), v.match_key)
  assert.equal(v.u.length, 2)
  if (v.params.suite === 'P256') {
    const bytes = expand_message_xmd(key, dst, 96, sha256)
    assert.equal(hex(bytes), v.uniform)
    for (const [n, u] of v.u.entries()) {
      const element = bigFrom(bytes.subarray(48 * n, 48 * n + 48), 'big') % p256.Point.Fp.ORDER
      assert.equal(element.toString(16).padStart(64, '0'), u)
    }
  } else {
    assert.equal(hex(uniform(dst, key)), v.uniform)
    for (const [n, u] of v.u.entries()) {
      const half = uniform(dst, key).subarray(32 * n, 32 * n + 32)
      const element = (bigFrom(half, 'little') % 2n ** 255n) % ed25519.Point.Fp.ORDER
      assert.equal(element, bigFrom(unhex(u, 32), 'little'))
    }
  }
  for (const suite of suites(v.params.suite)) assert.equal(hex(suite.hash(dst, key)), v.element)
}

export function mask(v: any): void {
  for (const suite of suites(v.params.suite)) {
    assert.equal(hex(suite.multiply(unhex(v.key), suite.hash(domainOf(v), unhex(v.match_key, 32)))), v.element)
  }
}

export function remask(v: any): void {
  for (const suite of suites(v.suite)) assert.equal(hex(suite.multiply(unhex(v.key), unhex(v.element))), v.result)
}

export function context(v: any): void {
  checkContext(v.context)
  assert.equal(hex(contextEncoding(v.context)), v.encoding)
  assert.equal(hex(contextDigest(v.context)), v.digest)
}

export function commit(v: any): void {
  assert.ok(isList(v.list.parts))
  const [salt, digest] = [unhex(v.salt, 32), unhex(v.list.digest, 32)]
  assert.equal(hex(commitmentEncoding(salt, digest)), v.encoding)
  assert.equal(hex(commitment(salt, digest)), v.commitment)
}

export function tag(v: any): void {
  checkContext(v.context)
  assert.equal(hex(contextDigest(v.context)), v.context_digest)
  const key = tagKey(unhex(v.context_digest))
  assert.equal(hex(key), v.tag_key)
  const tags = v.elements.map((element: string) => tagOf(key, unhex(element, 32)))
  assert.deepEqual(tags.map(hex), v.tags)
  assert.equal(hex(sortedRecord(tags)), v.sorted)
}

/** indexTag is of a platform's index (§13.7), which a client never sees. */
export function indexTag(v: any): void {
  const key = unhex(v.key, 32)
  assert.equal(hex(hkdf(sha256, key, unhex(v.salt), ascii('Blindmatch-V1 index blocks'), 32)), v.block_key)
  const mac = hkdf(sha256, key, undefined, ascii('Blindmatch-V1 index tags'), 32)
  assert.equal(hex(mac), v.tag_key)
  assert.equal(hex(hmac(sha256, mac, concat(ascii(`${v.domain}\0`), unhex(v.value))).slice(0, 12)), v.tag)
}
