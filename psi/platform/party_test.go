package platform

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

// chunk is a part of a session, sent at once.
type chunk struct {
	bytes  []byte
	set    psi.Set
	digest psi.Digest
}

func newChunk(parts []psi.Part, item int, b []byte) chunk {
	return chunk{b, setOf(parts, item, b), sha256.Sum256(b)}
}

// setOf commits to packed records, by the words of SPEC.md and none of package psi's code.
func setOf(parts []psi.Part, item int, b []byte) psi.Set {
	var leaves [][32]byte
	var fields []byte
	field := func(v []byte) { fields = append(binary.BigEndian.AppendUint16(fields, uint16(len(v))), v...) }
	field([]byte("Blindmatch-V1 set"))
	for _, p := range parts {
		field(binary.BigEndian.AppendUint64([]byte{byte(p.Width)}, p.Size))
		bytes := int(p.Items()) * item
		for leaf := range slices.Chunk(b[:bytes], 32768*item) {
			leaves = append(leaves, sha256.Sum256(append([]byte{0}, leaf...)))
		}
		b = b[bytes:]
	}
	root := treeRoot(leaves)
	field(root[:])
	return psi.Set{Parts: parts, Digest: sha256.Sum256(fields)}
}

// treeRoot is MTH of RFC 6962, section 2.1, over leaf hashes.
func treeRoot(leaves [][32]byte) [32]byte {
	switch len(leaves) {
	case 0:
		return sha256.Sum256(nil)
	case 1:
		return leaves[0]
	}
	k := 1
	for 2*k < len(leaves) {
		k *= 2
	}
	l, r := treeRoot(leaves[:k]), treeRoot(leaves[k:])
	return sha256.Sum256(slices.Concat([]byte{1}, l[:], r[:]))
}

// ident is an identifier of a list.
type ident struct {
	typ string
	key [32]byte
}

// emails are those of the users that users makes from the same numbers.
func emails(from, to int) (list []ident) {
	for i := from; i < to; i++ {
		list = append(list, ident{"email", sha256.Sum256(fmt.Appendf(nil, "person%d@mail.example", i))})
	}
	return list
}

// phones are likewise those of people.
func phones(t testing.TB, from, to int) (list []ident) {
	n, err := identity.Default().Normaliser(identity.Phone, identity.Options{})
	require.NoError(t, err)
	for i := from; i < to; i++ {
		key, reason := n.Key(phoneOf(i))
		require.Zero(t, reason)
		list = append(list, ident{"phone", key})
	}
	return list
}

func phoneOf(i int) []byte { return fmt.Appendf(nil, "+1650253%04d", 1000+i) }

// party is an advertiser with one key for all its sessions, which nobody else may have: it saves time.
type party struct {
	key *ecdh.Key

	mu     sync.Mutex
	masked map[psi.Digest][]ecdh.Element // a·P by P's digest
}

func newParty() *party {
	s, err := ecdh.ParseSuite(params.Suite)
	if err != nil {
		panic(err)
	}
	return &party{key: s.GenerateKey(), masked: map[psi.Digest][]ecdh.Element{}}
}

// anybody is the party of tests that need no other.
var anybody = sync.OnceValue(newParty)

// list masks the segments of a list.
func (a *party) list(p psi.Params, segments ...[]ident) chunk {
	var parts []psi.Part
	var b []byte
	for _, s := range segments {
		list := make([]ecdh.Element, len(s))
		for i := range s {
			a.key.WithDomain(p.Domain(s[i].typ)).Mask(list[i:i+1], [][]byte{s[i].key[:]})
		}
		slices.SortFunc(list, func(a, b ecdh.Element) int { return bytes.Compare(a[:], b[:]) })
		for _, e := range list {
			b = append(b, e[:]...)
		}
		parts = append(parts, psi.Part{Width: 1, Size: uint64(len(s))})
	}
	return newChunk(parts, psi.ElementSize, b)
}

// maskedList is 100 elements that match nobody.
var maskedList = sync.OnceValue(func() chunk { return anybody().list(params, emails(100_000, 100_100)) })

// groups are the groups of a·P in a session's slice, by section.
func (a *party) groups(t testing.TB, s *opened) (sections [][][]ecdh.Element) {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	set := s.c.PlatformSet
	masked := a.masked[set.Digest]
	if masked == nil {
		path, err := s.p.EpochFile(set.Digest)
		require.NoError(t, err)
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		for ; len(b) > 0; b = b[psi.ElementSize:] {
			masked = append(masked, ecdh.Element(b))
		}
		_, err = a.key.Remask(masked, masked)
		require.NoError(t, err)
		a.masked[set.Digest] = masked
	}
	for _, p := range set.Parts {
		all := slices.Collect(slices.Chunk(masked[:p.Items()], int(p.Width)))
		masked = masked[p.Items():]
		if !s.c.Slice.Whole() {
			unit := p.Size / psi.SliceUnits
			from, n := s.c.Slice.Start*unit, s.c.Slice.Units()*unit
			all = append(all, all...)[from : from+n]
		}
		sections = append(sections, slices.Clone(all))
	}
	return sections
}

// pack makes R of the groups.
func (s *opened) pack(sections [][][]ecdh.Element) chunk {
	d := psi.NewDeriver(&s.c)
	var parts []psi.Part
	var all []byte
	for i, groups := range sections {
		records := make([][]byte, len(groups))
		for j, g := range groups {
			tags := make([][]byte, len(g))
			for k := range g {
				tag := d.Tag(&g[k])
				tags[k] = tag[:]
			}
			if !s.c.Mode.Aligned() {
				slices.SortFunc(tags, bytes.Compare)
			}
			records[j] = bytes.Join(tags, nil)
		}
		if !s.c.Mode.Aligned() {
			slices.SortFunc(records, bytes.Compare)
		}
		parts = append(parts, psi.Part{Width: s.c.PlatformSet.Parts[i].Width, Size: uint64(len(groups))})
		all = append(all, bytes.Join(records, nil)...)
	}
	return newChunk(parts, psi.TagSize, all)
}

