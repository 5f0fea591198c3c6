// Package ui has the command that shows a privacy officer what is recorded, in a browser on the same machine.
package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/internal/controller"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/platform/record"
	"github.com/blindmatch/blindmatch/transport/officer"
	"github.com/spf13/cobra"
)

type flags struct {
	data, dir, key string
	controller     string
	listen         string
}

// Command is psi-server ui.
func Command() *cobra.Command {
	var f flags
	c := &cobra.Command{
		Use:   "ui {--data DIR | --dir LOG --log-key KEY}",
		Short: "show in a browser what flowed to whom, from which data and under which policies",
		Long: `Verify the ledger, and serve pages about it on this machine alone: by month, advertiser
and dataset what was told to whom; each session's story; budgets; policies, explained and
compared; what imports kept out; advertisers; how much is verified, and by whom witnessed.
It prints a link, which works once, in the first browser that opens it. An interrupt
ends it.

The server may run meanwhile, and pages follow what it records. With --data persons'
questions are answered, too: each is an entry in the ledger, and the only thing that
is written. --controller names the file for the page that a person gets, as for
psi-server subject. With --dir an export is enough, and nothing is written.`,
		Example: `  psi-server ui --data data
  psi-server ui --dir export/log --log-key "$(cat export/log-key)"`,
		Args: cobra.NoArgs,
		RunE: f.run,
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.data, "data", "", "data directory")
	fs.StringVar(&f.dir, "dir", "", "folder of the log's files, instead of --data: the folder log of an export")
	fs.StringVar(&f.key, "log-key", "", "the ledger's verifier key, for --dir")
	fs.StringVar(&f.controller, "controller", "", "file that says who is responsible, for the pages that persons get")
	fs.StringVar(&f.listen, "listen", "127.0.0.1:0", "address on this machine's loopback; port 0 is any that is free")
	return c
}

// opener opens what the flags name.
func (f *flags) opener(c *cobra.Command) (func(context.Context) (*record.Record, error), error) {
	switch {
	case f.dir == "" && f.key == "":
		if err := cli.RequireFlags(c, "data"); err != nil {
			return nil, err
		}
		return func(ctx context.Context) (*record.Record, error) {
			d, err := datadir.Read(ctx, f.data)
			if err != nil {
				return nil, err
			}
			return record.Of(d), nil
		}, nil
	case f.dir == "" || f.key == "" || c.Flags().Changed("data"):
		return nil, cli.Usagef("--dir and --log-key go together, and without --data")
	}
	if _, err := record.Exported(f.dir, f.key); err != nil {
		return nil, cli.Usagef("--log-key: %w", err)
	}
	if err := cli.LogFolder("dir", f.dir); err != nil {
		return nil, err
	}
	return func(context.Context) (*record.Record, error) { return record.Exported(f.dir, f.key) }, nil
}

// persons is how persons' questions are answered; nil if there is no data directory.
func (f *flags) persons() (*officer.Persons, error) {
	if f.data == "" {
		if f.controller != "" {
			return nil, cli.Usagef("--controller goes with --data: an export can't tell of persons")
		}
		return nil, nil
	}
	p := &officer.Persons{Ask: officer.Recorded(func(ctx context.Context) (*platform.Directory, error) { return datadir.Write(ctx, f.data) })}
	if f.controller == "" {
		return p, nil
	}
	var err error
	if p.Controller, err = controller.ReadFile(f.controller); err == nil {
		_, err = controller.Parse(p.Controller)
	}
	if err != nil {
		return nil, fmt.Errorf("--controller %s: %w", f.controller, err)
	}
	return p, nil
}

func (f *flags) run(c *cobra.Command, _ []string) error {
	open, err := f.opener(c)
	if err != nil {
		return err
	}
	at, err := cli.Loopback(c.Context(), f.listen)
	if err != nil {
		return cli.Usagef("--listen %.60q: %w: want an address of this machine's loopback, such as 127.0.0.1:8080; a platform's own login can stand before these pages instead, see docs/officer.md", f.listen, err)
	}
	persons, err := f.persons()
	if err != nil {
		return err
	}
	h, err := officer.New(officer.Config{Open: open, Persons: persons, Log: slog.New(slog.NewTextHandler(c.ErrOrStderr(), nil))})
	if err != nil {
		return err
	}
	defer h.Close()
	entries, err := h.Read(c.Context())
	if err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(c.Context(), "tcp", at)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	g := guarded(l.Addr(), h)
	if err := tell(c.OutOrStdout(), g.address(l.Addr().String()), entries); err != nil {
		return errors.Join(err, l.Close())
	}
	return serve(c.Context(), l, g)
}

// tell prints the link.
func tell(w io.Writer, link string, entries int64) error {
	return cli.Tell(w, map[string]any{"link": link, "verified_entries": entries},
		"verified  %s\nopen      %s\n          in a browser on this machine; the link works once, and an interrupt ends all of it\n", cli.Counted(entries, "entry"), link)
}

// serve answers until the context ends.
func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, IdleTimeout: 5 * time.Minute, MaxHeaderBytes: 64 << 10}
	stopped := make(chan error, 1)
	go func() { stopped <- s.Serve(l) }()
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	if s.Shutdown(grace) != nil {
		_ = s.Close()
	}
	if err := <-stopped; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
