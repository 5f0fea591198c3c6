//go:build unix

package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// keys watches what clients keep of their sessions: a key is of one session and one list, and makes one set of tags.
type keys struct {
	dir  string
	stop chan struct{}
	done sync.WaitGroup

	mu       sync.Mutex
	kept     map[string]*keptKeys // by folder
	sessions map[string]string    // the folder, by session
	begun    chan struct{}        // closed when a session is seen that is new
	wrong    []string
}

// keptKeys is what was seen in a folder.
type keptKeys struct {
	Session string `json:"session"`
	Key     string `json:"key"` // in base64
	List    set    `json:"list"`
	Tags    set    `json:"tags"`
	Public  string `json:"public_key"`
}

// set is the digest of a list, or of tags.
type set struct {
	Digest string `json:"digest"`
}

// watchKeys looks at dir every few milliseconds, until the test ends.
func watchKeys(t *testing.T, dir string) *keys {
	k := &keys{dir: dir, stop: make(chan struct{}), kept: map[string]*keptKeys{}, sessions: map[string]string{}, begun: make(chan struct{})}
	k.done.Go(func() {
		for {
			k.look()
			select {
			case <-time.After(5 * time.Millisecond):
			case <-k.stop:
				return
			}
		}
	})
	t.Cleanup(func() {
		close(k.stop)
		k.done.Wait()
		for _, w := range k.wrong {
			t.Error(w)
		}
		made := map[string]bool{}
		for folder, x := range k.kept {
			for _, secret := range []string{x.Key, x.Public} {
				if secret != "" && made[secret] {
					t.Errorf("%s: its key is another session's", folder)
				}
				made[secret] = true
			}
		}
		if len(k.kept) == 0 {
			t.Error("no client has kept a session")
		}
		t.Logf("%d sessions were kept, %d keys and public keys seen", len(k.kept), len(made))
	})
	return k
}

// next is closed when a session has begun that was not seen before.
func (k *keys) next() <-chan struct{} {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.begun
}

// look reads what is kept now.
func (k *keys) look() {
	files, _ := filepath.Glob(filepath.Join(k.dir, "kept-*", "state.json"))
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, path := range files {
		b, err := os.ReadFile(path)
		var now keptKeys
		if err != nil || json.Unmarshal(b, &now) != nil {
			continue // it is gone
		}
		folder := filepath.Base(filepath.Dir(path))
		x := k.kept[folder]
		if x == nil {
			x = new(keptKeys)
			k.kept[folder] = x
		}
		for what, v := range map[string][2]*string{
			"session": {&x.Session, &now.Session}, "key": {&x.Key, &now.Key}, "list": {&x.List.Digest, &now.List.Digest},
			"tags": {&x.Tags.Digest, &now.Tags.Digest}, "public key": {&x.Public, &now.Public},
		} {
			if was, is := *v[0], *v[1]; was == "" {
				*v[0] = is
			} else if is != "" && is != was {
				k.wrong = append(k.wrong, folder+": its "+what+" has changed")
			}
		}
		if s := now.Session; s != "" && k.sessions[s] == "" {
			k.sessions[s] = folder
			close(k.begun)
			k.begun = make(chan struct{})
		} else if s != "" && k.sessions[s] != folder {
			k.wrong = append(k.wrong, folder+": its session is another folder's, too")
		}
	}
}
