// Package advertiser is the advertiser's side of Blindmatch: it takes a list of match keys through one session and
// returns the released size or the handles.
package advertiser

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Platform is the other side as a session needs it. client.Client implements it over HTTP. After a broken connection
// all methods but Download and Handles may be called again.
type Platform interface {
	Info(ctx context.Context, dataset, purpose, idType string) (*psi.DatasetInfo, error)
	Offer(ctx context.Context, o psi.Offer) (*psi.Accept, error)
	// Status returns the state of the session, and counts as activity, so the session doesn't time out.
	Status(ctx context.Context, session string) (*psi.Status, error)
	// SendList announces, sends and closes the masked list.
	SendList(ctx context.Context, session string, open psi.OpenList, list io.ReaderAt) error
	// Download reads the platform's set of the given status from its start.
	Download(ctx context.Context, s *psi.Status) (io.ReadCloser, error)
	// SendTags announces, sends and closes the tags.
	SendTags(ctx context.Context, session string, open psi.OpenTags, tags io.ReaderAt) error
	// Result waits for the answer.
	Result(ctx context.Context, session string) (*psi.Result, error)
	// Handles reads the handles of a blinded session's result.
	Handles(ctx context.Context, session string, set psi.Set) (io.ReadCloser, error)
	// Abort ends the session.
	Abort(ctx context.Context, session string) error
}

// Config says what to ask of a platform.
type Config struct {
	Mode       psi.Mode
	Params     psi.Params // an empty Suite or Profile means the dataset's
	Dataset    string
	Advertiser string // the name that the platform must have for us; "" accepts any
	Platform   string // the name that the platform must have; "" accepts any

	// PhoneMetadata names the numbering plans that the list's phone numbers were validated with; the platform records
	// it with the session. "" for e-mail.
	PhoneMetadata string

	// Ledger verifies the platform's ledger, receipts and set; nil means no such checks.
	Ledger *Ledger

	// Sessions remembers which sessions are open, so that one left behind by a killed process is ended before a new one
	// is offered. nil means no memory: such a session stays open until the platform times it out.
	Sessions *Sessions
	// Ended is called for each session that was left behind and has now been ended; nil means no calls.
	Ended func(session string)

	// LeastDataset is the smallest platform set that this side matches against: with a tiny one the platform could
	// single out who is on the list. 0 means 1,000.
	LeastDataset uint64
	// NoPadding sends the list without padding, so the platform learns its size.
	NoPadding  bool
	ScratchDir string // for the masked list, tags and sorting; "" means the system's directory for temporary files
	Memory     int    // bytes for each sort; 0 means 64 MiB

	// Progress is called during the work, one call at a time; nil means no calls. total is 0 if it is not known.
	Progress func(step Step, done, total uint64)
}

func (c *Config) leastDataset() uint64 {
	if c.LeastDataset == 0 {
		return 1000
	}
	return c.LeastDataset
}

// Step names a part of a session, for progress.
type Step string

// The steps that take time, in order.
const (
	StepMask    Step = "masking the list"
	StepPrepare Step = "waiting for the platform's set"
	StepTag     Step = "masking the platform's set" // while the list is sent
	StepSend    Step = "sending the list"           // if that takes longer
	StepWait    Step = "waiting for the result"
)

// Outcome is the result of a session.
type Outcome struct {
	Session      string
	Params       psi.Params
	List         psi.Set // as sent; its Size is what the platform learns
	Size         uint64  // m: distinct identifiers in the list, without padding
	Duplicates   uint64  // match keys that were in the list more than once
	PlatformSize uint64  // n
	Released     psi.Released
	Handles      uint64 // handles written, in mode blinded

	// With Config.Ledger:
	Receipt   []byte // proof, verified, that the result is in the platform's ledger
	Entry     int64  // its index there
	Witnessed bool   // the platform has accepted our signature of its ledger
	// Budget is what the release cost and what it left, according to the ledger's entry; nil if the number is exact.
	Budget *ledger.Budget
}

