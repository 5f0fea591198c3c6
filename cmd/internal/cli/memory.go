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
	root.PersistentFlags().Int64Var(&mebibytes, memoryFlag, 512, "MiB that this program keeps to; sorting goes to disk beyond half of it, masked")
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		if mebibytes < 128 || mebibytes > 1<<20 {
			return Usagef("--memory: want from 128 MiB to 1048576")
		}
		psi.LimitSorts(mebibytes << 19)
		debug.SetMemoryLimit(min(mebibytes<<20/10*9, (mebibytes-beside)<<20))
		return nil
	}
}

const memoryFlag = "memory"

// beside is what a process takes beside what the runtime counts, in MiB: the program itself, and SQLite.
const beside = 48

// MemoryOf is what a command's process keeps to, in bytes.
func MemoryOf(c *cobra.Command) int64 {
	mebibytes, err := c.Flags().GetInt64(memoryFlag)
	if err != nil {
		panic("cli: internal error: " + err.Error())
	}
	return mebibytes << 20
}
