package platform

import (
	"context"
	"io"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/session"
)

// The messages of a client that has been authenticated. They fail with a *psi.Error if it is the client's fault or a
// rule forbids it. Another client's session looks as if it did not exist.

// Part names one of the two sets that a client sends.
type Part = session.Part

// The parts of a session's upload.
const (
	MaskedList = session.MaskedList // elements a·H(x), by segment, ascending
	Tags       = session.Tags       // tags of a·P
)

// ofSessions are the methods of a Platform that take and answer the messages of sessions.
type ofSessions struct{ sessions *session.Sessions }

// Offer opens a session. Sending the same offer again finds the session that it opened.
func (p *ofSessions) Offer(ctx context.Context, client string, o psi.Offer) (*psi.Accept, error) {
	return p.sessions.Offer(ctx, client, o)
}

// Status returns the state of a session.
func (p *ofSessions) Status(client, id string) (*psi.Status, error) {
	return p.sessions.Status(client, id)
}

// OpenList opens the commitment to the list. Both sides now know every field of the context, and must agree on it.
func (p *ofSessions) OpenList(client, id string, m psi.OpenList) error {
	return p.sessions.OpenList(client, id, m)
}

// PutChunk stores one chunk, which begins at an offset of the part, in bytes. size is the length that the client
// announced, digest the SHA-256 that it named. Sending bytes again is not an error. Other bytes in the same place end
// the session, as do elements that are not canonical.
func (p *ofSessions) PutChunk(client, id string, part Part, offset, size uint64, digest psi.Digest, body io.Reader) error {
	return p.sessions.PutChunk(client, id, part, offset, size, digest, body)
}

// CloseList ends the upload of the list. The platform begins to evaluate it.
func (p *ofSessions) CloseList(client, id string) error { return p.sessions.CloseList(client, id) }

// OpenTags announces the tags.
func (p *ofSessions) OpenTags(client, id string, m psi.OpenTags) error {
	return p.sessions.OpenTags(client, id, m)
}

// CloseTags ends the upload of the tags. The platform begins to count.
func (p *ofSessions) CloseTags(client, id string) error { return p.sessions.CloseTags(client, id) }

// Result waits for a session's answer and returns it as it was stored, or nil if ctx ends first.
func (p *ofSessions) Result(ctx context.Context, client, id string) ([]byte, error) {
	return p.sessions.Result(ctx, client, id)
}

// EpochFile returns the path of an epoch's set P while it is being served. The file never changes.
func (p *ofSessions) EpochFile(digest psi.Digest) (string, error) {
	f, err := p.sessions.Epochs.Files(digest)
	return f.Set(), err
}

// LeavesFile returns the path of the hashes of the leaves of an epoch's set, likewise.
func (p *ofSessions) LeavesFile(digest psi.Digest) (string, error) {
	f, err := p.sessions.Epochs.Files(digest)
	return f.Leaves(), err
}

// HandlesFile returns the path of a session's handles.
func (p *ofSessions) HandlesFile(client, id string) (string, error) {
	return p.sessions.HandlesFile(client, id)
}

// Abort ends a session at its client's request.
func (p *ofSessions) Abort(client, id string) error { return p.sessions.Abort(client, id) }

// InSession says whether a client has an open session.
func (p *ofSessions) InSession(client string) bool { return session.InSession(p.sessions, client) }

// HasStanding says whether a client's owner has had an answer since the platform was opened, and no more done for
// nothing than an offer. Whoever has no standing shares one share of the platform with all others that have none.
func (p *ofSessions) HasStanding(client string) bool { return session.HasStanding(p.sessions, client) }

// HasSession says whether a client has a session of this name, which is open or ended lately.
func (p *ofSessions) HasSession(client, id string) bool { return session.Has(p.sessions, client, id) }
