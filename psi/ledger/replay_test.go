package ledger

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/sumdb/note"
)

// history is the preamble, and what follows.
func history(more ...[]*Entry) []*Entry { return slices.Concat(preamble(), slices.Concat(more...)) }

// entry is a history of one entry.
func entry(e *Entry) []*Entry { return []*Entry{e} }

// with changes a history's entry i.
func with(all []*Entry, i int, change func(*Entry)) []*Entry {
	change(all[i])
	return all
}

// tells changes the result of a session.
func tells(all []*Entry, change func(*Result)) []*Entry {
	change(all[2].Result)
	return all
}

// replay follows a history. Entries without a time are of 1970.
func replay(all []*Entry) (*Replay, error) {
	r := new(Replay)
	for i, e := range all {
		copied := *e
		copied.Seq = int64(i)
		if e.Time.IsZero() {
			copied.Time = old1970
		}
		if err := r.Add(&copied); err != nil {
			return r, err
		}
	}
	return r, nil
}

// stands checks that nothing is wrong with a history, falls that something is with an entry, and what.
func stands(t *testing.T, all []*Entry) *Replay {
	t.Helper()
	r, err := replay(all)
	require.NoError(t, err)
	return r
}

func falls(t *testing.T, all []*Entry, index int64, why string) {
	t.Helper()
	_, err := replay(all)
	bad, ok := errors.AsType[*Corruption](err)
	require.True(t, ok, "nothing was found")
	require.Contains(t, bad.Reason, why)
	require.Equal(t, index, bad.Index)
}

// refusal ends a session.
func refusal(i int, code psi.Code) []*Entry {
	return entry(&Entry{Type: TypeRefusal, Session: sessionID(i), Refusal: &Refusal{Advertiser: "acme", Code: string(code)}})
}

