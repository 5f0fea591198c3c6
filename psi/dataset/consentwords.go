package dataset

import (
	"slices"
	"strings"
	"sync"
)

// What headers of other systems and languages say of consent, withdrawal, prohibition, deletion and ends. A header with any
// of it is asked about (mayWithhold), and the list that it is in says which role is proposed.

// stemsOf are found anywhere in a header without its word boundaries, which German, Dutch and Nordic compounds and scripts
// without spaces need. They are folded as headers are: 배, ド and й are more than one code point there.
var stemsOf = []struct {
	role  Role
	stems string
}{
	{RoleOptedOut, `
		exclude excluded donot donttext dontsend dontshare dontsell donttrack dontuse alalaheta alasoita denylist denied forbid prohibit nosolicit dontcall dontmail dontemail complaint spam markedas unwanted unregister
		ausgeschlossen verbot werbestop kontaktstop untersag unerwunscht unerwuenscht nichterwunscht nichterwuenscht sperr abgelehnt austritt ausgetreten ausgetrag austragen
		solliciter prospection opposition opposizione oposicion oposicao interdit interdiction nedesirepas
		rifiut divieto noninviare nondesidera noncontatt listanegra listerouge optdown rechaz noenviar nodesea noquiere nollamar nocontactar prohibi denegad
		recusou recusad recusa naoenviar naodesej naocontat proibi
		bezwaar weiger geblokkeerd uitschrij afmeld geenmail
		avanmal avregistr avmeld frameld avbestall sparrad sparrlist reklamsparr spaerr sparret avvist avvisad afvist nekad nekat invandning indsigelse reservert
		reserveret reservasjon kielto kielt kiellet kieltay vastustaa eihalua estetty suoramarkkinointikielto
		wypisan wypis rezygn sprzeciw zablokow blokad zakaz niewysyl niekontakt odmow wyrejestr
		odhlas namitk nesouhlas nesuhlas zablokov neposil nezasil nekontakt odmit
		leirat letilt tiltakoz elutas nemker nekuld nehivj nemkivan dezabon refuz opozit interzis blocat nudoresc nutrimite
		reddet redded itiraz engellen engelli engelled karaliste yasak gonderme gonderilmesin istemi istenmiyor aranmasin vazgec
		απεγγραφ εναντιω αντιρρησ αρνησ αρνηθ απαγορ αποκλει εξαιρε μπλοκ
		отпис отказ заблок блокир запре запрещ жалоб возраж черныйсписок нежела стоплист відмов відпис заборон
		停止 拒否 解除 禁止 不要 不可 オプトアウト ブロック ブラックリスト 除外 苦情 希望しない しない 退订 退訂 拒绝 拒絕 拒收 不接收 黑名单 黑名單 屏蔽 封禁 勿扰 勿擾 打扰
		投诉 投訴 停用 冻结 反对 反對 不再 不接受 거부 차단 금지 중지 정지 블랙리스트 제외`},
	{RoleRevoked, `
		withdrew revoke gekundigt gekuendigt kundigung kuendigung resilie resiliation cancelled canceled cancellation cancelad cancelat cancellat termination deregister disdett annule anulad
		ingetrok intrek opgezegd aterkall tilbagekald tilbagetruk tilbaketruk trukket uppsagd opsagt oppsagt peruut peruttu perunut
		wycof odwolan cofniec cofniet anulow odvolan odvolal zrusen zrusil visszavon retrage retras anulat iptal ανακλησ ανακαλ ακυρωσ
		отозва отзывсоглас отмен аннул відклик оттегл 撤回 撤销 撤銷 取消 退会 解約 철회 해지 취소 탈퇴`},
	{RoleDeleted, `
		trashed discarded shouldforget righttobeforgotten metadataaction changeoper rowstatus recordstatus rowaction dmlaction accountclos closedaccount
		terminated kapatil losch loesch entfernt verwijder gewist slettet raderad raderat borttag fjernet poistett poistopvm
		usuniet usuniec smazan smazal vymazan odstranen torolve torolt torles stergere silindi silinme silinmis διαγραφ διαγραμ
		удален удалён удалит видален изтрит 削除 删除 刪除 注销 註銷 삭제 overleden avliden zmarl zemrel decedat elhuny vefat умер 死亡 사망`},
	{RoleExpires, `
		endsat notafter effectiveto effectiveend effectiveuntil effectivethru permissionend permissionuntil grantend grantuntil subscriptionend membershipend consentend validityend
		activeuntil rowend datefin findabonn finabonn beeindig einddatum geldigtot verlopen vervaldat udlob utlop upphor opphor ophor avslutad avsluttet
		afsluttet paattyy paattym voimassa vanhentu wygas waznydo waznosc platnostdo platnedo vyprs ukonc lejar lejart ervenyes megszun
		valabil incetat incetare gecerlilik bitistarih ληξησ ληξη ισχυειεως срокдейств истек истеч действителендо 有効期限 期限 失効 終了 过期 過期 到期 失效 有效期 终止 終止
		만료 종료 유효기간`},
	{RoleOptedIn, `
		agreedto marketable profilingallow profilingconsent profilingpermi thirdpartyshar thirdpartydata thirdpartymarket sharewith approvedfor
		adstorage aduserdata analyticsstorage sendmarketing sendnewsletter sendmail sendemail sendpromo marketingstate newsletterstate
		permissionstatus membershipstatus activeflag privacyrequest commpref contactpref marketingpref permissionflag permissiondate iscurrent currentflag currentrecord datenschutz zulassig zulaessig erlaubnis genehmig
		inscritnewsletter inscriteala accepte acconsent accett aceito aceite autorizz permiso permissao akkoord
		samtyck samtykk godkann godkend godkjen tillatelse tilladelse tilladt suostu hyvaksy markkinointilupa
		zgod akcept souhlas suhlas hozzajar felirat odber consimt abonelik συγκαταθεσ συναινεσ αποδοχ αποδεχ
		соглас подпис рассыл разреш згод съглас 同意 許諾 許可 承諾 配信 購読 オプトイン メルマガ 订阅 訂閱 授权 授權 接受 营销 營銷 许可 수신 동의 구독`},
}

