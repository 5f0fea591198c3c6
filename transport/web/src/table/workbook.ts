// What the sheets of a workbook share (ECMA-376): which there are, texts, and the formats of numbers.
import { TableError } from './fault.js'
import { builtinFormat, parseFormat, type NumberFormat } from './numberformat.js'
import { Texts } from './texts.js'
import { attribute, damagedWorkbook, each, type Handler, type Tag } from './xml.js'
import { openZip, type Part } from './zip.js'

export interface Sheet {
  name: string
  hidden: boolean
  part: Part
}

export interface Workbook {
  sheets: Sheet[]
  texts: Texts
  /** By the number of a cell's style. */
  formats: NumberFormat[]
  date1904: boolean
}

interface Relation {
  id: string
  kind: string
  target: string
}

export const isTrue = (text: string): boolean => text === '1' || text === 'true'

/** openSheets says which sheets a workbook has, without what they share. */
export async function openSheets(file: Blob): Promise<{ parts: Map<string, Part>; book: Workbook; relations: Relation[] }> {
  const parts = await openZip(file)
  refuseOthers(parts)
  const root = await relationsOf(parts, '')
  const main = root.findLast((one) => one.kind.endsWith('/officeDocument'))?.target ?? 'xl/workbook.xml'
  const part = parts.get(main.toLowerCase())
  if (!part || /^(word|ppt)\//.test(main)) {
    throw new TableError('no_sheets', 'this is a Microsoft Office document without sheets: save the list as .xlsx or CSV UTF-8')
  }
  const relations = await relationsOf(parts, main)
  const book: Workbook = { sheets: [], texts: new Texts(), formats: [], date1904: false }
  await each(part, {
    open(name, tag) {
      if (name === 'workbookPr') book.date1904 = isTrue(attribute(tag, 'date1904'))
      if (name !== 'sheet') return
      const id = Object.entries(tag.attributes).find(([key]) => key.endsWith(':id'))?.[1] ?? attribute(tag, 'id')
      const target = relations.findLast((one) => one.id === id && one.kind.endsWith('/worksheet'))?.target
      if (!target) return // a sheet with a chart
      const sheet = parts.get(target.toLowerCase())
      const state = attribute(tag, 'state')
      const missing = { name: target, read: () => { throw damagedWorkbook() } }
      book.sheets.push({ name: attribute(tag, 'name'), hidden: state === 'hidden' || state === 'veryHidden', part: sheet ?? missing })
    },
  })
  return { parts, book, relations }
}

/** openWorkbook reads what the sheets share. */
export async function openWorkbook(file: Blob): Promise<Workbook> {
  const { parts, book, relations } = await openSheets(file)
  for (const { kind, target } of relations) {
    const part = parts.get(target.toLowerCase())
    const handler = kind.endsWith('/sharedStrings') ? sharedStrings(book.texts) : kind.endsWith('/styles') ? styles(book) : undefined
    if (handler && !part) throw damagedWorkbook()
    if (handler) await each(part!, handler)
  }
  return book
}

/** sheetOf picks a sheet by its name or its number, or the first that is not hidden. */
export function sheetOf(sheets: readonly Sheet[], wanted?: string): Sheet {
  if (sheets.length === 0) throw new TableError('no_sheets', 'the workbook has no sheet with cells')
  const named = sheets.find((one) => (wanted === undefined ? !one.hidden : one.name.toLowerCase() === wanted.toLowerCase()))
  const number = wanted !== undefined && /^[0-9]{1,9}$/.test(wanted) ? sheets[Number(wanted) - 1] : undefined
  const sheet = named ?? number
  if (sheet) return sheet
  const names = sheets.map((one) => JSON.stringify(one.name.slice(0, 80))).join(', ')
  if (wanted === undefined) throw new TableError('hidden_sheets', `all sheets of the workbook are hidden: name one of ${names}`)
  throw new TableError('no_such_sheet', `no sheet ${JSON.stringify(wanted.slice(0, 80))}: want a number or one of ${names}`)
}

function refuseOthers(parts: Map<string, Part>): void {
  if (parts.has('xl/workbook.bin')) {
    throw new TableError('xlsb', 'this is a binary Excel workbook (.xlsb): save it as .xlsx or CSV UTF-8')
  }
  if (parts.has('[content_types].xml')) return
  if (parts.has('mimetype') && parts.has('content.xml')) {
    throw new TableError('ods', 'this is an OpenDocument file (.ods): save it as .xlsx or CSV UTF-8')
  }
  if (parts.has('index/document.iwa')) {
    throw new TableError('numbers', 'this is an Apple Numbers document: export it as .xlsx or CSV UTF-8')
  }
  throw new TableError('archive', 'this is a zip archive, not a workbook: unpack it first')
}

/** relationsOf are the parts that a part refers to; there may be none. */
async function relationsOf(parts: Map<string, Part>, of: string): Promise<Relation[]> {
  const folder = of.split('/').slice(0, -1)
  const base = of.split('/').at(-1)!
  const part = parts.get([...folder, '_rels', `${base}.rels`].join('/').toLowerCase())
  const out: Relation[] = []
  if (!part) return out
  await each(part, {
    open(name, tag) {
      if (name !== 'Relationship') return
      out.push({ id: attribute(tag, 'Id'), kind: attribute(tag, 'Type'), target: resolved(folder, attribute(tag, 'Target')) })
    },
  })
  return out
}

function resolved(folder: string[], target: string): string {
  const out = target.startsWith('/') ? [] : [...folder]
  for (const step of target.split('/')) {
    if (step === '..') out.pop()
    else if (step !== '' && step !== '.') out.push(step)
  }
  return out.join('/')
}

/** RichText collects a text of several runs, without its phonetic guide. */
export class RichText {
  text = ''
  #inText = false
  #inGuide = false

  open(name: string): void {
    this.#inText = name === 't'
    this.#inGuide ||= name === 'rPh'
  }

  close(name: string): void {
    this.#inText = false
    if (name === 'rPh') this.#inGuide = false
  }

  add(text: string): void {
    if (this.#inText && !this.#inGuide) this.text += text
  }
}

/** unescaped replaces escapes such as _x000D_; half a surrogate pair becomes U+FFFD. */
export const unescaped = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)).replace(/[\ud800-\udfff]/, '\ufffd'))
    : text

function sharedStrings(texts: Texts): Handler {
  let text = new RichText()
  return {
    open(name) {
      if (name === 'si') text = new RichText()
      text.open(name)
    },
    close(name) {
      text.close(name)
      if (name === 'si') texts.add(unescaped(text.text))
    },
    text: (more) => text.add(more),
  }
}

const mostStyles = 1 << 16

/** styles finds the number format of each style of cells. */
function styles(book: Workbook): Handler {
  const codes = new Map<number, string>()
  const parsed = new Map<number, NumberFormat>()
  let cells = false
  const formatOf = (tag: Tag): NumberFormat => {
    const id = Number(attribute(tag, 'numFmtId')) || 0
    const code = codes.get(id)
    const format = parsed.get(id) ?? (code === undefined ? builtinFormat(id) : parseFormat(code))
    parsed.set(id, format)
    return format
  }
  return {
    open(name, tag) {
      if (name === 'numFmt' && codes.size < mostStyles) codes.set(Number(attribute(tag, 'numFmtId')), attribute(tag, 'formatCode'))
      if (name === 'cellXfs') cells = true
      if (name === 'xf' && cells && book.formats.length < mostStyles) book.formats.push(formatOf(tag))
    },
    close(name) {
      if (name === 'cellXfs') cells = false
    },
  }
}
