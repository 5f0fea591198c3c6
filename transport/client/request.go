package client

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/answer"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/cenkalti/backoff/v5"
	"github.com/go-json-experiment/json"
)

// request is one HTTP exchange that may be repeated.
type request struct {
	method, path string
	mediaType    string
	body         []byte
	digest       string // Content-Digest of body
	header       http.Header
	status       []int // of a good answer: SPEC.md §8.2
	message      bool  // the answer is a control message: read it whole, so that the request is repeated if it breaks off
	// shorten, if set, makes the request smaller for the next try, if it still can.
	shorten func(*request) bool
	// sent, if set, is called when a try has handed all of the body to the line but the last lead bytes.
	sent func()
}

// do sends r until it is answered, and returns an answer with status 2xx. It does not repeat a request that the
// platform refused. Its patience counts from the first failure, since a dead connection may take as long to be noticed;
// so there is always another try, on another connection.
func (c *Client) do(ctx context.Context, r request) (*http.Response, error) {
	policy := backoff.NewExponentialBackOff()
	policy.InitialInterval = 100 * time.Millisecond
	policy.MaxInterval = 5 * time.Second
	tries, failed := 0, time.Time{}
	resp, err := backoff.Retry(ctx, func() (*http.Response, error) {
		began := time.Now()
		resp, err := c.once(ctx, r)
		e, answered := errors.AsType[*psi.Error](err)
		tries++
		switch {
		case err == nil:
			return resp, nil
		case ctx.Err() != nil:
			return nil, backoff.Permanent(context.Cause(ctx))
		case answered && e.Code == psi.CodeDigestMismatch && r.digest != "":
			return nil, err // damaged on the way: send it again
		case answered && e.Code == psi.CodeBusy && e.RetryAfter <= c.patience:
			return nil, &later{e, backoff.RetryAfterError{Duration: e.RetryAfter}}
		case isTooLarge(err) && r.shorten != nil && r.shorten(&r):
			return nil, err // for something between us and the platform
		case answered || isTLSRefusal(err) || isForeign(err):
			return nil, backoff.Permanent(err)
		case !c.reached.Load() && !brokeOff(err):
			return nil, backoff.Permanent(err)
		case !c.reached.Load() && tries == 3:
			return nil, backoff.Permanent(c.way.verdict(ctx, c.tls, err))
		}
		if r.shorten != nil {
			r.shorten(&r)
		}
		if failed.IsZero() {
			failed = time.Now()
		} else if began.Sub(failed) > c.patience {
			return nil, backoff.Permanent(err)
		}
		return nil, err
	}, backoff.WithBackOff(policy), backoff.WithMaxElapsedTime(0))
	if ctx.Err() != nil {
		return resp, err
	}
	c.way.askTime(ctx, c.http.Transport, err)
	return resp, unreached(err)
}

// unreachable is why the platform could not be asked.
type unreachable struct{ error }

func (u unreachable) Unwrap() []error { return []error{u.error, advertiser.ErrUnreachable} }

// unreached marks errors that are not the platform's own: a session may go on later.
func unreached(err error) error {
	if _, answered := errors.AsType[*psi.Error](err); err == nil || answered {
		return err
	}
	return unreachable{err}
}

// later is an error after which the same request is sent again when the platform says.
type later struct {
	err   *psi.Error
	after backoff.RetryAfterError
}

func (e *later) Error() string   { return e.err.Error() }
func (e *later) Unwrap() []error { return []error{e.err, &e.after} }

// once sends r once.
func (c *Client) once(ctx context.Context, r request) (*http.Response, error) {
	var body io.Reader
	if r.method != http.MethodGet {
		body = bytes.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, c.base+r.path, body)
	if err != nil {
		return nil, err
	}
	for _, h := range []http.Header{c.header, r.header} {
		maps.Copy(req.Header, h)
	}
	if r.mediaType != "" {
		req.Header.Set("Content-Type", r.mediaType)
	}
	if r.digest != "" {
		req.Header.Set(transport.DigestHeader, r.digest)
	}
	if r.sent != nil {
		req.GetBody = func() (io.ReadCloser, error) { return &watched{bytes.NewReader(r.body), r.sent}, nil }
		req.Body, _ = req.GetBody()
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, c.way.explain(err, c.tls, c.reached.Load())
	}
	c.clock.look(resp)
	if slices.Contains(r.status, resp.StatusCode) {
		if r.message {
			b, err := io.ReadAll(io.LimitReader(resp.Body, transport.MaxMessage+1))
			resp.Body.Close()
			if err != nil {
				return nil, c.way.explain(err, c.tls, c.reached.Load())
			}
			resp.Body = io.NopCloser(bytes.NewReader(b))
		}
		c.reached.Store(true)
		return resp, nil
	}
	c.reached.Store(true)
	defer resp.Body.Close()
	return nil, readError(resp)
}

// watched is a body that says when no more than lead is left to be read.
type watched struct {
	b    *bytes.Reader
	sent func()
}

func (w *watched) Read(p []byte) (n int, err error) {
	n, err = w.b.Read(p)
	if w.b.Len() <= lead {
		w.sent()
	}
	return n, err
}

func (w *watched) Close() error { return nil }

// call exchanges JSON messages, of which the answer has the given status. in and out may be nil.
func (c *Client) call(ctx context.Context, method, path string, in any, status int, out any) error {
	r := request{method: method, path: path, status: []int{status}, message: true}
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		r.body, r.mediaType = b, transport.TypeJSON
	}
	resp, err := c.do(ctx, r)
	if err != nil {
		return err
	}
	if out == nil {
		return resp.Body.Close()
	}
	return decode(resp, out)
}

// decode reads an answer that is a JSON message, and closes its body.
func decode(resp *http.Response, out any) error {
	defer resp.Body.Close()
	if t := resp.Header.Values("Content-Type"); len(t) != 1 || t[0] != transport.TypeJSON {
		if e := newForeign(resp); e.isPage() {
			return unreached(e)
		}
		return fmt.Errorf("the platform's answer is of type %.60q, want %s", t, transport.TypeJSON)
	}
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if len(b) > transport.MaxMessage {
		return fmt.Errorf("the platform's answer is longer than %d bytes", transport.MaxMessage)
	}
	// Names that a later version of the platform adds are not errors.
	if err := understand(b, out); err != nil {
		return fmt.Errorf("the platform's answer is not what SPEC.md §7 describes: %w", err)
	}
	return nil
}

// understand reads a message. What has to be in it must be.
func understand(b []byte, out any) error {
	if err := json.Unmarshal(b, out); err != nil {
		return err
	}
	understood, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return answer.Complete(b, understood)
}

// readError turns an error response into a *psi.Error, or into another error if it didn't come from a platform.
func readError(resp *http.Response) error {
	b, err := io.ReadAll(io.LimitReader(resp.Body, transport.MaxMessage))
	if err != nil {
		return err
	}
	e := new(psi.Error)
	if understand(b, e) != nil || !codeRE.MatchString(string(e.Code)) || resp.StatusCode/100 == 2 {
		return newForeign(resp)
	}
	if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && s >= 0 && s < 1<<26 {
		e.RetryAfter = time.Duration(s) * time.Second
	}
	return e
}

// codeRE is how a code is written, known or not.
var codeRE = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)
