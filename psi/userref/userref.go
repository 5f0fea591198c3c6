// Package userref compares a platform's references to its users: what is said against one holds however it is spelled.
package userref

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// Fold is a platform's reference to a user by simple case folding, a UUID as its digits alone, and whether
// that differs. What is said against a user holds for all references that are then equal.
func Fold(ref []byte) (folded []byte, differs bool) {
	if id := UUID(ref); id != nil {
		id = bytes.ReplaceAll(id, []byte("-"), nil)
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

// UUID returns the digits of a UUID and its hyphens, if it has them, without braces or urn:uuid: around it; nil for other
// references.
func UUID(ref []byte) []byte {
	n := len(ref)
	switch {
	case n < 32 || n > 45:
		return nil
	case ref[0] == '{' && ref[n-1] == '}':
		ref = ref[1 : n-1]
	case n > 9 && bytes.EqualFold(ref[:9], []byte("urn:uuid:")):
		ref = ref[9:]
	}
	if len(ref) != 32 && len(ref) != 36 {
		return nil
	}
	for i, c := range ref {
		if len(ref) == 36 && (i == 8 || i == 13 || i == 18 || i == 23) {
			if c != '-' {
				return nil
			}
			continue
		}
		if letter := c | 0x20; (c < '0' || c > '9') && (letter < 'a' || letter > 'f') {
			return nil
		}
	}
	return ref
}
