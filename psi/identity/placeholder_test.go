package identity

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A placeholder is nobody's key: in clear, under every profile, and hashed, in every spelling that a hashed column has.
func TestPlaceholders(t *testing.T) {
	texts := []string{"null", "NULL", "Null", "None", "none", "NONE", "nan", "NaN", "N/A", "n/a", "undefined", "Undefined", "unknown",
		"UNKNOWN", "-", "--", "?", "0", "0000000000", "[]", "{}", `""`, "[NULL]", `\N`, "Not available", "no email", "k.A.", "x", "—",
		"+", "+0", "+000", "+49", "0049", "No-Reply", "DO NOT REPLY", "[object Object]", "Keine E-Mail", "non renseigné", "{{email}}"}
	addresses := []string{"test@test.com", "TEST@TEST.COM", "Test@Test.com", "none@none.com", "noemail@noemail.com", "no-email@no-email.de",
		"null@null.com", "noreply@example.com", "No-Reply@Example.com", "do-not-reply@example.org", "Do-Not-Reply@do-not-reply.com", "none@none.com", "unknown@unknown.org", "test@test.co.uk", "test@example.com", "a@a.com", "asdf@asdf.com"}
	phones := []string{"+10000000000", "+1 000 000 0000", "+0000000000", "+11111111111", "+19999999999", "+15555555555",
		"+490000000000", "+4400000000", "+1234567890", "+11234567890"}
	for _, p := range Profiles() {
		p, err := ParseProfile(p)
		require.NoError(t, err)
		for typ, list := range map[Type][]string{Email: append(texts, addresses...), Phone: append(texts, phones...)} {
			if !p.Supports(typ) {
				continue
			}
			n, err := p.Normaliser(typ, Options{Region: "DE"})
			require.NoError(t, err)
			for _, text := range list {
				got, r := n.Append(nil, []byte(text))
				if typ == Phone && strings.Contains(text, " ") && r != Accepted { // uid2: not_e164
					continue
				}
				require.Equal(t, Placeholder, r, "%s, %s: %q is %s", p, typ, text, r)
				require.Empty(t, got)
			}
		}
	}
	for want, list := range map[Reject][]string{
		HashOfEmpty: {"", " ", "\n", "\r\n", "\t", "\ufeff", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		HashOfPlaceholder: append(append(append(texts, addresses...), phones[2:]...), "nULL", "nOnE", "0", "000000", "+10000000000",
			"10000000000", "0000000000", "1111111111", "9999999999", "+4900000000", "1234567890", "TEST@test.com",
			"NULL\n", "null ", " null", "N/A\r\n", "n\x00u\x00l\x00l\x00", "N\x00U\x00L\x00L\x00"),
	} {
		for _, text := range list {
			if strings.HasPrefix(text, "+00") || text == "TEST@test.com" {
				continue // nobody's normal form, and no usual casing
			}
			for _, spelling := range hashSpellings([]byte(text)) {
				key, r := HashedKey([]byte(spelling))
				require.Equal(t, want, r, "hash of %q is %s", text, r)
				require.Equal(t, Key{}, key)
			}
		}
	}
	for _, text := range []string{"null", "N/A", "-", "0", "None"} {
		_, r := HashedKey([]byte(text))
		require.Equal(t, Placeholder, r, text)
	}
	for digest, want := range map[string]Reject{strings.Repeat("0", 64): HashOfPlaceholder, strings.Repeat("F", 64): HashOfPlaceholder} {
		_, r := HashedKey([]byte(digest))
		require.Equal(t, want, r)
	}
}

func hashSpellings(text []byte) []string {
	sum := Sum(text)
	s := hex.EncodeToString(sum[:])
	return []string{s, strings.ToUpper(s), " " + s + "\n", base64.StdEncoding.EncodeToString(sum[:])}
}

// What may belong to a person is not a placeholder, however it looks.
func TestNoPlaceholders(t *testing.T) {
	for typ, list := range map[Type][]string{
		Email: {"test@gmail.com", "test.test@test.com", "nil@nil.se", "unknown@gmx.de", "no@email.com", "email@email.com", "null@heise.example",
			"ann@example.com", "user@example.com", "noreply@firma.example", "no-reply@shop.test", "x@example.com", "a@example.com", "ann@shop.test", "na@na.de", "e@example.com"},
		Phone: {"+447777777777", "+919999999999", "+18005550100", "+491511111111", "+12345678901", "+33123456789", "+442079460000"},
	} {
		for _, name := range []string{"google-dm", "uid2", "e164-digits", "default-v1"} {
			n, err := Profile{name}.Normaliser(typ, Options{})
			if err != nil {
				continue
			}
			for _, text := range list {
				_, r := n.Append(nil, []byte(text))
				require.NotEqual(t, Placeholder, r, "%s: %q", name, text)
				for _, spelling := range hashSpellings([]byte(text)) {
					_, r := HashedKey([]byte(spelling))
					require.Equal(t, Accepted, r, "%q: %s", text, r)
				}
			}
		}
	}
}

// Text that was rejected for another reason is looked at too, whatever its bytes are.
func TestNoPlaceholderNumbers(t *testing.T) {
	for _, text := range []string{"x10000000", "\xff\xff\xff000000", "99*000000", "+~~0000000"} {
		for _, profile := range []string{"e164", "e164-digits", "uid2", "google-dm", "default-v1"} {
			n, err := Profile{profile}.Normaliser(Phone, Options{Region: "DE"})
			require.NoError(t, err)
			_, r := n.Append(nil, []byte(text))
			require.NotContains(t, []Reject{Accepted, Placeholder}, r, "%s: %q", profile, text)
		}
	}
}

// The digests are those of the texts that are rejected in clear: both lists have the same entries.
func TestHollowKeys(t *testing.T) {
	n, err := Profile{"google-dm"}.Normaliser(Phone, Options{})
	require.NoError(t, err)
	for _, number := range placeholderNumbers() {
		require.True(t, isPlaceholderNumber([]byte(strings.TrimPrefix(number, "+"))), number)
		_, r := n.Append(nil, []byte(number))
		require.NotEqual(t, Accepted, r, number)
		_, r = HashedKey([]byte(hashSpellings([]byte(number))[0]))
		require.Equal(t, HashOfPlaceholder, r, number)
	}
	for text := range placeholderLists().texts {
		require.LessOrEqual(t, len(text), longestPlaceholderText, text)
		require.Equal(t, strings.ToLower(text), text)
		require.NotContains(t, text, "@")
	}
	require.Len(t, placeholderLists().texts, strings.Count(placeholdersText, "\ntext "))
	for address := range placeholderLists().addresses {
		require.True(t, mayBePlaceholder([]byte(address), strings.IndexByte(address, '@')), address)
	}
	require.NotEmpty(t, placeholderLists().addresses)
}
