package server_test

import (
	"bytes"
	"net/http"
	"slices"

	"github.com/blindmatch/blindmatch/internal/watch"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/stretchr/testify/require"
)

// listEnd sends the list, whose elements and their order are looked at once all are there, and waits for what comes of it.
func listEnd(x *wire) answer {
	x.ok(x.put("list", 0, x.list))
	x.ok(x.post(x.session("/list/close"), nil))
	watch.Eventually(x.w.t, "the session fails", func() bool { return x.status().State == psi.StateFailed })
	return x.result()
}

func chunkRows() []row {
	put0 := func(x *wire) answer { return x.put("list", 0, x.list) }
	return []row{
		{name: "list unsorted", at: atList, list: func(b []byte) []byte { return swapped(b, 32, 3, 4) },
			do: listEnd, status: 409, code: psi.CodeNotAscending, text: "record 4 ", after: psi.StateFailed},
		{name: "list with a duplicate", at: atList, list: func(b []byte) []byte { return copied(b, 32, 8, 7) },
			do: listEnd, status: 409, code: psi.CodeNotAscending, text: "duplicate", after: psi.StateFailed},
		{name: "list with a bad element at its end", at: atList, list: func(b []byte) []byte { return replaced(b, bytes.Repeat([]byte{255}, 32), 0) },
			do: listEnd, status: 409, code: psi.CodeBadElement, text: "element 129: not the canonical", after: psi.StateFailed},
		{name: "chunk truncated", at: atList, do: func(x *wire) answer { return x.put("list", 0, x.list[:len(x.list)-32]) },
			status: 400, code: psi.CodeBadRequest, text: "a chunk of 4128 bytes at offset 0: want a power of two from 16384 to 4194304 bytes", after: psi.StateList},
		{name: "chunk truncated within an element", at: atList, do: func(x *wire) answer { return x.put("list", 0, x.list[:len(x.list)-1]) },
			status: 400, code: psi.CodeBadRequest, text: "a chunk of 4159 bytes", after: psi.StateList},
		{name: "chunk empty", at: atList, do: func(x *wire) answer { return x.put("list", 0, nil) },
			status: 400, code: psi.CodeBadRequest, text: "a chunk of 0 bytes", after: psi.StateList},
		{name: "chunk over-long", at: atList, do: func(x *wire) answer { return x.put("list", 0, append(bytes.Clone(x.list), make([]byte, 32)...)) },
			status: 400, code: psi.CodeBadRequest, text: "4192 bytes at offset 0 of a set of 4160 bytes", after: psi.StateList},
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
		}, status: 409, code: psi.CodeChunkConflict, text: "the chunk at offset 0 came with other bytes before", after: psi.StateFailed},
		{name: "chunk offset beside the set", at: atList, do: func(x *wire) answer { return x.put("list", 4160, x.list) },
			status: 400, code: psi.CodeBadRequest, text: "4160 bytes at offset 4160 of a set of 4160 bytes", after: psi.StateList},
		{name: "chunk offset 2^63", at: atList, do: func(x *wire) answer { return x.put("list", uint64(1)<<63, x.list) },
			status: 400, code: psi.CodeBadRequest, text: "a chunk's offset", after: psi.StateList},
		{name: "chunk offset 2^64", at: atList, do: func(x *wire) answer { return x.put("list", "18446744073709551616", x.list) },
			status: 400, code: psi.CodeBadRequest, text: "a chunk's offset", after: psi.StateList},
		{name: "chunk offset negative", at: atList, do: func(x *wire) answer { return x.put("list", -1, x.list) },
			status: 400, code: psi.CodeBadRequest, text: "a chunk's offset", after: psi.StateList},
		{name: "chunk offset in another spelling", at: atList, do: func(x *wire) answer { return x.put("list", "00", x.list) },
			status: 400, code: psi.CodeBadRequest, text: "a chunk's offset", after: psi.StateList},
		{name: "close with a gap", at: atList, do: func(x *wire) answer { return x.post(x.session("/list/close"), nil) },
			status: 409, code: psi.CodeWrongState, text: "the bytes from offset 0 on are missing", after: psi.StateList},
		{name: "chunk after close", at: atClosed, do: put0, status: 409, code: psi.CodeWrongState, text: `state "tags"`, after: psi.StateTags},
		{name: "list of other bytes than committed", at: atList, do: func(x *wire) answer {
			x.mask(500, 630)
			return listEnd(x)
		}, status: 400, code: psi.CodeDigestMismatch, text: "not the committed ones", after: psi.StateFailed},
	}
}

