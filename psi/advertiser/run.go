package advertiser

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/blindmatch/blindmatch/internal/scratch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/answer"
)

// Run takes items through one session. In mode blinded it writes the handles, 16 bytes each, to handles; after an error
// what was written is worthless. With Config.Sessions, and unless Config.Forget is set, what the session needs to go on
// is kept if this process dies or the platform can't be reached any more: see Resume. Nothing else is left behind.
func Run(ctx context.Context, p Platform, cfg Config, info *psi.DatasetInfo, items iter.Seq2[psi.Item, error], handles io.Writer) (*Outcome, error) {
	r := &run{platform: p, cfg: cfg, info: info}
	if cfg.Sessions != nil && !cfg.Forget {
		var err error
		if r.kept, err = cfg.Sessions.keep(); err != nil {
			return nil, err
		}
	}
	return r.inScratch(ctx, func() (*Outcome, error) { return r.run(ctx, items, handles) })
}

// inScratch runs a session in a scratch directory. Unless it goes on later, the platform is told that it is over.
func (r *run) inScratch(ctx context.Context, run func() (*Outcome, error)) (out *Outcome, err error) {
	made, err := scratch.Make(r.cfg.ScratchDir, "blindmatch-")
	if err != nil {
		return nil, errors.Join(fmt.Errorf("scratch directory: %w", err), r.kept.forget())
	}
	defer made.Remove()
	r.dir = made.Path()
	r.scratch = psi.Scratch{Memory: r.cfg.Memory, Dir: r.dir, Progress: func(n int) { r.progress(n) }}
	out, err = run()
	switch {
	case r.kept != nil && psi.CodeOf(err) != psi.CodeUnknownSession && (r.kept.Done || r.offered && errors.Is(err, ErrUnreachable) || r.sent && isOurs(err)):
		r.claim.release(r.kept.Done)
		r.kept.release()
		if err != nil {
			err = &Left{r.session, r.kept.Done, err}
		}
		return out, err
	case err != nil:
		if left := r.kept.forget(); left != nil {
			err = errors.Join(err, left)
		}
	}
	var aborted error
	if err != nil && r.session != "" {
		// Tell the platform, so that the session does not stay open. That applies even if ctx has ended.
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		aborted = r.platform.Abort(ctx, r.session)
	}
	// If the platform could not be told, the next run does.
	r.claim.release(isOver(aborted))
	return out, err
}

// isOurs says whether an error is of this machine: a full disk, no descriptors. What is paid for must not be lost by that.
func isOurs(err error) bool {
	_, ok := errors.AsType[syscall.Errno](err)
	return ok
}

// ErrUnreachable is wrapped by what a Platform returns when it gives up on a connection, and not for what the platform
// says.
var ErrUnreachable = errors.New("the platform can't be reached")

// Left says that a session failed here, and can go on, or its answer be fetched again: see Resume.
type Left struct {
	Session string // "" if the platform's answer to the offer was not read
	Done    bool   // the answer has come
	err     error
}

func (l *Left) Error() string { return l.err.Error() }
func (l *Left) Unwrap() error { return l.err }

func (r *run) run(ctx context.Context, items iter.Seq2[psi.Item, error], handles io.Writer) (*Outcome, error) {
	role, err := psi.NewAdvertiser(r.info.Params, r.scratch)
	if err != nil {
		return nil, err
	}
	defer role.Close()
	listFile, err := r.kept.create(r.dir, keptList)
	if err != nil {
		return nil, err
	}
	defer listFile.Close()
	list, err := r.mask(ctx, role, items, listFile)
	if err != nil {
		return nil, err
	}
	if r.price, err = PriceOf(r.info, &r.cfg); err != nil {
		return nil, err
	}
	if err := checkRoom(r, psi.Allotted{Slice: r.cfg.Slice}.Sections(psi.Set{Parts: r.info.Sections})); err != nil {
		return nil, err
	}
	if r.cfg.Ledger != nil {
		if r.seen, err = r.cfg.Ledger.remembered(); err != nil {
			return nil, err
		}
	}
	if err := r.endLeft(ctx); err != nil {
		return nil, err
	}
	o, salt := newOffer(&r.cfg, r.info, r.price, list.Set)
	if r.kept != nil {
		if err := keepOffer(r, role, o, salt, &list, listFile); err != nil {
			return nil, err
		}
	}
	// On a long way the ledger is looked at while the offer is on its way.
	var looking sync.WaitGroup
	if r.cfg.Ledger != nil {
		looking.Go(func() { r.head = r.look(ctx) })
	}
	c, status, err := r.offer(ctx, o, list.Set)
	looking.Wait()
	if err != nil {
		if r.head != nil && isBroken(r.head.err) { // that must not be lost in what the platform says
			err = errors.Join(r.head.err, err)
		}
		return nil, err
	}
	if err := r.checkSet(ctx, &c, status); err != nil {
		return nil, err
	}
	if err := r.sendSets(ctx, role, c, salt, listFile, status); err != nil {
		return nil, err
	}
	return r.answer(ctx, &c, &list, handles)
}

