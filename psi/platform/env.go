package platform

import (
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/budget"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform/internal/imports"
	"github.com/blindmatch/blindmatch/psi/platform/internal/journal"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// env is what the parts of a Platform share: where things are kept, what is allowed, who works.
type env struct {
	*work
	rows     *store.Store
	imports  *imports.To
	eraser   *subject.Eraser
	cfg      Config
	identity string
	policy   *disclosure.Policy
	accounts *budget.Accounts
	journal  *journal.Writer // once it is started
}

func (p *env) scratch() psi.Scratch {
	return psi.Scratch{Memory: p.cfg.Work.Memory, Dir: p.rows.Files.Scratch()}
}
