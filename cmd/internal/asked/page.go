package asked

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/internal/controller"
	"github.com/blindmatch/blindmatch/internal/person"
	"github.com/spf13/pflag"
)

// pageFlags say how a page for a person is written.
type pageFlags struct {
	html, name       string
	lang, controller string
	force            bool
}

func (f *pageFlags) add(fs *pflag.FlagSet) {
	fs.StringVar(&f.html, "html", "", "write a page for the person to this file")
	fs.StringVar(&f.name, "name", "", "whom the page addresses (default: nobody by name)")
	fs.StringVar(&f.lang, "lang", "", "language of the page: "+strings.Join(controller.Languages(), ", ")+" (default en)")
	fs.StringVar(&f.controller, "controller", "", "file that says who is responsible, for the page")
	fs.BoolVar(&f.force, "force", false, "replace the page if it exists")
}

// check finds what is wrong with the flags. other says whether something else than --html needs a language.
func (f *pageFlags) check(other bool) error {
	if f.html == "" && (f.name != "" || f.force) {
		return cli.Usagef("--name and --force go with --html")
	}
	if f.html == "" && !other && (f.lang != "" || f.controller != "") {
		return cli.Usagef("--lang and --controller go with --html, --jsonld or --batch")
	}
	return checkLanguage("--lang", f.lang)
}

func checkLanguage(what, lang string) error {
	if lang == "" {
		return nil
	}
	for _, known := range controller.Languages() {
		if lang == known {
			return nil
		}
	}
	return cli.Usagef("%s: no language %.20q: want one of %s", what, lang, strings.Join(controller.Languages(), ", "))
}

// open is a page that lacks its report.
func (f *pageFlags) open() (*person.Page, error) {
	p := &person.Page{Language: "en", Name: f.name}
	if f.lang != "" {
		p.Language = f.lang
	}
	if f.controller == "" {
		return p, nil
	}
	var err error
	p.Controller, err = OpenController(f.controller)
	return p, err
}

// OpenController reads the file that says who is responsible.
func OpenController(path string) (*controller.Controller, error) {
	b, err := controller.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c, err := controller.Parse(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// lacking are texts that a page has in another language than its own, since the controller's file lacks them, by the page's
// language.
type lacking map[string][]string

// add adds what a page lacks.
func (l lacking) add(p *person.Page) error {
	names, err := p.Foreign()
	if err != nil {
		return err
	}
	for _, name := range names {
		if !slices.Contains(l[p.Language], name) {
			l[p.Language] = append(l[p.Language], name)
		}
	}
	return nil
}

// warn says what is lacking.
func (l lacking) warn(w io.Writer, file string) {
	for _, lang := range slices.Sorted(maps.Keys(l)) {
		fmt.Fprintf(w, "warning: %s has no text in %s for: %s; the page has another language there\n", file, lang, strings.Join(l[lang], ", "))
	}
}
