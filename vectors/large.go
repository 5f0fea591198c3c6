package vectors

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/blindmatch/blindmatch/psi"
)

// largeVector is a session with larger sets, given by digests. Rows and users are "user%d@example.com" for the integers
// [first, last).
type largeVector struct {
	Name          string        `json:"name"`
	Params        psi.Params    `json:"params"`
	AdvertiserKey hexBytes      `json:"advertiser_key"`
	DatasetKey    hexBytes      `json:"dataset_key"`
	PlatformKey   hexBytes      `json:"platform_key"`
	Rows          [2]int        `json:"rows"`
	Users         [2]int        `json:"users"`
	Context       contextFields `json:"context"`
	ContextDigest hexBytes      `json:"context_digest"`
	MaskedDigest  hexBytes      `json:"masked_digest"`
	StoredDigest  hexBytes      `json:"stored_digest"`
	List          psi.Set       `json:"list"`
	PlatformSet   psi.Set       `json:"platform_set"`
	Tags          psi.Set       `json:"tags"`
	Size          uint64        `json:"size"`
	Handles       *psi.Set      `json:"handles"`
}

func addresses(r [2]int) (all []string) {
	for i := r[0]; i < r[1]; i++ {
		all = append(all, fmt.Sprintf("user%d@example.com", i))
	}
	return all
}

// most is the largest number of identifiers that a vector may ask for.
const most = 1 << 20

func (v largeVector) check() error {
	want := v.Context.context()
	if want.Params != v.Params {
		return fmt.Errorf("context under %+v in a vector under %+v", want.Params, v.Params)
	}
	for _, r := range [][2]int{v.Rows, v.Users} {
		if r[1] < r[0] || r[1]-r[0] > most {
			return fmt.Errorf("identifiers [%d, %d): want at most %d", r[0], r[1], most)
		}
	}
	s := session{
		context: want, rows: addresses(v.Rows), users: addresses(v.Users),
		advertiserKey: v.AdvertiserKey, datasetKey: v.DatasetKey, platformKey: v.PlatformKey,
	}
	if err := s.run(); err != nil {
		return err
	}
	digest, masked, stored := s.context.Digest(), sha256.Sum256(s.masked), sha256.Sum256(s.stored)
	err := firstOf(
		differ("digest of the masked rows", masked[:], v.MaskedDigest),
		differ("digest of the stored elements", stored[:], v.StoredDigest),
		differSet("list", s.context.List, v.List),
		differSet("platform set", s.context.PlatformSet, v.PlatformSet),
		differ("context digest", digest[:], v.ContextDigest),
		differSet("tags", s.tagSet, v.Tags))
	switch {
	case err != nil:
		return err
	case s.context != want:
		return errors.New("the sets' sizes or digests differ from the vector's context")
	case s.size != v.Size:
		return fmt.Errorf("size of the intersection: computed %d, the vector has %d", s.size, v.Size)
	case (want.Mode == psi.Blinded) != (v.Handles != nil):
		return errors.New("handles are for mode blinded")
	case v.Handles != nil:
		return differSet("handles", s.handleSet, *v.Handles)
	}
	return nil
}

func differSet(what string, got, want psi.Set) error {
	if got != want {
		return fmt.Errorf("%s: computed %d records with SHA-256 %v, the vector has %d with %v", what, got.Size, got.Digest, want.Size, want.Digest)
	}
	return nil
}
