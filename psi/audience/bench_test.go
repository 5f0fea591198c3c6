package audience

import (
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
)

// BenchmarkAdd adds 100,000 matched users to an audience of 100,000 others, in the time that one waiting period has for
// it: 4 quanta.
func BenchmarkAdd(b *testing.B) {
	dir := b.TempDir()
	before := filepath.Join(dir, "before")
	v, err := Write(before, members(first, 100_000, 200_000))
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		m := NewMatched(order(), psi.Scratch{Dir: dir})
		for u := range uint64(100_000) {
			if err := m.Add(user(int(u)), u, u, 0); err != nil {
				b.Fatal(err)
			}
		}
		path := filepath.Join(b.TempDir(), "after")
		if _, err := Write(path, Apply(order(), psi.AddToAudience, v.Read(before), m.Members(numbers{}, contact(first, 0)))); err != nil {
			b.Fatal(err)
		}
		m.Close()
	}
}
