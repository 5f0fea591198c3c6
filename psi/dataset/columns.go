package dataset

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// Role is what a column holds.
type Role string

// The roles. A header is recognised by its own name or one of its aliases.
const (
	RoleEmail       Role = "email"
	RoleEmailSHA256 Role = "email_sha256" // SHA-256 of the normal form
	RolePhone       Role = "phone"
	RolePhoneSHA256 Role = "phone_sha256"
	RoleCountry     Role = "country" // ISO 3166, for phone numbers without a country code

	// Of a platform's records.
	RoleUser     Role = "user_id"
	RoleContext  Role = "collection_context"
	RoleGrants   Role = "grants"
	RoleNotice   Role = "notice_version"
	RoleGiven    Role = "given_at"
	RoleExpires  Role = "expires_at"
	RoleRevoked  Role = "revoked"
	RoleOptedOut Role = "opted_out"
	RoleTCF      Role = "tcf" // the IAB's consent strings
	RoleGPP      Role = "gpp"
	RoleUpdated  Role = "updated_at"
	RoleDeleted  Role = "deleted"

	RoleIgnore Role = "ignore" // the column is not used

	// Recognised in order to say why they are not used.
	roleOtherHash   Role = "other hash" // MD5, SHA-1
	rolePhoneE164   Role = "phone_sha256_e164"
	rolePhoneDigits Role = "phone_sha256_digits"
)

// roles lists what a mapping may name.
var roles = []Role{RoleEmail, RoleEmailSHA256, RolePhone, RolePhoneSHA256, RoleCountry, RoleUser, RoleContext, RoleGrants,
	RoleNotice, RoleGiven, RoleExpires, RoleRevoked, RoleOptedOut, RoleTCF, RoleGPP, RoleUpdated, RoleDeleted, RoleIgnore}

// aliases are header names after canonicalHeader.
var aliases = map[Role][]string{
	RoleEmail: {"e_mail", "mail", "emailaddress", "email_address", "e_mail_address", "email_id", "user_email", "customer_email",
		"contact_email", "primary_email", "email_addresses", "emails", "mail_address"},
	RoleEmailSHA256: {"emailsha256", "sha256_email", "sha256_email_address", "hashed_email", "email_hashed", "email_hash", "hashedemail",
		"email_address_sha256", "hashed_email_address", "hashed_emails", "hem", "email_hashed_sha256"},
	RolePhone: {"phonenumber", "phone_number", "phone_no", "mobile", "mobile_phone", "mobilephone", "mobile_number", "mobile_phone_number",
		"cell", "cellphone", "cell_phone", "telephone", "telephone_number", "tel", "msisdn", "user_phone", "customer_phone",
		"contact_phone", "primary_phone", "phones", "phone_numbers"},
	RolePhoneSHA256: {"phonesha256", "sha256_phone", "sha256_phone_number", "hashed_phone", "phone_hashed", "phone_hash", "hashedphone",
		"phone_number_sha256", "hashed_phone_number", "hashed_phones", "mobile_sha256"},
	RoleCountry: {"country_code", "countrycode", "country_iso", "iso_country", "country_iso_code"},

	RoleUser:     {"userid", "user", "uid", "user_ref", "customer_id", "account_id"},
	RoleContext:  {"collectioncontext", "context"},
	RoleGrants:   {"grant", "data_uses"},
	RoleNotice:   {"notice"},
	RoleGiven:    {"given", "consented_at", "granted_at", "notice_time"},
	RoleExpires:  {"expires", "expiry", "valid_until"},
	RoleRevoked:  {"revoked_at", "withdrawn"},
	RoleOptedOut: {"opt_out", "optout", "opted_out_at"},
	RoleTCF:      {"tc_string", "tcf_string", "tcstring"},
	RoleGPP:      {"gpp_string", "gppstring"},
	RoleUpdated:  {"updated", "modified_at", "changed_at"},
	RoleDeleted:  {"deleted_at", "is_deleted"},

	rolePhoneE164:   {"phone_sha256_e164plus"},
	rolePhoneDigits: {"phone_digits_sha256"},
	roleOtherHash: {"email_md5", "md5_email", "email_sha1", "sha1_email", "email_sha512", "phone_md5", "md5_phone", "phone_sha1", "sha1_phone",
		"hashed_email_md5", "hashed_email_sha1", "phone_sha512"},
}

var byHeader = func() map[string]Role {
	m := map[string]Role{}
	for _, r := range roles {
		if r != RoleIgnore {
			m[string(r)] = r
		}
	}
	for r, names := range aliases {
		for _, name := range names {
			m[name] = r
		}
	}
	m[string(rolePhoneE164)], m[string(rolePhoneDigits)] = rolePhoneE164, rolePhoneDigits
	return m
}()

var (
	notWord = regexp.MustCompile(`[^a-z0-9]+`)
	// "_1" at the end, and LiveRamp's number behind the first word: EMAIL1_SHA256
	numbered = regexp.MustCompile(`_[0-9]{1,2}$`)
	inner    = regexp.MustCompile(`^(e_?mail|phone|mobile)_?[0-9]{1,2}($|_)`)
	shaDash  = regexp.MustCompile(`sha_(1|256|512)\b`)
)

