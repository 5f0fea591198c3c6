// The script of the worker that reads the file. It can't connect anywhere: its Content-Security-Policy forbids it.
import { equal, type Bytes } from '../../src/bytes.js'
import { orderOf } from '../../src/set.js'
import { TableError } from '../../src/table/fault.js'
import { openTable, type Table } from '../../src/table/open.js'
import { ListReader, type Cells, type Report } from '../../src/table/read.js'
import { guess, roleFor, type Use } from './columns.js'

/** A file, and of a workbook the sheet, to be opened, or to be read with columns as they are used. */
export type Ask = { file: Blob; sheet?: string; columns?: { uses: (Use | undefined)[]; profile: string; region?: string } }

/** Opened is what the first rows of a file show. */
export interface Opened extends Pick<Table, 'format' | 'unit' | 'encoding' | 'sheet' | 'sheets'> {
  header: string[]
  rows: string[][]
  uses: (Use | undefined)[]
}

/** Identifiers of one type: 32 bytes of match key each, and the segment of each. */
export interface Identifiers {
  type: string
  keys: Bytes
  segments: Uint8Array
  /** How many different ones there are in each segment; one that is in several counts in the first. */
  sizes: number[]
}

export interface Listed {
  report: Report
  lists: Identifiers[]
}

/** A fault is a word of the page's strings or a text without any cell, and where. */
export type Answer = { opened: Opened } | { listed: Listed } | { read: number; rows: number } | { fault: Fault }
export interface Fault {
  code: string
  message: string
  line?: number
}

const shown = 5
const mostSegments = 64

async function open({ file, sheet }: Ask): Promise<Opened> {
  const table = await openTable(file, sheet === undefined ? {} : { sheet })
  const rows: string[][] = []
  // Only some rows are read, so that no column is used up to the end.
  for await (const { cells } of table.rows([])) {
    if (rows.push(cells.map((cell) => (typeof cell === 'string' ? cell : cell.join(' · ')))) === shown) break
  }
  if (rows.length === 0) throw new TableError('empty', 'the file has no rows')
  const width = Math.max(table.headers.length, ...rows.map((row) => row.length))
  const { format, unit, encoding, sheets, headers } = table
  return {
    format, unit, header: headers, rows, uses: guess(table, rows, width),
    ...(encoding && { encoding }), ...(sheets && { sheet: table.sheet!, sheets }),
  }
}

async function list({ file, sheet, columns }: Required<Pick<Ask, 'file' | 'columns'>> & Ask): Promise<Listed> {
  const { uses, profile, region } = columns
  let read = 0
  const table = await openTable(file, { ...(sheet !== undefined && { sheet }), read: (bytes) => (read = bytes) })
  const roles = uses.map((use, i) => roleFor(use, table.headers[i] ?? ''))
  const by = uses.indexOf('segment')
  const reader = new ListReader({ profile, roles, ...(region && { defaultRegion: region }), ...(by >= 0 && { by }) })
  const found = new Map<string, Growing>()
  let told = Date.now()
  for await (const row of table.rows(uses.map((use) => use !== undefined))) {
    take(reader, row, found)
    const { rows, segments } = reader.report
    if (segments.length > mostSegments) throw new TableError('segments', 'the column of segments has too many different values')
    if ((rows & 255) === 0 && Date.now() - told > 100) {
      told = Date.now()
      tell({ read, rows })
    }
  }
  const lists = [...found].map(([type, growing]) => {
    const { keys, segments: of } = growing.done()
    return { type, keys, segments: of, sizes: sizesOf(keys, of, Math.max(1, reader.report.segments.length)) }
  })
  return { report: reader.report, lists }
}

/** Growing is keys and segments in flat arrays: a million objects would take some hundred megabytes. */
class Growing {
  #keys = new Uint8Array(32 * 1024)
  #segments = new Uint8Array(1024)
  #n = 0

  add(key: Bytes, segment: number): void {
    if (this.#n === this.#segments.length) {
      this.#keys = grown(this.#keys)
      this.#segments = grown(this.#segments)
    }
    this.#keys.set(key, 32 * this.#n)
    this.#segments[this.#n++] = segment
  }

  done(): { keys: Bytes; segments: Uint8Array } {
    const out = { keys: this.#keys.slice(0, 32 * this.#n), segments: this.#segments.slice(0, this.#n) }
    this.#keys = this.#segments = new Uint8Array()
    return out
  }
}

function grown(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(2 * bytes.length)
  out.set(bytes)
  return out
}

function take(reader: ListReader, row: Cells, found: Map<string, Growing>): void {
  for (const { type, matchKey, segment } of reader.row(row)) {
    const of = found.get(type) ?? new Growing()
    found.set(type, of)
    of.add(matchKey, segment)
  }
}

function sizesOf(keys: Bytes, segments: Uint8Array, n: number): number[] {
  const sizes = new Array<number>(n).fill(0)
  const order = orderOf(keys, 32)
  const key = (i: number): Bytes => keys.subarray(32 * order[i]!, 32 * order[i]! + 32)
  for (let i = 0; i < order.length; ) {
    const first = i
    let segment = segments[order[i]!]!
    while (++i < order.length && equal(key(first), key(i))) segment = Math.min(segment, segments[order[i]!]!)
    sizes[segment]!++
  }
  return sizes
}

const tell = (answer: Answer, give: Transferable[] = []): void => postMessage(answer, { transfer: give })

onmessage = async ({ data }: MessageEvent<Ask>) => {
  try {
    const { columns } = data
    if (!columns) return tell({ opened: await open(data) })
    const listed = await list({ ...data, columns })
    tell({ listed }, listed.lists.flatMap(({ keys, segments }) => [keys.buffer as ArrayBuffer, segments.buffer as ArrayBuffer]))
  } catch (cause) {
    tell({ fault: faultOf(cause) })
  }
}

function faultOf(cause: unknown): Fault {
  if (cause instanceof TableError) return { code: cause.code, message: cause.message, ...(cause.line !== undefined && { line: cause.line }) }
  const name = cause instanceof Error ? cause.name : 'unknown' // what it says might quote a cell
  return { code: name, message: name }
}
