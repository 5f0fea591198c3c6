package vectors

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/go-json-experiment/json"
)

// contextFields is a psi.Context in JSON.
type contextFields struct {
	Mode psi.Mode `json:"mode"`
	psi.Params
	Dataset         string        `json:"dataset"`
	Advertiser      string        `json:"advertiser"`
	Platform        string        `json:"platform"`
	AdvertiserNonce psi.Nonce     `json:"advertiser_nonce"`
	PlatformNonce   psi.Nonce     `json:"platform_nonce"`
	PolicyDigest    psi.Digest    `json:"policy_digest"`
	Epsilon         psi.Epsilon   `json:"epsilon"`
	Slice           psi.Allotted  `json:"slice"`
	Segments        uint64        `json:"segments"`
	Audience        *psi.Audience `json:"audience"`
	List            psi.Set       `json:"list"`
	PlatformSet     psi.Set       `json:"platform_set"`
}

func (c contextFields) context() psi.Context {
	out := psi.Context{
		Mode: c.Mode, Params: c.Params, Dataset: c.Dataset, Advertiser: c.Advertiser, Platform: c.Platform,
		AdvertiserNonce: c.AdvertiserNonce, PlatformNonce: c.PlatformNonce, PolicyDigest: c.PolicyDigest,
		Epsilon: c.Epsilon, Slice: c.Slice, Segments: c.Segments, List: c.List, PlatformSet: c.PlatformSet,
	}
	if c.Audience != nil {
		out.Audience = *c.Audience
	}
	return out
}

// ParseContext reads a context as the files have it, and refuses one that no session may have.
func ParseContext(raw []byte) (psi.Context, error) {
	var fields contextFields
	if err := json.Unmarshal(raw, &fields); err != nil {
		return psi.Context{}, err
	}
	c := fields.context()
	if c.Mode.Audience() != (fields.Audience != nil) {
		return c, errors.New("an audience in another mode than activate, or none in it")
	}
	return c, c.Validate()
}

// contextVector: fields → encoding → digest.
type contextVector struct {
	Name     string        `json:"name"`
	Context  contextFields `json:"context"`
	Encoding hexBytes      `json:"encoding"`
	Digest   hexBytes      `json:"digest"`
}

func (v contextVector) check() error {
	c := v.Context.context()
	if err := c.Validate(); err != nil {
		return err
	}
	digest, sum := c.Digest(), sha256.Sum256(v.Encoding)
	return firstOf(
		differ("SHA-256 of the encoding", sum[:], v.Digest),
		differ("digest", digest[:], v.Digest))
}

// commitmentVector: salt and set → encoding → commitment.
type commitmentVector struct {
	Name       string    `json:"name"`
	Salt       psi.Nonce `json:"salt"`
	List       psi.Set   `json:"list"`
	Encoding   hexBytes  `json:"encoding"`
	Commitment hexBytes  `json:"commitment"`
}

func (v commitmentVector) check() error {
	if err := v.List.CheckList(); err != nil {
		return err
	}
	commitment, sum := psi.Commitment(v.Salt, v.List), sha256.Sum256(v.Encoding)
	return firstOf(
		differ("SHA-256 of the encoding", sum[:], v.Commitment),
		differ("commitment", commitment[:], v.Commitment))
}

// tagVector: context and the elements of a group → tag key → tags, in their order and as a record of mode count.
type tagVector struct {
	Name     string        `json:"name"`
	Context  contextFields `json:"context"`
	Digest   hexBytes      `json:"context_digest"`
	TagKey   hexBytes      `json:"tag_key"`
	Elements []hexBytes    `json:"elements"`
	Tags     []hexBytes    `json:"tags"`
	Sorted   hexBytes      `json:"sorted"`
}

func (v tagVector) check() error {
	c := v.Context.context()
	g, err := ecdh.ParseSuite(c.Suite)
	if err != nil {
		return err
	}
	digest := c.Digest()
	key, err := hkdf.Expand(sha256.New, digest[:], psi.Version+" tag", 16)
	if err != nil {
		return err
	}
	if len(v.Tags) != len(v.Elements) || len(v.Tags) == 0 {
		return errors.New("a group has elements, and as many tags")
	}
	d := psi.NewDeriver(&c)
	var tags []psi.Tag
	for i, b := range v.Elements {
		e, err := element(b)
		if err != nil {
			return err
		}
		if _, err := g.Check([]ecdh.Element{*e}); err != nil {
			return err
		}
		t := d.Tag(e)
		if err := differ("tag", t[:], v.Tags[i]); err != nil {
			return err
		}
		tags = append(tags, t)
	}
	return firstOf(
		differ("context digest", digest[:], v.Digest),
		differ("tag key", key, v.TagKey),
		differ("sorted tags", sortedTags(tags), v.Sorted))
}

// sortedTags is a record of mode count.
func sortedTags(tags []psi.Tag) (b []byte) {
	slices.SortFunc(tags, func(a, b psi.Tag) int { return bytes.Compare(a[:], b[:]) })
	for _, t := range tags {
		b = append(b, t[:]...)
	}
	return b
}
