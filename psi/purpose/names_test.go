package purpose

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// securityExamples are names that are rejected in any class but security.
var securityExamples = map[string]string{
	"of the issue": "twofa two_step login_code sms_tan password_reset authenticator verification_phone fraud_prevention zwei_faktor doppia_autenticazione",
	"as before":    "two_factor twofactor login.two-factor.sms 2fa mfa-setup otp recovery account_recovery auth.reverify re_verification reauthentication security",
	"factors":      "2factor two.factor multi-factor multifactorauth second_factor sms2fa 2fa_sms 2fa1 tfa u2f fido2 webauthn passkey pass-keys totp hotp_v2 2sv two__factor",
	"steps":        "two_step two-steps 2step twostep two_step_verification two_step_login 2_step_auth app.two_step two_step_2 two_step.",
	"codes": "login_codes logincode log-in-code signin_code security_code verification_code backup_codes recovery_code auth_code one_time_password onetimecode " +
		"smstan mtan push-tan app_tan login_alerts login_approval signin_verification suspicious_login",
	"passwords": "password passwords forgot_password passwordreset password-recovery passcode passphrase_hint pwd pw_reset user.password",
	"recovery": "recovery_phone recovery_email recovery.sms recovery.week recovery2 recovery_2 recovery-v2 recovery_ recovery_new_phone recovery_by_sms recovery-via-e-mail recovery_mail " +
		"recovery_telefon recovery_flow recovery_request recovery_data recovery_questions app.recovery_options app.recovery recovery_backup_codes recovery_secondary_contact auth.recovery login_recovery account_unlock account-lockout account_takeover_alerts trusted_device rescue_email",
	"verifying": "phone_verification sms_verification verify_phone verified_phone phone_verified device_verification identity_verification id_verification " +
		"account_verification number-verification verification_sms reverification re-verify login_verification voice_verification 3d_secure",
	"fraud":                      "fraud antifraud fraud-detection anti_fraud abuse_prevention trust_and_safety trust_safety identity_theft phishing_reports sim_swap",
	"German":                     "zweifaktor zwei-faktor-authentifizierung mehrfaktor zweistufige_anmeldung passwort_vergessen passwortzuruecksetzung kennwort einmalpasswort anmeldecode sicherheit sicherheitscode kontosicherheit konto_wiederherstellung kontoentsperrung betrugspraevention authentisierung handy_verifizierung telefonverifizierung zwei_schritte",
	"French":                     "double_authentification deux_facteurs deux_etapes mot_de_passe motdepasse_oublie code_de_connexion code_connexion recuperation_compte recuperation_de_compte securite verification_telephone antifraude",
	"Spanish":                    "doble_factor dos_factores autenticacion dos_pasos contrasena recuperar_cuenta recuperacion_de_cuenta seguridad codigo_de_verificacion codigo_acceso verificacion_movil fraude",
	"Italian":                    "due_fattori doppio_fattore autenticazione due_passaggi sicurezza codice_di_verifica recupero_account verifica_telefono antifrode frodi",
	"Portuguese":                 "dois_fatores duas_etapas autenticacao senha recuperacao_de_conta recuperacao_da_senha seguranca verificacao_celular",
	"Dutch":                      "tweefactor twee_factor tweestapsverificatie twee_stappen wachtwoord_vergeten inlogcode authenticatie beveiliging accountherstel verificatie_telefoon",
	"Polish":                     "dwuskladnikowe dwuetapowa_weryfikacja uwierzytelnianie haslo zmiana_hasla kod_logowania kod_weryfikacyjny bezpieczenstwo odzyskiwanie_konta oszustwa",
	"Swedish":                    "tvafaktor tva_faktor tvastegsverifiering losenord inloggningskod sakerhet autentisering bedragerier",
	"Danish, Norwegian, Finnish": "tofaktor totrinnsbekreftelse adgangskode passord sikkerhed sikkerhet kaksivaiheinen salasana tunnistautuminen",
	"Turkish":                    "iki_faktorlu iki_adimli iki_asamali_dogrulama sifre_sifirlama dogrulama_kodu giris_kodu guvenlik kimlik_dogrulama hesap_kurtarma dolandiricilik telefon_dogrulama",
	"Japanese":                   "nidankai_ninsho ni_dankai_ninshou ninsho pasuwado honnin_kakunin sekyuriti ansho_bango denwa_ninsho",
	"more":                       "yubikey psd2 kontoschutz identitaetspruefung smsauth step_up stepup forgotten_pw tvaafaktor to_faktor dvoufazove kod_podtverzhdeniya secours_email captcha recaptcha app.captcha email_de_secours reset_pw",
	"others": "dvoufaktorove heslo bezpecnost ketfaktoros jelszo biztonsag doi_factori autentificare securitate dvukhfaktornaya bezopasnost " +
		"yanzhengma injeung kata_sandi xac_thuc mat_khau",
}

