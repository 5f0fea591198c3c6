package identity

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What people and programs separate digits with is accepted, in every profile that reads spellings.
func TestPhoneSeparators(t *testing.T) {
	for _, c := range []struct{ what, in string }{
		{"long vowel mark", "+81ー3ー1234ー5678"}, {"half-width long vowel mark", "+81ｰ3ｰ1234ｰ5678"},
		{"thin space", "+81\u20093\u20091234\u20095678"}, {"narrow no-break space", "+81\u202f3\u202f1234\u202f5678"},
		{"figure space", "+81\u20073\u20071234\u20075678"}, {"no-break space", "+81\u00a03\u00a01234\u00a05678"},
		{"ideographic space", "+81\u30003\u30001234\u30005678"}, {"em space", "+81\u20033\u20031234 5678"},
		{"hyphen", "+81\u20103\u20101234\u20105678"}, {"non-breaking hyphen", "+81\u20113\u20111234\u20115678"},
		{"figure dash", "+81\u20123\u20121234\u20125678"}, {"en dash", "+81–3–1234–5678"}, {"em dash", "+81 — 3 — 1234 5678"},
		{"minus sign", "+81\u22123\u22121234\u22125678"}, {"full-width", "（＋81）3－1234－5678"}, {"full-width dots", "+81．3．1234．5678"},
		{"brackets, dots, slashes", "+81 (3) 12.34/56 [78]"}, {"soft hyphen", "+81\u00ad3\u00ad12345678"}, {"zero width space", "+81\u200b312345678"},
		{"direction marks", "\u202a+81 3 1234 5678\u202c"}, {"left-to-right mark", "\u200e+81312345678"},
		{"tel", "tel:+81-3-1234-5678"}, {"tel in capitals", "TEL: +81312345678"}, {"p", "p:+81312345678"}, {"whatsapp", "whatsapp:+81312345678"},
		{"phone", "phone:+81312345678"}, {"sms", "sms:+81312345678"}, {"callto", "callto:+81312345678"},
	} {
		for _, profile := range []string{"default-v1", "e164", "google-dm"} {
			n, err := Profile{profile}.Normaliser(Phone, Options{})
			require.NoError(t, err)
			got, r := n.Append(nil, []byte(c.in))
			require.Equal(t, Accepted, r, "%s: %s: %s", profile, c.what, r)
			require.Equal(t, "+81312345678", string(got), c.what)
		}
	}
	n, err := Default().Normaliser(Phone, Options{})
	require.NoError(t, err)
	for _, zero := range []rune{'0', 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0x1040, 0x17e0, 0xff10} {
		in := strings.Map(func(c rune) rune {
			if '0' <= c && c <= '9' {
				return zero + c - '0'
			}
			return c
		}, "+81 312345678")
		got, r := n.Append(nil, []byte(in))
		require.Equal(t, Accepted, r, "%U", zero)
		require.Equal(t, "+81312345678", string(got), "%U", zero)
	}
}

