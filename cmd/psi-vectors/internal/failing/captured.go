package failing

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/cmd/psi-vectors/internal/kit"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// A session with a set that is made up can't go on with the real platform, which has another in its context. It is
// captured: what is left of it is answered here.

// fakeSet puts the made-up set into a status.
func (v *visit) fakeSet(m message) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.fake == nil {
		b, err := json.Marshal(m["platform_set"])
		var real psi.Set
		if err != nil || json.Unmarshal(b, &real) != nil {
			return
		}
		if v.fake, err = v.p.makeFake(v.lie, real); err != nil {
			return
		}
		v.lied = true
	}
	m["platform_set"] = v.fake.set
	m["path"] = transport.At(transport.PathEpoch, v.fake.set.Digest.String())
	m["state"] = v.state
}

func (p *Platform) makeFake(l *Lie, real psi.Set) (*fake, error) {
	path, err := p.platform.EpochFile(real.Digest)
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s := &set{parts: real.Parts, b: b}
	leaves := kit.LeavesOf(psi.ElementSize, s.parts, s.b)
	l.set(s)
	changed := kit.LeavesOf(psi.ElementSize, s.parts, s.b)
	f := &fake{set: real, b: s.b, leaves: leaves}
	if !l.honest {
		f.set, f.leaves = kit.Describe(s.parts, changed), changed
	}
	if l.leaves != nil {
		f.leaves = l.leaves(changed)
	}
	return f, nil
}

// captured answers a request to a captured session, or for its set.
func (v *visit) captured(w http.ResponseWriter, r *http.Request, route string) bool {
	v.mu.Lock()
	f, going := v.fake, v.going != ""
	v.mu.Unlock()
	if f == nil {
		return false
	}
	path := transport.At(transport.PathEpoch, f.set.Digest.String())
	switch route {
	case path:
		v.file(w, r, transport.TypeElements, f.b)
		return true
	case path + transport.Leaves:
		v.file(w, r, transport.TypeLeaves, f.leaves)
		return true
	}
	rest, ok := sessionRoute(route)
	switch {
	case !ok || rest == "":
		return false
	case going:
		w.Header().Set("Content-Type", transport.TypeJSON)
		w.WriteHeader(http.StatusConflict)
		_ = json.NewEncoder(w).Encode(psi.Errorf(psi.CodeSessionFailed, "the kit has seen enough: the client went on"))
		return true
	case strings.HasPrefix(rest, "/list"):
		v.mu.Lock()
		v.state = psi.StateList
		if strings.HasSuffix(rest, transport.Close) {
			v.state = psi.StateTags
		}
		v.mu.Unlock()
	}
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNoContent)
	return true
}

// file serves a file that never changes.
func (v *visit) file(w http.ResponseWriter, r *http.Request, mediaType string, b []byte) {
	a := &reply{http.StatusOK, http.Header{"Content-Type": {mediaType}}, b}
	if v.lie.answer != nil {
		v.lie.answer(v, r.URL.Path, a)
	}
	w.Header().Set("Content-Type", a.header.Get("Content-Type"))
	w.Header().Set("ETag", strconv.Quote(v.lie.Name+mediaType))
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(a.body))
}
