package dataset

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// UserChanges says what an import did to the users of the dataset that it
// replaces. Users are in a dataset if an identifier of theirs was admitted; they count
// once, however many records there are.
type UserChanges struct {
	Added     uint64 `json:"added"`
	Replaced  uint64 `json:"replaced"`  // in the table and in the previous dataset
	Kept      uint64 `json:"kept"`      // taken over from the previous dataset
	Removed   uint64 `json:"removed"`   // in the previous dataset, and not any more
	Gone      uint64 `json:"gone"`      // of those removed: whom the table withdraws or deletes, and in a merge those whose grants have ended
	Withdrawn uint64 `json:"withdrawn"` // of the previous dataset, whom the table withdraws or deletes
	Expired   uint64 `json:"expired"`   // records that were not taken over, because their grant has ended
	Unsure    uint64 `json:"unsure"`    // of the previous dataset, of whom a row may say no and can't be read
	Unknown   uint64 `json:"unknown"`   // in a merge, whom the table withdraws or deletes, and of whom the previous dataset has no record
}

// replacesAll is for a table that is all there is: who is not in it is gone.
func (c *UserChanges) replacesAll() { c.Kept, c.Removed, c.Unknown = 0, c.Removed+c.Kept, 0 }

// checkMerge says why a previous dataset can't be added to.
func (c *BuildConfig) checkMerge() error {
	if !c.Merge {
		return nil
	}
	if c.Previous == nil {
		return errors.New("no previous dataset to merge with: import everything")
	}
	m := c.Previous.m
	digest := c.Gate.Policy().Digest()
	switch {
	case m.Policy != hex.EncodeToString(digest[:]):
		return errors.New("the policy is not the one that admitted the previous dataset's records: import everything")
	case m.Purpose != c.Gate.Purpose():
		return fmt.Errorf("the previous dataset is for purpose %q, not %q: import everything", m.Purpose, c.Gate.Purpose())
	case m.Profile != c.Profile:
		return fmt.Errorf("the previous dataset has profile %q, not %q: import everything", m.Profile, c.Profile)
	}
	for _, t := range identity.Types() {
		if _, had := m.Types[t]; had != slices.Contains(c.types(), t) {
			return fmt.Errorf("the previous dataset and this import differ in identifiers of type %q: import everything", t)
		}
	}
	if keyCheck(c.Key, m.Purpose, m.Profile) != m.KeyCheck {
		return errors.New("the dataset's key is not that of the previous dataset: import everything")
	}
	return nil
}

// userJoin finds out which users are in the previous dataset, in the table, or in
// both. It sorts a hash of user references under a key of its own.
type userJoin struct {
	prev *Stored
	over time.Time // grants that ended until then are over; zero: none is
	// onlyAdmitted leaves the records of a named user among the others if none is admitted: what says why stays.
	onlyAdmitted bool
	hash         *blindHash
	sorter       *extsort.Sorter
	batch        []byte
}

// joinWidth: hash, what is said of the user, number of the previous record.
const (
	joinUser  = len(userHash{})
	joinWidth = joinUser + 1 + 8
)

func newUserJoin(prev *Stored, dir string, memory int) *userJoin {
	return &userJoin{prev: prev, hash: newBlindHash(), sorter: extsort.New(extsort.Config{Width: joinWidth, Memory: memory, Dir: dir})}
}

// What a previous record or a row says of its user.
const (
	joinRecord    = 1 << iota // this is a previous record
	joinHad                   // an identifier was admitted, in a previous record
	joinOver                  // the same, and the grant has ended since
	joinNamed                 // this is a row
	joinAdmitted              // an identifier was admitted, in a row
	joinWithdrawn             // the row withdraws or deletes
	joinUnsure                // the row may do so, and can't be read
	joinErased                // the person was erased: no row is looked at
)

func (j *userJoin) add(user []byte, said byte, record uint64) error {
	return j.addHash(j.hash.user(user), said, record)
}

func (j *userJoin) addHash(h userHash, said byte, record uint64) error {
	j.batch = append(append(j.batch, h[:]...), said)
	j.batch = binary.BigEndian.AppendUint64(j.batch, record)
	if len(j.batch) < 4096*joinWidth {
		return nil
	}
	return j.flush()
}

func (j *userJoin) flush() error {
	err := j.sorter.Add(j.batch)
	j.batch = j.batch[:0]
	return err
}

// joined is what a userJoin finds. The sets are of previous records.
type joined struct {
	others    *bitset // of users that the table does not name
	withdrawn *bitset // of users whom a row withdraws or deletes
	changes   UserChanges
}

