package vectors

import (
	"bytes"
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/go-json-experiment/json"
)

// epochRecipe is what an epoch follows from.
type epochRecipe struct {
	Params      psi.Params     `json:"params"`
	DatasetKey  hexBytes       `json:"dataset_key"`
	EpochSecret hexBytes       `json:"epoch_secret"`
	Groups      [][]identifier `json:"groups"`
	Capacities  []psi.Part     `json:"capacities"`
}

type identifier struct {
	Type   string `json:"type"`
	Normal string `json:"normal"`
}

// most is the largest number of elements that a vector may ask for.
const most = 1 << 20

// madeEpoch is an epoch with its files.
type madeEpoch struct {
	*psi.Epoch
	stored                        [][]ecdh.Element // of each group
	dataset                       *ecdh.Key
	secret                        psi.EpochSecret
	set, leaves, order, sentinels []byte
}

// epochs that were made already: many vectors have the same.
var epochs = struct {
	sync.Mutex
	made map[string]*madeEpoch
}{made: map[string]*madeEpoch{}}

func (r *epochRecipe) make() (*madeEpoch, error) {
	name, err := json.Marshal(r)
	if err != nil {
		return nil, err
	}
	epochs.Lock()
	defer epochs.Unlock()
	if e := epochs.made[string(name)]; e != nil {
		return e, nil
	}
	e, err := r.mask()
	if err != nil {
		return nil, err
	}
	if len(epochs.made) > 16 {
		clear(epochs.made)
	}
	epochs.made[string(name)] = e
	return e, nil
}

// mask makes the epoch by the platform's own role.
func (r *epochRecipe) mask() (*madeEpoch, error) {
	if (psi.Set{Parts: r.Capacities}).Items() > most {
		return nil, fmt.Errorf("an epoch of more than %d elements", most)
	}
	if len(r.EpochSecret) != len(psi.EpochSecret{}) {
		return nil, fmt.Errorf("epoch secret of %d bytes: want %d", len(r.EpochSecret), len(psi.EpochSecret{}))
	}
	g, err := ecdh.ParseSuite(r.Params.Suite)
	if err != nil {
		return nil, err
	}
	e := &madeEpoch{secret: psi.EpochSecret(r.EpochSecret)}
	if e.dataset, err = g.NewKey(r.DatasetKey); err != nil {
		return nil, fmt.Errorf("dataset key: %w", err)
	}
	data := psi.Dataset{Key: e.dataset}
	groups := make([][]psi.Group, len(r.Capacities))
	for number, group := range r.Groups {
		elements, err := maskAll(e.dataset, r.Params, group)
		if err != nil {
			return nil, err
		}
		e.stored = append(e.stored, elements)
		section := slices.IndexFunc(r.Capacities, func(p psi.Part) bool { return p.Width >= uint64(len(group)) })
		if section < 0 {
			return nil, fmt.Errorf("no section has room for group %d", number)
		}
		groups[section] = append(groups[section], psi.Group{Number: uint64(number), Elements: elements})
	}
	for i, p := range r.Capacities {
		data.Sections = append(data.Sections, psi.Section{Width: p.Width, Groups: uint64(len(groups[i])), Capacity: p.Size, Each: sequence(groups[i])})
	}
	var set, leaves, order, sentinels bytes.Buffer
	e.Epoch, err = psi.NewEpoch(context.Background(), r.Params, data, &e.secret, psi.EpochFiles{Set: &set, Leaves: &leaves, Order: &order, Sentinels: &sentinels}, scratch)
	e.set, e.leaves, e.order, e.sentinels = set.Bytes(), leaves.Bytes(), order.Bytes(), sentinels.Bytes()
	return e, err
}

// maskAll is k·H(x) for identifiers, each under the domain of its type.
func maskAll(k *ecdh.Key, p psi.Params, all []identifier) ([]ecdh.Element, error) {
	dst := make([]ecdh.Element, len(all))
	for i, x := range all {
		if !p.Types.Has(x.Type) {
			return nil, fmt.Errorf("identifier type %q: want one of %s", x.Type, p.Types)
		}
		key := sha256.Sum256([]byte(x.Normal))
		k.WithDomain(p.Domain(x.Type)).Mask(dst[i:i+1], [][]byte{key[:]})
	}
	return dst, nil
}

// epochVector: dataset and secret → keys, sentinels, fills → P and the platform's own files.
type epochVector struct {
	Name string `json:"name"`
	epochRecipe
	Derivations []derivation `json:"derivations"`
	Stored      [][]hexBytes `json:"stored"`
	EpochKey    hexBytes     `json:"epoch_key"` // e
	Key         hexBytes     `json:"key"`       // b
	PlatformSet psi.Set      `json:"platform_set"`
	Leaves      []hexBytes   `json:"leaves"`
	Sections    []ends       `json:"sections"`
	Order       ends         `json:"order"`
	Sentinels   ends         `json:"sentinels"`
}

