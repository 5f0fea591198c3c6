// This one compiles: contacts that a gate admitted.
package forge

import (
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

func Add(b *dataset.Builder, g *purpose.Gate, r *purpose.Record) error {
	admitted, _ := g.Admit(nil, r)
	return b.Add(admitted...)
}
