import { getCountryCallingCode, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max'
import { isPlaceholderNumber, isPlaceholderText } from './placeholders.js'
import { reject } from './reject.js'
import { trim } from './unicode.js'

// The code points of §4.1.
const zeros = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0x1040, 0x17e0, 0xff10]
const digit = /[0-9\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u09e6-\u09ef\u0e50-\u0e59\u1040-\u1049\u17e0-\u17e9\uff10-\uff19]/g
const plus = /[+\uff0b]/g
const dash = /[-.\u2010-\u2015\u2212\u30fc\uff0d\uff0e\uff70]/g
const space = /[ ()[\]\uff0f\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\uff08\uff09\uff3b\uff3d]/g
const unseen = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g

/** phone gives the normal form of a number, or throws a Reject. The region is an ISO 3166 code of two letters. */
export function phone(bytes: Uint8Array, profile: string, region?: string): string {
  if (bytes.length > 1024) reject('too_long')
  const raw = decodeUTF8(bytes)
  const text = trim(raw)
  if (text === '') reject('empty')
  if (/[\0-\x1f\x7f-\x9f]/.test(text)) reject('control_character')
  if (isPlaceholderText(text)) reject('placeholder')
  if (profile === 'uid2') return uid2(raw)
  const { international, digits } = read(text.replace(/^(tel|p|phone|sms|callto|whatsapp):\p{White_Space}*/iu, ''))
  if (isPlaceholderNumber(digits)) reject('placeholder')
  if (profile === 'google-dm') {
    return /^[1-9][0-9]{6,14}$/.test(digits) ? refusePlaceholder(`+${digits}`) : reject('invalid_number')
  }
  const number = refusePlaceholder(international ? readInternational(digits) : readNational(digits, region))
  return profile === 'e164-digits' ? number.slice(1) : number
}

function uid2(text: string): string {
  return /^\+[0-9]{10,15}$/.test(text) ? refusePlaceholder(text) : reject('not_e164')
}

const refusePlaceholder = (number: string): string =>
  isPlaceholderNumber(number.slice(1)) ? reject('placeholder') : number

function decodeUTF8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return reject('not_utf8')
  }
}

/** read checks the characters of a number, and takes its digits. */
function read(text: string): { international: boolean; digits: string } {
  if (text.startsWith("'")) reject('excel_apostrophe')
  if (/^[=\-@]/.test(text)) reject('excel_formula')
  if (text.startsWith('#')) reject('excel_error')
  if (/^[+]?\d+([.,]\d+)?e[+-]?\d+$/i.test(text)) reject('excel_scientific')
  if (/^[^.,]*[.,]00?$/.test(text) || /^\+?\d{7,}\.\d{1,2}$/.test(text)) reject('excel_decimal')
  const plain = text
    .replace(unseen, '')
    .replace(digit, (c) => String(c.charCodeAt(0) - zeros.findLast((zero) => c.charCodeAt(0) >= zero)!))
    .replace(plus, '+')
    .replace(dash, '-')
    .replace(space, ' ')
  if (/\*|---/.test(plain)) reject('masked_digits')
  if (/\d.*(ext|#|;ext|(^|[ \d])x\.? ?\d)/i.test(plain)) reject('extension')
  if (/[;,|&]/.test(plain)) reject('several_values')
  if (/\p{L}/u.test(plain)) reject('letters')
  if (/[^0-9+/ -]/.test(plain)) reject('stray_symbol')
  if (/\+.*\+|\d.*\+/.test(plain)) reject('stray_plus')
  if (oneOfTwo(plain)) reject('several_values')
  const digits = plain.replace(/[^0-9]/g, '')
  if (digits === '') reject('invalid_number')
  return { international: plain.includes('+'), digits }
}

/** oneOfTwo, of the slash of ASCII alone: `030 1234567/68` are two numbers. */
function oneOfTwo(plain: string): boolean {
  const [before = '', behind = '', more] = plain.split('/')
  const count = (part: string): number => part.replace(/[^0-9]/g, '').length
  return plain.includes('/') && more === undefined && count(before) >= 7 && count(behind) >= 1 && count(behind) <= 2
}

function readInternational(digits: string): string {
  return valid(`+${digits}`) ?? reject('invalid_number')
}

function readNational(digits: string, region: string | undefined): string {
  if (!region) reject('no_country')
  const country = region as CountryCode
  const code = getCountryCallingCode(country)
  const number = valid(digits, country)
  if (digits.startsWith(code)) {
    const other = valid(`+${digits}`)
    if (number && other && number !== other && number.startsWith(`+${code}`)) reject('ambiguous')
  }
  return number ?? reject('invalid_number')
}

function valid(text: string, country?: CountryCode): string | undefined {
  if (text.startsWith('+0')) return undefined
  const number = parsePhoneNumberFromString(text, country ? { defaultCountry: country, extract: false } : { extract: false })
  return number?.isValid() && !number.ext ? number.number : undefined
}
