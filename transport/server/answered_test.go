package server_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/server"
	"github.com/stretchr/testify/require"
)

// Whoever hears of requests hears a session's name only where the client has the session: anything else in its place is a
// client's own choice.
func TestAnswered(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var heard []server.Answered
	w := newWorld(t, setup{answered: func(a server.Answered) {
		mu.Lock()
		defer mu.Unlock()
		heard = append(heard, a)
	}})
	mine, others := newWire(w, httpClient(t, w.conn, true)), httpClient(t, w.fresh(), true)
	mine.mask(0, 200)
	mine.offer(psi.Count)
	chosen := strings.Repeat("c0ffee00", 8)
	for _, x := range []struct {
		c  *http.Client
		id string
	}{{mine.http, chosen}, {others, mine.id}, {others, "end"}} {
		resp, err := x.c.Get(w.conn.URL + transport.At(transport.PathSession, x.id))
		require.NoError(t, err)
		resp.Body.Close()
	}
	known, unknown := 0, 0
	watch.Eventually(t, "all were heard of", func() bool {
		mu.Lock()
		defer mu.Unlock()
		known, unknown = 0, 0
		for _, a := range heard {
			if a.Code == psi.CodeUnknownSession {
				require.Empty(t, a.Session)
				unknown++
			} else if a.Route == "GET "+transport.PathSession || a.Route == "POST "+transport.PathSessions {
				require.Equal(t, mine.id, a.Session)
				known++
			}
		}
		return unknown == 3
	})
	require.GreaterOrEqual(t, known, 2)
}
