// The script of the worker that reads the file. It can't connect anywhere: its Content-Security-Policy forbids it.
import { equal, join, records, type Bytes } from '../../src/bytes.js'
import { sortRecords } from '../../src/set.js'
import { delimited, type Row } from '../../src/table/delimited.js'
import { ListReader, type Report } from '../../src/table/read.js'
import { guess, keepsOut, looksLikeData, type Use } from './columns.js'
import { formOf, textOf, type Form } from './text.js'

export type Ask = { file: Blob } | { file: Blob; form: Form; uses: (Use | undefined)[]; profile: string; region?: string }

/** Opened is what the first rows of a file show. */
export interface Opened {
  form: Form
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
  /** Rows that a column kept out. */
  withheld: number
  lists: Identifiers[]
}

export type Answer = { opened: Opened } | { listed: Listed } | { read: number; rows: number } | { fault: string }

const shown = 5
const mostSegments = 64

async function open(file: Blob): Promise<Opened> {
  const form = await formOf(file)
  const rows: string[][] = []
  for await (const row of delimited(textOf(file, form), form.delimiter)) {
    rows.push(row.cells)
    if (rows.length > shown + 2) break
  }
  if (rows.length === 0) throw new RangeError('empty')
  const above = /^sep=.?$/i.test(rows[0]![0] ?? '') ? 1 : 0
  const header = looksLikeData(rows[above] ?? []) ? [] : (rows[above] ?? [])
  const skip = above + (header.length > 0 ? 1 : 0)
  const data = rows.slice(skip, skip + shown)
  const width = Math.max(header.length, ...data.map((row) => row.length))
  return { form: { ...form, skip }, header, rows: data, uses: guess(header, data, width) }
}

async function list(ask: Extract<Ask, { form: Form }>): Promise<Listed> {
  const { file, form, uses, profile, region } = ask
  const roles = uses.map((use) => (use === 'segment' || use === 'out' ? undefined : use))
  const by = uses.indexOf('segment')
  const out = uses.flatMap((use, i) => (use === 'out' ? [i] : []))
  const reader = new ListReader({ profile, roles, ...(region && { defaultRegion: region }), ...(by >= 0 && { by }) })
  const found = new Map<string, { keys: Bytes[]; segments: number[] }>()
  let seen = 0
  let withheld = 0
  let read = 0
  let told = Date.now()
  for await (const row of delimited(textOf(file, form, (bytes) => (read = bytes)), form.delimiter)) {
    if (seen++ < form.skip) continue
    if (out.some((i) => i >= row.cells.length || keepsOut(row.cells[i]!))) withheld++
    else take(reader, row, found)
    if (reader.report.segments.length > mostSegments) throw new RangeError('segments')
    if ((seen & 255) === 0 && Date.now() - told > 100) {
      told = Date.now()
      tell({ read, rows: seen })
    }
  }
  const lists = [...found].map(([type, { keys, segments }]) => {
    const of = Uint8Array.from(segments)
    return { type, keys: join(keys), segments: of, sizes: sizesOf(keys, of, Math.max(1, reader.report.segments.length)) }
  })
  return { report: reader.report, withheld, lists }
}

function take(reader: ListReader, row: Row, found: Map<string, { keys: Bytes[]; segments: number[] }>): void {
  for (const { type, matchKey, segment } of reader.row(row)) {
    const of = found.get(type) ?? { keys: [], segments: [] }
    found.set(type, of)
    of.keys.push(matchKey)
    of.segments.push(segment)
  }
}

function sizesOf(keys: Bytes[], segments: Uint8Array, n: number): number[] {
  const sizes = new Array<number>(n).fill(0)
  const sorted = records(sortRecords(join(keys.flatMap((key, i) => [key, segments.subarray(i, i + 1)])), 33), 33)
  sorted.forEach((record, i) => {
    if (i === 0 || !equal(record.subarray(0, 32), sorted[i - 1]!.subarray(0, 32))) sizes[record[32]!]!++
  })
  return sizes
}

const tell = (answer: Answer): void => postMessage(answer)

onmessage = async ({ data }: MessageEvent<Ask>) => {
  try {
    tell('form' in data ? { listed: await list(data) } : { opened: await open(data.file) })
  } catch (cause) {
    tell({ fault: faultOf(cause) })
  }
}

/** faultOf names what went wrong by a word of the page's strings, or by a text without any cell. */
function faultOf(cause: unknown): string {
  if (cause instanceof RangeError) return cause.message
  if (cause instanceof TypeError) return 'encoding' // the decoder's, or gzip's
  return cause instanceof Error ? cause.name : 'unknown'
}
