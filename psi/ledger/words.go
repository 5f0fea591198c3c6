package ledger

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/blindmatch/blindmatch/psi"
)

// words are the texts of an entry that the schema gives a form and Go's types don't.
type words struct {
	identities, said, amounts []string // who; what can't be empty; fractions of ε
	modes                     []psi.Mode
	counts                    []int64
}

var amountRE = regexp.MustCompile(`^[0-9]+(/[0-9]+)?$`)

func (w *words) check() error {
	for _, id := range w.identities {
		if err := psi.CheckIdentity(id); err != nil {
			return fmt.Errorf("who it is about: %w", err)
		}
	}
	for _, s := range w.said {
		if s == "" {
			return errors.New("its owner or its reason is empty")
		}
	}
	for _, s := range w.amounts {
		if !amountRE.MatchString(s) {
			return errors.New("an amount of ε is no fraction")
		}
	}
	for _, m := range w.modes {
		if _, err := psi.ParseMode(string(m)); err != nil {
			return err
		}
	}
	for _, n := range w.counts {
		if n < 0 {
			return errors.New("a count is negative")
		}
	}
	return nil
}

// words are those of e.
func (e *Entry) words() *words {
	w := new(words)
	switch {
	case e.Start != nil:
		d := e.Start.Disclosure
		w.identities, w.modes, w.counts = []string{e.Start.Platform}, e.Start.Modes, []int64{d.Spacing}
		w.amounts = []string{d.Epsilon, d.Month, d.Year}
	case e.Epoch != nil:
		w.identities = []string{e.Epoch.Platform}
	case e.Offer != nil:
		w.identities, w.modes = []string{e.Offer.Advertiser, e.Offer.Platform}, []psi.Mode{e.Offer.Mode}
	case e.Result != nil:
		w.identities, w.said, w.modes = []string{e.Result.Advertiser}, []string{e.Result.Owner}, []psi.Mode{e.Result.Mode}
		if b := e.Result.Budget; b != nil {
			w.amounts = []string{b.Epsilon, b.LeftMonth, b.LeftYear}
		}
	case e.Refusal != nil:
		w.identities = []string{e.Refusal.Advertiser}
	case e.Handles != nil:
		w.identities = []string{e.Handles.Advertiser}
	case e.Erased != nil:
		w.said = []string{e.Erased.Reason}
	case e.Acknowledged != nil:
		w.counts = []int64{e.Acknowledged.Log, e.Acknowledged.Known}
	case e.Strike != nil:
		w.identities, w.said = []string{e.Strike.Advertiser}, []string{e.Strike.Owner}
	case e.Lifted != nil:
		w.said = []string{e.Lifted.Owner, e.Lifted.Reason}
	case e.Audience != nil:
		w.identities = []string{e.Audience.Advertiser}
	}
	return w
}
