package audience

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/stretchr/testify/require"
)

const (
	first  = "0101010101010101010101010101010101010101010101010101010101010101"
	second = "0202020202020202020202020202020202020202020202020202020202020202"
)

var order = func() *Order { return NewOrder([32]byte{7}) }

func contact(session string, n int) Contact {
	return Contact{Type: identity.Email, Context: "newsletter", Session: session, Since: time.Unix(1_800_000_000, 0).UTC(), Element: ecdh.Element{byte(n), byte(n >> 8)}}
}

func user(i int) string { return fmt.Sprintf("user-%05d", i) }

// members are the users [from, to) with a contact each, in order.
func members(session string, from, to int) iter.Seq2[Member, error] {
	var all []Member
	for i := from; i < to; i++ {
		all = append(all, Member{user(i), []Contact{contact(session, i)}})
	}
	o := order()
	slices.SortFunc(all, func(a, b Member) int {
		x, y := o.tag(a.User), o.tag(b.User)
		return bytes.Compare(x[:], y[:])
	})
	return func(yield func(Member, error) bool) {
		for _, m := range all {
			if !yield(m, nil) {
				return
			}
		}
	}
}

func collect(t testing.TB, all iter.Seq2[Member, error]) map[string][]Contact {
	t.Helper()
	out := map[string][]Contact{}
	for m, err := range all {
		require.NoError(t, err)
		require.NotContains(t, out, m.User)
		out[m.User] = m.Contacts
	}
	return out
}

// What is written is read back, of every size around a block's, and nothing of it is in the file.
func TestVersion(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 38, 39, 40, 2000} {
		path := filepath.Join(t.TempDir(), "v")
		v, err := Write(path, members(first, 0, n))
		require.NoError(t, err)
		got := collect(t, v.Read(path))
		require.Equal(t, collect(t, members(first, 0, n)), got)
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		require.False(t, bytes.Contains(b, []byte("user-")))
		require.False(t, bytes.Contains(b, []byte("newsletter")))
		w, err := Write(path+"2", members(first, 0, n))
		require.NoError(t, err)
		require.NotEqual(t, v.Key, w.Key)
		require.Equal(t, "[redacted]", fmt.Sprintf("%v", v))
	}
}

// A damaged file yields an error, wherever the damage is; so does a wrong key.
func TestDamaged(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "v")
	v, err := Write(path, members(first, 0, 200))
	require.NoError(t, err)
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	read := func(v Version) (err error) {
		for _, e := range v.Read(path) {
			err = e
		}
		return err
	}
	require.NoError(t, read(v))
	other := v
	other.Key[0] ^= 1
	require.Error(t, read(other))
	for at := 0; at < len(whole); at += 997 {
		b := slices.Clone(whole)
		b[at] ^= 1
		require.NoError(t, os.WriteFile(path, b, 0o600))
		if at < 32+2*4112 { // salt and blocks; a flipped hash need not lie on a path that is read
			require.Error(t, read(v), "byte %d", at)
		}
		require.NoError(t, os.WriteFile(path, whole[:at], 0o600))
		require.Error(t, read(v), "%d bytes", at)
	}
}

func TestFailedWriteLeavesNothing(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "v")
	_, err := Write(path, func(yield func(Member, error) bool) {
		_ = yield(Member{"u", []Contact{contact(first, 1)}}, nil) && yield(Member{}, errors.New("stop"))
	})
	require.ErrorContains(t, err, "stop")
	require.NoFileExists(t, path)
}

