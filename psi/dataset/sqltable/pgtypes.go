package sqltable

import (
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// pgColumn is what a column's type means for reading it.
type pgColumn struct {
	array      bool
	unreadable string
}

// describe asks which columns have array types, and which have types whose text is more than the value. Databases can
// define such types themselves, so type numbers alone are not enough.
func (p *pgRows) describe(fields []pgconn.FieldDescription) error {
	oids := make([]string, len(fields))
	list := ""
	for i, f := range fields {
		if oids[i] = fmt.Sprint(f.DataTypeOID); i > 0 {
			list += ","
		}
		list += oids[i]
	}
	p.types = make([]pgColumn, len(fields))
	if len(fields) == 0 {
		return nil
	}
	rows, err := p.tx.Query(p.ctx, `SELECT t.oid::text, t.typcategory = 'A', coalesce(e.typname, t.typname)::text, coalesce(e.typtype, t.typtype)::text
		FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A' WHERE t.oid IN (`+list+`)`)
	if err != nil {
		return pgError(err)
	}
	var oid, name, kind string
	var array bool
	_, err = pgx.ForEachRow(rows, []any{&oid, &array, &name, &kind}, func() error {
		c := pgColumn{array: array}
		// c is a composite type, r and m are ranges.
		if kind == "c" || kind == "r" || kind == "m" || name == "json" || name == "jsonb" || name == "hstore" || name == "xml" {
			c = pgColumn{unreadable: fmt.Sprintf("values of type %.60q", name)}
		}
		for i := range oids {
			if oids[i] == oid {
				p.types[i] = c
			}
		}
		return nil
	})
	if err != nil {
		return pgError(err)
	}
	return nil
}

// Unreadable implements dataset.ListRows.
func (p *pgRows) Unreadable(i int) string { return p.types[i].unreadable }

// IsList implements dataset.ListRows.
func (p *pgRows) IsList(i int) bool { return p.types[i].array }

// List implements dataset.ListRows. NULL within an array is left out.
func (p *pgRows) List(i int) ([][]byte, error) {
	if p.cells[i] == nil {
		return nil, nil
	}
	var texts []*string
	// All arrays have the same text form.
	if err := p.conn.TypeMap().Scan(pgtype.TextArrayOID, pgtype.TextFormatCode, p.cells[i], &texts); err != nil {
		return nil, errors.New("the query returns an array that can't be read")
	}
	list := make([][]byte, 0, len(texts))
	for _, s := range texts {
		if s != nil {
			list = append(list, []byte(*s))
		}
	}
	return list, nil
}
