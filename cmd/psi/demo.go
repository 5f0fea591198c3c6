package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/connect"
	"github.com/blindmatch/blindmatch/cmd/internal/sample"
	"github.com/blindmatch/blindmatch/internal/scratch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/authority"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/spf13/cobra"
)

type demoFlags struct {
	users, rows int
	seed        uint64
	files       string
}

func newDemo() *cobra.Command {
	var f demoFlags
	c := &cobra.Command{
		Use:   "demo",
		Short: "run a platform and an advertiser on this machine and compare with the truth",
		Long: `Invent a platform with realistic users, some of whom gave a contact for
two-factor login only, and an advertiser with a messy list. Run both on this machine
over real TLS: count people, by e-mail or phone, in all and by a column of the list;
and exchange handles. Print what each side learned, what crossed the wire and what was
kept out, beside the truth, which is known because the files are invented.
The advertiser gets exact counts by contract. Then a receipt and the platform's
ledger are checked; another advertiser, without a contract, gets a number with noise
and is refused once its budget is spent; and three users ask what of them was
matched. An advertiser cheats, and is barred; an auditor passes the platform, and finds one
that cheats. The demo fails if a number or an answer differs from the truth.

With --files DIR the files are written there and nothing is run: users.csv,
policy.yaml, disclosure.yaml and list.csv, to try psi-server and psi with.`,
		Example: `  psi demo
  psi demo --files try --users 1000000 --rows 100000`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if f.users < 20_000 || f.rows < 2_500 || f.users > 50_000_000 || f.rows > 50_000_000 {
				return cli.Usagef("want --users from 20,000 to 50,000,000 and --rows from 2,500 to 50,000,000: fewer would be below the platform's floors")
			}
			if f.files != "" {
				return f.writeFiles(c.OutOrStdout())
			}
			return f.run(c.Context(), c.OutOrStdout(), cli.NewProgress(c))
		},
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.IntVar(&f.users, "users", 50_000, "persons on the platform")
	fs.IntVar(&f.rows, "rows", 5_000, "rows of the advertiser's list")
	fs.Uint64Var(&f.seed, "seed", 1, "another seed invents other people")
	fs.StringVar(&f.files, "files", "", "only write the files, into this directory")
	return c
}

// sampleFiles writes the demo's files into dir.
func (f *demoFlags) sampleFiles(dir string) (*sample.Truth, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	users, err := os.Create(filepath.Join(dir, "users.csv"))
	if err != nil {
		return nil, err
	}
	defer users.Close()
	list, err := os.Create(filepath.Join(dir, "list.csv"))
	if err != nil {
		return nil, err
	}
	defer list.Close()
	truth, err := sample.Write(sample.Config{Users: f.users, Rows: f.rows, Seed: f.seed}, users, list)
	return truth, errors.Join(err, users.Close(), list.Close(),
		os.WriteFile(filepath.Join(dir, "policy.yaml"), []byte(sample.Policy), 0o600),
		os.WriteFile(filepath.Join(dir, "disclosure.yaml"), []byte(contract+"\nspacing: 1m\n"), 0o600))
}

func (f *demoFlags) writeFiles(w io.Writer) error {
	truth, err := f.sampleFiles(f.files)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: users.csv, policy.yaml, disclosure.yaml, list.csv; the truth is\n", f.files)
	return cli.WriteJSON(w, truth)
}

