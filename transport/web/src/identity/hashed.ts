// A column of SHA-256 digests, and digests of nothing and of placeholders (§4.2).
import { sha256 } from '@noble/hashes/sha2.js'
import { base64, concat, hex, unbase64, unhex } from '../bytes.js'
import { countryCodes } from './countries.js'
import { isPlaceholderText, placeholderAddresses, placeholderNumbers, placeholderTexts } from './placeholders.js'
import { reject } from './reject.js'
import { trim } from './unicode.js'

/** hashedKey reads a cell of a column of digests: 64 hex digits of either case, or 44 characters of base64. */
export function hashedKey(bytes: Uint8Array): Uint8Array {
  if (bytes.length > 1024) reject('too_long')
  const text = trim(new TextDecoder().decode(bytes))
  if (text === '') reject('empty')
  const key = digest(text)
  const known = hex(key)
  lists ??= { empty: emptyDigests(), placeholder: placeholderDigests() }
  if (lists.empty.has(known)) reject('hash_of_empty')
  if (lists.placeholder.has(known)) reject('hash_of_placeholder')
  return key
}

function digest(text: string): Uint8Array {
  if (/^[0-9a-f]{64}$/i.test(text)) return unhex(text.toLowerCase())
  try {
    const bytes = unbase64(text)
    if (bytes.length === 32) return bytes
  } catch {
    // Not base64 either.
  }
  if (isPlaceholderText(text)) reject('placeholder')
  if (/^[0-9a-f]{32}$/i.test(text)) reject('md5_hash')
  if (/^[0-9a-f]{40}$/i.test(text)) reject('sha1_hash')
  return reject('not_a_hash')
}

let lists: { empty: Set<string>; placeholder: Set<string> } | undefined

const hashOf = (text: string | Uint8Array): string =>
  hex(sha256(typeof text === 'string' ? new TextEncoder().encode(text) : text))

function emptyDigests(): Set<string> {
  const nothing = ['\0', '\t', '\n', '\r\n', ' ', '\u00a0', '\ufeff']
  const empty = sha256(new Uint8Array())
  const texts = ['', ...nothing, ...nothing.flatMap((a) => nothing.map((b) => a + b))]
  const again = [empty, hex(empty), hex(empty).toUpperCase(), base64(empty)]
  return new Set([...texts, ...again].map(hashOf))
}

function placeholderDigests(): Set<string> {
  const out = new Set(['00'.repeat(32), 'ff'.repeat(32)])
  for (const text of placeholderTexts) {
    const words = text.replace(/(^| )(\p{Ll})/gu, (c) => c.toUpperCase())
    const five = [text, text.toUpperCase(), capital(text), words, capitals(text)]
    for (const spelling of [...combinations(text), ...five]) out.add(hashOf(spelling))
    for (const spelling of five) {
      for (const s of ['\t', '\n', '\r\n', ' ']) out.add(hashOf(s + spelling)).add(hashOf(spelling + s))
      out.add(hashOf(utf16(spelling)))
    }
  }
  for (const address of placeholderAddresses()) {
    const [local = '', domain = ''] = address.split('@')
    const both = `${capital(local)}@${capital(domain)}`
    const rows = [`${capitals(local)}@${domain}`, `${capitals(local)}@${capital(domain)}`]
    for (const spelling of [address, address.toUpperCase(), capital(address), both, ...rows]) out.add(hashOf(spelling))
  }
  for (let n = 0; n <= 15; n++) out.add(hashOf('+' + '0'.repeat(n)))
  for (const code of countryCodes) out.add(hashOf('+' + code)).add(hashOf('00' + code))
  for (const number of placeholderNumbers()) out.add(hashOf(number)).add(hashOf(`+${number}`))
  return out
}

/** capital makes the first letter capital, and capitals the first of all letters in a row. */
const capital = (text: string): string => text.replace(/\p{L}/u, (c) => c.toUpperCase())
const capitals = (text: string): string => text.replace(/\p{L}+/gu, capital)

/** combinations are all spellings with small and capital letters, if there are at most 512. */
function combinations(text: string): string[] {
  if (2 ** (text.match(/\p{Ll}/gu)?.length ?? 0) > 512) return []
  let out = ['']
  for (const c of text) {
    out = out.flatMap((begun) => (/\p{Ll}/u.test(c) ? [begun + c, begun + c.toUpperCase()] : [begun + c]))
  }
  return out
}

const utf16 = (text: string): Uint8Array =>
  concat(...Array.from({ length: text.length }, (_, i) => Uint8Array.of(text.charCodeAt(i) & 255, text.charCodeAt(i) >> 8)))
