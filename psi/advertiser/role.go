package advertiser

import (
	"context"
	"fmt"
	"io"
	"iter"

	"github.com/blindmatch/blindmatch/psi"
)

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
