package identity

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEmailDefault(t *testing.T) {
	n, err := Default().Normaliser(Email, Options{})
	require.NoError(t, err)
	for _, c := range []struct{ in, want string }{
		{"Ann.Lee@Example.COM", "ann.lee@example.com"},
		{" \u00a0\ufeffann@example.com\t\r\n", "ann@example.com"},
		{"A.n.n+shop@GMail.com", "ann@gmail.com"},
		{"A.n.n+shop@googlemail.com", "ann@googlemail.com"},
		{"a.n.n+shop@example.com", "a.n.n+shop@example.com"},
		{"ann@example.com.", "ann@example.com"},
		{"a..b@example.com", "a..b@example.com"},
		{".a.@example.com", ".a.@example.com"},
		{"-ann@example.com", "-ann@example.com"},
		{"+ann@example.com", "+ann@example.com"},
		{"ann@faß.de", "ann@xn--fa-hia.de"},
		{"ann@Bücher.example", "ann@xn--bcher-kva.example"},
		{"ann@xn--bcher-kva.example", "ann@xn--bcher-kva.example"},
		{"ann@ｇｍａｉｌ．com", "ann@gmail.com"},
		{"ann@example。com。", "ann@example.com"},
		{"É@example.com", "É@example.com"}, // A–Z only
		{"E\u0301@example.com", "É@example.com"},
		{"\u212aelvin@example.com", "kelvin@example.com"}, // NFC makes KELVIN SIGN a K
		{"İ@example.com", "İ@example.com"},
		{strings.Repeat("a", 64) + "@example.com", strings.Repeat("a", 64) + "@example.com"},
	} {
		got, r := n.Append([]byte("x"), []byte(c.in))
		require.Equal(t, Accepted, r, "%q: %s", c.in, r)
		require.Equal(t, "x"+c.want, string(got))
		key, _ := n.Key([]byte(c.in))
		require.Equal(t, Sum([]byte(c.want)), key)
	}
	for _, c := range []struct {
		in   string
		want Reject
	}{
		{"", Empty}, {" \t", Empty}, {"\ufeff", Empty},
		{"ann", NoAtSign}, {"a@b@c.com", SeveralAtSigns}, {"ann@example.com;bob@example.com", SeveralAtSigns},
		{"@example.com", EmptyLocalPart}, {"+x@gmail.com", EmptyLocalPart}, {"...@gmail.com", EmptyLocalPart},
		{"ann@", BadDomain}, {"ann@.", BadDomain}, {"ann@a..b", BadDomain}, {"ann@exa_mple.com", BadDomain},
		{"ann@-example.com", BadDomain}, {"ann@xn--a.com", Symbol}, {"ann@example", NoDotInDomain},
		{"ann@" + strings.Repeat("a", 64) + ".com", BadDomain},
		{"ann@" + strings.Repeat("a.", 126) + "com", LongDomain},
		{strings.Repeat("a", 65) + "@example.com", LongLocalPart},
		{"Bob <bob@example.com>", InnerSpace}, {"<bob@example.com>", BadLocalPart}, {`"bob"@example.com`, BadLocalPart},
		{"mailto:bob@example.com", BadLocalPart}, {"bob@[192.0.2.1]", BadDomain},
		{"b ob@example.com", InnerSpace}, {"b\u00a0ob@example.com", InnerSpace}, {"b\u2028ob@example.com", InnerSpace},
		{"bob\x00@example.com", ControlCharacter}, {"b\tob@example.com", ControlCharacter}, {"b\u0085ob@example.com", ControlCharacter},
		{"bob@gmail.com\u200b", InvisibleCharacter}, {"bo\u00adb@gmail.com", InvisibleCharacter}, {"\u202ebob@gmail.com", InvisibleCharacter},
		{"b\xffob@example.com", NotUTF8}, {"a\u037eb@example.com", BadLocalPart},
		{"'bob@example.com", ExcelApostrophe}, {"=bob@example.com", ExcelFormula}, {"#N/A", ExcelError},
		{strings.Repeat("a", 1100) + "@example.com", TooLong},
		{strings.Repeat("0a", 32), LooksHashed}, {strings.Repeat("0A", 16), MD5Hash}, {strings.Repeat("0a", 20), SHA1Hash},
	} {
		got, r := n.Append([]byte("x"), []byte(c.in))
		require.Equal(t, c.want, r, "%q: got %s, want %s", c.in, r, c.want)
		require.Equal(t, "x", string(got))
	}
}

