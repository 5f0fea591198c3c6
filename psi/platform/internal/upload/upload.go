// Package upload is a set that a client sends to the platform in chunks, and which outlives the process if it has to.
package upload

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"math/bits"
	"os"
	"slices"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
)

// Upload is a set that the client is sending: a file that chunks of any sizes are written into, in any order.
type Upload struct {
	file  *os.File
	log   *os.File // of what was stored, for a restart; nil if the session dies with the process
	end   int64    // of the log
	Set   psi.Set
	bytes uint64
	have  []extent // what is stored, ascending, with gaps between
}

// extent is a run of bytes, from (inclusive) to (exclusive).
type extent struct{ from, to uint64 }

func New(path string, item int, set psi.Set, keeps bool) (*Upload, error) {
	f, err := durable.MkFile(path)
	if err != nil {
		return nil, err
	}
	u := &Upload{file: f, Set: set, bytes: set.Items() * uint64(item)}
	if keeps {
		if u.log, err = durable.MkFile(path + Log); err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	return u, nil
}

func (u *Upload) Close() error {
	err := u.file.Close()
	if u.log != nil {
		err = errors.Join(err, u.log.Close())
	}
	return err
}

// Check refuses a chunk that can't be one: its length is a power of two, or what is left of the set, and it begins at a
// multiple of that power.
func (u *Upload) Check(offset, size uint64) error {
	if offset >= u.bytes || size > u.bytes-offset {
		return psi.Errorf(psi.CodeBadRequest, "%d bytes at offset %d of a set of %d bytes", size, offset, u.bytes)
	}
	whole := size
	if size == u.bytes-offset { // the last one stands for a whole chunk
		whole = max(uint64(psi.MinChunk), 1<<bits.Len64(size-1))
	}
	if whole < psi.MinChunk || whole > psi.MaxChunk || bits.OnesCount64(whole) != 1 || offset%whole != 0 {
		return psi.Errorf(psi.CodeBadRequest, "a chunk of %d bytes at offset %d: want a power of two from %d to %d bytes, at a multiple of it, or what is left of the set",
			size, offset, psi.MinChunk, psi.MaxChunk)
	}
	return nil
}

// Receive reads the chunk at an offset, of which the client announced size bytes and the SHA-256 digest.
func (u *Upload) Receive(offset, size uint64, digest psi.Digest, body io.Reader) ([]byte, error) {
	if err := u.Check(offset, size); err != nil {
		return nil, err
	}
	buf := make([]byte, size)
	if _, err := io.ReadFull(body, buf); err != nil {
		return nil, psi.Errorf(psi.CodeBadRequest, "the chunk at offset %d ended early: want %d bytes; send it again", offset, size)
	}
	if n, _ := io.ReadFull(body, make([]byte, 1)); n > 0 {
		return nil, psi.Errorf(psi.CodeBadRequest, "the chunk at offset %d is longer than %d bytes", offset, size)
	}
	if psi.Digest(sha256.Sum256(buf)) != digest {
		return nil, psi.Errorf(psi.CodeDigestMismatch, "the chunk at offset %d differs from its digest: send it again", offset)
	}
	return buf, nil
}

// Store keeps a chunk that was received, with its digest. What is there already must be the same.
func (u *Upload) Store(offset uint64, buf []byte, digest psi.Digest) error {
	end := offset + uint64(len(buf))
	for _, x := range u.have {
		from, to := max(x.from, offset), min(x.to, end)
		if from >= to {
			continue
		}
		old := make([]byte, to-from)
		if _, err := u.file.ReadAt(old, int64(from)); err != nil {
			return err
		}
		if !bytes.Equal(old, buf[from-offset:to-offset]) {
			return psi.Errorf(psi.CodeChunkConflict, "the chunk at offset %d came with other bytes before", offset)
		}
	}
	if err := durable.WriteAt(u.file, buf, int64(offset)); err != nil {
		return err
	}
	if err := u.note(offset, uint64(len(buf)), digest); err != nil {
		return err
	}
	u.add(extent{offset, end})
	return nil
}

// add notes that an extent is stored.
func (u *Upload) add(x extent) {
	i := 0
	for i < len(u.have) && u.have[i].to < x.from {
		i++
	}
	j := i
	for j < len(u.have) && u.have[j].from <= x.to {
		x.from, x.to = min(x.from, u.have[j].from), max(x.to, u.have[j].to)
		j++
	}
	u.have = slices.Replace(u.have, i, j, x)
}

// Complete says whether all bytes are there.
func (u *Upload) Complete() error {
	if len(u.have) == 1 && u.have[0] == (extent{0, u.bytes}) {
		return nil
	}
	return psi.Errorf(psi.CodeWrongState, "the bytes from offset %d on are missing", u.Got())
}

// Reader reads the upload from its start.
func (u *Upload) Reader() io.Reader { return io.NewSectionReader(u.file, 0, int64(u.bytes)) }

// Stored is how many bytes there are.
func (u *Upload) Stored() (n uint64) {
	for _, x := range u.have {
		n += x.to - x.from
	}
	return n
}
