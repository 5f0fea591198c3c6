package dataset

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

// counts of a list: rows, of which used, empty, rejected and kept out; identifiers accepted, of which duplicates.
type counts [7]uint64

func countsOf(r ListReport) counts {
	return counts{r.Rows, r.RowsUsed, r.RowsEmpty, r.RowsRejected, r.RowsKeptOut, r.Accepted, r.Duplicates}
}

// Exports of each system: every row is accounted for and every column is named, used or not. The README beside the
// files says after what they are made.
func TestSystems(t *testing.T) {
	systems := []struct {
		file         string
		email, phone counts
		used         string // headers
		keepOut      string // headers of what an import reads to keep people out, or (with ?) has to be told
	}{
		{"auth0.csv", counts{3, 2, 1, 0, 0, 2, 0}, counts{3, 2, 1, 0, 0, 2, 0}, "email|phone_number|user_metadata.country", "blocked?"},
		{"braze.ndjson", counts{3, 1, 1, 0, 1, 1, 0}, counts{3, 2, 0, 0, 1, 2, 0}, "email|country|phone",
			"push_subscribe?|push_opted_in_at=given_at|email_subscribe?|email_opted_in_at=given_at|devices[].ad_tracking_enabled?|" +
				"email_unsubscribed_at=opted_out"},
		{"devise.csv", counts{2, 2, 0, 0, 0, 2, 0}, counts{}, "email", ""},
		{"discourse.csv", counts{2, 2, 0, 0, 0, 4, 0}, counts{}, "email|secondary_emails", "suspended_at?|active?"},
		{"django.csv", counts{3, 2, 1, 0, 0, 2, 0}, counts{}, "email", "is_active?"},
		{"firebase.json", counts{3, 2, 1, 0, 0, 2, 0}, counts{3, 2, 1, 0, 0, 2, 0}, "email|phoneNumber", "disabled?"},
		{"googlecontacts-old.csv", counts{2, 2, 0, 0, 0, 2, 0}, counts{2, 1, 1, 0, 0, 2, 0},
			"E-mail 1 - Value|E-mail 2 - Value|Phone 1 - Value|Phone 2 - Value|Address 1 - Country", ""},
		{"googlecontacts.csv", counts{3, 2, 1, 0, 0, 4, 0}, counts{3, 2, 1, 0, 0, 4, 0},
			"E-mail 1 - Value|E-mail 2 - Value|Phone 1 - Value|Phone 2 - Value|Address 1 - Country", ""},
		{"hubspot-all.csv", counts{2, 1, 0, 0, 1, 2, 0}, counts{2, 1, 0, 0, 1, 2, 1},
			"Country/Region|Email|Mobile Phone Number|Phone Number|WhatsApp Phone Number|Work email",
			"Legal basis for processing contact's data?|Marketing email confirmation status?|Opted out of email: Customer Service Communication?|" +
				"Status?|Unsubscribed from all email=opted_out"},
		{"hubspot.csv", counts{3, 1, 1, 0, 1, 3, 0}, counts{3, 2, 0, 0, 1, 3, 0},
			"Email|Additional email addresses|Phone Number|Mobile Phone Number|Country/Region",
			"Marketing contact status?|Marketing email confirmation status?|Unsubscribed from all email=opted_out|" +
				"Opted out of email: Marketing Information?|Opted out of email: One to One?|Legal basis for processing contact's data?"},
		{"keycloak.ndjson", counts{3, 2, 1, 0, 0, 2, 0}, counts{}, "email", "enabled?"},
		{"klaviyo.csv", counts{3, 2, 1, 0, 0, 2, 0}, counts{3, 2, 1, 0, 0, 2, 0}, "Email|Phone Number|Country",
			"Email Marketing Consent?|Email Marketing Consent Timestamp?|Email Suppressions?"},
		{"mailchimp.csv", counts{2, 1, 0, 0, 1, 1, 0}, counts{2, 1, 0, 0, 1, 1, 0}, "Email Address|Phone Number",
			"OPTIN_TIME=given_at|UNSUB_TIME=opted_out|UNSUB_CAMPAIGN_TITLE?|UNSUB_CAMPAIGN_ID?|UNSUB_REASON?|UNSUB_REASON_OTHER?"},
		{"marketingcloud-mobile.csv", counts{}, counts{2, 1, 0, 1, 0, 1, 0}, "_MobileNumber|_CountryCode", "_Status?"},
		{"marketingcloud.csv", counts{3, 1, 0, 1, 1, 1, 0}, counts{}, "EmailAddress", "DateUnsubscribed=opted_out|Status?"},
		{"okta.csv", counts{2, 2, 0, 0, 0, 3, 0}, counts{2, 1, 1, 0, 0, 2, 0}, "email|secondEmail|mobilePhone|primaryPhone|countryCode", ""},
		{"outlook.csv", counts{3, 2, 1, 0, 0, 3, 0}, counts{3, 2, 0, 1, 0, 3, 0}, "Business Country/Region|Home Country/Region|Other Country/Region|" +
			"Business Phone|Business Phone 2|Home Phone|Home Phone 2|Mobile Phone|Other Phone|Primary Phone|E-mail Address|E-mail 2 Address|E-mail 3 Address", ""},
		{"outlook-de.csv", counts{2, 2, 0, 0, 0, 3, 0}, counts{2, 2, 0, 0, 0, 3, 0}, "Land/Region geschäftlich|Land/Region privat|Weiteres/e Land/Region|" +
			"Telefon geschäftlich|Telefon geschäftlich 2|Telefon privat|Telefon privat 2|Mobiltelefon|Weiteres Telefon|Haupttelefon|Mobiltelefon 2|" +
			"E-Mail-Adresse|E-Mail 2: Adresse|E-Mail 3: Adresse", ""},
		{"salesforce.csv", counts{3, 1, 0, 0, 2, 1, 0}, counts{3, 1, 0, 0, 2, 2, 0}, "OtherCountry|MailingCountry|Phone|MobilePhone|HomePhone|OtherPhone|Email",
			"IsDeleted=deleted|HasOptedOutOfEmail=opted_out|DoNotCall=opted_out"},
		{"segment.csv", counts{2, 2, 0, 0, 0, 2, 0}, counts{2, 2, 0, 0, 0, 2, 0}, "email|phone|address_country", ""},
		{"shopify.csv", counts{4, 2, 1, 1, 0, 2, 0}, counts{4, 2, 2, 0, 0, 3, 1}, "Email|Default Address Country Code|Default Address Phone|Phone",
			"Accepts Email Marketing=opted_in|Accepts SMS Marketing=opted_in|Accepts WhatsApp Marketing=opted_in"},
		{"stripe.csv", counts{3, 2, 1, 0, 0, 2, 0}, counts{}, "Email", "Status?"},
		{"woocommerce-customers.csv", counts{2, 2, 0, 0, 0, 2, 0}, counts{2, 1, 1, 0, 0, 1, 0}, "Email|Country / Region|Billing Phone", ""},
		{"woocommerce.csv", counts{3, 3, 0, 0, 0, 5, 3}, counts{3, 2, 1, 0, 0, 2, 1}, "customer_email|billing_email|billing_phone|billing_country", "status?"},
	}
	files, err := os.ReadDir("testdata/systems")
	require.NoError(t, err)
	require.Len(t, files, len(systems)+3, "each file is read here or in TestSystemsMapped, and the README")
	for _, s := range systems {
		path := filepath.Join("testdata", "systems", s.file)
		table := open(t, path)
		types, err := table.Types(nil, identity.Default())
		require.NoError(t, err, s.file)
		var used []Column
		for _, typ := range types {
			r, err := Check(t.Context(), open(t, path), ListConfig{Type: typ})
			require.NoError(t, err, s.file)
			want := s.email
			if typ == identity.Phone {
				want = s.phone
			}
			require.Equal(t, want, countsOf(r), "%s %s %v", s.file, typ, r.Rejects)
			require.Equal(t, r.Rows, r.RowsUsed+r.RowsEmpty+r.RowsRejected+r.RowsKeptOut, s.file)
			if used == nil {
				used = r.Columns
			}
			require.Len(t, r.Columns, len(table.Headers()), s.file)
			for i, c := range r.Columns {
				require.Equal(t, Column{i + 1, table.Headers()[i], c.Role, c.Used, c.Note, c.Map}, c)
				used[i].Used = used[i].Used || c.Used
			}
		}
		require.Equal(t, s.email != counts{}, slices.Contains(types, identity.Email), s.file)
		require.Equal(t, s.phone != counts{}, slices.Contains(types, identity.Phone), s.file)
		var headers, keepOut []string
		for _, c := range used {
			if c.Used && !slices.Contains(withdrawals, c.Role) {
				headers = append(headers, c.Header)
			}
			switch role := roleOf(c.Header); {
			case role == RoleGiven, role == RoleOptedOut, role == RoleOptedIn, role == RoleRevoked, role == RoleExpires, role == RoleDeleted:
				keepOut = append(keepOut, fmt.Sprintf("%s=%s", c.Header, role))
			case role == "" && mayWithhold(c.Header):
				keepOut = append(keepOut, c.Header+"?")
				require.Equal(t, listWithheld, c.Note, c.Header)
				want := c.Header + "=" + string(probableConsent(c.Header))
				if strings.Contains(c.Header, "[]") { // in a list of objects: to ignore it would be to admit, and it can't be read
					want = ""
				}
				require.Equal(t, want, c.Map)
			}
		}
		require.Equal(t, s.used, strings.Join(headers, "|"), s.file)
		require.Equal(t, s.keepOut, strings.Join(keepOut, "|"), s.file)
	}
}

