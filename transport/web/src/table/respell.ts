// What people write around a number, or between its digits: 0151·23456789, https://wa.me/4915123456789, 0151… (mobil),
// M: 0151…, ☎ 0151…, 0151…;phone-context=+49. It is looked at once a cell was left out as it is (§4.1, "Cells of a file").
import { Metadata } from 'libphonenumber-js/max'
import { trim } from '../identity/unicode.js'
import { isLabel, label } from './repair.js'

const longest = 200

/** respelled is another spelling of a number, and the country that it names, if there is one. */
export function respelled(cell: string): { text: string; region?: string } | undefined {
  if (new TextEncoder().encode(cell).length > longest) return undefined
  let text = trim(cell)
  let region: string | undefined
  const steps = [symbol, unlabelled, link, brackets, unlabelled]
  let changed = false
  const take = (next: string | undefined): void => {
    if (next === undefined) return
    text = trim(next)
    changed = true
  }
  for (const step of steps) take(step(text))
  const inside = context(text)
  if (inside) {
    take(inside.number)
    if (!text.startsWith('+')) region = inside.region
  }
  take(spaced(text))
  return changed && text !== '' ? { text, ...(region && { region }) } : undefined
}

const symbol = (text: string): string | undefined => {
  const rest = text.replace(/^[☎☏✆📞📱📲🕻🕼🕽🕾🕿🖀℡][\ufe0f\ufe0e :]*/u, '')
  return rest === text ? undefined : rest
}

const unlabelled = (text: string): string | undefined => label(text, 'phone')

const link = (text: string): string | undefined => {
  const number = /^(?:https?:\/\/)?(?:wa\.me\/|(?:api|web|www)\.whatsapp\.com\/send\/?\?phone=)(?:\+|%2B)?([1-9][0-9]{6,14})\/?(?:[?&].*)?$/i.exec(text)?.[1]
  return number && `+${number}`
}

function brackets(text: string): string | undefined {
  const before = text
  for (const [open, close] of [['(', ')'], ['[', ']']] as const) {
    const last = text.lastIndexOf(open)
    if (last > 0 && text.endsWith(close) && isLabel(text.slice(last + 1, -1))) text = trim(text.slice(0, last))
    const first = text.indexOf(close)
    if (first > 0 && text.startsWith(open) && isLabel(text.slice(1, first))) text = trim(text.slice(first + 1).replace(/^[: ]+/, ''))
  }
  const colon = text.indexOf(':')
  if (colon > 0 && isLabel(text.slice(0, colon))) text = trim(text.slice(colon + 1))
  return text === before ? undefined : text
}

/** context reads what is behind a number in a tel: URI (RFC 3966), and says in which country it is one. */
function context(text: string): { number: string; region: string } | undefined {
  const [, number, code] = /^([^;]+);phone-context=\+([0-9]{1,3})$/i.exec(text) ?? []
  if (number === undefined || code === undefined) return undefined
  const countries = (new Metadata() as unknown as { getCountryCodesForCallingCode(code: string): string[] | undefined }).getCountryCodesForCallingCode(code)
  const bare = trim(number.replace(/^(tel|phone|whatsapp):\p{White_Space}*/iu, ''))
  return countries?.[0] && bare !== '' ? { number: bare, region: countries[0] } : undefined
}

const longNumber = 7

/** spaced makes spaces of middle dots between digits, and of tildes that don't stand for "to". */
function spaced(text: string): string | undefined {
  let [digits, out] = [0, '']
  const all = [...text]
  for (const [i, c] of all.entries()) {
    if (/\p{Nd}/u.test(c)) digits++
    const dot = /[\u00b7\u0387\u2027\u2043\u2219\u22c5\u30fb\uff65]/.test(c) && digits > 0 && i + 1 < all.length
    const tilde = /[~\u223c\u301c\uff5e]/.test(c) && digits > 0 && digits < longNumber && /^\p{Nd}{3}/u.test(all.slice(i + 1).join(''))
    out += dot || tilde ? ' ' : c
  }
  return out === text ? undefined : out
}
