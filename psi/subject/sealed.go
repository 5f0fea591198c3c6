package subject

import (
	"errors"
	"io"

	"github.com/blindmatch/blindmatch/psi"
)

// SealedWriter writes a stream of bytes as an index file: sealed blocks under a key of their own, with a tree over them.
// It is not safe for concurrent use.
type SealedWriter struct{ file *indexWriter }

// CreateSealed creates a file at path, which must not exist. kind says what it is, and is authenticated.
func CreateSealed(path string, key IndexKey, kind string) (*SealedWriter, error) {
	f, err := createIndex(path, &key, kind)
	if err != nil {
		return nil, err
	}
	if err := f.begin(1); err != nil {
		return nil, errors.Join(err, f.abort())
	}
	return &SealedWriter{f}, nil
}

// Write appends p.
func (w *SealedWriter) Write(p []byte) (n int, err error) {
	for n < len(p) {
		k := min(len(p)-n, blockSize-len(w.file.plain))
		w.file.plain = append(w.file.plain, p[n:n+k]...)
		w.file.sections[0].count += uint64(k)
		n += k
		if len(w.file.plain) == blockSize {
			if err := w.file.flush(); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}

// Finish makes the file durable and returns its root. The caller flushes the folder. After an error there is no file.
func (w *SealedWriter) Finish() (psi.Digest, error) {
	f := w.file
	w.file = nil
	return f.finish()
}

// Close removes the file unless it is finished.
func (w *SealedWriter) Close() error {
	if w.file == nil {
		return nil
	}
	f := w.file
	w.file = nil
	return f.abort()
}

// SealedReader reads what a SealedWriter wrote, from its beginning. Every block is checked against the root. It is not
// safe for concurrent use.
type SealedReader struct {
	file *indexFile
	at   cursor
	next uint64
}

// OpenSealed opens a file.
func OpenSealed(path string, key IndexKey, kind string, root psi.Digest) (*SealedReader, error) {
	f, err := openIndex(path, &key, kind, root, 1)
	if err != nil {
		return nil, err
	}
	return &SealedReader{file: f, at: *f.cursor(0)}, nil
}

// Read returns io.EOF at the end of the stream.
func (r *SealedReader) Read(p []byte) (int, error) {
	if r.next == r.at.count {
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	if _, err := r.at.record(r.next); err != nil {
		return 0, err
	}
	from := r.next % blockSize
	n := copy(p, r.at.plain[from:min(blockSize, from+r.at.count-r.next)])
	r.next += uint64(n)
	return n, nil
}

// Close closes the file.
func (r *SealedReader) Close() error { return r.file.close() }
