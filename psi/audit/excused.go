package audit

import "slices"

// A person who was erased after the import is still in the epoch, and no more in the table, so that the platform can't
// open his identifiers: it has no match keys but those in the table. It names the persons of whom that is so. The auditor
// can't check who they are, but how many they may be: no more than have entries in the ledger from before the beacon, and
// among the groups that were picked no more than chance brings there. Whatever is said of an element must still hold, so
// that nothing that was shown to be false is excused.

// LeftOut are users of the table whom the import left out, since they had been erased. The auditor reads the table without
// them: Reading.LeftOut.
func (c *Checked) LeftOut() []string { return c.leftOut }

// excused says whether a group differs because a user of it was erased after the import.
func (x *comparison) excused(g *checkedGroup, way Way, numbers []int64) (bool, error) {
	if !g.proven || way == Twice {
		return false, nil
	}
	by := slices.IndexFunc(g.erased, func(user string) bool { return !x.erased[user] })
	if by < 0 {
		return false, nil
	}
	whole := sorted(g.users)
	for _, n := range numbers {
		if n < 0 {
			continue
		}
		of := x.of[uint64(n)]
		if of == nil {
			if ok, err := x.heldBy(uint64(n), whole); err != nil || !ok {
				return false, err
			}
			continue
		}
		users, err := x.users(of)
		if err != nil {
			return false, err
		}
		for _, user := range users { // those who are left; nobody has joined them
			if _, is := slices.BinarySearch(whole, user); !is {
				return false, nil
			}
		}
	}
	x.erased[g.erased[by]] = true
	return true, nil
}

// heldBy says whether an identifier that counts for nobody is one of some users'.
func (x *comparison) heldBy(number uint64, users []string) (bool, error) {
	owners, err := x.t.data.ElementOwners(number)
	for _, o := range owners {
		if _, is := slices.BinarySearch(users, o.User); is {
			return true, nil
		}
	}
	return false, err
}

// excuses says whether the entries of the ledger account for so many groups.
func (c *Checked) excuses(groups uint64) bool {
	all := c.logged.Epoch.Set.Records()
	if groups == 0 {
		return true
	}
	_, more := tails(all, min(c.since, all), c.report.Groups, groups)
	return groups <= c.since && more >= byChance
}
