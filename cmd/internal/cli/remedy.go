package cli

import (
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
)

// remedies are the flags that settle what a reject's hint says: the library knows of none.
var remedies = map[string]string{
	identity.NoCountry.Code(): "--default-region GB",
	identity.Ambiguous.Code(): "--plus",
	identity.NotUTF8.Code():   "or give --encoding windows-1252",
}

// Hint is a reject's hint with the flag that helps, for commands with TableFlags.
func Hint(x dataset.RejectCount) string {
	if r := remedies[x.Code]; r != "" {
		return x.Hint + " (" + r + ")"
	}
	return x.Hint
}