// doubtfulExamples are names that load with a note; harmlessExamples load without one.
const (
	doubtfulExamples = "verification newsletter_verification email_verification age_verification login social_login sign-in auth auth.signup pin_code tan_products sms_code " +
		"access_code cart_recovery abandoned_cart_recovery customer_recovery debt-recovery " +
		"recovery_sweepstakes recovery-drinks recovery_shoes_promo recovery_week_2026 post_race_recovery recovery_coaching_newsletter app.recovery_sale two_step_form two_step_checkout secure_checkout safety_recall " +
		"verkehrssicherheit cybersecurity_newsletter token_sale backup_phone kyc device_registration magic_link parola kakunin"
	harmlessExamples = "newsletter checkout factory-outlet potpourri loyalty.2fas two-for-one two_for_one loyalty_code promo_code gift_codes step_two next_steps double_optin " +
		"author_newsletter authors authentic_leather autentica_cucina versicherung securities sofa_sale pinterest tango hotpot signup registration order_confirmation " +
		"sms_marketing phone_support call_back fidelity_card betragsanfrage faktura multi_store freudian reverie real_estate premium 2for1 step_upgrade authentic to_family capital bifocals tri_fold factory x_factor_contest identifiers"
)

func TestSecurityNames(t *testing.T) {
	schema := compileSchema(t)
	load := func(name string) (*Policy, error) {
		return Parse([]byte("contexts:\n  " + name + ": {class: marketing}" + restOfPolicy))
	}
	valid := func(name, class string) bool {
		return schema.Validate(map[string]any{
			"contexts": map[string]any{name: map[string]any{"class": class}},
			"purposes": map[string]any{"m": map[string]any{"requires": []any{"sales"}}},
		}) == nil
	}
	n := 0
	for what, names := range securityExamples {
		for name := range strings.FieldsSeq(names) {
			n++
			_, err := load(name)
			require.ErrorContains(t, err, "line 2", "%s: %s", what, name)
			require.ErrorContains(t, err, "class it security", "%s: %s", what, name)
			require.False(t, valid(name, "marketing"), name)
			require.True(t, valid(name, "security"), name)
			_, err = Parse([]byte("contexts:\n  " + name + ": {class: security}" + restOfPolicy))
			require.NoError(t, err)
		}
	}
	require.Greater(t, n, 240)
	for list, doubtful := range map[string]bool{doubtfulExamples: true, harmlessExamples: false} {
		for name := range strings.FieldsSeq(list) {
			p, err := load(name)
			require.NoError(t, err, name)
			require.Equal(t, doubtful, len(p.MaybeSecurity()) == 1, name)
			require.Equal(t, doubtful, p.Explain("")[0].MaybeSecurity, name)
			require.True(t, valid(name, "marketing"), name)
		}
	}
	p := mustParse(t, "contexts: {login: {class: security}, reset: {class: account}, auth: {class: service}}"+restOfPolicy)
	require.Equal(t, []string{"auth", "reset"}, p.MaybeSecurity())
}

// The schema's pattern is generated from the lists in names.go.
func TestSchemaHasSecurityNames(t *testing.T) {
	pattern, err := json.Marshal(securityPattern)
	require.NoError(t, err)
	if !strings.Contains(string(Schema()), string(pattern)+": {") {
		t.Fatalf("policy.schema.json: want this key under patternProperties of contexts:\n%s", pattern)
	}
}
