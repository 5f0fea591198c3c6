package platform

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/audience"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/audiences"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/stretchr/testify/require"
)

// A person who was erased is in no audience, and no session and no import brings him back. SPEC M67
func TestErasePerson(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, audienceConfig(t))
	d := p.Store()
	activate(t, p, fill(psi.CreateAudience, "one"), emails(0, crowd))
	activate(t, p, fill(psi.CreateAudience, "two"), emails(crowd-200, most))
	before, err := d.rows.Audiences.Get(ctx, of("one"))
	require.NoError(t, err)
	n, err := d.ErasePerson(ctx, "U5") // in another case
	require.NoError(t, err)
	require.Equal(t, 1, n)
	requireNoKey(t, d, before.Version)
	without := func(users []string) []string {
		return slices.DeleteFunc(users, func(u string) bool { return u == "u5" })
	}
	got, out := readers(t, d, "one")
	require.Equal(t, without(named(0, crowd)), got)
	require.Empty(t, out, "he is not in the file")
	got, _ = readers(t, d, "two")
	require.Equal(t, named(crowd-200, most), got)
	activate(t, p, update(psi.AddToAudience, "one"), emails(0, 100))
	got, out = readers(t, d, "one")
	require.Equal(t, without(named(0, crowd)), got)
	require.Empty(t, out)
	r, err := d.Subject(ctx, subject.Query{User: "u5"})
	require.NoError(t, err)
	require.Len(t, r.Audiences, 1)
	require.Equal(t, "erased", r.Audiences[0].Ended)
	require.False(t, r.Erased.IsZero())
	n, err = d.ErasePerson(ctx, "u5")
	require.NoError(t, err)
	require.Zero(t, n)

	require.NoError(t, importCSV(t, ctx, dir, users(0, most), nil))
	row, err := d.rows.Datasets.Get(ctx, "users", forPurpose)
	require.NoError(t, err)
	require.EqualValues(t, most-1, row.Sizes["email"])
	i := slices.IndexFunc(row.Entry.Excluded, func(c ledger.ReasonCount) bool { return c.Reason == "erased" })
	require.EqualValues(t, 1, row.Entry.Excluded[i].Rows)
	why, err := d.Explain(row, "u5")
	require.NoError(t, err)
	require.Empty(t, why)
	b, err := os.ReadFile(filepath.Join(d.rows.Files.Generation(row.Generation).Set(), "users.dat"))
	require.NoError(t, err)
	require.Contains(t, string(b), "u4u6", "nothing of him is stored")
}

// Erasing a session takes out whom it alone brought.
func TestEraseAudienceSession(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), audienceConfig(t))
	d := p.Store()
	activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
	s, _ := activate(t, p, update(psi.AddToAudience, "vips"), emails(crowd-100, crowd+100))
	require.NoError(t, d.EraseSession(ctx, s.id, "a test"))
	got, _ := readers(t, d, "vips")
	require.Equal(t, named(0, crowd), got)
	r, err := d.Subject(ctx, subject.Query{User: fmt.Sprintf("u%d", crowd+1)})
	require.NoError(t, err)
	require.Empty(t, r.Audiences)
	require.Equal(t, subject.KnownErased, r.Sessions[1].Known)
}