// Exports that need a mapping: Okta's fields are within an object, and Firebase's CSV has no header. The error says so.
func TestSystemsMapped(t *testing.T) {
	okta, firebase := filepath.Join("testdata", "systems", "okta.ndjson"), filepath.Join("testdata", "systems", "firebase.csv")
	_, err := open(t, okta).Types(nil, identity.Default())
	require.ErrorContains(t, err, "no column for email")
	require.Equal(t, []string{"profile.email=email", "profile.mobilePhone=phone"}, err.(*ColumnError).Mappings)
	_, err = open(t, firebase).Types(nil, identity.Default())
	require.ErrorContains(t, err, "say that there is no header")

	for _, s := range []struct {
		file    string
		mapping map[string]Role
		typ     identity.Type
		want    counts
	}{
		{okta, map[string]Role{"profile.email": RoleEmail, "profile.secondEmail": RoleEmail}, identity.Email, counts{2, 2, 0, 0, 0, 3, 0}},
		{okta, map[string]Role{"profile.mobilePhone": RolePhone}, identity.Phone, counts{2, 1, 1, 0, 0, 1, 0}},
		{firebase, map[string]Role{"#2": RoleEmail, "#26": RolePhone}, identity.Email, counts{3, 2, 1, 0, 0, 2, 0}},
		{firebase, map[string]Role{"#2": RoleEmail, "#26": RolePhone}, identity.Phone, counts{3, 2, 1, 0, 0, 2, 0}},
	} {
		table, err := OpenTable(s.file, TableConfig{NoHeader: s.file == firebase})
		require.NoError(t, err)
		defer table.Close()
		r, err := Check(t.Context(), table, ListConfig{Type: s.typ, Map: s.mapping})
		require.NoError(t, err, s.file)
		require.Equal(t, s.want, countsOf(r), "%s %s %v", s.file, s.typ, r.Rejects)
	}
}
