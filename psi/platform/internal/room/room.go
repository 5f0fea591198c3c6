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
	Owner  string       // whose session it is; "" for the platform's own work
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

// OfEpoch is what an epoch needs while it is made: P with its leaves, where its groups and sentinels are, and the runs
// of one section while that is sorted.
func OfEpoch(sections []psi.Part) (bytes int64) {
	runs := int64(0)
	for _, p := range sections {
		groups, items := int64(min(p.Size, 1<<40)), int64(min(p.Items(), 1<<40))
		bytes += (psi.ElementSize+1)*items + 16*groups
		runs = max(runs, (psi.ElementSize+1)*items+8*groups)
	}
	return bytes + runs
}

// PlanEpoch promises the room for an epoch, until leave is called.
func (x *Room) PlanEpoch(sections []psi.Part) (leave func(), err error) {
	n, bytes := new(Need), OfEpoch(sections)
	if err := x.Plan(n, bytes); psi.CodeOf(err) == psi.CodeStorageFull {
		return nil, None("the disk has no room for masking: it needs up to %s, besides what open sessions were promised", humanize.IBytes(uint64(bytes)))
	} else if err != nil {
		return nil, err
	}
	return func() { x.Leave(n) }, nil
}

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
	if n.Owner != "" && mine > share {
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

// Lack is what a client that waits for an epoch is told of err if that is a lack of room; else nil.
func Lack(err error) *psi.Error {
	if psi.CodeOf(err) == psi.CodeStorageFull || store.IsFull(err) || durable.IsShort(err) {
		return None("the platform's disk has no room for masking its set: it takes no sessions on it until there is")
	}
	return nil
}

// None says that a client should come back: others' sessions end, and operators look after full disks.
func None(format string, args ...any) *psi.Error {
	e := psi.Errorf(psi.CodeStorageFull, format, args...)
	e.RetryAfter = time.Minute
	return e
}
