package store

import (
	"errors"

	"github.com/blindmatch/blindmatch/internal/durable"
	"modernc.org/sqlite"
)

// Reserve is a file of a data directory that takes up room for what has to be written when the disk is full: the
// ledger's entries, and how sessions ended.
func Reserve(l Layout) string { return l.in("reserve") }

// IsFull says whether err means that the disk is full.
func IsFull(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		const full, noShared = 13, 4874 // SQLITE_FULL, SQLITE_IOERR_SHMSIZE
		return e.Code() == full || e.Code() == noShared
	}
	return durable.IsFull(err)
}

// MakeRoom gives the reserve back if err means that the disk is full. It says whether to try again.
func (s *Store) MakeRoom(err error) bool {
	if !IsFull(err) {
		return false
	}
	durable.NewReserve(Reserve(s.Files), 1).Give()
	return true
}

// Insist runs f, which must not fail for lack of room: if it does, the reserve is given back, and f runs again.
func (s *Store) Insist(f func() error) error {
	err := f()
	if s.MakeRoom(err) {
		err = f()
	}
	return err
}
