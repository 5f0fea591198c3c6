package platform

import (
	"encoding/binary"
	"os"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/stretchr/testify/require"
)

// place is the first place of a sentinel, or of a group that is none, in the first section of a session's set. Only the
// platform knows it.
func (s *opened) place(t testing.TB, sentinel bool) uint64 {
	t.Helper()
	b, err := os.ReadFile(s.p.store.rows.Files.Epoch(s.c.PlatformSet.Digest).Sentinels())
	require.NoError(t, err)
	sentinels := map[uint64]bool{}
	width := int(s.c.PlatformSet.Parts[0].Width)
	for ; len(b) > 0; b = b[8+8+width:] {
		sentinels[binary.BigEndian.Uint64(b)] = true
	}
	require.Len(t, sentinels, capacity-most)
	at := uint64(0)
	for sentinels[at] != sentinel {
		at++
	}
	return at
}

// secondKey is R with one group of the first section under another key.
func (s *opened) secondKey(t testing.TB, at uint64) chunk {
	t.Helper()
	groups := s.who.groups(t, s)
	other := make([]ecdh.Element, len(groups[0][at]))
	_, err := newParty().key.Remask(other, groups[0][at])
	require.NoError(t, err)
	groups[0][at] = other
	return s.pack(groups)
}

// strike makes a client send tags under two keys, one of them on a sentinel.
func strike(t testing.TB, p *Platform, client string, m psi.Mode) *opened {
	t.Helper()
	s := begin(t, p, client, m)
	s.sendList(t)
	s.sendTags(t, s.secondKey(t, s.place(t, true)))
	require.NoError(t, p.CloseTags(client, s.id))
	_, err := p.Result(ctx, client, s.id)
	require.Equal(t, psi.CodeBadTags, psi.CodeOf(err), "%v", err)
	return s
}

// refusal is the code with which a client's offer is refused.
func refusal(t testing.TB, p *Platform, client string, m psi.Mode, change func(*psi.Offer)) psi.Code {
	t.Helper()
	offer, s := anybody().offer(p, client, m, maskedList(), change)
	a, err := p.Offer(ctx, client, offer)
	if err != nil {
		return psi.CodeOf(err)
	}
	s.accepted(t, a)
	require.NoError(t, p.Abort(client, s.id))
	return ""
}

// Tags of one group under a second key, or of all under another key than is shown, bar the owner from the dataset: all
// its clients, in every mode, until an operator lifts that. Nobody else is concerned. SPEC M64
func TestStrike(t *testing.T) {
	t.Parallel()
	modes := []psi.Mode{psi.Count, psi.Blinded}
	for _, mode := range modes {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			dir := newData(t)
			require.NoError(t, importInto(t, dir, "members", policyYAML, users(0, most)))
			p, _ := open(t, dir, Config{})
			bystander := begin(t, p, "initech", psi.Blinded)
			bad := strike(t, p, "acme", mode)
			barred := func() {
				t.Helper()
				for _, client := range []string{"acme", "globex"} {
					for _, m := range modes {
						require.Equal(t, psi.CodeStruck, refusal(t, p, client, m, nil), "%s, %s", client, m)
					}
				}
				require.Equal(t, psi.Code(""), refusal(t, p, "acme", psi.Count, func(o *psi.Offer) { o.Dataset = "members" }), "another dataset")
			}
			barred()
			require.NotZero(t, bystander.finish(t).Session, "another owner")
			rows, err := p.Store().Strikes(ctx)
			require.NoError(t, err)
			require.Len(t, rows, 1)
			require.Equal(t, [4]string{"tests", "users", "acme", bad.id}, [4]string{rows[0].Owner, rows[0].Dataset, rows[0].Client, rows[0].Session})
			require.NoError(t, p.Close())
			p, _ = open(t, dir, Config{})
			barred()

			require.ErrorContains(t, p.Store().LiftStrike(ctx, "tests", "users", ""), "reason")
			require.ErrorContains(t, p.Store().LiftStrike(ctx, "tests", "members", "x"), "not barred")
			require.ErrorContains(t, p.Store().LiftStrike(ctx, "acme", "users", "x"), "not barred")
			require.NoError(t, p.Store().LiftStrike(ctx, "tests", "users", "a bug of theirs, now mended"))
			require.ErrorContains(t, p.Store().LiftStrike(ctx, "tests", "users", "x"), "not barred")
			for _, client := range []string{"acme", "globex"} {
				for _, m := range modes {
					require.Equal(t, psi.Code(""), refusal(t, p, client, m, nil))
				}
			}
			require.NotZero(t, begin(t, p, "acme", mode).finish(t).Session)
			all, replay := verifyLedger(t, dir)
			require.Empty(t, replay.Struck())
			require.Contains(t, typesOf(all), ledger.TypeStrike)
			for _, e := range all {
				if e.Type == ledger.TypeStrike {
					require.Equal(t, bad.id, e.Session)
					require.Equal(t, ledger.Strike{Owner: "tests", Advertiser: "acme", Dataset: "users"}, *e.Strike)
				}
				if e.Type == ledger.TypeLifted {
					require.Equal(t, ledger.Lifted{Owner: "tests", Dataset: "users", Reason: "a bug of theirs, now mended"}, *e.Lifted)
				}
			}
		})
	}
}

