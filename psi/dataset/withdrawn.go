package dataset

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// addWithdrawn notes a user whom the table withdraws or deletes.
func (b *Builder) addWithdrawn(user []byte) error {
	if b.withdrawn == nil {
		var err error
		if b.withdrawn, err = createFile(b.dir, withdrawnName); err != nil {
			return err
		}
	}
	if _, err := b.withdrawn.Write(binary.BigEndian.AppendUint16(nil, uint16(len(user)))); err != nil {
		return err
	}
	_, err := b.withdrawn.Write(user)
	return err
}

// eachWithdrawn calls f with every user whom the import withdrew or deleted, in
// withdrawn.dat's order; some come twice.
func (s *Stored) eachWithdrawn(f func(user []byte) error) error {
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
		if n > maxUser || n+2 > left {
			return fmt.Errorf("%s is damaged", withdrawnName)
		}
		if err := r.full(b[:n]); err != nil {
			return err
		}
		if err := f(b[:n]); err != nil {
			return err
		}
		left -= n + 2
	}
	return nil
}

// rememberAll notes those whom prev remembers and those of later, each once, and says
// whether there are any of later alone.
func (b *Builder) rememberAll(prev, later *Stored) (more bool, err error) {
	const width = maxUser + 2 + 1 // reference, its length, whose
	s := extsort.New(extsort.Config{Width: width, Memory: b.cfg.memory(), Dir: b.dir})
	defer s.Close()
	for whose, from := range []*Stored{prev, later} {
		err := from.eachWithdrawn(func(user []byte) error {
			var rec [width]byte
			copy(rec[:], user)
			binary.BigEndian.PutUint16(rec[maxUser:], uint16(len(user)))
			rec[width-1] = byte(whose)
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
	any := false
	err = newRows(sorted, width).each(func(rec []byte) error {
		if any && bytes.Equal(rec[:width-1], last[:width-1]) {
			return nil
		}
		any, more = true, more || rec[width-1] == 1
		copy(last[:], rec)
		return b.addWithdrawn(rec[:binary.BigEndian.Uint16(rec[maxUser:])])
	})
	return more, err
}

// Withdraws says whether the import of s withdrew or deleted anybody.
func (s *Stored) Withdraws() bool { return s.m.Files[withdrawnName].Size > 0 }
