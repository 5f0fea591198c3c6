package e2e

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// Keys and identifiers don't get into core dumps: not by the limit, which a server's unit may have raised, and not by a
// handler, which the limit doesn't stop.
func TestNoCoreDumps(t *testing.T) {
	needsCommands(t)
	var was syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_CORE, &was))
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{Cur: was.Max, Max: was.Max}))
	defer syscall.Setrlimit(syscall.RLIMIT_CORE, &was)
	t.Setenv("GOTRACEBACK", "crash")
	p := newPlatform(t)
	dir := fmt.Sprintf("/proc/%d", p.cmd.Process.Pid)
	limits, err := os.ReadFile(dir + "/limits")
	require.NoError(t, err)
	require.Regexp(t, `Max core file size +0 +0 `, string(limits))
	require.NoError(t, p.cmd.Process.Signal(syscall.SIGQUIT)) // the runtime aborts
	<-p.ended
	status := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	require.True(t, status.Signaled() && !status.CoreDump(), "%v", p.cmd.ProcessState)
	require.False(t, strings.Contains(p.stderr.String(), "@mail.example"))
}
