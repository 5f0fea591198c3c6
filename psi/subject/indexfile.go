package subject

import (
	"bufio"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
	"golang.org/x/mod/sumdb/tlog"
)

// An index file is a salt and then sealed blocks, each followed by the hashes of the Merkle tree (RFC 6962 §2.1) that
// it completes, in the order of tlog.StoredHashIndex. So a file's size says how many blocks it has; it can be written
// from front to back in constant memory; and a block can be checked against the tree's root with a few hashes.
//
// A block is 4096 bytes, sealed with AES-256-GCM. Its number is the nonce, the kind of file the additional data.
// Records of a fixed width fill the blocks of a section. A section begins with a new block, and no record crosses
// blocks. The last block says how many records each section has.
const (
	indexSalt   = 32
	blockSize   = 4096
	sealedSize  = blockSize + 16
	endOfIndex  = " end" // after the kind in the additional data of the last block
	sectionSize = 4 + 8  // of a section in the last block: width uint32, records uint64
)

// section is a run of blocks with records of one width.
type section struct {
	width int
	count uint64 // records
	first int64  // block
}

func (s section) perBlock() uint64 { return blockSize / uint64(s.width) }
func (s section) blocks() int64    { return int64((s.count + s.perBlock() - 1) / s.perBlock()) }

// blockNonce is a block's number.
func blockNonce(n int64) []byte {
	var b [12]byte
	binary.BigEndian.PutUint64(b[4:], uint64(n))
	return b[:]
}

// blockOffset is where a block begins in the file.
func blockOffset(n int64) int64 {
	return indexSalt + n*sealedSize + tlog.StoredHashIndex(0, n)*tlog.HashSize
}

// hashOffset is where the hash with a stored index is: after the block that completed it.
func hashOffset(x int64) int64 {
	level, n := tlog.SplitStoredHashIndex(x)
	return indexSalt + ((n+1)<<level)*sealedSize + x*tlog.HashSize
}

// indexWriter writes an index file. It is not safe for concurrent use.
type indexWriter struct {
	path     string
	kind     string
	f        *os.File
	w        *bufio.Writer
	aead     cipher.AEAD
	plain    []byte // of the block being filled
	sealed   []byte
	n        int64 // blocks written
	edge     treeEdge
	sections []section
}

// treeEdge holds the last hash of each level. That is all it takes to grow a tree.
type treeEdge [64]tlog.Hash

// ReadHashes implements tlog.HashReader.
func (e *treeEdge) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, x := range indexes {
		level, _ := tlog.SplitStoredHashIndex(x)
		hashes[i] = e[level]
	}
	return hashes, nil
}

// createIndex creates a file with mode 0600, which must not exist yet.
func createIndex(path string, key *IndexKey, kind string) (*indexWriter, error) {
	f, err := durable.MkFile(path)
	if err != nil {
		return nil, err
	}
	salt := make([]byte, indexSalt)
	rand.Read(salt)
	w := &indexWriter{path: path, kind: kind, f: f, w: bufio.NewWriterSize(durable.Writer(f), 256<<10), aead: key.blocks(salt), plain: make([]byte, 0, blockSize)}
	if _, err := w.w.Write(salt); err != nil {
		return nil, errors.Join(err, w.abort())
	}
	return w, nil
}

// begin begins a section.
func (w *indexWriter) begin(width int) error {
	if err := w.flush(); err != nil {
		return err
	}
	w.sections = append(w.sections, section{width: width, first: w.n})
	return nil
}

// add adds a record to the section.
func (w *indexWriter) add(rec []byte) error {
	if len(w.plain)+len(rec) > blockSize {
		if err := w.flush(); err != nil {
			return err
		}
	}
	w.plain = append(w.plain, rec...)
	w.sections[len(w.sections)-1].count++
	return nil
}

