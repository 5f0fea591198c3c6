package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/blindmatch/blindmatch/psi/disclosure"
)

// Layouts is the table of the sections that datasets are arranged in.
type Layouts struct{ db *sql.DB }

// Redraw is how long a layout stays as it was drawn, unless a section is outgrown.
const Redraw = 30 * 24 * time.Hour

// Of returns the layout of a dataset, drawing one if there is none, if the last one is old, or if it has no room for the
// dataset's groups any more. It fails with a *psi.Error if there are too few groups for any section.
func (l Layouts) Of(ctx context.Context, d *Dataset) (disclosure.Layout, error) {
	var layout disclosure.Layout
	err := Transact(ctx, l.db, func(tx *sql.Tx) (err error) {
		var drawn time.Time
		if layout, drawn, err = l.get(ctx, tx, d); err != nil {
			return err
		}
		if time.Since(drawn) < Redraw && layout.Holds(d.Groups) == nil {
			return nil
		}
		if layout, err = disclosure.DrawLayout(d.Groups); err != nil {
			return err
		}
		b, err := json.Marshal(layout)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, put("layouts", 2, "name, purpose, layout, drawn"), d.Name, d.Purpose, string(b), now())
		return err
	})
	return layout, err
}

// get returns the stored layout; the zero values if there is none.
func (l Layouts) get(ctx context.Context, tx *sql.Tx, d *Dataset) (layout disclosure.Layout, drawn time.Time, err error) {
	var text, at string
	err = tx.QueryRowContext(ctx, `SELECT layout, drawn FROM layouts WHERE name = ? AND purpose = ?`, d.Name, d.Purpose).Scan(&text, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return layout, drawn, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &layout)
	}
	if err == nil {
		drawn, err = time.Parse(time.RFC3339Nano, at)
	}
	return layout, drawn, err
}
