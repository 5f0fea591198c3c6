// The steps about noise, padding and layout.
import assert from 'node:assert/strict'
import { formatFraction, parseEpsilon } from '../../src/fraction.js'
import { charge as chargeOf, epsilonWithin, largest, reached, roundNearest, roundUp, shift, within } from '../../src/noise.js'
import { padded } from '../../src/padding.js'
import { parseSlice } from '../../src/slice.js'

export function charge(v: any): void {
  assert.equal(formatFraction(chargeOf(parseSlice(v.slice).j, parseEpsilon(v.drawn))), v.charge)
}

export function bound(v: any): void {
  const epsilon = parseEpsilon(v.epsilon)
  assert.deepEqual([within(epsilon), shift(epsilon)], [v.within, v.shift])
  for (const most of v.most) {
    assert.equal(largest(most.size, epsilon, false), most.count)
    assert.equal(largest(most.size, epsilon, true), most.handles)
  }
}

export function precision(v: any): void {
  const { epsilon, clamp } = epsilonWithin(v.within, parseEpsilon(v.least), parseEpsilon(v.most))
  assert.deepEqual([formatFraction(epsilon), clamp, reached(epsilon)], [v.epsilon, v.clamp, v.reached])
}

export function padding(v: any): void {
  assert.equal(padded(v.size, v.most), v.padded)
}

/** release is a platform's: sizes of segments and noise to what is told (§7.4). */
export function release(v: any): void {
  const { floor, sizes, draws } = v
  const epsilon = parseEpsilon(v.epsilon)
  const handles = v.mode === 'blinded'
  assert.ok(['count', 'activate', 'blinded'].includes(v.mode))
  assert.ok(sizes.length === draws.length && (v.mode === 'count' || sizes.length === 1))
  const noise = `laplace ${v.epsilon}${handles ? ` shift ${shift(epsilon)}` : ''}`
  const told = (exact: number, noised: number): object => {
    if (parseSlice(v.slice).j > 0) return { value: noised, below_floor: false, floor: 0, noise }
    if (noised < floor) return { value: null, below_floor: true, floor, noise }
    const value = handles ? roundUp(Math.max(exact, noised + shift(epsilon))) : Math.max(floor, roundNearest(noised))
    return { value, below_floor: false, floor, noise }
  }
  const noised = sizes.map((size: number, i: number) => size + draws[i])
  assert.deepEqual(v.released, told(sizes[0], noised.reduce((a: number, b: number) => a + b, 0)))
  assert.deepEqual(v.segments, sizes.length > 1 ? sizes.map((size: number, i: number) => told(size, noised[i])) : undefined)
}

const classes = [1, 2, 4, 8, 16]

/** layout is a platform's: groups of each width and noise to sections (§5.4). */
export function layout(v: any): void {
  const noised = v.groups.map((n: number, i: number) => Math.max(0, n + v.draws[i]))
  const sum = (of: number[], f: (i: number) => number): number => of.reduce((all, i) => all + f(i), 0)
  const every = classes.map((_, i) => i)
  const least = Math.max(1000, Math.floor(sum(every, (i) => noised[i]) / 100))
  const sections: { width: number; of: number[] }[] = []
  let waiting: number[] = []
  for (const i of every) {
    waiting.push(i)
    if (sum(waiting, (j) => noised[j]) < least) continue
    sections.push({ width: classes[i]!, of: waiting })
    waiting = []
  }
  sections.at(-1)!.of.push(...waiting)
  const into = every.map((i) => sections.find(({ of }) => of.includes(i))!.width)
  const s = shift(parseEpsilon('1/10'))
  const sized = sections.map(({ width, of }) => {
    const target = sum(of, (i) => noised[i] + s)
    return { width, size: capacity(width, Math.max(sum(of, (i) => v.groups[i]), target + Math.floor(target / 20))) }
  })
  assert.deepEqual({ into, sections: sized }, { into: v.into, sections: v.sections })
}

/** capacity is the least multiple of 1,024 with room for so many groups, and sentinels. */
function capacity(width: number, groups: number): number {
  for (let size = 1024; ; size += 1024) {
    if (size >= groups + Math.max(1024, Math.ceil((width * size) / 64))) return size
  }
}
