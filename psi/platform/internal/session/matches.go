package session

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
)

// matchWidth is the length of a match in bytes: its handle and its element's position in P.
const matchWidth = psi.HandleSize + 8

// matchFiles are the files of one session's matches: the client's handles, the platform's own list that says whose they
// are, and the match index that answers a person's question.
type matchFiles struct {
	*Env
	session string
}

// keep gives the platform's list its final name, once the matches are in the ledger: matches/SESSION.csv appears whole
// or not at all.
func (m *matchFiles) keep() error {
	file := m.Rows.Files.MatchList(m.session)
	if err := durable.Move(m.Rows.Files.NewMatchList(m.session), file); err != nil {
		return err
	}
	return durable.SyncDir(filepath.Dir(file))
}

// drop removes the files for good.
func (m *matchFiles) drop() error { return m.Rows.Files.DropMatches(m.session) }

// write writes the files durably, with the matches that kept draws from sorted. It returns what the client is told
// about its handles, and the root of the match index. keep gives the platform's list its final name.
func (m *matchFiles) write(f *facts, set *dataset.StoredSet, sorted *extsort.Sorted, kept *disclosure.Lottery) (released *psi.Set, root psi.Digest, err error) {
	order, err := os.Open(filepath.Join(f.dir, orderFile))
	if err != nil {
		return nil, root, err
	}
	defer order.Close()
	handles, err := durable.MkFile(filepath.Join(f.dir, handlesFile))
	if err != nil {
		return nil, root, err
	}
	defer func() { err = errors.Join(err, handles.Close()) }()
	users, err := durable.MkFile(m.Rows.Files.NewMatchList(f.id))
	if err != nil {
		return nil, root, err
	}
	defer func() {
		if err = errors.Join(err, users.Close()); err != nil {
			durable.Drop(users.Name())
		}
	}()
	people, index, err := m.openMatchIndex(f)
	if err != nil {
		return nil, root, err
	}
	defer people.Close()
	defer func() { err = errors.Join(err, index.Close()) }()
	hash := sha256.New()
	out := bufio.NewWriter(io.MultiWriter(durable.Writer(handles), hash))
	table := csv.NewWriter(durable.Writer(users))
	if err := table.Write([]string{"handle", "user_id"}); err != nil {
		return nil, root, err
	}
	released = new(psi.Set)
	for match, err := range matches(sorted) {
		if err != nil {
			return nil, root, err
		}
		if err := f.ctx.Err(); err != nil {
			return nil, root, err
		}
		if !kept.Draw() {
			continue
		}
		refs, err := usersAt(order, set, match.Position)
		if err != nil {
			return nil, root, err
		}
		for _, ref := range refs {
			if err := table.Write([]string{match.Handle.String(), ref}); err != nil {
				return nil, root, err
			}
			if err := index.Add(people.Tag(ref), match.Handle); err != nil {
				return nil, root, err
			}
		}
		if _, err := out.Write(match.Handle[:]); err != nil {
			return nil, root, err
		}
		released.Size++
	}
	table.Flush()
	if err := errors.Join(out.Flush(), table.Error(), durable.SyncFile(users),
		durable.SyncFile(handles), durable.SyncDir(f.dir), durable.SyncDir(filepath.Dir(f.dir))); err != nil {
		return nil, root, err
	}
	if root, err = index.Finish(); err != nil {
		return nil, root, err
	}
	if err := durable.SyncDir(m.Rows.Files.Subjects()); err != nil {
		return nil, root, err
	}
	released.Digest = psi.Digest(hash.Sum(nil))
	return released, root, nil
}

// matches yields sorted matches. An error ends the sequence.
func matches(sorted *extsort.Sorted) iter.Seq2[psi.Match, error] {
	return func(yield func(psi.Match, error) bool) {
		buf := make([]byte, 1<<12*matchWidth)
		for {
			n, err := sorted.Read(buf)
			if err == io.EOF {
				return
			}
			if err != nil {
				yield(psi.Match{}, err)
				return
			}
			for r := buf[:n]; len(r) > 0; r = r[matchWidth:] {
				if !yield(psi.Match{Handle: psi.Handle(r), Position: binary.BigEndian.Uint64(r[psi.HandleSize:])}, nil) {
					return
				}
			}
		}
	}
}

// usersAt returns the users to whom the element at a position of a session's set belongs. order maps each position to
// the one in the dataset.
func usersAt(order io.ReaderAt, set *dataset.StoredSet, position uint64) ([]string, error) {
	var index [8]byte
	if _, err := order.ReadAt(index[:], int64(position)*8); err != nil {
		return nil, err
	}
	i := binary.BigEndian.Uint64(index[:])
	if i >= set.Size() {
		return nil, nil // padding: only tags out of P's order match there
	}
	return set.Users(i)
}
