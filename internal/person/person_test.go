package person

import (
	"bytes"
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/internal/controller"
	"github.com/blindmatch/blindmatch/internal/year"
	"github.com/stretchr/testify/require"
)

// The three persons of the year: a customer of three advertisers, one who gave a number for logging in only, and one who
// was on the list of many and was removed.
func persons() map[string]someone {
	var many []string
	for i := range 24 {
		many = append(many, "Brand "+strings.TrimLeft(string(rune('0'+i/10))+string(rune('0'+i%10)), "0")+" Ltd")
	}
	return map[string]someone{
		"customer": {user: "u00029023", dataset: "users", on: []string{"Brand 7 Ltd", "Brand 12 Ltd"}},
		"login":    {user: "u00031810", dataset: "users", security: true},
		"many":     {user: "u00000555", dataset: "buyers", on: many, lost: 400, erased: year.Start.AddDate(0, 11, 20)},
	}
}

// Pages of the simulated year are written to BLINDMATCH_PAGES, to be looked at: by person.test.ts in transport/web too,
// in a browser.
func TestLookedAt(t *testing.T) {
	dir := os.Getenv("BLINDMATCH_PAGES")
	if dir == "" {
		t.Skip("BLINDMATCH_PAGES names no folder")
	}
	entries := year.Entries(40, 3000)
	for name, who := range persons() {
		r := answer(entries, who, 7)
		for _, lang := range controller.Languages() {
			var b bytes.Buffer
			require.NoError(t, (&Page{Report: r, Language: lang, Controller: controllerOf(), Name: "Anna Bauer"}).Write(&b))
			require.NoError(t, os.WriteFile(filepath.Join(dir, name+"-"+lang+".html"), b.Bytes(), 0o600))
		}
	}
}

// All languages have the same texts with the same placeholders, and nothing is empty that is not empty for a reason.
func TestStrings(t *testing.T) {
	placeholders := regexp.MustCompile(`\{\w+\}`)
	of := func(lang string) map[string]string {
		b, err := files.ReadFile("strings/" + lang + ".json")
		require.NoError(t, err)
		var all map[string]string
		require.NoError(t, json.Unmarshal(b, &all))
		return all
	}
	english := of("en")
	for _, lang := range controller.Languages() {
		texts := of(lang)
		for name, want := range english {
			text, ok := texts[name]
			require.True(t, ok, "%s: %s", lang, name)
			require.True(t, text != "" || name == "day.first", "%s: %s", lang, name)
			a, b := placeholders.FindAllString(want, -1), placeholders.FindAllString(text, -1)
			slices.Sort(a)
			slices.Sort(b)
			require.Equal(t, slices.Compact(a), slices.Compact(b), "%s: %s", lang, name)
		}
		require.Len(t, texts, len(english), lang)
	}
}

var (
	tags = regexp.MustCompile(`(?s)<style>.*?</style>|<title>.*?</title>|<[^>]*>`)
	code = regexp.MustCompile(`\w_\w|[0-9a-f]{8,}|\b[a-z]+\.[a-z]+\.[a-z_]+|audience-matching|platform-|\{\w+\}|ZgotmplZ`)
)

// linesOf is what a person reads, line by line.
func linesOf(t *testing.T, p *Page) (lines []string) {
	var b bytes.Buffer
	require.NoError(t, p.Write(&b))
	require.NotContains(t, b.String(), "<script")
	for line := range strings.SplitSeq(html.UnescapeString(tags.ReplaceAllString(b.String(), "\n")), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// The first lines are the answer, in every language, and no line has a code.
func TestAnswerFirst(t *testing.T) {
	entries := year.Entries(40, 3000)
	first := map[string]map[string]string{
		"en": {"customer": "Möbelhaus Brand Sieben GmbH & Co. KG", "login": "None of your contacts was compared"},
		"de": {"customer": "Sie wurden ", "login": "Keiner Ihrer Kontakte wurde"},
	}
	for name, who := range persons() {
		r := answer(entries, who, 7)
		for _, lang := range controller.Languages() {
			lines := linesOf(t, &Page{Report: r, Language: lang, Controller: controllerOf(), Name: "Anna Bauer"})
			p, err := (&Page{Report: r, Language: lang, Controller: controllerOf()}).Answer()
			require.NoError(t, err)
			require.Equal(t, p, lines[0], "%s %s", name, lang)
			if want, ok := first[lang][name]; ok {
				require.Contains(t, lines[0], want)
			}
			for _, line := range lines {
				require.False(t, code.MatchString(line), "%s %s: %s", name, lang, line)
			}
		}
	}
}
