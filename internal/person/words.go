package person

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/internal/controller"
)

//go:embed strings/*.json
var files embed.FS

// words is a language: its texts, by name.
type words struct {
	lang  string
	texts map[string]string
}

// in returns the words of a language.
func in(lang string) (*words, error) {
	if !slices.Contains(controller.Languages(), lang) {
		return nil, fmt.Errorf("no language %.20q: want one of %s", lang, strings.Join(controller.Languages(), ", "))
	}
	b, err := files.ReadFile("strings/" + lang + ".json")
	if err != nil {
		return nil, err
	}
	w := &words{lang: lang}
	return w, json.Unmarshal(b, &w.texts)
}

// say returns a text with values for its placeholders: names and values in turn.
func (w *words) say(name string, values ...string) string {
	text, ok := w.texts[name]
	if !ok {
		panic("person: internal error: no text " + name)
	}
	named := map[string]string{}
	for i := 0; i+1 < len(values); i += 2 {
		named[values[i]] = values[i+1]
		values[i] = "{" + values[i] + "}"
	}
	return strings.NewReplacer(values...).Replace(w.elide(text, named))
}

// count says something of n. French and Portuguese have the singular for 0, which nobody asks for here.
func (w *words) count(name string, n int, values ...string) string {
	form := ".many"
	if n == 1 {
		form = ".one"
	}
	return w.say(name+form, append(values, "n", w.number(int64(n)))...)
}

// number writes a number with the language's groups of three digits. Spanish, Italian and Portuguese set none apart in four.
func (w *words) number(n int64) string {
	s := strconv.FormatInt(n, 10)
	if len(s) == 4 && slices.Contains([]string{"es", "it", "pt"}, w.lang) {
		return s
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + w.texts["group"] + s[i:]
	}
	return s
}

// date writes a day, in UTC.
func (w *words) date(t time.Time) string { return w.dateBy("date", t) }

func (w *words) dateBy(form string, t time.Time) string {
	t = t.UTC()
	day := strconv.Itoa(t.Day())
	if first, ok := w.texts["day.first"]; ok && t.Day() == 1 && first != "" {
		day = first
	}
	return w.say(form, "day", day, "month", w.texts["month."+strconv.Itoa(int(t.Month()))], "year", strconv.Itoa(t.Year()))
}

// manyDates is how many are written one by one.
const manyDates = 4

// dates writes days in order, each once; those of one year have it at the end only. Of many, it writes the first and the
// last.
func (w *words) dates(all []time.Time) string {
	slices.SortFunc(all, time.Time.Compare)
	if n := len(all); n > manyDates {
		return w.say("times", "n", w.number(int64(n)), "range", w.span(all[0], all[n-1]))
	}
	var parts []string
	for i, t := range all {
		form := "date"
		if i+1 < len(all) && all[i+1].UTC().Year() == t.UTC().Year() {
			form = "date.noyear"
		}
		if i+1 < len(all) && sameDay(t, all[i+1]) {
			continue
		}
		parts = append(parts, w.dateBy(form, t))
	}
	return strings.Join(parts, ", ")
}

// span is from one day to another; zero is today.
func (w *words) span(from, to time.Time) string {
	form := "date"
	switch {
	case to.IsZero():
		return w.say("since", "first", w.date(from))
	case sameDay(from, to):
		return w.date(from)
	case from.UTC().Year() == to.UTC().Year():
		form = "date.noyear"
	}
	return w.say("range", "first", w.dateBy(form, from), "last", w.date(to))
}

func sameDay(a, b time.Time) bool {
	return a.UTC().Truncate(24 * time.Hour).Equal(b.UTC().Truncate(24 * time.Hour))
}

// list joins names.
func (w *words) list(names []string, last string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	n := len(names) - 1
	return strings.Join(names[:n], ", ") + w.join(last, names[n]) + names[n]
}

// quoted is a name that somebody else gave.
func (w *words) quoted(text string) string { return w.say("quoted", "text", text) }
