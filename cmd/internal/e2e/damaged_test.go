//go:build unix

package e2e

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Handles that are damaged on their way: the last thing that can go wrong.
func TestDamagedHandles(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	p := newPlatform(t, "--mode", "blinded")
	addr := eavesdrop(t, p, filepath.Join(p.dir, "acme.json"), newEvidence(), nil, func(r *http.Response) {
		if strings.HasSuffix(r.Request.URL.Path, "/handles") {
			b, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			b[len(b)-1] ^= 1
			r.Body = io.NopCloser(bytes.NewReader(b))
		}
	})
	redirect(t, filepath.Join(p.dir, "acme.json"), p.addr, addr)
	if err := os.Mkdir(filepath.Join(p.dir, "out"), 0o700); err != nil {
		t.Fatal(err)
	}
	c := start(p.dir, "psi", "blinded", "-c", "acme.json", "--dataset", "users", "--type", "email", "-o", "out/handles.txt", "list.csv")
	if code := c.wait(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	if got := c.stderr.String(); !strings.Contains(got, "records received are not the committed ones") || c.stdout.String() != "" {
		t.Errorf("it says %q and %q", got, c.stdout.String())
	}
	for _, dir := range []string{"out", "tmp"} {
		if !isEmpty(t, filepath.Join(p.dir, dir)) {
			t.Errorf("files are left in %s", dir)
		}
	}
}
