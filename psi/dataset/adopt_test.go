package dataset

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

const adoptHeader = "user_id,email,phone,email_verified,phone_verified,collection_context,opted_out,given_at\n"

// adoptRows are rows of users who come several times, share, object, and differ in nothing but case.
func adoptRows(n int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	var rows []string
	for i := range n {
		user := fmt.Sprintf("u%d", r.IntN(n*2/3))
		if i%31 == 0 {
			user = strings.ToUpper(user)
		}
		rows = append(rows, fmt.Sprintf("%s,%s,%s,%s,%s,%s,%s,%s\n", user, pick("", fmt.Sprintf("a%d@mail.example", r.IntN(n))),
			pick("", "", fmt.Sprintf("+49151%08d", r.IntN(n))), pick("yes", "no", "yes"), pick("yes", "no"), pick("news", "news", "shop", "two_factor", "x"),
			pick("", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "yes", "perhaps"), pick("", "2025-02-01", "2025-03-01")))
	}
	for k := range 20 { // a chain that does not settle, and a user with too many
		rows = append(rows, fmt.Sprintf("c%d,c%d@x.example,,yes,,news,,\nc%d,c%d@x.example,,yes,,shop,,\n", k, k, k, k+1), fmt.Sprintf("many,m%d@x.example,,%s,,news,,\n", k, pick("yes", "no")))
	}
	return strings.SplitAfter(strings.TrimSuffix(strings.Join(append(rows, ",nobody@x.example,,,,news,yes,\n", "a@b.example,q@x.example,,,,news,,\n"), ""), "\n"), "\n")
}

func adoptConfig(t testing.TB) BuildConfig {
	p, err := purpose.Parse([]byte(`
contexts:
  shop: {class: account, grants: [marketing.advertising]}
  news: {class: marketing, grants: [marketing.advertising]}
  two_factor: {class: security}
purposes: {match: {requires: [marketing.advertising]}}
`))
	require.NoError(t, err)
	g, err := p.Gate("", "match")
	require.NoError(t, err)
	key, err := ecdh.Ristretto255().NewKey(append([]byte{7}, make([]byte, 31)...))
	require.NoError(t, err)
	return BuildConfig{Key: key, Gate: g}
}

func openRows(t testing.TB, rows []string) *Table {
	path := filepath.Join(t.TempDir(), "part.csv")
	require.NoError(t, os.WriteFile(path, []byte(strings.TrimSuffix(adoptHeader+strings.Join(rows, ""), "\n")+"\n"), 0o600))
	table, err := OpenTable(path, TableConfig{Delimiter: ','})
	require.NoError(t, err)
	t.Cleanup(func() { table.Close() })
	return table
}

// job does what a job has to do with parts, in memory. Groups it takes from a dataset that was built otherwise.
type job struct {
	parts    []*PartReport
	rows     []*RunRow
	withheld []*RunWithheld
	owners   []*RunOwner
	large    []*RunTooLarge
	slots    []*RunSlot
	saved    uint64
	lost     uint64
}

func sequence[T any](all []*T) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		for _, v := range all {
			if !yield(v, nil) {
				return
			}
		}
	}
}

func (j *job) Parts() ([]*PartReport, error)            { return j.parts, nil }
func (j *job) Rows() iter.Seq2[*RunRow, error]          { return sequence(j.rows) }
func (j *job) Withheld() iter.Seq2[*RunWithheld, error] { return sequence(j.withheld) }
func (j *job) Owners() iter.Seq2[*RunOwner, error]      { return sequence(j.owners) }
func (j *job) TooLarge() iter.Seq2[*RunTooLarge, error] { return sequence(j.large) }
func (j *job) Slots() iter.Seq2[*RunSlot, error]        { return sequence(j.slots) }
func (j *job) Overlaps() (saved, lost uint64)           { return j.saved, j.lost }

// objector is a user of whom a row says no, whatever the case of the reference.
type objector struct {
	first int64
	optIn bool
	under map[string]bool
	heads map[string]bool
}

