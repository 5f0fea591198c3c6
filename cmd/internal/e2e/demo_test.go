//go:build unix

package e2e

import (
	"strings"
	"testing"
)

// The demo compares what it finds with the truth by itself; here it must also say
// what it has tried.
func TestDemo(t *testing.T) {
	needsCommands(t)
	t.Parallel()
	dir := t.TempDir()
	p := start(dir, "psi", "demo", "--users", "20000", "--rows", "2500")
	if code := p.wait(); code != 0 {
		t.Fatalf("exit code %d: %s", code, p.stderr.String())
	}
	rest := p.stdout.String()
	for _, text := range []string{
		"through the purpose gate", "Mode count: people, by e-mail or phone", "by Tier", "Mode blinded: a handle for each person", "the other handles are decoys",
		"c2sp.org/tlog-proof@v1", "under the platform's signature of", "every byte and the order of its entries",
		"refused: the privacy budget of", "come back after 20", "in the compared set in 3 of 3 sessions; in 1 the platform",
		"in the compared set in 0 of 3 sessions", "kept out: phone, given in two_factor (security_context)",
		"in the compared set in 3 of 3 sessions; in 0 the platform", "bad_tags. Nothing is counted, and hooli is barred", "is barred from dataset",
		"groups opened, 0 differ: passed", "are not under its one key: failed", "Mode activate", "pays nothing and is told nothing", "1 member kept out", "its time is over", "Every exact number and every answer equals the truth",
	} {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Fatalf("%q is not there, or not in its place: %s", text, p.stdout.String())
		}
		rest = after
	}
	if !isEmpty(t, dir+"/tmp") {
		t.Error("files are left")
	}
}