// Entries that can't come where they do are named.
func TestReplayRefuses(t *testing.T) {
	type change = func(all []*Entry) []*Entry
	gone := entry(&Entry{Type: TypeKeyDestroyed, KeyDestroyed: &KeyDestroyed{Set: epoch.Digest}})
	erased := entry(&Entry{Type: TypeErased, Session: sessionID(0), Erased: &Erased{Reason: "expired"}})
	on := func(i int, f func(*Entry)) change { return func(all []*Entry) []*Entry { return with(all, i, f) } }
	for name, c := range map[string]struct {
		index  int64
		why    string
		change change
	}{
		"result without commit": {5, "fixes both sets", func(all []*Entry) []*Entry { return append(all[:5], all[6:]...) }},
		"commit twice":          {6, "committed before", func(all []*Entry) []*Entry { all[6] = all[5]; return all }},
		"result twice":          {7, "had ended", func(all []*Entry) []*Entry { return append(all, all[6]) }},
		"offer twice":           {7, "used before", func(all []*Entry) []*Entry { return append(all, all[4]) }},
		"session never offered": {4, "never offered", func(all []*Entry) []*Entry { return append(all[:4], all[5:]...) }},
		"offer of a stranger":   {4, "this platform's server", on(4, func(e *Entry) { e.Offer.Platform = "q" })},
		"erased without offer":  {4, "never offered", func(all []*Entry) []*Entry { return slices.Concat(all[:4], erased) }},
		"erased without reason": {7, "no reason", func(all []*Entry) []*Entry {
			return append(all, &Entry{Type: TypeErased, Session: sessionID(0), Erased: &Erased{}})
		}},
		"acknowledged without reason": {7, "no reason", func(all []*Entry) []*Entry {
			return append(all, &Entry{Type: TypeAcknowledged, Acknowledged: &Acknowledged{}})
		}},
		"no start":              {2, "another platform", func(all []*Entry) []*Entry { return all[1:] }},
		"rows":                  {2, "rows do not add up", on(2, func(e *Entry) { e.Import.Rows.Total++ })},
		"identifiers":           {2, "identifiers do not add up", on(2, func(e *Entry) { e.Import.Types[0].Values++ })},
		"no population":         {2, "no population", on(2, func(e *Entry) { e.Import.Population = "" })},
		"text of no policy":     {1, "text does not have its digest", on(1, func(e *Entry) { e.Policy.Text = "blindmatch policy v1\n" })},
		"unknown policy":        {1, "import's policy", func(all []*Entry) []*Entry { return append(all[:1], all[2:]...) }},
		"policy of the session": {4, "profile or policy", on(4, func(e *Entry) { e.Offer.PolicyDigest[0]++ })},
		"types of no import":    {3, "no identifiers of its types", on(2, func(e *Entry) { e.Import.Types = e.Import.Types[:1] })},
		"types of the session":  {5, "another dataset or import", on(4, func(e *Entry) { e.Offer.Types = "email" })},
		"unknown set":           {5, "has the platform's set", on(5, func(e *Entry) { e.Commit.Set.Digest[0]++ })},
		"other sections": {5, "has the platform's set", on(5, func(e *Entry) {
			e.Commit.Set.Parts = []psi.Part{{Width: 1, Size: 20480}}
		})},
		"set twice":         {4, "opened before", func(all []*Entry) []*Entry { return append(all[:4:4], all[3]) }},
		"sections":          {3, "none that a platform can have", on(3, func(e *Entry) { e.Epoch.Set.Parts = slices.Repeat(epoch.Parts[:1], 2) })},
		"capacity":          {3, "none that a platform can have", on(3, func(e *Entry) { e.Epoch.Set.Parts = []psi.Part{{Width: 1, Size: 20000}} })},
		"set of a stranger": {3, "another platform", on(3, func(e *Entry) { e.Epoch.Platform = "q" })},
		"renamed platform": {6, "another dataset or import", func(all []*Entry) []*Entry {
			other, set := *all[0].Start, *all[3].Epoch
			other.Platform, set.Platform, set.Set.Digest = "q", "q", psi.Digest{9}
			all[5].Commit.Set.Digest = set.Set.Digest
			return slices.Concat(all[:3], entry(all[4]), entry(&Entry{Type: TypeStart, Start: &other}), entry(&Entry{Type: TypeEpochOpen, Epoch: &set}), all[5:])
		}},
		"list under the floor":    {5, "list is under the floor", on(5, func(e *Entry) { e.Commit.List[0].Size = 999 })},
		"dataset under the floor": {5, "dataset is under the floor", on(0, func(e *Entry) { e.Start.Floors.Dataset = 20481 })},
		"segments":                {5, "segments that were offered", on(4, func(e *Entry) { e.Offer.Segments = 2 })},
		"wide list":               {5, "segments that were offered", on(5, func(e *Entry) { e.Commit.List[0].Width = 2 })},
		"collisions": {5, "tags would collide", func(all []*Entry) []*Entry {
			large := psi.Set{Parts: []psi.Part{{Width: 1, Size: 1 << 30}}, Digest: epoch.Digest}
			all[3].Epoch.Set, all[5].Commit.Set, all[5].Commit.List[0].Size = large, large, 1<<31
			return all
		}},
		"too many segments":     {4, "its mode does not have", on(4, func(e *Entry) { e.Offer.Segments = 65 })},
		"no ε":                  {4, "its mode does not have", on(4, func(e *Entry) { e.Offer.Epsilon = psi.Epsilon{} })},
		"audience to count":     {4, "its mode does not have", on(4, func(e *Entry) { e.Offer.Audience = new(psi.Audience) })},
		"slice of the commit":   {5, "slice is not the one", on(5, func(e *Entry) { e.Commit.Slice = mustSlice("1/4 at 0") })},
		"slice of the result":   {6, "another slice", on(6, func(e *Entry) { e.Result.Slice = mustSlice("1/4 at 0") })},
		"value under the floor": {6, "under the floor", on(6, func(e *Entry) { *e.Result.Released.Value = 99 })},
		"negative value":        {6, "under the floor", on(6, func(e *Entry) { *e.Result.Released.Value = -1 })},
		"another floor":         {6, "not the one in force", on(6, func(e *Entry) { e.Result.Released.Floor = 50 })},
		"neither":               {6, "neither a number nor", on(6, func(e *Entry) { e.Result.Released.BelowFloor = true })},
		"noise by contract":     {6, "noise is not the one", on(6, func(e *Entry) { e.Result.Released.Noise = "laplace 1/10" })},
		"more than the list":    {6, "larger than", on(6, func(e *Entry) { *e.Result.Released.Value = 5001 })},
		"nothing told":          {6, "more or less", on(6, func(e *Entry) { e.Result.Released = nil })},
		"segments told":         {6, "more or less", on(6, func(e *Entry) { e.Result.Segments = slices.Repeat([]psi.Released{*e.Result.Released}, 2) })},
		"handles of a count": {6, "must be none", on(6, func(e *Entry) {
			e.Result.Handles, e.Result.Index = &psi.Set{Parts: []psi.Part{{Width: 1, Size: 1234}}}, psi.Digest{1}
		})},
		"another advertiser": {6, "another advertiser", on(6, func(e *Entry) { e.Result.Advertiser = "emca" })},
		"another context":    {6, "context is not", on(6, func(e *Entry) { e.Result.Context[0]++ })},
		"mode that was off":  {4, "mode was not offered", on(0, func(e *Entry) { e.Start.Modes = []psi.Mode{psi.Blinded} })},
		"another import":     {4, "has the dataset's import", on(4, func(e *Entry) { e.Offer.Import[0]++ })},
		"set of no import":   {3, "has the dataset's import", on(3, func(e *Entry) { e.Epoch.Import[0]++ })},
		"import twice":       {3, "used before", func(all []*Entry) []*Entry { return append(all[:3:3], all[2]) }},
		"neither paid nor by contract": {6, "not paid for", on(6, func(e *Entry) {
			e.Result.Contract, e.Result.Released.Noise, e.Result.Released.Value = "", "laplace 1/10", new(int64(1230))
		})},
		"no owner":               {6, "no owner", on(6, func(e *Entry) { e.Result.Owner = "" })},
		"index of nothing":       {6, "index without them", on(6, func(e *Entry) { e.Result.Index[0]++ })},
		"erased too early":       {5, "had not ended", func(all []*Entry) []*Entry { return append(all[:5], erased...) }},
		"erased twice":           {8, "erased before", func(all []*Entry) []*Entry { return slices.Concat(all, erased, erased) }},
		"destroyed key":          {6, "key was destroyed", func(all []*Entry) []*Entry { return slices.Concat(all[:5], gone, all[5:]) }},
		"destroyed twice":        {8, "not open", func(all []*Entry) []*Entry { return slices.Concat(all, gone, gone) }},
		"no handles":             {7, "released none", func(all []*Entry) []*Entry { return append(all, blinded(0, 0, "0", "0", 1500)[3]) }},
		"no type":                {7, "type is unknown", func(all []*Entry) []*Entry { return append(all, &Entry{Type: "session.set"}) }},
		"ε out of bounds":        {0, "bounds", on(0, func(e *Entry) { e.Start.Disclosure.Epsilon = "11/10" })},
		"month out of bounds":    {0, "bounds", on(0, func(e *Entry) { e.Start.Disclosure.Month = "11" })},
		"year out of bounds":     {0, "bounds", on(0, func(e *Entry) { e.Start.Disclosure.Year = "0" })},
		"spacing out of bounds":  {0, "bounds", on(0, func(e *Entry) { e.Start.Disclosure.Spacing = 59 })},
		"sessions out of bounds": {0, "bounds", on(0, func(e *Entry) { e.Start.Disclosure.Sessions = 169 })},
		"list floor":             {0, "bounds", on(0, func(e *Entry) { e.Start.Floors.List = 99 })},
		"dataset floor":          {0, "bounds", on(0, func(e *Entry) { e.Start.Floors.Dataset = 999 })},
		"reporting floor":        {0, "bounds", on(0, func(e *Entry) { e.Start.Floors.Report = 49 })},
		"unknown mode":           {0, "unknown mode", on(0, func(e *Entry) { e.Start.Modes = []psi.Mode{"rows"} })},
	} {
		t.Run(name, func(t *testing.T) {
			falls(t, c.change(history(session(0))), c.index, c.why)
		})
	}
	stands(t, history(session(0), erased, gone))
}

