package vectors

import (
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/answer"
	"github.com/go-json-experiment/json"
)

// Outcomes of what no honest platform says.
const (
	outcomeBadResult = "bad_result"
	outcomeBadStatus = "bad_status"
	outcomeBadInfo   = "bad_info"
)

// resultVector: what a session asked for, and a result → whether it is taken.
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

// answered says why the result is refused, or that there can't be one.
func (v resultVector) answered() (refused, err error) {
	c := v.Context.context()
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if !psi.IsSession(v.Session) || uint64(len(v.Sizes)) != c.Segments {
		return nil, fmt.Errorf("want a session's name, and a size for each of %d segments", c.Segments)
	}
	var r psi.Result
	if err := understand(v.Body, &r); err != nil {
		return err, nil
	}
	asked := answer.Question{Session: v.Session, Context: &c, Floor: v.Floor, Exact: v.Exact, Sizes: v.Sizes}
	return asked.Check(&r), nil
}

func (v resultVector) check() error {
	refused, err := v.answered()
	return firstOf(err, taken(refused, v.Outcome, outcomeBadResult))
}

// taken compares why an answer is refused, if it is, with an outcome that is ok or another.
func taken(refused error, outcome, other string) error {
	switch {
	case outcome != outcomeOK && outcome != other:
		return fmt.Errorf("outcome %q: want %s or %s", outcome, outcomeOK, other)
	case refused == nil && outcome != outcomeOK:
		return fmt.Errorf("it is taken, the vector has %s", outcome)
	case refused != nil && outcome == outcomeOK:
		return fmt.Errorf("it is refused: %w", refused)
	}
	return nil
}

// understand reads a message as the client does.
func understand(body string, out any) error {
	if err := json.Unmarshal([]byte(body), out); err != nil {
		return err
	}
	understood, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return answer.Complete([]byte(body), understood)
}

// statusVector: a session's statuses, one after the other → whether the last is taken; those before it are.
type statusVector struct {
	Name    string   `json:"name"`
	Bodies  []string `json:"bodies"`
	Outcome string   `json:"outcome"`
}

// statusTime is when the statuses of vectors come.
var statusTime = time.Date(2026, 1, 2, 1, 0, 0, 0, time.UTC)

// answered says why the last status is refused, or that those before it are.
func (v statusVector) answered() (refused, err error) {
	if len(v.Bodies) == 0 {
		return nil, errors.New("want statuses")
	}
	statuses := answer.Statuses{Accepted: 1000}
	for i, body := range v.Bodies {
		var s psi.Status
		err := understand(body, &s)
		if err == nil {
			err = statuses.Check(&s, statusTime)
		}
		if i == len(v.Bodies)-1 {
			return err, nil
		}
		if err != nil {
			return nil, fmt.Errorf("status %d of %d is refused: %w", i+1, len(v.Bodies), err)
		}
	}
	return nil, nil
}

func (v statusVector) check() error {
	refused, err := v.answered()
	return firstOf(err, taken(refused, v.Outcome, outcomeBadStatus))
}

// infoVector: what an advertiser asks for, and an info → whether it goes on to an offer.
type infoVector struct {
	Name       string   `json:"name"`
	Platform   string   `json:"platform"`
	Advertiser string   `json:"advertiser"`
	Dataset    string   `json:"dataset"`
	Purpose    string   `json:"purpose"`
	Mode       psi.Mode `json:"mode"`
	Types      []string `json:"types"` // that the list has
	Body       string   `json:"body"`
	Outcome    string   `json:"outcome"`
}

// answered says why the info is refused, or that nobody can ask for that.
func (v infoVector) answered() (refused, err error) {
	if _, err := psi.ParseMode(string(v.Mode)); err != nil {
		return nil, err
	}
	for _, id := range []string{v.Platform, v.Advertiser} {
		if err := psi.CheckIdentity(id); err != nil {
			return nil, err
		}
	}
	if v.Dataset == "" || v.Purpose == "" || len(v.Types) == 0 {
		return nil, errors.New("want a dataset, a purpose and types")
	}
	var info psi.DatasetInfo
	if err := understand(v.Body, &info); err != nil {
		return err, nil
	}
	cfg := advertiser.Config{Mode: v.Mode, Dataset: v.Dataset, Params: psi.Params{Purpose: v.Purpose}, Platform: v.Platform, Advertiser: v.Advertiser}
	if err := advertiser.CheckInfo(&info, &cfg, statusTime); err != nil {
		return err, nil
	}
	for _, t := range v.Types {
		if info.Types.Index(t) < 0 {
			return fmt.Errorf("type %q is not among the dataset's", t), nil
		}
	}
	return nil, nil
}

func (v infoVector) check() error {
	refused, err := v.answered()
	return firstOf(err, taken(refused, v.Outcome, outcomeBadInfo))
}

// Outcome says what becomes of an input that may be malformed, or of an answer: the outcome that a vector of step
// malformed, info, status, result or audit with these fields has. It fails if it can have none.
func Outcome(step string, raw []byte) (string, error) {
	switch step {
	case "malformed":
		var v malformedVector
		if err := strict(raw, &v); err != nil {
			return "", err
		}
		return v.run()
	case "result":
		var v resultVector
		return outcomeOr(outcomeBadResult, raw, &v, func() (error, error) { return v.answered() })
	case "status":
		var v statusVector
		return outcomeOr(outcomeBadStatus, raw, &v, func() (error, error) { return v.answered() })
	case "info":
		var v infoVector
		return outcomeOr(outcomeBadInfo, raw, &v, func() (error, error) { return v.answered() })
	case "audit":
		var v auditVector
		if err := strict(raw, &v); err != nil {
			return "", err
		}
		return v.answered()
	}
	return "", fmt.Errorf("vectors of step %q have no outcome", step)
}

func outcomeOr(other string, raw []byte, v any, answered func() (refused, err error)) (string, error) {
	if err := strict(raw, v); err != nil {
		return "", err
	}
	refused, err := answered()
	switch {
	case err != nil:
		return "", err
	case refused != nil:
		return other, nil
	}
	return outcomeOK, nil
}
