package identity

import (
	"bytes"
	"encoding/base64"
)

// looksHashed recognises a hash where a plain value was expected. An e-mail address with an '@' and a phone number of
// at most 15 digits never look like one.
func looksHashed(text []byte) Reject {
	switch {
	case isHex(text, 32):
		return MD5Hash
	case isHex(text, 40):
		return SHA1Hash
	case isHex(text, 64), isBase64(text):
		return LooksHashed
	}
	return Accepted
}

func isHex(text []byte, n int) bool {
	if len(text) != n {
		return false
	}
	for _, c := range text {
		if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
			return false
		}
	}
	return true
}

var strictBase64 = base64.StdEncoding.Strict()

func isBase64(text []byte) bool {
	if len(text) != 44 || text[43] != '=' {
		return false
	}
	var b [33]byte
	n, err := strictBase64.Decode(b[:], text)
	return err == nil && n == 32
}

// excelDamage recognises what spreadsheets make of addresses and numbers. A plus sign doesn't count as a formula: phone
// numbers start with one.
func excelDamage(text []byte) Reject {
	switch c := text[0]; c {
	case '\'':
		return ExcelApostrophe
	case '=':
		return ExcelFormula
	case '#':
		if bytes.IndexByte(text, '@') < 0 {
			return ExcelError // #N/A, #REF!, #NAME?, #####
		}
	}
	return Accepted
}

// excelNumber recognises a number that went through a spreadsheet's number format: 1.65E+10, 1,65E+10, 16505550100.0,
// also if some program has put a plus sign before it.
func excelNumber(text []byte) Reject {
	if text[0] == '+' {
		text = text[1:]
	}
	mantissa, point := 0, -1
	for i, c := range text {
		switch {
		case '0' <= c && c <= '9':
			mantissa++
		case (c == '.' || c == ',') && point < 0 && mantissa > 0:
			point = i
		case (c == 'e' || c == 'E') && mantissa > 0:
			exp := bytes.TrimLeft(text[i+1:], "+-")
			if len(exp) > 0 && len(exp) <= 3 && len(text)-i-1-len(exp) <= 1 && allDigits(exp) {
				return ExcelScientific
			}
			return Accepted
		default:
			return Accepted
		}
	}
	if point > 0 && zeroFraction(text) {
		return ExcelDecimal
	}
	return Accepted
}

func allDigits(text []byte) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
