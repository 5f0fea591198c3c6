// A country column: codes of ISO 3166 of two or three letters, or names. Digits are none: 49, 0049 and 276 are two codes of one
// country, and 1 is several.
import { trim } from '../identity/unicode.js'
import { countryNames } from './countries.js'
import { plain } from './words.js'

/** Region is what a row says of its country: a code, why it can't be read, or nothing. */
export type Region = { code: string } | { why: 'country_digits' | 'unknown_country' | 'country_conflict' } | undefined

const longest = 100
let byName: Map<string, string> | undefined

const keyOf = (name: string): string => plain(name).replace(/[^\p{L}]/gu, '')

/** countryOf reads one cell. */
export function countryOf(cell: string): Region {
  const text = trim(cell)
  if (text === '') return undefined
  if (/\p{Nd}/u.test(text)) return { why: 'country_digits' }
  byName ??= names()
  const code = new TextEncoder().encode(text).length <= longest ? byName.get(keyOf(text)) : undefined
  return code ? { code } : { why: 'unknown_country' }
}

function names(): Map<string, string> {
  const out = new Map<string, string>()
  for (const line of countryNames.trim().split('\n')) {
    const [code, ...rest] = line.split(';')
    const beats = code!.startsWith('!') // names that are added to the table, and win
    for (const name of [...(beats ? [] : [code!]), ...rest]) {
      const key = keyOf(name)
      const other = out.get(key)
      const own = code!.replace('!', '')
      out.set(key, beats || other === undefined || other === own ? own : '') // nobody can say which
    }
  }
  return out
}

/** regionOf is what several columns say together: one that can be read beats one that can't, and two that differ are a conflict. */
export function regionOf(cells: readonly string[]): Region {
  let found: Region
  for (const cell of cells) {
    const one = countryOf(cell)
    if (one === undefined) continue
    if (found === undefined || ('why' in found && 'code' in one)) found = one
    else if ('code' in one && 'code' in found && one.code !== found.code) return { why: 'country_conflict' }
  }
  return found
}
