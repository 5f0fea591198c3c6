package identity

import (
	"strings"
	"testing"
)

func bench(b *testing.B, t Type, region, text string) {
	n, _ := Default().Normaliser(t, Options{Region: region})
	b.ReportAllocs()
	x := []byte(text)
	n.Key(x) // builds what the first one needs
	for b.Loop() {
		n.Key(x)
	}
}
func BenchmarkEmail(b *testing.B)           { bench(b, Email, "", "Ann.Lee1234@Example.com") }
func BenchmarkEmailGmail(b *testing.B)      { bench(b, Email, "", "ann.lee1234@gmail.com") }
func BenchmarkEmailIDN(b *testing.B)        { bench(b, Email, "", "ann.lee1234@bücher.example") }
func BenchmarkPhoneE164(b *testing.B)       { bench(b, Phone, "", "+16502530000") }
func BenchmarkPhoneE164Spaced(b *testing.B) { bench(b, Phone, "", "+44 20 7946 0000") }
func BenchmarkPhoneNational(b *testing.B)   { bench(b, Phone, "GB", "020 7946 0000") }

func BenchmarkHashedKey(b *testing.B) {
	b.ReportAllocs()
	HashedKey([]byte(strings.Repeat("0", 64)))
	x := []byte("0c7e6a405862e402eb76a70f8a26fc732d07c32931e9fae9ab1582911d2e8a3b")
	for b.Loop() {
		HashedKey(x)
	}
}
