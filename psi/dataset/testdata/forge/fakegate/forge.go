// A gate of one's own is not a Gate.
package forge

import (
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

type open struct{ *purpose.Gate }

func (open) Admit(dst []purpose.Admitted, _ *purpose.Record) ([]purpose.Admitted, purpose.Decision) {
	return dst, purpose.Decision{}
}

var _ = dataset.BuildConfig{Gate: open{}}
