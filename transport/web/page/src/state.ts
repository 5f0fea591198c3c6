// What the page knows, and how it says numbers.
import { Failure } from '../../src/errors.js'
import { toNumber, type Fraction } from '../../src/fraction.js'
import type { Entry } from '../../src/ledger/receipt.js'
import type { AudienceInfo, Info } from '../../src/session/messages.js'
import type { Outcome } from '../../src/session/rest.js'
import type { Use } from './columns.js'
import type { Offer, Who } from './platform.js'
import type { Fault, Listed, Opened } from './reader.js'
import { languages, type Language, type Text } from './strings.js'

export interface State {
  language: Language
  who?: Who
  offer?: Offer
  info?: Info
  file?: File
  opened?: Opened
  uses: (Use | undefined)[]
  region: string
  listed?: Listed | undefined
  /** Multiplications in a second, by all workers. */
  speed: number
  precision: number
  fast: boolean
  running?: AbortController | undefined
  /** The session's list is complete, and the page can be loaded again. */
  kept: boolean
  outcome?: { outcome: Outcome; segments: string[]; info: Info } | undefined
  /** What went wrong, while it is shown. */
  fault?: unknown
  /** What is done with who matches: counted, or an audience filled or changed. */
  what: What
  audience: { name: string; use: 'include' | 'exclude'; days: number; release: boolean }
  /** The audiences that there are, once they were asked for. */
  audiences?: AudienceInfo[] | undefined
  /** The entry of the ledger about this page. */
  entry?: Entry | undefined
}

export const whats = ['count', 'create', 'replace', 'add', 'remove'] as const
export type What = (typeof whats)[number]

const remembered = localStorage.getItem('language') ?? navigator.language.slice(0, 2)

export const state: State = {
  language: remembered === 'de' ? 'de' : 'en', uses: [], region: '', speed: 0, precision: 0, fast: false, kept: false,
  what: 'count', audience: { name: '', use: 'include', days: 30, release: false },
}

export const t = (): Text => languages[state.language]

export const n = (value: number): string => new Intl.NumberFormat(state.language).format(value)

export const amount = (value: Fraction): string =>
  new Intl.NumberFormat(state.language, { maximumFractionDigits: 6 }).format(toNumber(value))

export const when = (date: Date): string =>
  new Intl.DateTimeFormat(state.language, { dateStyle: 'medium', timeStyle: 'short' }).format(date)

export const bytes = (value: number): string =>
  new Intl.NumberFormat(state.language, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }).format(value / 1e6)

export function time(seconds: number): string {
  if (seconds < 100) return t().seconds(n(Math.max(1, Math.round(seconds))))
  if (seconds < 6000) return t().minutes(n(Math.round(seconds / 60)))
  return t().hours(n(Math.round(seconds / 360) / 10))
}

/** sizesOf is how many different identifiers of the list the dataset can match, by segment. */
export function sizesOf(listed: Listed, types: readonly string[]): number[] {
  const lists = listed.lists.filter((list) => types.includes(list.type))
  return Array.from({ length: Math.max(1, listed.report.segments.length) }, (_, i) =>
    lists.reduce((sum, list) => sum + list.sizes[i]!, 0))
}

export const distinctOf = (listed: Listed, types: readonly string[]): number =>
  sizesOf(listed, types).reduce((a, b) => a + b, 0)

/** said is an error for a person. */
export function said(cause: unknown): string {
  const { faults } = t()
  if (cause instanceof Failure) {
    const known = faults[cause.code]
    const next = cause.retryAfter ? ` ${t().notBefore(when(new Date(Date.now() + 1000 * cause.retryAfter)))}` : ''
    return known ? known + next : `${cause.message} (${cause.code})${next}`
  }
  if (isFault(cause)) return (cause.line === undefined ? '' : `${t().place(/\.xlsx$/i.test(state.file?.name ?? '') ? 'row' : 'line', cause.line)}: `) + (faults[cause.code] ?? cause.message)
  if (typeof cause === 'string') return faults[cause] ?? cause
  return cause instanceof Error ? cause.message : 'unknown'
}

/** isFault says whether an error is the reader's. */
const isFault = (cause: unknown): cause is Fault =>
  typeof cause === 'object' && cause !== null && !(cause instanceof Error) && 'code' in cause && 'message' in cause
