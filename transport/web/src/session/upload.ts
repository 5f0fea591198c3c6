import type { Bytes } from '../bytes.js'
import type { HTTP } from './http.js'

const chunk = 4_194_304

/** upload sends a set in chunks, and closes it (§8.4). */
export async function upload(http: HTTP, session: string, set: 'list' | 'tags', type: string, bytes: Bytes): Promise<void> {
  const path = `/v1/sessions/${session}/${set}`
  for (let at = 0; at < bytes.length; at += chunk) {
    await http.put(`${path}/${at}`, type, bytes.subarray(at, at + chunk))
  }
  await http.json('POST', `${path}/close`, [204])
}
