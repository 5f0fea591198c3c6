package identity

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/bidi"
)

// Domains against the package idna of PyPI, which has IDNA 2008 and UTS 46 from its own tables: every code point, and
// many names made of what tends to go wrong. Each difference must have one of the reasons that SPEC.md §4.1 lists.
func TestDomainsDifferential(t *testing.T) {
	if effort.Quick() {
		t.Skip("needs python3 with the package idna, 3.11 or later; BLINDMATCH_SLOW=1 runs a part of it, BLINDMATCH_CAMPAIGN=1 all")
	}
	every := effort.Of(0, 16, 1)
	n := -1
	corpus := slices.DeleteFunc(domainCorpus(), func(string) bool { n++; return n%every != 0 })
	var in bytes.Buffer
	enc := json.NewEncoder(&in)
	for _, d := range corpus {
		require.NoError(t, enc.Encode(d))
	}
	cmd := exec.Command("python3", "testdata/idna_peer.py")
	cmd.Stdin, cmd.Stderr = &in, os.Stderr
	out, err := cmd.Output()
	require.NoError(t, err, "python3 with the package idna is needed")
	peer := bufio.NewScanner(bytes.NewReader(out))
	require.True(t, peer.Scan())
	version := peer.Text()

	norm, err := Default().Normaliser(Email, Options{})
	require.NoError(t, err)
	reasons := map[string]int{}
	unlisted := 0
	for _, d := range corpus {
		require.True(t, peer.Scan())
		theirs := strings.TrimSuffix(peer.Text(), ".")
		normal, r := norm.Append(nil, []byte("x@"+d))
		ours := strings.TrimPrefix(string(normal), "x@")
		if r != Accepted {
			ours = "!" + r.Code()
		}
		switch {
		case ours[0] == '!' && theirs[0] == '!':
			reasons["both reject it"]++
		case ours == theirs:
			reasons["both accept it, and agree"]++
		default:
			reason := domainDifference(d, ours, theirs)
			reasons[reason]++
			if reason == "" {
				if unlisted++; unlisted <= 20 {
					t.Errorf("%+q: here %q, there %q", d, ours, theirs)
				}
			}
		}
	}
	t.Logf("%d domains, idna with Unicode %s", len(corpus), version)
	for _, reason := range slices.Sorted(maps.Keys(reasons)) {
		t.Logf("%8d %s", reasons[reason], reason)
	}
}

// domainDifference is the listed reason for a difference, "" if there is none.
func domainDifference(d, ours, theirs string) string {
	u, _ := idna.Punycode.ToUnicode(theirs)
	has := func(f func(r rune) bool) bool { return strings.ContainsFunc(d, f) }
	switch {
	case ours == "!invisible_character":
		return "invisible characters are left out, not dropped"
	case ours == "!symbol" && has(func(r rune) bool { return r >= 0x80 && class(r) == 0 && !assigned(r) }):
		return "not assigned in Unicode " + UnicodeVersion
	case ours == "!symbol" && has(func(r rune) bool { return r >= 0x80 && (class(r) == 0 || class(r) == 'L') }):
		return "symbols, ligatures and the like are left out, not mapped"
	case ours == "!symbol" && strings.Contains(u, "\u200c"):
		return "a zero-width non-joiner is taken after a virama only"
	case ours == "!bad_domain" && theirs[0] != '!' && strings.ContainsFunc(u, rightToLeft) && eachLabelStands(theirs):
		return "one label from right to left puts all labels under the Bidi rule"
	case ours[0] != '!' && strings.HasPrefix(theirs, "!Unknown directionality"):
		return "the peer's Python has an older Unicode without the character's direction"
	}
	return ""
}

func rightToLeft(r rune) bool {
	p, _ := bidi.LookupRune(r)
	return p.Class() == bidi.R || p.Class() == bidi.AL || p.Class() == bidi.AN
}

// eachLabelStands reports whether every label is accepted as a domain by itself.
func eachLabelStands(domain string) bool {
	for label := range strings.SplitSeq(domain, ".") {
		if _, r := toASCII(label + ".example"); r != Accepted {
			return false
		}
	}
	return true
}

func class(r rune) byte { return codepoints().find(r).class }

func assigned(r rune) bool {
	return unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.P, unicode.S, unicode.Z, unicode.Cc, unicode.Cf, unicode.Co)
}

func domainCorpus() []string {
	var corpus []string
	for r := rune(0x80); r <= unicode.MaxRune; r++ {
		if 0xd800 <= r && r < 0xe000 || 0xf0000 < r && r < 0xffff0 || 0x100000 < r && r < 0x10fff0 {
			continue // surrogates; most of the private-use planes
		}
		corpus = append(corpus, fmt.Sprintf("a%ca.example", r))
		if codepoints().find(r).class != 0 {
			corpus = append(corpus, fmt.Sprintf("%c.example", r), "xn--"+punycode(string(r))+".example")
		}
	}
	alphabets := []string{
		"abl10-", "äöÄÖßẞ\u0308\u030ce", "l·Ll", "αΑσςΣά\u0375", "אבג\u05f3\u05f41", "بتث١۲\u064b\u200c\u200d1", "アいう漢・ーﾊﾟ",
		"कख\u094d\u200d\u200c\u093c", "ｆｉＲ．。｡", "’“«–®™ª②❤😀ﬁ½\ufe0f\u00ad\u200b", "\u0301\u0327\u1fb3ǅŉİı", "xn--", "ⴀႠᏣᏸꭰӀⅎↃ",
	}
	rng := rand.New(rand.NewPCG(1, 2))
	label := func() string {
		letters := []rune(alphabets[rng.IntN(len(alphabets))])
		if rng.IntN(2) == 0 {
			letters = append(letters, []rune(alphabets[rng.IntN(len(alphabets))])...)
		}
		var b strings.Builder
		for range 1 + rng.IntN(5) {
			b.WriteRune(letters[rng.IntN(len(letters))])
		}
		switch s := b.String(); rng.IntN(4) {
		case 0:
			return "xn--" + punycode(s)
		case 1:
			p := []byte(punycode(s) + "a")
			p[rng.IntN(len(p))] = "abcxyz019-"[rng.IntN(10)]
			return "xn--" + string(p)
		default:
			return s
		}
	}
	for range 300_000 {
		d := label()
		if rng.IntN(4) == 0 {
			d += "." + label()
		}
		corpus = append(corpus, d+".example")
	}
	return corpus
}

func punycode(s string) string {
	p, _ := idna.Punycode.ToASCII(s)
	return strings.TrimPrefix(p, "xn--")
}
