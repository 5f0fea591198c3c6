package advertiser

import (
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// Run takes items through one session. In mode blinded it writes the handles, 16 bytes each, to handles; after an error
// what was written is worthless. It leaves no files behind.
func Run(ctx context.Context, p Platform, cfg Config, info *psi.DatasetInfo, items iter.Seq2[psi.Item, error], handles io.Writer) (*Outcome, error) {
	dir, err := os.MkdirTemp(cfg.ScratchDir, "blindmatch-")
	if err != nil {
		return nil, fmt.Errorf("scratch directory: %w", err)
	}
	defer os.RemoveAll(dir)
	r := &run{platform: p, cfg: cfg, info: info, dir: dir}
	r.scratch = psi.Scratch{Memory: cfg.Memory, Dir: dir, Progress: func(n int) { r.progress(n) }}
	out, err := r.run(ctx, items, handles)
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

func (r *run) run(ctx context.Context, items iter.Seq2[psi.Item, error], handles io.Writer) (*Outcome, error) {
	role, err := psi.NewAdvertiser(r.info.Params, r.scratch)
	if err != nil {
		return nil, err
	}
	defer role.Close()
	listFile, err := os.CreateTemp(r.dir, "list-*")
	if err != nil {
		return nil, fmt.Errorf("scratch file: %w", err)
	}
	defer listFile.Close()
	list, err := r.mask(ctx, role, items, listFile)
	if err != nil {
		return nil, err
	}
	if r.price, err = PriceOf(r.info, &r.cfg); err != nil {
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
	c, salt, status, err := r.offer(ctx, list.Set)
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
		Session: r.session, Params: c.Params, List: list.Set, Sizes: list.Sizes, Duplicates: list.Duplicates,
		PlatformSet: c.PlatformSet, Slice: c.Slice, Price: r.price, Released: result.Released, Segments: result.Segments,
	}
	if err := r.checkResult(result, &c, list.Sizes); err != nil {
		return nil, err
	}
	if err := r.checkReceipt(ctx, &c, result, out); err != nil {
		return nil, err
	}
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
