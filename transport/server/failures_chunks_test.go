package server_test

import (
	"bytes"
	"net/http"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
)

func chunkRows() []row {
	put0 := func(x *wire) answer { return x.put("list", 0, x.list) }
	return []row{
		{name: "list unsorted", at: atList, list: func(b []byte) []byte { return swapped(b, 32, 3, 4) },
			do: put0, status: 409, code: psi.CodeNotAscending, text: "element 4 ", after: psi.StateFailed},
		{name: "list with a duplicate", at: atList, list: func(b []byte) []byte { return copied(b, 32, 8, 7) },
			do: put0, status: 409, code: psi.CodeNotAscending, text: "duplicate", after: psi.StateFailed},
		{name: "list with a bad element at its end", at: atList, list: func(b []byte) []byte { return replaced(b, bytes.Repeat([]byte{255}, 32), 0) },
			do: put0, status: 409, code: psi.CodeBadElement, text: "element 129: not the canonical", after: psi.StateFailed},
		{name: "chunk truncated", at: atList, do: func(x *wire) answer { return x.put("list", 0, x.list[:len(x.list)-32]) },
			status: 400, code: psi.CodeBadRequest, text: "chunk 0 has 4128 bytes, want 4160", after: psi.StateList},
		{name: "chunk truncated within an element", at: atList, do: func(x *wire) answer { return x.put("list", 0, x.list[:len(x.list)-1]) },
			status: 400, code: psi.CodeBadRequest, text: "want 4160", after: psi.StateList},
		{name: "chunk empty", at: atList, do: func(x *wire) answer { return x.put("list", 0, nil) },
			status: 400, code: psi.CodeBadRequest, text: "want 4160", after: psi.StateList},
		{name: "chunk over-long", at: atList, do: func(x *wire) answer { return x.put("list", 0, append(bytes.Clone(x.list), make([]byte, 32)...)) },
			status: 400, code: psi.CodeBadRequest, text: "want 4160", after: psi.StateList},
		{name: "chunk over 4 MiB", at: atList, do: func(x *wire) answer { return x.put("list", 0, make([]byte, 4<<20+32)) },
			status: 413, code: psi.CodeBadRequest, text: "want at most 4194304", after: psi.StateList},
		{name: "chunk with another digest", at: atList, do: func(x *wire) answer {
			return x.put("list", 0, x.list, header("Content-Digest", digestOf([]byte("x"))))
		}, status: 400, code: psi.CodeDigestMismatch, text: "send it again", after: psi.StateList},
		{name: "chunk without a digest", at: atList, do: func(x *wire) answer { return x.put("list", 0, x.list, header("Content-Digest", "")) },
			status: 400, code: psi.CodeBadRequest, text: "Content-Digest", after: psi.StateList},
		{name: "chunk with two digests", at: atList, do: func(x *wire) answer {
			return x.put("list", 0, x.list, func(r *http.Request) { r.Header.Add("Content-Digest", digestOf(x.list)) })
		}, status: 400, code: psi.CodeBadRequest, text: "2 headers Content-Digest: want one", after: psi.StateList},
		{name: "chunk with a digest of another kind beside its own", at: atList, do: func(x *wire) answer {
			return x.put("list", 0, x.list, header("Content-Digest", digestOf(x.list)+", md5=:AAAA:"))
		}, status: 400, code: psi.CodeBadRequest, text: "want sha-256=", after: psi.StateList},
		{name: "chunk of two media types", at: atList, do: func(x *wire) answer {
			return x.put("list", 0, x.list, func(r *http.Request) { r.Header.Add("Content-Type", elements) })
		}, status: 415, code: psi.CodeBadRequest, text: elements, after: psi.StateList},
		{name: "chunk with a query", at: atList, do: func(x *wire) answer {
			return x.put("list", "0?again=1", x.list)
		}, status: 400, code: psi.CodeBadRequest, text: "the query", after: psi.StateList},
		{name: "chunk with a damaged digest header", at: atList, do: func(x *wire) answer {
			return x.put("list", 0, x.list, header("Content-Digest", "sha-256=:AAAA:"))
		}, status: 400, code: psi.CodeBadRequest, text: "want sha-256=", after: psi.StateList},
		{name: "chunk of another media type", at: atList, do: func(x *wire) answer {
			return x.put("list", 0, x.list, header("Content-Type", "application/octet-stream"))
		}, status: 415, code: psi.CodeBadRequest, text: elements, after: psi.StateList},
		{name: "framing: chunk with a Content-Encoding", at: atList, do: func(x *wire) answer {
			return x.put("list", 0, x.list, header("Content-Encoding", "gzip"))
		}, status: 415, code: psi.CodeBadRequest, text: "Content-Encoding", after: psi.StateList},
		{name: "framing: chunk without a Content-Length", at: atList, do: func(x *wire) answer {
			return x.put("list", 0, x.list, func(r *http.Request) { r.ContentLength = -1 })
		}, status: 411, code: psi.CodeBadRequest, text: "Content-Length", after: psi.StateList},
		{name: "chunk again with other bytes", at: atSent, do: func(x *wire) answer {
			x.mask(500, 630)
			return x.put("list", 0, x.list)
		}, status: 409, code: psi.CodeChunkConflict, text: "chunk 0 came twice", after: psi.StateFailed},
		{name: "chunk index one too far", at: atList, do: func(x *wire) answer { return x.put("list", 1, x.list) },
			status: 400, code: psi.CodeBadRequest, text: "chunk 1 of 1", after: psi.StateList},
		{name: "chunk index 2^63", at: atList, do: func(x *wire) answer { return x.put("list", uint64(1)<<63, x.list) },
			status: 400, code: psi.CodeBadRequest, text: "of 1", after: psi.StateList},
		{name: "chunk index 2^64", at: atList, do: func(x *wire) answer { return x.put("list", "18446744073709551616", x.list) },
			status: 400, code: psi.CodeBadRequest, text: "chunk index", after: psi.StateList},
		{name: "chunk index negative", at: atList, do: func(x *wire) answer { return x.put("list", -1, x.list) },
			status: 400, code: psi.CodeBadRequest, text: "chunk index", after: psi.StateList},
		{name: "chunk index in another spelling", at: atList, do: func(x *wire) answer { return x.put("list", "00", x.list) },
			status: 400, code: psi.CodeBadRequest, text: "chunk index", after: psi.StateList},
		{name: "close with a gap", at: atList, do: func(x *wire) answer { return x.post(x.session("/list/close"), nil) },
			status: 409, code: psi.CodeWrongState, text: "0 of 1 chunks", after: psi.StateList},
		{name: "chunk after close", at: atClosed, do: put0, status: 409, code: psi.CodeWrongState, text: `state "tags"`, after: psi.StateTags},
		{name: "list of other bytes than committed", at: atList, do: func(x *wire) answer {
			x.mask(500, 630)
			x.ok(x.put("list", 0, x.list))
			x.ok(x.post(x.session("/list/close"), nil))
			watch.Eventually(x.w.t, "the session fails", func() bool { return x.status().State == psi.StateFailed })
			return x.result()
		}, status: 400, code: psi.CodeDigestMismatch, text: "not the committed ones", after: psi.StateFailed},
	}
}

