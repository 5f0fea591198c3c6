// A contact as text does not get in.
package forge

import "github.com/blindmatch/blindmatch/psi/dataset"

func Add(b *dataset.Builder) error { return b.Add("+15550100") }