// finish adds the previous users and compares them with the table's.
func (j *userJoin) finish() (*joined, error) {
	admitted := j.prev.admittedCode()
	err := j.prev.eachRecord(func(n uint64, user, dec []byte) error {
		said := byte(joinRecord)
		if d := decodeDecision(dec); slices.Contains(d.codes[:], admitted) {
			if said |= joinHad; !j.over.IsZero() && d.expired(j.over) {
				said = joinRecord | joinOver
			}
		}
		return j.add(user, said, n)
	})
	if err = errors.Join(err, j.flush()); err != nil {
		return nil, err
	}
	sorted, err := j.sorter.Sort()
	if err != nil {
		return nil, err
	}
	records := j.prev.m.Records
	found := &joined{others: newBitset(records), withdrawn: newBitset(records)}
	var last userHash
	var alike []joinedUser // whose references differ in nothing but case
	end := func() {
		found.users(alike, j.onlyAdmitted)
		alike = alike[:0]
	}
	buf := make([]byte, 4096*joinWidth)
	for {
		n, err := sorted.Read(buf)
		for r := buf[:n]; len(r) > 0; r = r[joinWidth:] {
			if h := userHash(r); h != last || len(alike) == 0 {
				if h.folded() != last.folded() {
					end()
				}
				alike = slices.Grow(alike, 1)[:len(alike)+1]
				u := &alike[len(alike)-1]
				u.said, u.old, last = 0, u.old[:0], h
			}
			u := &alike[len(alike)-1]
			u.said |= r[joinUser]
			if r[joinUser]&joinRecord != 0 {
				u.old = append(u.old, binary.BigEndian.Uint64(r[joinUser+1:]))
			}
		}
		if err == io.EOF {
			end()
			return found, j.sorter.Close()
		}
		if err != nil {
			return nil, err
		}
	}
}

// joinedUser is a user in a join.
type joinedUser struct {
	said byte
	old  []uint64 // previous records
}

// users enters what is said of users whose references differ in nothing but case. If one of them objects, or may, all do.
func (f *joined) users(alike []joinedUser, onlyAdmitted bool) {
	no, known := byte(0), false
	for _, u := range alike {
		no |= u.said & (joinWithdrawn | joinUnsure)
		known = known || len(u.old) > 0
	}
	for _, u := range alike {
		if u.said&joinWithdrawn != 0 && u.said&joinErased == 0 && !known {
			f.changes.Unknown++
		}
		if no != 0 {
			u.said |= no | joinNamed
		}
		if onlyAdmitted && u.said&(joinHad|joinOver) == 0 {
			u.said &^= joinNamed | joinWithdrawn | joinUnsure
		}
		f.user(u.said, u.old)
	}
}

// user enters what is said of one user, whose previous records are old.
func (f *joined) user(said byte, old []uint64) {
	had, named := said&(joinHad|joinOver) != 0, said&joinNamed != 0
	has := said&joinAdmitted != 0 && said&(joinWithdrawn|joinUnsure) == 0 // see Builder.withhold
	switch {
	case had && has:
		f.changes.Replaced++
	case has:
		f.changes.Added++
	case had && named, had && said&joinHad == 0:
		f.changes.Removed++
		if said&joinWithdrawn != 0 || !named {
			f.changes.Gone++
		}
	case had:
		f.changes.Kept++
	}
	switch {
	case said&joinWithdrawn != 0 && had:
		f.changes.Withdrawn++
	case said&joinUnsure != 0 && had:
		f.changes.Unsure++
	}
	for _, n := range old {
		if !named {
			f.others.set(n)
		}
		if said&joinWithdrawn != 0 {
			f.withdrawn.set(n)
		}
	}
}

func (j *userJoin) close() error { return j.sorter.Close() }

// admittedCode is what stands for an admitted identifier in the stored decisions.
func (s *Stored) admittedCode() byte {
	for code, name := range s.m.Codes {
		if name == psi.Admitted {
			return code
		}
	}
	return decidedAdmitted
}

// takeOver adds the previous dataset's records that are in keep. They are masked
// already. Those whose grant has ended stay behind, and get into over.
func (b *Builder) takeOver(keep, over *bitset, now time.Time) (expired uint64, err error) {
	prev := b.cfg.Previous
	contexts := make([]uint16, len(prev.m.Contexts))
	for i, name := range prev.m.Contexts {
		if contexts[i], err = b.context(name); err != nil {
			return 0, err
		}
	}
	codes := map[byte]byte{} // as this program numbers them
	for now, name := range decisionCodes() {
		for then, old := range prev.m.Codes {
			if old == name {
				codes[then] = now
			}
		}
	}
	base := b.records
	taken := newBitset(prev.m.Records)
	err = prev.eachRecord(func(n uint64, user, dec []byte) error {
		if !keep.has(n) {
			return nil
		}
		d := decodeDecision(dec)
		if d.context != noContext && int(d.context) >= len(contexts) {
			return fmt.Errorf("%s is damaged at entry %d", decisionsName, n)
		}
		if d.expired(now) {
			expired++
			over.set(n)
			return nil
		}
		if b.cfg.erased(user) {
			over.set(n)
			return nil
		}
		if d.context != noContext {
			d.context = contexts[d.context]
		}
		for i, then := range d.codes {
			now, ok := codes[then]
			if !ok {
				return fmt.Errorf("%s has an outcome at entry %d that this version does not know: import all of it", decisionsName, n)
			}
			d.codes[i] = now
		}
		taken.set(n)
		return b.addRecord(user, d)
	})
	if err != nil {
		return expired, err
	}
	taken.index()
	return expired, b.takeElements(taken, base, contexts)
}

