// The rows of a sheet, as they stream. Rows without text are none. Hidden rows are read like the others.
import { TableError } from './fault.js'
import { plainFormat, shown } from './numberformat.js'
import { attribute, damagedWorkbook, parse, type Tag } from './xml.js'
import { isTrue, RichText, unescaped, type Sheet, type Workbook } from './workbook.js'

export interface SheetRow {
  /** Its number in the sheet, from 1. */
  line: number
  cells: string[]
}

/** What was noticed of a sheet; complete at its end. */
export interface SheetNotes {
  hidden: number
  blank: number
  merged: Merged[]
}

/** Merged cells, of which only the first has a value. Columns are from 0, rows from 1. */
export interface Merged {
  ref: string
  left: number
  right: number
  top: number
  bottom: number
}

const mostColumns = 16_384
const mostMerged = 1 << 16

/** sheetRows reads a sheet. What an error says is in a row has its number. */
export async function* sheetRows(book: Workbook, sheet: Sheet, notes: SheetNotes): AsyncGenerator<SheetRow> {
  const reader = new SheetReader(book, notes)
  try {
    for await (const _ of parse(sheet.part, reader, 'row')) yield* reader.take()
    if (!reader.ended) throw new TableError('damaged_workbook', 'the sheet is cut short: open it in a spreadsheet program and save it again')
    yield* reader.take()
  } catch (cause) {
    if (cause instanceof TableError && cause.line === undefined && !reader.ended) throw new TableError(cause.code, cause.message, reader.line)
    throw cause
  }
}

interface Cell {
  tag: Tag
  value: string
  inValue: boolean
  formula: boolean
  rich: RichText
}

class SheetReader {
  line = 0
  ended = false
  #rows: SheetRow[] = []
  #cells: string[] | undefined
  #hidden = false
  #column = -1
  #cell: Cell | undefined

  constructor(private readonly book: Workbook, private readonly notes: SheetNotes) {}

  /** take gives the rows that were read since. */
  take(): SheetRow[] {
    const rows = this.#rows
    this.#rows = []
    return rows
  }

  open(name: string, tag: Tag): void {
    if (this.#cell) {
      this.#cell.inValue = name === 'v'
      this.#cell.formula ||= name === 'f'
      this.#cell.rich.open(name)
    } else if (this.#cells) {
      if (name === 'c') this.#openCell(tag)
    } else if (this.ended) {
      if (name === 'mergeCell') this.#merged(attribute(tag, 'ref'))
    } else if (name === 'row') {
      const at = attribute(tag, 'r')
      this.line = /^[0-9]{1,9}$/.test(at) ? Number(at) : this.line + 1
      this.#cells = []
      this.#hidden = isTrue(attribute(tag, 'hidden'))
      this.#column = -1
    }
  }

  text(text: string): void {
    const cell = this.#cell
    if (!cell) return
    if (cell.inValue) cell.value += text
    else cell.rich.add(text)
  }

  close(name: string): void {
    if (this.#cell) {
      this.#cell.rich.close(name)
      if (name === 'c') this.#closeCell()
      else this.#cell.inValue = false
    } else if (this.#cells) {
      if (name === 'row') this.#closeRow(this.#cells)
    } else if (name === 'sheetData' || name === 'worksheet') this.ended = true
  }

  #openCell(tag: Tag): void {
    const ref = attribute(tag, 'r')
    this.#column = ref === '' ? this.#column + 1 : columnOf(ref)
    if (this.#column >= mostColumns) throw damagedWorkbook()
    this.#cell = { tag, value: '', inValue: false, formula: false, rich: new RichText() }
  }

  #closeCell(): void {
    const text = this.#textOf(this.#cell!)
    this.#cell = undefined
    if (text === '') return
    const cells = this.#cells!
    while (cells.length < this.#column) cells.push('')
    cells[this.#column] = text
  }

  #textOf({ tag, value, formula, rich }: Cell): string {
    const type = attribute(tag, 't')
    const text = value + rich.text
    if (text === '') return formula && type !== 'str' ? '#N/A' : '' // what made the file did not calculate it
    switch (type) {
      case 's': {
        const number = text.trim()
        const shared = /^[0-9]{1,9}$/.test(number) ? this.book.texts.at(Number(number)) : undefined
        if (shared === undefined) throw damagedWorkbook()
        return shared
      }
      case 'b':
        return String(isTrue(text))
      case 'str':
      case 'inlineStr':
        return unescaped(text)
      case 'e':
      case 'd':
        return text
    }
    const { formats, date1904 } = this.book
    return shown(formats[Number(attribute(tag, 's')) || 0] ?? plainFormat, text, date1904)
  }

  #closeRow(cells: string[]): void {
    this.#cells = undefined
    if (cells.length === 0) {
      this.notes.blank++
      return
    }
    if (this.#hidden) this.notes.hidden++
    this.#rows.push({ line: this.line, cells })
  }

  #merged(ref: string): void {
    const [from, to] = ref.replaceAll('$', '').split(':')
    if (to === undefined) return
    if (this.notes.merged.length > mostMerged) {
      throw new TableError('merged_cells', `the sheet has more than ${mostMerged} merged cells, of which only the first has a value: separate them and fill each`)
    }
    const [left, right, top, bottom] = [columnOf(from!), columnOf(to), rowOf(from!), rowOf(to)]
    if (left !== right || top !== bottom) this.notes.merged.push({ ref, left, right, top, bottom })
  }
}

/** columnOf is the column of a reference such as AB12, from 0. */
function columnOf(ref: string): number {
  const letters = /^[A-Za-z]{1,3}(?![A-Za-z])/.exec(ref)?.[0]
  if (letters === undefined) throw damagedWorkbook()
  let n = 0
  for (const c of letters.toUpperCase()) n = 26 * n + c.charCodeAt(0) - 64
  return n - 1
}

function rowOf(ref: string): number {
  const digits = /^[A-Za-z]+([0-9]{1,9})$/.exec(ref)?.[1]
  if (digits === undefined) throw damagedWorkbook()
  return Number(digits)
}

/** checkMerged refuses merged cells below the header, in a column that is used. */
export function checkMerged(notes: SheetNotes, header: number, used: readonly boolean[]): void {
  for (const { ref, left, right, top, bottom } of notes.merged) {
    if (bottom <= header) continue
    for (let column = left; column <= right && column < used.length; column++) {
      if (!used[column]) continue
      throw new TableError(
        'merged_cells', `the cells ${ref} are merged, and only the first of them has a value: separate them and fill each, in the columns that are used`,
        Math.max(top, header))
    }
  }
}