// wordsOf are whole words, or such as begin a word (with a -), that mean something else inside of another.
var wordsOf = []struct {
	role  Role
	words string
}{
	{RoleOptedOut, `
		nicht kein keine keinen keiner pas niet geen nao ikke ikkje inte ingen ei nem nu не ні μην δεν οχι
		declin- reject- refus- complain- oppos- dnc dnd dne dnm tps ctps robinson supp suppr suppressed dont veto exclu- noth- tilt- esto estolista
		baja muted dsar dsr gpc opted paused quit niente voided bloqu- bloc- blokk- blok-`},
	{RoleRevoked, `cancelled canceled cancel annul- anul- revog-`},
	{RoleDeleted, `dlt trash trashed discarded discard erased forget slet- slett- sters sterge silme torol- fjern- remov- deceased dod dood doed`},
	{RoleExpires, `expir- ablauf- expire lejar- koniec konec vege`},
	{RoleOptedIn, `agreed agree agrees doi inscrit inscrite iscritto iscritta riza onay- izin izni kvkk iys lupa acord accord acept- aceit- accept- accetta- souhlas marketable`},
}

// harmlessParts are taken out of a header before stems are looked for.
var harmlessParts = strings.NewReplacer("sperrgut", "", "sperrig", "", "loschwitz", "", "feuerlosch", "", "feuerloesch", "", "spamscore", "", "excludingtax", "",
	"excludingvat", "", "exclusive", "", "exclusiv", "", "taxexcluded", "", "vatexcluded", "", "sendemailcount", "", "emailsendcount", "", "verbotszone", "", "verbotsschild", "",
	"parkverbot", "", "rauchverbot", "", "halteverbot", "", "fahrverbot", "", "sperrmull", "", "sperrmuell", "", "sperrholz", "", "sperrzeit", "", "absperr", "")

