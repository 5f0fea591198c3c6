package bucket

import (
	"context"
	"errors"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/internal/scratch"
	"github.com/blindmatch/blindmatch/psi/dataset/runs"
)

// Runs opens the runs at a place: on this machine, or in a data directory a copy of what is in object storage, until done
// is called.
func Runs(ctx context.Context, place, data string, progress *cli.Progress) (set *runs.Set, done func(), err error) {
	if !Named(place) {
		set, err = runs.Open(place)
		return set, func() {}, err
	}
	from, err := Open(ctx, place)
	if err != nil {
		return nil, nil, err
	}
	defer from.Close()
	made, err := scratch.Make(data, "runs-")
	if err != nil {
		return nil, nil, err
	}
	err = from.FetchRuns(ctx, made.Path(), func(bytes, all uint64) { progress.Step("fetching the runs, bytes", bytes, all) })
	progress.Clear()
	if err == nil {
		set, err = runs.Open(made.Path())
	}
	if err != nil {
		return nil, nil, errors.Join(err, made.Remove())
	}
	return set, func() { made.Remove() }, nil
}