// Anything that isn't a digit, a separator or a leading plus is named and yields no number.
func TestPhoneCharacters(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Reject
	}{
		{"+49 30 ***4567", MaskedDigits}, {"+49 30 •••4567", MaskedDigits}, {"+49 30 xxx4567", MaskedDigits}, {"+49 30 XX34567", MaskedDigits},
		{"+49 30 ●●●4567", MaskedDigits}, {"+49 30 ...4567", MaskedDigits}, {"+49 30 ---4567", MaskedDigits}, {"+49 30 …4567", MaskedDigits},
		{"+49 30 ##34567", MaskedDigits}, {"+49 30 ___4567", MaskedDigits}, {"+49 30 ???4567", MaskedDigits}, {"+49 30 1234＊＊＊", MaskedDigits},
		{"+49 30 12345XXX", MaskedDigits}, {"*******4567", MaskedDigits}, {"+49 30 ■■■4567", MaskedDigits}, {"+49 30 .-.4567", MaskedDigits},
		{"+43664123456.0", ExcelDecimal}, {"+43664123456,0", ExcelDecimal}, {"43664123456.00", ExcelDecimal}, {"+43664123456.5", ExcelDecimal}, {"436641234568.50", ExcelDecimal}, {"+43 664 123456.0", ExcelDecimal}, {"+4.36641E+11", ExcelScientific},
		{"+4,36641e11", ExcelScientific}, {"4.91512E+11", ExcelScientific},
		{"+1 650 CALLNOW", Letters}, {"+1 (650) 25O-0000", Letters}, {"+1 650 253 ОООО", Letters}, {"+1 650 253 0000 Büro", Letters},
		{"電話+81312345678", Letters}, {"+81 3 1234 五六七八", Letters}, {"Tel. +81312345678", Letters}, {"mobile:+81312345678", Letters},
		{"whatsapp:tel:+81312345678", Letters},
		{"+442079460000 ext 5", Extension}, {"+442079460000x5", Extension}, {"+442079460000#5", Extension}, {"tel:+442079460000;ext=5", Extension},
		{"+442079460000,5", Extension}, {"+442079460000 x", Letters},
		{"+442079460000 / +442079460001", SeveralValues}, {"+442079460000, +442079460001", SeveralValues}, {"+442079460000;+442079460001", SeveralValues},
		{"+442079460000|+442079460001", SeveralValues}, {"+442079460000 oder +442079460001", SeveralValues}, {"+442079460000 +442079460001", SeveralValues},
		{"02079460000/02079460001", SeveralValues}, {"+49 30 1234567/68", SeveralValues}, {"+49 30 1234567 / 8", SeveralValues}, {"+49369381/1３", SeveralValues}, {"+49 30 1234567 / 6 8", SeveralValues},
		{"++442079460000", StrayPlus}, {"44+2079460000", StrayPlus}, {"+(+44)2079460000", StrayPlus}, {"2079460000+", StrayPlus},
		{"+81-3-1234-5678~9", StraySymbol}, {"+81 3:1234:5678", StraySymbol}, {"+81 3 1234_5678", StraySymbol}, {"☎ +81312345678", StraySymbol},
		{"+81312345678;", StraySymbol}, {"+81312345678,", StraySymbol}, {`"+81312345678"`, StraySymbol}, {"+81 3 1234 567²", StraySymbol},
		{"+8131234567\U0001d7d6", StraySymbol}, {"+81312345௬௭௮", StraySymbol}, {"+81<312345678>", StraySymbol}, {"+8131234567\u0301", StraySymbol},
		{`="+81312345678"`, ExcelFormula}, {"'+81312345678", ExcelApostrophe}, {"+81312\ufffd345678", NotUTF8}, {"+81\t312345678", ControlCharacter},
		{"+8131234\u0085567", ControlCharacter},
	} {
		n, err := Default().Normaliser(Phone, Options{Region: "GB"})
		require.NoError(t, err)
		got, r := n.Append(nil, []byte(c.in))
		require.Equal(t, c.want, r, "%q: %s", c.in, r)
		require.Empty(t, got)
		google, err := Profile{"google-dm"}.Normaliser(Phone, Options{})
		require.NoError(t, err)
		_, r = google.Append(nil, []byte(c.in))
		if c.in != "02079460000/02079460001" { // too long there
			require.Equal(t, c.want, r, "google-dm: %q: %s", c.in, r)
		}
	}
	google, _ := Profile{"google-dm"}.Normaliser(Phone, Options{})
	_, r := google.Append(nil, []byte("+８１312345678"))
	require.Equal(t, StraySymbol, r, "Google's formatter drops these digits")
	n, _ := Default().Normaliser(Phone, Options{Region: "BE"})
	got, _ := n.Append(nil, []byte("02/555/12/12"))
	require.Equal(t, "+3225551212", string(got), "slashes alone are separators")
}