// harmlessWords are words that the beginnings in wordsOf are not meant for.
var harmlessWords = wordSet(`exclusive exclusively exclusiv exclusif exclusivo excluding excl exclu notice note notes nothing opposite bloc blocs block blocks blocknumber blok bloki
	bloknummer removable remote annual annually annuel annuelle annulus removals acceptance exclusivite tilted blokken refuge
	blocknummer tilt tilting`)

type roleStem struct {
	role Role
	text string
}

// stems are stemsOf one by one, in its order.
var stems = sync.OnceValue(func() (all []roleStem) {
	for _, l := range stemsOf {
		for s := range strings.FieldsSeq(l.stems) {
			all = append(all, roleStem{l.role, headerKey(s)})
		}
	}
	return all
})

var words = sync.OnceValue(func() (w struct {
	whole  map[string]Role
	begins []roleStem
}) {
	w.whole = map[string]Role{}
	for _, l := range wordsOf {
		for s := range strings.FieldsSeq(l.words) {
			if begin, ok := strings.CutSuffix(s, "-"); ok {
				w.begins = append(w.begins, roleStem{l.role, headerKey(begin)})
				continue
			}
			w.whole[headerKey(s)] = l.role
		}
	}
	return w
})

// harmlessNames are whole headers that words about consent happen to be in: Spain's identity number NIE, a shoe's width.
var harmlessNames = wordSet(`nie niedni dninie nifnie pas keineangabe nichtlieferbar plantabaja tallabaja gamabaja temporadabaja bajalaboral numerodabonne abonnenummer expirymonth
	expiryyear sperrmull sperrmuell cancellationcount cancelledcount canceledcount cancelcount numcancelled agreecount`)

// states are what a header says of a person in one or two words, with or without whose state it is, since when and why:
// "Churn Date", "account_on_hold", "Pause bis". A score of how likely a customer is to leave is none.
var states = pattern(`^(is|has|was|est|es|ist|date|datede|datadi|fechade|fecha|data|motivo|motivode|motifde|account|customer|user|contact|member|record|profile|subscriber|konto|kunde|kunden|en|in)?(` + strings.Join([]string{
	`churn(ed)?|exit(ed)?|resign(ed)?|departed|lapsed?|dormant|(on|(account|legal|litigation|marketing|privacy|contact|email|data|gdpr)(on)?)?hold|minor|underage|under|coppa|pause|paused`,
	`bans?|freeze|frozen|closed|suspension|quarantined?|snoozed?|vulnerable|vulnerablecustomer|bereaved|goneaways?|cease(contact|marketing|communications?)?`,
	`litigator|litigious|dncl|mps|dnu|ignore(user|contact)|ended|stopped|stopp|stop(list|liste)|disagreed?|dissent(ed)?|vetoed|leavealone|stayaway|adfree|adsoff|(ex|former|lost)customer|confidential`,
	`minderjahrige?r?|minderjaehrige?r?|jugendliche?r?|ausgeschieden|ausscheide|abgang(s)?|austritts|ruhend|ruht|stillgelegt|eingefroren|pausiert|beendet|storniert|storno|ehemalige?r?|exkunde|altkunde|` +
		`karteileiche|vertraulich|privatsphare|privatsphaere|nurpost|lehntab|ablehnung|mitglied(bis)|aktiv(bis)|kunde(bis)|stoppvermerk|stopvermerk|geschutzt|geschuetzt`,
	`mineure?|sorti|(datede|motifde)(sortie|depart)|leave(date|reason)|left(at|on|date)|separation|endofmembership|membershipended|(is)?child(account)?flag|ischild|childaccount|objector|righttoobject|stop(date|datum)|plusdecontact|s[ei]opp?one|opposee?|minoredi|werbungnein|derechoalolvido|dirittoalloblio|droitaloubli|trackable|demission|demissionnaire|gelee?|cloturee?|cloture|fermee?|arretee?|arret|pauselejusqu|perdue?|clientperdu|ancienclient|vieprivee|confidentialite|confidentiel|decedee?|donneespersonnelles`,
	`menor(es)?(deedad)?|salida|pausa|pausad[oa]|congelad[oa]|cerrad[oa]|cese|cesad[oa]|fallecid[oa]|fallecimiento|difunt[oa]|exitus|privacidad|protecciondedatos|confidencial|cliente(perdido|perso)|excliente|cancelacion|supresion|olvido`,
	`minorenn[ei]|minore?|uscita|uscit[oa]|cessazione|cessat[oa]|congelat[oa]|chius[oa]|decedut[oa]|defunt[oa]|riservatezza|riservat[oa]|recesso|cancellazione|oblio`,
}, "|") + `)(flag|flg|at|on|am|il|le|el|del|date|datum|since|seit|desde|dal|until|till|bis|hasta|fino|reason|grund|status|account|16|18)?$`)

