package purpose

import (
	"regexp"
	"strings"
	"sync"
)

// The name of a context says what it is for, in the language of whoever chose it. A name that is clearly about security
// is rejected in any other class, and no flag overrides that: a wrong rejection costs a new name, a missed one costs
// people's trust. A name that may be about security gets a note. Names are lower-case ASCII, so diacritics are either
// left out or spelled out.
//
// The lists are regular expressions for parts of a name. A space stands for an optional separator, and a part must not
// be preceded or followed by a letter. They are also in the policy's JSON Schema, so they use only what ECMA-262 and
// RE2 share.

// plainlySecurity are the parts of names that are rejected.
var plainlySecurity = []string{
	// Several factors.
	`(two|multi|second|dual|zwei|mehr|deux|double|dos|doble|due|doppio|dois|duplo|twee|tva|dwa|iki|doi|[23]) ` +
		`(factors?|faktor(en|li|lu|iyel)?|facteurs?|factores|factori|fattor[ei]|fator(es)?|skladniki)(auth[a-z]*|verif[a-z]*|login|code|sms)?`,
	`(zwei|mehr|twee|tva|to|ket|dvou|dvukh|dvuh)faktor[a-z]*`, `(dwu|wielo)skladnikow[a-z]*`,
	`[a-z]*[23]fa`, `two fa`, `mfa`, `tfa`, `u2f`, `2sv`, `fido2`, `web authn?`, `pass keys?`, `[ht]?otp`, `step up auth[a-z]*`,
	`(tvaa|toe?|ketto|duo|bi|tri|three|drei|tre|multipl[a-z]*) faktor[a-z]*`, `dvou fazov[a-z]*`, `dvukh (etap|shag|fakt)[a-z]*`, `dvoj(fakto|fazo|stup)[a-z]*`,
	`step up`, `yubi keys?`, `security keys?`, `psd2`, `sms auth[a-z]*`, `auth(enti?)? sms`, `(re)?captchas?`,
	// Two steps, unless something follows that could have steps.
	`(two|2|zwei|deux|double|dos|due|duas|dois|twee|tva|iki) (steps?|schritte?|stufen|etapes?|etapas|pasos|passos|passaggi|fasi|stappen|steg|adim[a-z]*|asamali)` +
		`([0-9._-]*$| (auth|verif|veri|login|log in|sign|security|code|sms|phone|dogrulama|anmeld)[a-z]*)`,
	`zweistufig[a-z]*`, `tweestaps[a-z]*`, `dwuetapow[a-z]*`, `dwustopniow[a-z]*`, `tvastegs[a-z]*`, `totrins[a-z]*`, `totrinn[a-z]*`,
	`kaksivaih[a-z]*`, `ketlepcsos[a-z]*`, `ni dankai[a-z]*`,
	// Codes for one-time use, for logging in, for verifying.
	`(one|1|single) time (pass[a-z]*|pin|codes?|token|login|link|sms)`, `einmal (pass|kenn|code|pin|tan)[a-z]*`, `engangs(kod|pass|losen)[a-z]*`,
	`kod jednorazowy`, `tek kullanimlik[a-z]*`, `(sms|mobile?|m|photo|foto|push|chip|i|qr|app) tans?`, `tan (sms|codes?|nummer|liste|verfahren)`,
	`(log in|log on|sign in|anmelde|einlog|inlog|inloggnings?|connexion|giris|verif[a-z]*|dogrulama|security|backup|recovery|auth) ` +
		`(codes?|kod[a-z]*|codigos?|codice|pin|tokens?|tan|apps?)`,
	`(codes?|kod[a-z]?|codigos?|codice|pin|tokens?) (de |di |d |para )?` +
		`(log in|log on|sign in|connexion|acceso|accesso|acesso|logowania|giris|verif[a-z]*|weryfik[a-z]*|authn?|authentic[a-z]*)`,
	`(log in|log on|sign in) (alerts?|approvals?|notifications?|protection|verif[a-z]*|confirm[a-z]*|challenges?)`, `suspicious[a-z]*`,
	`yan zheng( ma)?`, `ansh?o bango`,
	// Passwords.
	`[a-z]*(password|passwort|passwd|passphrase|kennwort|wachtwoord|losenord|adgangskode|contrasen|motdepasse|salasana|jelszo|pasuwa+do)[a-z]*`,
	`mots? de passe`, `pass (word|code)s?`, `passord[a-z]*`, `pwd`, `pw (reset|forgot|recovery)`, `mdp (oublie|reset)`, `(forgot(ten)?|reset|lost|change) (pw|pass)`, `senhas?`, `palavra passe`, `hasl[oa]`,
	`sifre[a-z]*`, `hesl[oa]`, `kata sandi`, `mat khau`, `bimilbeonho`,
	// Authentication.
	`[a-z]*(authentic(at|az|ac)|authentif|authentisier|autentica[cztd]|autentif|autentiser|autentika[cst]|autentizac|uwierzytelni|tunnistautu|hitelesit)[a-z]*`,
	`auth (codes?|tokens?|sms|phone|apps?|number|factor)`, `kimlik dogrulama[a-z]*`, `[a-z]*ninsh?ou?`, `injeung`, `xac thuc`,
	`3d secure`, `strong customer auth[a-z]*`,
	// Security.
	`security`, `(konto|account|login|it|daten|internet|zugangs)? sicherheit(s( (codes?|fragen?|abfragen?|kontakt[a-z]*|telefon|handy|sms|e?mail|warnung[a-z]*|meldung[a-z]*)))?`,
	`securite`, `seguridad`, `sicurezza`, `seguranca`, `securitate`, `beveiligings?[a-z]*`, `sakerhet[a-z]*`, `sikkerhe[td][a-z]*`, `bezpieczenstw[a-z]*`,
	`bezpecnost[a-z]*`, `biztonsag[a-z]*`, `guvenlik[a-z]*`, `bezopasnost[a-z]*`, `sekyuriti[a-z]*`, `keamanan`, `bao mat`,
	// Recovery, unless it is about a cart, a debt or the like.
	`(account|acct|user|profile|log in|access|id|identity|auth|phone|sms|mobile|e mail|codes?|key|credentials?) recovery`,
	`recovery (phone|number|sms|e mail|contact|codes?|key|questions?)s?`, `(recover|restore|unlock) (my )?(account|access|log in)`,
	`account (restore|unlock[a-z]*|lock(ed|out)?|takeover|protection|hijack[a-z]*)`, `(trusted|rescue) (phone|device|number|contact|e mail)s?`,
	`(konto|zugangs?|account)? wiederherstell[a-z]*`, `konto (entsperr|freischalt)[a-z]*`,
	`recupera(tion|cion|cao|r) (de |du |da |d )?(la |l |su )?(compte|acces|cuenta|acceso|clave|conta|acesso)`, `recupero (dell? )?(account|accesso|credenziali|profilo)`,
	`(account|toegangs?) herstel[a-z]*`, `odzyskiwani[ae] (konta|dostepu)`, `konto (aterstall|gjenopprett|gendann)[a-z]*`, `hesap kurtarma`, `pemulihan akun`,
	// Verifying a phone, a device, an identity; re-verifying.
	`re (verif|auth)[a-z]*`,
	secured + `s? ` + verify, verify + ` (de |du |di |da |del |par )?` + secured + `s?`, `hon?nin kakunin`,
	`(konto|account|zugangs?|identitaets?|identitats?)(schutz|pruefung[a-z]*|prufung[a-z]*|sicherung[a-z]*)`, `ident(itaets?|itats?)? (pruef|pruf|nachweis|feststell|check)[a-z]*`,
	`(kod|code) (podtver[a-z]*|proverk[a-z]*|dostup[a-z]*|vkhod[a-z]*|vhod[a-z]*)`, `podtverzhden[a-z]* (telefon|nomer|vkhod|vhod)[a-z]*`,
	`secours (e mail|mail|courriel|telephone|tel|numero|sms|phone)`, `(e mail|mail|courriel|telephone|tel|numero|sms|phone) (de )?secours`,
	// Fraud.
	`[a-z]*fraud[a-z]*`, `(anti)? frod[ei]`, `betrug[a-z]*`, `oszustw[a-z]*`, `bedrageri[a-z]*`, `dolandiric[a-z]*`, `penipuan`, `phishing`, `sim swap`,
	`abuse (prevention|detection|protection)`, `trust (and |n )?safety`, `identity theft`,
}

