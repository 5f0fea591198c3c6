package turns

// shares are accounts of points that are to rise together: whoever has the least is next. Who has nothing to do saves
// nothing up: one that comes begins with the least that any has that is here.
type shares struct {
	here map[string]*share // that have jobs
	gone map[string]uint64 // what those had that have no jobs, so that nobody begins anew with each job
	had  uint64            // the least of those that were here, so far
}

// share is an account. had counts from where the owner's first job began.
type share struct {
	had  uint64
	jobs int
}

func newShares() *shares { return &shares{here: map[string]*share{}, gone: map[string]uint64{}} }

// enter returns the account of one that has a job more.
func (s *shares) enter(name string) *share {
	x := s.here[name]
	if x == nil {
		x = &share{had: max(s.least(), s.gone[name])}
		delete(s.gone, name)
		s.here[name] = x
	}
	x.jobs++
	return x
}

// leave says that it has a job less.
func (s *shares) leave(name string) {
	x := s.here[name]
	if x.jobs--; x.jobs > 0 {
		return
	}
	delete(s.here, name)
	s.gone[name] = x.had
	if len(s.gone) < 1024 {
		return
	}
	now := s.least()
	for name, had := range s.gone {
		if had <= now {
			delete(s.gone, name)
		}
	}
}

// charge counts points.
func (s *shares) charge(x *share, points uint64) {
	x.had += points
	s.had = max(s.had, s.least())
}

// least is what a newcomer begins with.
func (s *shares) least() uint64 {
	least, first := s.had, true
	for _, x := range s.here {
		if first || x.had < least {
			least, first = x.had, false
		}
	}
	return least
}
