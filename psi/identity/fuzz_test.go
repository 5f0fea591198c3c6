package identity

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// A normal form is its own normal form, text and dst are not modified, and a reject appends nothing.
func checkNormaliser(t *testing.T, n *Normaliser, text []byte) (normal []byte, ok bool) {
	t.Helper()
	before := bytes.Clone(text)
	dst, r := n.Append([]byte("dst"), text)
	if !bytes.Equal(text, before) {
		t.Fatal("text was modified")
	}
	if !bytes.HasPrefix(dst, []byte("dst")) {
		t.Fatal("dst was modified")
	}
	normal = dst[3:]
	if r != Accepted {
		if len(normal) > 0 {
			t.Fatalf("%s, but something was appended", r)
		}
		return nil, false
	}
	again, r := n.Append(nil, normal)
	if r != Accepted || !bytes.Equal(again, normal) {
		t.Fatalf("%q → %q → %q %s", text, normal, again, r)
	}
	if !utf8.Valid(normal) {
		t.Fatalf("%q is not UTF-8", normal)
	}
	return normal, true
}

func fuzzEmail(f *testing.F, profile string, check func(t *testing.T, local, domain []byte)) {
	for _, v := range vectors(f).Accepted {
		for _, in := range v.Inputs {
			f.Add([]byte(in))
		}
	}
	for _, in := range []string{"a@faß.de", "a@ｇｍａｉｌ。com", "K@x.y", "a;b@x.y", "é@x.y.", "'a@b.c", "a@xn--bcher-kva.ex", "a b@c d.e", "@", "a@\u0627\u0628.x", "J\u030c@x.y", "l·l@x.y", "bo@firma™.x", "ΑΣ@x.y", "İ@x.y", "null", "test@test.com", "a@xn--i-7iq.x", "a@ＦÖ・ア。x"} {
		f.Add([]byte(in))
	}
	n, err := Profile{profile}.Normaliser(Email, Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		normal, ok := checkNormaliser(t, n, text)
		if !ok {
			return
		}
		local, domain, _ := bytes.Cut(normal, []byte("@"))
		if len(local) == 0 || len(domain) == 0 || bytes.Contains(domain, []byte("@")) {
			t.Fatalf("%q", normal)
		}
		for _, c := range normal {
			if c < ' ' || c == 0x7f || 'A' <= c && c <= 'Z' {
				t.Fatalf("%q", normal)
			}
		}
		if string(domain) == "gmail.com" && profile != "plain" && bytes.ContainsAny(local, ".+") {
			t.Fatalf("%q", normal)
		}
		check(t, local, domain)
	})
}

func FuzzEmailDefault(f *testing.F) {
	fuzzEmail(f, "default-v1", func(t *testing.T, local, domain []byte) {
		if len(local) > 64 || len(domain) > 253 || !norm.NFC.IsNormal(local) || bytes.ContainsAny(local, "\"(),:;<>[\\] ") {
			t.Fatalf("%q", local)
		}
		unicodeDomain, err := idna.Punycode.ToUnicode(string(domain))
		if err != nil || !codepoints().admits(string(local), "VOML") {
			t.Fatalf("%q@%q", local, domain)
		}
		for label := range strings.SplitSeq(unicodeDomain, ".") {
			if !codepoints().admits(label, "VJO") {
				t.Fatalf("%q", label)
			}
		}
		if !bytes.Contains(domain, []byte(".")) {
			t.Fatalf("%q", domain)
		}
		for _, c := range domain {
			if !isAlnum(c) && c != '-' && c != '.' {
				t.Fatalf("%q", domain)
			}
		}
	})
}

func FuzzEmailUID2(f *testing.F) {
	fuzzEmail(f, "uid2", func(t *testing.T, local, _ []byte) {
		if bytes.Contains(local, []byte(" ")) {
			t.Fatalf("%q", local)
		}
	})
}

func FuzzEmailGoogle(f *testing.F) {
	fuzzEmail(f, "google-dm", func(t *testing.T, local, domain []byte) {
		if bytes.ContainsAny(local, " \u00a0") || string(domain) == "googlemail.com" && bytes.ContainsAny(local, ".+") {
			t.Fatalf("%q", local)
		}
	})
}

