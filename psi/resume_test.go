package psi

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"
)

// A role that goes on in another process has the same key, and masks no other list with it. SPEC M77
func TestResumeAdvertiser(t *testing.T) {
	t.Parallel()
	p := Params{Suite: "ristretto255", Purpose: "audience-matching", Profile: "default-v1", Types: "email"}
	items := func(yield func(Item, error) bool) {
		for i := range 100 {
			if !yield(Item{Key: [32]byte{byte(i)}}, nil) {
				return
			}
		}
	}
	scratch := Scratch{Dir: t.TempDir()}
	first, err := NewAdvertiser(p, scratch)
	require.NoError(t, err)
	var list bytes.Buffer
	made, err := first.MaskList(context.Background(), items, ListOptions{}, &list)
	require.NoError(t, err)
	key := first.KeyBytes()
	again, err := ResumeAdvertiser(p, scratch, key, made.Set)
	require.NoError(t, err)
	require.Equal(t, first.Public(), again.Public())
	_, err = again.MaskList(context.Background(), items, ListOptions{}, &list)
	require.ErrorIs(t, err, ErrKeyUsed)
	again.Close()
	require.Nil(t, again.KeyBytes())
}