func tagRows() []row {
	end := func(x *wire) answer {
		x.ok(x.put("tags", 0, x.tags))
		x.ok(x.post(x.session("/tags/close"), nil))
		return x.result()
	}
	return []row{
		{name: "one tag too few", at: atClosed, do: func(x *wire) answer {
			return x.post(x.session("/tags"), psi.OpenTags{Tags: psi.Set{Size: 999}})
		}, status: 400, code: psi.CodeBadRequest, text: "999 tags for a platform set of 1000", after: psi.StateTags},
		{name: "one tag too many", at: atClosed, do: func(x *wire) answer {
			return x.post(x.session("/tags"), psi.OpenTags{Tags: psi.Set{Size: 1001}})
		}, status: 400, code: psi.CodeBadRequest, text: "1001 tags", after: psi.StateTags},
		{name: "2^63 tags", at: atClosed, do: func(x *wire) answer {
			return x.post(x.session("/tags"), psi.OpenTags{Tags: psi.Set{Size: 1 << 63}})
		}, status: 400, code: psi.CodeBadRequest, text: "tags for a platform set", after: psi.StateTags},
		{name: "tags announced again otherwise", at: atTags, do: func(x *wire) answer {
			return x.post(x.session("/tags"), psi.OpenTags{Tags: psi.Set{Size: 1000}})
		}, status: 409, code: psi.CodeWrongState, text: "announced already", after: psi.StateTags},
		{name: "tags truncated", at: atTags, do: func(x *wire) answer { return x.put("tags", 0, x.tags[:9990]) },
			status: 400, code: psi.CodeBadRequest, text: "want 10000", after: psi.StateTags},
		{name: "tags over-long", at: atTags, do: func(x *wire) answer { return x.put("tags", 0, append(bytes.Clone(x.tags), make([]byte, 10)...)) },
			status: 400, code: psi.CodeBadRequest, text: "want 10000", after: psi.StateTags},
		{name: "tags as elements", at: atTags, do: func(x *wire) answer { return x.put("tags", 0, x.tags, header("Content-Type", elements)) },
			status: 415, code: psi.CodeBadRequest, text: tags, after: psi.StateTags},
		{name: "tags unsorted", tags: func(b []byte) []byte { return swapped(b, 10, 500, 501) },
			do: end, status: 409, code: psi.CodeNotAscending, text: "record 501 ", after: psi.StateFailed},
		{name: "tags with a duplicate", tags: func(b []byte) []byte { return copied(b, 10, 10, 9) },
			do: end, status: 409, code: psi.CodeNotAscending, text: "duplicate", after: psi.StateFailed},
		{name: "tags all zero", tags: func(b []byte) []byte { return make([]byte, len(b)) },
			do: end, status: 409, code: psi.CodeNotAscending, text: "duplicate", after: psi.StateFailed},
		{name: "blinded: tags with a duplicate", mode: psi.Blinded, tags: func(b []byte) []byte { return copied(b, 10, 10, 9) },
			do: end, status: 409, code: psi.CodeNotAscending, text: "equal", after: psi.StateFailed},
		{name: "tags of other bytes than announced", at: atTags, do: func(x *wire) answer {
			x.tags[len(x.tags)-1]++
			return end(x)
		}, status: 400, code: psi.CodeDigestMismatch, text: "SHA-256 differs", after: psi.StateFailed},
		{name: "close of tags with a gap", at: atTags, do: func(x *wire) answer { return x.post(x.session("/tags/close"), nil) },
			status: 409, code: psi.CodeWrongState, text: "0 of 1 chunks", after: psi.StateTags},
		{name: "tags again with other bytes", at: atTagged, do: func(x *wire) answer {
			x.tags[0]++
			return x.put("tags", 0, x.tags)
		}, status: 409, code: psi.CodeChunkConflict, text: "came twice", after: psi.StateFailed},
	}
}