// addSorted writes the contents of s as a section, each record once, and closes s.
func (w *indexWriter) addSorted(width int, s *extsort.Sorter) error {
	if err := w.begin(width); err != nil {
		return err
	}
	sorted, err := s.Sort()
	if err != nil {
		return err
	}
	buf, last := make([]byte, 1024*width), make([]byte, 0, width)
	for {
		n, err := sorted.Read(buf)
		for rec := buf[:n]; len(rec) > 0; rec = rec[width:] {
			if string(rec[:width]) == string(last) {
				continue
			}
			last = append(last[:0], rec[:width]...)
			if err := w.add(last); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return s.Close()
		}
		if err != nil {
			return err
		}
	}
}

// flush writes the block being filled, if there is anything in it.
func (w *indexWriter) flush() error {
	if len(w.plain) == 0 {
		return nil
	}
	return w.seal(w.kind)
}

func (w *indexWriter) seal(kind string) error {
	clear(w.plain[len(w.plain):blockSize])
	w.sealed = w.aead.Seal(w.sealed[:0], blockNonce(w.n), w.plain[:blockSize], []byte(kind))
	w.plain = w.plain[:0]
	hashes, err := tlog.StoredHashes(w.n, w.sealed, &w.edge)
	if err != nil {
		return err
	}
	w.n++
	if _, err := w.w.Write(w.sealed); err != nil {
		return err
	}
	for level, h := range hashes {
		w.edge[level] = h
		if _, err := w.w.Write(h[:]); err != nil {
			return err
		}
	}
	return nil
}

// finish writes the last block, flushes the file to the disk and closes it. The caller flushes the folder.
func (w *indexWriter) finish() (psi.Digest, error) {
	err := w.flush()
	if err == nil {
		for _, s := range w.sections {
			w.plain = binary.BigEndian.AppendUint32(w.plain, uint32(s.width))
			w.plain = binary.BigEndian.AppendUint64(w.plain, s.count)
		}
		err = w.seal(w.kind + endOfIndex)
	}
	var root tlog.Hash
	if err == nil {
		root, err = tlog.TreeHash(w.n, &w.edge)
	}
	if err == nil {
		err = w.w.Flush()
	}
	if err == nil {
		err = durable.SyncFile(w.f)
	}
	if err != nil {
		return psi.Digest{}, errors.Join(err, w.abort())
	}
	if err := w.f.Close(); err != nil {
		return psi.Digest{}, errors.Join(err, os.Remove(w.path))
	}
	return psi.Digest(root), nil
}

// abort removes the file.
func (w *indexWriter) abort() error { return errors.Join(w.f.Close(), os.Remove(w.path)) }

// indexFile is an index file open for look-ups. It is safe for concurrent use.
type indexFile struct {
	f        *os.File
	kind     string
	aead     cipher.AEAD
	root     tlog.Hash
	n        int64 // blocks
	sections []section
}

// openIndex opens a file that has sections of these widths.
func openIndex(path string, key *IndexKey, kind string, root psi.Digest, widths ...int) (*indexFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	x := &indexFile{f: f, kind: kind, root: tlog.Hash(root)}
	if err := x.open(key, widths); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return x, nil
}

func (x *indexFile) open(key *IndexKey, widths []int) error {
	info, err := x.f.Stat()
	if err != nil {
		return err
	}
	if x.n = blocksOf(info.Size()); x.n == 0 {
		return x.damaged("%d bytes are not whole blocks", info.Size())
	}
	var salt [indexSalt]byte
	if err := x.readAt(salt[:], 0); err != nil {
		return err
	}
	x.aead = key.blocks(salt[:])
	end, err := x.read(x.n-1, x.kind+endOfIndex)
	if err != nil {
		return err
	}
	next := int64(0)
	for _, width := range widths {
		s := section{width: int(binary.BigEndian.Uint32(end)), count: binary.BigEndian.Uint64(end[4:]), first: next}
		end = end[sectionSize:]
		if s.width != width {
			return x.damaged("its records are not of this version's widths")
		}
		if s.count > uint64(x.n)*s.perBlock() {
			return x.damaged("it has fewer blocks than its records need")
		}
		next += s.blocks()
		x.sections = append(x.sections, s)
	}
	if next != x.n-1 {
		return x.damaged("it has %d blocks, its records need %d", x.n, next+1)
	}
	return nil
}

