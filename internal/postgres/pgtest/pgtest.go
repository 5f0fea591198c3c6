// Package pgtest gives tests a place of their own on a PostgreSQL server, which BLINDMATCH_POSTGRES_DSN names. Without it
// they are skipped, unless BLINDMATCH_POSTGRES says that there must be one.
package pgtest

import (
	"context"
	"crypto/rand"
	"database/sql/driver"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// Variable has the URL of the server.
const Variable = "BLINDMATCH_POSTGRES_DSN"

// URL is that of a new, empty schema, which is gone after the test.
func URL(t testing.TB) string {
	t.Helper()
	server := os.Getenv(Variable)
	if server == "" {
		if os.Getenv("BLINDMATCH_POSTGRES") != "" {
			t.Fatal(Variable + " names no PostgreSQL server")
		}
		t.Skip("needs a PostgreSQL server: set " + Variable + " to its URL")
	}
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(Variable + " is not a URL")
	}
	name := "test_" + strings.ToLower(rand.Text())
	do(t, server, `CREATE SCHEMA `+name)
	t.Cleanup(func() { do(t, server, `DROP SCHEMA `+name+` CASCADE`) })
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

// Copy is the URL of a copy of a schema, which is gone after the test.
func Copy(t testing.TB, url string) string {
	t.Helper()
	to := URL(t)
	do(t, to, `DO $$ DECLARE t text; BEGIN
		FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = '`+schema(t, url)+`' LOOP
			EXECUTE format('CREATE TABLE %I (LIKE `+schema(t, url)+`.%I INCLUDING ALL)', t, t);
			EXECUTE format('INSERT INTO %I SELECT * FROM `+schema(t, url)+`.%I', t, t);
		END LOOP;
	END $$`)
	return to
}

func schema(t testing.TB, text string) string {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("search_path")
}

// Connector is one to a URL, as a program that links the driver makes it.
func Connector(t testing.TB, url string) driver.Connector {
	t.Helper()
	cfg, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	return stdlib.GetConnector(*cfg)
}

func do(t testing.TB, url, statement string) {
	t.Helper()
	c, err := pgx.Connect(context.Background(), url)
	if err == nil {
		_, err = c.Exec(context.Background(), statement)
		c.Close(context.Background())
	}
	if err != nil {
		t.Fatal(err)
	}
}
