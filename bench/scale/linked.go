package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/internal/link"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/client"
)

// linked counts over a line of so many Mbit/s and with such a round trip, and without a line, in turns. A session's bound
// is the longer of what its bytes take on the line and what its multiplications take on all cores. It also sends a list
// and fetches the set alone, which shows whether the line is ever full.
func linked(dir string, x line) error {
	bin, err := os.MkdirTemp("", "scale-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(bin)
	if err := command("..", "go", "build", "-o", bin, "./cmd/psi", "./cmd/psi-server").Run(); err != nil {
		return err
	}
	server, psi, data := filepath.Join(bin, "psi-server"), filepath.Join(bin, "psi"), filepath.Join(bin, "data")
	if err := command(dir, server, "import", "--data", data, "--dataset", "users", "--policy", "policy.yaml", "users.csv").Run(); err != nil {
		return err
	}
	const address = "localhost:18444"
	l := &link.Link{Target: address, Rate: x.mbits * 1e6 / 8, Delay: x.rtt / 2}
	addr, stop, err := l.Listen()
	if err != nil {
		return err
	}
	defer stop()
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return err
	}
	ways := map[string]string{"no line": address, "the line": net.JoinHostPort("localhost", port)}
	for _, way := range []string{"no line", "the line"} {
		name := map[string]string{"no line": "acme", "the line": "acme-far"}[way]
		if err := command(dir, server, "client", "add", name, "--data", data, "--url", "https://"+ways[way], "-o", filepath.Join(bin, way+".json")).Run(); err != nil {
			return err
		}
	}
	disclosure := filepath.Join(bin, "disclosure.yaml")
	policy := `owners: {acme: {clients: [acme, acme-far], noise: none, contract: "a run at scale"}}` + "\n"
	if err := os.WriteFile(disclosure, []byte(policy), 0o600); err != nil {
		return err
	}
	serve, log, err := startServer(command(dir, server, "serve", "--data", data, "--listen", address, "--disclosure", disclosure), address)
	if err != nil {
		return err
	}
	defer serve.Kill()
	if err := plain(l.Rate, l.Delay); err != nil {
		return err
	}
	if err := transfers(filepath.Join(bin, "the line.json"), l.Rate); err != nil {
		return fmt.Errorf("%w; the server: %s", err, log)
	}
	p := programs{dir: dir, psi: psi, pid: serve.Pid, log: log}
	got := map[string][]measured{}
	for range x.rounds {
		p.rates()
		for _, way := range []string{"no line", "the line"} {
			p.connection = filepath.Join(bin, way+".json")
			m, err := p.measure(false, 1)
			if err != nil {
				return fmt.Errorf("%w; the server: %s", err, log)
			}
			got[way] = append(got[way], m)
		}
	}
	fmt.Printf("%.0f Mbit/s, %v; medians of %d\n", x.mbits, x.rtt, x.rounds)
	for _, way := range []string{"no line", "the line"} {
		all := got[way]
		slices.SortFunc(all, func(a, b measured) int { return int(a.wall - b.wall) })
		m := all[len(all)/2]
		wire := max(m.up, m.down) / l.Rate
		if way == "no line" {
			wire = 0
		}
		fmt.Printf("%s: a session takes %.2f s; %.1f MB up, %.1f MB down take %.2f s, its points %.2f s: %.0f %% of the bound\n",
			way, m.wall.Seconds(), m.up/1e6, m.down/1e6, wire, m.points, 100*max(wire, m.points)/m.wall.Seconds())
	}
	return nil
}

// plain sends bytes by TCP alone over a line of the same kind, to see what the line itself takes.
func plain(rate float64, delay time.Duration) error {
	in, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return err
	}
	defer in.Close()
	l := link.Link{Target: in.Addr().String(), Rate: rate, Delay: delay}
	addr, stop, err := l.Listen()
	if err != nil {
		return err
	}
	defer stop()
	const size = 50_000_000
	go func() {
		c, err := in.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		_, _ = io.CopyN(io.Discard, c, size)
		_, _ = c.Write([]byte{1})
	}()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer c.Close()
	began := time.Now()
	if _, err := c.Write(make([]byte, size)); err != nil {
		return err
	}
	if _, err := io.ReadFull(c, make([]byte, 1)); err != nil {
		return err
	}
	sent("plain TCP up", size, time.Since(began), rate)
	return nil
}

// transfers sends a list, and fetches the set, with nothing else on the line.
func transfers(connection string, rate float64) error {
	ctx := context.Background()
	conn, err := transport.ReadConnection(connection)
	if err != nil {
		return err
	}
	c, err := client.New(conn, client.Config{})
	if err != nil {
		return err
	}
	defer c.Close()
	info, err := c.Info(ctx, "users", "audience-matching")
	if err != nil {
		return err
	}
	a, err := psi.NewAdvertiser(info.Params, psi.Scratch{})
	if err != nil {
		return err
	}
	defer a.Close()
	var items iter.Seq2[psi.Item, error] = func(yield func(psi.Item, error) bool) {
		for range 1_500_000 {
			var x psi.Item
			rand.Read(x.Key[:])
			if !yield(x, nil) {
				return
			}
		}
	}
	var b bytes.Buffer
	list, err := a.MaskList(ctx, items, psi.ListOptions{}, &b)
	if err != nil {
		return err
	}
	var salt psi.Nonce
	rand.Read(salt[:])
	o := psi.Offer{
		Version: psi.Version, Mode: psi.Count, Params: info.Params, Dataset: info.Dataset, Advertiser: info.Advertiser, Platform: info.Platform,
		Commitment: psi.Commitment(salt, list.Set), Epsilon: info.Prices.Most, Segments: 1,
	}
	rand.Read(o.Nonce[:])
	x, err := c.Offer(ctx, o)
	if err != nil {
		return err
	}
	s := &x.Status
	for s.State == psi.StatePreparing {
		time.Sleep(100 * time.Millisecond)
		if s, err = c.Status(ctx, x.Session); err != nil {
			return err
		}
	}
	if s.Error != nil {
		return s.Error
	}
	bound := psi.Context{
		Mode: o.Mode, Params: o.Params, Dataset: o.Dataset, Advertiser: o.Advertiser, Platform: o.Platform, AdvertiserNonce: o.Nonce,
		Epsilon: o.Epsilon, Segments: o.Segments, Audience: o.Asks(), List: list.Set, PlatformNonce: x.Nonce,
		PlatformSet: *s.PlatformSet, PolicyDigest: s.PolicyDigest, Slice: s.Slice,
	}
	began := time.Now()
	if err := c.SendList(ctx, x.Session, psi.OpenList{List: list.Set, Salt: salt, Context: bound.Digest()}, bytes.NewReader(b.Bytes())); err != nil {
		return err
	}
	sent("a list up", float64(b.Len()), time.Since(began), rate)
	if err := c.Abort(ctx, x.Session); err != nil {
		return err
	}
	began = time.Now()
	body, err := c.Download(ctx, s)
	if err != nil {
		return err
	}
	n, err := io.Copy(io.Discard, body)
	if err := errors.Join(err, body.Close()); err != nil {
		return err
	}
	sent("the set down", float64(n), time.Since(began), rate)
	return nil
}

func sent(what string, bytes float64, took time.Duration, rate float64) {
	fmt.Printf("%s alone: %.1f MB in %.2f s, %.1f Mbit/s: %.0f %% of the line\n", what, bytes/1e6, took.Seconds(), bytes*8/1e6/took.Seconds(), 100*bytes/rate/took.Seconds())
}
