package transport

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAt(t *testing.T) {
	for _, r := range []struct {
		pattern string
		values  []string
		want    string
	}{
		{PathSessions, nil, "/v1/sessions"},
		{PathDataset, []string{"users"}, "/v1/datasets/users"},
		{PathDataset, []string{"a/b?c d"}, "/v1/datasets/a%2Fb%3Fc%20d"}, // a value is one segment, whatever is in it
		{PathEpoch, []string{"0f"}, "/v1/epochs/0f"},
		{PathLeaves, []string{"0f"}, "/v1/epochs/0f/leaves"},
		{PathAudience, []string{"users", "vips"}, "/v1/audiences/users/vips"},
		{PathList + Chunk, []string{"3f21", "4194304"}, "/v1/sessions/3f21/list/4194304"},
		{At(PathTags, "{id}") + Chunk, []string{"7"}, "/v1/sessions/%7Bid%7D/tags/7"}, // a value is not filled in again
		{PathTags + Close, []string{"3f21"}, "/v1/sessions/3f21/tags/close"},
		{PathLog, []string{"tile/entries/x001/067.p/3"}, "/v1/log/tile/entries/x001/067.p/3"},
	} {
		require.Equal(t, r.want, At(r.pattern, r.values...))
	}
}
