// How a cell shows a number, as far as it matters for a list: as a day, and with the zeros, the plus sign and the separators
// of its format, which phone numbers are given by. Thousands separators, zeros behind the point and colours don't matter.

interface Piece {
  /** The place of a digit, or a literal. */
  digit: '0' | '#' | ''
  text: string
}

interface Section {
  pieces: Piece[]
  /** It has nothing that matters. */
  plain: boolean
  op: string
  bound: number
}

export interface NumberFormat {
  date: boolean
  clock: boolean
  sections: Section[]
}

export const plainFormat: NumberFormat = { date: false, clock: false, sections: [] }

const within = (id: number, ...ranges: [number, number][]): boolean => ranges.some(([low, high]) => id >= low && id <= high)

/** builtinFormat is one of the formats that files refer to by number. */
export function builtinFormat(id: number): NumberFormat {
  const both = id === 22
  return {
    date: both || within(id, [14, 17], [27, 31], [36, 36], [50, 54], [57, 58]),
    clock: both || within(id, [18, 21], [32, 35], [45, 45], [47, 47], [55, 56]),
    sections: [],
  }
}

/** parseFormat reads a format code such as `"+"0` or `yyyy-mm-dd`. */
export function parseFormat(code: string): NumberFormat {
  const all = splitSections(code).map(parseSection)
  const { date = false, clock = false } = all[0] ?? {}
  const sections = all.map(({ section, date, clock, ok }) => (date || clock || !ok ? plainSection() : section))
  return { date, clock, sections: date || clock || sections.every((section) => section.plain) ? [] : sections }
}

const plainSection = (): Section => ({ pieces: [], plain: true, op: '', bound: 0 })

/** splitSections cuts at each semicolon that is not quoted. */
function splitSections(code: string): string[] {
  const out: string[] = []
  let quoted = false
  let start = 0
  for (let i = 0; i < code.length; i++) {
    const c = code[i]
    if (c === '"') quoted = !quoted
    else if (c === '\\' && !quoted) i++
    else if (c === ';' && !quoted) {
      out.push(code.slice(start, i))
      start = i + 1
    }
  }
  return [...out, code.slice(start)]
}

/** parseSection reads a section; it is not ok if it shows anything but the number's digits in their order. */
function parseSection(code: string): { section: Section; date: boolean; clock: boolean; ok: boolean } {
  const section = plainSection()
  const { pieces } = section
  const literal = (text: string): void => void pieces.push({ digit: '', text })
  let [date, clock, ok, decimals] = [false, false, true, false]
  const bad = { section, date: false, clock: false, ok: false }
  for (let i = 0; i < code.length; i++) {
    const c = code[i]!
    const whole = String.fromCodePoint(code.codePointAt(i)!)
    if (c === '"') {
      const end = code.indexOf('"', i + 1)
      if (end < 0) return { section, date, clock, ok: false }
      literal(code.slice(i + 1, end))
      i = end
    } else if (c === '\\' || c === '_' || c === '*') {
      const next = code.codePointAt(i + 1)
      if (next === undefined) break
      if (c === '\\') literal(String.fromCodePoint(next))
      i += next > 0xffff ? 2 : 1
    } else if (c === '[') {
      const end = code.indexOf(']', i)
      if (end < 0) return { section, date, clock, ok: false }
      if (!bracket(section, code.slice(i + 1, end), literal)) return bad
      i = end
    } else if ('0#?'.includes(c)) {
      if (!decimals) pieces.push({ digit: c === '0' ? '0' : '#', text: '' })
    } else if (c === '.') decimals = true
    else if (c === ',') continue
    else if (/[ydm]/i.test(c)) date = true
    else if (/[hs]/i.test(c)) clock = true
    else if (/[Ee/%@GgAaBb]/.test(c)) ok = false
    else {
      literal(whole)
      i += whole.length - 1
    }
  }
  if (date && clock && !/[yd]/i.test(code)) date = false // m is for minutes
  const zeros = pieces.filter((piece) => piece.digit === '0').length
  section.plain = zeros <= 1 && pieces.every((piece) => piece.text.trim() === '') && section.op === ''
  return { section, date, clock, ok }
}

