// Package room plans the disk that open sessions need, so that none begins that could not end, and keeps a reserve of it
// for what must be written when it is full.
package room

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/dustin/go-humanize"
)

// Room plans the disk that open sessions need. It is safe for concurrent use.
type Room struct {
	dir     string
	reserve *durable.Reserve
	owner   int64                        // bytes that one owner's open sessions may need; 0 means three quarters of what there is
	free    func(string) (uint64, error) // durable.Free, except in tests

	mu    sync.Mutex
	needs map[*Need]bool
}

// Need is the room that one session needs.
type Need struct {
	Owner  string       // whose session it is
	Stored atomic.Int64 // bytes that are there already
	bytes  int64        // guarded by the room's mu
}

// New returns the room of a data directory. reserve is how many bytes are kept, owner how many the open sessions of one
// owner may need: see bounds.Limits.
func New(files store.Layout, reserve, owner int64) *Room {
	return &Room{
		dir: files.Dir(), reserve: durable.NewReserve(store.Reserve(files), reserve), owner: owner, free: durable.Free, needs: map[*Need]bool{},
	}
}

// OfList is what a list needs, in bytes: what is uploaded, and twice that while it is sorted.
func OfList(elements uint64) int64 { return 3 * psi.ElementSize * int64(min(elements, 1<<40)) }

// OfTags is what tags need likewise.
func OfTags(tags uint64) int64 { return 3 * psi.TagSize * int64(min(tags, 1<<40)) }

// Keep takes up the reserve again once there is room for it, and says whether it is there.
func (x *Room) Keep() (bool, error) { return x.reserve.Fill() }

// Open fails if the disk was full a moment ago: what is left is for sessions that are open already.
func (x *Room) Open() error {
	if x.reserve.Held() {
		return nil
	}
	return None("the platform's disk is full: it takes no new sessions until there is room")
}

// Plan adds bytes to what a session needs, unless its owner's share or the disk does not have them.
func (x *Room) Plan(n *Need, bytes int64) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	free, err := x.free(x.dir)
	if err != nil {
		return err
	}
	there, promised, mine := int64(min(free, 1<<60)), int64(0), bytes
	for other := range x.needs {
		stored := other.Stored.Load()
		there += stored
		promised += max(other.bytes-stored, 0)
		if other.Owner == n.Owner {
			mine += other.bytes
		}
	}
	share := x.owner
	if share == 0 {
		share = there / 4 * 3
	}
	if mine > share {
		return None("%q would need %s of the platform's disk with this session, and may have %s: end the others, or send a smaller list or a slice",
			n.Owner, humanize.IBytes(uint64(mine)), humanize.IBytes(uint64(share)))
	}
	if uint64(promised)+uint64(bytes) > free {
		return None("the platform's disk has no room for this session: it would need %s", humanize.IBytes(uint64(bytes)))
	}
	n.bytes += bytes
	x.needs[n] = true
	return nil
}

// Take is Plan for a session that had the room before a restart.
func (x *Room) Take(n *Need, bytes int64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	n.bytes += bytes
	x.needs[n] = true
}

// Leave forgets what a session needed.
func (x *Room) Leave(n *Need) {
	x.mu.Lock()
	defer x.mu.Unlock()
	delete(x.needs, n)
}

// None says that a client should come back: others' sessions end, and operators look after full disks.
func None(format string, args ...any) *psi.Error {
	e := psi.Errorf(psi.CodeStorageFull, format, args...)
	e.RetryAfter = time.Minute
	return e
}
