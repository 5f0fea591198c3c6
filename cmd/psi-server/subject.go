package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/cmd/internal/datadir"
	"github.com/blindmatch/blindmatch/cmd/internal/told"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/platform"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

type subjectFlags struct {
	data, idType, region string
	html, name           string
	json, force          bool
}

func newSubject() *cobra.Command {
	var f subjectFlags
	c := &cobra.Command{
		Use:   "subject {USER_REF | --type TYPE} --data DIR",
		Short: "answer a person's question: what of me was matched, with whom, when, and for which purpose?",
		Long: `Say for every session in the ledger whether a person was in the set that the
advertiser's list was compared with, through which collection context, whether the
platform learned that the person is on the list, and what was delivered to whom.
The ledger is verified first. Nothing is written, and the server may run meanwhile.

USER_REF is your own reference of the user, as it was imported. An e-mail address
or a phone number is read from standard input instead, with --type, one line: on
the command line it would be in the shell's history. It finds the users for whom
it was admitted. One that the gate kept out is not stored in any form; ask by the
user's reference then.

Without --html or --json the answer is text for whoever handles the request.
--html writes a page for the person, in plain language: no script, nothing from
elsewhere, and no e-mail address or phone number. To make a PDF of it, open it in a
browser and print to a file.

psi-server subject erase makes a session unable to tell.

Exit codes: 0 answered, also if nothing is known of the person; 1 failed; 2 wrong
usage.`,
		Example: `  psi-server subject u00000042 --data data
  psi-server subject u00000042 --data data --html answer.html --name "Anna Bauer"
  psi-server subject --type email --data data < address.txt
  psi-server subject --type phone --default-region GB --data data --json < number.txt`,
		Args: cobra.MaximumNArgs(1),
		RunE: f.run,
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.data, "data", "", "data directory (required)")
	fs.StringVar(&f.idType, "type", "", "email or phone: read the person's, one line, from standard input")
	fs.StringVar(&f.region, "default-region", "", "country of a phone number without a country code, such as GB")
	fs.StringVar(&f.region, "region", "", "the same, as it was called before")
	fs.Lookup("region").Hidden = true
	fs.StringVar(&f.html, "html", "", "write a page for the person to this file")
	fs.StringVar(&f.name, "name", "", "whom the page addresses (default: nobody by name)")
	fs.BoolVar(&f.force, "force", false, "replace the page if it exists")
	fs.BoolVar(&f.json, "json", false, "print one JSON object instead of text")
	c.AddCommand(newSubjectErase(), newSubjectErasePerson())
	return c
}

func (f *subjectFlags) run(c *cobra.Command, args []string) error {
	if err := f.check(c, args); err != nil {
		return err
	}
	store, err := datadir.Read(c.Context(), f.data)
	if err != nil {
		return err
	}
	defer store.Close()
	q := subject.Query{IDType: f.idType, Region: f.region}
	if f.idType == "" {
		q.User = args[0]
	} else if q.Identifier, err = readLine(c, f.idType); err != nil {
		return err
	}
	var page *cli.Output
	if f.html != "" {
		if page, err = cli.NewOutput(f.html, f.force); err != nil {
			return err
		}
		defer page.Discard()
	}
	report, err := store.Subject(c.Context(), q)
	if e, ok := errors.AsType[*subject.RejectedError](err); ok && e.Reject == identity.NoCountry {
		return fmt.Errorf("%w (--default-region GB)", err)
	}
	if err != nil {
		return err
	}
	w := cli.Beside(c.OutOrStdout(), c.ErrOrStderr(), f.html)
	if page != nil {
		if err := told.Page(page, report, f.name); err != nil {
			return err
		}
		if err := page.Commit(); err != nil {
			return err
		}
	}
	switch {
	case f.json:
		return cli.WriteJSON(w, report)
	case page != nil:
		fmt.Fprintf(w, "%s: %s\n", f.html, told.Summary(report))
	default:
		told.Print(w, report)
	}
	return nil
}

// check finds what is wrong with the command line before anything is opened or
// read. It names no identifier.
func (f *subjectFlags) check(c *cobra.Command, args []string) error {
	if err := cli.RequireFlags(c, "data"); err != nil {
		return err
	}
	byType := c.Flags().Changed("type")
	switch {
	case len(args) == 0 && !byType:
		return cli.Usagef("want a USER_REF, or --type and the person's e-mail address or phone number on standard input")
	case len(args) > 0 && byType, len(args) > 0 && isIdentifier(args[0]):
		return cli.Usagef("an e-mail address or a phone number goes to standard input, with --type; what was given here is in the shell's history now: remove it there")
	case len(args) > 0 && args[0] == "":
		return cli.Usagef("USER_REF is empty")
	}
	if byType {
		if _, err := identity.ParseType(f.idType); err != nil {
			return cli.Usagef("--type: want email or phone")
		}
	}
	if f.region != "" {
		if f.idType != string(identity.Phone) {
			return cli.Usagef("--default-region goes with --type phone")
		}
		var err error
		if f.region, err = identity.ParseRegion(f.region); err != nil {
			return cli.Usagef("--default-region: %w", err)
		}
	}
	if f.html == "" && (f.name != "" || f.force) {
		return cli.Usagef("--name and --force go with --html")
	}
	return nil
}

