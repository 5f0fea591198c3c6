package dataset

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// parts are the reports of a table's parts, put together.
type parts struct {
	*accounts
	rows, records []uint64   // before each part
	contexts      [][]uint16 // of each part, in all of them
	names         []string   // of contexts, in the order in which the table has them
}

// mergeParts adds the reports of parts up, as if the table had been read in one go.
func mergeParts(all []*PartReport, is *manifest) (*parts, error) {
	p := &parts{accounts: newAccounts(&BuildReport{Columns: []Column{}})}
	var rows, records uint64
	for i, part := range all {
		r := part.Report
		switch {
		case r == nil:
			return nil, fmt.Errorf("part %d has no report", i)
		case !maps.Equal(part.Codes, decisionCodes()):
			return nil, errors.New("the parts were made by another version of this program: make them again with this one")
		case r.Purpose != is.Purpose || r.Profile != is.Profile || r.Policy != is.Policy:
			return nil, errors.New("the parts were made under another policy, purpose or profile")
		case part.KeyCheck != is.KeyCheck:
			return nil, errors.New("the parts were masked under another key")
		case i == 0:
			p.report.Source, p.report.Columns = r.Source, r.Columns
			p.report.Purpose, p.report.Profile, p.report.Policy, p.report.PhoneMetadata = r.Purpose, r.Profile, r.Policy, r.PhoneMetadata
		case !slices.Equal(r.Columns, p.report.Columns):
			return nil, errors.New("the parts differ in their columns")
		}
		p.rows, p.records = append(p.rows, rows), append(p.records, records)
		contexts := make([]uint16, len(part.Contexts))
		for j, name := range part.Contexts {
			var err error
			if contexts[j], err = numberContext(&p.names, name); err != nil {
				return nil, err
			}
		}
		p.contexts = append(p.contexts, contexts)
		p.add(r, rows)
		rows += r.Rows
		records += part.Records
	}
	if rows == 0 {
		return nil, errHeaderOnly
	}
	return p, nil
}

// add adds a report whose rows come behind others.
func (a *accounts) add(r *BuildReport, behind uint64) {
	sum := a.report
	for _, f := range []struct{ to, n *uint64 }{
		{&sum.Rows, &r.Rows}, {&sum.RowsAdmitted, &r.RowsAdmitted}, {&sum.RowsExcluded, &r.RowsExcluded}, {&sum.RowsEmpty, &r.RowsEmpty},
		{&sum.RowsRejected, &r.RowsRejected}, {&sum.RowsDeleted, &r.RowsDeleted}, {&sum.RowsFuture, &r.RowsFuture}, {&sum.OptedOut, &r.OptedOut},
		{&sum.Stated.OptedOut, &r.Stated.OptedOut}, {&sum.Stated.Revoked, &r.Stated.Revoked}, {&sum.Stated.Unsure, &r.Stated.Unsure},
		{&sum.Stated.Nobody, &r.Stated.Nobody}, {&a.log.total, &r.Rejected},
	} {
		*f.to += *f.n
	}
	if r.Newest != nil && (sum.Newest == nil || r.Newest.After(*sum.Newest)) {
		sum.Newest = r.Newest
	}
	for _, note := range r.Source.Notes {
		if !slices.Contains(sum.Source.Notes, note) {
			sum.Source.Notes = append(sum.Source.Notes, note)
		}
	}
	for i := range r.Types {
		a.addType(&r.Types[i])
	}
	for i := range r.Excluded {
		x := &r.Excluded[i]
		e := a.excluded[x.Reason]
		if e == nil {
			e = newExcludedCount(x.Reason)
			a.excluded[x.Reason] = e
		}
		e.Rows += x.Rows
		e.Values += x.Values
		e.First = addPlaces(e.First, x.First, behind)
	}
	for _, x := range r.Contexts {
		c := a.contexts[x.Context]
		if c == nil {
			c = &ContextCount{Context: x.Context}
			a.contexts[x.Context] = c
		}
		c.Rows += x.Rows
		c.Values += x.Values
	}
	for _, x := range r.Rejects {
		if a.log.counts == nil {
			a.log.counts = map[string]*RejectCount{}
		}
		c := a.log.counts[x.Code]
		if c == nil {
			c = &RejectCount{Code: x.Code, Hint: x.Hint}
			a.log.counts[x.Code] = c
		}
		c.Count += x.Count
		c.First = addPlaces(c.First, x.First, behind)
	}
}

func (a *accounts) addType(r *TypeReport) {
	t := a.types[r.Type]
	if t == nil {
		t = &TypeReport{Type: r.Type}
		a.types[r.Type] = t
	}
	for _, f := range []struct{ to, n *uint64 }{
		{&t.Values, &r.Values}, {&t.Admitted, &r.Admitted}, {&t.Excluded, &r.Excluded}, {&t.Verified, &r.Verified}, {&t.UnreadVerified, &r.UnreadVerified},
		{&t.Rejected, &r.Rejected}, {&t.Repaired, &r.Repaired}, {&t.LacksPlus, &r.LacksPlus}, {&t.PlusSaves, &r.PlusSaves},
	} {
		*f.to += *f.n
	}
}

// addPlaces adds places in a part that comes behind other rows.
func addPlaces(to, more []Place, behind uint64) []Place {
	for _, p := range more {
		if len(to) < placesKept {
			to = append(to, Place{Line: p.Line + behind, Column: p.Column})
		}
	}
	return to
}

// record is the number of a record in all parts.
func (p *parts) record(place int64) (uint64, error) {
	part, n := splitPlace(place)
	if place < 0 || part >= len(p.records) || part+1 < len(p.records) && n >= p.records[part+1]-p.records[part] {
		return 0, errRunsOrder
	}
	return p.records[part] + n, nil
}

// line is the number of a row in all parts.
func (p *parts) line(place int64) (uint64, error) {
	part, n := splitPlace(place)
	if place < 0 || part >= len(p.rows) {
		return 0, errRunsOrder
	}
	return p.rows[part] + n, nil
}

// context numbers a context of a part.
func (p *parts) context(place int64, n uint16) (uint16, error) {
	part, _ := splitPlace(place)
	switch {
	case n == noContext:
		return n, nil
	case part >= len(p.contexts) || int(n) >= len(p.contexts[part]):
		return 0, errRunsOrder
	}
	return p.contexts[part][n], nil
}

// typeAtIndex is the type at a place in identity.Types.
func typeAtIndex(i int32) (byte, error) {
	if i < 0 || int(i) >= len(identity.Types()) {
		return 0, errRunsOrder
	}
	return byte(i), nil
}
