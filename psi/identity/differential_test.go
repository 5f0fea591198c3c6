package identity

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/nyaruka/phonenumbers/v2"
	"github.com/nyaruka/phonenumbers/v2/metadata"
	"github.com/stretchr/testify/require"
)

// oddity is something that a spelling has besides digits: what it is, where it goes, and what the result is.
type oddity struct {
	difference string // from the library, as SPEC.md calls it; "" for none
	put        func(rnd *rand.Rand, text string) string
	want       Reject // Accepted: as if it weren't there
}

// inside puts one of parts between two digits, not near the ends.
func inside(parts ...string) func(*rand.Rand, string) string {
	return func(rnd *rand.Rand, text string) string {
		var gaps []int
		for i := 4; i < len(text)-3; i++ {
			if isDigitByte(text[i-1]) && isDigitByte(text[i]) {
				gaps = append(gaps, i)
			}
		}
		if len(gaps) == 0 {
			return text
		}
		i := gaps[rnd.IntN(len(gaps))]
		return text[:i] + parts[rnd.IntN(len(parts))] + text[i:]
	}
}

func isDigitByte(c byte) bool { return '0' <= c && c <= '9' }

func around(pairs ...[2]string) func(*rand.Rand, string) string {
	return func(rnd *rand.Rand, text string) string {
		p := pairs[rnd.IntN(len(pairs))]
		return p[0] + text + p[1]
	}
}

// digitsFrom replaces ASCII digits with those that begin at zero.
func digitsFrom(zeros ...rune) func(*rand.Rand, string) string {
	return func(rnd *rand.Rand, text string) string {
		zero := zeros[rnd.IntN(len(zeros))]
		return strings.Map(func(c rune) rune {
			if '0' <= c && c <= '9' {
				return zero + c - '0'
			}
			return c
		}, text)
	}
}

func twice(between ...string) func(*rand.Rand, string) string {
	return func(rnd *rand.Rand, text string) string { return text + between[rnd.IntN(len(between))] + text }
}

var oddities = []oddity{
	{"", inside(" ", "-", ".", "\u2011", "–", "ー", "\u00a0", "\u3000", "－", " - ", "(", "] ["), Accepted},
	{"", around([2]string{" ", "\t"}, [2]string{"(", ")"}, [2]string{"tel:", ""}, [2]string{"\ufeff", "\u00a0"}), Accepted},
	{"", digitsFrom(0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0x1040, 0x17e0, 0xff10), Accepted},
	{"", around([2]string{"p:", ""}, [2]string{"whatsapp:", ""}, [2]string{"TEL: ", ""}), Accepted},
	{"white space that it does not know is dropped", inside("\u2009", "\u202f", "\u2007", "\u205f"), Accepted},
	{"the half-width long-vowel mark U+FF70 is dropped", inside("ｰ"), Accepted},
	{"invisible characters are dropped", inside("\u200e", "\u202a", "\ufeff", "\u2069"), Accepted},
	{"masked digits are left out", inside("***", "•", "...", "---", "xx", "XXX"), MaskedDigits},
	{"masked digits are left out", around([2]string{"*", ""}, [2]string{"", "***"}, [2]string{"…", ""}), MaskedDigits},
	{"letters are left out", inside("O", "CALL", "o ", "оо", "電"), Letters},
	{"letters are left out", around([2]string{"Tel ", ""}, [2]string{"", " home"}, [2]string{"mobile:", ""}), Letters},
	{"extensions are left out", around([2]string{"", " ext. 5"}, [2]string{"", "x5"}, [2]string{"", "#12"}, [2]string{"", ";ext=5"}, [2]string{"", ", 123"}), Extension},
	{"several numbers are left out", twice("; ", ", ", " or ", " | "), SeveralValues},
	{"other symbols are left out", inside("~", "=", "&", ":", "'", "²"), StraySymbol},
	{"other symbols are left out", around([2]string{"☎", ""}, [2]string{"", ";"}, [2]string{"\"", "\""}, [2]string{"<", ">"}), StraySymbol},
	{"digits of other scripts than those above are left out", digitsFrom(0xbe6, 0x1d7ce, 0xa66), StraySymbol},
	{"a second plus sign is left out", func(_ *rand.Rand, text string) string { return strings.Replace(text, "+", "++", 1) }, StrayPlus},
	{"spreadsheet damage is left out", around([2]string{"'", ""}), ExcelApostrophe},
	{"spreadsheet damage is left out", around([2]string{"=", ""}, [2]string{"-", ""}), ExcelFormula},
	{"spreadsheet damage is left out", around([2]string{"", "E+10"}), ExcelScientific},
	{"spreadsheet damage is left out", around([2]string{"", ".0"}, [2]string{"", ".00"}), ExcelDecimal},
}

