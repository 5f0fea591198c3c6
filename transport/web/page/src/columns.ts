// What the columns of a file are, by their names and by what is in them.
import type { Role } from '../../src/table/read.js'

/** Use is what a column is used as; `out` keeps rows out in which it says anything but no. */
export type Use = Role | 'segment' | 'out'

/** folded is a name without case, diacritics and what separates words. */
export const folded = (name: string): string => name.normalize('NFKD').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

const names: [RegExp, Use][] = [
  [/^(.*e?mail.*(sha256|hash|hashed).*|.*(sha256|hash|hashed).*e?mail.*|hem)$/, 'email_sha256'],
  [/^(.*(phone|mobil|tel).*(sha256|hash|hashed).*|.*(sha256|hash|hashed).*(phone|mobil).*)$/, 'phone_sha256'],
  [/^(country|countrycode|land|landercode|laendercode|pays|pais|paese|iso2|countryiso)$/, 'country'],
  [/mail/, 'email'],
  [/^(.*phone.*|.*telefon.*|.*telephone.*|tel|telnr|telno|.*mobil.*|.*handy.*|cell|cellulare|movil|portable|gsm|msisdn|rufnummer)$/, 'phone'],
]

/** Words that say who is to be left out. Such a column is asked about. */
const withheld =
  /(optout|optin|unsub|subscri|consent|einwillig|widerspr|abgemeld|abmeld|sperr|donot|dsgvo|gdpr|werbung|newsletter|block|exclude|deleted|geloscht|geloescht|desinscri|baja|bounce|suppress)/

const address = /^[^@\s]+@[^@\s]+\.[^@\s]+$/
const isDigits = (cell: string): boolean => /^[+(]?[\d\s()./-]{7,}$/.test(cell) && cell.replace(/\D/g, '').length >= 7

/** looksLikeData says whether a first row is data: names of columns are neither addresses nor numbers. */
export const looksLikeData = (row: readonly string[]): boolean =>
  row.some((cell) => address.test(cell.trim()) || isDigits(cell.trim()) || /^[0-9a-f]{64}$/i.test(cell.trim()))

/** guess says what columns probably are: by name, else by the cells that were seen. */
export function guess(header: readonly string[], rows: readonly (readonly string[])[], width: number): (Use | undefined)[] {
  return Array.from({ length: width }, (_, i) => {
    const name = folded(header[i] ?? '')
    const named = names.find(([pattern]) => pattern.test(name))
    if (withheld.test(name)) return undefined
    if (named) return named[1]
    const cells = rows.map((row) => (row[i] ?? '').trim()).filter((cell) => cell !== '')
    return cells.length > 0 && cells.every((cell) => address.test(cell)) ? 'email' : undefined
  })
}

/** mayWithhold says whether a column's name sounds like one that keeps people out. */
export const mayWithhold = (name: string): boolean => withheld.test(folded(name))

/** keepsOut says whether a cell of an `out` column keeps its row out: whatever is not a plain no. */
export const keepsOut = (cell: string): boolean =>
  !/^(|0|no|n|false|f|nein|non|nee|nej|nie|не|нет)$/.test(cell.trim().toLowerCase())
