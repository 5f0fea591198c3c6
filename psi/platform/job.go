package platform

import (
	"context"

	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/dataset/runs"
	"github.com/blindmatch/blindmatch/psi/platform/internal/jobs"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// JobFiles are the two files of a job: an import, or an epoch, that a platform's own engine does, with workers on parts
// of it. Job has no secrets; Keys has, and is sealed if the data directory's keys are.
type JobFiles = jobs.Files

// PrepareJob makes a job of an import: for whoever has the two files, until another import of the dataset. Nothing is
// changed. program is the version of this program, which all workers and the import at the end have to be of.
func PrepareJob(ctx context.Context, s *Directory, program string, cfg ImportConfig) (*JobFiles, error) {
	if s.rows.ReadOnly() {
		return nil, errReadOnly
	}
	if err := eraseAgain(ctx, s); err != nil {
		return nil, err
	}
	return importsTo(s).Prepare(ctx, jobs.TablesOf(program), cfg)
}

// ImportRuns makes what a job has made of a table the dataset, as Import does with the table itself: with the same report,
// guards and entries, in one step. What the job says of profile, suite and columns counts, whatever cfg says.
func ImportRuns(ctx context.Context, s *Directory, program string, files *JobFiles, set *runs.Set, cfg ImportConfig) (*ImportReport, error) {
	if s.rows.ReadOnly() {
		return nil, errReadOnly
	}
	if err := eraseAgain(ctx, s); err != nil {
		return nil, err
	}
	return importsTo(s).Adopt(ctx, jobs.TablesOf(program), files, set, cfg)
}

// JobPart does a job's work on a part of its table, without a data directory: it hands over rows as dataset.BuildPart does.
// sealer may be nil.
func JobPart(ctx context.Context, program string, files *JobFiles, sealer Sealer, policy *purpose.Policy, t *dataset.Table, out func([]dataset.PartRow) error) (*dataset.PartReport, error) {
	j, keys, err := jobs.Open(files.Job, files.Keys, sealer)
	if err != nil {
		return nil, err
	}
	defer keys.Destroy()
	if err := j.Checked(jobs.TablesOf(program), policy); err != nil {
		return nil, err
	}
	cfg, err := j.Build(keys, policy)
	if err != nil {
		return nil, err
	}
	defer cfg.Key.Destroy()
	return dataset.BuildPart(ctx, cfg, keys.Join, t, out)
}
