package main

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/estimate"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/client"
)

func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// sliced is 1/1024 of a set with room for so many groups: 2 in 5 with one identifier, the others with two.
func sliced(groups uint64) (*epoch, psi.Allotted, error) {
	s, err := psi.ParseSlice("1/1024")
	if err != nil {
		return nil, psi.Allotted{}, err
	}
	allotted := psi.Allotted{Slice: s, Start: rand.Uint64N(psi.SliceUnits)}
	up := func(n uint64) uint64 { return (n + psi.SliceUnits - 1) / psi.SliceUnits * psi.SliceUnits }
	sections := []psi.Part{{Width: 1, Size: up(groups * 2 / 5)}, {Width: 2, Size: up(groups * 3 / 5)}}
	types, err := psi.NewTypes("email", "phone")
	if err != nil {
		return nil, allotted, err
	}
	p := psi.Params{Suite: "ristretto255", Purpose: "audience-matching", Profile: "default-v1", Types: types}
	e, err := newEpoch(p, sections, allotted)
	if err != nil {
		return nil, allotted, err
	}
	fmt.Printf("set: %d groups, %d elements, %d bytes; %d leaves, %d bytes of hashes\n", e.set.Records(), e.set.Items(), e.set.Items()*psi.ElementSize, e.set.Leaves(), len(e.hashes))
	fmt.Printf("slice: %s; %d groups of it in %d leaves of %d elements\n", allotted, len(e.groups[0])+len(e.groups[1]), len(e.leaves), e.real)
	return e, allotted, nil
}

// slice counts a list of so many rows, half of which match, in a slice of such a set. It is a session without what
// offers, ledgers and sentinels are.
func slice(groups, rows uint64) error {
	e, allotted, err := sliced(groups)
	if err != nil {
		return err
	}
	p := e.params
	c, stop, err := e.serve()
	if err != nil {
		return err
	}
	defer stop()

	ctx := context.Background()
	items, listed := e.list(rows)
	adv, err := psi.NewAdvertiser(p, psi.Scratch{})
	if err != nil {
		return err
	}
	defer adv.Close()
	var list, tags bytes.Buffer
	lap := stopwatch()
	masked, err := adv.MaskList(ctx, items, psi.ListOptions{}, &list)
	if err != nil {
		return err
	}
	fmt.Printf("list: %d rows, %d identifiers, %d elements with padding: %s\n", rows, masked.Size(), masked.Set.Items(), lap())
	session := psi.Context{
		Mode: psi.Count, Params: p, Dataset: "users", Advertiser: "acme", Platform: "synthetic",
		Epsilon: psi.MostDrawn(), Slice: allotted, Segments: 1, List: masked.Set, PlatformSet: e.set,
	}
	status := &psi.Status{PlatformSet: &e.set, Path: transport.At(transport.PathEpoch, e.set.Digest.String())}
	body, err := c.Leaves(ctx, status)
	if err != nil {
		return err
	}
	leaves, err := psi.ReadLeaves(body, e.set)
	if err = errors.Join(err, body.Close()); err != nil {
		return err
	}
	fmt.Printf("hashes of leaves: %s\n", lap())
	source := leaves.NewSliceReader(ctx, allotted, func(ctx context.Context, off, size uint64) (io.ReadCloser, error) {
		return c.DownloadRange(ctx, status, off, size)
	})
	set, err := adv.Tags(ctx, session, source, &tags)
	if err = errors.Join(err, source.Close()); err != nil {
		return err
	}
	fmt.Printf("slice and its %d tags: %s\n", set.Items(), lap())
	sent, received := c.Bytes()
	fmt.Printf("on the wire: %d bytes down, %d up for requests; the list and the tags are %d and %d bytes more\n", received, sent, list.Len(), tags.Len())

	hits, err := e.count(&session, list.Bytes(), tags.Bytes(), set.Parts)
	if err != nil {
		return err
	}
	truth := e.truth(listed)
	fmt.Printf("platform: %d elements evaluated, compared: %s\n", masked.Set.Items(), lap())
	if hits != truth {
		return fmt.Errorf("%d groups match in the slice, but the truth is %d", hits, truth)
	}
	fmt.Printf("matches in the slice: %d, as in the plain lists\n", hits)
	return report(int64(hits), allotted.Slice, e.set.Records(), rows, uint64(len(listed)))
}

// truth is how many listed groups are in the slice.
func (e *epoch) truth(listed map[place]bool) (n int) {
	for i, groups := range e.groups {
		for _, g := range groups {
			if listed[place{i, g}] {
				n++
			}
		}
	}
	return n
}

