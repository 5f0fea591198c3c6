package audit

import (
	"crypto"
	"crypto/rand"
	_ "crypto/sha512"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/cloudflare/circl/group"
	"github.com/cloudflare/circl/zk/dleq"
)

// A proof shows that elements are multiples of others by one scalar, which K is of U: RFC 9497 §2.2, with the base U
// hashed into the challenge, too. Only in ristretto255: the elements of P256 are x-coordinates, and the library that
// makes proofs is not constant-time for it.

// proofBatch is how many elements are in a proof. RFC 9497 numbers them with two bytes; with fewer, all cores have
// something to do.
const proofBatch = 1024

// ErrSuite says that an epoch can't be spot audited.
var ErrSuite = errors.New("spot audits are of epochs in ristretto255: make a full audit")

// statement is what is proven: K = b·U and of each i image[i] = b·of[i].
type statement struct {
	set       psi.Digest
	base, key ecdh.Element
	of, image []ecdh.Element
}

func (s *statement) params() dleq.Params {
	return dleq.Params{G: group.Ristretto255, H: crypto.SHA512, DST: []byte(psi.Version + " audit " + s.set.String())}
}

// batches is the number of proofs.
func (s *statement) batches() int { return (len(s.of) + proofBatch - 1) / proofBatch }

// each calls f, on all cores, for the parts that have proofs of their own.
func (s *statement) each(f func(i int, of, image []group.Element) error) error {
	errs := make([]error, s.batches())
	var wg sync.WaitGroup
	busy := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range errs {
		busy <- struct{}{}
		wg.Go(func() {
			defer func() { <-busy }()
			from, to := i*proofBatch, min((i+1)*proofBatch, len(s.of))
			of, err := decodeAll(s.of[from:to])
			image, err2 := decodeAll(s.image[from:to])
			if errs[i] = errors.Join(err, err2); errs[i] == nil {
				errs[i] = f(i, of, image)
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func decodeAll(elements []ecdh.Element) (all []group.Element, err error) {
	if _, err := ecdh.Ristretto255().Check(elements); err != nil {
		return nil, err
	}
	for _, e := range elements {
		x := group.Ristretto255.NewElement()
		if err := x.UnmarshalBinary(e[:]); err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, nil
}

func decode(e ecdh.Element) (group.Element, error) {
	x, err := decodeAll([]ecdh.Element{e})
	if err != nil {
		return nil, err
	}
	return x[0], nil
}

// prove makes the proofs, 64 bytes each.
func (s *statement) prove(b *ecdh.Key) (proofs [][]byte, err error) {
	base, err := decode(s.base)
	if err != nil {
		return nil, err
	}
	key, err := decode(s.key)
	if err != nil {
		return nil, err
	}
	bytes := b.Bytes()
	defer clear(bytes)
	k := group.Ristretto255.NewScalar()
	if err := k.UnmarshalBinary(bytes); err != nil {
		return nil, err
	}
	proofs = make([][]byte, s.batches())
	return proofs, s.each(func(i int, of, image []group.Element) error {
		p, err := dleq.Prover{Params: s.params()}.ProveBatch(k, base, key, of, image, rand.Reader)
		if err == nil {
			proofs[i], err = p.MarshalBinary()
		}
		return err
	})
}

// verify says which of the proofs hold. It fails if they can't be proofs of the statement at all.
func (s *statement) verify(proofs [][]byte) (holds []bool, err error) {
	base, err := decode(s.base)
	if err != nil {
		return nil, err
	}
	key, err := decode(s.key)
	if err != nil {
		return nil, fmt.Errorf("the epoch's key K: %w", err)
	}
	if len(proofs) != s.batches() {
		return nil, fmt.Errorf("%d proofs: want %d", len(proofs), s.batches())
	}
	holds = make([]bool, len(proofs))
	return holds, s.each(func(i int, of, image []group.Element) error {
		p := new(dleq.Proof)
		if err := p.UnmarshalBinary(group.Ristretto255, proofs[i]); err != nil {
			return fmt.Errorf("proof %d is malformed: %w", i, err)
		}
		holds[i] = dleq.Verifier{Params: s.params()}.VerifyBatch(base, key, of, image, p)
		return nil
	})
}
