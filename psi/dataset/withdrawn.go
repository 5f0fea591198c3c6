package dataset

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// unsureBit marks, in the length of a reference, a user of whom a row may say no and can't be read.
const unsureBit = 1 << 15

// addWithdrawn notes a user whom the table withdraws or deletes, or may.
func (b *Builder) addWithdrawn(user []byte, unsure bool) error {
	if b.withdrawn == nil {
		var err error
		if b.withdrawn, err = createFile(b.dir, withdrawnName); err != nil {
			return err
		}
	}
	n := uint16(len(user))
	if unsure {
		n |= unsureBit
	}
	if _, err := b.withdrawn.Write(binary.BigEndian.AppendUint16(nil, n)); err != nil {
		return err
	}
	_, err := b.withdrawn.Write(user)
	return err
}

// eachWithdrawn calls f with every user whom the import withdrew or deleted, or may have, in
// withdrawn.dat's order; some come twice.
func (s *Stored) eachWithdrawn(f func(user []byte, unsure bool) error) error {
	if !s.Withdraws() {
		return nil
	}
	r, err := s.stream(withdrawnName)
	if err != nil {
		return err
	}
	defer r.close()
	var b [maxUser]byte
	for left := s.m.Files[withdrawnName].Size; left > 0; {
		if err := r.full(b[:2]); err != nil {
			return err
		}
		n := uint64(binary.BigEndian.Uint16(b[:2]))
		unsure := n&unsureBit != 0
		n &^= unsureBit
		if n > maxUser || n+2 > left {
			return fmt.Errorf("%s is damaged", withdrawnName)
		}
		if err := r.full(b[:n]); err != nil {
			return err
		}
		if err := f(b[:n], unsure); err != nil {
			return err
		}
		left -= n + 2
	}
	return nil
}

// rememberAll notes those whom prev remembers and those of later, each once, and says
// whether there are any of later alone. Whom later may have withdrawn are among them only if sure is false.
func (b *Builder) rememberAll(prev, later *Stored, sure bool) (more bool, err error) {
	return recall(prev, later, sure, b.cfg.memory(), b.dir, b.addWithdrawn)
}

// Recalls says whether s remembers everybody whom later does: no import has to record them once more.
func (s *Stored) Recalls(later *Stored, memory int, dir string) (bool, error) {
	more, err := recall(s, later, false, memory, dir, func([]byte, bool) error { return nil })
	return !more, err
}

// recall is rememberAll for any note.
func recall(prev, later *Stored, sure bool, memory int, dir string, note func(user []byte, unsure bool) error) (more bool, err error) {
	const width = maxUser + 2 + 2 // reference, its length, whether that is unsure, whose
	s := extsort.New(extsort.Config{Width: width, Memory: memory, Dir: dir})
	defer s.Close()
	for whose, from := range []*Stored{prev, later} {
		err := from.eachWithdrawn(func(user []byte, unsure bool) error {
			if whose == 1 && sure && unsure {
				return nil
			}
			var rec [width]byte
			copy(rec[:], user)
			binary.BigEndian.PutUint16(rec[maxUser:], uint16(len(user)))
			rec[width-2], rec[width-1] = bit(unsure), byte(whose)
			return s.Add(rec[:])
		})
		if err != nil {
			return false, err
		}
	}
	sorted, err := s.Sort()
	if err != nil {
		return false, err
	}
	var last [width]byte
	any, known := false, false // known: prev remembers whom last is
	err = newRows(sorted, width).each(func(rec []byte) error {
		same := any && bytes.Equal(rec[:width-2], last[:width-2])
		if !same {
			more, known = more || any && !known, false
		}
		any, known = true, known || rec[width-1] == 0
		copy(last[:], rec)
		if same {
			return nil
		}
		return note(rec[:binary.BigEndian.Uint16(rec[maxUser:])], rec[width-2] == 1)
	})
	return more || any && !known, err
}

// Withdraws says whether the import of s withdrew or deleted anybody, or may have.
func (s *Stored) Withdraws() bool { return s.m.Files[withdrawnName].Size > 0 }
