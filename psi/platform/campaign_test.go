package platform

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// A panic in the work for a session ends that session, and nothing else; no value is in the log. P7 of docs/campaign.md
func TestPanicInASession(t *testing.T) {
	t.Parallel()
	p, log := open(t, newData(t), Config{})
	s := begin(t, p, "acme", psi.Count)
	other := begin(t, p, "acme", psi.Count)
	s.toTags(t)
	p.sessions.Hooks().Panic(s.id)
	require.NoError(t, p.CloseTags("acme", s.id))
	_, err := p.Result(ctx, "acme", s.id)
	require.Equal(t, psi.CodeInternal, psi.CodeOf(err))
	require.Contains(t, log.String(), "session: panic")
	require.Contains(t, log.String(), "panicking")
	require.NotContains(t, log.String(), hex.EncodeToString(s.c.PlatformNonce[:4]))
	require.True(t, other.finish(t).Released.BelowFloor)
	begin(t, p, "acme", psi.Count)
}

// So does one where its elements are multiplied, in a goroutine that nobody waits for alone. P7 of docs/campaign.md
func TestPanicInAWorker(t *testing.T) {
	t.Parallel()
	p, log := open(t, newData(t), Config{})
	other := begin(t, p, "globex", psi.Count)
	s := begin(t, p, "acme", psi.Count)
	p.sessions.Turns.Trip("tests", s.c.PlatformNonce)
	s.sendList(t)
	watch.Eventually(t, "the session ends", func() bool {
		_, err := p.Result(ctx, "acme", s.id)
		return psi.CodeOf(err) == psi.CodeInternal
	})
	require.Contains(t, log.String(), "session: panic")
	require.NotContains(t, log.String(), hex.EncodeToString(s.c.PlatformNonce[:4]))
	require.True(t, other.finish(t).Released.BelowFloor)
	require.True(t, begin(t, p, "acme", psi.Count).finish(t).Released.BelowFloor)
}

// A data directory of the release before is brought up to date: what is in it stays, and its open sessions, which that
// release did not keep, are lost and said to be. P12 of docs/campaign.md
func TestUpgrade(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, Config{})
	done := anybody().begin(t, p, "acme", psi.Count, anybody().list(params, emails(0, 480)), nil)
	want := done.finish(t)
	left := begin(t, p, "acme", psi.Count)
	copied := filepath.Join(t.TempDir(), "data")
	require.NoError(t, os.CopyFS(copied, os.DirFS(dir)))
	d, err := OpenDirectory(copied, DirectoryConfig{})
	require.NoError(t, err)
	_, err = d.rows.DB().Exec(`UPDATE sessions SET held = NULL`)
	require.NoError(t, err)
	require.NoError(t, d.Close())
	q, log := open(t, copied, Config{})
	require.Contains(t, log.String(), "sessions lost")
	_, err = q.Status("acme", left.id)
	require.Equal(t, psi.CodeUnknownSession, psi.CodeOf(err))
	b, err := q.Result(ctx, "acme", done.id)
	require.NoError(t, err)
	require.Contains(t, string(b), want.Context.String())
	begin(t, q, "acme", psi.Count)
}

// A client's own elements, or the platform's, sent as a list match nobody: they are elements of other contexts. W7 of
// docs/campaign.md
func TestReplayedElements(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{})
	first := anybody().begin(t, p, "acme", psi.Count, anybody().list(params, emails(0, 480)), nil)
	require.EqualValues(t, 480, *first.finish(t).Released.Value)
	path, err := p.EpochFile(first.c.PlatformSet.Digest)
	require.NoError(t, err)
	set, err := os.ReadFile(path)
	require.NoError(t, err)
	ofThePlatform := newChunk([]psi.Part{{Width: 1, Size: 500}}, psi.ElementSize, set[:500*psi.ElementSize])
	s := newParty().begin(t, p, "acme", psi.Count, ofThePlatform, nil)
	require.True(t, s.finish(t).Released.BelowFloor)
	s = newParty().begin(t, p, "acme", psi.Count, first.list, nil) // under another key than it was masked with
	require.True(t, s.finish(t).Released.BelowFloor)
}

// Known multiples of the generator, and of the client's own public key, are elements like others as a list, and match
// nobody: what they could match with, b·G or a sentinel's, is not there to be had. W6 of docs/campaign.md
func TestMultiplesOfTheGenerator(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{})
	g, err := ecdh.ParseSuite(params.Suite)
	require.NoError(t, err)
	scalars := make([]ecdh.Scalar, 300)
	for i := range scalars {
		var b [32]byte
		binary.LittleEndian.PutUint16(b[:], uint16(i+1)) // as ristretto255 has them
		scalars[i], err = g.NewScalar(b[:])
		require.NoError(t, err)
	}
	who := newParty()
	own, err := g.NewBase(who.key.Public())
	require.NoError(t, err)
	list := make([]ecdh.Element, 2*len(scalars))
	g.Generator().Multiply(list, scalars)
	own.Multiply(list[len(scalars):], scalars)
	slices.SortFunc(list, func(a, b ecdh.Element) int { return bytes.Compare(a[:], b[:]) })
	var packed []byte
	for _, e := range list {
		packed = append(packed, e[:]...)
	}
	s := who.begin(t, p, "acme", psi.Count, newChunk([]psi.Part{{Width: 1, Size: uint64(len(list))}}, psi.ElementSize, packed), nil)
	require.True(t, s.finish(t).Released.BelowFloor)
}