// blocksOf is the number of blocks of a file of that size, 0 if there is none.
func blocksOf(size int64) int64 {
	lo, hi := int64(1), size/sealedSize // between lo and hi blocks are possible
	for lo <= hi {
		mid := lo + (hi-lo)/2
		switch s := indexSize(mid); {
		case s == size:
			return mid
		case s < size:
			lo = mid + 1
		default:
			hi = mid - 1
		}
	}
	return 0
}

// indexSize is the size of a file of n blocks.
func indexSize(n int64) int64 {
	return indexSalt + n*sealedSize + tlog.StoredHashCount(n)*tlog.HashSize
}

func (x *indexFile) damaged(format string, args ...any) error {
	return fmt.Errorf("index of %s is damaged: %s: restore the file", x.kind, fmt.Sprintf(format, args...))
}

func (x *indexFile) readAt(b []byte, off int64) error {
	_, err := x.f.ReadAt(b, off)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return fmt.Errorf("index of %s: %w", x.kind, err)
	}
	return nil
}

// ReadHashes implements tlog.HashReader.
func (x *indexFile) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if err := x.readAt(hashes[i][:], hashOffset(at)); err != nil {
			return nil, err
		}
	}
	return hashes, nil
}

// read reads a block, checks it against the root, and opens it.
func (x *indexFile) read(n int64, kind string) ([]byte, error) {
	b := make([]byte, sealedSize)
	if err := x.readAt(b, blockOffset(n)); err != nil {
		return nil, err
	}
	proof, err := tlog.ProveRecord(x.n, n, x)
	if err != nil {
		return nil, err
	}
	if tlog.CheckRecord(proof, x.n, x.root, n, tlog.RecordHash(b)) != nil {
		return nil, x.damaged("block %d of %d does not match the root in the log: it was changed, or this is another file", n, x.n)
	}
	plain, err := x.aead.Open(b[:0], blockNonce(n), b, []byte(kind))
	if err != nil {
		return nil, fmt.Errorf("block %d of %d of the index of %s does not open: the key belongs to another file, or this is another kind of file", n, x.n, x.kind)
	}
	return plain, nil
}

func (x *indexFile) close() error { return x.f.Close() }

// cursor reads records and keeps the last block that it read. It is not safe for concurrent use.
type cursor struct {
	x *indexFile
	section
	plain []byte
	at    int64 // number of the block in plain
}

func (x *indexFile) cursor(i int) *cursor { return &cursor{x: x, section: x.sections[i]} }

// record returns a record; it is valid until the next call.
func (c *cursor) record(i uint64) ([]byte, error) {
	if i >= c.count {
		return nil, c.x.damaged("it refers to record %d of %d", i, c.count)
	}
	block := c.first + int64(i/c.perBlock())
	if c.plain == nil || c.at != block {
		plain, err := c.x.read(block, c.x.kind)
		if err != nil {
			return nil, err
		}
		c.plain, c.at = plain, block
	}
	off := int(i%c.perBlock()) * c.width
	return c.plain[off : off+c.width], nil
}

// each calls f with what follows tag in each record that begins with it. The section is sorted.
func (c *cursor) each(tag [tagWidth]byte, f func(rest []byte) error) error {
	// The first record with the tag is in the last block that begins below the tag, or at the start of the next one.
	lo, hi := int64(0), c.blocks()
	for lo < hi {
		mid := lo + (hi-lo)/2
		rec, err := c.record(uint64(mid) * c.perBlock())
		if err != nil {
			return err
		}
		if string(rec[:tagWidth]) < string(tag[:]) {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	for i := uint64(max(lo-1, 0)) * c.perBlock(); i < c.count; i++ {
		rec, err := c.record(i)
		if err != nil {
			return err
		}
		switch head := string(rec[:tagWidth]); {
		case head > string(tag[:]):
			return nil
		case head == string(tag[:]):
			if err := f(rec[tagWidth:]); err != nil {
				return err
			}
		}
	}
	return nil
}
