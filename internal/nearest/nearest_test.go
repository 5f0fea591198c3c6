package nearest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestName(t *testing.T) {
	names := []string{"users", "buyers", "count", "ab"}
	for misspelt, want := range map[string]string{
		"usres": "users", "user": "users", "Users": "users", "buyer": "buyers", "cuont": "count", "conut": "count", "xsersx": "users",
		"a": "ab", "": "", "zz": "", "orders": "", "newsletter": "",
	} {
		require.Equal(t, want, Name(misspelt, names), misspelt)
	}
	require.Equal(t, `, did you mean "users"?`, Meant("usres", names))
	require.Empty(t, Meant("orders", names))
	require.Empty(t, Meant("users", nil))
}

func TestDistance(t *testing.T) {
	for _, x := range []struct {
		a, b string
		d    int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "abd", 1}, {"abc", "ab", 1}, {"äb", "ab", 1}, {"kitten", "sitting", 3}} {
		require.Equal(t, x.d, distance(x.a, x.b), "%s %s", x.a, x.b)
		require.Equal(t, x.d, distance(x.b, x.a), "%s %s", x.b, x.a)
	}
}
