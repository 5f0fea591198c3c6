package vectors

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/blindmatch/blindmatch/psi"
	"golang.org/x/mod/sumdb/tlog"
)

// setVector: records → leaf hashes → root → digest, and leaves with their audit paths. Without bytes, item n of the set
// is be64(n), then the beginning of SHA-256 of that.
type setVector struct {
	Name     string      `json:"name"`
	Item     int         `json:"item"` // bytes of an element, tag or handle
	Parts    []psi.Part  `json:"parts"`
	Bytes    hexBytes    `json:"bytes"`
	Leaves   []hexBytes  `json:"leaves"`
	Root     hexBytes    `json:"root"`
	Encoding hexBytes    `json:"encoding"`
	Digest   psi.Digest  `json:"digest"`
	Paths    []auditPath `json:"paths"`
}

type auditPath struct {
	Leaf int64      `json:"leaf"`
	Path []hexBytes `json:"path"`
}

func (v setVector) check() error {
	set := psi.Set{Parts: v.Parts, Digest: v.Digest}
	if v.Item != psi.ElementSize && v.Item != psi.TagSize && v.Item != psi.HandleSize {
		return fmt.Errorf("items of %d bytes: want %d, %d or %d", v.Item, psi.ElementSize, psi.TagSize, psi.HandleSize)
	}
	if n := set.Items(); n < 1 || n > most {
		return fmt.Errorf("%d items: want 1 to %d", n, most)
	}
	raw := []byte(v.Bytes)
	if raw == nil {
		raw = counted(v.Item, set.Items())
	}
	tree, err := treeOfSet(v.Item, v.Parts, raw)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(v.Encoding)
	err = firstOf(
		differ("root", tree.root[:], v.Root),
		differ("digest", tree.set.Digest[:], v.Digest[:]),
		differ("SHA-256 of the encoding", sum[:], v.Digest[:]),
		tree.checkLeaves(v.Leaves))
	for _, p := range v.Paths {
		err = firstOf(err, tree.checkPath(p))
	}
	return firstOf(err, v.read(set, raw))
}

// read gives the set to the readers of package psi, which must take it.
func (v *setVector) read(set psi.Set, raw []byte) error {
	leaves, err := psi.ReadLeaves(bytes.NewReader(bytes.Join(toBytes(v.Leaves), nil)), set)
	if err != nil {
		return err
	}
	switch v.Item {
	case psi.ElementSize:
		return firstOf(drain(psi.NewElementReader(bytes.NewReader(raw), set)), drain(leaves.NewElementReader(bytes.NewReader(raw))))
	case psi.HandleSize:
		return drain(psi.NewHandleReader(bytes.NewReader(raw), set))
	}
	return nil
}

func drain(r io.Reader) error {
	buf := make([]byte, psi.MaxWidth*psi.ElementSize)
	for {
		if _, err := r.Read(buf); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func toBytes(all []hexBytes) (out [][]byte) {
	for _, b := range all {
		out = append(out, b)
	}
	return out
}

func counted(item int, n uint64) (raw []byte) {
	for i := range n {
		b := binary.BigEndian.AppendUint64(nil, i)
		sum := sha256.Sum256(b)
		raw = append(append(raw, b...), sum[:item-8]...)
	}
	return raw
}

// setTree is a set's description, and the tree behind its digest.
type setTree struct {
	set    psi.Set
	root   tlog.Hash
	leaves []tlog.Hash
}

// treeOfSet computes what describes packed records, by the tree of package tlog.
func treeOfSet(item int, parts []psi.Part, raw []byte) (*setTree, error) {
	t := &setTree{set: psi.Set{Parts: parts}}
	encoding := field(nil, []byte(psi.Version+" set"))
	var stored hashes
	for _, p := range parts {
		if p.Width < 1 || p.Width > psi.MaxWidth || p.Size > most {
			return nil, errors.New("a part that no set has")
		}
		width := int(p.Width) * item
		size := int(p.Size) * width
		if size > len(raw) {
			return nil, errors.New("fewer bytes than the parts say")
		}
		for rest := raw[:size]; len(rest) > 0; {
			n := min(len(rest), 32768/int(p.Width)*width)
			h := tlog.RecordHash(rest[:n])
			added, err := tlog.StoredHashesForRecordHash(int64(len(t.leaves)), h, stored)
			if err != nil {
				return nil, err
			}
			stored, t.leaves, rest = append(stored, added...), append(t.leaves, h), rest[n:]
		}
		raw = raw[size:]
		encoding = field(encoding, binary.BigEndian.AppendUint64([]byte{byte(p.Width)}, p.Size))
	}
	if len(raw) > 0 {
		return nil, errors.New("more bytes than the parts say")
	}
	var err error
	if t.root, err = tlog.TreeHash(int64(len(t.leaves)), stored); err != nil {
		return nil, err
	}
	t.set.Digest = sha256.Sum256(field(encoding, t.root[:]))
	return t, nil
}

// field appends a value after its length.
func field(b, v []byte) []byte {
	return append(binary.BigEndian.AppendUint16(b, uint16(len(v))), v...)
}

func (t *setTree) checkLeaves(want []hexBytes) error {
	if len(want) != len(t.leaves) {
		return fmt.Errorf("leaves: computed %d, the vector has %d", len(t.leaves), len(want))
	}
	for i, h := range t.leaves {
		if err := differ(fmt.Sprintf("leaf %d", i), h[:], want[i]); err != nil {
			return err
		}
	}
	return nil
}

// checkPath verifies an inclusion proof.
func (t *setTree) checkPath(p auditPath) error {
	if p.Leaf < 0 || p.Leaf >= int64(len(t.leaves)) {
		return fmt.Errorf("path of leaf %d of %d", p.Leaf, len(t.leaves))
	}
	var proof tlog.RecordProof
	for _, b := range p.Path {
		if len(b) != tlog.HashSize {
			return fmt.Errorf("path of leaf %d: a hash of %d bytes", p.Leaf, len(b))
		}
		proof = append(proof, tlog.Hash(b))
	}
	if err := tlog.CheckRecord(proof, int64(len(t.leaves)), t.root, p.Leaf, t.leaves[p.Leaf]); err != nil {
		return fmt.Errorf("path of leaf %d: %w", p.Leaf, err)
	}
	return nil
}
