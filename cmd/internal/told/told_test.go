package told

import (
	"bytes"
	"testing"
	"time"

	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/stretchr/testify/require"
)

// Who was erased is told so, and nobody else is.
func TestErased(t *testing.T) {
	for _, r := range []*subject.Report{
		{Platform: "p", User: "u1", Erased: time.Date(2026, 11, 27, 1, 2, 3, 0, time.UTC)},
		{Platform: "p", User: "u1"},
	} {
		var text bytes.Buffer
		Print(&text, r)
		erased := !r.Erased.IsZero()
		require.Equal(t, erased, bytes.Contains(text.Bytes(), []byte("erased    2026-11-27 01:02:03Z: in no audience")), text.String())
	}
}
