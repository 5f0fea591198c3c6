package identity

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Damage that lost nothing is undone when a cell is read, and only then: Append still rejects the text, and so does
// Read with Options.Strict.
func TestRead(t *testing.T) {
	const phone, mail = "+4915177107889", "ann@example.com"
	for _, c := range []struct {
		typ  Type
		in   string
		want string // normal form, or a code
	}{
		{Phone, "'+4915177107889", phone}, {Phone, "'015177107889", phone}, {Phone, "'(0151) 77107889", phone}, {Phone, " '+4915177107889", phone},
		{Phone, `="015177107889"`, phone}, {Phone, `="+49 151 77107889"`, phone}, {Phone, `"+49 151 77107889"`, phone},
		{Phone, "“+4915177107889”", phone}, {Phone, "„+4915177107889“", phone}, {Phone, "«+4915177107889»", phone}, {Phone, "'+4915177107889'", phone},
		{Phone, "+4915177107889;", phone}, {Phone, "+4915177107889, ", phone}, {Phone, "+4915177107889;;;", phone}, {Phone, `"'+4915177107889;",`, phone},
		{Phone, "+4915177107889.0", phone}, {Phone, "015177107889.0", phone}, {Phone, "015177107889,00", phone}, {Phone, `"+4915177107889.0"`, phone},
		{Phone, "4915177107889.0", "ambiguous"}, // without the fraction two readings are left
		{Phone, "4.91512E+11", "excel_scientific"}, {Phone, "'4.91512E+11", "excel_scientific"}, {Phone, "+4915177107889.5", "excel_decimal"},
		{Phone, `"+4915177107889`, "stray_symbol"}, {Phone, `+4915177107889"`, "stray_symbol"}, {Phone, "=+4915177107889", "excel_formula"},
		{Phone, `""`, "empty"}, {Phone, "'", "excel_apostrophe"}, {Phone, ";", "empty"}, {Phone, "'CALLNOW1", "letters"}, {Phone, "-", "placeholder"},
		{Phone, "+49 30 ***4567;", "masked_digits"},

		{Phone, "Tel.: 0151 77107889", phone}, {Phone, "Tel 0151 77107889", phone}, {Phone, "TEL.0151-77107889", phone}, {Phone, "Mobil: +49 151 77107889", phone},
		{Phone, "Mobil-Nr.: 015177107889", phone}, {Phone, "Handy (0151) 77107889", phone}, {Phone, "Tél : +49 151 77107889", phone}, {Phone, "Te\u0301l. +4915177107889", phone},
		{Phone, "Teléfono móvil: +4915177107889", phone}, {Phone, "Cellulare +4915177107889", phone}, {Phone, "Telemóvel: +4915177107889", phone},
		{Phone, "电话：+4915177107889", phone}, {Phone, "전화 +4915177107889", phone}, {Phone, "Мобильный: +4915177107889", phone}, {Phone, "'Tel.: \"0151 77107889\";", phone},
		{Phone, "Tel.: 0 151 77107889", phone},
		{Phone, "tel:+4915177107889.0", phone}, {Phone, "TEL: '0151 77107889", phone}, {Phone, "whatsapp:+4915177107889.00", phone}, {Phone, "tel:+4915177107889.5", "excel_decimal"},
		{Phone, "sms:+4915177107889.0", "excel_decimal"}, // not a word of labels
		{Phone, "Mobil-Nr. 0๑51 77107889", phone}, {Phone, "Mobil-Nr. ０๑51 77107889", phone}, {Phone, "Telefon ２ 0151 77107889", "letters"}, {Phone, "Tel [๒] 0151 77107889", "letters"},
		{Phone, "Telefon 2 0151 77107889", "letters"}, {Phone, "Tel. 1 0151 77107889", "letters"}, {Phone, "Tel (2) 0151 77107889", "letters"}, {Phone, "Telefon 2: 0151 77107889", "letters"},
		{Phone, "Fax: 0151 77107889", "letters"}, {Phone, "Tel./Fax: 0151 77107889", "letters"}, {Phone, "Assistenz 0151 77107889", "letters"},
		{Phone, "Tel.: 0151 77107889 ext. 5", "extension"}, {Phone, "Tel.: 0151 77107889 Mobil: 0151 77107880", "several_values"},
		{Phone, "Tel.:", "letters"}, {Phone, "Telefon", "placeholder"}, {Phone, "Tel.: 4.91512E+11", "excel_scientific"}, {Phone, "0151 77107889 Tel", "letters"},

		{Phone, "0151·7710·7889", phone}, {Phone, "0151・77107889", phone}, {Phone, "+49‧151∙77107889", phone}, {Phone, "0151~77107889", phone}, {Phone, "0151〜771〜07889", "stray_symbol"},
		{Phone, "0151 77107889·", "stray_symbol"}, {Phone, "0151 7710788~9", "stray_symbol"}, {Phone, "0151 771~9", "stray_symbol"}, {Phone, "0151•77107889", "masked_digits"},
		{Phone, "https://wa.me/4915177107889", phone}, {Phone, "wa.me/+4915177107889", phone}, {Phone, "WA.ME/4915177107889?text=hi%20there", phone},
		{Phone, "https://api.whatsapp.com/send?phone=4915177107889&text=x", phone}, {Phone, "https://wa.me/015177107889", "letters"}, {Phone, "wa.me/qr/ABC4915177107889", "letters"},
		{Phone, "https://example.com/4915177107889", "letters"},
		{Phone, "0151 77107889 (mobil)", phone}, {Phone, "0151 77107889 [privat]", phone}, {Phone, "(Handy) 0151 77107889", phone}, {Phone, "(geschäftl.): 0151 77107889", phone},
		{Phone, "0151 77107889 (Fax)", "letters"}, {Phone, "0151 77107889 (Zentrale)", "letters"}, {Phone, "0151 77107889 (mobil) 12", "letters"},
		{Phone, "M: 0151 77107889", phone}, {Phone, "Büro: 0151 77107889", phone}, {Phone, "Maison : +49 151 77107889", phone}, {Phone, "M 0151 77107889", "letters"}, {Phone, "F: 0151 77107889", "letters"},
		{Phone, "☎ 0151 77107889", phone}, {Phone, "☎️0151 77107889", phone}, {Phone, "📞: +4915177107889", phone}, {Phone, "☎ Tel.: 0151·77107889 (privat)", phone}, {Phone, "☎", "stray_symbol"},
		{Phone, "☎ 0151 77107889 ☎", "stray_symbol"}, {Phone, "🇩🇪 0151 77107889", "stray_symbol"},
		{Phone, "0151-77107889;phone-context=+49", phone}, {Phone, "tel:0151-77107889;phone-context=+49", phone}, {Phone, "tel:+49-151-77107889;phone-context=+1", phone},
		{Phone, "tel:7042;phone-context=example.com", "letters"}, {Phone, "tel:+4915177107889;ext=5", "extension"}, {Phone, "0151 77107889;phone-context=+999", "extension"},

		{Email, `"ann@example.com"`, mail}, {Email, "'ann@example.com", mail}, {Email, "'ann@example.com'", mail}, {Email, "ann@example.com;", mail},
		{Email, "ann@example.com, ", mail}, {Email, `="ann@example.com"`, mail}, {Email, "“ann@example.com”", mail}, {Email, " ' ann@example.com ' ", mail},
		{Email, `"ann"@example.com`, "bad_local_part"}, {Email, "ann@example.com;bob@example.com", "several_at_signs"},
		{Email, "mailto:ann@example.com", mail}, {Email, "MAILTO: ann@example.com", mail}, {Email, "E-Mail: ann@example.com", mail}, {Email, "\"mailto:ann@example.com\"", mail},
		{Email, "mailto:ann%2Btag@example.com", "bad_local_part"}, {Email, "mailto:ann@example.com?subject=x", "bad_domain"},
		{Email, "mailto:ann@example.com,bob@example.com", "several_at_signs"}, {Email, "skype:ann@example.com", "bad_local_part"}, {Email, "mailto:", "no_at_sign"},
		{Email, "=ann@example.com", "excel_formula"}, {Email, `"ann@example.com`, "bad_local_part"},
	} {
		read := func(opts Options) (string, Reading) {
			opts.Region = "DE"
			n, err := Default().Normaliser(c.typ, opts)
			require.NoError(t, err)
			got, r := n.Read(nil, []byte(c.in))
			if r.Reject != Accepted {
				return r.Reject.Code(), r
			}
			return string(got), r
		}
		got, r := read(Options{})
		require.Equal(t, c.want, got, "%q", c.in)
		require.Equal(t, c.want == phone || c.want == mail, r.Repaired, "%q", c.in)

		asIs, strict := read(Options{Strict: true})
		require.False(t, strict.Repaired)
		n, _ := Default().Normaliser(c.typ, Options{Region: "DE"})
		_, reject := n.Append(nil, []byte(c.in))
		require.Equal(t, reject, strict.Reject, "%q", c.in)
		require.False(t, r.Repaired && asIs == got, "%q was not damaged", c.in)
	}
	// A context beats the region.
	abroad, err := Default().Normaliser(Phone, Options{Region: "AT"})
	require.NoError(t, err)
	number, reading := abroad.Read(nil, []byte("0151-77107889;phone-context=+49"))
	require.Equal(t, phone, string(number))
	require.Equal(t, Reading{Repaired: true}, reading)
	// With the plus sign said for all, the fraction's number has one reading.
	n, err := Default().Normaliser(Phone, Options{Region: "DE", Plus: true})
	require.NoError(t, err)
	got, r := n.Read(nil, []byte("4915177107889.0"))
	require.Equal(t, Reading{Repaired: true}, r)
	require.Equal(t, phone, string(got))
}

// What is not damaged stays as it is, white space included: some profiles keep it.
func TestRepairLeavesAlone(t *testing.T) {
	for _, in := range []string{"", " ", "+49 151 77107889", " ann@example.com\u00a0", "o'neil@example.com", "a.0@example.com", "ann@example.com.",
		"192.168.10.0", "+49.30.12345.0", "(030) 123456", `5" pipe`} {
		got, changed := Repair([]byte(in))
		require.False(t, changed, "%q", in)
		require.Equal(t, in, string(got))
	}
	require.Zero(t, testing.AllocsPerRun(100, func() { Repair([]byte("'+4915177107889;")) }))
}

func TestReadNothing(t *testing.T) {
	for _, typ := range Types() {
		n, err := Default().Normaliser(typ, Options{})
		require.NoError(t, err)
		for _, text := range []string{"", " ", ";"} {
			_, r := n.Read(nil, []byte(text))
			require.Equal(t, Empty, r.Reject, "%q", text)
		}
	}
}
