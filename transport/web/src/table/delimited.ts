// CSV and TSV, read as they arrive (RFC 4180).

export interface Row {
  /** The line that it begins in, from 1. */
  line: number
  cells: string[]
  /** Text after a closing quote: what is in the row is not known. */
  badQuote: boolean
}

const mostRow = 1 << 20

/** delimited reads rows of a text that comes in pieces. CR, LF and CR LF end lines; blank lines are no rows. */
export async function* delimited(text: AsyncIterable<string>, delimiter: string): AsyncGenerator<Row> {
  const reader = new DelimitedReader(delimiter)
  for await (const piece of text) yield* reader.take(piece)
  yield* reader.end()
}

class DelimitedReader {
  #cell = ''
  #cells: string[] = []
  #quoted: 'no' | 'inside' | 'closing' = 'no'
  #bad = false
  #line = 1
  #begun = 1
  #afterCR = false

  constructor(private readonly delimiter: string) {}

  *take(piece: string): Generator<Row> {
    for (const c of piece) {
      const lineFeed = c === '\n' && this.#afterCR
      this.#afterCR = c === '\r'
      if (!lineFeed && (c === '\n' || c === '\r')) this.#line++
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
    if (this.#quoted === 'inside') throw new RangeError(`a quote in line ${this.#begun} or behind is never closed`)
    yield* this.#endRow()
  }

  #add(c: string): void {
    this.#cell += c
    if (this.#cell.length > mostRow) throw new RangeError(`the row in line ${this.#begun} has more than 1 MiB`)
  }

  #endCell(): void {
    this.#cells.push(this.#cell)
    this.#cell = ''
    this.#quoted = 'no'
  }

  *#endRow(): Generator<Row> {
    this.#endCell()
    const cells = this.#cells
    const row = { line: this.#begun, cells, badQuote: this.#bad }
    this.#cells = []
    this.#bad = false
    this.#begun = this.#line
    if (cells.length > 1 || cells[0] !== '') yield row
  }
}
