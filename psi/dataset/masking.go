package dataset

import (
	"encoding/binary"
	"sync"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// admittedElements sorts what is admitted, masked: records of admittedWidth. Add may be called from several goroutines.
type admittedElements struct {
	mu sync.Mutex
	*extsort.Sorter
}

func (a *admittedElements) Add(recs []byte) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.Sorter.Add(recs)
}

// setBuilder masks one type's identifiers, a batch while the next one is read.
type setBuilder struct {
	typ  identity.Type
	key  *ecdh.Key
	out  *admittedElements                                // the Builder's
	seen func(identity.Type, *identity.Key, ecdh.Element) // BuildConfig.Masked

	filling, masking *batch
	masked           chan error // has what became of the batch that is being masked; nil if none is
	failed           error      // of a batch; none is masked after it
}

// batch is values of one type, with what stands beside their elements.
type batch struct {
	keys     [][32]byte
	owners   []byte
	items    [][]byte // views of keys
	elements []ecdh.Element
	recs     []byte
}

// batchSize is how many values are masked at once: enough to keep all cores busy in ecdh.
const batchSize = 8192

func newSetBuilder(typ identity.Type, key *ecdh.Key, out *admittedElements, seen func(identity.Type, *identity.Key, ecdh.Element)) *setBuilder {
	s := &setBuilder{typ: typ, key: key, out: out, seen: seen}
	for _, b := range []**batch{&s.filling, &s.masking} {
		*b = &batch{keys: make([][32]byte, 0, batchSize), elements: make([]ecdh.Element, batchSize)}
	}
	return s
}

// add takes a value of a record.
func (s *setBuilder) add(a purpose.Admitted, record uint64, context uint16) error {
	v, b := a.Value(), s.filling
	b.keys = append(b.keys, v.Key)
	b.owners = binary.BigEndian.AppendUint64(b.owners, record)
	b.owners = binary.BigEndian.AppendUint16(b.owners, context)
	b.owners = append(b.owners, bit(v.Verified))
	b.owners = binary.BigEndian.AppendUint32(b.owners, minutes(a.Given()))
	if len(b.keys) >= batchSize {
		return s.flush()
	}
	return nil
}

// flush begins to mask the batch, once the one before is done. After a batch that failed it always fails.
func (s *setBuilder) flush() error {
	if err := s.wait(); err != nil {
		return err
	}
	s.filling, s.masking = s.masking, s.filling
	b, masked := s.masking, make(chan error, 1)
	s.masked = masked
	go func() { masked <- s.mask(b) }()
	return nil
}

// wait ends when no batch is being masked.
func (s *setBuilder) wait() error {
	if s.masked != nil {
		s.failed, s.masked = <-s.masked, nil
	}
	return s.failed
}

// finish masks what is left.
func (s *setBuilder) finish() error {
	if err := s.flush(); err != nil {
		return err
	}
	return s.wait()
}

// mask masks a batch, hands it to the sorter, and overwrites its match keys.
func (s *setBuilder) mask(b *batch) error {
	defer b.clear()
	b.items = b.items[:0]
	for i := range b.keys {
		b.items = append(b.items, b.keys[i][:])
	}
	n := len(b.keys)
	s.key.Mask(b.elements[:n], b.items)
	b.recs = b.recs[:0]
	for i := range n {
		b.recs = append(b.recs, b.elements[i][:]...)
		b.recs = append(b.recs, byte(typeIndex(s.typ)))
		b.recs = append(b.recs, b.owners[i*admittedOwner:(i+1)*admittedOwner]...)
	}
	s.out.mu.Lock()
	defer s.out.mu.Unlock()
	if s.seen != nil {
		for i := range n {
			s.seen(s.typ, &b.keys[i], b.elements[i])
		}
	}
	return s.out.Sorter.Add(b.recs)
}

func (b *batch) clear() {
	clear(b.keys)
	b.keys, b.owners = b.keys[:0], b.owners[:0]
}
