package person

import (
	"regexp"
	"strings"
)

// elisions are, by language, how a text of ours joins a day that begins with a vowel as it is read: l’8 (otto),
// dall’11 (undici).
var elisions = map[string]*strings.Replacer{
	"it": strings.NewReplacer("il {", "l’{", "dal {", "dall’{", "al {", "all’{", "del {", "dell’{", "nel {", "nell’{"),
}

// days are the placeholders of days.
var days = regexp.MustCompile(`\pL+ \{(?:date|first|last|day)\}`)

// vowelDay finds days that begin with a vowel.
var vowelDay = regexp.MustCompile(`^(?:8|11)[ ./]`)

// elide fits the word before a day, in a text of ours, to the day. Names that others gave are no days.
func (w *words) elide(text string, values map[string]string) string {
	by := elisions[w.lang]
	if by == nil {
		return text
	}
	return days.ReplaceAllStringFunc(text, func(s string) string {
		_, name, _ := strings.Cut(s, "{")
		if !vowelDay.MatchString(values[strings.TrimSuffix(name, "}")]) {
			return s
		}
		return by.Replace(s)
	})
}

// likeSound are Spanish names that begin like y, or like o, as they are said: "y" is "e" before the ones, and "o" is "u"
// before the others.
var likeSound = map[string]struct {
	begins *regexp.Regexp
	joined string
}{
	" y ": {regexp.MustCompile(`^(?i:h?[ií])(?i:[^aeoáéó]|$)`), " e "},
	" o ": {regexp.MustCompile(`^(?i:h?[oó]|8|11(?:\D|$))`), " u "},
}

// join is the word between two names: as the language's file has it, or as the second name asks for.
func (w *words) join(last, next string) string {
	joined := w.texts[last]
	if x, ok := likeSound[joined]; ok && w.lang == "es" && x.begins.MatchString(next) {
		return x.joined
	}
	return joined
}
