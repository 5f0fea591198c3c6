package platform

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// variant is what happens at the step of a run.
type variant string

const (
	killBefore variant = "killed before"
	killAfter  variant = "killed after"
	failUndone variant = "fails undone, power cut at end" // for a sync: EIO, and what was to be synced is lost
	failDone   variant = "fails done, killed at end"
	cutLost    variant = "power cut before, unsynced gone"
	cutTorn    variant = "power cut after, unsynced torn" // files that were renamed and not synced are there, half
)

// killAnytime belongs to no step: the parent kills the process, and the disk stays as it is.
const killAnytime variant = "killed at any time"

var variants = []variant{killBefore, failUndone, failDone, cutLost, cutTorn, killAfter}

// crashDisk counts the steps of a process, decides the fate of one of them, and knows which part of the data directory
// is safely on disk: a power cut takes the rest. It reports to the process's parent on standard output.
type crashDisk struct {
	dir     string
	trash   string // for what a power cut brings back
	expect  string // name of the step to die at; "": none
	nth     int    // of that name
	variant variant

	mu    sync.Mutex
	steps int
	named map[string]int // steps by name
	hit   bool
	last  bool            // dies before whatever comes next
	dirty map[string]bool // files with content that is not synced, by durable name
	lost  map[string]bool // those that never will be, since their sync failed
	names []pendingName   // oldest first
}

// pendingName is a name that was created, changed or removed in a folder that has not been synced since.
type pendingName struct {
	op, path string // durable name: as it is if all pending renamings are undone; a renaming's own is the new one
	from     string // of a renaming
	saved    string // copy of what path was, if anything
	doomed   bool   // its folder's sync has failed, and no later one helps
}

// in says whether n is a name in a folder, which has a durable name and a current one.
func (n *pendingName) in(key, path string) bool {
	at := filepath.Dir(n.path)
	return at == key || at == path
}

// report is a line that a process sends to its parent.
type report struct {
	Kind  string // "step", "hit", "begin", "ack", "fail", "end"
	What  string // step: "object, op"; else what was begun, is acknowledged or has failed
	ID    string `json:",omitempty"` // session
	Bytes []byte `json:",omitempty"` // what was given out
	Size  uint64 `json:",omitempty"` // of a dataset
	Error string `json:",omitempty"`
}

const reportPrefix = "crash: "

// tell reports what has happened, unless the process died before that.
func (d *crashDisk) tell(r report) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tellLocked(r)
}

func (d *crashDisk) tellLocked(r report) {
	if d.last {
		d.die()
	}
	d.print(r)
}

func (d *crashDisk) print(r report) {
	b, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s%s\n", reportPrefix, b)
}

// end is the end of a process that has not died at its step.
func (d *crashDisk) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.hit && d.variant == failUndone {
		d.loseUnsynced()
	}
	d.tellLocked(report{Kind: "end"})
	d.killSelf()
}

// die is called with d.mu held, so that nothing happens any more.
func (d *crashDisk) die() {
	switch d.variant {
	case cutLost:
		d.loseUnsynced()
	case cutTorn:
		for path := range d.dirty {
			if info, err := os.Stat(d.now(path)); err == nil && info.Mode().IsRegular() {
				_ = os.Truncate(d.now(path), info.Size()/2)
			}
		}
	}
	d.killSelf()
}

func (d *crashDisk) killSelf() {
	p, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = p.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {}
}

// step is the hook of all durable steps.
func (d *crashDisk) step(op, path, from string) durable.Fate {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.last {
		d.die()
	}
	name := d.object(path) + ", " + op
	fate := durable.Do
	d.steps++
	d.named[name]++
	if d.expect == "" {
		d.print(report{Kind: "step", What: name})
	}
	if name == d.expect && d.named[name] == d.nth {
		d.print(report{Kind: "hit"})
		d.hit = true
		switch d.variant {
		case killBefore, cutLost:
			d.die()
		case killAfter, cutTorn:
			d.last = true
		case failUndone:
			switch op {
			case durable.Sync:
				d.lost[d.key(path)] = true
			case durable.SyncFolder:
				for i := range d.names {
					d.names[i].doomed = d.names[i].doomed || d.names[i].in(d.key(path), path)
				}
			}
			return durable.Fail
		case failDone:
			fate = durable.DoFail
		}
	}
	d.track(op, path, from)
	if (op == durable.Sync || op == durable.SyncFolder) && fate == durable.Do {
		return durable.Pretend // the change is tracked instead, which is faster
	}
	return fate
}

// object is the table's name for what a path holds.
func (d *crashDisk) object(path string) string {
	rel, err := filepath.Rel(d.dir, path)
	if err != nil || !filepath.IsAbs(path) {
		if path == "releases" || path == "budget_clock" || strings.HasPrefix(path, "budget_clock+") {
			return "budget: " + path
		}
		return "database: " + path
	}
	parts := strings.Split(filepath.ToSlash(rel), "/")
	base := parts[len(parts)-1]
	switch {
	case rel == "." || strings.HasPrefix(rel, ".."):
		return "data directory"
	case len(parts) == 1:
		return "folder " + base
	case parts[0] == "ledger":
		switch {
		case strings.HasSuffix(base, "key"):
			return "ledger: key"
		case strings.Contains(base, "checkpoint"):
			return "ledger: checkpoint"
		case parts[1] == "tmp" && len(parts) > 2, strings.HasPrefix(filepath.Base(filepath.Dir(path)), "000"):
			return "ledger: tile"
		}
		return "ledger: folder"
	case parts[0] == "datasets":
		switch {
		case len(parts) == 2:
			return "dataset: folder"
		case strings.Contains(base, ".") || base == "commitment" || base == subject.CandidatesFile:
			return "dataset: " + base
		}
		return "dataset: folder"
	case parts[0] == "sessions" && len(parts) == 3:
		if base == "handles" {
			return "result: handles"
		}
		return "session: " + base
	case parts[0] == "epochs" && len(parts) == 2:
		if ending := filepath.Ext(base); ending != "" {
			return "epoch: " + ending[1:]
		}
		return "epoch: new file"
	case parts[0] == "matches":
		return "result: matches"
	case parts[0] == "subjects" && strings.HasSuffix(base, ".matches"):
		return "result: match index"
	case parts[0] == "subjects":
		return "dataset: old candidates"
	}
	return strings.TrimSuffix(parts[0], "s") + ": file or folder"
}