func (f *demoFlags) run(ctx context.Context, w io.Writer, progress *cli.Progress) error {
	start := time.Now()
	defer progress.Clear()
	made, err := scratch.Make("", "blindmatch-demo-")
	if err != nil {
		return err
	}
	defer made.Remove()
	dir := made.Path()
	truth, err := f.sampleFiles(dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "A platform has %s users; %s gave a phone number for two-factor login only.\n", cli.Count(truth.Users), cli.Count(truth.SecurityOnly))
	fmt.Fprintf(w, "An advertiser has a messy list of %s rows; %s of the people on it are users.\n", cli.Count(truth.Rows), cli.Count(truth.OnBoth))

	data := filepath.Join(dir, "data")
	built, err := importUsers(ctx, dir, data, progress)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nThe platform imports its users through the purpose gate:\n")
	for _, t := range built.Types {
		fmt.Fprintf(w, "  %-6s %7s values, %7s admitted, %7s kept out\n", t.Type, cli.Count(t.Values), cli.Count(t.Admitted), cli.Count(t.Excluded))
	}
	for _, x := range built.Excluded {
		fmt.Fprintf(w, "    %-17s %7s rows: %s\n", x.Reason, cli.Count(x.Rows), x.Hint)
	}

	p, stop, err := startPlatform(ctx, data, dir)
	if err != nil {
		return err
	}
	defer stop()
	d := demo{ctx: ctx, w: w, dir: dir, data: data, progress: progress}
	if err := d.count(truth); err != nil {
		return err
	}
	if err := d.blinded(truth); err != nil {
		return err
	}
	if err := d.checkReceipt(); err != nil {
		return err
	}
	if err := d.verifyLedger(p.Store()); err != nil {
		return err
	}
	if err := d.noised(truth.People); err != nil {
		return err
	}
	if err := d.subjects(p.Store(), truth); err != nil {
		return err
	}
	if err := d.cheat(); err != nil {
		return err
	}
	if err := d.audits(p.Store()); err != nil {
		return err
	}
	if err := d.audiences(p, truth); err != nil {
		return err
	}
	fmt.Fprintf(w, "\nEvery exact number and every answer equals the truth. %.1f s on %d cores.\n", time.Since(start).Seconds(), runtime.GOMAXPROCS(0))
	return nil
}

func importUsers(ctx context.Context, dir, data string, progress *cli.Progress) (*platform.ImportReport, error) {
	policy, err := purpose.Open(filepath.Join(dir, "policy.yaml"))
	if err != nil {
		return nil, err
	}
	table, err := dataset.OpenTable(filepath.Join(dir, "users.csv"), dataset.TableConfig{})
	if err != nil {
		return nil, err
	}
	defer table.Close()
	store, err := platform.OpenDirectory(data, platform.DirectoryConfig{})
	if err != nil {
		return nil, err
	}
	defer store.Close()
	return store.Import(ctx, table, platform.ImportConfig{
		Dataset: "users", Purpose: "audience-matching", Policy: policy,
		Progress: func(rows uint64) { progress.Step("importing users", rows, 0) },
	})
}

// contract lets the platform tell advertiser acme exact numbers, so that the demo can compare them with the truth.
// Advertiser globex has no contract.
const contract = `owners: {acme: {clients: [acme], noise: none, contract: "the demo: compared with the truth"}}`

// demoSessions is how many sessions the demo runs: two of acme's, one of globex.
const demoSessions = 3

// budget is so small that the demo can spend it: one noised number in 30 days instead of ten.
const budget = `budget: {days_30: 0.1}`

// startPlatform serves data on a loopback port and writes a connection file for each of the advertisers into dir.
func startPlatform(ctx context.Context, data, dir string) (p *platform.Platform, stop func(), err error) {
	policy, err := disclosure.Parse([]byte(contract + "\n" + budget))
	if err != nil {
		return nil, nil, err
	}
	p, err = platform.Open(data, platform.Config{Modes: []psi.Mode{psi.Count, psi.Activate, psi.Blinded}, Disclosure: policy})
	if err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			p.Close()
		}
	}()
	ca, err := authority.Open(filepath.Join(data, "tls"))
	if err != nil {
		return nil, nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	for _, name := range []string{"acme", "globex", "initech", "hooli"} {
		if err := registered(ctx, p, ca, name, "https://"+listener.Addr().String(), dir); err != nil {
			return nil, nil, errors.Join(err, listener.Close())
		}
	}
	srv := server.NewServer(server.NewHandler(p, server.HandlerConfig{}), ca.ServerConfig())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = srv.ServeTLS(listener, "", "")
	}()
	stop = func() {
		p.EndSessions()
		srv.Close()
		<-done
		p.Close()
	}
	return p, stop, nil
}

