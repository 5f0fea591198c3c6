// What a column is by its name. psi/dataset/FORMATS.md says how names are read, and psi/dataset/headers.go has the same words:
// a test has `psi check` read a file with all of them.
import { keyOf, wordSet, wordsOf } from './words.js'

/** What a column may hold. Those behind `country` say that somebody is to be kept out; of the last ones a list needs nothing. */
export type Named =
  | 'email' | 'phone' | 'email_sha256' | 'phone_sha256' | 'country' | 'opted_out' | 'revoked' | 'deleted'
  | 'opted_in' | 'expires_at' | 'other_hash' | 'record'

/** The names of identifiers and countries, which may stand among words that say whose or which one it is. */
const nouns: Partial<Record<Named, string>> = {
  email: `email|mail|emails|email address|email addresses|mail address|email id|email value|email addr|email adr|mail adr|emailaddress1|emailaddress2|emailaddress3|
    mailadresse|emailadresse|emailadres|epost|epostadress|epostadresse|sähköposti|sähköpostiosoite|courriel|mél|adresse électronique|messagerie|
    adresse de messagerie|correo|correo electrónico|correos electrónicos|dirección de correo electrónico|posta elettronica|
    indirizzo di posta elettronica|correio eletrônico|correio eletrónico|correio electrónico|poczta elektroniczna|adres email|e-mailová adresa|
    эл. почта|электронная почта|メール|メールアドレス|電子メール|電子メールアドレス|电子邮件|电子邮箱|邮箱|이메일|전자 메일|전자 메일 주소`,
  phone: `phone|phones|phone number|phone numbers|phone no|phone e164|phone value|mobile|mobile number|mobile no|cell|cellphone|cell number|cellular|
    sms phone|sms phone number|telephone|telephones|telephone number|tel|tel no|msisdn|whatsapp|gsm|landline|phone nbr|phone num|mobilephone|
    telephone1|telephone2|telephone3|Telefon|Haupttelefon|Telefonnummer|Telefonnr|Telefonnummern|Mobil|Mobilnummer|Mobiltelefon|Mobilfunk|
    Mobilfunknummer|Handy|Handynummer|Handynr|Rufnummer|Rufnr|Fon|Festnetz|Festnetznummer|Natel|telefoon|telefoonnummer|mobiel|mobiele telefoon|
    hoofdtelefoon|hovedtelefon|tlf|puhelin|puhelinnumero|téléphone|téléphones|téléphone fixe|portable|téléfono|teléfonos|celular|móvil|telefono fisso|
    cellulare|telefone|telefones|telemóvel|telefon komórkowy|telefono|телефон|мобильный телефон|電話|電話番号|携帯電話|自宅電話|会社電話|その他の電話|
    通常の電話|手机|手机号|手机号码|전화|전화번호|휴대폰|집 전화|집 전화 번호|근무처 전화|기타 전화|기본 전화`,
  country: `country|countries|country region|land|Länderkürzel|Ländercode|Landeskürzel|Länderkennzeichen|pays|país|paese|nazione|kraj|země|страна|国|国家|
    국가|국가 지역|근무지 국가 지역|집 주소 국가 지역`,
  email_sha256: `email sha256|sha256 email|sha256 email address|hashed email|email hashed|email hash|email address sha256|hashed email address|hashed emails|hem|
    email hashed sha256`,
  phone_sha256: `phone sha256|sha256 phone|sha256 phone number|hashed phone|phone hashed|phone hash|phone number sha256|hashed phone number|hashed phones|mobile sha256|
    phone sha256 e164|phone sha256 e164plus`,
  other_hash: `email md5|md5 email|email sha1|sha1 email|email sha512|phone md5|md5 phone|phone sha1|sha1 phone|hashed email md5|hashed email sha1|phone sha512|
    phone sha256 digits|phone digits sha256`,
}

/** Names of what only a platform's records have. They tell the row of names from titles above it. */
const records = `user id|user|uid|user ref|user reference|customer id|account id|external id|external user id|contact id|record id|subscriber key|local id|klaviyo id|
  braze id|collection context|context|grants|grant|data uses|notice version|notice|given at|given|consented at|granted at|notice time|tcf|tc string|
  tcf string|gpp|gpp string|updated at|updated|modified at|changed at|email verified|phone verified|confirmed at`