// moved returns path after a renaming, and whether that changes it.
func moved(path, from, to string) (string, bool) {
	if path == from {
		return to, true
	}
	if rest, ok := strings.CutPrefix(path, from+string(filepath.Separator)); ok {
		return filepath.Join(to, rest), true
	}
	return path, false
}

// key is path's durable name.
func (d *crashDisk) key(path string) string {
	path = filepath.Clean(path)
	for _, n := range slices.Backward(d.names) {
		if n.op == durable.Rename {
			path, _ = moved(path, n.path, n.from)
		}
	}
	return path
}

// now returns where a file with a durable name is now.
func (d *crashDisk) now(path string) string {
	for _, n := range d.names {
		if n.op == durable.Rename {
			path, _ = moved(path, n.from, n.path)
		}
	}
	return path
}

// track notes what a step is about to change.
func (d *crashDisk) track(op, path, from string) {
	path = filepath.Clean(path)
	switch op {
	case durable.Create, durable.MakeFolder:
		if op == durable.Create {
			d.dirty[d.key(path)] = true
			delete(d.lost, d.key(path)) // another file, made after the one whose sync failed was removed
		}
		d.names = append(d.names, pendingName{op: op, path: d.key(path)})
	case durable.Write:
		d.dirty[d.key(path)] = true
	case durable.Sync:
		if !d.lost[d.key(path)] {
			delete(d.dirty, d.key(path))
		}
	case durable.Rename:
		d.names = append(d.names, pendingName{op: op, path: path, from: d.key(from), saved: d.save(path)})
	case durable.Remove:
		if saved := d.save(path); saved != "" {
			d.names = append(d.names, pendingName{op: op, path: d.key(path), saved: saved})
		}
	case durable.SyncFolder:
		d.syncFolder(path)
	}
}

func (d *crashDisk) syncFolder(path string) {
	key := d.key(path)
	for i := 0; i < len(d.names); {
		n := d.names[i]
		if n.doomed || !n.in(key, path) {
			i++
			continue
		}
		d.names = slices.Delete(d.names, i, i+1)
		d.names = slices.DeleteFunc(d.names, func(m pendingName) bool { return m.doomed && m.path == n.path }) // made again since
		i = 0
		if n.op != durable.Rename {
			continue
		}
		for _, set := range []map[string]bool{d.dirty, d.lost} {
			for old := range set {
				if to, ok := moved(old, n.from, n.path); ok {
					delete(set, old)
					set[to] = true
				}
			}
		}
		d.names = slices.DeleteFunc(d.names, func(m pendingName) bool { return m.op != durable.Rename && m.path == n.from })
		for j := range d.names {
			d.names[j].path, _ = moved(d.names[j].path, n.from, n.path)
			d.names[j].from, _ = moved(d.names[j].from, n.from, n.path)
		}
	}
}

// save copies what is at path, so that a power cut can bring it back.
func (d *crashDisk) save(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	saved := filepath.Join(d.trash, fmt.Sprint(d.steps))
	if info.IsDir() {
		err = os.CopyFS(saved, os.DirFS(path))
	} else {
		err = copyFile(saved, path)
	}
	if err != nil {
		panic(err)
	}
	return saved
}

func copyFile(to, from string) error {
	b, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o600)
}

// loseUnsynced undoes what would not have survived a power cut.
func (d *crashDisk) loseUnsynced() {
	restore := func(n pendingName) {
		if n.saved != "" {
			_ = os.RemoveAll(n.path)
			if err := os.Rename(n.saved, n.path); err != nil && !os.IsNotExist(err) { // its folder may be gone by now too
				panic(err)
			}
		}
	}
	for _, n := range slices.Backward(d.names) {
		if n.op == durable.Rename {
			_ = os.Rename(n.path, n.from) // unless it was removed since
			restore(n)
		}
	}
	for path := range d.dirty {
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			_ = os.Truncate(path, 0)
		}
	}
	for _, n := range slices.Backward(d.names) {
		switch n.op {
		case durable.Create, durable.MakeFolder:
			_ = os.RemoveAll(n.path)
		case durable.Remove:
			restore(n)
		}
	}
}

// install makes d the disk of this process.
func (d *crashDisk) install() {
	d.named, d.dirty, d.lost = map[string]int{}, map[string]bool{}, map[string]bool{}
	useHook(d.step)
}

// useHook lets h decide the fate of all durable steps. SQLite no longer syncs anything: a process that is killed loses
// nothing by that.
func useHook(h durable.Hook) (restore func()) {
	driver := sqlDriver
	durable.SetHook(h)
	registerSteps()
	stepHook, sqlDriver = h, "sqlite-steps"
	return func() {
		durable.SetHook(nil)
		sqlDriver = driver
	}
}

// noSync is the hook of a process that must not die.
func noSync(op, _, _ string) durable.Fate {
	if op == durable.Sync || op == durable.SyncFolder {
		return durable.Pretend
	}
	return durable.Do
}
