package person

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 12, 0, 0, 0, time.UTC) }

// Italian says l’8 and dall’11, of days alone.
func TestElisions(t *testing.T) {
	w, err := in("it")
	require.NoError(t, err)
	require.Equal(t, "dall’8 marzo all’11 marzo 2026", w.span(day(3, 8), day(3, 11)))
	require.Equal(t, "dall’11 marzo 2026", w.span(day(3, 11), time.Time{}))
	require.Equal(t, "dal 1º marzo al 18 marzo 2026", w.span(day(3, 1), day(3, 18)))
	require.Equal(t, "Il Suo consenso termina l’8 agosto 2026.", w.say("now.until", "date", w.date(day(8, 8))))
	require.Contains(t, w.say("lead.erased", "date", w.date(day(11, 11))), "rimosso l’11 novembre")
	require.Equal(t, "nel suo elenco «dal 8 al 11 marzo», per vedere la sua pubblicità", w.say("match.include", "name", w.quoted("dal 8 al 11 marzo")))
	require.Equal(t, "1234", w.number(1234))
	require.Equal(t, "12.345", w.number(12345))
}

// French has "le 1er", and no word of ours that a name with a vowel would ask to be shortened.
func TestFrench(t *testing.T) {
	w, err := in("fr")
	require.NoError(t, err)
	require.Equal(t, "du 1er mars au 8 mars 2026", w.span(day(3, 1), day(3, 8)))
	require.Contains(t, w.say("lead.erased", "date", w.date(day(11, 1))), "retiré le 1er novembre")
	for name, text := range w.texts {
		require.NotRegexp(t, `(?i)\b(de|que|le|la) \{(who|controller|name|what|contact)\}`, text, name)
	}
}

// Spanish says "e" for "y" before the sound of i, and "u" for "o" before that of o.
func TestSpanish(t *testing.T) {
	w, err := in("es")
	require.NoError(t, err)
	for next, want := range map[string]string{
		"Iberia": "Acme e Iberia", "Hijos de Paz": "Acme e Hijos de Paz", "Hierros Sur": "Acme y Hierros Sur", "Ionix": "Acme y Ionix", "Índice": "Acme e Índice", "Brand": "Acme y Brand",
	} {
		require.Equal(t, want, w.list([]string{"Acme", next}, "and"))
	}
	require.Equal(t, "a, b u otro", w.list([]string{"a", "b", "otro"}, "or"))
	require.Equal(t, "a o dato", w.list([]string{"a", "dato"}, "or"))
}
