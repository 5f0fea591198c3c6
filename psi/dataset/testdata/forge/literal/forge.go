// An Admitted can't be filled by hand.
package forge

import (
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

func Add(b *dataset.Builder, v purpose.Value) error {
	return b.Add(purpose.Admitted{user: "1", value: v, context: "newsletter"})
}