func (v epochVector) check() error {
	e, err := v.make()
	if err != nil {
		return err
	}
	if len(v.Stored) != len(e.stored) {
		return fmt.Errorf("stored elements of %d groups: the vector has %d", len(e.stored), len(v.Stored))
	}
	for i, group := range e.stored {
		if err := differ(fmt.Sprintf("stored elements of group %d", i), pack(group), bytes.Join(toBytes(v.Stored[i]), nil)); err != nil {
			return err
		}
	}
	for _, d := range v.Derivations {
		if err := d.check(&v.epochRecipe); err != nil {
			return fmt.Errorf("%s: %w", d.What, err)
		}
	}
	if !e.Set().Is(v.PlatformSet) {
		return errors.New("the platform set differs")
	}
	tree, err := treeOfSet(psi.ElementSize, e.Set().Parts, e.set)
	if err != nil {
		return err
	}
	return firstOf(
		v.checkKeys(e),
		tree.checkLeaves(v.Leaves),
		differ("leaf hashes", e.leaves, bytes.Join(toBytes(v.Leaves), nil)),
		checkSections("section", e.Set().Parts, psi.ElementSize, e.set, v.Sections),
		v.Order.check("order", e.order, 8+int(v.Capacities[0].Width), 8+int(v.Capacities[len(v.Capacities)-1].Width)),
		v.Sentinels.check("sentinels", e.sentinels, 16+int(v.Capacities[0].Width), 16+int(v.Capacities[len(v.Capacities)-1].Width)))
}

// checkKeys checks e and b = e·d.
func (v *epochVector) checkKeys(e *madeEpoch) error {
	g, err := ecdh.ParseSuite(v.Params.Suite)
	if err != nil {
		return err
	}
	u, err := expand(v.EpochSecret, []byte(psi.Version+" epoch key"))
	if err != nil {
		return err
	}
	k := g.DeriveKey(&u)
	return firstOf(
		differ("epoch key", k.Bytes(), v.EpochKey),
		differ("key", k.Times(e.dataset).Bytes(), v.Key))
}

func expand(secret, info []byte) ([64]byte, error) {
	b, err := hkdf.Expand(sha512.New, secret, string(info), 64)
	if err != nil {
		return [64]byte{}, err
	}
	return [64]byte(b), nil
}

// derivation is one of the things that follow from an epoch's secret.
type derivation struct {
	What    string   `json:"what"`
	Width   uint8    `json:"width"`
	Number  uint64   `json:"number"`
	Slot    uint8    `json:"slot"`
	OKM     hexBytes `json:"okm"`
	Scalar  hexBytes `json:"scalar"`
	Domain  string   `json:"domain"`
	Element hexBytes `json:"element"`
}

func (d *derivation) check(r *epochRecipe) error {
	g, err := ecdh.ParseSuite(r.Params.Suite)
	if err != nil {
		return err
	}
	info := []byte(psi.Version + " " + d.What)
	if d.What == "sentinel" {
		info = append(info, d.Width)
	}
	if d.What != "epoch key" {
		info = append(binary.BigEndian.AppendUint64(info, d.Number), d.Slot)
	}
	okm, err := expand(r.EpochSecret, info)
	if err != nil {
		return err
	}
	var e [1]ecdh.Element
	err = differ("output of HKDF-Expand", okm[:], d.OKM)
	s := g.DeriveScalar(&okm)
	scalar := s.Bytes()
	switch d.What {
	case "epoch key":
		return firstOf(err, differ("scalar", scalar[:], d.Scalar), differ("scalar as a key", g.DeriveKey(&okm).Bytes(), d.Scalar))
	case "sentinel":
		g.Generator().Multiply(e[:], []ecdh.Scalar{s})
		return firstOf(err, differ("scalar", scalar[:], d.Scalar), differ("element", e[0][:], d.Element))
	case "fill":
		domain := psi.Version + "/" + r.Params.Suite + "/fill"
		g.WithDomain(domain).HashToGroup(e[:], [][]byte{okm[:32]})
		return firstOf(err, differ("domain", []byte(domain), []byte(d.Domain)), differ("element", e[0][:], d.Element))
	}
	return fmt.Errorf("want epoch key, sentinel or fill")
}

// ends are the first and the last record of a file, and the SHA-256 of all of it.
type ends struct {
	First  hexBytes `json:"first"`
	Last   hexBytes `json:"last"`
	SHA256 hexBytes `json:"sha256"`
}

// check takes the sizes of the first and of the last record.
func (x *ends) check(what string, b []byte, first, last int) error {
	if len(b) < max(first, last) {
		return fmt.Errorf("%s: %d bytes", what, len(b))
	}
	sum := sha256.Sum256(b)
	return firstOf(
		differ("first record of "+what, b[:first], x.First),
		differ("last record of "+what, b[len(b)-last:], x.Last),
		differ("SHA-256 of "+what, sum[:], x.SHA256))
}

// checkSections compares packed parts.
func checkSections(what string, parts []psi.Part, item int, b []byte, want []ends) error {
	if len(parts) != len(want) {
		return fmt.Errorf("%ss: computed %d, the vector has %d", what, len(parts), len(want))
	}
	for i, p := range parts {
		n, width := int(p.Items())*item, int(p.Width)*item
		if n > len(b) {
			return io.ErrUnexpectedEOF
		}
		if err := want[i].check(fmt.Sprintf("%s %d", what, i), b[:n], width, width); err != nil {
			return err
		}
		b = b[n:]
	}
	return nil
}
