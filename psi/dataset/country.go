package dataset

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// A country column holds ISO 3166 codes of two or three letters, or names in English, German, French, Spanish, Italian
// or Portuguese as CLDR has them, or one of those below. It does not hold
// digits: 49, 0049 and 276 are two codes of one country, and 1 is several.

// countryNames adds what the tables of CLDR 32 lack: names that changed since, ISO's own short names where they differ,
// and what people write all the same.
var countryNames = map[string]string{
	"US": "America;United States of America;Vereinigte Staaten von Amerika;États-Unis d'Amérique;Estados Unidos de América;Stati Uniti d'America;Estados Unidos da América;EE. UU.;EUA",
	"GB": "UK;Great Britain;Britain;Großbritannien;Grande-Bretagne;Gran Bretaña;Gran Bretagna;Grã-Bretanha;England;Scotland;Wales;Northern Ireland;United Kingdom of Great Britain and Northern Ireland",
	"CZ": "Czech Republic;Tschechische Republik;République tchèque;República Checa;Repubblica Ceca;República Tcheca",
	"NL": "Holland;Hollande;Holanda;Olanda;The Netherlands", "TR": "Türkiye", "SZ": "Eswatini;Kingdom of Eswatini;Essuatíni",
	"MK": "North Macedonia;Nordmazedonien;Macédoine du Nord;Macedonia del Norte;Macedonia del Nord;Macedônia do Norte;Macedónia do Norte;Macedonia, the former Yugoslav Republic of",
	"RU": "Russian Federation;Russische Föderation", "KR": "Korea, Republic of;Republic of Korea", "KP": "Korea, Democratic People's Republic of",
	"VN": "Viet Nam", "IR": "Iran, Islamic Republic of", "SY": "Syrian Arab Republic", "LA": "Lao People's Democratic Republic",
	"BN": "Brunei Darussalam", "BO": "Bolivia, Plurinational State of", "VE": "Venezuela, Bolivarian Republic of", "TZ": "Tanzania, United Republic of",
	"MD": "Moldova, Republic of;Republic of Moldova", "TW": "Taiwan, Province of China", "PS": "Palestine, State of;Palestine",
	"FM": "Micronesia, Federated States of", "HK": "Hong Kong;Hongkong", "MO": "Macao;Macau", "VA": "Holy See (Vatican City State);Holy See",
	"CD": "Congo, the Democratic Republic of the;Democratic Republic of the Congo", "CV": "Cabo Verde;Cape Verde", "CI": "Ivory Coast;Elfenbeinküste",
	"FK": "Falkland Islands (Malvinas)", "VG": "Virgin Islands, British", "VI": "Virgin Islands, U.S.", "MM": "Burma", "TL": "East Timor",
	"BY": "Weißrussland;Biélorussie", "IE": "Republic of Ireland", "BA": "Bosnia",
}

// cldrCountries has a line for each country: its codes and its names, as the test beside it takes them from
// golang.org/x/text/language/display. Linked in, that package's tables take 2.6 MB.
//
//go:embed countries.txt
var cldrCountries string

// regionsByName has ISO 3166 codes by the letters of a country's names. A name that two countries have is left out.
var regionsByName = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(cldrCountries) {
		code := line[:2]
		for name := range strings.SplitSeq(line, ";") {
			key := countryKey(name)
			if old, ok := m[key]; ok && old != code {
				m[key] = "" // nobody can say which
			} else {
				m[key] = code
			}
		}
	}
	for code, names := range countryNames {
		for name := range strings.SplitSeq(names, ";") {
			m[countryKey(name)] = code
		}
	}
	return m
})

// countryKey is a country's name without case, diacritics and anything but letters.
func countryKey(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return r
	}, undecomposed.Replace(strings.ToLower(withoutMarks(s))))
}

// maxCountry is more bytes than a country's name has.
const maxCountry = 100

// parseCountry reads a country cell. The code is "" if it is not one, and the reject then says why.
func parseCountry(cell string) (code string, why identity.Reject) {
	if strings.ContainsFunc(cell, unicode.IsDigit) {
		return "", identity.CountryDigits
	}
	if len(cell) <= maxCountry {
		code = regionsByName()[countryKey(cell)]
	}
	if code == "" {
		return "", identity.UnknownCountry
	}
	return code, identity.Accepted
}
