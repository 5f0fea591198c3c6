// The platform's messages (§7.1). Names that are not known are ignored.
import type { Params } from '../context.js'
import { parseAmount, parseEpsilon, type Fraction } from '../fraction.js'
import type { Part, SetInfo } from '../set.js'
import { bool, digest, get, integer, list, maybe, message, object, params, parsed, part, set, size, text, time, type Fields, type Reader } from './fields.js'

export interface State {
  ready: boolean
  done: number
  total: number
}

/** Audit is what a platform says of the last audit; `verifyAudit` looks at whether it is so. */
export interface Audit {
  kind: string
  verdict: string
  time: string
  auditor: string
  receipt: string
}

export interface Info {
  version: string
  platform: string
  advertiser: string
  dataset: string
  params: Params
  modes: string[]
  sections: Part[]
  policyDigest: string
  floors: { list: number; dataset: number; report: number }
  limits: { list: number; chunk: number; segments: number; sessions: number }
  prices: {
    exact: boolean
    least: Fraction | undefined
    most: Fraction | undefined
    left30: Fraction
    left365: Fraction
    next: Date | undefined
    sliceUnitsLeft: number
  }
  state: State
  opened: Date | undefined
  phoneMetadata: string | undefined
  audit: Audit | undefined
}

const state: Reader<State> = (value, what) => {
  const from = object(value, what)
  return { ready: get(from, 'ready', bool), done: get(from, 'done', size), total: get(from, 'total', size) }
}

const epsilon = parsed(parseEpsilon)
const amount = parsed(parseAmount)
const nothing: Fraction = { num: 0n, den: 1n }

export const audit: Reader<Audit> = (value, what) => {
  const from = object(value, what)
  const read = (name: string): string => get(from, name, text)
  get(from, 'time', time)
  return { kind: read('kind'), verdict: read('verdict'), time: read('time'), auditor: read('auditor'), receipt: read('receipt') }
}

export function readInfo(body: string): Info {
  const from = message(body, 'info')
  const floors = get(from, 'floors', object)
  const limits = get(from, 'limits', object)
  const prices = get(from, 'prices', object)
  return {
    version: get(from, 'version', text),
    platform: get(from, 'platform', text),
    advertiser: get(from, 'advertiser', text),
    dataset: get(from, 'dataset', text),
    params: params(from),
    modes: get(from, 'modes', list(text)),
    sections: get(from, 'sections', list(part)),
    policyDigest: get(from, 'policy_digest', digest),
    floors: { list: get(floors, 'list', size), dataset: get(floors, 'dataset', size), report: get(floors, 'report', size) },
    limits: {
      list: get(limits, 'list', size),
      chunk: get(limits, 'chunk', size),
      segments: get(limits, 'segments', size),
      sessions: get(limits, 'sessions', size),
    },
    prices: {
      exact: get(prices, 'exact', bool),
      least: maybe(prices, 'least', epsilon),
      most: maybe(prices, 'most', epsilon),
      left30: maybe(prices, 'left_30_days', amount) ?? nothing,
      left365: maybe(prices, 'left_365_days', amount) ?? nothing,
      next: maybe(prices, 'next', time),
      sliceUnitsLeft: get(prices, 'slice_units_left', size),
    },
    state: get(from, 'state', state),
    opened: maybe(from, 'opened', time),
    phoneMetadata: maybe(from, 'phone_metadata', text),
    audit: maybe(from, 'audit', audit),
  }
}

export interface PlatformError {
  code: string
  message: string
}

const error: Reader<PlatformError> = (value, what) => {
  const from = object(value, what)
  return { code: get(from, 'code', text), message: get(from, 'message', text) }
}

export const readError = (body: string): PlatformError => error(message(body, 'error'), 'error')

export interface Status {
  state: string
  expires: Date
  policyDigest: string
  slice: string
  platformSet: SetInfo | undefined
  opened: Date | undefined
  path: string | undefined
  receipt: string | undefined
  progress: State | undefined
  /** Bytes that are there of what is being sent. */
  received: number | undefined
  error: PlatformError | undefined
}

function status(from: Fields): Status {
  return {
    state: get(from, 'state', text),
    expires: get(from, 'expires', time),
    policyDigest: get(from, 'policy_digest', digest),
    slice: get(from, 'slice', text),
    platformSet: maybe(from, 'platform_set', set),
    opened: maybe(from, 'opened', time),
    path: maybe(from, 'path', text),
    receipt: maybe(from, 'receipt', text),
    progress: maybe(from, 'progress', state),
    received: maybe(from, 'received', size),
    error: maybe(from, 'error', error),
  }
}

export const readStatus = (body: string): Status => status(message(body, 'status'))

export interface Accept extends Status {
  session: string
  nonce: string
}

/** readName reads of an accept only the session's name. */
export const readName = (body: string): string => get(message(body, 'accept'), 'session', digest)

export function readAccept(body: string): Accept {
  const from = message(body, 'accept')
  return { ...status(from), session: get(from, 'session', digest), nonce: get(from, 'nonce', digest) }
}

export interface Released {
  /** Null exactly if it is below the floor. */
  value: number | null
  floor: number
  noise: string
  belowFloor: boolean
}

const released: Reader<Released> = (value, what) => {
  const from = object(value, what)
  return {
    value: get(from, 'value', (v, w) => (v === null ? null : integer(v, w))),
    belowFloor: get(from, 'below_floor', bool),
    floor: get(from, 'floor', size),
    noise: get(from, 'noise', text),
  }
}

export interface Result {
  session: string
  mode: string
  context: string
  released: Released | undefined
  segments: Released[] | undefined
  handles: SetInfo | undefined
  receipt: string | undefined
}

export function readResult(body: string): Result {
  const from = message(body, 'result')
  return {
    session: get(from, 'session', digest),
    mode: get(from, 'mode', text),
    context: get(from, 'context', digest),
    released: maybe(from, 'released', released),
    segments: maybe(from, 'segments', list(released)),
    handles: maybe(from, 'handles', set),
    receipt: maybe(from, 'receipt', text),
  }
}

export interface AudienceInfo {
  name: string
  use: string
  state: string
  created: Date
  expires: Date
}

export function readAudiences(body: string): AudienceInfo[] {
  return get(message(body, 'audiences'), 'audiences', list((value, what) => {
    const from = object(value, what)
    return {
      name: get(from, 'name', text),
      use: get(from, 'use', text),
      state: get(from, 'state', text),
      created: get(from, 'created', time),
      expires: get(from, 'expires', time),
    }
  }))
}
