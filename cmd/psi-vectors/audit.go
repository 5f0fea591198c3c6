package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/source"
	"github.com/blindmatch/blindmatch/internal/scratch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/audit"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/spf13/cobra"
)

func newAudit() *cobra.Command {
	c := &cobra.Command{
		Use:   "audit",
		Short: "check what a platform shows an auditor, and sign the verdict",
		Long: `An auditor compares some 4,600 groups of a platform's epoch with the table that the
platform says it was made of (SPEC.md §13.8). No key of the platform's is needed.`,
	}
	c.AddCommand(newAuditSpot(), newAuditKeygen(), newAuditSign())
	return c
}

// spotFlags are the flags of audit spot.
type spotFlags struct {
	opening, set, leaves string
	log, key             string
	beacon, known        string
	output               string
	force, json          bool
	source               source.Flags
}

func newAuditSpot() *cobra.Command {
	var f spotFlags
	c := &cobra.Command{
		Use:   "spot --file OPENING --epoch-file P --leaves LEAVES --log DIR --log-key KEY --beacon HEX --policy POLICY TABLE",
		Short: "check a spot audit against the ledger, the epoch's set and the table",
		Long: `Check that OPENING opens the groups of the epoch that the beacon picks, that all their
identifiers are under the one key which the ledger commits to, and that they are the
contact groups of the table: admitted by the policy as of the time of the import,
whole, and of the users whom the platform names. The table is read under a key that is
drawn for it; what is written to disk meanwhile is masked.

Before you start, make sure of what no program can tell you: that the table is the
platform's, that the beacon's value was published after the ledger's checkpoint with the
epoch was seen by others, and that the platform had no influence on it. Take --beacon
from where it was published, not from OPENING.

Persons who were erased are told apart from differences, if the ledger has an entry of
each that is older than the beacon: one that is older than the epoch's, or in a
checkpoint of the log that you took before the beacon was published (--checkpoint).
Compare their number with the requests that you know of.

DIR is a log's folder, as psi-server ledger export writes it (log); P and LEAVES are
served at /v1/epochs/DIGEST and …/leaves.

Exit codes: 0 no group differs, 1 some do, or failed, 2 wrong usage.

` + cli.TableFormats,
		Example: `  psi-vectors audit spot --file opening.json --epoch-file epoch.elements --leaves epoch.leaves \
    --log export/log --log-key "$(cat export/log-key)" --beacon 8d1a… --policy policy.yaml -o verdict.txt users.csv`,
		Args: cobra.MaximumNArgs(1),
		RunE: f.run,
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.opening, "file", "", "what the platform shows: OPENING (required)")
	fs.StringVar(&f.set, "epoch-file", "", "the epoch's set, P (required)")
	fs.StringVar(&f.leaves, "leaves", "", "the hashes of its leaves (required)")
	fs.StringVar(&f.log, "log", "", "folder with the platform's log (required)")
	fs.StringVar(&f.key, "log-key", "", "the log's verifier key (required)")
	fs.StringVar(&f.known, "checkpoint", "", "file with a checkpoint of the log from before the beacon, as /v1/log/checkpoint serves it")
	fs.StringVar(&f.beacon, "beacon", "", "the beacon's value, in hexadecimal (required)")
	fs.StringVarP(&f.output, "output", "o", "", "file for the verdict, to be signed")
	fs.BoolVar(&f.force, "force", false, "replace that file if it exists")
	f.source.Register(c)
	fs.BoolVar(&f.json, "json", false, "print one JSON object instead of text")
	return c
}

func (f *spotFlags) run(c *cobra.Command, args []string) error {
	if err := cli.RequireFlags(c, "file", "epoch-file", "leaves", "log", "log-key", "beacon", "policy"); err != nil {
		return err
	}
	v, err := ledger.NewVerifier(strings.TrimSpace(f.key))
	if err != nil {
		return cli.Usagef("--log-key: %w", err)
	}
	if err := cli.LogFolder("log", f.log); err != nil {
		return err
	}
	in, err := os.Open(f.opening)
	if err != nil {
		return err
	}
	o, err := audit.ReadOpening(in)
	if err = errors.Join(err, in.Close()); err != nil {
		return fmt.Errorf("%s: %w", f.opening, err)
	}
	if !strings.EqualFold(o.Beacon, f.beacon) {
		return fmt.Errorf("%s: the groups were picked by another beacon than --beacon", f.opening)
	}
	beacon, err := audit.ParseBeacon(o.Beacon, o.Source)
	if err != nil {
		return fmt.Errorf("%s: %w", f.opening, err)
	}
	var known []*ledger.Checkpoint
	if f.known != "" {
		k, err := readCheckpoint(f.known, v)
		if err != nil {
			return fmt.Errorf("%s: %w", f.known, err)
		}
		known = append(known, k)
	}
	logged, err := audit.Find(audit.VerifyDir(f.log, v, known...), o.Set)
	if err != nil {
		return fmt.Errorf("%s: %w", f.log, err)
	}
	if known != nil {
		logged.Known = known[0].Size
	}
	checked, err := f.check(o, logged)
	if err != nil {
		return err
	}
	report, err := f.compare(c.Context(), args, checked, logged)
	if err != nil {
		return err
	}
	if f.output != "" {
		if err := write(f.output, f.force, source.VerdictWriter(report, logged, beacon)); err != nil {
			return err
		}
	}
	if !f.json {
		w := c.OutOrStdout()
		fmt.Fprintf(w, "dataset   %s of %s, for %s\n", logged.Epoch.Dataset, logged.Epoch.Platform, logged.Epoch.Purpose)
		fmt.Fprintf(w, "opened    %s, entered into the ledger; the beacon must be younger: %s\n", logged.Opened.Format("2006-01-02 15:04:05 MST"), beacon.Source)
	}
	return source.PrintReport(c.OutOrStdout(), report, f.json)
}

