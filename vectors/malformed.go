package vectors

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// malformedVector is an input and its one outcome at one stage.
type malformedVector struct {
	Name  string `json:"name"`
	Stage string `json:"stage"`
	Suite string `json:"suite"`

	Key     hexBytes       `json:"key"`     // stage key
	Element hexBytes       `json:"element"` // stage element
	Context *contextFields `json:"context"` // stage context
	Message string         `json:"message"` // stage message: the name of the message
	Body    string         `json:"body"`    // stages message, entry, checkpoint, receipt and log: as sent
	LogKey  string         `json:"log_key"` // stages checkpoint, receipt and log
	Entries []string       `json:"entries"` // stage log

	// Stages list, platform_set, tags and handles.
	Bytes        hexBytes `json:"bytes"`
	Committed    psi.Set  `json:"committed"`
	Mode         psi.Mode `json:"mode"`          // stage tags
	PlatformSize int      `json:"platform_size"` // stage tags

	Outcome string `json:"outcome"`
}

// Outcomes that are not a psi.Code.
const (
	outcomeOK         = "ok"
	outcomeBadKey     = "bad_key"
	outcomeBadContext = "bad_context"
	outcomeTruncated  = "truncated"
)

func (v malformedVector) check() error {
	got, err := v.run()
	if err != nil {
		return err
	}
	if got != v.Outcome {
		return fmt.Errorf("stage %s: %s, the vector has %s", v.Stage, got, v.Outcome)
	}
	return nil
}

func (v *malformedVector) run() (outcome string, err error) {
	switch v.Stage {
	case "key":
		g, err := ecdh.ParseSuite(v.Suite)
		if err != nil {
			return "", err
		}
		if _, err := g.NewKey(v.Key); err != nil {
			return outcomeBadKey, nil
		}
		return outcomeOK, nil
	case "element":
		return v.runElement()
	case "context":
		if v.Context == nil {
			return "", errors.New("no context")
		}
		c := v.Context.context()
		if c.Validate() != nil {
			return outcomeBadContext, nil
		}
		return outcomeOK, nil
	case "message":
		return v.runMessage()
	case "list":
		return v.outcome(v.runList())
	case "platform_set":
		return v.outcome(v.runPlatformSet())
	case "tags":
		return v.outcome(v.runTags())
	case "handles":
		_, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, psi.NewHandleReader(bytes.NewReader(v.Bytes), v.Committed), make([]byte, 3*psi.HandleSize))
		return v.outcome(err)
	case "entry":
		return v.runEntry(), nil
	case "checkpoint", "receipt", "log":
		verifier, err := ledger.NewVerifier(v.LogKey)
		if err != nil {
			return "", err
		}
		if v.Stage == "receipt" {
			return v.runReceipt(verifier), nil
		}
		return v.runLog(verifier)
	}
	return "", fmt.Errorf("unknown stage %q", v.Stage)
}

// outcome names err; an error without a name is returned.
func (v *malformedVector) outcome(err error) (string, error) {
	switch code := psi.CodeOf(err); {
	case err == nil:
		return outcomeOK, nil
	case code != "":
		return string(code), nil
	case errors.Is(err, io.ErrUnexpectedEOF):
		return outcomeTruncated, nil
	}
	return "", err
}

// runElement demands that decoding and multiplication agree.
func (v *malformedVector) runElement() (string, error) {
	g, err := ecdh.ParseSuite(v.Suite)
	if err != nil {
		return "", err
	}
	e, err := element(v.Element)
	if err != nil {
		return "", err
	}
	src, dst := []ecdh.Element{*e}, make([]ecdh.Element, 1)
	n, err := g.Check(src)
	m, errMul := g.GenerateKey().Remask(dst, src)
	if n != m || (err == nil) != (errMul == nil) {
		return "", fmt.Errorf("Check says %d, %v; Remask says %d, %v", n, err, m, errMul)
	}
	if err != nil {
		return string(psi.CodeBadElement), nil
	}
	return outcomeOK, nil
}

