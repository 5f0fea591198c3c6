// The row of a table that names its columns. Titles and blank rows may stand above it.
import { roleOf } from './names.js'

/** How many rows are looked at. */
export const headerRows = 20

/** nameText is a name of a column, on one line. */
export const nameText = (cell: string): string => cell.trim().replace(/\r\n|\r|\n/g, ' ')

/**
 * headerRow is the first row with a name that is known, if all above it are shorter; else the first that is not a title. A
 * row that looks like data ends the search. A row that another delimiter cuts has one cell to those below.
 */
export function headerRow(rows: readonly (readonly string[])[], delimiters?: readonly string[]): number {
  let [first, title, total] = [-1, -1, 0]
  const widths: number[] = []
  for (const [i, cells] of rows.entries()) {
    const names = cells.filter((cell) => cell.trim() !== '')
    const width = names.length
    widths.push(width)
    if (width === 0) continue
    if (looksLikeData(cells.map(undated))) break
    if (first < 0) first = i
    const above = Math.max(0, ...widths.slice(0, i).map((w, j) => (delimiters && delimiters[j] !== delimiters[i] ? Math.min(w, 1) : w)))
    const known = names.some((name) => roleOf(name) !== undefined)
    if (known && (i === first || width > above || (width === 1 && above === 1))) return i
    if (title < 0 && width > 1 && total < 2) title = i
    total = Math.max(total, width)
  }
  return Math.max(title, first, 0)
}

const date = /(^|[ ,:(])\d{1,4}[-./]\d{1,2}[-./]\d{1,4}([ T,]+\d{1,2}:\d{2}(:\d{2})?|[ ,]|$)/g

/** undated is a cell without its dates, whose digits are no phone number's, and without the addresses in a sentence. */
function undated(cell: string): string {
  const sentence = cell.trim().split(' ').length > 3
  return cell.replace(date, '').replace(sentence ? /\S+@\S+/g : /$^/, '')
}

/** looksLikeData says whether a row holds values: an address, a long number or a hash. If so, it names no columns. */
export function looksLikeData(cells: readonly string[]): boolean {
  return cells.some((cell) => {
    if (cell.includes('@') || (new TextEncoder().encode(cell).length > 64 && !cell.includes(' ')) || /[\0-\x1f]/.test(cell)) return true
    const digits = cell.replace(/[^0-9]/g, '').length
    return digits > 8 || (digits > 5 && !/\p{L}/u.test(cell)) // phone_sha256_e164 has six
  })
}
