package main

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// synthetic is a platform that has a slice of an epoch, and one session. It speaks SPEC.md §8 as far as that needs.
type synthetic struct {
	epoch    *epoch
	allotted psi.Allotted
	opened   time.Time

	mu     sync.Mutex
	id     string
	state  psi.State
	bound  psi.Context
	sets   [2]upload // the list, and the tags
	result *psi.Result
	hits   int
}

// upload is a set as it arrives.
type upload struct {
	set   psi.Set
	bytes []byte
}

func (p *synthetic) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+transport.PathDataset, p.info)
	mux.HandleFunc("GET "+transport.PathEpoch, p.epoch.file)
	mux.HandleFunc("GET "+transport.PathLeaves, p.epoch.file)
	mux.HandleFunc("POST "+transport.PathSessions, p.offer)
	mux.HandleFunc("GET "+transport.PathSession, func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, p.status()) })
	for i, path := range []string{transport.PathList, transport.PathTags} {
		mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) { p.announce(w, r, i) })
		mux.HandleFunc("PUT "+path+transport.Chunk, func(w http.ResponseWriter, r *http.Request) { p.chunk(w, r, i) })
		mux.HandleFunc("POST "+path+transport.Close, func(w http.ResponseWriter, r *http.Request) { p.close(w, i) })
	}
	mux.HandleFunc("GET "+transport.PathResult, func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, p.result) })
	return mux
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", transport.TypeJSON)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}

// refuse ends the run: the message is for whoever develops this.
func refuse(w http.ResponseWriter, err error) {
	answer(w, http.StatusConflict, map[string]any{"error": psi.Errorf(psi.CodeBadRequest, "%v", err)})
}

func (p *synthetic) info(w http.ResponseWriter, _ *http.Request) {
	most, _ := psi.ParseEpsilon("1/10")
	budget, _ := psi.ParseEpsilon("1")
	answer(w, http.StatusOK, psi.DatasetInfo{
		Version: psi.Version, Platform: "synthetic", Advertiser: "acme", Dataset: "users", Params: p.epoch.params,
		Modes: []psi.Mode{psi.Count}, Sections: p.epoch.set.Parts, Floors: psi.Floors{List: 1000, Dataset: 10000, Report: 100},
		Limits: psi.Limits{List: 100_000_000, Chunk: psi.MaxChunk, Segments: psi.MaxSegments, Sessions: 1},
		Prices: psi.Prices{Least: psi.LeastEpsilon(), Most: most, Month: budget, Year: budget, Units: psi.SliceUnits},
		State:  psi.SetState{Ready: true}, Opened: p.opened,
	})
}

func (p *synthetic) offer(w http.ResponseWriter, r *http.Request) {
	var o psi.Offer
	if err := json.NewDecoder(r.Body).Decode(&o); err != nil {
		refuse(w, err)
		return
	}
	if o.Slice != p.allotted.Slice {
		refuse(w, fmt.Errorf("slice %s: there is %s of the epoch only", o.Slice, p.allotted.Slice))
		return
	}
	var id [32]byte
	rand.Read(id[:])
	p.mu.Lock()
	p.id, p.state = hex.EncodeToString(id[:]), psi.StateOpen
	p.bound = psi.Context{
		Mode: o.Mode, Params: o.Params, Dataset: o.Dataset, Advertiser: o.Advertiser, Platform: o.Platform, AdvertiserNonce: o.Nonce,
		Epsilon: o.Epsilon, Slice: p.allotted, Segments: o.Segments, PlatformSet: p.epoch.set,
	}
	rand.Read(p.bound.PlatformNonce[:])
	p.mu.Unlock()
	answer(w, http.StatusCreated, psi.Accept{Session: p.id, Nonce: p.bound.PlatformNonce, Status: p.status()})
}

func (p *synthetic) status() psi.Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	return psi.Status{
		State: p.state, Expires: time.Now().Add(time.Hour), Slice: p.allotted, PlatformSet: &p.epoch.set, Opened: p.opened,
		Path: transport.At(transport.PathEpoch, p.epoch.set.Digest.String()),
	}
}

// announce takes what is said of the list or of the tags.
func (p *synthetic) announce(w http.ResponseWriter, r *http.Request, i int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var open struct {
		List    psi.Set    `json:"list"`
		Context psi.Digest `json:"context"`
		Tags    psi.Set    `json:"tags"`
	}
	if err := json.NewDecoder(r.Body).Decode(&open); err != nil {
		refuse(w, err)
		return
	}
	size := psi.TagSize
	p.sets[i].set = open.Tags
	if i == 0 {
		p.state, p.sets[0].set, p.bound.List, size = psi.StateList, open.List, open.List, psi.ElementSize
		if got := p.bound.Digest(); got != open.Context {
			refuse(w, fmt.Errorf("the context's digest is %v, and not %v", got, open.Context))
			return
		}
	}
	p.sets[i].bytes = make([]byte, p.sets[i].set.Items()*uint64(size))
	w.WriteHeader(http.StatusNoContent)
}

func (p *synthetic) chunk(w http.ResponseWriter, r *http.Request, i int) {
	offset, err := strconv.Atoi(r.PathValue("offset"))
	if err != nil || offset+int(r.ContentLength) > len(p.sets[i].bytes) {
		refuse(w, fmt.Errorf("a chunk at %q does not belong to the set", r.PathValue("offset")))
		return
	}
	if _, err := io.ReadFull(r.Body, p.sets[i].bytes[offset:][:r.ContentLength]); err != nil {
		refuse(w, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// close ends the list, or the tags, after which it counts.
func (p *synthetic) close(w http.ResponseWriter, i int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state = psi.StateTags
	if i == 1 {
		hits, err := p.epoch.count(&p.bound, p.sets[0].bytes, p.sets[1].bytes, p.sets[1].set.Parts)
		if err != nil {
			refuse(w, err)
			return
		}
		v := int64(hits) + laplace(p.bound.Epsilon)
		p.hits, p.state = hits, psi.StateDone
		p.result = &psi.Result{
			Session: p.id, Mode: psi.Count, Context: p.bound.Digest(),
			Released: &psi.Released{Value: &v, Noise: psi.Noise{Epsilon: p.bound.Epsilon}.String()},
		}
	}
	w.WriteHeader(http.StatusNoContent)
}
