package ledger

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Verify is the function Verify on l's own folder, with writers locked out.
func (l *Log) Verify(known []*Checkpoint, each func(*Entry) error) (c *Checkpoint, err error) {
	err = l.locked(func() error {
		c, err = Verify(l.Dir(), l.verifier, known, each)
		return err
	})
	return c, err
}

// Corruption is what Verify and Replay find: the first entry that is wrong. Index is the log's size if entries are
// missing at its end.
type Corruption struct {
	Index  int64
	Reason string
}

func (c *Corruption) Error() string { return fmt.Sprintf("entry %d: %s", c.Index, c.Reason) }

func corrupt(index int64, format string, args ...any) error {
	return &Corruption{index, fmt.Sprintf(format, args...)}
}

// Verify reads all of a log's folder. It checks the files against the checkpoint in it, the checkpoint against the
// log's key, and both against checkpoints that are known from elsewhere. Every byte counts: a file that does not belong
// there is an error too. each is called for every entry in order; nil means no calls.
func Verify(dir string, v note.Verifier, known []*Checkpoint, each func(*Entry) error) (*Checkpoint, error) {
	b, err := os.ReadFile(filepath.Join(dir, checkpointFile))
	if err != nil {
		return nil, err
	}
	c, err := OpenCheckpoint(b, v)
	if err != nil {
		return nil, err
	}
	if err := verify(dir, c, known, each, nil); err != nil {
		return nil, err
	}
	return c, nil
}

// verify is Verify against the checkpoint c. The log may grow meanwhile.
func verify(dir string, c *Checkpoint, known []*Checkpoint, each func(*Entry) error, g *growth) error {
	t := &tree{growth: g}
	if err := t.readEntries(dir, c.Size, each); err != nil {
		return err
	}
	if err := t.checkFiles(dir, c.Size); err != nil {
		return err
	}
	return t.checkRoots(c, known)
}

// tree is a tree's hashes, recomputed from its entries.
type tree struct {
	stored []tlog.Hash
	growth *growth
}

// read returns the file of a tile or a bundle.
func (t *tree) read(files Tiles, tile tlog.Tile) ([]byte, error) {
	if t.growth == nil {
		return files.Read(tilePath(tile))
	}
	return files.first(tile)
}

// ReadHashes implements tlog.HashReader.
func (t *tree) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	all := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		if x >= int64(len(t.stored)) {
			return nil, fmt.Errorf("hash %d of %d", x, len(t.stored))
		}
		all[i] = t.stored[x]
	}
	return all, nil
}

// readEntries reads all bundles, and checks each entry against the tile that has its hash.
func (t *tree) readEntries(dir string, size int64, each func(*Entry) error) error {
	files := DirTiles(dir)
	for first := int64(0); first < size; first += tileWidth {
		tile := tlog.Tile{H: tileHeight, L: -1, N: first / tileWidth, W: int(min(size-first, tileWidth))}
		bundle, err := t.read(files, tile)
		if err != nil {
			return missing(first, err)
		}
		tile.L = 0
		hashes, err := t.read(files, tile)
		if err != nil {
			return missing(first, err)
		}
		for i := first; i < first+int64(tile.W); i++ {
			var raw []byte
			if raw, bundle, err = cutEntry(bundle); err != nil {
				return corrupt(i, "%v", err)
			}
			h := tlog.RecordHash(raw)
			if at := (i - first) * tlog.HashSize; int64(len(hashes)) < at+tlog.HashSize || !bytes.Equal(hashes[at:at+tlog.HashSize], h[:]) {
				return corrupt(i, "the entry is not what the tree was made of")
			}
			if err := t.add(i, raw, each); err != nil {
				return err
			}
		}
		if len(bundle) > 0 {
			return corrupt(first+int64(tile.W), "the bundle goes on after its last entry")
		}
	}
	return nil
}

func missing(index int64, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return corrupt(index, "its file is missing")
	}
	return err
}

