package identity

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// What typesetting, lists and phones leave in an address is not part of a name, and mapping must not turn it into
// letters.
func TestSymbols(t *testing.T) {
	n, err := Default().Normaliser(Email, Options{})
	require.NoError(t, err)
	for _, c := range []struct {
		in, want string
		reject   Reject
	}{
		{"bo@firma.example’", "", Symbol}, {"bo@firma.example”", "", Symbol}, {"bo@«firma».example", "", Symbol},
		{"bo@firma–nord.example", "", Symbol}, {"bo@firma→.example", "", Symbol}, {"bo@firma®.example", "", Symbol},
		{"bo@firma™.example", "", Symbol}, {"bo@firmaª.example", "", Symbol}, {"bo@firmaº.example", "", Symbol},
		{"bo@firma℠.example", "", Symbol}, {"bo@firma②.example", "", Symbol}, {"bo@firma².example", "", Symbol},
		{"bo@firma❤.example", "", Symbol}, {"bo@firma😀.example", "", Symbol}, {"bo@➜firma.example", "", Symbol},
		{"bo@ﬁrma.example", "", Symbol}, {"bo@firma\ufe0f.example", "", Symbol}, {"bo@½firma.example", "", Symbol},
		{"bo@firma‐nord.example", "", Symbol}, {"bo@firma…", "", Symbol}, {"bo@ﷺ.example", "", Symbol},
		{"bo@İstanbul.example", "", Symbol}, {"bo@ŉfirma.example", "", Symbol}, {"bo@firma\u0378.example", "", Symbol},
		{"bo@xn--example-e36c.example", "", Symbol}, {"bo@xn--i-7iq.example", "", Symbol}, // I❤
		{"“bo@firma.example", "", Symbol}, {"•bo@firma.example", "", Symbol}, {"o’brien@firma.example", "", Symbol},
		{"bo™@firma.example", "", Symbol}, {"boª@firma.example", "", Symbol}, {"bo😀@firma.example", "", Symbol},
		{"ｂｏ@firma.example", "", Symbol}, {"bo②@firma.example", "", Symbol}, {"·bo@firma.example", "", Symbol},
		{"bo—@firma.example", "", Symbol}, {"✉bo@firma.example", "", Symbol}, {"µ@firma.example", "", Symbol},

		{"bo@BÜRO.example", "bo@xn--bro-hoa.example", 0},
		{"bo@ÅNGSTRÖM.example", "bo@xn--ngstrm-hua5l.example", 0},
		{"bo@\u212bNGSTRÖM.example", "bo@xn--ngstrm-hua5l.example", 0}, // ANGSTROM SIGN, by NFC
		{"bo@bu\u0308ro.example", "bo@xn--bro-hoa.example", 0},
		{"bo@straße.example", "bo@xn--strae-oqa.example", 0}, {"bo@STRAẞE.example", "bo@xn--strae-oqa.example", 0},
		{"bo@ｆｉｒｍａ．example", "bo@firma.example", 0}, {"bo@ﾌｨﾙﾑ.example", "bo@xn--dck5e8a4b.example", 0},
		{"bo@foo・バー.example", "bo@xn--foo-un4boih.example", 0}, {"bo@foo・bar.example", "", Symbol},
		{"bo@col·legi.example", "bo@xn--collegi-xma.example", 0}, {"bo@col·egi.example", "", Symbol},
		{"น้ำ@น้ำ.example", "น้ำ@xn--q3c4c8cq.example", 0}, // with U+0E33, which everybody types
		{"bo@ΕΛΛΆΔΑ.example", "bo@xn--hxakic4aa.example", 0},
		{"bo@١٢.example", "", BadDomain}, {"bo@א١.example", "bo@xn--4db40a.example", 0}, {"bo@א١۲.example", "", Symbol},
		{"bo@क\u094d\u200dष.example", "", InvisibleCharacter}, {"bo@xn--11b2ezcw70k.example", "bo@xn--11b2ezcw70k.example", 0}, // the same
		{"bo@xn--mgba3gch31f060k.example", "", Symbol}, // a zero-width non-joiner between letters that join
		{"bo@xn--ab-j1t.example", "", Symbol},
		{"bo@xn--.example", "", BadDomain}, {"bo@xn--abc-.example", "", BadDomain},
		{"bo@a--b.example", "bo@a--b.example", 0}, {"bo@ab--c.example", "", BadDomain},
		{"bo@äb--c.example", "", BadDomain}, {"bo@ä--b.example", "bo@xn----b-pla.example", 0}, {"bo@-ä.example", "", BadDomain},
		{"bo@1a.אב.example", "", BadDomain}, {"bo@a1.אב.example", "bo@a1.xn--4dbc.example", 0},
		{"col·legi@firma.example", "col·legi@firma.example", 0}, {"ÉRIC@firma.example", "Éric@firma.example", 0},
		{"J\u030c@firma.example", "\u01f0@firma.example", 0}, // has a code point of its own in small letters alone
		{"用户@firma.example", "用户@firma.example", 0}, {"ẞ@firma.example", "ẞ@firma.example", 0},
	} {
		got, r := n.Append(nil, []byte(c.in))
		require.Equal(t, c.reject, r, "%q is %s", c.in, r)
		require.Equal(t, c.want, string(got), "%q", c.in)
	}
}

// A toolchain with another Unicode version changes normal forms. When this fails, the table and SPEC.md stay as they
// are until a new profile uses the new version. SPEC M7
func TestUnicodeVersion(t *testing.T) {
	for name, version := range map[string]string{
		"golang.org/x/net/idna": idna.UnicodeVersion, "golang.org/x/text/unicode/norm": norm.Version,
		"golang.org/x/text/unicode/bidi": bidi.UnicodeVersion, "unicode": unicode.Version,
	} {
		require.Equal(t, UnicodeVersion, version, name)
	}
	require.Contains(t, codepointsText, "Unicode "+UnicodeVersion+".\n")
	spec, err := os.ReadFile("../../SPEC.md")
	require.NoError(t, err)
	require.True(t, bytes.Contains(spec, []byte("Unicode "+UnicodeVersion)), "SPEC.md names the version")
}

// A code point that is added, lost or of another class makes other normal forms, and the text would not show it. SPEC M7
func TestCodepointsAreThoseOfTheText(t *testing.T) {
	spec, err := os.ReadFile("../../SPEC.md")
	require.NoError(t, err)
	require.Contains(t, string(spec), fmt.Sprintf("%x", sha256.Sum256([]byte(codepointsText))), "SPEC.md has another table")
}

// The table is sorted and has no overlaps, which look-up relies on. SPEC M7
func TestCodepoints(t *testing.T) {
	var last rune
	for _, p := range codepoints().points {
		require.Greater(t, p.first, last)
		require.GreaterOrEqual(t, p.last, p.first)
		require.Equal(t, p.class == 'M' || p.class == 'W', p.to != "", "%U", p.first)
		last = p.last
	}
	for r, class := range map[rune]byte{'ä': 'V', 'ß': 'V', 'Ä': 'M', 'ｱ': 'W', '·': 'O', '\u200c': 'J', 'İ': 'L', '’': 0, 0x10ffff: 0, 0x80: 0} {
		require.Equal(t, class, codepoints().find(r).class, "%U", r)
	}
}