// Info asks what the platform offers and checks that it is what cfg wants. Normalise the list under the result's
// Params.
func Info(ctx context.Context, p Platform, cfg *Config) (*psi.DatasetInfo, error) {
	info, err := p.Info(ctx, cfg.Dataset, cfg.Params.Purpose, cfg.Params.IDType)
	if err != nil {
		return nil, err
	}
	for _, x := range []struct{ what, want, got string }{
		{"protocol version", psi.Version, info.Version},
		{"dataset", cfg.Dataset, info.Dataset},
		{"purpose", cfg.Params.Purpose, info.Purpose},
		{"identifier type", cfg.Params.IDType, info.IDType},
		{"profile", cfg.Params.Profile, info.Profile},
		{"suite", cfg.Params.Suite, info.Suite},
		{"platform", cfg.Platform, info.Platform},
		{"advertiser", cfg.Advertiser, info.Advertiser},
	} {
		if x.want != "" && x.want != x.got {
			return nil, psi.Errorf(psi.CodeMismatch, "%s: we want %q, the platform says %q", x.what, x.want, x.got)
		}
	}
	if psi.CheckIdentity("x"+info.PhoneMetadata) != nil {
		return nil, errors.New("the platform's phone metadata is not printable")
	}
	if !slices.Contains(info.Modes, cfg.Mode) {
		return nil, psi.Errorf(psi.CodeModeOff, "the platform does not offer mode %q; on offer: %q", cfg.Mode, info.Modes)
	}
	if least := cfg.leastDataset(); info.Size < least {
		return nil, psi.Errorf(psi.CodeDatasetTooSmall, "the platform's dataset has %d identifiers: we match against at least %d, because a smaller one could single out who is on the list", info.Size, least)
	}
	return info, nil
}

// Run takes keys through one session. In mode blinded it writes the handles, 16 bytes each, to handles; after an error
// what was written is worthless. It leaves no files behind.
func Run(ctx context.Context, p Platform, cfg Config, info *psi.DatasetInfo, keys iter.Seq2[[32]byte, error], handles io.Writer) (*Outcome, error) {
	dir, err := os.MkdirTemp(cfg.ScratchDir, "blindmatch-")
	if err != nil {
		return nil, fmt.Errorf("scratch directory: %w", err)
	}
	defer os.RemoveAll(dir)
	r := &run{platform: p, cfg: cfg, info: info, dir: dir}
	r.scratch = psi.Scratch{Memory: cfg.Memory, Dir: dir}
	out, err := r.run(ctx, keys, handles)
	var aborted error
	if err != nil && r.session != "" {
		// Tell the platform, so that the session does not stay open. That applies even if ctx has ended.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		aborted = p.Abort(ctx, r.session)
	}
	// If the platform could not be told, the next run does.
	r.claim.release(isOver(aborted))
	return out, err
}

type run struct {
	platform Platform
	cfg      Config
	info     *psi.DatasetInfo
	dir      string
	scratch  psi.Scratch
	session  string
	claim    *claim             // on the session, if Config.Sessions is set; or nil
	seen     *ledger.Checkpoint // of the platform's ledger, or nil
	progress func(items int)    // of the current step
}

// role is the advertiser's role in any mode.
type role interface {
	MaskList(ctx context.Context, keys iter.Seq2[[32]byte, error], dst io.Writer) (psi.Set, uint64, error)
	Pad(ctx context.Context, list io.Reader, size uint64, dst io.Writer) (psi.Set, error)
	Tags(ctx context.Context, c psi.Context, platformSet io.Reader, dst io.Writer) (psi.Set, error)
	Close()
}

// roles makes the advertiser's role for each mode.
var roles = psi.EachMode(
	func(p psi.Params, s psi.Scratch) (role, error) { return psi.NewCountAdvertiser(p, s) },
	func(p psi.Params, s psi.Scratch) (role, error) { return psi.NewBlindedAdvertiser(p, s) },
)

func (r *run) newRole() (role, error) {
	make, ok := roles.Of(r.cfg.Mode)
	if !ok {
		return nil, fmt.Errorf("unknown mode %q", r.cfg.Mode)
	}
	return make(r.info.Params, r.scratch)
}

// step returns a function that reports items done in a step.
func (r *run) step(s Step, total uint64) func(int) {
	var done uint64
	report := func(n int) {
		done += uint64(n)
		if r.cfg.Progress != nil {
			r.cfg.Progress(s, done, total)
		}
	}
	report(0)
	return report
}

