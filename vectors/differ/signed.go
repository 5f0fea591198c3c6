package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// signed makes a checkpoint or a receipt of a log whose key is known, with something else in it, so that what is refused
// is not refused for its signature alone.
func (m *maker) signed() (*Case, error) {
	log := m.logs[m.IntN(len(m.logs))]
	entries := slices.Clone(log.Entries)
	v := map[string]any{"stage": "checkpoint", "log_key": log.Key}
	if len(entries) == 0 || m.IntN(3) == 0 {
		body, err := m.checkpoint(&log, entries)
		v["body"] = body
		if err != nil {
			return nil, err
		}
		return caseOf("malformed", v)
	}
	v["stage"] = "receipt"
	at := m.IntN(len(entries))
	if m.IntN(3) > 0 {
		entries[at] = m.entry(entries[at])
	}
	tree, err := treeOf(entries)
	if err != nil {
		return nil, err
	}
	proof, err := tlog.ProveRecord(int64(len(entries)), int64(at), tree)
	if err != nil {
		return nil, err
	}
	signed, err := m.checkpoint(&log, entries)
	if err != nil {
		return nil, err
	}
	lines := []string{"c2sp.org/tlog-proof@v1", "extra " + base64.StdEncoding.EncodeToString([]byte(entries[at])), fmt.Sprintf("index %d", at)}
	for _, h := range proof {
		lines = append(lines, h.String())
	}
	m.lines(&lines)
	v["body"] = strings.Join(lines, "\n") + "\n\n" + signed
	return caseOf("malformed", v)
}

// checkpoint signs what the log has, or something near it.
func (m *maker) checkpoint(log *signedLog, entries []string) (string, error) {
	tree, err := treeOf(entries)
	if err != nil {
		return "", err
	}
	root, err := tlog.TreeHash(int64(len(entries)), tree)
	if err != nil {
		return "", err
	}
	lines := []string{log.Origin, fmt.Sprint(len(entries)), root.String()}
	if m.IntN(4) == 0 {
		m.lines(&lines)
	}
	signer, err := note.NewSigner(log.secret())
	if err != nil {
		return "", err
	}
	b, err := note.Sign(&note.Note{Text: strings.Join(lines, "\n") + "\n"}, signer)
	if err != nil { // no text of a note
		return strings.Join(lines, "\n") + "\n\n", nil
	}
	text := string(b)
	last := text[strings.LastIndex(strings.TrimSuffix(text, "\n"), "\n")+1:]
	switch m.IntN(12) {
	case 0:
		text += last
	case 1:
		text += "— other.example/log " + base64.StdEncoding.EncodeToString([]byte{1, 2, 3, 4, byte(m.IntN(256))}) + "\n"
	case 2:
		text += "— other.example/log AQID\n"
	case 3:
		text = strings.TrimSuffix(text, "\n")
	case 4:
		text += "\n"
	case 5:
		text = strings.ReplaceAll(text, "\n", "\r\n")
	case 6:
		at := m.IntN(len(text))
		text = text[:at] + string(rune(' '+m.IntN(95))) + text[at+1:]
	case 7:
		text = strings.Replace(text, last, "— other.example/log AQIDBAU=\n"+last, 1)
	case 8:
		text += strings.Replace(last, log.Origin, "x"+log.Origin, 1)
	}
	return text, nil
}

// lines changes a line of a text that is about to be signed.
func (m *maker) lines(lines *[]string) {
	if m.IntN(2) == 0 {
		return
	}
	at := m.IntN(len(*lines))
	line := (*lines)[at]
	switch m.IntN(8) {
	case 0:
		line += " "
	case 1:
		line = "0" + line
	case 2:
		line = strings.TrimRight(line, "=")
	case 3:
		line = []string{"", "-1", "+1", "9007199254740993", "9223372036854775807", "9223372036854775808", "1e3", "index -1", "index 007", "index 99", "extra e30K", "extra ", "AAAA"}[m.IntN(13)]
	case 4:
		*lines = slices.Insert(*lines, at, line)
		return
	case 5:
		*lines = slices.Delete(*lines, at, at+1)
		return
	case 6:
		line = line[:m.IntN(len(line)+1)]
	case 7:
		if len(line) > 0 {
			b := []byte(line)
			b[m.IntN(len(b))] = "AZaz09+/= \u00e9"[m.IntN(11)]
			line = string(b)
		}
	}
	(*lines)[at] = line
}

// entry changes a member of an entry, and writes it as RFC 8785 has it, or not quite.
func (m *maker) entry(line string) string {
	var v map[string]any
	d := json.NewDecoder(strings.NewReader(line))
	d.UseNumber()
	if d.Decode(&v) != nil {
		return line
	}
	switch m.IntN(10) {
	case 0:
		v["more"] = "x"
	case 1:
		v["v"] = json.Number("2")
	case 2:
		v["time"] = texts[m.IntN(len(texts))]
	default:
		m.member(v)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return line
	}
	c := jsontext.Value(b)
	if c.Canonicalize() != nil {
		return line
	}
	out := string(c)
	switch m.IntN(12) {
	case 0:
		return out
	case 1:
		return strings.Replace(out, ":", ": ", 1) + "\n"
	case 2:
		return out + "\n\n"
	}
	return out + "\n"
}

// signedLog is a log of which the key is known.
type signedLog struct {
	Origin  string   `json:"origin"`
	Seed    string   `json:"seed"`
	Key     string   `json:"log_key"`
	Entries []string `json:"entries"`
}

func (l *signedLog) secret() string {
	seed, err := hex.DecodeString(l.Seed)
	if err != nil || len(seed) != ed25519.SeedSize {
		panic("differ: internal error: a log's seed")
	}
	hash := strings.Split(l.Key, "+")[1]
	return "PRIVATE+KEY+" + l.Origin + "+" + hash + "+" + base64.StdEncoding.EncodeToString(append([]byte{1}, seed...))
}

func treeOf(entries []string) (tlog.HashReader, error) {
	var all []tlog.Hash
	read := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			out[i] = all[x]
		}
		return out, nil
	})
	for i, e := range entries {
		added, err := tlog.StoredHashes(int64(i), []byte(e), read)
		if err != nil {
			return nil, err
		}
		all = append(all, added...)
	}
	return read, nil
}
