package session

import (
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/internal/extsort"
	"github.com/blindmatch/blindmatch/psi/platform/internal/audiences"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// matchFiles are the files of one session's matches: the client's handles, the platform's own list that says whose they
// are, and the match index that answers a person's question.
type matchFiles struct {
	*Env
	session string
}

// begin has nothing to wait for.
func (m *matchFiles) begin(context.Context) error { return nil }

// keep gives the platform's list its final name, once the matches are in the ledger: it appears whole or not at all.
func (m *matchFiles) keep() error {
	file := m.Rows.Files.MatchList(m.session)
	if err := durable.Move(m.Rows.Files.Unfinished().MatchList(m.session), file); err != nil {
		return err
	}
	return durable.SyncDir(filepath.Dir(file))
}

// drop removes the files for good: nobody was told of them, whatever the ledger says.
func (m *matchFiles) drop(bool) error { return m.Rows.Files.DropMatches(m.session) }

func (m *matchFiles) end() {}

// matchList is the platform's list and the match index of a session, being written.
type matchList struct {
	files   *matchFiles
	data    *openedDataset
	order   *os.File
	file    *os.File
	table   *csv.Writer
	people  *subject.Candidates
	index   *subject.MatchWriter
	session *facts
	epoch   *epoch
	done    bool
}

func (p *Env) newMatchList(f *facts, m *matching) (l *matchList, err error) {
	l = &matchList{files: &matchFiles{Env: p, session: f.id}, session: f, epoch: m.epoch}
	defer func() {
		if err != nil {
			l.close()
		}
	}()
	if l.data, err = p.openDataset(&m.epoch.data); err != nil {
		return l, err
	}
	if l.order, err = os.Open(m.epoch.files.Order()); err != nil {
		return l, err
	}
	if l.file, err = durable.MkFile(p.Rows.Files.Unfinished().MatchList(f.id)); err != nil {
		return l, err
	}
	l.table = csv.NewWriter(durable.Writer(l.file))
	if err = l.table.Write(audiences.MatchColumns); err != nil {
		return l, err
	}
	l.people, l.index, err = p.openMatchIndex(f)
	return l, err
}

// add adds the users of a group that matches: those who themselves hold an identifier that matched.
func (l *matchList) add(h psi.Handle, hit psi.Hit) error {
	return l.data.holders(l.order, l.epoch, hit, func(x holder) error {
		if err := l.table.Write([]string{h.String(), x.User, string(x.Type), x.Context, x.hex()}); err != nil {
			return err
		}
		return l.index.Add(l.people.Tag(x.User), h)
	})
}

// finish makes list and index durable, and returns the index's root. keep gives the list its final name.
func (l *matchList) finish() (root psi.Digest, err error) {
	l.table.Flush()
	if err := errors.Join(l.table.Error(), durable.SyncFile(l.file), durable.SyncDir(filepath.Dir(l.file.Name()))); err != nil {
		return root, err
	}
	if root, err = l.index.Finish(); err != nil {
		return root, err
	}
	l.done = true
	return root, durable.SyncDir(l.files.Rows.Files.Subjects())
}

// close closes everything. Unless the list is finished, it removes it.
func (l *matchList) close() error {
	var errs []error
	if l.index != nil {
		errs = append(errs, l.index.Close())
	}
	if l.people != nil {
		errs = append(errs, l.people.Close())
	}
	if l.file != nil {
		errs = append(errs, l.file.Close())
		if !l.done {
			errs = append(errs, durable.Drop(l.file.Name()))
		}
	}
	if l.order != nil {
		errs = append(errs, l.order.Close())
	}
	if l.data != nil {
		errs = append(errs, l.data.Close())
	}
	return errors.Join(errs...)
}

// writeHandles writes the client's handles durably, sorted.
func writeHandles(f *facts, handles *extsort.Sorter) (set *psi.Set, err error) {
	file, err := durable.MkFile(filepath.Join(f.dir, handlesFile))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	sorted, err := handles.Sort()
	if err != nil {
		return nil, err
	}
	s, err := psi.WriteHandles(durable.Writer(file), sorted)
	if err != nil {
		return nil, err
	}
	return &s, errors.Join(durable.SyncFile(file), durable.SyncDir(f.dir), durable.SyncDir(filepath.Dir(f.dir)))
}
