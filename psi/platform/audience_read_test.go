package platform

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/audience"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/stretchr/testify/require"
)

// failing makes the database refuse to put an audience in place, until the returned function is called.
func failing(t testing.TB, d *Directory) func() {
	t.Helper()
	_, err := d.rows.DB().Exec(`CREATE TRIGGER refuse BEFORE INSERT ON audiences BEGIN SELECT RAISE(ABORT, 'refused by the test'); END`)
	require.NoError(t, err)
	return func() {
		_, err := d.rows.DB().Exec(`DROP TRIGGER refuse`)
		require.NoError(t, err)
	}
}

// Whoever withdraws, is deleted, changes the contact that matched, or whose grant ends is no longer read. SPEC M71
func TestAudienceGate(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, audienceConfig(t))
	activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
	rows := strings.Split(strings.TrimSpace(users(0, most)), "\n")
	var csv strings.Builder
	soon := in(3 * time.Second)
	for i, row := range rows {
		switch {
		case i == 0:
			row = "user_id,email,collection_context,grants,opted_out,expires_at"
		case i == 1+7: // u7 has another address
			row = strings.Replace(row, "person7@", "other7@", 1) + ",,"
		case i == 1+8: // u8's address is now someone else's
			row = "u5008,person8@mail.example,newsletter,,,"
		case i == 1+9: // u9 objects
			row += ",yes,"
		case i == 1+10: // u10's contact is for security only
			row = "u10,person10@mail.example,two_factor,,,"
		case i == 1+11: // u11's grant ends in a moment
			row += ",," + soon
		case i == 1+12: // u12's address is someone else's too, and proven by neither
			row += ",,\nu5012,person12@mail.example,newsletter,,,"
		default:
			row += ",,"
		}
		csv.WriteString(row + "\n")
	}
	require.NoError(t, importCSV(t, ctx, dir, csv.String(), nil))
	until, err := time.Parse(time.RFC3339, soon)
	require.NoError(t, err)
	time.Sleep(time.Until(until))
	got, out := readers(t, p.Store(), "vips")
	require.Equal(t, slices.DeleteFunc(named(0, crowd), func(u string) bool { return slices.Contains([]string{"u7", "u8", "u9", "u10", "u11", "u12"}, u) }), got)
	require.Equal(t, map[string]uint64{audience.NotHeld: 1, audience.NotInDataset: 1, "opted_out": 1, "security_context": 1, "expired": 1, "shared_unverified": 1}, out)
	// A dataset that is made anew under the same key admits them again if they come back.
	require.NoError(t, importCSV(t, ctx, dir, users(0, most), nil))
	got, out = readers(t, p.Store(), "vips")
	require.Equal(t, named(0, crowd), got)
	require.Empty(t, out)
}

// Nothing of an audience is readable at rest, and nothing of it outlives it. SPEC M73
func TestAudienceSealedAtRest(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	canary := "canary-77-reference"
	require.NoError(t, importCSV(t, ctx, dir, users(0, most)+canary+",canary@mail.example,newsletter,\n", nil))
	cfg := audienceConfig(t)
	cfg.Work.Memory = 1 << 12 // so that sorts spill
	p, _ := open(t, dir, cfg)
	list := slices.Concat(emails(0, crowd), []ident{{"email", sha256.Sum256([]byte("canary@mail.example"))}})
	s := anybody().begin(t, p, "acme", psi.Activate, anybody().list(params, list), asking(fill(psi.CreateAudience, "vips")))
	s.finish(t)
	got, _ := readers(t, p.Store(), "vips")
	require.Contains(t, got, canary)
	requireAbsent(t, dir, "datasets", canary)
	_, err := p.Store().ErasePerson(ctx, canary)
	require.NoError(t, err)
	requireAbsent(t, dir, "datasets", canary)
}

