package vectors

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/blindmatch/blindmatch/psi"
)

// exchangeVector is one whole session with everything that crosses the wire.
type exchangeVector struct {
	Name          string        `json:"name"`
	Params        psi.Params    `json:"params"`
	AdvertiserKey hexBytes      `json:"advertiser_key"`
	DatasetKey    hexBytes      `json:"dataset_key"`
	PlatformKey   hexBytes      `json:"platform_key"`
	Rows          []string      `json:"rows"`
	Users         []string      `json:"users"`
	Stored        []hexBytes    `json:"stored"`
	Context       contextFields `json:"context"`
	ContextDigest hexBytes      `json:"context_digest"`
	Messages      messages      `json:"messages"`
	List          hexBytes      `json:"list"`
	ListDigest    string        `json:"list_content_digest"`
	PlatformSet   hexBytes      `json:"platform_set"`
	Tags          hexBytes      `json:"tags"`
	TagsDigest    string        `json:"tags_content_digest"`
	Size          uint64        `json:"size"`
	Order         []uint64      `json:"order"`
	Matches       []match       `json:"matches"`
}

type match struct {
	Handle   hexBytes `json:"handle"`
	Position uint64   `json:"position"`
}

// messages are the JSON messages of a session in the order in which they are sent.
type messages struct {
	Info     psi.DatasetInfo `json:"info"`
	Offer    psi.Offer       `json:"offer"`
	Accept   psi.Accept      `json:"accept"`
	OpenList psi.OpenList    `json:"open_list"`
	OpenTags psi.OpenTags    `json:"open_tags"`
	Result   psi.Result      `json:"result"`
}

func (v exchangeVector) checkCount() error {
	if v.Order != nil || v.Matches != nil {
		return errors.New("order and matches are for mode blinded")
	}
	return v.check(psi.Count)
}

func (v exchangeVector) checkBlinded() error { return v.check(psi.Blinded) }

func (v exchangeVector) check(mode psi.Mode) error {
	want := v.Context.context()
	if want.Mode != mode || want.Params != v.Params {
		return fmt.Errorf("context of mode %q under %+v in a vector of mode %q under %+v", want.Mode, want.Params, mode, v.Params)
	}
	s := session{
		context: want, rows: v.Rows, users: v.Users,
		advertiserKey: v.AdvertiserKey, datasetKey: v.DatasetKey, platformKey: v.PlatformKey,
	}
	if err := s.run(); err != nil {
		return err
	}
	digest := s.context.Digest()
	err := firstOf(
		differ("stored elements", s.stored, slices.Concat(v.Stored...)),
		differ("list", s.list, v.List),
		differ("content digest of the list", []byte(contentDigest(s.list)), []byte(v.ListDigest)),
		differ("platform set", s.set, v.PlatformSet),
		differ("context digest", digest[:], v.ContextDigest),
		differ("tags", s.tags, v.Tags),
		differ("content digest of the tags", []byte(contentDigest(s.tags)), []byte(v.TagsDigest)))
	switch {
	case err != nil:
		return err
	case s.context != want:
		return errors.New("the sets' sizes or digests differ from the vector's context")
	case s.size != v.Size:
		return fmt.Errorf("size of the intersection: computed %d, the vector has %d", s.size, v.Size)
	case s.duplicates+s.context.List.Size != uint64(len(v.Rows)):
		return fmt.Errorf("%d duplicates in %d rows, but %d elements", s.duplicates, len(v.Rows), s.context.List.Size)
	}
	return firstOf(s.checkMatches(&v), s.checkMessages(&v.Messages))
}

// contentDigest is a chunk's Content-Digest (RFC 9530).
func contentDigest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

// checkMatches compares what mode blinded adds.
func (s *session) checkMatches(v *exchangeVector) error {
	var order []byte
	for _, i := range v.Order {
		order = binary.BigEndian.AppendUint64(order, i)
	}
	if err := differ("order of the platform's set", s.order, order); err != nil {
		return err
	}
	if len(s.matches) != len(v.Matches) {
		return fmt.Errorf("matches: computed %d, the vector has %d", len(s.matches), len(v.Matches))
	}
	for i, m := range s.matches {
		if err := differ("handle", m.Handle[:], v.Matches[i].Handle); err != nil {
			return err
		}
		if m.Position != v.Matches[i].Position {
			return fmt.Errorf("match %d: computed position %d, the vector has %d", i, m.Position, v.Matches[i].Position)
		}
	}
	return nil
}

// checkMessages compares the messages with those that follow from the session. Only the session's name, its expiry, the
// salt and the floor are taken from the vector.
func (s *session) checkMessages(got *messages) error {
	c, id, floor := s.context, got.Accept.Session, got.Result.Released.Floor
	if raw := (psi.Digest{}); raw.UnmarshalText([]byte(id)) != nil {
		return errors.New("session name: want 64 lower-case hex digits")
	}
	if got.Accept.Expires.IsZero() || floor == 0 {
		return errors.New("the answer lacks its expiry, or the result its floor")
	}
	n := c.PlatformSet.Size
	path := "/v1/epochs/" + c.PlatformSet.Digest.String()
	if c.Mode == psi.Blinded {
		path = "/v1/sessions/" + id + "/platform-set"
	}
	released := psi.Released{Floor: floor, BelowFloor: s.size < floor, Noise: "none"}
	if !released.BelowFloor {
		released.Value = &s.size
	}
	want := messages{
		Info: psi.DatasetInfo{
			Version: psi.Version, Platform: c.Platform, Advertiser: c.Advertiser, Dataset: c.Dataset, Params: c.Params,
			Modes: []psi.Mode{psi.Count, psi.Blinded}, Size: n, PolicyDigest: c.PolicyDigest,
			Floors: psi.Floors{List: 1, Dataset: 1, Report: floor}, Limits: psi.Limits{List: 100_000_000, Chunk: 4 << 20},
			State: psi.SetState{Ready: true, Done: n, Total: n},
		},
		Offer: psi.Offer{
			Version: psi.Version, Mode: c.Mode, Params: c.Params, Dataset: c.Dataset, Advertiser: c.Advertiser, Platform: c.Platform,
			Nonce: c.AdvertiserNonce, Commitment: psi.Commitment(got.OpenList.Salt, c.List),
		},
		Accept: psi.Accept{Session: id, Nonce: c.PlatformNonce, Status: psi.Status{
			State: psi.StateOpen, Expires: got.Accept.Expires, PolicyDigest: c.PolicyDigest, PlatformSet: &c.PlatformSet, Path: path,
		}},
		OpenList: psi.OpenList{List: c.List, Salt: got.OpenList.Salt, Context: c.Digest()},
		OpenTags: psi.OpenTags{Tags: s.tagSet},
		Result:   psi.Result{Session: id, Mode: c.Mode, Context: c.Digest(), Released: released},
	}
	if c.Mode == psi.Blinded && !released.BelowFloor {
		want.Result.Handles = &s.handleSet
	}
	g, w := reflect.ValueOf(*got), reflect.ValueOf(want)
	for i := range g.NumField() {
		if !reflect.DeepEqual(g.Field(i).Interface(), w.Field(i).Interface()) {
			return fmt.Errorf("message %s: computed %+v, the vector has %+v", g.Type().Field(i).Tag.Get("json"), w.Field(i), g.Field(i))
		}
	}
	return nil
}
