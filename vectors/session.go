package vectors

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
)

// session runs both sides of one session with given keys.
type session struct {
	context                                psi.Context // its sets are filled in by run
	advertiserKey, datasetKey, platformKey []byte
	rows, users                            []string // normal forms

	masked            []byte // a·H(x) in the order of rows
	stored            []byte // d·H(y) in the order of users
	list, set, tags   []byte // on the wire
	order             []byte // mode blinded: eight bytes for each element of the set
	matches           []psi.Match
	size              uint64
	duplicates        uint64
	tagSet, handleSet psi.Set
}

// scratch has little memory: the sets are small.
var scratch = psi.Scratch{Memory: 1 << 16}

func matchKeys(normal []string) iter.Seq2[[32]byte, error] {
	return func(yield func([32]byte, error) bool) {
		for _, s := range normal {
			if !yield(sha256.Sum256([]byte(s)), nil) {
				return
			}
		}
	}
}

// maskAll is k·H(x) for all normal forms.
func maskAll(k *ecdh.Key, normal []string) []ecdh.Element {
	items := make([][]byte, len(normal))
	for i, s := range normal {
		key := sha256.Sum256([]byte(s))
		items[i] = key[:]
	}
	dst := make([]ecdh.Element, len(items))
	k.Mask(dst, items)
	return dst
}

func elementsOf(all []ecdh.Element) iter.Seq2[ecdh.Element, error] {
	return func(yield func(ecdh.Element, error) bool) {
		for _, e := range all {
			if !yield(e, nil) {
				return
			}
		}
	}
}

func pack(all []ecdh.Element) (b []byte) {
	for i := range all {
		b = append(b, all[i][:]...)
	}
	return b
}

// dataset masks the users under the dataset key.
func (s *session) dataset() (psi.Dataset, error) {
	g, err := s.context.Group()
	if err != nil {
		return psi.Dataset{}, err
	}
	d, err := g.NewKey(s.datasetKey)
	if err != nil {
		return psi.Dataset{}, fmt.Errorf("dataset key: %w", err)
	}
	a, err := g.NewKey(s.advertiserKey)
	if err != nil {
		return psi.Dataset{}, fmt.Errorf("advertiser key: %w", err)
	}
	s.masked = pack(maskAll(a, s.rows))
	stored := maskAll(d, s.users)
	s.stored = pack(stored)
	return psi.Dataset{Key: d, Elements: elementsOf(stored)}, nil
}

func (s *session) run() error {
	switch s.context.Mode {
	case psi.Count:
		return s.runCount()
	case psi.Blinded:
		return s.runBlinded()
	}
	return fmt.Errorf("unknown mode %q", s.context.Mode)
}

func (s *session) runCount() error {
	ctx, p := context.Background(), s.context.Params
	data, err := s.dataset()
	if err != nil {
		return err
	}
	var set, list, tags bytes.Buffer
	epoch, err := psi.RestoreEpoch(ctx, p, data, &set, scratch, s.platformKey)
	if err != nil {
		return err
	}
	defer epoch.Destroy()
	adv, err := psi.RestoreCountAdvertiser(p, scratch, s.advertiserKey)
	if err != nil {
		return err
	}
	defer adv.Close()
	if s.context.List, s.duplicates, err = adv.MaskList(ctx, matchKeys(s.rows), &list); err != nil {
		return err
	}
	s.context.PlatformSet = epoch.Set()
	eval, err := epoch.Evaluate(ctx, s.context, bytes.NewReader(list.Bytes()), scratch)
	if err != nil {
		return err
	}
	defer eval.Close()
	if s.tagSet, err = adv.Tags(ctx, s.context, bytes.NewReader(set.Bytes()), &tags); err != nil {
		return err
	}
	s.list, s.set, s.tags = list.Bytes(), set.Bytes(), tags.Bytes()
	s.size, err = eval.Count(ctx, &tags, s.tagSet)
	return err
}

func (s *session) runBlinded() error {
	ctx, p := context.Background(), s.context.Params
	data, err := s.dataset()
	if err != nil {
		return err
	}
	var set, order, list, tags bytes.Buffer
	platform, err := psi.RestoreBlindedPlatform(ctx, p, data, &set, &order, scratch, s.platformKey)
	if err != nil {
		return err
	}
	defer platform.Destroy()
	adv, err := psi.RestoreBlindedAdvertiser(p, scratch, s.advertiserKey)
	if err != nil {
		return err
	}
	defer adv.Close()
	if s.context.List, s.duplicates, err = adv.MaskList(ctx, matchKeys(s.rows), &list); err != nil {
		return err
	}
	s.context.PlatformSet = platform.Set()
	eval, err := platform.Evaluate(ctx, s.context, bytes.NewReader(list.Bytes()), scratch)
	if err != nil {
		return err
	}
	defer eval.Close()
	if s.tagSet, err = adv.Tags(ctx, s.context, bytes.NewReader(set.Bytes()), &tags); err != nil {
		return err
	}
	s.list, s.set, s.tags, s.order = list.Bytes(), set.Bytes(), tags.Bytes(), order.Bytes()
	err = eval.Match(ctx, &tags, s.tagSet, func(m psi.Match) error {
		s.matches = append(s.matches, m)
		return nil
	})
	slices.SortFunc(s.matches, func(a, b psi.Match) int { return bytes.Compare(a.Handle[:], b.Handle[:]) })
	s.size = uint64(len(s.matches))
	var handles []byte
	for _, m := range s.matches {
		handles = append(handles, m.Handle[:]...)
	}
	s.handleSet = psi.Set{Size: s.size, Digest: sha256.Sum256(handles)}
	return err
}