/** What is left of names that surely say who objected, without channels, times and auxiliary words. */
const consent: Partial<Record<Named, string>> = {
  opted_out: `opted out|opt out|opts out|unsubscribed|unsubscribe|unsub|do not contact|do not email|do not mail|do not call|do not text|do not market|do not sell|
    do not share|do not sell or share|dnc|suppressed|blacklisted|blocklisted|objected|objects|objection|abgemeldet|abbestellt|widersprochen|widerspruch|
    werbewiderspruch|werbesperre|kontaktsperre|nicht kontaktieren|keine werbung|désabonné|désinscrit|ne pas contacter|opposition|dado de baja|
    no contactar|desuscrito|disiscritto|non contattare|descadastrado|não contatar|não contactar|afgemeld|uitgeschreven|wypisany`,
  opted_in: 'opted in|opt in|opts in|accepts|subscribed|double opt in|werbeeinwilligung|suscrito',
  revoked: `revoked|withdrawn|withdrew|consent withdrawn|consent revoked|withdrawal|consent withdrawal|revocation|widerrufen|widerruf|einwilligung widerrufen|
    consentement retiré|révoqué|revocado|consentimiento revocado|revocato|consenso revocato|revogado|consentimento revogado|ingetrokken`,
  expires_at: `expires at|expires|expiry|expiration|expire|valid until|valid through|consent expires|consent expiry|consent valid until|grant expires|gültig bis|
    einwilligung gültig bis|valable jusqu'au|expire le|válido hasta|valido fino al|válido até|geldig tot`,
  deleted: `deleted|erased|deletion|erasure|soft deleted|gdpr erased|gdpr deleted|gelöscht|geloescht|löschung|supprimé|effacé|eliminado|borrado|eliminato|excluído|
    apagado|verwijderd|usunięty`,
}

const qualifiers = wordSet(`customer customers contact contacts user users person people member subscriber buyer client lead profile my your
  primary main default secondary second alternate alternative additional other home work business office private personal professional
  day daytime evening billing invoice current preferred registered login number no num nr field custom raw plain formatted value values
  address traits attributes properties props metadata s of the
  kunde kunden kontakt kontakte nutzer benutzer privat private geschaftlich geschaeftlich geschaftl geschaeftl gesch dienstlich dienstl beruflich zweit haupt weitere weiteres weiterer e zweite rechnung rechnungs
  adresse nummer der des die von
  principal principale personnel personnelle perso professionnel professionnelle pro domicile travail bureau autre facturation numero de du la le l d
  cliente clientes contacto usuario personal particular trabajo casa domicilio oficina otro otra facturacion direccion del el o
  contatto utente personale lavoro ufficio uff ab altro altra fatturazione indirizzo di
  contato usuario pessoal trabalho residencial residencia comercial outro outra cobranca endereco do da
  adres klant werk op thuis ander andere zakelijk adress privat priv jobb arbejde arb anden andet annen annet primaer
  komorkowy domowy sluzbowy inny primarni zam dom jiny 会社 自宅 その他`)
const countryQualifiers = wordSet(`code codes iso iso2 iso3 alpha alpha2 alpha3 3166 name region mailing postal code codigo codice kurzel kuerzel
  regio regiao omrade 地域`)
const verified = wordSet(`verified confirmed verifiziert bestatigt bestaetigt verifie verifiee confirme confirmee verificado confirmado verificata
  verificato confermato confermata geverifieerd bevestigd`)
const verifiedAsides = wordSet('is has was been ist est flag flg status')
const asides = wordSet(`email emails e mail mails sms text texts phone whatsapp push fax call calls marketing newsletter newsletters mailing mailings
  communications communication messages advertising ads promotions flag flg indicator ok
  is was has are from of for to by the all any globally global
  user customer contact person member record person subscriber account hs sf ist wurde von il est a ete fue foi per via d`)
const moments = wordSet('at on date time datetime timestamp ts utc since when datum zeitpunkt am seit fecha data quand le el em')
const fax = wordSet('fax faxes telefax faxe faxen')
const beyondFax = wordSet(`email emails mail mails mailing mailings sms text texts phone phones telephone telefon mobile mobil whatsapp push call calls
  newsletter newsletters post postal letter letters all any every global globally alle allen contact kontakt or and und oder`)
