package platform

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

var ctx = context.Background()

const policyYAML = `contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
  two_factor: {class: security}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`

// users is a platform's file of the numbers [from, to).
func users(from, to int) string {
	var csv strings.Builder
	csv.WriteString("user_id,email,collection_context,grants\n")
	for i := from; i < to; i++ {
		fmt.Fprintf(&csv, "u%d,person%d@mail.example,newsletter,\n", i, i)
	}
	return csv.String()
}

// importCSV imports csv as dataset "users" into the data directory dir.
func importCSV(t testing.TB, ctx context.Context, dir, csv string, progress func(uint64)) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "users.csv")
	require.NoError(t, os.WriteFile(path, []byte(csv), 0o600))
	policy, err := purpose.Parse([]byte(policyYAML))
	require.NoError(t, err)
	table, err := dataset.OpenTable(path, dataset.TableConfig{})
	require.NoError(t, err)
	defer table.Close()
	store, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	defer store.Close()
	_, err = store.Import(ctx, table, ImportConfig{Dataset: "users", Purpose: "audience-matching", Policy: policy, Progress: progress})
	return err
}

// testLog collects a log.
type testLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *testLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *testLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// open serves dir with the least floors, both modes and no session limits, unless cfg says otherwise. The platform is
// closed with the test.
func open(t testing.TB, dir string, cfg Config) (*Platform, *testLog) {
	t.Helper()
	log := new(testLog)
	cfg.Log = slog.New(slog.NewTextHandler(log, nil))
	if cfg.Disclosure == nil {
		cfg.Disclosure = exactByContract(t)
	}
	if cfg.Disclosure.Floors() == disclosure.Default().Floors() {
		cfg.Disclosure = leastFloors(t, cfg.Disclosure)
	}
	if cfg.Modes == nil {
		cfg.Modes = []psi.Mode{psi.Count, psi.Blinded}
	}
	if cfg.Limits.ClientSessions == 0 {
		cfg.Limits.ClientSessions, cfg.Limits.Sessions = 1000, 1000
	}
	p, err := Open(dir, cfg)
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, p.Close())
		verifyLedger(t, dir)
		if t.Failed() {
			t.Log(log)
		}
	})
	return p, log
}

// leastFloors is a policy with floors that a test's datasets reach.
func leastFloors(t testing.TB, p *disclosure.Policy) *disclosure.Policy {
	t.Helper()
	p, err := p.WithFloors(psi.Floors{List: 100, Dataset: 1000, Report: 50})
	require.NoError(t, err)
	return p
}

// exactByContract gives the clients of most tests exact numbers, so that the tests can compare them and run as many
// sessions as they want.
func exactByContract(t testing.TB) *disclosure.Policy {
	t.Helper()
	p, err := disclosure.Parse([]byte("owners: {tests: {clients: [acme, globex], noise: none, contract: test bench}}"))
	require.NoError(t, err)
	return p
}

// newData is a data directory with 1,000 users.
func newData(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	require.NoError(t, importCSV(t, ctx, dir, users(0, 1000), nil))
	return dir
}

var params = psi.Params{Suite: "ristretto255", Purpose: "audience-matching", Profile: "default-v1", IDType: "email"}

// chunk is a part of a session in one chunk.
type chunk struct {
	bytes  []byte
	set    psi.Set
	digest psi.Digest
}

func newChunk(b []byte, width int) chunk {
	sum := psi.Digest(sha256.Sum256(b))
	return chunk{b, psi.Set{Size: uint64(len(b) / width), Digest: sum}, sum}
}

// maskedList is 100 valid elements, ascending. It matches nobody.
var maskedList = sync.OnceValue(func() chunk {
	g, err := params.Group()
	if err != nil {
		panic(err)
	}
	items := make([][]byte, 100)
	for i := range items {
		items[i] = fmt.Appendf(nil, "item %d", i)
	}
	list := make([]ecdh.Element, len(items))
	g.GenerateKey().Mask(list, items)
	slices.SortFunc(list, func(a, b ecdh.Element) int { return bytes.Compare(a[:], b[:]) })
	var b []byte
	for _, e := range list {
		b = append(b, e[:]...)
	}
	return newChunk(b, psi.ElementSize)
})

// foreignTags is as many ascending tags as there are users. They match nobody.
var foreignTags = sync.OnceValue(func() chunk {
	var b []byte
	for i := range uint64(1000) {
		b = binary.BigEndian.AppendUint64(b, i)
		b = append(b, 0, 0)
	}
	return newChunk(b, psi.TagSize)
})

