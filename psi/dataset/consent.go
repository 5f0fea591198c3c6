package dataset

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// A column that might say that a person objected, withdrew, was deleted or that a grant has ended is never passed over.
// consentRole knows those whose meaning is sure; of the rest, mayWithhold says that somebody has to decide.

// consentNames are what is left of a header when channels, times and auxiliary words are taken away from it:
// "Has Opted Out Of Email" is opted out.
var consentNames = map[Role][]string{
	RoleOptedOut: {"opt out", "opted out", "opts out", "unsubscribed", "unsubscribe", "unsub", "do not contact", "do not email", "do not mail",
		"do not call", "do not text", "do not market", "do not sell", "do not share", "do not sell or share", "dnc", "suppressed",
		"blacklisted", "blocklisted", "objected", "objects", "objection",
		"abgemeldet", "abbestellt", "widersprochen", "widerspruch", "werbewiderspruch", "werbesperre", "kontaktsperre", "nicht kontaktieren",
		"keine werbung", "désabonné", "désinscrit", "ne pas contacter", "opposition", "dado de baja", "no contactar", "desuscrito",
		"disiscritto", "non contattare", "descadastrado", "não contatar", "não contactar", "afgemeld", "uitgeschreven", "wypisany"},
	RoleOptedIn: {"opt in", "opted in", "opts in", "accepts", "subscribed", "double opt in",
		"werbeeinwilligung", "suscrito"},
	RoleRevoked: {"revoked", "withdrawn", "withdrew", "consent withdrawn", "consent revoked", "withdrawal", "consent withdrawal", "revocation",
		"widerrufen", "widerruf", "einwilligung widerrufen", "consentement retiré", "révoqué", "revocado", "consentimiento revocado",
		"revocato", "consenso revocato", "revogado", "consentimento revogado", "ingetrokken"},
	RoleExpires: {"expires", "expiry", "expiration", "expire", "valid until", "valid through", "consent expires", "consent expiry", "consent valid until",
		"grant expires", "gültig bis", "einwilligung gültig bis", "valable jusqu'au", "expire le", "válido hasta", "valido fino al",
		"válido até", "geldig tot"},
	RoleDeleted: {"deleted", "erased", "deletion", "erasure", "soft deleted", "gdpr erased", "gdpr deleted", "gelöscht", "geloescht", "löschung", "supprimé", "effacé",
		"eliminado", "borrado", "eliminato", "excluído", "apagado", "verwijderd", "usunięty"},
}

var byConsent = sync.OnceValue(func() map[string]Role {
	m := map[string]Role{}
	for r, names := range consentNames {
		m[headerKey(string(r))] = r
		for _, name := range names {
			m[strings.Join(consentCore(headerWords(name)), "")] = r
		}
	}
	delete(m, "")
	return m
})

// asides are words that don't change what a consent column says: channels, who, and auxiliary verbs; moments say that
// it holds when.
var (
	asides = wordSet(`email emails e mail mails sms text texts phone whatsapp push fax call calls marketing newsletter newsletters mailing mailings
		communications communication messages advertising ads promotions flag flg indicator ok
		is was has are from of for to by the all any globally global
		user customer contact person member record person subscriber account hs sf ist wurde von il est a ete fue foi per via d`)
	moments = wordSet(`at on date time datetime timestamp ts utc since when datum zeitpunkt am seit fecha data quand le el em`)
	// channels alone ("newsletter", "sms_marketing") hold a yes or no.
	channels = wordSet(`marketing mktg mkt promo promos promotional offers preferences notifications newsletter newsletters mailing mailings sms advertising promotions werbung publicite publicidad pubblicita publicidade`)
)

func consentCore(words []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return asides(w) || moments(w) })
}

// consentRole is the role of a header that surely says yes or no, "" for others.
func consentRole(words []string) Role {
	core := consentCore(words)
	r := byConsent()[strings.Join(core, "")]
	if r == "" || aboutFax(words) || slices.ContainsFunc(words, foreignTerms) {
		return ""
	}
	if r == RoleOptedIn && slices.ContainsFunc(words, moments) && !slices.Contains(words, "double") {
		return RoleGiven // when somebody agreed: where it is empty, nothing is said
	}
	return r
}

// What a person said about fax alone keeps nobody out: no identifier is a fax number, and whoever gave up fax in one of a
// CRM's columns did not say so of e-mail. Post and push are not like that: who objects to them objects to advertising.
var (
	faxWords = wordSet(`fax faxes telefax faxe faxen`)
	faxNames = pattern(`^((has)?opt(ed)?(in|out)(of)?|donot|dont|no|stop|allow)fax$|^fax(opt(ed)?(in|out)|consent|permission|unsub(scribed)?|einwilligung|subscribed)$`)
	// beyond fax: other channels, and all of them.
	beyondFax = wordSet(`email emails mail mails mailing mailings sms text texts phone phones telephone telefon mobile mobil whatsapp push call calls
		newsletter newsletters post postal letter letters all any every global globally alle allen contact kontakt or and und oder`)
)

