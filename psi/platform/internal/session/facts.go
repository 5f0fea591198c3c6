package session

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/disclosure"
	"github.com/blindmatch/blindmatch/psi/platform/internal/steps"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
	"github.com/blindmatch/blindmatch/psi/platform/internal/upload"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// facts are settled when a session is opened and don't change after that.
type facts struct {
	id     string
	client string
	owner  disclosure.Owner // of client
	offer  psi.Offer
	nonce  psi.Nonce
	mode   mode
	// question is what the session asks for; its slice is not allotted yet.
	question disclosure.Question
	data     store.Dataset // whose elements are in the platform's set
	params   psi.Params
	dir      string // of the working files
	expires  time.Time
	subject  *subject.SessionKey // for answers about persons in the session

	ctx    context.Context // ends when the session does
	cancel context.CancelFunc
}

// newFacts draws a session's name and nonce. data and subject are filled in before anybody else sees the session.
func newFacts(p *Env, client string, o *psi.Offer) facts {
	var id [32]byte
	var nonce psi.Nonce
	rand.Read(id[:])
	rand.Read(nonce[:])
	return factsOf(p, client, o, hex.EncodeToString(id[:]), nonce, time.Now().Add(p.Lifetimes.Session))
}

// factsOf are those of a session that has its name and nonce.
func factsOf(p *Env, client string, o *psi.Offer, id string, nonce psi.Nonce, expires time.Time) facts {
	f := facts{client: client, owner: p.Policy.Owner(client), offer: *o, params: o.Params, id: id, nonce: nonce, expires: expires}
	f.question = disclosure.Question{Owner: f.owner, Mode: o.Mode, Epsilon: o.Epsilon, Slice: o.Slice}
	f.dir = p.Rows.Files.Session(f.id)
	f.ctx, f.cancel = context.WithCancel(p.Context())
	return f
}

func (f *facts) step(name string) steps.Step {
	return steps.Step{Name: name, Session: f.id, Mode: f.offer.Mode, Dataset: f.data.Name}
}

// The working files of a session, in its directory.
const (
	listFile    = "list"
	tagsFile    = "tags"
	handlesFile = store.HandlesFile
)

// workingFiles are the files that are removed when the session ends.
var workingFiles = []string{listFile, tagsFile, listFile + upload.Log, tagsFile + upload.Log}