// takeElements adds the elements of taken records under their new numbers, with what orders them in a user.
func (b *Builder) takeElements(taken *bitset, base uint64, contexts []uint16) error {
	for o, err := range b.cfg.Previous.Owned() {
		if err != nil {
			return err
		}
		if !taken.has(o.Record) {
			continue
		}
		var rec [admittedWidth]byte
		copy(rec[:], o.Element[:])
		rec[elementWidth] = byte(typeIndex(o.Type))
		owner := rec[elementWidth+1:]
		binary.BigEndian.PutUint64(owner, base+taken.rank(o.Record))
		binary.BigEndian.PutUint16(owner[8:], contexts[o.Context])
		owner[10] = bit(o.Verified)
		binary.BigEndian.PutUint32(owner[11:], o.given)
		if err := b.sorter.Add(rec[:]); err != nil {
			return err
		}
	}
	return nil
}

// bit is a bool in a record.
func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// stream reads one of a stored dataset's files from its beginning.
type stream struct {
	f    *os.File
	r    *bufio.Reader
	name string
}

func (s *Stored) stream(name string) (*stream, error) {
	f, err := os.Open(filepath.Join(s.dir, name))
	if err != nil {
		return nil, err
	}
	return &stream{f, bufio.NewReaderSize(f, 256<<10), name}, nil
}

func (s *stream) close() { s.f.Close() }

func (s *stream) full(b []byte) error {
	if _, err := io.ReadFull(s.r, b); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return fmt.Errorf("%s: %w", s.name, err)
	}
	return nil
}

func (s *stream) uint64() (uint64, error) {
	var b [8]byte
	err := s.full(b[:])
	return binary.BigEndian.Uint64(b[:]), err
}

// eachRecord calls f with every record's number, user reference and decision.
func (s *Stored) eachRecord(f func(n uint64, user, decision []byte) error) error {
	users, err := s.stream(usersName)
	if err != nil {
		return err
	}
	defer users.close()
	index, err := s.stream(userIndexName)
	if err != nil {
		return err
	}
	defer index.close()
	decisions, err := s.stream(decisionsName)
	if err != nil {
		return err
	}
	defer decisions.close()
	from, err := index.uint64()
	if err != nil {
		return err
	}
	var user [maxUser]byte
	var d [decisionWidth]byte
	for n := range s.m.Records {
		to, err := index.uint64()
		if err != nil {
			return err
		}
		if to < from || to-from > maxUser {
			return fmt.Errorf("%s is damaged at entry %d", userIndexName, n)
		}
		if err := users.full(user[:to-from]); err != nil {
			return err
		}
		if err := decisions.full(d[:]); err != nil {
			return err
		}
		if err := f(n, user[:to-from], d[:]); err != nil {
			return err
		}
		from = to
	}
	return nil
}

// bitset is a set of record numbers. With its index it takes two bits a record.
type bitset struct {
	words []uint64
	ranks []uint64 // members before each word
}

func newBitset(n uint64) *bitset { return &bitset{words: make([]uint64, (n+63)/64)} }

func (b *bitset) set(i uint64)      { b.words[i/64] |= 1 << (i % 64) }
func (b *bitset) has(i uint64) bool { return b.words[i/64]>>(i%64)&1 == 1 }

func (b *bitset) unset(i uint64) { b.words[i/64] &^= 1 << (i % 64) }

// grow makes room for numbers below n.
func (b *bitset) grow(n uint64) {
	for uint64(len(b.words)) < (n+63)/64 {
		b.words = append(b.words, 0)
	}
}

// index prepares rank; the set must not change afterwards.
func (b *bitset) index() {
	b.ranks = make([]uint64, len(b.words))
	n := uint64(0)
	for i, w := range b.words {
		b.ranks[i] = n
		n += uint64(bits.OnesCount64(w))
	}
}

// rank is the number of members below i.
func (b *bitset) rank(i uint64) uint64 {
	return b.ranks[i/64] + uint64(bits.OnesCount64(b.words[i/64]&(1<<(i%64)-1)))
}
