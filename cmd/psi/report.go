package main

import (
	"fmt"
	"io"
	"math/big"
	"strings"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// report is what --json prints.
type report struct {
	Mode     psi.Mode           `json:"mode"`
	Audience *psi.Audience      `json:"audience,omitempty"`
	Dataset  string             `json:"dataset"`
	Types    psi.Types          `json:"types"` // of the dataset
	Session  string             `json:"session"`
	List     listCounts         `json:"list"`
	Capacity uint64             `json:"capacity"` // people that the dataset has room for
	Slice    psi.Allotted       `json:"slice"`    // that was counted in; "1" is all
	Released *advertiser.Number `json:"released,omitempty"`
	Segments []segmentCount     `json:"segments,omitempty"`
	Handles  *uint64            `json:"handles,omitempty"`
	// The numbering plans that phone numbers were validated with on both sides. Numbers that are valid in only one of
	// them can't match.
	PhoneMetadata *metadata      `json:"phone_metadata,omitempty"`
	Epsilon       psi.Epsilon    `json:"epsilon"`          // of the noise; 0 if there is none
	Charged       psi.Epsilon    `json:"charged"`          // of the budget
	Ledger        *ledgerJSON    `json:"ledger,omitempty"` // if the connection file has a log_key
	Budget        *ledger.Budget `json:"budget,omitempty"` // with Ledger, unless nothing was paid
	Bytes         bytesJSON      `json:"bytes"`
	Seconds       float64        `json:"seconds"`

	check string // the command that says what was rejected, and why
}

// listCounts counts rows, each of which is used, empty, rejected or kept out, and identifiers. Used ones are distinct,
// so used + duplicates + rejected are all identifiers in the rows.
type listCounts struct {
	Columns      []dataset.Column     `json:"columns"`
	Rows         uint64               `json:"rows"`
	RowsUsed     uint64               `json:"rows_used"`
	RowsHaving   []dataset.RowsHaving `json:"rows_having"` // of the used ones
	RowsEmpty    uint64               `json:"rows_empty"`
	RowsRejected uint64               `json:"rows_rejected"`
	RowsKeptOut  uint64               `json:"rows_kept_out"`

	KeptOut []dataset.RejectCount `json:"kept_out,omitempty"`

	Used       uint64 `json:"used"`
	Duplicates uint64 `json:"duplicates"`
	Rejected   uint64 `json:"rejected"`
	Repaired   uint64 `json:"repaired"` // among the used ones and the duplicates
	Sent       uint64 `json:"sent"`     // including random elements: what the platform learns about the size

	types []identity.Type
}

// segmentCount is the number of one segment.
type segmentCount struct {
	Name string `json:"name"`
	Rows uint64 `json:"rows"`
	advertiser.Number
}

type metadata struct {
	List    string `json:"list"`
	Dataset string `json:"dataset"`
}

type bytesJSON struct {
	Up   int64 `json:"up"`
	Down int64 `json:"down"`
}

func newReport(f *sessionFlags, info *psi.DatasetInfo, l dataset.ListReport, o *advertiser.Outcome) (*report, error) {
	r := &report{
		Mode: f.mode, Audience: f.audience, Dataset: f.dataset, Types: info.Types, Session: o.Session,
		List: listCounts{l.Columns, l.Rows, l.RowsUsed, l.Having, l.RowsEmpty, l.RowsRejected, l.RowsKeptOut, l.KeptOut,
			o.Size(), o.Duplicates, l.Rejected, l.Repaired, o.List.Items(), l.Types},
		Capacity: o.PlatformSet.Records(), Slice: o.Slice, Charged: o.Price.Charged, check: f.checkCommand(l.Profile),
	}
	if o.Price.Charged != (psi.Epsilon{}) {
		r.Epsilon = o.Price.Epsilon
	}
	if l.PhoneMetadata != "" && info.PhoneMetadata != "" {
		r.PhoneMetadata = &metadata{l.PhoneMetadata, info.PhoneMetadata}
	}
	var err error
	if r.Released, err = o.Number(); err != nil {
		return nil, err
	}
	numbers, err := o.Numbers()
	for i, n := range numbers {
		r.Segments = append(r.Segments, segmentCount{l.Segments[i].Name, l.Segments[i].Rows, n})
	}
	return r, err
}

func (r *report) print(w io.Writer, f *sessionFlags) {
	fmt.Fprintf(w, "list      %s: %s, %s without %s, %s with nothing but rejects%s\n",
		cli.Counted(r.List.Rows, "row"), having(r.List.RowsHaving), cli.Count(r.List.RowsEmpty), oneOf(r.List.types), cli.Count(r.List.RowsRejected), keptOut(r.List.RowsKeptOut))
	for _, x := range r.List.KeptOut {
		fmt.Fprintf(w, "          %s kept out, %s: %s\n", cli.Counted(x.Count, "row"), x.Code, cli.Hint(x))
	}
	for _, c := range r.List.Columns {
		switch {
		case c.Used:
			fmt.Fprintf(w, "          column %d, %q, as %s\n", c.Number, c.Header, c.Role)
		case c.Note != "":
			fmt.Fprintf(w, "          column %d, %q, not used: %s\n", c.Number, c.Header, cli.ColumnNote(c))
		}
	}
	fmt.Fprintf(w, "used      %s, %s, %s rejected\n", cli.Counted(r.List.Used, "identifier"), cli.Counted(r.List.Duplicates, "duplicate"), cli.Count(r.List.Rejected))
	if r.List.Repaired > 0 {
		fmt.Fprintf(w, "          %s repaired\n", cli.Counted(r.List.Repaired, "cell"))
	}
	if r.List.Rejected > 0 {
		fmt.Fprintf(w, "          %s says which and why\n", r.check)
	}
	fmt.Fprintf(w, "dataset   %s: room for %s, by %s\n", r.Dataset, cli.Counted(r.Capacity, "contact group"), strings.Join(r.Types.Names(), " and "))
	if m := r.PhoneMetadata; m != nil && m.List != m.Dataset {
		fmt.Fprintf(w, "          phone numbers were validated with %s here and %s there\n", m.List, m.Dataset)
	}
	if !r.Slice.Whole() {
		fmt.Fprintf(w, "          counted in a slice of %s\n", r.Slice.Slice)
	}
	r.printNumbers(w)
	if r.Handles != nil && !r.Released.BelowFloor {
		fmt.Fprintf(w, "handles   %s in %s, decoys among them\n", cli.Count(*r.Handles), f.output)
	}
	if b := r.Budget; b != nil {
		fmt.Fprintf(w, "budget    ε %s spent; left: %s in 30 days, %s in 365 days\n", amount(r.Charged), decimal(b.LeftMonth), decimal(b.LeftYear))
	}
	if r.Ledger != nil {
		fmt.Fprintf(w, "receipt   %s\n", r.Ledger.text(f.receipt))
	}
	fmt.Fprintf(w, "wire      %s up, %s down, %.1f s\n", cli.Size(r.Bytes.Up), cli.Size(r.Bytes.Down), r.Seconds)
	fmt.Fprintf(w, "session   %s\n", r.Session)
}

// printNumbers prints what was released.
func (r *report) printNumbers(w io.Writer) {
	if a := r.Audience; a != nil {
		fmt.Fprintf(w, "audience  %s: %s\n", a.Name, done[a.Action])
	}
	if r.Released == nil {
		return
	}
	fmt.Fprintf(w, "released  %s (%s)\n", inWords(r.Released, "people on your list are the platform's too"), precision(r.Released.Noise, !r.Slice.Whole()))
	width := 0
	for _, s := range r.Segments {
		width = max(width, len([]rune(cli.Short(s.Name))))
	}
	for _, s := range r.Segments {
		fmt.Fprintf(w, "segment   %-*s  %s, of %s\n", width, cli.Short(s.Name), inWords(&s.Number, "people"), cli.Counted(s.Rows, "row"))
	}
}

// inWords is a number for people.
func inWords(n *advertiser.Number, what string) string {
	within := cli.Count(n.Within.Low)
	if n.Within.High != n.Within.Low {
		within += " to " + cli.Count(n.Within.High)
	}
	switch {
	case n.People == nil:
		return fmt.Sprintf("below %s %s; in 95 of 100 cases %s", cli.Count(n.Floor), what, within)
	case n.Noise == psi.NoNoise:
		return cli.Count(*n.People) + " " + what
	}
	return fmt.Sprintf("%s %s; in 95 of 100 cases %s", cli.Count(*n.People), what, within)
}

// having says how many rows have which identifiers: 3,000 with e-mail address and phone number, 12 with phone number.
func having(all []dataset.RowsHaving) string {
	if len(all) == 0 {
		return "0 with anything that can be used"
	}
	var parts []string
	for _, x := range all {
		var names []string
		for _, t := range x.Types {
			names = append(names, nouns[t])
		}
		only := ""
		if len(x.Types) == 1 && len(all) > 1 {
			only = " only"
		}
		parts = append(parts, cli.Count(x.Rows)+" with "+strings.Join(names, " and ")+only)
	}
	return strings.Join(parts, ", ")
}

// decimal is an exact fraction of ε for people.
func decimal(text string) string {
	x, ok := new(big.Rat).SetString(text)
	if !ok {
		return fmt.Sprintf("%.20q", text) // the platform's text
	}
	return psi.Decimal(x)
}

// precision says where a released number comes from.
func precision(noise string, slice bool) string {
	n, err := psi.ParseNoise(noise)
	switch {
	case err != nil:
		return noise
	case n.Exact():
		return "exact, by contract"
	case slice:
		return fmt.Sprintf("estimated, with noise, ε = %s, in the slice", amount(n.Epsilon))
	case n.Shift > 0:
		return fmt.Sprintf("with noise, ε = %s, rounded; %d decoys on average are among the handles", amount(n.Epsilon), n.Shift)
	}
	return fmt.Sprintf("with noise, ε = %s, and rounded", amount(n.Epsilon))
}
