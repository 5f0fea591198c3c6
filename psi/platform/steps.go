package platform

import "github.com/blindmatch/blindmatch/psi/ledger"

// What the crash table of this package puts something else in place of.
var (
	sqlDriver  = "sqlite"
	openLedger = ledger.Open
)
