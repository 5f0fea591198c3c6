package psi

import (
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"
)

const entropyEnv = "BLINDMATCH_NO_ENTROPY"

// noEntropy is a source that has none.
type noEntropy struct{}

func (noEntropy) Read([]byte) (int, error) { return 0, errors.New("no entropy") }

// Without entropy the process ends: nothing falls back to numbers that somebody could guess. P13 of docs/campaign.md
func TestNoEntropy(t *testing.T) {
	p := Params{Suite: "ristretto255", Purpose: "audience-matching", Profile: "default-v1", Types: "email"}
	if os.Getenv(entropyEnv) != "" {
		rand.Reader = noEntropy{}
		if os.Getenv(entropyEnv) == "epoch" {
			NewEpochSecret()
		} else {
			_, _ = NewAdvertiser(p, Scratch{})
		}
		os.Exit(0)
	}
	for _, what := range []string{"epoch", "advertiser"} {
		c := exec.Command(os.Args[0], "-test.run=^TestNoEntropy$")
		c.Env = append(os.Environ(), entropyEnv+"="+what)
		out, err := c.CombinedOutput()
		require.Error(t, err, what)
		require.Contains(t, string(out), "failed to read random data", what)
	}
}
