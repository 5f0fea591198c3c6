package kit

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// Session is one run of an advertiser that does what it is told to, checks nothing, and counts in mode count.
type Session struct {
	*Client
	Info    psi.DatasetInfo
	Offered psi.Offer
	Salt    psi.Nonce
	ID      string
	Status  psi.Status
	List    []byte // C, as it is sent
	Tags    []byte // R
	Public  ecdh.Element

	group   ecdh.Suite
	key     *ecdh.Key
	context psi.Context
}

// Begin asks for a dataset and masks n random match keys: a list that nobody is on.
func (c *Client) Begin(ctx context.Context, dataset, purpose string, n int) (*Session, error) {
	s := &Session{Client: c}
	a, err := c.Get(ctx, transport.At(transport.PathDataset, dataset)+"?purpose="+purpose, &s.Info)
	if err := Want("info", a, err, http.StatusOK); err != nil {
		return nil, err
	}
	types := s.Info.Types.Names()
	if len(types) == 0 {
		types = []string{"email"}
	}
	if s.group, err = s.Info.Params.Group(types[0]); err != nil {
		return nil, err
	}
	s.key = s.group.GenerateKey()
	s.Public = s.key.Public()
	s.List = s.Fresh(n)
	return s, nil
}

// Other is the public key of another key.
func (s *Session) Other() ecdh.Element { return s.group.GenerateKey().Public() }

// Fresh are n new elements, ascending.
func (s *Session) Fresh(n int) []byte {
	items, out := make([][]byte, n), make([]ecdh.Element, n)
	for i := range items {
		items[i] = make([]byte, 32)
		rand.Read(items[i])
	}
	s.key.Mask(out, items)
	var b []byte
	for _, e := range out {
		b = append(b, e[:]...)
	}
	return Sorted(b, 32)
}

// Again is the session anew, for another offer with the same list and key, which no honest client does.
func (s *Session) Again() *Session {
	return &Session{Client: s.Client, Info: s.Info, List: s.List, Public: s.Public, group: s.group, key: s.key}
}

// Offer sends an offer for the list, and reads the accept.
func (s *Session) Offer(ctx context.Context, change ...func(*psi.Offer)) error {
	a, err := s.SendOffer(ctx, s.NewOffer(change...))
	return Want("offer", a, err, http.StatusCreated)
}

// NewOffer is an offer for the list, changed.
func (s *Session) NewOffer(change ...func(*psi.Offer)) *psi.Offer {
	o := &psi.Offer{
		Version: psi.Version, Mode: psi.Count, Params: s.Info.Params, Dataset: s.Info.Dataset, Advertiser: s.Info.Advertiser,
		Platform: s.Info.Platform, Epsilon: s.Info.Prices.Most, Segments: 1,
	}
	if o.Epsilon == (psi.Epsilon{}) {
		o.Epsilon, _ = psi.ParseEpsilon("1/10")
	}
	rand.Read(o.Nonce[:])
	rand.Read(s.Salt[:])
	o.Commitment = psi.Commitment(s.Salt, s.ListSet(1))
	for _, f := range change {
		f(o)
	}
	return o
}

// SendOffer sends an offer and, if it is accepted, goes on with the session that it opens once its set is ready.
func (s *Session) SendOffer(ctx context.Context, o *psi.Offer) (*Answer, error) {
	a, err := s.Post(ctx, transport.PathSessions, o)
	if err != nil || a.Status != http.StatusCreated {
		return a, err
	}
	return a, s.Accepted(ctx, o, a)
}

// Accepted reads an accept, and waits for the set.
func (s *Session) Accepted(ctx context.Context, o *psi.Offer, a *Answer) error {
	var accept psi.Accept
	if err := readInto("accept", a, &accept); err != nil {
		return err
	}
	s.Offered, s.ID, s.Status = *o, accept.Session, accept.Status
	s.context = psi.Context{
		Mode: o.Mode, Params: o.Params, Dataset: o.Dataset, Advertiser: o.Advertiser, Platform: o.Platform,
		AdvertiserNonce: o.Nonce, PlatformNonce: accept.Nonce, Epsilon: o.Epsilon, Segments: o.Segments, Audience: o.Asks(),
	}
	for s.Status.State == psi.StatePreparing {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
		b, err := s.Get(ctx, s.Path(""), &s.Status)
		if err := Want("status", b, err, http.StatusOK); err != nil {
			return err
		}
	}
	if s.Status.PlatformSet != nil {
		s.context.PlatformSet = *s.Status.PlatformSet
	}
	s.context.PolicyDigest, s.context.Slice = s.Status.PolicyDigest, s.Status.Slice
	return nil
}

// Nonce is the platform's.
func (s *Session) Nonce() psi.Nonce { return s.context.PlatformNonce }

// ListSet describes the list, in segments of equal size.
func (s *Session) ListSet(segments int) psi.Set {
	n := uint64(len(s.List) / 32 / segments)
	parts := slices.Repeat([]psi.Part{{Width: 1, Size: n}}, segments)
	return SetOf(32, parts, s.List)
}

