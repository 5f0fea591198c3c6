package dataset

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

// buildText imports a table that need not be one that can be imported.
func buildText(t testing.TB, mapping map[string]Role, table string) (*BuildReport, error) {
	t.Helper()
	cfg := testConfig(t)
	cfg.Gate = cfg.Gate.At(time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	cfg.Map = mapping
	return Build(t.Context(), filepath.Join(t.TempDir(), "data"), cfg, openText(t, table))
}

// Whatever column says no keeps the record out, wherever it stands and whatever the others say.
func TestMostRestrictive(t *testing.T) {
	const optedOut, revoked, expired, notIn, bad, deleted, badChange = "opted_out", "revoked", "expired", "not_opted_in", "bad_evidence", "deleted", "bad_change"
	for _, c := range []struct{ headers, cells, want string }{
		{"opt_out,opted_out_at", "false,2025-01-01T00:00:00Z", optedOut},
		{"opted_out_at,opt_out", "2025-01-01T00:00:00Z,false", optedOut},
		{"opted_out,opt_out", ",true", optedOut}, // the exact name does not beat an alias here
		{"opted_out,opt_out,unsubscribed_at", "no,0,", ""},
		{"revoked,revoked_at", "false,2025-01-01", revoked},
		{"revoked,consent_withdrawn,Widerruf", "0,,31.12.2025", revoked},
		{"is_deleted,deleted_at", "false,2025-01-01", deleted},
		{"deleted,Gelöscht am", ",01.02.2026", deleted},
		{"expires,valid_until", "2030-01-01,2026-05-31", expired},
		{"valid_until,expires", "2030-01-01,2026-05-31", expired},
		{"expires_at,Gültig bis", "2027-01-01,2027-01-01", ""},
		{"email_opt_in,sms_opt_in", "true,false", optedOut},
		{"email_opt_in,sms_opt_in", "true,", notIn},
		{"email_opt_in,accepts_marketing", "subscribed,2025-01-01", ""},
		{"email_opt_in,opted_out", "true,true", optedOut},
		// What can't be understood fails closed, but not below what is said plainly.
		{"opt_out,opted_out_at", "false,some day", bad},
		{"opt_out,opted_out_at", "perhaps,", bad},
		{"opt_out,opted_out_at", "perhaps,2025-01-01", optedOut},
		{"opt_out,given_at", "true,01/02/2026", optedOut},
		{"revoked,revoked_at", "true,soon", revoked},
		{"expires_at,valid_until", "2027-01-01,some day", bad},
		{"email_opt_in", "maybe", bad},
		{"is_deleted,deleted_at", "maybe,", badChange},
		{"is_deleted,deleted_at", "maybe,2025-01-01", deleted},
		{"is_deleted,updated_at", "true,some day", deleted},
	} {
		name := c.headers + "/" + c.cells
		r, err := buildText(t, nil, "user_id,email,collection_context,"+c.headers+"\nu1,ina@firma.example,newsletter,"+c.cells+"\n")
		require.NoError(t, err, name)
		got := ""
		switch {
		case r.RowsDeleted > 0:
			got = deleted
		case r.RowsExcluded > 0:
			got = r.Excluded[0].Reason.Code()
		case r.RowsRejected > 0:
			got = r.Rejects[0].Code
		}
		require.Equal(t, c.want, got, name)
		require.Equal(t, c.want == "", r.RowsAdmitted == 1, name)
		for _, col := range r.Columns {
			require.True(t, col.Used, "%s: %s", name, col.Header)
		}
		if got == bad { // where, and what would be right
			require.Equal(t, uint64(2), r.Excluded[0].First[0].Line)
			require.GreaterOrEqual(t, r.Excluded[0].First[0].Column, 4)
			require.Contains(t, r.Excluded[0].Hint, "31.01.2026")
		}
	}
}

// Of a role that a record has one value of there is one column, or a word which it is.
func TestOneColumnOfARole(t *testing.T) {
	values := map[Role]string{RoleUser: "u1", RoleContext: "newsletter", RoleNotice: "n1", RoleGiven: "2026-01-01", RoleUpdated: "2026-01-01",
		RoleGrants: "marketing.advertising.first_party.targeted"}
	for role, alias := range map[Role][2]string{RoleUser: {"account_id", "customer_id"}, RoleContext: {"Context", "context"}, RoleNotice: {"notice", "Notice"},
		RoleGiven: {"consented_at", "opt_in_date"}, RoleUpdated: {"modified_at", "changed_at"}, RoleGrants: {"grant", "data_uses"},
		RoleTCF: {"tc_string", "tcf_string"}, RoleGPP: {"gpp_string", "gppString"}} {
		table := func(headers ...string) string {
			var all, cells []string
			for _, r := range []Role{RoleUser, RoleContext} {
				if r != role {
					all, cells = append(all, string(r)), append(cells, values[r])
				}
			}
			for i, h := range headers {
				all, cells = append(all, h), append(cells, map[bool]string{true: values[role], false: "other"}[i == 0])
			}
			return strings.Join(all, ",") + ",email\n" + strings.Join(cells, ",") + ",ina@firma.example\n"
		}
		_, err := buildText(t, nil, table(alias[0], alias[1]))
		require.ErrorContains(t, err, fmt.Sprintf("are all %s, of which a record has one", role))
		require.ErrorContains(t, err, fmt.Sprintf("%q", alias[0]))
		e := err.(*ColumnError)
		require.Equal(t, []string{alias[0] + "=" + string(role), alias[1] + "=ignore"}, e.Mappings)
		if strings.EqualFold(alias[0], alias[1]) {
			continue // one name can't map two columns to two roles
		}
		mapping := map[string]Role{alias[0]: role}
		r, err := buildText(t, mapping, table(alias[0], alias[1]))
		require.NoError(t, err)
		require.Equal(t, uint64(1), r.Rows)
		if values[role] != "" {
			require.Equal(t, uint64(1), r.RowsAdmitted, role)
		}
		// The role's own name beats an alias, on either side of it, unless both may close the gate.
		for _, headers := range [][2]string{{string(role), alias[0]}, {alias[0], string(role)}} {
			if role != RoleUser && role != RoleUpdated {
				_, err := buildText(t, nil, table(headers[0], headers[1]))
				require.ErrorContains(t, err, fmt.Sprintf("are all %s, of which a record has one", role))
				continue
			}
			text := table(headers[0], headers[1])
			if headers[0] != string(role) && values[role] != "" {
				text = strings.NewReplacer("other", values[role], values[role], "other").Replace(text)
			}
			r, err := buildText(t, nil, text)
			require.NoError(t, err)
			require.Equal(t, uint64(1), r.RowsAdmitted, "%s %s", role, headers)
			for _, c := range r.Columns {
				require.Equal(t, c.Header != alias[0], c.Used, c.Header)
				require.Equal(t, c.Header == alias[0], strings.Contains(c.Note, "is used as"), c.Header)
			}
		}
	}
	_, err := buildText(t, map[string]Role{"a": RoleUser, "b": RoleUser}, "a,b,email,collection_context\n1,2,ina@firma.example,newsletter\n")
	require.ErrorContains(t, err, `columns "a" (column 1) and "b" (column 2) are all user_id`)
}

// A header that could say no is known, or stops the import until somebody decides.
func TestUndecidedColumns(t *testing.T) {
	read := func(header string, mapping map[string]Role) ([]Column, error) {
		cfg := testConfig(t)
		cfg.Profile = identity.Default()
		cols, err := openText(t, "user_id,email,collection_context,"+header+"\nu1,ina@firma.example,newsletter,\n").columns(mapping)
		require.NoError(t, err)
		_, err = newRecordReader(cols, &cfg)
		return cols.report(""), err
	}
	for _, header := range []string{
		"consent", "Consent", "gdpr_status", "GDPRStatus", "marketing-consent", "emailConsent", "Email Marketing Consent", "email_subscribe", "Email Status",
		"status", "is_active", "Newsletter", "SMS", "Marketing", "Opted out of email: One to One", "UNSUB_REASON", "suppression reason", "deletion_reason", "Opt Out Code", "Email Suppressions",
		"Blacklist", "legal_basis", "permission", "expired", "anonymized_at", "deceased", "removed", "membership_expires_on", "account status",
		"Einwilligung", "DSGVO-Status", "Zustimmung", "Werbeerlaubnis", "Sperrvermerk gesperrt", "Löschkennzeichen Löschdatum",
		// How people are approached, and whether they may be; a channel, a preference; the reverse of a role's name.
		"allow_email", "AllowCalls", "marketing_allowed", "newsletter_ok", "mktg_flag", "Werbung erlaubt", "can_contact", "ok_to_email", "contactable", "Status Newsletter",
		"No Email", "no_phone", "nosms", "stop_pub", "email_preferences", "notifications", "wants_newsletter", "Robinson", "limit_ad_tracking", "us_privacy", "restricted", "dnt",
		// Rows that a warehouse or a CRM keeps after a deletion, and ends.
		"archived_at", "inactive", "tombstone", "purged", "is_del", "_change_type", "__op", "Löschkennzeichen", "valid_till", "keep_until", "retention_until", "end_date",
		// Accounts that are not in use.
		"blocked", "is_banned", "disabled", "suspended_at", "isInactive", "User Blocked", "banned_until", "account_disabled", "Bloqueado", "désactivé", "enabled",
		"Marketing email confirmation status",
		"refus", "abonné", "autorización", "suscripción", "accetta", "no molestar",
		"consentement", "RGPD", "consentimiento", "Fecha de baja", "LGPD", "consenso", "Data di scadenza", "consentimento", "toestemming",
	} {
		_, err := read(header, nil)
		require.ErrorContains(t, err, "may say who is to be kept out", header)
		e := err.(*ColumnError)
		require.Len(t, e.Mappings, 1, header)
		name, role, err := ParseMapping(e.Mappings[0])
		require.NoError(t, err)
		require.Equal(t, header, name)
		columns, err := read(header, map[string]Role{name: role})
		require.NoError(t, err, header)
		require.Equal(t, Column{Number: 4, Header: header, Role: role, Used: true}, columns[3])
		columns, err = read(header, map[string]Role{name: RoleIgnore})
		require.NoError(t, err, header)
		require.Equal(t, Column{Number: 4, Header: header, Role: RoleIgnore}, columns[3])
	}
	require.Equal(t, RoleOptedIn, probableConsent("Legal basis for processing contact's data"))
	require.Equal(t, RoleGiven, probableConsent("Data del consenso"))
	for header, want := range map[string]Role{
		"OptedOut": RoleOptedOut, "unsubscribed": RoleOptedOut, "do_not_contact": RoleOptedOut, "DoNotCall": RoleOptedOut, "suppressed": RoleOptedOut,
		"HasOptedOutOfEmail": RoleOptedOut, "Email Opt Out": RoleOptedOut, "UNSUB_TIME": RoleOptedOut, "unsubscribed_from_emails_at": RoleOptedOut,
		"Unsubscribed from all email": RoleOptedOut, "Abgemeldet am": RoleOptedOut, "Désabonné": RoleOptedOut, "dado de baja": RoleOptedOut, "Widerspruch": RoleOptedOut,
		"email_opt_in": RoleOptedIn, "Accepts WhatsApp Marketing": RoleOptedIn, "emailOptIn": RoleOptedIn, "Accepts Email Marketing": RoleOptedIn, "is_subscribed": RoleOptedIn, "opt-in": RoleOptedIn,
		"consent_withdrawn_at": RoleRevoked, "Widerruf": RoleRevoked, "revoqué le": RoleRevoked, "IsDeleted": RoleDeleted, "gelöscht": RoleDeleted, "erased_at": RoleDeleted,
		"supprimé le": RoleDeleted, "Valid Until": RoleExpires, "expiration_date": RoleExpires, "Gültig bis": RoleExpires, "válido hasta": RoleExpires,
		"DNC_flag": RoleOptedOut, "OPT_IN_FLG": RoleOptedIn, "valid_to": RoleExpires, "Phone No": RolePhone, "No. Telefon": RolePhone, "Nº de teléfono": RolePhone,
		"OPTIN_TIME": RoleGiven, "consented_at": RoleGiven,
	} {
		require.Equal(t, want, roleOf(header), header)
	}
	// What is none of these is left alone: too many questions are not read either.
	for _, header := range []string{"Name", "State", "Tags", "No", "option", "Adopted", "subscription_plan", "user_permissions", "card_exp_year", "Card Expiry",
		"password_expires_at", "reset_password_token", "session_expires", "deleted_messages_count", "OPTIN_IP", "CONFIRM_TIME", "created_at", "Notes", "Total Spent",
		"email_valid", "phone_valid", "notes_email", "American", "category", "stopover", "shop"} {
		require.False(t, matters(header), header)
	}
}

// The proposed role reads a yes as what the header means: where a yes keeps people out, it is not proposed as an agreement.
func TestProposedRoles(t *testing.T) {
	for role, headers := range map[Role]string{
		RoleOptedOut: "blocked banned_at is_disabled suspended_until inactive inaktiv archived is_archived dead died stop dnd gpc tps robinson restricted no_mail stop_sms nomolestar",
		RoleOptedIn:  "enabled is_active aktiv active newsletter gdpr_status permission agreed",
		RoleExpires:  "until bis end_date valid_till keep_until",
		RoleDeleted:  "removed is_del tombstone purged anonymized_at deletion_reason",
	} {
		for header := range strings.FieldsSeq(headers) {
			require.True(t, mayWithhold(header), header)
			require.Equal(t, role, probableConsent(header), header)
		}
	}
}

// What is about fax alone neither stops an import nor keeps anybody out, whatever it says, and is named.
func TestFaxConsent(t *testing.T) {
	const note = "is about fax, which nobody is matched by"
	for _, header := range []string{"FaxOptOut", "DoNotFax", "HasOptedOutOfFax", "fax_opt_in", "fax consent", "Fax Permission", "faxoptout", "Telefax: Einwilligung", "Fax Marketing Consent"} {
		for _, cell := range []string{"true", "false", "", "perhaps"} {
			r, err := buildText(t, nil, "user_id,email,collection_context,"+header+"\nu1,ina@firma.example,newsletter,"+cell+"\n")
			require.NoError(t, err, header)
			require.Equal(t, uint64(1), r.RowsAdmitted, header)
			require.Equal(t, Column{Number: 4, Header: header, Note: note}, r.Columns[3])
		}
	}
	r, err := buildText(t, nil, "user_id,email,collection_context,Fax\nu1,ina@firma.example,newsletter,1\n")
	require.NoError(t, err)
	require.Empty(t, r.Columns[3].Note, "a number")
	// Another channel, or all of them, in the same header; a name with these letters.
	for _, header := range []string{"Opt Out Fax/E-Mail", "do_not_call_or_fax", "No Fax No Mail consent", "Opted out of all fax", "Halifax Opt Out", "Post and Fax consent", "Do Not Contact By Fax"} {
		require.True(t, matters(header), header)
	}
	r, err = buildText(t, map[string]Role{"FaxOptOut": RoleOptedOut}, "user_id,email,collection_context,FaxOptOut\nu1,ina@firma.example,newsletter,true\n")
	require.NoError(t, err)
	require.Equal(t, uint64(1), r.RowsExcluded, "a mapping beats the rule")
}

// The forms of time and of yes and no, which are many, and none that has two readings.
func TestEvidenceForms(t *testing.T) {
	noon := time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	for _, s := range []string{"2026-01-31T12:00:00Z", "2026-01-31T12:00:00.000+0000", "2026-01-31 12:00:00", "2026-01-31 12:00:00.000000", "2026-01-31 13:00:00+01",
		"2026-01-31 07:00:00 -0500", "2026-01-31 12:00:00 UTC", "2026-01-31 12:00", "2026/01/31 12:00", "31.01.2026 12:00:00", "31.01.2026 12:00", "1769860800", "1769860800000"} {
		got, ok := parseTime([]byte(" " + s + " "))
		require.True(t, ok && got.Equal(noon), "%s: %s", s, got)
		require.Equal(t, yes, parseAnswer([]byte(s)), s)
	}
	for _, s := range []string{"", " ", "NULL", "null", `\N`} {
		got, ok := parseTime([]byte(s))
		require.True(t, ok && got.IsZero(), s)
		require.Equal(t, silent, parseAnswer([]byte(s)), s)
	}
	for _, s := range []string{"01/02/2026", "1/31/2026", "2026-01-31 12:00:00 CET", "2026-02-30", "176986080", "0000-00-00 00:00:00", "January", "2", "x", "-",
		"0001-01-01T00:00:00Z", "0001-01-01"} { // no time
		_, ok := parseTime([]byte(s))
		require.False(t, ok, s)
		require.Equal(t, unclear, parseAnswer([]byte(s)), s)
	}
	for s, want := range map[string]answer{"1970-01-01": unclear, "1899-12-30": unclear, "1900-01-01T00:00:00Z": unclear, "1971-01-01": yes, "1.0": yes, "0,00": no, "-1": yes,
		"0.24": unclear, "0 - 24": unclear, "yes 0": unclear, "no 12": unclear, "nan": unclear, "TRUE": yes, "Ja": yes, "sí": yes, "Não": no, "non": no, "Unsubscribed": refused, "never_subscribed": refused,
		"opted-in": agreed, "SUBSCRIBED": agreed, "0": no} {
		require.Equal(t, want, parseAnswer([]byte(s)), s)
	}
}

func TestCountries(t *testing.T) {
	for cell, want := range map[string]string{
		"DE": "DE", "de": "DE", "DEU": "DE", "Germany": "DE", "GERMANY ": "DE", "Deutschland": "DE", "Allemagne": "DE", "Alemania": "DE", "Germania": "DE", "Alemanha": "DE",
		"Côte d’Ivoire": "CI", "Cote d'Ivoire": "CI", "Elfenbeinküste": "CI", "España": "ES", "Espana": "ES", "Österreich": "AT", "OSTERREICH": "AT",
		"UK": "GB", "United Kingdom": "GB", "Großbritannien": "GB", "Grossbritannien": "GB", "U.S.A.": "US", "US": "US", "United States of America": "US", "Vereinigte Staaten": "US",
		"Czechia": "CZ", "Czech Republic": "CZ", "Tschechische Republik": "CZ", "Türkiye": "TR", "Turkey": "TR", "North Macedonia": "MK", "Eswatini": "SZ",
		"Bosnia & Herzegovina": "BA", "Bosnia and Herzegovina": "BA", "Saint Lucia": "LC", "St. Lucia": "LC", "Myanmar (Burma)": "MM", "Myanmar": "MM",
		"Korea, Republic of": "KR", "South Korea": "KR", "Viet Nam": "VN", "Kosovo": "XK", "Niger": "NE", "Nigeria": "NG", "Dominica": "DM", "Dominican Republic": "DO",
		"Guinea": "GN", "Guinea-Bissau": "GW", "Georgia": "GE", "Jersey": "JE", "Schweiz": "CH", "Suisse": "CH", "Svizzera": "CH", "Países Bajos": "NL", "The Netherlands": "NL",
	} {
		got, why := parseCountry(cell)
		require.Equal(t, want, got, cell)
		require.Equal(t, identity.Accepted, why, cell)
	}
	for letter := 'A'; letter <= 'Z'; letter++ { // vehicle codes: a few are known, and none is in ISO 3166
		got, why := parseCountry(string(letter))
		require.Empty(t, got)
		require.Equal(t, identity.UnknownCountry, why)
	}
	for cell, want := range map[string]identity.Reject{
		"49": identity.CountryDigits, "+49": identity.CountryDigits, "0049": identity.CountryDigits, "276": identity.CountryDigits, "DE-49": identity.CountryDigits, "٤٩": identity.CountryDigits,
		"Narnia": identity.UnknownCountry, "ZZ": identity.UnknownCountry, "EU": identity.UnknownCountry, "Bavaria": identity.UnknownCountry, "Congo": identity.UnknownCountry,
		"-": identity.UnknownCountry, "Germany or France": identity.UnknownCountry, strings.Repeat("Germany", 50): identity.UnknownCountry,
	} {
		got, why := parseCountry(cell)
		require.Empty(t, got, cell)
		require.Equal(t, want, why, cell)
	}
}

// Of two country columns the one that can be read counts, and two that differ are a conflict, row by row; a number
// with its country code doesn't care.
func TestCountryColumns(t *testing.T) {
	for cells, want := range map[string]string{
		"Deutschland,49": "", "49,Deutschland": "", ",DE": "", "DE,": "", "DE,DEU": "", "Germany,Allemagne": "", "Narnia,de": "",
		"DE,FR": "country_conflict", "FR,DE": "country_conflict", "49,": "country_digits", ",276": "country_digits", "49,Narnia": "country_digits",
		"D,": "unknown_country", "A,": "unknown_country", "D,Deutschland": "",
		"Narnia,": "unknown_country", "Narnia,49": "unknown_country", ",": "no_country",
	} {
		for _, number := range []string{"0151 2345 6789", "+49 151 2345 6789"} {
			got, r, err := keys(t, openText(t, "phone,Country,Country Code\n"+number+","+cells+"\n"), ListConfig{Type: identity.Phone})
			require.NoError(t, err)
			if want == "" || number[0] == '+' {
				require.Equal(t, sums("+4915123456789"), got, cells)
				continue
			}
			require.Equal(t, want, r.Rejects[0].Code, cells)
			require.Equal(t, []Place{{2, 1}}, r.Rejects[0].First)
		}
	}
}

// Who has no column is told for what, what there is, and what it probably should be.
func TestMissingColumns(t *testing.T) {
	for _, c := range []struct {
		headers string
		typ     identity.Type
		want    string
		mapping []string
	}{
		{"Name,Customer mail addr", identity.Email, `no column for email or email_sha256: the columns are "Name", "Customer mail addr"`, []string{"Customer mail addr=email"}},
		{"Name,Email Verified,Ansprechpartner Mail", identity.Email, "no column for email", []string{"Ansprechpartner Mail=email"}},
		{"Name,Handy (Notfall)", identity.Phone, "no column for phone", []string{"Handy (Notfall)=phone"}},
		{"Name,Hotel,Email Consent", identity.Email, "no column for email", nil},
		{"Name,Hotel", identity.Phone, "no column for phone", nil},
	} {
		_, err := NewList(openText(t, c.headers+"\nx\n"), ListConfig{Type: c.typ})
		require.ErrorIs(t, err, ErrNoColumn)
		require.ErrorContains(t, err, c.want)
		require.Equal(t, c.mapping, err.(*ColumnError).Mappings, c.headers)
	}
	for _, c := range []struct{ headers, want, mapping string }{
		{"id,email,signup_source", "no column for user_id", "id=user_id"},
		{"Kunden-Nr.,email,signup_source", "no column for user_id", "Kunden-Nr.=user_id"},
		{"KdNr,email,signup_source", "no column for user_id", "KdNr=user_id"},
		{"Customer No.,email,signup_source", "no column for user_id", "Customer No.=user_id"},
		{"N° client,Numéro client,email,signup_source", "no column for user_id", "Numéro client=user_id"},
		{"user_id,email,signup_source", "no column for collection_context, without which every record would be excluded", "signup_source=collection_context"},
	} {
		_, err := buildText(t, nil, c.headers+"\nx\n")
		require.ErrorContains(t, err, c.want)
		require.Equal(t, []string{c.mapping}, err.(*ColumnError).Mappings, c.headers)
	}
	for headers, want := range map[string][]identity.Type{"E-Mail,Tel.": {identity.Email, identity.Phone}, "Tel.": {identity.Phone}, "email_sha256": {identity.Email}} {
		got, err := openText(t, headers+"\nx\n").Types(nil, identity.Default())
		require.NoError(t, err)
		require.Equal(t, want, got, headers)
	}
	_, err := openText(t, "Name,Town\nx\n").Types(nil, identity.Default())
	require.ErrorContains(t, err, `no column for email or phone: the columns are "Name", "Town"`)
}

// Every reason of the gate's is told with its first lines.
func TestExcludedPlaces(t *testing.T) {
	r, err := buildText(t, nil, "user_id,email,collection_context,opted_out\n1,a@firma.example,newsletter,\n2,b@firma.example,two_factor,\n3,c@firma.example,newsletter,yes\n"+
		"4,d@firma.example,newsletter,yes\n")
	require.NoError(t, err)
	first := map[purpose.Reason][]Place{}
	for _, e := range r.Excluded {
		first[e.Reason] = e.First
	}
	require.Equal(t, map[purpose.Reason][]Place{purpose.SecurityContext: {{Line: 3}}, purpose.OptedOut: {{Line: 4}, {Line: 5}}}, first)
}
