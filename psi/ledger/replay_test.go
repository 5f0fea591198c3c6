package ledger

import (
	"errors"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// Entries that can't come where they do are named.
func TestReplayRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		index  int
		change func(all []*Entry) []*Entry
	}{
		"result without commit": {5, func(all []*Entry) []*Entry { return append(all[:5], all[6:]...) }},
		"commit twice":          {6, func(all []*Entry) []*Entry { all[6] = all[5]; return all }},
		"result twice":          {7, func(all []*Entry) []*Entry { return append(all, all[6]) }},
		"session never offered": {4, func(all []*Entry) []*Entry { return append(all[:4], all[5:]...) }},
		"rows":                  {2, func(all []*Entry) []*Entry { all[2].Import.Rows.Total++; return all }},
		"identifiers":           {2, func(all []*Entry) []*Entry { all[2].Import.Types[0].Values++; return all }},
		"unknown policy":        {1, func(all []*Entry) []*Entry { return append(all[:1], all[2:]...) }},
		"policy of the session": {4, func(all []*Entry) []*Entry { all[4].Offer.PolicyDigest[0]++; return all }},
		"unknown set":           {5, func(all []*Entry) []*Entry { all[5].Commit.Set.Digest[0]++; return all }},
		"list under the floor":  {5, func(all []*Entry) []*Entry { all[5].Commit.List = 999; return all }},
		"value under the floor": {6, func(all []*Entry) []*Entry { *all[6].Result.Released.Value = 99; return all }},
		"another floor":         {6, func(all []*Entry) []*Entry { all[6].Result.Released.Floor = 50; return all }},
		"another advertiser":    {6, func(all []*Entry) []*Entry { all[6].Result.Advertiser = "emca"; return all }},
		"another context":       {6, func(all []*Entry) []*Entry { all[6].Result.Context[0]++; return all }},
		"mode that was off":     {4, func(all []*Entry) []*Entry { all[4].Offer.Mode = psi.Blinded; return all }},
		"another import":        {4, func(all []*Entry) []*Entry { all[4].Offer.Import[0]++; return all }},
		"set of no import":      {3, func(all []*Entry) []*Entry { all[3].Epoch.Import[0]++; return all }},
		"import twice":          {3, func(all []*Entry) []*Entry { return append(all[:3:3], all[2]) }},
		"no contract":           {6, func(all []*Entry) []*Entry { all[6].Result.Contract = ""; return all }},
		"no owner":              {6, func(all []*Entry) []*Entry { all[6].Result.Owner = ""; return all }},
		"index of nothing":      {6, func(all []*Entry) []*Entry { all[6].Result.Index[0]++; return all }},
		"too much left":         {6, func(all []*Entry) []*Entry { return append(all[:4], noised(1, 0, "1/5", "1/5")...) }},
		"erased too early": {5, func(all []*Entry) []*Entry {
			return append(all[:5], &Entry{Type: TypeErased, Session: sessionID(0), Erased: &Erased{Reason: "x"}})
		}},
		"erased twice": {8, func(all []*Entry) []*Entry {
			gone := &Entry{Type: TypeErased, Session: sessionID(0), Erased: &Erased{Reason: "expired"}}
			return append(all, gone, gone)
		}},
		"destroyed key": {6, func(all []*Entry) []*Entry {
			gone := &Entry{Type: TypeKeyDestroyed, KeyDestroyed: &KeyDestroyed{Set: epoch.Digest}}
			return append(all[:5:5], gone, all[5])
		}},
	} {
		t.Run(name, func(t *testing.T) {
			var r Replay
			var err error
			for i, e := range c.change(append(preamble(), session(0)...)) {
				copied := *e
				copied.Seq = int64(i)
				copied.Time = old1970
				if err = r.Add(&copied); err != nil {
					break
				}
			}
			bad, ok := errors.AsType[*Corruption](err)
			require.True(t, ok, "nothing was found")
			require.EqualValues(t, c.index, bad.Index, bad.Reason)
		})
	}
}

// Budgets go by the times of payment, in whatever order the results come.
func TestReplayBudget(t *testing.T) {
	const day = 24
	for name, c := range map[string]struct {
		index    int // -1: nothing is wrong
		sessions [][]*Entry
	}{
		"in order":              {-1, [][]*Entry{noised(0, 0, "1/10", "1/5"), noised(1, 1, "0", "1/10"), noised(2, 30*day, "0", "0")}},
		"results reversed":      {-1, [][]*Entry{noised(1, 1, "0", "1/10"), noised(0, 0, "1/10", "1/5")}},
		"less left":             {-1, [][]*Entry{noised(0, 0, "0", "0")}},
		"not paid for":          {6, [][]*Entry{change(noised(0, 0, "1/10", "1/5"), func(r *Result) { r.Budget = nil })}},
		"another price":         {6, [][]*Entry{change(noised(0, 0, "1/10", "1/5"), func(r *Result) { r.Budget.Epsilon = "1/20" })}},
		"more left":             {6, [][]*Entry{noised(0, 0, "1/5", "1/5")}},
		"no number left":        {6, [][]*Entry{noised(0, 0, "1/10", "NaN")}},
		"too soon":              {9, [][]*Entry{noised(0, 0, "1/10", "1/5"), change(noised(1, 1, "0", "1/10"), func(r *Result) { r.Budget.At = r.Budget.At.Add(-1) })}},
		"too soon before":       {9, [][]*Entry{noised(0, 1, "1/10", "1/5"), change(noised(1, 0, "1/10", "1/5"), func(r *Result) { r.Budget.At = r.Budget.At.Add(1) })}},
		"month spent":           {12, [][]*Entry{noised(0, 0, "1/10", "1/5"), noised(1, 1, "0", "1/10"), noised(2, 30*day-1, "0", "0")}},
		"month overspent later": {12, [][]*Entry{noised(0, 2, "1/10", "1/5"), noised(1, 4, "0", "1/10"), noised(2, 0, "1/10", "1/5")}},
		"year spent":            {15, [][]*Entry{noised(0, 0, "1/10", "1/5"), noised(1, 31*day, "1/10", "1/10"), noised(2, 62*day, "1/10", "0"), noised(3, 93*day, "1/10", "0")}},
		"year over":             {-1, [][]*Entry{noised(0, 0, "1/10", "1/5"), noised(1, 31*day, "1/10", "1/10"), noised(2, 62*day, "1/10", "0"), noised(3, 365*day, "1/10", "0")}},
	} {
		t.Run(name, func(t *testing.T) {
			all := preamble()
			for _, s := range c.sessions {
				all = append(all, s...)
			}
			var r Replay
			var err error
			for i, e := range all {
				copied := *e
				copied.Seq, copied.Time = int64(i), old1970
				if err = r.Add(&copied); err != nil {
					break
				}
			}
			if c.index < 0 {
				require.NoError(t, err)
				return
			}
			bad, ok := errors.AsType[*Corruption](err)
			require.True(t, ok, "nothing was found")
			require.EqualValues(t, c.index, bad.Index, bad.Reason)
		})
	}
}

func change(all []*Entry, f func(*Result)) []*Entry {
	f(all[2].Result)
	return all
}
