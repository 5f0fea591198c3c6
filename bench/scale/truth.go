package main

import (
	"encoding/csv"
	"maps"
	"os"
	"path/filepath"
)

// mostSharers is the most users who may share an identifier.
const mostSharers = 4

// truth is what is known from the plain files.
type truth struct {
	Users, Rows             int
	Identifiers             int // cells of users.csv
	ListIdentifiers         int // distinct ones
	Groups                  int // with an identifier
	Emails, Phones          int // distinct identifiers of the list that a group has
	People                  int // groups that have one or more of them
	SharedByMany, NotShared int // identifiers that more than four have; that somebody has who has not verified them
}

// holder is a user who has an identifier.
type holder struct {
	user     int
	verified bool
}

// readTruth keeps all users in memory, some 150 bytes an identifier. With near it keeps only those whom the list reaches,
// and its numbers of users' identifiers and groups are of these; who matches is the same.
func readTruth(dir string, near bool) (truth, error) {
	var t truth
	listed := map[string]bool{}
	err := each(filepath.Join(dir, "list.csv"), func(row []string) {
		for _, id := range row[1:] {
			if id != "" {
				listed[id] = true
			}
		}
		t.Rows++
	})
	if err != nil {
		return t, err
	}
	t.ListIdentifiers = len(listed)
	var reached map[string]bool
	if near {
		if reached, err = reachedFrom(listed, dir); err != nil {
			return t, err
		}
	}
	holders := map[string][]holder{}
	err = each(filepath.Join(dir, "users.csv"), func(row []string) {
		for k := range 2 {
			if id := row[1+k]; id != "" && (!near || reached[id]) {
				holders[id] = append(holders[id], holder{t.Users, row[3+k] == "true"})
				t.Identifiers++
			}
		}
		t.Users++
	})
	if err != nil {
		return t, err
	}

	leader := make([]int, t.Users)
	for i := range leader {
		leader[i] = i
	}
	var find func(i int) int
	find = func(i int) int {
		if leader[i] != i {
			leader[i] = find(leader[i])
		}
		return leader[i]
	}
	for id, all := range holders {
		if len(all) > mostSharers {
			t.SharedByMany++
			delete(holders, id)
			continue
		}
		kept := all
		if len(all) > 1 {
			kept = nil
			for _, h := range all {
				if h.verified {
					kept = append(kept, h)
				}
			}
			if len(kept) < len(all) {
				t.NotShared++
			}
		}
		if len(kept) == 0 {
			delete(holders, id)
			continue
		}
		holders[id] = kept
		for _, h := range kept[1:] {
			leader[find(h.user)] = find(kept[0].user)
		}
	}
	groups, people := map[int]bool{}, map[int]bool{}
	for id, kept := range holders {
		g := find(kept[0].user)
		groups[g] = true
		if !listed[id] {
			continue
		}
		people[g] = true
		if id[0] == '+' {
			t.Phones++
		} else {
			t.Emails++
		}
	}
	t.Groups, t.People = len(groups), len(people)
	return t, nil
}

// reachedFrom is the identifiers of a list, those of users who have one, those of users who have one of these, and so on.
func reachedFrom(listed map[string]bool, dir string) (map[string]bool, error) {
	reached := maps.Clone(listed)
	for before := 0; before < len(reached); {
		before = len(reached)
		err := each(filepath.Join(dir, "users.csv"), func(row []string) {
			for k := range 2 {
				if other := row[2-k]; other != "" && reached[row[1+k]] {
					reached[other] = true
				}
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return reached, nil
}

// each calls f with each row but the header.
func each(name string, f func(row []string)) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	r := csv.NewReader(file)
	rows, err := 0, error(nil)
	for {
		var row []string
		if row, err = r.Read(); err != nil {
			break
		}
		if rows++; rows > 1 {
			f(row)
		}
	}
	return ignoreEnd(err)
}
