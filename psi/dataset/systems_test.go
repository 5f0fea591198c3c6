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

// One export of each system: every row is accounted for and every column is named, used or not. The README beside the
// files says after what they are made.
func TestSystems(t *testing.T) {
	systems := []struct {
		file         string
		email, phone counts
		used         string // headers
		keepOut      string // headers of what an import reads to keep people out, or (with ?) has to be told
	}{
		{"auth0.csv", counts{3, 2, 1, 0, 0, 2, 0}, counts{3, 2, 1, 0, 0, 2, 0}, "email|phone_number|user_metadata.country", "blocked?"},
		{"braze.ndjson", counts{3, 1, 1, 0, 1, 1, 0}, counts{3, 2, 0, 0, 1, 2, 0}, "email|phone|country",
			"email_subscribe?|email_opted_in_at=given_at|push_subscribe?|email_unsubscribed_at=opted_out"},
		{"devise.csv", counts{2, 2, 0, 0, 0, 2, 0}, counts{}, "email", ""},
		{"discourse.csv", counts{2, 2, 0, 0, 0, 3, 0}, counts{}, "email|secondary_emails", "suspended_at?|active?"},
		{"django.csv", counts{3, 2, 1, 0, 0, 2, 0}, counts{}, "email", "is_active?"},
		{"firebase.ndjson", counts{3, 2, 1, 0, 0, 2, 0}, counts{3, 2, 1, 0, 0, 2, 0}, "email|phoneNumber", "disabled?"},
		{"googlecontacts.csv", counts{3, 2, 1, 0, 0, 3, 0}, counts{3, 2, 1, 0, 0, 3, 0},
			"E-mail 1 - Value|E-mail 2 - Value|Phone 1 - Value|Phone 2 - Value|Address 1 - Country", ""},
		{"hubspot.csv", counts{3, 1, 1, 0, 1, 1, 0}, counts{3, 2, 0, 0, 1, 3, 0}, "Email|Phone Number|Mobile Phone Number|Country/Region",
			"Marketing contact status?|Unsubscribed from all email=opted_out|Opted out of email: Marketing Information?|Legal basis for processing contact's data?"},
		{"keycloak.ndjson", counts{3, 2, 1, 0, 0, 2, 0}, counts{}, "email", "enabled?"},
		{"klaviyo.csv", counts{3, 2, 1, 0, 0, 2, 0}, counts{3, 2, 1, 0, 0, 2, 0}, "Email|Phone Number|Country",
			"Email Marketing Consent?|Email Marketing Consent Timestamp?|Email Suppressions?|SMS Marketing Consent?"},
		{"mailchimp.csv", counts{2, 1, 0, 0, 1, 1, 0}, counts{2, 1, 0, 0, 1, 1, 0}, "Email Address|Phone Number",
			"OPTIN_TIME=given_at|UNSUB_TIME=opted_out|UNSUB_CAMPAIGN_TITLE?|UNSUB_CAMPAIGN_ID?|UNSUB_REASON?|UNSUB_REASON_OTHER?"},
		{"marketingcloud.csv", counts{3, 1, 0, 1, 1, 1, 0}, counts{3, 1, 1, 0, 1, 1, 0}, "Email Address|Mobile Number|Country Code", "Status?|Date Unsubscribed=opted_out"},
		{"okta.csv", counts{2, 2, 0, 0, 0, 3, 0}, counts{2, 1, 1, 0, 0, 2, 0}, "email|secondEmail|mobilePhone|primaryPhone|countryCode", "status?"},
		{"outlook.csv", counts{3, 2, 1, 0, 0, 3, 0}, counts{3, 2, 0, 1, 0, 3, 0}, "Business Country/Region|Home Country/Region|Business Phone|Business Phone 2|" +
			"Home Phone|Home Phone 2|Mobile Phone|Other Phone|Primary Phone|E-mail Address|E-mail 2 Address", ""},
		{"outlook-de.csv", counts{2, 2, 0, 0, 0, 3, 0}, counts{2, 2, 0, 0, 0, 3, 0}, "Land/Region geschäftlich|Telefon geschäftlich|Telefon geschäftlich 2|" +
			"Telefon (privat)|Telefon (privat 2)|Mobiltelefon|Weiteres Telefon|Haupttelefon|E-Mail-Adresse|E-Mail 2: Adresse", ""},
		{"salesforce.csv", counts{3, 1, 0, 0, 2, 1, 0}, counts{3, 1, 0, 0, 2, 2, 0}, "MailingCountry|Phone|MobilePhone|HomePhone|OtherPhone|Email",
			"IsDeleted=deleted|HasOptedOutOfEmail=opted_out|DoNotCall=opted_out"},
		{"segment.csv", counts{2, 2, 0, 0, 0, 2, 0}, counts{2, 2, 0, 0, 0, 2, 0}, "email|phone|address_country", ""},
		{"shopify.csv", counts{4, 2, 1, 1, 0, 2, 0}, counts{4, 2, 2, 0, 0, 3, 1}, "Email|Default Address Country Code|Default Address Phone|Phone",
			"Accepts Email Marketing=opted_in|Accepts SMS Marketing=opted_in"},
		{"stripe.csv", counts{3, 2, 1, 0, 0, 2, 0}, counts{}, "Email", "Status?"},
		{"woocommerce.csv", counts{3, 3, 0, 0, 0, 3, 1}, counts{3, 2, 1, 0, 0, 2, 1}, "billing_email|billing_phone|billing_country", "status?"},
	}
	files, err := os.ReadDir("testdata/systems")
	require.NoError(t, err)
	require.Len(t, files, len(systems)+1, "each file is read, and the README")
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
			require.Equal(t, want, counts{r.Rows, r.RowsUsed, r.RowsEmpty, r.RowsRejected, r.RowsKeptOut, r.Accepted, r.Duplicates}, "%s %s %v", s.file, typ, r.Rejects)
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
		require.Equal(t, s.phone != counts{}, len(types) == 2, s.file)
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
				require.Equal(t, c.Header+"="+string(probableConsent(c.Header)), c.Map)
			}
		}
		require.Equal(t, s.used, strings.Join(headers, "|"), s.file)
		require.Equal(t, s.keepOut, strings.Join(keepOut, "|"), s.file)
	}
}
