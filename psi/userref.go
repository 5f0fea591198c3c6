package psi

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// FoldUser is a platform's reference to a user by simple case folding, a UUID without what may be around it, and whether
// that differs. What is said against a user holds for all references that are then equal.
func FoldUser(ref []byte) (folded []byte, differs bool) {
	if id := UUID(ref); id != nil {
		ref, differs = id, len(id) < len(ref)
	}
	for _, c := range ref {
		if 'A' <= c && c <= 'Z' || c >= utf8.RuneSelf {
			folded = bytes.Map(foldLetter, ref)
			return folded, differs || !bytes.Equal(folded, ref)
		}
	}
	return ref, differs
}

// foldLetter is the same for all letters that differ only in case.
func foldLetter(c rune) rune {
	if c < utf8.RuneSelf {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		return c
	}
	least := c
	for next := unicode.SimpleFold(c); next != c; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	return unicode.ToLower(least)
}

// UUID returns the digits and hyphens of a UUID, with or without braces or urn:uuid: around them; nil for other references.
func UUID(ref []byte) []byte {
	const width = 36
	switch n := len(ref); {
	case n == width:
	case n == width+2 && ref[0] == '{' && ref[n-1] == '}':
		ref = ref[1 : n-1]
	case n == width+9 && bytes.EqualFold(ref[:9], []byte("urn:uuid:")):
		ref = ref[9:]
	default:
		return nil
	}
	for i, c := range ref {
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return nil
			}
		default:
			if c |= 0x20; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
				return nil
			}
		}
	}
	return ref
}
