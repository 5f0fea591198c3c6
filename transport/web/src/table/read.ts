// A list out of a file's rows: what of it is used, and what is left out, where and why.
import { isSupportedCountry } from 'libphonenumber-js/max'
import { hashedKey } from '../identity/hashed.js'
import { matchKey, normalise } from '../identity/profile.js'
import { Reject } from '../identity/reject.js'
import { trim } from '../identity/unicode.js'
import type { Row as Identifier } from '../session/list.js'
import { answerOf } from './answers.js'
import { regionOf } from './country.js'
import { TableError } from './fault.js'
import type { Cell } from './ndjson.js'
import { repair } from './repair.js'
import { respelled } from './respell.js'

/** What a column is used as. The last three keep rows out. */
export type Role = 'email' | 'phone' | 'email_sha256' | 'phone_sha256' | 'country' | 'opted_out' | 'revoked' | 'deleted'

/** Cells is one row of any format. */
export interface Cells {
  line: number
  cells: readonly Cell[]
  /** What is wrong with the row as a whole. */
  fault?: string
  /** Columns that hold an object here. */
  nested?: readonly number[]
  /** It ends before the last column, in a format where a row has all of its cells. */
  short?: boolean
  /** There is text to the right of the last column. */
  beyond?: boolean
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

export interface Place {
  line: number
  column?: number
}

export interface Left {
  count: number
  /** The first ten places. */
  first: Place[]
}

/** Each row is counted in one of the four below `rows`. */
export interface Report {
  rows: number
  rowsUsed: number
  rowsEmpty: number
  rowsRejected: number
  rowsKeptOut: number
  rejects: Map<string, Left>
  keptOut: Map<string, Left>
  /** Used after damage that lost nothing was undone. */
  repaired: number
  /** Values that were used; and those that were not, with rows that can't be read. */
  accepted: number
  rejected: number
  segments: string[]
}

type Identifying = 'email' | 'phone' | 'email_sha256' | 'phone_sha256'

const typeOf = (role: Identifying): 'email' | 'phone' => (role.startsWith('email') ? 'email' : 'phone')
const order: readonly (Role | undefined)[] = ['email', 'email_sha256', 'phone', 'phone_sha256']
const textOf = (cell: Cell | undefined): string => (typeof cell === 'string' ? cell : '')

/** ListReader turns rows into identifiers, and counts what becomes of them. */
export class ListReader {
  readonly report: Report = {
    rows: 0, rowsUsed: 0, rowsEmpty: 0, rowsRejected: 0, rowsKeptOut: 0, rejects: new Map(), keptOut: new Map(), repaired: 0, accepted: 0,
    rejected: 0, segments: [],
  }

  readonly #identifying: { column: number; role: Identifying }[]
  readonly #countries: number[]
  readonly #out: { column: number; role: 'opted_out' | 'revoked' | 'deleted' }[]

  constructor(private readonly reading: Reading) {
    const { roles, defaultRegion } = reading
    const of = <R extends Role>(wanted: readonly R[]) =>
      wanted.flatMap((role) => roles.flatMap((one, column) => (one === role ? [{ column, role }] : [])))
    this.#identifying = of(order as Identifying[])
    this.#countries = of(['country']).map(({ column }) => column)
    this.#out = of(['deleted', 'opted_out', 'revoked'])
    if (defaultRegion !== undefined && !isSupportedCountry(defaultRegion)) {
      throw new TableError('no_such_country', 'the country of numbers without a country code is not a code of ISO 3166, such as DE')
    }
  }

  /** row gives the identifiers of one row. */
  row(row: Cells): Identifier[] {
    const { report, reading } = this
    const { line, cells } = row
    report.rows++
    const whole = this.#wholeFault(row)
    if (whole) {
      report.rowsRejected++
      report.rejected++
      log(report.rejects, whole, { line })
      return []
    }
    const out = this.#keptOut(row)
    if (out) {
      report.rowsKeptOut++
      log(report.keptOut, out.code, out.at)
      return []
    }
    const found: Identifier[] = []
    let rejected = 0
    for (const { column, role } of this.#identifying) {
      const cell = cells[column] ?? ''
      for (const value of typeof cell === 'string' ? [cell] : cell) {
        const keys = this.#value(role, value, cells)
        if (typeof keys === 'string') {
          rejected++
          report.rejected++
          log(report.rejects, keys, { line, column: column + 1 })
        } else for (const key of keys) found.push({ segment: 0, type: typeOf(role), matchKey: key })
      }
    }
    report.accepted += found.length
    if (found.length > 0) report.rowsUsed++
    else if (rejected > 0) report.rowsRejected++
    else report.rowsEmpty++
    const segment = found.length > 0 && reading.by !== undefined ? this.#segment(textOf(cells[reading.by])) : 0
    for (const identifier of found) identifier.segment = segment
    return found
  }

