package server

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// Few read the ledger at once; another one waits, but not for long.
func TestWitnessesAreFew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		places := make(chan struct{}, witnesses)
		var now, most atomic.Int64
		serve := witness(places, func(string, http.ResponseWriter, *http.Request) error {
			if n := now.Add(1); n > most.Load() { // all begin before the first ends
				most.Store(n)
			}
			time.Sleep(3 * time.Second)
			now.Add(-1)
			return nil
		})
		errs := make(chan error)
		for range witnesses + 3 {
			go func() { errs <- serve("acme", nil, httptest.NewRequest("GET", "/v1/log/checkpoint", nil)) }()
		}
		for range 3 {
			require.Equal(t, psi.CodeBusy, psi.CodeOf(<-errs))
		}
		for range witnesses {
			require.NoError(t, <-errs)
		}
		require.LessOrEqual(t, most.Load(), int64(witnesses))
	})
}
