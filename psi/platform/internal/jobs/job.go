// Package jobs describes imports that a platform's own engine does: what a worker on a part of the table has to know.
//
// A job is two files. The first says what is made, for which dataset and under which policy; it has no secrets, and may be
// in a plan or a log. The second holds the keys, sealed if there is a sealer, and is bound to the first.
package jobs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// Version is that of the two files.
const Version = 1

// MaxAge is how long after its preparation a job's output is adopted: later its grants may have ended.
const MaxAge = 7 * 24 * time.Hour

// Files are a job's two files.
type Files struct {
	Job  []byte // has no secrets
	Keys []byte // sealed, if there is a sealer
}

// Job is what has no secrets.
type Job struct {
	Version  int                     `json:"version"`
	ID       psi.Nonce               `json:"id"`
	Tables   Tables                  `json:"tables"` // which every worker has to have
	Dataset  string                  `json:"dataset"`
	Purpose  string                  `json:"purpose"`
	Suite    string                  `json:"suite"`
	Profile  identity.Profile        `json:"profile"`
	Policy   psi.Digest              `json:"policy"`
	At       time.Time               `json:"at"`             // as of when the gate judges
	Over     string                  `json:"over,omitempty"` // the generation that the output replaces; "" if there is none
	Region   string                  `json:"region,omitempty"`
	Map      map[string]dataset.Role `json:"map,omitempty"`
	Plus     bool                    `json:"plus,omitempty"`
	Strict   bool                    `json:"strict,omitempty"`
	KeyCheck string                  `json:"key_check"` // a hash of the keys, which tells them from damaged ones
}

// Tables names what decides how identifiers are read, besides the program itself.
type Tables struct {
	Program string `json:"program"` // version
	Unicode string `json:"unicode"`
	Phones  string `json:"phones"`
}

// TablesOf are the tables of this program.
func TablesOf(program string) Tables {
	return Tables{Program: program, Unicode: identity.UnicodeVersion, Phones: identity.PhoneMetadata}
}

// Encode is the first file.
func (j *Job) Encode() ([]byte, error) {
	b, err := json.MarshalIndent(j, "", "  ")
	return append(b, '\n'), err
}

// Digest names a job by its first file.
func Digest(file []byte) psi.Digest { return sha256.Sum256(file) }

// Parse reads the first file.
func Parse(file []byte) (*Job, error) {
	j := &Job{}
	return j, Decode(file, j, func() int { return j.Version })
}

// Decode reads the first file of a job of any kind, whose version is known then.
func Decode(file []byte, job any, version func() int) error {
	d := json.NewDecoder(bytes.NewReader(file))
	d.DisallowUnknownFields()
	if err := d.Decode(job); err != nil {
		return fmt.Errorf("job: %w", err)
	}
	if v := version(); v != Version {
		return fmt.Errorf("the job has version %d: this program reads version %d; prepare it with this one", v, Version)
	}
	return nil
}

// Checked says whether a worker's or server's own tables and policy are the job's.
func (j *Job) Checked(own Tables, policy *purpose.Policy) error {
	if err := j.Tables.Checked(own); err != nil {
		return err
	}
	if psi.Digest(policy.Digest()) != j.Policy {
		return errors.New("the policy is not the one that the job was prepared with")
	}
	return nil
}

// Checked says whether a program's own tables are those that a job was prepared with.
func (t Tables) Checked(own Tables) error {
	if own != t {
		return fmt.Errorf("the job was prepared by version %s with Unicode %s and %s; this program is version %s with Unicode %s and %s: use one for all",
			t.Program, t.Unicode, t.Phones, own.Program, own.Unicode, own.Phones)
	}
	return nil
}

// Build says how a part of the table is read.
func (j *Job) Build(keys *Keys, policy *purpose.Policy) (dataset.BuildConfig, error) {
	gate, err := policy.Gate(j.Dataset, j.Purpose)
	if err != nil {
		return dataset.BuildConfig{}, err
	}
	suite, err := ecdh.ParseSuite(j.Suite)
	if err != nil {
		return dataset.BuildConfig{}, err
	}
	key, err := suite.NewKey(keys.Elements)
	if err != nil {
		return dataset.BuildConfig{}, err
	}
	return dataset.BuildConfig{
		Key: key, Gate: gate.At(j.At), Profile: j.Profile, Region: j.Region, Map: j.Map, Plus: j.Plus, Strict: j.Strict,
		Erased: keys.Erased.Has,
	}, nil
}

// hexBytes are hex in JSON.
type hexBytes []byte

func (h hexBytes) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(h)), nil }

func (h *hexBytes) UnmarshalText(b []byte) (err error) {
	*h, err = hex.DecodeString(string(b))
	return err
}
