package main

import (
	"context"
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
	"github.com/blindmatch/blindmatch/cmd/internal/sample"
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
over real TLS, in both modes. Print what each side learned, what crossed the wire and
what was kept out, beside the truth, which is known because the files are invented.
The advertiser gets exact numbers by contract. Then a receipt and the platform's
ledger are checked; another advertiser, without a contract, gets a number with noise
and is refused once its budget is spent; and three users ask what of them was
matched. The demo fails if a number or an answer differs from the truth.

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
			return f.run(c.Context(), c.OutOrStdout(), cli.NewProgress(c.ErrOrStderr()))
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
		os.WriteFile(filepath.Join(dir, "disclosure.yaml"), []byte(contract+"\n"), 0o600))
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
	dir, err := os.MkdirTemp("", "blindmatch-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
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
	for _, m := range []struct {
		mode   psi.Mode
		idType string
		truth  int
		kept   string
	}{
		{psi.Count, "email", truth.Emails, fmt.Sprintf("%s more are users, but the gate kept their e-mails out", cli.Count(truth.KeptEmails))},
		{psi.Count, "phone", truth.Phones, fmt.Sprintf("%s more are users, but the gate kept their phones out: %s were given for two-factor login only", cli.Count(truth.KeptPhones), cli.Count(truth.SecurityHits))},
		{psi.Blinded, "email", truth.Emails, ""},
	} {
		if err := d.match(m.mode, m.idType, m.truth, m.kept); err != nil {
			return err
		}
	}
	if err := d.checkReceipt(); err != nil {
		return err
	}
	if err := d.verifyLedger(p.Store()); err != nil {
		return err
	}
	if err := d.noised(truth.Emails); err != nil {
		return err
	}
	if err := d.subjects(p.Store(), truth); err != nil {
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

// demoSessions is how many sessions the demo runs: three of acme's, one of globex.
const demoSessions = 4

// budget is so small that the demo can spend it: one noised number in 30 days instead of ten.
const budget = `budget: {days_30: 0.1}`

// startPlatform serves data on a loopback port and writes a connection file for each of the two advertisers into dir.
func startPlatform(ctx context.Context, data, dir string) (p *platform.Platform, stop func(), err error) {
	policy, err := disclosure.Parse([]byte(contract + "\n" + budget))
	if err != nil {
		return nil, nil, err
	}
	p, err = platform.Open(data, platform.Config{Modes: []psi.Mode{psi.Count, psi.Blinded}, Disclosure: policy})
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
	for _, name := range []string{"acme", "globex"} {
		if err := connect(ctx, p, ca, name, "https://"+listener.Addr().String(), dir); err != nil {
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

// connect registers an advertiser and writes its connection file.
func connect(ctx context.Context, p *platform.Platform, ca *authority.Authority, name, url, dir string) error {
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

func (d *demo) flags(advertiser string, mode psi.Mode, idType string) *sessionFlags {
	return &sessionFlags{
		mode: mode, connection: filepath.Join(d.dir, advertiser+".json"), dataset: "users", idType: idType, purpose: "audience-matching",
		list: filepath.Join(d.dir, "list.csv"), output: filepath.Join(d.dir, "handles.txt"), scratch: d.dir,
		state: filepath.Join(d.dir, "state"), receipt: d.receiptFile(), force: true,
	}
}

// receiptFile is where the latest session's receipt is.
func (d *demo) receiptFile() string { return filepath.Join(d.dir, "receipt.tlog-proof") }

// noised counts twice as an advertiser without a contract.
func (d *demo) noised(truth int) error {
	f := d.flags("globex", psi.Count, "email")
	r, err := f.session(d.ctx, d.progress.Step)
	d.progress.Clear()
	if err != nil {
		return fmt.Errorf("count with noise: %w", err)
	}
	if r.Released.Value == nil || r.Released.Noise == psi.NoNoise {
		return errors.New("count with noise: no noised number was released")
	}
	fmt.Fprintf(d.w, "\nMode count, by email, as the platform answers anyone without a contract\n")
	fmt.Fprintf(d.w, "  advertiser learns  %s match (%s)\n", cli.Count(*r.Released.Value), precision(r.Released.Noise))
	fmt.Fprintf(d.w, "  truth              %s match\n", cli.Count(truth))
	_, err = f.session(d.ctx, d.progress.Step)
	d.progress.Clear()
	if psi.CodeOf(err) != psi.CodeBudgetExhausted {
		return fmt.Errorf("a count over the budget: want a refusal, got: %v", err)
	}
	fmt.Fprintf(d.w, "  once more          refused: %v\n", err)
	fmt.Fprintf(d.w, "                     (the demo's budget is one such number in 30 days; by default it is ten, an hour apart)\n")
	return nil
}

func (d *demo) match(mode psi.Mode, idType string, truth int, kept string) error {
	f := d.flags("acme", mode, idType)
	r, err := f.session(d.ctx, d.progress.Step)
	d.progress.Clear()
	if err != nil {
		return fmt.Errorf("%s of %ss: %w", mode, idType, err)
	}
	if r.Released.Value == nil {
		return fmt.Errorf("%s of %ss: released below %d, but the truth is %d", mode, idType, r.Released.Floor, truth)
	}
	m, n := r.List.Used, r.Platform
	fmt.Fprintf(d.w, "\nMode %s, by %s\n", mode, idType)
	fmt.Fprintf(d.w, "  list               %s rows, %s without any %s: %s used, %s duplicates, %s rejected\n", cli.Count(r.List.Rows), cli.Count(r.List.RowsEmpty), idType, cli.Count(m), cli.Count(r.List.Duplicates), cli.Count(r.List.Rejected))
	fmt.Fprintf(d.w, "  advertiser learns  %s match, of a dataset of %s (%s)\n", cli.Count(*r.Released.Value), cli.Count(n), precision(r.Released.Noise))
	fmt.Fprintf(d.w, "  truth              %s match\n", cli.Count(truth))
	if kept != "" {
		fmt.Fprintf(d.w, "  kept out           %s\n", kept)
	}
	if mode == psi.Count {
		fmt.Fprintf(d.w, "  platform learns    at most %s %ss are on the list (padded), and the exact number\n", cli.Count(r.List.Sent), idType)
	} else {
		if err := d.sameHandles(f.output, r.Session); err != nil {
			return err
		}
		fmt.Fprintf(d.w, "  handles            %s, the same on both sides; the platform knows whose each is, the advertiser does not\n", cli.Count(*r.Handles))
	}
	points := int64(32*r.List.Sent + 32*n + 10*n)
	fmt.Fprintf(d.w, "  on the wire        %s up, %s down; points and tags are %s of it; no e-mail, no phone, no hash of one\n",
		cli.Size(r.Bytes.Up), cli.Size(r.Bytes.Down), cli.Size(points))
	fmt.Fprintf(d.w, "  receipt            entry %d of the platform's ledger, verified and witnessed\n", r.Ledger.Entry)
	if *r.Released.Value != uint64(truth) {
		return fmt.Errorf("%s of %ss: released %d, but the truth is %d", mode, idType, *r.Released.Value, truth)
	}
	return nil
}

// sameHandles compares the advertiser's handles with the platform's file.
func (d *demo) sameHandles(output, session string) error {
	advertisers, err := os.ReadFile(output)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(filepath.Join(d.data, "matches", session+".csv"))
	if err != nil {
		return err
	}
	var platforms strings.Builder
	for i, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		handle, _, _ := strings.Cut(line, ",")
		if i > 0 { // the header
			platforms.WriteString(handle + "\n")
		}
	}
	if platforms.String() != string(advertisers) {
		return errors.New("the two sides have different handles")
	}
	return nil
}
