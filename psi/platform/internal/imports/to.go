// Package imports takes tables into datasets: through the purpose gate, masked and sorted, into a generation of files
// that replaces the one before in one step.
package imports

import (
	"time"

	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform/internal/journal"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/purpose"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// Config says what an import makes.
type Config struct {
	Dataset  string           // name
	Purpose  string           // only what may be used for it is imported
	Suite    string           // "" means ristretto255
	Profile  identity.Profile // the zero Profile means identity.Default
	Policy   *purpose.Policy
	Region   string                  // country of phone numbers without a country code; "" means that they are rejected
	Map      map[string]dataset.Role // columns by header, or by "#number"
	Plus     bool                    // phone numbers without a plus sign carry their country code, unless they begin with 0
	Strict   bool                    // damaged cells are not repaired
	Since    time.Time               // if not zero, only rows changed after it are read, and merged into the dataset
	Memory   int                     // bytes for each sort; 0 means 64 MiB
	Progress func(rows uint64)       // called now and then with the rows read; nil means no calls

	// An import that would do more than these allow is Stopped.
	MaxShrink   int    // percent by which the identifiers of a type may become fewer; 0 means 20, less than 0 none, and 100 anything
	MaxRejected int    // percent of rows, of 1,000 or more, that may be rejected; 0 means 20, less than 0 none
	Floor       uint64 // identifiers of a type that a dataset which has them may not fall below; 0 means disclosure.Default's

	DryRun bool // nothing is changed: only the report is made
}

// Report says what an import did.
type Report struct {
	*dataset.BuildReport
	Outcome Outcome  `json:"outcome"`
	Stopped []string `json:"stopped,omitempty"` // why an import was stopped, or in a dry run would have been
}

// Outcome is what became of an import that did not fail.
type Outcome string

const (
	Imported  Outcome = "imported"
	Unchanged Outcome = "unchanged" // no row has changed, and the dataset stays as it is
	DryRun    Outcome = "dry_run"
	Halted    Outcome = "stopped"
)

// To is where datasets are imported to. It is safe for concurrent use, also by several processes.
type To struct {
	Rows    *store.Store
	Journal *journal.Journal
	Eraser  *subject.Eraser
}

// importer is an import under way. It is closed in any case.
type importer struct {
	*draft
	cfg      Config
	gate     *purpose.Gate
	previous *previous
	work     *workFolder
	report   *dataset.BuildReport
}

// previous is the generation that an import replaces; the zero value is none.
type previous struct {
	row    store.Dataset
	stored *dataset.Stored // nil if it is damaged
}

// draft is a generation that is being made.
type draft struct {
	*To
	row    store.Dataset    // what the database, and in Entry the ledger, will say
	made   store.Generation // in a work folder, until it is moved
	index  subject.IndexKey // of the candidate index
	policy string           // its text, for the ledger; "" if it is not at hand
	memory int
}
