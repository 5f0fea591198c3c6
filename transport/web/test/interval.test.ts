import assert from 'node:assert/strict'
import { test } from 'node:test'
import { expected, parseEpsilon, reach, releasedInterval, sliceInterval, within } from '../src/index.js'

const tenth = parseEpsilon('1/10')
const released = (value: number | null, noise = 'laplace 1/10', floor = 100) => ({ value, floor, noise, belowFloor: value === null })

test('cells of SPEC.md §7.4, with the noise', () => {
  const w = reach(tenth, 1)
  assert.equal(w, 30) // the least w with q^(w+1) ÷ (1+q) ≤ 0.025
  assert.deepEqual(releasedInterval(released(10_000), 1, 1e9), { low: 9995 - w, high: 10_049 + w })
  assert.deepEqual(releasedInterval(released(100), 1, 1e9), { low: 100 - w, high: 104 + w })
  assert.deepEqual(releasedInterval(released(null), 1, 1e9), { low: 0, high: 99 + w })
  assert.deepEqual(releasedInterval(released(650, 'laplace 1/10 shift 40'), 1, 1e9), { low: 601 - w, high: 610 + w })
  assert.deepEqual(releasedInterval(released(1234, 'none'), 1, 1e9), { low: 1234, high: 1234 })
  assert.deepEqual(releasedInterval(released(10_000), 1, 9990), { low: 9965, high: 9990 })
  assert.throws(() => releasedInterval(released(1, 'gauss 1'), 1, 9))
})

test('a sum of noises reaches farther than one, and less far than all of them', () => {
  const one = reach(tenth, 1)
  const four = reach(tenth, 4)
  assert.ok(four > one && four < 4 * one && four < within(tenth))
  // The normal approximation: 1.96 standard deviations, Var Z = 2q/(1−q)².
  const q = Math.exp(-0.1)
  assert.ok(Math.abs(reach(tenth, 64) / (1.96 * Math.sqrt((64 * 2 * q) / (1 - q) ** 2)) - 1) < 0.01)
})

test('slices, as psi says them', () => {
  const one = parseEpsilon('1')
  assert.deepEqual(expected(10_000, 10, 2 ** 30, one, 100_000), { value: 9216, low: 3986, high: 17_547 })
  const { low, high } = expected(50_000, 10, 2 ** 30, one, 100_000)
  assert.deepEqual([low, high], [36_407, 64_894])
  assert.deepEqual(expected(6553, 0, 65_536, parseEpsilon('1/20'), 65_536), { low: 6545 - 60, high: 6554 + 60 })
  const nothing = sliceInterval(-3, 2, 4096, one, 4096)
  assert.equal(nothing.value, 0)
  assert.equal(nothing.low, 0)
})
