package kit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strconv"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// Client sends requests one by one, whatever they are.
type Client struct {
	URL    string
	HTTP   *http.Client
	Header http.Header // of every request
}

// NewClient connects as a connection file says. It follows no redirects.
func NewClient(c *transport.Connection) (*Client, error) {
	tc, err := c.TLSConfig()
	if err != nil {
		return nil, err
	}
	hc := &http.Client{
		Transport:     &http.Transport{TLSClientConfig: tc, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       time.Minute,
	}
	return &Client{URL: c.URL, HTTP: hc}, nil
}

// Answer is an answer, with the code of an error.
type Answer struct {
	Status int
	Code   psi.Code
	Header http.Header
	Body   []byte
}

// RetryAfter is when the server says that the same may succeed; 0 if it doesn't.
func (a *Answer) RetryAfter() time.Duration {
	n, _ := strconv.Atoi(a.Header.Get("Retry-After"))
	return time.Duration(n) * time.Second
}

// String says what an answer is, without its body.
func (a *Answer) String() string {
	if a.Code != "" {
		return fmt.Sprintf("%d %s", a.Status, a.Code)
	}
	return strconv.Itoa(a.Status)
}

// Send sends a request and reads its answer. Chunks get their digest. change may deviate.
func (c *Client) Send(ctx context.Context, method, path, mediaType string, body []byte, change ...func(*http.Request)) (*Answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, c.URL+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body == nil {
		req.Body, req.ContentLength = http.NoBody, 0
	}
	maps.Copy(req.Header, c.Header)
	if mediaType != "" {
		req.Header.Set("Content-Type", mediaType)
	}
	if mediaType == transport.TypeElements || mediaType == transport.TypeTags {
		req.Header.Set(transport.DigestHeader, transport.FormatDigest(sha256.Sum256(body)))
	}
	for _, f := range change {
		f(req)
	}
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, 1<<30))
	if err != nil {
		return nil, err
	}
	a := &Answer{Status: resp.StatusCode, Header: resp.Header, Body: b}
	if a.Status/100 != 2 {
		var e psi.Error
		if json.Unmarshal(b, &e) != nil || e.Code == "" {
			return nil, fmt.Errorf("%s: %d without an error of SPEC.md §9", method, a.Status)
		}
		a.Code = e.Code
	}
	return a, nil
}

// Post sends a message as JSON, or the bytes that it is; nil has no body.
func (c *Client) Post(ctx context.Context, path string, message any, change ...func(*http.Request)) (*Answer, error) {
	b, ok := message.([]byte)
	if message == nil {
		return c.Send(ctx, http.MethodPost, path, "", nil, change...)
	}
	if !ok {
		var err error
		if b, err = json.Marshal(message); err != nil {
			return nil, err
		}
	}
	return c.Send(ctx, http.MethodPost, path, transport.TypeJSON, b, change...)
}

// Get asks for a message, and reads it into v.
func (c *Client) Get(ctx context.Context, path string, v any) (*Answer, error) {
	a, err := c.Send(ctx, http.MethodGet, path, "", nil)
	if err != nil || a.Status != http.StatusOK || v == nil {
		return a, err
	}
	if err := json.Unmarshal(a.Body, v); err != nil {
		return nil, fmt.Errorf("the answer is no such message: %w", err)
	}
	return a, nil
}

// Refusal is an answer that ended something which should have gone on.
type Refusal struct {
	Step   string
	Answer *Answer
}

func (r *Refusal) Error() string { return fmt.Sprintf("%s: %s", r.Step, r.Answer) }

// Want fails unless the answer has the status.
func Want(step string, a *Answer, err error, status int) error {
	if err != nil {
		return fmt.Errorf("%s: %w", step, err)
	}
	if a.Status != status {
		return &Refusal{step, a}
	}
	return nil
}

// Later is how long to wait where a server has refused for now, and whether it has.
func Later(err error) (time.Duration, bool) {
	r, ok := errors.AsType[*Refusal](err)
	if !ok {
		return 0, false
	}
	switch r.Answer.Code {
	case psi.CodeTooManySessions, psi.CodeTooSoon, psi.CodeBusy:
		return r.Answer.RetryAfter(), true
	}
	return 0, false
}

func readInto(step string, a *Answer, v any) error {
	if err := json.Unmarshal(a.Body, v); err != nil {
		return fmt.Errorf("%s: the answer is no such message: %w", step, err)
	}
	return nil
}
