import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expand_message_xmd } from '@noble/curves/abstract/hash-to-curve.js'
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { ascii, bigFrom, concat, hex, unhex } from '../src/bytes.js'
import { checkContext, commitment, commitmentEncoding, contextDigest, contextEncoding } from '../src/context.js'
import { Failure } from '../src/errors.js'
import { sodiumRistretto } from '../src/group/sodium.js'
import { domain, generateKey, ristretto, suiteNamed, uniform, type Suite } from '../src/group/suite.js'
import { matchKey } from '../src/identity/profile.js'
import { opensslP256 } from '../src/node/openssl.js'
import { sortedRecord, tagKey, tagOf } from '../src/tag.js'
import { named, vectors } from './vectors.js'

const sodium = await sodiumRistretto()
const openssl = opensslP256()

/** suites are the implementations of a suite: each has to agree with the vectors. */
const suites = (name: string): Suite[] => (name === 'ristretto255' ? [ristretto, sodium] : [suiteNamed(name), openssl])

const domainOf = (v: any): Uint8Array => domain(v.params.suite, v.params.purpose, v.params.profile, v.type)

const outcome = (f: () => void): string => {
  try {
    f()
    return 'ok'
  } catch (cause) {
    if (cause instanceof Failure) return cause.code
    throw cause
  }
}

test('hash', () => {
  vectors('hash').forEach((v, i) => {
    assert.equal(v.domain, new TextDecoder().decode(domainOf(v)))
    const key = matchKey(v.normal)
    assert.equal(hex(key), v.match_key)
    if (v.params.suite === 'P256') {
      const bytes = expand_message_xmd(key, domainOf(v), 96, sha256)
      assert.equal(hex(bytes), v.uniform)
      for (const [n, u] of v.u.entries()) {
        const element = bigFrom(bytes.subarray(48 * n, 48 * n + 48), 'big') % p256.Point.Fp.ORDER
        assert.equal(element.toString(16).padStart(64, '0'), u)
      }
    } else {
      assert.equal(hex(uniform(domainOf(v), key)), v.uniform)
      for (const [n, u] of v.u.entries()) {
        const half = uniform(domainOf(v), key).subarray(32 * n, 32 * n + 32)
        const element = (bigFrom(half, 'little') % 2n ** 255n) % ed25519.Point.Fp.ORDER
        assert.equal(element, bigFrom(unhex(u), 'little'))
      }
    }
    for (const suite of suites(v.params.suite)) assert.equal(hex(suite.hash(domainOf(v), key)), v.element, named(v, i))
  })
})

test('mask', () => {
  vectors('mask').forEach((v, i) => {
    for (const suite of suites(v.params.suite)) {
      const masked = suite.multiply(unhex(v.key), suite.hash(domainOf(v), unhex(v.match_key)))
      assert.equal(hex(masked), v.element, named(v, i))
    }
  })
})

test('remask', () => {
  vectors('remask').forEach((v, i) => {
    for (const suite of suites(v.suite)) {
      assert.equal(hex(suite.multiply(unhex(v.key), unhex(v.element))), v.result, named(v, i))
    }
  })
})

test('malformed keys and elements', () => {
  vectors('malformed', 'key').forEach((v, i) => {
    for (const s of suites(v.suite)) assert.equal(outcome(() => s.key(unhex(v.key))), v.outcome, named(v, i))
  })
  for (const stage of ['element', 'public_key']) {
    vectors('malformed', stage).forEach((v, i) => {
      for (const s of suites(v.suite)) {
        assert.equal(outcome(() => s.check(unhex(v.element))), v.outcome, named(v, i))
        assert.equal(outcome(() => s.multiply(Uint8Array.from({ length: 32 }, () => 3), unhex(v.element))), v.outcome)
      }
    })
  }
})

test('every top bit is refused by both', () => {
  for (let i = 0; i < 20; i++) {
    const element = ristretto.hash(ascii('test'), ascii(String(i)))
    element[31]! |= 0x80
    for (const suite of suites('ristretto255')) assert.equal(outcome(() => suite.check(element)), 'bad_element')
  }
})

test('keys that are drawn are keys, and differ', () => {
  for (const suite of [ristretto, suiteNamed('P256')]) {
    const drawn = new Set(Array.from({ length: 50 }, () => suite.key(generateKey(suite))))
    assert.equal(drawn.size, 50)
    // A range of 252 bits or more: were the top masked away too far, none of 50 would be in its upper half.
    assert.ok([...drawn].some((key) => key > suite.order / 2n))
  }
})

test('context', () => {
  vectors('context').forEach((v, i) => {
    checkContext(v.context)
    assert.equal(hex(contextEncoding(v.context)), v.encoding, named(v, i))
    assert.equal(hex(contextDigest(v.context)), v.digest, named(v, i))
  })
  vectors('malformed', 'context').forEach((v, i) => {
    assert.equal(outcome(() => checkContext(v.context)), v.outcome, named(v, i))
  })
})

test('commitment', () => {
  vectors('commitment').forEach((v, i) => {
    assert.equal(hex(commitmentEncoding(unhex(v.salt), unhex(v.list.digest))), v.encoding, named(v, i))
    assert.equal(hex(commitment(unhex(v.salt), unhex(v.list.digest))), v.commitment, named(v, i))
  })
})

test('tag', () => {
  vectors('tag').forEach((v, i) => {
    assert.equal(hex(contextDigest(v.context)), v.context_digest)
    const key = tagKey(unhex(v.context_digest))
    assert.equal(hex(key), v.tag_key)
    const tags = v.elements.map((element: string) => tagOf(key, unhex(element)))
    assert.equal(hex(concat(...tags)), v.tags.join(''), named(v, i))
    assert.equal(hex(sortedRecord(tags)), v.sorted, named(v, i))
  })
})
