package subject

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Package vectors can't reach the tags of an index. They are checked here against the same file, which an independent
// program made.
func TestIndexTagVectors(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "vectors", "index_tag.json"))
	require.NoError(t, err)
	var f struct {
		Vectors []struct {
			Name, Key, Salt, Domain, Value, Tag string
			BlockKey                            string `json:"block_key"`
			TagKey                              string `json:"tag_key"`
		}
	}
	require.NoError(t, json.Unmarshal(b, &f))
	require.NotEmpty(t, f.Vectors)
	unhex := func(s string) []byte {
		b, err := hex.DecodeString(s)
		require.NoError(t, err)
		return b
	}
	for _, v := range f.Vectors {
		key := IndexKey(unhex(v.Key))
		require.Contains(t, []string{personDomain, identifierDomain + "email", identifierDomain + "phone", matchDomain}, v.Domain)
		require.Equal(t, v.BlockKey, hex.EncodeToString(key.derive(unhex(v.Salt), "blocks")), v.Name)
		tagKey := key.derive(nil, "tags")
		require.Equal(t, v.TagKey, hex.EncodeToString(tagKey), v.Name)
		tag := newTagger(tagKey).tag(v.Domain, unhex(v.Value))
		require.Equal(t, v.Tag, hex.EncodeToString(tag[:]), v.Name)
	}
}
