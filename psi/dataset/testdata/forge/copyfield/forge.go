// An Admitted that a gate made can't be given another contact.
package forge

import (
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

func Add(b *dataset.Builder, a purpose.Admitted, v purpose.Value) error {
	a.value = v
	return b.Add(a)
}
