package advertiser

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// keepAlive pings the session until ctx ends. If the session has failed, it ends the work.
func (r *run) keepAlive(ctx context.Context, work context.CancelCauseFunc) {
	tick := time.NewTicker(pingInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		s, err := r.platform.Status(ctx, r.session)
		switch {
		case err == nil:
			err = cmp.Or(r.statuses.Check(s, time.Now()), failure(s))
		case psi.CodeOf(err) == "":
			continue // a broken connection is not a reason to give up
		}
		if err != nil {
			work(err)
		}
	}
}

// sendSets sends the list and, once the list is closed, the tags of the platform's set.
func (r *run) sendSets(ctx context.Context, role *psi.Advertiser, c psi.Context, salt psi.Nonce, list io.ReaderAt, status *psi.Status) error {
	tagFile, err := r.kept.create(r.dir, keptTags)
	if err != nil {
		return err
	}
	defer tagFile.Close()
	var tags psi.OpenTags
	send := func(ctx context.Context) error { return r.sendList(ctx, c, salt, list, status) }
	err = r.beside(ctx, send, func(ctx context.Context) (err error) {
		r.progress = r.step(StepTag, psi.Set{Parts: c.Slice.Sections(c.PlatformSet)}.Items())
		tags, err = r.haveTags(ctx, role, c, status, tagFile)
		return err
	})
	if err != nil {
		return err
	}
	return r.platform.SendTags(ctx, r.session, tags, tagFile)
}

// haveTags makes the tags, and keeps them in place of the key, which has done its work.
func (r *run) haveTags(ctx context.Context, role *psi.Advertiser, c psi.Context, status *psi.Status, file *os.File) (open psi.OpenTags, err error) {
	open.PublicKey = psi.PublicKey(role.Public())
	if open.Tags, err = r.makeTags(ctx, role, c, status, file); err != nil || r.kept == nil {
		return open, err
	}
	if err := file.Sync(); err != nil {
		return open, fmt.Errorf("state directory: %w", err)
	}
	r.kept.Key, r.kept.Tags, r.kept.Public = nil, &open.Tags, &open.PublicKey
	return open, r.kept.save()
}

// sendList sends the list, unless the platform has all of it.
func (r *run) sendList(ctx context.Context, c psi.Context, salt psi.Nonce, list io.ReaderAt, status *psi.Status) error {
	if status.State == psi.StateTags {
		return nil
	}
	return r.platform.SendList(ctx, r.session, psi.OpenList{List: c.List, Salt: salt, Context: c.Digest()}, list)
}

// beside runs send and work at the same time, and returns when both are done. Whichever fails first ends the other, and
// its error is returned. The two may take hours, during which the session must not look idle.
func (r *run) beside(ctx context.Context, send, work func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	var pings sync.WaitGroup
	defer pings.Wait()
	defer cancel(nil)
	pings.Go(func() { r.keepAlive(ctx, cancel) })
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		if err := send(ctx); err != nil {
			cancel(err)
		}
	}()
	if err := work(ctx); err != nil {
		cancel(err)
	}
	select {
	case <-sent:
	default:
		r.step(StepSend, 0)
	}
	<-sent
	return context.Cause(ctx)
}

// makeTags masks the platform's set, or the slice of it, during the download. Every leaf is checked as it arrives.
func (r *run) makeTags(ctx context.Context, role *psi.Advertiser, c psi.Context, status *psi.Status, dst io.Writer) (psi.Set, error) {
	source, done, err := r.source(ctx, c.PlatformSet, c.Slice, status)
	if err != nil {
		return psi.Set{}, err
	}
	tags, err := role.Tags(ctx, c, source, dst)
	if err = errors.Join(err, done()); err != nil {
		return psi.Set{}, err
	}
	return tags, nil
}

// leaves reads the hashes of the set's leaves.
func (r *run) leaves(ctx context.Context, set psi.Set, status *psi.Status) (*psi.Leaves, error) {
	body, err := r.platform.Leaves(ctx, status)
	if err != nil {
		return nil, err
	}
	leaves, err := psi.ReadLeaves(body, set)
	return leaves, errors.Join(err, body.Close())
}

// source reads what is counted in. done ends the reading. The whole set is asked for together with its leaves: on a long
// way one answer would else wait for the other.
func (r *run) source(ctx context.Context, set psi.Set, s psi.Allotted, status *psi.Status) (_ psi.RecordSource, done func() error, _ error) {
	if !s.Whole() {
		leaves, err := r.leaves(ctx, set, status)
		if err != nil {
			return nil, nil, err
		}
		source := leaves.NewSliceReader(ctx, s, func(ctx context.Context, off, size uint64) (io.ReadCloser, error) {
			return r.platform.DownloadRange(ctx, status, off, size)
		})
		return source, source.Close, nil
	}
	var body io.ReadCloser
	var err error
	var asked sync.WaitGroup
	asked.Go(func() { body, err = r.platform.Download(ctx, status) })
	leaves, failed := r.leaves(ctx, set, status)
	asked.Wait()
	switch {
	case err != nil:
		return nil, nil, cmp.Or(failed, err)
	case failed != nil:
		return nil, nil, errors.Join(failed, body.Close())
	}
	return leaves.NewElementReader(body), body.Close, nil
}
