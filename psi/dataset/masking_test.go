package dataset

import (
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
	"github.com/stretchr/testify/require"
)

// A batch that can't be put on disk while the next one is read is an error by then, and no match key stays.
func TestMaskingFails(t *testing.T) {
	key := ecdh.Ristretto255().GenerateKey()
	defer key.Destroy()
	out := &admittedElements{Sorter: extsort.New(extsort.Config{Width: admittedWidth, Memory: 1, Dir: filepath.Join(t.TempDir(), "none")})}
	defer out.Close()
	s := newSetBuilder(identity.Email, key, out, nil)
	var err error
	for n := 0; err == nil && n < 100; n++ {
		for range batchSize {
			s.filling.keys = append(s.filling.keys, [32]byte{1})
			s.filling.owners = append(s.filling.owners, make([]byte, admittedOwner)...)
		}
		err = s.flush()
	}
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.Zero(t, s.masking.keys[:1][0])
	require.Equal(t, err, s.finish(), "what is lost stays lost")
}
