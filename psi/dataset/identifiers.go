package dataset

import (
	"fmt"
	"slices"

	"github.com/blindmatch/blindmatch/psi/identity"
)

// identifiers are the columns that hold identifiers of one type.
type identifiers struct {
	typ       identity.Type
	plain     []int // indexes
	hashed    []int
	countries []int
}

// identifiers picks the columns of a type; there may be none.
func (c *columns) identifiers(typ identity.Type, profile identity.Profile) (identifiers, error) {
	id := identifiers{typ: typ, plain: c.of(Role(typ)), hashed: c.of(Role(typ) + "_sha256")}
	if typ != identity.Phone {
		return id, nil
	}
	with, without := c.of(rolePhoneE164), c.of(rolePhoneDigits)
	if !profile.PhonePlus() {
		with, without = without, with
	}
	if len(without) > 0 {
		return id, fmt.Errorf("column %q holds hashes of another spelling of the number than profile %q hashes: the platform has to use the other profile",
			c.all[without[0]].Header, profile)
	}
	id.hashed = append(id.hashed, with...)
	slices.Sort(id.hashed)
	if len(id.plain) > 0 {
		id.countries = c.of(RoleCountry)
	}
	return id, nil
}

// columns are the indexes of all of them.
func (id identifiers) columns() []int { return slices.Concat(id.plain, id.hashed, id.countries) }

func (id identifiers) none() bool { return len(id.plain)+len(id.hashed) == 0 }

// Types says for which types of identifiers t has columns, as far as profile has rules for them. That there are none is
// an error.
func (t *Table) Types(mapping map[string]Role, profile identity.Profile) ([]identity.Type, error) {
	var types []identity.Type
	var wanted []Role
	cols, err := t.columns(mapping)
	if err != nil {
		return nil, err
	}
	for _, typ := range identity.Types() {
		if !profile.Supports(typ) {
			continue
		}
		wanted = append(wanted, Role(typ))
		id, err := cols.identifiers(typ, profile)
		if err != nil {
			return nil, err
		}
		if !id.none() || t.oneAnonymous(mapping) {
			types = append(types, typ)
		}
	}
	if len(types) == 0 {
		return nil, cols.missing("", wanted...)
	}
	return types, nil
}

// oneAnonymous says whether t is nothing but one identifier a line.
func (t *Table) oneAnonymous(mapping map[string]Role) bool {
	return t.headers == nil && t.width == 1 && len(mapping) == 0
}