func FuzzEmailPlain(f *testing.F) {
	fuzzEmail(f, "plain", func(t *testing.T, local, domain []byte) {
		if bytes.ContainsAny(local, " ") || bytes.ContainsAny(domain, " ") {
			t.Fatalf("%q@%q", local, domain)
		}
	})
}

func fuzzPhone(f *testing.F, profile string, plus bool, most int) {
	for _, v := range vectors(f).Accepted {
		for _, in := range v.Inputs {
			f.Add([]byte(in), v.Region)
		}
	}
	for _, in := range []string{"+44 (0)20 7946 0000", "0044 20 7946 0000", "+39 06 6982", "1.65E+10", "+1 650 253 0000 ext. 5", "+5491123456789", "+81 0312345678",
		"4915123456789", "whatsapp:+81ー3/1234\u20095678", "+49 30 ***4567", "030 1234567/68", "x10000000", "＋４４ 20 7946 0000.0"} {
		f.Add([]byte(in), "GB")
	}
	f.Fuzz(func(t *testing.T, text []byte, region string) {
		n, err := Profile{profile}.Normaliser(Phone, Options{Region: region})
		if err != nil {
			return
		}
		normal, ok := []byte(nil), false
		if plus {
			normal, ok = checkNormaliser(t, n, text)
		} else {
			var r Reject
			normal, r = n.Append(nil, text) // without its plus it is another number
			ok = r == Accepted
		}
		if !ok {
			return
		}
		digits := normal
		if plus {
			if normal[0] != '+' {
				t.Fatalf("%q", normal)
			}
			digits = normal[1:]
		}
		if len(digits) < 3 || len(digits) > most || digits[0] == '0' && profile != "uid2" || !allDigits(digits) {
			t.Fatalf("%q → %q", text, normal)
		}
	})
}

func FuzzPhoneE164(f *testing.F)   { fuzzPhone(f, "e164", true, 17) }
func FuzzPhoneDigits(f *testing.F) { fuzzPhone(f, "e164-digits", false, 17) }
func FuzzPhoneUID2(f *testing.F)   { fuzzPhone(f, "uid2", true, 15) }
func FuzzPhoneGoogle(f *testing.F) { fuzzPhone(f, "google-dm", true, 15) }

// Repair removes only from the ends, and repairing twice changes nothing more. What Read returns after a repair is what
// Append makes of the rest.
func FuzzRead(f *testing.F) {
	for _, in := range []string{"'+4915177107889", `="0151 77107889"`, "4915177107889.0;", "„ann@example.com“,", "''", `"`, "'\"';,.0", "+1,00"} {
		f.Add([]byte(in), "DE", false)
		f.Add([]byte(in), "", true)
	}
	f.Fuzz(func(t *testing.T, text []byte, region string, plus bool) {
		rest, changed := Repair(text)
		if changed == (len(rest) == len(text)) || !bytes.Contains(text, rest) {
			t.Fatalf("%q → %q %t", text, rest, changed)
		}
		if again, more := Repair(rest); more {
			t.Fatalf("%q → %q → %q", text, rest, again)
		}
		for _, typ := range Types() {
			n, err := Default().Normaliser(typ, Options{Region: region, Plus: plus})
			if err != nil {
				return
			}
			normal, reading := n.Read(nil, text)
			if reading.Reject != Accepted && (len(normal) > 0 || reading.Repaired) || reading.Repaired && !changed {
				t.Fatalf("%q: %q %+v", text, normal, reading)
			}
			if want, r := n.Append(nil, rest); !plus && (r != reading.Reject || !bytes.Equal(want, normal)) {
				t.Fatalf("%q: %q %s, read as %q %+v", rest, want, r, normal, reading)
			}
		}
	})
}

func FuzzHashedKey(f *testing.F) {
	f.Add([]byte("0c7e6a405862e402eb76a70f8a26fc732d07c32931e9fae9ab1582911d2e8a3b"))
	f.Add([]byte("DH5qQFhi5ALrdqcPiib8cy0Hwykx6frpqxWCkR0uijs="))
	f.Fuzz(func(t *testing.T, text []byte) {
		if k, r := HashedKey(text); r != Accepted && k != (Key{}) {
			t.Fatal("a key with a reject")
		}
	})
}
