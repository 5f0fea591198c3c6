package asked

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/internal/controller"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/subject"
	"github.com/spf13/cobra"
)

// asker is a request of a batch: who asks, and how the page is to be.
type asker struct {
	question   subject.Query
	name, lang string
	line       int // of the file
}

// failedRequest says why a request was not answered, without naming anybody.
type failedRequest struct {
	Request int    `json:"request"` // its page would be named so
	Line    int    `json:"line"`
	Error   string `json:"error"`
}

// runBatch answers all requests of a file, each with a page of its own.
func (f *subjectFlags) runBatch(c *cobra.Command) error {
	in := c.InOrStdin()
	if f.batch != cli.StdoutName {
		file, err := os.Open(f.batch)
		if err != nil {
			return err
		}
		defer file.Close()
		in = file
	}
	all, err := readBatch(in, f.page.lang)
	if err != nil {
		return fmt.Errorf("%s: %w", f.batch, err)
	}
	p, err := f.page.open()
	if err != nil {
		return err
	}
	if err := os.Mkdir(f.pages, 0o700); err != nil {
		return fmt.Errorf("--pages: %w: want a folder that does not exist", err)
	}
	defer os.Remove(f.pages) // if it is empty
	var questions []subject.Query
	for _, x := range all {
		questions = append(questions, x.question)
	}
	failed := []failedRequest{}
	missing := lacking{}
	err = f.answer(c.Context(), questions, func(i int, r *subject.Report, err error) error {
		if err != nil && c.Context().Err() != nil {
			return fmt.Errorf("%s: interrupted at request %d; all that can be answered are in the ledger: %w", f.pages, i+1, err)
		}
		if err != nil {
			failed = append(failed, failedRequest{i + 1, all[i].line, err.Error()})
			return nil
		}
		page := *p
		page.Report, page.Name, page.Language = r, all[i].name, all[i].lang
		out, err := cli.NewOutput(filepath.Join(f.pages, fmt.Sprintf("%04d.html", i+1)), false)
		if err != nil {
			return err
		}
		defer out.Discard()
		if err := page.Write(out); err != nil {
			return err
		}
		if err := missing.add(&page); err != nil {
			return err
		}
		return out.Commit()
	})
	if err != nil {
		return err
	}
	answered := len(all) - len(failed)
	done := fmt.Sprintf("%s: %s, named by the requests of the file in order", f.pages, cli.Counted(answered, "page"))
	missing.warn(c.ErrOrStderr(), f.page.controller)
	if f.json {
		said := map[string]any{"pages": f.pages, "answered": answered, "failed": failed}
		if len(missing) > 0 {
			said["missing"] = missing
		}
		err = cli.WriteJSON(c.OutOrStdout(), said)
	} else if len(failed) == 0 {
		_, err = fmt.Fprintln(c.OutOrStdout(), done)
	}
	if err == nil && len(failed) > 0 {
		var rows []string
		for _, x := range failed[:min(len(failed), shownFailures)] {
			rows = append(rows, fmt.Sprintf("request %d, line %d: %s", x.Request, x.Line, x.Error))
		}
		err = fmt.Errorf("%s; %s not answered: %s", done, cli.Counted(len(failed), "request"), strings.Join(rows, "; "))
	}
	return err
}

// shownFailures is how many requests without an answer an error names; --json names all.
const shownFailures = 10

// maxBatch is how many requests a file may have.
const maxBatch = 9999

// readBatch reads a CSV file of requests. An error names the line, and nobody. Blank lines are none.
func readBatch(in io.Reader, lang string) (all []asker, err error) {
	if lang == "" {
		lang = "en"
	}
	r := csv.NewReader(in)
	header, err := r.Read()
	if err != nil {
		return nil, errors.New("it has no header: want one with user, email or phone, and if wanted name, lang, region")
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	columns := []string{"user", "email", "phone", "name", "lang", "region"}
	if len(header) == 1 && strings.Contains(header[0], ";") {
		return nil, errors.New("the cells of its header are separated by semicolons: want commas")
	}
	for i := range header {
		header[i] = strings.ToLower(strings.TrimSpace(header[i]))
	}
	for i, name := range header {
		if !slices.Contains(columns, name) || slices.Index(header, name) != i {
			return nil, fmt.Errorf("column %d of its header is not one of %s, or there twice", i+1, strings.Join(columns, ", "))
		}
	}
	for {
		cells, err := r.Read()
		switch {
		case err == io.EOF && all == nil:
			return nil, errors.New("it has no requests")
		case err == io.EOF:
			return all, nil
		case err != nil:
			if e, ok := errors.AsType[*csv.ParseError](err); ok {
				return nil, fmt.Errorf("line %d is not CSV with as many cells as the header has", e.StartLine)
			}
			return nil, err
		}
		if !slices.ContainsFunc(cells, func(s string) bool { return strings.TrimSpace(s) != "" }) {
			continue // as a spreadsheet writes a blank line
		}
		if len(all) == maxBatch {
			return nil, fmt.Errorf("more than %d requests: make several files", maxBatch)
		}
		n, _ := r.FieldPos(0)
		x := asker{lang: lang, line: n}
		named := 0
		for i, cell := range cells {
			if !utf8.ValidString(cell) {
				return nil, fmt.Errorf("line %d is not UTF-8: save the file as such", n)
			}
			if cell = strings.TrimSpace(cell); cell == "" {
				continue
			}
			switch header[i] {
			case "user":
				if IsIdentifier(cell) {
					return nil, fmt.Errorf("line %d: in the column user is what looks like an e-mail address or a phone number: want your own reference, or a column email or phone", n)
				}
				x.question.User, named = cell, named+1
			case "email", "phone":
				x.question.Identifier, x.question.IDType, named = cell, header[i], named+1
			case "name":
				x.name = cell
			case "lang":
				x.lang = cell
			case "region":
				if x.question.Region, err = identity.ParseRegion(cell); err != nil {
					return nil, fmt.Errorf("line %d: region: %w", n, err)
				}
			}
		}
		if named != 1 {
			return nil, fmt.Errorf("line %d names %d persons: want one, by user, email or phone", n, named)
		}
		if !slices.Contains(controller.Languages(), x.lang) {
			return nil, fmt.Errorf("line %d: lang is none of %s", n, strings.Join(controller.Languages(), ", "))
		}
		all = append(all, x)
	}
}
