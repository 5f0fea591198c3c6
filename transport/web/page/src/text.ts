// The text of a file: unpacked, decoded, and what separates its cells.

export interface Form {
  gzip: boolean
  encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'
  delimiter: string
  /** How many rows are above the first that is data: a line `sep=`, and names of columns. */
  skip: number
}

const sample = 65_536

/** textOf streams the text of a file in a form, and says how many of its bytes were read. */
export async function* textOf(file: Blob, form: Pick<Form, 'gzip' | 'encoding'>, read?: (bytes: number) => void): AsyncGenerator<string> {
  let bytes = 0
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, to) {
      read?.((bytes += piece.length))
      to.enqueue(piece)
    },
  })
  let stream = file.stream().pipeThrough(counted) as ReadableStream<BufferSource>
  if (form.gzip) stream = stream.pipeThrough(new DecompressionStream('gzip') as ReadableWritablePair<BufferSource, BufferSource>)
  const reader = stream.pipeThrough(new TextDecoderStream(form.encoding, { fatal: true })).getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    void reader.cancel().catch(() => undefined)
  }
}

/** formOf looks at the first bytes of a file. Where they are not UTF-8, Windows-1252 is assumed. */
export async function formOf(file: Blob): Promise<Omit<Form, 'skip'>> {
  const head = new Uint8Array(await file.slice(0, sample).arrayBuffer())
  const gzip = head[0] === 0x1f && head[1] === 0x8b
  if (head[0] === 0x50 && head[1] === 0x4b) throw new RangeError('workbook')
  const bytes = gzip ? await unpacked(file) : head
  const encoding = encodingOf(bytes)
  const text = new TextDecoder(encoding).decode(bytes)
  if (text.slice(0, 1024).includes('\0')) throw new RangeError('binary')
  return { gzip, encoding, delimiter: delimiterOf(text) }
}

async function unpacked(file: Blob): Promise<Uint8Array> {
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>).getReader()
  const { value } = await reader.read()
  void reader.cancel().catch(() => undefined)
  return (value ?? new Uint8Array()).slice(0, sample)
}

function encodingOf(bytes: Uint8Array): Form['encoding'] {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

/** delimiterOf is what is most often in the first line, outside of quotes. */
function delimiterOf(text: string): string {
  const named = /^sep=([,;\t|])\r?\n/i.exec(text)?.[1]
  if (named) return named
  const line = (text.split(/[\r\n]+/).find((one) => one.trim() !== '') ?? '').replace(/"[^"]*"/g, '')
  const count = (c: string): number => line.split(c).length
  return [',', ';', '\t', '|'].reduce((best, c) => (count(c) > count(best) ? c : best))
}
