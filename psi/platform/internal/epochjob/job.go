// Package epochjob is epochs that a platform's own engine masks: what its workers have to know, what they make of a
// part, and how the set waits until the server takes it up.
//
// A job is two files, as in package jobs, and a folder with the dataset's groups and the numbers of the sentinels.
// Whatever goes to a worker or comes from one has a code under a key of the job's own, so that nothing damaged, or of
// another job, gets into a set.
package epochjob

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform/internal/jobs"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// Job is what has no secrets.
type Job struct {
	Version    int               `json:"version"`
	ID         psi.Nonce         `json:"id"`
	Tables     jobs.Tables       `json:"tables"` // of the program that all workers have to be
	Dataset    string            `json:"epoch_of"`
	Params     psi.Params        `json:"params"`
	Generation string            `json:"generation"` // of the dataset
	Import     psi.Digest        `json:"import"`     // its commitment in the ledger
	Layout     disclosure.Layout `json:"layout"`
	At         time.Time         `json:"at"`
	KeyCheck   string            `json:"key_check"`
}

// keys are a job's secrets.
type keys struct {
	epoch psi.EpochSecret
	codes [32]byte // for the codes of groups and rows
}

func (k *keys) destroy() {
	k.epoch.Destroy()
	clear(k.codes[:])
}

// newJob is the job of an epoch of a dataset, as it is now.
func newJob(d *store.Dataset, layout disclosure.Layout, tables jobs.Tables) *Job {
	j := &Job{
		Version: jobs.Version, Tables: tables, Dataset: d.Name, Params: d.Params(), Generation: d.Generation, Import: d.Entry.Commitment,
		Layout: layout, At: time.Now().UTC().Truncate(time.Second),
	}
	rand.Read(j.ID[:])
	return j
}

// seal makes the two files. sealer may be nil.
func (j *Job) seal(k *keys, sealer store.Sealer) (f *jobs.Files, err error) {
	secret := append(append(make([]byte, 0, len(k.epoch)+len(k.codes)), k.epoch[:]...), k.codes[:]...)
	defer clear(secret)
	j.KeyCheck = jobs.Check(secret)
	f = &jobs.Files{}
	if f.Job, err = json.MarshalIndent(j, "", "  "); err != nil {
		return nil, err
	}
	f.Job = append(f.Job, '\n')
	f.Keys, err = jobs.SealSecret(f.Job, secret, sealer)
	return f, err
}

// open reads the two files. sealer may be nil.
func open(f *jobs.Files, tables jobs.Tables, sealer store.Sealer) (*Job, *keys, error) {
	j := &Job{}
	if err := jobs.Decode(f.Job, j, func() int { return j.Version }); err != nil {
		return nil, nil, fmt.Errorf("%w (want that of an epoch, which 'epoch prepare' makes)", err)
	}
	if err := j.Tables.Checked(tables); err != nil {
		return nil, nil, err
	}
	secret, err := jobs.OpenSecret(f.Job, f.Keys, j.KeyCheck, sealer)
	if err != nil {
		return nil, nil, err
	}
	defer clear(secret)
	k := &keys{}
	if len(secret) != len(k.epoch)+len(k.codes) {
		return nil, nil, errors.New("the job's keys are damaged")
	}
	copy(k.codes[:], secret[copy(k.epoch[:], secret):])
	return j, k, nil
}
