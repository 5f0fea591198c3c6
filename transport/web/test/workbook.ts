// Workbooks for the tests, as a spreadsheet program writes them.
import { crc32, deflateRawSync } from 'node:zlib'

/** A cell: a text, a number in a format, or the XML of one. */
export type Cell = string | number | { number: number; format: string } | { xml: string }

export interface SheetOf {
  name: string
  rows: Iterable<readonly Cell[] | undefined>
  hidden?: boolean
  merged?: string[]
}

/** zipped is an archive of files. Their texts may come in pieces. */
export function zipped(files: [string, Iterable<string>][]): Buffer {
  const out: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, text] of files) {
    const bytes = Buffer.concat(Array.from(batches(text), (piece) => Buffer.from(piece)))
    const packed = deflateRawSync(bytes)
    const about = Buffer.alloc(26)
    about.writeUInt16LE(20, 0)
    about.writeUInt16LE(8, 4)
    about.writeUInt32LE(crc32(bytes), 10)
    about.writeUInt32LE(packed.length, 14)
    about.writeUInt32LE(bytes.length, 18)
    about.writeUInt16LE(name.length, 22)
    const place = Buffer.alloc(14)
    place.writeUInt32LE(at, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), about, place, Buffer.from(name))
    const head = Buffer.concat([Buffer.from('PK\x03\x04'), about, Buffer.from(name)])
    out.push(head, packed)
    at += head.length + packed.length
  }
  const all = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(all.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...out, all, end])
}

/** batches are texts in pieces of a million characters. */
export function* batches(text: Iterable<string>): Generator<string> {
  let batch = ''
  for (const piece of text) {
    batch += piece
    if (batch.length < 1 << 20) continue
    yield batch
    batch = ''
  }
  yield batch
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replace(/[\0-\x08\x0b-\x1f]/g, (c) => `_x${c.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}_`)

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const column = (i: number): string => (i >= 26 ? column(Math.floor(i / 26) - 1) : '') + String.fromCharCode(65 + (i % 26))

/** workbook has all texts in the shared table, as Excel writes them. A row that is undefined is missing. */
export function workbook(sheets: SheetOf[]): Buffer {
  const texts = new Map<string, number>()
  const formats = new Map<string, number>()
  const numbered = (map: Map<string, number>, key: string, from = 0): number => map.get(key) ?? (map.set(key, map.size + from), map.size - 1 + from)
  const cellOf = (cell: Cell, ref: string): string => {
    if (typeof cell === 'number') return `<c r="${ref}"><v>${cell}</v></c>`
    if (typeof cell === 'string') return cell === '' ? `<c r="${ref}" s="0"/>` : `<c r="${ref}" t="s"><v>${numbered(texts, cell)}</v></c>`
    return 'xml' in cell ? cell.xml : `<c r="${ref}" s="${numbered(formats, cell.format, 1)}"><v>${cell.number}</v></c>`
  }
  function* sheetOf({ rows, merged = [] }: SheetOf): Generator<string> {
    yield `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${main}"><sheetData>`
    let line = 0
    for (const row of rows) {
      line++
      if (row) yield `<row r="${line}">${row.map((cell, i) => cellOf(cell, `${column(i)}${line}`)).join('')}</row>`
    }
    yield `</sheetData>${merged.length > 0 ? `<mergeCells>${merged.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>` : ''}</worksheet>`
  }
  function* shared(): Generator<string> {
    yield `<sst xmlns="${main}">`
    for (const text of texts.keys()) yield `<si><t xml:space="preserve">${escaped(text)}</t></si>`
    yield '</sst>'
  }
  const parts = sheets.map((sheet, i): [string, string[]] => [`xl/worksheets/sheet${i + 1}.xml`, [...sheetOf(sheet)]])
  const relation = (id: string, kind: string, target: string): string => `<Relationship Id="${id}" Type="${office}/${kind}" Target="${target}"/>`
  const relations = (...all: string[]): string[] => [`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${all.join('')}</Relationships>`]
  const listed = sheets.map(({ name, hidden }, i) => `<sheet name="${escaped(name)}" sheetId="${i + 1}"${hidden ? ' state="hidden"' : ''} r:id="r${i + 1}"/>`)
  return zipped([
    ['[Content_Types].xml', ['<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>']],
    ['_rels/.rels', relations(relation('a', 'officeDocument', 'xl/workbook.xml'))],
    ['xl/workbook.xml', [`<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr/><sheets>${listed.join('')}</sheets></workbook>`]],
    ['xl/_rels/workbook.xml.rels', relations(...sheets.map((_, i) => relation(`r${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`)),
      relation('s', 'sharedStrings', 'sharedStrings.xml'), relation('f', 'styles', 'styles.xml'))],
    ...parts,
    ['xl/sharedStrings.xml', shared()],
    ['xl/styles.xml', [`<styleSheet xmlns="${main}"><numFmts>`, ...[...formats].map(([code, id]) => `<numFmt numFmtId="${200 + id}" formatCode="${escaped(code)}"/>`),
      '</numFmts><cellXfs><xf numFmtId="0"/>', ...[...formats.values()].map((id) => `<xf numFmtId="${200 + id}"/>`), '</cellXfs></styleSheet>']],
  ])
}
