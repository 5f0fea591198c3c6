package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aead.dev/minisign"
)

// prepared is a release whose programs are a few bytes each, in a folder of its own.
func prepared(t *testing.T) *Release {
	t.Helper()
	r := &Release{Version: "v1.2.3", Source: t.TempDir(), Targets: Targets, URL: "https://example.com/d", commit: "c0ffee", work: t.TempDir(), time: time.Unix(1_700_000_000, 0).UTC()}
	put := func(path, text string) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	put(r.source("LICENSE"), "licence")
	put(r.source("README.md"), "read me")
	put(r.notices(), "notices")
	for _, p := range programs {
		for _, target := range Targets {
			put(r.binary(target, p), p+" for "+target)
		}
		put(filepath.Join(r.work, "man", p, p+".1"), "manual of "+p)
		for _, path := range r.completions(p) {
			put(path, "completions of "+p)
		}
	}
	return r
}

// packed makes what is made of programs.
func packed(t *testing.T, r *Release) (out string) {
	t.Helper()
	out = t.TempDir()
	for _, step := range []func(context.Context, string) error{r.archives, r.packages, r.image, r.manifests, r.sums, r.sign} {
		if err := step(t.Context(), out); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	if err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		all[name], err = os.ReadFile(filepath.Join(dir, name))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestReproducible(t *testing.T) {
	pub, key, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := key.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	var made [2]map[string][]byte
	for i := range made {
		r := prepared(t)
		r.Key = string(text) + "\n"
		made[i] = contents(t, packed(t, r))
		time.Sleep(1100 * time.Millisecond) // formats have seconds
	}
	if len(made[0]) != 12+8+1+1+3+2 {
		t.Errorf("%d files", len(made[0]))
	}
	for name, b := range made[0] {
		if !bytes.Equal(b, made[1][name]) {
			t.Errorf("%s differs", name)
		}
	}
	sums := made[0]["SHA256SUMS"]
	if !minisign.Verify(pub, sums, made[0]["SHA256SUMS.minisig"]) {
		t.Error("the signature is not right")
	}
	if minisign.Verify(pub, append(sums, '\n'), made[0]["SHA256SUMS.minisig"]) {
		t.Error("the signature is right for anything")
	}
	if n := strings.Count(string(sums), "\n"); n != len(made[0])-2 {
		t.Errorf("%d sums", n)
	}
}

func TestSignWithoutPassword(t *testing.T) {
	_, key, err := minisign.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := minisign.EncryptKey("secret", key)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := signingKey(string(text), ""); err == nil || !strings.Contains(err.Error(), "BLINDMATCH_RELEASE_PASSWORD") {
		t.Error(err)
	}
	if got, err := signingKey(string(text), "secret"); err != nil || !got.Equal(key) {
		t.Error(err)
	}
}

func TestManifests(t *testing.T) {
	made := contents(t, packed(t, prepared(t)))
	sum := func(name string) string { s := sha256.Sum256(made[name]); return hex.EncodeToString(s[:]) }
	formula := string(made["psi.rb"])
	for _, target := range []string{"darwin_arm64", "darwin_amd64", "linux_arm64", "linux_amd64"} {
		name := "psi_1.2.3_" + target + ".tar.gz"
		if !strings.Contains(formula, fmt.Sprintf("url \"https://example.com/d/v1.2.3/%s\"\n      sha256 %q", name, sum(name))) {
			t.Errorf("the formula lacks %s:\n%s", name, formula)
		}
	}
	installer := string(made["winget/Blindmatch.psi.installer.yaml"])
	for _, target := range []string{"windows_arm64", "windows_amd64"} {
		name := "psi_1.2.3_" + target + ".zip"
		if !strings.Contains(installer, name+"\n  InstallerSha256: "+strings.ToUpper(sum(name))) {
			t.Errorf("the manifest lacks %s:\n%s", name, installer)
		}
	}
}

// An image's layer is named by its digest in the manifest, which the index names; the program in it is the target's.
func TestImage(t *testing.T) {
	made := contents(t, packed(t, prepared(t)))
	blobs := map[string][]byte{}
	for tr := tar.NewReader(bytes.NewReader(made["blindmatch-server_1.2.3_oci.tar"])); ; {
		h, err := tr.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if blobs[h.Name], err = io.ReadAll(tr); err != nil {
			t.Fatal(err)
		}
	}
	blob := func(digest string) []byte {
		b, ok := blobs["blobs/"+strings.ReplaceAll(digest, ":", "/")]
		if s := sha256.Sum256(b); !ok || digest != "sha256:"+hex.EncodeToString(s[:]) {
			t.Fatalf("%s is not there, or another", digest)
		}
		return b
	}
	var index struct{ Manifests []struct{ Digest string } }
	if err := json.Unmarshal(blobs["index.json"], &index); err != nil || len(index.Manifests) != 1 {
		t.Fatal(err, index)
	}
	if err := json.Unmarshal(blob(index.Manifests[0].Digest), &index); err != nil || len(index.Manifests) != 2 {
		t.Fatal(err, index)
	}
	for i, arch := range []string{"amd64", "arm64"} {
		var manifest struct {
			Config struct{ Digest string }
			Layers []struct{ Digest string }
		}
		if err := json.Unmarshal(blob(index.Manifests[i].Digest), &manifest); err != nil || len(manifest.Layers) != 1 {
			t.Fatal(err, manifest)
		}
		var config struct {
			Architecture string
			Config       struct{ User string }
		}
		if err := json.Unmarshal(blob(manifest.Config.Digest), &config); err != nil || config.Architecture != arch || config.Config.User != "65532:65532" {
			t.Fatal(err, config)
		}
		z, err := gzip.NewReader(bytes.NewReader(blob(manifest.Layers[0].Digest)))
		if err != nil {
			t.Fatal(err)
		}
		layer, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		if len(layer)%512 != 0 || !bytes.HasSuffix(layer, make([]byte, 1024)) {
			t.Error("the layer has no end: Go reads it all the same, others don't")
		}
		files := map[string]string{}
		for tr := tar.NewReader(bytes.NewReader(layer)); ; {
			h, err := tr.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			b, err := io.ReadAll(tr)
			if err != nil {
				t.Fatal(err)
			}
			files[h.Name] = fmt.Sprintf("%o %d %s", h.Mode, h.Uid, b)
		}
		if got := files["usr/bin/psi-server"]; got != "755 0 psi-server for linux/"+arch {
			t.Error(got)
		}
		if got := files["var/lib/blindmatch/"]; got != "700 65532 " {
			t.Error(got)
		}
	}
}

func TestWrongUse(t *testing.T) {
	exists := t.TempDir()
	for want, args := range map[string][]string{
		"want one such as v0.1.0": {"-version", "1.0"},
		"want some of linux":      {"-version", "v1.0.0", "-target", "plan9/386", "-out", filepath.Join(exists, "new")},
		"exists: remove it":       {"-version", "v1.0.0", "-out", exists},
		"unknown argument":        {"-version", "v1.0.0", "more"},
	} {
		if err := run(t.Context(), args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", args, err)
		}
	}
}

func TestLicences(t *testing.T) {
	for text, want := range map[string]string{
		"Apache License\n    Version 2.0, January 2004":                             "Apache-2.0",
		"Redistribution and use in source and\nbinary forms … Neither the name of":  "BSD-3-Clause",
		"Redistribution and use in source and binary forms":                         "BSD-2-Clause",
		"Permission is hereby granted, free of\ncharge":                             "MIT",
		"Apache License Version 2.0 … Permission is hereby granted, free of charge": "Apache-2.0 AND MIT",
		"all rights reserved": "",
	} {
		if got := spdx(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "LICENSE"), []byte("all rights reserved"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := licenceOf(dir); err == nil {
		t.Error("a licence that nobody has read was taken")
	}
}
