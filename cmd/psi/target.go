package main

import (
	"context"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/connect"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/spf13/cobra"
)

// target is the dataset that a command is about, and the way to it.
type target struct {
	connection connect.Flag
	dataset    string
	purpose    string
}

func (t *target) register(c *cobra.Command) {
	fs := c.Flags()
	fs.SortFlags = false
	t.connection.Register(c, "connection file that the platform gave you")
	fs.StringVar(&t.dataset, "dataset", "", "the platform's name for its dataset (required)")
	fs.StringVar(&t.purpose, "purpose", "audience-matching", "what the match is for")
}

// check says what is wrong with the flags. others are required too.
func (t *target) check(c *cobra.Command, others ...string) error {
	required := append([]string{"dataset"}, others...)
	if t.connection.Find(c) != nil {
		required = append([]string{"connection"}, required...)
	}
	if err := cli.RequireFlags(c, required...); err != nil {
		return err
	}
	for _, x := range []struct{ what, name string }{{"dataset", t.dataset}, {"purpose", t.purpose}} {
		if err := psi.CheckName(x.what, x.name); err != nil {
			return cli.Usagef("--%w", err)
		}
	}
	return nil
}

// open reads the connection file and returns a client, which is to be closed. It renews the client's certificate when
// that is due, and shows notices to the user.
func (t *target) open(ctx context.Context, notice func(string)) (*transport.Connection, *client.Client, error) {
	conn, err := t.connection.Read()
	if err != nil {
		return nil, nil, err
	}
	c, err := client.New(conn, client.Config{Skewed: notice})
	if err == nil && notice != nil {
		t.connection.KeepValid(ctx, conn, c, notice)
	}
	return conn, c, err
}

// config is what to ask of the platform, as far as the target says it.
func (t *target) config(conn *transport.Connection) advertiser.Config {
	return advertiser.Config{
		Params: psi.Params{Purpose: t.purpose}, Dataset: t.dataset, Advertiser: conn.Advertiser, Platform: conn.Platform,
	}
}

// stateFlag is the directory for what is remembered between runs.
type stateFlag struct {
	state  string
	accept int64 // entry about a restored copy; -1 means none
}

func (f *stateFlag) register(c *cobra.Command) {
	c.Flags().StringVar(&f.state, "state", "", "directory for what is remembered about platforms' ledgers and open sessions (default: blindmatch in the user's configuration directory)")
	c.Flags().Int64Var(&f.accept, "accept-restore", -1, "go on although the platform's ledger went back, if its entry with this number says that a copy was restored")
}

// given is the flag as it has to be given again.
func (f *stateFlag) given() string {
	if f.state == "" {
		return ""
	}
	return " --state " + cli.ShellQuote(f.state)
}
