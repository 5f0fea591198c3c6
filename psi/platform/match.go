package platform

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/internal/durable"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// match finds the matches of a blinded session. Unless they are below the
// floor, it writes the handles for the client, sorted so that their order says
// nothing, and for the platform a file that says whose each handle is. There are
// as many handles as the released size says, so that their number says no more:
// a random part of the matches is left out.
func (p *Platform) match(s *session, e *psi.BlindedEvaluation, result *psi.Result) error {
	const width = psi.HandleSize + 8
	sorter := extsort.New(extsort.Config{Width: width, Memory: p.cfg.Work.Memory, Dir: p.scratch().Dir})
	defer sorter.Close()
	rec := make([]byte, 0, width)
	err := e.Match(s.ctx, s.tags.reader(), s.tags.set, func(m psi.Match) error {
		rec = append(rec[:0], m.Handle[:]...)
		return sorter.Add(binary.BigEndian.AppendUint64(rec, m.Position))
	})
	if err != nil {
		return err
	}
	matches := sorter.Len()
	result.Released = p.policy.ReleaseHandles(s.owner, matches)
	if result.Released.BelowFloor {
		return nil
	}
	sorted, err := sorter.Sort()
	if err != nil {
		return err
	}
	handles, err := p.writeMatches(s, sorted, newLottery(*result.Released.Value, matches))
	result.Handles = handles
	return err
}

// matchesFile is where the platform finds a session's matches.
func (s *Store) matchesFile(session string) string {
	return s.rows.Files.MatchList(session)
}

// dropMatches removes all that is kept of a session's matches, for good.
func (s *Store) dropMatches(session string) error {
	file, index := s.matchesFile(session), s.rows.Files.MatchIndex(session)
	return errors.Join(durable.Drop(s.newMatchesFile(session)), durable.Drop(file), durable.SyncDir(filepath.Dir(file)),
		durable.Drop(index), durable.SyncDir(filepath.Dir(index)))
}

func (s *Store) newMatchesFile(session string) string {
	return s.rows.Files.NewMatchList(session)
}

// keepMatches gives a session's matches their name, once the ledger tells of
// them: matches/SESSION.csv appears whole or not at all.
func (s *Store) keepMatches(session string) error {
	file := s.matchesFile(session)
	if err := durable.Move(s.newMatchesFile(session), file); err != nil {
		return err
	}
	return durable.SyncDir(filepath.Dir(file))
}

// writeMatches writes both files of a session's matches, so that they last. The
// platform's gets its name from keepMatches. A third file is the session's match
// index, for the question of a person.
func (p *Platform) writeMatches(s *session, sorted *extsort.Sorted, kept *lottery) (set *psi.Set, err error) {
	order, err := os.Open(filepath.Join(s.dir, orderFile))
	if err != nil {
		return nil, err
	}
	defer order.Close()
	handles, err := durable.MkFile(filepath.Join(s.dir, handlesFile))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, handles.Close()) }()
	users, err := durable.MkFile(p.store.newMatchesFile(s.id))
	if err != nil {
		return nil, err
	}
	defer func() {
		if err = errors.Join(err, users.Close()); err != nil {
			durable.Drop(users.Name())
		}
	}()
	people, index, err := p.openMatchIndex(s)
	if err != nil {
		return nil, err
	}
	defer people.Close()
	defer func() { err = errors.Join(err, index.Close()) }()
	hash := sha256.New()
	out := bufio.NewWriter(io.MultiWriter(durable.Writer(handles), hash))
	table := csv.NewWriter(durable.Writer(users))
	if err := table.Write([]string{"handle", "user_id"}); err != nil {
		return nil, err
	}
	set = new(psi.Set)
	buf := make([]byte, 1<<12*(psi.HandleSize+8))
	for {
		n, err := sorted.Read(buf)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		for r := buf[:n]; len(r) > 0; r = r[psi.HandleSize+8:] {
			if err := s.ctx.Err(); err != nil {
				return nil, err
			}
			if !kept.draw() {
				continue
			}
			handle := psi.Handle(r)
			refs, err := s.users(order, binary.BigEndian.Uint64(r[psi.HandleSize:]))
			if err != nil {
				return nil, err
			}
			for _, ref := range refs {
				if err := table.Write([]string{handle.String(), ref}); err != nil {
					return nil, err
				}
				if err := index.Add(people.Tag(ref), handle); err != nil {
					return nil, err
				}
			}
			if _, err := out.Write(handle[:]); err != nil {
				return nil, err
			}
			set.Size++
		}
	}
	table.Flush()
	if err := errors.Join(out.Flush(), table.Error(), durable.SyncFile(users),
		durable.SyncFile(handles), durable.SyncDir(s.dir), durable.SyncDir(filepath.Dir(s.dir))); err != nil {
		return nil, err
	}
	if s.index, err = index.Finish(); err != nil {
		return nil, err
	}
	if err := durable.SyncDir(p.store.rows.Files.Subjects()); err != nil {
		return nil, err
	}
	set.Digest = psi.Digest(hash.Sum(nil))
	return set, nil
}

// users returns whose the element at a position of the session's set is.
func (s *session) users(order io.ReaderAt, position uint64) ([]string, error) {
	var index [8]byte
	if _, err := order.ReadAt(index[:], int64(position)*8); err != nil {
		return nil, err
	}
	i := binary.BigEndian.Uint64(index[:])
	if i >= s.blinded.data.set.Size() {
		return nil, nil // padding: only tags that are not in P's order match there
	}
	return s.blinded.data.set.Users(i)
}
