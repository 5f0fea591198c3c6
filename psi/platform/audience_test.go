package platform

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/audience"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/audiences"
	"github.com/stretchr/testify/require"
)

const forPurpose = "audience-matching"

// crowd is how many users are matched so that no noise takes the number below audienceFloor, and nobody above it.
const (
	crowd         = 900
	audienceFloor = 450
)

func audienceConfig(t testing.TB) Config {
	p, err := exactByContract(t).WithFloors(psi.Floors{List: 100, Dataset: 1000, Report: audienceFloor})
	require.NoError(t, err)
	return Config{Disclosure: p, Modes: []psi.Mode{psi.Count, psi.Activate, psi.Blinded}, times: hasty()}
}

func in(d time.Duration) string { return time.Now().Add(d).UTC().Format(time.RFC3339) }

func fill(action psi.Action, name string) psi.Audience {
	return psi.Audience{Action: action, Name: name, Use: psi.Include, Expires: in(24 * time.Hour)}
}

func update(action psi.Action, name string) psi.Audience {
	return psi.Audience{Action: action, Name: name}
}

func asking(x psi.Audience) func(*psi.Offer) { return func(o *psi.Offer) { o.Audience = &x } }

// activate runs a session of acme on an audience.
func activate(t testing.TB, p *Platform, x psi.Audience, list []ident) (*opened, *psi.Result) {
	t.Helper()
	s := anybody().begin(t, p, "acme", psi.Activate, anybody().list(params, list), asking(x))
	return s, s.finish(t)
}

// refused is the code with which acme's offer is refused.
func refused(t testing.TB, p *Platform, x psi.Audience) psi.Code {
	t.Helper()
	o, _ := anybody().offer(p, "acme", psi.Activate, maskedList(), asking(x))
	_, err := p.Offer(ctx, "acme", o)
	require.Error(t, err)
	return psi.CodeOf(err)
}

func of(name string) AudienceID {
	return AudienceID{Advertiser: "acme", Dataset: "users", Purpose: forPurpose, Name: name}
}

// readers are the users whom the ad system reads, and why others are left out.
func readers(t testing.TB, d *Directory, name string) (users []string, out map[string]uint64) {
	t.Helper()
	r, err := d.OpenAudience(ctx, of(name))
	require.NoError(t, err)
	defer r.Close()
	for m, err := range r.Members(ctx) {
		require.NoError(t, err)
		users = append(users, m.User)
	}
	slices.Sort(users)
	s := r.Summary()
	require.EqualValues(t, len(users), s.In)
	return users, s.Out
}

// named are the references of the users [from, to), sorted.
func named(from, to int) (users []string) {
	for i := from; i < to; i++ {
		users = append(users, fmt.Sprintf("u%d", i))
	}
	slices.Sort(users)
	return users
}

// payments are how many releases were paid for.
func payments(t testing.TB, d *Directory) (n int) {
	t.Helper()
	require.NoError(t, d.rows.DB().QueryRow(`SELECT count(*) FROM releases`).Scan(&n))
	return n
}

// entryTexts are the ledger's entries of a type, encoded.
func entryTexts(t testing.TB, d *Directory, typ ledger.Type) (all []string) {
	t.Helper()
	_, _, err := d.VerifyLedger(ctx, func(e *ledger.Entry) error {
		if e.Type == typ {
			b, err := e.Encode()
			require.NoError(t, err)
			all = append(all, string(b))
		}
		return nil
	})
	require.NoError(t, err)
	return all
}

