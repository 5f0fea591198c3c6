import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ascii } from '../src/bytes.js'
import { generateKey, ristretto, suiteNamed } from '../src/group/suite.js'
import { suites } from './steps/crypto.js'
import { outcome } from './steps/outcome.js'

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

