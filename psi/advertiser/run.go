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
