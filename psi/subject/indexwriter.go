package subject

import (
	"bufio"
	"crypto/cipher"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"io"
	"os"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
	"golang.org/x/mod/sumdb/tlog"
)

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