func readCheckpoint(path string, v ledger.Verifier) (*ledger.Checkpoint, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return ledger.OpenCheckpoint(b, v)
}

// check compares the opening with the set.
func (f *spotFlags) check(o *audit.Opening, l *audit.Logged) (*audit.Checked, error) {
	hashes, err := os.Open(f.leaves)
	if err != nil {
		return nil, err
	}
	defer hashes.Close()
	leaves, err := psi.ReadLeaves(hashes, l.Epoch.Set)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.leaves, err)
	}
	set, err := os.Open(f.set)
	if err != nil {
		return nil, err
	}
	defer set.Close()
	return audit.Check(o, l, leaves, set)
}

// compare compares it with the table.
func (f *spotFlags) compare(ctx context.Context, args []string, checked *audit.Checked, l *audit.Logged) (*audit.Report, error) {
	progress := f.source.Progress()
	defer progress.Clear()
	reading, err := f.source.Reading(progress)
	if err != nil {
		return nil, err
	}
	reading.LeftOut = checked.LeftOut()
	t, name, err := f.source.Open(ctx, args, os.Stdin)
	if err != nil {
		return nil, err
	}
	defer t.Close()
	made, err := scratch.Make("", "blindmatch-audit-")
	if err != nil {
		return nil, err
	}
	defer made.Remove()
	own, _, err := audit.ReadTable(ctx, filepath.Join(made.Path(), "set"), t, l, reading)
	if err != nil {
		return nil, cli.TableError(name, err)
	}
	defer own.Close()
	return checked.Compare(ctx, own)
}

// write writes an output file.
func write(path string, force bool, what func(io.Writer) error) error {
	o, err := cli.NewOutput(path, force)
	if err != nil {
		return err
	}
	defer o.Discard()
	if err := what(o); err != nil {
		return err
	}
	return o.Commit()
}

func newAuditKeygen() *cobra.Command {
	var output string
	c := &cobra.Command{
		Use:   "keygen -o KEYFILE NAME",
		Short: "make an auditor's key",
		Long: `Make a key that verdicts are signed with. KEYFILE gets the secret part, with mode 0600;
the verifier key, which everybody may have, is printed. NAME is the auditor's, without
spaces, such as a domain.`,
		Example: `  psi-vectors audit keygen -o auditor.key auditor.example`,
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if output == "" {
				return cli.Usagef("want -o KEYFILE")
			}
			secret, public, err := ledger.GenerateAuditor(args[0])
			if err != nil {
				return cli.Usagef("%w", err)
			}
			err = write(output, false, func(w io.Writer) error { _, err := fmt.Fprintln(w, secret); return err })
			if err != nil {
				return err
			}
			return cli.Tell(cli.Beside(c.OutOrStdout(), c.ErrOrStderr(), output), map[string]string{"output": output, "verifier_key": public}, "%s\n", public)
		},
	}
	c.Flags().StringVarP(&output, "output", "o", "", "file for the secret key (required)")
	return c
}

func newAuditSign() *cobra.Command {
	var key, output string
	var force bool
	c := &cobra.Command{
		Use:   "sign --key KEYFILE -o NOTE VERDICT",
		Short: "sign a verdict",
		Long: `Sign the verdict of an audit, as audit spot or psi-server audit full wrote it. Read it
first: it is text. Give NOTE to the platform, which enters it into its ledger, and keep
a copy.`,
		Example: `  psi-vectors audit sign --key auditor.key -o verdict.note verdict.txt`,
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if key == "" || output == "" {
				return cli.Usagef("want --key and -o")
			}
			secret, err := os.ReadFile(key)
			if err != nil {
				return err
			}
			text, err := os.ReadFile(args[0])
			if err != nil {
				return err
			}
			v, err := ledger.ParseVerdict(string(text))
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			signed, err := v.Sign(string(secret))
			if err != nil {
				return err
			}
			if err := write(output, force, func(w io.Writer) error { _, err := w.Write(signed); return err }); err != nil {
				return err
			}
			return cli.Tell(cli.Beside(c.OutOrStdout(), c.ErrOrStderr(), output),
				map[string]string{"output": output, "kind": v.Kind, "dataset": v.Dataset, "platform": v.Platform, "verdict": v.Verdict},
				"%s: %s audit of dataset %s of %s, %s\n", output, v.Kind, v.Dataset, v.Platform, v.Verdict)
		},
	}
	fs := c.Flags()
	fs.StringVar(&key, "key", "", "file with the auditor's secret key (required)")
	fs.StringVarP(&output, "output", "o", "", "file for the signed verdict (required)")
	fs.BoolVar(&force, "force", false, "replace that file if it exists")
	return c
}
