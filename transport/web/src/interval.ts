// What a released number tells of the true one, at 95 % (§7.4, Intervals). Nothing on the wire depends on it.
import { fraction, parseEpsilon, toNumber, type Fraction } from './fraction.js'
import { roundNearest, roundUp } from './noise.js'
import type { Released } from './session/messages.js'

export interface Interval {
  low: number
  high: number
}

const tail = 0.025

const clamp = (n: number, most: number): number => Math.min(Math.max(0, n), most)
const between = (low: number, high: number, most: number): Interval => ({ low: clamp(low, most), high: clamp(Math.max(low, high), most) })

/** least is the least whole number from low on, below high, for which f holds, or high; f holds for all that are larger. */
function least(low: number, high: number, f: (n: number) => boolean): number {
  while (low < high) {
    const middle = low + Math.floor((high - low) / 2)
    if (f(middle)) high = middle
    else low = middle + 1
  }
  return low
}

/** noiseOf reads `none`, `laplace ε` and `laplace ε shift s`. */
function noiseOf(text: string): { epsilon: Fraction | undefined; shift: number } {
  const match = /^(?:none|laplace (\S+?)(?: shift (\d+))?)$/.exec(text)
  if (!match) throw new RangeError('noise of a kind that this client does not know')
  return { epsilon: match[1] === undefined ? undefined : parseEpsilon(match[1]), shift: Number(match[2] ?? 0) }
}

/** reach is w of a sum of so many independent Z: Pr[sum > w] ≤ 0.025, and w is the least. */
export function reach(epsilon: Fraction | undefined, terms: number): number {
  if (!epsilon) return 0
  const q = Math.exp(-toNumber(epsilon))
  // By Chernoff's bound less than 1e-8 is farther from the middle than this.
  const half = Math.ceil((8 * Math.sqrt(terms) + 25) / -Math.log(q))
  const c = (1 - q) / (1 + q)
  let p = new Float64Array(2 * half + 1)
  p[half] = 1
  for (let term = 0; term < terms; term++) {
    // c·q^|z| is c·q^z on one side of z = 0, on the other, and once too often at 0.
    const next = p.map((x) => -c * x)
    for (let i = 0, sum = 0; i < p.length; i++) next[i]! += c * (sum = sum * q + p[i]!)
    for (let i = p.length - 1, sum = 0; i >= 0; i--) next[i]! += c * (sum = sum * q + p[i]!)
    p = next
  }
  let above = 0
  for (let i = p.length - 1; i > half; i--) if ((above += p[i]!) > tail) return i - half
  return 0
}

/** releasedInterval is of one released number, or of a total of so many segments. At most `most` people can match. */
export function releasedInterval({ value, floor, noise }: Released, terms: number, most: number): Interval {
  const { epsilon, shift } = noiseOf(noise)
  const w = reach(epsilon, terms)
  if (value === null) return between(0, floor - 1 + w, most)
  if (!epsilon) return between(value, value, most)
  const lowest = floor + shift
  const rounded = (x: number): number => (shift ? roundUp(x) : Math.max(floor, roundNearest(x)))
  const low = Math.max(lowest, least(0, 2 * value + 20, (x) => rounded(x) >= value))
  const above = least(0, 2 * value + 20, (x) => rounded(x) > value)
  // Without a floor, what was negative became 0.
  return between(low === 0 ? 0 : low - shift - w, above - 1 - shift + w, most)
}

/** sliceInterval is of the signed noised number v of a slice of 1/2^j of `groups`, with its value for the whole. */
export function sliceInterval(v: number, j: number, groups: number, drawn: Fraction, most: number): Interval & { value: number } {
  const q = Math.exp(-toNumber(drawn))
  const top = Math.min(most, groups)
  const f = (matches: number): number => below(v, groups, groups / 2 ** j, matches, q)
  const low = least(0, top, (k) => f(k) < 1 - tail)
  const high = least(0, top, (k) => f(k + 1) <= tail)
  return { value: clamp(v * 2 ** j, top), low, high: Math.max(low, high) }
}

/** below is F(v; K): Pr[k + Z < v] + ½·Pr[k + Z = v], of n of N groups, K of which match. */
function below(v: number, N: number, n: number, K: number, q: number): number {
  let sum = 0
  let all = 0
  const add = (k: number, weight: number): void => {
    const z = v - k
    all += weight
    sum += weight * (z < 0 ? q ** -z / 2 : z === 0 ? 0.5 : 1 - q ** z / 2)
  }
  // Pr[k+1]/Pr[k] = (K−k)(n−k) ÷ ((k+1)(N−K−n+k+1)); from the likeliest k outwards, until nothing is left to add.
  const mode = Math.min(Math.max(Math.floor(((n + 1) * (K + 1)) / (N + 2)), n + K - N, 0), n, K)
  for (let k = mode, w = 1; w > 1e-15; k++) {
    add(k, w)
    w *= ((K - k) * (n - k)) / ((k + 1) * (N - K - n + k + 1))
  }
  for (let k = mode, w = 1; ; k--) {
    w *= (k * (N - K - n + k)) / ((K - k + 1) * (n - k + 1))
    if (!(w > 1e-15)) return sum / all
    add(k - 1, w)
  }
}

/** expected is what a plan shows before it is paid: the interval if so many match and the noise is 0. */
export function expected(matches: number, j: number, groups: number, epsilon: Fraction, most: number): Interval {
  if (j > 0) return sliceInterval(Math.floor(matches / 2 ** j), j, groups, epsilon, most)
  const noise = `laplace ${epsilon.num}/${epsilon.den}`
  return releasedInterval({ value: roundNearest(matches), floor: 0, noise, belowFloor: false }, 1, most)
}

/** mostDrawn is the most ε of a slice's noise. */
export const mostDrawn = fraction(1n, 1n)