/** bracket reads a condition, a currency, a colour or a language; false if it is none of them that can be shown. */
function bracket(section: Section, code: string, literal: (text: string) => void): boolean {
  if (code.startsWith('$')) {
    const text = code.slice(1).split('-')[0]!
    if (text !== '') literal(text)
    return true
  }
  const condition = /^(<>|<=|>=|==|[<>=])(.*)$/.exec(code)
  if (condition) {
    section.op = condition[1]!
    section.bound = numberOf(condition[2]!) ?? NaN
    return !Number.isNaN(section.bound)
  }
  return !/^[hms]*$/i.test(code) // elapsed time
}

const numberOf = (text: string): number | undefined =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined

/** shown is a number, which the file writes as a text, as a cell shows it. */
export function shown(format: NumberFormat, text: string, date1904: boolean): string {
  const digits = /^[0-9]+$/.test(text)
  const { date, clock, sections } = format
  if (digits && !date && !clock && sections.length === 0) return text
  const value = numberOf(text)
  if (value === undefined) return text
  const time = date || clock ? timeOf(format, value, date1904) : undefined
  if (time !== undefined) return time
  const whole = Number.isInteger(value) && Math.abs(value) < 1e15
  const { section, minus } = whole ? sectionFor(sections, value) : { section: undefined, minus: false }
  if (section && !section.plain) return (minus ? '-' : '') + filled(section, String(Math.abs(value)))
  if (digits) return text
  if (whole || (Math.abs(value) >= 1e-6 && Math.abs(value) < 1e15)) return String(value === 0 ? 0 : value)
  return value.toExponential().toUpperCase().replace(/E([+-])(\d)$/, 'E$10$2') // its digits are lost
}

const holds: Record<string, (a: number, b: number) => boolean> = {
  '<': (a, b) => a < b, '<=': (a, b) => a <= b, '=': (a, b) => a === b, '<>': (a, b) => a !== b, '>=': (a, b) => a >= b, '>': (a, b) => a > b,
}

/** sectionFor is the section for a number, and whether a minus sign stands before it. */
function sectionFor(sections: Section[], value: number): { section: Section | undefined; minus: boolean } {
  const minus = value < 0
  if (sections.some((section) => section.op !== '')) {
    const fits = sections.find((section) => section.op !== '' && holds[section.op]?.(value, section.bound))
    const section = fits ?? sections.find((one) => one.op === '')
    return { section, minus: section !== undefined && minus }
  }
  if (minus && sections.length > 1) return { section: sections[1], minus: false }
  if (value === 0 && sections.length > 2) return { section: sections[2], minus: false }
  return { section: sections[0], minus }
}

/** filled puts digits into a section's places, from the right; the first place takes what is left over. */
function filled(section: Section, number: string): string {
  const digits = number === '0' ? '' : number
  const places = section.pieces.filter((piece) => piece.digit !== '').length
  let place = 0
  return section.pieces.map(({ digit, text }) => {
    if (digit === '') return text
    place++
    const n = digits.length - (places - place)
    if (n <= 0) return digit === '0' ? '0' : ''
    return place === 1 ? digits.slice(0, n) : digits[n - 1]
  }).join('')
}

const day = 86_400_000

/** timeOf is the time that a number of days stands for. */
function timeOf({ date, clock }: NumberFormat, days: number, date1904: boolean): string | undefined {
  if (!(days >= 0 && days < 2_958_466)) return undefined
  const ms = Math.round(days * day)
  const [whole, rest] = [Math.floor(ms / day), ms % day]
  const fraction = (text: string): string => text.replace(/\.?0+Z$/, 'Z')
  if (!date && whole === 0) return fraction(new Date(rest).toISOString().slice(11)).slice(0, -1)
  if (!date1904 && whole === 60) return undefined // 29 February 1900, which did not exist
  const base = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, whole < 60 ? 31 : 30)
  const text = new Date(base + ms).toISOString()
  return rest === 0 && !clock ? text.slice(0, 10) : fraction(text)
}
