package platform

import (
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/internal/durable"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// upload is a set on its way from the client: a file that chunks are written
// into, in any order, each once.
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

// maxChunks is how many chunks of a session are received at a time.
const maxChunks = 4

// chunkBytes is the size of every chunk but the last: as many whole records as
// fit into maxChunk.
func (u *upload) chunkBytes() uint64 { return maxChunk / u.width * u.width }

func (u *upload) count() uint64 {
	return (u.set.Size*u.width + u.chunkBytes() - 1) / u.chunkBytes()
}

// span is where chunk index begins and how long it is.
func (u *upload) span(index uint64) (start, size uint64, err error) {
	if index >= u.count() {
		return 0, 0, psi.Errorf(psi.CodeBadRequest, "chunk %d of %d", index, u.count())
	}
	start = index * u.chunkBytes()
	return start, min(u.chunkBytes(), u.set.Size*u.width-start), nil
}

// Part names one of the two sets that a client sends.
type Part string

// The parts of a session's upload.
const (
	MaskedList Part = "list" // elements a·H(x), ascending
	Tags       Part = "tags" // tags of a·P
)

// The working files of a session, in its directory.
const (
	listFile    = "list"
	tagsFile    = "tags"
	setFile     = "platform-set"
	orderFile   = "order"
	handlesFile = "handles"
)

// part returns the upload of the state that the session is in, or an error.
// s.mu is held.
func (s *session) part(name Part) (*upload, error) {
	switch {
	case name == MaskedList && s.state == psi.StateList:
		return s.list, nil
	case name == Tags && s.state == psi.StateTags && s.tags != nil:
		return s.tags, nil
	case s.err != nil:
		return nil, s.err
	}
	return nil, psi.Errorf(psi.CodeWrongState, "no chunk of the %s is taken now: the session is in state %q", name, s.state)
}

// PutChunk stores one chunk. size is the length that the client announced,
// digest the SHA-256 that it named. The same chunk again is no error; the same
// index with other bytes ends the session, as do elements that are not strictly
// ascending and canonical.
func (p *Platform) PutChunk(client, id string, part Part, index, size uint64, digest psi.Digest, body io.Reader) error {
	s, err := p.session(client, id)
	if err != nil {
		return err
	}
	s.mu.Lock()
	u, err := s.part(part)
	s.mu.Unlock()
	if err != nil {
		return err
	}
	start, want, err := u.span(index)
	if err != nil {
		return err
	}
	if size != want {
		return psi.Errorf(psi.CodeBadRequest, "chunk %d has %d bytes, want %d", index, size, want)
	}
	select { // bounds what a client can make us hold
	case s.chunks <- struct{}{}:
		defer func() { <-s.chunks }()
	case <-s.ctx.Done():
		return psi.Errorf(psi.CodeWrongState, "the session has ended")
	}
	buf := make([]byte, size)
	if _, err := io.ReadFull(body, buf); err != nil {
		return psi.Errorf(psi.CodeBadRequest, "chunk %d ended early: want %d bytes; send it again", index, want)
	}
	if n, _ := io.ReadFull(body, make([]byte, 1)); n > 0 {
		return psi.Errorf(psi.CodeBadRequest, "chunk %d is longer than %d bytes", index, want)
	}
	if psi.Digest(sha256.Sum256(buf)) != digest {
		return psi.Errorf(psi.CodeDigestMismatch, "chunk %d differs from its digest: send it again", index)
	}
	s.mu.Lock()
	stored := u.chunks[index]
	s.mu.Unlock()
	if stored == digest {
		return nil // sent twice: no work twice
	}
	if part == MaskedList {
		if err := s.checkElements(buf, start/u.width); err != nil {
			return p.abort(s, err)
		}
	}
	s.mu.Lock()
	err = s.store(part, u, index, start, digest, buf)
	s.mu.Unlock()
	if psi.CodeOf(err) == psi.CodeWrongState {
		return err // the part was closed meanwhile
	}
	if err != nil {
		return p.abort(s, err)
	}
	return nil
}

func (s *session) store(part Part, u *upload, index, start uint64, digest psi.Digest, buf []byte) error {
	if _, err := s.part(part); err != nil {
		return err
	}
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
func (s *session) checkElements(buf []byte, first uint64) error {
	g, err := s.params.Group()
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

// OpenList opens the commitment to the list. Both sides now know every field of
// the context, and must agree on it.
func (p *Platform) OpenList(client, id string, m psi.OpenList) error {
	s, err := p.active(client, id, psi.StateOpen, psi.StateList)
	if err != nil {
		return err
	}
	switch {
	case s.state == psi.StateOpen:
		err = p.openList(s, m)
	case s.bound.List != m.List:
		err = psi.Errorf(psi.CodeWrongState, "the list was announced already, with another size or digest")
	}
	s.mu.Unlock()
	if err != nil {
		return p.abort(s, err)
	}
	p.cfg.Log.Info("session: list announced", "session", s.id, "elements", m.List.Size)
	return nil
}

func (p *Platform) openList(s *session, m psi.OpenList) error {
	if psi.Commitment(m.Salt, m.List) != s.offer.Commitment {
		return psi.Errorf(psi.CodeCommitment, "the list's size, digest or salt is not what the offer committed to")
	}
	if err := p.policy.CheckList(m.List.Size); err != nil {
		return err
	}
	if m.List.Size > p.cfg.Limits.List {
		return psi.Errorf(psi.CodeListTooLarge, "the list has %d distinct identifiers; this platform takes %d", m.List.Size, p.cfg.Limits.List)
	}
	s.bound.List = m.List
	if err := s.bound.Validate(); err != nil {
		return psi.Errorf(psi.CodeBadRequest, "%v", err)
	}
	if s.bound.Digest() != m.Context {
		return psi.Errorf(psi.CodeContextMismatch, "the two sides disagree about the context: compare SPEC.md §5")
	}
	err := p.store.record(s.ctx, &ledger.Entry{Type: ledger.TypeCommit, Session: s.id, Commit: &ledger.Commit{
		List: m.List.Size, Set: s.bound.PlatformSet, Context: m.Context,
	}})
	if err != nil {
		return err
	}
	if s.list, err = newUpload(filepath.Join(s.dir, listFile), psi.ElementSize, m.List); err != nil {
		return err
	}
	s.state = psi.StateList
	return nil
}

// OpenTags announces the tags.
func (p *Platform) OpenTags(client, id string, m psi.OpenTags) error {
	s, err := p.active(client, id, psi.StateTags)
	if err != nil {
		return err
	}
	err = s.openTags(m)
	s.mu.Unlock()
	if _, ok := errors.AsType[*psi.Error](err); ok || err == nil {
		return err
	}
	return p.abort(s, err)
}

func (s *session) openTags(m psi.OpenTags) (err error) {
	if s.tags != nil {
		if s.tags.set == m.Tags {
			return nil
		}
		return psi.Errorf(psi.CodeWrongState, "the tags were announced already, with another size or digest")
	}
	if m.Tags.Size != s.bound.PlatformSet.Size {
		return psi.Errorf(psi.CodeBadRequest, "%d tags for a platform set of %d elements", m.Tags.Size, s.bound.PlatformSet.Size)
	}
	s.tags, err = newUpload(filepath.Join(s.dir, tagsFile), psi.TagSize, m.Tags)
	return err
}

// CloseList ends the upload of the list. The platform begins to evaluate it.
func (p *Platform) CloseList(client, id string) error {
	s, err := p.active(client, id, psi.StateList, psi.StateTags)
	if err != nil {
		return err
	}
	defer s.mu.Unlock()
	if s.state == psi.StateTags {
		return nil // said twice
	}
	if err := s.list.complete(); err != nil {
		return err
	}
	s.state = psi.StateTags
	p.work.Go(func() { p.evaluate(s) })
	return nil
}

// CloseTags ends the upload of the tags. The platform begins to count.
func (p *Platform) CloseTags(client, id string) error {
	s, err := p.active(client, id, psi.StateTags, psi.StateCounting, psi.StateDone)
	if err != nil {
		return err
	}
	defer s.mu.Unlock()
	if s.state != psi.StateTags {
		return nil // said twice
	}
	if s.tags == nil {
		return psi.Errorf(psi.CodeWrongState, "no tags were announced")
	}
	if err := s.tags.complete(); err != nil {
		return err
	}
	s.state = psi.StateCounting
	p.work.Go(func() { p.count(s) })
	return nil
}

// isFull says whether err is the lack of disk space.
func isFull(err error) bool { return errors.Is(err, syscall.ENOSPC) }
