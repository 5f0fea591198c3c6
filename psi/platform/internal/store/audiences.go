package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/audience"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// Audiences is the table of audiences, with the table of what sessions are about to do to them.
type Audiences struct {
	db *sql.DB
	seals
}

// Audience is an audience as it is, or as a session is about to leave it.
type Audience struct {
	ledger.AudienceID
	Use      psi.Use
	Created  time.Time
	Expires  time.Time
	Readable bool             // by the ad system
	Most     uint64           // members that the sizes of lists allow
	Session  string           // that changed it last
	File     string           // "" once it has ended
	Version  audience.Version `json:"-"`
}

// Ended says whether the members are gone.
func (a *Audience) Ended() bool { return a.File == "" }

// versionName is the name that the key of a version is sealed under.
func versionName(file string) string { return "audience/" + file }

const audienceColumns = `advertiser, dataset, purpose, name, used_as, created, expires, readable, most, session, version, key, root`

const ofAudience = ` WHERE advertiser = ? AND dataset = ? AND purpose = ? AND name = ?`

// Get returns an audience, or nil if there is none.
func (a Audiences) Get(ctx context.Context, id ledger.AudienceID) (*Audience, error) {
	x, err := a.scan(a.db.QueryRowContext(ctx, `SELECT `+audienceColumns+` FROM audiences`+ofAudience, id.Advertiser, id.Dataset, id.Purpose, id.Name).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &x, err
}

// List returns all audiences, by dataset, purpose, advertiser and name.
func (a Audiences) List(ctx context.Context) ([]Audience, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT `+audienceColumns+` FROM audiences ORDER BY dataset, purpose, advertiser, name`)
	return collect(rows, err, a.scan)
}

func (a Audiences) scan(scan func(...any) error) (x Audience, err error) {
	var created, expires, root string
	var key []byte
	if err = scan(&x.Advertiser, &x.Dataset, &x.Purpose, &x.Name, &x.Use, &created, &expires, &x.Readable, &x.Most, &x.Session, &x.File, &key, &root); err != nil {
		return x, err
	}
	if x.Created, err = time.Parse(time.RFC3339Nano, created); err != nil {
		return x, err
	}
	if x.Expires, err = time.Parse(time.RFC3339Nano, expires); err != nil || x.Ended() {
		return x, err
	}
	x.Version, err = a.version(x.File, key, root)
	return x, err
}

// version opens the key of a file.
func (a Audiences) version(file string, key []byte, root string) (v audience.Version, err error) {
	if a.sealer != nil {
		if key, err = a.sealer.Open(versionName(file), key); err != nil {
			return v, err
		}
	}
	if len(key) != len(v.Key) {
		return v, errors.New("the key of an audience is damaged, or it is sealed and no sealer is configured")
	}
	v.Key = subject.IndexKey(key)
	return v, v.Root.UnmarshalText([]byte(root))
}

// draft is an audience in the table of drafts.
type draft struct {
	Audience
	Root psi.Digest
}

// Draft keeps what a session is about to make of an audience, with the key of its file.
func (a Audiences) Draft(ctx context.Context, x *Audience) error {
	key, err := a.seal(versionName(x.File), x.Version.Key[:])
	if err != nil {
		return err
	}
	b, err := json.Marshal(draft{*x, x.Version.Root})
	if err != nil {
		return err
	}
	_, err = a.db.ExecContext(ctx, `INSERT INTO audience_drafts (session, audience, key) VALUES (?,?,?)`, x.Session, string(b), key)
	return err
}

// Drafts are all that are kept.
func (a Audiences) Drafts(ctx context.Context) ([]Audience, error) {
	rows, err := a.db.QueryContext(ctx, `SELECT audience, key FROM audience_drafts ORDER BY session`)
	return collect(rows, err, func(scan func(...any) error) (Audience, error) {
		var text string
		var key []byte
		if err := scan(&text, &key); err != nil {
			return Audience{}, err
		}
		var d draft
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			return Audience{}, err
		}
		v, err := a.version(d.File, key, d.Root.String())
		d.Version = v
		return d.Audience, err
	})
}

// DropDraft forgets a session's draft, and the key with it.
func (a Audiences) DropDraft(ctx context.Context, session string) error {
	_, err := a.db.ExecContext(ctx, `DELETE FROM audience_drafts WHERE session = ?`, session)
	return err
}

// Place makes x the audience of its name, in one step. The key of the version before and the session's draft are gone.
func (a Audiences) Place(ctx context.Context, x *Audience) error {
	return Transact(ctx, a.db, func(tx *sql.Tx) error {
		if err := a.put(ctx, tx, x); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM audience_drafts WHERE session = ?`, x.Session)
		return err
	})
}

// Rewrite puts another version in the place of an audience's.
func (a Audiences) Rewrite(ctx context.Context, x *Audience) error { return a.put(ctx, a.db, x) }

func (a Audiences) put(ctx context.Context, db interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
}, x *Audience) error {
	key, err := a.seal(versionName(x.File), x.Version.Key[:])
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, put("audiences", 4, audienceColumns),
		x.Advertiser, x.Dataset, x.Purpose, x.Name, x.Use, stamp(x.Created), stamp(x.Expires), x.Readable, int64(x.Most), x.Session, x.File, key, x.Version.Root.String())
	return err
}

// Renew changes when an audience ends.
func (a Audiences) Renew(ctx context.Context, id ledger.AudienceID, expires time.Time) error {
	_, err := a.db.ExecContext(ctx, `UPDATE audiences SET expires = ?`+ofAudience, stamp(expires), id.Advertiser, id.Dataset, id.Purpose, id.Name)
	return err
}

// End destroys the key of an audience. Its row stays, so that it is listed as expired.
func (a Audiences) End(ctx context.Context, id ledger.AudienceID) error {
	_, err := a.db.ExecContext(ctx, `UPDATE audiences SET version = '', key = NULL, root = ''`+ofAudience, id.Advertiser, id.Dataset, id.Purpose, id.Name)
	return err
}

// Remove forgets an audience, and its key.
func (a Audiences) Remove(ctx context.Context, id ledger.AudienceID) error {
	_, err := a.db.ExecContext(ctx, `DELETE FROM audiences`+ofAudience, id.Advertiser, id.Dataset, id.Purpose, id.Name)
	return err
}
