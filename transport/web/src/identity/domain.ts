// The domain of an address: mapped, checked, and to A-labels (§4.1).
import { decode, encode } from './punycode.js'
import { reject } from './reject.js'
import { bidiOf, classOf, codePoints, inContext, lowerASCII, mapped } from './unicode.js'

/** domain gives the normal form of a domain, without the checks of its length. */
export function domain(text: string): string {
  const mappedText = Array.from(lowerASCII(text).replace(/[\u3002\uff0e\uff61]/g, '.'), map)
    .join('')
    .normalize('NFC')
  const ascii = mappedText.replace(/\.$/, '')
  const labels = ascii.split('.').map((label) => (label.startsWith('xn--') ? decoded(label) : label))
  const points = labels.map(codePoints)
  points.forEach(checkPoints)
  points.forEach((label, i) => checkLabel(label, labels[i]!))
  if (points.some((label) => label.some((c) => ['R', 'AL', 'AN'].includes(bidiOf(c))))) points.forEach(checkBidi)
  return labels.map((label) => (/^[\0-\x7f]*$/.test(label) ? label : `xn--${encode(label)}`)).join('.')
}

function map(c: string): string {
  const code = c.codePointAt(0)!
  if (code < 0x80) return c
  const cls = classOf(code)
  if (cls === undefined || cls === 'L') reject('symbol')
  return mapped(code) ?? c
}

function decoded(label: string): string {
  const out = decode(label.slice(4))
  if (out === undefined || /^[\0-\x7f]*$/.test(out)) reject('bad_domain')
  return out
}

function checkPoints(label: number[]): void {
  label.forEach((c, i) => {
    if (c < 0x80) return
    const cls = classOf(c)
    if (cls !== 'V' && cls !== 'J' && cls !== 'O') reject('symbol')
    if (!inContext(label, i)) reject('symbol')
  })
}

function checkLabel(label: number[], text: string): void {
  const hyphen = 0x2d
  const bad =
    text !== text.normalize('NFC') ||
    label.some((c) => c < 0x80 && !/[a-z0-9-]/.test(String.fromCharCode(c))) ||
    label[0] === hyphen ||
    label[label.length - 1] === hyphen ||
    (label[2] === hyphen && label[3] === hyphen) ||
    /^\p{M}/u.test(text)
  if (bad) reject('bad_domain')
}

/** RFC 5893 §2, of each label of a domain that has a character from right to left. */
function checkBidi(label: number[]): void {
  const classes = label.map(bidiOf)
  if (classes.length === 0) return
  const end = classes.findLast((cls) => cls !== 'NSM')
  const has = (cls: string): boolean => classes.includes(cls)
  const only = (...allowed: string[]): boolean => classes.every((cls) => allowed.includes(cls))
  const rtl =
    ['R', 'AL'].includes(classes[0]!) &&
    only('R', 'AL', 'AN', 'EN', 'ES', 'CS', 'ET', 'ON', 'BN', 'NSM') &&
    ['R', 'AL', 'EN', 'AN'].includes(end ?? '') &&
    !(has('EN') && has('AN'))
  const ltr = classes[0] === 'L' && only('L', 'EN', 'ES', 'CS', 'ET', 'ON', 'BN', 'NSM') && ['L', 'EN'].includes(end ?? '')
  if (!rtl && !ltr) reject('bad_domain')
}
