package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/cmd/internal/source"
	"github.com/blindmatch/blindmatch/cmd/internal/told"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/audit"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

func newAudit() *cobra.Command {
	c := &cobra.Command{
		Use:   "audit",
		Short: "let an auditor compare an epoch with the table that it was made of",
		Long: `Advertisers can't see whether all users of an epoch are masked under one key, and
are the users of the table. An auditor whom both sides trust can. A spot audit
opens some 4,600 groups, picked by a value that nobody could foresee when the
epoch was entered into the ledger; the auditor checks them with psi-vectors audit
spot, and learns their match keys. A full audit compares the whole epoch with the
table here, while its key lives. What the auditor signs goes into the ledger, and
advertisers see the latest verdict.`,
	}
	c.AddCommand(newAuditList(), newAuditSpot(), newAuditFull(), newAuditRecord())
	return c
}

func newAuditList() *cobra.Command {
	var json bool
	c := datadir.On(&cobra.Command{
		Use:     "list --data DIR",
		Short:   "list the epochs that can be audited",
		Example: `  psi-server audit list --data data`,
		Args:    cobra.NoArgs,
	}, datadir.Read, func(ctx context.Context, w io.Writer, s *platform.Directory, _ []string) error {
		all, err := s.LiveEpochs(ctx)
		if err != nil {
			return err
		}
		if json {
			return cli.WriteJSON(w, all)
		}
		if len(all) == 0 {
			fmt.Fprintln(w, "there is no epoch")
		}
		for _, x := range all {
			fmt.Fprintf(w, "%v  dataset %s for purpose %s, opened %s\n", x.Digest, x.Dataset, x.Purpose, datadir.Time(x.Opened, told.TimeFormat))
		}
		return nil
	})
	c.Flags().BoolVar(&json, "json", false, "print a JSON array instead of text")
	return c
}

// auditFlags are the flags of what reads a table again.
type auditFlags struct {
	epoch, auditor, output string
	force, json            bool
	source                 source.Flags
}

func (f *auditFlags) register(c *cobra.Command, output string) {
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.epoch, "epoch", "", "digest of the epoch's set, as 'audit list' shows it (required)")
	fs.StringVar(&f.auditor, "auditor", "", "the auditor's verifier key, as you know it from the auditor (required); the ledger records to whom an epoch is opened")
	fs.StringVarP(&f.output, "output", "o", "", output)
	fs.BoolVar(&f.force, "force", false, "replace that file if it exists")
	f.source.Register(c)
}

// run opens what an audit needs, and calls f.
func (f *auditFlags) run(ctx context.Context, args []string, use func(set psi.Digest, t *dataset.Table, r audit.Reading) error) error {
	var set psi.Digest
	if err := set.UnmarshalText([]byte(f.epoch)); err != nil {
		return cli.Usagef("--epoch: want the 64 hexadecimal digits that 'audit list' shows")
	}
	if f.auditor = strings.TrimSpace(f.auditor); f.auditor == "" {
		return cli.Usagef("want --auditor, the auditor's verifier key: psi-vectors audit keygen makes one")
	}
	if err := ledger.CheckAuditor(f.auditor); err != nil {
		return cli.Usagef("--auditor: %w", err)
	}
	progress := f.source.Progress()
	defer progress.Clear()
	r, err := f.source.Reading(progress)
	if err != nil {
		return err
	}
	t, name, err := f.source.Open(ctx, args, os.Stdin)
	if err != nil {
		return err
	}
	defer t.Close()
	err = use(set, t, r)
	if _, ok := errors.AsType[*dataset.ColumnError](err); ok {
		err = cli.TableError(name, err)
	}
	return err
}

// open opens the output file, so that nothing is entered into the ledger for what can't be written. It is nil without one.
func (f *auditFlags) open(size int64) (o *cli.Output, err error) {
	if f.output == "" {
		return nil, nil
	}
	if o, err = cli.NewOutput(f.output, f.force); err != nil {
		return nil, err
	}
	if err := o.Reserve(size); err != nil {
		o.Discard()
		return nil, err
	}
	return o, nil
}

// openingSize is about what an opening takes on disk.
const openingSize = 1 << 20