// keepOffer keeps all that the session needs, before the platform hears of it.
func keepOffer(r *run, role *psi.Advertiser, o psi.Offer, salt psi.Nonce, list *psi.MaskedList, file *os.File) (err error) {
	k := r.kept
	k.Offer, k.Info, k.Price, k.Salt, k.List, k.Sizes, k.Duplicates = o, *r.info, r.price, salt, list.Set, list.Sizes, list.Duplicates
	if r.cfg.Note != nil {
		if k.Note, err = r.cfg.Note(); err != nil {
			return err
		}
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("state directory: %w", err)
	}
	if err := k.seal(r.cfg.Sealer, role); err != nil {
		return err
	}
	return k.save()
}

// answer waits for the answer, checks it, and takes it.
func (r *run) answer(ctx context.Context, c *psi.Context, list *psi.MaskedList, handles io.Writer) (*Outcome, error) {
	r.step(StepWait, 0)
	r.sent = true
	result, err := r.platform.Result(ctx, r.session)
	if err != nil {
		return nil, err
	}
	out := &Outcome{
		Session: r.session, Params: c.Params, List: list.Set, Sizes: list.Sizes, Duplicates: list.Duplicates,
		PlatformSet: c.PlatformSet, Slice: c.Slice, Price: r.price, Released: result.Released, Segments: result.Segments,
	}
	asked := answer.Question{Session: r.session, Context: c, Floor: r.info.Floors.Report, Exact: r.price.Exact, Sizes: list.Sizes}
	if err := asked.Check(result); err != nil {
		return nil, err
	}
	if err := r.checkReceipt(ctx, c, result, out); err != nil {
		return nil, err
	}
	r.kept.answered()
	if result.Handles != nil {
		out.Handles = result.Handles.Records()
		if err := r.receiveHandles(ctx, *result.Handles, handles); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// mask writes the masked list, and refuses one that is too small or too large before the platform hears of it.
func (r *run) mask(ctx context.Context, role *psi.Advertiser, items iter.Seq2[psi.Item, error], dst io.Writer) (psi.MaskedList, error) {
	r.progress = r.step(StepMask, 0)
	o := psi.ListOptions{Segments: r.cfg.Segments, Limit: r.info.Limits.List, Plain: r.cfg.NoPadding}
	list, err := role.MaskList(ctx, items, o, dst)
	if err != nil {
		return list, err
	}
	// Rows that have nothing but what is in other rows add nobody, so there are no more than distinct identifiers.
	rows := list.Size()
	if r.cfg.Rows != nil {
		rows = min(rows, r.cfg.Rows())
	}
	// What changes an audience releases nothing, so it may be about few: who withdrew must be out, however few they are.
	changes := r.cfg.Mode.Audience() && !r.cfg.audience().Action.Fills()
	if least := r.info.Floors.List; rows < least && !changes {
		return list, psi.Errorf(psi.CodeListTooSmall, "the list has %d distinct rows; this platform matches lists of at least %d", rows, least)
	}
	if n, most := uint64(len(list.Sizes)), r.info.Limits.Segments; n > most {
		return list, psi.Errorf(psi.CodeListTooLarge, "the list has %d segments; this platform takes %d", n, most)
	}
	if n := len(list.Sizes); n > 1 && !r.cfg.Mode.Vector() {
		return list, fmt.Errorf("the list has %d segments, which mode %q does not have", n, r.cfg.Mode)
	}
	if most := r.info.Limits.List; list.Size() > most {
		return list, psi.Errorf(psi.CodeListTooLarge, "the list has %d distinct identifiers; this platform takes %d", list.Size(), most)
	}
	if r.cfg.Decide != nil {
		return list, r.cfg.Decide(&r.cfg, &list, rows)
	}
	return list, nil
}
