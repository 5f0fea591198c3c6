package report

import (
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi/ledger"
)

// Policy is a dataset's purpose policy: those in force when the month began, and the changes since.
type Policy struct {
	Since time.Time `json:"since"`
	Entry int64     `json:"entry"`
	ledger.Policy
	Change *Change `json:"change"` // from the one before; null if there was none, or a text is not in the ledger
}

// Change is what a policy no longer says, and what it says since.
type Change struct {
	Removed []string `json:"removed"`
	Added   []string `json:"added"`
}

// Diff compares the texts of two policies, fact by fact.
func Diff(from, to string) *Change {
	were, are := strings.Split(strings.TrimSpace(from), "\n"), strings.Split(strings.TrimSpace(to), "\n")
	without := func(all, others []string) []string {
		return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(others, s) })
	}
	return &Change{without(were, are), without(are, were)}
}

// policy keeps the policies of the beginning and every change of them. A text may be in an earlier entry: a dataset that
// was rolled back has its policy again, and no file of it.
func (b *Builder) policy(e *ledger.Entry, in bool) {
	p := Policy{Since: e.Time, Entry: e.Seq, Policy: *e.Policy}
	if p.Text == "" {
		p.Text = b.texts[p.Digest]
	}
	b.texts[p.Digest] = p.Text
	if was := b.texts[p.Previous]; was != "" && p.Text != "" {
		p.Change = Diff(was, p.Text)
	}
	switch {
	case !b.r.wantsDataset(p.Dataset):
	case in:
		b.r.Policies = append(b.r.Policies, p)
	default:
		b.policies[p.Dataset+" "+p.Purpose] = p
	}
}
