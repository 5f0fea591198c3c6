import assert from 'node:assert/strict'
import { test } from 'node:test'
import { records } from '../src/bytes.js'
import { pathOf, rootFrom, rootOf } from '../src/merkle.js'
import { made } from './steps/sets.js'

test('paths of other lengths and places lead nowhere', () => {
  const leaves = records(made({ parts: [{ width: 1, size: 7 }], item: 32 }), 32)
  const root = rootOf(leaves)
  const path = pathOf(leaves, 3)
  assert.deepEqual(rootFrom(leaves[3]!, 3, 7, path), root)
  assert.equal(rootFrom(leaves[3]!, 3, 7, path.slice(1)), undefined)
  assert.equal(rootFrom(leaves[3]!, 7, 7, path), undefined)
  assert.notDeepEqual(rootFrom(leaves[3]!, 2, 7, path), root)
})
