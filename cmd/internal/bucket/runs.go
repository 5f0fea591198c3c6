package bucket

import (
	"context"
	"errors"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/internal/scratch"
)

// Runs is the folder of the runs at a place: on this machine, or in a data directory a copy of what is in object storage,
// until done is called.
func Runs(ctx context.Context, place, data string, progress *cli.Progress) (dir string, done func(), err error) {
	if !Named(place) {
		return place, func() {}, nil
	}
	from, err := Open(ctx, place)
	if err != nil {
		return "", nil, err
	}
	defer from.Close()
	made, err := scratch.Make(data, "runs-")
	if err != nil {
		return "", nil, err
	}
	err = from.FetchRuns(ctx, made.Path(), func(bytes, all uint64) { progress.Step("fetching the runs, bytes", bytes, all) })
	progress.Clear()
	if err != nil {
		return "", nil, errors.Join(err, made.Remove())
	}
	return made.Path(), func() { made.Remove() }, nil
}
