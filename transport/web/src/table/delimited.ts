// CSV and TSV, read as they arrive (RFC 4180).
import { mostRow, TableError, tooLong } from './fault.js'

export interface Row {
  /** The line that it begins in, from 1. */
  line: number
  cells: string[]
  /** Text after a closing quote: what is in the row is not known. */
  fault?: 'bad_quote'
}

/**
 * delimited reads rows of a text that comes in pieces, from below so many lines. CR, LF and CR LF end lines; blank lines
 * are no rows.
 */
export async function* delimited(text: AsyncIterable<string>, delimiter: string, skip = 0): AsyncGenerator<Row> {
  const reader = new DelimitedReader(delimiter, skip)
  for await (const piece of text) yield* reader.take(piece)
  yield* reader.end()
}

/** rowOf is a line by itself; nothing if it can't be one, or is blank. */
export function rowOf(line: string, delimiter: string): string[] | undefined {
  const reader = new DelimitedReader(delimiter, 0)
  const rows = [...reader.take(line)]
  try {
    rows.push(...reader.end())
  } catch {
    return undefined
  }
  return rows.length === 1 && !rows[0]!.fault ? rows[0]!.cells : undefined
}

class DelimitedReader {
  #cell = ''
  #cells: string[] = []
  #quoted: 'no' | 'inside' | 'closing' = 'no'
  #bad = false
  #line = 1
  #begun: number
  #afterCR = false
  #length = 0

  constructor(private readonly delimiter: string, private readonly skip: number) {
    this.#begun = skip + 1
  }

  *take(piece: string): Generator<Row> {
    for (const c of piece) {
      const lineFeed = c === '\n' && this.#afterCR
      this.#afterCR = c === '\r'
      const above = this.#line <= this.skip
      if (!lineFeed && (c === '\n' || c === '\r')) this.#line++
      if (above) continue
      if (this.#quoted === 'inside') {
        if (c === '"') this.#quoted = 'closing'
        else this.#add(c)
      } else if (c === '"' && this.#quoted === 'closing') {
        this.#quoted = 'inside'
        this.#add(c)
      } else if (c === '"' && this.#cell === '' && this.#quoted === 'no') this.#quoted = 'inside'
      else if (c === this.delimiter) this.#endCell()
      else if (lineFeed) continue
      else if (c === '\n' || c === '\r') yield* this.#endRow()
      else {
        if (this.#quoted === 'closing') this.#bad = true
        this.#add(c)
      }
    }
  }

  *end(): Generator<Row> {
    if (this.#quoted === 'inside') {
      throw new TableError('open_quote', `a quote in line ${this.#begun} or behind is never closed`, this.#begun)
    }
    yield* this.#endRow()
  }

  #add(c: string): void {
    this.#cell += c
    if (++this.#length > mostRow) throw tooLong(this.#begun)
  }

  #endCell(): void {
    this.#cells.push(this.#cell)
    this.#cell = ''
    this.#quoted = 'no'
    if (++this.#length > mostRow) throw tooLong(this.#begun)
  }

  *#endRow(): Generator<Row> {
    this.#endCell()
    const cells = this.#cells
    const row: Row = { line: this.#begun, cells, ...(this.#bad && { fault: 'bad_quote' }) }
    this.#cells = []
    this.#length = 0
    this.#bad = false
    this.#begun = this.#line
    if (cells.length > 1 || cells[0] !== '') yield row
  }
}
