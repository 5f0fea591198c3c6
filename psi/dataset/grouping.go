package dataset

import (
	"cmp"
	"slices"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// The rules of contact groups.
const (
	maxIdentifiers = 16 // identifiers of a user, and of a group
	maxShare       = 4  // users who may share an identifier
	maxRounds      = 16 // of label propagation; see components
)

// Grouping says how a dataset's users make contact groups. It holds counts, and no identifier.
type Grouping struct {
	Groups   uint64 `json:"groups"`
	Users    uint64 `json:"users"`               // in groups
	Left     uint64 `json:"left"`                // users of whom an identifier was admitted, and none counts
	Elements uint64 `json:"elements"`            // distinct, in groups
	OnlyCase uint64 `json:"only_case,omitempty"` // users, in groups or left, whose references differ from another's in nothing but case

	ByElements []SizeCount `json:"by_elements,omitempty"` // groups by number of identifiers, the smallest first
	ByUsers    []SizeCount `json:"by_users,omitempty"`    // groups by number of users
}

// SizeCount counts groups of one size.
type SizeCount struct {
	Size   int    `json:"size"`
	Groups uint64 `json:"groups"`
}

// LeftOut counts identifiers of one type that do not count for one or several of the users who have them.
type LeftOut struct {
	Outcome     Outcome `json:"outcome"`
	Identifiers uint64  `json:"identifiers"` // distinct
	Held        uint64  `json:"held"`        // once for each of these users
}

// TypeSizes counts a dataset's distinct elements of one type.
type TypeSizes struct {
	Elements uint64    `json:"elements"`
	Counted  uint64    `json:"counted"` // in groups
	LeftOut  []LeftOut `json:"left_out,omitempty"`
	Shared   Shared    `json:"shared"`
}

// Summary says what a Builder has written.
type Summary struct {
	Types    map[identity.Type]TypeSizes `json:"types"`
	Grouping Grouping                    `json:"grouping"`
}

// add counts a group.
func (g *Grouping) add(elements, users int) {
	g.Groups++
	g.Users += uint64(users)
	g.Elements += uint64(elements)
	g.ByElements = addSize(g.ByElements, elements)
	g.ByUsers = addSize(g.ByUsers, users)
}

func addSize(by []SizeCount, size int) []SizeCount {
	i, found := slices.BinarySearchFunc(by, size, func(c SizeCount, n int) int { return cmp.Compare(c.Size, n) })
	if !found {
		by = slices.Insert(by, i, SizeCount{Size: size})
	}
	by[i].Groups++
	return by
}

// Shared says how many of a dataset's identifiers belong to several users. It holds
// counts, and no identifier.
type Shared struct {
	Identifiers uint64        `json:"identifiers"`    // of more than one user
	ByMany      uint64        `json:"by_many"`        // of more than four
	Most        []SharedCount `json:"most,omitempty"` // the largest numbers of users that share one, largest first
}

// SharedCount counts identifiers that belong to a number of users.
type SharedCount struct {
	Users       uint64 `json:"users"`
	Identifiers uint64 `json:"identifiers"`
}

const mostKinds = 5 // entries of Shared.Most

// add counts an identifier of so many users.
func (s *Shared) add(users uint64) {
	if users < 2 {
		return
	}
	s.Identifiers++
	if users > maxShare {
		s.ByMany++
	}
	i, found := slices.BinarySearchFunc(s.Most, users, func(c SharedCount, n uint64) int { return cmp.Compare(n, c.Users) })
	if found {
		s.Most[i].Identifiers++
		return
	}
	s.Most = slices.Insert(s.Most, i, SharedCount{users, 1})
	s.Most = s.Most[:min(len(s.Most), mostKinds)]
}
