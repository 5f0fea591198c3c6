package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/psi/audience"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/spf13/cobra"
)

// userOutput is where rows about users go: a file that is complete or not there, or standard output.
type userOutput struct {
	path, format string
	force        bool
	inert        uint64 // cells that a spreadsheet would have computed
}

func (o *userOutput) register(c *cobra.Command) {
	c.Flags().StringVarP(&o.path, "output", "o", "", "file to write (default standard output)")
	c.Flags().StringVar(&o.format, "format", "csv", "csv (with an apostrophe before what a spreadsheet would compute) or ndjson")
	c.Flags().BoolVar(&o.force, "force", false, "replace the file if it exists")
}

// write writes the rows that each calls row with, which have the given columns.
func (o *userOutput) write(w io.Writer, columns []string, each func(row func(...string) error) error) (err error) {
	var file *cli.Output
	if o.path != "" && o.path != cli.StdoutName {
		if file, err = cli.NewOutput(o.path, o.force); err != nil {
			return err
		}
		defer file.Discard()
		w = file
	}
	buf := bufio.NewWriterSize(cli.Data(w), 1<<16)
	switch o.format {
	case "csv":
		out := csv.NewWriter(buf)
		if err = out.Write(columns); err == nil {
			err = each(func(row ...string) error {
				for i, cell := range row {
					if row[i] = dataset.Inert(cell); row[i] != cell {
						o.inert++
					}
				}
				return out.Write(row)
			})
		}
		out.Flush()
		err = errors.Join(err, out.Error())
	case "ndjson":
		err = each(func(row ...string) error { return writeObject(buf, columns, row) })
	default:
		return cli.Usagef("--format: want csv or ndjson")
	}
	if err = errors.Join(err, buf.Flush()); err != nil || file == nil {
		return err
	}
	return file.Commit()
}

// writeObject writes one line, with the members in the order of the columns.
func writeObject(w *bufio.Writer, columns, row []string) error {
	sep := byte('{')
	for i, name := range columns {
		k, err := json.Marshal(name)
		if err != nil {
			return err
		}
		v, err := json.Marshal(row[i])
		if err != nil {
			return err
		}
		w.WriteByte(sep)
		w.Write(k)
		w.WriteByte(':')
		w.Write(v)
		sep = ','
	}
	_, err := w.WriteString("}\n")
	return err
}

// printSummary says how many were written and why others were not.
func (o *userOutput) printSummary(w io.Writer, what string, s audience.Summary) {
	if o.inert > 0 {
		fmt.Fprintf(w, "%s that a spreadsheet would compute got an apostrophe; --format ndjson writes them as they are\n", cli.Counted(o.inert, "cell"))
	}
	fmt.Fprintln(w, cli.Counted(s.In, what))
	for _, reason := range slices.Sorted(maps.Keys(s.Out)) {
		fmt.Fprintf(w, "  left out    %s: %s\n", cli.Counted(s.Out[reason], what), reason)
	}
}
