import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../src/errors.js'
import { formatFraction, parseAmount, parseEpsilon } from '../src/fraction.js'
import { paddedSegments } from '../src/padding.js'
import { formatSlice, parseSlice, runs } from '../src/slice.js'

test('the first segments are padded, the last gets what is left', () => {
  assert.deepEqual(paddedSegments([900, 1100, 50], 2500), [1000, 1190, 310])
})

test('what is not a fraction or a slice', () => {
  for (const bad of ['', '0', '1/1', '2/20', '01/10', '1/0', '1/1000001', '0.1', '1/10 ', '-1/10', '10000000']) {
    assert.throws(() => parseEpsilon(bad), Failure, bad)
  }
  for (const bad of ['0/2', '2/4', '1/1', '']) assert.throws(() => parseAmount(bad), Failure, bad)
  assert.equal(formatFraction(parseAmount('0')), '0')
  for (const bad of ['1/2', '1/2048', '1/4 at 1024', '1/4 at 01', '1 at 0', '2/4']) {
    assert.throws(() => parseSlice(bad), Failure, bad)
  }
  assert.equal(formatSlice(parseSlice('1/256 at 37')), '1/256 at 37')
})

test('a slice wraps at the end of a section', () => {
  assert.deepEqual(runs(parseSlice('1/4 at 0'), 2048), [{ first: 0, end: 512 }])
  assert.deepEqual(runs(parseSlice('1/4 at 768'), 2048), [{ first: 1536, end: 2048 }])
  assert.deepEqual(runs(parseSlice('1/4 at 1000'), 2048), [{ first: 2000, end: 2048 }, { first: 0, end: 464 }])
})
