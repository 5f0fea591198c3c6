package main

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

// connectionFlag is the flag for the connection file.
type connectionFlag struct {
	path  string
	stdin io.Reader // after find
}

func (f *connectionFlag) register(c *cobra.Command, usage string) {
	c.Flags().StringVarP(&f.path, "connection", "c", "", usage+"; - is standard input (default: what "+connectionVariable+" holds or names)")
}

// find settles where the connection file is.
func (f *connectionFlag) find(c *cobra.Command) error {
	f.stdin = c.InOrStdin()
	if f.path == "" && os.Getenv(connectionVariable) == "" {
		return cli.Usagef("give either --connection or --log-key, or set %s", connectionVariable)
	}
	return nil
}

// fromStdin says whether the connection file is read from standard input.
func (f *connectionFlag) fromStdin() bool { return f.path == "-" }

// file is the path of the connection file, or "" if it is no file that could be replaced.
func (f *connectionFlag) file() string {
	path := f.path
	if path == "" {
		path = os.Getenv(connectionVariable)
	}
	if path == "-" || isConnection(path) {
		return ""
	}
	return path
}

// read reads the connection file.
func (f *connectionFlag) read() (*transport.Connection, error) {
	path, value := f.path, os.Getenv(connectionVariable)
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
