package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/asked"
	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/internal/controller"
	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi/disclosure"
)

// checkDisclosure says what is in force with a file for serve --disclosure.
func checkDisclosure(w io.Writer, path string, json bool) error {
	p, err := disclosure.Open(path)
	if err != nil {
		return err
	}
	month, year := p.Budget()
	floors := p.Floors()
	if json {
		return cli.WriteJSON(w, map[string]any{
			"epsilon": p.Epsilon(), "budget_30_days": month, "budget_365_days": year, "spacing": p.Spacing().Seconds(),
			"sessions_per_epoch": p.Sessions(), "floors": floors, "open_sessions_survive": p.KeepsSessions(),
		})
	}
	fmt.Fprintf(w, "ε of a release      %s\n", p.Epsilon())
	fmt.Fprintf(w, "budget of an owner  %s in 30 days, %s in 365 days, %s between releases, %s an epoch\n", month, year, figures.Duration(p.Spacing()), cli.Counted(p.Sessions(), "session"))
	fmt.Fprintf(w, "floors              lists of %s, datasets of %s, numbers of %s\n", cli.Count(floors.List), cli.Count(floors.Dataset), cli.Count(floors.Report))
	restart := "survive a restart"
	if !p.KeepsSessions() {
		restart = "end with the server"
	}
	fmt.Fprintf(w, "open sessions       %s\n", restart)
	return nil
}

// checkController says what a file for subject --controller lacks.
func checkController(w io.Writer, path string, json bool) error {
	c, err := asked.OpenController(path)
	if err != nil {
		return err
	}
	missing := map[string][]string{}
	for _, lang := range controller.Languages() {
		missing[lang] = append([]string{}, c.Missing(lang)...)
	}
	if json {
		return cli.WriteJSON(w, map[string]any{"name": c.Name, "missing": missing})
	}
	fmt.Fprintf(w, "%s: %s, %s, %s, %s\n", path, c.Name, cli.Counted(len(c.Purposes), "purpose"), cli.Counted(len(c.Contexts), "context"), cli.Counted(len(c.Advertisers), "legal name"))
	for _, lang := range controller.Languages() {
		if all := missing[lang]; len(all) == 0 {
			fmt.Fprintf(w, "  %s  complete\n", lang)
		} else {
			fmt.Fprintf(w, "  %s  in another language: %s\n", lang, strings.Join(all, ", "))
		}
	}
	return nil
}
