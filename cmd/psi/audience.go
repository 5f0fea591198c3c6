package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/connect"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/spf13/cobra"
)

// done says what became of an audience.
var done = map[psi.Action]string{
	psi.CreateAudience: "created", psi.ReplaceAudience: "written anew",
	psi.AddToAudience: "whoever of your list is a user is in it", psi.RemoveAudience: "whoever of your list was in it is out of it",
}

func newAudience() *cobra.Command {
	c := &cobra.Command{
		Use:   "audience",
		Short: "build and change audiences on a platform",
		Long: `An audience is a named set of the platform's users who are on your list. It stays on
the platform: you never see who is in it, and you are told nothing that depends on how
many there are, unless you ask for the number when you push it. The platform learns
which of its users are in it, and who entered or left it when.

An audience ends after 30 days at most, unless it is renewed. Pushing one costs as
much as a count, whether you ask for the number or not; changing one costs nothing.
This mode is off unless a platform switches it on.`,
	}
	c.AddCommand(newAudiencePush(), newAudienceChange(psi.AddToAudience), newAudienceChange(psi.RemoveAudience), newAudienceList(), newAudienceRenew(), newAudienceDelete())
	return c
}

// audienceFlags are those of a session about an audience.
type audienceFlags struct {
	sessionFlags
	exclude bool
	expires string
	release bool
	replace bool
}

func newAudiencePush() *cobra.Command {
	f := audienceFlags{sessionFlags: sessionFlags{mode: psi.Activate}}
	c := &cobra.Command{
		Use:   "push NAME FILE -c CONNECTION --dataset NAME",
		Short: "make an audience of the people on a list",
		Long: `Make an audience of those of the platform's users who are on your list. Whether the
platform's ad system may read it is decided once, from a number with noise: it may not
if there are few. You are told that number only with --release; it is paid for anyway.

--exclude makes it a suppression list: these people are not to be shown something.

` + keepOutHelp + `

` + cli.TableFormats + "\n\n" + cli.ExitCodes,
		Example: `  psi audience push vips -c acme.json --dataset users --expires 14d customers.csv
  psi audience push churned -c acme.json --dataset users --exclude --replace churned.csv`,
		Args: cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			a := psi.Audience{Action: psi.CreateAudience, Name: args[0], Use: psi.Include, Release: f.release}
			if f.replace {
				a.Action = psi.ReplaceAudience
			}
			if f.exclude {
				a.Use = psi.Exclude
			}
			until, err := parseExpiry(f.expires, time.Now())
			if err != nil {
				return cli.Usagef("--expires: %w", err)
			}
			a.Expires = until.Format(time.RFC3339)
			return f.change(c, a, args)
		},
	}
	f.register(c)
	f.question.register(c, false)
	fs := c.Flags()
	fs.BoolVar(&f.exclude, "exclude", false, "for suppression: these people are to be left out")
	fs.StringVar(&f.expires, "expires", "30d", "when it ends: 14d, 2026-01-31, or 2026-01-31T12:00:00Z; 30 days at most")
	fs.BoolVar(&f.release, "release", false, "tell the number of people, with noise")
	fs.BoolVar(&f.replace, "replace", false, "write an audience of this name anew that there is already")
	return c
}

func newAudienceChange(action psi.Action) *cobra.Command {
	f := audienceFlags{sessionFlags: sessionFlags{mode: psi.Activate}}
	short, long := "add the people on a list to an audience", `Add those of the platform's users who are on your list to an audience.`
	if action == psi.RemoveAudience {
		short, long = "take the people on a list out of an audience", `Take those of the platform's users who are on your list out of an audience, such as
customers who withdrew.`
	}
	c := &cobra.Command{
		Use:   string(action) + " NAME FILE -c CONNECTION --dataset NAME",
		Short: short,
		Long: long + ` It costs nothing, a list may be as short as
you like, and you are told nothing.

` + keepOutHelp + `

` + cli.TableFormats + "\n\n" + cli.ExitCodes,
		Example: `  psi audience ` + string(action) + ` vips -c acme.json --dataset users customers.csv`,
		Args:    cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			return f.change(c, psi.Audience{Action: action, Name: args[0]}, args)
		},
	}
	f.register(c)
	return c
}

// change runs the session.
func (f *audienceFlags) change(c *cobra.Command, a psi.Audience, args []string) error {
	if err := psi.CheckName("audience", a.Name); err != nil {
		return cli.Usagef("%w", err)
	}
	f.audience = &a
	return f.run(c, args)
}

// clocks is what 30 days are short of: the platform's clock may be behind ours, and it allows no more than 30 days.
const clocks = 10 * time.Minute

