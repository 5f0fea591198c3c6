// Package identity turns the text of an e-mail address or a phone number into a 32-byte match key.
//
// text → normal form → match key = SHA-256(normal form)
//
// A Profile defines the normal form (SPEC.md §4.1). It is a named, versioned set of rules that both sides agree on
// before anything is exchanged. The rules that advertising platforms publish contradict each other (a dot in a Gmail
// address, the plus sign of a phone number), and lists that were normalised under different rules silently lose
// matches.
//
// A text that has no normal form is rejected with a Reject: a stable code and a hint for people. No error, code or hint
// of this package ever contains the text or a part of it.
package identity

import (
	"crypto/sha256"
	"fmt"
)

// Type is a type of identifier, with its name as in files and on the wire. The zero value is not a type.
type Type string

// The identifier types.
const (
	Email Type = "email"
	Phone Type = "phone"
)

// Types lists all identifier types, in a fixed order.
func Types() []Type { return []Type{Email, Phone} }

// ParseType reads a type's name.
func ParseType(name string) (Type, error) {
	switch t := Type(name); t {
	case Email, Phone:
		return t, nil
	}
	return "", fmt.Errorf("unknown identifier type %.40q: want %q or %q", name, Email, Phone)
}

// Key is a match key: SHA-256 of a normal form. It is an identifier like the text itself, since phone numbers can be
// enumerated. It is never logged, stored or sent.
type Key = [32]byte

// Sum is the match key of a text that is already in normal form.
func Sum(normal []byte) Key { return sha256.Sum256(normal) }