// A change that the ledger has takes place in any case: with the next one, or with the next start.
func TestAudienceRecovers(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	cfg := audienceConfig(t)
	p, err := Open(dir, cfg)
	require.NoError(t, err)
	fail := func(x psi.Audience, list []ident) {
		t.Helper()
		mend := failing(t, p.Store())
		defer mend()
		s := anybody().begin(t, p, "acme", psi.Activate, anybody().list(params, list), asking(x))
		s.toTags(t)
		require.NoError(t, p.CloseTags("acme", s.id))
		_, err := p.Result(ctx, "acme", s.id)
		require.Equal(t, psi.CodeInternal, psi.CodeOf(err))
	}
	fail(fill(psi.CreateAudience, "vips"), emails(0, crowd))
	require.Equal(t, psi.CodeAudienceExists, refused(t, p, fill(psi.CreateAudience, "vips")))
	got, _ := readers(t, p.Store(), "vips")
	require.Equal(t, named(0, crowd), got)
	fail(update(psi.RemoveAudience, "vips"), emails(0, 100))
	_, err = p.Store().ErasePerson(ctx, "u200")
	require.NoError(t, err)
	require.NoError(t, p.Close())

	// A draft that the ledger does not have comes to nothing.
	d, err := OpenDirectory(dir, DirectoryConfig{})
	require.NoError(t, err)
	x, err := d.rows.Audiences.Get(ctx, of("vips"))
	require.NoError(t, err)
	_, err = d.rows.DB().Exec(`UPDATE sessions SET state = 'open' WHERE id IN (SELECT session FROM audience_drafts)`) // as after a crash
	require.NoError(t, err)
	y := *x
	y.Session, y.File = strings.Repeat("ab", 32), "stray"
	require.NoError(t, d.rows.Audiences.Draft(ctx, &y))
	require.NoError(t, os.WriteFile(d.rows.Files.Audience("stray"), []byte("x"), 0o600))
	require.NoError(t, d.Close())

	p, _ = open(t, dir, cfg)
	got, out := readers(t, p.Store(), "vips")
	require.Equal(t, slices.DeleteFunc(named(100, crowd), func(u string) bool { return u == "u200" }), got)
	require.Empty(t, out, "who was erased meanwhile is not in the draft that takes place")
	require.NoFileExists(t, p.Store().rows.Files.Audience("stray"))
	drafts, err := p.Store().rows.Audiences.Drafts(ctx)
	require.NoError(t, err)
	require.Empty(t, drafts)
	files, err := os.ReadDir(p.Store().rows.Files.Audiences())
	require.NoError(t, err)
	require.Len(t, files, 1)
	r, err := p.Store().Subject(ctx, subject.Query{User: "u3"})
	require.NoError(t, err)
	require.Equal(t, "removed", r.Audiences[0].Ended, "the index is kept too")
}

// What a restored copy lacks is destroyed, and the ledger says so. SPEC M72
func TestAudienceOfAnOlderCopy(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(t *testing.T, d *Directory){
		"no row": func(t *testing.T, d *Directory) {
			require.NoError(t, d.rows.Audiences.Remove(ctx, of("vips")))
		},
		"an older version": func(t *testing.T, d *Directory) {
			_, err := d.rows.DB().Exec(`UPDATE audiences SET session = ?`, strings.Repeat("ab", 32))
			require.NoError(t, err)
		},
		"no file": func(t *testing.T, d *Directory) {
			x, err := d.rows.Audiences.Get(ctx, of("vips"))
			require.NoError(t, err)
			require.NoError(t, os.Remove(d.rows.Files.Audience(x.File)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, cfg := newData(t), audienceConfig(t)
			p, err := Open(dir, cfg)
			require.NoError(t, err)
			activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
			require.NoError(t, p.Close())
			d, err := OpenDirectory(dir, DirectoryConfig{})
			require.NoError(t, err)
			lose(t, d)
			require.NoError(t, d.Close())
			p, _ = open(t, dir, cfg)
			infos, err := p.Audiences(ctx, "acme", "users", forPurpose)
			require.NoError(t, err)
			require.Empty(t, infos)
			require.Contains(t, entryTexts(t, p.Store(), ledger.TypeAudience)[0], `"deleted"`)
			activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
		})
	}
}

// The users behind handles are read through the gate as it is now. SPEC M71
func TestMatchesThroughTheGate(t *testing.T) {
	t.Parallel()
	dir := newData(t)
	p, _ := open(t, dir, audienceConfig(t))
	d := p.Store()
	session, r := runBlinded(t, p, emails(0, crowd))
	read := func() (users []string, sum audience.Summary) {
		t.Helper()
		handles := map[string]bool{}
		for m, err := range d.Matches(ctx, session, &sum) {
			require.NoError(t, err)
			require.Len(t, m.Handle, 32)
			require.Equal(t, "newsletter", m.Context)
			users, handles[m.Handle] = append(users, m.User), true
		}
		require.Len(t, handles, len(users))
		slices.Sort(users)
		return users, sum
	}
	got, sum := read()
	require.Equal(t, named(0, crowd), got)
	require.Empty(t, sum.Out)
	require.GreaterOrEqual(t, *r.Released.Value, int64(crowd))
	require.NoError(t, importCSV(t, ctx, dir, users(5, most), nil))
	_, err := d.ErasePerson(ctx, "u6")
	require.NoError(t, err)
	got, sum = read()
	require.Equal(t, slices.DeleteFunc(named(5, crowd), func(u string) bool { return u == "u6" }), got)
	require.Equal(t, map[string]uint64{audience.NotInDataset: 5, "erased": 1}, sum.Out)
	s := begin(t, p, "acme", psi.Count)
	s.finish(t)
	for _, err := range d.Matches(ctx, s.id, &sum) {
		require.ErrorContains(t, err, "not of mode blinded")
	}
}