// What is a strike and what is not.
func TestBadTags(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{})
	for _, r := range []struct {
		name string
		mode psi.Mode
		tags func(s *opened) psi.OpenTags
		code psi.Code
	}{
		{"another key is shown", psi.Count, func(s *opened) psi.OpenTags {
			o := s.opensTags(s.who.tags(t, s))
			o.PublicKey = psi.PublicKey(newParty().key.Public())
			return o
		}, psi.CodeBadTags},
		{"no key is shown", psi.Count, func(s *opened) psi.OpenTags {
			o := s.opensTags(s.who.tags(t, s))
			o.PublicKey = psi.PublicKey{}
			return o
		}, psi.CodeBadElement},
		{"honest", psi.Blinded, func(s *opened) psi.OpenTags { return s.opensTags(s.who.tags(t, s)) }, ""},
	} {
		t.Run(r.name, func(t *testing.T) {
			s := begin(t, p, "acme", r.mode)
			s.sendList(t)
			require.NoError(t, p.OpenTags("acme", s.id, r.tags(s)))
			if err := s.put(Tags, 0, s.who.tags(t, s)); err == nil { // else the key has ended the session already
				_ = p.CloseTags("acme", s.id)
			}
			if r.code == "" {
				s.wait(t, psi.StateDone)
			} else {
				require.Equal(t, r.code, s.wait(t, psi.StateFailed).Error.Code)
			}
			rows, err := p.Store().Strikes(ctx)
			require.NoError(t, err)
			require.Equal(t, r.code == psi.CodeBadTags, len(rows) == 1)
			liftAll(t, p)
		})
	}

	t.Run("not in the order of the set", func(t *testing.T) {
		s := begin(t, p, "acme", psi.Blinded)
		s.sendList(t)
		groups := s.who.groups(t, s)
		at, next := s.place(t, true), s.place(t, false)
		groups[0][at], groups[0][next] = groups[0][next], groups[0][at]
		s.sendTags(t, s.pack(groups))
		require.NoError(t, p.CloseTags("acme", s.id))
		require.Equal(t, psi.CodeBadTags, s.wait(t, psi.StateFailed).Error.Code)
		liftAll(t, p)
	})
	t.Run("twice the same tags", func(t *testing.T) { // shows by itself, and is no strike
		s := begin(t, p, "acme", psi.Blinded)
		s.sendList(t)
		groups := s.who.groups(t, s)
		groups[0][s.place(t, false)] = groups[0][s.place(t, true)]
		s.sendTags(t, s.pack(groups))
		require.NoError(t, p.CloseTags("acme", s.id))
		require.Equal(t, psi.CodeNotAscending, s.wait(t, psi.StateFailed).Error.Code)
		require.Equal(t, psi.Code(""), refusal(t, p, "acme", psi.Count, nil))
	})
}

