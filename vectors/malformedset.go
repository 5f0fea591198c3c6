package vectors

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
)

// stand is a session in which a list can be tried. The keys don't matter.
func stand(suite string) (*session, error) {
	secret := sha256.Sum256([]byte(suite))
	recipe := epochRecipe{
		Params:      psi.Params{Suite: suite, Purpose: "audience-matching", Profile: "default-v1", Types: "email"},
		DatasetKey:  one(suite),
		EpochSecret: secret[:],
		Groups:      [][]identifier{{{"email", "user0@example.com"}}},
		Capacities:  []psi.Part{{Width: 1, Size: 2 * psi.SliceUnits}},
	}
	e, err := recipe.make()
	if err != nil {
		return nil, err
	}
	g, err := ecdh.ParseSuite(suite)
	if err != nil {
		return nil, err
	}
	epsilon := layoutEpsilon()
	c := psi.Context{
		Mode: psi.Count, Params: recipe.Params, Dataset: "users", Advertiser: "acme", Platform: "platform.example",
		Epsilon: epsilon, Segments: 1, PlatformSet: e.Set(),
	}
	return &session{context: c, epoch: e, group: g, key: g.GenerateKey().Bytes()}, nil
}

// runList gives the bytes to a platform as an advertiser's list, and counts: an element that is in two segments comes to
// light only then.
func (v *malformedVector) runList() error {
	s, err := stand(v.Suite)
	if err != nil {
		return err
	}
	s.list, s.context.List, s.context.Segments = v.Bytes, v.Committed, uint64(len(v.Committed.Parts))
	if err := s.multiply(); err != nil {
		return err
	}
	k, err := s.group.NewKey(s.key)
	if err != nil {
		return err
	}
	s.public = k.Public()
	tags := s.tagsOf(s.multiplied)
	tree, err := treeOfSet(psi.TagSize, s.sections(), tags)
	if err != nil {
		return err
	}
	_, err = s.count(tags, tree.set)
	return err
}

// runPublicKey gives the element to a platform as A.
func (v *malformedVector) runPublicKey() error {
	s, err := stand(v.Suite)
	if err != nil {
		return err
	}
	e, err := element(v.Element)
	if err != nil {
		return err
	}
	s.context.List = psi.Set{Parts: []psi.Part{{Width: 1, Size: 1}}}
	sentinels, err := s.epoch.Sentinels(context.Background(), s.context, *e, bytes.NewReader(s.epoch.sentinels), scratch)
	if err != nil {
		return err
	}
	return sentinels.Close()
}

// runPlatformSet reads the bytes as an advertiser reads the platform's set, and decodes its elements.
func (v *malformedVector) runPlatformSet() error {
	g, err := ecdh.ParseSuite(v.Suite)
	if err != nil {
		return err
	}
	in := psi.NewElementReader(bytes.NewReader(v.Bytes), v.Committed)
	if v.Leaves != nil {
		leaves, err := psi.ReadLeaves(bytes.NewReader(v.Leaves), v.Committed)
		if err != nil {
			return err
		}
		in = leaves.NewElementReader(bytes.NewReader(v.Bytes))
	}
	buf := make([]byte, psi.MaxWidth*psi.ElementSize)
	for {
		n, err := in.Read(buf)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		var all []ecdh.Element
		for b := range slices.Chunk(buf[:n], psi.ElementSize) {
			all = append(all, ecdh.Element(b))
		}
		if i, err := g.Check(all); err != nil {
			return psi.BadElement(uint64(i), err)
		}
	}
}

// runLeaves reads the bytes as the leaf hashes of the platform's set.
func (v *malformedVector) runLeaves() error {
	_, err := psi.ReadLeaves(bytes.NewReader(v.Bytes), v.Committed)
	return err
}

func (v *malformedVector) runHandles() error {
	return drain(psi.NewHandleReader(bytes.NewReader(v.Bytes), v.Committed))
}

// edit puts other bytes at a place of R, or behind its end.
type edit struct {
	At    int      `json:"at"`
	Bytes hexBytes `json:"bytes"`
}

// runTags makes R as an honest advertiser does, edits it, and gives it to the platform.
func (v *malformedVector) runTags() error {
	if v.Context == nil {
		return errors.New("no context")
	}
	e, err := v.make()
	if err != nil {
		return err
	}
	s := session{context: v.Context.context(), epoch: e, key: v.AdvertiserKey, rows: v.Rows}
	if err := s.run(); err != nil {
		return err
	}
	want := v.Context.context()
	if s.context.Digest() != want.Digest() {
		return errors.New("the session's context is not the vector's")
	}
	tags := slices.Clone(s.tags)
	for _, x := range v.Edits {
		if x.At < 0 || x.At > len(tags) || x.At < len(tags) && x.At+len(x.Bytes) > len(tags) {
			return fmt.Errorf("an edit at %d of %d bytes", x.At, len(tags))
		}
		tags = append(tags[:x.At:x.At], append(slices.Clone(x.Bytes), tags[min(len(tags), x.At+len(x.Bytes)):]...)...)
	}
	if v.Length != nil && *v.Length >= 0 && *v.Length < len(tags) {
		tags = tags[:*v.Length]
	}
	if v.PublicKey != nil {
		public, err := element(v.PublicKey)
		if err != nil {
			return err
		}
		s.public = *public
	}
	_, err = s.count(tags, v.Committed)
	return err
}
