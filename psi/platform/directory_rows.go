package platform

import (
	"context"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// ClientRow is one registered client.
type ClientRow struct {
	Name    string `json:"name"`
	Created string `json:"created"`           // RFC 3339
	Revoked string `json:"revoked,omitempty"` // RFC 3339
}

// Clients lists the registered clients by name.
func (s *Directory) Clients(ctx context.Context) ([]ClientRow, error) {
	rows, err := s.rows.Clients.List(ctx)
	return each(rows, func(x store.Client) ClientRow { return ClientRow(x) }), err
}

// DatasetRow is one imported dataset.
type DatasetRow struct {
	Name         string            `json:"dataset"`
	Purpose      string            `json:"purpose"`
	Suite        string            `json:"suite"`
	Profile      string            `json:"profile"`
	PolicyDigest psi.Digest        `json:"policy_digest"`
	Imported     time.Time         `json:"imported"`
	Sizes        map[string]uint64 `json:"sizes"` // identifier type to distinct elements
	generation   string            // folder of its files
	newest       *time.Time        // latest change that its imports have seen
	metadata     string            // numbering plans that judged its phone numbers
	entry        ledger.Import     // what the ledger says of the import
}

// Params are what the dataset's elements of the given type are hashed under.
func (d *DatasetRow) Params(idType string) psi.Params {
	return psi.Params{Suite: d.Suite, Purpose: d.Purpose, Profile: d.Profile, IDType: idType}
}

// Datasets lists what was imported, by name and purpose.
func (s *Directory) Datasets(ctx context.Context) ([]DatasetRow, error) {
	rows, err := s.rows.Datasets.List(ctx)
	return each(rows, datasetRow), err
}

// dataset returns the one under a name and purpose, or an *psi.Error that says
// whether the name or the purpose is unknown.
func (s *Directory) dataset(ctx context.Context, name, purpose string) (*DatasetRow, error) {
	row, err := s.rows.Datasets.Get(ctx, name, purpose)
	if err != nil {
		return nil, err
	}
	d := datasetRow(*row)
	return &d, nil
}

func datasetRow(x store.Dataset) DatasetRow {
	return DatasetRow{
		Name: x.Name, Purpose: x.Purpose, Suite: x.Suite, Profile: x.Profile, PolicyDigest: x.PolicyDigest, Imported: x.Imported, Sizes: x.Sizes,
		generation: x.Generation, newest: x.Newest, metadata: x.Metadata, entry: x.Entry,
	}
}

// SessionRow is one session as the data directory remembers it.
type SessionRow struct {
	ID      string      `json:"session"`
	Client  string      `json:"client"`
	Dataset string      `json:"dataset"`
	Purpose string      `json:"purpose"`
	IDType  string      `json:"id_type"`
	Mode    psi.Mode    `json:"mode"`
	State   string      `json:"state"`   // "open", "done" or "failed"
	Created string      `json:"created"` // RFC 3339
	Result  *psi.Result `json:"result,omitempty"`
	Error   string      `json:"error,omitempty"` // code, for a session that failed
}

// Sessions lists all sessions, newest first, at most limit.
func (s *Directory) Sessions(ctx context.Context, limit int) ([]SessionRow, error) {
	rows, err := s.rows.Sessions.List(ctx, limit)
	return each(rows, func(x store.Summary) SessionRow { return SessionRow(x) }), err
}

// each turns rows of the database into what is told of them.
func each[From, To any](rows []From, f func(From) To) (all []To) {
	for _, x := range rows {
		all = append(all, f(x))
	}
	return all
}
