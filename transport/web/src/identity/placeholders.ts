// Texts and addresses that stand for a missing value (§4.1).
import { countryCodes } from './countries.js'
import * as tables from './tables.js'
import { lowerASCII, trim } from './unicode.js'

const lists = { text: new Set<string>(), name: new Set<string>(), end: new Set<string>(), address: new Set<string>() }
for (const line of tables.placeholders.trim().split('\n')) {
  const kind = line.slice(0, line.indexOf(' ')) as keyof typeof lists
  lists[kind].add(line.slice(kind.length + 1))
}

export const placeholderTexts: ReadonlySet<string> = lists.text

export function isPlaceholderText(text: string): boolean {
  const plain = lowerASCII(trim(text))
  return lists.text.has(plain) || /^(0+|\+0*)$/.test(plain) || countryCodes.has(/^(?:\+|00)(\d+)$/.exec(plain)?.[1] ?? '')
}

const examples = ['example.com', 'example.net', 'example.org']

/** isPlaceholderAddress takes an address in its normal form. */
export function isPlaceholderAddress(address: string): boolean {
  const at = address.lastIndexOf('@')
  const local = address.slice(0, at)
  const domain = address.slice(at + 1)
  if (lists.address.has(address)) return true
  if (!lists.name.has(local)) return false
  return examples.includes(domain) || (domain.startsWith(`${local}.`) && lists.end.has(domain.slice(local.length + 1)))
}

/** placeholderAddresses are all addresses that are placeholders. */
export function placeholderAddresses(): string[] {
  const out = new Set(lists.address)
  for (const name of lists.name) {
    for (const end of lists.end) out.add(`${name}@${name}.${end}`)
    for (const example of examples) out.add(`${name}@${example}`)
  }
  return [...out]
}

const wrongNumbers = ['1234567890', '0123456789', '123456789', '11234567890']

/** isPlaceholderNumber takes the digits of a number, with its country code, without the plus sign. */
export function isPlaceholderNumber(digits: string): boolean {
  if (wrongNumbers.includes(digits)) return true
  if (digits.length < 7 || digits.length > 15) return false
  if (/^(0+|1+|9+)$/.test(digits) || /^1(\d)\1{9}$/.test(digits)) return true
  return [1, 2, 3].some((n) => countryCodes.has(digits.slice(0, n)) && /^0{6,}$/.test(digits.slice(n)))
}

/** placeholderNumbers are all numbers that are placeholders, without plus signs. */
export function placeholderNumbers(): string[] {
  const out = new Set(wrongNumbers)
  for (let n = 1; n <= 15; n++) for (const digit of ['0', '1', '9']) out.add(digit.repeat(n))
  for (let digit = 0; digit <= 9; digit++) out.add(`1${String(digit).repeat(10)}`)
  for (const code of countryCodes) for (let n = 6; code.length + n <= 15; n++) out.add(code + '0'.repeat(n))
  return [...out]
}
