package failing

import (
	"bytes"

	"github.com/blindmatch/blindmatch/cmd/psi-vectors/internal/kit"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// sets are lies about P. But for those that say so, the digest in the status is that of the bytes that are served, so
// that nothing but the rule itself can tell.
func sets() []*Lie {
	all := []*Lie{}
	add := func(name, what string, change func(*set), musts ...int) *Lie {
		l := &Lie{Name: "set-" + name, Musts: musts, What: what, Stage: atSet, set: change}
		all = append(all, l)
		return l
	}
	for name, bad := range kit.Bad32("ristretto255") {
		add(name, "an element of P is no element: "+name, func(p *set) {
			first := p.section(0)
			copy(first[len(first)/2/psi.ElementSize*psi.ElementSize:], bad)
			copy(first, kit.Sorted(first, psi.ElementSize))
		}, 2)
	}
	add("unsorted", "two groups of P have changed places", func(p *set) {
		swap(p.section(0), psi.ElementSize)
	}, 11)
	add("group-unsorted", "the elements of a group of P have changed places", func(p *set) {
		swap(p.section(1)[:2*psi.ElementSize], psi.ElementSize)
	}, 11)
	add("twice", "a group of P is there twice", func(p *set) {
		s := p.section(0)
		copy(s[psi.ElementSize:2*psi.ElementSize], s)
	}, 11)
	add("more", "an element follows P", func(p *set) { p.b = append(p.b, p.b[:psi.ElementSize]...) }, 11)
	add("short", "P ends an element early", func(p *set) { p.b = p.b[:len(p.b)-psi.ElementSize] }, 11)
	add("flipped", "a byte in the last leaf of P is not what was committed to", func(p *set) { p.b[len(p.b)-1] ^= 1 }, 12, 23).honest = true
	add("other-digest", "P and its leaves are another set than the one committed to", func(p *set) { p.b[len(p.b)-1] ^= 1 }, 22).honest = true
	last := all[len(all)-1]
	last.leaves = func(b []byte) []byte { return b } // those of the changed set
	add("leaves-swapped", "two hashes of leaves have changed places", func(*set) {}, 22).honest = true
	all[len(all)-1].leaves = func(b []byte) []byte { b = bytes.Clone(b); swap(b, 32); return b }
	add("leaves-more", "a hash follows those of P's leaves", func(*set) {}, 22).honest = true
	all[len(all)-1].leaves = func(b []byte) []byte { return append(bytes.Clone(b), b[:32]...) }
	add("type", "P comes with another content type", func(*set) {}, 45).answer = func(_ told, _ string, a *reply) {
		if a.header.Get("Content-Type") == transport.TypeElements {
			a.header.Set("Content-Type", "application/octet-stream")
		}
	}
	return all
}

// swap exchanges the first two records.
func swap(b []byte, n int) {
	x := bytes.Clone(b[:n])
	copy(b, b[n:2*n])
	copy(b[n:], x)
}
