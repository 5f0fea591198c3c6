package identity

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/nyaruka/phonenumbers/v2"
	"github.com/nyaruka/phonenumbers/v2/metadata"
	"github.com/stretchr/testify/require"
)

// examples returns valid national numbers of a country code, of all types.
func examples(code int) (numbers []string) {
	for _, region := range metadata.CountryCodeToRegion()[code] {
		for typ := phonenumbers.FIXED_LINE; typ <= phonenumbers.VOICEMAIL; typ++ {
			n := phonenumbers.GetExampleNumberForTypeInRegion(region, typ)
			if region == "001" {
				n = phonenumbers.GetExampleNumberForNonGeoEntity(code)
			}
			if n != nil {
				numbers = append(numbers, phonenumbers.GetNationalSignificantNumber(n))
			}
		}
	}
	return numbers
}

// Numbers around the valid ones of every country code: if the automaton gives an answer, it is the library's.
func TestPlansAgreeWithLibrary(t *testing.T) {
	perCode := 1000
	if testing.Short() {
		perCode = 60
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	digit := func() byte { return byte('0' + rnd.IntN(10)) }
	var verdicts [3]int
	for code, regions := range metadata.CountryCodeToRegion() {
		seeds := examples(code)
		require.NotEmpty(t, seeds, "country code %d", code)
		for range perCode {
			nsn := []byte(seeds[rnd.IntN(len(seeds))])
			for range rnd.IntN(len(nsn) + 1) {
				nsn[rnd.IntN(len(nsn))] = digit()
			}
			switch rnd.IntN(8) {
			case 0:
				nsn = nsn[:len(nsn)-1]
			case 1:
				nsn = append(nsn, digit())
			case 2:
				nsn = slices.Insert(nsn, 0, digit())
			case 3:
				if m, _ := metadata.RegionMetadata(regions[0]); m != nil {
					nsn = append([]byte(m.GetNationalPrefix()), nsn...)
				}
			}
			text := "+" + strconv.Itoa(code) + string(nsn)
			if !isE164([]byte(text)) {
				continue
			}
			verdict := plans.judge([]byte(text[1:]))
			verdicts[verdict]++
			got, r := phoneE164.appendParsed(nil, text, "")
			switch verdict {
			case planValid:
				require.Equal(t, Accepted, r, text)
				require.Equal(t, text, string(got))
			case planInvalid:
				require.NotEqual(t, Accepted, r, text)
			}
		}
	}
	t.Logf("left to the library %d, valid %d, invalid %d", verdicts[planUnsure], verdicts[planValid], verdicts[planInvalid])
	require.Greater(t, verdicts[planValid], 4*verdicts[planUnsure]/3, "the fast path decides most numbers")
}

// The same number, written in several ways, has the same key in all of them or is rejected in all.
func TestPhoneSpellings(t *testing.T) {
	n, err := Default().Normaliser(Phone, Options{})
	require.NoError(t, err)
	for code := range metadata.CountryCodeToRegion() {
		cc := strconv.Itoa(code)
		for i, nsn := range examples(code) {
			if i%4 == 1 { // some that are likely to be invalid
				nsn = "9" + nsn[1:]
			}
			want, wantR := n.Key([]byte("+" + cc + nsn))
			half := len(nsn) / 2
			for _, text := range []string{
				" +" + cc + nsn + " ",
				"+" + cc + " " + nsn,
				"+" + cc + "-" + nsn[:half] + "\u2011" + nsn[half:],
				"(+" + cc + ") " + nsn[:half] + "." + nsn[half:],
				"\uff0b" + cc + " " + nsn,
				"\u202a+" + cc + nsn + "\u202c",
			} {
				key, r := n.Key([]byte(text))
				require.Equal(t, wantR, r, "%q", text)
				require.Equal(t, want, key, "%q", text)
			}
		}
	}
}

// Numbers as they are written at home, around the valid ones of every region: if there is a shortcut, its answer is the
// library's.
func TestNationalAgreesWithLibrary(t *testing.T) {
	perRegion := 1000
	if testing.Short() {
		perRegion = 40
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	digit := func() byte { return byte('0' + rnd.IntN(10)) }
	short, all, regions := 0, 0, 0
	for region := range phonenumbers.GetSupportedRegions() {
		p := nationalPlanOf(region)
		if p == nil {
			continue
		}
		regions++
		m, ok := metadata.RegionMetadata(region)
		require.True(t, ok)
		seeds := examples(int(m.GetCountryCode()))
		for range perRegion {
			n := []byte(seeds[rnd.IntN(len(seeds))])
			for range rnd.IntN(4) {
				n[rnd.IntN(len(n))] = digit()
			}
			switch rnd.IntN(10) {
			case 0, 1, 2, 3:
				n = append([]byte(m.GetNationalPrefix()), n...)
			case 4:
				n = append([]byte("00"), n...)
			case 5:
				n = append([]byte(strconv.Itoa(int(m.GetCountryCode()))), n...)
			case 6:
				n = n[:len(n)-1]
			case 7:
				n = slices.Insert(n, 0, digit())
			}
			all++
			digits, _ := p.national(nil, n)
			if digits == nil {
				continue
			}
			short++
			got, r := phoneE164.appendParsed(nil, string(n), region)
			require.Equal(t, Accepted, r, "%s in %s", n, region)
			require.Equal(t, "+"+string(digits), string(got), "%s in %s", n, region)
		}
	}
	t.Logf("%d of %d numbers of %d regions", short, all, regions)
	require.Greater(t, 3*short, all)
	require.Greater(t, regions, 100)
}
