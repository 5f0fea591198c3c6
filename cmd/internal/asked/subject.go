// Package asked has the commands by which persons are answered, and erased.
package asked

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
	"github.com/blindmatch/blindmatch/internal/nearest"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/spf13/cobra"
	"golang.org/x/term"
)

type subjectFlags struct {
	data, idType, region string
	page                 pageFlags
	json, jsonld         bool
	reason               string
	unrecorded           bool
	batch, pages         string
}

// New is the command subject, which answers persons.
func New() *cobra.Command {
	var f subjectFlags
	c := &cobra.Command{
		Use:   "subject {USER_REF | --type TYPE | --batch FILE} --data DIR",
		Short: "answer a person's question: what of me was matched, with whom, when, and for which purpose?",
		Long: `Say for every session in the ledger whether a person was in the set that the
advertiser's list was compared with, through which collection context, whether the
platform learned that the person is on the list, and what was delivered to whom.
The ledger is verified first. The server may run meanwhile.

That somebody was looked up is entered in the ledger before it is answered, with
--reason and without who it was: who may ask about anybody could spy on anybody.
--unrecorded is for copies that can't be written.

USER_REF is your own reference of the user, as it was imported. An e-mail address
or a phone number is read from standard input instead, with --type, one line: on
the command line it would be in the shell's history. It finds the users for whom
it was admitted. One that the gate kept out is not stored in any form; ask by the
user's reference then.

Without --html or --json the answer is text for whoever handles the request.
--html writes a page for the person, in plain language and in --lang: no script,
nothing from elsewhere, and no e-mail address or phone number of the person's. To
make a PDF of it, open it in a browser and print to a file. --controller names the
file that says who is responsible, for what, for how long, and whom to complain to
(GDPR Art. 15); psi-server policy check --controller checks it. A text that it lacks
in the page's language stands there in another, marked as such; a warning on standard
error, and "missing" of --json, say which. --jsonld prints the answer in terms of the
W3C's Data Privacy Vocabulary.

--batch answers many requests at once: a CSV file with a header and the columns user,
email or phone (one of them in a row), and name, lang and region if wanted. The pages
are in the folder --pages, named by the number of the request: 0001.html is that of
the first one. Blank lines are none.

psi-server subject erase makes a session unable to tell.

Exit codes: 0 answered, also if nothing is known of the person; 1 failed; 2 wrong
usage.`,
		Example: `  psi-server subject u00000042 --data data
  psi-server subject u00000042 --data data --html answer.html --name "Anna Bauer" \
    --controller controller.yaml --lang de --reason "request 2026-117"
  psi-server subject --type email --data data < address.txt
  psi-server subject --type phone --default-region GB --data data --json < number.txt
  psi-server subject --batch requests.csv --pages answers --controller controller.yaml --data data`,
		Args: reference,
		RunE: f.run,
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.StringVar(&f.data, "data", "", "data directory (required)")
	fs.StringVar(&f.idType, "type", "", "email or phone: read the person's, one line, from standard input")
	fs.StringVar(&f.region, "default-region", "", "country of a phone number without a country code, such as GB")
	fs.StringVar(&f.region, "region", "", "the same, as it was called before")
	fs.Lookup("region").Hidden = true
	f.page.add(fs)
	fs.StringVar(&f.batch, "batch", "", "CSV file of requests, with --pages; - is standard input")
	fs.StringVar(&f.pages, "pages", "", "folder for the pages of --batch, which must not exist")
	fs.StringVar(&f.reason, "reason", "", "why, for the ledger's readers, such as the number of the request; nobody's name")
	fs.BoolVar(&f.unrecorded, "unrecorded", false, "don't enter the look-up in the ledger: for a copy that can't be written")
	fs.BoolVar(&f.jsonld, "jsonld", false, "print JSON-LD in terms of W3C DPV instead of text")
	fs.BoolVar(&f.json, "json", false, "print one JSON object instead of text")
	c.AddCommand(newSubjectErase(), newSubjectErasePerson())
	return c
}

func (f *subjectFlags) run(c *cobra.Command, args []string) error {
	if err := f.check(c, args); err != nil {
		return err
	}
	if f.batch != "" {
		return f.runBatch(c)
	}
	q := subject.Query{IDType: f.idType, Region: f.region}
	var err error
	if f.idType == "" {
		q.User = args[0]
	} else if q.Identifier, err = readLine(c, f.idType); err != nil {
		return err
	}
	p, err := f.page.open()
	if err != nil {
		return err
	}
	var page *cli.Output
	if f.page.html != "" {
		if page, err = cli.NewOutput(f.page.html, f.page.force); err != nil {
			return err
		}
		defer page.Discard()
	}
	report, err := f.ask(c.Context(), q)
	if err != nil {
		return err
	}
	p.Report = report
	w := cli.Beside(c.OutOrStdout(), c.ErrOrStderr(), f.page.html)
	if page != nil {
		if err := p.Write(page); err != nil {
			return err
		}
		if err := page.Commit(); err != nil {
			return err
		}
	}
	missing := lacking{}
	if page != nil || f.jsonld {
		if err := missing.add(p); err != nil {
			return err
		}
		missing.warn(c.ErrOrStderr(), f.page.controller)
	}
	switch {
	case f.jsonld:
		b, err := p.LD()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "%s\n", b)
		return err
	case f.json:
		return cli.WriteJSON(w, struct {
			*subject.Report
			Missing lacking `json:"missing,omitempty"`
		}{report, missing})
	case page != nil:
		fmt.Fprintf(w, "%s: %s\n", f.page.html, told.Summary(report))
	default:
		told.Print(w, report)
	}
	return nil
}

