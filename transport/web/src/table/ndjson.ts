// One JSON object a line. Columns are the fields of the first objects, in the order in which they appear; one inside of
// another is named by its path: `traits.email`, `emails[].value`.
import { mostRow, TableError, tooLong } from './fault.js'
import { looksLikeData } from './header.js'
import { BadJSON, readObject, type Value } from './json.js'
import { roleOf } from './names.js'

/** What a row may have in a column: a text, or the texts of a list. */
export type Cell = string | readonly string[]

export interface ObjectRow {
  line: number
  cells: Cell[]
  /** Columns that hold an object here. */
  nested: number[]
  fault?: 'bad_json' | 'duplicate_field'
}

interface Column {
  path: string
  value: boolean
  object: boolean
}

const sample = 65_536
const mostFields = 2000
const mostDepth = 16

/** lines cuts bytes at each line feed. A line that is not UTF-8 has no text. */
export async function* lines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<{ line: number; text: string | undefined; length: number }> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let [rest, line] = [new Uint8Array(), 0]
  const one = (piece: Uint8Array): { line: number; text: string | undefined; length: number } => {
    let text
    try {
      text = decoder.decode(piece).replace(/\r$/, '')
    } catch {
      // what is not UTF-8 is not said
    }
    if (++line === 1) text = text?.replace(/^\ufeff/, '')
    return { line, text, length: piece.length + 1 }
  }
  for await (const piece of bytes) {
    let from = 0
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
      const head = piece.subarray(from, end)
      yield one(rest.length > 0 ? joined(rest, head) : head)
      rest = new Uint8Array()
      from = end + 1
    }
    rest = joined(rest, piece.subarray(from))
    if (rest.length > mostRow) throw tooLong(line + 1)
  }
  if (rest.length > 0) yield one(rest)
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}

/** Fields are the columns that the objects at the start of a file have. */
export class Fields {
  readonly columns: Column[] = []
  readonly #at = new Map<string, number>()

  /** headers are the columns' paths. */
  get headers(): string[] {
    return this.columns.map(({ path }) => path)
  }

  /** isObjects says whether a column only holds objects, so that what is inside of them has columns of its own. */
  isObjects = (i: number): boolean => this.columns[i]!.object && !this.columns[i]!.value

  learn(text: string | undefined): void {
    const object = parsed(text)
    if (object instanceof Map) this.#learn(object, '', 0)
  }

  #learn(object: Map<string, Value>, prefix: string, depth: number): void {
    for (const [name, value] of object) {
      const path = prefix + name
      let at = this.#at.get(path)
      if (at === undefined) {
        if (this.columns.length >= mostFields || depth > mostDepth || (depth > 0 && looksLikeData([name]))) continue
        at = this.columns.push({ path, value: false, object: false }) - 1
        this.#at.set(path, at)
      }
      this.#seen(at, value, path, depth, '.')
    }
  }

  #seen(at: number, value: Value, path: string, depth: number, between: string): void {
    if (value instanceof Map) {
      this.columns[at]!.object = true
      this.#learn(value, path + between, depth + 1)
    } else if (Array.isArray(value)) {
      for (const one of value) this.#seen(at, one, path, depth, '[].')
    } else if (value !== null) this.columns[at]!.value = true
  }

  /** row gives an object's values. A field that no object had before may hold identifiers: then the reading ends. */
  row(line: number, text: string | undefined): ObjectRow {
    const cells: Cell[] = this.columns.map(() => '')
    const nested = new Set<number>()
    const object = parsed(text)
    if (!(object instanceof Map)) return { line, cells: [], nested: [], fault: object }
    this.#fill(object, '', line, cells, nested, false)
    return { line, cells, nested: [...nested] }
  }

  #fill(object: Map<string, Value>, prefix: string, line: number, cells: Cell[], nested: Set<number>, inList: boolean): void {
    for (const [name, value] of object) {
      const path = prefix + name
      const at = this.#at.get(path)
      if (at === undefined) this.#late(prefix, name, line)
      else this.#put(at, value, path, line, cells, nested, inList)
    }
  }

  #put(at: number, value: Value, path: string, line: number, cells: Cell[], nested: Set<number>, inList: boolean, between = '.'): void {
    if (value instanceof Map) {
      nested.add(at)
      this.#fill(value, path + between, line, cells, nested, inList)
    } else if (Array.isArray(value)) {
      if (!Array.isArray(cells[at])) cells[at] = []
      for (const one of value) this.#put(at, one, path, line, cells, nested, true, '[].')
    } else if (value !== null) {
      if (inList) cells[at] = [...(Array.isArray(cells[at]) ? cells[at] : []), value]
      else cells[at] = value
    }
  }

  #late(prefix: string, name: string, line: number): void {
    const role = prefix === '' ? roleOf(name) : undefined
    if (role === undefined || role === 'record' || role === 'other_hash') return
    const named = looksLikeData([name]) ? 'a field' : `the field ${JSON.stringify(name.slice(0, 80))}`
    throw new TableError('late_field', `${named} appears here for the first time, and may have to be used: give it to the first object too`, line)
  }
}

function parsed(text: string | undefined): Map<string, Value> | 'bad_json' | 'duplicate_field' {
  try {
    return text === undefined ? 'bad_json' : readObject(text)
  } catch (cause) {
    if (cause instanceof BadJSON) return cause.code
    throw cause
  }
}

/** fieldsOf learns the columns of a file from its start. */
export async function fieldsOf(bytes: AsyncIterable<Uint8Array>): Promise<Fields> {
  const fields = new Fields()
  let read = 0
  for await (const { text, length } of lines(bytes)) {
    if ((read += length) > sample && fields.columns.length > 0) break
    fields.learn(text)
    if (read > sample) break
  }
  if (fields.columns.length === 0) throw new TableError('no_objects', 'no line is a JSON object with fields: want one object a line')
  return fields
}

/** objectRows gives the rows. Blank lines are none. */
export async function* objectRows(bytes: AsyncIterable<Uint8Array>, fields: Fields): AsyncGenerator<ObjectRow> {
  for await (const { line, text } of lines(bytes)) {
    if (text === undefined || text.trim() !== '') yield fields.row(line, text)
  }
}
