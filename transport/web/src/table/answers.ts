// What a cell says in a column that says yes or no, or since when or until when (psi/dataset/FORMATS.md, "Times", "Flags").
import { trim } from '../identity/unicode.js'
import { keyOf } from './words.js'

/** `agreed` and `refused` are words that mean the same in every column. */
export type Answer = 'silent' | 'yes' | 'no' | 'agreed' | 'refused' | 'unclear'

const words = new Map<string, Answer>(
  ([
    ['yes', 'true t 1 yes y ja oui si sim wahr vrai'],
    ['no', 'false f 0 no n nein non nao falsch faux'],
    ['agreed', 'subscribed optedin optin granted consented'],
    ['refused', `unsubscribed optedout optout denied declined withdrawn revoked suppressed objected neversubscribed
      notsubscribed nonsubscribed`],
  ] as const).flatMap(([answer, all]) => all.split(/\s+/).map((word): [string, Answer] => [word, answer])),
)

const nothing = (text: string): boolean => /^(|\\N|null)$/i.test(text)

/** Days up to this one are what programs write for no time. */
const noTime = Date.UTC(1970, 0, 2, 23, 59, 59)

/** answerOf reads a cell. A time is a yes: it says since when. */
export function answerOf(cell: string): Answer {
  const text = trim(cell)
  if (nothing(text)) return 'silent'
  const known = words.get(text.toLowerCase())
  if (known) return known
  const time = timeOf(cell)
  if (time !== undefined && time > noTime) return 'yes'
  const number = text.replace(',', '.')
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(number)) {
    return Number(number) === 0 ? 'no' : Math.abs(Number(number)) === 1 ? 'yes' : 'unclear'
  }
  return (text.length <= 40 && !/\p{Nd}/u.test(text) && words.get(keyOf(text))) || 'unclear'
}

const dates = [/^(\d{4})-(\d\d)-(\d\d)/, /^(\d{4})\/(\d\d)\/(\d\d)/, /^(\d\d)\.(\d\d)\.(\d{4})/]
const clock = /^(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?( ?(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?)?$/

/** timeOf reads a cell as a time, in milliseconds since 1970; without a zone it is UTC. */
export function timeOf(cell: string): number | undefined {
  const text = trim(cell)
  if (/^\d{10}$/.test(text)) return 1000 * Number(text)
  if (/^\d{13}$/.test(text)) return Number(text)
  for (const [i, date] of dates.entries()) {
    const [day, a, b, c] = date.exec(text) ?? []
    const time = day === undefined ? undefined : clock.exec(text.slice(day.length))
    if (!time) continue
    const [year, month, of] = (i === 2 ? [c, b, a] : [a, b, c]).map(Number) as [number, number, number]
    const [hour, minute, second] = [time[1], time[2], time[3]].map((part) => Number(part ?? 0)) as [number, number, number]
    const whole = Date.UTC(year, month - 1, of, hour, minute, second)
    const exists = new Date(Date.UTC(year, month - 1, of)).getUTCMonth() === month - 1 && hour < 24 && minute < 60 && second < 60
    return exists && year > 1 ? whole - offsetOf(time[5] ?? '') : undefined
  }
  return undefined
}

function offsetOf(zone: string): number {
  const [, sign, hours, minutes = '0'] = /([+-])(\d\d):?(\d\d)?/.exec(zone) ?? []
  return hours === undefined ? 0 : (sign === '-' ? -1 : 1) * 60_000 * (60 * Number(hours) + Number(minutes))
}
