package panics_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/blindmatch/blindmatch/psi/internal/panics"
	"github.com/stretchr/testify/require"
)

// The caller panics as a goroutine did, and not before it says so.
func TestAgain(t *testing.T) {
	t.Parallel()
	var c panics.Caught
	c.Again()
	failed := errors.New("failed")
	require.Equal(t, failed, c.Do(func() error { return failed }))
	require.NoError(t, c.Do(func() error { return nil }))
	c.Again()
	var wg sync.WaitGroup
	c.Go(&wg, func() {})
	c.Go(&wg, func() { panic("first") })
	wg.Wait()
	require.Error(t, c.Do(func() error { panic("second") }))
	require.PanicsWithValue(t, "first", c.Again)
}
