package person

import (
	"bytes"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/internal/controller"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// A text that the controller's file lacks in a language is marked as what it is, and named.
func TestForeign(t *testing.T) {
	c, err := controller.Parse([]byte(`
name: Example
contact: privacy@example.com
authority: {en: The <authority>, it: Il garante}
retention: {en: Two years}
purposes: {audience-matching: {text: pubblicità, basis: {de: Einwilligung}}}
contexts: {newsletter: {en: news, de: Neues}}
`))
	require.NoError(t, err)
	r := hundred(7, psi.Blinded, true)
	for lang, want := range map[string][]string{
		"it": {"context newsletter", "basis of purpose audience-matching", "retention"}, "en": {"basis of purpose audience-matching"},
	} {
		p := &Page{Report: r, Language: lang, Controller: c}
		var b bytes.Buffer
		require.NoError(t, p.Write(&b))
		require.Contains(t, b.String(), `<dd><span lang="de">Einwilligung</span></dd>`)
		require.Equal(t, lang != "en", strings.Contains(b.String(), `<dd><span lang="en">Two years</span></dd>`))
		require.Equal(t, lang != "en", strings.Contains(b.String(), `<span lang="en">news</span>`))
		require.NotContains(t, b.String(), "<authority>")
		require.NotRegexp(t, `[\x{fdd0}-\x{fdef}]`, b.String())
		missing, err := p.Foreign()
		require.NoError(t, err)
		require.ElementsMatch(t, want, missing)
		ld, err := p.LD()
		require.NoError(t, err)
		require.Contains(t, string(ld), `"@language": "de"`)
		require.Equal(t, lang != "en", strings.Contains(string(ld), `"@language": "en"`))
		require.NotRegexp(t, `[\x{fdd0}-\x{fdef}]`, string(ld))
	}
	missing, err := (&Page{Report: r, Language: "de"}).Foreign()
	require.NoError(t, err)
	require.Empty(t, missing)
}

// Marks in a name that somebody else gave change nothing but the name.
func TestForgedMarks(t *testing.T) {
	require.Equal(t, `<p>en<b>x</b></p>`, spoken("<p>\ufdd0en\ufdd1<b>x</b>\ufdd2</p>"))
	require.Equal(t, `<p>e"x</p>`, spoken("<p>\ufdd0e\"\ufdd1x\ufdd2</p>"))
}
