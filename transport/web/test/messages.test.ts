import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../src/errors.js'
import { parseJSON } from '../src/session/json.js'
import { isPath, isTooOld } from '../src/session/status.js'

test('JSON is one value, with exact integers', () => {
  assert.deepEqual(parseJSON(' {"a": [1, {"b": "\\u0041"}], "c": 18446744073709551615} '),
    Object.assign(Object.create(null), { a: [1n, Object.assign(Object.create(null), { b: 'A' })], c: 2n ** 64n - 1n }))
  const bad = ['', '{', '{}{}', '[1,]', '{"a":1,}', '{"a" 1}', '{"a":1 "b":2}', '{"a":1,"a":2}', '[1 2]', '01', '+1',
    '"\n"', '{a:1}', 'nul', '{"a":1,,"b":1}', ',', '[,1]', ']', ':', '['.repeat(40)]
  for (const text of bad) assert.throws(() => parseJSON(text), Failure, text)
})

test('an epoch’s age, and where it is', () => {
  const now = new Date('2026-01-08T00:00:00Z')
  assert.equal(isTooOld(new Date('2025-12-31T23:55:00Z'), now), false)
  assert.equal(isTooOld(new Date('2025-12-31T23:54:59Z'), now), true)
  assert.equal(isTooOld(new Date('2026-01-08T00:05:00Z'), now), false)
  assert.equal(isTooOld(new Date('2026-01-08T00:05:01Z'), now), true)
  assert.equal(isPath('/v1/epochs/0a'), true)
  for (const path of ['/v1/', '/v1', '/v2/a', '/v1/a/', '/v1//a', '/v1/../a', '/v1/.', '/v1/a%20', '/v1/a?b', 'https://a/v1/b']) {
    assert.equal(isPath(path), false, path)
  }
})
