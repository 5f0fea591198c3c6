package session

import (
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"syscall"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
)

// upload is a set that the client is sending: a file that chunks are written into, in any order, each once.
type upload struct {
	file   *os.File
	width  uint64 // bytes per record
	set    psi.Set
	chunks map[uint64]psi.Digest // those that are stored
}

func newUpload(path string, width int, set psi.Set) (*upload, error) {
	f, err := durable.MkFile(path)
	if err != nil {
		return nil, err
	}
	return &upload{file: f, width: uint64(width), set: set, chunks: map[uint64]psi.Digest{}}, nil
}

func (u *upload) count() uint64 {
	chunk := psi.ChunkBytes(u.width)
	return (u.set.Size*u.width + chunk - 1) / chunk
}

// span is where chunk index begins and how long it is.
func (u *upload) span(index uint64) (start, size uint64, err error) {
	if index >= u.count() {
		return 0, 0, psi.Errorf(psi.CodeBadRequest, "chunk %d of %d", index, u.count())
	}
	chunk := psi.ChunkBytes(u.width)
	start = index * chunk
	return start, min(chunk, u.set.Size*u.width-start), nil
}

// receive reads chunk index, of which the client announced size bytes and the SHA-256 digest. It returns the chunk and
// where it begins, in bytes.
func (u *upload) receive(index, size uint64, digest psi.Digest, body io.Reader) (buf []byte, start uint64, err error) {
	start, want, err := u.span(index)
	if err != nil {
		return nil, 0, err
	}
	if size != want {
		return nil, 0, psi.Errorf(psi.CodeBadRequest, "chunk %d has %d bytes, want %d", index, size, want)
	}
	buf = make([]byte, size)
	if _, err := io.ReadFull(body, buf); err != nil {
		return nil, 0, psi.Errorf(psi.CodeBadRequest, "chunk %d ended early: want %d bytes; send it again", index, want)
	}
	if n, _ := io.ReadFull(body, make([]byte, 1)); n > 0 {
		return nil, 0, psi.Errorf(psi.CodeBadRequest, "chunk %d is longer than %d bytes", index, want)
	}
	if psi.Digest(sha256.Sum256(buf)) != digest {
		return nil, 0, psi.Errorf(psi.CodeDigestMismatch, "chunk %d differs from its digest: send it again", index)
	}
	return buf, start, nil
}

// store keeps a chunk that was received. Storing the same one again is not an error.
func (u *upload) store(index, start uint64, digest psi.Digest, buf []byte) error {
	if old, ok := u.chunks[index]; ok {
		if old != digest {
			return psi.Errorf(psi.CodeChunkConflict, "chunk %d came twice with different bytes", index)
		}
		return nil
	}
	if err := durable.WriteAt(u.file, buf, int64(start)); err != nil {
		return err
	}
	u.chunks[index] = digest
	return nil
}

// checkElements decodes every element of a chunk before anything is computed
// on one. first is the position of the chunk's first element in the list.
func checkElements(params psi.Params, buf []byte, first uint64) error {
	g, err := params.Group()
	if err != nil {
		return err
	}
	elements := make([]ecdh.Element, len(buf)/psi.ElementSize)
	for i := range elements {
		elements[i] = ecdh.Element(buf[i*psi.ElementSize:])
		if i > 0 && string(elements[i-1][:]) >= string(elements[i][:]) {
			return psi.Errorf(psi.CodeNotAscending, "element %d is not above the one before it: the list is unsorted or holds a duplicate", first+uint64(i))
		}
	}
	if n, err := g.Check(elements); err != nil {
		return psi.BadElement(first+uint64(n), err)
	}
	return nil
}

// complete says whether all chunks are there.
func (u *upload) complete() error {
	if have := uint64(len(u.chunks)); have != u.count() {
		return psi.Errorf(psi.CodeWrongState, "%d of %d chunks are here", have, u.count())
	}
	return nil
}

// reader reads the upload from its start.
func (u *upload) reader() io.Reader {
	return io.NewSectionReader(u.file, 0, int64(u.set.Size*u.width))
}

// isFull says whether err means that the disk is full.
func isFull(err error) bool { return errors.Is(err, syscall.ENOSPC) }
