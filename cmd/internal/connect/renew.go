package connect

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/blindmatch/blindmatch/internal/durable"
	"github.com/blindmatch/blindmatch/transport"
	"github.com/blindmatch/blindmatch/transport/client"
	"github.com/gofrs/flock"
	"github.com/spf13/cobra"
)

// renewalTime is how long a renewal may take: what was asked for must not wait for it.
const renewalTime = 20 * time.Second

// KeepValid renews the client's certificate when its end is near, and says what came of that. It goes on with what
// there is if it can't: the command is about something else.
func (f *Flag) KeepValid(ctx context.Context, conn *transport.Connection, c *client.Client, notice func(string)) {
	end := conn.Expires()
	if end.IsZero() || time.Until(end) > warnBefore && !conn.RenewalDue(time.Now()) || !time.Now().Before(end) {
		return // or it has ended, which the platform says
	}
	var err error
	if conn.RenewalDue(time.Now()) {
		ctx, cancel := context.WithTimeout(ctx, renewalTime)
		defer cancel()
		if err = f.renew(ctx, conn, c); err == nil {
			notice(fmt.Sprintf("the certificate in %s was renewed: it would have ended on %s", f.file(), end.UTC().Format(time.DateOnly)))
			return
		}
		if errors.Is(err, errOther) {
			return
		}
	}
	text := fmt.Sprintf("the certificate of the connection file ends on %s; ask the platform for a new file before that (psi-server client renew)", end.UTC().Format("2006-01-02 15:04 MST"))
	if err != nil && ctx.Err() == nil {
		text += ": it could not be renewed: " + err.Error()
	}
	notice(text)
}

// NoticeTo shows a command's notices.
func NoticeTo(c *cobra.Command) func(string) {
	return func(text string) { fmt.Fprintf(c.ErrOrStderr(), "%s: %s\n", c.CommandPath(), text) }
}

// warnBefore is how long before its end the end of a certificate is warned about.
const warnBefore = 30 * 24 * time.Hour

// errOther says that another process renews the certificate, or has done so.
var errOther = errors.New("another process does it")

// renew replaces the connection file by one with a new certificate, in one step. One process at a time does that.
func (f *Flag) renew(ctx context.Context, conn *transport.Connection, c *client.Client) error {
	if f.file() == "" {
		return errors.New("it is not in a file")
	}
	path, err := filepath.EvalSymlinks(f.file())
	if err != nil {
		return err
	}
	if runtime.GOOS != "windows" { // where a locked file can be neither read nor replaced
		lock := flock.New(path, flock.SetFlag(os.O_RDONLY)) // the file itself
		if ok, err := lock.TryLock(); err != nil || !ok {
			return errors.Join(err, errOther)
		}
		defer lock.Close()
	}
	if now, err := transport.ReadConnection(path); err != nil || now.ClientCertificate != conn.ClientCertificate {
		return errors.Join(err, errOther)
	}
	// A place for the new file comes first: the platform keeps count of keys.
	next, err := durable.Begin(path)
	if err != nil {
		return err
	}
	defer next.Discard()
	renewed, err := client.Renew(ctx, c, conn)
	if err != nil {
		return err
	}
	b, err := renewed.Encode()
	if err != nil {
		return err
	}
	if _, err := next.Write(b); err != nil {
		return err
	}
	if err := next.Replace(); err != nil {
		return err
	}
	return durable.SyncDir(filepath.Dir(path))
}