func TestPhone(t *testing.T) {
	for _, c := range []struct {
		in, region, want string
		reject           Reject
	}{
		{"+442079460000", "", "+442079460000", 0},
		{"+44 20 7946 0000", "", "+442079460000", 0},
		{"+44 (0)20 7946 0000", "", "+442079460000", 0},
		{"+4402079460000", "", "+442079460000", 0},
		{"020 7946 0000", "GB", "+442079460000", 0},
		{"020 7946 0000", "UK", "+442079460000", 0},
		{"0044 20 7946 0000", "GB", "+442079460000", 0},
		{"+44 20 7946 0000", "US", "+442079460000", 0},
		{"(650) 253-0000", "USA", "+16502530000", 0},
		{"6502530000", "US", "+16502530000", 0},
		{"604 555 1234", "US", "+16045551234", 0}, // Canada
		{"+39 06 6982", "", "+39066982", 0},
		{"+1-650\u2011253\u20110000", "", "+16502530000", 0},
		{"+\u0661\u0666\u0665\u0660\u0662\u0665\u0663\u0660\u0660\u0660\u0660", "", "+16502530000", 0},
		{"020 7946 0000", "", "", NoCountry},
		{"16502530000", "", "", NoCountry},
		{"0044 20 7946 0000", "US", "", InvalidNumber},
		{"16505551212", "GB", "", InvalidNumber},
		{"65 1243 5678", "SG", "", InvalidNumber},
		{"+012345678", "US", "", InvalidNumber},
		{"+16502530", "", "", InvalidNumber},
		{"+1650253000000000", "", "", InvalidNumber},
		{"+9999999999", "", "", Placeholder},
		{"+1 (650) 253-OOOO", "", "", Letters},
		{"1-800-FLOWERS", "US", "", Letters},
		{"+1 650 253 0000 ext. 5", "", "", Extension},
		{"+1 650 253 0000 #5", "", "", Extension},
		{"+1 650 253 0000 x5", "", "", Extension},
		{"+1 650 253 0000; +1 650 253 0001", "", "", SeveralValues},
		{"+1 650 253 0000 +1 650 253 0001", "", "", SeveralValues},
		{"1.65E+10", "US", "", ExcelScientific},
		{"1,65056E+10", "US", "", ExcelScientific},
		{"16502530000.0", "US", "", ExcelDecimal},
		{"'+16502530000", "", "", ExcelApostrophe},
		{"=+16502530000", "", "", ExcelFormula},
		{"-16502530000", "US", "", ExcelFormula},
		{"#####", "US", "", ExcelError},
		{"\x00+16502530000", "", "", ControlCharacter},
		{"+1650\xff2530000", "", "", NotUTF8},
		{"", "US", "", Empty},
		{" ", "US", "", Empty},
		{"()", "US", "", InvalidNumber},
		{strings.Repeat("0a", 32), "US", "", LooksHashed},
	} {
		n, err := Default().Normaliser(Phone, Options{Region: c.region})
		require.NoError(t, err)
		got, r := n.Append(nil, []byte(c.in))
		require.Equal(t, c.reject, r, "%q in %q: got %s, want %s", c.in, c.region, r, c.reject)
		require.Equal(t, c.want, string(got), "%q in %q", c.in, c.region)
		if r == Accepted {
			d, err := Profile{"e164-digits"}.Normaliser(Phone, Options{Region: c.region})
			require.NoError(t, err)
			digits, _ := d.Append(nil, []byte(c.in))
			require.Equal(t, c.want[1:], string(digits))
		}
	}
	_, err := Default().Normaliser(Phone, Options{Region: "Narnia"})
	require.Error(t, err)
}

func TestHashedKey(t *testing.T) {
	want := Sum([]byte("foo@bar.com"))
	for in, r := range map[string]Reject{
		"0c7e6a405862e402eb76a70f8a26fc732d07c32931e9fae9ab1582911d2e8a3b":   Accepted,
		" 0C7E6A405862E402EB76A70F8A26FC732D07C32931E9FAE9AB1582911D2E8A3B ": Accepted,
		"DH5qQFhi5ALrdqcPiib8cy0Hwykx6frpqxWCkR0uijs=":                       Accepted,
		"DH5qQFhi5ALrdqcPiib8cy0Hwykx6frpqxWCkR0uijs":                        BadHash,
		"0x0c7e6a405862e402eb76a70f8a26fc732d07c32931e9fae9ab1582911d2e8a3b": BadHash,
		"0c7e6a405862e402eb76a70f8a26fc732d07c32931e9fae9ab1582911d2e8a3b00": BadHash,
		"f3ada405ce890b6f8204094deb12d8a8":                                   MD5Hash,
		"823776525776c8f23a87176c59d25759da7a52c4":                           SHA1Hash,
		"foo@bar.com": BadHash,
		"":            Empty,
		"DH5qQFhi5ALrdqcPiib8cy0Hwykx6frpqxWCkR0uijt=": BadHash, // not canonical
	} {
		k, got := HashedKey([]byte(in))
		require.Equal(t, r, got, in)
		if r == Accepted {
			require.Equal(t, want, k)
		} else {
			require.Equal(t, Key{}, k)
		}
	}
}

func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rejects() {
		require.Regexp(t, `^[a-z][a-z0-9_]+$`, r.Code())
		require.NotEmpty(t, r.Hint(), r.Code())
		require.False(t, seen[r.Code()], r.Code())
		seen[r.Code()] = true
	}
	for _, name := range Profiles() {
		p, err := ParseProfile(name)
		require.NoError(t, err)
		require.Equal(t, name, p.String())
		require.True(t, p.Supports(Email) || p.Supports(Phone), name)
	}
	_, err := ParseProfile("default")
	require.ErrorContains(t, err, "default-v1, uid2")
	for _, typ := range Types() {
		got, err := ParseType(string(typ))
		require.NoError(t, err)
		require.Equal(t, typ, got)
	}
	_, err = ParseType("fax")
	require.Error(t, err)
	plain, _ := ParseProfile("plain")
	_, err = plain.Normaliser(Phone, Options{})
	require.ErrorContains(t, err, `"plain"`)
}
