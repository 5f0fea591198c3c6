package xmd

import (
	"bytes"
	"crypto/sha256"
	"strconv"
	"testing"

	"github.com/blindmatch/blindmatch/ecdh/internal/rfcvectors"
)

// vectors is one of RFC 9380's Appendices K.1 to K.3.
type vectors struct {
	DST   string
	Hash  string `json:"hash"`
	K     int    `json:"k"`
	Name  string `json:"name"`
	Tests []struct {
		DSTPrime     rfcvectors.Hex `json:"DST_prime"`
		LenInBytes   string         `json:"len_in_bytes"`
		Msg          string         `json:"msg"`
		MsgPrime     rfcvectors.Hex `json:"msg_prime"`
		UniformBytes rfcvectors.Hex `json:"uniform_bytes"`
	} `json:"tests"`
}

func TestVectors(t *testing.T) {
	for _, test := range []struct {
		file string
		new  func() *Expander
	}{
		{"expand_message_xmd_SHA256_38.json", NewSHA256},
		{"expand_message_xmd_SHA256_256.json", NewSHA256},
		{"expand_message_xmd_SHA512_38.json", NewSHA512},
	} {
		t.Run(test.file, func(t *testing.T) {
			var v vectors
			rfcvectors.Load(t, "rfc9380/"+test.file, &v)
			if len(v.Tests) != 10 {
				t.Fatalf("%d vectors, want 10", len(v.Tests))
			}
			tag := v.DST
			if len(tag) > MaxDST {
				// RFC 9380, Section 5.3.3, which is up to the caller.
				h := sha256.Sum256([]byte("H2C-OVERSIZE-DST-" + tag))
				tag = string(h[:])
			}
			dst := NewDST(tag)
			e := test.new()
			for i, v := range v.Tests {
				n, err := strconv.ParseInt(v.LenInBytes, 0, 0)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(dst.Prime(), v.DSTPrime) {
					t.Errorf("%d: DST_prime %x, want %x", i, dst.Prime(), v.DSTPrime)
				}
				out := make([]byte, n)
				e.Expand(out, dst, []byte(v.Msg))
				if !bytes.Equal(out, v.UniformBytes) {
					t.Errorf("%d: %x, want %x", i, out, v.UniformBytes)
				}
				e.Clear()
			}
		})
	}
}

func TestNewDSTLength(t *testing.T) {
	for n, ok := range map[int]bool{0: false, 1: true, 255: true, 256: false} {
		func() {
			defer func() {
				if panicked := recover() != nil; panicked == ok {
					t.Errorf("%d bytes: panicked = %v", n, panicked)
				}
			}()
			NewDST(string(make([]byte, n)))
		}()
	}
}

func TestExpandAllocs(t *testing.T) {
	e, dst := NewSHA512(), NewDST("test")
	out, msg := make([]byte, 64), make([]byte, 32)
	if n := testing.AllocsPerRun(100, func() { e.Expand(out, dst, msg) }); n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}
