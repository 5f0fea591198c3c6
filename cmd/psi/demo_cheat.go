package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"

	"github.com/blindmatch/blindmatch/cmd/internal/connect"
	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
)

// cheat plays an advertiser that masks half of the platform's set under a second key, to see which of its rows match
// there. It must be found out, and barred.
func (d *demo) cheat() error {
	t := target{connect.Flag{Path: filepath.Join(d.dir, "hooli.json")}, "users", "audience-matching"}
	conn, platform, err := t.open(d.ctx, nil)
	if err != nil {
		return err
	}
	defer platform.Close()
	cfg := t.config(conn)
	cfg.Mode = psi.Blinded
	info, err := advertiser.Info(d.ctx, platform, &cfg)
	if err != nil {
		return err
	}
	code, err := twoKeys(d.ctx, platform, info)
	if err != nil {
		return fmt.Errorf("a session under two keys: %w", err)
	}
	fmt.Fprintf(d.w, "\nAn advertiser cheats: hooli tags half of the platform's set under a second key\n")
	fmt.Fprintf(d.w, "  the platform       finds sentinels missing: %s. Nothing is counted, and hooli is barred\n", code)
	if code != psi.CodeBadTags {
		return fmt.Errorf("tags under two keys: %s, want %s", code, psi.CodeBadTags)
	}
	f := d.flags("hooli", psi.Count)
	_, err = f.session(d.ctx, d.progress.Step)
	d.progress.Clear()
	if psi.CodeOf(err) != psi.CodeStruck {
		return fmt.Errorf("a session of an owner that is barred: want %s, got: %v", psi.CodeStruck, err)
	}
	fmt.Fprintf(d.w, "  once more          refused: %v\n", err)
	return nil
}

// twoKeys runs a session whose tags are of a·P in the first half of each section, and of another key's in the second. It
// returns the code by which the platform ended it.
func twoKeys(ctx context.Context, p advertiser.Platform, info *psi.DatasetInfo) (psi.Code, error) {
	suite, err := ecdh.ParseSuite(info.Suite)
	if err != nil {
		return "", err
	}
	a, second := suite.GenerateKey(), suite.GenerateKey()
	var list bytes.Buffer
	role, err := psi.RestoreAdvertiser(info.Params, psi.Scratch{}, a.Bytes())
	if err != nil {
		return "", err
	}
	masked, err := role.MaskList(ctx, nobody(int(info.Floors.List)), psi.ListOptions{}, &list)
	if err != nil {
		return "", err
	}
	c := psi.Context{
		Mode: psi.Blinded, Params: info.Params, Dataset: info.Dataset, Advertiser: info.Advertiser, Platform: info.Platform,
		PolicyDigest: info.PolicyDigest, Epsilon: info.Prices.Most, Segments: 1, List: masked.Set,
	}
	var salt psi.Nonce
	rand.Read(salt[:])
	rand.Read(c.AdvertiserNonce[:])
	accept, err := p.Offer(ctx, psi.Offer{
		Version: psi.Version, Mode: c.Mode, Params: c.Params, Dataset: c.Dataset, Advertiser: c.Advertiser, Platform: c.Platform,
		Nonce: c.AdvertiserNonce, Commitment: psi.Commitment(salt, c.List), Epsilon: c.Epsilon, Segments: c.Segments,
	})
	if err != nil {
		return "", err
	}
	if accept.PlatformSet == nil {
		return "", errors.New("the epoch is not ready")
	}
	c.PlatformNonce, c.PlatformSet, c.PolicyDigest = accept.Nonce, *accept.PlatformSet, accept.PolicyDigest
	if err := p.SendList(ctx, accept.Session, psi.OpenList{List: c.List, Salt: salt, Context: c.Digest()}, bytes.NewReader(list.Bytes())); err != nil {
		return "", err
	}
	body, err := p.Download(ctx, &accept.Status)
	if err != nil {
		return "", err
	}
	defer body.Close()
	tags, err := tagsUnder(&c, a, second, body)
	if err != nil {
		return "", err
	}
	set, err := psi.DescribeTags(bytes.NewReader(tags), c.PlatformSet.Parts)
	if err != nil {
		return "", err
	}
	err = p.SendTags(ctx, accept.Session, psi.OpenTags{Tags: set, PublicKey: psi.PublicKey(a.Public())}, bytes.NewReader(tags))
	if err == nil {
		_, err = p.Result(ctx, accept.Session)
	}
	return psi.CodeOf(err), nil
}

// tagsUnder are the tags of a set in its order, of the groups in the second half of each section under another key.
func tagsUnder(c *psi.Context, first, second *ecdh.Key, set io.Reader) ([]byte, error) {
	deriver := psi.NewDeriver(c)
	var tags []byte
	for _, part := range c.PlatformSet.Parts {
		for i, key := range []*ecdh.Key{first, second} {
			n := part.Size / 2
			if i == 1 {
				n = part.Size - n
			}
			b := make([]byte, n*part.Width*psi.ElementSize)
			if _, err := io.ReadFull(set, b); err != nil {
				return nil, err
			}
			elements := make([]ecdh.Element, n*part.Width)
			for j := range elements {
				elements[j] = ecdh.Element(b[j*psi.ElementSize:])
			}
			if _, err := key.Remask(elements, elements); err != nil {
				return nil, err
			}
			for j := range elements {
				t := deriver.Tag(&elements[j])
				tags = append(tags, t[:]...)
			}
		}
	}
	return tags, nil
}

// nobody yields identifiers that nobody has.
func nobody(n int) iter.Seq2[psi.Item, error] {
	return func(yield func(psi.Item, error) bool) {
		for range n {
			var it psi.Item
			rand.Read(it.Key[:])
			if !yield(it, nil) {
				return
			}
		}
	}
}
