package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/behind"
	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/cmd/internal/operate"
	"github.com/blindmatch/blindmatch/cmd/internal/replica"
	"github.com/blindmatch/blindmatch/cmd/internal/traces"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/blindmatch/blindmatch/transport/web/page"
	"github.com/spf13/cobra"
)

type serveFlags struct {
	data       string
	front      behind.Flags
	replica    replica.Flags
	certs      certificates
	newCA      bool
	modes      []string
	disclosure string
	floors     psi.Floors // these replace the ones from disclosure
	cfg        platform.Config
	metrics    string
	standby    bool
	web        bool
	log        logFlags
	grace      time.Duration
	ownerDisk  int64 // MiB
	reserve    int64 // MiB
}

func newServe() *cobra.Command {
	var f serveFlags
	c := &cobra.Command{
		Use:   "serve --data DIR --listen ADDR",
		Short: "answer advertisers",
		Long: `Serve the datasets of a data directory over TLS 1.3 to the clients that were
registered with 'client add'. A certificate authority is created in the data
directory on first use; --tls-cert, --tls-key and --client-ca replace it.

The server first masks an epoch file of each dataset, which takes a while for
large ones; clients that come earlier wait. Logs go to standard error. They hold
counts and names, but no identifiers, keys or elements. On SIGHUP the server
reads --disclosure and its certificates again; the latter also when their files
change (under nohup there is no SIGHUP). On SIGTERM or an interrupt the server stops.
Open sessions go on when it is back, also after a crash, unless --disclosure says open_sessions: memory.

Keys in the data directory are sealed if BLINDMATCH_SEAL_KEY names a file with a key,
or BLINDMATCH_SEAL_COMMAND a program that seals; for imports and other commands too.
OTEL_EXPORTER_OTLP_ENDPOINT and OpenTelemetry's other variables send traces to a collector.

A released match size has noise, and every release costs its owner a part of a
budget: 'psi-server budget' shows it. --disclosure changes that, within bounds;
'psi-server policy schema --disclosure' describes the file.`,
		Example: `  psi-server serve --data data --listen :8443
  psi-server serve --data data --listen :8443 --mode count --mode activate`,
		Args: cobra.NoArgs,
		RunE: f.run,
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.data, "data", "", "data directory (required)")
	f.front.RegisterListen(fs)
	fs.StringSliceVar(&f.modes, "mode", []string{string(psi.Count)}, "modes on offer: count, activate, blinded (repeatable)")
	fs.StringVar(&f.disclosure, "disclosure", "", "policy file on noise, budgets, floors and owners (default: ε 0.1 a release, 1 in 30 days, 4 in 365 days, 1h apart)")
	fs.StringVar(&f.cfg.Identity, "identity", "", "the platform's name in every session (default: one that the data directory keeps)")
	fs.Uint64Var(&f.floors.List, "min-list", 0, "fewest elements that a list may have, at least 100 (default 1000, or what --disclosure says)")
	fs.Uint64Var(&f.floors.Dataset, "min-dataset", 0, "fewest contact groups that a dataset must have room for, at least 1000 (default 10000, or what --disclosure says)")
	fs.Uint64Var(&f.floors.Report, "floor", 0, "matches below this are released as 'below', at least 50 (default 100, or what --disclosure says)")
	fs.DurationVar(&f.cfg.Lifetimes.Epoch, "epoch", 0, "how long an epoch file is used, at most 168h (default 24h)")
	fs.DurationVar(&f.cfg.Lifetimes.Idle, "session-idle", 0, "a session ends after this long without a message (default 15m)")
	fs.IntVar(&f.cfg.Limits.Sessions, "max-sessions", 0, "most open sessions in all (default 64)")
	fs.IntVar(&f.cfg.Limits.ClientSessions, "max-client-sessions", 0, "most open sessions of one client (default 4)")
	fs.Uint64Var(&f.cfg.Limits.List, "max-list", 0, "most identifiers that a list may have (default 100000000)")
	fs.Int64Var(&f.ownerDisk, "owner-disk", 0, "MiB of disk that the open sessions of one owner may need together (default three quarters of what there is)")
	fs.Int64Var(&f.reserve, "reserve", 0, "MiB of disk kept for the ledger, for when the disk is full; -1 for none (default 16)")
	fs.DurationVar(&f.cfg.Lifetimes.Matches, "keep-matches", 0, "how long the list of a session's matches stays in the data directory (default 720h)")
	fs.DurationVar(&f.cfg.Lifetimes.Former, "keep-former", 0, "how long the dataset before the last import is kept, for 'dataset rollback' (default 168h)")
	fs.DurationVar(&f.cfg.Lifetimes.Index, "keep-index", 0, "how long psi-server subject can tell whom a session was about (default 17520h)")
	f.certs.register(c)
	f.front.Register(fs)
	fs.BoolVar(&f.standby, "standby", false, "while another server runs on the data directory, wait, and take over within seconds when it ends; see docs/replicas.md")
	f.replica.Register(fs)
	fs.BoolVar(&f.newCA, "new-ca", false, "make a new CA if the one in the data directory is lost: each client then needs 'client renew'")
	fs.StringSliceVar(&f.cfg.Auditors, "auditor", nil, "client that may read all of the ledger's entries (repeatable)")
	datadir.AnchorFlag(c, &f.cfg.Directory.Anchor)
	fs.StringVar(&f.metrics, "metrics", "", "address for /metrics, /healthz and /readyz over plain HTTP, such as 127.0.0.1:9464; not for the internet")
	fs.BoolVar(&f.web, "web", false, "serve a page at / in which a browser with a client's certificate counts; see docs/web.md")
	f.log.register(fs)
	fs.DurationVar(&f.grace, "grace", 5*time.Second, "how long requests may continue after a signal to stop")
	return cli.OwnOutput(c) // its log, on standard error
}

