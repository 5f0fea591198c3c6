package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/sample"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// audienceName is the demo's audience, of the advertiser initech.
const audienceName = "customers"

func (d *demo) audienceID() platform.AudienceID {
	return platform.AudienceID{Advertiser: "initech", Dataset: "users", Purpose: "audience-matching", Name: audienceName}
}

// audiences pushes an audience, lets it grow, lets a person in it withdraw, and lets it end. After each step it reads
// the audience as an ad system does, and compares it with the truth.
func (d *demo) audiences(p *platform.Platform, truth *sample.Truth) error {
	fmt.Fprintf(d.w, "\nMode activate: an audience that stays on the platform (psi audience, psi-server audience)\n")
	push := psi.Audience{
		Action: psi.CreateAudience, Name: audienceName, Use: psi.Include, Release: true,
		Expires: time.Now().UTC().Add(7 * 24 * time.Hour).Truncate(time.Second).Format(time.RFC3339),
	}
	f := d.flags("initech", psi.Activate)
	f.audience = &push
	r, err := d.run(f)
	if err != nil {
		return fmt.Errorf("push: %w", err)
	}
	fmt.Fprintf(d.w, "  push               %s people, as initech is told (%s)\n", cli.Count(*r.Released.Value), precision(r.Released.Noise, false))
	if err := d.members(p, "push", truth.Members, 0); err != nil {
		return err
	}
	if truth.Unlisted != "" {
		if err := d.grow(p, truth); err != nil {
			return err
		}
		truth.Members++
	}
	if err := d.withdraw(p, truth); err != nil {
		return err
	}
	return d.expire(p)
}

// grow adds one customer.
func (d *demo) grow(p *platform.Platform, truth *sample.Truth) error {
	f := d.flags("initech", psi.Activate)
	f.audience = &psi.Audience{Action: psi.AddToAudience, Name: audienceName}
	f.list = filepath.Join(d.dir, "new.csv")
	if err := os.WriteFile(f.list, []byte("Email\n"+truth.UnlistedEmail+"\n"), 0o600); err != nil {
		return err
	}
	r, err := f.session(d.ctx, d.progress.Step)
	d.progress.Clear()
	if err != nil {
		return fmt.Errorf("add: %w", err)
	}
	if r.Released != nil || r.Budget != nil {
		return errors.New("add: a change was paid for, or told something")
	}
	fmt.Fprintf(d.w, "  add                a new customer; initech pays nothing and is told nothing\n")
	return d.members(p, "add", truth.Members+1, 0)
}

// withdraw imports that a person in the audience has opted out.
func (d *demo) withdraw(p *platform.Platform, truth *sample.Truth) error {
	path := filepath.Join(d.dir, "changes.csv")
	row := fmt.Sprintf("%s,,,newsletter,,true,%s", truth.Matched, time.Now().UTC().Format(time.RFC3339))
	if err := os.WriteFile(path, []byte("user_id,email,phone,collection_context,grants,opted_out,updated_at\n"+row+"\n"), 0o600); err != nil {
		return err
	}
	policy, err := purpose.Open(filepath.Join(d.dir, "policy.yaml"))
	if err != nil {
		return err
	}
	table, err := dataset.OpenTable(path, dataset.TableConfig{})
	if err != nil {
		return err
	}
	defer table.Close()
	_, err = p.Store().Import(d.ctx, table, platform.ImportConfig{
		Dataset: "users", Purpose: "audience-matching", Policy: policy, Since: time.Unix(0, 0).UTC(),
	})
	if err != nil {
		return fmt.Errorf("import of changes: %w", err)
	}
	fmt.Fprintf(d.w, "  opted out          user %s, in the platform's own table; the audience is as it was\n", truth.Matched)
	return d.members(p, "opting out", truth.Members-1, 1)
}

// members reads the audience through the gate.
func (d *demo) members(p *platform.Platform, after string, want int, out uint64) error {
	r, err := p.OpenAudience(d.ctx, d.audienceID())
	if err != nil {
		return err
	}
	defer r.Close()
	n := 0
	for _, err := range r.Members(d.ctx) {
		if err != nil {
			return err
		}
		n++
	}
	left, text := uint64(0), ""
	for reason, k := range r.Summary().Out {
		left += k
		text += fmt.Sprintf(", %s kept out as %s", cli.Counted(k, "member"), reason)
	}
	fmt.Fprintf(d.w, "  the ad system      reads %s users%s; the truth is %s\n", cli.Count(n), text, cli.Count(want))
	if n != want || left != out {
		return fmt.Errorf("audience after %s: %d members and %d kept out, want %d and %d", after, n, left, want, out)
	}
	return nil
}

// expire lets the audience end.
func (d *demo) expire(p *platform.Platform) error {
	id := d.audienceID()
	if err := p.RenewAudience(d.ctx, id.Advertiser, id.Dataset, id.Purpose, id.Name, time.Now().Add(time.Second)); err != nil {
		return fmt.Errorf("renew: %w", err)
	}
	time.Sleep(1100 * time.Millisecond)
	if err := p.Store().ExpireAudiences(d.ctx); err != nil {
		return err
	}
	if r, err := p.OpenAudience(d.ctx, id); err == nil {
		return errors.Join(errors.New("an audience whose time is over can be read"), r.Close())
	}
	fmt.Fprintf(d.w, "  end                its time is over: the key is destroyed, and nobody reads it any more\n")
	return nil
}
