package subject

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What names somebody does not get into the ledger, and the number of a request does.
func TestCheckReason(t *testing.T) {
	asked := []Query{{User: "u00000042"}, {IDType: "phone", Identifier: "020 7946 0001"}, {User: "17"}}
	for _, fine := range []string{"", "request 2026-117, article 15", "requests of 27.11.2026", "2026-11-27 17"} {
		require.NoError(t, CheckReason(fine, asked), fine)
	}
	for _, names := range []string{
		"asked by anna@mail.example", "call +49 151 000", "call 0151 2345 6789", "01512345678", "user U00000042", "020 7946 0001", "anna\uFF20mail.example", "two\nlines", "\x1b[31m",
		"b5bb9d8014a0f9b1d61e21e796d78dcc", string(make([]byte, 201)),
	} {
		require.Error(t, CheckReason(names, asked), names)
	}
}