func runJob(t testing.TB, cfg BuildConfig, join JoinKey, parts [][]string, built *Stored, report *BuildReport) *job {
	j := &job{saved: report.Saved, lost: report.Lost}
	no := map[string]*objector{}
	var all []PartRow
	var places []int64 // of records
	hashes := map[int64][2]string{}
	for n, rows := range parts {
		p, err := BuildPart(t.Context(), cfg, join, openRows(t, rows), func(rows []PartRow) error {
			for _, r := range rows {
				row := &RunRow{Line: PartPlace(n, r.Line), User: r.User, Decision: r.Decision, Fold: r.Fold, Rest: r.Rest, Said: int32(r.Said), Withdrawn: r.Withdrawn, Unsure: r.Unsure}
				if r.Record >= 0 {
					at := PartPlace(n, uint64(r.Record))
					row.Record = &at
					places = append(places, at)
					hashes[at] = [2]string{string(r.Fold), string(r.Rest)}
				}
				j.rows = append(j.rows, row)
				all = append(all, r)
				if r.Withholds {
					o := no[string(r.Fold)]
					if o == nil {
						o = &objector{first: row.Line, optIn: true, under: map[string]bool{}, heads: map[string]bool{}}
						no[string(r.Fold)] = o
					}
					o.optIn = o.optIn && r.OptIn
					o.under[string(r.Rest)] = true
				}
			}
			return nil
		})
		require.NoError(t, err)
		j.parts = append(j.parts, p)
	}
	for i, r := range all {
		o := no[string(r.Fold)]
		if o == nil || len(r.Elements) == 0 {
			continue
		}
		w := &RunWithheld{Record: *j.rows[i].Record, First: o.first, OptIn: o.optIn, OtherCase: !o.under[string(r.Rest)], Head: !o.heads[string(r.Rest)], FoldHead: len(o.heads) == 0}
		o.heads[string(r.Rest)] = true
		for _, e := range r.Elements {
			n, sure := &w.Email, &w.EmailSure
			if e.Type == 1 {
				n, sure = &w.Phone, &w.PhoneSure
			}
			*n += int64(e.Times)
			*sure += int64(e.Verifies)
		}
		j.withheld = append(j.withheld, w)
	}
	j.group(t, built, places, hashes)
	return j
}

func (j *job) group(t testing.TB, built *Stored, places []int64, hashes map[int64][2]string) {
	first := map[[2]string]int64{}
	spellings := map[string]map[string]bool{}
	var owned []Owned
	for o, err := range built.Owned() {
		require.NoError(t, err)
		owned = append(owned, o)
		h := hashes[places[o.Record]]
		if at, ok := first[h]; !ok || places[o.Record] < at {
			first[h] = places[o.Record]
		}
		if spellings[h[0]] == nil {
			spellings[h[0]] = map[string]bool{}
		}
		spellings[h[0]][h[1]] = true
	}
	heads, at, from := map[int64]bool{}, map[uint64]int64{}, 0
	holders := map[uint64]map[int64]bool{}
	for i, o := range owned {
		if i == 0 || o.Number != owned[i-1].Number {
			if i%1000 > 900 { // as if another run began
				from = i
			}
			at[o.Number] = int64(from)<<atShift | int64(i-from)
		}
		h := hashes[places[o.Record]]
		user := first[h]
		r := &RunOwner{Element: o.Element[:], Type: int32(typeIndex(o.Type)), User: user, Record: places[o.Record], Verified: o.Verified, Given: int64(o.given),
			Outcome: int32(o.Outcome), At: at[o.Number], Head: !heads[user], Alike: len(spellings[h[0]]) > 1}
		part, _ := splitPlace(r.Record)
		r.Context = int32(slices.Index(j.parts[part].Contexts, built.Contexts()[o.Context]))
		heads[user] = true
		if o.Outcome == GroupTooLarge {
			r.Outcome = int32(Counted)
			if l := len(j.large); l == 0 || j.large[l-1].User != user || string(j.large[l-1].Element) != string(r.Element) {
				j.large = append(j.large, &RunTooLarge{Element: r.Element, User: user})
			}
		}
		if o.Outcome == Counted {
			if holders[o.Number] == nil {
				holders[o.Number] = map[int64]bool{}
			}
			holders[o.Number][user] = true
		}
		j.owners = append(j.owners, r)
	}
	for _, c := range built.Groups() {
		for g, err := range built.GroupRecords(c.Width) {
			require.NoError(t, err)
			users := map[int64]bool{}
			for _, n := range g.Numbers {
				maps.Copy(users, holders[n])
			}
			for i, n := range g.Numbers {
				e := g.Elements[i]
				j.slots = append(j.slots, &RunSlot{Class: int32(c.Width), Group: int64(g.Number), Element: e[:], At: at[n], Users: int32(len(users))})
			}
		}
	}
	require.True(t, slices.IsSortedFunc(j.withheld, func(a, b *RunWithheld) int { return cmp.Compare(a.Record, b.Record) }))
}

// openStored opens a copy of a dataset, which lasts.
func openStored(t testing.TB, to, dir string) *Stored {
	require.NoError(t, os.CopyFS(to, os.DirFS(dir)))
	s, err := OpenStored(to)
	require.NoError(t, err)
	return s
}

func filesOf(t testing.TB, dir string) map[string]string {
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	all := map[string]string{}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		require.NoError(t, err)
		all[e.Name()] = string(b)
	}
	return all
}

