package audit

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/go-json-experiment/json"
)

// openingFormat is Opening.Format.
const openingFormat = psi.Version + " spot audit"

// Opening is what a platform shows an auditor: one JSON object. It holds match keys, which are as good as identifiers:
// whoever has it must guard it like the table.
type Opening struct {
	Format string     `json:"format"`
	Set    psi.Digest `json:"set"`
	Beacon string     `json:"beacon"`        // in hexadecimal
	Source string     `json:"beacon_source"` // what the beacon is, in words
	Key    string     `json:"key"`           // K = b·U, which nobody else is shown
	Proofs []string   `json:"proofs"`        // one for each 1,024 identifiers, in the order of groups and slots
	Groups []Opened   `json:"groups"`        // those that the beacon picks, ascending

	// LeftOut are users of the table whom the import left out, since they had been erased.
	LeftOut []string `json:"left_out,omitempty"`
}

// Opened is a group of the set.
type Opened struct {
	Number uint64   `json:"number"` // over all sections
	Slots  []Slot   `json:"slots"`  // what each element is, in the order of the record
	Users  []string `json:"users,omitempty"`
	Erased []string `json:"erased,omitempty"` // those of Users who were erased after the import
}

// Slot says what an element is. Nothing: the platform can't say.
type Slot struct {
	Type     identity.Type `json:"type,omitempty"`      // with MatchKey
	MatchKey string        `json:"match_key,omitempty"` // b·H of it
	Fill     string        `json:"fill,omitempty"`      // the hash of this seed
	Sentinel string        `json:"sentinel,omitempty"`  // this scalar times the generator
}

// Write writes the opening.
func (o *Opening) Write(w io.Writer) error {
	b, err := json.Marshal(o)
	if err == nil {
		_, err = w.Write(append(b, '\n'))
	}
	return err
}

// maxOpening bounds what is read: 4,603 groups of 16 elements and their users are less.
const maxOpening = 256 << 20

// ReadOpening reads an opening strictly.
func ReadOpening(r io.Reader) (*Opening, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxOpening+1))
	if err != nil {
		return nil, err
	}
	o := new(Opening)
	switch err := json.Unmarshal(b, o, json.RejectUnknownMembers(true)); {
	case len(b) > maxOpening:
		return nil, errors.New("the file is too large for a spot audit")
	case err != nil:
		return nil, errors.New("the file is not a spot audit: its JSON has another form")
	case o.Format != openingFormat:
		return nil, fmt.Errorf("the file is of format %.80q: want %q", o.Format, openingFormat)
	}
	return o, nil
}

// bytes32 reads 32 bytes in hexadecimal.
func bytes32(s string) (b [32]byte, ok bool) {
	n, err := hex.Decode(b[:], []byte(s[:min(len(s), 64)]))
	return b, err == nil && n == 32 && len(s) == 64
}
