package worker

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/blindmatch/blindmatch/cmd/internal/bucket"
	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/internal/seal"
	"github.com/blindmatch/blindmatch/psi/dataset/runs"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

// groupsName is the folder of a job's groups, in the job's own.
const groupsName = "groups"

// Epoch is the command epoch.
func Epoch(defaultPurpose string) *cobra.Command {
	c := &cobra.Command{
		Use:   "epoch",
		Short: "have an epoch's set masked on Apache Spark",
		Long: `A server masks the set of each epoch itself. A set that takes one machine too long is
masked by the platform's own engine: 'epoch prepare' begins a job, integrations/spark
has it, and 'epoch adopt' hands its output to the server, which then serves the same
set, byte for byte, as if it had masked it itself under the same secret.`,
	}
	c.AddCommand(newEpochPrepare(defaultPurpose), newEpochAdopt())
	return c
}

func newEpochPrepare(defaultPurpose string) *cobra.Command {
	var data, dataset, purpose, output string
	c := &cobra.Command{
		Use:   "prepare --data DIR --dataset NAME -o FOLDER",
		Short: "make the files that an epoch's workers need",
		Long: `Make a folder with the files of a job that masks an epoch of a dataset as it is now.
job.json says what is made, and has no secrets. job.keys has the epoch's secret, from
which all of its set follows; it is sealed as the data directory's keys are
(BLINDMATCH_SEAL_KEY or BLINDMATCH_SEAL_COMMAND), and without a sealer it is a secret in
clear text. Every worker needs both. groups is what they mask: the dataset's elements
by contact group, as they are stored, and the numbers of sentinels.

The job's output is adopted as long as the dataset has not been imported, rolled back or
amended since, nor its sections drawn anew, for 7 days, once.`,
		Example: `  psi-server epoch prepare --data data --dataset users -o job`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if err := cli.RequireFlags(c, "data", "dataset", "output"); err != nil {
				return err
			}
			store, err := datadir.Write(c.Context(), data)
			if err != nil {
				return err
			}
			defer store.Close()
			if err := durable.MkDir(output); err != nil {
				return err
			}
			files, err := platform.PrepareEpoch(c.Context(), store, cli.Build(), dataset, purpose, filepath.Join(output, groupsName))
			if err == nil {
				err = writeFiles(output, files)
			}
			if err != nil {
				return cli.Local(errors.Join(err, durable.Drop(output)))
			}
			job, groups := filepath.Join(output, jobName), filepath.Join(output, groupsName)
			return cli.Tell(c.OutOrStdout(), map[string]string{"job": job, "keys": filepath.Join(output, keysName), "groups": groups},
				"%s, %s and %s are ready for an epoch of dataset %s\n", job, keysName, groupsName, dataset)
		},
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&data, "data", "", "data directory (required)")
	fs.StringVar(&dataset, "dataset", "", "the dataset's name (required)")
	fs.StringVarP(&output, "output", "o", "", "folder to make (required)")
	fs.StringVar(&purpose, "purpose", defaultPurpose, "the dataset's purpose")
	return c
}

func newEpochAdopt() *cobra.Command {
	var data, job, from string
	c := &cobra.Command{
		Use:   "adopt --data DIR --job FOLDER --from-runs FOLDER",
		Short: "hand the set that a job has masked to the server",
		Long: `Take over what a job of integrations/spark has made of an epoch, in one step: every
group and sentinel has to be there once, in order, and as a worker of this job has
made it; else, or if it is killed, nothing has changed. The server takes the epoch up
when it starts, or within a minute, in place of one that it would have masked: it enters
it into the ledger, and serves it. If the dataset is another by then, the server's log
says why it is not taken up, and the server masks one itself.

The job's own copy of its keys is removed, so that the epoch's secret dies with the
epoch. Remove others that you have made.`,
		Example: `  psi-server epoch adopt --data data --job job --from-runs /warehouse/epoch`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := cli.RequireFlags(c, "data", "job", "from-runs"); err != nil {
				return err
			}
			if err := bucket.Check(from); err != nil {
				return cli.Usagef("--from-runs: %w", err)
			}
			files, err := ReadJob(job)
			if err != nil {
				return err
			}
			defer clear(files.Keys)
			store, err := datadir.Write(c.Context(), data)
			if err != nil {
				return err
			}
			defer store.Close()
			progress := cli.NewProgress(c)
			set, done, err := bucket.Runs(c.Context(), from, store.Dir(), progress)
			if err != nil {
				return err
			}
			defer done()
			made, err := platform.AdoptEpoch(c.Context(), store, cli.Build(), files, set, func(done, all uint64) { progress.Step("adopting", done, all) })
			progress.Clear()
			if err != nil {
				return cli.Local(err)
			}
			if err := durable.Drop(filepath.Join(job, keysName)); err != nil {
				return cli.Local(fmt.Errorf("epoch %v is adopted, but the job's keys are still there, remove them: %w", made.Digest, err))
			}
			return cli.Tell(c.OutOrStdout(), made, "epoch %v of dataset %s is adopted; the server takes it up when it starts, or within a minute\n", made.Digest, made.Dataset)
		},
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&data, "data", "", "data directory (required)")
	fs.StringVar(&job, "job", "", "the folder that 'epoch prepare' made (required)")
	fs.StringVar(&from, "from-runs", "", "the job's output folder, or where it is in object storage, s3://BUCKET/FOLDER (required)")
	return c
}

