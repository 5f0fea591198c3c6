// A list out of a file's rows: what of it is used, and what is left out, where and why.
import { hashedKey } from '../identity/hashed.js'
import { matchKey, normalise } from '../identity/profile.js'
import { Reject } from '../identity/reject.js'
import { trim } from '../identity/unicode.js'
import type { Row as Identifier } from '../session/list.js'
import { repair } from './repair.js'

export type Role = 'email' | 'phone' | 'email_sha256' | 'phone_sha256' | 'country'

/** Cells is one row of any format. */
export interface Cells {
  line: number
  cells: readonly string[]
  badQuote?: boolean
}

export interface Reading {
  profile: string
  /** Of each column its role, or nothing if it is not used. */
  roles: readonly (Role | undefined)[]
  /** ISO 3166, of numbers without a country code. */
  defaultRegion?: string
  /** The column whose values are segments, in the order in which they first appear. */
  by?: number
}

export interface Left {
  count: number
  /** The first ten places. */
  first: { line: number; column?: number }[]
}

export interface Report {
  rows: number
  rowsUsed: number
  rowsEmpty: number
  rowsRejected: number
  rejects: Map<string, Left>
  repaired: number
  segments: string[]
}

/** valuesOf takes a cell apart where systems write several values into one: between ` ::: `, and addresses between `;`. */
function valuesOf(cell: string, type: 'email' | 'phone'): string[] {
  const parts = cell.split(type === 'email' ? / ::: |;/ : ' ::: ').filter((part) => trim(part) !== '')
  return parts.length > 0 ? parts : [cell]
}

/** ListReader turns rows into identifiers, and counts what becomes of them. */
export class ListReader {
  readonly report: Report = {
    rows: 0, rowsUsed: 0, rowsEmpty: 0, rowsRejected: 0, rejects: new Map(), repaired: 0, segments: [],
  }

  constructor(private readonly reading: Reading) {}

  /** row gives the identifiers of one row. */
  row({ line, cells, badQuote }: Cells): Identifier[] {
    const { report, reading } = this
    report.rows++
    const whole = badQuote ? 'bad_quote' : cells.length > reading.roles.length ? 'extra_cells' : undefined
    if (whole) {
      report.rowsRejected++
      this.#left(whole, { line })
      return []
    }
    const out: Identifier[] = []
    let rejected = 0
    reading.roles.forEach((role, column) => {
      const cell = cells[column] ?? ''
      if (role === undefined || role === 'country' || trim(cell) === '') return
      const keys = this.#cell(role, cell, cells, { line, column: column + 1 })
      const type = role.startsWith('email') ? 'email' : 'phone'
      if (keys.length === 0) rejected++
      for (const key of keys) out.push({ segment: 0, type, matchKey: key })
    })
    if (out.length > 0) report.rowsUsed++
    else if (rejected > 0) report.rowsRejected++
    else report.rowsEmpty++
    const segment = out.length > 0 && reading.by !== undefined ? this.#segment(cells[reading.by] ?? '') : 0
    return out.map((identifier) => ({ ...identifier, segment }))
  }

  /** #cell gives the match keys of a cell: if one of several values can't be used, none is. */
  #cell(role: Exclude<Role, 'country'>, cell: string, cells: readonly string[], at: { line: number; column: number }) {
    try {
      if (role === 'email_sha256' || role === 'phone_sha256') return [hashedKey(new TextEncoder().encode(cell))]
      const region = role === 'phone' ? this.#region(cells) : undefined
      const values = valuesOf(cell, role)
      const texts = values.map((value) => repair(value, role))
      const keys = texts.map((text) => matchKey(normalise(this.reading.profile, role, text, region)))
      if (values.length > 1 || (texts[0] !== cell && texts[0] !== trim(cell))) this.report.repaired++
      return keys
    } catch (cause) {
      if (!(cause instanceof Reject)) throw cause
      this.#left(cause.code, at)
      return []
    }
  }

  /** #region is the country of a row: an ISO 3166 code of two letters, or the one for all. */
  #region(cells: readonly string[]): string | undefined {
    const column = this.reading.roles.indexOf('country')
    const country = trim(cells[column] ?? '').toUpperCase()
    return /^[A-Z]{2}$/.test(country) ? country : this.reading.defaultRegion
  }

  #segment(value: string): number {
    const { segments } = this.report
    const at = segments.indexOf(trim(value))
    return at >= 0 ? at : segments.push(trim(value)) - 1
  }

  #left(code: string, at: { line: number; column?: number }): void {
    const left = this.report.rejects.get(code) ?? { count: 0, first: [] }
    left.count++
    if (left.first.length < 10) left.first.push(at)
    this.report.rejects.set(code, left)
  }
}
