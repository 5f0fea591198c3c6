package identity

import (
	"encoding/hex"
)

// HashedKey reads a value of a column that already holds SHA-256 digests of normal forms: 64 hexadecimal digits in
// either case, or the 44 characters of standard base64 with padding. White space around it is ignored. A digest of
// nothing or of a placeholder is rejected: it stands for a missing value, and as a key it would join all people without
// one.
func HashedKey(text []byte) (Key, Reject) {
	text = trimWhite(text)
	var k Key
	switch {
	case len(text) == 0:
		return k, Empty
	case isHex(text, 64):
		if _, err := hex.Decode(k[:], text); err != nil {
			return Key{}, BadHash
		}
	case isBase64(text):
		var b [33]byte
		if _, err := strictBase64.Decode(b[:], text); err != nil {
			return Key{}, BadHash
		}
		copy(k[:], b[:])
	case isHex(text, 32), len(text) == 24 && text[23] == '=':
		return k, MD5Hash
	case isHex(text, 40), len(text) == 28 && text[27] == '=':
		return k, SHA1Hash
	case isPlaceholderText(text):
		return k, Placeholder
	default:
		return k, BadHash
	}
	if r := hollowKeys().find(&k); r != Accepted {
		return Key{}, r
	}
	return k, Accepted
}
