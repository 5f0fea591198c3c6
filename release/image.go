package main

import (
	"archive/tar"
	"bytes"
	"context"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// user is whom the image runs as: nobody's number on any machine.
const user = 65532

// image writes the server's image for all architectures of Linux, as an OCI layout in one tar file. It is made from
// nothing: there is no shell in it, and no base image.
func (r *Release) image(_ context.Context, out string) error {
	targets := r.of("linux")
	if len(targets) == 0 {
		return nil
	}
	var index v1.ImageIndex = mutate.IndexMediaType(empty.Index, types.OCIImageIndex)
	for _, t := range targets {
		img, platform, err := r.imageFor(t)
		if err != nil {
			return err
		}
		index = mutate.AppendManifests(index, mutate.IndexAddendum{Add: img, Descriptor: v1.Descriptor{Platform: platform}})
	}
	// One name for all architectures: who loads it gets that of the machine.
	dir := filepath.Join(r.work, "oci")
	root, err := layout.Write(dir, mutate.IndexMediaType(empty.Index, types.OCIImageIndex))
	if err != nil {
		return err
	}
	if err := root.AppendIndex(index, layout.WithAnnotations(map[string]string{"org.opencontainers.image.ref.name": r.plain()})); err != nil {
		return err
	}
	var files []file
	if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		files = append(files, file{filepath.ToSlash(name), path, 0o644})
		return err
	}); err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(out, "blindmatch-server_"+r.plain()+"_oci.tar"))
	if err != nil {
		return err
	}
	defer f.Close()
	if err := writeTar(f, files, r.time); err != nil {
		return err
	}
	return f.Close()
}

func (r *Release) imageFor(target string) (v1.Image, *v1.Platform, error) {
	root, err := r.rootfs(target)
	if err != nil {
		return nil, nil, err
	}
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(root)), nil },
		tarball.WithMediaType(types.OCILayer))
	if err != nil {
		return nil, nil, err
	}
	created := v1.Time{Time: r.time}
	img, err := mutate.Append(mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON),
		mutate.Addendum{Layer: layer, History: v1.History{Created: created, CreatedBy: "release"}})
	if err != nil {
		return nil, nil, err
	}
	_, arch, _ := strings.Cut(target, "/")
	platform := &v1.Platform{OS: "linux", Architecture: arch}
	config, err := img.ConfigFile()
	if err != nil {
		return nil, nil, err
	}
	config = config.DeepCopy()
	config.Created, config.OS, config.Architecture = created, platform.OS, platform.Architecture
	config.Config = v1.Config{
		Entrypoint:   []string{"/usr/bin/psi-server"},
		Cmd:          []string{"serve", "--data", "/var/lib/blindmatch/data", "--listen", ":8443"},
		User:         "65532:65532",
		Env:          []string{"PATH=/usr/bin", "HOME=/var/lib/blindmatch"},
		WorkingDir:   "/var/lib/blindmatch",
		Volumes:      map[string]struct{}{"/var/lib/blindmatch": {}},
		ExposedPorts: map[string]struct{}{"8443/tcp": {}},
		Labels: map[string]string{
			"org.opencontainers.image.title":    "blindmatch-server",
			"org.opencontainers.image.version":  r.plain(),
			"org.opencontainers.image.revision": r.commit,
			"org.opencontainers.image.source":   "https://github.com/blindmatch/blindmatch",
			"org.opencontainers.image.licenses": "Apache-2.0",
		},
	}
	img, err = mutate.ConfigFile(img, config)
	return img, platform, err
}

// rootfs is the image's one layer: the program, its user, a folder for its state and one for temporary files.
func (r *Release) rootfs(target string) ([]byte, error) {
	var b bytes.Buffer
	t := tar.NewWriter(&b)
	put := func(h tar.Header, text []byte) error {
		h.ModTime, h.Size, h.Format = r.time, int64(len(text)), tar.FormatUSTAR
		if err := t.WriteHeader(&h); err != nil {
			return err
		}
		_, err := t.Write(text)
		return err
	}
	for _, d := range []tar.Header{
		{Name: "etc/", Mode: 0o755}, {Name: "tmp/", Mode: 0o1777}, {Name: "usr/", Mode: 0o755}, {Name: "usr/bin/", Mode: 0o755},
		{Name: "usr/share/", Mode: 0o755}, {Name: "usr/share/doc/", Mode: 0o755}, {Name: "usr/share/doc/blindmatch/", Mode: 0o755},
		{Name: "var/", Mode: 0o755}, {Name: "var/lib/", Mode: 0o755}, {Name: "var/lib/blindmatch/", Mode: 0o700, Uid: user, Gid: user},
	} {
		d.Typeflag = tar.TypeDir
		if err := put(d, nil); err != nil {
			return nil, err
		}
	}
	for _, f := range []struct{ name, text string }{
		{"etc/passwd", "root:x:0:0::/:/sbin/nologin\nblindmatch:x:65532:65532::/var/lib/blindmatch:/sbin/nologin\n"},
		{"etc/group", "root:x:0:\nblindmatch:x:65532:\n"},
	} {
		if err := put(tar.Header{Typeflag: tar.TypeReg, Name: f.name, Mode: 0o644}, []byte(f.text)); err != nil {
			return nil, err
		}
	}
	for _, f := range []file{
		{"usr/bin/psi-server", r.binary(target, "psi-server"), 0o755},
		{"usr/share/doc/blindmatch/LICENSE", r.source("LICENSE"), 0o644},
		{"usr/share/doc/blindmatch/LICENSES.txt", r.notices(), 0o644},
	} {
		text, err := os.ReadFile(f.from)
		if err != nil {
			return nil, err
		}
		if err := put(tar.Header{Typeflag: tar.TypeReg, Name: f.name, Mode: f.mode}, text); err != nil {
			return nil, err
		}
	}
	err := t.Close() // which writes the archive's end
	return b.Bytes(), err
}