// spellings writes a number of a region, mostly a valid one, in a way without oddities.
func spelling(rnd *rand.Rand, region string, seeds []string) string {
	m, _ := metadata.RegionMetadata(region)
	code := strconv.Itoa(int(m.GetCountryCode()))
	nsn := []byte(seeds[rnd.IntN(len(seeds))])
	for range max(0, rnd.IntN(8)-3) {
		nsn[rnd.IntN(len(nsn))] = byte('0' + rnd.IntN(10))
	}
	switch rnd.IntN(12) {
	case 0:
		nsn = nsn[:len(nsn)-1]
	case 1:
		nsn = append(nsn, byte('0'+rnd.IntN(10)))
	}
	n := string(nsn)
	switch rnd.IntN(11) {
	case 0, 1:
		return "+" + code + n
	case 2:
		return "+" + code + " " + n[:len(n)/2] + " " + n[len(n)/2:]
	case 3:
		return "(+" + code + ") (0)" + n
	case 4, 5:
		return m.GetNationalPrefix() + n
	case 6:
		return n
	case 7, 8:
		return code + n
	case 9:
		return "00" + code + n
	}
	x, err := phonenumbers.Parse("+"+code+n, "")
	if err != nil {
		return n
	}
	return phonenumbers.Format(x, phonenumbers.NATIONAL)
}

// Sixty thousand spellings of all regions, judged by the library alone and by the profile: they differ only where
// SPEC.md says so, and for the reason that it gives.
func TestDifferencesFromLibrary(t *testing.T) {
	all := effort.Of(12_000, 60_000, 60_000)
	if testing.Short() {
		all = 6_000
	}
	library := func(text, region string) string {
		n, err := phonenumbers.Parse(text, region)
		if err != nil || !phonenumbers.IsValidNumber(n) {
			return ""
		}
		return phonenumbers.Format(n, phonenumbers.E164) + n.GetExtension()
	}
	rnd := rand.New(rand.NewPCG(5, 6))
	regions := make([]string, 0, 300)
	seeds := map[string][]string{}
	for region := range phonenumbers.GetSupportedRegions() {
		regions = append(regions, region)
		seeds[region] = examples(phonenumbers.GetCountryCodeForRegion(region))
	}
	slices.Sort(regions)
	seen, valid := map[string]int{}, 0
	for i := range all {
		region := regions[i%len(regions)]
		n, err := Default().Normaliser(Phone, Options{Region: region})
		require.NoError(t, err)
		plain := spelling(rnd, region, seeds[region])
		odd := oddity{put: func(_ *rand.Rand, s string) string { return s }}
		if rnd.IntN(3) > 0 {
			odd = oddities[rnd.IntN(len(oddities))]
		}
		text := odd.put(rnd, plain)
		got, r := n.Append(nil, []byte(text))
		want, says := library(plain, region), library(text, region)
		if want != "" {
			valid++
		}
		if r == Accepted {
			require.Equal(t, want, string(got), "%q, which is %q, in %s", text, plain, region)
		}
		difference := ""
		switch {
		case string(got) == says:
		case odd.want != Accepted && text != plain:
			switch n := countDigits([]byte(plain)); {
			case n < longNumber: // too short to tell extensions and second numbers
				require.NotEqual(t, Accepted, r, "%q in %s", text, region)
			case odd.want == StraySymbol && n >= 2*longNumber:
				require.Contains(t, []Reject{StraySymbol, SeveralValues}, r, "%q in %s: %s", text, region, r)
			default:
				require.Equal(t, odd.want, r, "%q in %s: %s", text, region, r)
			}
			difference = odd.difference
		case r == Ambiguous:
			require.NotEqual(t, want, library("+"+plain, region), "%q in %s", plain, region)
			difference = "two readings are left out"
		default:
			require.Equal(t, Accepted, odd.want)
			require.NotEmpty(t, odd.difference, "%q in %s: %q %s, by the library %q", text, region, got, r, says)
			require.Equal(t, want, string(got), "%q in %s", text, region)
			difference = odd.difference
		}
		seen[difference]++
	}
	n, err := Default().Normaliser(Phone, Options{Region: "DE"})
	require.NoError(t, err)
	_, r := n.Append(nil, []byte("+00493012345678"))
	require.Equal(t, InvalidNumber, r)
	require.Equal(t, "+493012345678", library("+00493012345678", "DE"))
	seen["a plus sign before an international prefix is left out"]++

	_, table, _ := strings.Cut(readSpec(t), "| difference | reason |\n|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	for line := range strings.Lines(table) {
		name := strings.Split(strings.TrimPrefix(line, "| "), " |")[0]
		require.Positive(t, seen[name], "SPEC.md names a difference that doesn't exist: %s", name)
		t.Logf("%6d %s", seen[name], name)
		delete(seen, name)
	}
	t.Logf("%6d as the library says; %d of %d plain spellings are valid", seen[""], valid, all)
	delete(seen, "")
	require.Empty(t, seen, "SPEC.md does not name them")
	require.Greater(t, 2*valid, all)
}
