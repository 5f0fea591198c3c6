// What the columns of a file are, by their names and by what is in them.
import { isWithdrawal, knownRoles, roleOf, type Headed } from '../../src/table/names.js'
import type { Role } from '../../src/table/read.js'

/** Use is what a column is used as; `out` keeps rows out in which it says anything but no. */
export type Use = Exclude<Role, 'opted_out' | 'revoked' | 'deleted'> | 'segment' | 'out'

/** folded is a name without case, diacritics and what separates words. */
export const folded = (name: string): string => name.normalize('NFKD').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Words that say who is to be left out. Such a column is asked about. */
const withheld =
  /(optout|optin|unsub|subscri|consent|einwillig|widerspr|abgemeld|abmeld|sperr|donot|dsgvo|gdpr|werbung|newsletter|block|exclude|deleted|geloscht|geloescht|desinscri|baja|bounce|suppress)/

const address = /^[^@\s]+@[^@\s]+\.[^@\s]+$/

/** guess says what columns are by name, as psi reads names, or probably are by the cells that were seen. */
export function guess(table: Headed, rows: readonly (readonly string[])[], width: number): (Use | undefined)[] {
  const known = knownRoles(table)
  return Array.from({ length: width }, (_, i) => {
    const role = known[i]
    if (isWithdrawal(role)) return 'out'
    if (role === 'opted_in' || role === 'expires_at' || role === 'other_hash' || role === 'record') return undefined
    if (role || withheld.test(folded(table.headers[i] ?? ''))) return role
    const cells = rows.map((row) => (row[i] ?? '').trim()).filter((cell) => cell !== '')
    return cells.length > 0 && cells.every((cell) => address.test(cell)) ? 'email' : undefined
  })
}

/** roleFor is the role of a column that is used so: of one that keeps rows out, what its name says, or that somebody objected. */
export function roleFor(use: Use | undefined, name: string): Role | undefined {
  if (use !== 'out') return use === 'segment' ? undefined : use
  const role = roleOf(name)
  return isWithdrawal(role) ? role : 'opted_out'
}

/** mayWithhold says whether a column's name sounds like one that keeps people out. */
export const mayWithhold = (name: string): boolean => withheld.test(folded(name))