// What is put together of parts is what an import of the whole table makes, byte for byte, with the same report, whether
// there is a dataset before or not.
func TestAdopt(t *testing.T) {
	t.Parallel()
	rows := adoptRows(3000)
	cfg := adoptConfig(t)
	join := JoinKey{1, 2, 3}
	var previous *Stored
	keep := filepath.Join(t.TempDir(), "previous")
	for _, name := range []string{"first", "again"} {
		t.Run(name, func(t *testing.T) {
			cfg.Previous = previous
			whole := filepath.Join(t.TempDir(), "set")
			want, err := Build(t.Context(), whole, cfg, openRows(t, rows))
			require.NoError(t, err)
			require.NotZero(t, want.Withheld.Users)
			require.NotZero(t, want.Saved)
			require.NotZero(t, want.Grouping.OnlyCase)
			built, err := OpenStored(whole)
			require.NoError(t, err)
			defer built.Close()
			of := cfg
			of.Previous = nil
			parts := [][]string{rows[:700], rows[700:701], nil, rows[701:]}
			j := runJob(t, of, join, parts, built, want)
			require.NotEmpty(t, j.large)

			dir := filepath.Join(t.TempDir(), "set")
			got, err := Adopt(t.Context(), dir, cfg, join, j)
			require.NoError(t, err)
			require.Equal(t, filesOf(t, whole), filesOf(t, dir))
			require.Equal(t, want, got)
			if previous == nil {
				previous = openStored(t, keep, dir)
			}
		})
	}
	if previous != nil {
		require.NoError(t, previous.Close())
	}
}

// What is out of order, missing, or made otherwise is an error, and nothing remains.
func TestAdoptRefuses(t *testing.T) {
	t.Parallel()
	rows := adoptRows(300)
	cfg := adoptConfig(t)
	join := JoinKey{4}
	whole := filepath.Join(t.TempDir(), "set")
	report, err := Build(t.Context(), whole, cfg, openRows(t, rows))
	require.NoError(t, err)
	built, err := OpenStored(whole)
	require.NoError(t, err)
	defer built.Close()
	swap := func(i, k int) func(j *job) {
		return func(j *job) { j.owners[i], j.owners[k] = j.owners[k], j.owners[i] }
	}
	for _, c := range []struct {
		name string
		bad  func(j *job)
		cfg  func(c *BuildConfig)
		want string
	}{
		{"no part", func(j *job) { j.parts = nil }, nil, "no rows"},
		{"a part is missing", func(j *job) { j.parts = j.parts[:1] }, nil, "not in order"},
		{"a row is missing", func(j *job) { j.rows = j.rows[:len(j.rows)-5] }, nil, "not in order"},
		{"rows in another order", func(j *job) { j.rows[1], j.rows[2] = j.rows[2], j.rows[1] }, nil, "not in order"},
		{"a row twice", func(j *job) { j.rows = slices.Insert(j.rows, 3, j.rows[2]) }, nil, "not in order"},
		{"owners in another order", swap(3, 40), nil, "not in order"},
		{"an owner is missing", func(j *job) { j.owners = slices.Delete(j.owners, 20, 21) }, nil, "not in order"},
		{"a slot is missing", func(j *job) { j.slots = j.slots[1:] }, nil, "not in order"},
		{"a slot twice", func(j *job) { j.slots = append(j.slots, j.slots[len(j.slots)-1]) }, nil, "not in order"},
		{"withheld of nobody", func(j *job) { j.withheld = append(j.withheld, &RunWithheld{Record: 1 << 60}) }, nil, "not in order"},
		{"an outcome too many", func(j *job) { j.large = append(j.large, &RunTooLarge{Element: make([]byte, 32)}) }, nil, "not in order"},
		{"no outcome", func(j *job) { j.large, j.owners[0].Outcome = nil, 0 }, nil, "not in order"},
		{"an identifier as a reference", func(j *job) { j.rows[0].User = []byte("a@b.example") }, nil, "user reference"},
		{"another key", nil, func(c *BuildConfig) { c.Key = ecdh.Ristretto255().GenerateKey() }, "another key"},
		{"another program", func(j *job) { j.parts[0].Codes[1] = "x" }, nil, "another version"},
		{"erased since", nil, func(c *BuildConfig) { c.Erased = func(u []byte) bool { return string(u) == "u7" } }, "erased"},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := runJob(t, cfg, join, [][]string{rows[:100], rows[100:]}, built, report)
			if c.bad != nil {
				c.bad(j)
			}
			own := cfg
			if c.cfg != nil {
				c.cfg(&own)
			}
			dir := filepath.Join(t.TempDir(), "set")
			_, err := Adopt(t.Context(), dir, own, join, j)
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), "example")
			require.NoDirExists(t, dir)
		})
	}
}
