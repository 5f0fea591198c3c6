// The properties of code points that §4.1 needs, after Unicode 15.0.0.
import * as tables from './tables.js'

type Ranges<T> = { first: number; last: number; value: T }[]

function parse(table: string): Map<string, Ranges<string>> {
  const out = new Map<string, Ranges<string>>()
  for (const line of table.trim().split('\n')) {
    const [range = '', cls = '', value = ''] = line.split(';')
    const [first, last = first] = range.split('..').map((hex) => parseInt(hex, 16)) as [number, number?]
    const ranges = out.get(cls) ?? []
    ranges.push({ first, last, value })
    out.set(cls, ranges)
  }
  for (const ranges of out.values()) ranges.sort((a, b) => a.first - b.first)
  return out
}

function find<T>(ranges: Ranges<T> | undefined, c: number): T | undefined {
  let low = 0
  let high = ranges?.length ?? 0
  while (low < high) {
    const middle = (low + high) >> 1
    const range = ranges![middle]!
    if (c > range.last) low = middle + 1
    else if (c < range.first) high = middle
    else return range.value
  }
  return undefined
}

const codepoints = parse(tables.codepoints)
const bidi = parse(tables.bidi)

export type Class = 'V' | 'J' | 'O' | 'M' | 'W' | 'L'
const classes: Class[] = ['V', 'M', 'L', 'W', 'O', 'J']

/** classOf is the class of a code point outside ASCII in psi/identity/codepoints.txt, if it has one. */
export const classOf = (c: number): Class | undefined => classes.find((cls) => find(codepoints.get(cls), c) !== undefined)

/** mapped is m(c) of a code point of M or W. */
export function mapped(c: number): string | undefined {
  const to = find(codepoints.get('M'), c) ?? find(codepoints.get('W'), c)
  return to === undefined ? undefined : String.fromCodePoint(...to.split(' ').map((hex) => parseInt(hex, 16)))
}

export const isScript = (c: number | undefined, ...scripts: string[]): boolean =>
  c !== undefined && scripts.some((script) => find(codepoints.get(script), c) !== undefined)

/** bidiOf is the Bidi class of a code point of ASCII or of classes V, J and O. */
export function bidiOf(c: number): string {
  if (c < 0x80) return c >= 0x30 && c <= 0x39 ? 'EN' : c === 0x2d ? 'ES' : 'L'
  for (const [cls, ranges] of bidi) if (find(ranges, c) !== undefined) return cls
  return 'L'
}

/**
 * isVirama says whether a code point has Canonical_Combining_Class 9: canonical order puts it behind a mark of class 8
 * (U+3099) and before one of class 10 (U+05B0). The class of an assigned code point never changes.
 */
export function isVirama(c: number | undefined): boolean {
  if (c === undefined) return false
  const mark = String.fromCodePoint(c)
  return `${mark}\u3099`.normalize('NFD') === `\u3099${mark}` && `\u05b0${mark}`.normalize('NFD') === `${mark}\u05b0`
}

/** inContext is the rule of RFC 5892, appendix A, for the code point at a place, in a label or local part. */
export function inContext(text: readonly number[], i: number): boolean {
  const c = text[i]!
  const before = text[i - 1]
  const after = text[i + 1]
  switch (c) {
    case 0x200c:
    case 0x200d:
      return isVirama(before)
    case 0xb7:
      return before === 0x6c && after === 0x6c
    case 0x375:
      return isScript(after, 'Greek')
    case 0x5f3:
    case 0x5f4:
      return isScript(before, 'Hebrew')
    case 0x30fb:
      return text.some((other) => isScript(other, 'Hiragana', 'Katakana', 'Han'))
  }
  if (c >= 0x660 && c <= 0x669) return !text.some((other) => other >= 0x6f0 && other <= 0x6f9)
  if (c >= 0x6f0 && c <= 0x6f9) return !text.some((other) => other >= 0x660 && other <= 0x669)
  return true
}

export const codePoints = (text: string): number[] => Array.from(text, (c) => c.codePointAt(0)!)

export const lowerASCII = (text: string): string => text.replace(/[A-Z]/g, (c) => c.toLowerCase())

/** trim strips White_Space and U+FEFF from both ends. */
export const trim = (text: string): string =>
  text.replace(/^[\p{White_Space}\ufeff]+/u, '').replace(/[\p{White_Space}\ufeff]+$/u, '')

/** lower is toLowercase of Unicode 15.0.0, as `google-dm` and `plain` have it. */
export function lower(text: string): string {
  return Array.from(text, (c, i) => {
    const code = c.codePointAt(0)!
    if (code === 0x3a3) return isFinal(text, i) ? 'ς' : 'σ'
    return code < 0x80 || hasCase(code) ? c.toLowerCase() : c
  }).join('')
}

// What has become a letter since Unicode 15.0.0 has no class in the table, and stays. Of what was one, these have none:
// digraphs, letters with prosgegrammeni, U+013F and U+03F9, Roman numerals and circled letters.
const withoutClass =
  /[\u0132\u013f\u01c4\u01c5\u01c7\u01c8\u01ca\u01cb\u01f1\u01f2\u03f9\u1f88-\u1f8f\u1f98-\u1f9f\u1fa8-\u1faf\u1fbc\u1fcc\u1ffc\u2160-\u216f\u24b6-\u24cf]/

const hasCase = (c: number): boolean => classOf(c) !== undefined || withoutClass.test(String.fromCodePoint(c))

function isFinal(text: string, i: number): boolean {
  const all = Array.from(text)
  const before = all.slice(0, i).join('')
  const after = all.slice(i + 1).join('')
  // Skipped is what is ignorable, also if it is cased, as U+0345 is.
  return /\p{Cased}$/u.test(before.replace(/\p{Case_Ignorable}+$/u, '')) && !/^\p{Cased}/u.test(after.replace(/^\p{Case_Ignorable}+/u, ''))
}
