package vectors

import (
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
	Element hexBytes       `json:"element"` // stages element and public_key
	Context *contextFields `json:"context"` // stages context and tags
	Message string         `json:"message"` // stage message: the name of the message
	Body    string         `json:"body"`    // stages message, entry, checkpoint, receipt and log: as sent
	LogKey  string         `json:"log_key"` // stages checkpoint, receipt and log
	Entries []string       `json:"entries"` // stage log
	Older   string         `json:"older"`   // stage log: a checkpoint from before

	// Stages list, platform_set, leaves, tags and handles.
	Bytes     hexBytes `json:"bytes"`
	Leaves    hexBytes `json:"leaves"` // stage platform_set, if the client has them
	Committed psi.Set  `json:"committed"`

	// Stage tags.
	epochRecipe
	AdvertiserKey hexBytes `json:"advertiser_key"`
	Rows          []row    `json:"rows"`
	PublicKey     hexBytes `json:"public_key"` // if it is not that of the key
	Edits         []edit   `json:"edits"`
	Length        *int     `json:"length"` // of what arrives, if cut

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
		return outcomeOf(v.runList())
	case "public_key":
		return outcomeOf(v.runPublicKey())
	case "platform_set":
		return outcomeOf(v.runPlatformSet())
	case "leaves":
		return outcomeOf(v.runLeaves())
	case "tags":
		return outcomeOf(v.runTags())
	case "handles":
		return outcomeOf(v.runHandles())
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

// outcomeOf names err; an error without a name is returned.
func outcomeOf(err error) (string, error) {
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

// runMessage reads a message as the platform does, and asks of an offer what may be asked for.
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
	o, ok := m.(*psi.Offer)
	if !ok {
		return outcomeOK, nil
	}
	if o.Epsilon.Cmp(psi.LeastEpsilon()) < 0 || o.Epsilon.Cmp(psi.MostEpsilon()) > 0 {
		return string(psi.CodeMismatch), nil
	}
	if o.Audience != nil && !o.Mode.Audience() || psi.CheckQuestion(o.Mode, o.Epsilon, psi.Allotted{Slice: o.Slice}, o.Segments, o.Asks()) != nil {
		return string(psi.CodeBadRequest), nil
	}
	return outcomeOK, nil
}
