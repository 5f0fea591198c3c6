// What a question costs, how long it takes and what its answer will be worth, before it is asked.
import { fraction, less, type Fraction } from '../../src/fraction.js'
import { expected, mostDrawn, type Interval } from '../../src/interval.js'
import { charge, epsilonWithin, reached } from '../../src/noise.js'
import { paddedSegments } from '../../src/padding.js'
import type { Info } from '../../src/session/messages.js'
import { elementsOf, groupsOf } from '../../src/set.js'
import type { Slice } from '../../src/slice.js'

/** precisions are the ±N on offer, the finest first. */
export function precisions(info: Info): { within: number; epsilon: Fraction }[] {
  const { least, most } = info.prices
  if (!least || !most) return []
  const finest = reached(most)
  const out = [{ within: finest, epsilon: most }]
  for (const n of [finest * 2, finest * 5, finest * 10]) {
    const { epsilon, clamp } = epsilonWithin(n, least, most)
    if (clamp === '') out.push({ within: n, epsilon })
  }
  return out
}

export interface Plan {
  slice: Slice
  /** ε of the noise, and what is paid. */
  drawn: Fraction
  charged: Fraction
  /** Sent of the list, and read of the platform's set. */
  sent: number
  elements: number
  seconds: number
  /** People, if a tenth of the smaller side matches, and what the answer would say. */
  people: number
  interval: Interval
}

const sum = (all: number[]): number => all.reduce((a, b) => a + b, 0)

/** plan is for a list's sizes by segment, a slice and the ε that may be paid. `speed` is of multiplications in a second. */
export function plan(info: Info, sizes: number[], slice: Slice, pays: Fraction, speed: number): Plan {
  const groups = groupsOf(info.sections)
  const elements = elementsOf(info.sections) / 2 ** slice.j
  const exact = info.prices.exact && slice.j === 0
  const drawn = slice.j === 0 ? pays : drawnFor(slice, pays)
  const sent = sum(paddedSegments(sizes, info.limits.list))
  const most = Math.min(sum(sizes), groups)
  const people = Math.floor(most / 10)
  return {
    slice, drawn, sent, elements, people,
    charged: exact ? { num: 0n, den: 1n } : charge(slice.j, drawn),
    // A hash to the group and a multiplication take about twice as long as one.
    seconds: (2 * sent + elements) / speed,
    interval: exact ? { low: people, high: people } : expected(people, slice.j, groups, drawn, most),
  }
}

/** drawnFor is the largest ε, in thousandths, that a slice's noise may have for what is paid. */
function drawnFor(slice: Slice, pays: Fraction): Fraction {
  let low = 1
  let high = 1000
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (less(pays, charge(slice.j, fraction(BigInt(middle), 1000n)))) high = middle - 1
    else low = middle
  }
  return low === 1000 ? mostDrawn : fraction(BigInt(low), 1000n)
}

/** fastSlice is the largest part that takes no longer than the list itself, or five seconds: 1/4 at most. */
export function fastSlice(info: Info, sizes: number[], speed: number): Slice {
  const limit = Math.max(5, (2 * sum(paddedSegments(sizes, info.limits.list))) / speed)
  let j = 2
  while (j < 10 && elementsOf(info.sections) / 2 ** j / speed > limit) j++
  return { j }
}

/** affordable says whether what is paid is left of the budget. */
export const affordable = (info: Info, charged: Fraction): boolean =>
  charged.num === 0n || (!less(info.prices.left30, charged) && !less(info.prices.left365, charged))
