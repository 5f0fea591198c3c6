// Package worker is the server's commands for a platform's own engine: a job is prepared, and each part of the table goes
// through this program as a child process.
package worker

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/internal/seal"
	"github.com/blindmatch/blindmatch/internal/secretfile"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/spf13/cobra"
)

// The files of a job, in its folder.
const (
	jobName  = "job.json"
	keysName = "job.keys"
)

// mostKeys is more than a job's file of keys with a million erased persons has.
const mostKeys = 256 << 20

// New is the command worker.
func New(defaultPurpose string) *cobra.Command {
	c := &cobra.Command{
		Use:   "worker",
		Short: "import a table where it lies: on Apache Spark, in parts",
		Long: `A table that has outgrown one machine is imported by the engine that has it: the
engine sorts, joins and repeats what fails, and each part goes through this program,
so that the gate, normal forms and masking are the same as in 'psi-server import'.
integrations/spark has the job. 'worker prepare' begins one, 'import --from-runs' makes
of its output the dataset. For an epoch's set these are 'epoch prepare', 'worker epoch'
and 'epoch adopt'.`,
	}
	c.AddCommand(newPrepare(defaultPurpose), newImport(), newEpoch())
	return c
}

func newPrepare(defaultPurpose string) *cobra.Command {
	var data, policy, output, profile string
	var cfg platform.ImportConfig
	var read cli.TableFlags
	c := &cobra.Command{
		Use:   "prepare --data DIR --dataset NAME --policy POLICY -o FOLDER",
		Short: "make the two files that a job's workers need",
		Long: `Make a folder with the files of a job that imports a whole table. job.json says what
is made, and has no secrets. job.keys has the dataset's key, a key by which the rows of
one user are found, and whom the gate denies because they were erased; it is sealed
as the data directory's keys are (BLINDMATCH_SEAL_KEY or BLINDMATCH_SEAL_COMMAND), and
without a sealer it is a secret in clear text. Every worker needs both.

A dataset keeps its key. The job's output is taken up as long as no other import of the
dataset, rollback or erasure of a person in the table has come between, for 7 days.`,
		Example: `  psi-server worker prepare --data data --dataset users --policy policy.yaml -o job`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := cli.RequireFlags(c, "data", "dataset", "policy", "output"); err != nil {
				return err
			}
			if err := psi.CheckName("dataset", cfg.Dataset); err != nil {
				return cli.Usagef("--%w", err)
			}
			var err error
			if cfg.Profile, err = identity.ParseProfile(profile); err != nil {
				return cli.Usagef("--profile: %w", err)
			}
			if _, err := ecdh.ParseSuite(cfg.Suite); err != nil {
				return cli.Usagef("--suite: %w", err)
			}
			cfg.Plus, cfg.Strict = read.Plus, read.Strict
			if cfg.Map, err = read.Columns(); err != nil {
				return err
			}
			if cfg.Region, err = read.Region(); err != nil {
				return err
			}
			if cfg.Policy, err = purpose.Open(policy); err != nil {
				return err
			}
			store, err := datadir.Make(c.Context(), data)
			if err != nil {
				return err
			}
			defer store.Close()
			files, err := platform.PrepareJob(c.Context(), store, cli.Build(), cfg)
			if err != nil {
				return err
			}
			if err := writeJob(output, files); err != nil {
				return err
			}
			return cli.Tell(c.OutOrStdout(), map[string]string{"job": filepath.Join(output, jobName), "keys": filepath.Join(output, keysName)},
				"%s and %s are ready for dataset %s\n", filepath.Join(output, jobName), keysName, cfg.Dataset)
		},
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&data, "data", "", "data directory, made if need be (required)")
	fs.StringVar(&cfg.Dataset, "dataset", "", "name by which advertisers ask for the dataset (required)")
	fs.StringVar(&policy, "policy", "", "purpose policy, YAML (required)")
	fs.StringVarP(&output, "output", "o", "", "folder to make (required)")
	fs.StringVar(&cfg.Purpose, "purpose", defaultPurpose, "what the dataset may be used for, as the policy names it")
	fs.StringVar(&profile, "profile", identity.Default().String(), "normalisation profile")
	fs.StringVar(&cfg.Suite, "suite", ecdh.Ristretto255().String(), "group: ristretto255 or P256")
	read.RegisterReading(c)
	return c
}

func writeJob(folder string, files *platform.JobFiles) error {
	if err := durable.MkDir(folder); err != nil {
		return err
	}
	return writeFiles(folder, files)
}

// writeFiles writes the two files of a job, the one without secrets last.
func writeFiles(folder string, files *platform.JobFiles) error {
	if err := durable.WriteFile(filepath.Join(folder, keysName), files.Keys); err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(folder, jobName), files.Job)
}

// ReadJob reads the two files of a job from its folder.
func ReadJob(folder string) (*platform.JobFiles, error) {
	return readJob(filepath.Join(folder, jobName), filepath.Join(folder, keysName))
}

func readJob(job, keys string) (*platform.JobFiles, error) {
	f := &platform.JobFiles{}
	var err error
	if f.Job, err = os.ReadFile(job); err != nil {
		return nil, err
	}
	f.Keys, err = secretfile.Read(keys, "a job's keys", mostKeys)
	return f, err
}

func newImport() *cobra.Command {
	var job, keys, policy string
	var part int
	c := &cobra.Command{
		Use:   "import --job FILE --keys FILE --policy POLICY --part N",
		Short: "do a job's work on one part of its table: an Arrow stream in, one out",
		Long: `Read a part of a table as an Arrow stream from standard input, let the gate decide
about each row, bring identifiers into their normal form and mask them, and write what
is left as an Arrow stream to standard output: masked elements with the platform's user
references, what was decided, and at the end the part's report. A stream without the
report is not whole. No data directory is needed. A worker of another version, or with
other tables of Unicode or phone numbers than the job was prepared with, refuses.`,
		Example: `  psi-server worker import --job job/job.json --keys job/job.keys --policy policy.yaml --part 0 <part.arrow >masked.arrow`,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := cli.RequireFlags(c, "job", "keys", "policy", "part"); err != nil {
				return err
			}
			if part < 0 || part >= 1<<22 {
				return cli.Usagef("--part: want a number from 0 to %d", 1<<22-1)
			}
			p, err := purpose.Open(policy)
			if err != nil {
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
			table, err := openRows(bufio.NewReaderSize(c.InOrStdin(), 1<<20))
			if err != nil {
				return err
			}
			defer table.Close()
			w := bufio.NewWriterSize(cli.Data(c.OutOrStdout()), 1<<20)
			out := newOutput(w, part)
			report, err := platform.JobPart(c.Context(), cli.Build(), files, s, p, table, out.rows)
			if err != nil {
				return fmt.Errorf("part %d: %w", part, err)
			}
			if err := out.finish(report); err != nil {
				return err
			}
			return w.Flush()
		},
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&job, "job", "", "job.json of the job (required)")
	fs.StringVar(&keys, "keys", "", "job.keys of the job (required)")
	fs.StringVar(&policy, "policy", "", "purpose policy, YAML (required)")
	fs.IntVar(&part, "part", 0, "number of the part, in the order of the table, from 0 (required)")
	return cli.OwnOutput(c)
}
