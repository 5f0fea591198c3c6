package lease

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// serveAddress is the key of the address at which other processes reach the last one that got the right to serve, after
// its token.
const serveAddress = "serve_address"

const putMeta = `INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value`

// nextToken is a number larger than all that this returned before. What a process does with an earlier one is refused. The
// address is from now on what Serving returns.
func nextToken(ctx context.Context, rows *store.Store, address string) (token int64, err error) {
	err = store.Transact(ctx, rows.DB(), func(tx *sql.Tx) error {
		var last string
		if err := tx.QueryRowContext(ctx, `SELECT COALESCE(MAX(value), '0') FROM meta WHERE key = ?`, store.ServeToken).Scan(&last); err != nil {
			return err
		}
		if token, err = strconv.ParseInt(last, 10, 64); err != nil {
			return fmt.Errorf("the number of the serving process is damaged: %w", err)
		}
		token++
		number := strconv.FormatInt(token, 10)
		if _, err = tx.ExecContext(ctx, putMeta, store.ServeToken, number); err == nil {
			_, err = tx.ExecContext(ctx, putMeta, serveAddress, number+" "+address)
		}
		return err
	})
	return token, err
}

// Serving is the address that the last process gave that got the right to serve, or "". Whether it still runs is not known
// here.
func Serving(ctx context.Context, rows *store.Store) (address string, err error) {
	var token, last string
	err = rows.DB().QueryRowContext(ctx, `SELECT a.value, t.value FROM meta a, meta t WHERE a.key = ? AND t.key = ?`, serveAddress, store.ServeToken).Scan(&address, &last)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if token, address, _ = strings.Cut(address, " "); token != last {
		address = "" // a process of an earlier release, which does not say where it is
	}
	return address, err
}
