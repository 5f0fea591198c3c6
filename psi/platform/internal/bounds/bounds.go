// Package bounds says how long what a platform has lasts, and how much clients may ask for.
package bounds

import "time"

// Lifetimes says how long sessions and epochs last.
type Lifetimes struct {
	Epoch   time.Duration // an epoch file is used
	Idle    time.Duration // a session stays open without a message
	Session time.Duration // the longest session, and how long its result is kept
	Former  time.Duration // a superseded import is kept for a rollback
}

// Limits bound what clients may ask for.
type Limits struct {
	ClientSessions int    // open sessions of one client; 0 means 4
	Sessions       int    // open sessions in all; 0 means 64
	List           uint64 // most elements in a list; 0 means 100 million
	OwnerDisk      int64  // bytes of disk that the open sessions of one owner may need; 0 means three quarters of what there is
	Reserve        int64  // bytes of disk kept for the ledger when the disk is full; 0 means 16 MiB, less than 0 none
	// Unpaid is the work, in multiplications, that an owner may have done by sessions that end without an answer, within
	// ten minutes or so; 0 means 2^20. An offer counts as 2^16.
	Unpaid uint64
}