// Filling an audience is paid for and told nothing of; updates are free, and told nothing of either. SPEC M36, M37, M40
func TestAudience(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var changes []string
	cfg := audienceConfig(t)
	cfg.AudienceChanged = func(c AudienceChange) {
		mu.Lock()
		defer mu.Unlock()
		changes = append(changes, c.Action+" "+c.Name)
	}
	p, _ := open(t, newData(t), cfg)
	d := p.Store()
	silent := func(r *psi.Result) {
		t.Helper()
		require.Nil(t, r.Released)
		require.Nil(t, r.Segments)
		require.Nil(t, r.Handles)
		require.NotEmpty(t, r.Receipt)
	}
	require.Equal(t, psi.CodeUnknownAudience, refused(t, p, fill(psi.ReplaceAudience, "vips")))
	require.Equal(t, psi.CodeUnknownAudience, refused(t, p, update(psi.AddToAudience, "vips")))
	require.Equal(t, psi.CodeUnknownAudience, refused(t, p, update(psi.RemoveAudience, "vips")))

	_, r := activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
	silent(r)
	require.Equal(t, 1, payments(t, d))
	users, out := readers(t, d, "vips")
	require.Equal(t, named(0, crowd), users)
	require.Empty(t, out)
	require.Equal(t, psi.CodeAudienceExists, refused(t, p, fill(psi.CreateAudience, "vips")))

	_, r = activate(t, p, update(psi.AddToAudience, "vips"), emails(crowd-50, crowd+100))
	silent(r)
	users, _ = readers(t, d, "vips")
	require.Equal(t, named(0, crowd+100), users)
	_, r = activate(t, p, update(psi.RemoveAudience, "vips"), emails(0, 200))
	silent(r)
	users, _ = readers(t, d, "vips")
	require.Equal(t, named(200, crowd+100), users)
	require.Equal(t, 1, payments(t, d))

	_, r = activate(t, p, fill(psi.ReplaceAudience, "vips"), emails(100, 100+crowd))
	silent(r)
	require.Equal(t, 2, payments(t, d))
	users, _ = readers(t, d, "vips")
	require.Equal(t, named(100, 100+crowd), users)

	infos, err := p.Audiences(ctx, "acme", "users", forPurpose)
	require.NoError(t, err)
	require.Len(t, infos, 1)
	require.NoError(t, infos[0].Check())
	require.Equal(t, psi.AudienceActive, infos[0].State)
	infos, err = p.Audiences(ctx, "globex", "users", forPurpose)
	require.NoError(t, err)
	require.Empty(t, infos, "another client sees none of them")
	_, err = p.Audiences(ctx, "acme", "nothing", forPurpose)
	require.Equal(t, psi.CodeUnknownDataset, psi.CodeOf(err))
	watch.Eventually(t, "the ad system knows of the changes", func() bool { // it is told after the client
		mu.Lock()
		defer mu.Unlock()
		return slices.Equal(changes, []string{"create vips", "add vips", "remove vips", "replace vips"})
	})
	for _, e := range entryTexts(t, d, ledger.TypeResult) {
		require.NotContains(t, e, `"released"`)
	}
}

// The noised number is told only to who asks for it, and the entry of a session that is told has it.
func TestAudienceRelease(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), audienceConfig(t))
	x := fill(psi.CreateAudience, "told")
	x.Release = true
	_, r := activate(t, p, x, emails(0, crowd))
	require.NotNil(t, r.Released.Value)
	require.InDelta(t, crowd, *r.Released.Value, 300)
	require.Contains(t, entryTexts(t, p.Store(), ledger.TypeResult)[0], `"released"`)
}

// Whether the ad system may read an audience is decided once, when it is filled, and the advertiser can't see it.
// SPEC M41
func TestAudienceBelowTheFloor(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), audienceConfig(t))
	d := p.Store()
	create := func(name string, list []ident) psi.AudienceInfo {
		t.Helper()
		activate(t, p, fill(psi.CreateAudience, name), list)
		infos, err := p.Audiences(ctx, "acme", "users", forPurpose)
		require.NoError(t, err)
		i := slices.IndexFunc(infos, func(i psi.AudienceInfo) bool { return i.Name == name })
		return infos[i]
	}
	few, many := create("few", slices.Concat(emails(0, 1), emails(5000, 5099))), create("many", emails(0, crowd))
	few.Name, few.Created, few.Expires = many.Name, many.Created, many.Expires
	require.Equal(t, many, few)
	_, err := d.OpenAudience(ctx, of("few"))
	require.ErrorIs(t, err, ErrNotReadable)
	activate(t, p, update(psi.AddToAudience, "few"), emails(0, crowd))
	for m, err := range p.Audience(ctx, "acme", "users", forPurpose, "few") {
		require.ErrorIs(t, err, ErrNotReadable)
		require.Empty(t, m)
	}
	activate(t, p, update(psi.RemoveAudience, "many"), emails(1, crowd))
	users, _ := readers(t, d, "many")
	require.Equal(t, named(0, 1), users, "removing has no floor")
	activate(t, p, fill(psi.ReplaceAudience, "few"), emails(0, crowd))
	users, _ = readers(t, d, "few")
	require.Equal(t, named(0, crowd), users)
}

