package server_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/effort"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/stretchr/testify/require"
)

// inSection is how many groups each of the two sections of dataset "people" has.
const inSection = 1200

// importPeople imports as many people with one identifier as with two: sections of width 1 and 2.
func importPeople(t *testing.T, dir string) {
	t.Helper()
	var csv strings.Builder
	csv.WriteString("user_id,email,phone,collection_context\n")
	for i := range inSection {
		fmt.Fprintf(&csv, "a%d,%s,,newsletter\nb%d,%s,+1650253%04d,newsletter\n", i, email(i), i, email(i+10_000), 1000+i)
	}
	path := filepath.Join(t.TempDir(), "people.csv")
	require.NoError(t, os.WriteFile(path, []byte(csv.String()), 0o600))
	policy, err := purpose.Parse([]byte(policyYAML))
	require.NoError(t, err)
	table, err := dataset.OpenTable(path, dataset.TableConfig{})
	require.NoError(t, err)
	defer table.Close()
	store, err := platform.OpenDirectory(dir, platform.DirectoryConfig{})
	require.NoError(t, err)
	defer store.Close()
	_, err = store.Import(context.Background(), table, platform.ImportConfig{Dataset: "people", Purpose: "audience-matching", Policy: policy})
	require.NoError(t, err)
}

// deviator plays sessions of advertisers that deviate. It notes how likely each was to stay unseen, and what came.
type deviator struct {
	others []*ecdh.Key // beside the key that is shown

	mu     sync.Mutex
	struck map[string]bool // sessions
	failed map[string]bool // sessions that were refused without a strike
}

// replies are the elements that R's tags are made of: sections, groups, slots.
type replies [][][]ecdh.Element

// people opens a session of a new owner on dataset "people".
func (w *world) people(t *testing.T) *wire {
	sub := *w
	sub.t = t
	x := newWire(&sub, httpClient(t, sub.fresh(), true))
	a := x.send("GET", "/v1/datasets/people?purpose=audience-matching", "", nil)
	require.Equal(t, 200, a.status, a.message)
	require.NoError(t, json.Unmarshal(a.body, &x.info))
	x.mask(100_000, 100_130)
	return x
}

// honest is a·P of the session.
func (x *wire) honest() (r replies) {
	name := x.c.PlatformSet.Digest.String()
	list := x.w.cached(name)
	if list == nil {
		a := x.send("GET", x.path, "", nil)
		require.Equal(x.w.t, 200, a.status, a.message)
		for b := a.body; len(b) > 0; b = b[psi.ElementSize:] {
			list = append(list, ecdh.Element(b))
		}
		_, err := x.key.Remask(list, list)
		require.NoError(x.w.t, err)
		x.w.cache(name, slices.Clone(list))
	}
	for _, p := range x.c.PlatformSet.Parts {
		r = append(r, slices.Collect(slices.Chunk(list[:p.Items()], int(p.Width))))
		list = list[p.Items():]
	}
	return r
}

// answerWith makes x's tags of r, and the description of them.
func (x *wire) answerWith(r replies) psi.OpenTags {
	d := psi.NewDeriver(&x.c)
	var leaves [][32]byte // a section of these is one leaf
	x.tags = nil
	for _, groups := range r {
		var records [][]byte
		for _, g := range groups {
			var tags [][]byte
			for i := range g {
				tag := d.Tag(&g[i])
				tags = append(tags, tag[:])
			}
			if x.c.Mode == psi.Count {
				slices.SortFunc(tags, bytes.Compare)
			}
			records = append(records, bytes.Join(tags, nil))
		}
		if x.c.Mode == psi.Count {
			slices.SortFunc(records, bytes.Compare)
		}
		section := bytes.Join(records, nil)
		leaves = append(leaves, sha256.Sum256(append([]byte{0}, section...)))
		x.tags = append(x.tags, section...)
	}
	field := func(h, v []byte) []byte { return append(binary.BigEndian.AppendUint16(h, uint16(len(v))), v...) }
	h := field(nil, []byte("Blindmatch-V1 set"))
	for _, p := range x.c.PlatformSet.Parts {
		require.LessOrEqual(x.w.t, p.Items(), uint64(32768))
		h = field(h, binary.BigEndian.AppendUint64([]byte{byte(p.Width)}, p.Size))
	}
	root := treeRoot(leaves)
	return psi.OpenTags{Tags: psi.Set{Parts: x.c.PlatformSet.Parts, Digest: sha256.Sum256(field(h, root[:]))}, PublicKey: psi.PublicKey(x.key.Public())}
}

