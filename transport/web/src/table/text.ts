// The text of a file: unpacked and decoded.
import { TableError } from './fault.js'
import { pieces, unpacked } from './unpack.js'

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** Form is how the text of a file is written. */
export interface Form {
  gzip: boolean
  encoding: Encoding
}

const sample = 65_536

/** bytesOf is what a file holds, unpacked; `read` is told how many of its own bytes were read. */
export const bytesOf = (file: Blob, gzip: boolean, read?: (bytes: number) => void): AsyncGenerator<Uint8Array<ArrayBuffer>> =>
  gzip ? unpacked(file, 'gzip', read) : pieces(file, read)

/** textOf streams the text of a file in a form. */
export async function* textOf(file: Blob, { gzip, encoding }: Form, read?: (bytes: number) => void): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  try {
    for await (const piece of bytesOf(file, gzip, read)) yield decoder.decode(piece, { stream: true })
    yield decoder.decode()
  } catch (cause) {
    // The decoder's, or the inflater's.
    if (cause instanceof TypeError) throw new TableError('encoding', 'the text is damaged, or in another encoding than it begins with: save it as UTF-8')
    throw cause
  }
}

/** utf8Of is the text of a file as bytes of UTF-8; where it is that already, what is not valid is left as it is. */
export async function* utf8Of(file: Blob, form: Form, read?: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  if (form.encoding === 'utf-8') {
    try {
      yield* bytesOf(file, form.gzip, read)
    } catch (cause) {
      if (cause instanceof TypeError) throw new TableError('encoding', 'the compressed file is damaged or cut short')
      throw cause
    }
    return
  }
  const encoder = new TextEncoder()
  for await (const text of textOf(file, form, read)) yield encoder.encode(text)
}

/** headOf is the start of a file, unpacked. */
export async function headOf(file: Blob): Promise<{ gzip: boolean; bytes: Uint8Array; whole: boolean }> {
  const head = new Uint8Array(await file.slice(0, sample).arrayBuffer())
  if (head[0] !== 0x1f || head[1] !== 0x8b) return { gzip: false, bytes: head, whole: file.size <= sample }
  const out = new Uint8Array(sample)
  let at = 0
  try {
    for await (const piece of unpacked(file, 'gzip')) {
      out.set(piece.subarray(0, sample - at), at)
      at += Math.min(piece.length, sample - at)
      if (at === sample) break
    }
  } catch (cause) {
    if (cause instanceof TypeError && at === 0) throw new TableError('encoding', 'the compressed file is damaged or cut short')
    if (!(cause instanceof TypeError)) throw cause
  }
  return { gzip: true, bytes: out.subarray(0, at), whole: at < sample }
}

const magics: [string, string][] = [
  ['\xd0\xcf\x11\xe0', 'an old or encrypted Microsoft Office file'], ['\x28\xb5\x2f\xfd', 'Zstandard'], ['BZh', 'bzip2'], ['\xfd7zXZ', 'xz'],
  ['7z\xbc\xaf', 'a 7-Zip archive'], ['Rar!', 'a RAR archive'], ['SQLite format 3', 'an SQLite database'], ['PAR1', 'Parquet'], ['%PDF-', 'a PDF'],
  ['{\\rtf', 'an RTF document'], ['Obj\x01', 'Avro'], ['-----BEGIN PGP', 'a PGP message'], ['\x1f\x8b', 'gzip in gzip'],
]

/** checkText refuses what is known not to be text, and says what it is. */
export function checkText(bytes: Uint8Array): void {
  const start = String.fromCharCode(...bytes.subarray(0, 16))
  const [, is] = magics.find(([magic]) => start.startsWith(magic)) ?? []
  if (is) throw new TableError('binary', `this looks like ${is}, not like text: save the list as .xlsx or CSV UTF-8`)
}

export function checkDecoded(text: string): void {
  if (text.includes('\0')) throw new TableError('binary', 'this is not text: save the list as .xlsx or CSV UTF-8')
  if (/^\s*<(\?xml|!doctype|html|table|workbook|head|meta|style|!--)/i.test(text)) {
    throw new TableError('html', 'this is HTML or XML, as some systems export under the name .xls or .csv: open it in a spreadsheet program and save it as .xlsx or CSV UTF-8')
  }
}

/** encodingOf looks at the start of a text. Where it is not UTF-8, Windows-1252 is assumed. */
export function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}
