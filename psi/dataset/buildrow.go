package dataset

import (
	"strings"

	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// row judges one record.
func (b *build) row(r *row) error {
	b.report.Rows++
	user := userOf(r.cell(b.reader.user))
	f := r.fault
	if f == "" {
		f = checkUser(user)
	}
	var said byte
	var err error
	if f != "" {
		said, err = b.rejected(r, user, f)
	} else {
		said, err = b.judge(r, user)
	}
	if err == nil && said != 0 {
		err = b.says(user, said)
	}
	return err
}

// rejected returns what a row that is rejected as a whole says of its user. Nothing of it is taken up, but who may have
// said no in it is out.
func (b *build) rejected(r *row, user []byte, f fault) (said byte, err error) {
	if err := b.rejectRow(r, f); err != nil {
		return 0, err
	}
	if b.cfg.OnlyNo {
		return 0, nil
	}
	may := b.reader.mayObject(r)
	if checkUser(user) != "" {
		if may {
			b.report.Stated.Nobody++
		}
		return 0, nil
	}
	if may {
		return joinNamed | joinUnsure, b.unsure(r, user)
	}
	if b.unchanged(r) {
		return 0, nil
	}
	return joinNamed, nil
}

// judge returns what a row says of its user, for the join; 0 if it is passed over.
func (b *build) judge(r *row, user []byte) (said byte, err error) {
	b.reader.object(r)
	if b.cfg.OnlyNo {
		return b.onlyNo(r, user)
	}
	switch b.changes(r) {
	case rowUnchanged:
		return b.late(r, user)
	case rowUnreadable:
		switch {
		case b.reader.objects():
			return joinNamed | joinWithdrawn, b.withdrawn(r, user)
		case b.reader.unsure:
			return joinNamed | joinUnsure, b.unsure(r, user)
		}
		return joinNamed, nil
	case rowDeleted:
		return joinNamed | joinWithdrawn, b.withdrawn(r, user)
	}
	b.reader.label(r)
	for t, n := range b.reader.readVerified(r) {
		b.types[t].UnreadVerified += n
	}
	rec := &b.reader.record
	d := decision{context: noContext}
	own := false
	for _, c := range b.reader.cells {
		code := &d.codes[typeIndex(c.typ)]
		cells := c.read(r)
		for i := range cells {
			cell := &cells[i]
			b.types[c.typ].read(cell)
			switch cell.reject {
			case identity.Empty:
			case identity.Accepted:
				own = own || isHashOf(user, &cell.key)
				rec.Values = append(rec.Values, purpose.Value{Type: c.typ, Key: cell.key, Verified: b.reader.verifies(c.typ, cells, cell)})
				*code = decidedAdmitted
			default:
				b.log.identifier(cell.reject, Place{Line: r.line, Column: cell.column + 1})
				if *code == decidedNothing {
					*code = decidedRejected + byte(cell.reject)
				}
			}
		}
	}
	if own {
		return joinNamed, b.rejectRow(r, faultUserIdentifier)
	}
	said = joinNamed
	switch {
	case rec.OptedOut || rec.Revoked:
		said |= joinWithdrawn
		b.state()
		err = b.remember(r, user, false)
	case b.reader.unsure:
		said |= joinUnsure
		err = b.unsure(r, user)
	}
	if err != nil {
		return 0, err
	}
	if len(rec.Values) == 0 && !b.cfg.erased(user) {
		if d.codes == [2]byte{} {
			b.report.RowsEmpty++
		} else {
			b.report.RowsRejected++
		}
		return said, b.addRecord(user, d)
	}
	rec.User = string(user)
	if b.cfg.erased(user) {
		return joinNamed | joinWithdrawn | joinErased, b.count(rec, purpose.Decision{Reason: purpose.Erased}, &d, Place{Line: r.line})
	}
	var verdict purpose.Decision
	b.admitted, verdict = b.cfg.Gate.Admit(b.admitted[:0], rec)
	d.expires = minutes(rec.Expires)
	if err := b.count(rec, verdict, &d, Place{Line: r.line, Column: b.reader.bad + 1}); err != nil {
		return 0, err
	}
	if err := b.addRecord(user, d); err != nil {
		return 0, err
	}
	for _, a := range b.admitted {
		said |= joinAdmitted
		if v := a.Value(); v.Verified {
			b.types[v.Type].Verified++
		}
		if err := b.put(a); err != nil {
			return 0, err
		}
	}
	return said, nil
}

func (b *build) rejectRow(r *row, f fault) error {
	b.report.RowsRejected++
	b.log.row(f, r.line)
	return nil
}

// count enters a verdict into the report and the decision.
func (b *build) count(rec *purpose.Record, verdict purpose.Decision, d *decision, at Place) error {
	values := uint64(len(rec.Values))
	admitted := verdict.Reason == purpose.Admits
	if admitted {
		n, err := b.context(verdict.Context)
		if err != nil {
			return err
		}
		d.context = n
		b.report.RowsAdmitted++
		c := b.contexts[verdict.Context]
		if c == nil {
			c = &ContextCount{Context: verdict.Context}
			b.contexts[verdict.Context] = c
		}
		c.Rows++
		c.Values += values
	} else {
		b.report.RowsExcluded++
		if verdict.Reason == purpose.OptedOut || verdict.Reason == purpose.Revoked {
			b.report.OptedOut++
		}
		e := b.excluded[verdict.Reason]
		if e == nil {
			e = newExcludedCount(verdict.Reason)
			b.excluded[verdict.Reason] = e
		}
		e.add(at)
		e.Values += values
		var err error
		if d.context, err = b.knownContext(rec.Context); err != nil {
			return err
		}
		for i, code := range d.codes {
			if code == decidedAdmitted {
				d.codes[i] = decidedExcluded + byte(verdict.Reason)
			}
		}
	}
	for _, v := range rec.Values {
		t := b.types[v.Type]
		t.Values++
		if admitted {
			t.Admitted++
		} else {
			t.Excluded++
		}
		if err := b.overlaps(rec, v, verdict); err != nil {
			return err
		}
	}
	return nil
}

// knownContext numbers the first context of a label that the policy knows. The
// others are text from the table, and are not stored.
func (b *build) knownContext(label string) (uint16, error) {
	for name := range strings.SplitSeq(label, ";") {
		name = strings.TrimSpace(name)
		if _, ok := b.cfg.Gate.Policy().Context(name); ok {
			return b.context(name)
		}
	}
	return noContext, nil
}
