// Package psi is Blindmatch's protocol. An advertiser and a platform learn how many people are on both their lists
// (mode count), build an audience (mode activate), or exchange blinded matches (mode blinded). It is a private set
// intersection by elliptic-curve Diffie–Hellman.
//
// The package holds both roles, over io.Reader, io.Writer and iterators. It does no networking and no storage: packages psi/platform and psi/advertiser drive the roles, packages transport/client and transport/server
// carry the messages. SPEC.md is the normative text; the names here are the same as there.
package psi

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/blindmatch/blindmatch/ecdh"
)

// Version names the protocol in every domain separation tag, label and offer.
const Version = "Blindmatch-V1"

// Params is what both sides hash under. Lists hashed under different Params have nothing in common, even for equal
// identifiers (SPEC.md §4).
type Params struct {
	Suite   string `json:"suite"`   // ecdh.Suite by name, such as "ristretto255"
	Purpose string `json:"purpose"` // what the match is for, such as "audience-matching"
	Profile string `json:"profile"` // normalisation profile, such as "default-v1"
	Types   Types  `json:"types"`   // the dataset's identifier types
}

var nameRE = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}$`)

// CheckName says whether s can name a dataset, purpose, profile or identifier type: 1 to 64 of a–z, 0–9, '.', '_' and
// '-', the first a letter or digit. what is used in the error only.
func CheckName(what, s string) error {
	if err := WantName(s); err != nil {
		return fmt.Errorf("%s %.80q: %w", what, s, err)
	}
	return nil
}

// WantName is CheckName for a caller that says itself what s is.
func WantName(s string) error {
	if !nameRE.MatchString(s) {
		return errors.New("want 1 to 64 characters of a-z, 0-9, '.', '_', '-', starting with a letter or digit")
	}
	return nil
}

// Check rejects malformed names and an unknown suite.
func (p Params) Check() error {
	_, err := p.suite()
	return err
}

// suite checks p and returns its suite, with the suite's own domain.
func (p Params) suite() (ecdh.Suite, error) {
	for _, f := range []struct{ what, name string }{{"purpose", p.Purpose}, {"profile", p.Profile}} {
		if err := CheckName(f.what, f.name); err != nil {
			return ecdh.Suite{}, err
		}
	}
	if err := p.Types.check(); err != nil {
		return ecdh.Suite{}, err
	}
	return ecdh.ParseSuite(p.Suite)
}

// Group returns the suite with its hash-to-group domain bound to p and one of its types.
func (p Params) Group(idType string) (ecdh.Suite, error) {
	s, err := p.suite()
	if err != nil {
		return ecdh.Suite{}, err
	}
	if !p.Types.Has(idType) {
		return ecdh.Suite{}, fmt.Errorf("identifier type %.80q: want one of %s", idType, p.Types)
	}
	return s.WithDomain(p.Domain(idType)), nil
}

// Domain is the domain separation tag of the hash to the group (RFC 9380 §3.1; SPEC.md §4). None of its parts can hold
// a '/', so it is unambiguous.
func (p Params) Domain(idType string) string {
	return Version + "/" + p.Suite + "/" + p.Purpose + "/" + p.Profile + "/" + idType
}

// fillDomain separates the elements that fill groups from those of identifiers, whose domains have five parts.
func (p Params) fillDomain() string { return Version + "/" + p.Suite + "/fill" }
