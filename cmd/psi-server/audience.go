package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/internal/nearest"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/spf13/cobra"
)

func newAudience() *cobra.Command {
	c := &cobra.Command{
		Use:   "audience",
		Short: "list, export or purge the audiences that advertisers have written here",
	}
	c.AddCommand(newAudienceList(), newAudienceExport(), newAudiencePurge())
	return c
}

// audienceRow is an audience in the output.
type audienceRow struct {
	Advertiser string    `json:"advertiser"`
	Dataset    string    `json:"dataset"`
	Purpose    string    `json:"purpose"`
	Name       string    `json:"name"`
	Use        string    `json:"use"`
	Created    time.Time `json:"created"`
	Expires    time.Time `json:"expires"`
	State      string    `json:"state"`
	Readable   bool      `json:"readable"`
}

func newAudienceList() *cobra.Command {
	var json bool
	c := datadir.On(&cobra.Command{
		Use:   "list --data DIR",
		Short: "list audiences",
		Long: `List the audiences of all advertisers. "not readable" means that the number which was
drawn when an audience was filled is below the floor: it can't be exported, and the
advertiser is not told. Nobody counts members here: export says how many are read.`,
		Example: `  psi-server audience list --data data`,
		Args:    cobra.NoArgs,
	}, datadir.Read, func(ctx context.Context, w io.Writer, s *platform.Directory, _ []string) error {
		all, err := s.AllAudiences(ctx)
		if err != nil {
			return err
		}
		rows := []audienceRow{}
		for _, x := range all {
			r := audienceRow{
				Advertiser: x.Advertiser, Dataset: x.Dataset, Purpose: x.Purpose, Name: x.Name, Use: string(x.Use),
				Created: x.Created.UTC().Truncate(time.Second), Expires: x.Expires.UTC(), State: "active", Readable: x.Readable,
			}
			if x.Ended() || !time.Now().Before(x.Expires) {
				r.State, r.Readable = "expired", false
			}
			rows = append(rows, r)
		}
		if json {
			return cli.WriteJSON(w, map[string]any{"audiences": rows})
		}
		for _, r := range rows {
			reads := ""
			if r.State == "active" && !r.Readable {
				reads = ", not readable"
			}
			fmt.Fprintf(w, "audience %s of %s, dataset %s for %s\n  %s, %s%s; created %s, ends %s\n",
				r.Name, r.Advertiser, r.Dataset, r.Purpose, r.Use, r.State, reads, when(r.Created), when(r.Expires))
		}
		if len(rows) == 0 {
			fmt.Fprintln(w, "no audiences")
		}
		return nil
	})
	c.Flags().BoolVar(&json, "json", false, "print one JSON object instead of text")
	return c
}

// audienceFlags name an audience, beside its own name.
type audienceFlags struct{ advertiser, dataset, purpose string }

func (f *audienceFlags) register(c *cobra.Command) {
	c.Flags().StringVar(&f.advertiser, "advertiser", "", "whose audience it is (required)")
	c.Flags().StringVar(&f.dataset, "dataset", "", "of which dataset (required)")
	purposeFlag(c, &f.purpose)
}

func (f *audienceFlags) id(c *cobra.Command, name string) (platform.AudienceID, error) {
	id := platform.AudienceID{Advertiser: f.advertiser, Dataset: f.dataset, Purpose: f.purpose, Name: name}
	return id, cli.RequireFlags(c, "advertiser", "dataset")
}

// known refuses what names no audience here, and says which part of the name is not right.
func (f *audienceFlags) known(ctx context.Context, s *platform.Directory, name string) error {
	all, err := s.AllAudiences(ctx)
	if err != nil {
		return err
	}
	for _, x := range []struct {
		flag, what, name string
		of               func(*platform.AudienceRow) string
	}{
		{"advertiser", "audience of advertiser", f.advertiser, func(x *platform.AudienceRow) string { return x.Advertiser }},
		{"dataset", "audience for dataset", f.dataset, func(x *platform.AudienceRow) string { return x.Dataset }},
		{"purpose", "audience for purpose", f.purpose, func(x *platform.AudienceRow) string { return x.Purpose }},
		{"", "", name, func(x *platform.AudienceRow) string { return x.Name }},
	} {
		var names []string
		for i := range all {
			names = append(names, x.of(&all[i]))
		}
		slices.Sort(names)
		names = slices.Compact(names)
		if x.flag == "" && !slices.Contains(names, name) {
			return cli.Usagef("no audience %.80q of %s for dataset %s%s", name, f.advertiser, f.dataset, nearest.Meant(name, names))
		}
		if x.flag != "" {
			if err := cli.Named(x.flag, x.what, x.name, names); err != nil {
				return err
			}
		}
		all = slices.DeleteFunc(all, func(a platform.AudienceRow) bool { return x.of(&a) != x.name })
	}
	return nil
}