  #wholeFault({ line, cells, fault, nested }: Cells): string | undefined {
    if (fault) return fault
    if (cells.slice(this.reading.roles.length).some((cell) => textOf(cell).trim() !== '')) return 'extra_cells'
    for (const column of nested ?? []) {
      if (this.#identifying.some((one) => one.column === column)) return 'nested_value'
      if (this.reading.roles[column] !== undefined || this.reading.by === column) {
        throw new TableError('nested_field', `column ${column + 1} is used and holds an object here: use a field inside of it`, line)
      }
    }
    return undefined
  }

  /** #keptOut says why a row is kept out. What can't be read counts if nothing is said plainly: it may be a no. */
  #keptOut({ line, cells, short, beyond }: Cells): { code: string; at: Place } | undefined {
    let unsure: number | undefined
    let code: string | undefined
    for (const { column, role } of this.#out) {
      const cell = cells[column] ?? ''
      const answer = typeof cell === 'string' ? answerOf(cell) : cell.length > 0 ? 'unclear' : 'silent'
      if (answer === 'yes' || answer === 'refused') code ??= role
      if (answer === 'unclear' || (short && column >= cells.length)) unsure ??= column
    }
    const last = this.reading.roles.length - 1
    if (beyond && this.#out.some(({ column }) => column === last)) unsure ??= last
    if (code) return { code, at: { line } }
    return unsure === undefined ? undefined : { code: 'bad_evidence', at: { line, column: unsure + 1 } }
  }

  /**
   * #value gives the match keys of a value, none if it is empty, or the code of why it is left out. One that can't be used
   * may be several, as some systems write them: between ` ::: `, and addresses between `;`. If one of these can't be used,
   * none is.
   */
  #value(role: Identifying, text: string, cells: readonly Cell[]): Uint8Array[] | string {
    const whole = this.#one(role, text, cells)
    if (typeof whole !== 'string') return this.#taken([whole])
    if (whole === 'empty') return []
    const between = role === 'email' && !text.includes(' ::: ') ? ';' : ' ::: '
    if (role.endsWith('sha256') || !text.includes(between)) return whole
    const parts = text.split(between).map((part) => part.trim()).filter((part) => part !== '')
    const all = parts.map((part) => this.#one(role, part, cells))
    return all.length > 0 && all.every((one) => typeof one !== 'string') ? this.#taken(all) : whole
  }

  #taken(all: Taken[]): Uint8Array[] {
    this.report.repaired += all.filter((one) => one.repaired).length
    return all.map((one) => one.key)
  }

  /** #one reads one identifier. */
  #one(role: Identifying, cell: string, cells: readonly Cell[]): Taken | string {
    const type = role === 'email' || role === 'phone' ? role : undefined
    const text = repair(cell, type)
    const repaired = text !== cell && text !== trim(cell)
    if (!type) return caught(() => ({ key: hashedKey(new TextEncoder().encode(text)), repaired }))
    if (type === 'email') return caught(() => ({ key: matchKey(normalise(this.reading.profile, type, text)), repaired }))
    const country = this.#countries.length > 0 ? regionOf(this.#countries.map((i) => textOf(cells[i]))) : undefined
    const read = (number: string, inside?: string): string => normalise(this.reading.profile, 'phone', number, inside)
    const unknown = country && ('why' in country ? country.why : isSupportedCountry(country.code) ? undefined : 'unknown_country')
    const region = unknown ? undefined : country && 'code' in country ? country.code : this.reading.defaultRegion
    const got = caught(() => ({ key: matchKey(read(text, region)), repaired }))
    if (typeof got !== 'string' || got === 'empty') return got
    const other = respelled(text)
    const again = other && caught(() => ({ key: matchKey(read(other.text, other.region ?? region)), repaired: true }))
    if (again && typeof again !== 'string') return again
    return got === 'no_country' && unknown ? unknown : got
  }

  #segment(value: string): number {
    const { segments } = this.report
    const at = segments.indexOf(trim(value))
    return at >= 0 ? at : segments.push(trim(value)) - 1
  }
}

interface Taken {
  key: Uint8Array
  repaired: boolean
}

function caught(f: () => Taken): Taken | string {
  try {
    return f()
  } catch (cause) {
    if (cause instanceof Reject) return cause.code
    throw cause
  }
}

const placesKept = 10

function log(to: Map<string, Left>, code: string, at: Place): void {
  const left = to.get(code) ?? { count: 0, first: [] }
  left.count++
  if (left.first.length < placesKept) left.first.push(at)
  to.set(code, left)
}
