package dataset

import (
	"slices"
	"strings"
	"sync"
)

// How a header is recognised: it is folded to words without case, diacritics and punctuation ("Téléphone (fixe)" is
// telephone_fixe), and then
//
//  1. it is a role's name or one of its aliases, spaces or not: "Customer ID", "customerid";
//  2. or, for identifiers and countries, it is one of their nouns among words that say no more than whose or which
//     one it is: "Billing Phone", "Kunden-E-Mail privat". Any other word makes it something else: "Phone Type",
//     "Assistant's Phone", "Shipping Phone" (who receives a parcel need not be who bought it);
//  3. or it says that such a noun is verified: "Phone Verified"; see verified.go;
//  4. or it says that somebody agreed or objected; see consent.go.

// nouns are the aliases of identifiers and countries. With the roles' own names they are what rule 2 looks for.
var nouns = map[Role][]string{
	RoleEmail: {"mail", "emails", "email address", "email addresses", "mail address", "email id", "email value", "email addr", "email adr", "mail adr",
		"emailaddress1", "emailaddress2", "emailaddress3", // Dynamics
		// German, Dutch and Nordic; French; Spanish; Italian; Portuguese; Polish and Czech; others
		"mailadresse", "emailadresse", "emailadres", "epost", "epostadress", "epostadresse", "sähköposti", "sähköpostiosoite",
		"courriel", "mél", "adresse électronique", "messagerie", "adresse de messagerie", "correo", "correo electrónico", "correos electrónicos", "dirección de correo electrónico",
		"posta elettronica", "indirizzo di posta elettronica", "correio eletrônico", "correio eletrónico", "correio electrónico",
		"poczta elektroniczna", "adres email", "e-mailová adresa", "эл. почта", "электронная почта", "メール", "メールアドレス", "電子メール",
		"電子メールアドレス", "电子邮件", "电子邮箱", "邮箱", "이메일", "전자 메일", "전자 메일 주소"},
	RolePhone: {"phones", "phone number", "phone numbers", "phone no", "phone e164", "phone value", "mobile", "mobile number", "mobile no",
		"cell", "cellphone", "cell number", "cellular", "sms phone", "sms phone number", "telephone", "telephones", "telephone number", "tel", "tel no", "msisdn", "whatsapp", "gsm", "landline",
		"phone nbr", "phone num", "mobilephone", "telephone1", "telephone2", "telephone3",
		"Telefon", "Haupttelefon", "Telefonnummer", "Telefonnr", "Telefonnummern", "Mobil", "Mobilnummer", "Mobiltelefon", "Mobilfunk", "Mobilfunknummer", "Handy",
		"Handynummer", "Handynr", "Rufnummer", "Rufnr", "Fon", "Festnetz", "Festnetznummer", "Natel", "telefoon", "telefoonnummer", "mobiel", "mobiele telefoon", "hoofdtelefoon", "hovedtelefon", "tlf", "puhelin", "puhelinnumero",
		"téléphone", "téléphones", "téléphone fixe", "portable", "téléfono", "teléfonos", "celular", "móvil", "telefono fisso", "cellulare",
		"telefone", "telefones", "telemóvel", "telefon komórkowy", "telefono", "телефон", "мобильный телефон", "電話", "電話番号", "携帯電話", "自宅電話",
		"会社電話", "その他の電話", "通常の電話", "手机", "手机号", "手机号码", "전화", "전화번호", "휴대폰", "집 전화", "집 전화 번호", "근무처 전화", "기타 전화", "기본 전화"},
	RoleCountry: {"countries", "country region", "land", "Länderkürzel", "Ländercode", "Landeskürzel", "Länderkennzeichen", "pays", "país", "paese",
		"nazione", "kraj", "země", "страна", "国", "国家", "국가", "국가 지역", "근무지 국가 지역", "집 주소 국가 지역"},
	RoleEmailSHA256: {"sha256 email", "sha256 email address", "hashed email", "email hashed", "email hash", "email address sha256",
		"hashed email address", "hashed emails", "hem", "email hashed sha256"},
	RolePhoneSHA256: {"sha256 phone", "sha256 phone number", "hashed phone", "phone hashed", "phone hash", "phone number sha256",
		"hashed phone number", "hashed phones", "mobile sha256"},
	rolePhoneE164:   {"phone sha256 e164plus"},
	rolePhoneDigits: {"phone digits sha256"},
	roleOtherHash: {"email md5", "md5 email", "email sha1", "sha1 email", "email sha512", "phone md5", "md5 phone", "phone sha1", "sha1 phone",
		"hashed email md5", "hashed email sha1", "phone sha512"},
}

// qualifiers are words that say whose an identifier is, or which of several, and no more.
var qualifiers = wordSet(`customer customers contact contacts user users person people member subscriber buyer client lead profile my your
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

// countryQualifiers may stand beside a country: which address it is of, and how it is written.
var countryQualifiers = wordSet(`code codes iso iso2 iso3 alpha alpha2 alpha3 3166 name region mailing postal code codigo codice kurzel kuerzel
	regio regiao omrade 地域`)

// byName has roles by the key of each of their names.
var byName = sync.OnceValue(func() map[string]Role {
	m := map[string]Role{}
	for _, table := range []map[Role][]string{nouns, recordAliases, verifiedAliases} {
		for r, names := range table {
			for _, name := range names {
				m[headerKey(name)] = r
			}
		}
	}
	for _, r := range append(slices.Clone(roles), rolePhoneE164, rolePhoneDigits) {
		if r != RoleIgnore {
			m[headerKey(string(r))] = r
		}
	}
	return m
})

// roleOf is the role that a header names, "" if it is not known.
func roleOf(header string) Role {
	header = readableHeader(header)
	if r := byName()[headerKey(header)]; r != "" {
		return r
	}
	words := headerWords(header)
	if r := nounOf(words); r != "" {
		return r
	}
	if r := verifiedRole(words); r != "" {
		return r
	}
	return consentRole(words)
}

// nounOf is the role of the noun among words that are otherwise qualifiers. "Phone No" is a number, "No Phone" an
// objection; "No. Telefon" is a number.
func nounOf(words []string) Role {
	if refuses().MatchString(strings.Join(words, "")) {
		return ""
	}
	rest := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return qualifiers(w) || len(w) <= 2 && w[0] >= '0' && w[0] <= '9' })
	if r := oneNoun(rest); r != "" {
		return r
	}
	rest = slices.DeleteFunc(rest, countryQualifiers)
	if oneNoun(rest) == RoleCountry {
		return RoleCountry
	}
	return ""
}

// oneNoun is the role of words that are one noun, or several of one role: "Telefon / Mobil".
func oneNoun(words []string) Role {
	role := byName()[strings.Join(words, "")]
	if role == "" && len(words) > 0 {
		role = byName()[words[0]]
		for _, w := range words[1:] {
			if byName()[w] != role {
				return ""
			}
		}
	}
	if _, ok := nouns[role]; !ok {
		return ""
	}
	return role
}

// exact says whether a header is the role's own name, which beats an alias.
func exact(header string, r Role) bool { return headerKey(header) == headerKey(string(r)) }
