package asked

import (
	"fmt"
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
