package ledger

import (
	"errors"
	"math/bits"
	"slices"

	"github.com/blindmatch/blindmatch/psi"
)

// shape checks sets and words in e, as the schema does.
func (e *Entry) shape() error {
	for _, parts := range e.sets() {
		if err := partsShape(parts); err != nil {
			return err
		}
	}
	if o := e.Offer; o != nil && (o.Segments < 1 || o.Segments > psi.MaxSegments) {
		return errors.New("it offers no segments, or too many")
	}
	if m := e.Result; m != nil && m.Segments != nil && (len(m.Segments) < 2 || len(m.Segments) > psi.MaxSegments) {
		return errors.New("its segments are not several, or too many")
	}
	for _, a := range e.audiences() {
		if !slices.Contains([]psi.Action{psi.CreateAudience, psi.ReplaceAudience, psi.AddToAudience, psi.RemoveAudience}, a.Action) {
			return errors.New("nobody can do that to an audience")
		}
		if a.Use != "" && a.Use != psi.Include && a.Use != psi.Exclude {
			return errors.New("an audience is not for that")
		}
		if a.Expires != "" {
			if _, err := a.ExpiresAt(); err != nil {
				return err
			}
		}
	}
	if m := e.Audience; m != nil && !slices.Contains([]string{"renewed", "deleted", "expired"}, m.Action) {
		return errors.New("an audience does not change like that without a session")
	}
	if m := e.Lookup; m != nil && (m.Persons < 1 || !slices.Contains([]string{LookupByUser, "email", "phone"}, m.By)) {
		return errors.New("a look-up of nobody, or by nothing known")
	}
	if m := e.Opened; m != nil && (m.Kind != AuditSpot && m.Kind != AuditFull || m.Groups < 1) {
		return errors.New("an audit of no known kind, or of nothing")
	}
	if m := e.Audit; m != nil && (m.Kind != AuditSpot && m.Kind != AuditFull || m.Verdict != AuditPassed && m.Verdict != AuditFailed) {
		return errors.New("an audit of no known kind, or without a verdict")
	}
	return nil
}

// sets are the parts of all sets in e.
func (e *Entry) sets() (all [][]psi.Part) {
	if e.Epoch != nil {
		all = append(all, e.Epoch.Set.Parts)
	}
	if e.Commit != nil {
		all = append(all, e.Commit.List, e.Commit.Set.Parts)
	}
	if e.Result != nil && e.Result.Handles != nil {
		all = append(all, e.Result.Handles.Parts)
	}
	if e.Handles != nil {
		all = append(all, e.Handles.Set.Parts)
	}
	return all
}

// audiences are what sessions do to audiences, in e.
func (e *Entry) audiences() (all []psi.Audience) {
	if e.Offer != nil && e.Offer.Audience != nil {
		all = append(all, *e.Offer.Audience)
	}
	if e.Result != nil && e.Result.Audience != nil {
		all = append(all, *e.Result.Audience)
	}
	return all
}

func partsShape(parts []psi.Part) error {
	if len(parts) < 1 || len(parts) > psi.MaxSegments {
		return errors.New("a set has no parts, or too many")
	}
	for _, p := range parts {
		if p.Size < 1 || p.Width < 1 || p.Width > psi.MaxWidth || bits.OnesCount64(p.Width) != 1 {
			return errors.New("a part of a set is none that a set can have")
		}
	}
	return nil
}
