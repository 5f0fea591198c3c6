package store

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/stretchr/testify/require"
)

// A dataset's key that was written, read back and destroyed is nowhere in the process's memory: not in hex, as in its
// file, and not as it is.
func TestKeysAreWiped(t *testing.T) {
	s := &Store{}
	g := Generation(t.TempDir())
	d := &Dataset{Name: "users", Suite: "ristretto255", Purpose: "p", Profile: "default-v1"}
	group, err := ecdh.ParseSuite(d.Suite)
	require.NoError(t, err)
	masked := func() []byte { // what is searched for, so that the search does not find itself
		k := &Keys{Elements: group.GenerateKey(), Index: [32]byte{1, 2, 3}}
		b := k.Elements.Bytes()
		for i := range b {
			b[i] ^= 0x5a
		}
		require.NoError(t, s.WriteKeys(g, d, k))
		k.Destroy()
		_, err := s.IndexKey(g, d.Name)
		require.NoError(t, err)
		read, err := s.ElementsKey(g, d)
		require.NoError(t, err)
		require.Positive(t, copies(t, b), "the search finds what is there")
		read.Destroy()
		return b
	}()
	runtime.GC()
	require.Zero(t, copies(t, masked))
	require.FileExists(t, filepath.Join(string(g), "keys.json"))
}

// copies counts the first 16 bytes of a masked key in memory.
func copies(t *testing.T, masked []byte) (n int) {
	maps, err := os.Open("/proc/self/maps")
	require.NoError(t, err)
	defer maps.Close()
	mem, err := os.Open("/proc/self/mem")
	require.NoError(t, err)
	defer mem.Close()
	buf := make([]byte, 1<<20+64)
	defer clear(buf)
	lines := bufio.NewScanner(maps)
	for lines.Scan() {
		var from, to uint64
		var mode string
		_, err := fmt.Sscanf(lines.Text(), "%x-%x %s", &from, &to, &mode)
		require.NoError(t, err)
		if !strings.HasPrefix(mode, "rw") {
			continue
		}
		for ; from < to; from += 1 << 20 {
			got, _ := mem.ReadAt(buf[:min(to-from, uint64(len(buf)))], int64(from))
			n += count(buf[:got], masked[:16], masked[0])
			clear(buf)
		}
	}
	return n
}

// count finds the unmasked bytes, or their hex, without ever making either.
func count(b, masked []byte, first byte) (n int) {
	const digits = "0123456789abcdef"
	raw := first ^ 0x5a
	for i := 0; ; i++ {
		j := bytes.IndexByte(b[i:], raw)
		if j < 0 || i+j+len(masked) > len(b) {
			break
		}
		i += j
		same := true
		for k, m := range masked {
			same = same && b[i+k] == m^0x5a
		}
		if same {
			n++
		}
	}
	for i := 0; ; i++ {
		j := bytes.IndexByte(b[i:], digits[raw>>4])
		if j < 0 || i+j+hex.EncodedLen(len(masked)) > len(b) {
			return n
		}
		i += j
		same := true
		for k, m := range masked {
			x := m ^ 0x5a
			same = same && b[i+2*k] == digits[x>>4] && b[i+2*k+1] == digits[x&15]
			if !same {
				break
			}
		}
		if same {
			n++
		}
	}
}