func (v *malformedVector) runMessage() (string, error) {
	var m any
	switch v.Message {
	case "offer":
		m = new(psi.Offer)
	case "open_list":
		m = new(psi.OpenList)
	case "open_tags":
		m = new(psi.OpenTags)
	default:
		return "", fmt.Errorf("unknown message %q", v.Message)
	}
	if strict([]byte(v.Body), m) != nil {
		return string(psi.CodeBadRequest), nil
	}
	return outcomeOK, nil
}

// stand is a context in which a set can be tried, with the platform's data.
func (v *malformedVector) stand(mode psi.Mode, suite string, users int) (psi.Context, psi.Dataset, error) {
	c := psi.Context{
		Mode: mode, Dataset: "users", Advertiser: "acme", Platform: "platform.example",
		Params: psi.Params{Suite: suite, Purpose: "audience-matching", Profile: "default-v1", IDType: "email"},
	}
	g, err := c.Group()
	if err != nil {
		return c, psi.Dataset{}, err
	}
	d := g.GenerateKey()
	return c, psi.Dataset{Key: d, Elements: elementsOf(maskAll(d, addresses([2]int{0, users})))}, nil
}

const fewUsers = 3

// runList gives the bytes to a platform as an advertiser's list.
func (v *malformedVector) runList() error {
	ctx := context.Background()
	c, data, err := v.stand(psi.Count, v.Suite, fewUsers)
	if err != nil {
		return err
	}
	epoch, err := psi.NewEpoch(ctx, c.Params, data, io.Discard, scratch)
	if err != nil {
		return err
	}
	defer epoch.Destroy()
	c.List, c.PlatformSet = v.Committed, epoch.Set()
	eval, err := epoch.Evaluate(ctx, c, bytes.NewReader(v.Bytes), scratch)
	if err != nil {
		return err
	}
	return eval.Close()
}

// runPlatformSet gives the bytes to an advertiser as the platform's set.
func (v *malformedVector) runPlatformSet() error {
	ctx := context.Background()
	c, _, err := v.stand(psi.Count, v.Suite, 0)
	if err != nil {
		return err
	}
	adv, err := psi.NewCountAdvertiser(c.Params, scratch)
	if err != nil {
		return err
	}
	defer adv.Close()
	if c.List, _, err = adv.MaskList(ctx, matchKeys(addresses([2]int{0, fewUsers})), io.Discard); err != nil {
		return err
	}
	c.PlatformSet = v.Committed
	_, err = adv.Tags(ctx, c, bytes.NewReader(v.Bytes), io.Discard)
	return err
}

// runTags gives the bytes to a platform as the tags of its set.
func (v *malformedVector) runTags() error {
	if v.PlatformSize < 1 || v.PlatformSize > most {
		return fmt.Errorf("platform set of %d elements: want 1 to %d", v.PlatformSize, most)
	}
	ctx, suite := context.Background(), ecdh.Ristretto255().String()
	c, data, err := v.stand(v.Mode, suite, v.PlatformSize)
	if err != nil {
		return err
	}
	adv, err := psi.NewCountAdvertiser(c.Params, scratch)
	if err != nil {
		return err
	}
	defer adv.Close()
	var list bytes.Buffer
	if c.List, _, err = adv.MaskList(ctx, matchKeys(addresses([2]int{0, fewUsers})), &list); err != nil {
		return err
	}
	if v.Mode == psi.Blinded {
		platform, err := psi.NewBlindedPlatform(ctx, c.Params, data, io.Discard, io.Discard, scratch)
		if err != nil {
			return err
		}
		c.PlatformSet = platform.Set()
		eval, err := platform.Evaluate(ctx, c, &list, scratch)
		if err != nil {
			return err
		}
		defer eval.Close()
		return eval.Match(ctx, bytes.NewReader(v.Bytes), v.Committed, func(psi.Match) error { return nil })
	}
	epoch, err := psi.NewEpoch(ctx, c.Params, data, io.Discard, scratch)
	if err != nil {
		return err
	}
	defer epoch.Destroy()
	c.PlatformSet = epoch.Set()
	eval, err := epoch.Evaluate(ctx, c, &list, scratch)
	if err != nil {
		return err
	}
	defer eval.Close()
	_, err = eval.Count(ctx, bytes.NewReader(v.Bytes), v.Committed)
	return err
}
