// Package probe is a client that misbehaves, and says whether a server refuses what it has to refuse, with the code of
// SPEC.md §9.
package probe

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/blindmatch/blindmatch/cmd/psi-vectors/internal/kit"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// Config says what is probed, and how far.
type Config struct {
	// Connections lead to the server under test. More than one, of different owners, make it quicker, and show that a
	// session is its client's alone.
	Connections      []*transport.Connection
	Header           http.Header // of every request, such as a token
	Dataset, Purpose string
	Strike           bool          // send tags that get the first client's owner barred
	Patience         time.Duration // how long to wait, in all, where the server says "later"
	Said             func(string)  // hears of each case; nil means nobody
}

// probe is one run.
type probe struct {
	Config
	begun []*kit.Session // of each connection: an info, a key and a list
	turn  int
	cases []kit.Case
	info  *psi.DatasetInfo
}

// Run probes a server. It fails only if there is nothing to probe.
func Run(ctx context.Context, cfg Config) ([]kit.Case, error) {
	p := &probe{Config: cfg}
	if p.Said == nil {
		p.Said = func(string) {}
	}
	for _, conn := range cfg.Connections {
		c, err := kit.NewClient(conn)
		if err != nil {
			return nil, err
		}
		c.Header = cfg.Header
		var info psi.DatasetInfo
		a, err := c.Get(ctx, transport.At(transport.PathDataset, cfg.Dataset)+"?purpose="+cfg.Purpose, &info)
		if err := kit.Want("info", a, err, http.StatusOK); err != nil {
			return nil, err
		}
		s, err := c.Begin(ctx, cfg.Dataset, cfg.Purpose, int(max(1000, info.Floors.List)))
		if err != nil {
			return nil, err
		}
		p.begun = append(p.begun, s)
	}
	p.info = &p.begun[0].Info
	for _, part := range []func(context.Context){
		p.connections, p.offers, p.requests, p.audiences, p.honest, p.announced, p.openings, p.elements, p.slices, p.answers, p.strikes,
	} {
		part(ctx)
		if err := ctx.Err(); err != nil {
			return p.cases, err
		}
	}
	return p.cases, nil
}

// add notes a case.
func (p *probe) add(name, what string, v kit.Verdict, saw string, musts ...int) {
	p.cases = append(p.cases, kit.Case{Name: name, Musts: musts, What: what, Verdict: v, Saw: saw})
	p.Said(fmt.Sprintf("%s: %s %s", name, v, saw))
}

// expect notes a case whose answer must have a status and, if it is an error, a code.
func (p *probe) expect(name, what string, a *kit.Answer, err error, status int, code psi.Code, musts ...int) bool {
	switch _, later := kit.Later(asError(a, err)); {
	case later && code != psi.CodeTooManySessions:
		p.add(name, what, kit.NotTested, "the server says: later ("+saw(a, err)+")", musts...)
		return false
	case err != nil:
		p.add(name, what, kit.Failed, err.Error(), musts...)
		return false
	case a.Status != status || a.Code != code:
		p.add(name, what, kit.Failed, fmt.Sprintf("the answer is %s, want %s", a, &kit.Answer{Status: status, Code: code}), musts...)
		return false
	}
	p.add(name, what, kit.Passed, a.String(), musts...)
	return true
}

func asError(a *kit.Answer, err error) error {
	if err != nil || a == nil || a.Status/100 == 2 {
		return err
	}
	return &kit.Refusal{Step: "request", Answer: a}
}

func saw(a *kit.Answer, err error) string {
	if r, ok := errors.AsType[*kit.Refusal](err); ok {
		return r.Answer.String()
	}
	if err != nil {
		return err.Error()
	}
	return a.String()
}

// fresh is a session that is not offered yet, of the client whose turn it is.
func (p *probe) fresh() *kit.Session {
	p.turn++
	return p.begun[p.turn%len(p.begun)].Again()
}

// open opens a session. Where the server says "later", it tries the other clients, and then waits.
func (p *probe) open(ctx context.Context, list []byte, change ...func(*psi.Offer)) (*kit.Session, error) {
	for tried := 1; ; tried++ {
		s := p.fresh()
		if list != nil {
			s.List = list
		}
		err := s.Offer(ctx, change...)
		wait, later := kit.Later(err)
		if !later {
			return s, err
		}
		if tried%len(p.begun) != 0 {
			continue
		}
		wait = max(wait, time.Second)
		if wait > p.Patience {
			return s, err
		}
		p.Patience -= wait
		p.Said(fmt.Sprintf("waiting for %s, as the server says", wait))
		select {
		case <-ctx.Done():
			return s, ctx.Err()
		case <-time.After(wait):
		}
	}
}

// ended waits for a session's failure, and notes whether it has the code.
func (p *probe) ended(ctx context.Context, s *kit.Session, name, what string, code psi.Code, musts ...int) {
	for deadline := time.Now().Add(time.Minute); ; {
		var st psi.Status
		a, err := s.Get(ctx, s.Path(""), &st)
		if err := kit.Want("status", a, err, http.StatusOK); err != nil {
			p.add(name, what, kit.Failed, err.Error(), musts...)
			return
		}
		switch {
		case st.State == psi.StateFailed && st.Error != nil:
			later := kit.Answer{Status: http.StatusOK, Code: st.Error.Code}
			if _, is := kit.Later(&kit.Refusal{Answer: &later}); is || st.Error.Code == psi.CodeBudgetExhausted {
				p.add(name, what, kit.NotTested, "the session ended with "+string(st.Error.Code)+" before", musts...)
				return
			}
			if st.Error.Code == code {
				p.add(name, what, kit.Passed, string(code), musts...)
			} else {
				p.add(name, what, kit.Failed, fmt.Sprintf("the session ended with %s, want %s", st.Error.Code, code), musts...)
			}
			return
		case st.State == psi.StateDone, time.Now().After(deadline):
			s.End(ctx)
			p.add(name, what, kit.Failed, fmt.Sprintf("the session goes on (%s), want %s", st.State, code), musts...)
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// lost notes a case that could not be tried, since there was no session for it.
func (p *probe) lost(name, what string, err error, musts ...int) {
	if _, later := kit.Later(err); later {
		p.add(name, what, kit.NotTested, "the server says: later ("+saw(nil, err)+"); give more connections, or --patience", musts...)
		return
	}
	if r, ok := errors.AsType[*kit.Refusal](err); ok && r.Answer.Code.Refused() {
		p.add(name, what, kit.NotTested, "no session: "+err.Error(), musts...)
		return
	}
	p.add(name, what, kit.Failed, err.Error(), musts...)
}
