package ledger

import "github.com/blindmatch/blindmatch/psi"

// Set returns the epoch whose set has a digest, or nil.
func (r *Replay) Set(digest psi.Digest) *PlatformSet {
	if s := r.sets[digest]; s != nil {
		return s.PlatformSet
	}
	return nil
}

// OpenSets are the platform sets whose keys were not destroyed according to the log.
func (r *Replay) OpenSets() []psi.Digest {
	var open []psi.Digest
	for digest, s := range r.sets {
		if !s.destroyed {
			open = append(open, digest)
		}
	}
	return open
}

// setState is a platform set and whether its key may be destroyed.
type setState struct {
	*PlatformSet
	destroyed bool
	sliced    [psi.SliceUnits]bool // the units that slices have taken
	results   map[string]uint64    // by owner
}

func (r *Replay) openSet(m *PlatformSet) string {
	if r.sets[m.Set.Digest] != nil {
		return "the set was opened before"
	}
	if why := r.imported(m.Import, m.Dataset, m.Params, m.PolicyDigest); why != "" {
		return why
	}
	if r.start == nil || m.Platform != r.start.Platform {
		return "the set belongs to another platform than the one that is serving"
	}
	if err := m.Set.CheckPlatformSet(); err != nil {
		return "the set is none that a platform can have: " + err.Error()
	}
	r.sets[m.Set.Digest] = &setState{PlatformSet: m, results: map[string]uint64{}}
	return ""
}
