package postgres

import (
	"regexp"
	"strconv"
	"strings"
)

// translate replaces SQLite's places of arguments, ? and ?2, by those of PostgreSQL, outside of what is quoted. A text
// without arguments may be several statements with comments, and stays as it is.
func translate(query string, args int) string {
	if args == 0 || !strings.Contains(query, "?") {
		return query
	}
	var b strings.Builder
	next := 1
	quoted := false
	for i := 0; i < len(query); i++ {
		c := query[i]
		if c == '\'' {
			quoted = !quoted
		}
		if c != '?' || quoted {
			b.WriteByte(c)
			continue
		}
		end := i + 1
		for end < len(query) && '0' <= query[end] && query[end] <= '9' {
			end++
		}
		number := query[i+1 : end]
		if number == "" {
			number = strconv.Itoa(next)
		}
		next++
		b.WriteString("$" + number)
		i = end - 1
	}
	return b.String()
}

var typeWord = regexp.MustCompile(`\b(TEXT|INTEGER|BLOB)\b`)

// Schema is a text that makes or changes tables, with the types that columns have here. Text is compared byte by byte,
// as SQLite does, whatever language the database is in.
func Schema(text string) string {
	return typeWord.ReplaceAllStringFunc(text, func(word string) string {
		switch word {
		case "INTEGER":
			return "BIGINT"
		case "BLOB":
			return "BYTEA"
		}
		return `TEXT COLLATE "C"`
	})
}
