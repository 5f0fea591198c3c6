package client

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/blindmatch/blindmatch/transport"
	"github.com/stretchr/testify/require"
)

// roundTrip is a way to a platform.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A connection that is dead may be noticed only after half a minute. That is no reason to give up: patience counts from
// then, and there is always another try.
func TestPatience(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		name    string
		notice  time.Duration // how long a dead connection goes unnoticed
		down    time.Duration // how long the platform is away
		answers bool
	}{
		{"dead connection", 30 * time.Second, 0, true},
		{"dead for longer than patience", 10 * time.Minute, 0, true},
		{"server away for 25 s", 0, 25 * time.Second, true},
		{"dead connection, and the server away for 25 s", 30 * time.Second, 25 * time.Second, true},
		{"away for good", 0, time.Hour, false},
		{"away for good, slowly", time.Minute, time.Hour, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			tries, began := 0, time.Now()
			c, err := New(&transport.Connection{URL: "https://platform.example", Platform: "platform", Advertiser: "acme"}, Config{
				HTTP: &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
					if tries++; tries == 1 || time.Since(began) < x.notice+x.down {
						time.Sleep(x.notice)
						return nil, errors.New("reset")
					}
					return &http.Response{StatusCode: http.StatusNoContent, Body: io.NopCloser(strings.NewReader("")), Header: http.Header{}}, nil
				})},
			})
			require.NoError(t, err)
			c.reached.Store(true)
			err = c.Abort(context.Background(), strings.Repeat("5e", 32))
			if x.answers {
				require.NoError(t, err, x.name)
				return
			}
			require.ErrorContains(t, err, "reset", x.name)
			require.GreaterOrEqual(t, tries, 2, x.name)
			require.Less(t, time.Since(began), 4*time.Minute, x.name)
		})
	}
}
