package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	maxEntry   = 1<<16 - 1 // C2SP tlog-tiles: a length is two bytes
)

// tilePath is a tile's name as in C2SP tlog-tiles; level -1 is a bundle of entries.
func tilePath(t tlog.Tile) string {
	p := strings.TrimPrefix(t.Path(), "tile/8/")
	if rest, ok := strings.CutPrefix(p, "data/"); ok {
		p = "entries/" + rest
	}
	return "tile/" + p
}

func parseTilePath(p string) (tlog.Tile, error) {
	rest, ok := strings.CutPrefix(p, "tile/")
	if !ok {
		return tlog.Tile{}, fmt.Errorf("%q is not a tile", p)
	}
	if r, ok := strings.CutPrefix(rest, "entries/"); ok {
		rest = "data/" + r
	}
	t, err := tlog.ParseTilePath("tile/8/" + rest)
	if err == nil && tilePath(t) != p {
		err = fmt.Errorf("%q is not a tile", p)
	}
	return t, err
}

// newTiles are the tiles and bundles that a log of m entries has and one of n hasn't, by level; the bundles come with
// the lowest level.
func newTiles(n, m int64) (all []tlog.Tile) {
	for _, t := range tlog.NewTiles(tileHeight, n, m) {
		if all = append(all, t); t.L == 0 {
			t.L = -1
			all = append(all, t)
		}
	}
	return all
}

// Tiles reads the files of a log by name. For a missing file the error wraps fs.ErrNotExist.
type Tiles struct {
	Read func(name string) ([]byte, error)
}

// DirTiles reads the files of a log from its folder.
func DirTiles(dir string) Tiles {
	return Tiles{func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, filepath.FromSlash(name))) }}
}

// read returns a tile's or a bundle's first t.W records. If the partial one is gone because the full one exists, it
// reads that.
func (s Tiles) read(t tlog.Tile) ([]byte, error) {
	b, err := s.Read(tilePath(t))
	if errors.Is(err, fs.ErrNotExist) && t.W < tileWidth {
		full := t
		full.W = tileWidth
		b, err = s.Read(tilePath(full))
		if err == nil && t.L >= 0 && len(b) == tileWidth*tlog.HashSize {
			b = b[:t.W*tlog.HashSize]
		}
	}
	if err != nil {
		return nil, err
	}
	if t.L < 0 {
		return b, nil
	}
	if len(b) != t.W*tlog.HashSize {
		return nil, fmt.Errorf("%s has %d bytes, want %d", tilePath(t), len(b), t.W*tlog.HashSize)
	}
	return b, nil
}

// first is read, and cuts a bundle off after its first t.W entries.
func (s Tiles) first(t tlog.Tile) ([]byte, error) {
	b, err := s.read(t)
	if err != nil || t.L >= 0 {
		return b, err
	}
	rest := b
	for range t.W {
		if _, rest, err = cutEntry(rest); err != nil {
			return nil, fmt.Errorf("%s: %w", tilePath(t), err)
		}
	}
	return b[:len(b)-len(rest)], nil
}

// Height, ReadTiles and SaveTiles make Tiles a tlog.TileReader.
func (s Tiles) Height() int { return tileHeight }

// ReadTiles reads hash tiles.
func (s Tiles) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	all := make([][]byte, len(tiles))
	for i, t := range tiles {
		b, err := s.read(t)
		if err != nil {
			return nil, err
		}
		all[i] = b
	}
	return all, nil
}