// parseExpiry reads a number of days, a day, or a time.
func parseExpiry(s string, now time.Time) (time.Time, error) {
	var until time.Time
	var days int
	if _, err := fmt.Sscanf(s, "%dd", &days); err == nil && s == fmt.Sprintf("%dd", days) {
		until = now.UTC().AddDate(0, 0, days)
		if most := now.UTC().Add(psi.MaxAudience); until.Equal(most) {
			until = most.Add(-clocks)
		}
	} else if t, err := time.Parse(time.DateOnly, s); err == nil {
		until = t
	} else if until, err = time.Parse(time.RFC3339, s); err != nil {
		return until, fmt.Errorf("%.40q: want days such as 14d, a day such as 2026-01-31, or a time such as 2026-01-31T12:00:00Z", s)
	}
	until = until.UTC().Truncate(time.Second)
	if !until.After(now) || until.After(now.Add(psi.MaxAudience)) {
		return until, fmt.Errorf("%s: want a time within the next 30 days", until.Format(minutes))
	}
	return until, nil
}

// onAudiences runs a command that needs no session.
func onAudiences(c *cobra.Command, t *target, run func(ctx context.Context, w io.Writer, p *client.Client, args []string) error) *cobra.Command {
	t.register(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		if err := t.check(c); err != nil {
			return err
		}
		if len(args) > 0 {
			if err := psi.CheckName("audience", args[0]); err != nil {
				return cli.Usagef("%w", err)
			}
		}
		_, platform, err := t.open(c.Context(), connect.NoticeTo(c))
		if err != nil {
			return err
		}
		defer platform.Close()
		return run(c.Context(), c.OutOrStdout(), platform, args)
	}
	return c
}

func newAudienceList() *cobra.Command {
	var t target
	var json bool
	c := onAudiences(&cobra.Command{
		Use:     "list -c CONNECTION --dataset NAME",
		Short:   "list your audiences",
		Example: `  psi audience list -c acme.json --dataset users`,
		Args:    cobra.NoArgs,
	}, &t, func(ctx context.Context, w io.Writer, p *client.Client, _ []string) error {
		all, err := advertiser.ListAudiences(ctx, p, t.dataset, t.purpose)
		if err != nil {
			return err
		}
		if json {
			return cli.WriteJSON(w, psi.Audiences{Audiences: all})
		}
		if len(all) == 0 {
			fmt.Fprintln(w, "you have no audience here")
		}
		for _, a := range all {
			fmt.Fprintf(w, "%s: %s, %s, created %s, ends %s\n", a.Name, a.Use, a.State, a.Created.UTC().Format(minutes), a.Expires.UTC().Format(minutes))
		}
		return nil
	})
	c.Flags().BoolVar(&json, "json", false, "print JSON instead of text")
	return c
}

func newAudienceRenew() *cobra.Command {
	var t target
	var expires string
	c := onAudiences(&cobra.Command{
		Use:     "renew NAME -c CONNECTION --dataset NAME",
		Short:   "let an audience live on, without matching",
		Example: `  psi audience renew vips -c acme.json --dataset users --expires 30d`,
		Args:    cobra.ExactArgs(1),
	}, &t, func(ctx context.Context, w io.Writer, p *client.Client, args []string) error {
		until, err := parseExpiry(expires, time.Now())
		if err != nil {
			return cli.Usagef("--expires: %w", err)
		}
		if err := p.RenewAudience(ctx, t.dataset, t.purpose, args[0], until); err != nil {
			return err
		}
		return cli.Tell(w, map[string]any{"audience": args[0], "expires": until}, "%s ends %s\n", args[0], until.Format(minutes))
	})
	c.Flags().StringVar(&expires, "expires", "30d", "when it ends: 14d, 2026-01-31, or 2026-01-31T12:00:00Z; 30 days at most")
	return c
}

func newAudienceDelete() *cobra.Command {
	var t target
	return onAudiences(&cobra.Command{
		Use:     "delete NAME -c CONNECTION --dataset NAME",
		Short:   "end an audience",
		Example: `  psi audience delete vips -c acme.json --dataset users`,
		Args:    cobra.ExactArgs(1),
	}, &t, func(ctx context.Context, w io.Writer, p *client.Client, args []string) error {
		if err := p.DeleteAudience(ctx, t.dataset, t.purpose, args[0]); err != nil {
			return err
		}
		name := strings.TrimSpace(args[0])
		return cli.Tell(w, map[string]string{"audience": name, "change": "deleted"}, "%s is deleted\n", name)
	})
}