// What is released has the noise, floor and rounding that the rules say, and fits what was compared.
func TestReplayNumbers(t *testing.T) {
	value := func(all []*Entry, n int64) []*Entry {
		return tells(all, func(r *Result) { *r.Released.Value = n })
	}
	for name, c := range map[string]struct {
		why string // "": nothing is wrong
		all []*Entry
	}{
		"count":             {"", noised(0, 0, "0", "0")},
		"below":             {"", tells(noised(0, 0, "0", "0"), func(r *Result) { r.Released = number(1, "laplace 1/10") })},
		"not rounded":       {"not rounded", value(noised(0, 0, "0", "0"), 1234)},
		"three digits":      {"not rounded", with(value(noised(0, 0, "0", "0"), 12340), 1, func(e *Entry) { e.Commit.List[0].Size = 50000 })},
		"noise on top":      {"", value(noised(0, 0, "0", "0"), 5550)},
		"too much noise":    {"larger", value(noised(0, 0, "0", "0"), 5570)},
		"less noise":        {"noise", tells(noised(0, 0, "0", "0"), func(r *Result) { r.Released.Noise = "laplace 1/5" })},
		"none":              {"noise", tells(noised(0, 0, "0", "0"), func(r *Result) { r.Released.Noise = "none" })},
		"shifted":           {"noise", tells(noised(0, 0, "0", "0"), func(r *Result) { r.Released.Noise = "laplace 1/10 shift 201" })},
		"handles":           {"", blinded(0, 0, "0", "0", 1500)},
		"no handle":         {"", blinded(0, 0, "0", "0", 0)},
		"unshifted":         {"noise", tells(blinded(0, 0, "0", "0", 1500), func(r *Result) { r.Released.Noise = "laplace 1/10" })},
		"handles, floor":    {"", blinded(0, 0, "0", "0", 310)},
		"handles, too few":  {"under the floor", blinded(0, 0, "0", "0", 300)},
		"handles, unround":  {"not rounded", blinded(0, 0, "0", "0", 1501)},
		"handles, too many": {"larger", blinded(0, 0, "0", "0", 6000)},
		"handles missing":   {"must be some", tells(blinded(0, 0, "0", "0", 1500), func(r *Result) { r.Handles, r.Index = nil, psi.Digest{} })},
		"one handle more":   {"another number", tells(blinded(0, 0, "0", "0", 1500), func(r *Result) { r.Handles.Parts[0].Size++ })},
		"wide handles":      {"another number", tells(blinded(0, 0, "0", "0", 1500), func(r *Result) { r.Handles.Parts[0].Width = 2 })},
		"index missing":     {"without an index", tells(blinded(0, 0, "0", "0", 1500), func(r *Result) { r.Index = psi.Digest{} })},
		"slice":             {"", sliced(0, 0, "1/4 at 0", "12977/500000", "0", "0", 1233)},
		"slice, negative":   {"", sliced(0, 0, "1/4 at 0", "12977/500000", "0", "0", -550)},
		"slice, less":       {"larger", sliced(0, 0, "1/4 at 0", "12977/500000", "0", "0", -600)},
		"slice, more":       {"larger", sliced(0, 0, "1/4 at 0", "12977/500000", "0", "0", 5700)},
		"slice with floor":  {"has a floor", tells(sliced(0, 0, "1/4 at 0", "12977/500000", "0", "0", 1233), func(r *Result) { r.Released.Floor = 100 })},
		"slice below floor": {"has a floor", tells(sliced(0, 0, "1/4 at 0", "12977/500000", "0", "0", 1233), func(r *Result) {
			r.Released.BelowFloor, r.Released.Value = true, nil
		})},
		"segments":           {"", segmented(noised(0, 0, "0", "0"), 200, 0, 30)},
		"segment, unround":   {"not rounded", segmented(noised(0, 0, "0", "0"), 201, 200)},
		"segment, floor":     {"under the floor", tells(segmented(noised(0, 0, "0", "0"), 200, 200), func(r *Result) { *r.Segments[1].Value = 90 })},
		"segment, too many":  {"larger", segmented(noised(0, 0, "0", "0"), 200, 2600)},
		"segments, one less": {"more or less", tells(segmented(noised(0, 0, "0", "0"), 200, 300), func(r *Result) { r.Segments = r.Segments[:1] })},
		"exact segments":     {"", segmented(session(0), 1000, 200, 34)},
		"exact, too few":     {"add up", segmented(session(0), 1000, 35, 20)},
		"exact, too many":    {"add up", segmented(session(0), 1000, 300)},
		"exact, all below":   {"", tells(segmented(session(0), 30, 60), func(r *Result) { r.Released = number(90, "none") })},
		"exact, one above":   {"add up", tells(segmented(session(0), 130, 60), func(r *Result) { r.Released = number(90, "none") })},
		"sliced segments":    {"", segmented(sliced(0, 0, "1/4 at 0", "12977/500000", "0", "0", -3), -10, 7)},
		"sliced, not all":    {"add up", segmented(sliced(0, 0, "1/4 at 0", "12977/500000", "0", "0", -3), -10, 8)},
	} {
		t.Run(name, func(t *testing.T) {
			if all := history(c.all); c.why == "" {
				stands(t, all)
			} else {
				falls(t, all, 6, c.why)
			}
		})
	}
	falls(t, history(blinded(0, 0, "0", "0", 1500), entry(blinded(0, 0, "0", "0", 1500)[3])), 8, "recorded before")
	falls(t, history(with(blinded(0, 0, "0", "0", 1500), 3, func(e *Entry) { e.Handles.Set.Digest[0]++ })), 7, "not the result's")
	falls(t, history(with(blinded(0, 0, "0", "0", 1500), 3, func(e *Entry) { e.Handles.Advertiser = "b" })), 7, "advertiser")
}

