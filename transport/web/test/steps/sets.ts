import assert from 'node:assert/strict'
import { sha256 } from '@noble/hashes/sha2.js'
import { be64, concat, hex, unhex, type Bytes } from '../../src/bytes.js'
import { pathOf, rootFrom, rootOf } from '../../src/merkle.js'
import { bytesOf, hashLeaves, setDigest, setEncoding } from '../../src/set.js'
import { memory } from './memory.js'

/** Item n of a set whose vector has no bytes is be64(n), then the beginning of SHA-256 of that. */
export function made(v: any): Bytes {
  const out = new Uint8Array(bytesOf(v.parts, v.item))
  for (let n = 0; n * v.item < out.length; n++) {
    out.set(concat(be64(n), sha256(be64(n))).subarray(0, v.item), n * v.item)
  }
  return out
}

const leavesOf = memory((v): Bytes[] => {
  const bytes = v.bytes === undefined ? made(v) : unhex(v.bytes)
  assert.equal(bytes.length, bytesOf(v.parts, v.item))
  return hashLeaves(v.parts, v.item, bytes)
}, ({ parts, item, bytes }) => [parts, item, bytes])

export function set(v: any): void {
  const leaves = leavesOf(v)
  assert.deepEqual(leaves.map(hex), v.leaves)
  assert.equal(hex(rootOf(leaves)), v.root)
  assert.equal(hex(setEncoding(v.parts, rootOf(leaves))), v.encoding)
  assert.equal(hex(setDigest(v.parts, leaves)), v.digest)
  for (const { leaf, path } of v.paths) {
    assert.ok(leaf < leaves.length)
    assert.deepEqual(pathOf(leaves, leaf).map(hex), path)
    assert.equal(hex(rootFrom(leaves[leaf]!, leaf, leaves.length, path.map((p: string) => unhex(p)))!), v.root)
  }
}
