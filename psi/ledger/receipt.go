package ledger

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// proofHeader is the first line of a C2SP tlog-proof.
const proofHeader = "c2sp.org/tlog-proof@v1"

// Receipt returns the proof that the entry with an index is in the log: a C2SP tlog-proof whose extra data is the entry
// itself.
func (l *Log) Receipt(index int64) ([]byte, error) {
	c, err := l.covering(index + 1)
	if err != nil {
		return nil, err
	}
	entry, err := l.tiles().Entry(c, index)
	if err != nil {
		return nil, err
	}
	proof, err := tlog.ProveRecord(c.Size, index, l.tiles().hashes(c))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nextra %s\nindex %d\n", proofHeader, base64.StdEncoding.EncodeToString(entry), index)
	for _, h := range proof {
		b.WriteString(h.String() + "\n")
	}
	b.WriteString("\n")
	b.Write(c.Note)
	return b.Bytes(), nil
}

// Proven is what a receipt proves.
type Proven struct {
	Entry      *Entry
	Checkpoint *Checkpoint
}

// VerifyReceipt verifies a receipt with nothing but the log's key.
func VerifyReceipt(receipt []byte, v note.Verifier) (*Proven, error) {
	head, signed, ok := strings.Cut(string(receipt), "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || len(lines) < 3 || lines[0] != proofHeader {
		return nil, errors.New("this is not a receipt: want a C2SP tlog-proof with an entry")
	}
	extra, ok1 := strings.CutPrefix(lines[1], "extra ")
	at, ok2 := strings.CutPrefix(lines[2], "index ")
	raw, err := base64.StdEncoding.Strict().DecodeString(extra)
	index, ierr := strconv.ParseInt(at, 10, 64)
	if !ok1 || !ok2 || err != nil || ierr != nil || itoa(index) != at || len(lines) > 3+64 {
		return nil, errors.New("the receipt is damaged")
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		h, err := tlog.ParseHash(line)
		if err != nil || h.String() != line {
			return nil, errors.New("the receipt is damaged")
		}
		proof = append(proof, h)
	}
	c, err := OpenCheckpoint([]byte(signed), v)
	if err != nil {
		return nil, fmt.Errorf("the receipt's %w", err)
	}
	if index < 0 || index >= c.Size {
		return nil, fmt.Errorf("the receipt is for entry %d of a log of %d", index, c.Size)
	}
	if err := tlog.CheckRecord(proof, c.Size, c.Hash, index, tlog.RecordHash(raw)); err != nil {
		return nil, errors.New("the receipt's entry is not in the log that its checkpoint signs")
	}
	e, err := ParseEntry(raw)
	if err != nil {
		return nil, fmt.Errorf("the receipt's entry: %w", err)
	}
	if e.Seq != index {
		return nil, fmt.Errorf("the receipt's entry says that it is number %d, not %d", e.Seq, index)
	}
	return &Proven{e, c}, nil
}
