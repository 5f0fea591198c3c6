package cli

import (
	"runtime/debug"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/spf13/cobra"
)

// Memory adds the flag --memory to a program: what the process keeps to, however long lists and datasets are. Half of it
// is for sorts, whose records go to disk beyond that, masked; the rest is for batches, connections and what the runtime
// has not collected yet.
func Memory(root *cobra.Command) {
	var mebibytes int64
	root.PersistentFlags().Int64Var(&mebibytes, "memory", 512, "MiB that this program keeps to; sorting goes to disk beyond half of it, masked")
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		if mebibytes < 128 || mebibytes > 1<<20 {
			return Usagef("--memory: want from 128 MiB to 1048576")
		}
		psi.LimitSorts(mebibytes << 19)
		debug.SetMemoryLimit(mebibytes << 20 / 10 * 9)
		return nil
	}
}
