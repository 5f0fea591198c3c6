// Package connect finds an advertiser's connection file, and keeps its certificate valid.
package connect

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/internal/secretfile"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/spf13/cobra"
)

// connectionVariable may hold a connection file, or name one, for who has it from a store of secrets.
const connectionVariable = "BLINDMATCH_CONNECTION"

// Flag is the flag for the connection file.
type Flag struct {
	Path  string
	stdin io.Reader // after Find
}

// Register adds the flag to a command.
func (f *Flag) Register(c *cobra.Command, usage string) {
	c.Flags().StringVarP(&f.Path, "connection", "c", "", usage+"; - is standard input (default: what "+connectionVariable+" holds or names)")
}

// Find settles where the connection file is.
func (f *Flag) Find(c *cobra.Command) error {
	f.stdin = c.InOrStdin()
	if f.Path == "" && os.Getenv(connectionVariable) == "" {
		return cli.Usagef("--connection is missing; %s may hold or name the file, too", connectionVariable)
	}
	return nil
}

// FromStdin says whether the connection file is read from standard input.
func (f *Flag) FromStdin() bool { return f.Path == "-" }

// file is the path of the connection file, or "" if it is no file that could be replaced.
func (f *Flag) file() string {
	path := f.Path
	if path == "" {
		path = os.Getenv(connectionVariable)
	}
	if path == "-" || isConnection(path) {
		return ""
	}
	return path
}

// Read reads the connection file.
func (f *Flag) Read() (*transport.Connection, error) {
	path, value := f.Path, os.Getenv(connectionVariable)
	if path == "" && isConnection(value) {
		return transport.ParseConnection("in "+connectionVariable, []byte(value))
	}
	if path == "" {
		path = value
	}
	if path != "-" {
		return transport.ReadConnection(path)
	}
	b, err := secretfile.ReadAll(f.stdin, "standard input", transport.MaxMessage)
	if err != nil {
		return nil, fmt.Errorf("connection file: %w", err)
	}
	return transport.ParseConnection("on standard input", b)
}

// isConnection says whether a value is a connection file itself, and not its name.
func isConnection(value string) bool { return strings.HasPrefix(strings.TrimSpace(value), "{") }

// Given is how the connection was given on the command line.
func (f *Flag) Given() string {
	if f.Path == "" {
		return ""
	}
	return " -c " + cli.ShellQuote(f.Path)
}