const (
	verify  = `(verif[a-z]*|weryfik[a-z]*|dogrulama[a-z]*)`
	secured = `(sms|phone|mobile?|handy|cell|tel|telefon[a-z]*|telephone|telefoon|telemovel|movil|celular|cellulare|portable|mobiel|cep|gsm|denwa|keitai|number|` +
		`nummer|numer[oa]?|call|voice|device|geraete?|identity|identit[ae]+ts?|id|account|konto|log in)`
)

// maybeSecurity are the parts of names that get a note.
var maybeSecurity = []string{
	verify, `log in`, `log on`, `sign in`, `einlog[a-z]*`, `inlog[a-z]*`, `connexion`, `logowani[ae]`, `giris`, `inici[ao]r? (de )?sesion`, `auth`, `authori[sz][a-z]*`,
	`pin`, `tan`, `tokens?`, `(sms|access|freischalt|bestaetigungs?|bestatigungs?|confirm[a-z]*) (codes?|pin)`, `(phone|sms|number) confirm[a-z]*`, `confirm[a-z]* (phone|sms|number)`,
	`recover[a-z]*`, `restore`, `reset`, `unlock[a-z]*`, `lock(ed|out)`, `backup (phone|number|e mail|device)`, `secured?`, `[a-z]+security`, `safety`, `veiligheid`,
	`[a-z]*sicherheit[a-z]*`, `protect[a-z]*`, `risk`, `kyc`, `aml`, `identity`, `id check`, `biometri[a-z]*`, `devices?`, `magic links?`, `fido`, `sca`, `parola`, `clave`,
	`mima`, `mdp`, `3ds2?`, `abuse`, `kakunin`, `(two|2|multi|zwei|deux|dos|due|duas|dois|twee|iki) (steps?|stages?|schritte?|stufen|etapes?|etapas|pasos|passos|passaggi|fasi|stappen)`,
}

