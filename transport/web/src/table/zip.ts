// The files of a ZIP archive by its central directory (APPNOTE.TXT 4.3). What is in them is unpacked by the platform, as it
// is read: the libraries for this either hold an archive whole, or bring an inflater of their own.
import { TableError } from './fault.js'
import { pieces, unpacked } from './unpack.js'

/** Part is a file of an archive. */
export interface Part {
  name: string
  /** read unpacks it, and is told how many of the archive's bytes were read. */
  read(read?: (bytes: number) => void): AsyncGenerator<Uint8Array<ArrayBuffer>>
}

const mostDirectory = 16 << 20

const damaged = (): TableError => new TableError('damaged_archive', 'this is not a workbook, or it is damaged or cut short')

const viewOf = async (file: Blob, from: number, to: number): Promise<DataView> => {
  if (!(from >= 0 && from <= to && to <= file.size)) throw damaged()
  return new DataView(await file.slice(from, to).arrayBuffer())
}

/** openZip gives the files of an archive by their names in lower case. */
export async function openZip(file: Blob): Promise<Map<string, Part>> {
  const { offset, length } = await directoryOf(file)
  if (length > mostDirectory) throw damaged()
  const view = await viewOf(file, offset, offset + length)
  const out = new Map<string, Part>()
  for (let at = 0; at + 46 <= length && view.getUint32(at, true) === 0x02014b50; ) {
    const [names, extras, comments] = [28, 30, 32].map((i) => view.getUint16(at + i, true)) as [number, number, number]
    if (at + 46 + names + extras > length) throw damaged()
    const name = new TextDecoder().decode(new Uint8Array(view.buffer, at + 46, names))
    if ((view.getUint16(at + 8, true) & 1) !== 0) throw new TableError('encrypted', 'this archive is encrypted: unpack it first')
    const [size, packed, start] = sizesOf(view, at, names, extras)
    const [method, crc] = [view.getUint16(at + 10, true), view.getUint32(at + 16, true)]
    out.set(name.toLowerCase(), { name, read: (read) => readPart(file, { method, crc, size, packed, start }, read) })
    at += 46 + names + extras + comments
  }
  return out
}

/** directoryOf finds the central directory by the record at the archive's end. */
async function directoryOf(file: Blob): Promise<{ offset: number; length: number }> {
  const from = Math.max(0, file.size - 65_557)
  const view = await viewOf(file, from, file.size)
  for (let at = view.byteLength - 22; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50 || at + 22 + view.getUint16(at + 20, true) > view.byteLength) continue
    const [length, offset] = [view.getUint32(at + 12, true), view.getUint32(at + 16, true)]
    if (offset !== 0xffffffff && length !== 0xffffffff) return { offset, length }
    if (at < 20 || view.getUint32(at - 20, true) !== 0x07064b50) throw damaged()
    const big = Number(view.getBigUint64(at - 12, true))
    const record = await viewOf(file, big, big + 56)
    if (record.getUint32(0, true) !== 0x06064b50) throw damaged()
    return { length: Number(record.getBigUint64(40, true)), offset: Number(record.getBigUint64(48, true)) }
  }
  throw damaged()
}

/** sizesOf are the size, the compressed size and the place of a file: in 32 bits, or in 64 in an extra field. */
function sizesOf(view: DataView, at: number, names: number, extras: number): [number, number, number] {
  const out: [number, number, number] = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)]
  const end = at + 46 + names + extras
  for (let extra = end - extras; extra + 4 <= end; extra += 4 + view.getUint16(extra + 2, true)) {
    if (view.getUint16(extra, true) !== 1) continue
    let field = extra + 4
    out.forEach((value, i) => {
      if (value !== 0xffffffff || field + 8 > end) return
      out[i] = Number(view.getBigUint64(field, true))
      field += 8
    })
  }
  return out
}

interface Place {
  method: number
  crc: number
  size: number
  packed: number
  start: number
}

async function* readPart(
  file: Blob, { method, crc, size, packed, start }: Place, read?: (bytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const local = await viewOf(file, start, start + 30)
  if (local.getUint32(0, true) !== 0x04034b50) throw damaged()
  const at = start + 30 + local.getUint16(26, true) + local.getUint16(28, true)
  if (at + packed > file.size || (method !== 0 && method !== 8)) throw damaged()
  const blob = file.slice(at, at + packed)
  let [sum, length] = [0xffffffff, 0]
  try {
    for await (const piece of method === 0 ? pieces(blob, read) : unpacked(blob, 'deflate-raw', read)) {
      sum = crc32(sum, piece)
      length += piece.length
      yield piece
    }
  } catch (cause) {
    throw cause instanceof TypeError ? damaged() : cause // the inflater's
  }
  if ((sum ^ 0xffffffff) >>> 0 !== crc || length !== size) throw damaged()
}

let table: Uint32Array | undefined

/** crc32 goes on with a checksum (ISO 3309), which begins and is turned around outside. */
function crc32(sum: number, bytes: Uint8Array): number {
  table ??= Uint32Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1
    return n
  })
  for (const byte of bytes) sum = (sum >>> 8) ^ table[(sum ^ byte) & 255]!
  return sum
}
