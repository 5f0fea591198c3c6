package audit

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

// nameOf is how the ledger of these tests names a user.
func nameOf(user string) (name psi.Digest) {
	n := 0
	_, _ = fmt.Sscanf(user, "u%d", &n)
	binary.BigEndian.PutUint32(name[:], uint32(n)+1)
	return name
}

// erase enters that users were erased, as many entries from seq on, before or after the import, and has the platform know.
func (w *world) erase(at time.Time, seq int64, all ...string) {
	if w.logged.Erased == nil {
		w.logged.Erased = map[psi.Digest]Erasure{}
	}
	for i, user := range all {
		w.logged.Erased[nameOf(user)] = Erasure{at, seq + int64(i)}
	}
	logged := w.logged
	w.made.Erased = NewErased(func(user string) (psi.Digest, bool) {
		name := nameOf(user)
		_, ok := logged.Erased[name]
		return name, ok
	}, func(name psi.Digest) bool { return !logged.Erased[name].At.Before(logged.Import.At) })
}

// without is a table without some users.
func without(table string, gone ...string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(table, "\n"), func(line string) bool {
		user, _, _ := strings.Cut(line, ",")
		return slices.Contains(gone, user)
	}), "\n")
}

func userNames(from, to, step int) (all []string) {
	for i := from; i < to; i += step {
		all = append(all, fmt.Sprintf("u%d", i))
	}
	return all
}

// checkErased is what the auditor does.
func (w *world) checkErased(t testing.TB, o *Opening) *Report {
	t.Helper()
	c, err := Check(o, w.logged, w.made.Leaves, w.made.File)
	require.NoError(t, err)
	table, _, err := ReadTable(t.Context(), filepath.Join(t.TempDir(), "own"), w.open(t), w.logged, Reading{Policy: w.policy, LeftOut: c.LeftOut()})
	require.NoError(t, err)
	defer table.Close()
	r, err := c.Compare(t.Context(), table)
	require.NoError(t, err)
	return r
}

var (
	earlier = judged.Add(-time.Hour)
	later   = judged.Add(time.Hour)
)

// Persons who were erased since the import are gone from the table, and the platform can't open them any more; those who
// were erased before it are in the table, and not in the epoch. An honest audit tells both from groups that differ.
func TestErasedAreNoDifference(t *testing.T) {
	gone := userNames(0, 600, 20) // 30 of 3,000; u98, whose address u99 shares, among them
	gone = append(gone, "u98")
	before := userNames(1001, 1051, 10)
	w := newWorld(t, suite, without(users(0, 3000), before...), without(users(0, 3000), gone...), nil)
	w.erase(earlier, 1, before...)
	w.erase(later, 10, gone...)
	w.logged.opened = 10 + int64(len(gone))
	r := w.checkErased(t, w.spot(t))
	require.True(t, r.Passed(), "%+v", r)
	require.Positive(t, r.ErasedSince)
	require.LessOrEqual(t, r.ErasedSince, uint64(len(gone)))
	require.EqualValues(t, len(before), r.ErasedBefore)
	require.Equal(t, r.Groups, r.Real+r.Sentinels)
	v := NewVerdict(r, w.logged, beacon(7), later)
	require.Equal(t, r.ErasedSince+r.ErasedBefore, v.Erased)

	// Nobody else may be gone, or in the epoch.
	w.table = write(t, without(users(0, 3000), append(userNames(2000, 2200, 1), gone...)...))
	r = w.checkErased(t, w.spot(t))
	require.False(t, r.Passed())
	require.Equal(t, []Way{Unopened}, waysOf(r))
	w.made.Erased = nil
	require.False(t, w.checkErased(t, w.spot(t)).Passed(), "the platform names nobody")
}

// Entries that the platform made after the beacon account for nothing: it knew which groups were picked. Those that the
// auditor has seen before do. SPEC M82
func TestErasedAfterTheBeacon(t *testing.T) {
	gone := userNames(0, 600, 20)
	w := newWorld(t, suite, users(0, 3000), without(users(0, 3000), gone...), nil)
	w.erase(later, 100, gone...)
	w.logged.opened = 50
	o := w.spot(t)
	r := w.checkErased(t, o)
	require.False(t, r.Passed())
	require.Positive(t, r.Unexcused)
	require.Equal(t, r.Unexcused, r.Differ)
	require.Zero(t, r.ErasedSince)
	w.logged.Known = 100 + int64(len(gone))
	r = w.checkErased(t, o)
	require.True(t, r.Passed(), "%+v", r)
	require.Zero(t, r.Unexcused)
}

