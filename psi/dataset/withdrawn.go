package dataset

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/identity"
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
	var last []byte
	for {
		rec, ok, err := pull(sorted, width)
		if err != nil || !ok {
			return more, err
		}
		if last != nil && bytes.Equal(rec[:width-1], last[:width-1]) {
			continue
		}
		more, last = more || rec[width-1] == 1, rec
		if err := b.addWithdrawn(rec[:binary.BigEndian.Uint16(rec[maxUser:])]); err != nil {
			return more, err
		}
	}
}

// Withdraws says whether the import of s withdrew or deleted anybody.
func (s *Stored) Withdraws() bool { return s.m.Files[withdrawnName].Size > 0 }

// onlyOf counts the elements of one type of which every record is in a set.
func (s *Stored) onlyOf(t identity.Type, records *bitset) (n uint64, err error) {
	f, err := s.stream(ownersName(t))
	if err != nil {
		return 0, err
	}
	defer f.close()
	starts, err := s.stream(startsName(t))
	if err != nil {
		return 0, err
	}
	defer starts.close()
	from, err := starts.uint64()
	if err != nil {
		return 0, err
	}
	for i := range s.m.Types[t].Elements {
		to, err := starts.uint64()
		if err != nil {
			return 0, err
		}
		if from > to || to > s.m.Types[t].Owners {
			return 0, fmt.Errorf("%s is damaged at entry %d", startsName(t), i)
		}
		only := from < to
		for ; from < to; from++ {
			var b [ownerWidth]byte
			if err := f.full(b[:]); err != nil {
				return 0, err
			}
			record := binary.BigEndian.Uint64(b[:8])
			if record >= s.m.Records {
				return 0, fmt.Errorf("%s is damaged at entry %d", ownersName(t), from)
			}
			only = only && records.has(record)
		}
		if only {
			n++
		}
	}
	return n, nil
}
