package probe

import (
	"bytes"
	"context"
	"net/http"

	"github.com/blindmatch/blindmatch/cmd/psi-vectors/internal/kit"
	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
)

// swapped has two records of b in each other's place.
func swapped(b []byte, n, i, j int) []byte {
	c := bytes.Clone(b)
	copy(c[i*n:], b[j*n:(j+1)*n])
	copy(c[j*n:], b[i*n:(i+1)*n])
	return c
}

// elements sends lists, and a public key, that are none.
func (p *probe) elements(ctx context.Context) {
	good := p.begun[0].List
	lists := []struct {
		name, what string
		b          []byte
		code       psi.Code
		must       int
	}{
		{"list-unsorted", "a list in which two elements have changed places", swapped(good, 32, 3, 4), psi.CodeNotAscending, 11},
		{"list-twice", "a list with an element twice", append(append(bytes.Clone(good[:32]), good[:32]...), good[64:]...), psi.CodeNotAscending, 20},
	}
	for name, bad := range kit.Bad32(p.info.Suite) {
		b := bytes.Clone(good)
		copy(b[len(b)/64*32:], bad)
		lists = append(lists, struct {
			name, what string
			b          []byte
			code       psi.Code
			must       int
		}{"list-" + name, "a list with 32 bytes that are no element: " + name, kit.Sorted(b, 32), psi.CodeBadElement, 2})
	}
	for _, x := range lists {
		s, err := p.open(ctx, x.b)
		if err != nil {
			p.lost(x.name, x.what, err, x.must)
			continue
		}
		if err := s.SendList(ctx); err != nil {
			p.lost(x.name, x.what, err, x.must)
		} else {
			p.ended(ctx, s, x.name, x.what, x.code, x.must)
		}
		s.End(ctx)
	}
	p.otherBytes(ctx)
	p.publicKey(ctx)
}

// otherBytes sends other bytes than were announced, and others in the same place.
func (p *probe) otherBytes(ctx context.Context) {
	const digest, whatDigest = "list-digest", "a list that is not the one committed to"
	const conflict, whatConflict = "chunk-conflict", "other bytes in the same place"
	s, err := p.open(ctx, nil)
	if err != nil {
		p.lost(digest, whatDigest, err, 11, 12)
	} else {
		// Sorted elements, as many, and others: nothing but the digest is wrong.
		extra := p.begun[0].Fresh(1)
		list := kit.Sorted(append(bytes.Clone(s.List[32:]), extra...), 32)
		if _, err := s.Upload(ctx, "list", s.Opening(), list); err != nil {
			p.lost(digest, whatDigest, err, 11, 12)
		} else {
			p.ended(ctx, s, digest, whatDigest, psi.CodeDigestMismatch, 11, 12)
		}
		s.End(ctx)
	}
	if s, err = p.open(ctx, nil); err != nil {
		p.lost(conflict, whatConflict, err)
		return
	}
	defer s.End(ctx)
	chunk := s.List[:min(len(s.List), psi.MaxChunk)]
	a, err := s.Post(ctx, s.Path("/list"), s.Opening())
	if err := kit.Want("open list", a, err, http.StatusNoContent); err != nil {
		p.lost(conflict, whatConflict, err)
		return
	}
	a, err = s.Put(ctx, "list", 0, chunk)
	if err := kit.Want("chunk", a, err, http.StatusNoContent); err != nil {
		p.lost(conflict, whatConflict, err)
		return
	}
	a, err = s.Put(ctx, "list", 0, swapped(chunk, 32, 0, 1))
	p.expect(conflict, whatConflict, a, err, 409, psi.CodeChunkConflict)
}

// publicKey opens tags with an A that is none.
func (p *probe) publicKey(ctx context.Context) {
	for name, bad := range kit.Bad32(p.info.Suite) {
		name, what := "public-key-"+name, "a public key that is no element: "+name
		s, err := p.open(ctx, nil)
		if err != nil {
			p.lost(name, what, err, 2)
			continue
		}
		if err := s.SendList(ctx); err != nil {
			p.lost(name, what, err, 2)
		} else {
			s.Public = ecdh.Element(bad)
			a, err := s.Post(ctx, s.Path("/tags"), s.Announcement())
			if err == nil && a.Status == http.StatusNoContent { // it may be told with the next message
				p.ended(ctx, s, name, what, psi.CodeBadElement, 2)
			} else {
				p.expect(name, what, a, err, 409, psi.CodeBadElement, 2)
			}
		}
		s.End(ctx)
	}
}

// slices opens two slices, which must be apart.
func (p *probe) slices(ctx context.Context) {
	const name, what = "slices", "two slices of 1/1024"
	if p.info.Prices.Units < 4 {
		p.add(name, what, kit.NotTested, "the epoch has no slices left", 29)
		return
	}
	seen := map[string]bool{}
	for range 2 {
		s, err := p.open(ctx, nil, func(o *psi.Offer) { o.Slice, _ = psi.ParseSlice("1/1024") })
		if err != nil {
			p.lost(name, what, err, 29)
			return
		}
		seen[s.Status.Slice.String()] = true
		s.End(ctx)
	}
	if len(seen) == 2 {
		p.add(name, what, kit.Passed, "", 29)
	} else {
		p.add(name, what, kit.Failed, "both are of the same units", 29)
	}
}

// answers sends tags that are unsorted. The server may be paid before it sees them.
func (p *probe) answers(ctx context.Context) {
	const name, what = "tags-unsorted", "tags in which two records have changed places"
	p.withTags(ctx, name, what, psi.CodeNotAscending, []int{24}, func(s *kit.Session) {
		s.Tags = swapped(s.Tags, psi.TagSize*int(s.TagParts()[0].Width), 0, 1)
	})
}

// withTags sends changed tags, and waits for the session's end.
func (p *probe) withTags(ctx context.Context, name, what string, code psi.Code, musts []int, change func(*kit.Session)) {
	s, err := p.open(ctx, nil)
	if err != nil {
		p.lost(name, what, err, musts...)
		return
	}
	defer s.End(ctx)
	for _, step := range []func(context.Context) error{s.SendList, s.MakeTags} {
		if err := step(ctx); err != nil {
			p.lost(name, what, err, musts...)
			return
		}
	}
	change(s)
	if err := s.SendTags(ctx); err != nil {
		p.lost(name, what, err, musts...)
		return
	}
	p.ended(ctx, s, name, what, code, musts...)
}

// strikes sends tags that are not those of P, and sees whether the owner is barred. It is the last part.
func (p *probe) strikes(ctx context.Context) {
	const twice, sentinels, barred = "tags with a tag twice", "tags of another key than the public key", "an offer of an owner that was struck"
	if !p.Strike {
		const why = "it gets the client's owner barred: only with --strike"
		p.add("tags-twice", twice, kit.NotTested, why, 65)
		p.add("sentinels", sentinels, kit.NotTested, why, 64)
		p.add("struck", barred, kit.NotTested, why, 26)
		return
	}
	p.begun = p.begun[:1]
	p.withTags(ctx, "tags-twice", twice, psi.CodeNotAscending, []int{65}, func(s *kit.Session) {
		n := psi.TagSize * int(s.TagParts()[0].Width)
		copy(s.Tags[n:2*n], s.Tags[:n])
	})
	p.withTags(ctx, "sentinels", sentinels, psi.CodeBadTags, []int{64}, func(s *kit.Session) {
		s.Public = s.Other()
	})
	s := p.fresh()
	a, err := s.SendOffer(ctx, s.NewOffer())
	p.expect("struck", barred, a, err, 403, psi.CodeStruck, 26)
}