func TestApply(t *testing.T) {
	t.Parallel()
	none := func(func(Member, error) bool) {}
	for _, x := range []struct {
		action        psi.Action
		before, match iter.Seq2[Member, error]
		want          map[string][]Contact
	}{
		{psi.CreateAudience, none, members(second, 0, 5), collect(t, members(second, 0, 5))},
		{psi.ReplaceAudience, members(first, 0, 50), members(second, 40, 60), collect(t, members(second, 40, 60))},
		{psi.RemoveAudience, members(first, 0, 50), members(second, 40, 60), collect(t, members(first, 0, 40))},
		{psi.RemoveAudience, members(first, 0, 50), none, collect(t, members(first, 0, 50))},
		{psi.RemoveAudience, members(first, 0, 50), members(second, 0, 50), collect(t, none)},
		{psi.RemoveAudience, none, members(second, 0, 50), collect(t, none)},
		{psi.AddToAudience, none, members(second, 0, 50), collect(t, members(second, 0, 50))},
		{psi.AddToAudience, members(first, 0, 50), none, collect(t, members(first, 0, 50))},
	} {
		require.Equal(t, x.want, collect(t, Apply(order(), x.action, x.before, x.match)), x.action)
	}
	got := collect(t, Apply(order(), psi.AddToAudience, members(first, 0, 50), members(second, 40, 60)))
	require.Len(t, got, 60)
	require.Equal(t, []Contact{contact(first, 45)}, got[user(45)], "who is in stays in as he came")
	require.Equal(t, []Contact{contact(second, 55)}, got[user(55)])
}

// A member who matches by another identifier keeps the one that he came by, and a merge of unsorted members fails.
func TestApplyJoinsContacts(t *testing.T) {
	t.Parallel()
	one := func(c ...Contact) iter.Seq2[Member, error] {
		return func(yield func(Member, error) bool) { yield(Member{"u", c}, nil) }
	}
	got := collect(t, Apply(order(), psi.AddToAudience, one(contact(first, 1)), one(contact(second, 1), contact(second, 2))))
	require.Equal(t, []Contact{contact(first, 1), contact(second, 2)}, got["u"])
	twice := func(yield func(Member, error) bool) {
		for range 2 {
			if !yield(Member{"u", []Contact{contact(first, 1)}}, nil) {
				return
			}
		}
	}
	var err error
	for _, err = range Apply(order(), psi.AddToAudience, twice, one(contact(second, 1))) {
	}
	require.ErrorContains(t, err, "not in order")
}

func TestWithout(t *testing.T) {
	t.Parallel()
	all := Apply(order(), psi.AddToAudience, members(first, 0, 10), members(second, 5, 15))
	got := collect(t, Without(all, func(u string, c *Contact) bool { return u == user(3) || c.Session == second }))
	want := collect(t, members(first, 0, 10))
	delete(want, user(3))
	require.Equal(t, want, got)
}

// numbers is a Source in which record i is user i's and element i his.
type numbers struct{}

func (numbers) User(record uint64) (string, error) { return user(int(record)), nil }
func (numbers) Contact(element uint64, context uint16) (Contact, error) {
	return Contact{Type: identity.Email, Context: []string{"newsletter", "shop"}[context], Element: contact("", int(element)).Element}, nil
}

// Matches come in any order and more than once; what is spilled says nothing. SPEC M73
func TestMatched(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	m := NewMatched(order(), psi.Scratch{Memory: 1024, Dir: dir})
	defer m.Close()
	for i := 999; i >= 0; i-- {
		require.NoError(t, m.Add(user(i), uint64(i), uint64(i), 0))
		require.NoError(t, m.Add(user(i), uint64(i), uint64(i), 0))
	}
	require.NoError(t, m.Add(user(7), 7, 3000, 1))
	spilled, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.NotEmpty(t, spilled)
	all := m.Members(numbers{}, Contact{Session: first, Since: contact(first, 0).Since})
	path := filepath.Join(dir, "v")
	v, err := Write(path, all)
	require.NoError(t, err)
	got := collect(t, v.Read(path))
	want := collect(t, members(first, 0, 1000))
	shop := contact(first, 3000)
	shop.Context = "shop"
	require.ElementsMatch(t, append(want[user(7)], shop), got[user(7)])
	delete(want, user(7))
	delete(got, user(7))
	require.Equal(t, want, got)
	before := NewOrder([32]byte{7})
	require.NotEqual(t, before.tag("u"), NewOrder([32]byte{8}).tag("u"))
}