func tagRows() []row {
	end := func(x *wire) answer {
		x.ok(x.put("tags", 0, x.tags))
		x.ok(x.post(x.session("/tags/close"), nil))
		return x.result()
	}
	// announce announces another number of tags than there must be.
	announce := func(more int) func(x *wire) answer {
		return func(x *wire) answer {
			m := psi.OpenTags{Tags: psi.Set{Parts: slices.Clone(x.c.PlatformSet.Parts)}, PublicKey: psi.PublicKey(x.key.Public())}
			m.Tags.Parts[0].Size += uint64(more)
			return x.post(x.session("/tags"), m)
		}
	}
	return []row{
		{name: "one tag too few", at: atClosed, do: announce(-1), status: 400, code: psi.CodeBadRequest, text: "of the platform set's widths and sizes", after: psi.StateTags},
		{name: "one tag too many", at: atClosed, do: announce(1), status: 400, code: psi.CodeBadRequest, text: "of the platform set's widths and sizes", after: psi.StateTags},
		{name: "2^62 tags more", at: atClosed, do: announce(1 << 62), status: 400, code: psi.CodeBadRequest, text: "of the platform set's widths and sizes", after: psi.StateTags},
		{name: "tags of no section", at: atClosed, do: func(x *wire) answer {
			return x.post(x.session("/tags"), psi.OpenTags{Tags: psi.Set{Parts: []psi.Part{}}, PublicKey: psi.PublicKey(x.key.Public())})
		}, status: 400, code: psi.CodeBadRequest, text: "0 tags in 0 sections", after: psi.StateTags},
		{name: "tags of another width", at: atClosed, do: func(x *wire) answer {
			p := x.c.PlatformSet.Parts[0]
			return x.post(x.session("/tags"), psi.OpenTags{Tags: psi.Set{Parts: []psi.Part{{Width: 2, Size: p.Size / 2}}}, PublicKey: psi.PublicKey(x.key.Public())})
		}, status: 400, code: psi.CodeBadRequest, text: "of the platform set's widths and sizes", after: psi.StateTags},
		{name: "tags without a public key", at: atClosed, do: func(x *wire) answer {
			x.makeTags()
			x.ok(x.post(x.session("/tags"), psi.OpenTags{Tags: setOf(x.tags, 10)}))
			watch.Eventually(x.w.t, "the session fails", func() bool { return x.status().State == psi.StateFailed })
			return x.result()
		}, status: 409, code: psi.CodeBadElement, text: "the public key: identity element", after: psi.StateFailed},
		{name: "tags under another key than is shown", at: atClosed, do: func(x *wire) answer {
			x.makeTags()
			g, err := x.info.Params.Group("email")
			require.NoError(x.w.t, err)
			x.ok(x.post(x.session("/tags"), psi.OpenTags{Tags: setOf(x.tags, 10), PublicKey: psi.PublicKey(g.GenerateKey().Public())}))
			return end(x)
		}, status: 409, code: psi.CodeBadTags, text: "a sentinel is missing", after: psi.StateFailed},
		{name: "tags announced again otherwise", at: atTags, do: func(x *wire) answer {
			x.tags[len(x.tags)-1] ^= 1
			return x.post(x.session("/tags"), x.announcement())
		}, status: 409, code: psi.CodeWrongState, text: "announced already", after: psi.StateTags},
		{name: "tags announced again under another key", at: atTags, do: func(x *wire) answer {
			m := x.announcement()
			m.PublicKey[0] ^= 1
			return x.post(x.session("/tags"), m)
		}, status: 409, code: psi.CodeWrongState, text: "announced already", after: psi.StateTags},
		{name: "tags truncated", at: atTags, do: func(x *wire) answer { return x.put("tags", 0, x.tags[:9990]) },
			status: 400, code: psi.CodeBadRequest, text: "a chunk of 9990 bytes", after: psi.StateTags},
		{name: "tags over-long", at: atTags, do: func(x *wire) answer { return x.put("tags", 0, append(bytes.Clone(x.tags), make([]byte, 10)...)) },
			status: 400, code: psi.CodeBadRequest, text: "at offset 0 of a set of", after: psi.StateTags},
		{name: "tags as elements", at: atTags, do: func(x *wire) answer { return x.put("tags", 0, x.tags, header("Content-Type", elements)) },
			status: 415, code: psi.CodeBadRequest, text: tags, after: psi.StateTags},
		{name: "tags unsorted", tags: func(b []byte) []byte { return swapped(b, 10, 500, 501) },
			do: end, status: 409, code: psi.CodeNotAscending, text: "record 501 ", after: psi.StateFailed},
		{name: "tags with a duplicate", tags: func(b []byte) []byte { return copied(b, 10, 10, 9) },
			do: end, status: 409, code: psi.CodeNotAscending, text: "duplicate", after: psi.StateFailed},
		{name: "tags all zero", tags: func(b []byte) []byte { return make([]byte, len(b)) },
			do: end, status: 409, code: psi.CodeNotAscending, text: "duplicate", after: psi.StateFailed},
		{name: "blinded: tags with a duplicate", mode: psi.Blinded, tags: func(b []byte) []byte { return copied(b, 10, 10, 9) },
			// If the tag that is replaced was a sentinel's, that is what is seen.
			do: end, status: 409, code: psi.CodeNotAscending, or: psi.CodeBadTags, after: psi.StateFailed},
		{name: "tags that are not those of the set", tags: func(b []byte) []byte {
			for i := 9; i < len(b); i += 10 {
				b[i] ^= 1 // still ascending: the first nine bytes of two are never equal
			}
			return b
		}, do: end, status: 409, code: psi.CodeBadTags, text: "a sentinel is missing", after: psi.StateFailed},
		{name: "tags of other bytes than announced", at: atTags, do: func(x *wire) answer {
			x.tags[len(x.tags)-1] ^= 1
			return end(x)
		}, status: 400, code: psi.CodeDigestMismatch, text: "not the committed ones", after: psi.StateFailed},
		{name: "close of tags with a gap", at: atTags, do: func(x *wire) answer { return x.post(x.session("/tags/close"), nil) },
			status: 409, code: psi.CodeWrongState, text: "the bytes from offset 0 on are missing", after: psi.StateTags},
		{name: "tags again with other bytes", at: atTagged, do: func(x *wire) answer {
			x.tags[0]++
			return x.put("tags", 0, x.tags)
		}, status: 409, code: psi.CodeChunkConflict, text: "came with other bytes before", after: psi.StateFailed},
	}
}
