package dataset

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// countries.txt is what CLDR says of every country that has phone numbers. UPDATE_COUNTRIES=1 writes it anew.
func TestCountriesAreCLDRs(t *testing.T) {
	require.Equal(t, "32", display.CLDRVersion, "then look at the names in country.go, too")
	dictionaries := []*display.Dictionary{display.English, display.German, display.French, display.Spanish, display.EuropeanSpanish,
		display.Italian, display.Portuguese, display.EuropeanPortuguese}
	var b strings.Builder
	for a := 'A'; a <= 'Z'; a++ {
		for z := 'A'; z <= 'Z'; z++ {
			region, err := language.ParseRegion(string([]rune{a, z}))
			if err != nil || !region.IsCountry() || region.Canonicalize() != region {
				continue
			}
			if _, err := identity.ParseRegion(region.String()); err != nil {
				continue // no phone numbers there
			}
			names := []string{region.String(), region.ISO3()}
			add := func(name string) {
				if !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
			for _, d := range dictionaries {
				name := d.Regions().Name(region)
				add(name)
				without, _, _ := strings.Cut(name, " (")
				add(without)
				add(strings.ReplaceAll(name, "&", "and"))
				add(strings.ReplaceAll(name, "St. ", "Saint "))
			}
			b.WriteString(strings.Join(names, ";") + "\n")
		}
	}
	if os.Getenv("UPDATE_COUNTRIES") != "" {
		require.NoError(t, os.WriteFile("countries.txt", []byte(b.String()), 0o644))
	}
	require.Equal(t, b.String(), cldrCountries)
}