func newAuditSpot() *cobra.Command {
	var f auditFlags
	var value, said string
	var c *cobra.Command
	c = datadir.On(&cobra.Command{
		Use:   "spot --data DIR --epoch DIGEST --auditor KEY --beacon HEX --beacon-source TEXT --policy POLICY -o FILE TABLE",
		Short: "open the groups that a beacon picks, for an auditor",
		Long: `Open some 4,600 groups of an epoch, picked by --beacon: a value that was published
after the epoch was entered into the ledger, and that you have no influence on, such
as a round of drand or the numbers of a lottery. The auditor says which.

The table is read again as the import did, with the same policy and the same flags.
FILE then holds the match keys and the user references of these groups, which are as
good as identifiers: give FILE to the auditor only, and by a safe way. It also names
users who were erased, whom you can't open or whom the epoch lacks; the auditor counts
them by the ledger's entries. Before FILE is written, the ledger says that these groups
are opened, and to which auditor.

` + cli.TableFormats,
		Example: `  psi-server audit spot --data data --epoch 1f0c… --beacon 8d1a… --beacon-source "drand quicknet, round 1234567" \
    --auditor auditor.example+1a2b3c4d+AQ… --policy policy.yaml -o opening.json users.csv`,
		Args: cobra.MaximumNArgs(1),
	}, datadir.Write, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		if f.output == "" {
			return cli.Usagef("want -o FILE")
		}
		beacon, err := audit.ParseBeacon(value, said)
		if err != nil {
			return cli.Usagef("--beacon, --beacon-source: %w", err)
		}
		return f.run(ctx, args, func(set psi.Digest, t *dataset.Table, r audit.Reading) error {
			out, err := f.open(openingSize)
			if err != nil {
				return err
			}
			defer out.Discard()
			o, lost, err := s.SpotAudit(ctx, set, f.auditor, beacon, t, r)
			if err != nil {
				return err
			}
			if err := o.Write(out); err != nil {
				return err
			}
			if err := out.Commit(); err != nil {
				return err
			}
			w = cli.Beside(w, c.ErrOrStderr(), f.output)
			missing := ""
			if lost > 0 {
				missing = cli.Counted(lost, "identifier") + " of them are not in the table any more: the auditor will find that. Use the table that was imported\n"
			}
			return cli.Tell(w, map[string]any{"output": f.output, "groups": len(o.Groups), "lost": lost},
				"%s: %s opened\n%s", f.output, cli.Counted(uint64(len(o.Groups)), "group"), missing)
		})
	})
	c.Flags().StringVar(&value, "beacon", "", "the beacon's value, 16 to 64 bytes in hexadecimal (required)")
	c.Flags().StringVar(&said, "beacon-source", "", "what the beacon is and when it was published, for the verdict (required)")
	f.register(c, "file for the auditor (required)")
	return c
}

func newAuditFull() *cobra.Command {
	var f auditFlags
	c := datadir.On(&cobra.Command{
		Use:   "full --data DIR --epoch DIGEST --auditor KEY --policy POLICY TABLE",
		Short: "compare a whole epoch with its table, with an auditor watching",
		Long: `Read the table as the import did, with the same policy and flags and as of the same
time, compute the epoch from it and from the epoch's key, and compare it with the set
whose digest is in the ledger. It says how many groups differ. Nothing is shown of
any. The auditor must trust what runs here: the program, the machine and the table.
The ledger says first that the epoch is compared, and who watches.

Persons who were erased are counted beside the differences, if the ledger has an entry
of each (subject erase-person): those whom only the epoch has, still, and those whom
only the table has. Compare that number with the requests that you know of.

With -o the verdict is written for the auditor to sign (psi-vectors audit sign).

Exit codes: 0 no group differs, 1 some do, or failed, 2 wrong usage.

` + cli.TableFormats,
		Example: `  psi-server audit full --data data --epoch 1f0c… --auditor auditor.example+1a2b3c4d+AQ… --policy policy.yaml -o verdict.txt users.csv`,
		Args:    cobra.MaximumNArgs(1),
	}, datadir.Write, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		return f.run(ctx, args, func(set psi.Digest, t *dataset.Table, r audit.Reading) error {
			out, err := f.open(4096)
			if err != nil {
				return err
			}
			if out != nil {
				defer out.Discard()
			}
			report, logged, err := s.FullAudit(ctx, set, f.auditor, t, r)
			if err != nil {
				return err
			}
			if out != nil {
				if err := source.VerdictWriter(report, logged, audit.Beacon{})(out); err != nil {
					return err
				}
				if err := out.Commit(); err != nil {
					return err
				}
			}
			return source.PrintReport(w, report, f.json)
		})
	})
	f.register(c, "file for the verdict, to be signed")
	c.Flags().BoolVar(&f.json, "json", false, "print one JSON object instead of text")
	return c
}

func newAuditRecord() *cobra.Command {
	var verdict, auditor string
	c := datadir.On(&cobra.Command{
		Use:   "record --data DIR --verdict FILE --auditor KEY",
		Short: "enter an auditor's signed verdict into the ledger",
		Long: `Check that FILE is a verdict about an epoch in the ledger, signed by the auditor
whose verifier key is KEY, and enter it. Advertisers are shown the latest verdict about
a dataset, passed or failed.`,
		Example: `  psi-server audit record --data data --verdict verdict.note --auditor auditor.example+1a2b3c4d+AQ…`,
		Args:    cobra.NoArgs,
	}, datadir.Write, func(ctx context.Context, w io.Writer, s *platform.Directory, _ []string) error {
		if verdict == "" || auditor == "" {
			return cli.Usagef("want --verdict and --auditor")
		}
		signed, err := os.ReadFile(verdict)
		if err != nil {
			return err
		}
		v, err := s.RecordAudit(ctx, signed, auditor)
		if err != nil {
			return err
		}
		return cli.Tell(w, map[string]string{"dataset": v.Dataset, "kind": v.Kind, "verdict": v.Verdict},
			"dataset %s: %s audit %s, entered into the ledger\n", v.Dataset, v.Kind, v.Verdict)
	})
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&verdict, "verdict", "", "the signed verdict (required)")
	fs.StringVar(&auditor, "auditor", "", "the auditor's verifier key, as you know it from the auditor (required)")
	return c
}
