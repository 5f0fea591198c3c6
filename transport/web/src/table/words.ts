// The words of a column's name.

const undecomposed: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ı: 'i' }

/** plain is a text without case and diacritics, and with full-width forms folded. */
export const plain = (text: string): string =>
  text.normalize('NFKD').replace(/\p{Mn}/gu, '').toLowerCase().replace(/[ßæœøłđı]/g, (c) => undecomposed[c]!)

/** canonical makes `E-Mail Address 2` and `eMailAddress` `e_mail_address`. */
function canonical(name: string): string {
  return plain(splitCamel(name.replace(/\b(no\.|n[º°]|n\.[º°])|№/gi, 'num ')))
    .replace(/[^\p{L}\p{N}]+/gu, '_').replace(/^_|_$/g, '')
    .replace(/sha_(1|256|512)\b/g, 'sha$1')
    // The number of one among several, at the end or behind the noun: EMAIL1_SHA256, "E-mail 2 - Value".
    .replace(/(^|_)(e_?mail|mail|phone|mobile|telefon|tel)_?[0-9]{1,2}(_|$)/g, '$1$2$3')
    .replace(/_[0-9]{1,2}$/, '').replace(/_$/, '')
}

const splitCamel = (name: string): string =>
  name.replace(/(\p{Ll})(?=\p{Lu})/gu, '$1_').replace(/(\p{Lu})(?=\p{Lu}\p{Ll})/gu, '$1_')

/** keyOf is a name without its word boundaries, which people set as they like. */
export const keyOf = (name: string): string => canonical(name).replaceAll('_', '')

/** wordsOf are a name's words, with e-mail and WhatsApp as one each. */
export const wordsOf = (name: string): string[] =>
  `_${canonical(name)}_`.replaceAll('_e_mail', '_email').replaceAll('_whats_app_', '_whatsapp_').split('_').filter((word) => word !== '')

/** wordSet says whether a word is one of those in a text. */
export function wordSet(text: string): (word: string) => boolean {
  const set = new Set(text.split(/\s+/))
  return (word) => set.has(word)
}
