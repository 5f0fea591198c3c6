package failing

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/blindmatch/blindmatch/cmd/psi-vectors/internal/kit"
)

// drawn is what clients must draw anew each time, by what it is.
type drawn struct {
	seen  map[string]bool
	again map[string]bool
	count map[string]int
	leak  bool // a match key of the list was sent
}

// draw notes a value that nobody may use twice.
func (p *Platform) draw(what string, value any) {
	text, ok := value.(string)
	if !ok {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	d := &p.drawn
	if d.seen == nil {
		d.seen, d.again, d.count = map[string]bool{}, map[string]bool{}, map[string]int{}
	}
	if d.seen[what+text] {
		d.again[what] = true
	}
	d.seen[what+text] = true
	d.count[what]++
}

// searchKeys looks for the list's match keys in a body.
func (p *Platform) searchKeys(body []byte) {
	if len(body) < 32 || len(body) > 1<<20 { // the list is small, so larger bodies are not of it
		return
	}
	for _, key := range p.keys {
		if bytes.Contains(body, key[:]) || bytes.Contains(body, []byte(hex.EncodeToString(key[:]))) ||
			bytes.Contains(body, []byte(base64.StdEncoding.EncodeToString(key[:]))) {
			p.mu.Lock()
			p.drawn.leak = true
			p.mu.Unlock()
			return
		}
	}
}

// Try has a client try each lie in turn, and says what became of it. run takes a connection file through a count, and
// fails if the client does.
func (p *Platform) Try(ctx context.Context, run func(ctx context.Context, connection string) error) []kit.Case {
	var cases []kit.Case
	for _, v := range p.visits {
		if ctx.Err() != nil {
			break
		}
		err := v.tried(ctx, run)
		c := v.verdict(err == nil, err)
		p.said(fmt.Sprintf("%s: %s %s", c.Name, c.Verdict, c.Saw))
		cases = append(cases, c)
	}
	return append(cases, p.observed()...)
}

// tried runs a client, or two at once.
func (v *visit) tried(ctx context.Context, run func(ctx context.Context, connection string) error) error {
	if !v.lie.Twice {
		return run(ctx, v.p.Connection(v.lie))
	}
	other := make(chan error, 1)
	go func() { other <- run(ctx, v.p.Connection(v.lie)) }()
	err := run(ctx, v.p.Connection(v.lie))
	return errors.Join(err, <-other)
}

// Seen says what became of the lies that clients came for by themselves.
func (p *Platform) Seen() []kit.Case {
	var cases []kit.Case
	for _, v := range p.visits {
		cases = append(cases, v.seen())
	}
	return append(cases, p.observed()...)
}

const oneOnly = "the client never had two sessions at once"

func (v *visit) kase(verdict kit.Verdict, saw string) kit.Case {
	return kit.Case{Name: v.lie.Name, Musts: v.lie.Musts, What: v.lie.What, Verdict: verdict, Saw: saw}
}

// verdict is what a client has made of a lie that says itself whether it succeeded.
func (v *visit) verdict(succeeded bool, err error) kit.Case {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case v.going != "":
		return v.kase(kit.Failed, "the client went on: "+v.going)
	case v.lie.Stage == nowhere && !succeeded:
		return v.kase(kit.Failed, fmt.Sprintf("the client failed: %v", err))
	case v.lie.Stage == nowhere && !v.answered:
		return v.kase(kit.Failed, "the client says that it is done, and never asked for a result")
	case v.lie.Stage == nowhere && v.released != truth:
		return v.kase(kit.Failed, fmt.Sprintf("%d people were counted, where there are %d on both lists", v.released, truth))
	case v.lie.Twice && (v.alone || v.offers < 2):
		return v.kase(kit.NotTested, oneOnly)
	case v.lie.Stage == nowhere:
		return v.kase(kit.Passed, "the client succeeded")
	case succeeded:
		return v.kase(kit.Failed, "the client says that it succeeded")
	case !v.lied && v.lie.Stage != atConnect:
		return v.kase(kit.NotTested, fmt.Sprintf("the client failed before it was lied to: %v", err))
	}
	return v.kase(kit.Passed, "the client refused")
}

// seen is what a client has made of a lie, by what it did.
func (v *visit) seen() kit.Case {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case v.going != "":
		return v.kase(kit.Failed, "the client went on: "+v.going)
	case v.lie.Twice && v.answered && (v.alone || v.offers < 2):
		return v.kase(kit.NotTested, oneOnly)
	case v.lie.Stage == nowhere && v.answered && v.released == truth:
		return v.kase(kit.Passed, "the client was given its result")
	case v.lie.Stage == nowhere && v.answered:
		return v.kase(kit.Failed, fmt.Sprintf("%d people were counted, where there are %d on both lists", v.released, truth))
	case v.lie.Stage == atConnect:
		return v.kase(kit.NotTested, "no request came, be it that the client refused, be it that none was there: its exit code tells (give its command behind --)")
	case !v.lied:
		return v.kase(kit.NotTested, "no client came so far")
	case v.lie.Stage == atResult && !v.ended:
		return v.kase(kit.NotTested, "what a client makes of a result only its exit code tells: give its command behind --")
	}
	return v.kase(kit.Passed, "the client did not go on")
}

// observed is what all sessions together show.
func (p *Platform) observed() []kit.Case {
	p.mu.Lock()
	defer p.mu.Unlock()
	d := p.drawn
	once := func(name, what, of string, musts ...int) kit.Case {
		c := kit.Case{Name: name, Musts: musts, What: what, Verdict: kit.Passed}
		switch {
		case d.again[of]:
			c.Verdict, c.Saw = kit.Failed, "one came twice"
		case d.count[of] < 2:
			c.Verdict, c.Saw = kit.NotTested, "it takes two sessions"
		}
		return c
	}
	leak := kit.Case{Name: "keys-unsent", Musts: []int{8}, What: "requests are searched for the list's match keys", Verdict: kit.Passed}
	if d.leak {
		leak.Verdict, leak.Saw = kit.Failed, "one was in a request"
	} else if d.count["element"] == 0 {
		leak.Verdict, leak.Saw = kit.NotTested, "no list was sent"
	}
	return []kit.Case{
		once("key-fresh", "each session's A = a·G is another", "key", 6),
		once("list-fresh", "each session's list begins with another element", "element", 6),
		once("nonce-fresh", "each offer's nonce is another", "nonce", 17), leak,
	}
}