func (f *serveFlags) run(c *cobra.Command, _ []string) error {
	if err := cli.RequireFlags(c, append([]string{"data"}, f.front.Required()...)...); err != nil {
		return err
	}
	if err := f.front.Check(); err != nil {
		return err
	}
	if err := f.replica.Check(f.standby, &f.front); err != nil {
		return err
	}
	f.cfg.Address = f.replica.Address()
	for _, m := range f.modes {
		mode, err := psi.ParseMode(m)
		if err != nil {
			return cli.Usagef("--mode: %w", err)
		}
		f.cfg.Modes = append(f.cfg.Modes, mode)
	}
	for flag, value := range map[string]time.Duration{"keep-matches": f.cfg.Lifetimes.Matches, "keep-former": f.cfg.Lifetimes.Former, "keep-index": f.cfg.Lifetimes.Index} {
		if c.Flags().Changed(flag) && value <= 0 {
			return cli.Usagef("--%s: want more than 0, such as 720h", flag)
		}
	}
	if f.ownerDisk < 0 || f.ownerDisk > 1<<40 || f.reserve < -1 || f.reserve > 1<<40 {
		return cli.Usagef("--owner-disk and --reserve: want a number of MiB")
	}
	f.cfg.Limits.OwnerDisk, f.cfg.Limits.Reserve = f.ownerDisk<<20, f.reserve<<20
	var err error
	if f.cfg.Disclosure, err = f.policy(); err != nil {
		return err
	}
	if err := f.certs.check(f.front.OnlyPlain()); err != nil {
		return err
	}
	if err := f.checkData(c.Context()); err != nil {
		return err
	}
	if err := f.certs.open(f.data); err != nil {
		return err
	}
	log, err := f.log.logger(c.ErrOrStderr())
	if err != nil {
		return err
	}
	f.cfg.Log, f.certs.log = log, log
	metrics := operate.New()
	f.cfg.Seen = metrics.Session
	tracer, err := traces.Open(c.Context(), cli.Version(), log)
	if err != nil {
		return err
	}
	f.cfg.Trace = tracer.Trace()
	if f.cfg.Directory.Anchor, err = datadir.Anchor(c.Context(), f.data, f.cfg.Directory.Anchor, datadir.Make); err != nil {
		log.Warn("no anchor: nobody will notice if the whole data directory is restored from a copy; --anchor names a file", "error", err)
	}
	if f.cfg.Directory, err = datadir.Complete(c.Context(), f.cfg.Directory); err != nil {
		return err
	}
	if f.web {
		f.cfg.Page = page.Digest()
	}
	f.cfg.Evicted = evicted(log)
	var p *platform.Platform
	hangup := cli.Hangups(c.Context())
	if f.standby && !f.replica.On() { // it listens only when it serves, so that whoever connects finds the one that does
		if p, err = takeOver(c.Context(), f.data, f.cfg, func() {}); p == nil {
			return err
		}
	}
	front, err := f.front.Open()
	if err != nil {
		return errors.Join(err, closeOf(p))
	}
	defer front.Close()
	var probes net.Listener
	if f.metrics != "" {
		if probes, err = net.Listen("tcp", f.metrics); err != nil {
			return errors.Join(fmt.Errorf("--metrics: %w", err), closeOf(p))
		}
		defer probes.Close()
	}
	bodies := cli.MemoryOf(c) / 5
	answered := func(a server.Answered) { metrics.Answered(a); tracer.Answered(a) }
	doors := server.NewDoors(server.DoorsConfig{Log: log, Bodies: bodies, Answered: answered})
	var ready readiness
	probe := sync.OnceFunc(func() {
		if probes != nil {
			go func() { _ = metrics.Server(ready.Ready, log).Serve(probes) }()
			log.Info("metrics", "address", probes.Addr().String())
		}
	})
	var more []net.Listener
	switch {
	case f.replica.On():
		probe()
		var peers net.Listener
		if p, peers, err = f.stand(c.Context(), front, doors, &ready); p == nil {
			return err
		}
		more = append(more, peers)
	case p == nil:
		if p, err = platform.Open(f.data, f.cfg); err != nil {
			return err
		}
	}
	ready.is(p.Ready)
	h := server.NewHandler(p, server.HandlerConfig{Log: log, Bodies: bodies, Answered: answered, Renew: f.certs.renewer(p.Store())})
	var all http.Handler = h
	if f.web {
		if f.certs.cert == "" && !f.front.OnlyPlain() {
			log.Warn("--web: browsers don't take the certificates of this server's own authority; use --tls-cert, --tls-key and --client-ca, or a gateway; see docs/web.md")
		}
		all = page.NewHandler(p, h, page.Config{})
	}
	metrics.Show(p, doors, h)
	probe()
	log.Info("serving", append(front.Addresses(), "platform", p.Identity(), "modes", f.modes, "version", cli.Version())...)

	stopped := front.Serve(doors, all, &f.certs, more...)
	watch, unwatch := context.WithCancel(c.Context())
	watched := make(chan struct{})
	go func() { defer close(watched); f.certs.watchExpiry(watch, p.Store()) }()
	for running := true; running; {
		select {
		case err = <-stopped:
			running = false
		case <-hangup:
			f.reload(p)
		case <-c.Context().Done():
			log.Info("stopping", "grace", f.grace)
			p.EndSessions()
			err, running = front.Shutdown(f.grace), false
		}
	}
	unwatch()
	<-watched
	if closeErr := p.Close(); err == nil {
		err = closeErr
	}
	tracer.Close(f.grace)
	if err == nil {
		log.Info("stopped")
	}
	return err
}

