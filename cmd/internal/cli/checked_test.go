package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

// Whatever others have put into a text, a terminal obeys none of it; data stays as it is.
func TestSafeToShow(t *testing.T) {
	const evil, safe = "\x1b[2J\u202eevil\u009b", `\u001b[2J\u202eevil\u009b`
	var stdout, stderr bytes.Buffer
	root := &cobra.Command{Use: "psi", RunE: func(c *cobra.Command, _ []string) error {
		fmt.Fprintln(c.OutOrStdout(), "text", evil)
		_ = WriteJSON(c.OutOrStdout(), evil)
		_, _ = io.WriteString(Data(c.OutOrStdout()), "data "+evil+"\n")
		fmt.Fprintln(NewChecked(c.OutOrStdout()), "twice", evil)
		fmt.Fprintln(c.ErrOrStderr(), "notice", evil)
		return psi.Errorf(psi.CodeInternal, "error\n%s", evil)
	}}
	root.SetOut(&stdout)
	require.Equal(t, ExitFailed, Run(context.Background(), root, nil, &stderr))
	require.Equal(t, "text "+safe+"\n\""+`\u001b`+safe[6:]+"\"\ndata "+evil+"\ntwice "+safe+"\n", stdout.String())
	require.Equal(t, "notice "+safe+"\npsi: error\\u000a"+safe+"\n", stderr.String())
}

// An error of standard output is seen, and what is written after it is not.
func TestCheckedFails(t *testing.T) {
	c := NewChecked(writerFunc(func([]byte) (int, error) { return 0, errors.New("full") }))
	fmt.Fprint(c, "one")
	_, err := Data(c).Write([]byte("two"))
	require.ErrorContains(t, err, "full")
	require.ErrorContains(t, c.Err(), "full")
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
