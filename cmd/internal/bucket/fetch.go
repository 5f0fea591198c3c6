package bucket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/dataset/runs"
	"gocloud.dev/gcerrors"
	"golang.org/x/sync/errgroup"
)

const (
	atOnce = 4 // files that are fetched at the same time
	tries  = 3 // of each; the SDK itself repeats requests, but no answer that breaks off
)

// FetchRuns copies the runs in a folder of object storage into an empty one on this machine, where runs.Open checks them.
// progress is told bytes, and of how many.
func (b *Bucket) FetchRuns(ctx context.Context, dir string, progress func(done, all uint64)) error {
	text, err := b.objects.ReadAll(ctx, runs.ManifestName)
	if gcerrors.Code(err) == gcerrors.NotFound {
		return fmt.Errorf("%s has no %s: the job has not finished, or these are not its runs", b.name, runs.ManifestName)
	}
	if err != nil {
		return b.blame(runs.ManifestName, err)
	}
	m, err := runs.ReadManifest(bytes.NewReader(text))
	if err != nil {
		return err
	}
	var all uint64
	for _, f := range m.Files {
		all += uint64(f.Size)
	}
	if free, err := durable.Free(dir); err == nil && all > free {
		return fmt.Errorf("%s has %d bytes of runs, and the disk of %s has room for %d: make room there first", b.name, all, dir, free)
	}
	var done atomic.Uint64
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for _, f := range m.Files {
		group.Go(func() (err error) {
			for range tries {
				var n int64
				if n, err = b.fetch(ctx, f, dir); err == nil {
					progress(done.Add(uint64(n)), all)
					return nil
				}
				if _, here := errors.AsType[*fs.PathError](err); here {
					return err
				}
				if ctx.Err() != nil || gcerrors.Code(err) == gcerrors.NotFound {
					break
				}
			}
			return b.blame(f.Path, err)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, runs.ManifestName), text, 0o600)
}

// fetch copies one file.
func (b *Bucket) fetch(ctx context.Context, f runs.File, dir string) (n int64, err error) {
	path := filepath.Join(dir, filepath.FromSlash(f.Path))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return 0, err
	}
	in, err := b.objects.NewReader(ctx, f.Path, nil)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	if in.Size() != f.Size {
		return 0, fmt.Errorf("it has %d bytes: want %d; it is damaged or incomplete", in.Size(), f.Size)
	}
	out, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	n, err = io.Copy(out, in)
	return n, errors.Join(err, out.Close())
}
