package session

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/room"
	"github.com/blindmatch/blindmatch/psi/platform/internal/steps"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/platform/internal/upload"
)

// Kept are the sessions that Restore will try to go on with.
func (x *Sessions) Kept(ctx context.Context) (ids []string, err error) {
	left, err := x.Rows.Sessions.Open(ctx)
	for _, l := range left {
		if x.keeps() && l.Held != nil {
			ids = append(ids, l.ID)
		}
	}
	return ids, err
}

// Restore takes over the sessions that the last process left open. It finishes those whose answer is in the ledger, goes
// on with those that can, and drops the others. replay is what the ledger said when this process began.
func (x *Sessions) Restore(ctx context.Context, replay *ledger.Replay) error {
	left, err := x.Rows.Sessions.Open(ctx)
	if err != nil {
		return err
	}
	var back []*session
	lost := 0
	for i := range left {
		l := &left[i]
		entry := replay.Session(l.ID)
		if entry != nil && !entry.Open() && entry.Refused == "" {
			if err := x.finish(ctx, l, entry); err != nil {
				return err
			}
			continue
		}
		// Matches of a comparison that nobody was told about.
		if err := x.Rows.Files.DropMatches(l.ID); err != nil {
			return err
		}
		s, err := x.resume(ctx, l, entry)
		if err == nil {
			back = append(back, s)
			continue
		}
		lost++
		code := cmp.Or(psi.CodeOf(err), "lost")
		x.Log.Info("session: lost", "session", l.ID, "client", l.Client, "reason", err)
		if entry != nil && entry.Open() && x.keeps() && l.Held != nil { // the others are recorded by Journal.Serve
			if err := x.Journal.Lost(entry, code); err != nil {
				return err
			}
		}
		if err := x.Rows.Sessions.End(ctx, l.ID, store.End{Code: code}); err != nil {
			return err
		}
	}
	if lost > 0 {
		x.Log.Warn("sessions lost: the last process ended while they were open", "sessions", lost)
	}
	if err := x.Rows.Files.Unfinished().DropMatchLists(); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	if err := x.DropStrays(ctx); err != nil {
		return err
	}
	for _, s := range back {
		goOn(x, s)
	}
	return nil
}

// finish stores an answer that is in the ledger, and not yet in the database: nobody was told, and everybody may be.
func (x *Sessions) finish(ctx context.Context, l *store.Left, entry *ledger.Session) error {
	r := psi.Result{
		Session: l.ID, Mode: entry.Mode, Context: entry.Context(), Released: entry.Released, Segments: entry.Segments, Handles: entry.Handles,
	}
	receipt, err := x.Journal.Receipt(ctx, entry.Told)
	if err != nil {
		return err
	}
	r.Receipt = string(receipt)
	if r.Handles != nil {
		m := &matchFiles{Env: x.Env, session: l.ID}
		if err := m.keep(); err != nil && !errors.Is(err, os.ErrNotExist) { // it was kept before
			return err
		}
	}
	b, err := (&answer{result: r}).encode()
	if err != nil {
		return err
	}
	x.Log.Info("session: its answer was in the ledger, and is kept now", "session", l.ID)
	return x.Rows.Sessions.End(ctx, l.ID, store.End{List: entry.List, Platform: entry.Platform, Result: b})
}

