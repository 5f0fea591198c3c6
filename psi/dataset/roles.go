package dataset

import (
	"fmt"
	"slices"
	"strings"
)

// Role is what a column holds.
type Role string

// The roles. A header is recognised by its own name, by one of its aliases (headers.go, consent.go), or not at all.
const (
	RoleEmail       Role = "email"
	RoleEmailSHA256 Role = "email_sha256" // SHA-256 of the normal form
	RolePhone       Role = "phone"
	RolePhoneSHA256 Role = "phone_sha256"
	RoleCountry     Role = "country" // of phone numbers without a country code; see country.go

	// Of a platform's records.
	RoleUser    Role = "user_id"
	RoleContext Role = "collection_context"
	RoleGrants  Role = "grants"
	RoleNotice  Role = "notice_version"
	RoleGiven   Role = "given_at"
	// Whether an identifier of the record is known to be the person's; see verified.go.
	RoleEmailVerified Role = "email_verified"
	RolePhoneVerified Role = "phone_verified"

	RoleTCF     Role = "tcf" // the IAB's consent strings
	RoleGPP     Role = "gpp"
	RoleUpdated Role = "updated_at"

	// What keeps a record out. All columns of these roles are read, and the most restrictive wins.
	RoleOptedOut Role = "opted_out"
	RoleOptedIn  Role = "opted_in" // the reverse: whoever has no yes there is kept out
	RoleRevoked  Role = "revoked"
	RoleExpires  Role = "expires_at"
	RoleDeleted  Role = "deleted"

	RoleIgnore Role = "ignore" // the column is not used

	// Recognised in order to say why they are not used, or which spelling was hashed.
	roleOtherHash   Role = "other hash" // MD5, SHA-1
	rolePhoneE164   Role = "phone_sha256_e164"
	rolePhoneDigits Role = "phone_sha256_digits"
)

// roles lists what a mapping may name.
var roles = []Role{RoleEmail, RoleEmailSHA256, RolePhone, RolePhoneSHA256, RoleCountry, RoleUser, RoleContext, RoleGrants,
	RoleEmailVerified, RolePhoneVerified, RoleNotice, RoleGiven, RoleExpires, RoleRevoked, RoleOptedOut, RoleOptedIn, RoleTCF, RoleGPP, RoleUpdated, RoleDeleted, RoleIgnore}

// Roles lists what a mapping may name, in a fixed order.
func Roles() []Role { return slices.Clone(roles) }

// withdrawals are the roles that can only keep a record out.
var withdrawals = []Role{RoleOptedOut, RoleOptedIn, RoleRevoked, RoleExpires, RoleDeleted}

// recordAliases are other names of what only a platform's records have, as people write them. Names of what keeps a
// record out are in consent.go.
var recordAliases = map[Role][]string{
	RoleUser: {"user", "uid", "user_ref", "user_reference", "customer_id", "account_id", "external_id", "external_user_id",
		"contact_id", "record_id", "subscriber_key", "local_id", "klaviyo_id", "braze_id"},
	RoleContext: {"context"},
	RoleGrants:  {"grant", "data_uses"},
	RoleNotice:  {"notice"},
	RoleGiven:   {"given", "consented_at", "granted_at", "notice_time"},
	RoleTCF:     {"tc_string", "tcf_string"},
	RoleGPP:     {"gpp_string"},
	RoleUpdated: {"updated", "modified_at", "changed_at"},
	RoleExpires: {"valid_to"}, // of which consentNames would leave "valid"
}

// ParseMapping reads "HEADER=ROLE", as in "Customer Mail=email" or "#3=phone".
func ParseMapping(s string) (header string, role Role, err error) {
	i := strings.LastIndexByte(s, '=')
	if i <= 0 {
		return "", "", fmt.Errorf("mapping %.80q: want HEADER=ROLE, such as \"Customer Mail=email\"", s)
	}
	header, role = s[:i], Role(s[i+1:])
	if !slices.Contains(roles, role) {
		return "", "", fmt.Errorf("mapping %.80q: want one of %s after the =", s, joinRoles(roles))
	}
	return header, role, nil
}

func joinRoles(rs []Role) string {
	s := make([]string, len(rs))
	for i, r := range rs {
		s[i] = string(r)
	}
	return strings.Join(s, ", ")
}
