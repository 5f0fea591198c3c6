package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/sample"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/blindmatch/blindmatch/transport"
)

// checkReceipt shows the latest receipt and what it proves, as psi receipt verify does.
func (d *demo) checkReceipt() error {
	b, err := os.ReadFile(d.receiptFile())
	if err != nil {
		return err
	}
	conn, err := transport.ReadConnection(filepath.Join(d.dir, "acme.json"))
	if err != nil {
		return err
	}
	v, err := ledger.NewVerifier(conn.LogKey)
	if err != nil {
		return err
	}
	p, err := ledger.VerifyReceipt(b, v)
	if err != nil {
		return fmt.Errorf("receipt: %w", err)
	}
	fmt.Fprintf(d.w, "\nThe advertiser keeps a receipt of each result; this is the last one's\n")
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSpace(line)
		if cut := 84; len(line) > cut {
			line = fmt.Sprintf("%s… (%s)", line[:cut], cli.Size(int64(len(line))))
		}
		fmt.Fprintf(d.w, "  | %s\n", line)
	}
	fmt.Fprintf(d.w, "It needs no network to check it, just the key of the ledger (psi receipt verify)\n")
	var proven bytes.Buffer
	printProven(&proven, p)
	for line := range strings.Lines(proven.String()) {
		fmt.Fprintf(d.w, "  %s", line)
	}
	return nil
}

// verifyLedger verifies all of the platform's ledger, as psi-server ledger verify does.
func (d *demo) verifyLedger(s *platform.Directory) error {
	head, replay, err := s.VerifyLedger(d.ctx, nil)
	if err != nil {
		return err
	}
	fmt.Fprintf(d.w, "\nThe platform's ledger, every byte and the order of its entries (psi-server ledger verify)\n")
	fmt.Fprintf(d.w, "  verified  %s: %s entries, %s sessions\n", head.Origin, cli.Count(head.Size), cli.Count(len(replay.Sessions)))
	fmt.Fprintf(d.w, "  root      %s\n", head.Hash)
	return nil
}

// subjects answers the question of three users and checks the answers against the truth.
func (d *demo) subjects(s *platform.Directory, truth *sample.Truth) error {
	fmt.Fprintf(d.w, "\nThree users ask: what of me was matched, with whom, when? (psi-server subject)\n")
	for _, x := range []struct {
		user, truth string
		check       func(*subject.Report) error
	}{
		{truth.Matched, "on acme's list, with a newsletter's consent", d.checkMatched},
		{truth.Security, "on acme's list, but all contacts were given for two-factor login only", checkKeptOut},
		{truth.Unlisted, "with a newsletter's consent, but on nobody's list", checkUnlisted},
	} {
		if x.user == "" {
			continue // the list is so long that all users are on it
		}
		r, err := s.Subject(d.ctx, subject.Query{User: x.user})
		if err != nil {
			return err
		}
		fmt.Fprintf(d.w, "  user %s\n    truth     %s\n", x.user, x.truth)
		d.printAnswer(r)
		if err := x.check(r); err != nil {
			return fmt.Errorf("the answer to user %s: %w", x.user, err)
		}
	}
	return nil
}

// printAnswer prints a short form of what psi-server subject says.
func (d *demo) printAnswer(r *subject.Report) {
	in, matched := 0, 0
	for _, s := range r.Sessions {
		if s.Candidate {
			in++
		}
		if s.Matched {
			matched++
		}
	}
	fmt.Fprintf(d.w, "    answer    in the compared set in %d of %d sessions; in %d the platform learned of a match\n", in, len(r.Sessions), matched)
	for _, s := range r.Sessions {
		if s.Matched {
			fmt.Fprintf(d.w, "              %s: given in %s, for %s\n", s.Advertiser, strings.Join(s.Contexts, ", "), s.Purpose)
			fmt.Fprintf(d.w, "              handle %s delivered %s; entries %d to %d\n", strings.Join(s.Handles, ", "), s.Delivered.Format("2006-01-02 15:04:05Z07:00"), s.Entries[0], s.Entries[1])
		}
	}
	if in == 0 {
		for _, x := range r.Datasets {
			for _, record := range x.Records {
				for _, t := range identity.Types() {
					if why, ok := record.Outcomes[string(t)]; ok {
						fmt.Fprintf(d.w, "              kept out: %s, given in %s (%s)\n", t, record.Context, why)
					}
				}
			}
		}
	}
}

// checkMatched checks the answer to a matched user against both sides' files.
func (d *demo) checkMatched(r *subject.Report) error {
	for _, s := range r.Sessions {
		if !s.Candidate || !slices.Equal(s.Contexts, []string{"newsletter"}) {
			return errors.New("it says that the user was not compared, or not through the newsletter")
		}
		if s.Matched != s.Mode.Handles() {
			return fmt.Errorf("it says matched: %t for a session in mode %s", s.Matched, s.Mode)
		}
		if !s.Matched {
			continue
		}
		all, err := d.matchedHandles(s.Session)
		if err != nil {
			return err
		}
		var handles []string
		for handle, users := range all {
			if slices.Contains(users, r.User) {
				handles = append(handles, handle)
			}
		}
		delivered, err := os.ReadFile(d.flags("acme", psi.Blinded).output)
		if err != nil {
			return err
		}
		if len(handles) != 1 || !slices.Equal(s.Handles, handles) || !bytes.Contains(delivered, []byte(handles[0]+"\n")) || s.Delivered.IsZero() {
			return errors.New("it names other handles than the two sides have")
		}
	}
	return allSessions(r)
}

// checkKeptOut checks that a user was in no set, because the contacts were given for security.
func checkKeptOut(r *subject.Report) error {
	for _, s := range r.Sessions {
		if s.Candidate || s.Matched || len(s.Records) == 0 {
			return errors.New("it says that a contact given for security was compared, or doesn't mention it")
		}
		for _, record := range s.Records {
			for _, why := range record.Outcomes {
				if record.Context != "two_factor" || why != "security_context" {
					return errors.New("it gives a reason other than security")
				}
			}
		}
	}
	return allSessions(r)
}

// checkUnlisted checks that a user was compared and never matched.
func checkUnlisted(r *subject.Report) error {
	for _, s := range r.Sessions {
		if !s.Candidate || s.Matched || len(s.Handles) > 0 {
			return errors.New("it says that the user was not compared, or was matched")
		}
	}
	return allSessions(r)
}

// allSessions checks that the answer has exactly the demo's sessions.
func allSessions(r *subject.Report) error {
	if len(r.Sessions) != demoSessions {
		return fmt.Errorf("it has %d sessions, want %d", len(r.Sessions), demoSessions)
	}
	return nil
}
