// Package steps tells whoever traces a platform what it does, and when.
package steps

import "github.com/blindmatch/blindmatch/psi"

// Step is a piece of a platform's work. Nothing in it was chosen by a client, and nothing counts.
type Step struct {
	// Name is one of the constants, or Ledger and an entry's type.
	Name string
	// Session is the name that the platform drew for the session that the work is for; "" if it is for none. The session
	// is described by its own step, of name Session, alone.
	Session string
	Mode    psi.Mode
	Dataset string
}

// The names of steps. Those that wait for their turn, or for the next moment at which an answer may be ready, take that
// long: how long a comparison itself takes would say what is in it.
const (
	Session   = "session"   // from its offer to its end
	Mask      = "mask"      // a dataset, into an epoch file
	Evaluate  = "evaluate"  // a list
	Sentinels = "sentinels" // their tags
	Debit     = "debit"     // what an answer costs
	Count     = "count"     // the comparison, until the answer may be given
	Ledger    = "ledger "   // an entry made durable
)

// Trace hears that a step begins, and what it returns hears that it ends, with its error if there is one. nil means that
// nobody asks.
type Trace func(Step) (end func(error))

// Begin is t, or what does nothing.
func (t Trace) Begin(s Step) (end func(error)) {
	if t == nil {
		return func(error) {}
	}
	return t(s)
}

// Do does f as a step.
func (t Trace) Do(s Step, f func() error) (err error) {
	end := t.Begin(s)
	defer func() { end(err) }()
	return f()
}
