package dataset

import (
	"context"
	"errors"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
)

// RewriteConfig says what Rewrite leaves out.
type RewriteConfig struct {
	Key     *ecdh.Key // the dataset's own
	Without *Stored   // users whom its import withdrew or deleted, or may have, stay behind
	Sure    bool      // not those whom it only may have
	// Amend keeps it remembered whom the import of the rewritten dataset withdrew, and
	// whom that of Without: the result stands for both.
	Amend  bool
	Erased func(user []byte) bool // as in BuildConfig
	Now    time.Time              // grants that ended until then stay behind
	Memory int                    // as in BuildConfig
}

// RewriteReport says what Rewrite did.
type RewriteReport struct {
	Users   UserChanges // Kept, Removed, Withdrawn, Unsure and Expired
	Summary             // of what was written
	News    bool        // anybody stays behind, or is remembered who was not
}

// Rewrite writes a dataset anew into dir, less what has ended since. Nothing gets in
// that its own gate did not admit. If it fails, nothing remains in dir.
func Rewrite(ctx context.Context, dir string, prev *Stored, cfg RewriteConfig) (_ *RewriteReport, err error) {
	if keyCheck(cfg.Key, prev.m.Purpose, prev.m.Profile) != prev.m.KeyCheck {
		return nil, errors.New("the key is not the dataset's: import all of it")
	}
	b, err := newBuilder(dir, BuildConfig{Key: cfg.Key, Types: prev.Types(), Previous: prev, Erased: cfg.Erased, Memory: cfg.Memory}, manifest{Purpose: prev.m.Purpose, Profile: prev.m.Profile, Policy: prev.m.Policy})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	j := newUserJoin(prev, dir, b.cfg.memory())
	j.over, j.onlyAdmitted = cfg.Now, true
	defer func() { err = errors.Join(err, j.close()) }()
	err = cfg.Without.eachWithdrawn(func(user []byte, unsure bool) error {
		switch {
		case !unsure:
			return j.add(user, joinNamed|joinWithdrawn, 0)
		case cfg.Sure:
			return nil
		}
		return j.add(user, joinNamed|joinUnsure, 0)
	})
	if err != nil {
		return nil, err
	}
	found, err := j.finish()
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	r := &RewriteReport{Users: found.changes}
	r.Users.Unknown = 0
	if r.Users.Expired, err = b.takeOver(found.others, newBitset(prev.m.Records), cfg.Now); err != nil {
		return nil, err
	}
	r.News = r.Users.Removed+r.Users.Expired > 0
	if cfg.Amend {
		more, err := b.rememberAll(prev, cfg.Without, cfg.Sure)
		if err != nil {
			return nil, err
		}
		r.News = r.News || more
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	sum, err := b.Finish(ctx)
	if err != nil {
		return nil, err
	}
	r.Summary = *sum
	return r, nil
}
