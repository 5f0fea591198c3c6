// Package failing is a platform with known data that misbehaves in a named way, so that it shows whether a client
// refuses what it has to refuse. Behind it is a real platform; what it says is changed on its way.
package failing

import (
	"encoding/json"
	"net/http"

	"github.com/blindmatch/blindmatch/psi"
)

// stage is how far a client may go that was lied to.
type stage int

const (
	atInfo    stage = iota // the lie is in the info, and a client makes no offer
	atStatus               // it is before C, and a client does not open its list
	atSet                  // it is in P, and a client does not open its tags
	atResult               // it is in the result; what a client makes of it only its exit code tells
	atConnect              // a client sends nothing at all
	nowhere                // nothing may be refused: a client has to succeed
)

// Lie is one way to misbehave.
type Lie struct {
	Name  string
	Musts []int
	What  string
	Stage stage
	Log   bool // the connection file has the ledger's key
	Twice bool // the client is run twice at once: the first session waits for the second one's offer

	// info, accept, status and result change a message.
	info, accept, status, result func(v told, m message)
	// set changes P, which is then served in place of the real one; leaves changes the hashes after that.
	set    func(p *set)
	leaves func(b []byte) []byte
	honest bool // the digest in the status is that of the real P

	// answer changes any answer.
	answer func(v told, route string, a *reply)
	// door is what the connection is like.
	door door
}

// told is whom a lie is told to, as far as a lie needs to know.
type told interface {
	// offer is the last offer that came.
	offer() message
	// wentOn notes that the client did what it must not do any more.
	wentOn(how string)
	ledger() *book
}

// door is a way to listen.
type door int

const (
	honestDoor door = iota
	oldTLS          // 1.2
	otherCA         // signed by nobody whom the client knows
	otherName       // the connection file asks for another name
)

// message is a JSON message.
type message map[string]any

// reply is an answer of the platform's, before it is sent.
type reply struct {
	status int
	header http.Header
	body   []byte
}

// set is P, taken apart.
type set struct {
	parts []psi.Part
	b     []byte
}

// section is the bytes of a section.
func (p *set) section(i int) []byte {
	at := uint64(0)
	for _, x := range p.parts[:i] {
		at += x.Items() * psi.ElementSize
	}
	return p.b[at : at+p.parts[i].Items()*psi.ElementSize]
}

// number is a number of a message.
func number(v any) int64 {
	n, _ := v.(json.Number)
	i, _ := n.Int64()
	return i
}
