package psi

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A message may be the other side's.
func TestErrorText(t *testing.T) {
	t.Parallel()
	require.Equal(t, `no\u000apsi: done \u001b[2J\u202e ε`, (&Error{Message: "no\npsi: done \x1b[2J\u202e ε"}).Error())
	require.Equal(t, strings.Repeat("é", 1000)+"…", (&Error{Message: strings.Repeat("é", 1001)}).Error())
	require.Equal(t, strings.Repeat("é", 1000), (&Error{Message: strings.Repeat("é", 1000)}).Error())
}