func aboutFax(words []string) bool {
	if slices.ContainsFunc(words, beyondFax) {
		return false
	}
	return slices.ContainsFunc(words, faxWords) || faxNames().MatchString(strings.Join(words, ""))
}

// faxConsent says whether a header would be about consent if it were not about fax alone.
func faxConsent(header string) bool {
	words := headerWords(header)
	return aboutFax(words) && (byConsent()[strings.Join(consentCore(words), "")] != "" || withholding().MatchString(headerKey(header)))
}

// outOfUse is what is left of the header of a column that says that an account is not in use: by "Is Blocked", "banned_at",
// "User Disabled" somebody else took the person off the list, who must not get on another by it.
var outOfUse = wordSet(`blocked banned disabled suspended inactive blacklist blocklist banlist
	blockiert inaktiv deaktiviert bloque bloquee bloqueado bloqueada bloccato bloccata geblokkeerd zablokowany suspendu suspendido suspendida suspenso
	sospeso inactif inactivo inactiva inattivo inativo desactive desactivado desativado disattivato`)

// inUse says the reverse.
var inUse = wordSet(`enabled aktiviert`)

// accountState says whether a header is about whether an account is in use.
func accountState(words []string) (role Role, ok bool) {
	core := slices.DeleteFunc(consentCore(words), func(w string) bool { return w == "until" || w == "bis" })
	switch {
	case len(core) != 1:
	case outOfUse(core[0]):
		return RoleOptedOut, true
	case inUse(core[0]):
		return RoleOptedIn, true
	}
	return "", false
}

// withholding finds, in a header without its word boundaries, what says that the column is about consent, withdrawal,
// deletion or an end: stems that mean nothing else.
var withholding = pattern(strings.Join([]string{
	`consent|consens|optin|optout|optedin|optedout|unsub|subscribed|subscribe$|(newsletter|email)subscription|gdpr|dsgvo|rgpd|lopd|lgpd|ccpa`,
	`suppress|blacklist|blocklist|donot(contact|e?mail|call|text|market|sell|share|track)|dontcontact|nocontact|nonewsletter|nomarketing|nomail`,
	`withdraw|revok|revoc|revogad|retract|objection|objected|legalbasis|lawfulbasis|permission$|permissionto|permissionmarketing|preferencecent`,
	`(marketing(contact)?|e?mail|sms|newsletter|optin|subscription|subscriber|contact|user|account|customer|member|profile|record|privacy)status$|e?mailconfirmationstatus$`,
	`spamcomplain|complained|markedasspam|delete|deletion|erase|erasure|anonymi[sz]ed|pseudonymi|forgotten|rtbf|deceased|deactivat`,
	`expir|validuntil|validto|validthrough|validtill|validthru|keepuntil|retain|retention`,
	`allow(s|ed)?(to)?` + approached + `|` + approached + `(is|ist)?(allowed|permitted|wanted|ok|okay|erlaubt|erwunscht|erwuenscht)(until|till|bis|since|seit|ab|at|am|on|date|datum)?$`,
	`^(can|may|okto)(be)?` + approached + `|(mail|contact)able$|(want|receive|sendme)s?(e?mail|newsletter|offer|marketing|promo)`,
	`robinson|adtracking|adpersonali[sz]|personali[sz]edad|donotdisturb|donotprocess|restrict(ed|ion)|usprivacy|uspstring|saleofdata|datasharing|sharedata`,
	`tombstone|purge|isdel$|delflag|delflg|changetype$|status(newsletter|marketing|e?mail|mailing)`,
	// German; French; Spanish, Italian and Portuguese; others
	`einwillig|zustimm|einverstand|widerruf|widersp|abgemeld|abbestell|abmeld|sperrt|sperre|werbeerlaub|rechtsgrundlage|geloscht|geloescht|` +
		`loschung|loeschung|loschdatum|loeschdatum|gultigbis|gueltigbis|ablaufdatum|ablaufam|anonymisier|verstorben|deaktivier|` +
		`loschkenn|loeschkenn|loschvormerk|loeschvormerk|werbekenn|abonniert|stimm(e|t)zu`,
	`desabonn|desinscri|supprim|effac|jusqu|basele?gal|refus|abonne$`,
	`dadodebaja|fechadebaja|bajacomercial|desuscri|disiscri|descadastr|eliminad|eliminat|borrado|excluid|apagad|hasta$|scadenza|caducid|anonimizad|basegiuridica|nomolestar|autoriza|acepta|accetta|aceita|suscri|iscritt[oa]$`,
	`uitgeschrev|toestemming|afgemeld|verwijderd|zgoda|samtyck|samtykke`,
}, "|"))

// approached is how people are approached, and refuses a column that says they don't want that.
const approached = `(e?mail|mail|sms|call|text|phone|push|contact|kontakt|marketing|mktg|mkt|promo|newsletter|mailing|werbung)s?`

var refuses = pattern(`^(no|stop|block)((e?mail|mail|sms|call|text|phone|mobile|telephone|push|promo|ad|newsletter)s?|marketing|contact|post|pub)$`)

