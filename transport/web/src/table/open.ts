// A file as a table: what it is, which columns it has, and its rows.
import { delimited, rowOf } from './delimited.js'
import { TableError } from './fault.js'
import { headerRow, headerRows, looksLikeData, nameText } from './header.js'
import { fieldsOf, objectRows } from './ndjson.js'
import type { Cells } from './read.js'
import { checkMerged, sheetRows, type SheetNotes } from './sheet.js'
import { checkDecoded, checkText, encodingOf, headOf, textOf, utf8Of, type Encoding } from './text.js'
import { openWorkbook, sheetOf } from './workbook.js'

export interface Table {
  format: 'csv' | 'ndjson' | 'xlsx'
  /** The places of the columns of a sheet are its rows. */
  unit: 'line' | 'row'
  gzip: boolean
  /** Of a text. */
  encoding?: Encoding
  delimiter?: string
  /** Of a workbook: what is read, and what there is. */
  sheet?: string
  sheets?: { name: string; hidden: boolean }[]
  /** The names of the columns; empty if the first row is data. */
  headers: string[]
  /** Columns that hold objects, which can't be used. */
  objects: number[]
  /** rows gives the rows, once. What a column holds that is not used does not matter. */
  rows(used?: readonly boolean[]): AsyncGenerator<Cells>
  /** What was noticed; complete behind the last row. */
  notes: { above: number; hidden: number; blank: number; right: number }
}

export interface Opening {
  /** Of a workbook, by name or number; the first that is not hidden unless it is said. */
  sheet?: string
  /** Is told how many bytes of the file were read. */
  read?: (bytes: number) => void
}

/** openTable tells by its content what a file is, as psi does. */
export async function openTable(file: Blob, opening: Opening = {}): Promise<Table> {
  const { gzip, bytes, whole } = await headOf(file)
  if (bytes.length === 0) throw new TableError('empty', 'the file is empty')
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)) {
    if (gzip) throw new TableError('packed_workbook', 'this is a workbook or an archive in gzip: unpack it first')
    return openSheet(file, opening)
  }
  checkText(bytes)
  const name = 'name' in file ? String(file.name).toLowerCase().replace(/\.gz$/, '') : ''
  let encoding = encodingOf(bytes)
  const text = new TextDecoder(encoding).decode(bytes)
  checkDecoded(text)
  if (isObjects(text, name)) {
    if (encoding === 'windows-1252') encoding = 'utf-8' // which JSON is in
    return openObjects(file, gzip, encoding, opening)
  }
  return openText(file, { gzip, encoding, text, whole, name }, opening)
}