// With a strike all open sessions of the owner on the dataset end, and nothing is recorded after it that must not be.
// SPEC M26
func TestStrikeEndsSessions(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{Work: Work{Jobs: 8}})
	var others []*opened
	for i := range 6 { // some are about to be answered
		s := begin(t, p, []string{"acme", "globex"}[i%2], psi.Count)
		s.toTags(t)
		others = append(others, s)
	}
	bad := begin(t, p, "acme", psi.Count)
	bad.sendList(t)
	bad.sendTags(t, bad.secondKey(t, bad.place(t, true)))
	require.NoError(t, p.CloseTags("acme", bad.id))
	for _, s := range others[:3] {
		_ = p.CloseTags(s.c.Advertiser, s.id)
	}
	bad.wait(t, psi.StateFailed)
	for i, s := range others {
		_, err := p.Result(ctx, s.c.Advertiser, s.id)
		if i < 3 && err == nil {
			continue // it was faster
		}
		require.Contains(t, []psi.Code{psi.CodeStruck, psi.CodeWrongState}, psi.CodeOf(err))
	}
	for _, s := range others[3:] {
		require.Equal(t, psi.CodeStruck, s.wait(t, psi.StateFailed).Error.Code)
	}
}

// A strike is a promise of the ledger's: an older copy of the database does not take it back. Nor does one that has it
// still, after it was lifted, bring the ledger out of order.
func TestRestoredStrike(t *testing.T) {
	t.Parallel()
	dir, before, after := newData(t), t.TempDir(), t.TempDir()
	restart := func(from string) *Platform {
		t.Helper()
		if from != "" {
			copyState(t, dir, from, "blindmatch.db")
			store, err := OpenDirectory(dir, DirectoryConfig{})
			require.NoError(t, err)
			require.NoError(t, store.Acknowledge(ctx, "restored a copy"))
			require.NoError(t, store.Close())
		}
		p, _ := open(t, dir, Config{})
		return p
	}
	p := restart("")
	begin(t, p, "acme", psi.Count).finish(t)
	require.NoError(t, p.Close())
	copyState(t, before, dir, "blindmatch.db")
	p = restart("")
	strike(t, p, "acme", psi.Count)
	require.NoError(t, p.Close())
	copyState(t, after, dir, "blindmatch.db")

	p = restart(before)
	require.Equal(t, psi.CodeStruck, refusal(t, p, "globex", psi.Blinded, nil))
	require.NoError(t, p.Store().LiftStrike(ctx, "tests", "users", "a test"))
	require.Equal(t, psi.Code(""), refusal(t, p, "globex", psi.Blinded, nil))
	require.NoError(t, p.Close())

	p = restart(after)
	require.Equal(t, psi.CodeStruck, refusal(t, p, "globex", psi.Blinded, nil), "when in doubt")
	require.NoError(t, p.Store().LiftStrike(ctx, "tests", "users", "once more"))
	require.Equal(t, psi.Code(""), refusal(t, p, "globex", psi.Blinded, nil))
	all, _ := verifyLedger(t, dir)
	lifted := 0
	for _, e := range all {
		if e.Type == ledger.TypeLifted {
			lifted++
		}
	}
	require.Equal(t, 1, lifted)
}

// What is not on a sentinel is not seen: that is why one strike bars, and why there are so many sentinels.
func TestSecondKeyOnGroup(t *testing.T) {
	t.Parallel()
	p, _ := open(t, newData(t), Config{})
	s := begin(t, p, "acme", psi.Blinded)
	s.sendList(t)
	s.sendTags(t, s.secondKey(t, s.place(t, false)))
	require.True(t, s.result(t).Released.BelowFloor)
}
