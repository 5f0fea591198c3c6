package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// archives writes two archives for each target: psi alone, for advertisers, and all programs.
func (r *Release) archives(_ context.Context, out string) error {
	for _, t := range r.Targets {
		for name, with := range map[string][]string{"psi": programs[:1], "blindmatch": programs} {
			if err := r.archive(filepath.Join(out, r.archiveName(name, t)), t, with); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Release) archiveName(name, target string) string {
	name += "_" + r.plain() + "_" + strings.ReplaceAll(target, "/", "_")
	if strings.HasPrefix(target, "windows/") {
		return name + ".zip"
	}
	return name + ".tar.gz"
}

func (r *Release) archive(path, target string, with []string) error {
	files := []file{
		{"LICENSE", r.source("LICENSE"), 0o644},
		{"LICENSES.txt", r.notices(), 0o644},
		{"README.md", r.source("README.md"), 0o644},
	}
	for _, p := range with {
		b := r.binary(target, p)
		files = append(files, file{filepath.Base(b), b, 0o755})
		pages, err := r.manuals(p, "man/")
		if err != nil {
			return err
		}
		if strings.HasPrefix(target, "windows/") {
			continue
		}
		files = append(files, pages...)
		for _, shell := range []string{"bash", "fish", "zsh"} {
			files = append(files, file{shells[shell](p), r.completions(p)[shell], 0o644})
		}
	}
	write := writeTarGz
	if strings.HasSuffix(path, ".zip") {
		write = writeZip
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := write(f, files, r.time); err != nil {
		return err
	}
	return f.Close()
}

func writeTarGz(w io.Writer, files []file, modified time.Time) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	if err := writeTar(z, files, modified); err != nil {
		return err
	}
	return z.Close()
}

// writeTar writes files that belong to root.
func writeTar(w io.Writer, files []file, modified time.Time) error {
	t := tar.NewWriter(w)
	for _, f := range files {
		b, err := os.ReadFile(f.from)
		if err != nil {
			return err
		}
		h := tar.Header{Typeflag: tar.TypeReg, Name: f.name, Size: int64(len(b)), Mode: f.mode, ModTime: modified, Format: tar.FormatUSTAR}
		if err := t.WriteHeader(&h); err != nil {
			return err
		}
		if _, err := t.Write(b); err != nil {
			return err
		}
	}
	return t.Close()
}

func writeZip(w io.Writer, files []file, modified time.Time) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: modified}
		h.SetMode(os.FileMode(f.mode))
		to, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		from, err := os.Open(f.from)
		if err != nil {
			return err
		}
		_, err = io.Copy(to, from)
		from.Close()
		if err != nil {
			return err
		}
	}
	return z.Close()
}