func newEpoch() *cobra.Command {
	var job, keys string
	c := &cobra.Command{
		Use:   "epoch --job FILE --keys FILE",
		Short: "mask a part of an epoch's groups: an Arrow stream in, one out",
		Long: `Read groups that 'epoch prepare' made as an Arrow stream from standard input, with its
columns, mask them under the epoch's secret, and write a row for each as an Arrow stream
to standard output. Sorted by width and row, all of them are the epoch's set. No data
directory is needed. A group that is damaged or of another job is refused, and so is a
job of another version.`,
		Example: `  psi-server worker epoch --job job/job.json --keys job/job.keys <part.arrow >rows.arrow`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := cli.RequireFlags(c, "job", "keys"); err != nil {
				return err
			}
			files, err := readJob(job, keys)
			if err != nil {
				return err
			}
			defer clear(files.Keys)
			s, err := seal.FromEnvironment()
			if err != nil {
				return err
			}
			worker, err := platform.NewEpochWorker(cli.Build(), files, s)
			if err != nil {
				return err
			}
			defer worker.Close()
			w := bufio.NewWriterSize(cli.Data(c.OutOrStdout()), 1<<20)
			if err := maskGroups(bufio.NewReaderSize(c.InOrStdin(), 1<<20), w, worker); err != nil {
				return err
			}
			return w.Flush()
		},
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&job, "job", "", "job.json of the job (required)")
	fs.StringVar(&keys, "keys", "", "job.keys of the job (required)")
	return cli.OwnOutput(c)
}

// groupSchema is that of what worker epoch reads, and rowSchema of what it writes.
var (
	groupSchema = arrow.NewSchema([]arrow.Field{
		{Name: "width", Type: arrow.PrimitiveTypes.Int32}, {Name: "number", Type: arrow.PrimitiveTypes.Int64}, {Name: "sentinel", Type: arrow.FixedWidthTypes.Boolean},
		{Name: "elements", Type: arrow.BinaryTypes.Binary}, {Name: "check", Type: arrow.BinaryTypes.Binary},
	}, nil)
	rowSchema = arrow.NewSchema([]arrow.Field{
		{Name: "width", Type: arrow.PrimitiveTypes.Int32, Nullable: true}, {Name: "row", Type: arrow.BinaryTypes.Binary, Nullable: true},
		{Name: "check", Type: arrow.BinaryTypes.Binary, Nullable: true},
	}, nil)
)

// maskGroups masks the groups of a stream.
func maskGroups(in io.Reader, out io.Writer, worker *platform.EpochWorker) error {
	r, err := ipc.NewReader(in)
	if err != nil {
		return fmt.Errorf("standard input is no Arrow stream: %w", err)
	}
	defer r.Release()
	if r.Schema().NumFields() != groupSchema.NumFields() {
		return fmt.Errorf("standard input has %d columns: want those of the files in %s", r.Schema().NumFields(), groupsName)
	}
	for i, want := range groupSchema.Fields() {
		if f := r.Schema().Field(i); f.Name != want.Name || !arrow.TypeEqual(f.Type, want.Type) {
			return fmt.Errorf("column %d of standard input is %.80q, a %s: want %q, a %s, as in the files in %s", i, f.Name, f.Type.Name(), want.Name, want.Type.Name(), groupsName)
		}
	}
	w := ipc.NewWriter(out, ipc.WithSchema(rowSchema))
	b := array.NewRecordBuilder(memory.DefaultAllocator, rowSchema)
	defer b.Release()
	var groups []platform.EpochGroup
	for r.Next() {
		batch := r.RecordBatch()
		width, number, sentinel := batch.Column(0).(*array.Int32), batch.Column(1).(*array.Int64), batch.Column(2).(*array.Boolean)
		elements, check := batch.Column(3).(*array.Binary), batch.Column(4).(*array.Binary)
		groups = groups[:0]
		for i := range int(batch.NumRows()) {
			groups = append(groups, platform.EpochGroup{Width: width.Value(i), Number: number.Value(i), Sentinel: sentinel.Value(i), Elements: elements.Value(i), Check: check.Value(i)})
		}
		if err := worker.Mask(groups, func(rows []runs.EpochRow) error {
			for i := range rows {
				b.Field(0).(*array.Int32Builder).Append(rows[i].Width)
				b.Field(1).(*array.BinaryBuilder).Append(rows[i].Row)
				b.Field(2).(*array.BinaryBuilder).Append(rows[i].Check)
			}
			return nil
		}); err != nil {
			return err
		}
		made := b.NewRecordBatch()
		err := w.Write(made)
		made.Release()
		if err != nil {
			return err
		}
	}
	if err := r.Err(); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("standard input: %w", err)
	}
	return w.Close()
}
