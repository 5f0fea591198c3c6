import { domain } from './domain.js'
import { isPlaceholderAddress, isPlaceholderText } from './placeholders.js'
import { reject } from './reject.js'
import { classOf, codePoints, inContext, lower, lowerASCII, trim } from './unicode.js'

/** What differs between profiles for e-mail addresses (§4.1). */
export interface EmailRules {
  trim: (text: string) => string
  /** Repairs or refuses white space inside; by default it is refused. */
  space: (text: string) => string
  invisible: 'reject' | 'keep'
  lower: (text: string) => string
  /** default-v1 checks local part and domain; the others take them as they are. */
  strict: boolean
  gmail: readonly string[]
  damage: 'reject' | 'keep'
}

const refuseSpace = (text: string): string => (/\p{White_Space}/u.test(text) ? reject('inner_space') : text)

const dropLocalSpace = (text: string): string => {
  const at = text.indexOf('@')
  return at < 0 ? text : text.slice(0, at).replaceAll(' ', '') + text.slice(at)
}

const gmail = ['gmail.com', 'googlemail.com']
const common = { trim, space: refuseSpace, invisible: 'reject', lower, strict: false, damage: 'keep' } as const

export const emailProfiles: Record<string, EmailRules> = {
  'default-v1': { ...common, lower: lowerASCII, strict: true, gmail, damage: 'reject' },
  uid2: {
    ...common,
    trim: (text) => text.replace(/^ +| +$/g, ''),
    space: dropLocalSpace,
    invisible: 'keep',
    lower: lowerASCII,
    gmail: ['gmail.com'],
  },
  'google-dm': { ...common, gmail },
  plain: { ...common, gmail: [] },
}

const invisible = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/

/** email gives the normal form of an address, or throws a Reject. */
export function email(bytes: Uint8Array, rules: EmailRules): string {
  if (bytes.length > 1024) reject('too_long')
  let text = decodeUTF8(bytes)
  text = rules.trim(text)
  if (text === '') reject('empty')
  if (rules.invisible === 'reject' && text.includes('\ufffd')) reject('not_utf8')
  if (/[\0-\x1f\x7f-\x9f]/.test(text)) reject('control_character')
  if (rules.invisible === 'reject' && invisible.test(text)) reject('invisible_character')
  if (!text.includes('@')) withoutAt(text)
  if (rules.damage === 'reject') refuseDamage(text)
  text = rules.space(text)
  const at = text.indexOf('@')
  if (text.includes('@', at + 1)) reject('several_at_signs')
  if (!rules.strict) text = rules.lower(text)
  const split = text.indexOf('@')
  let local = text.slice(0, split)
  let host = text.slice(split + 1)
  if (rules.strict) {
    local = localPart(local)
    host = checkedDomain(host)
  } else if (!local || !host) reject(local ? 'bad_domain' : 'empty_local_part')
  if (rules.gmail.includes(host)) local = gmailLocal(local, rules)
  const address = `${local}@${host}`
  if (isPlaceholderAddress(rules.strict ? address : lowerASCII(address))) reject('placeholder')
  return address
}

function decodeUTF8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return reject('not_utf8')
  }
}

function withoutAt(text: string): never {
  if (isPlaceholderText(text)) {
    // An error of a spreadsheet is one by its sign, whether it is also in the list of placeholders or not.
    if (!text.startsWith('#')) reject('placeholder')
  }
  refuseDamage(text)
  if (/^[0-9a-f]{32}$/i.test(text)) reject('md5_hash')
  if (/^[0-9a-f]{40}$/i.test(text)) reject('sha1_hash')
  if (/^[0-9a-f]{64}$/i.test(text) || /^[A-Za-z0-9+/]{43}=$/.test(text)) reject('looks_hashed')
  return reject('no_at_sign')
}

function refuseDamage(text: string): void {
  if (text.startsWith("'")) reject('excel_apostrophe')
  if (text.startsWith('=')) reject('excel_formula')
  if (text.startsWith('#') && !text.includes('@')) reject('excel_error')
}

function localPart(text: string): string {
  const local = lowerASCII(text.normalize('NFC')).normalize('NFC')
  const points = codePoints(local)
  points.forEach((c, i) => {
    if (c < 0x80) return
    const cls = classOf(c)
    if (cls === undefined || !'VOML'.includes(cls) || (cls === 'O' && !inContext(points, i))) reject('symbol')
  })
  if (local === '') reject('empty_local_part')
  if (new TextEncoder().encode(local).length > 64) reject('long_local_part')
  if (/["(),:;<>[\\\]]/.test(local)) reject('bad_local_part')
  return local
}

function checkedDomain(text: string): string {
  const host = domain(text)
  if (host.length > 253) reject('long_domain')
  const labels = host.split('.')
  if (labels.some((label) => label === '' || label.length > 63)) reject('bad_domain')
  if (labels.length < 2) reject('no_dot_in_domain')
  return host
}

function gmailLocal(local: string, rules: EmailRules): string {
  const plus = local.indexOf('+')
  const rest = (plus < 0 ? local : local.slice(0, plus)).replaceAll('.', '')
  if (rest === '') reject('empty_local_part')
  if (rules.damage === 'reject') refuseDamage(`${rest}@`)
  return rest
}