// resume is an open session as an earlier process left it, or why it can't go on.
func (x *Sessions) resume(ctx context.Context, l *store.Left, entry *ledger.Session) (s *session, err error) {
	var h held
	switch {
	case !x.keeps():
		return nil, errors.New("sessions are kept in memory only")
	case l.Held == nil || entry == nil:
		return nil, errors.New("it was not begun")
	case !entry.Open():
		return nil, fmt.Errorf("it has ended: %s", entry.Refused)
	case entry.Struck:
		return nil, psi.Errorf(psi.CodeBadTags, "its tags are not those of the platform's set")
	case !time.Now().Before(l.Expires):
		return nil, errors.New("it has expired")
	}
	if err := json.Unmarshal(l.Held, &h); err != nil {
		return nil, err
	}
	d, err := x.checkOffer(ctx, l.Client, &h.Offer)
	if err != nil {
		return nil, err
	}
	f := factsOf(x.Env, l.Client, &h.Offer, l.ID, h.Nonce, l.Expires)
	defer func() {
		if err != nil {
			f.cancel()
		}
	}()
	if f.owner.Name != l.Owner || f.rules(x.Env) != h.Rules {
		return nil, errors.New("the platform's rules have changed")
	}
	if err := x.barred(ctx, f.owner.Name, l.Dataset); err != nil {
		return nil, err
	}
	f.mode, _ = x.modes.Of(h.Offer.Mode)
	if err := f.mode.check(ctx, &f); err != nil {
		return nil, err
	}
	if f.subject, err = l.Key.Restore(x.Rows.Sealer()); err != nil {
		return nil, err
	}
	e, err := x.Epochs.again(ctx, d, l.Epoch, h.State)
	if err != nil {
		return nil, err
	}
	f.data = e.data
	s = newSession(x.Env, f, e)
	if err = h.restore(s, l.Epoch); err == nil && e.data.Generation != h.Generation {
		err = errors.New("its dataset was imported again, or removed")
	}
	if err != nil {
		s.release()
		return nil, err
	}
	s.inLedger, s.committed = true, entry.Context()
	return s, nil
}

// restore puts s in the state that it was left in.
func (h *held) restore(s *session, epoch psi.Digest) (err error) {
	if err := durable.MkDirAll(s.dir); err != nil {
		return err
	}
	stale := map[string]bool{handlesFile: true}
	for _, name := range workingFiles {
		stale[name] = true
	}
	s.state, s.bound.Slice = h.State, h.Slice
	if s.state != psi.StatePreparing {
		s.bound.PlatformSet = s.epoch.role.Set()
		if s.bound.PlatformSet.Digest != epoch {
			return errors.New("it is on another epoch")
		}
	}
	if h.List != nil {
		s.bound.List = *h.List
		delete(stale, listFile)
		delete(stale, listFile+upload.Log)
		if s.list, err = upload.Reopen(filepath.Join(s.dir, listFile), psi.ElementSize, *h.List, s.state != psi.StateList); err != nil {
			return err
		}
	}
	if h.Tags != nil && h.Public != nil {
		s.public = *h.Public
		delete(stale, tagsFile)
		delete(stale, tagsFile+upload.Log)
		if s.tags, err = upload.Reopen(filepath.Join(s.dir, tagsFile), psi.TagSize, *h.Tags, s.state != psi.StateTags); err != nil {
			return err
		}
	}
	for name := range stale {
		if err := durable.Drop(filepath.Join(s.dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// takeRoom notes the room that a restored session was promised.
func takeRoom(s *session) {
	bytes := room.OfTags(s.bound.PlatformSet.Items() / s.offer.Slice.Parts())
	if s.list != nil {
		bytes += room.OfList(s.bound.List.Items())
		s.need.Stored.Add(int64(s.list.Stored()))
	}
	if s.tags != nil {
		s.need.Stored.Add(int64(s.tags.Stored()))
	}
	s.Room.Take(&s.need, bytes)
}

// goOn puts a restored session among the open ones, and begins what it waits for.
func goOn(x *Sessions, s *session) {
	takeRoom(s)
	x.registry.mu.Lock()
	x.registry.byID[s.id], s.traced = s, x.Trace.Begin(s.step(steps.Session))
	x.registry.mu.Unlock()
	x.Log.Info("session: goes on after a restart", "session", s.id, "client", s.client, "state", s.state)
	if s.state == psi.StatePreparing {
		x.Go(s.prepare)
	}
	if s.state == psi.StateTags || s.state == psi.StateCounting {
		x.Go(s.evaluate)
		if s.tags != nil {
			x.Go(func() { s.watch(s.public) })
		}
	}
	if s.state == psi.StateCounting {
		x.Go(s.count)
	}
}
