// What noise does to numbers, what it costs, and what follows for the side that is told one: §7.3 step 9, §7.4.
import { fraction, toNumber, type Fraction } from './fraction.js'

/** within is w of §7.3, step 9: what the noise exceeds once in 2^80 times. */
export function within(epsilon: Fraction): number {
  const e = toNumber(epsilon)
  return Math.max(0, Math.ceil((81 * Math.LN2 - Math.log1p(Math.exp(-e))) / e - 1))
}

/** shift is s of `blinded`: the least number with Pr[Z > s] ≤ 2^−30. */
export function shift(epsilon: Fraction): number {
  const e = toNumber(epsilon)
  return Math.max(0, Math.ceil((30 * Math.LN2 - Math.log1p(Math.exp(-e))) / e - 1))
}

/** A unit is 10 for numbers below 10,000, and otherwise the power of ten that leaves three digits. */
export function unit(x: number): number {
  let u = 10
  while (x >= 1000 * u) u *= 10
  return u
}

export const roundNearest = (x: number): number => Math.floor((x + unit(x) / 2) / unit(x)) * unit(x)

export const roundUp = (x: number): number => Math.ceil(x / unit(x)) * unit(x)

/** largest is the most that a client accepts for a size, with t noises: in `count` and `activate`, or of handles. */
export function largest(size: number, epsilon: Fraction, handles: boolean, t = 1): number {
  const most = size + t * within(epsilon)
  return handles ? roundUp(most + shift(epsilon)) : roundNearest(most)
}

/** epsilonWithin is the ε for 95 of 100 noised numbers within ±n, cut to the platform's bounds (§7.4, Precision). */
export function epsilonWithin(n: number, least: Fraction, most: Fraction): { epsilon: Fraction; clamp: string } {
  const enough = (millionths: number): boolean => {
    const e = millionths / 1e6
    return Math.log(40) - (n + 1) * e <= Math.log1p(Math.exp(-e))
  }
  let low = 0 // not enough
  let high = 8_000_000
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (enough(middle)) high = middle
    else low = middle
  }
  const epsilon = fraction(BigInt(high), 1_000_000n)
  if (epsilon.num * least.den < least.num * epsilon.den) return { epsilon: least, clamp: 'raised' }
  if (epsilon.num * most.den > most.num * epsilon.den) return { epsilon: most, clamp: 'lowered' }
  return { epsilon, clamp: '' }
}

/** reached is N: 95 of 100 noised numbers are within ±N. */
export function reached(epsilon: Fraction): number {
  const e = toNumber(epsilon)
  return Math.max(0, Math.ceil((Math.log(40) - Math.log1p(Math.exp(-e))) / e - 1))
}

/** exp gives ⌊e^(a/b)·2^bits⌋ from below, and how much it may be too low, with integers alone (§7.4). */
function exp(a: bigint, b: bigint, bits: bigint): { low: bigint; error: bigint } {
  let term = 1n << bits
  let sum = 0n
  let k = 0n
  while (term > 0n) {
    sum += term
    k++
    term = (term * a) / (b * k)
  }
  return { low: sum, error: 2n * k + 4n }
}

/** charge is what a number of a slice of 1/2^j costs with noise of ε′, in ε: the same integers for everybody (§7.4). */
export function charge(j: number, drawn: Fraction): Fraction {
  if (j === 0) return drawn
  const p = 1 << j
  // A guess that is off by a few at most, put right by exact comparisons.
  let c = BigInt(Math.ceil(1e6 * Math.log1p(Math.expm1(toNumber(drawn)) / p)))
  while (c > 1n && enough(c - 1n, j, drawn)) c--
  while (!enough(c, j, drawn)) c++
  return fraction(c, 1_000_000n)
}

/** enough is 2^j·e^(c/10⁶) ≥ 2^j − 1 + e^ε′. The two sides are never equal, so some precision decides. */
function enough(c: bigint, j: number, drawn: Fraction): boolean {
  for (let bits = 128n; ; bits *= 2n) {
    const left = exp(c, 1_000_000n, bits)
    const right = exp(drawn.num, drawn.den, bits)
    const p = 1n << BigInt(j)
    const low = p * left.low
    const most = ((p - 1n) << bits) + right.low
    if (low >= most + right.error) return true
    if (low + p * left.error <= most) return false
  }
}
