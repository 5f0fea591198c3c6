package failing

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const headFile = "checkpoint"

// logFile is the ledger's file that a route asks for.
func logFile(route string) (string, bool) { return strings.CutPrefix(route, "/v1/log/") }

// flipLine changes a byte of base64 in a line of a text, that of its first byte.
func flipLine(line string) string {
	b, err := base64.StdEncoding.DecodeString(line)
	if err != nil || len(b) == 0 {
		return line
	}
	b[len(b)-1] ^= 1
	return base64.StdEncoding.EncodeToString(b)
}

// receiptParts takes a receipt apart: its three first lines, the hashes of the path, and the note.
func receiptParts(receipt string) (head, path []string, signed string, ok bool) {
	top, signed, ok := strings.Cut(receipt, "\n\n")
	lines := strings.Split(top, "\n")
	if !ok || len(lines) < 4 {
		return nil, nil, "", false
	}
	return lines[:3], lines[3:], signed, true
}

func wrongPath(_ told, receipt string) string {
	head, path, signed, ok := receiptParts(receipt)
	if !ok {
		return receipt
	}
	path[0] = flipLine(path[0])
	return strings.Join(append(head, path...), "\n") + "\n\n" + signed
}

// wrongSignature changes the last byte of the last signature.
func wrongSignature(_ told, signed string) string {
	lines := strings.Split(strings.TrimSuffix(signed, "\n"), "\n")
	last := &lines[len(lines)-1]
	i := strings.LastIndex(*last, " ")
	*last = (*last)[:i+1] + flipLine((*last)[i+1:])
	return strings.Join(lines, "\n") + "\n"
}

// book is what the platform's ledger is forged with.
type book struct {
	signer note.Signer
	first  []byte                      // the checkpoint before the first session
	proof  func(int64) ([]byte, error) // a receipt of an entry

	mu   sync.Mutex
	size int64 // entries under the last checkpoint that a client saw
}

// otherEntry is the receipt of the ledger's first entry, which is true.
func otherEntry(v told, _ string) string {
	r, err := v.ledger().proof(0)
	if err != nil {
		return ""
	}
	return string(r)
}

// forkedReceipt is a receipt of the same entry in another tree of the same size, which the platform signs too.
func forkedReceipt(v told, receipt string) string {
	head, path, signed, ok := receiptParts(receipt)
	if !ok {
		return receipt
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(head[1], "extra "))
	if err != nil {
		return receipt
	}
	index, _ := strconv.ParseInt(strings.TrimPrefix(head[2], "index "), 10, 64)
	size, _ := strconv.ParseInt(strings.Split(signed, "\n")[1], 10, 64)
	for i := range path {
		path[i] = flipLine(path[i])
	}
	root := rootBy(raw, path, index, size)
	return strings.Join(append(head, path...), "\n") + "\n\n" + string(v.ledger().sign(size, root))
}

// rootBy is the root that an audit path leads to: RFC 9162 §2.1.3.2.
func rootBy(entry []byte, path []string, index, size int64) tlog.Hash {
	r := tlog.RecordHash(entry)
	fn, sn := index, size-1
	for _, line := range path {
		p, err := tlog.ParseHash(line)
		if err != nil {
			return r
		}
		if fn&1 == 1 || fn == sn {
			r = tlog.NodeHash(p, r)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			r = tlog.NodeHash(r, p)
		}
		fn, sn = fn>>1, sn>>1
	}
	return r
}

// sign signs a checkpoint as the platform's ledger does.
func (l *book) sign(size int64, root tlog.Hash) []byte {
	text := fmt.Sprintf("%s\n%d\n%s\n", l.signer.Name(), size, root)
	signed, err := note.Sign(&note.Note{Text: text}, l.signer)
	if err != nil {
		return nil
	}
	return signed
}

// forkedHead is a checkpoint as long as the last that a client was given, with another root.
func (l *book) forkedHead() []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sign(l.size, sha256.Sum256([]byte("another history")))
}

// saw remembers how long the ledger was under a checkpoint that a client has seen.
func (l *book) saw(signed string) {
	lines := strings.Split(signed, "\n")
	if len(lines) < 2 {
		return
	}
	if n, err := strconv.ParseInt(lines[1], 10, 64); err == nil {
		l.mu.Lock()
		l.size = n
		l.mu.Unlock()
	}
}
