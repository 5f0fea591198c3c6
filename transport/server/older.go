package server

import (
	"bytes"
	"net/url"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/go-json-experiment/json/jsontext"
)

// The first form of Blindmatch-V1 matched one identifier type a session, and named it. Nothing of it can be answered;
// whoever still speaks it is told that, not just which word was one too many.

// asksOlder says whether a query is of the first form.
func asksOlder(q url.Values) bool { return q.Has("type") }

// saysOlder says whether an object is a message of the first form.
func saysOlder(b []byte) bool {
	d := jsontext.NewDecoder(bytes.NewReader(b))
	for {
		t, err := d.ReadToken()
		if err != nil {
			return false
		}
		if t.Kind() == '"' && d.StackDepth() == 1 && t.String() == "id_type" {
			if _, n := d.StackIndex(1); n%2 == 1 { // a name, whose value is to come
				return true
			}
		}
	}
}

// older refuses what is of the first form.
func older(what string) error {
	return psi.Errorf(psi.CodeBadRequest, "%s: this client speaks an older form of %s, with one identifier type a session, which no platform answers any more. "+
		"Update psi, or what else sends it, to a version that counts people", what, psi.Version)
}