// canonicalHeader makes "E-Mail Address 2" "e_mail_address".
func canonicalHeader(h string) string {
	h = strings.Trim(notWord.ReplaceAllString(strings.ToLower(h), "_"), "_")
	h = shaDash.ReplaceAllString(h, "sha$1")
	h = inner.ReplaceAllString(h, "$1$2")
	return numbered.ReplaceAllString(h, "")
}

// roleOf is the role that a header names, "" if it is not known.
func roleOf(header string) Role { return byHeader[canonicalHeader(header)] }

// ErrNoColumn says that a table lacks a column that is needed.
var ErrNoColumn = errors.New("no column")

// Column is a column and what it is used as.
type Column struct {
	Number int    `json:"column"`           // from 1
	Header string `json:"header,omitempty"` // as in the source
	Role   Role   `json:"role"`
}

// columns assigns roles to a table's columns: what mapping says, by header or by
// "#number", and the header's name for the rest.
func (t *Table) columns(mapping map[string]Role) ([]Column, error) {
	if t.headers != nil && looksLikeData(t.headers) {
		return nil, errors.New("the first line looks like data, not like the names of columns: " +
			"add a line such as email,phone, or say that there is no header and which column is what")
	}
	width := max(len(t.headers), t.width)
	cols := make([]Column, width)
	for i := range cols {
		cols[i].Number = i + 1
		if i < len(t.headers) {
			cols[i].Header = t.headers[i]
			cols[i].Role = roleOf(t.headers[i])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(mapping)) {
		role := mapping[name]
		if !slices.Contains(roles, role) {
			return nil, fmt.Errorf("column %.80q is mapped to %.40q: want one of %s", name, role, joinRoles(roles))
		}
		found := false
		for i := range cols {
			if name == "#"+strconv.Itoa(i+1) || cols[i].Header != "" && strings.EqualFold(strings.TrimSpace(name), cols[i].Header) {
				cols[i].Role, found = role, true
			}
		}
		if !found {
			return nil, fmt.Errorf("no column %.80q to be mapped: %s", name, t.describe())
		}
	}
	return cols, nil
}

// describe says which columns there are.
func (t *Table) describe() string {
	if t.headers == nil {
		return fmt.Sprintf("the table has no header and %d columns", t.width)
	}
	const most = 40
	var b strings.Builder
	b.WriteString("the columns are ")
	for i, h := range t.headers[:min(most, len(t.headers))] {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", h)
	}
	if more := len(t.headers) - most; more > 0 {
		fmt.Fprintf(&b, " and %d more", more)
	}
	return b.String()
}

func joinRoles(rs []Role) string {
	s := make([]string, len(rs))
	for i, r := range rs {
		s[i] = string(r)
	}
	return strings.Join(s, ", ")
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

// identifiers are the columns that hold identifiers of one type.
type identifiers struct {
	typ     identity.Type
	plain   []int // indexes
	hashed  []int
	country int // index, -1 if there is none
}

// findIdentifiers picks the columns of a type; there may be none.
func findIdentifiers(cols []Column, typ identity.Type, profile identity.Profile) (identifiers, error) {
	id := identifiers{typ: typ, country: -1}
	for i, c := range cols {
		switch {
		case c.Role == Role(typ):
			id.plain = append(id.plain, i)
		case c.Role == Role(typ)+"_sha256":
			id.hashed = append(id.hashed, i)
		case typ == identity.Phone && (c.Role == rolePhoneE164 || c.Role == rolePhoneDigits):
			if (c.Role == rolePhoneDigits) != (profile.String() == "e164-digits") {
				return id, fmt.Errorf("column %q holds hashes of another spelling of the number than profile %q hashes: the platform has to use the other profile",
					c.Header, profile)
			}
			id.hashed = append(id.hashed, i)
		case c.Role == RoleCountry && typ == identity.Phone && id.country < 0:
			id.country = i
		}
	}
	return id, nil
}

func (id identifiers) none() bool { return len(id.plain)+len(id.hashed) == 0 }

// unusedHashes returns the source's notes, and one for each column that would be
// used if it held SHA-256.
func (t *Table) unusedHashes(cols []Column) []string {
	notes := slices.Clone(t.source.Notes)
	for _, c := range cols {
		if c.Role == roleOtherHash {
			notes = append(notes, fmt.Sprintf("column %q holds a hash that is not SHA-256, and is not used", c.Header))
		}
	}
	return notes
}

// missing explains that a table has no column for a type.
func (t *Table) missing(cols []Column, wanted string) error {
	for _, c := range cols {
		if c.Role == roleOtherHash {
			return fmt.Errorf("%w for %s: column %q holds a hash that is not SHA-256, and only plain values and SHA-256 are taken; %s",
				ErrNoColumn, wanted, c.Header, t.describe())
		}
	}
	return fmt.Errorf("%w for %s: %s", ErrNoColumn, wanted, t.describe())
}
