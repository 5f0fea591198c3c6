package platform

import (
	"context"

	"github.com/blindmatch/blindmatch/psi/dataset/runs"
	"github.com/blindmatch/blindmatch/psi/platform/internal/epochjob"
	"github.com/blindmatch/blindmatch/psi/platform/internal/jobs"
)

// EpochGroup is what a worker makes a row of an epoch's set of.
type EpochGroup = epochjob.Group

// AdoptedEpoch says what AdoptEpoch has adopted.
type AdoptedEpoch = epochjob.Adopted

// PrepareEpoch makes a job of an epoch of a dataset as it is now: for whoever has the two files and the groups, which are
// written into a new folder. program is the version of this program, which all workers and AdoptEpoch have to be of.
func PrepareEpoch(ctx context.Context, s *Directory, program, dataset, purpose, groups string) (*JobFiles, error) {
	if s.rows.ReadOnly() {
		return nil, errReadOnly
	}
	return epochjob.Prepare(ctx, s.rows, jobs.TablesOf(program), dataset, purpose, groups)
}

// EpochWorker masks parts of an epoch, without a data directory. It is for one goroutine, and is closed in any case.
type EpochWorker = epochjob.Worker

// NewEpochWorker opens a job. sealer may be nil.
func NewEpochWorker(program string, files *JobFiles, sealer Sealer) (*EpochWorker, error) {
	return epochjob.NewWorker(jobs.TablesOf(program), files, sealer)
}

// AdoptEpoch takes over what workers have made of an epoch, in one step: the server takes it up when it starts, or within
// a minute, in place of masking one. If it fails, nothing has changed.
func AdoptEpoch(ctx context.Context, s *Directory, program string, files *JobFiles, set *runs.Set, progress func(done, all uint64)) (*AdoptedEpoch, error) {
	if s.rows.ReadOnly() {
		return nil, errReadOnly
	}
	return epochjob.Adopt(ctx, s.rows, s.journal, jobs.TablesOf(program), files, set, progress)
}
