package audit

import (
	"slices"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
)

// Erased accounts, where the platform's keys are, for persons who were erased: the import left out whom it knew of, though
// the table may have them, and the table may lack whom the epoch still has. Each has an entry in the ledger, and accounts
// for one group only. It is not safe for concurrent use.
type Erased struct {
	name  func(user string) (psi.Digest, bool)
	since func(psi.Digest) bool

	table    map[psi.Digest][]string // users under one name
	epoch    map[psi.Digest]bool
	elements map[ecdh.Element]bool // of the epoch, in groups with one of them
}

// NewErased accounts for nobody yet. name is how the ledger names a user who was erased; it returns false if the ledger does
// not say that he was. since is whether that was after the import.
func NewErased(name func(user string) (psi.Digest, bool), since func(psi.Digest) bool) *Erased {
	return &Erased{name, since, map[psi.Digest][]string{}, map[psi.Digest]bool{}, map[ecdh.Element]bool{}}
}

// InTable says whether the import left out a user of the table, since he had been erased. It is a
// dataset.BuildConfig.Erased.
func (x *Erased) InTable(user []byte) bool {
	name, ok := x.name(string(user))
	if ok = ok && !x.since(name); ok && !slices.Contains(x.table[name], string(user)) {
		x.table[name] = append(x.table[name], string(user))
	}
	return ok
}

// leftOut are the users for whom InTable returned true, ascending.
func (x *Erased) leftOut() (all []string) {
	for _, users := range x.table {
		all = append(all, users...)
	}
	slices.Sort(all)
	return all
}

// still are those of an epoch's users who were erased after the import.
func (x *Erased) still(users []string) (all []string) {
	for _, user := range users {
		if name, ok := x.name(user); ok && x.since(name) {
			all = append(all, user)
		}
	}
	return all
}

// explains says whether the table lacks a group of the epoch because users of it were erased.
func (x *Erased) explains(data *dataset.Stored, mask *ecdh.Key, group uint64) (bool, error) {
	numbers, err := data.Group(group)
	if err != nil {
		return false, err
	}
	found, all := false, make([]ecdh.Element, len(numbers)) // also those that the section had no room for
	for i, n := range numbers {
		if all[i], err = data.Element(n); err != nil {
			return false, err
		}
		users, err := data.Holders(n)
		if err != nil {
			return false, err
		}
		for _, user := range users {
			if name, ok := x.name(user); ok && (found || !x.epoch[name]) {
				x.epoch[name], found = true, true
			}
		}
	}
	if !found {
		return false, nil
	}
	if _, err := mask.Remask(all, all); err != nil {
		return false, err
	}
	for _, e := range all {
		x.elements[e] = true
	}
	return true, nil
}

// leaves says whether a group of the table is what is left of groups with users who were erased.
func (x *Erased) leaves(record []byte) bool {
	for b := range slices.Chunk(record, psi.ElementSize) {
		if e := ecdh.Element(b); e != (ecdh.Element{}) && !x.elements[e] {
			return false
		}
	}
	return true
}

// count enters how many persons were accounted for: those whom only the epoch has, and those whom only the table has.
func (x *Erased) count(r *Report) {
	r.ErasedSince = uint64(len(x.epoch))
	for name := range x.table {
		if !x.epoch[name] {
			r.ErasedBefore++
		}
	}
}