// anyOf makes one expression from parts of names.
func anyOf(parts []string) string {
	return "(^|[^a-z])(" + strings.ReplaceAll(strings.Join(parts, "|"), " ", "[._-]*") + ")($|[^a-z])"
}

// A recovery at the start of a name, or of a level of it, is about an account if nothing follows, a number or another
// level, or anywhere behind it something that belongs to an account. Else it may be an athlete's, or a sweepstake.
var securityPattern = anyOf(plainlySecurity) + `|(^|[.])recovery([._-]*$|[._-]*v?[0-9]|[.]|[a-z0-9_-]*[_-](` + recovered + `)s?($|[^a-z]))`

const recovered = `phone|tel|telefon|telefono|telephone|telefone|handy|mobile?|movil|celular|cellulare|portable|device|sms|text|call|voice|whatsapp|authenticator|auth|2fa|mfa|otp|` +
	`e?mail|mail|correo|courriel|address|adresse|contact|contacto|kontakt|number|nummer|numero|code|kod|codigo|codice|key|token|link|secret|phrase|seed|question|answer|hint|pin|` +
	`password|pass|account|acct|konto|compte|cuenta|conta|access|login|signin|log_in|sign_in|user|username|identity|id|profile|credential|verify|verification|verified|` +
	`flow|process|request|step|method|option|setup|set_up|setting|page|form|screen|info|data|detail|channel|backup|alternate|alternative|secondary|primary|kit|session|attempt|` +
	`confirm|confirmation|reset|unlock|lock|lockout|alert|notification|notice|security|secure|trusted|wallet|wizard|help|helpdesk|support|portal`

// Compiled when a policy is first read: most programs that link this package read none.
var (
	securityNames = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(securityPattern) })
	doubtfulNames = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(anyOf(maybeSecurity)) })
)

// soundsLikeSecurity says whether a context's name is clearly about security.
func soundsLikeSecurity(name string) bool { return securityNames().MatchString(name) }

// mayBeSecurity says whether a context's name may be about security.
func mayBeSecurity(name string) bool { return doubtfulNames().MatchString(name) }
