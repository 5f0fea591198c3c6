package vectors

import (
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
)

// identifierVector: text → normal form → match key, or a reject. Hashed: text is a cell of a column of digests, and
// there is no normal form.
type identifierVector struct {
	Name     string   `json:"name"`
	Profile  string   `json:"profile"`
	IDType   string   `json:"id_type"`
	Region   string   `json:"region"`
	Hashed   bool     `json:"hashed"`
	Text     hexBytes `json:"text"`
	Normal   string   `json:"normal"`
	MatchKey hexBytes `json:"match_key"`
	Reject   string   `json:"reject"`
}

func (v identifierVector) check() error {
	profile, err := identity.ParseProfile(v.Profile)
	if err != nil {
		return err
	}
	t, err := identity.ParseType(v.IDType)
	if err != nil {
		return err
	}
	n, err := profile.Normaliser(t, identity.Options{Region: v.Region})
	if err != nil {
		return err
	}
	normal, reject := n.Append(nil, v.Text)
	key, _ := n.Key(v.Text)
	if v.Hashed {
		normal = nil
		key, reject = identity.HashedKey(v.Text)
	}
	if reject != identity.Accepted {
		if v.Normal != "" || v.MatchKey != nil || v.Reject != reject.Code() {
			return fmt.Errorf("rejected as %q: the vector has normal form %q, reject %q", reject.Code(), v.Normal, v.Reject)
		}
		return nil
	}
	if v.Reject != "" {
		return fmt.Errorf("accepted as %q: the vector has reject %q", normal, v.Reject)
	}
	return firstOf(
		differ("normal form", normal, []byte(v.Normal)),
		differ("match key", key[:], v.MatchKey))
}

// hashVector: match key → H(x).
type hashVector struct {
	Name     string     `json:"name"`
	Params   psi.Params `json:"params"`
	Domain   string     `json:"domain"`
	Normal   string     `json:"normal"`
	MatchKey hexBytes   `json:"match_key"`
	Element  hexBytes   `json:"element"`
}

func (v hashVector) check() error {
	g, err := v.Params.Group()
	if err != nil {
		return err
	}
	k, err := g.NewKey(one(v.Params.Suite))
	if err != nil {
		return err
	}
	key := sha256.Sum256([]byte(v.Normal))
	return firstOf(
		differ("domain", []byte(v.Params.Domain()), []byte(v.Domain)),
		differ("match key", key[:], v.MatchKey),
		differ("element", mask(k, v.MatchKey), v.Element))
}

// one is the key 1.
func one(suite string) []byte {
	b := make([]byte, 32)
	if suite == ecdh.P256().String() {
		b[31] = 1
	} else {
		b[0] = 1
	}
	return b
}

// mask is k·H(item).
func mask(k *ecdh.Key, item []byte) []byte {
	var e [1]ecdh.Element
	k.Mask(e[:], [][]byte{item})
	return e[0][:]
}

// maskVector: key and match key → k·H(x).
type maskVector struct {
	Name     string     `json:"name"`
	Params   psi.Params `json:"params"`
	Key      hexBytes   `json:"key"`
	MatchKey hexBytes   `json:"match_key"`
	Element  hexBytes   `json:"element"`
}

func (v maskVector) check() error {
	g, err := v.Params.Group()
	if err != nil {
		return err
	}
	k, err := g.NewKey(v.Key)
	if err != nil {
		return err
	}
	return differ("element", mask(k, v.MatchKey), v.Element)
}

// remaskVector: key and element → k·P.
type remaskVector struct {
	Name    string   `json:"name"`
	Suite   string   `json:"suite"`
	Key     hexBytes `json:"key"`
	Element hexBytes `json:"element"`
	Result  hexBytes `json:"result"`
}

func (v remaskVector) check() error {
	g, err := ecdh.ParseSuite(v.Suite)
	if err != nil {
		return err
	}
	k, err := g.NewKey(v.Key)
	if err != nil {
		return err
	}
	e, err := element(v.Element)
	if err != nil {
		return err
	}
	var result [1]ecdh.Element
	if _, err := k.Remask(result[:], []ecdh.Element{*e}); err != nil {
		return err
	}
	return differ("result", result[0][:], v.Result)
}

func element(b []byte) (*ecdh.Element, error) {
	if len(b) != psi.ElementSize {
		return nil, fmt.Errorf("element of %d bytes: want %d", len(b), psi.ElementSize)
	}
	return (*ecdh.Element)(b), nil
}

// contextFields is a psi.Context in JSON.
type contextFields struct {
	Mode psi.Mode `json:"mode"`
	psi.Params
	Dataset         string     `json:"dataset"`
	Advertiser      string     `json:"advertiser"`
	Platform        string     `json:"platform"`
	AdvertiserNonce psi.Nonce  `json:"advertiser_nonce"`
	PlatformNonce   psi.Nonce  `json:"platform_nonce"`
	PolicyDigest    psi.Digest `json:"policy_digest"`
	List            psi.Set    `json:"list"`
	PlatformSet     psi.Set    `json:"platform_set"`
}

func (c contextFields) context() psi.Context { return psi.Context(c) }

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
	commitment, sum := psi.Commitment(v.Salt, v.List), sha256.Sum256(v.Encoding)
	return firstOf(
		differ("SHA-256 of the encoding", sum[:], v.Commitment),
		differ("commitment", commitment[:], v.Commitment))
}

// tagVector: context and element → tag key → tag.
type tagVector struct {
	Name    string        `json:"name"`
	Context contextFields `json:"context"`
	Digest  hexBytes      `json:"context_digest"`
	TagKey  hexBytes      `json:"tag_key"`
	Element hexBytes      `json:"element"`
	Tag     hexBytes      `json:"tag"`
}

func (v tagVector) check() error {
	c := v.Context.context()
	e, err := valid(c.Params, v.Element)
	if err != nil {
		return err
	}
	digest := c.Digest()
	key, err := hkdf.Expand(sha256.New, digest[:], "Blindmatch-V1 tag", 16)
	if err != nil {
		return err
	}
	t := psi.NewDeriver(&c).Tag(e)
	return firstOf(
		differ("context digest", digest[:], v.Digest),
		differ("tag key", key, v.TagKey),
		differ("tag", t[:], v.Tag))
}

// valid is an element that a suite accepts.
func valid(p psi.Params, b []byte) (*ecdh.Element, error) {
	g, err := p.Group()
	if err != nil {
		return nil, err
	}
	e, err := element(b)
	if err != nil {
		return nil, err
	}
	_, err = g.Check([]ecdh.Element{*e})
	return e, err
}

// handleVector: context and element → handle.
type handleVector struct {
	Name    string        `json:"name"`
	Context contextFields `json:"context"`
	Digest  hexBytes      `json:"context_digest"`
	Element hexBytes      `json:"element"`
	Handle  hexBytes      `json:"handle"`
}

func (v handleVector) check() error {
	c := v.Context.context()
	e, err := valid(c.Params, v.Element)
	if err != nil {
		return err
	}
	digest, h := c.Digest(), psi.NewDeriver(&c).Handle(e)
	return firstOf(
		differ("context digest", digest[:], v.Digest),
		differ("handle", h[:], v.Handle))
}
