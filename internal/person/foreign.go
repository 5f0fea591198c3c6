package person

import (
	"regexp"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/internal/controller"
)

// A text that stands in another language than the page's is marked in the text by characters that are none: where it
// begins, where the language's name ends, and where it ends.
const begins, named, ends = "\ufdd0", "\ufdd1", "\ufdd2"

// text is a text of the controller's, called what, in the page's language, or marked and remembered as in another.
func (b *builder) text(t controller.Text, what string) string {
	text, other := t.In(b.w.lang)
	if other == "" {
		return text
	}
	if !slices.Contains(b.foreign, what) {
		b.foreign = append(b.foreign, what)
	}
	return begins + other + named + text + ends
}

var (
	marked = regexp.MustCompile(begins + `([a-z]{2})` + named + `([^<` + begins + named + ends + `]*)` + ends)
	marks  = strings.NewReplacer(begins, "", named, "", ends, "")
)

// spoken writes marks as HTML has them, so that texts are read out, and broken into syllables, in their own language.
func spoken(page string) string {
	return marks.Replace(marked.ReplaceAllString(page, `<span lang="$1">$2</span>`))
}

// Foreign lists the texts of the controller's that the page has in another language than its own, for want of them.
func (p *Page) Foreign() ([]string, error) {
	v, err := p.view()
	if err != nil {
		return nil, err
	}
	return v.foreign, nil
}