// withholdingNames are whole headers that often say it, and are too short to be found in others.
var withholdingNames = wordSet(`status isactive active agreed agreement accepted permission complaint tcf optstatus removed isremoved removedat baja altabaja dnc
	dnd dne dnm dnt gpc tps lssi opt stop agree agrees accord inactive isinactive aktiv inaktiv istaktiv archived isarchived archivedat dead died
	op cdcop cdcoperation rowkind until bis ende enddate gultig gueltig abo subscription subscriptions permissions usp dncflag closed closedat geschlossen
	trash validity canceled cancelled cancel`)

// foreignTerms say that a deletion or an end is not the person's: "Card Expiry", "Password Expires At".
var foreignTerms = wordSet(`card cards password passwd pass token tokens session cookie key otp code link url reset trial contract warranty licence license passport
	messages message count counts ip cc creditcard karte karten kreditkarte carte cartes tarjeta tarjetas carta carte cartão cartao kort karta points point punkte puntos punti reward rewards
	voucher vouchers coupon coupons gutschein gutscheine discount quote offer offers angebot angebote price preis visa insurance domain ssl certificate certificates cert cache document documento fattura
	facture invoice ausweis fuhrerschein fuehrerschein item items order orders task tasks file files product products cart carts photo photos image images comment comments paiement payment pago pagamento`)

// foreignOnly is what a foreign term outweighs: "Opt Out Code" still says that somebody opted out.
var foreignOnly = pattern(`expir|validuntil|validto|validthrough|gultigbis|gueltigbis|ablauf|scadenza|caducid|hasta$|jusqu|delete|deletion|revok|revoc|refus`)

// mayWithhold says whether a header that has no role looks as if its column said who is not to be matched. It rather says
// so of one too many: then somebody ignores it by name.
func mayWithhold(header string) bool { return asksOf(header) || saysState(header) }

// asksOf is mayWithhold for what can stand for itself, as a tag does.
func asksOf(header string) bool {
	key := headerKey(header)
	if harmlessNames(key) && !strings.ContainsAny(header, "?\ufffd") {
		return false
	}
	if damagedHeader(header) {
		return true
	}
	if readable := readableHeader(header); readable != header {
		header, key = readable, headerKey(readable)
	}
	words := headerWords(header)
	if aboutFax(words) {
		return false
	}
	if _, ok := accountState(words); ok || withholdingNames(key) || refuses().MatchString(key) {
		return true
	}
	if slices.Contains(words, "ip") { // from where somebody agreed
		return false
	}
	if withholding().MatchString(key) {
		foreign := slices.ContainsFunc(words, foreignTerms)
		return !foreign || withholding().MatchString(foreignOnly().ReplaceAllString(key, ""))
	}
	if meaning(header) != "" {
		return true
	}
	core := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return asides(w) || channels(w) })
	return len(words) > 0 && len(core) == 0 && slices.ContainsFunc(words, channels)
}

// matters says whether a column can hold an identifier or say who is not to be matched.
func matters(header string) bool { return roleOf(header) != "" || mayWithhold(header) }

var probableRoles = []struct {
	role Role
	find func() *regexp.Regexp
}{
	{RoleOptedOut, pattern(`optout|optedout|unsub|donot|dont|nocontact|nonewsletter|nomarketing|nomail|suppress|blacklist|blocklist|object|` +
		`widersp|sperr|abgemeld|abmeld|abbestell|baja|complain|spam|deceased|verstorben|inactive|inaktiv|archived|robinson|restrict|refus|nomolestar|` +
		`^(is)?(dead|died|stop|dnc|dnd|dne|dnm|dnt|gpc|tps|banned|blocked)`)},
	{RoleRevoked, pattern(`withdraw|revok|revoc|revogad|widerruf|retract`)},
	{RoleExpires, pattern(`expir|valid|gultig|gueltig|ablauf|scadenza|caducid|hasta|jusqu|^(until|bis|ende|enddate)$|keepuntil`)},
	{RoleDeleted, pattern(`delet|isdel$|delfl|tombstone|purge|eras|losch|loesch|supprim|effac|elimin|borrad|exclu|apagad|verwijder|anonym|pseudonym|anonim|forgot|rtbf|remov|deactiv|deaktiv`)},
	{RoleOptedIn, pattern(`legalbasis|lawfulbasis`)}, // "… for processing contact's data" is no date
}

// probableConsent is the role that a column which may withhold most probably has.
func probableConsent(header string) Role {
	header = readableHeader(header)
	key := headerKey(header)
	if role, ok := accountState(headerWords(header)); ok {
		return role
	}
	if refuses().MatchString(key) {
		return RoleOptedOut
	}
	for _, p := range probableRoles {
		if p.find().MatchString(key) {
			return p.role
		}
	}
	role := meaning(header)
	if role == "" && states().MatchString(key) && !privacies().MatchString(key) {
		return RoleOptedOut
	}
	if (role == "" || role == RoleOptedIn) && slices.ContainsFunc(headerWords(header), moments) {
		return RoleGiven
	}
	return cmp.Or(role, RoleOptedIn)
}
