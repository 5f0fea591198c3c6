package dataset

import (
	"encoding/binary"
	"fmt"

	"github.com/blindmatch/blindmatch/psi/identity"
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
