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

// asker is a row of a batch: who asks, and how the page is to be.
type asker struct {
	question   subject.Query
	name, lang string
}

// failedRow says why a request was not answered, without naming anybody.
type failedRow struct {
	Row   int    `json:"row"`
	Error string `json:"error"`
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
	var questions []subject.Query
	for _, x := range all {
		questions = append(questions, x.question)
	}
	failed := []failedRow{}
	err = f.answer(c.Context(), questions, func(i int, r *subject.Report, err error) error {
		if err != nil && c.Context().Err() != nil {
			return fmt.Errorf("%s: interrupted at row %d; all questions of the file are in the ledger: %w", f.pages, i+1, err)
		}
		if err != nil {
			failed = append(failed, failedRow{i + 1, err.Error()})
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
		return out.Commit()
	})
	if err != nil {
		return err
	}
	answered := len(all) - len(failed)
	done := fmt.Sprintf("%s: %s, named by the rows of the file", f.pages, cli.Counted(answered, "page"))
	if f.json {
		err = cli.WriteJSON(c.OutOrStdout(), map[string]any{"pages": f.pages, "answered": answered, "failed": failed})
	} else if len(failed) == 0 {
		_, err = fmt.Fprintln(c.OutOrStdout(), done)
	}
	if err == nil && len(failed) > 0 {
		var rows []string
		for _, x := range failed[:min(len(failed), shownFailures)] {
			rows = append(rows, fmt.Sprintf("row %d: %s", x.Row, x.Error))
		}
		err = fmt.Errorf("%s; %s not answered: %s", done, cli.Counted(len(failed), "request"), strings.Join(rows, "; "))
	}
	return err
}

// shownFailures is how many requests without an answer an error names; --json names all.
const shownFailures = 10

// maxBatch is how many requests a file may have.
const maxBatch = 9999

// readBatch reads a CSV file of requests. An error names the row, and nobody.
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
	for n := 1; ; n++ {
		cells, err := r.Read()
		switch {
		case err == io.EOF && n == 1:
			return nil, errors.New("it has no requests")
		case err == io.EOF:
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("row %d is not CSV with as many cells as the header has", n)
		case n > maxBatch:
			return nil, fmt.Errorf("more than %d requests: make several files", maxBatch)
		}
		x := asker{lang: lang}
		named := 0
		for i, cell := range cells {
			if !utf8.ValidString(cell) {
				return nil, fmt.Errorf("row %d is not UTF-8: save the file as such", n)
			}
			if cell = strings.TrimSpace(cell); cell == "" {
				continue
			}
			switch header[i] {
			case "user":
				if IsIdentifier(cell) {
					return nil, fmt.Errorf("row %d: in the column user is what looks like an e-mail address or a phone number: want your own reference, or a column email or phone", n)
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
					return nil, fmt.Errorf("row %d: region: %w", n, err)
				}
			}
		}
		if named != 1 {
			return nil, fmt.Errorf("row %d names %d persons: want one, by user, email or phone", n, named)
		}
		if !slices.Contains(controller.Languages(), x.lang) {
			return nil, fmt.Errorf("row %d: lang is none of %s", n, strings.Join(controller.Languages(), ", "))
		}
		all = append(all, x)
	}
}
