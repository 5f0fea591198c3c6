package advertiser

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// memoryDir is a folder of sessions.
type memoryDir struct {
	t *testing.T
	*Sessions
}

func newMemory(t *testing.T) memoryDir {
	s, err := NewSessions(filepath.Join(t.TempDir(), "state"))
	require.NoError(t, err)
	return memoryDir{t, s}
}

// live is a session of a living process; it locks a file handle of its own, as another process would.
func (m memoryDir) live(platform, id string) *claim {
	c, err := m.remember(platform, "acme", strings.Repeat(id, 32))
	require.NoError(m.t, err)
	m.t.Cleanup(func() { c.release(false) })
	return c
}

// dead is one of a process that was killed: the system has released its lock.
func (m memoryDir) dead(platform, id string) string {
	c := m.live(platform, id)
	require.NoError(m.t, c.lock.Unlock())
	return c.id
}

// open returns the names of the remembered sessions.
func (m memoryDir) open() (ids []string) {
	files, err := os.ReadDir(m.dir)
	require.NoError(m.t, err)
	for _, f := range files {
		info, err := f.Info()
		require.NoError(m.t, err)
		if f.IsDir() { // of what is kept
			require.Equal(m.t, os.FileMode(0o700), info.Mode().Perm())
			continue
		}
		require.Equal(m.t, os.FileMode(0o600), info.Mode().Perm())
		if !strings.HasSuffix(f.Name(), ".lock") {
			ids = append(ids, f.Name()[len(f.Name())-64:])
		}
	}
	return ids
}

// A session that a killed process left open is ended before a new one is offered. A session of a living process, or on
// another platform, is not. SPEC M35
func TestSessionsLeft(t *testing.T) {
	t.Parallel()
	m := newMemory(t)
	f := newFake(t)
	f.sessions = m.Sessions
	live, dead, other := m.live("platform", "aa"), m.dead("platform", "bb"), m.dead("elsewhere", "cc")
	f.download = func(*fake) error {
		require.ElementsMatch(t, []string{live.id, other, fakeSession}, m.open())
		return nil
	}
	_, err := f.run(t, context.Background(), 200)
	require.NoError(t, err)
	require.Equal(t, []string{dead}, f.aborted)
	require.Equal(t, []string{dead}, f.ended)
	require.ElementsMatch(t, []string{live.id, other}, m.open(), "what has ended is forgotten")

	live.release(true)
	require.Equal(t, []string{other}, m.open())
}

// What a platform says about a session that was left open.
func TestSessionsLeftEnded(t *testing.T) {
	t.Parallel()
	unknown := psi.Errorf(psi.CodeUnknownSession, "no such session")
	for name, x := range map[string]struct {
		status  psi.State
		err     error // of status
		abort   error
		aborted bool
		kept    bool
	}{
		"open":          {status: psi.StateTags, aborted: true},
		"done":          {status: psi.StateDone},
		"failed":        {status: psi.StateFailed},
		"unknown":       {err: unknown},
		"just gone":     {status: psi.StateTags, abort: unknown},
		"a fault":       {status: psi.StateTags, abort: psi.Errorf(psi.CodeInternal, "a fault"), kept: true},
		"no connection": {err: errors.New("the connection failed"), kept: true},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMemory(t)
			f := newFake(t)
			f.sessions, f.abort = m.Sessions, x.abort
			f.status = func(*fake) (*psi.Status, error) { return &psi.Status{State: x.status}, x.err }
			dead := m.dead("platform", "bb")
			_, err := f.run(t, context.Background(), 200)
			require.NoError(t, err)
			require.Equal(t, x.aborted, len(f.ended) == 1)
			require.Equal(t, x.kept, len(m.open()) == 1)
			if x.kept {
				f.status, f.abort = nil, nil
				_, err := f.run(t, context.Background(), 200)
				require.NoError(t, err)
				require.Equal(t, []string{dead}, f.ended, "the next run ends it")
				require.Empty(t, m.open())
			}
		})
	}
}

// A run that fails ends its session, and forgets it if the platform got the message.
func TestSessionsFailedRun(t *testing.T) {
	t.Parallel()
	m := newMemory(t)
	f := newFake(t)
	f.sessions = m.Sessions
	f.download = func(*fake) error { return io.ErrUnexpectedEOF }
	_, err := f.run(t, context.Background(), 200)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Equal(t, []string{fakeSession}, f.aborted)
	require.Empty(t, m.open())

	f.abort = errors.New("the connection failed")
	_, err = f.run(t, context.Background(), 200)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	require.Equal(t, []string{fakeSession}, m.open())

	f.abort, f.download = nil, nil
	_, err = f.run(t, context.Background(), 200)
	require.NoError(t, err)
	require.Equal(t, []string{fakeSession}, f.ended)
	require.Empty(t, m.open())
}
