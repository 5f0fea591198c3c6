package failing

import (
	"context"
	"crypto/tls"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/cmd/psi-vectors/internal/kit"
	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/stretchr/testify/require"
)

func start(t *testing.T, lies []*Lie) *Platform {
	p, err := Start(t.Context(), Config{Dir: t.TempDir(), Lies: lies})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Close()) })
	return p
}

// own runs our own client.
func own(p *Platform, state string) func(context.Context, string) error {
	return func(ctx context.Context, path string) error {
		conn, err := transport.ReadConnection(path)
		if err != nil {
			return err
		}
		c, err := client.New(conn, client.Config{Patience: time.Second})
		if err != nil {
			return err
		}
		defer c.Close()
		cfg := advertiser.Config{
			Mode: psi.Count, Params: psi.Params{Purpose: Purpose}, Dataset: Dataset,
			Advertiser: conn.Advertiser, Platform: conn.Platform, Forget: true,
		}
		if cfg.Sessions, err = advertiser.NewSessions(state); err != nil {
			return err
		}
		if conn.LogKey != "" {
			if cfg.Ledger, err = advertiser.NewLedger(conn.LogKey, state, c); err != nil {
				return err
			}
		}
		info, err := advertiser.Info(ctx, c, &cfg)
		if err != nil {
			return err
		}
		table, err := dataset.OpenTable(p.List(), dataset.TableConfig{})
		if err != nil {
			return err
		}
		defer table.Close()
		list, err := dataset.NewList(table, dataset.ListConfig{Types: []identity.Type{identity.Email, identity.Phone}, Profile: identity.Default()})
		if err != nil {
			return err
		}
		_, err = advertiser.Run(ctx, c, cfg, info, list.Items(ctx, info.Types), nil)
		return err
	}
}

// some are a few lies of each kind; all of them run in .ci/run.
func some() []*Lie {
	telling := []string{
		"honest", "honest-again", "two-at-once", "more-names", "tls-1.2", "tls-other-ca", "info-platform", "info-old", "nonce-own", "policy-changes",
		"status-ahead", "status-path-parent", "set-identity", "set-not-reduced", "set-unsorted", "set-flipped", "set-other-digest",
		"ledger-path", "ledger-head-back", "ledger-head-forked", "ledger-tile", "ledger-number", "result-context", "result-high",
	}
	var all []*Lie
	for _, l := range Lies() {
		if effort.Of(slices.Contains(telling, l.Name), true, true) {
			all = append(all, l)
		}
	}
	return all
}

// Our own client refuses every lie, and nothing else.
func TestOwnClient(t *testing.T) {
	p := start(t, some())
	r := kit.NewReport("client", p.Try(t.Context(), own(p, filepath.Join(t.TempDir(), "state"))))
	for _, c := range r.Cases {
		if c.Verdict != kit.Passed {
			t.Errorf("%s: %s: %s", c.Name, c.Verdict, c.Saw)
		}
	}
	require.NoError(t, r.Err())
}

// naive is a client that checks nothing, but what the types of its messages can't hold.
func naive(ctx context.Context, path string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	conn, err := transport.ReadConnection(path)
	if err != nil {
		return err
	}
	c, err := kit.NewClient(conn)
	if err != nil {
		return err
	}
	c.HTTP.Transport.(*http.Transport).TLSClientConfig = &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12}
	c.HTTP.CheckRedirect = nil
	s, err := c.Begin(ctx, Dataset, Purpose, 1000)
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{
		func(ctx context.Context) error { return s.Offer(ctx) }, s.SendList, s.MakeTags, s.SendTags,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	a, err := s.Result(ctx)
	return kit.Want("result", a, err, http.StatusOK)
}

// A client that checks nothing is caught by every lie. It counts nobody, so that no session is right, either.
func TestNaiveClient(t *testing.T) {
	p := start(t, some())
	for _, c := range p.Try(t.Context(), naive) {
		switch c.Name {
		case "info-suite", "info-type-name", "info-profile-name", "code-unknown", "nonce-zero", "status-early-set": // what no message can hold, or no session gets beyond
			continue
		case "key-fresh", "list-fresh", "nonce-fresh", "keys-unsent":
			require.Equal(t, kit.Passed, c.Verdict, c.Name)
			continue
		}
		if c.Verdict != kit.Failed {
			t.Errorf("%s: %s: %s", c.Name, c.Verdict, c.Saw)
		}
	}
}