// registered registers an advertiser and writes its connection file.
func registered(ctx context.Context, p *platform.Platform, ca *authority.Authority, name, url, dir string) error {
	cert, key, spki, err := ca.IssueClient(name, time.Hour)
	if err != nil {
		return err
	}
	if err := p.Store().AddClient(ctx, name, spki); err != nil {
		return err
	}
	log, err := p.Store().Ledger(ctx)
	if err != nil {
		return err
	}
	c := transport.Connection{
		LogKey: log.VerifierKey(),
		URL:    url, Platform: p.Identity(), Advertiser: name,
		ServerCA: string(ca.CertificatePEM()), ServerName: authority.ServerName,
		ClientCertificate: string(cert), ClientKey: string(key),
	}
	b, err := c.Encode()
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name+".json"), b, 0o600)
}

// demo runs sessions as command psi does.
type demo struct {
	ctx      context.Context
	w        io.Writer
	dir      string
	data     string // the platform's data directory
	progress *cli.Progress
}

func (d *demo) flags(advertiser string, mode psi.Mode) *sessionFlags {
	return &sessionFlags{
		target: target{connect.Flag{Path: filepath.Join(d.dir, advertiser+".json")}, "users", "audience-matching"}, stateFlag: stateFlag{filepath.Join(d.dir, "state"), -1},
		mode: mode, list: filepath.Join(d.dir, "list.csv"), output: filepath.Join(d.dir, "handles.txt"), scratch: d.dir,
		receipt: d.receiptFile(), force: true,
	}
}

// receiptFile is where the latest session's receipt is.
func (d *demo) receiptFile() string { return filepath.Join(d.dir, "receipt.tlog-proof") }

// run runs a session.
func (d *demo) run(f *sessionFlags) (*report, error) {
	defer d.progress.Clear()
	r, err := f.session(d.ctx, d.progress.Step)
	if err != nil {
		return nil, err
	}
	if r.Released.Value == nil {
		return nil, fmt.Errorf("released below %d", r.Released.Floor)
	}
	return r, nil
}

// count counts people, exactly, in all and by the list's tiers.
func (d *demo) count(truth *sample.Truth) error {
	f := d.flags("acme", psi.Count)
	f.by = "Tier"
	r, err := d.run(f)
	if err != nil {
		return fmt.Errorf("count: %w", err)
	}
	d.head(r, "Mode count: people, by e-mail or phone")
	fmt.Fprintf(d.w, "  advertiser learns  %s people match, of a dataset with room for %s (%s)\n", cli.Count(*r.Released.Value), cli.Count(r.Capacity), precision(r.Released.Noise, false))
	fmt.Fprintf(d.w, "  truth              %s people: %s by e-mail, %s by phone\n", cli.Count(truth.People), cli.Count(truth.Emails), cli.Count(truth.Phones))
	fmt.Fprintf(d.w, "  kept out           %s more are users, but the gate kept their e-mails out, and %s their phones: %s gave theirs for two-factor login only\n",
		cli.Count(truth.KeptEmails), cli.Count(truth.KeptPhones), cli.Count(truth.SecurityHits))
	if *r.Released.Value != int64(truth.People) {
		return fmt.Errorf("count: released %d, but the truth is %d", *r.Released.Value, truth.People)
	}
	for _, s := range r.Segments {
		fmt.Fprintf(d.w, "  by Tier            %s: %s; the truth is %s\n", s.Name, inWords(&s.Number, "people"), cli.Count(truth.Tiers[s.Name]))
		if s.Value == nil && truth.Tiers[s.Name] >= int(s.Floor) || s.Value != nil && *s.Value != int64(truth.Tiers[s.Name]) {
			return fmt.Errorf("count: tier %s differs from the truth, %d", s.Name, truth.Tiers[s.Name])
		}
	}
	fmt.Fprintf(d.w, "  platform learns    at most %s identifiers are on the list, in %d parts without names (padded), and the exact numbers\n", cli.Count(r.List.Sent), len(r.Segments))
	d.foot(r)
	return nil
}

