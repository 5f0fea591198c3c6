package main

import (
	"encoding/hex"
	"fmt"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/vectors"
)

// answer is this module's. It fails if there can be none, which is a fault of whoever made the case.
func answer(c *Case) (string, error) {
	switch c.Op {
	case "normalise":
		return normalise(c)
	case "key", "element":
		return multiply(c)
	case "context", "tag":
		return contexts(c)
	case "malformed", "info", "audit", "result", "status":
		return vectors.Outcome(c.Op, c.Vector)
	case "interval", "charge", "precision", "bound", "padding":
		return numbers(c)
	}
	return "", fmt.Errorf("unknown op %q", c.Op)
}

func normalise(c *Case) (string, error) {
	profile, err := identity.ParseProfile(c.Profile)
	if err != nil {
		return "", err
	}
	t, err := identity.ParseType(c.Type)
	if err != nil {
		return "", err
	}
	text, err := hex.DecodeString(c.Text)
	if err != nil {
		return "", err
	}
	n, err := profile.Normaliser(t, identity.Options{Region: c.Region})
	if err != nil {
		return "", err
	}
	normal, reject := n.Append(nil, text)
	if reject != identity.Accepted {
		return refused, nil
	}
	return hex.EncodeToString(normal), nil
}

// multiply is key·element, or only reads the key.
func multiply(c *Case) (string, error) {
	g, err := ecdh.ParseSuite(c.Suite)
	if err != nil {
		return "", err
	}
	b, err := hex.DecodeString(c.Key)
	if err != nil {
		return "", err
	}
	k, err := g.NewKey(b)
	switch {
	case err != nil && c.Op == "key":
		return "bad_key", nil
	case err != nil:
		return "", err
	case c.Op == "key":
		return "ok", nil
	}
	e, err := hex.DecodeString(c.Element)
	if err != nil || len(e) != psi.ElementSize {
		return "", fmt.Errorf("an element of %d bytes: %w", len(e), err)
	}
	var out [1]ecdh.Element
	if _, err := k.Remask(out[:], []ecdh.Element{ecdh.Element(e)}); err != nil {
		return string(psi.CodeBadElement), nil
	}
	return hex.EncodeToString(out[0][:]), nil
}

// contexts is the digest of a context, or the tag of an element in it.
func contexts(c *Case) (string, error) {
	x, err := vectors.ParseContext(c.Context)
	if err != nil {
		return "bad_context", nil
	}
	if c.Op == "context" {
		d := x.Digest()
		return hex.EncodeToString(d[:]), nil
	}
	e, err := hex.DecodeString(c.Element)
	if err != nil || len(e) != psi.ElementSize {
		return "", fmt.Errorf("an element of %d bytes: %w", len(e), err)
	}
	element := ecdh.Element(e)
	tag := psi.NewDeriver(&x).Tag(&element)
	return hex.EncodeToString(tag[:]), nil
}
