// What spreadsheets and scripts do to a cell is undone where nothing was lost (§4.1, "Cells of a file").
import { trim } from '../identity/unicode.js'

const quotes: [string, string][] = [
  ['"', '"'], ["'", "'"], ['“', '”'], ['„', '“'], ['„', '”'], ['‘', '’'], ['‚', '‘'], ['«', '»'], ['»', '«'],
]

const words = new Set(
  `tel telno telnr phone phoneno phonenumber telephone telephonenumber mobile mobileno mobilenumber mob
  mobilephone cell cellphone telefon telefonnr telefonnummer fon rufnummer mobil mobilnr mobilnummer
  mobiltelefon handy handynr handynummer festnetz natel telefoon telefoonnummer mobiel tlf telefonszam
  telefono telefonofisso telefonomovil telefonofijo movil celular cellulare cel cell telefone telemovel
  telephonefixe telfixe telportable portable gsm whatsapp komorka тел телефон моб мобильныи мобильныителефон
  電話 電話番号 携帯 携帯電話 手机 手机号 手机号码 电话 전화 전화번호 휴대폰`.split(/\s+/).map(letters),
)

/** Words that say whose a number is and where it rings. They are read in brackets, or before a colon. */
const kinds = new Set(
  `m t c h w o d g p mob cel home work office private personal direct main business
  privat geschaftlich geschaeftlich gesch geschaftl geschaeftl dienstlich dienstl buro buero arbeit zuhause direkt
  prive privee perso personnel domicile maison travail bureau pro professionnel
  casa trabajo oficina particular personal lavoro ufficio personale privato trabalho escritorio pessoal`.split(/\s+/),
)

const labelStart = /^[\p{L}\p{M}\p{White_Space}.\-:\uff1a]+/u

/** isLabel says whether a text is a label of a number, and nothing else. */
export const isLabel = (text: string): boolean =>
  labelStart.exec(text)?.[0] === text && (words.has(letters(text)) || kinds.has(letters(text)))

/** letters are those of a text, without case and diacritics. */
function letters(text: string): string {
  return text.normalize('NFD').replace(/[^\p{L}]/gu, '').normalize('NFC').toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
}

/** repair gives the text of a cell, or the cell itself if nothing applies. Without a type, no label is looked for. */
export function repair(cell: string, type?: 'email' | 'phone'): string {
  let text = trim(cell)
  let labelled = false
  let repaired = false
  for (;;) {
    const next = unwrap(text) ?? (labelled || !type ? undefined : label(text, type)) ?? fraction(text)
    if (next === undefined) return repaired && text !== bare(cell, type) ? text : cell
    if (unwrap(text) === undefined && !labelled && type && label(text, type) !== undefined) labelled = true
    text = trim(next)
    repaired = true
  }
}

/** bare is a number without what its profile drops, which is no repair. */
const bare = (cell: string, type?: 'email' | 'phone'): string | undefined =>
  type === 'phone' ? after(trim(cell), /^(tel|phone|whatsapp):\p{White_Space}*/iu) : undefined

function unwrap(text: string): string | undefined {
  if (/[;,]$/.test(text)) return text.slice(0, -1)
  if (text.length >= 3 && text.startsWith('="') && text.endsWith('"')) return text.slice(2, -1)
  for (const [open, close] of quotes) {
    if (text.length >= 2 && text.startsWith(open) && text.endsWith(close)) return text.slice(1, -1)
  }
  return text.startsWith("'") ? text.slice(1) : undefined
}

export function label(text: string, type: 'email' | 'phone'): string | undefined {
  if (type === 'email') return text.includes('%') ? undefined : after(text, /^(mailto|e-mail|email|mail):/i)
  const start = labelStart.exec(text)?.[0] ?? ''
  if (!words.has(letters(start))) return undefined
  const rest = text.slice(start.length)
  if (!/[:\uff1a]/.test(start) && /^[ ()[\]/]*\p{Nd}(?!\p{Nd})/u.test(rest)) return undefined
  return rest
}

const after = (text: string, pattern: RegExp): string | undefined =>
  pattern.test(text) ? text.replace(pattern, '') : undefined

const fraction = (text: string): string | undefined =>
  /^\+?[0-9]+[.,]00?$/.test(text) ? text.replace(/[.,]00?$/, '') : undefined
