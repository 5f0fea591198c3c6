package dataset

import (
	"fmt"
	"slices"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// contentRows is how many rows are looked at for what a column holds.
const contentRows = 200

// content is what the first rows of columns whose headers say nothing hold.
type content struct {
	filled    []int // cells by column
	plain     map[Role][]int
	digests   []int
	readables []Column
}

// somebodyElse are words of headers of columns whose addresses are not the customers'.
var somebodyElse = wordSet(`owner manager agent rep advisor seller vendor supplier sender sent created updated modified entered edited assigned referrer referred referral by bcc cc
	betreuer bearbeiter verkaufer vertreter ersteller besitzer inhaber geandert angelegt vendeur vendedor propietario venditore responsable responsabile`)

// look reads the first rows of a table that lacks a column, to propose one by what it holds. The table can't be read any
// more. Nothing of what it finds is used unless a mapping says so.
func (c *columns) look() *content {
	found := &content{filled: make([]int, len(c.all)), plain: map[Role][]int{}, digests: make([]int, len(c.all))}
	for i := range c.all {
		if col := c.all[i]; col.Role == "" && !c.mapped[i] && !c.table.unreadable(i) && !mayWithhold(col.Header) && !slices.ContainsFunc(headerWords(col.Header), func(w string) bool { return somebodyElse(w) || notTheValue(w) }) {
			col.Role = RoleEmail
			found.readables = append(found.readables, col)
		}
	}
	rows, err := c.table.begin()
	if err != nil || len(found.readables) == 0 {
		return found
	}
	if u, ok := c.table.rows.(columnUser); ok {
		u.use(found.readables)
	}
	readers := map[Role]*identity.Normaliser{}
	for _, t := range identity.Types() {
		readers[Role(t)], _ = identity.Default().Normaliser(t, identity.Options{})
		found.plain[Role(t)] = make([]int, len(c.all))
	}
	for range contentRows {
		r, err := rows.next()
		if err != nil {
			break
		}
		for _, col := range found.readables {
			for _, text := range r.values(col.Number - 1) {
				found.add(col.Number-1, text, readers)
			}
		}
	}
	return found
}

func (f *content) add(i int, text []byte, readers map[Role]*identity.Normaliser) {
	if len(text) == 0 {
		return
	}
	f.filled[i]++
	for role, n := range readers {
		if _, is := n.Read(nil, text); is.Reject == identity.Accepted {
			f.plain[role][i]++
		}
	}
	if _, r := identity.HashedKey(text); r == identity.Accepted {
		f.digests[i]++
	}
}

// holds says whether most cells of a column are of a role.
func (f *content) holds(i int, of []int) bool {
	return of != nil && of[i] > 0 && 2*of[i] >= f.filled[i]
}

// best is the index of the column that has most of what most of its cells are, -1 if there is none.
func (f *content) best(r Role) int {
	best := -1
	for _, col := range f.readables {
		if i := col.Number - 1; f.holds(i, f.plain[r]) && (best < 0 || f.plain[r][i] > f.plain[r][best]) {
			best = i
		}
	}
	return best
}

// digest names a column of digests, which could be of addresses or of numbers; "" if there is none.
func (f *content) digest(all []Column) string {
	for _, col := range f.readables {
		if i := col.Number - 1; f.holds(i, f.digests) {
			return fmt.Sprintf("; %s holds SHA-256 digests, and nothing says of what: map it to %s or %s", all[i].name(), RoleEmailSHA256, RolePhoneSHA256)
		}
	}
	return ""
}