// dataRights are laws about consent, and the articles of the GDPR that people invoke; digits at the end of a header are
// elsewhere taken for a column's number.
var (
	dataRights = wordSet(`casl pdpa popia pipeda pipl appi`)
	articles   = pattern(`(?i)(^|[^\pL])(art|article|artikel|artículo|articulo|articolo)[ ._-]*(7|9|17|18|21|22)([^\d]|$)|(?i)(under|unter|sub|u)[ ._-]*1[3-8]s?$|(?i)(moins de|menor(es)? de|minor[ei] di|below|younger than)[ _]1[3-8]`)
	privacies  = pattern(`^(data|user|account|profile|customer|informativa|flag)?privacy(policy)?(flag|level|mode|settings?|status|date|data|ok|ja|si|[0-9])?$|^(is)?private(account|profile|user|person)$|^isprivate$`)
	// in use, of a person; and statuses of persons
	inUses    = pattern(`^(is|ist|est|es|e)?(active|aktive?r?|actif|activo|activa|attivo|ativo)(subscriber|user|customer|contact|member|account|client|kunde|kunden|abonnent|abonne|cliente|utente|usuario|mitglied)$|^(subscriber|user|customer|contact|member|account|client|kunde|konto|cliente|mitglied|abonnent)(is|ist)?(active|aktiv|actif|activo|attivo)$`)
	statuses  = pattern(`^(kunden|kontakt|mitglieds?|abonnenten|abo|empfanger|mkt|mktg|crm|optin|comms?)(status|sts|stat)$|^status(kunde|kunden|kontakt|mitglied|mkt|mktg|abo)$|^statut((du)?(client|contact|abonne|abonnement|membre))?$|^(estado|stato|situacao|estatus|status)(de|del|do)?(cliente|contacto|contatto|contato|suscripcion|suscriptor|iscrizione|iscritto|inscricao|socio|utente|usuario)$|^estatus$`)
	audiences = pattern(`^(is)?(marketing|ad|ads|contact|email|sms)?(eligible|eligibility|addressable|targetable|reachable|allowed)(for)?(marketing|ads|email|sms|contact|flag)?$|^(e?mail|sms|contact|communication)frequency$|^channelpref(erence)?s?$`)
)

// saysState says whether a header is one of these.
func saysState(header string) bool {
	header = readableHeader(header)
	key := headerKey(header)
	return states().MatchString(key) || inUses().MatchString(key) || statuses().MatchString(key) || privacies().MatchString(key) || audiences().MatchString(key) || articles().MatchString(header) || slices.ContainsFunc(headerWords(header), dataRights)
}

