package officer

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/platform"
)

// advertisersPage lists who asked for anything, and who is registered.
type advertisersPage struct {
	Rows      []*advertiserRow
	Paging    *paging
	Audiences []platform.AudienceRow // that there are now
}

type advertiserRow struct {
	Name, Owner string
	First, Last time.Time
	report.Totals
	Client *platform.ClientRow // nil if the database is not read, or has none
	Barred []string            // datasets
}

func (r *request) advertisers() (any, error) {
	all, err := r.report(report.All())
	if err != nil {
		return nil, err
	}
	by := map[string]*advertiserRow{}
	row := func(name string) *advertiserRow {
		if by[name] == nil {
			by[name] = &advertiserRow{Name: name}
		}
		return by[name]
	}
	for _, f := range all.Flows {
		x := row(f.Advertiser)
		x.Owner = cmp.Or(x.Owner, f.Owner)
		x.Totals.Plus(&f.Totals)
	}
	for _, s := range all.Came {
		row(s.Advertiser).First = s.Time
	}
	for _, s := range all.Sessions {
		if x := row(s.Advertiser); s.Opened.After(x.Last) {
			x.Last = s.Opened
		}
	}
	p := &advertisersPage{}
	if d := r.record.Directory(); d != nil {
		clients, err := d.EveryClient(r.Context())
		if err != nil {
			return nil, err
		}
		for i := range clients {
			row(clients[i].Name).Client = &clients[i]
		}
		if p.Audiences, err = d.AllAudiences(r.Context()); err != nil {
			return nil, err
		}
		p.Audiences = slices.DeleteFunc(p.Audiences, func(a platform.AudienceRow) bool { return a.Ended() })
	}
	for _, b := range r.replay.Struck() {
		x := row(b.Advertiser)
		x.Barred = append(x.Barred, b.Dataset)
	}
	rows := make([]*advertiserRow, 0, len(by))
	for _, x := range by {
		rows = append(rows, x)
	}
	slices.SortFunc(rows, func(x, y *advertiserRow) int { return strings.Compare(x.Name, y.Name) })
	p.Rows, p.Paging, err = paged(r.Request, rows)
	return p, err
}

// State says whether the client may connect, by the database.
func (x *advertiserRow) State() string {
	day := func(stored string) string {
		t, err := time.Parse(time.RFC3339Nano, stored)
		if err != nil {
			return stored
		}
		return t.UTC().Format("2 Jan 2006")
	}
	switch c := x.Client; {
	case c == nil:
		return "not registered"
	case c.Removed != "":
		return "removed " + day(c.Removed)
	case c.Revoked != "":
		return "revoked " + day(c.Revoked)
	default:
		return "registered " + day(c.Created)
	}
}
