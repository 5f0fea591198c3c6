// The XML of a workbook, as it streams.
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { mostRow, TableError, tooLong } from './fault.js'
import type { Part } from './zip.js'

export type Tag = SaxesTagPlain

export interface Handler {
  open?(name: string, tag: Tag): void
  close?(name: string): void
  text?(text: string): void
}

export const damagedWorkbook = (): TableError =>
  new TableError('damaged_workbook', 'this workbook is damaged: open it in a spreadsheet program and save it again')

/** local is a name without its prefix. */
const local = (name: string): string => name.slice(name.indexOf(':') + 1)

/** attribute is one of a tag, by its name without a prefix. */
export function attribute(tag: Tag, name: string): string {
  const direct = tag.attributes[name]
  if (direct !== undefined) return direct
  for (const key in tag.attributes) if (local(key) === name) return tag.attributes[key]!
  return ''
}

/**
 * parse reads a part and tells a handler what is in it. After each piece it pauses, and what the handler has by then can be
 * taken. `begun` is how much was read at the last tag after which memory is free again: a text or a row has a bound.
 */
export async function* parse(part: Part, handler: Handler, row = ''): AsyncGenerator<void> {
  const parser = new SaxesParser({ position: false })
  let read = 0
  let begun = 0
  let inRow = false
  const boundary = (name: string, open: boolean): void => {
    if (name === row) inRow = open
    if (!inRow) begun = read
  }
  parser.on('error', () => {
    throw damagedWorkbook()
  })
  parser.on('opentag', (tag) => {
    const name = local(tag.name)
    boundary(name, true)
    handler.open?.(name, tag as SaxesTagPlain)
  })
  parser.on('closetag', (tag) => {
    const name = local(tag.name)
    handler.close?.(name)
    boundary(name, false)
  })
  parser.on('text', (text) => handler.text?.(text))
  parser.on('cdata', (text) => handler.text?.(text))
  for await (const text of decoded(part)) {
    parser.write(text)
    read += text.length
    if (read - begun > mostRow) throw tooLong()
    yield
  }
  parser.close()
}

async function* decoded(part: Part): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const piece of part.read()) {
      // A piece may be as large as it likes, and its rows would all be held at once.
      for (let at = 0; at < piece.length; at += 65_536) yield decoder.decode(piece.subarray(at, at + 65_536), { stream: true })
    }
    yield decoder.decode()
  } catch (cause) {
    throw cause instanceof TypeError ? damagedWorkbook() : cause
  }
}

/** each reads a whole part. */
export async function each(part: Part, handler: Handler): Promise<void> {
  for await (const _ of parse(part, handler));
}
