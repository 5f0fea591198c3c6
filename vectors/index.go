package vectors

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"

	"github.com/blindmatch/blindmatch/psi"
)

// indexTagVector: key of an index file and salt → block key; key → tag key; tag key, domain and value → tag. Package
// subject exports none of these: its own tests check its code against the same file.
type indexTagVector struct {
	Name     string   `json:"name"`
	Key      hexBytes `json:"key"`
	Salt     hexBytes `json:"salt"`
	BlockKey hexBytes `json:"block_key"`
	TagKey   hexBytes `json:"tag_key"`
	Domain   string   `json:"domain"`
	Value    hexBytes `json:"value"`
	Tag      hexBytes `json:"tag"`
}

func (v indexTagVector) check() error {
	blockKey, err := hkdf.Key(sha256.New, v.Key, v.Salt, psi.Version+" index blocks", 32)
	if err != nil {
		return err
	}
	tagKey, err := hkdf.Key(sha256.New, v.Key, nil, psi.Version+" index tags", 32)
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, tagKey)
	mac.Write(append([]byte(v.Domain+"\x00"), v.Value...))
	return firstOf(
		differ("block key", blockKey, v.BlockKey),
		differ("tag key", tagKey, v.TagKey),
		differ("tag", mac.Sum(nil)[:12], v.Tag))
}
