import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '@noble/hashes/sha2.js'
import { be64, concat, equal, hex, records, unhex, type Bytes } from '../src/bytes.js'
import { Failure } from '../src/errors.js'
import { suiteNamed } from '../src/group/suite.js'
import { pathOf, rootFrom, rootOf } from '../src/merkle.js'
import { bytesOf, checkLeaves, handleBytes, hashLeaves, leafHash, leavesOf, readSet, setDigest, setEncoding } from '../src/set.js'
import { named, vectors } from './vectors.js'

function outcome(f: () => void): string {
  try {
    f()
    return 'ok'
  } catch (cause) {
    if (cause instanceof Failure) return cause.code
    throw cause
  }
}

/** Item n of a set whose vector has no bytes is be64(n), then the beginning of SHA-256 of that. */
function made(v: any): Bytes {
  const out = new Uint8Array(bytesOf(v.parts, v.item))
  for (let n = 0; n * v.item < out.length; n++) {
    out.set(concat(be64(n), sha256(be64(n))).subarray(0, v.item), n * v.item)
  }
  return out
}

test('set', () => {
  vectors('set').forEach((v, i) => {
    const leaves = hashLeaves(v.parts, v.item, v.bytes === undefined ? made(v) : unhex(v.bytes))
    assert.deepEqual(leaves.map(hex), v.leaves, named(v, i))
    assert.equal(hex(rootOf(leaves)), v.root)
    assert.equal(hex(setEncoding(v.parts, rootOf(leaves))), v.encoding)
    assert.equal(hex(setDigest(v.parts, leaves)), v.digest)
    for (const { leaf, path } of v.paths) {
      assert.deepEqual(pathOf(leaves, leaf).map(hex), path)
      assert.equal(hex(rootFrom(leaves[leaf]!, leaf, leaves.length, path.map((p: string) => unhex(p)))!), v.root)
    }
  })
})

/** checkWithLeaves is what a client does that has the hashes of the leaves: each leaf is checked before its contents. */
function checkWithLeaves(v: any): void {
  const hashes = checkLeaves(v.committed, 32, unhex(v.leaves), unhex(v.committed.digest))
  const bytes = unhex(v.bytes)
  leavesOf(v.committed.parts, 32).forEach((leaf, i) => {
    if (!equal(leafHash(bytes.subarray(leaf.offset, leaf.offset + leaf.length)), hashes[i]!)) {
      throw new Failure('digest_mismatch', 'a leaf')
    }
  })
  readSet(v.committed, 32, bytes, unhex(v.committed.digest))
}

test('malformed sets', () => {
  vectors('malformed', 'platform_set').forEach((v, i) => {
    const suite = suiteNamed(v.suite)
    const read = () => readSet(v.committed, 32, unhex(v.bytes), unhex(v.committed.digest), suite.check)
    assert.equal(outcome(v.leaves ? () => checkWithLeaves(v) : read), v.outcome, named(v, i))
  })
  vectors('malformed', 'handles').forEach((v, i) => {
    const read = () => readSet(v.committed, handleBytes, unhex(v.bytes), unhex(v.committed.digest))
    assert.equal(outcome(read), v.outcome, named(v, i))
  })
  vectors('malformed', 'leaves').forEach((v, i) => {
    const read = () => checkLeaves(v.committed, 32, unhex(v.bytes), unhex(v.committed.digest))
    assert.equal(outcome(read), v.outcome, named(v, i))
  })
})

test('paths of other lengths and places lead nowhere', () => {
  const leaves = records(made({ parts: [{ width: 1, size: 7 }], item: 32 }), 32)
  const root = rootOf(leaves)
  const path = pathOf(leaves, 3)
  assert.deepEqual(rootFrom(leaves[3]!, 3, 7, path), root)
  assert.equal(rootFrom(leaves[3]!, 3, 7, path.slice(1)), undefined)
  assert.equal(rootFrom(leaves[3]!, 7, 7, path), undefined)
  assert.notDeepEqual(rootFrom(leaves[3]!, 2, 7, path), root)
})