func (t *tree) add(i int64, raw []byte, each func(*Entry) error) error {
	e, err := ParseEntry(raw)
	if err != nil {
		return corrupt(i, "%v", err)
	}
	if e.Seq != i {
		return corrupt(i, "it says that it is number %d", e.Seq)
	}
	hashes, err := tlog.StoredHashes(i, raw, t)
	if err != nil {
		return err
	}
	t.stored = append(t.stored, hashes...)
	if each == nil {
		return nil
	}
	return each(e)
}

// checkFiles checks every file but the checkpoint against the tree.
func (t *tree) checkFiles(dir string, size int64) error {
	bundles := map[int64][]byte{}
	return walkTiles(dir, func(f tileFile) error {
		if f.unknown {
			return fmt.Errorf("%s does not belong to a log", f.path)
		}
		if f.last() > f.covered(size) {
			if t.growth.explains(&f) {
				return nil
			}
			return corrupt(size, "%s goes beyond the checkpoint: the checkpoint was rolled back, or a write was interrupted (then starting the server repairs it)", f.path)
		}
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.path)))
		if t.growth.replaced(&f, err) {
			return nil
		}
		if err != nil {
			return err
		}
		first := f.tile.N * tileWidth << (tileHeight * max(f.tile.L, 0))
		if f.tile.L < 0 {
			// A stale partial bundle is the beginning of the current one.
			now := f.tile
			now.W = int(min(size-first, tileWidth))
			whole, ok := bundles[f.tile.N]
			if !ok {
				if whole, err = t.read(DirTiles(dir), now); err != nil {
					return missing(first, err)
				}
				clear(bundles)
				bundles[f.tile.N] = whole
			}
			return sameBundle(f, b, whole, first)
		}
		want, err := tlog.ReadTileData(f.tile, t)
		if err != nil {
			return err
		}
		for i := 0; i < max(len(b), len(want)); i += tlog.HashSize {
			if i >= len(b) || i >= len(want) || !bytes.Equal(b[i:min(len(b), i+tlog.HashSize)], want[i:i+tlog.HashSize]) {
				return corrupt(first+int64(i/tlog.HashSize)<<(tileHeight*f.tile.L), "%s does not match the entries", f.path)
			}
		}
		return nil
	})
}

func sameBundle(f tileFile, b, whole []byte, first int64) error {
	for i := first; i < first+int64(f.tile.W); i++ {
		got, rest, err := cutEntry(b)
		want, wantRest, wantErr := cutEntry(whole)
		if err != nil || wantErr != nil || !bytes.Equal(got, want) {
			return corrupt(i, "%s does not match the entries", f.path)
		}
		b, whole = rest, wantRest
	}
	if len(b) > 0 {
		return corrupt(first+int64(f.tile.W), "%s goes on after its last entry", f.path)
	}
	return nil
}

// checkRoots checks the tree against the checkpoints, oldest first, so that the first failure bounds where the fork is.
func (t *tree) checkRoots(c *Checkpoint, known []*Checkpoint) error {
	good := int64(0)
	known = slices.SortedStableFunc(slices.Values(known), func(a, b *Checkpoint) int { return cmp.Compare(a.Size, b.Size) })
	for _, k := range append(known, c) {
		if k.Origin != c.Origin {
			return fmt.Errorf("a known checkpoint is of log %q, this is %q", k.Origin, c.Origin)
		}
		if k.Size > c.Size {
			return fmt.Errorf("%w: %w", ErrRolledBack, corrupt(c.Size, "it is missing: a known checkpoint has %d entries", k.Size))
		}
		root, err := tlog.TreeHash(k.Size, t)
		if err != nil {
			return err
		}
		if root != k.Hash {
			return fmt.Errorf("%w: %w", ErrForked, corrupt(good, "from here on, and before entry %d, the entries differ from those of the checkpoint of %d entries", k.Size, k.Size))
		}
		good = k.Size
	}
	return nil
}
