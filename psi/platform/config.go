package platform

import (
	"database/sql/driver"
	"fmt"
	"log/slog"
	"time"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/bounds"
	"github.com/blindmatch/blindmatch/psi/platform/internal/steps"
)

// Config says how a Platform behaves. The zero value is usable.
type Config struct {
	Identity   string             // the platform's name in every context; "" means one that the data directory keeps
	Modes      []psi.Mode         // modes on offer; nil means count only
	Disclosure *disclosure.Policy // noise, budget and floors; nil means disclosure.Default()
	Auditors   []string           // clients that may read the ledger's entries, of all clients' sessions
	Log        *slog.Logger       // nil means none
	Page       psi.Digest         // digest of the page that browsers get, page.Digest(), for the ledger; zero means that they get none
	Lifetimes  Lifetimes
	Limits     Limits
	Work       Work
	Directory  DirectoryConfig
	// AudienceChanged is called when this process has put a change of an audience in place; nil means nobody asks. It
	// must not wait for the platform.
	AudienceChanged func(AudienceChange)

	// Seen hears what becomes of each session: Offered, then Done or the code that ended it. It must not wait for the
	// platform. nil means nobody asks.
	Seen func(m psi.Mode, outcome string)

	// Recorded hears of each entry that this process has made durable in the ledger, in no particular order: what a session
	// was for and what was released to whom, imports, strikes, erasures. An entry has no identifier of anybody; what has
	// to be kept of it is copied. It must not wait for the platform, nor change the entry. nil means nobody asks.
	Recorded func(*ledger.Entry)

	// Trace hears that a step of the work begins, and what it returns that it ends. Neither must wait for the platform.
	// nil means nobody asks.
	Trace func(Step) (end func(error))

	// Address is where other processes reach the one that serves, for ServingAt; "" means nowhere. It is written
	// together with what makes this process the one that serves.
	Address string

	// Evicted is called if another process may have taken over because the connection that has the lock to serve is gone,
	// which only happens with DirectoryConfig.Postgres. Nothing gets into the ledger any more, and so nothing is released;
	// the process had better end at once, as if it was killed. nil means that the platform stops, as by EndSessions.
	Evicted func(error)

	times budget.Times // for tests of the budget; nil means the system's
}

// Step is a piece of the platform's work, for Config.Trace. Nothing in it was chosen by a client, and nothing counts.
type Step = steps.Step

// The names of steps, the last one before the type of an entry.
const (
	StepSession   = steps.Session   // from its offer to its end, which says what the session is for
	StepMask      = steps.Mask      // a dataset, into an epoch file
	StepEvaluate  = steps.Evaluate  // a list
	StepSentinels = steps.Sentinels // their tags
	StepDebit     = steps.Debit     // what an answer costs
	StepCount     = steps.Count     // the comparison, until the answer may be given
	StepLedger    = steps.Ledger    // an entry made durable
)

// Lifetimes says how long things last.
type Lifetimes struct {
	Epoch   time.Duration // how long an epoch file is used; 0 means 24 hours, 7 days at most
	Idle    time.Duration // how long a session stays open without a message; 0 means 15 minutes
	Session time.Duration // how long a session may take, and how long its result is kept; 0 means 24 hours
	Matches time.Duration // how long the platform's own list of a session's matches is kept; 0 means 30 days
	Former  time.Duration // how long the import before the current one is kept, for Rollback; 0 means 7 days
	Index   time.Duration // how long the platform can tell whom a session was about; 0 means 2 years
}

// Limits bound what clients may ask for.
type Limits = bounds.Limits

// Work bounds what the machine does at once.
type Work struct {
	Jobs   int // sets masked or evaluated at once, each on all cores; 0 means 2
	Memory int // bytes for each sort; 0 means 64 MiB
}

// DirectoryConfig says what protects a data directory from outside. The zero value is usable.
type DirectoryConfig struct {
	Sealer Sealer // protects keys at rest; nil means that the data directory holds them unprotected
	// Postgres connects to the PostgreSQL server that has the database: a schema for each data directory. Any driver of
	// database/sql for it will do whose connections can do what those of pgx can. nil means that the database is a file of
	// the data directory.
	Postgres driver.Connector
	Anchor   string // file that remembers the ledger's head, so that restoring the whole data directory is noticed; "" means none
}

func (c *Config) setDefaults() error {
	if c.Modes == nil {
		c.Modes = []psi.Mode{psi.Count}
	}
	for _, m := range c.Modes {
		if _, err := psi.ParseMode(string(m)); err != nil {
			return err
		}
	}
	if err := c.Lifetimes.setDefaults(); err != nil {
		return err
	}
	for _, n := range []struct {
		value    *int
		fallback int
	}{
		{&c.Limits.ClientSessions, 4}, {&c.Limits.Sessions, 64}, {&c.Work.Jobs, 2},
	} {
		if *n.value <= 0 {
			*n.value = n.fallback
		}
	}
	if c.Limits.List == 0 {
		c.Limits.List = 100_000_000
	}
	if c.Limits.Reserve == 0 {
		c.Limits.Reserve = 16 << 20
	}
	if c.Limits.Unpaid == 0 {
		c.Limits.Unpaid = 1 << 20
	}
	if c.times == nil {
		c.times = budget.SystemTimes()
	}
	if c.Seen == nil {
		c.Seen = func(psi.Mode, string) {}
	}
	if c.Disclosure == nil {
		c.Disclosure = disclosure.Default()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return nil
}

func (l *Lifetimes) setDefaults() error {
	for _, d := range []struct {
		value    *time.Duration
		fallback time.Duration
	}{
		{&l.Epoch, 24 * time.Hour}, {&l.Idle, 15 * time.Minute}, {&l.Session, 24 * time.Hour},
		{&l.Matches, 30 * 24 * time.Hour}, {&l.Former, 7 * 24 * time.Hour}, {&l.Index, 2 * 365 * 24 * time.Hour},
	} {
		if *d.value == 0 {
			*d.value = d.fallback
		}
		if *d.value < 0 {
			return fmt.Errorf("negative duration %v in the configuration", *d.value)
		}
	}
	if l.Epoch > 7*24*time.Hour {
		return fmt.Errorf("epoch lifetime %s: want 7 days at most", figures.Duration(l.Epoch))
	}
	return nil
}