func (r *run) run(ctx context.Context, keys iter.Seq2[[32]byte, error], handles io.Writer) (*Outcome, error) {
	r.scratch.Progress = func(n int) { r.progress(n) }
	role, err := r.newRole()
	if err != nil {
		return nil, err
	}
	defer role.Close()

	r.progress = r.step(StepMask, 0)
	listFile, err := os.CreateTemp(r.dir, "list-*")
	if err != nil {
		return nil, fmt.Errorf("scratch file: %w", err)
	}
	defer listFile.Close()
	list, duplicates, err := role.MaskList(ctx, keys, listFile)
	if err != nil {
		return nil, err
	}
	if list.Size < r.info.Floors.List {
		return nil, psi.Errorf(psi.CodeListTooSmall, "the list has %d distinct identifiers; this platform matches lists of at least %d", list.Size, r.info.Floors.List)
	}
	if list.Size > r.info.Limits.List {
		return nil, psi.Errorf(psi.CodeListTooLarge, "the list has %d distinct identifiers; this platform takes %d", list.Size, r.info.Limits.List)
	}
	size := list.Size
	if padded := psi.PadList(size, r.info.Limits.List); padded > size && !r.cfg.NoPadding {
		plain := listFile
		if listFile, err = os.CreateTemp(r.dir, "padded-*"); err != nil {
			return nil, fmt.Errorf("scratch file: %w", err)
		}
		defer listFile.Close()
		if list, err = role.Pad(ctx, io.NewSectionReader(plain, 0, int64(size*psi.ElementSize)), padded, listFile); err != nil {
			return nil, err
		}
	}

	if r.cfg.Ledger != nil {
		if r.seen, err = r.cfg.Ledger.remembered(); err != nil {
			return nil, err
		}
	}
	if err := r.endLeft(ctx); err != nil {
		return nil, err
	}
	c, salt, status, err := r.offer(ctx, list)
	if err != nil {
		return nil, err
	}
	if err := r.checkSet(ctx, &c, status); err != nil {
		return nil, err
	}
	if err := r.sendSets(ctx, role, c, salt, listFile, status); err != nil {
		return nil, err
	}

	r.step(StepWait, 0)
	result, err := r.platform.Result(ctx, r.session)
	if err != nil {
		return nil, err
	}
	out := &Outcome{
		Session: r.session, Params: c.Params, List: list, Size: size, Duplicates: duplicates,
		PlatformSize: c.PlatformSet.Size, Released: result.Released,
	}
	if err := r.checkResult(result, c, size); err != nil {
		return nil, err
	}
	if err := r.checkReceipt(ctx, &c, result, out); err != nil {
		return nil, err
	}
	if result.Handles != nil {
		out.Handles = result.Handles.Size
		if err := r.receiveHandles(ctx, *result.Handles, handles); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// offer opens a session and waits for the platform's commitment to its set.
func (r *run) offer(ctx context.Context, list psi.Set) (c psi.Context, salt psi.Nonce, status *psi.Status, err error) {
	c = psi.Context{
		Mode: r.cfg.Mode, Params: r.info.Params, Dataset: r.info.Dataset,
		Advertiser: r.info.Advertiser, Platform: r.info.Platform, List: list,
	}
	rand.Read(c.AdvertiserNonce[:])
	rand.Read(salt[:])
	accept, err := r.platform.Offer(ctx, psi.Offer{
		Version: psi.Version, Mode: c.Mode, Params: c.Params, Dataset: c.Dataset,
		Advertiser: c.Advertiser, Platform: c.Platform,
		Nonce: c.AdvertiserNonce, Commitment: psi.Commitment(salt, list),
		PhoneMetadata: r.cfg.PhoneMetadata,
	})
	if err != nil {
		return c, salt, nil, err
	}
	if !psi.IsSession(accept.Session) {
		return c, salt, nil, errors.New("the platform's session has no valid name")
	}
	r.session = accept.Session
	if r.claim, err = r.cfg.Sessions.remember(c.Platform, c.Advertiser, r.session); err != nil {
		return c, salt, nil, err
	}
	c.PlatformNonce = accept.Nonce
	status = &accept.Status
	if status, err = r.prepared(ctx, status); err != nil {
		return c, salt, nil, err
	}
	if status.PlatformSet == nil {
		return c, salt, nil, fmt.Errorf("the platform's session is in state %q without a set", status.State)
	}
	c.PlatformSet, c.PolicyDigest = *status.PlatformSet, status.PolicyDigest
	// The set may come from another import than the one that Info described, but its size must have the same order of
	// magnitude, and it must not be too small to match against.
	if c.PlatformSet.Size < max(r.cfg.leastDataset(), r.info.Size/2) {
		return c, salt, nil, fmt.Errorf("the platform announced %d identifiers and then committed to %d", r.info.Size, c.PlatformSet.Size)
	}
	return c, salt, status, c.Validate()
}

// pollInterval is how often a platform that is masking its set is asked how far it is. pingInterval is how often it is
// told that we are still working.
const (
	pollInterval = 500 * time.Millisecond
	pingInterval = time.Minute
)

// prepared waits until the platform's set is masked.
func (r *run) prepared(ctx context.Context, s *psi.Status) (*psi.Status, error) {
	for s.State == psi.StatePreparing {
		if r.cfg.Progress != nil && s.Progress != nil {
			r.cfg.Progress(StepPrepare, s.Progress.Done, s.Progress.Total)
		}
		select {
		case <-time.After(pollInterval):
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
		var err error
		if s, err = r.platform.Status(ctx, r.session); err != nil {
			return nil, err
		}
	}
	return s, failure(s)
}

// failure is why a session failed, if it did.
func failure(s *psi.Status) error {
	if s.State == psi.StateFailed && s.Error != nil {
		return s.Error
	}
	return nil
}

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
		if err == nil {
			err = failure(s)
		}
		if psi.CodeOf(err) != "" {
			work(err)
		}
	}
}

// sendSets sends the list and, once the list is closed, the tags of the platform's set.
func (r *run) sendSets(ctx context.Context, role role, c psi.Context, salt psi.Nonce, list io.ReaderAt, status *psi.Status) error {
	tagFile, err := os.CreateTemp(r.dir, "tags-*")
	if err != nil {
		return fmt.Errorf("scratch file: %w", err)
	}
	defer tagFile.Close()
	var tags psi.Set
	send := func(ctx context.Context) error {
		return r.platform.SendList(ctx, r.session, psi.OpenList{List: c.List, Salt: salt, Context: c.Digest()}, list)
	}
	err = r.beside(ctx, send, func(ctx context.Context) (err error) {
		r.progress = r.step(StepTag, c.PlatformSet.Size)
		tags, err = r.makeTags(ctx, role, c, status, tagFile)
		return err
	})
	if err != nil {
		return err
	}
	return r.platform.SendTags(ctx, r.session, psi.OpenTags{Tags: tags}, tagFile)
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

// makeTags masks the platform's set during the download.
func (r *run) makeTags(ctx context.Context, role role, c psi.Context, status *psi.Status, dst io.Writer) (psi.Set, error) {
	set, err := r.platform.Download(ctx, status)
	if err != nil {
		return psi.Set{}, err
	}
	tags, err := role.Tags(ctx, c, set, dst)
	if err = errors.Join(err, set.Close()); err != nil {
		return psi.Set{}, err
	}
	return tags, nil
}

// checkResult rejects an answer that can't belong to our session, whose list had size elements before padding.
func (r *run) checkResult(result *psi.Result, c psi.Context, size uint64) error {
	v := result.Released
	noise, err := psi.ParseNoise(v.Noise)
	if err != nil {
		return fmt.Errorf("the platform's result: %w", err)
	}
	switch {
	case result.Session != r.session || result.Mode != c.Mode || result.Context != c.Digest():
		return errors.New("the platform's result belongs to another session")
	case v.BelowFloor != (v.Value == nil):
		return errors.New("the platform's result is neither a number nor below its floor")
	case v.Value != nil && *v.Value > noise.Most(min(size, c.PlatformSet.Size)):
		return fmt.Errorf("the platform's result, %d, is larger than the smaller set allows, even with its noise, %s", *v.Value, noise)
	case result.Handles != nil && (!c.Mode.Handles() || v.Value == nil || result.Handles.Size != *v.Value):
		return errors.New("the platform's handles do not match its result")
	case c.Mode.Handles() && v.Value != nil && result.Handles == nil:
		return errors.New("the platform's result lacks its handles")
	}
	return nil
}

func (r *run) receiveHandles(ctx context.Context, set psi.Set, dst io.Writer) error {
	body, err := r.platform.Handles(ctx, r.session, set)
	if err != nil {
		return err
	}
	in := psi.NewHandleReader(body, set)
	buf := make([]byte, 1<<12*psi.HandleSize)
	for {
		n, err := in.Read(buf)
		if err == io.EOF {
			return body.Close()
		}
		if err == nil {
			_, err = dst.Write(buf[:n])
		}
		if err != nil {
			return errors.Join(err, body.Close())
		}
	}
}
