package dataset

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
)

// File is an advertiser's list in a file, for one session: advertiser.Count takes it. It is used from one goroutine.
type File struct {
	name  string
	table *Table
	cfg   ListConfig
	list  *List
}

// OpenFile opens an advertiser's list, to be closed. Types and Profile of cfg are the platform's, and needn't be set.
func OpenFile(path string, table TableConfig, cfg ListConfig) (*File, error) {
	t, err := OpenTable(path, table)
	if err != nil {
		return nil, err
	}
	if path == "-" {
		path = "standard input"
	}
	return &File{name: path, table: t, cfg: cfg}, nil
}

// Close closes the file.
func (f *File) Close() error { return f.table.Close() }

// Items finds the columns that a dataset matches by, and yields what is in them. A list with nothing in it that can be
// used is an error, a *NothingUsable.
func (f *File) Items(ctx context.Context, info *psi.DatasetInfo) (iter.Seq2[psi.Item, error], error) {
	profile, err := identity.ParseProfile(info.Profile)
	if err != nil {
		return nil, fmt.Errorf("the platform's dataset: %w", err)
	}
	cfg := f.cfg
	cfg.Profile, cfg.Types = profile, nil
	for _, name := range info.Types.Names() {
		t, err := identity.ParseType(name)
		if err != nil {
			continue // of a later version: this one can't match by it
		}
		cfg.Types = append(cfg.Types, t)
	}
	if len(cfg.Types) == 0 {
		return nil, fmt.Errorf("the platform matches by %s, which this version does not know", info.Types)
	}
	if f.list, err = NewList(f.table, cfg); err != nil {
		return nil, fmt.Errorf("%s: %w", f.name, err)
	}
	return func(yield func(psi.Item, error) bool) {
		for it, err := range f.list.Items(ctx, info.Types) {
			if err != nil && !errors.Is(err, context.Canceled) {
				err = fmt.Errorf("%s: %w", f.name, err)
			}
			if !yield(it, err) || err != nil {
				return
			}
		}
		if r := f.list.Report(); r.Accepted == 0 {
			yield(psi.Item{}, &NothingUsable{f.name, r})
		}
	}, nil
}

// Rows is how many rows had an identifier, of those that have been yielded.
func (f *File) Rows() uint64 { return f.Report().RowsUsed }

// PhoneMetadata names the numbering plans that phone numbers are validated with, once Items has returned; "" if none are.
func (f *File) PhoneMetadata() string { return f.Report().PhoneMetadata }

// Report says what has been found in the file up to now.
func (f *File) Report() ListReport {
	if f.list == nil {
		return ListReport{}
	}
	return f.list.Report()
}

// NothingUsable says that a list has no identifier that can be used. The platform would only say that it is too small.
type NothingUsable struct {
	File   string
	Report ListReport
}

func (e *NothingUsable) Error() string {
	r := &e.Report
	text := fmt.Sprintf("%s: none of %d rows has an identifier that can be used: %d without any, %d with nothing but rejects, %d kept out",
		e.File, r.Rows, r.RowsEmpty, r.RowsRejected, r.RowsKeptOut)
	var why []string
	for _, x := range slices.Concat(r.Rejects, r.KeptOut) {
		why = append(why, fmt.Sprintf("%d %s (%s)", x.Count, x.Code, x.Hint))
	}
	if len(why) > 0 {
		text += ": " + strings.Join(why, ", ")
	}
	return text
}