// Slices of one epoch are disjoint, whoever they are for, and whether a result came of them or not. SPEC M29
func TestReplaySlices(t *testing.T) {
	const eighth = "13061/1000000"
	other := func(all []*Entry) []*Entry {
		all[0].Offer.Advertiser, all[2].Result.Advertiser, all[2].Result.Owner = "globex", "globex", "Globex"
		return all
	}
	first := sliced(0, 0, "1/8 at 1000", eighth, "0", "0", 5)
	stands(t, history(first, sliced(1, 1, "1/8 at 104", eighth, "0", "0", 5), other(sliced(2, 1, "1/8 at 872", eighth, "0", "0", 5)), noised(3, 2, "0", "0")))
	for _, c := range [][]*Entry{
		sliced(1, 1, "1/8 at 103", eighth, "0", "0", 5),
		other(sliced(1, 1, "1/8 at 0", eighth, "0", "0", 5)),
		other(sliced(1, 1, "1/8 at 873", eighth, "0", "0", 5)),
	} {
		falls(t, history(first, c), 8, "overlaps")
		falls(t, history(first[:2], refusal(0, "session_failed"), c), 8, "overlaps")
	}
	next := *preamble()[3].Epoch
	next.Set.Digest = psi.Digest{8}
	again := sliced(1, 1, "1/8 at 1000", eighth, "0", "0", 5)
	again[1].Commit.Set = next.Set
	stands(t, history(first, entry(&Entry{Type: TypeEpochOpen, Epoch: &next}), again))
}

