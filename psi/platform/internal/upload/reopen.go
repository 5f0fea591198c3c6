package upload

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
)

// Log is the ending of an upload's log: a record for each chunk that was stored.
const Log = ".stored"

// A record is a chunk's offset and length, and its SHA-256: after a power cut the log may be there without the chunk.
const storedWidth = 8 + 8 + sha256.Size

// note adds a chunk that was written to the log.
func (u *Upload) note(offset, size uint64, digest psi.Digest) error {
	if u.log == nil {
		return nil
	}
	rec := binary.BigEndian.AppendUint64(make([]byte, 0, storedWidth), offset)
	rec = binary.BigEndian.AppendUint64(rec, size)
	if err := durable.WriteAt(u.log, append(rec, digest[:]...), u.end); err != nil {
		return err
	}
	u.end += storedWidth
	return nil
}

// Keep makes a whole upload durable: the client need not send any of it again.
func (u *Upload) Keep() error {
	if u.log == nil {
		return nil
	}
	dir := filepath.Dir(u.file.Name())
	return errors.Join(durable.SyncFile(u.file), durable.SyncDir(dir), durable.SyncDir(filepath.Dir(dir)))
}

// Reopen finds what an earlier process has stored of an upload. If it was closed, all of it must be there.
func Reopen(path string, item int, set psi.Set, closed bool) (u *Upload, err error) {
	f, err := durable.Reopen(path)
	if err != nil {
		return nil, err
	}
	u = &Upload{file: f, Set: set, bytes: set.Items() * uint64(item)}
	defer func() {
		if err != nil {
			u.Close()
		}
	}()
	if closed {
		if info, err := f.Stat(); err != nil || info.Size() != int64(u.bytes) {
			return u, errors.Join(err, fmt.Errorf("the closed upload of %d bytes is not whole", u.bytes))
		}
		u.have = []extent{{0, u.bytes}}
	}
	if u.log, err = durable.Reopen(path + Log); err != nil || closed {
		return u, err
	}
	return u, u.reread()
}

// reread finds the chunks in the log whose bytes are there. The first record that isn't whole ends the log.
func (u *Upload) reread() error {
	rec, buf := make([]byte, storedWidth), make([]byte, psi.MaxChunk)
	for {
		if _, err := u.log.ReadAt(rec, u.end); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		offset, size := binary.BigEndian.Uint64(rec), binary.BigEndian.Uint64(rec[8:])
		if u.Check(offset, size) != nil {
			return nil
		}
		if _, err := u.file.ReadAt(buf[:size], int64(offset)); err != nil && err != io.EOF {
			return err
		}
		if sha256.Sum256(buf[:size]) == [sha256.Size]byte(rec[16:]) {
			u.add(extent{offset, offset + size})
		}
		u.end += storedWidth
	}
}

// Got is how many bytes from the start are there.
func (u *Upload) Got() uint64 {
	if len(u.have) == 0 || u.have[0].from > 0 {
		return 0
	}
	return u.have[0].to
}
