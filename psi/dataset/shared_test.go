package dataset

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Identifiers of several users are counted by type, by users and not by records; what
// the gate kept out is not in the dataset, and does not count. With a buffer of a few
// records all of it goes through the disk.
func TestShared(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("user_id,email,phone,collection_context\n")
	n := 0
	share := func(users int, email, phone, context string) {
		for range users {
			fmt.Fprintf(&b, "%d,%s,%s,%s\n", n, email, phone, context)
			n++
		}
	}
	share(700, "info@firma.example", "", "newsletter")
	share(31, "kasse@firma.example", "", "newsletter")
	for i := range 10 {
		share(5, fmt.Sprintf("five%d@firma.example", i), "", "newsletter")
	}
	share(4, "four@firma.example", "+442079460001", "newsletter")
	share(1, "one@firma.example", "+442079460002", "newsletter")
	share(6, "six@firma.example", "+442079460002", "two_factor")
	for range 9 { // one user, nine records
		b.WriteString("again,again@firma.example,,newsletter\n")
	}
	for _, memory := range []int{0, 256} {
		cfg := testConfig(t)
		cfg.Memory = memory
		_, r := store(t, cfg, b.String())
		require.Equal(t, Shared{Identifiers: 13, ByMany: 12, Most: []SharedCount{{700, 1}, {31, 1}, {5, 10}, {4, 1}}}, r.Types[0].Shared)
		require.Equal(t, Shared{Identifiers: 1, Most: []SharedCount{{4, 1}}}, r.Types[1].Shared)
	}
	var s Shared
	for users := range uint64(9) {
		s.add(users)
	}
	require.Equal(t, Shared{Identifiers: 7, ByMany: 4, Most: []SharedCount{{8, 1}, {7, 1}, {6, 1}, {5, 1}, {4, 1}}}, s)
}
