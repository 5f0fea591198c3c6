package cli

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/spf13/cobra"
)

// A release is linked with these: its archives are built without a repository's state, so that they are the same from
// wherever they are built.
var release, commit string

// versions is what a program can say of itself.
type versions struct {
	Version      string `json:"version"`
	Commit       string `json:"commit,omitempty"`
	Protocol     string `json:"protocol"`
	Go           string `json:"go"`
	Platform     string `json:"platform"`
	Ristretto255 string `json:"ristretto255"`
	P256         string `json:"p256"`
}

func version() versions {
	v := versions{
		Version: release, Commit: commit, Protocol: psi.Version, Go: runtime.Version(),
		Platform:     runtime.GOOS + "/" + runtime.GOARCH,
		Ristretto255: ecdh.Ristretto255().Implementation(), P256: ecdh.P256().Implementation(),
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		v.Version = cmp.Or(v.Version, info.Main.Version)
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				v.Commit = cmp.Or(v.Commit, s.Value)
			}
		}
	}
	v.Version = cmp.Or(v.Version, "unknown")
	v.Commit = v.Commit[:min(12, len(v.Commit))]
	return v
}

// Version is the release or the module's version with its revision, and the implementations in use on this machine.
func Version() string {
	v := version()
	if v.Commit != "" {
		v.Version += " " + v.Commit
	}
	return fmt.Sprintf("%s, protocol %s, %s, ristretto255 by %s, P256 by %s", v.Version, v.Protocol, v.Go, v.Ristretto255, v.P256)
}

// Build names the release, or the module's version, and the revision that the program was built from.
func Build() string {
	v := version()
	return strings.TrimSpace(v.Version + " " + v.Commit)
}

func newVersion() *cobra.Command {
	var json bool
	c := &cobra.Command{
		Use:   "version",
		Short: "say which version this is",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			v := version()
			if json {
				return WriteJSON(c.OutOrStdout(), v)
			}
			_, err := fmt.Fprintf(c.OutOrStdout(), "%s %s\ncommit        %s\nprotocol      %s\nbuilt by      %s for %s\nristretto255  %s\nP256          %s\n",
				c.Root().Name(), v.Version, cmp.Or(v.Commit, "unknown"), v.Protocol, v.Go, v.Platform, v.Ristretto255, v.P256)
			return err
		},
	}
	c.Flags().BoolVar(&json, "json", false, "print JSON instead of text")
	return c
}
