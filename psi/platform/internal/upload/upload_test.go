package upload

import (
	"bytes"
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

func newTestUpload(t *testing.T, elements uint64) *Upload {
	u, err := New(filepath.Join(t.TempDir(), "list"), psi.ElementSize, psi.Set{Parts: []psi.Part{{Width: 1, Size: elements}}}, true)
	require.NoError(t, err)
	t.Cleanup(func() { u.Close() })
	return u
}

// Which chunks of a set of 70,016 bytes can be sent: a power of two at a multiple of it, or the rest.
func TestChunkSizes(t *testing.T) {
	t.Parallel()
	const k16, k32, k64 = 16 << 10, 32 << 10, 64 << 10
	u := newTestUpload(t, 2188)
	for _, r := range []struct {
		offset, size uint64
		ok           bool
	}{
		{0, k16, true}, {0, k32, true}, {0, k64, true}, {k16, k16, true}, {k32, k32, true}, {k64, u.bytes - k64, true},
		{k16, k32, false}, {k16 / 2, k16, false}, {0, k16 / 2, false}, {0, k16 + 32, false}, {0, 0, false},
		{0, u.bytes, true}, {k16, u.bytes - k16, false}, {k32, u.bytes - k32, false}, {k64, u.bytes - k64 - 32, false}, {k64, u.bytes - k64 + 32, false},
		{u.bytes, 0, false}, {u.bytes, k16, false}, {1 << 63, k16, false}, {k64, ^uint64(0), false}, {0, 8 << 20, false},
	} {
		err := u.Check(r.offset, r.size)
		require.Equal(t, r.ok, err == nil, "%d at %d: %v", r.size, r.offset, err)
		if !r.ok {
			require.Equal(t, psi.CodeBadRequest, psi.CodeOf(err))
		}
	}
	large := newTestUpload(t, 4<<20/32*3+1)
	require.NoError(t, large.Check(4<<20, 4<<20))
	require.NoError(t, large.Check(12<<20, 32))
	require.Error(t, large.Check(0, 8<<20))
	require.Error(t, large.Check(8<<20, 4<<20+32), "more than a chunk may have")
}

// Chunks of all sizes in any order, some twice, make the set; what is missing is told by its offset.
func TestChunksInAnyOrder(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 0))
		u := newTestUpload(t, 8192+uint64(r.IntN(4096)))
		whole := make([]byte, u.bytes)
		for i := range whole {
			whole[i] = byte(r.Uint32())
		}
		type piece struct{ offset, size uint64 }
		var pieces []piece
		for at := uint64(0); at < u.bytes; {
			size := uint64(psi.MinChunk) << r.IntN(4)
			for at%size != 0 {
				size /= 2
			}
			size = min(size, u.bytes-at)
			pieces = append(pieces, piece{at, size})
			at += size
		}
		r.Shuffle(len(pieces), func(i, j int) { pieces[i], pieces[j] = pieces[j], pieces[i] })
		send := func(p piece) error {
			b := whole[p.offset : p.offset+p.size]
			got, err := u.Receive(p.offset, p.size, sha256.Sum256(b), bytes.NewReader(b))
			if err != nil {
				return err
			}
			return u.Store(p.offset, got, sha256.Sum256(got))
		}
		for i, p := range pieces {
			require.ErrorContains(t, u.Complete(), "are missing")
			require.NoError(t, send(p))
			require.NoError(t, send(pieces[r.IntN(i+1)]), "again")
			require.NoError(t, send(piece{p.offset / psi.MinChunk * psi.MinChunk, min(psi.MinChunk, u.bytes-p.offset)}), "with another cut")
		}
		require.NoError(t, u.Complete())
		all, err := io.ReadAll(u.Reader())
		require.NoError(t, err)
		require.True(t, bytes.Equal(whole, all))

		// Other bytes anywhere in it are a conflict, and change nothing.
		p := pieces[0]
		other := bytes.Clone(whole[p.offset : p.offset+p.size])
		other[r.IntN(len(other))] ^= 1
		require.Equal(t, psi.CodeChunkConflict, psi.CodeOf(u.Store(p.offset, other, sha256.Sum256(other))))
		all, err = io.ReadAll(u.Reader())
		require.NoError(t, err)
		require.True(t, bytes.Equal(whole, all))
	}
}

// A chunk that ends early, is too long or differs from its digest is not taken, and can be sent again.
func TestBadChunks(t *testing.T) {
	t.Parallel()
	u := newTestUpload(t, 100)
	b := make([]byte, 3200)
	for name, r := range map[string]struct {
		body   []byte
		digest psi.Digest
		code   psi.Code
	}{
		"short":  {b[:3199], sha256.Sum256(b[:3199]), psi.CodeBadRequest},
		"long":   {append(b, 0), sha256.Sum256(b), psi.CodeBadRequest},
		"digest": {b, psi.Digest{1}, psi.CodeDigestMismatch},
	} {
		_, err := u.Receive(0, 3200, r.digest, bytes.NewReader(r.body))
		require.Equal(t, r.code, psi.CodeOf(err), name)
	}
	require.ErrorContains(t, u.Complete(), "from offset 0 on are missing")
}
