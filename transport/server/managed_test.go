package server_test

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/stretchr/testify/require"
)

// people is an advertiser.List of the numbers [from, to).
type people struct {
	t        *testing.T
	from, to int
}

func (p people) Items(context.Context, *psi.DatasetInfo) (iter.Seq2[psi.Item, error], error) {
	return items(p.t, p.from, p.to), nil
}
func (p people) Rows() uint64          { return uint64(p.to - p.from) }
func (p people) PhoneMetadata() string { return "" }

// Datasets, clients and the disclosure policy change while sessions run: whatever the order, an answer is right, the
// ledger has what was answered, and verifies.
func TestManagedWhileServing(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	var results, imports atomic.Int64
	cfg := platform.Config{Recorded: func(e *ledger.Entry) {
		switch e.Type {
		case ledger.TypeResult:
			results.Add(1)
		case ledger.TypeImport:
			imports.Add(1)
		}
	}}
	w := newWorld(t, setup{cfg: cfg})
	store := w.platform.Store()
	var all sync.WaitGroup
	do := func(times int, f func(i int) error) {
		all.Go(func() {
			for i := range times {
				if err := f(i); err != nil {
					t.Error(err)
				}
			}
		})
	}
	const sessions = 4
	for range 2 {
		do(sessions, func(int) error {
			conn := w.fresh()
			c, err := client.New(&conn, client.Config{})
			if err != nil {
				return err
			}
			defer c.Close()
			o := advertiser.Options{Dataset: "users", State: filepath.Join(t.TempDir(), "state")}
			out, err := advertiser.Count(ctx, c, people{t, 900, 1100}, o)
			if err != nil {
				return err
			}
			if n := *out.Released.Value; n != 100 {
				return fmt.Errorf("%d are told, of 100", n)
			}
			return nil
		})
	}
	do(2, func(i int) error { w.importUsers(-200-i, 1000); return nil })
	do(20, func(int) error {
		next, err := exactByContract(t).WithFloors(leastFloors)
		if err != nil {
			return err
		}
		return w.platform.SetDisclosure(next)
	})
	do(5, func(i int) error {
		c := server.Client{Name: fmt.Sprintf("guest%d", i), URL: w.conn.URL, Authority: w.ca}
		if _, err := server.AddClient(ctx, store, c); err != nil {
			return err
		}
		if err := store.RestrictClient(ctx, c.Name, platform.ClientGrant{Modes: []psi.Mode{psi.Count}}); err != nil {
			return err
		}
		if _, err := server.RenewClient(ctx, store, c); err != nil {
			return err
		}
		if err := store.RevokeClient(ctx, c.Name); err != nil {
			return err
		}
		if _, err := server.ReplaceClient(ctx, store, c); err != nil {
			return err
		}
		return store.RemoveClient(ctx, c.Name)
	})
	all.Wait()
	require.NoError(t, store.RemoveDataset(ctx, "users", "audience-matching"))
	_, replay, err := store.VerifyLedger(ctx, nil)
	require.NoError(t, err)
	answered := 0
	for _, s := range replay.Sessions {
		if s.Released != nil {
			answered++
		}
	}
	require.Equal(t, 2*sessions, answered)
	require.EqualValues(t, answered, results.Load(), "the hook has heard of all")
	require.EqualValues(t, 1, imports.Load(), "of this process's imports: that the dataset was removed")
}
