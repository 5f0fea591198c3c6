package upload

import (
	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
)

// CheckElements decodes every element of a chunk before anything is computed on one. first is the position of the
// chunk's first element in the list. Their order is looked at once the list is whole.
func CheckElements(params psi.Params, buf []byte, first uint64) error {
	g, err := ecdh.ParseSuite(params.Suite)
	if err != nil {
		return err
	}
	elements := make([]ecdh.Element, len(buf)/psi.ElementSize)
	for i := range elements {
		elements[i] = ecdh.Element(buf[i*psi.ElementSize:])
	}
	if n, err := g.Check(elements); err != nil {
		return psi.BadElement(first+uint64(n), err)
	}
	return nil
}
