import { Failure } from './errors.js'

/** A slice is 1/2^j of every section; with its first unit, once the platform has allotted it (§7.4). */
export interface Slice {
  readonly j: number
  readonly unit?: number
}

export const whole: Slice = { j: 0 }

/** parseSlice reads `slice` or `allotted` of Appendix A. */
export function parseSlice(text: string): Slice {
  if (text === '1') return whole
  const match = /^1\/(4|8|16|32|64|128|256|512|1024)(?: at (0|[1-9][0-9]{0,3}))?$/.exec(text)
  if (!match || Number(match[2] ?? 0) > 1023) throw new Failure('bad_request', 'a slice is none of 1, 1/4 … 1/1024')
  const j = Math.log2(Number(match[1]))
  return match[2] === undefined ? { j } : { j, unit: Number(match[2]) }
}

export function formatSlice(slice: Slice): string {
  if (slice.j === 0) return '1'
  return slice.unit === undefined ? `1/${2 ** slice.j}` : `1/${2 ** slice.j} at ${slice.unit}`
}

/** A run of consecutive groups of a section: from first up to, but not including, end. */
export interface Run {
  first: number
  end: number
}

/** runs says which groups of a section of a capacity are in an allotted slice, from its first unit on: at most two runs. */
export function runs(slice: Slice, capacity: number): Run[] {
  if (slice.j === 0) return [{ first: 0, end: capacity }]
  if (slice.unit === undefined) throw new Failure('bad_status', 'the platform has not said where its slice begins')
  const group = capacity / 1024
  const last = slice.unit + 1024 / 2 ** slice.j
  const main = { first: slice.unit * group, end: Math.min(last, 1024) * group }
  return last > 1024 ? [main, { first: 0, end: (last - 1024) * group }] : [main]
}
