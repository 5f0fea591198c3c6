// Package transport defines how Blindmatch's messages look over HTTP: the paths, the headers and media types, and the
// connection file that tells an advertiser how to reach a platform. Package client makes the requests, package server
// answers them. They use TLS 1.3, HTTP/1.1 and HTTP/2, JSON for control messages and packed records for sets. There is
// no cryptography of Blindmatch's own here. SPEC.md §8.
package transport

import (
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// Media types of packed records, of the hashes of a set's leaves, and of control messages.
const (
	TypeElements = "application/vnd.blindmatch.elements"
	TypeLeaves   = "application/vnd.blindmatch.leaves"
	TypeTags     = "application/vnd.blindmatch.tags"
	TypeHandles  = "application/vnd.blindmatch.handles"
	TypeJSON     = "application/json"
)

// Lasting is the Cache-Control of what never changes under its name: an epoch's files, and the log's.
const Lasting = "max-age=86400, immutable"

// MaxMessage is the largest size of a control message in bytes.
const MaxMessage = 64 << 10

// LongPoll is how long a request may wait for what it asks for.
const LongPoll = 20 * time.Second

// DigestHeader names a chunk's SHA-256 (RFC 9530 §2).
const DigestHeader = "Content-Digest"

// FormatDigest is the value of DigestHeader.
func FormatDigest(d psi.Digest) string {
	return "sha-256=:" + base64.StdEncoding.EncodeToString(d[:]) + ":"
}

// ParseDigest reads exactly what FormatDigest writes.
func ParseDigest(s string) (d psi.Digest, err error) {
	enc, ok := strings.CutPrefix(s, "sha-256=:")
	enc, ok2 := strings.CutSuffix(enc, ":")
	b, err := base64.StdEncoding.Strict().DecodeString(enc)
	if !ok || !ok2 || err != nil || len(b) != len(d) {
		return d, fmt.Errorf("header %s: want sha-256=:X: with 44 characters of base64 for X", DigestHeader)
	}
	return psi.Digest(b), nil
}

// CertificateRequest is the message with which a client asks for its next certificate: a PKCS #10 request, PEM, signed
// with a new key that never leaves the client.
type CertificateRequest struct {
	Request string `json:"request"`
}

// Certificate is the answer.
type Certificate struct {
	Certificate string `json:"certificate"` // PEM
}

// Cosignature is the message with which a client sends the platform a checkpoint that it has signed as a witness.
type Cosignature struct {
	Witness    string `json:"witness"`    // its verifier key
	Checkpoint string `json:"checkpoint"` // with the platform's signature and its own
}