// isIdentifier says whether a text is an e-mail address or a phone number. An
// import refuses user references of which it would say so, so nobody is kept from
// asking by reference.
func isIdentifier(text string) bool {
	return strings.Contains(text, "@") || strings.HasPrefix(text, "+")
}

// maxLine is the longest line that is read, in bytes: identifiers have 1,024 at most.
const maxLine = 4096

// readLine reads the person's identifier. At a terminal it asks for it and reads
// one line, elsewhere it reads everything.
func readLine(c *cobra.Command, idType string) (string, error) {
	in := c.InOrStdin()
	var text string
	if f, ok := in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprintf(c.ErrOrStderr(), "%s: ", told.Capital(told.IDWord(idType)))
		line, err := bufio.NewReaderSize(in, maxLine).ReadString('\n')
		if err != nil && err != io.EOF {
			return "", fmt.Errorf("standard input: %w", err)
		}
		text = line
	} else {
		b, err := io.ReadAll(io.LimitReader(in, maxLine+1))
		if err != nil {
			return "", fmt.Errorf("standard input: %w", err)
		}
		if len(b) > maxLine {
			return "", fmt.Errorf("standard input: more than %d bytes: want one line, with one %s", maxLine, told.IDWord(idType))
		}
		text = string(b)
	}
	text = strings.Trim(text, "\r\n")
	switch {
	case strings.TrimSpace(text) == "":
		return "", fmt.Errorf("standard input is empty: want one line, with one %s", told.IDWord(idType))
	case strings.ContainsAny(text, "\r\n"):
		return "", fmt.Errorf("standard input has several lines: want one, with one %s", told.IDWord(idType))
	}
	return text, nil
}

func newSubjectErase() *cobra.Command {
	var reason string
	c := datadir.On(&cobra.Command{
		Use:   "erase SESSION --data DIR --reason TEXT",
		Short: "make a session unable to tell whom it was about, for good",
		Long: `Destroy the key of a session's part of the index of persons, and the platform's
own list of the session's matches. Nobody can tell any more whom the session was
about: not for one person only, but for all. Who was in the set, matched or not, can
still be told through other sessions of the same import. The ledger records it, with
the reason; what was released stays in it. The server does the same with sessions that
are older than serve --keep-index.

SESSION is a session's name, or the beginning of one that no other has, as
psi-server ledger sessions prints it. The reason stays in the ledger for ever: no
name or address of a person belongs there.`,
		Example: `  psi-server subject erase 3f21c0a9d4e8 --data data --reason "request 2026-117, article 17"`,
		Args:    cobra.ExactArgs(1),
	}, datadir.Write, func(ctx context.Context, w io.Writer, s *platform.Directory, args []string) error {
		if strings.TrimSpace(reason) == "" {
			return cli.Usagef("--reason is required: the ledger will say it")
		}
		if isIdentifier(reason) {
			return cli.Usagef("--reason holds what looks like an e-mail address or a phone number: it stays in the ledger for ever, so none belongs there")
		}
		session, err := findSession(ctx, s, args[0])
		if err != nil {
			return err
		}
		if err := s.EraseSession(ctx, session, reason); err != nil {
			return err
		}
		return cli.Tell(w, map[string]string{"session": session, "change": "erased"},
			"session %s: its key is destroyed; nobody can tell any more whom it was about, and the ledger says so\n", session)
	})
	c.Flags().StringVar(&reason, "reason", "", "why, for the ledger's readers (required)")
	return c
}

// leastPrefix is the shortest beginning of a session's name that names it.
const leastPrefix = 8

// findSession returns the name of the one session in the ledger whose name begins
// with prefix.
func findSession(ctx context.Context, s *platform.Directory, prefix string) (string, error) {
	if len(prefix) < leastPrefix {
		return "", cli.Usagef("SESSION: want at least %d characters of a session's name", leastPrefix)
	}
	_, replay, err := s.VerifyLedger(ctx, nil)
	if err != nil {
		return "", err
	}
	var found []string
	for _, x := range replay.Sessions {
		if strings.HasPrefix(x.ID, prefix) {
			found = append(found, x.ID)
		}
	}
	switch len(found) {
	case 0:
		return "", fmt.Errorf("no session whose name begins with %.12q: psi-server ledger sessions lists them", prefix)
	case 1:
		return found[0], nil
	}
	return "", fmt.Errorf("the names of %d sessions begin with %.12q: give more of it", len(found), prefix)
}
