package psi

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Types are the identifier types of a dataset, by name, ascending, with commas between: "email,phone". In JSON they are
// an array. Values are comparable.
type Types string

// maxTypes bounds what a peer can make us hash under.
const maxTypes = 8

// NewTypes returns the types of these names, in any order.
func NewTypes(names ...string) (Types, error) {
	sorted := slices.Clone(names)
	slices.Sort(sorted)
	t := Types(strings.Join(sorted, ","))
	return t, t.check()
}

// Names lists the types.
func (t Types) Names() []string {
	if t == "" {
		return nil
	}
	return strings.Split(string(t), ",")
}

// Has says whether name is one of the types.
func (t Types) Has(name string) bool { return slices.Contains(t.Names(), name) }

// Index is the position of a type among the names, or -1.
func (t Types) Index(name string) int { return slices.Index(t.Names(), name) }

func (t Types) check() error {
	names := t.Names()
	if len(names) < 1 || len(names) > maxTypes {
		return fmt.Errorf("%d identifier types: want 1 to %d", len(names), maxTypes)
	}
	for i, name := range names {
		if err := CheckName("identifier type", name); err != nil {
			return err
		}
		if i > 0 && names[i-1] >= name {
			return errors.New("identifier types are not in ascending order, or one is there twice")
		}
	}
	return nil
}

// MarshalJSON returns an array of names.
func (t Types) MarshalJSON() ([]byte, error) {
	names := t.Names()
	if names == nil {
		names = []string{}
	}
	return json.Marshal(names)
}

// UnmarshalJSON reads an array of names. Params.Check says whether they are types.
func (t *Types) UnmarshalJSON(b []byte) error {
	var names []string
	if err := json.Unmarshal(b, &names); err != nil {
		return errors.New("identifier types: want an array of names")
	}
	if len(names) > maxTypes || strings.Contains(strings.Join(names, ""), ",") {
		return fmt.Errorf("identifier types: want 1 to %d names", maxTypes)
	}
	*t = Types(strings.Join(names, ","))
	return nil
}
