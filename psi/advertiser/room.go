package advertiser

import (
	"fmt"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
)

// NoRoom says that a disk has too little room for the temporary files of a session.
type NoRoom struct {
	Dir        string
	Kept       bool // it is the folder of what is kept for Resume, and not that for temporary files
	Need, Free uint64
}

func (e *NoRoom) Error() string {
	what := "the temporary files of the session"
	if e.Kept {
		what = "the files that are kept until the session is over"
	}
	return fmt.Sprintf("%s: %s take %s here, and %s are free", e.Dir, what, mebibytes(e.Need), mebibytes(e.Free))
}

// mebibytes rounds up.
func mebibytes(n uint64) string { return fmt.Sprintf("%d MiB", (n+1<<20-1)>>20) }

// spare is left free on a disk: other programs write to it too.
const spare = 1 << 20

// checkRoom says whether there is room for the tags of these sections, which are made during the download. In count each
// section is sorted, with as much again beside it.
func checkRoom(r *run, parts []psi.Part) error {
	var tags, sorted uint64
	for _, p := range parts {
		n := p.Items() * psi.TagSize
		tags += n
		if !r.cfg.Mode.Aligned() {
			sorted = max(sorted, n)
		}
	}
	free := r.cfg.free
	if free == nil {
		free = durable.Free
	}
	look := func(dir string, kept bool, need uint64) (uint64, error) {
		n, err := free(dir)
		if err != nil {
			return 0, nil // the system does not say
		}
		if n < need+spare {
			return n, &NoRoom{dir, kept, need + spare, n}
		}
		return n, nil
	}
	if r.kept == nil {
		_, err := look(r.dir, false, tags+sorted)
		return err
	}
	beside, err := look(r.dir, false, sorted)
	if err != nil {
		return err
	}
	here, err := look(r.kept.folder(), true, tags)
	if err == nil && here == beside { // on the same disk, unless chance has it
		_, err = look(r.kept.folder(), true, tags+sorted)
	}
	return err
}
