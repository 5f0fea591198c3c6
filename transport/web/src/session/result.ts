// What of a result a client refuses (§7.3, step 9).
import type { Context } from '../context.js'
import { Failure } from '../errors.js'
import { parseEpsilon, type Fraction } from '../fraction.js'
import { largest, shift, unit, within } from '../noise.js'
import { groupsOf, isList } from '../set.js'
import { parseSlice } from '../slice.js'
import type { Released, Result } from './messages.js'

export interface ExpectedResult {
  context: Context
  /** Hexadecimal. */
  contextDigest: string
  session: string
  /** floors.report of info. */
  floor: number
  /** Whether the owner's numbers are exact by contract. */
  exact: boolean
  /** Of the segments, before padding. */
  sizes: readonly number[]
}

/** Rule is what holds for every number of a result. */
interface Rule {
  noise: string
  floor: number
  epsilon: Fraction
  kind: 'noised' | 'slice' | 'handles' | 'exact'
  capacity: number
}

export function checkResult(result: Result, expected: ExpectedResult): void {
  const { context, sizes } = expected
  must(result.session === expected.session, 'is of another session')
  must(result.mode === context.mode, 'is of another mode')
  must(result.context === expected.contextDigest, 'is of another context')
  const wanted = context.mode !== 'activate' || context.audience?.release === true
  must((result.released !== undefined) === wanted, 'has a number that was not asked for, or lacks one that was')
  const several = context.segments > 1
  must((result.segments?.length ?? 0) === (several ? context.segments : 0), 'has another number of segments')
  const rule = ruleOf(expected)
  result.segments?.forEach((segment, i) => checkNumber(segment, rule, sizes[i]!, 1))
  const total = sizes.reduce((a, b) => a + b, 0)
  if (result.released) checkNumber(result.released, rule, total, context.segments)
  checkHandles(result, context.mode)
}

function ruleOf({ context, floor, exact }: ExpectedResult): Rule {
  const epsilon = parseEpsilon(context.epsilon)
  const slice = parseSlice(context.slice)
  const capacity = groupsOf(context.platform_set.parts) / 2 ** slice.j
  if (context.mode === 'blinded') {
    return { noise: `laplace ${context.epsilon} shift ${shift(epsilon)}`, floor, epsilon, kind: 'handles', capacity }
  }
  if (slice.j > 0) return { noise: `laplace ${context.epsilon}`, floor: 0, epsilon, kind: 'slice', capacity }
  if (exact && context.mode === 'count') return { noise: 'none', floor, epsilon, kind: 'exact', capacity }
  return { noise: `laplace ${context.epsilon}`, floor, epsilon, kind: 'noised', capacity }
}

function checkNumber(got: Released, rule: Rule, listed: number, noises: number): void {
  must(got.noise === rule.noise, 'does not have the noise that was asked for')
  must(got.floor === rule.floor, 'has another floor')
  must((got.value === null) === got.belowFloor, 'has a value and is below the floor, or neither')
  const size = Math.min(listed, rule.capacity)
  if (got.value === null) {
    must(rule.kind !== 'slice', 'has no number, though a slice has no floor')
    return
  }
  const { value } = got
  const w = noises * within(rule.epsilon)
  const rounded = value % unit(value) === 0
  switch (rule.kind) {
    case 'slice':
      must(value >= -w && value <= size + w, 'has a number that list, slice and noise do not allow')
      return
    case 'exact':
      must(value >= rule.floor && value <= size, 'has a number that is below the floor, or larger than the sets allow')
      return
    case 'handles':
      must(value >= rule.floor + shift(rule.epsilon), 'has fewer handles than the floor and the shift')
      must(rounded && value <= largest(size, rule.epsilon, true, noises), 'has more handles than the sets and the noise allow')
      return
    case 'noised':
      must(value >= rule.floor, 'has a number below its floor')
      must(rounded || value === rule.floor, 'has a number that is not rounded')
      must(value <= Math.max(rule.floor, largest(size, rule.epsilon, false, noises)), 'has a number larger than the sets and the noise allow')
  }
}

function checkHandles({ released, handles }: Result, mode: string): void {
  const wanted = mode === 'blinded' && released?.value !== null
  must((handles !== undefined) === wanted, 'has handles where there must be none, or lacks them')
  if (!handles) return
  must(isList(handles.parts) && handles.parts.length === 1, 'has handles that are no set of handles')
  must(handles.parts[0]!.size === released?.value, 'has another number of handles than it says')
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Failure('bad_result', `the platform’s result ${what}`)
}
