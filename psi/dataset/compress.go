package dataset

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	compGzip = "gzip"
	compZstd = "zstd"
)

// compressionOf is the compression that a file's name indicates.
func compressionOf(name string) string {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".gz":
		return compGzip
	case ".zst", ".zstd":
		return compZstd
	}
	return ""
}

// compressionOfContent is the compression that a stream's first bytes indicate.
func compressionOfContent(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return compGzip
	case bytes.HasPrefix(head, []byte("\x28\xb5\x2f\xfd")):
		return compZstd
	}
	return ""
}

const (
	defaultMaxRatio = 200
	// freeBytes may come out of a stream at any ratio.
	freeBytes = 16 << 20
	// zstdMemory bounds what a Zstandard frame may ask for.
	zstdMemory = 128 << 20
)

// decompress returns the decompressed stream. Reading fails once the ratio is higher than any list's: a file of a few
// megabytes can hold petabytes.
func (t *Table) decompress(r io.Reader, comp string, maxRatio int) (io.Reader, error) {
	if maxRatio <= 0 {
		maxRatio = defaultMaxRatio
	}
	in := &countingReader{r: r}
	var out io.Reader
	switch comp {
	case compGzip:
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, fmt.Errorf("this looks like gzip, but it can't be decompressed: %w", err)
		}
		t.closers = append(t.closers, z)
		out = z
	case compZstd:
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(zstdMemory), zstd.WithDecoderMaxWindow(zstdMemory))
		if err != nil {
			return nil, fmt.Errorf("this looks like Zstandard, but it can't be decompressed: %w", err)
		}
		t.closers = append(t.closers, z.IOReadCloser())
		out = z
	}
	return &bombGuard{in: in, out: out, ratio: uint64(maxRatio)}, nil
}

type countingReader struct {
	r io.Reader
	n uint64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += uint64(n)
	return n, err
}

// bombGuard fails when out is too much larger than in.
type bombGuard struct {
	in    *countingReader
	out   io.Reader
	n     uint64
	ratio uint64
}

func (b *bombGuard) Read(p []byte) (int, error) {
	n, err := b.out.Read(p)
	b.n += uint64(n)
	if b.n > freeBytes && b.n/b.ratio > b.in.n {
		return 0, fmt.Errorf("decompresses to more than %d times its size, which no list does; decompress it yourself if it is one", b.ratio)
	}
	return n, err
}