// policy is what the flags say of disclosure.
func (f *serveFlags) policy() (*disclosure.Policy, error) {
	p := disclosure.Default()
	if f.disclosure != "" {
		var err error
		if p, err = disclosure.Open(f.disclosure); err != nil {
			return nil, fmt.Errorf("--disclosure: %w", err)
		}
	}
	return p.WithFloors(f.floors)
}

// reload reads again what can change while the server runs. What can't be used leaves what was there in force.
func (f *serveFlags) reload(p *platform.Platform) {
	f.certs.reload()
	next, err := f.policy()
	if err == nil {
		err = p.SetDisclosure(next)
	}
	if err != nil {
		f.cfg.Log.Error("disclosure: the new policy can't be used, the old one stays in force", "error", err)
		return
	}
	f.cfg.Log.Info("disclosure: read again")
}

// checkData refuses a directory without a dataset, before anything is made in it: it is probably a wrong name. It
// refuses keys that others may read, and an authority that is lost.
func (f *serveFlags) checkData(ctx context.Context) error {
	store, err := datadir.Write(ctx, f.data)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := platform.CheckSecrets(store); err != nil {
		return err
	}
	all, err := store.Datasets(ctx)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s: no dataset was imported into it: import one first, or check --data", f.data)
	}
	if err == nil && f.certs.own() && !f.newCA {
		err = lostAuthority(ctx, store, f.data)
	}
	return err
}
