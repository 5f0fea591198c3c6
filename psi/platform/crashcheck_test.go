package platform

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// acknowledgedAnyway finds what was acknowledged although one of its steps failed.
func acknowledgedAnyway(c crashChild, reports []report) error {
	if strings.HasSuffix(c.Expect, ", remove") {
		return nil
	}
	under, hit := "", false
	for _, r := range reports {
		switch {
		case r.Kind == "begin" && !hit:
			under = r.What
		case r.Kind == "hit":
			hit = true
		case r.Kind == "ack" && !hit && r.What == under:
			under = ""
		case r.What == "result" && c.Target > c.Kept, r.What == "offer" && c.Target > c.Opened, (r.What == "import" || r.What == "removal") && c.Target > c.Imported, r.What == "erasure" && c.Target > c.Erased, r.What == "strike" && c.Target > c.Struck: // what failed comes after it
		case r.Kind == "ack" && hit && (r.What == under || strings.HasPrefix(c.Expect, "ledger: ") && r.What != "session" && r.What != "start"):
			return fmt.Errorf("acknowledged: %s", r.What)
		}
	}
	return nil
}

// checkLeft looks at a data directory before any server has put it in order.
func checkLeft(dir string, reports []report) (err error) {
	store, err := OpenDirectory(dir, DirectoryConfig{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	imports := map[psi.Digest]bool{}
	_, replay, err := store.VerifyLedger(ctx, func(e *ledger.Entry) error {
		if e.Import != nil {
			imports[e.Import.Commitment] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	inLedger := map[string]*ledger.Session{}
	for _, s := range replay.Sessions {
		inLedger[s.ID] = s
		if s.Released == nil {
			continue
		}
		var paid int
		if err := store.rows.DB().QueryRow(`SELECT count(*) FROM releases WHERE session = ?`, s.ID).Scan(&paid); err != nil || paid != 1 {
			return errors.Join(err, fmt.Errorf("a result in the ledger has %d debits", paid))
		}
	}
	released := func(id string) bool { return inLedger[id] != nil && inLedger[id].Released != nil }
	rows, err := store.Sessions(ctx, 100)
	if err != nil {
		return err
	}
	for _, s := range rows {
		if s.Result != nil && !released(s.ID) {
			return errors.New("an answer has no entry in the ledger")
		}
	}
	matches, err := filepath.Glob(filepath.Join(dir, "matches", "*.csv"))
	if err != nil {
		return err
	}
	for _, name := range matches {
		id := strings.TrimSuffix(filepath.Base(name), ".csv")
		if !strings.HasPrefix(id, "new-") && (!released(id) || inLedger[id].Handles == nil) {
			return errors.New("a file of matches has no entry in the ledger")
		}
	}
	sets, err := store.Datasets(ctx)
	if err != nil {
		return err
	}
	for _, d := range sets {
		if err := wholeDataset(store, &d, imports); err != nil {
			return err
		}
	}
	for _, r := range ofKind(reports, "ack") {
		switch r.What {
		case "client":
			if all, err := store.Clients(ctx); err != nil || len(all) != 1 {
				return errors.Join(err, errors.New("the client is not registered any more"))
			}
		case "import":
			if len(sets) != 1 || sets[0].Sizes["email"] != r.Size {
				return errors.New("the imported dataset is not there")
			}
		case "removal":
			if len(sets) > 0 {
				return errors.New("the removed dataset is there")
			}
		case "offer":
			if inLedger[r.ID] == nil || !slices.ContainsFunc(rows, func(s SessionRow) bool { return s.ID == r.ID }) {
				return errors.New("the session is unknown")
			}
		case "strike":
			if len(replay.Struck()) != 1 {
				return errors.New("the strike has no entry")
			}
		case "handles":
			if s := inLedger[r.ID]; s == nil || s.Delivered.IsZero() {
				return errors.New("the delivery of handles has no entry")
			}
		case "erasure":
			if s := inLedger[r.ID]; s == nil || s.Erased.IsZero() {
				return errors.New("the erasure has no entry")
			}
			for _, name := range []string{store.rows.Files.MatchList(r.ID), store.rows.Files.MatchIndex(r.ID)} {
				if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
					return errors.New("what was erased has come back")
				}
			}
		case "cosignature":
			if all, err := store.Cosigned(ctx); err != nil || len(all) != 1 {
				return errors.Join(err, errors.New("the cosignature is gone"))
			}
		}
	}
	return nil
}

// wholeDataset reads all files of a dataset and looks for the entry of its import.
func wholeDataset(store *Directory, d *DatasetRow, imports map[psi.Digest]bool) error {
	dir := store.rows.Files.Generation(d.Generation)
	salt, err := os.ReadFile(dir.Commitment())
	if err != nil {
		return err
	}
	stored, err := dataset.OpenStored(dir.Set())
	if err != nil {
		return err
	}
	defer stored.Close()
	h := sha256.New()
	fmt.Fprintf(h, "%s dataset commitment\n%s", psi.Version, salt)
	elements := sha256.New()
	n := uint64(0)
	for e, err := range stored.Elements() {
		if err != nil {
			return err
		}
		elements.Write(e[:])
		if users, err := stored.ElementOwners(n); err != nil || len(users) != 1 || !strings.HasPrefix(users[0].User, "u") {
			return errors.Join(err, errors.New("an element's owner is wrong"))
		}
		n++
	}
	fmt.Fprintf(h, "%d %x\n", n, elements.Sum(nil))
	key, err := store.rows.ElementsKey(dir, d)
	if err != nil {
		return err
	}
	key.Destroy()
	if !imports[psi.Digest(h.Sum(nil))] {
		return errors.New("the dataset is not the one of an import in the ledger")
	}
	return nil
}

// checkServed starts a server and looks at what it serves.
func checkServed(dir string, reports []report) (err error) {
	scratch, err := os.MkdirTemp(filepath.Dir(dir), "client-*")
	if err != nil {
		return err
	}
	store, err := OpenDirectory(dir, DirectoryConfig{})
	if err != nil {
		return err
	}
	sets, err := store.Datasets(ctx)
	if err = errors.Join(err, store.Close()); err != nil {
		return err
	}
	if len(sets) == 0 { // nothing was acknowledged, so it can be done again
		if err := importTable(dir, scratch, changed(0, most, 1), time.Time{}); err != nil {
			return err
		}
	}
	p, err := Open(dir, crashConfig())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	if err := settled(p, reports); err != nil {
		return err
	}
	for _, r := range ofKind(reports, "ack") {
		switch r.What {
		case "result":
			if b, err := p.Result(ctx, "acme", r.ID); err != nil || !bytes.Equal(b, r.Bytes) {
				return errors.Join(err, errors.New("the answer is not the one that was given out"))
			}
		case "handles":
			path, err := p.HandlesFile("acme", r.ID)
			if err != nil {
				return err
			}
			if b, err := os.ReadFile(path); err != nil || !bytes.Equal(b, r.Bytes) {
				return errors.Join(err, errors.New("the handles are not those that were given out"))
			}
		}
	}
	_, replay, err := p.store.VerifyLedger(ctx, nil)
	if err != nil {
		return err
	}
	rows, err := p.store.Sessions(ctx, 100)
	if err != nil {
		return err
	}
	if err := servedEpochs(p); err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(s SessionRow) bool { x := replay.Session(s.ID); return x != nil && !x.Erased.IsZero() })
	kept := map[string]bool{}
	for _, s := range rows {
		if s.Result != nil && s.Result.Handles != nil {
			kept[s.ID] = true
			if err := wholeMatches(p, &s); err != nil {
				return err
			}
		}
	}
	for folder, suffix := range map[string]string{"matches": ".csv", "subjects": ".matches"} {
		files, err := os.ReadDir(filepath.Join(dir, folder))
		if err != nil {
			return err
		}
		for _, f := range files {
			id, _ := strings.CutSuffix(f.Name(), suffix)
			if !kept[id] && !strings.HasSuffix(f.Name(), "."+subject.CandidatesFile) {
				return fmt.Errorf("there are %s that the advertiser was never told about, or that were erased", folder)
			}
		}
	}
	if err := askedPerson(p.store, rows, reports); err != nil {
		return err
	}
	spent, err := p.store.Budgets(ctx)
	if err != nil {
		return err
	}
	barred, err := p.store.Strikes(ctx) // also if the ledger could not take the entry
	if err != nil {
		return err
	}
	if len(barred) < len(replay.Struck()) {
		return errors.New("an owner is barred by the ledger alone")
	}
	want := psi.Code("")
	switch {
	case len(barred) > 0:
		want = psi.CodeStruck
	case len(spent) > 0:
		want = psi.CodeTooSoon
	}
	if want != "" {
		o, _ := offerOf(p, "acme", psi.Count)
		if _, err := p.Offer(ctx, "acme", o); psi.CodeOf(err) != want {
			return fmt.Errorf("an owner that has paid or is barred is told: %v", err)
		}
	}
	if want == psi.CodeStruck {
		if err := p.store.LiftStrike(ctx, "acme", "users", "a test"); err != nil {
			return err
		}
	}
	return runSession(p, "globex", psi.Count, scratch, func(report) {})
}

// settled waits for the sessions that go on by themselves, and ends those that wait for their client. None that was
// acknowledged is lost.
func settled(p *Platform, reports []report) error {
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) {
		rows, err := p.store.Sessions(ctx, 100)
		if err != nil {
			return err
		}
		open := 0
		for _, s := range rows {
			acked := slices.ContainsFunc(reports, func(r report) bool { return r.Kind == "ack" && r.What == "offer" && r.ID == s.ID })
			if s.Error == "lost" && acked {
				return errors.New("an acknowledged session is lost")
			}
			if s.State != "open" {
				continue
			}
			open++
			if st, err := p.Status("acme", s.ID); err != nil {
				return err
			} else if st.State != psi.StateCounting {
				if err := p.Abort("acme", s.ID); err != nil {
					return err
				}
			}
		}
		if open == 0 {
			return nil
		}
	}
	return errors.New("a session does not end")
}

// servedEpochs compares the epochs that are served with what database, ledger and folder have.
func servedEpochs(p *Platform) error {
	p.sessions.Hooks().Masked()
	served := p.sessions.Hooks().Epochs()
	if len(served) != 1 {
		return fmt.Errorf("%d epochs are served", len(served))
	}
	kept, err := p.sessions.Epochs.Kept(ctx)
	if err != nil {
		return err
	}
	_, replay, err := p.store.VerifyLedger(ctx, nil)
	if err != nil {
		return err
	}
	for what, digests := range map[string][]psi.Digest{"database": kept, "ledger": replay.OpenSets()} {
		if len(digests) != 1 || served[digests[0]] == nil {
			return fmt.Errorf("the %s has %d epochs, or another one than is served", what, len(digests))
		}
	}
	files, err := os.ReadDir(p.store.rows.Files.Epochs())
	if err == nil && len(files) != 4 {
		err = fmt.Errorf("%d files of one epoch", len(files))
	}
	return err
}

// askedPerson asks what one of the platform's users can be told.
func askedPerson(store *Directory, rows []SessionRow, reports []report) error {
	r, err := store.Subject(ctx, subject.Query{User: "u7"})
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, s := range r.Sessions {
		known[s.Session] = s.Known == subject.KnownYes
	}
	for _, s := range rows {
		if s.Result != nil && !known[s.ID] {
			return errors.New("a person can't be told about a session with an answer")
		}
	}
	for _, r := range ofKind(reports, "ack") {
		// Without its matches, a lost session is known in part only; nobody has its answer.
		if _, ok := known[r.ID]; r.What == "offer" && !ok {
			return errors.New("a person can't be told about a session")
		}
	}
	return nil
}

// wholeMatches compares an answer, its handles and the platform's matches.
func wholeMatches(p *Platform, s *SessionRow) error {
	path, err := p.HandlesFile(s.Client, s.ID)
	if err != nil {
		return err
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !setOf(s.Result.Handles.Parts, psi.HandleSize, b).Is(*s.Result.Handles) {
		return errors.New("the handles are not those of the answer")
	}
	f, err := os.Open(p.store.rows.Files.MatchList(s.ID))
	if errors.Is(err, fs.ErrNotExist) {
		return errors.New("the platform has lost its matches of an answer")
	}
	if err != nil {
		return err
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return err
	}
	given := map[string]bool{}
	for h := range slices.Chunk(b, psi.HandleSize) {
		given[hex.EncodeToString(h)] = true
	}
	if len(given) != int(*s.Result.Released.Value) || len(lines)-1 != 480 {
		return fmt.Errorf("the advertiser has %d different handles, where %d were released; the platform has %d matches", len(given), *s.Result.Released.Value, len(lines)-1)
	}
	for _, line := range lines[1:] {
		if !given[line[0]] {
			return errors.New("a match's handle is not the advertiser's, or is another match's too")
		}
		delete(given, line[0])
	}
	return nil
}
