package vectors

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/blindmatch/blindmatch/psi"
)

// messages are the JSON messages of a session in the order in which they are sent.
type messages struct {
	Offer    psi.Offer    `json:"offer"`
	Accept   psi.Accept   `json:"accept"`
	OpenList psi.OpenList `json:"open_list"`
	OpenTags psi.OpenTags `json:"open_tags"`
	Result   psi.Result   `json:"result"`
}

// checkMessages compares the messages with those that follow from the session. Only the session's name, two times, the
// salt and the floor are taken from the vector.
func (s *session) checkMessages(got *messages) error {
	c, id := s.context, got.Accept.Session
	if !psi.IsSession(id) {
		return errors.New("session name: want 64 lower-case hex digits")
	}
	if got.Accept.Expires.IsZero() || got.Accept.Opened.IsZero() {
		return errors.New("the answer lacks a time")
	}
	set := s.epoch.Set()
	want := messages{
		Offer: psi.Offer{
			Version: psi.Version, Mode: c.Mode, Params: c.Params, Dataset: c.Dataset, Advertiser: c.Advertiser, Platform: c.Platform,
			Nonce: c.AdvertiserNonce, Commitment: psi.Commitment(got.OpenList.Salt, c.List),
			Epsilon: c.Epsilon, Slice: c.Slice.Slice, Segments: c.Segments,
		},
		Accept: psi.Accept{Session: id, Nonce: c.PlatformNonce, Status: psi.Status{
			State: psi.StateOpen, Expires: got.Accept.Expires, PolicyDigest: c.PolicyDigest, Slice: c.Slice,
			PlatformSet: &set, Opened: got.Accept.Opened, Path: "/v1/epochs/" + set.Digest.String(),
		}},
		OpenList: psi.OpenList{List: c.List, Salt: got.OpenList.Salt, Context: c.Digest()},
		OpenTags: psi.OpenTags{Tags: s.tagSet, PublicKey: psi.PublicKey(s.public)},
		Result:   psi.Result{Session: id, Mode: c.Mode, Context: c.Digest()},
	}
	if c.Mode.Audience() {
		want.Offer.Audience = &c.Audience
	}
	if c.Mode == psi.Count && c.Slice.Whole() {
		if got.Result.Released == nil || got.Result.Released.Floor == 0 {
			return errors.New("the result lacks a floor")
		}
		s.tell(&want.Result, got.Result.Released.Floor)
	}
	g, w := reflect.ValueOf(*got), reflect.ValueOf(want)
	for i := range g.NumField() {
		if !reflect.DeepEqual(g.Field(i).Interface(), w.Field(i).Interface()) {
			return fmt.Errorf("message %s: computed %+v, the vector has %+v", g.Type().Field(i).Tag.Get("json"), w.Field(i), g.Field(i))
		}
	}
	return nil
}

// tell fills in the exact numbers of an owner with a contract.
func (s *session) tell(r *psi.Result, floor uint64) {
	told := func(n uint64) psi.Released {
		v := int64(n)
		if n < floor {
			return psi.Released{BelowFloor: true, Floor: floor, Noise: psi.NoNoise}
		}
		return psi.Released{Value: &v, Floor: floor, Noise: psi.NoNoise}
	}
	total := uint64(0)
	for _, n := range s.counts {
		total += n
		if len(s.counts) > 1 {
			r.Segments = append(r.Segments, told(n))
		}
	}
	all := told(total)
	r.Released = &all
}
