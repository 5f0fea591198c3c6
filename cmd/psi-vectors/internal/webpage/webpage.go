// Package webpage compares the page that a server gives to browsers with one that is at hand, and with the ledger.
package webpage

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/transport/web/page"
	"github.com/blindmatch/blindmatch/transport/web/page/static"
)

// most is the largest file of a page that is read.
const most = 64 << 20

// File is a file of the page that was asked for.
type File struct {
	Path string `json:"path"`
	Same bool   `json:"same"`
	Why  string `json:"why,omitempty"` // it is not
}

// Report says how a server's page compares.
type Report struct {
	URL    string     `json:"url"`
	Source psi.Digest `json:"source"` // digest of the page that is at hand
	Served psi.Digest `json:"served"` // of what the server gave; zero if a file is not there
	Files  []File     `json:"files"`
	Ledger Ledger     `json:"ledger"`
}

// Ledger is what the server's ledger says of its page.
type Ledger struct {
	Checked bool       `json:"checked"`
	Page    psi.Digest `json:"page"`
	Entry   int64      `json:"entry"`
	Time    time.Time  `json:"time,omitzero"`
	Why     string     `json:"why,omitempty"` // it does not hold, or was not checked
}

// Err says what differs; nil if nothing does.
func (r *Report) Err() error {
	differ := 0
	for _, f := range r.Files {
		if !f.Same {
			differ++
		}
	}
	switch {
	case differ > 0:
		return fmt.Errorf("%d of %d files of the page are not those of the source", differ, len(r.Files))
	case r.Ledger.Checked && r.Ledger.Why != "":
		return fmt.Errorf("the ledger: %s", r.Ledger.Why)
	}
	return nil
}

// Compare fetches from url what source has, and the receipt if there is a verifier for it.
func Compare(ctx context.Context, hc *http.Client, url string, source []static.File, log ledger.Verifier) (*Report, error) {
	r := &Report{URL: url, Source: static.Digest(source)}
	var served []static.File
	for _, f := range source {
		paths := []string{f.Path}
		if f.Path == "index.html" {
			paths = append(paths, "") // the address itself
		}
		for _, path := range paths {
			got, status, err := fetch(ctx, hc, url+"/"+path)
			if err != nil {
				return nil, err
			}
			c := File{Path: "/" + path, Same: status == http.StatusOK && bytes.Equal(got, f.Body)}
			switch {
			case status != http.StatusOK:
				c.Why = fmt.Sprintf("the server answers %d", status)
			case !c.Same:
				c.Why = difference(got, f.Body)
			}
			if path == f.Path && status == http.StatusOK {
				served = append(served, static.File{Path: f.Path, Body: got})
			}
			r.Files = append(r.Files, c)
		}
	}
	if len(served) == len(source) {
		r.Served = static.Digest(served)
	}
	if log == nil {
		r.Ledger.Why = "no key of the platform's ledger was given"
		return r, nil
	}
	receipt, status, err := fetch(ctx, hc, url+page.Receipt)
	if err != nil {
		return nil, err
	}
	r.Ledger = proven(receipt, status, log, r.Served)
	return r, nil
}

// proven is what a receipt says, and whether that is what was served.
func proven(receipt []byte, status int, log ledger.Verifier, served psi.Digest) Ledger {
	l := Ledger{Checked: true}
	if status != http.StatusOK {
		l.Why = fmt.Sprintf("there is no receipt: the server answers %d", status)
		return l
	}
	p, err := ledger.VerifyReceipt(receipt, log)
	if err != nil {
		l.Why = err.Error()
		return l
	}
	l.Entry, l.Time = p.Entry.Seq, p.Entry.Time
	if p.Entry.Start == nil {
		l.Why = "the receipt is of another entry than a start of the platform"
		return l
	}
	if l.Page = p.Entry.Start.Page; l.Page != served {
		l.Why = "the entry has the digest of another page than the one that was served"
	}
	return l
}

// difference is where two files first differ.
func difference(got, want []byte) string {
	n := min(len(got), len(want))
	at := 0
	for at < n && got[at] == want[at] {
		at++
	}
	return fmt.Sprintf("differs from byte %d on; %d bytes, the source has %d", at, len(got), len(want))
}

func fetch(ctx context.Context, hc *http.Client, url string) ([]byte, int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, 0, err
	}
	// What a cache on the way has is not what the server serves.
	req.Header.Set("Cache-Control", "no-cache")
	resp, err := hc.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(io.LimitReader(resp.Body, most))
	return b, resp.StatusCode, err
}