// SPEC M38, M68
func TestAudienceEnd(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), audienceConfig(t))
	for _, expires := range []string{in(-time.Minute), in(psi.MaxAudience + time.Hour), "tomorrow", ""} {
		x := fill(psi.CreateAudience, "vips")
		x.Expires = expires
		require.Equal(t, psi.CodeBadRequest, refused(t, p, x), expires)
	}
	activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
	for _, d := range []time.Duration{-time.Minute, psi.MaxAudience + time.Minute} {
		err := p.RenewAudience(ctx, "acme", "users", forPurpose, "vips", time.Now().Add(d))
		require.Equal(t, psi.CodeBadRequest, psi.CodeOf(err))
	}
	err := p.RenewAudience(ctx, "globex", "users", forPurpose, "vips", time.Now().Add(time.Hour))
	require.Equal(t, psi.CodeUnknownAudience, psi.CodeOf(err))
	require.NoError(t, p.RenewAudience(ctx, "acme", "users", forPurpose, "vips", time.Now().Add(2*time.Second)))
	require.Contains(t, entryTexts(t, p.Store(), ledger.TypeAudience)[0], `"renewed"`)
	x, err := p.Store().rows.Audiences.Get(ctx, of("vips"))
	require.NoError(t, err)
	file := p.Store().rows.Files.Audience(x.File)
	require.FileExists(t, file)
	time.Sleep(time.Until(x.Expires))
	_, err = p.Store().OpenAudience(ctx, of("vips"))
	require.ErrorContains(t, err, "has expired")
	infos, err := p.Audiences(ctx, "acme", "users", forPurpose)
	require.NoError(t, err)
	require.Equal(t, psi.AudienceExpired, infos[0].State)
	require.NoError(t, p.Store().ExpireAudiences(ctx))
	require.NoFileExists(t, file)
	requireNoKey(t, p.Store(), x.Version)
	require.NoError(t, p.Store().ExpireAudiences(ctx))
	all := entryTexts(t, p.Store(), ledger.TypeAudience)
	require.Len(t, all, 2)
	require.Contains(t, all[1], `"expired"`)
	err = p.RenewAudience(ctx, "acme", "users", forPurpose, "vips", time.Now().Add(time.Hour))
	require.Equal(t, psi.CodeUnknownAudience, psi.CodeOf(err), "nobody is revived")
	require.Equal(t, psi.CodeUnknownAudience, refused(t, p, update(psi.AddToAudience, "vips")))
	activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
	infos, err = p.Audiences(ctx, "acme", "users", forPurpose)
	require.NoError(t, err)
	require.Len(t, infos, 1)
	require.Equal(t, psi.AudienceActive, infos[0].State)
}

// requireNoKey fails if a version's key is anywhere in the data directory.
func requireNoKey(t testing.TB, d *Directory, v audience.Version) {
	t.Helper()
	require.NotZero(t, v.Key)
	requireAbsent(t, d.Dir(), "", string(v.Key[:]))
}

// requireAbsent fails if a text is in a file of the data directory, outside of a folder.
func requireAbsent(t testing.TB, dir, except, text string) {
	t.Helper()
	seen := 0
	require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && e.Name() == except {
			return fs.SkipDir
		}
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			return nil
		}
		require.NoError(t, err)
		seen++
		require.False(t, bytes.Contains(b, []byte(text)), path)
		return nil
	}))
	require.Greater(t, seen, 3)
}

// SPEC M68
func TestDeleteAudience(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), audienceConfig(t))
	d := p.Store()
	activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
	one, err := d.rows.Audiences.Get(ctx, of("vips"))
	require.NoError(t, err)
	activate(t, p, update(psi.AddToAudience, "vips"), emails(crowd, crowd+100))
	require.NoError(t, d.audiences.Tidy(ctx))
	requireNoKey(t, d, one.Version)
	require.NoFileExists(t, d.rows.Files.Audience(one.File))
	two, err := d.rows.Audiences.Get(ctx, of("vips"))
	require.NoError(t, err)

	require.Equal(t, psi.CodeUnknownAudience, psi.CodeOf(p.DeleteAudience(ctx, "globex", "users", forPurpose, "vips")))
	require.NoError(t, p.DeleteAudience(ctx, "acme", "users", forPurpose, "vips"))
	require.Equal(t, psi.CodeUnknownAudience, psi.CodeOf(p.DeleteAudience(ctx, "acme", "users", forPurpose, "vips")))
	requireNoKey(t, d, two.Version)
	require.NoError(t, d.audiences.Tidy(ctx))
	files, err := os.ReadDir(d.rows.Files.Audiences())
	require.NoError(t, err)
	require.Empty(t, files)
	require.Contains(t, entryTexts(t, d, ledger.TypeAudience)[0], `"deleted"`)
	activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
}

