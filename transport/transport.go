// Package transport carries Blindmatch's messages over HTTP: Handler serves a
// platform.Platform, Client speaks to one. TLS 1.3, HTTP/1.1 and HTTP/2; JSON
// for control messages, packed records for sets. There is no cryptography of
// Blindmatch's own here. SPEC.md §8.
package transport

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
)

// Media types of packed records.
const (
	typeElements = "application/vnd.blindmatch.elements"
	typeTags     = "application/vnd.blindmatch.tags"
	typeHandles  = "application/vnd.blindmatch.handles"
	typeJSON     = "application/json"
)

// maxJSON is the most bytes of a control message, maxChunk of a chunk.
const (
	maxJSON  = 64 << 10
	maxChunk = 4 << 20
)

// digestHeader names a chunk's SHA-256 (RFC 9530 §2).
const digestHeader = "Content-Digest"

func formatDigest(d psi.Digest) string {
	return "sha-256=:" + base64.StdEncoding.EncodeToString(d[:]) + ":"
}

// parseDigest reads exactly what formatDigest writes.
func parseDigest(s string) (d psi.Digest, err error) {
	enc, ok := strings.CutPrefix(s, "sha-256=:")
	enc, ok2 := strings.CutSuffix(enc, ":")
	b, err := base64.StdEncoding.Strict().DecodeString(enc)
	if !ok || !ok2 || err != nil || len(b) != len(d) {
		return d, fmt.Errorf("header %s: want sha-256=:X: with 44 characters of base64 for X", digestHeader)
	}
	return psi.Digest(b), nil
}
