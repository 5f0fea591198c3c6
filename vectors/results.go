package vectors

import (
	"fmt"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/go-json-experiment/json"
)

// Outcomes of what no honest platform says.
const (
	outcomeBadResult = "bad_result"
	outcomeBadStatus = "bad_status"
)

// resultVector: what a session asked for, and a result → whether it is taken. Package advertiser does not export the
// check, which is about a running session: its own tests run it against the same file.
type resultVector struct {
	Name    string        `json:"name"`
	Context contextFields `json:"context"`
	Session string        `json:"session"`
	Floor   uint64        `json:"floor"`
	Exact   bool          `json:"exact"`
	Sizes   []uint64      `json:"sizes"`
	Body    string        `json:"body"`
	Outcome string        `json:"outcome"`
}

func (v resultVector) check() error {
	c := v.Context.context()
	if err := c.Validate(); err != nil {
		return err
	}
	var r psi.Result
	if err := json.Unmarshal([]byte(v.Body), &r); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	if !psi.IsSession(v.Session) || uint64(len(v.Sizes)) != c.Segments || v.Outcome != outcomeOK && v.Outcome != outcomeBadResult {
		return fmt.Errorf("want a session's name, a size for each of %d segments, and %s or %s", c.Segments, outcomeOK, outcomeBadResult)
	}
	if v.Outcome == outcomeOK && (r.Session != v.Session || r.Mode != c.Mode || r.Context != c.Digest()) {
		return fmt.Errorf("the result of another session is not to be taken")
	}
	return nil
}

// statusVector: a session's statuses, one after the other → whether the last is taken; those before it are. Package
// advertiser's own tests run its check.
type statusVector struct {
	Name    string   `json:"name"`
	Bodies  []string `json:"bodies"`
	Outcome string   `json:"outcome"`
}

func (v statusVector) check() error {
	if len(v.Bodies) == 0 || v.Outcome != outcomeOK && v.Outcome != outcomeBadStatus {
		return fmt.Errorf("want statuses, and %s or %s", outcomeOK, outcomeBadStatus)
	}
	for _, body := range v.Bodies {
		var s psi.Status
		if err := json.Unmarshal([]byte(body), &s); err != nil {
			return fmt.Errorf("body: %w", err)
		}
	}
	return nil
}
