package dataset

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"
)

// owners writes the files that are about elements.
func (a *adoption) owners() error {
	out, err := createFiles(a.dir, elementsName, typesName, startsName)
	if err != nil {
		return err
	}
	defer out.abort()
	owners, err := createFiles(a.dir, ownersName)
	if err != nil {
		return err
	}
	defer owners.abort()
	large, stop := pull(a.runs.TooLarge())
	defer stop()
	next, err := large()
	if err != nil {
		return err
	}
	a.from = map[int64]uint64{}
	var last RunOwner
	var element [elementWidth]byte
	var typ byte
	var outcome Outcome
	var start [8]byte
	counts := tally{byType: &a.byType}
	endElement := func() {
		if counts.found[Counted] {
			a.in.grow(a.m.Elements)
			a.in.set(a.m.Elements - 1)
			a.byType[typ].Counted++
		}
		counts.endElement(typ)
	}
	for r, err := range a.runs.Owners() {
		if err != nil {
			return err
		}
		isNew := a.m.Elements == 0 || !bytes.Equal(r.Element, element[:])
		newUser := isNew || r.User != last.User
		if len(r.Element) != elementWidth || a.m.Elements > 0 && compareOwners(element[:], &last, r) >= 0 || !isNew && (byte(r.Type) != typ || r.At != last.At) {
			return fmt.Errorf("owners: %w", errRunsOrder)
		}
		record, err := a.parts.record(r.Record)
		if err != nil {
			return err
		}
		context, err := a.parts.context(r.Record, uint16(r.Context))
		if err != nil || context == noContext {
			return fmt.Errorf("owners: %w", errRunsOrder)
		}
		a.first.grow(a.m.Owners + 1)
		if isNew {
			if a.m.Elements > 0 {
				endElement()
			}
			if typ, err = typeAtIndex(r.Type); err != nil {
				return err
			}
			copy(element[:], r.Element)
			a.first.set(a.m.Owners)
			run, n := r.At>>atShift, uint64(r.At)&(1<<atShift-1)
			if _, known := a.from[run]; !known {
				a.from[run] = a.m.Owners - n
			}
			if a.from[run]+n != a.m.Owners {
				return fmt.Errorf("owners: %w", errRunsOrder)
			}
			a.m.Elements++
			a.byType[typ].Elements++
			binary.BigEndian.PutUint64(start[:], a.m.Owners)
			if err := out.write(element[:], []byte{typ}, start[:]); err != nil {
				return err
			}
		}
		if newUser {
			outcome = Outcome(r.Outcome)
			if next != nil && next.User == r.User && bytes.Equal(next.Element, element[:]) {
				outcome = GroupTooLarge
				if next, err = large(); err != nil {
					return err
				}
			}
			if !outcome.valid() {
				return fmt.Errorf("owners: %w", errRunsOrder)
			}
			counts.holder(typ, outcome)
		}
		if r.Head {
			a.named++
			if r.Alike {
				a.m.Grouping.OnlyCase++
			}
		}
		var row [ownerWidth]byte
		binary.BigEndian.PutUint64(row[:], record)
		binary.BigEndian.PutUint16(row[8:], context)
		row[10] = bit(r.Verified)
		binary.BigEndian.PutUint32(row[11:], uint32(r.Given))
		row[15] = byte(outcome)
		a.m.Owners++
		if err := errors.Join(owners.write(row[:]), a.step()); err != nil {
			return err
		}
		last = *r
	}
	if a.m.Elements > 0 {
		endElement()
	}
	counts.finish()
	if next != nil {
		return fmt.Errorf("owners: %w", errRunsOrder)
	}
	a.first.grow(a.m.Owners)
	a.in.grow(a.m.Elements)
	a.first.index()
	binary.BigEndian.PutUint64(start[:], a.m.Owners)
	if err := out.write(nil, nil, start[:]); err != nil {
		return err
	}
	return errors.Join(out.finish(a.m), owners.finish(a.m))
}

// compareOwners says whether a row comes behind the last one.
func compareOwners(element []byte, last, r *RunOwner) int {
	return cmp.Or(bytes.Compare(element, r.Element), cmp.Compare(last.User, r.User), cmp.Compare(last.Record, r.Record))
}

// number is the number of an element whose first row is at a place among the owners.
func (a *adoption) number(at int64) (uint64, error) {
	from, ok := a.from[at>>atShift]
	row := from + uint64(at)&(1<<atShift-1)
	if !ok || row >= a.m.Owners || !a.first.has(row) {
		return 0, fmt.Errorf("groups: %w", errRunsOrder)
	}
	return a.first.rank(row), nil
}

// groups writes the files of groups.
func (a *adoption) groups() error {
	slots, stop := pull(a.runs.Slots())
	defer stop()
	next, err := slots()
	if err != nil {
		return err
	}
	number, left := uint64(0), uint64(0)
	for _, t := range a.byType {
		left += t.Counted
	}
	for class, width := range groupWidths {
		if next == nil || int(next.Class) != width {
			continue
		}
		out, err := createFiles(a.dir, groupsName(width))
		if err != nil {
			return err
		}
		defer out.abort()
		record := make([]byte, groupRecordWidth(width))
		for last := int64(-1); next != nil && int(next.Class) == width; number++ {
			clear(record)
			binary.BigEndian.PutUint64(record, number)
			group, users := next.Group, next.Users
			if group <= last {
				return fmt.Errorf("groups: %w", errRunsOrder)
			}
			last = group
			k, before := 0, int64(-1)
			for ; next != nil && int(next.Class) == width && next.Group == group; k++ {
				n, err := a.number(next.At)
				if err != nil {
					return err
				}
				if k == width || int64(n) <= before || next.Users != users || users < 1 || len(next.Element) != elementWidth || !a.in.has(n) {
					return fmt.Errorf("groups: %w", errRunsOrder)
				}
				before = int64(n)
				a.in.unset(n)
				left--
				slot := record[9+k*slotWidth:]
				binary.BigEndian.PutUint64(slot[copy(slot, next.Element):], n)
				if next, err = slots(); err != nil {
					return err
				}
			}
			if fit, _ := slices.BinarySearch(groupWidths[:], k); fit != class {
				return fmt.Errorf("groups: %w", errRunsOrder)
			}
			record[8] = byte(k)
			a.m.Classes[class]++
			a.m.Grouping.add(k, int(users))
			if err := errors.Join(out.write(record), a.step()); err != nil {
				return err
			}
		}
		if err := out.finish(a.m); err != nil {
			return err
		}
	}
	if next != nil || left > 0 || a.m.Grouping.Users > a.named {
		return fmt.Errorf("groups: %w", errRunsOrder)
	}
	return nil
}

// pull reads a sequence one at a time; nil is its end.
func pull[T any](all iter.Seq2[*T, error]) (next func() (*T, error), stop func()) {
	n, stop := iter.Pull2(all)
	return func() (*T, error) {
		v, err, ok := n()
		if !ok {
			return nil, nil
		}
		return v, err
	}, stop
}
