// Package audience keeps the named audiences that advertisers write on a platform: who is in them, sealed at rest; what
// a session changes; and who of them may be read, through the purpose gate as it is now. SPEC.md §7.5.
package audience

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/identity"
)

// Member is a user who is in an audience. User is the platform's reference, which is never given to another person.
type Member struct {
	User     string    `json:"user_id"`
	Contacts []Contact `json:"contacts"` // at least one
}

// Contact is an identifier by which a member matched.
type Contact struct {
	Type    identity.Type `json:"id_type"`
	Context string        `json:"context"` // the collection context that it came through
	Session string        `json:"session"` // by which it matched first
	Since   time.Time     `json:"since"`   // to the second
	Element ecdh.Element  `json:"-"`       // d·H(y), which stays the same over the imports of a dataset
}

// same says whether two contacts are of the same identifier.
func (c *Contact) same(d *Contact) bool { return c.Type == d.Type && c.Element == d.Element }

// Limits of what is read. The first is package dataset's for a user reference.
const (
	maxUser     = 256
	maxContext  = 1 << 10
	maxContacts = 1 << 16
)

// append encodes m.
func (m *Member) append(b []byte) ([]byte, error) {
	if len(m.User) > maxUser || len(m.Contacts) == 0 || len(m.Contacts) > maxContacts {
		return nil, errors.New("a member has no contacts, too many of them, or too long a reference")
	}
	b = appendText(b, m.User)
	b = binary.AppendUvarint(b, uint64(len(m.Contacts)))
	for _, c := range m.Contacts {
		session, err := hex.DecodeString(c.Session)
		typ := slices.Index(identity.Types(), c.Type)
		if err != nil || len(session) != 32 || typ < 0 || len(c.Context) > maxContext {
			return nil, errors.New("a contact's type, context or session is none")
		}
		b = appendText(append(b, byte(typ)), c.Context)
		b = append(append(b, session...), c.Element[:]...)
		b = binary.BigEndian.AppendUint64(b, uint64(c.Since.Unix()))
	}
	return b, nil
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// memberReader decodes members.
type memberReader struct{ r *bufio.Reader }

// next returns io.EOF after the last member.
func (r memberReader) next() (m Member, err error) {
	if _, err := r.r.Peek(1); err == io.EOF {
		return m, io.EOF
	}
	if m.User, err = r.text(maxUser); err != nil {
		return m, damaged(err)
	}
	n, err := binary.ReadUvarint(r.r)
	if err != nil || n == 0 || n > maxContacts {
		return m, damaged(err)
	}
	for range n {
		c, err := r.contact()
		if err != nil {
			return m, damaged(err)
		}
		m.Contacts = append(m.Contacts, c)
	}
	return m, nil
}

func (r memberReader) contact() (c Contact, err error) {
	typ, err := r.r.ReadByte()
	if err != nil {
		return c, err
	}
	if int(typ) >= len(identity.Types()) {
		return c, errors.New("unknown identifier type")
	}
	c.Type = identity.Types()[typ]
	if c.Context, err = r.text(maxContext); err != nil {
		return c, err
	}
	var b [32 + len(c.Element) + 8]byte
	if _, err := io.ReadFull(r.r, b[:]); err != nil {
		return c, err
	}
	c.Session = hex.EncodeToString(b[:32])
	copy(c.Element[:], b[32:])
	c.Since = time.Unix(int64(binary.BigEndian.Uint64(b[32+len(c.Element):])), 0).UTC()
	return c, nil
}

func (r memberReader) text(most uint64) (string, error) {
	n, err := binary.ReadUvarint(r.r)
	if err != nil {
		return "", err
	}
	if n > most {
		return "", errors.New("a text is too long")
	}
	b := make([]byte, n)
	_, err = io.ReadFull(r.r, b)
	return string(b), err
}

func damaged(err error) error {
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		err = errors.New("a count is out of range")
	}
	return fmt.Errorf("the audience's file is damaged: %w", err)
}
