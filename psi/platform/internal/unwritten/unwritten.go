// Package unwritten reads databases of SQLite without writing anything: on a read-only mount, on a full disk, and beside a
// process that writes.
//
// Left alone, SQLite creates files to read a database that has a write-ahead log. So there are two ways to read. If a
// log lies beside the database, as while a server runs or after a crash, SQLite reads it through the log's index
// without writing to that, and sees what the server commits. Otherwise the database is one complete file, which is read
// into memory.
package unwritten

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// errMoved says that a writer started or stopped meanwhile.
var errMoved = errors.New("it is being written to: run the command again")

// Open opens a database for reading, and writes nothing: neither the file nor beside it. driver is the name of a driver of
// database/sql for SQLite.
func Open(path, driver string) (*sql.DB, error) {
	for tries := 0; ; tries++ {
		before, err := lookAt(path)
		if err != nil {
			return nil, err
		}
		open := openCopy
		if before.log != none && before.index != none {
			open = openWithLog
		}
		db, err := open(path, driver, before)
		if err == nil {
			return db, nil
		}
		// A server may have stopped or started since.
		if now, lookErr := lookAt(path); tries == 10 || lookErr != nil || now == before && !errors.Is(err, errMoved) {
			return nil, errors.Join(err, lookErr)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// look is how a database looks from outside.
type look struct {
	size    int64
	changed time.Time
	log     int64 // size of the write-ahead log
	index   int64 // size of that log's index
}

// none is the size of a file that does not exist.
const none = -1

func lookAt(path string) (x look, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return x, err
	}
	x.size, x.changed = info.Size(), info.ModTime()
	for name, size := range map[string]*int64{path + "-wal": &x.log, path + "-shm": &x.index} {
		info, err := os.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			*size = none
		case err != nil:
			return x, err
		default:
			*size = info.Size()
		}
	}
	return x, nil
}

// openWithLog opens a database through its write-ahead log and that log's index. Both must exist, or SQLite would
// create them.
func openWithLog(path, driver string, _ look) (*sql.DB, error) {
	db, err := sql.Open(driver, URI(path)+"?mode=ro&readonly_shm=1&_pragma=busy_timeout(10000)&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	var version int
	if err := db.QueryRow(`PRAGMA user_version`).Scan(&version); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// openCopy reads a database into memory. before is how it looked; if it looks otherwise
// afterwards, a writer may have torn the copy.
func openCopy(path, driver string, before look) (*sql.DB, error) {
	if before.log > 0 {
		return nil, errors.New("its write-ahead log (-wal) is there, but that log's index (-shm) is missing: copy all files of the data directory, or start the server on it once")
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if after, err := lookAt(path); err != nil || after != before {
		return nil, errors.Join(err, errMoved)
	}
	const writeVersion, readVersion = 18, 19 // in the header: 2 means a write-ahead log, which a database in memory can't have
	if len(b) > readVersion {
		b[writeVersion], b[readVersion] = 1, 1
	}
	db, err := sql.Open(driver, ":memory:")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // another connection would get another database
	if err := load(db, b); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// load replaces a connection's database by the given bytes.
func load(db *sql.DB, b []byte) error {
	c, err := db.Conn(context.Background())
	if err != nil {
		return err
	}
	defer c.Close()
	err = c.Raw(func(driver any) error {
		x, ok := driver.(interface{ Deserialize([]byte) error })
		if !ok {
			return errors.New("the driver can't read a database from memory")
		}
		return x.Deserialize(b)
	})
	if err != nil {
		return err
	}
	_, err = c.ExecContext(context.Background(), `PRAGMA query_only = 1`)
	return err
}

// URI is a database's name, to which parameters can be added.
func URI(path string) string {
	u := url.URL{Path: filepath.ToSlash(path)}
	return "file:" + u.EscapedPath()
}
