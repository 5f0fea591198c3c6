import type { Bytes } from '../bytes.js'
import type { HTTP } from './http.js'
import { cut } from './scratch.js'

const chunk = 4_194_304

/** upload sends a set of so many bytes in chunks, and closes it (§8.4). */
export async function upload(
  http: HTTP, session: string, set: 'list' | 'tags', type: string, length: number, pieces: AsyncIterable<Bytes> | Iterable<Bytes>,
): Promise<void> {
  const path = `/v1/sessions/${session}/${set}`
  const lengths = Array.from({ length: Math.ceil(length / chunk) }, (_, i) => Math.min(chunk, length - i * chunk))
  let at = 0
  for await (const body of cut(pieces, lengths)) {
    await http.put(`${path}/${at}`, type, body)
    at += body.length
  }
  await http.json('POST', `${path}/close`, [204])
}
