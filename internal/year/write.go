package year

import (
	"crypto/rand"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/blindmatch/blindmatch/psi/ledger"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// Write writes a log of entries into a new folder, all at once: to append one after the other, each on stable storage,
// takes minutes. It returns the key that verifies it.
func Write(dir string, entries []*ledger.Entry) (logKey string, err error) {
	secret, logKey, err := note.GenerateKey(rand.Reader, "blindmatch/platform")
	if err != nil {
		return "", err
	}
	var stored hashes
	files := map[string][]byte{}
	var bundle []byte
	for i, e := range entries {
		raw, err := e.Encode()
		if err != nil {
			return "", err
		}
		more, err := tlog.StoredHashes(int64(i), raw, stored)
		if err != nil {
			return "", err
		}
		stored = append(stored, more...)
		bundle = append(binary.BigEndian.AppendUint16(bundle, uint16(len(raw))), raw...)
		if n := i + 1; n%tileWidth == 0 || n == len(entries) {
			t := tlog.Tile{H: tileHeight, L: -1, N: int64(i / tileWidth), W: i%tileWidth + 1}
			files["tile/entries/"+strings.TrimPrefix(t.Path(), "tile/8/data/")] = bundle
			bundle = nil
		}
	}
	n := int64(len(entries))
	for _, t := range tlog.NewTiles(tileHeight, 0, n) {
		data, err := tlog.ReadTileData(t, stored)
		if err != nil {
			return "", err
		}
		files["tile/"+strings.TrimPrefix(t.Path(), "tile/8/")] = data
	}
	root, err := tlog.TreeHash(n, stored)
	if err != nil {
		return "", err
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		return "", err
	}
	text := signer.Name() + "\n" + strconv.FormatInt(n, 10) + "\n" + root.String() + "\n"
	if files["checkpoint"], err = note.Sign(&note.Note{Text: text}, signer); err != nil {
		return "", err
	}
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return "", err
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return "", err
		}
	}
	return logKey, nil
}

// hashes are a tree's, as tlog numbers them.
type hashes []tlog.Hash

// ReadHashes implements tlog.HashReader.
func (h hashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	all := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		all[i] = h[x]
	}
	return slices.Clip(all), nil
}