/** isObjects says whether a text has one JSON object a line. */
function isObjects(text: string, name: string): boolean {
  const named = /\.(ndjson|jsonl)$/.test(name)
  const start = text.trimStart()
  if (/^\[\s*[[{\]]/.test(start) || (/^\{\s*["}]/.test(start) && !named && !/^\{.*\}\s*(\n|$)/.test(start))) {
    throw new TableError('json', 'this is JSON of another form than one object a line: psi reads it')
  }
  return named || /^\{\s*["}]/.test(start)
}

async function openObjects(file: Blob, gzip: boolean, encoding: Encoding, { read }: Opening): Promise<Table> {
  const form = { gzip, encoding }
  const fields = await fieldsOf(utf8Of(file, form))
  return {
    format: 'ndjson', unit: 'line', gzip, encoding, headers: fields.headers, notes: { above: 0, hidden: 0, blank: 0, right: 0 },
    objects: fields.columns.flatMap((_, i) => (fields.isObjects(i) ? [i] : [])),
    rows: () => objectRows(utf8Of(file, form, read), fields),
  }
}

interface Start {
  gzip: boolean
  encoding: Encoding
  text: string
  whole: boolean
  name: string
}

async function openText(file: Blob, { gzip, encoding, text, whole, name }: Start, { read }: Opening): Promise<Table> {
  const sep = /^"?sep=([^"\r\n])"?(\r\n|\r|\n|$)/i.exec(text)
  const rest = sep ? text.slice(sep[0].length) : text
  const lines = rest.split(/\r\n|\r|\n/)
  if (!whole) lines.pop()
  const fixed = sep?.[1] ?? (/\.(tsv|tab)$/.test(name) ? '\t' : undefined)
  const rows: string[][] = []
  const delimiters: string[] = []
  for (const line of lines.slice(0, headerRows)) {
    const delimiter = fixed ?? delimiterOf(line)
    const cells = line.trim() === '' ? [] : rowOf(line, delimiter)
    if (!cells) break
    delimiters.push(delimiter)
    rows.push(cells.map(nameText))
  }
  let at = headerRow(rows, delimiters)
  while (at < rows.length && rows[at]!.join('') === '') at++
  const delimiter = delimiters[at] ?? fixed ?? delimiterOf(lines[at] ?? '')
  const named = rows[at] !== undefined && !looksLikeData(rows[at]!)
  const headers = named ? rows[at]! : []
  const notes = { above: rows.slice(0, at).filter((cells) => cells.join('') !== '').length, hidden: 0, blank: 0, right: 0 }
  const skip = (sep ? 1 : 0) + at + (named ? 1 : 0)
  return {
    format: 'csv', unit: 'line', gzip, encoding, delimiter, headers, objects: [], notes,
    async *rows() {
      let width = headers.length
      for await (const row of delimited(textOf(file, { gzip, encoding }, read), delimiter, skip)) {
        width ||= row.cells.length
        yield row.cells.length < width ? { ...row, short: true } : row
      }
    },
  }
}

/** delimiterOf is what is most often in a line, outside of quotes. */
function delimiterOf(line: string): string {
  const bare = line.replace(/"[^"]*"/g, '')
  const count = (c: string): number => bare.split(c).length
  return [',', ';', '\t', '|'].reduce((best, c) => (count(c) > count(best) ? c : best))
}

async function openSheet(file: Blob, { sheet: wanted, read }: Opening): Promise<Table> {
  const book = await openWorkbook(file)
  const sheet = sheetOf(book.sheets, wanted)
  const seen: SheetNotes = { hidden: 0, blank: 0, merged: [] }
  const counted = { ...sheet.part, read: () => sheet.part.read(read) }
  const all = sheetRows(book, { ...sheet, part: counted }, seen)
  const first: { line: number; cells: string[] }[] = []
  while (first.length < headerRows) {
    const next = await all.next()
    if (next.done) break
    first.push(next.value)
  }
  if (first.length === 0) throw new TableError('empty_sheet', `the sheet ${JSON.stringify(sheet.name.slice(0, 80))} is empty`)
  const texts = first.map((row) => row.cells.map(nameText))
  const at = headerRow(texts)
  const named = !looksLikeData(texts[at]!)
  const headers = named ? texts[at]! : []
  const width = named ? headers.length : Math.max(...first.map((row) => row.cells.length))
  const notes = { above: named ? at : 0, hidden: 0, blank: 0, right: 0 }
  return {
    format: 'xlsx', unit: 'row', gzip: false, sheet: sheet.name, sheets: book.sheets.map(({ name, hidden }) => ({ name, hidden })),
    headers, objects: [], notes,
    async *rows(used = Array.from({ length: width }, () => true)) {
      const cut = ({ line, cells }: { line: number; cells: string[] }): Cells => {
        if (cells.length <= width) return { line, cells }
        notes.right++
        return { line, cells: cells.slice(0, width), beyond: true }
      }
      for (const row of named ? first.slice(at + 1) : first) yield cut(row)
      for await (const row of all) yield cut(row)
      Object.assign(notes, { hidden: seen.hidden, blank: seen.blank })
      checkMerged(seen, named ? first[at]!.line : 0, used.slice(0, width))
    },
  }
}
