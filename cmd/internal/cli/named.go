package cli

import (
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/internal/nearest"
)

// fewNames is how many names an error lists, if none is like the one that was given.
const fewNames = 5

// Named refuses the name that a flag narrows a reading down to if it is none of names, such as those of the ledger's
// datasets: what is misspelt would read as "nothing happened". Without a name it asks nothing.
func Named(flag, what, name string, names []string) error {
	if name == "" || slices.Contains(names, name) {
		return nil
	}
	meant := nearest.Meant(name, names)
	if meant == "" && len(names) > 0 && len(names) <= fewNames {
		meant = ": there is " + strings.Join(names, ", ")
	}
	return Usagef("--%s: no %s %.80q%s", flag, what, name, meant)
}
