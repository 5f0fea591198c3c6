// What of an info a client refuses (§7.3, step 1), and what it asks a price for.
import { isIdentity, isName } from '../context.js'
import { Failure } from '../errors.js'
import { groupsOf, isPlatformSet } from '../set.js'
import type { Info } from './messages.js'
import { isTooOld } from './status.js'

export interface Insist {
  dataset: string
  purpose: string
  mode: string
  platform: string
  advertiser: string
  types: readonly string[]
  suite?: string
  profile?: string
  leastGroups: number
  now: Date
}

export function checkInfo(info: Info, insist: Insist): void {
  const { params } = info
  const mismatch = (holds: boolean, what: string): void => {
    if (!holds) throw new Failure('mismatch', `the platform has another ${what}`)
  }
  mismatch(info.version === 'Blindmatch-V1', 'version')
  mismatch(info.dataset === insist.dataset, 'dataset')
  mismatch(params.purpose === insist.purpose, 'purpose')
  mismatch(info.platform === insist.platform && isIdentity(info.platform), 'identity')
  mismatch(info.advertiser === insist.advertiser && isIdentity(info.advertiser), 'name for this client')
  mismatch(['ristretto255', 'P256'].includes(params.suite), 'suite')
  mismatch(insist.suite === undefined || params.suite === insist.suite, 'suite')
  mismatch(isName(params.profile) && (insist.profile === undefined || params.profile === insist.profile), 'profile')
  mismatch(insist.types.every((type) => params.types.includes(type)), 'set of identifier types: one of the list is missing')

  const { floors, limits, state } = info
  const must = (holds: boolean, what: string): void => {
    if (!holds) throw new Failure('bad_info', `the platform's info has ${what}`)
  }
  must(isPlatformSet(info.sections), 'sections that no set has')
  must(floors.list >= 100 && floors.dataset >= 1000 && floors.report >= 50, 'a floor below its bound')
  must(limits.chunk === 4_194_304, 'another length of chunks')
  must(limits.list >= floors.list, 'a limit of lists below their floor')
  must(limits.segments >= 1 && limits.segments <= 64, 'a number of segments that is not 1 to 64')
  must(state.done <= state.total, 'more done than there is to do')
  const isFresh = info.opened !== undefined && !isTooOld(info.opened, insist.now)
  must(!state.ready || isFresh, 'an epoch that is too old, in the future, or of nobody knows when')
  must(isIdentity(`x${info.phoneMetadata ?? ''}`), 'numbering plans that can’t be shown')

  if (!info.modes.includes(insist.mode)) throw new Failure('mode_off', 'the mode is not on offer')
  if (groupsOf(info.sections) < insist.leastGroups) {
    throw new Failure('dataset_too_small', 'the dataset has room for fewer people than this client accepts')
  }
}

export function checkListSize(info: Info, identifiers: number): void {
  if (identifiers < info.floors.list) {
    throw new Failure('list_too_small', `the list has ${identifiers} identifiers, the platform wants ${info.floors.list}`)
  }
  if (identifiers > info.limits.list) {
    throw new Failure('list_too_large', `the list has ${identifiers} identifiers, the platform takes ${info.limits.list}`)
  }
}
