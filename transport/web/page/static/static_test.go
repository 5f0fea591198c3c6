package static_test

import (
	"crypto/sha256"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport/web/page/static"
	"github.com/stretchr/testify/require"
)

// The digest is what the tools of any Unix say of the files.
func TestDigest(t *testing.T) {
	t.Parallel()
	files := static.Files()
	out, err := exec.Command("sh", "-c", "LC_ALL=C sha256sum -- *.css *.html *.js | LC_ALL=C sort -k 2").Output()
	if err != nil {
		t.Skip("there is no sha256sum")
	}
	require.Equal(t, string(out), string(static.List(files)))
	require.Equal(t, psi.Digest(sha256.Sum256(out)), static.Digest(files))

	read, err := static.Read(os.DirFS("."))
	require.NoError(t, err)
	require.Equal(t, files, read, "the folder is what was embedded")
}

// One byte, one path, one file more or less: another digest. Their order: the same one.
func TestDigestOfOthers(t *testing.T) {
	t.Parallel()
	files := static.Files()
	want := static.Digest(files)
	slices.Reverse(files)
	require.Equal(t, want, static.Digest(files))
	for i, f := range files {
		changed := slices.Clone(files)
		changed[i].Body = slices.Clone(f.Body)
		changed[i].Body[len(f.Body)/2] ^= 1
		require.NotEqual(t, want, static.Digest(changed), f.Path)
		changed[i] = static.File{Path: f.Path + "x", Body: f.Body}
		require.NotEqual(t, want, static.Digest(changed), f.Path)
		require.NotEqual(t, want, static.Digest(slices.Delete(changed, i, i+1)), f.Path)
	}
	require.NotEqual(t, want, static.Digest(append(files, static.File{Path: "more.js"})))
}
