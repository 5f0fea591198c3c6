package advertiser

import (
	"context"
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// errAway is what a platform's client returns when it gives up.
var errAway = fmt.Errorf("the connection failed: %w", ErrUnreachable)

// cutOff is a session that gave up on its platform halfway through the set.
func cutOff(t *testing.T, f *fake) *Kept {
	t.Helper()
	m := newMemory(t)
	f.sessions = m.Sessions
	f.download = func(*fake) error { return errAway }
	_, err := f.run(t, context.Background(), 200)
	var left *Left
	require.ErrorAs(t, err, &left)
	require.False(t, left.Done)
	require.Empty(t, f.aborted, "it can go on")
	f.download = nil
	all, err := m.Left("platform", "acme")
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.NotEmpty(t, all[0].Key)
	return all[0]
}

// A session that gave up on its platform goes on: in the same context, with the same list. SPEC M78
func TestResume(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	k := cutOff(t, f)
	before := k.Context
	require.NotZero(t, before)
	out, err := Resume(context.Background(), f, Config{Sessions: f.sessions, ScratchDir: t.TempDir()}, k, &f.got)
	require.NoError(t, err)
	require.EqualValues(t, 200, *out.Released.Value)
	now := f.context()
	require.Equal(t, before, now.Digest())
	require.Empty(t, f.aborted)

	f = newFake(t)
	k = cutOff(t, f)
	f.commit = func(s *psi.Status) { s.PolicyDigest = psi.Digest{7} }
	_, err = Resume(context.Background(), f, Config{Sessions: f.sessions, ScratchDir: t.TempDir()}, k, &f.got)
	require.ErrorContains(t, err, "the platform changed the context of an open session")
	require.Equal(t, []string{fakeSession}, f.aborted)
	require.NoDirExists(t, k.folder())
}

// A session that was opened, and then cut off before the platform's commitment was kept, is checked as a new one.
func TestResumeBeforeCommit(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.info = func(i *psi.DatasetInfo) { i.Sections = []psi.Part{{Width: 1, Size: 4096}} }
	k := cutOff(t, f)
	k.Context, k.Bound = psi.Digest{}, nil
	f.commit = func(s *psi.Status) { s.PlatformSet = &psi.Set{Parts: []psi.Part{{Width: 1, Size: 1024}}} }
	_, err := Resume(context.Background(), f, Config{Sessions: f.sessions, ScratchDir: t.TempDir()}, k, &f.got)
	require.ErrorContains(t, err, "then committed to 1024")
	require.Equal(t, []string{fakeSession}, f.aborted)
}

// What the platform has forgotten is forgotten here too; what it can't say stays.
func TestResumeGone(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	k := cutOff(t, f)
	f.status = func(*fake) (*psi.Status, error) { return nil, errAway }
	_, err := Resume(context.Background(), f, Config{Sessions: f.sessions, ScratchDir: t.TempDir()}, k, &f.got)
	require.ErrorIs(t, err, ErrUnreachable)
	require.DirExists(t, k.folder())
	all, err := f.sessions.Left("platform", "acme")
	require.NoError(t, err)
	require.Len(t, all, 1)
	unknown := psi.Errorf(psi.CodeUnknownSession, "no such session")
	f.status, f.answer = func(*fake) (*psi.Status, error) { return nil, unknown }, unknown
	_, err = Resume(context.Background(), f, Config{Sessions: f.sessions, ScratchDir: t.TempDir()}, all[0], &f.got)
	require.Equal(t, psi.CodeUnknownSession, psi.CodeOf(err))
	require.NoDirExists(t, k.folder())
}

// A disk that is full, or descriptors that are spent, when the answer comes do not cost what was paid: the session stays,
// and goes on.
func TestFullWhenAnswered(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	m := newMemory(t)
	f.sessions = m.Sessions
	f.answer = &fs.PathError{Op: "write", Path: "state.json.new", Err: syscall.ENOSPC}
	_, err := f.run(t, context.Background(), 200)
	var left *Left
	require.ErrorAs(t, err, &left)
	require.False(t, left.Done)
	require.Empty(t, f.aborted)
	all, err := m.Left("platform", "acme")
	require.NoError(t, err)
	require.Len(t, all, 1)
	f.answer = nil
	out, err := Resume(context.Background(), f, Config{Sessions: f.sessions, ScratchDir: t.TempDir()}, all[0], &f.got)
	require.NoError(t, err)
	require.EqualValues(t, 200, *out.Released.Value)

	// What the platform says is no such case.
	f = newFake(t)
	f.sessions = m.Sessions
	f.answer = psi.Errorf(psi.CodeBadTags, "no")
	_, err = f.run(t, context.Background(), 200)
	require.Equal(t, psi.CodeBadTags, psi.CodeOf(err))
	require.NotErrorAs(t, err, &left)
}

// If it can't be noted that the answer has come, the session is still there. Not in parallel: the disk is everybody's.
func TestAnsweredOnFullDisk(t *testing.T) {
	f := newFake(t)
	k := cutOff(t, f)
	durable.SetHook(func(_, _, _ string) durable.Fate { return durable.Full })
	k.answered()
	durable.SetHook(nil)
	require.NoFileExists(t, k.file(keptList))
	k.release()
	all, err := f.sessions.Left("platform", "acme")
	require.NoError(t, err)
	require.Len(t, all, 1)
	require.False(t, all[0].Done)
}