// report says what a slice with so many hits says of the whole, with noise of an ε.
func report(hits int64, s psi.Slice, capacity, rows, truth uint64) error {
	for _, text := range []string{"1", "1/10"} {
		drawn, err := psi.ParseEpsilon(text)
		if err != nil {
			return err
		}
		charge, err := s.Charge(drawn)
		if err != nil {
			return err
		}
		v := hits + laplace(drawn)
		x, err := estimate.Slice(v, s, capacity, drawn, rows)
		if err != nil {
			return err
		}
		fmt.Printf("ε drawn %s, charged %s: released %d, estimate %d, 95 %% interval %d to %d, width %d; the truth is %d\n",
			drawn, charge, v, x.Value, x.Low, x.High, x.High-x.Low, truth)
	}
	return nil
}

func laplace(e psi.Epsilon) int64 {
	f, _ := e.Rat().Float64()
	geometric := func() int64 { return int64(math.Log(1-rand.Float64()) / -f) }
	up, down := geometric(), geometric()
	return up - down
}

// stopwatch returns a function that says what passed since it was called last: time, and the CPU of both sides.
func stopwatch() func() string {
	cpu := func() time.Duration {
		var u syscall.Rusage
		_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	wall, used := time.Now(), cpu()
	return func() string {
		s := fmt.Sprintf("%.2f s, %.2f s of CPU", time.Since(wall).Seconds(), (cpu() - used).Seconds())
		wall, used = time.Now(), cpu()
		return s
	}
}

// place is a group of a section.
type place struct {
	section int
	group   uint64
}

// list is the identifiers of the rows.
func (e *epoch) list(rows uint64) (iter.Seq2[psi.Item, error], map[place]bool) {
	var items []psi.Item
	listed := e.rows(rows, func(row []psi.Item) { items = append(items, row...) })
	return func(yield func(psi.Item, error) bool) {
		for _, x := range items {
			if !yield(x, nil) {
				return
			}
		}
	}, listed
}

// rows calls f with the identifiers of each row: every other one is a group of the set, of which it has one identifier or
// all, and the rest is not in the set. It returns the groups.
func (e *epoch) rows(rows uint64, f func(row []psi.Item)) map[place]bool {
	listed := map[place]bool{}
	all := e.set.Records()
	step, offset := all/rows, rand.Uint64N(all/rows)
	for r := range rows {
		at := place{0, r*step + offset}
		if at.group >= e.set.Parts[0].Size {
			at = place{1, at.group - e.set.Parts[0].Size}
		}
		width, beyond := e.set.Parts[at.section].Width, uint64(0)
		if r%2 == 1 {
			beyond = 1 << 40
		} else {
			listed[at] = true
		}
		var row []psi.Item
		for slot := r / 2 % 2 % width; slot < width; slot++ {
			row = append(row, item(at.section, at.group+beyond, slot))
		}
		f(row)
	}
	return listed
}

// count is the number of groups in R that have a tag of b·C.
func (e *epoch) count(c *psi.Context, list, tags []byte, parts []psi.Part) (int, error) {
	elements := make([]ecdh.Element, len(list)/psi.ElementSize)
	for i := range elements {
		copy(elements[i][:], list[i*psi.ElementSize:])
	}
	if _, err := e.keys[0].Remask(elements, elements); err != nil {
		return 0, err
	}
	d := psi.NewDeriver(c)
	mine := make(map[psi.Tag]bool, len(elements))
	for i := range elements {
		mine[d.Tag(&elements[i])] = true
	}
	n := 0
	for _, p := range parts {
		for range p.Size {
			record := tags[:p.Width*psi.TagSize]
			tags = tags[len(record):]
			if slices.ContainsFunc(slices.Collect(slices.Chunk(record, psi.TagSize)), func(t []byte) bool { return mine[psi.Tag(t)] }) {
				n++
			}
		}
	}
	return n, nil
}

// serve serves the set and its leaf hashes over TLS to the program's own client.
func (e *epoch) serve() (*client.Client, func(), error) {
	conn, stop := overTLS(http.HandlerFunc(e.file))
	c, err := client.New(conn, client.Config{})
	if err != nil {
		stop()
		return nil, nil, err
	}
	return c, func() { c.Close(); stop() }, nil
}

// file answers with the set or its leaf hashes, or a range of them.
func (e *epoch) file(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("ETag", `"synthetic"`)
	if strings.HasSuffix(r.URL.Path, transport.Leaves) {
		w.Header().Set("Content-Type", transport.TypeLeaves)
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(e.hashes))
		return
	}
	file := *e // a reader of its own
	w.Header().Set("Content-Type", transport.TypeElements)
	http.ServeContent(w, r, "", time.Time{}, &file)
}

// overTLS serves h to whoever has the connection file.
func overTLS(h http.Handler) (*transport.Connection, func()) {
	s := httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = true
	s.StartTLS()
	return &transport.Connection{
		URL: s.URL, Platform: "synthetic", Advertiser: "acme",
		ServerCA: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})), ServerName: "example.com",
	}, s.Close
}
