package main

import (
	"fmt"
	"io"
	"math/big"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// report is what --json prints.
type report struct {
	Mode     psi.Mode     `json:"mode"`
	Type     string       `json:"type"`
	Dataset  string       `json:"dataset"`
	Session  string       `json:"session"`
	List     listCounts   `json:"list"`
	Platform uint64       `json:"platform_size"`
	Released releasedJSON `json:"released"`
	Handles  *uint64      `json:"handles,omitempty"`
	// The numbering plans that phone numbers were validated with on both sides. Numbers that are valid in only one of
	// them can't match.
	PhoneMetadata *metadata      `json:"phone_metadata,omitempty"`
	Ledger        *ledgerJSON    `json:"ledger,omitempty"` // if the connection file has a log_key
	Budget        *ledger.Budget `json:"budget,omitempty"` // with Ledger, unless the number is exact
	Bytes         bytesJSON      `json:"bytes"`
	Seconds       float64        `json:"seconds"`

	check string // the command that says what was rejected, and why
}

// listCounts counts rows, each of which is used, empty, rejected or kept out, and identifiers. Used ones are distinct, so used +
// duplicates + rejected are all identifiers in the rows.
type listCounts struct {
	Columns      []dataset.Column `json:"columns"`
	Rows         uint64           `json:"rows"`
	RowsUsed     uint64           `json:"rows_used"`
	RowsEmpty    uint64           `json:"rows_empty"`
	RowsRejected uint64           `json:"rows_rejected"`
	RowsKeptOut  uint64           `json:"rows_kept_out"`

	KeptOut []dataset.RejectCount `json:"kept_out,omitempty"`

	Used       uint64 `json:"used"`
	Duplicates uint64 `json:"duplicates"`
	Rejected   uint64 `json:"rejected"`
	Repaired   uint64 `json:"repaired"` // among the used ones and the duplicates
	Sent       uint64 `json:"sent"`     // including random elements: what the platform learns about the size
}

type metadata struct {
	List    string `json:"list"`
	Dataset string `json:"dataset"`
}

type releasedJSON struct {
	Value      *uint64 `json:"value"`
	BelowFloor bool    `json:"below_floor"`
	Floor      uint64  `json:"floor"`
	Noise      string  `json:"noise"`
}

type bytesJSON struct {
	Up   int64 `json:"up"`
	Down int64 `json:"down"`
}

func (r *report) print(w io.Writer, f *sessionFlags) {
	fmt.Fprintf(w, "list      %s: %s with %s, %s without, %s with nothing but rejects%s\n",
		cli.Counted(r.List.Rows, "row"), cli.Count(r.List.RowsUsed), f.idType, cli.Count(r.List.RowsEmpty), cli.Count(r.List.RowsRejected), keptOut(r.List.RowsKeptOut))
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
	fmt.Fprintf(w, "%-9s %s used, %s, %s rejected\n", f.idType, cli.Count(r.List.Used), cli.Counted(r.List.Duplicates, "duplicate"), cli.Count(r.List.Rejected))
	if r.List.Repaired > 0 {
		fmt.Fprintf(w, "          %s repaired\n", cli.Counted(r.List.Repaired, "cell"))
	}
	if r.List.Rejected > 0 {
		fmt.Fprintf(w, "          %s says which and why\n", r.check)
	}
	fmt.Fprintf(w, "dataset   %s: %s %s\n", r.Dataset, cli.Count(r.Platform), f.idType)
	if m := r.PhoneMetadata; m != nil && m.List != m.Dataset {
		fmt.Fprintf(w, "          phone numbers were validated with %s here and %s there\n", m.List, m.Dataset)
	}
	if r.Released.BelowFloor {
		fmt.Fprintf(w, "released  below %s\n", cli.Count(r.Released.Floor))
	} else {
		fmt.Fprintf(w, "released  %s of yours are the platform's too (%s)\n", cli.Count(*r.Released.Value), precision(r.Released.Noise))
	}
	if r.Handles != nil && !r.Released.BelowFloor {
		fmt.Fprintf(w, "handles   %s in %s\n", cli.Count(*r.Handles), f.output)
	}
	if b := r.Budget; b != nil {
		fmt.Fprintf(w, "budget    ε %s spent; left: %s in 30 days, %s in 365 days\n", decimal(b.Epsilon), decimal(b.LeftMonth), decimal(b.LeftYear))
	}
	if r.Ledger != nil {
		fmt.Fprintf(w, "receipt   %s\n", r.Ledger.text(f.receipt))
	}
	fmt.Fprintf(w, "wire      %s up, %s down, %.1f s\n", cli.Size(r.Bytes.Up), cli.Size(r.Bytes.Down), r.Seconds)
	fmt.Fprintf(w, "session   %s\n", r.Session)
}

// decimal is an exact fraction of ε for people.
func decimal(amount string) string {
	x, ok := new(big.Rat).SetString(amount)
	if !ok {
		return fmt.Sprintf("%.20q", amount) // the platform's text
	}
	return psi.Decimal(x)
}

// precision says how far a released number may be from the true one.
func precision(noise string) string {
	n, err := psi.ParseNoise(noise)
	switch {
	case err != nil:
		return noise
	case n.Exact():
		return "exact, by contract"
	}
	if n.Shift > 0 {
		return fmt.Sprintf("with noise, ε = %s: %d fewer than there are, within ±%d in 99 of 100 cases, and rounded down", n.Epsilon, n.Shift, n.Within(100))
	}
	return fmt.Sprintf("with noise, ε = %s: within ±%d in 99 of 100 cases, and rounded", n.Epsilon, n.Within(100))
}
