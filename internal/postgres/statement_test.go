package postgres

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTranslate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`SELECT 1`:                               `SELECT 1`,
		`VALUES (?,?, ?)`:                        `VALUES ($1,$2, $3)`,
		`a = ?1 OR b = ?2 OR c = ?1`:             `a = $1 OR b = $2 OR c = $1`,
		`a = ?12`:                                `a = $12`,
		`a != '' AND b = '?' AND c = ? OR d = ?`: `a != '' AND b = '?' AND c = $1 OR d = $2`,
		`a = 'it''s?' AND b = ?`:                 `a = 'it''s?' AND b = $1`,
	} {
		require.Equal(t, want, translate(in, 1), in)
		require.Equal(t, in, translate(in, 0), "without arguments")
	}
}

func TestSchema(t *testing.T) {
	t.Parallel()
	require.Equal(t, `CREATE TABLE a (b TEXT COLLATE "C" PRIMARY KEY, c BIGINT NOT NULL, d BYTEA)`,
		Schema(`CREATE TABLE a (b TEXT PRIMARY KEY, c INTEGER NOT NULL, d BLOB)`))
}