// tags are those of the platform's set.
func (a *party) tags(t testing.TB, s *opened) chunk {
	t.Helper()
	return s.pack(a.groups(t, s))
}

// opened is a session that the test has opened.
type opened struct {
	p    *Platform
	id   string
	c    psi.Context
	salt psi.Nonce
	list chunk
	who  *party
}

func offerOf(p *Platform, client string, m psi.Mode) (psi.Offer, *opened) {
	return anybody().offer(p, client, m, maskedList(), nil)
}

// offer offers a list. change, if any, says what else the session asks for.
func (a *party) offer(p *Platform, client string, m psi.Mode, list chunk, change func(*psi.Offer)) (psi.Offer, *opened) {
	s := &opened{p: p, list: list, who: a}
	rand.Read(s.salt[:])
	o := psi.Offer{
		Version: psi.Version, Mode: m, Params: params, Dataset: "users", Advertiser: client, Platform: p.Identity(),
		Commitment: psi.Commitment(s.salt, list.set), Epsilon: p.cfg.Disclosure.Epsilon(), Segments: uint64(len(list.set.Parts)),
	}
	rand.Read(o.Nonce[:])
	if change != nil {
		change(&o)
	}
	s.c = psi.Context{
		Mode: m, Params: o.Params, Dataset: o.Dataset, Advertiser: client, Platform: p.Identity(), AdvertiserNonce: o.Nonce,
		Epsilon: o.Epsilon, Segments: o.Segments, Audience: o.Asks(), List: list.set,
	}
	return o, s
}

// begin opens a session and waits for the platform's set.
func begin(t testing.TB, p *Platform, client string, m psi.Mode) *opened {
	t.Helper()
	return anybody().begin(t, p, client, m, maskedList(), nil)
}

func (a *party) begin(t testing.TB, p *Platform, client string, m psi.Mode, list chunk, change func(*psi.Offer)) *opened {
	t.Helper()
	offer, s := a.offer(p, client, m, list, change)
	x, err := p.Offer(ctx, client, offer)
	require.NoError(t, err)
	s.accepted(t, x)
	return s
}

// accepted takes over what the platform has added to the context.
func (s *opened) accepted(t testing.TB, a *psi.Accept) {
	t.Helper()
	s.id, s.c.PlatformNonce = a.Session, a.Nonce
	s.bind(s.wait(t, psi.StateOpen))
}

func (s *opened) bind(st *psi.Status) {
	s.c.PlatformSet, s.c.PolicyDigest, s.c.Slice = *st.PlatformSet, st.PolicyDigest, st.Slice
}

// wait polls until the session is in a state.
func (s *opened) wait(t testing.TB, want psi.State) *psi.Status {
	t.Helper()
	var st *psi.Status
	watch.Eventually(t, fmt.Sprintf("the session is in state %q", want), func() bool {
		var err error
		st, err = s.p.Status(s.c.Advertiser, s.id)
		require.NoError(t, err)
		return st.State == want
	})
	return st
}

func (s *opened) opening() psi.OpenList {
	return psi.OpenList{List: s.c.List, Salt: s.salt, Context: s.c.Digest()}
}

// opensTags announces tags, with the party's key.
func (s *opened) opensTags(tags chunk) psi.OpenTags {
	return psi.OpenTags{Tags: tags.set, PublicKey: psi.PublicKey(s.who.key.Public())}
}

func (s *opened) put(part Part, offset uint64, c chunk) error {
	return s.p.PutChunk(s.c.Advertiser, s.id, part, offset, uint64(len(c.bytes)), c.digest, bytes.NewReader(c.bytes))
}

// toTags brings the session to StateTags with its tags announced and sent.
func (s *opened) toTags(t testing.TB) {
	t.Helper()
	s.sendList(t)
	s.sendTags(t, s.who.tags(t, s))
}

func (s *opened) sendList(t testing.TB) {
	t.Helper()
	client := s.c.Advertiser
	require.NoError(t, s.p.OpenList(client, s.id, s.opening()))
	require.NoError(t, s.put(MaskedList, 0, s.list))
	require.NoError(t, s.p.CloseList(client, s.id))
}

func (s *opened) sendTags(t testing.TB, tags chunk) {
	t.Helper()
	require.NoError(t, s.p.OpenTags(s.c.Advertiser, s.id, s.opensTags(tags)))
	require.NoError(t, s.put(Tags, 0, tags))
}

// finish takes the session to its end and returns the answer.
func (s *opened) finish(t testing.TB) *psi.Result {
	t.Helper()
	s.toTags(t)
	return s.result(t)
}

// result closes the tags and returns the answer.
func (s *opened) result(t testing.TB) *psi.Result {
	t.Helper()
	require.NoError(t, s.p.CloseTags(s.c.Advertiser, s.id))
	b, err := s.p.Result(ctx, s.c.Advertiser, s.id)
	require.NoError(t, err)
	r := new(psi.Result)
	require.NoError(t, json.Unmarshal(b, r))
	return r
}

// runBlinded runs a list through a blinded session of acme, with a role that is used once, and returns the session and
// its result.
func runBlinded(t testing.TB, p *Platform, list []ident) (string, *psi.Result) {
	t.Helper()
	s, err := advertise(p, "acme", psi.Blinded, list, t.TempDir(), func(report) {})
	require.NoError(t, err)
	return s.id, s.result(t)
}
