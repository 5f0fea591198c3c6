// What of a status a client refuses (§7.3, step 4).
import { isZero, unhex } from '../bytes.js'
import { Failure } from '../errors.js'
import { groupsOf, isPlatformSet, sameParts, type Part } from '../set.js'
import { parseSlice } from '../slice.js'
import type { Accept, Status } from './messages.js'

const states = ['preparing', 'open', 'list', 'tags', 'counting', 'done', 'failed']

const minute = 60_000

/** An epoch is used for at most 7 days, and clocks may differ by five minutes (§5.3). */
export function isTooOld(opened: Date, now: Date): boolean {
  const age = now.getTime() - opened.getTime()
  return age > (7 * 24 * 60 + 5) * minute || age < -5 * minute
}

export interface Expected {
  /** Of the offer: `1/256`. */
  slice: string
  /** The largest of floors.dataset, half the capacities of info, and what the client accepts. */
  leastGroups: number
  now: () => Date
}

export const leastGroups = (sections: readonly Part[], floor: number, accepted: number): number =>
  Math.max(floor, accepted, groupsOf(sections) / 2)

/** StatusCheck looks at the statuses of one session, one after the other. */
export class StatusCheck {
  #before: Status | undefined

  constructor(private readonly expected: Expected) {}

  /** accept also checks the nonce of an accept. */
  accept(accept: Accept, ownNonce: string): void {
    must(!isZero(unhex(accept.nonce)) && accept.nonce !== ownNonce, 'the platform’s nonce is zero, or this side’s own')
    must(['preparing', 'open', 'failed'].includes(accept.state), 'the session is in a state that nothing sent explains')
    this.check(accept)
  }

  check(status: Status): void {
    const { state, platformSet: set } = status
    must(states.includes(state), 'the session is in a state that there is not')
    must(set !== undefined || state === 'preparing' || state === 'failed', `state ${state} without the platform’s set`)
    must(set === undefined || state !== 'preparing', 'the platform’s set while it is prepared')
    must(set !== undefined || (status.path === undefined && status.receipt === undefined), 'path or receipt without a set')
    must(status.progress === undefined || state === 'preparing', 'progress in another state than preparing')
    must((status.progress?.done ?? 0) <= (status.progress?.total ?? 0), 'progress beyond its end')
    must((status.error !== undefined) === (state === 'failed'), 'an error in another state than failed, or none in it')
    this.#slice(status)
    if (set) {
      must(isPlatformSet(set.parts), 'a set that no platform’s set can be')
      must(groupsOf(set.parts) >= this.expected.leastGroups, 'a set that is smaller than announced or accepted')
      if (status.path !== undefined) must(isPath(status.path), 'a path that could lead out of the platform')
    }
    if (state === 'open') {
      must(status.opened !== undefined && !isTooOld(status.opened, this.expected.now()), 'an epoch that is too old, or in the future')
    }
    const before = this.#before
    if (before) must(before.policyDigest === status.policyDigest, 'another policy than before')
    if (before?.platformSet && set) {
      const same = before.platformSet.digest === set.digest && sameParts(before.platformSet.parts, set.parts)
      must(same, 'another set than before')
    }
    this.#before = set || !before?.platformSet ? status : { ...status, platformSet: before.platformSet }
  }

  #slice({ slice, platformSet }: Status): void {
    let got
    try {
      got = parseSlice(slice)
    } catch {
      throw new Failure('bad_status', 'a slice that there is not')
    }
    must(got.j === parseSlice(this.expected.slice).j, 'another slice than offered')
    must(!platformSet || got.j === 0 || got.unit !== undefined, 'a slice without its first unit')
  }
}

/** isPath is the rule for where P is (§8.2). */
export const isPath = (path: string): boolean =>
  /^\/v1(\/[A-Za-z0-9._-]+)+$/.test(path) && !path.split('/').some((segment) => segment === '.' || segment === '..')

function must(holds: boolean, what: string): void {
  if (!holds) throw new Failure('bad_status', `the platform’s status has ${what}`)
}
