import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure } from '../src/errors.js'
import { formatFraction, parseAmount, parseEpsilon } from '../src/fraction.js'
import { charge, epsilonWithin, largest, reached, shift, within } from '../src/noise.js'
import { padded, paddedSegments } from '../src/padding.js'
import { formatSlice, parseSlice, runs } from '../src/slice.js'
import { named, vectors } from './vectors.js'

test('charge', () => {
  vectors('charge').forEach((v, i) => {
    assert.equal(formatFraction(charge(parseSlice(v.slice).j, parseEpsilon(v.drawn))), v.charge, named(v, i))
  })
})

test('bound', () => {
  vectors('bound').forEach((v) => {
    const epsilon = parseEpsilon(v.epsilon)
    assert.deepEqual([within(epsilon), shift(epsilon)], [v.within, v.shift], v.epsilon)
    for (const most of v.most) {
      assert.equal(largest(most.size, epsilon, false), most.count)
      assert.equal(largest(most.size, epsilon, true), most.handles)
    }
  })
})

test('precision', () => {
  vectors('precision').forEach((v) => {
    const { epsilon, clamp } = epsilonWithin(v.within, parseEpsilon(v.least), parseEpsilon(v.most))
    assert.deepEqual([formatFraction(epsilon), clamp, reached(epsilon)], [v.epsilon, v.clamp, v.reached])
  })
})

test('padding', () => {
  vectors('padding').forEach((v) => assert.equal(padded(v.size, v.most), v.padded, `${v.size}`))
  // The first segments are padded, the last gets what is left.
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
