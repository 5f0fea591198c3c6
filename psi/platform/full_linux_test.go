package platform

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// smallDisk is a file system of 64 MiB with newData on it. fill writes all of it that is free.
func smallDisk(t *testing.T) (dir string, fill func() (undo func())) {
	data, disk := newData(t), t.TempDir()
	mount(t, "none", disk, "tmpfs", 0, "size=64m")
	dir = filepath.Join(disk, "data")
	require.NoError(t, os.CopyFS(dir, os.DirFS(data)))
	return dir, func() func() {
		f, err := os.Create(filepath.Join(disk, "filler"))
		require.NoError(t, err)
		var full error
		for _, size := range []int{1 << 20, 1 << 12} {
			for full = nil; full == nil; {
				_, full = f.Write(bytes.Repeat([]byte("x"), size))
			}
		}
		require.True(t, durable.IsFull(full), "%v", full)
		return func() { require.NoError(t, errors.Join(f.Close(), os.Remove(f.Name()))) }
	}
}

// The disk is full to the last page. What is paid for gets its answer, what fails is in the ledger, nothing new begins;
// and when there is room everything goes on by itself.
func TestFullDisk(t *testing.T) {
	dir, fill := smallDisk(t)
	p, log := open(t, dir, Config{Limits: Limits{Reserve: 4 << 20}})
	ready, uploading := begin(t, p, "acme", psi.Count), begin(t, p, "globex", psi.Count)
	ready.toTags(t)
	require.NoError(t, p.OpenList("globex", uploading.id, uploading.opening()))

	empty := fill()
	require.Equal(t, psi.CodeStorageFull, psi.CodeOf(uploading.put(MaskedList, 0, uploading.list)))
	require.NotNil(t, ready.result(t).Released)
	for range 3 {
		offer, _ := offerOf(p, "initech", psi.Count)
		_, err := p.Offer(ctx, "initech", offer)
		require.Equal(t, psi.CodeStorageFull, psi.CodeOf(err), "%v", err)
		e, _ := errors.AsType[*psi.Error](err)
		require.Positive(t, e.RetryAfter)
	}
	p.keepReserve()
	require.Contains(t, log.String(), "the disk is full, or nearly")
	require.NoFileExists(t, filepath.Join(dir, "reserve"))
	_, replay, err := p.store.VerifyLedger(ctx, nil)
	require.NoError(t, err)
	for _, s := range replay.Sessions {
		require.False(t, s.Open(), "the ledger has how it ended")
	}

	empty()
	p.keepReserve()
	require.FileExists(t, filepath.Join(dir, "reserve"))
	require.NotNil(t, begin(t, p, "initech", psi.Count).finish(t).Released)
}

// Without room for masking, nothing is masked, and nothing is written that takes the ledger's room: who waits is told to
// come back, and when there is room the next who asks is served, without a restart.
func TestNoRoomForAnEpoch(t *testing.T) {
	dir, fill := smallDisk(t)
	room := filepath.Join(filepath.Dir(dir), "room")
	require.NoError(t, os.WriteFile(room, make([]byte, 256<<10), 0o600))
	empty := fill()
	require.NoError(t, os.Remove(room)) // for the ledger, and not for an epoch
	p, log := open(t, dir, Config{Limits: Limits{Reserve: -1}})
	for range 2 {
		o, _ := offerOf(p, "acme", psi.Count)
		accept, err := p.Offer(ctx, "acme", o)
		refused, atOnce := errors.AsType[*psi.Error](err)
		if !atOnce {
			require.NoError(t, err)
			watch.Eventually(t, "the session is refused", func() bool {
				st, err := p.Status("acme", accept.Session)
				refused = st.Error
				return err == nil && st.State == psi.StateFailed
			})
		}
		require.Equal(t, psi.CodeStorageFull, refused.Code)
		require.ErrorContains(t, refused, "no room for masking its set")
		require.Positive(t, refused.RetryAfter)
	}
	require.Contains(t, log.String(), "no room for masking: it needs up to")
	left, err := filepath.Glob(filepath.Join(dir, "epochs", "*"))
	require.NoError(t, err)
	require.Empty(t, left)
	empty()
	require.NotNil(t, begin(t, p, "acme", psi.Count).finish(t).Released)
}