// A platform under many keys, that says of all users whom it can't open that they were erased, is found all the same: what
// the ledger has accounts for as many groups of the whole epoch, not for as many of those that were picked.
func TestErasedAreNoExcuse(t *testing.T) {
	w := newWorld(t, suite, users(0, 3000), "", manyKeys(t, suite, 20))
	o := w.spot(t)
	name := func(o *Opening) (named int) {
		for i := range o.Groups {
			if g := &o.Groups[i]; slices.Contains(g.Slots, Slot{}) {
				g.Users = []string{fmt.Sprintf("u%d", 100_000+i)}
				g.Erased = g.Users
				named++
			}
		}
		return named
	}
	named := name(o)
	require.Greater(t, named, 50)
	r := w.checkErased(t, o)
	require.EqualValues(t, named, r.Unexcused, "nobody was erased")

	w.erase(later, 1, userNames(0, 20, 1)...)
	w.logged.opened = 1000
	r = w.checkErased(t, o)
	require.False(t, r.Passed())
	require.EqualValues(t, named, r.Unexcused, "20 were")
	require.EqualValues(t, named, r.Differ)

	// A name excuses one group, and nothing that was shown to be false.
	w.erase(later, 1, userNames(0, 900, 1)...)
	require.True(t, w.checkErased(t, o).Passed(), "that many were erased, and the verdict says how many")
	for i := range o.Groups {
		if g := &o.Groups[i]; len(g.Erased) > 0 {
			g.Users, g.Erased = []string{"u1"}, []string{"u1"}
		}
	}
	r = w.checkErased(t, o)
	require.EqualValues(t, 1, r.ErasedSince)
	require.EqualValues(t, named-1, r.Differ)
	name(o)
	for i := range o.Groups {
		for j := range o.Groups[i].Slots {
			if s := &o.Groups[i].Slots[j]; *s == (Slot{}) && len(o.Groups[i].Erased) > 0 {
				*s = Slot{Fill: hex.EncodeToString(make([]byte, 32))}
			}
		}
	}
	r = w.checkErased(t, o)
	require.False(t, r.Passed())
	require.Zero(t, r.ErasedSince)
	require.Contains(t, waysOf(r), NoFill)
}

// As many entries as there are such groups among those that were picked are too few, if not all were: they account for as
// many groups of the whole set.
func TestExcuses(t *testing.T) {
	c := &Checked{logged: &Logged{Epoch: new(ledger.PlatformSet)}, report: Report{Groups: Sample}}
	for _, x := range []struct {
		all, since, groups uint64
		want               bool
	}{
		{1 << 20, 0, 0, true}, {1 << 20, 0, 1, false}, {1 << 20, 1000, 5, true}, {1 << 20, 1000, 15, true}, {1 << 20, 1000, 25, false},
		{1 << 20, 20, 20, false}, {Sample, 20, 20, true}, {Sample, 20, 21, false}, {1 << 20, 1 << 21, Sample, true},
	} {
		c.logged.Epoch.Set, c.since = psi.Set{Parts: []psi.Part{{Width: 1, Size: x.all}}}, x.since
		require.Equal(t, x.want, c.excuses(x.groups), "%+v", x)
	}
}

// The platform can't leave out more users as erased than the ledger has, nor name whom it has not named as a group's.
func TestLeftOutMore(t *testing.T) {
	dropped := userNames(0, 1000, 1)
	w := newWorld(t, suite, without(users(0, 3000), dropped...), users(0, 3000), nil)
	w.erase(earlier, 1, dropped...)
	o := w.spot(t)
	require.Len(t, o.LeftOut, len(dropped))
	require.True(t, w.checkErased(t, o).Passed())
	delete(w.logged.Erased, nameOf("u5"))
	r := w.checkErased(t, o)
	require.False(t, r.Passed(), "one more than there are entries: %+v", r)
	require.Zero(t, r.ErasedBefore)

	o.Groups[0].Erased = []string{"somebody"}
	_, err := Check(o, w.logged, w.made.Leaves, w.made.File)
	require.ErrorContains(t, err, "not one of the group's")
}
