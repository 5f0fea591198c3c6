package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/cmd/internal/told"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

// grantFlags say which datasets and modes a client may use.
type grantFlags struct {
	modes []string
	grant platform.ClientGrant
}

func (f *grantFlags) register(c *cobra.Command) {
	c.Flags().StringSliceVar(&f.grant.Datasets, "dataset", nil, "dataset that the client may use (repeatable; default: all)")
	c.Flags().StringSliceVar(&f.modes, "mode", nil, "mode that it may use (repeatable; default: all that the server offers)")
}

func (f *grantFlags) parse() error {
	for _, m := range f.modes {
		mode, err := psi.ParseMode(m)
		if err != nil {
			return cli.Usagef("--mode: %w", err)
		}
		f.grant.Modes = append(f.grant.Modes, mode)
	}
	for _, name := range f.grant.Datasets {
		if err := psi.CheckName("dataset", name); err != nil {
			return cli.Usagef("--%w", err)
		}
	}
	return nil
}

func newClientList() *cobra.Command {
	var json bool
	c := datadir.On(&cobra.Command{
		Use:   "list --data DIR",
		Short: "list the clients, when their certificates end, and what they may use",
		Example: `  psi-server client list --data data
  psi-server client list --data data --json`,
		Args: cobra.NoArgs,
	}, datadir.Read, func(ctx context.Context, w io.Writer, s *platform.Directory, _ []string) error {
		all, err := s.Clients(ctx)
		if err != nil {
			return err
		}
		if json {
			return cli.WriteJSON(w, map[string]any{"clients": all})
		}
		if len(all) == 0 {
			fmt.Fprintln(w, "no clients")
		}
		for _, x := range all {
			printClient(w, &x)
		}
		return nil
	})
	c.Flags().BoolVar(&json, "json", false, "print one JSON object instead of text")
	return c
}

// printClient prints a line about a client.
func printClient(w io.Writer, x *platform.ClientRow) {
	state := "since " + datadir.Time(x.Created, told.TimeFormat)
	end, soon := platform.Ends(x)
	switch {
	case x.Revoked != "":
		state = "revoked " + datadir.Time(x.Revoked, told.TimeFormat)
	case end.IsZero():
	case soon:
		state += ", " + endsSoon(end)
	default:
		state += ", certificate until " + end.Format(time.DateOnly)
	}
	fmt.Fprintf(w, "client %s %s%s\n", x.Name, state, only(x.May))
}

// endsSoon says when a certificate ends, or has ended.
func endsSoon(end time.Time) string {
	if left := time.Until(end); left > 0 {
		return fmt.Sprintf("warning: its certificate ends in %s, on %s", cli.Counted(int(left/(24*time.Hour)), "day"), end.Format(time.DateOnly))
	}
	return "warning: its certificate ended on " + end.Format(time.DateOnly) + ", and client renew writes a new one"
}

// only says what a client may use, if that is not all.
func only(g platform.ClientGrant) string {
	text := ""
	if len(g.Datasets) > 0 {
		text += ", only dataset " + strings.Join(g.Datasets, ", ")
	}
	if len(g.Modes) > 0 {
		text += fmt.Sprintf(", only mode %s", strings.Trim(fmt.Sprint(g.Modes), "[]"))
	}
	return text
}

func newClientRestrict() *cobra.Command {
	var f grantFlags
	var all bool
	c := datadir.On(&cobra.Command{
		Use:   "restrict NAME --data DIR {--dataset DATASET | --mode MODE | --all}",
		Short: "say which datasets and modes a client may use",
		Long: `Say which datasets and modes a client may use, in place of what was said before. To the
client other datasets look as if they did not exist. Sessions that are open go on.`,
		Example: `  psi-server client restrict acme --data data --dataset users --mode count
  psi-server client restrict acme --data data --all`,
		Args: cobra.ExactArgs(1),
	}, datadir.Write, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		if err := f.parse(); err != nil {
			return err
		}
		if all != (len(f.grant.Datasets)+len(f.grant.Modes) == 0) {
			return cli.Usagef("want either --all, or --dataset and --mode")
		}
		if err := s.RestrictClient(ctx, args[0], f.grant); err != nil {
			return err
		}
		return cli.Tell(w, map[string]string{"client": args[0], "change": "restricted"}, "")
	})
	f.register(c)
	c.Flags().BoolVar(&all, "all", false, "let the client use all that the server offers")
	return c
}

func newClientRevoke() *cobra.Command {
	return datadir.On(&cobra.Command{
		Use:     "revoke NAME --data DIR",
		Short:   "refuse an advertiser from now on",
		Example: `  psi-server client revoke acme --data data`,
		Args:    cobra.ExactArgs(1),
	}, datadir.Write, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		if err := s.RevokeClient(ctx, args[0]); err != nil {
			return err
		}
		return cli.Tell(w, map[string]string{"client": args[0], "change": "revoked"}, "")
	})
}

func newClientRemove() *cobra.Command {
	return datadir.On(&cobra.Command{
		Use:   "remove NAME --data DIR",
		Short: "refuse an advertiser from now on, and list it no more",
		Long: `Refuse an advertiser from now on, and list it no more. If it was ever here, its name
stays taken, so that nobody else gets what it has spent or stored, and nobody comes
back under it without that: client renew --at-once lets the same client in again.`,
		Example: `  psi-server client remove acme --data data`,
		Args:    cobra.ExactArgs(1),
	}, datadir.Write, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		if err := s.RemoveClient(ctx, args[0]); err != nil {
			return err
		}
		return cli.Tell(w, map[string]string{"client": args[0], "change": "removed"}, "")
	})
}