// A client with one key, nonce and list for all its sessions, which sends its match keys too, is seen.
func TestOneKey(t *testing.T) {
	p := start(t, []*Lie{Lies()[0], Lies()[1]})
	var first *kit.Session
	cases := p.Try(t.Context(), func(ctx context.Context, path string) error {
		conn, err := transport.ReadConnection(path)
		if err != nil {
			return err
		}
		c, err := kit.NewClient(conn)
		if err != nil {
			return err
		}
		if first == nil {
			if first, err = c.Begin(ctx, Dataset, Purpose, 1000); err != nil {
				return err
			}
		}
		first.Client, first.Info.Advertiser = c, conn.Advertiser
		o := first.NewOffer(func(o *psi.Offer) { o.Nonce = psi.Nonce{1} })
		if _, err := first.SendOffer(ctx, o); err != nil {
			return err
		}
		for _, step := range []func(context.Context) error{first.SendList, first.MakeTags, first.SendTags} {
			if err := step(ctx); err != nil {
				return err
			}
		}
		_, err = first.Post(ctx, first.Path("/tags"), p.keys[7][:])
		return err
	})
	for _, c := range cases {
		require.Equal(t, kit.Failed, c.Verdict, "%s: %s", c.Name, c.Saw)
	}
}

// A client that ends whatever it finds open is seen, and one that has one session only is not called good.
func TestTwoAtOnce(t *testing.T) {
	two := Lies()[2]
	require.True(t, two.Twice)
	p := start(t, []*Lie{two})
	ends := func(ctx context.Context, path string) error {
		conn, err := transport.ReadConnection(path)
		if err != nil {
			return err
		}
		c, err := kit.NewClient(conn)
		if err != nil {
			return err
		}
		s, err := c.Begin(ctx, Dataset, Purpose, 1000)
		if err != nil {
			return err
		}
		if err := s.Offer(ctx); err != nil {
			return err
		}
		s.End(ctx)
		return nil
	}
	require.Equal(t, kit.NotTested, p.Seen()[0].Verdict)
	require.NoError(t, ends(t.Context(), p.Connection(two)))
	seen := p.Seen()[0]
	require.Equal(t, kit.Failed, seen.Verdict)
	require.Contains(t, seen.Saw, "ended a session")
}

// Without a client's exit code, what came over the connection decides.
func TestSeen(t *testing.T) {
	var lies []*Lie
	for _, l := range Lies() {
		if slices.Contains([]string{"honest", "info-old", "set-flipped", "result-high", "info-mode"}, l.Name) {
			lies = append(lies, l)
		}
	}
	p := start(t, lies)
	client := own(p, filepath.Join(t.TempDir(), "state"))
	for _, l := range lies[:4] {
		_ = client(t.Context(), p.Connection(l))
	}
	verdicts := map[string]kit.Verdict{}
	for _, c := range p.Seen() {
		verdicts[c.Name] = c.Verdict
	}
	require.Equal(t, kit.Passed, verdicts["honest"])
	require.Equal(t, kit.Passed, verdicts["info-old"])
	require.Equal(t, kit.Passed, verdicts["set-flipped"])
	require.Equal(t, kit.NotTested, verdicts["result-high"])
}

// Lies have names of their own, and every rule that a client can be tried on has one.
func TestLies(t *testing.T) {
	names, musts := map[string]bool{}, map[int]bool{6: true, 8: true, 17: true}
	for _, l := range Lies() {
		require.False(t, names[l.Name], l.Name)
		names[l.Name] = true
		for _, m := range l.Musts {
			musts[m] = true
		}
	}
	for _, m := range kit.Musts() {
		require.Equal(t, m.Client == "", musts[m.Number], "M%d", m.Number)
	}
}