// An audience that goes while a session is on it ends the session, before the ledger has a result. SPEC M36, M37
func TestAudienceGoesMeanwhile(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), audienceConfig(t))
	activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
	s := anybody().begin(t, p, "acme", psi.Activate, anybody().list(params, emails(0, 200)), asking(update(psi.AddToAudience, "vips")))
	s.toTags(t)
	require.NoError(t, p.Store().PurgeAudience(ctx, of("vips")))
	require.NoError(t, p.CloseTags("acme", s.id))
	_, err := p.Result(ctx, "acme", s.id)
	require.Equal(t, psi.CodeUnknownAudience, psi.CodeOf(err))
	require.Len(t, entryTexts(t, p.Store(), ledger.TypeResult), 1)

	// It is looked at once more under the lock, when what the session makes of it is written already.
	draft := func(x psi.Audience) *audiences.Draft {
		d, err := p.Store().audiences.Draft(ctx, audiences.Session{ID: strings.Repeat("cd", 32), Audience: of(x.Name), Asks: x},
			func(func(audience.Member, error) bool) {})
		require.NoError(t, err)
		return d
	}
	d := draft(fill(psi.CreateAudience, "vips"))
	activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
	require.Equal(t, psi.CodeAudienceExists, psi.CodeOf(d.Begin(ctx)))
	require.NoError(t, d.Drop(ctx, false))
	d.End()
	d = draft(update(psi.AddToAudience, "vips"))
	require.NoError(t, p.Store().PurgeAudience(ctx, of("vips")))
	require.Equal(t, psi.CodeUnknownAudience, psi.CodeOf(d.Begin(ctx)))
	require.NoError(t, d.Drop(ctx, false))
	d.End()
}

// One that is renewed while a session is on it ends when it was renewed to.
func TestAudienceRenewedMeanwhile(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), audienceConfig(t))
	activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
	s := anybody().begin(t, p, "acme", psi.Activate, anybody().list(params, emails(0, 200)), asking(update(psi.AddToAudience, "vips")))
	s.toTags(t)
	x, err := p.Store().rows.Audiences.Get(ctx, of("vips"))
	require.NoError(t, err)
	row := *x
	d, err := p.Store().audiences.Draft(ctx, audiences.Session{ID: strings.Repeat("cd", 32), Audience: of("vips"), Asks: update(psi.AddToAudience, "vips")},
		func(func(audience.Member, error) bool) {})
	require.NoError(t, err)
	until := time.Now().Add(9 * 24 * time.Hour).UTC().Truncate(time.Second)
	require.NoError(t, p.RenewAudience(ctx, "acme", "users", forPurpose, "vips", until))
	require.NoError(t, d.Begin(ctx))
	require.NoError(t, d.Place(ctx))
	d.End()
	x, err = p.Store().rows.Audiences.Get(ctx, of("vips"))
	require.NoError(t, err)
	require.NotEqual(t, row.File, x.File)
	require.True(t, until.Equal(x.Expires))
	s.result(t)
	x, err = p.Store().rows.Audiences.Get(ctx, of("vips"))
	require.NoError(t, err)
	require.True(t, until.Equal(x.Expires))
}

// The bound on members that a waiting period is made for grows with lists, and not past the platform's set.
func TestAudienceBound(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), audienceConfig(t))
	most := func() uint64 {
		x, err := p.Store().rows.Audiences.Get(ctx, of("vips"))
		require.NoError(t, err)
		return x.Most
	}
	s, _ := activate(t, p, fill(psi.CreateAudience, "vips"), emails(0, crowd))
	require.EqualValues(t, crowd, most())
	activate(t, p, update(psi.AddToAudience, "vips"), emails(5000, 5100))
	require.EqualValues(t, crowd+100, most(), "whoever matched")
	activate(t, p, update(psi.RemoveAudience, "vips"), emails(0, crowd))
	require.EqualValues(t, crowd+100, most())
	activate(t, p, update(psi.AddToAudience, "vips"), emails(0, 4000))
	require.Equal(t, s.c.PlatformSet.Items(), most())
	activate(t, p, fill(psi.ReplaceAudience, "vips"), emails(0, 100))
	require.EqualValues(t, 100, most())
}

// The owner of a contract pays for audiences like everybody. SPEC M40
func TestAudiencePaysUnderAContract(t *testing.T) {
	t.Parallel()
	cfg := audienceConfig(t)
	require.True(t, cfg.Disclosure.Owner("acme").Exact())
	p, _ := open(t, newData(t), cfg)
	x := fill(psi.CreateAudience, "vips")
	x.Release = true
	_, r := activate(t, p, x, emails(0, crowd))
	require.Equal(t, "laplace 1/10", r.Released.Noise)
	var e ledger.Entry
	require.NoError(t, json.Unmarshal([]byte(entryTexts(t, p.Store(), ledger.TypeResult)[0]), &e))
	require.Equal(t, "1/10", e.Result.Budget.Epsilon)
}
