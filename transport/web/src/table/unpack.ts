// What is compressed, unpacked as it is read. A file of a few megabytes can hold petabytes.
import { TableError } from './fault.js'

const mostRatio = 200
/** So much may come out at any ratio. */
const free = 16 << 20
/** What goes in at a time. All that comes of it is held at once: 16 MiB at worst. */
const piece = 16_384

/** pieces are the bytes of a blob, a little at a time. */
export async function* pieces(blob: Blob, read?: (bytes: number) => void): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = blob.stream().getReader()
  try {
    let bytes = 0
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      for (let at = 0; at < value.length; at += piece) {
        const one = value.subarray(at, at + piece)
        read?.((bytes += one.length))
        yield one as Uint8Array<ArrayBuffer>
      }
    }
  } finally {
    void reader.cancel().catch(() => undefined)
  }
}

/** unpacked is what a blob holds. It ends with an error once that is more than any list's 200 times its size. */
export async function* unpacked(
  blob: Blob, format: 'gzip' | 'deflate-raw', read?: (bytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const stream = new DecompressionStream(format)
  const writer = stream.writable.getWriter()
  const reader = stream.readable.getReader()
  let taken = 0
  const feeding = (async () => {
    for await (const one of pieces(blob, read)) {
      taken += one.length
      await writer.write(one)
    }
    await writer.close()
  })()
  feeding.catch(() => undefined) // the reader is told as well
  try {
    let given = 0
    for (;;) {
      const { done, value } = await reader.read().catch(damaged)
      if (done) break
      given += value.length
      // Of a part of an archive all that it takes there counts, as far as it is known.
      if (given > free && given / mostRatio > Math.max(taken, format === 'gzip' ? 0 : blob.size)) {
        throw new TableError('bomb', `decompresses to more than ${mostRatio} times its size, which no list does`)
      }
      yield value as Uint8Array<ArrayBuffer>
    }
    await feeding.catch(damaged)
  } finally {
    void reader.cancel().catch(() => undefined)
    void writer.abort().catch(() => undefined)
  }
}

/** damaged is for what inflaters throw, each of another kind. */
function damaged(cause: unknown): never {
  throw cause instanceof TableError || (cause instanceof DOMException && cause.name === 'NotReadableError') ? cause : new TypeError('damaged')
}