// SaveTiles does nothing.
func (s Tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// hashes reads the hashes of the tree under c, and checks each against c's root.
func (s Tiles) hashes(c *Checkpoint) tlog.HashReader { return tlog.TileHashReader(c.tree(), s) }

// Entry reads the entry with an index from its bundle and checks it against c.
func (s Tiles) Entry(c *Checkpoint, index int64) ([]byte, error) {
	if index < 0 || index >= c.Size {
		return nil, fmt.Errorf("asked for entry %d: the log has %d entries", index, c.Size)
	}
	t := tlog.Tile{H: tileHeight, L: -1, N: index / tileWidth}
	t.W = int(min(c.Size-t.N*tileWidth, tileWidth))
	b, err := s.read(t)
	if err != nil {
		return nil, err
	}
	var e []byte
	for range index%tileWidth + 1 {
		if e, b, err = cutEntry(b); err != nil {
			return nil, fmt.Errorf("%s: %w", tilePath(t), err)
		}
	}
	h, err := s.hashes(c).ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
	if err != nil {
		return nil, err
	}
	if h[0] != tlog.RecordHash(e) {
		return nil, &Corruption{index, "the entry is not what the tree was made of"}
	}
	return e, nil
}

// CheckConsistency checks that c continues old.
func (s Tiles) CheckConsistency(old, c *Checkpoint) error {
	if old.Origin != c.Origin {
		return fmt.Errorf("checkpoint of log %q: want %q", c.Origin, old.Origin)
	}
	if c.Size < old.Size {
		return fmt.Errorf("%w: it has %d entries and used to have %d", ErrRolledBack, c.Size, old.Size)
	}
	root, err := c.Hash, error(nil)
	if old.Size < c.Size {
		root, err = tlog.TreeHash(0, nil)
	}
	if old.Size > 0 && old.Size < c.Size && err == nil {
		root, err = tlog.TreeHash(old.Size, s.hashes(c))
	}
	if err != nil {
		return err
	}
	if root != old.Hash {
		return fmt.Errorf("%w: the first %d entries are not those that it used to have", ErrForked, old.Size)
	}
	return nil
}

// ErrForked says that one log has two histories.
var ErrForked = errors.New("the log was forked")

// overlay is a hash reader that also has hashes that are not stored yet.
type overlay struct {
	below tlog.HashReader
	first int64
	added []tlog.Hash
}

func (o *overlay) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	all := make([]tlog.Hash, len(indexes))
	var below []int64
	for i, x := range indexes {
		if x >= o.first {
			all[i] = o.added[x-o.first]
		} else {
			below = append(below, x)
		}
	}
	if len(below) == 0 {
		return all, nil
	}
	hashes, err := o.below.ReadHashes(below)
	if err != nil {
		return nil, err
	}
	for i, x := range indexes {
		if x < o.first {
			all[i], hashes = hashes[0], hashes[1:]
		}
	}
	return all, nil
}

func appendToBundle(bundle, entry []byte) []byte {
	bundle = binary.BigEndian.AppendUint16(bundle[:len(bundle):len(bundle)], uint16(len(entry)))
	return append(bundle, entry...)
}

// cutEntry reads the first entry of a bundle.
func cutEntry(b []byte) (entry, rest []byte, err error) {
	if len(b) < 2 {
		return nil, nil, errors.New("the bundle ends early")
	}
	n := int(binary.BigEndian.Uint16(b))
	if len(b) < 2+n {
		return nil, nil, errors.New("the bundle ends early")
	}
	return b[2 : 2+n], b[2+n:], nil
}

// tileFile is a file found in a log's folder.
type tileFile struct {
	path    string
	tile    tlog.Tile
	unknown bool
}

// last is one more than the last record in the file, at its level.
func (f *tileFile) last() int64 { return f.tile.N*tileWidth + int64(f.tile.W) }

// covered is how many records the file's level has in a tree of size entries.
func (f *tileFile) covered(size int64) int64 { return size >> (tileHeight * max(f.tile.L, 0)) }

// walkTiles calls f for every file but the checkpoint, in lexical order.
func walkTiles(dir string, f func(tileFile) error) error {
	return filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path != dir {
			return nil // partial tiles, which go as soon as the full one exists
		}
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if name == checkpointFile {
			return nil
		}
		t, err := parseTilePath(name)
		return f(tileFile{name, t, err != nil || !d.Type().IsRegular()})
	})
}

// IsPublicName says whether a file with that name can be in a log's folder, and whether it holds entries rather than
// hashes.
func IsPublicName(name string) (ok, entries bool) {
	t, err := parseTilePath(name)
	return err == nil, err == nil && t.L < 0
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