// play runs a session whose R change makes of a·P. It returns the code with which the session failed, if it did, and
// makes sure that then nothing was told, and that a strike bars the owner.
func (d *deviator) play(x *wire, m psi.Mode, change func(replies)) psi.Code {
	t := x.w.t
	x.to(m, atClosed)
	r := x.honest()
	change(r)
	x.ok(x.post(x.session("/tags"), x.answerWith(r)))
	x.ok(x.put("tags", 0, x.tags))
	x.ok(x.post(x.session("/tags/close"), nil))
	a := x.result()
	if a.status == http.StatusOK {
		return ""
	}
	require.Equal(t, http.StatusConflict, a.status)
	st := x.status()
	require.Equal(t, psi.StateFailed, st.State)
	require.Equal(t, a.code, st.Error.Code)
	h := x.send("GET", x.session("/handles"), "", nil)
	require.Equal(t, a.code, h.code)
	again := x.post("/v1/sessions", x.newOffer(m))
	d.mu.Lock()
	defer d.mu.Unlock()
	if a.code == psi.CodeBadTags {
		d.struck[x.id] = true
		require.Equal(t, psi.CodeStruck, again.code, again.message)
		require.Equal(t, http.StatusForbidden, again.status)
		return a.code
	}
	d.failed[x.id] = true
	require.NotEqual(t, psi.CodeStruck, again.code)
	return a.code
}

// under is elements under one more of the deviator's keys.
func (d *deviator) under(t *testing.T, key int, list []ecdh.Element) []ecdh.Element {
	out := make([]ecdh.Element, len(list))
	_, err := d.others[key].Remask(out, list)
	require.NoError(t, err)
	return out
}

// deviation is a way to deviate, as bench/attacks/deviate has it, in one session: groups of a section are given up.
type deviation struct {
	name    string
	section int
	give    int
	change  func(d *deviator, t *testing.T, r replies, give []int)
	refused psi.Code // with which it always ends, if it is no strike
}

var deviations = []deviation{
	{name: "many keys", give: 2, change: func(d *deviator, t *testing.T, r replies, give []int) {
		guessed := r[0][rand.IntN(len(r[0]))]
		for k, at := range give {
			r[0][at] = d.under(t, k, guessed)
		}
	}},
	{name: "second key on a share", section: 1, give: 1, change: secondKey},
	{name: "groups that mix", section: 1, give: 2, change: func(_ *deviator, _ *testing.T, r replies, give []int) {
		a, b := slices.Clone(r[1][give[0]]), slices.Clone(r[1][give[1]])
		a[1], b[1] = b[1], a[1]
		r[1][give[0]], r[1][give[1]] = a, b
	}},
	{name: "from another section", section: 1, give: 1, change: func(d *deviator, t *testing.T, r replies, give []int) {
		guessed := r[0][rand.IntN(len(r[0]))]
		r[1][give[0]] = slices.Concat(d.under(t, 0, guessed), d.under(t, 1, guessed))
	}},
	{name: "repeated tags", give: 1, refused: psi.CodeNotAscending, change: func(_ *deviator, _ *testing.T, r replies, give []int) {
		r[0][give[0]] = r[0][(give[0]+1)%len(r[0])]
	}},
	{name: "repeated tags in another section", give: 1, refused: psi.CodeNotAscending, change: func(_ *deviator, _ *testing.T, r replies, give []int) {
		r[0][give[0]] = r[1][rand.IntN(len(r[1]))][:1]
	}},
}

func secondKey(d *deviator, t *testing.T, r replies, give []int) {
	for _, at := range give {
		r[1][at] = d.under(t, 0, r[1][at])
	}
}

// unseen is the probability of SPEC.md §10.3 that d groups, which are not among `known` real ones, are all real.
func unseen(capacity, known, d int) float64 {
	p := 1.0
	for i := range d {
		p *= float64(inSection-known-i) / float64(capacity-known-i)
	}
	return p
}

// tally compares how many sessions stayed unseen with how many must.
type tally struct {
	p    []float64
	seen int
}

func (y *tally) add(p float64, seen bool) {
	y.p = append(y.p, p)
	if seen {
		y.seen++
	}
}