// newsWords are a newsletter's names, and subscribing the words that with one of them say that somebody gets it. Nots deny
// what approaches follow.
var (
	newsWords = wordSet(`newsletter newsletters news infolettre lettre boletin bollettino nieuwsbrief nyhetsbrev nyhedsbrev uutiskirje hirlevel bulten
		biuletyn zpravodaj newsletteru marketing sms рассылка`)
	subscribing = wordSet(`abo abonnement abonne anmeldung anmeldedatum bezug bezieher empfanger empfaenger registration registered signup subscription subscriber yn flag ja nein no pref prefs preference inscription iscrizione
		suscripcion inscricao abonelik abonent abonnent aanmelding pamelding tilmelding tilaus state active aktiv ja yes wanted gewunscht gewuenscht`)
	// editions of which somebody gets one: newsletter_fr, weekly newsletter
	editions = wordSet(`de en fr es it pt nl pl cz se dk fi ch at uk us eu int deutsch english francais weekly daily monthly quarterly wochentlich woechentlich taglich taeglich monatlich
		hebdo quotidien mensuel semanal diario mensual settimanale mensile b2b b2c damen herren kinder men women kids allgemein general product products produkt produkte partner`)
	nots       = wordSet(`no non not never nie ne bez without sans senza sin`)
	approaches = wordSet(`email emails mail mails mailing mailings sms text texts call calls phone contact contacts contactar contacter contattare enviar enviarle enviare inviare desea deseo
		desidera quiere llamar llame molestar molestare disturbare chiamare appeler anrufen anschreiben kontaktieren mailen kontaktowac dzwonic wysylac publicidad publicidade publicite pubblicita comunicaciones comunicazioni comunicacoes newsletter newsletters marketing ads advertising promo
		promotions offers spam post permission longer solicit telefon kontakt kontakty posilat volat kuldjon kuldjenek hivjak hivja keresse interesse interested wants`)
)

// meaning is the role to propose for a header that probably says who is to be kept out by what stemsOf and wordsOf have, ""
// for others. What is not the person's, such as an order that was cancelled, is left out.
func meaning(header string) Role {
	said := headerWords(header)
	role := saysOf(said)
	if role == RoleExpires && slices.ContainsFunc(said, foreignTerms) {
		return ""
	}
	return role
}

func saysOf(said []string) Role {
	if slices.ContainsFunc(said, thingWords) && !slices.ContainsFunc(said, personWords) {
		return ""
	}
	key := harmlessParts.Replace(strings.Join(said, ""))
	for _, s := range stems() {
		if strings.Contains(key, s.text) {
			return s.role
		}
	}
	known := words()
	for i, w := range said {
		if harmlessWords(w) {
			continue
		}
		if r := known.whole[w]; r != "" && (len(w) > 2 || len(said) > 1) {
			return r
		}
		for _, s := range known.begins {
			if strings.HasPrefix(w, s.text) && (len(s.text) > 2 || len(said) > 1) {
				return s.role
			}
		}
		if nots(w) && slices.ContainsFunc(said[i+1:], approaches) && !(i == 0 && len(said) == 2 && (said[1] == "telefon" || said[1] == "phone")) {
			return RoleOptedOut
		}
	}
	if slices.ContainsFunc(said, newsWords) && (slices.ContainsFunc(said, subscribing) || len(said) == 2 && slices.ContainsFunc(said, editions)) {
		return RoleOptedIn
	}
	return ""
}

// thingWords are what can be cancelled, refused, closed or removed without its owner being asked about; personWords say
// that the header is about the person all the same.
var (
	thingWords = wordSet(`order orders payment payments invoice invoices booking bookings shipment shipments delivery deliveries ticket tickets cart carts item items product products
		price prices tax vat refund refunds returns card cards password passwd pass token tokens session cookie key otp code coupon coupons voucher vouchers link url reset contract
		warranty licence license passport message messages bestellung bestellungen rechnung rechnungen zahlung lieferung artikel gutschein commande commandes paiement pedido pedidos
		ordine ordini bestelling siparis zamowienie objednavka заказ заказы file files terms tos agb cgu cgv tasks task photo photos image images comment comments note notes document documents attachment attachments
		appointment appointments reservation reservations termin termine citas rate ratio score`)
	personWords = wordSet(`consent marketing optout optin contact newsletter subscription subscriber unsubscribe advertising email sms mailing data person customer user member profile
		einwilligung werbung kontakt`)
)