// blinded exchanges handles.
func (d *demo) blinded(truth *sample.Truth) error {
	f := d.flags("acme", psi.Blinded)
	r, err := d.run(f)
	if err != nil {
		return fmt.Errorf("blinded: %w", err)
	}
	d.head(r, "Mode blinded: a handle for each person")
	fmt.Fprintf(d.w, "  advertiser learns  %s handles (%s)\n", cli.Count(*r.Handles), precision(r.Released.Noise, false))
	fmt.Fprintf(d.w, "  truth              %s people match; the other handles are decoys\n", cli.Count(truth.People))
	matched, err := d.matchedHandles(r.Session)
	if err != nil {
		return err
	}
	delivered, err := os.ReadFile(f.output)
	if err != nil {
		return err
	}
	for handle := range matched {
		if !strings.Contains(string(delivered), handle+"\n") {
			return errors.New("blinded: the platform has a handle that was not delivered")
		}
	}
	if len(matched) != truth.People {
		return fmt.Errorf("blinded: %d handles stand for somebody, but the truth is %d", len(matched), truth.People)
	}
	fmt.Fprintf(d.w, "  platform learns    whose %s of the handles are\n", cli.Count(len(matched)))
	d.foot(r)
	return nil
}

// head begins what is said of a session.
func (d *demo) head(r *report, what string) {
	l := &r.List
	fmt.Fprintf(d.w, "\n%s\n", what)
	fmt.Fprintf(d.w, "  list               %s rows: %s, %s without any\n", cli.Count(l.Rows), having(l.RowsHaving), cli.Count(l.RowsEmpty))
	fmt.Fprintf(d.w, "                     %s identifiers used, %s duplicates, %s rejected\n", cli.Count(l.Used), cli.Count(l.Duplicates), cli.Count(l.Rejected))
}

// foot ends it.
func (d *demo) foot(r *report) {
	fmt.Fprintf(d.w, "  on the wire        %s up, %s down; no e-mail, no phone, no hash of one\n", cli.Size(r.Bytes.Up), cli.Size(r.Bytes.Down))
	fmt.Fprintf(d.w, "  receipt            entry %d of the platform's ledger, verified and witnessed\n", r.Ledger.Entry)
}

// noised counts twice as an advertiser without a contract.
func (d *demo) noised(truth int) error {
	f := d.flags("globex", psi.Count)
	r, err := d.run(f)
	if err != nil {
		return fmt.Errorf("count with noise: %w", err)
	}
	if r.Released.Noise == psi.NoNoise {
		return errors.New("count with noise: no noised number was released")
	}
	fmt.Fprintf(d.w, "\nMode count, as the platform answers anyone without a contract\n")
	fmt.Fprintf(d.w, "  advertiser learns  %s (%s)\n", inWords(r.Released, "people match"), precision(r.Released.Noise, false))
	fmt.Fprintf(d.w, "  truth              %s people match\n", cli.Count(truth))
	_, err = f.session(d.ctx, d.progress.Step)
	d.progress.Clear()
	if psi.CodeOf(err) != psi.CodeBudgetExhausted {
		return fmt.Errorf("a count over the budget: want a refusal, got: %v", err)
	}
	fmt.Fprintf(d.w, "  once more          refused: %v\n", err)
	fmt.Fprintf(d.w, "                     (the demo's budget is one such number in 30 days; by default it is ten, an hour apart)\n")
	return nil
}

// matchedHandles are the platform's handles that stand for somebody, with the users of each.
func (d *demo) matchedHandles(session string) (map[string][]string, error) {
	b, err := os.ReadFile(filepath.Join(d.data, "matches", session+".csv"))
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		return nil, err
	}
	all := map[string][]string{}
	for _, row := range rows[1:] {
		all[row[0]] = append(all[row[0]], row[1])
	}
	return all, nil
}
