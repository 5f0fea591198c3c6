package bucket

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
	"gocloud.dev/blob"
	"gocloud.dev/gcerrors"
)

// Published says what Sync has done.
type Published struct {
	Sets    []psi.Digest `json:"sets"` // that are there now
	Copied  int          `json:"copied"`
	Bytes   uint64       `json:"bytes"` // of what was copied
	Removed int          `json:"removed"`
}

// Opener opens the files of an epoch that clients may read.
type Opener func(set psi.Digest) (elements, leaves *os.File, err error)

// setName is that of an object of ours: one that is named otherwise is left alone.
var setName = regexp.MustCompile(`^v1/epochs/([0-9a-f]{64})(?:/leaves)?$`)

// Sync makes a folder of object storage a mirror of epochs (SPEC.md §8.5): it copies what is not there, and then removes
// what is there of epochs that have ended. An epoch that ends meanwhile is left out. progress is told bytes.
func (b *Bucket) Sync(ctx context.Context, epochs []psi.Digest, open Opener, progress func(bytes uint64)) (*Published, error) {
	p := &Published{Sets: []psi.Digest{}}
	for _, set := range epochs {
		elements, leaves, err := open(set)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return p, err
		}
		err = b.publish(ctx, set, elements, leaves, p, progress)
		elements.Close()
		leaves.Close()
		if err != nil {
			return p, err
		}
		p.Sets = append(p.Sets, set)
	}
	live := map[string]bool{}
	for _, set := range p.Sets {
		live[set.String()] = true
	}
	it := b.objects.List(&blob.ListOptions{Prefix: keyOf(transport.Root + "epochs/")})
	for {
		o, err := it.Next(ctx)
		if err == io.EOF {
			return p, nil
		}
		if err != nil {
			return p, b.blame("", err)
		}
		if m := setName.FindStringSubmatch(o.Key); m != nil && !live[m[1]] {
			if err := b.objects.Delete(ctx, o.Key); err != nil && gcerrors.Code(err) != gcerrors.NotFound {
				return p, b.blame(o.Key, err)
			}
			p.Removed++
		}
	}
}

// publish copies a set and then its leaves, with which a client begins.
func (b *Bucket) publish(ctx context.Context, set psi.Digest, elements, leaves *os.File, p *Published, progress func(uint64)) error {
	for _, f := range []struct {
		path, mediaType string
		file            *os.File
	}{{transport.PathEpoch, transport.TypeElements, elements}, {transport.PathLeaves, transport.TypeLeaves, leaves}} {
		info, err := f.file.Stat()
		if err != nil {
			return err
		}
		key := keyOf(transport.At(f.path, set.String()))
		there, err := b.objects.Attributes(ctx, key)
		if err == nil && there.Size == info.Size() {
			continue
		}
		if err != nil && gcerrors.Code(err) != gcerrors.NotFound {
			return b.blame(key, err)
		}
		if err := b.put(ctx, key, f.mediaType, f.file, func(n uint64) { progress(p.Bytes + n) }); err != nil {
			return b.blame(key, err)
		}
		p.Bytes += uint64(info.Size())
		p.Copied++
	}
	return nil
}

// put writes an object, which appears whole or not at all.
func (b *Bucket) put(ctx context.Context, key, mediaType string, file io.Reader, progress func(uint64)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // before Close it drops what was written
	out, err := b.objects.NewWriter(ctx, key, &blob.WriterOptions{ContentType: mediaType, CacheControl: transport.Lasting})
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, &counted{r: file, progress: progress}); err != nil {
		cancel()
		return errors.Join(err, out.Close())
	}
	return out.Close()
}

// counted tells of what is read.
type counted struct {
	r        io.Reader
	n        uint64
	progress func(uint64)
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += uint64(n)
	c.progress(c.n)
	return n, err
}

// keyOf is the name of the object for a path of the API.
func keyOf(path string) string { return strings.TrimPrefix(path, "/") }
