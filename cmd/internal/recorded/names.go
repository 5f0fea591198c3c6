package recorded

import (
	"maps"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
)

// names are those in a ledger by which a reading may be narrowed down, and its first and last time.
type names struct {
	advertisers, datasets, purposes map[string]bool
	first, last                     time.Time
}

func newNames() *names {
	return &names{map[string]bool{}, map[string]bool{}, map[string]bool{}, time.Time{}, time.Time{}}
}

// add reads an entry. Everything that is of a dataset comes after its policy.
func (n *names) add(e *ledger.Entry) {
	if n.first.IsZero() {
		n.first = e.Time
	}
	n.last = e.Time
	switch {
	case e.Policy != nil:
		n.datasets[e.Policy.Dataset], n.purposes[e.Policy.Purpose] = true, true
	case e.Offer != nil:
		n.advertisers[e.Offer.Advertiser] = true
	case e.Refusal != nil && e.Refusal.Advertiser != "":
		n.advertisers[e.Refusal.Advertiser] = true
	case e.Audience != nil:
		n.advertisers[e.Audience.Advertiser] = true
	}
}

// check refuses names that the ledger lacks, and a month in which it was not: of what is misspelt nothing ever flowed.
func (n *names) check(advertiser, dataset, purpose string, in report.Scope) error {
	for _, x := range []struct {
		flag, name string
		all        map[string]bool
	}{{"advertiser", advertiser, n.advertisers}, {"dataset", dataset, n.datasets}, {"purpose", purpose, n.purposes}} {
		if err := cli.Named(x.flag, x.flag, x.name, slices.Sorted(maps.Keys(x.all))); err != nil {
			return err
		}
	}
	now := time.Now()
	if n.last.After(now) {
		now = n.last
	}
	switch {
	case in.From.After(now):
		return cli.Usagef("--month: it begins on %s, and that is still to come", in.From.Format(time.DateOnly))
	case !n.first.IsZero() && !in.To.After(n.first):
		return cli.Usagef("--month: the ledger begins on %s, after it", n.first.UTC().Format(time.DateOnly))
	}
	return nil
}
