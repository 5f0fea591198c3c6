package platform

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// A file system has room, but for no file more. Nothing new begins, what is paid for gets its answer if it can, and when
// there are inodes everything goes on by itself. P8 of docs/campaign.md
func TestNoInodes(t *testing.T) {
	disk := t.TempDir()
	mount(t, "none", disk, "tmpfs", 0, "size=64m,nr_inodes=600")
	dir := filepath.Join(disk, "data")
	require.NoError(t, os.CopyFS(dir, os.DirFS(newData(t))))
	p, log := open(t, dir, Config{Limits: Limits{Reserve: 4 << 20}})
	ready := begin(t, p, "acme", psi.Count)
	ready.toTags(t)
	fillers := filepath.Join(disk, "fillers")
	require.NoError(t, os.Mkdir(fillers, 0o700))
	var full error
	for i := 0; full == nil; i++ {
		full = os.WriteFile(filepath.Join(fillers, fmt.Sprint(i)), nil, 0o600)
	}
	require.True(t, durable.IsFull(full), "%v", full)
	for range 3 {
		offer, _ := offerOf(p, "initech", psi.Count)
		_, err := p.Offer(ctx, "initech", offer)
		require.Equal(t, psi.CodeStorageFull, psi.CodeOf(err), "%v", err)
	}
	require.NoError(t, os.RemoveAll(fillers))
	require.NotNil(t, ready.result(t).Released, "%s", log)
	require.NotNil(t, begin(t, p, "initech", psi.Count).finish(t).Released)
	_, _, err := p.store.VerifyLedger(ctx, nil)
	require.NoError(t, err)
}

// A disk of 1 MB/s, with 20 ms for each sync: sessions take longer, and end as always. It is a process of its own, since
// all its disks are slow. P8 of docs/campaign.md
func TestSlowDisk(t *testing.T) {
	const child = "BLINDMATCH_TEST_SLOW_DISK"
	if os.Getenv(child) == "" {
		t.Parallel()
		cmd := exec.Command(os.Args[0], "-test.run=^TestSlowDisk$", "-test.v")
		cmd.Env = append(os.Environ(), child+"=1")
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		require.Contains(t, string(out), "the disk was waited for")
		return
	}
	dir := newData(t)
	var mu sync.Mutex
	var waited time.Duration
	sizes := map[string]int64{}
	durable.SetHook(func(op, path, _ string) durable.Fate {
		mu.Lock() // one disk
		defer mu.Unlock()
		wait := time.Duration(0)
		switch op {
		case durable.Sync:
			if f, err := os.Stat(path); err == nil {
				wait = 20*time.Millisecond + time.Duration(f.Size()-sizes[path])*time.Microsecond
				sizes[path] = f.Size()
			}
		case durable.SyncFolder:
			wait = 20 * time.Millisecond
		}
		time.Sleep(wait)
		waited += wait
		return durable.Do
	})
	p, _ := open(t, dir, Config{})
	var all sync.WaitGroup
	errs := make(chan error, 4)
	for i := range cap(errs) {
		all.Go(func() {
			s := anybody().begin(t, p, "acme", psi.Count, anybody().list(params, emails(0, 480+i)), nil)
			if got := *s.finish(t).Released.Value; got != int64(480+i) {
				errs <- fmt.Errorf("%d people", got)
			}
		})
	}
	all.Wait()
	close(errs)
	for err := range errs {
		t.Error(err)
	}
	p.EndSessions()
	durable.SetHook(nil)
	require.Greater(t, waited, time.Second)
	t.Log("the disk was waited for", waited)
}
