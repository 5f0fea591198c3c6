// A type with the same fields does not convert.
package forge

import (
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

type admitted struct {
	user    string
	value   purpose.Value
	context string
	gate    *purpose.Gate
}

func Add(b *dataset.Builder, g *purpose.Gate, v purpose.Value) error {
	return b.Add(purpose.Admitted(admitted{"1", v, "newsletter", g}))
}