// ask answers one question, and records it unless that is not wanted.
func (f *subjectFlags) ask(ctx context.Context, q subject.Query) (report *subject.Report, err error) {
	err = f.answer(ctx, []subject.Query{q}, func(_ int, r *subject.Report, err error) error {
		report = r
		return hintCountry(err)
	})
	return report, err
}

// answer answers questions in order.
func (f *subjectFlags) answer(ctx context.Context, questions []subject.Query, each func(int, *subject.Report, error) error) error {
	open := datadir.Write
	if f.unrecorded {
		open = datadir.Read
	}
	store, err := open(ctx, f.data)
	if err != nil {
		return err
	}
	defer store.Close()
	if f.unrecorded {
		for i := range questions {
			r, err := store.Subject(ctx, questions[i])
			if err := each(i, r, err); err != nil {
				return err
			}
		}
		return nil
	}
	if err := subject.CheckReason(f.reason, questions); err != nil {
		return cli.Usagef("--reason: %w", err)
	}
	answers, err := store.Lookup(ctx, f.reason, questions)
	if err != nil {
		return err
	}
	i := 0
	for r, err := range answers {
		if err := each(i, r, err); err != nil {
			return err
		}
		i++
	}
	return nil
}

// hintCountry names the flag that helps.
func hintCountry(err error) error {
	if e, ok := errors.AsType[*subject.RejectedError](err); ok && e.Reject == identity.NoCountry {
		return fmt.Errorf("%w (--default-region GB)", err)
	}
	return err
}

// check finds what is wrong with the command line before anything is opened or
// read. It names no identifier.
func (f *subjectFlags) check(c *cobra.Command, args []string) error {
	if err := cli.RequireFlags(c, "data"); err != nil {
		return err
	}
	byType := c.Flags().Changed("type")
	switch {
	case (f.batch == "") != (f.pages == ""):
		return cli.Usagef("--batch and --pages go together")
	case f.batch != "" && (len(args) > 0 || byType || f.page.html != "" || f.page.name != "" || f.jsonld):
		return cli.Usagef("--batch names the persons in its file, and writes pages to --pages: it goes with no USER_REF, --type, --html, --name, --jsonld")
	case f.unrecorded && f.reason != "":
		return cli.Usagef("--reason is for the ledger, and --unrecorded keeps it out")
	case f.jsonld && f.json:
		return cli.Usagef("--json or --jsonld, not both")
	case f.batch != "":
	case len(args) == 0 && !byType:
		return cli.Usagef("want a USER_REF, or --type and the person's e-mail address or phone number on standard input")
	case len(args) > 0 && byType, len(args) > 0 && IsIdentifier(args[0]):
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
		if f.batch != "" {
			return cli.Usagef("--default-region goes with --type phone; in a batch it is the column region")
		}
		if f.idType != string(identity.Phone) {
			return cli.Usagef("--default-region goes with --type phone")
		}
		var err error
		if f.region, err = identity.ParseRegion(f.region); err != nil {
			return cli.Usagef("--default-region: %w", err)
		}
	}
	return f.page.check(f.batch != "" || f.jsonld)
}

// IsIdentifier says whether a text is an e-mail address or a phone number. An
// import refuses user references of which it would say so, so nobody is kept from
// asking by reference.
func IsIdentifier(text string) bool {
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

// reference is for USER_REF: at most one, and no misspelt command, which would be looked up and recorded.
func reference(c *cobra.Command, args []string) error {
	var commands []string
	for _, sub := range c.Commands() {
		commands = append(commands, sub.Name())
	}
	if len(args) > 0 {
		if meant := nearest.Meant(args[0], commands); meant != "" {
			return cli.Usagef("no command %q%s", args[0], meant)
		}
	}
	return cobra.MaximumNArgs(1)(c, args)
}
