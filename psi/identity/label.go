package identity

import (
	"bytes"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// People write what a number is before it: "Tel.: 0151…", "Mobil 0151…". A word that is not among these is left where it
// is, and the cell rejected: "Fax", "Assistenz", and CALLNOW, which stands for digits.
var phoneLabels = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(`tel telno telnr phone phoneno phonenumber telephone telephonenumber mobile mobileno mobilenumber mob mobilephone cell cellphone
		telefon telefonnr telefonnummer fon rufnummer mobil mobilnr mobilnummer mobiltelefon handy handynr handynummer festnetz natel
		telefoon telefoonnummer mobiel tlf telefonszam telefono telefonofisso telefonomovil telefonofijo movil celular cellulare cel cell
		telefone telemovel telephonefixe telfixe telportable portable gsm whatsapp komorka
		тел телефон моб мобильныи мобильныителефон 電話 電話番号 携帯 携帯電話 手机 手机号 手机号码 电话 전화 전화번호 휴대폰`) {
		m[norm.NFC.String(w)] = true
	}
	return m
}()

// maxLabel is more bytes than a label has.
const maxLabel = 48

// mayBeLabelled is a quick check of the start of a text without white space around it.
func (n *Normaliser) mayBeLabelled(text []byte) bool {
	if n.email != nil {
		switch text[0] {
		case 'm', 'M', 'e', 'E':
			return bytes.IndexByte(text[:min(8, len(text))], ':') >= 0
		}
		return false
	}
	c := text[0]
	return c >= 0x80 || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// unlabel drops the label before a phone number or an address, and says whether there was one.
func (n *Normaliser) unlabel(text []byte) (rest []byte, ok bool) {
	text = trimWhite(text)
	if n.typ == Email {
		return unlabelAddress(text)
	}
	if len(text) == 0 || phoneByte[text[0]] != 0 && phoneByte[text[0]] != phoneHigh {
		return text, false
	}
	end := bytes.IndexFunc(text[:min(maxLabel, len(text))], func(c rune) bool { return !inLabel(c) })
	if end < 0 || !phoneLabels[labelKey(text[:end])] {
		return text, false
	}
	rest = trimWhite(text[end:])
	if !bytes.ContainsAny(text[:end], ":：") && numbersLabel(rest) {
		return text, false
	}
	if less := trimScheme(text); len(less) < len(text) && bytes.Equal(less, rest) {
		if _, damaged := Repair(rest); !damaged {
			return text, false // the profile drops tel: itself, so nothing is repaired
		}
	}
	return rest, true
}

// numbersLabel says whether the first digit may be the label's: "Telefon 2 0151…", "Tel (2) 0151…".
func numbersLabel(rest []byte) bool { return leadingDigits(bytes.TrimLeft(rest, " ()[]/")) == 1 }

func inLabel(c rune) bool {
	return unicode.IsLetter(c) || unicode.Is(unicode.Mn, c) || unicode.IsSpace(c) || strings.ContainsRune(".-:：", c)
}

// labelKey is a label's letters without case and diacritics.
func labelKey(label []byte) string {
	letters := strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, norm.NFKD.String(string(label)))
	return norm.NFC.String(letters)
}

// addressLabels stand before an address. No unquoted local part has a colon.
var addressLabels = [...]string{"mailto:", "email:", "e-mail:", "mail:"}

func unlabelAddress(text []byte) (rest []byte, ok bool) {
	if bytes.IndexByte(text[:min(8, len(text))], ':') < 0 {
		return text, false
	}
	for _, l := range addressLabels {
		// In a mailto: URL %2B is a plus sign, and elsewhere it is not.
		if len(text) > len(l) && bytes.EqualFold(text[:len(l)], []byte(l)) && bytes.IndexByte(text, '%') < 0 {
			return trimWhite(text[len(l):]), true
		}
	}
	return text, false
}
