package identity

import (
	"fmt"
	"slices"
	"strings"
)

// Profile is a named, versioned set of normalisation rules. Profiles are comparable. The zero value has no name and
// supports nothing; ParseProfile and Default give usable ones.
type Profile struct{ name string }

// rules is what a profile does, by type. A nil entry means that the type is not supported.
type rules struct {
	email *emailRules
	phone *phoneRules
}

// names in the order in which errors and help list them
var profileNames = []string{"default-v1", "uid2", "google-dm", "plain", "e164", "e164-digits"}

func (p Profile) rules() rules {
	switch p.name {
	case "default-v1":
		return rules{email: &emailDefault, phone: &phoneE164}
	case "uid2":
		return rules{email: &emailUID2, phone: &phoneUID2}
	case "google-dm":
		return rules{email: &emailGoogle, phone: &phoneGoogle}
	case "plain":
		return rules{email: &emailPlain}
	case "e164":
		return rules{phone: &phoneE164}
	case "e164-digits":
		return rules{phone: &phoneDigits}
	}
	return rules{}
}

// Default returns the profile "default-v1".
func Default() Profile { return Profile{"default-v1"} }

// Profiles lists the names that ParseProfile knows.
func Profiles() []string { return slices.Clone(profileNames) }

// ParseProfile reads a profile's name.
func ParseProfile(name string) (Profile, error) {
	if slices.Contains(profileNames, name) {
		return Profile{name}, nil
	}
	return Profile{}, fmt.Errorf("unknown normalisation profile %.80q: want one of %s", name, strings.Join(profileNames, ", "))
}

// String is the profile's name.
func (p Profile) String() string { return p.name }

// MarshalText is the profile's name.
func (p Profile) MarshalText() ([]byte, error) { return []byte(p.name), nil }

// UnmarshalText reads a profile's name.
func (p *Profile) UnmarshalText(b []byte) error {
	q, err := ParseProfile(string(b))
	if err == nil {
		*p = q
	}
	return err
}

// Supports says whether p has rules for t.
func (p Profile) Supports(t Type) bool {
	r := p.rules()
	return t == Email && r.email != nil || t == Phone && r.phone != nil
}

// PhonePlus says whether the normal form of a phone number starts with a plus.
func (p Profile) PhonePlus() bool {
	r := p.rules().phone
	return r != nil && r.plus
}

// Options are what a normaliser needs to know beyond its profile.
type Options struct {
	// Region is the ISO 3166 code of the country that a phone number without a country code belongs to. "" means that
	// such a number is rejected; a country is never guessed. It is not used for e-mail.
	Region string
	// Plus is for Read: a phone number without a plus sign includes its country code, unless it begins with 0.
	Plus bool
	// Strict is for Read: nothing is repaired.
	Strict bool
}

// Normaliser applies a profile's rules for one identifier type. It is safe for concurrent use. The zero value is not
// usable; see Profile.Normaliser.
type Normaliser struct {
	typ    Type
	email  *emailRules // nil for phones
	phone  *phoneRules // nil for e-mail
	region string
	plus   bool
	repair bool
}

// Normaliser returns p's rules for t. It fails if p has none, or if the region is unknown.
func (p Profile) Normaliser(t Type, opts Options) (*Normaliser, error) {
	if !p.Supports(t) {
		return nil, fmt.Errorf("normalisation profile %q has no rules for type %q", p.name, t)
	}
	r := p.rules()
	n := &Normaliser{typ: t, plus: opts.Plus, repair: !opts.Strict}
	if t == Email {
		n.email = r.email
		return n, nil
	}
	n.phone = r.phone
	if opts.Region != "" {
		region, err := ParseRegion(opts.Region)
		if err != nil {
			return nil, err
		}
		n.region = region
	}
	return n, nil
}

// Type is the identifier type that n is for.
func (n *Normaliser) Type() Type { return n.typ }

// In returns a normaliser like n for numbers of another region, such as the one that a row's country column names. For
// e-mail it is n itself.
func (n *Normaliser) In(region string) (*Normaliser, error) {
	if n.typ != Phone {
		return n, nil
	}
	r, err := ParseRegion(region)
	if err != nil {
		return nil, err
	}
	m := *n
	m.region = r
	return &m, nil
}

// maxText is the longest text that is accepted. The longest valid identifier is an e-mail address of 318 bytes, and
// white space around it is ignored.
const maxText = 1024

// Append appends the normal form of text to dst. If text is rejected, dst is returned as it was. text is neither
// modified nor kept.
func (n *Normaliser) Append(dst, text []byte) ([]byte, Reject) {
	dst, _, r := n.append(dst, text, false)
	return dst, r
}

// append is Append; lacksPlus and addPlus are those of phoneRules.append.
func (n *Normaliser) append(dst, text []byte, addPlus bool) (out []byte, lacksPlus bool, r Reject) {
	if len(text) > maxText {
		return dst, false, TooLong
	}
	if n.email != nil {
		dst, r = n.email.append(dst, text)
		return dst, false, r
	}
	if n.phone.e164 && isE164(text) {
		out, r = n.appendE164(dst, text)
		return out, false, r
	}
	out, lacksPlus, r = n.phone.append(dst, text, n.region, addPlus)
	if r != Accepted || mayBePlaceholderNumber(out) {
		out, r = withoutPlaceholder(out, len(dst), text, r)
	}
	return out, lacksPlus, r
}

// appendE164 is append for text that isE164 reports.
func (n *Normaliser) appendE164(dst, text []byte) ([]byte, Reject) {
	out, r := n.phone.appendE164(dst, text)
	if r != Accepted || mayBePlaceholderNumber(out) {
		return withoutPlaceholder(out, len(dst), text, r)
	}
	return out, r
}

// Key is the match key of text. It is the zero key if text is rejected.
func (n *Normaliser) Key(text []byte) (Key, Reject) {
	var buf [384]byte
	normal, r := n.Append(buf[:0], text)
	if r != Accepted {
		return Key{}, r
	}
	return Sum(normal), Accepted
}