// opened is a session that the test has opened.
type opened struct {
	p    *Platform
	id   string
	c    psi.Context
	salt psi.Nonce
}

func offerOf(p *Platform, client string, m psi.Mode) (psi.Offer, *opened) {
	s := &opened{p: p, c: psi.Context{
		Mode: m, Params: params, Dataset: "users", Advertiser: client, Platform: p.Identity(), List: maskedList().set,
	}}
	rand.Read(s.c.AdvertiserNonce[:])
	rand.Read(s.salt[:])
	return psi.Offer{
		Version: psi.Version, Mode: m, Params: params, Dataset: "users", Advertiser: client, Platform: p.Identity(),
		Nonce: s.c.AdvertiserNonce, Commitment: psi.Commitment(s.salt, s.c.List),
	}, s
}

// begin opens a session and waits for the platform's set.
func begin(t testing.TB, p *Platform, client string, m psi.Mode) *opened {
	t.Helper()
	offer, s := offerOf(p, client, m)
	a, err := p.Offer(ctx, client, offer)
	require.NoError(t, err)
	s.id, s.c.PlatformNonce = a.Session, a.Nonce
	st := s.wait(t, psi.StateOpen)
	s.c.PlatformSet, s.c.PolicyDigest = *st.PlatformSet, st.PolicyDigest
	return s
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

func (s *opened) put(part Part, index uint64, c chunk) error {
	return s.p.PutChunk(s.c.Advertiser, s.id, part, index, uint64(len(c.bytes)), c.digest, bytes.NewReader(c.bytes))
}

// toTags brings the session to StateTags with its tags announced and sent.
func (s *opened) toTags(t testing.TB) {
	t.Helper()
	client := s.c.Advertiser
	require.NoError(t, s.p.OpenList(client, s.id, s.opening()))
	require.NoError(t, s.put(MaskedList, 0, maskedList()))
	require.NoError(t, s.p.CloseList(client, s.id))
	require.NoError(t, s.p.OpenTags(client, s.id, psi.OpenTags{Tags: foreignTags().set}))
	require.NoError(t, s.put(Tags, 0, foreignTags()))
}

// people are the match keys of the users that users makes from the same numbers.
func people(from, to int) (keys [][32]byte) {
	for i := from; i < to; i++ {
		keys = append(keys, sha256.Sum256(fmt.Appendf(nil, "person%d@mail.example", i)))
	}
	return keys
}

// runBlinded runs a list through a blinded session of acme, which rotates its tags by some bytes, and returns the
// session and its result.
func runBlinded(t testing.TB, p *Platform, list [][32]byte, turn int) (string, *psi.Result) {
	t.Helper()
	role, err := psi.NewBlindedAdvertiser(params, psi.Scratch{Dir: t.TempDir()})
	require.NoError(t, err)
	defer role.Close()
	var masked, tags bytes.Buffer
	set, _, err := role.MaskList(ctx, func(yield func([32]byte, error) bool) {
		for _, k := range list {
			if !yield(k, nil) {
				return
			}
		}
	}, &masked)
	require.NoError(t, err)
	o, s := offerOf(p, "acme", psi.Blinded)
	s.c.List = set
	o.Commitment = psi.Commitment(s.salt, set)
	a, err := p.Offer(ctx, "acme", o)
	require.NoError(t, err)
	s.id, s.c.PlatformNonce = a.Session, a.Nonce
	st := s.wait(t, psi.StateOpen)
	s.c.PlatformSet, s.c.PolicyDigest = *st.PlatformSet, st.PolicyDigest
	path, err := p.SetFile("acme", s.id)
	require.NoError(t, err)
	platformSet, err := os.ReadFile(path)
	require.NoError(t, err)
	_, err = role.Tags(ctx, s.c, bytes.NewReader(platformSet), &tags)
	require.NoError(t, err)
	require.NoError(t, p.OpenList("acme", s.id, s.opening()))
	require.NoError(t, s.put(MaskedList, 0, newChunk(masked.Bytes(), psi.ElementSize)))
	require.NoError(t, p.CloseList("acme", s.id))
	c := newChunk(append(tags.Bytes()[turn:], tags.Bytes()[:turn]...), psi.TagSize)
	require.NoError(t, p.OpenTags("acme", s.id, psi.OpenTags{Tags: c.set}))
	require.NoError(t, s.put(Tags, 0, c))
	require.NoError(t, p.CloseTags("acme", s.id))
	b, err := p.Result(ctx, "acme", s.id)
	require.NoError(t, err, "turned by %d tags", turn/psi.TagSize)
	var result psi.Result
	require.NoError(t, json.Unmarshal(b, &result))
	return s.id, &result
}