// Nobody who was struck gets a result until the strike is lifted. SPEC M26
func TestReplayStrikes(t *testing.T) {
	strike := func(i int, owner string) []*Entry {
		return entry(&Entry{Type: TypeStrike, Session: sessionID(i), Strike: &Strike{Owner: owner, Advertiser: "acme", Dataset: "users"}})
	}
	lift := func(owner, reason string) []*Entry {
		return entry(&Entry{Type: TypeLifted, Lifted: &Lifted{Owner: owner, Dataset: "users", Reason: reason}})
	}
	one, two := session(0), session(1)
	struck := slices.Concat(one[:2], strike(0, "Acme Ltd"), refusal(0, psi.CodeBadTags))
	r := stands(t, history(struck))
	require.Equal(t, []Strike{{"Acme Ltd", "acme", "users"}}, r.Struck())
	require.True(t, r.Sessions[0].Struck)
	falls(t, history(struck, two), 10, "barred")
	subsidiary := session(1)
	subsidiary[0].Offer.Advertiser, subsidiary[2].Result.Advertiser = "acme-eu", "acme-eu"
	falls(t, history(struck, subsidiary), 10, "barred")
	require.Empty(t, stands(t, history(struck, lift("Acme Ltd", "a bug of theirs"), two)).Struck())
	stands(t, history(struck, lift("Acme Ltd", "a bug"), lift("Acme Ltd", "again: the first was killed"), two))
	stranger := session(1)
	stranger[0].Offer.Advertiser, stranger[2].Result.Advertiser, stranger[2].Result.Owner = "globex", "globex", "Globex"
	stands(t, history(struck, stranger))

	falls(t, history(struck, lift("Acme Ltd", "")), 8, "no reason")
	falls(t, history(struck, lift("Globex", "x")), 8, "nobody was barred")
	falls(t, history(one[:2], strike(0, "Acme Ltd"), one[2:]), 7, "barred")
	falls(t, history(one[:2], strike(0, "Acme Ltd"), lift("Acme Ltd", "x"), one[2:]), 8, "barred") // the session itself gets nothing
	falls(t, history(one[:1], strike(0, "Acme Ltd")), 5, "not the session's")
	falls(t, history(one, strike(0, "Acme Ltd")), 7, "had a result")
	falls(t, history(struck, strike(0, "Acme Ltd")), 8, "barred before")
	falls(t, history(one[:2], strike(0, "")), 6, "not the session's")
	falls(t, history(strike(0, "Acme Ltd")), 4, "never offered")
	falls(t, history(one[:2], with(strike(0, "Acme Ltd"), 0, func(e *Entry) { e.Strike.Advertiser = "b" })), 6, "advertiser")
	falls(t, history(one[:2], with(strike(0, "Acme Ltd"), 0, func(e *Entry) { e.Strike.Dataset = "others" })), 6, "not the session's")
	falls(t, history(one[:2], refusal(0, psi.CodeBadTags)), 6, "nobody is barred")
	falls(t, history(one, two[:2], strike(1, "Emca Ltd")), 9, "another owner")
	// A client that ends its session while its tags are looked at is struck all the same.
	r = stands(t, history(one[:2], refusal(0, psi.CodeSessionFailed), strike(0, "Acme Ltd")))
	require.Len(t, r.Struck(), 1)
}

