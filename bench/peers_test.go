package main

import (
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
)

// TestPeers compares both passes with every other implementation.
func TestPeers(t *testing.T) {
	for _, suite := range []struct {
		s     ecdh.Suite
		peers func(*ecdh.Key) []candidate
	}{{ecdh.Ristretto255(), ristretto255}, {ecdh.P256(), p256}} {
		k, k2 := suite.s.WithDomain(dst).GenerateKey(), suite.s.WithDomain(dst).GenerateKey()
		in := items(1500)
		masked, again := make([]ecdh.Element, len(in)), make([]ecdh.Element, len(in))
		k.Mask(masked, in)
		if n, err := k2.Remask(again, masked); err != nil || n != len(in) {
			t.Fatalf("Remask: %d, %v", n, err)
		}
		firsts, seconds := suite.peers(k)[1:], suite.peers(k2)[1:]
		for i, c := range firsts {
			if c.least {
				continue
			}
			t.Run(suite.s.String()+"/"+c.name, func(t *testing.T) {
				got := make([]ecdh.Element, len(in))
				c.first(got, in)
				compare(t, "first", masked, got)
				seconds[i].second(got, masked)
				compare(t, "second", again, got)
			})
		}
	}
}

func compare(t *testing.T, pass string, ours, theirs []ecdh.Element) {
	t.Helper()
	for i := range ours {
		if ours[i] != theirs[i] {
			t.Fatalf("%s pass, item %d: %x, theirs is %x", pass, i, ours[i], theirs[i])
		}
	}
}
