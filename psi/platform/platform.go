package platform

import (
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/session"
)

// Platform serves sessions from a data directory. It is safe for concurrent use. Its goroutines end with Close.
type Platform struct {
	ofSessions
	store *Directory
	cfg   Config
	env   *session.Env

	acknowledged *ledger.Entry // the last one; nil if there is none
}

// Store gives access to the datasets and clients that the platform serves.
func (p *Platform) Store() *Directory { return p.store }

// Identity is the platform's name in every context.
func (p *Platform) Identity() string { return p.env.Identity }