func newAudienceExport() *cobra.Command {
	var f audienceFlags
	var out userOutput
	c := &cobra.Command{
		Use:   "export NAME --data DIR --advertiser CLIENT --dataset NAME",
		Short: "export the members of an audience, through the purpose gate as it is now",
		Long: `Write the members of an audience, one row for each contact by which a member matched:
user_id, id_type, context, since, session. A member is left out if the dataset, as it
is now, does not admit such a contact of his: who withdrew, objected, was deleted or
erased, or whose grant has ended. They are counted by reason, on standard error.

Reports of impressions or clicks of a small audience tell the advertiser who is in it:
make them noisy, or withhold them.`,
		Example: `  psi-server audience export vips --data data --advertiser acme --dataset users -o vips.csv`,
		Args:    cobra.ExactArgs(1),
	}
	datadir.On(cli.OwnOutput(c), datadir.Read, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		id, err := f.id(c, args[0])
		if err != nil {
			return err
		}
		if err := f.known(ctx, s, id.Name); err != nil {
			return err
		}
		r, err := s.OpenAudience(ctx, id)
		if err != nil {
			return err
		}
		defer r.Close()
		err = out.write(w, []string{"user_id", "id_type", "context", "since", "session"}, func(row func(...string) error) error {
			for m, err := range r.Members(ctx) {
				if err != nil {
					return err
				}
				for _, x := range m.Contacts {
					if err := row(m.User, string(x.Type), x.Context, x.Since.Format(time.RFC3339), x.Session); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err == nil {
			out.printSummary(c.ErrOrStderr(), "member", r.Summary())
		}
		return err
	})
	f.register(c)
	out.register(c)
	return c
}

func newAudiencePurge() *cobra.Command {
	var f audienceFlags
	var expired, yes bool
	c := &cobra.Command{
		Use:   "purge {NAME --advertiser CLIENT --dataset NAME | --expired} --data DIR",
		Short: "destroy an audience, or all whose time is over",
		Long: `Destroy the key of an audience, and its file. The ledger records it, and the advertiser
sees that the audience is gone. The server destroys expired ones by itself, once a
minute; --expired does that without it.`,
		Example: `  psi-server audience purge vips --data data --advertiser acme --dataset users --yes
  psi-server audience purge --expired --data data`,
		Args: cobra.MaximumNArgs(1),
	}
	datadir.On(c, datadir.Write, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		if expired {
			if len(args) > 0 {
				return cli.Usagef("want NAME or --expired, not both")
			}
			return s.ExpireAudiences(ctx)
		}
		if len(args) == 0 {
			return cli.Usagef("want NAME or --expired")
		}
		id, err := f.id(c, args[0])
		if err != nil {
			return err
		}
		if !yes {
			if err := cli.Confirm(c, fmt.Sprintf("Destroy audience %s of %s? It can't be brought back.", id.Name, id.Advertiser)); err != nil {
				return err
			}
		}
		if err := s.PurgeAudience(ctx, id); err != nil {
			return err
		}
		return cli.Tell(w, map[string]string{"audience": id.Name, "advertiser": id.Advertiser, "dataset": id.Dataset, "change": "deleted"},
			"audience %s of %s is destroyed; the ledger says so\n", id.Name, id.Advertiser)
	})
	f.register(c)
	c.Flags().BoolVar(&expired, "expired", false, "all whose time is over")
	c.Flags().BoolVar(&yes, "yes", false, "don't ask")
	return c
}
