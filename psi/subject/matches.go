package subject

import (
	"errors"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// matchKind is the kind of the file that says who was matched in a session. SPEC.md §13.7.
const matchKind = "matches"

// matchWidth is the width of a record: the tag of a person's tag, then a handle. The file has one section, sorted.
const matchWidth = tagWidth + psi.HandleSize

// MatchWriter writes the match index of a session. It is not safe for concurrent use.
type MatchWriter struct {
	file   *indexWriter // nil once the file is finished or removed
	sorter *extsort.Sorter
	tags   *tagger
}

// NewMatchWriter creates a file at path, which must not exist.
func NewMatchWriter(path string, key IndexKey, scratch psi.Scratch) (*MatchWriter, error) {
	f, err := createIndex(path, &key, matchKind)
	if err != nil {
		return nil, err
	}
	return &MatchWriter{
		file:   f,
		sorter: extsort.New(extsort.Config{Width: matchWidth, Memory: scratch.Memory, Dir: scratch.Dir}),
		tags:   newTagger(key.derive(nil, "tags")),
	}, nil
}

// Add records that a person has a handle in the session. The tag is the person's in the candidate index of the
// session's dataset. A person may have several handles, and a handle several persons. Adding a pair again changes
// nothing.
func (w *MatchWriter) Add(person PersonTag, h psi.Handle) error {
	tag := w.tags.tag(matchDomain, person[:])
	return w.sorter.Add(append(tag[:], h[:]...))
}

// AddContact records that a person matched through a contact, in a session without handles: its type, as numbered by
// identity.Types, and its collection context, as numbered by the candidate index.
func (w *MatchWriter) AddContact(person PersonTag, typ int, context uint16) error {
	return w.Add(person, psi.Handle{byte(typ), byte(context >> 8), byte(context)})
}

// Finish writes the file and returns its root. When it returns, the file is on stable storage; its name is once the
// caller has flushed the folder. After an error there is no file.
func (w *MatchWriter) Finish() (psi.Digest, error) {
	if w.file == nil {
		return psi.Digest{}, errors.New("the match index is finished or closed")
	}
	if err := w.file.addSorted(matchWidth, w.sorter); err != nil {
		return psi.Digest{}, errors.Join(err, w.Close())
	}
	f := w.file
	w.file = nil
	return f.finish()
}

// Close discards what was added, and removes the file unless it is finished. It may be called at any time and more than
// once.
func (w *MatchWriter) Close() error {
	err := w.sorter.Close()
	if w.file != nil {
		err = errors.Join(err, w.file.abort())
		w.file = nil
	}
	return err
}

// Matches is a match index, open for look-ups. Every block that a look-up reads is checked against the root. It is safe
// for concurrent use.
type Matches struct {
	file   *indexFile
	tagKey *[32]byte
}

// OpenMatches opens what a MatchWriter wrote. root is the one in the log's entry of the result.
func OpenMatches(path string, key IndexKey, root psi.Digest) (*Matches, error) {
	f, err := openIndex(path, &key, matchKind, root, matchWidth)
	if err != nil {
		return nil, err
	}
	tagKey := [32]byte(key.derive(nil, "tags"))
	return &Matches{f, &tagKey}, nil
}

// Handles returns the handles of a person, ascending: none if the person was not matched.
func (m *Matches) Handles(person PersonTag) ([]psi.Handle, error) {
	var out []psi.Handle
	err := m.file.cursor(0).each(newTagger(m.tagKey[:]).tag(matchDomain, person[:]), func(rest []byte) error {
		out = append(out, psi.Handle(rest))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Close closes the file.
func (m *Matches) Close() error { return m.file.close() }