// A person is told in which audiences he was, from when to when, and through which contact.
func TestAudiencesOfAPerson(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), audienceConfig(t))
	d := p.Store()
	one, _ := activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
	two, _ := activate(t, p, update(psi.AddToAudience, "vips"), emails(0, 100))
	ask := func(user string) *subject.Report {
		t.Helper()
		r, err := d.Subject(ctx, subject.Query{User: user})
		require.NoError(t, err)
		return r
	}
	a := ask("u3").Audiences
	require.Len(t, a, 1)
	require.Equal(t, []subject.Contact{{Type: "email", Context: "newsletter"}}, a[0].Contacts)
	require.Equal(t, []string{one.id, two.id}, a[0].Sessions)
	require.Equal(t, psi.Include, a[0].Use)
	require.False(t, a[0].Since.IsZero())
	require.True(t, a[0].Until.IsZero())
	require.Equal(t, "tests", a[0].Owner)
	require.Empty(t, ask("u1100").Audiences)
	require.Equal(t, a, func() []subject.AudienceAnswer {
		r, err := d.Subject(ctx, subject.Query{IDType: "email", Identifier: "person3@mail.example"})
		require.NoError(t, err)
		return r.Audiences
	}())

	activate(t, p, update(psi.RemoveAudience, "vips"), emails(0, 100))
	a = ask("u3").Audiences
	require.Equal(t, "removed", a[0].Ended)
	require.True(t, a[0].Until.After(a[0].Since))
	three, _ := activate(t, p, fill(psi.ReplaceAudience, "vips"), slices.Concat(emails(0, 1), emails(300, crowd)))
	require.Len(t, ask("u0").Audiences, 2)
	require.Equal(t, "replaced", ask("u200").Audiences[0].Ended)
	require.Equal(t, []string{one.id, three.id}, ask("u400").Audiences[0].Sessions)
	require.NoError(t, p.DeleteAudience(ctx, "acme", "users", forPurpose, "vips"))
	r := ask("u400")
	require.Equal(t, "deleted", r.Audiences[0].Ended)
	require.Equal(t, subject.OutcomeWritten, r.Sessions[0].Outcome)
	require.True(t, r.Sessions[0].Matched)
	require.False(t, r.Sessions[1].Matched)
	require.Empty(t, r.Sessions[0].Handles)
	require.NoError(t, d.EraseSession(ctx, three.id, "a test"))
	require.True(t, ask("u400").Audiences[0].Unsure)
}

// Who is erased while a session's change is a draft is not brought back by it.
func TestErasePersonMeanwhile(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), audienceConfig(t))
	d := p.Store()
	s, _ := activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
	row, err := d.rows.Datasets.Get(ctx, "users", forPurpose)
	require.NoError(t, err)
	stored, err := dataset.OpenStored(d.rows.Files.Generation(row.Generation).Set())
	require.NoError(t, err)
	defer stored.Close()
	elements := map[string]ecdh.Element{}
	for o, err := range stored.Owned() {
		require.NoError(t, err)
		user, err := stored.User(o.Record)
		require.NoError(t, err)
		elements[user] = o.Element
	}
	draft := func(user string) *audiences.Draft {
		t.Helper()
		m := audience.Member{User: user, Contacts: []audience.Contact{{Type: "email", Context: "newsletter", Session: s.id, Element: elements[user]}}}
		x, err := d.audiences.Draft(ctx, audiences.Session{ID: strings.Repeat("ab", 32), Audience: of("vips"), Asks: update(psi.AddToAudience, "vips")},
			func(yield func(audience.Member, error) bool) { yield(m, nil) })
		require.NoError(t, err)
		return x
	}
	place := func(x *audiences.Draft) {
		t.Helper()
		require.NoError(t, x.Begin(ctx))
		require.NoError(t, x.Place(ctx))
		x.End()
	}
	x := draft("u1000")
	place(x)
	got, _ := readers(t, d, "vips")
	require.Contains(t, got, "u1000")
	require.Len(t, got, crowd+1)
	x = draft("u1001")
	for _, user := range []string{"u5", "u1001"} {
		_, err = d.ErasePerson(ctx, user)
		require.NoError(t, err)
	}
	place(x)
	got, out := readers(t, d, "vips")
	require.NotContains(t, got, "u5")
	require.NotContains(t, got, "u1001")
	require.Len(t, got, crowd)
	require.Empty(t, out, "they are not in the file")
	require.NoError(t, d.audiences.Tidy(ctx))
	files, err := os.ReadDir(d.rows.Files.Audiences())
	require.NoError(t, err)
	require.Len(t, files, 1)
}
