package vectors

import (
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

// hashVector: match key → uniform bytes → field elements → H(x).
type hashVector struct {
	Name     string     `json:"name"`
	Params   psi.Params `json:"params"`
	Type     string     `json:"type"`
	Domain   string     `json:"domain"`
	Normal   string     `json:"normal"`
	MatchKey hexBytes   `json:"match_key"`
	Uniform  hexBytes   `json:"uniform"`
	U        []hexBytes `json:"u"`
	Element  hexBytes   `json:"element"`
}

func (v hashVector) check() error {
	g, err := v.Params.Group(v.Type)
	if err != nil {
		return err
	}
	k, err := g.NewKey(one(v.Params.Suite))
	if err != nil {
		return err
	}
	key := sha256.Sum256([]byte(v.Normal))
	uniform, u := fieldElements(v.Params.Suite, key[:], []byte(v.Params.Domain(v.Type)))
	if len(v.U) != len(u) {
		return fmt.Errorf("%d field elements: want %d", len(v.U), len(u))
	}
	return firstOf(
		differ("domain", []byte(v.Params.Domain(v.Type)), []byte(v.Domain)),
		differ("match key", key[:], v.MatchKey),
		differ("uniform bytes", uniform, v.Uniform),
		differ("u0", u[0], v.U[0]),
		differ("u1", u[1], v.U[1]),
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
	Type     string     `json:"type"`
	Key      hexBytes   `json:"key"`
	MatchKey hexBytes   `json:"match_key"`
	Element  hexBytes   `json:"element"`
}

func (v maskVector) check() error {
	g, err := v.Params.Group(v.Type)
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