// Audiences are created once, changed while they live, and end in time.
func TestReplayAudiences(t *testing.T) {
	const day = 24
	change := func(action string, days int) []*Entry {
		e := &Entry{Type: TypeAudience, Time: old1970.Add(time.Minute), Audience: &AudienceChange{Action: action, Advertiser: "acme", Dataset: "users", Purpose: params.Purpose, Name: "autumn"}}
		if days > 0 {
			e.Audience.Expires = old1970.AddDate(0, 0, days)
		}
		return entry(e)
	}
	late := func(all []*Entry, days int) []*Entry {
		for _, e := range all {
			e.Time = old1970.AddDate(0, 0, days)
		}
		return all
	}
	// do is an action that can come after another.
	create := func(i int) []*Entry { return activated(i, i, psi.CreateAudience, 30, "0", "0") }
	do := func(i int, action psi.Action) []*Entry { return activated(i, i, action, 30, "0", "0") }
	stands(t, history(create(0), do(1, psi.AddToAudience), do(2, psi.RemoveAudience), do(3, psi.ReplaceAudience)[:2]))
	stands(t, history(create(0), do(1, psi.ReplaceAudience)))
	stands(t, history(create(0), change("deleted", 0), create(1)))
	stands(t, history(create(0), change("expired", 0), create(1)))
	falls(t, history(create(0), change("expired", 0), change("deleted", 0)), 8, "does not exist")
	falls(t, history(tells(create(0), func(r *Result) { r.Index = psi.Digest{} })), 6, "without an index")
	for action, index := range map[psi.Action]int64{psi.AddToAudience: 6, psi.RemoveAudience: 6, psi.ReplaceAudience: 6} {
		falls(t, history(do(0, action)), index, "does not exist")
		falls(t, history(create(0), change("deleted", 0), do(1, action)), index+4, "does not exist")
	}
	falls(t, history(create(0), create(1)), 9, "exists already")
	falls(t, history(change("deleted", 0)), 4, "does not exist")
	falls(t, history(change("renewed", 3)), 4, "does not exist")
	falls(t, history(create(0), with(change("deleted", 0), 0, func(e *Entry) { e.Audience.Advertiser = "b" })), 7, "does not exist")
	falls(t, history(create(0), change("copied", 0)), 7, "nobody can do that")
	falls(t, history(create(0), change("renewed", 0)), 7, "without an end")
	falls(t, history(create(0), change("deleted", 3)), 7, "has an end")
	falls(t, history(create(0), change("deleted", 0), change("renewed", 3)), 8, "does not exist")
	// Ends.
	stands(t, history(create(0), change("renewed", 30)))
	falls(t, history(create(0), change("renewed", 31)), 7, "too long")
	falls(t, history(activated(0, 0, psi.CreateAudience, 31, "0", "0")), 6, "too long")
	falls(t, history(activated(0, 0, psi.CreateAudience, -1, "0", "0")), 6, "before it begins")
	falls(t, history(create(0), late(do(1, psi.AddToAudience), 31)), 9, "had expired")
	falls(t, history(create(0), late(change("renewed", 40), 31)), 7, "had expired")
	stands(t, history(create(0), late(change("renewed", 40), 29), late(do(1, psi.AddToAudience), 31)))
	stands(t, history(create(0), late(change("expired", 0), 31), late(activated(1, 31*day, psi.CreateAudience, 40, "0", "0"), 31)))

	// What is asked is what is done, paid for and told.
	tell := func(all []*Entry) []*Entry {
		a := *all[0].Offer.Audience
		a.Release = true
		all[0].Offer.Audience, all[2].Result.Audience = &a, &a
		return tells(all, func(r *Result) { r.Released = number(1230, "laplace 1/10") })
	}
	stands(t, history(tell(create(0))))
	falls(t, history(tells(tell(create(0)), func(r *Result) { r.Released = nil })), 6, "more or less")
	falls(t, history(tells(create(0), func(r *Result) { r.Released = number(1230, "laplace 1/10") })), 6, "more or less")
	falls(t, history(create(0), tells(do(1, psi.AddToAudience), func(r *Result) { r.Released = number(1230, "laplace 1/10") })), 9, "more or less")
	falls(t, history(tells(create(0), func(r *Result) { r.Budget, r.Epsilon, r.Delta = nil, nil, "" })), 6, "not paid for")
	falls(t, history(create(0), tells(do(1, psi.AddToAudience), func(r *Result) { r.Budget = noised(1, 1, "0", "0")[2].Result.Budget })), 9, "paid for")
	falls(t, history(tells(create(0), func(r *Result) { r.Handles = &psi.Set{} })), 6, "must be none")
	falls(t, history(tells(create(0), func(r *Result) { r.Contract = "DPA 7" })), 6, "whole count only")
	falls(t, history(tells(create(0), func(r *Result) { a := *r.Audience; a.Name = "winter"; r.Audience = &a })), 6, "audience")
	falls(t, history(tells(create(0), func(r *Result) { r.Audience = nil })), 6, "audience")
	falls(t, history(with(create(0), 0, func(e *Entry) { e.Offer.Audience = nil })), 4, "does not have")
	for _, a := range []psi.Audience{
		{Action: psi.AddToAudience, Name: "autumn", Release: true}, {Action: psi.CreateAudience, Name: "autumn", Use: psi.Include, Expires: "soon"}, {Action: "read", Name: "autumn"},
	} {
		falls(t, history(with(create(0), 0, func(e *Entry) { e.Offer.Audience = &a })), 4, "does not have")
	}
}

