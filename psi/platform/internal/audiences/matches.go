package audiences

import (
	"context"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi/audience"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// Match is a handle of a blinded session and a user who holds an identifier that matched.
type Match struct {
	Handle  string        `json:"handle"` // in hexadecimal
	User    string        `json:"user_id"`
	Type    identity.Type `json:"id_type"`
	Context string        `json:"context"`
}

// MatchColumns are the columns of the platform's list of a session's matches.
var MatchColumns = []string{"handle", "user_id", "id_type", "context", "element"}

// Matches yields the matches of a blinded session whom the gate admits now, and counts in s, unless that is nil. Decoys are
// not among them.
func (t *To) Matches(ctx context.Context, session string, s *audience.Summary) iter.Seq2[Match, error] {
	if s == nil {
		s = new(audience.Summary)
	}
	return func(yield func(Match, error) bool) {
		more := true
		err := eachMatch(ctx, t.Rows, session, s, func(m Match) bool {
			more = yield(m, nil)
			return more
		})
		if err != nil && more {
			yield(Match{}, err)
		}
	}
}

func eachMatch(ctx context.Context, in *store.Store, session string, s *audience.Summary, use func(Match) bool) (err error) {
	*s = audience.Summary{}
	about, err := in.Sessions.About(ctx, session)
	if err != nil {
		return err
	}
	if about == nil {
		return fmt.Errorf("no session %.12s", session)
	}
	f, err := os.Open(in.Files.MatchList(session))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("session %.12s has no list of matches: it is not of mode blinded, released no handles, was erased, or its list has expired", session)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	g, err := openGate(ctx, in, about.Dataset, about.Purpose)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, g.close()) }()
	list := csv.NewReader(f)
	list.FieldsPerRecord, list.ReuseRecord = len(MatchColumns), true
	if _, err := list.Read(); err != nil {
		return fmt.Errorf("the list of matches is damaged: %w", err)
	}
	for {
		rec, err := list.Read()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = context.Cause(ctx)
		}
		if err != nil {
			return fmt.Errorf("the list of matches: %w", err)
		}
		var e ecdh.Element
		m := Match{Handle: rec[0], User: rec[1], Type: identity.Type(rec[2])}
		if n, err := hex.Decode(e[:], []byte(rec[4])); err != nil || n != len(e) {
			return errors.New("the list of matches is damaged")
		}
		var why string
		if m.Context, why, err = g.Admits(m.User, m.Type, e); err != nil {
			return err
		}
		if why != "" {
			s.Leave(why)
			continue
		}
		s.In++
		if !use(m) {
			return nil
		}
	}
}
