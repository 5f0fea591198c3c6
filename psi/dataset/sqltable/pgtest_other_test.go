//go:build !unix

package sqltable

import "testing"

func startPostgres(t testing.TB) string {
	t.Skip("PostgreSQL is tested on Unix")
	return ""
}
