package dataset

import (
	"bytes"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
)

// timeForms says which forms of time are read, for the people whose cells have another.
const timeForms = "2026-01-31, 2026-01-31 12:00:00 (UTC unless it says +01:00, -0500 or UTC), 2026-01-31T12:00:00Z, 2026/01/31, 31.01.2026, or Unix seconds (10 digits) or milliseconds (13)"

// flagForms says which forms of yes and no are.
const flagForms = "true or false, yes or no, 1 or 0, subscribed or unsubscribed, or the time since when"

// timeLayouts are the forms of time by the separator of their date. 01/02/2026 is two days, and is not among them.
var timeLayouts = sync.OnceValue(func() map[byte][]string {
	m := map[byte][]string{}
	for sep, date := range map[byte]string{'-': time.DateOnly, '/': "2006/01/02", '.': "02.01.2006"} {
		m[sep] = []string{date}
		for _, zone := range []string{"Z07:00", "", "Z07", "Z0700", " Z07:00", " Z0700", " Z07", " MST"} {
			for _, clock := range []string{"T15:04:05", " 15:04:05", "T15:04", " 15:04"} { // a fraction is read without being asked for
				m[sep] = append(m[sep], date+clock+zone)
			}
		}
	}
	return m
})

// nothing says whether a cell holds nothing, or what databases write for it.
func nothing(s string) bool { return s == "" || s == `\N` || strings.EqualFold(s, "null") }

// parseTime reads a cell as a time; without a zone it is UTC. The zero time is that of an empty cell, and of no other: year
// 1 is what some programs write for no time, and no time is not said to be one.
func parseTime(cell []byte) (t time.Time, ok bool) {
	s := string(bytes.TrimSpace(cell))
	if nothing(s) {
		return time.Time{}, true
	}
	if n, digits := unixTime(s); digits {
		return n, true
	}
	sep := strings.IndexAny(s, "-/.")
	if sep < 0 {
		return time.Time{}, false
	}
	for _, layout := range timeLayouts()[s[sep]] {
		if t, err := time.ParseInLocation(layout, s, time.UTC); err == nil {
			// A zone by an abbreviation that Go does not know is read as UTC, which would be a guess.
			if name, offset := t.Zone(); offset == 0 && name != "" && name != "UTC" && name != "GMT" {
				return time.Time{}, false
			}
			return t, !t.IsZero()
		}
	}
	return time.Time{}, false
}

// unixTime reads seconds or milliseconds since 1970, of this century.
func unixTime(s string) (time.Time, bool) {
	if len(s) != 10 && len(s) != 13 {
		return time.Time{}, false
	}
	var n int64
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return time.Time{}, false
		}
		n = 10*n + int64(c-'0')
	}
	if len(s) == 13 {
		return time.UnixMilli(n).UTC(), true
	}
	return time.Unix(n, 0).UTC(), true
}

// answer is what a cell about consent says.
type answer int

const (
	silent  answer = iota // nothing
	yes                   // true, or the time when it became so
	no                    // false
	agreed                // in words that mean the same in every column: subscribed
	refused               // unsubscribed
	unclear
)

var answers = map[string]answer{
	"true": yes, "t": yes, "1": yes, "yes": yes, "y": yes, "ja": yes, "oui": yes, "si": yes, "sim": yes, "wahr": yes, "vrai": yes,
	"false": no, "f": no, "0": no, "no": no, "n": no, "nein": no, "non": no, "nao": no, "falsch": no, "faux": no,
	"subscribed": agreed, "optedin": agreed, "optin": agreed, "granted": agreed, "consented": agreed,
	"unsubscribed": refused, "optedout": refused, "optout": refused, "denied": refused, "declined": refused, "withdrawn": refused, "revoked": refused,
	"suppressed": refused, "objected": refused, "neversubscribed": refused, "notsubscribed": refused, "nonsubscribed": refused,
}

// noTime is the last day that programs write where there is no time: day 0 of Unix, of a spreadsheet, of their calendar,
// and the day after in the east.
var noTime = time.Date(1970, 1, 2, 23, 59, 59, 0, time.UTC)

// parseAnswer reads a cell that says yes or no. A time, as in a column revoked_at, is a yes: it says since when.
func parseAnswer(cell []byte) answer {
	s := string(bytes.TrimSpace(cell))
	if nothing(s) {
		return silent
	}
	if a, ok := answers[strings.ToLower(s)]; ok {
		return a
	}
	if t, ok := parseTime(cell); ok && t.After(noTime) {
		return yes
	}
	if f, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64); err == nil {
		switch f {
		case 0:
			return no
		case 1, -1: // Access has -1
			return yes
		}
		return unclear
	}
	if len(s) <= 40 && !strings.ContainsFunc(s, unicode.IsDigit) {
		if a, ok := answers[headerKey(s)]; ok { // "Never Subscribed", "não"
			return a
		}
	}
	return unclear
}