const foreign = wordSet(`card cards password passwd pass token tokens session cookie key otp code link url reset trial contract warranty licence license passport
  messages message count counts ip cc creditcard karte karten kreditkarte carte cartes tarjeta tarjetas carta carte cartão cartao kort karta points point punkte puntos punti reward rewards
  voucher vouchers coupon coupons gutschein gutscheine discount quote offer offers angebot angebote price preis visa insurance domain ssl certificate certificates cert cache document documento fattura
  facture invoice ausweis fuhrerschein fuehrerschein item items order orders task tasks file files product products cart carts photo photos image images comment comments paiement payment pago pagamento`)
const refuses = /^(no|stop|block)((e?mail|mail|sms|call|text|phone|mobile|telephone|push|promo|ad|newsletter)s?|marketing|contact|post|pub)$/

const split = (names: string): string[] => names.split('|').map((name) => name.trim())
const core = (words: string[]): string[] => words.filter((word) => !asides(word) && !moments(word))

let tables: { names: Map<string, Named>; consent: Map<string, Named> } | undefined

function byName(): NonNullable<typeof tables> {
  if (tables) return tables
  tables = { names: new Map(), consent: new Map() }
  for (const name of split(records)) tables.names.set(keyOf(name), 'record')
  for (const [role, names] of Object.entries(nouns)) for (const name of split(names)) tables.names.set(keyOf(name), role as Named)
  for (const [role, names] of Object.entries(consent)) {
    const all = split(names)
    tables.names.set(keyOf(all[0]!), role as Named)
    for (const name of all) tables.consent.set(core(wordsOf(name)).join(''), role as Named)
  }
  tables.consent.delete('')
  tables.names.set('validto', 'expires_at') // of which the words around it would leave "valid"
  return tables
}

/** roleOf is what a column's name says that it is, if it is known. */
export function roleOf(name: string): Named | undefined {
  const own = byName().names.get(keyOf(name))
  if (own) return own
  const words = wordsOf(name)
  return nounOf(words) ?? verifiedOf(words) ?? consentOf(words)
}

/** nounOf is the noun among words that are otherwise qualifiers: "Billing Phone" and not "Phone Type", nor "No Phone". */
function nounOf(words: string[]): Named | undefined {
  if (refuses.test(words.join(''))) return undefined
  const rest = words.filter((word) => !qualifiers(word) && !/^[0-9].?$/.test(word))
  const noun = oneNoun(rest)
  if (noun) return noun
  return oneNoun(rest.filter((word) => !countryQualifiers(word))) === 'country' ? 'country' : undefined
}

/** oneNoun is of words that are one noun, or several of one kind: "Telefon / Mobil". */
function oneNoun(words: string[]): Named | undefined {
  const { names } = byName()
  let role = names.get(words.join(''))
  if (role === undefined && words.length > 0) {
    role = names.get(words[0]!)
    if (words.some((word) => names.get(word) !== role)) return undefined
  }
  return role !== undefined && role in nouns ? role : undefined
}

function verifiedOf(words: string[]): Named | undefined {
  if (!words.some(verified)) return undefined
  const noun = nounOf(words.filter((word) => !verified(word) && !verifiedAsides(word) && !moments(word)))
  return noun === 'email' || noun === 'phone' ? 'record' : undefined
}

function consentOf(words: string[]): Named | undefined {
  const role = byName().consent.get(core(words).join(''))
  const aboutFax = words.some(fax) && !words.some(beyondFax)
  if (role === undefined || aboutFax || words.some(foreign)) return undefined
  return role === 'opted_in' && words.some(moments) && !words.includes('double') ? 'record' : role
}

/** What names of columns are taken from: in NDJSON they are paths, and some columns hold objects. */
export interface Headed {
  format: 'csv' | 'ndjson' | 'xlsx'
  headers: readonly string[]
  objects: readonly number[]
}

/** knownRoles says of each column what its name says that it is. A field inside of another may be somebody else's. */
export const knownRoles = ({ format, headers, objects }: Headed): (Named | undefined)[] =>
  headers.map((name, i) => {
    const role = roleOf(name)
    const nested = format === 'ndjson' && /[.[]/.test(name)
    return objects.includes(i) || (nested && !isWithdrawal(role)) ? undefined : role
  })

export const isWithdrawal = (role: Named | undefined): role is 'opted_out' | 'revoked' | 'deleted' =>
  role === 'opted_out' || role === 'revoked' || role === 'deleted'