// One advertiser's sessions can't take the whole disk.
func TestOwnerDisk(t *testing.T) {
	t.Parallel()
	need := int64(3 * (psi.TagSize*capacity*101/100 + psi.ElementSize*100)) // of a session, about
	p, _ := open(t, newData(t), Config{Limits: Limits{OwnerDisk: 2 * need}})
	refused := func() error {
		offer, _ := offerOf(p, "acme", psi.Count)
		_, err := p.Offer(ctx, "acme", offer)
		return err
	}
	first := begin(t, p, "acme", psi.Count)
	begin(t, p, "acme", psi.Count)
	err := refused()
	require.Equal(t, psi.CodeStorageFull, psi.CodeOf(err), "%v", err)
	require.ErrorContains(t, err, "end the others, or send a smaller list or a slice")
	begin(t, p, "another-owner", psi.Count) // has a share of its own
	require.NoError(t, p.Abort("acme", first.id))
	watch.Eventually(t, "its files are removed", func() bool { return refused() == nil })
}

// Nothing that a full disk interrupts closes anything for good: an audience, handles, an import with its index, a
// client, a deletion, the emptying of the database's log. With room it is done, and the ledger verifies. There is no
// reserve, so that everything meets the full disk.
func TestFullDiskClosesNothing(t *testing.T) {
	dir, full := smallDisk(t)
	cfg := audienceConfig(t)
	cfg.Limits.Reserve = -1
	p, _ := open(t, dir, cfg)
	activate(t, p, fill(psi.CreateAudience, "old"), emails(0, crowd))
	list := anybody().list(params, emails(0, crowd))
	session := func(mode psi.Mode, change func(*psi.Offer)) func() func() error {
		return func() func() error {
			s := anybody().begin(t, p, "acme", mode, list, change)
			s.toTags(t)
			return func() error {
				if err := p.CloseTags("acme", s.id); err != nil {
					return err
				}
				_, err := p.Result(ctx, "acme", s.id)
				return err
			}
		}
	}
	once := func(do func() error) func() func() error { return func() func() error { return do } }
	steps := []int{0, 24 << 10, 96 << 10, 192 << 10} // room that is left, so that the disk is full at another step
	if effort.Quick() {
		steps = []int{0, 192 << 10}
	}
	n := 0
	for _, x := range []struct {
		name    string
		prepare func() (do func() error)
	}{
		{"audience created", func() func() error {
			n++
			return session(psi.Activate, asking(fill(psi.CreateAudience, fmt.Sprint("new", n))))()
		}},
		{"audience replaced", session(psi.Activate, asking(fill(psi.ReplaceAudience, "old")))},
		{"handles", session(psi.Blinded, nil)},
		{"count", session(psi.Count, nil)},
		{"import", once(func() error { return importCSV(t, ctx, dir, users(0, most), nil) })},
		{"client", func() func() error {
			n++
			return func() error { return p.store.AddClient(ctx, fmt.Sprint("client", n), []byte(fmt.Sprint("key", n))) }
		}},
		{"log of the database", once(func() error { return p.store.rows.SubjectKeys.Scrub(ctx) })},
		{"audience renewed", once(func() error { return p.env.Audiences.Renew(ctx, of("old"), time.Now().Add(time.Hour)) })},
	} {
		for _, spare := range steps {
			do := x.prepare()
			room := filepath.Join(filepath.Dir(dir), "room")
			require.NoError(t, os.WriteFile(room, make([]byte, spare), 0o600))
			empty := full()
			require.NoError(t, os.Remove(room))
			failed := do()
			for range 2 {
				offer, _ := offerOf(p, "initech", psi.Count)
				if _, err := p.Offer(ctx, "initech", offer); err != nil {
					require.Equal(t, psi.CodeStorageFull, psi.CodeOf(err), "%s: %v", x.name, err)
				}
			}
			empty()
			t.Logf("%s, with %d bytes: %v", x.name, spare, failed)
			require.NotNil(t, begin(t, p, "globex", psi.Count).finish(t).Released, x.name)
			if failed == nil {
				break
			}
			require.NoError(t, x.prepare()(), x.name)
		}
	}
	require.NoError(t, p.store.audiences.Tidy(ctx))
	_, _, err := p.store.VerifyLedger(ctx, nil)
	require.NoError(t, err)
}