// Opening opens the list.
func (s *Session) Opening() *psi.OpenList {
	s.context.List = s.ListSet(int(max(1, s.context.Segments)))
	return &psi.OpenList{List: s.context.List, Salt: s.Salt, Context: s.context.Digest()}
}

// Path is a path below the session's.
func (s *Session) Path(rest string) string { return transport.At(transport.PathSession, s.ID) + rest }

// Put sends a chunk of "list" or "tags".
func (s *Session) Put(ctx context.Context, what string, offset int, b []byte, change ...func(*http.Request)) (*Answer, error) {
	mediaType := transport.TypeElements
	if what == "tags" {
		mediaType = transport.TypeTags
	}
	return s.Send(ctx, http.MethodPut, s.Path(fmt.Sprintf("/%s/%d", what, offset)), mediaType, b, change...)
}

// Upload opens, sends and closes "list" or "tags". It ends with the answer to the close.
func (s *Session) Upload(ctx context.Context, what string, open any, b []byte) (*Answer, error) {
	a, err := s.Post(ctx, s.Path("/"+what), open)
	if err := Want("open "+what, a, err, http.StatusNoContent); err != nil {
		return a, err
	}
	for at := 0; at < len(b); at += psi.MaxChunk {
		a, err := s.Put(ctx, what, at, b[at:min(len(b), at+psi.MaxChunk)])
		if err := Want("chunk of "+what, a, err, http.StatusNoContent); err != nil {
			return a, err
		}
	}
	return s.Post(ctx, s.Path("/"+what+"/close"), nil)
}

// SendList sends the list as it is.
func (s *Session) SendList(ctx context.Context) error {
	a, err := s.Upload(ctx, "list", s.Opening(), s.List)
	return Want("close list", a, err, http.StatusNoContent)
}

// MakeTags fetches P and makes the tags of it.
func (s *Session) MakeTags(ctx context.Context) error {
	if a, err := s.Get(ctx, s.Status.Path+transport.Leaves, nil); err != nil || a.Status != http.StatusOK {
		return Want("leaves", a, err, http.StatusOK)
	}
	a, err := s.Get(ctx, s.Status.Path, nil)
	if err := Want("epoch file", a, err, http.StatusOK); err != nil {
		return err
	}
	s.Tags = nil
	d := psi.NewDeriver(&s.context)
	b := a.Body
	for _, p := range s.context.PlatformSet.Parts {
		n := min(len(b)/32, int(p.Items()))
		all := make([]ecdh.Element, n)
		for i := range all {
			all[i] = ecdh.Element(b[32*i:])
		}
		b = b[32*n:]
		s.Tags = append(s.Tags, s.section(d, all, int(p.Width))...)
	}
	return nil
}

// section is a section of R. What does not decode is left as it is: this client checks nothing.
func (s *Session) section(d *psi.Deriver, all []ecdh.Element, width int) (tags []byte) {
	out := slices.Clone(all)
	for from := 0; from < len(all); {
		n, err := s.key.Remask(out[from:], all[from:])
		if err == nil {
			break
		}
		from += n + 1
	}
	for i := range out {
		tag := d.Tag(&out[i])
		tags = append(tags, tag[:]...)
	}
	for g := range slices.Chunk(tags, psi.TagSize*width) {
		copy(g, Sorted(g, psi.TagSize))
	}
	return Sorted(tags, psi.TagSize*width)
}

// TagParts are the parts that R has.
func (s *Session) TagParts() []psi.Part { return s.context.Slice.Sections(s.context.PlatformSet) }

// Announcement opens the tags.
func (s *Session) Announcement() *psi.OpenTags {
	return &psi.OpenTags{Tags: SetOf(psi.TagSize, s.TagParts(), s.Tags), PublicKey: psi.PublicKey(s.Public)}
}

// SendTags sends the tags as they are.
func (s *Session) SendTags(ctx context.Context) error {
	a, err := s.Upload(ctx, "tags", s.Announcement(), s.Tags)
	return Want("close tags", a, err, http.StatusNoContent)
}

// Result waits for what becomes of the session.
func (s *Session) Result(ctx context.Context) (*Answer, error) {
	for {
		a, err := s.Get(ctx, s.Path("/result"), nil)
		if err != nil || a.Status != http.StatusNoContent {
			return a, err
		}
	}
}

// End ends the session, if there is one.
func (s *Session) End(ctx context.Context) {
	if s.ID != "" {
		_, _ = s.Send(context.WithoutCancel(ctx), http.MethodDelete, s.Path(""), "", nil)
	}
}

// Sorted are the records of b in their order.
func Sorted(b []byte, length int) []byte {
	all := slices.Collect(slices.Chunk(b, length))
	slices.SortFunc(all, bytes.Compare)
	return bytes.Join(all, nil)
}