// check fails if the number of unseen sessions is one that comes once in a million runs at most, on either side.
func (y *tally) check(t *testing.T) {
	dist := []float64{1} // of the number of unseen ones: a sum of independent coins
	mean := 0.0
	for _, p := range y.p {
		next := make([]float64, len(dist)+1)
		for i, v := range dist {
			next[i] += v * (1 - p)
			next[i+1] += v * p
		}
		dist, mean = next, mean+p
	}
	n := len(y.p) - y.seen
	atLeast, atMost := 0.0, 0.0
	for i, v := range dist {
		if i >= n {
			atLeast += v
		}
		if i <= n {
			atMost += v
		}
	}
	t.Logf("%d sessions, %d unseen; the bound is %.1f", len(y.p), n, mean)
	require.Greater(t, atLeast, 5e-7, "more sessions stay unseen than the sentinels allow")
	require.Greater(t, atMost, 5e-7, "more sessions are struck than have touched a sentinel")
}

// Advertisers that deviate, against the real handler: they are struck as often as SPEC.md §10.3 says, or refused; and
// nothing is told to those who are. BLINDMATCH_SLOW=1 plays 500 sessions. SPEC M26, M64, M65
func TestDeviating(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{prepare: func(dir string) { importPeople(t, dir) }})
	d := &deviator{struck: map[string]bool{}, failed: map[string]bool{}}
	sessions := effort.Of(20, 500, 500) / (len(deviations) + 1)
	first := w.people(t)
	g, err := first.info.Params.Group("email")
	require.NoError(t, err)
	for range 2 {
		d.others = append(d.others, g.GenerateKey())
	}
	require.Equal(t, psi.Code(""), d.play(first, psi.Count, func(replies) {}), "who does not deviate is not struck")
	require.Len(t, first.c.PlatformSet.Parts, 2)
	capacity := func(section int) int { return int(first.c.PlatformSet.Parts[section].Size) }

	var all tally
	var mu sync.Mutex
	t.Run("attacks", func(t *testing.T) {
		for _, v := range deviations {
			t.Run(v.name, func(t *testing.T) {
				t.Parallel()
				var y tally
				for i := range sessions {
					mode := psi.Count
					if i%8 == 1 {
						mode = psi.Blinded
					}
					x := w.people(t)
					give := rand.Perm(capacity(v.section))[:v.give]
					code := d.play(x, mode, func(r replies) { v.change(d, t, r, give) })
					if v.refused != "" {
						require.Contains(t, []psi.Code{v.refused, psi.CodeBadTags}, code)
						continue
					}
					require.Contains(t, []psi.Code{"", psi.CodeBadTags}, code)
					y.add(unseen(capacity(v.section), 0, v.give), code != "")
				}
				if v.refused == "" {
					y.check(t)
				}
				mu.Lock()
				defer mu.Unlock()
				all.p, all.seen = append(all.p, y.p...), all.seen+y.seen
			})
		}
		// What survived is known to be real: giving it up again is never seen, and only what is new is at risk.
		t.Run("explore, then exploit", func(t *testing.T) {
			t.Parallel()
			var y tally
			for len(y.p) < sessions {
				x := w.people(t)
				order := rand.Perm(capacity(1))
				for known := range 4 {
					give := order[:known+1]
					code := d.play(x, psi.Count, func(r replies) { secondKey(d, t, r, give) })
					require.Contains(t, []psi.Code{"", psi.CodeBadTags}, code)
					y.add(unseen(capacity(1), known, 1), code != "")
					if code != "" {
						break
					}
					require.Equal(t, psi.Code(""), d.play(x, psi.Count, func(r replies) { secondKey(d, t, r, give) }), "known to be real")
				}
			}
			y.check(t)
			mu.Lock()
			defer mu.Unlock()
			all.p, all.seen = append(all.p, y.p...), all.seen+y.seen
		})
	})
	all.check(t)
	require.NotEmpty(t, d.struck)
	require.NotEmpty(t, d.failed)

	strikes := map[string]bool{}
	_, _, err = w.platform.Store().VerifyLedger(context.Background(), func(e *ledger.Entry) error {
		if e.Type == ledger.TypeStrike {
			strikes[e.Session] = true
		}
		if e.Result != nil {
			require.False(t, d.struck[e.Session] || d.failed[e.Session], "a result of a session that failed")
		}
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, d.struck, strikes)
}