// An audit is of an epoch that was opened, and signed by the auditor that it names.
func TestReplayAudits(t *testing.T) {
	skey, vkey, err := note.GenerateKey(rand.Reader, "auditor.example")
	require.NoError(t, err)
	signer, err := note.NewSigner(skey)
	require.NoError(t, err)
	audit := func(text string, change func(*Audit)) []*Entry {
		signed, err := note.Sign(&note.Note{Text: text}, signer)
		require.NoError(t, err)
		a := &Audit{Kind: AuditSpot, Set: epoch.Digest, Verdict: AuditPassed, Auditor: vkey, Note: string(signed)}
		change(a)
		return entry(&Entry{Type: TypeAudit, Audit: a})
	}
	none := func(*Audit) {}
	text := AuditText(AuditSpot, epoch.Digest, AuditPassed)
	require.Equal(t, "Blindmatch-V1 audit\nspot\n02"+strings.Repeat("0", 62)+"\npassed\n", text)
	open := func(change func(*Opened)) []*Entry {
		o := &Opened{Kind: AuditSpot, Set: epoch.Digest, Auditor: vkey, Groups: 4603}
		change(o)
		return entry(&Entry{Type: TypeOpened, Opened: o})
	}
	opened := open(func(*Opened) {})
	full := open(func(o *Opened) { o.Kind, o.Groups = AuditFull, epoch.Records() })
	stands(t, history(opened, audit(text, none), audit(text+"4600 groups\n", none), opened))
	falls(t, history(open(func(o *Opened) { o.Set[0]++ })), 4, "no epoch")
	falls(t, history(open(func(o *Opened) { o.Groups = epoch.Records() + 1 })), 4, "more groups")
	falls(t, history(open(func(o *Opened) { o.Auditor = "auditor.example" })), 4, "key")
	// Nobody can have audited what was not opened to him, in that way.
	_, other, err := note.GenerateKey(rand.Reader, "auditor.example")
	require.NoError(t, err)
	falls(t, history(audit(text, none)), 4, "never opened")
	falls(t, history(full, audit(text, none)), 5, "never opened")
	falls(t, history(open(func(o *Opened) { o.Auditor = other }), audit(text, none)), 5, "never opened")
	falls(t, history(opened, full, audit(text, func(a *Audit) { a.Set[0]++ })), 6, "no epoch")
	falls(t, history(opened, full, audit(text, func(a *Audit) { a.Verdict = "perhaps" })), 6, "no verdict")
	falls(t, history(opened, full, audit(text, func(a *Audit) { a.Kind = "short" })), 6, "no known kind")
	falls(t, history(opened, full, audit(text, func(a *Audit) { a.Verdict = AuditFailed })), 6, "did not sign")
	falls(t, history(opened, full, audit(text, func(a *Audit) { a.Kind = AuditFull })), 6, "did not sign")
	falls(t, history(opened, full, audit(AuditText(AuditSpot, psi.Digest{9}, AuditPassed), none)), 6, "did not sign")
	falls(t, history(opened, full, audit(text, func(a *Audit) { a.Note = strings.Replace(a.Note, "passed", "failed", 1); a.Verdict = AuditFailed })), 6, "did not sign")
	falls(t, history(opened, full, audit(text, func(a *Audit) { a.Auditor = "" })), 6, "never opened")
}

// A person's erasure is kept once, with the time of its first entry.
func TestReplayErased(t *testing.T) {
	erased := func(key, reference byte) []*Entry {
		return entry(&Entry{Type: TypeErasedPerson, Person: &Person{Key: psi.Digest{key}, Reference: psi.Digest{reference}}})
	}
	r := stands(t, history(erased(1, 1), erased(1, 2), erased(1, 1), erased(2, 1)))
	require.Equal(t, []ErasedPerson{
		{Person{psi.Digest{1}, psi.Digest{1}}, old1970}, {Person{psi.Digest{1}, psi.Digest{2}}, old1970}, {Person{psi.Digest{2}, psi.Digest{1}}, old1970},
	}, r.Erased)
}
