package main

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// boms writes one bill of materials for each target, in CycloneDX: the modules that the programs say they are linked
// with, and their licences.
func (r *Release) boms(ctx context.Context, out string) error {
	for _, t := range r.Targets {
		bom, err := r.bom(ctx, t)
		if err != nil {
			return err
		}
		f, err := os.Create(filepath.Join(out, "blindmatch_"+r.plain()+"_"+strings.ReplaceAll(t, "/", "_")+".cdx.json"))
		if err != nil {
			return err
		}
		defer f.Close()
		if err := cdx.NewBOMEncoder(f, cdx.BOMFileFormatJSON).SetPretty(true).EncodeVersion(bom, cdx.SpecVersion1_6); err != nil {
			return err
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	return nil
}

func (r *Release) bom(ctx context.Context, target string) (*cdx.BOM, error) {
	main := cdx.Component{
		BOMRef: "blindmatch", Type: cdx.ComponentTypeApplication, Name: "blindmatch", Version: r.plain(),
		PackageURL: "pkg:golang/github.com/blindmatch/blindmatch@" + r.Version,
		Licenses:   &cdx.Licenses{{License: &cdx.License{ID: "Apache-2.0"}}},
	}
	var components []cdx.Component
	var dependencies []cdx.Dependency
	for _, p := range programs {
		path := r.binary(target, p)
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(b)
		components = append(components, cdx.Component{
			BOMRef: p, Type: cdx.ComponentTypeFile, Name: filepath.Base(path), Version: r.plain(),
			Hashes: &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(sum[:])}},
		})
		all, err := modules(path)
		if err != nil {
			return nil, err
		}
		var refs []string
		for _, m := range all {
			refs = append(refs, purl(m))
		}
		dependencies = append(dependencies, cdx.Dependency{Ref: p, Dependencies: &refs})
	}
	all, err := modules(r.binary(target, "psi"), r.binary(target, "psi-server"), r.binary(target, "psi-vectors"))
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		c, err := r.component(ctx, m)
		if err != nil {
			return nil, err
		}
		components = append(components, c)
	}
	refs := append([]string{}, programs...)
	dependencies = append([]cdx.Dependency{{Ref: main.BOMRef, Dependencies: &refs}}, dependencies...)
	bom := cdx.NewBOM()
	bom.Metadata = &cdx.Metadata{Timestamp: r.time.Format(time.RFC3339), Component: &main}
	bom.Components, bom.Dependencies = &components, &dependencies
	return bom, nil
}

func purl(m *debug.Module) string { return "pkg:golang/" + m.Path + "@" + m.Version }

func (r *Release) component(ctx context.Context, m *debug.Module) (cdx.Component, error) {
	c := cdx.Component{BOMRef: purl(m), Type: cdx.ComponentTypeLibrary, Name: m.Path, Version: m.Version, PackageURL: purl(m)}
	dir, err := r.folder(ctx, m)
	if err != nil {
		return c, err
	}
	id, err := licenceOf(dir)
	if err != nil {
		return c, fmt.Errorf("%s: %w", m.Path, err)
	}
	c.Licenses = &cdx.Licenses{{License: &cdx.License{ID: id}}}
	if strings.Contains(id, " ") {
		c.Licenses = &cdx.Licenses{{Expression: id}}
	}
	// The sum of go.sum, which is one of names and sums of files, and not of an archive.
	if sum, ok := strings.CutPrefix(m.Sum, "h1:"); ok {
		b, err := base64.StdEncoding.DecodeString(sum)
		if err != nil {
			return c, err
		}
		c.Properties = &[]cdx.Property{{Name: "go:h1", Value: hex.EncodeToString(b)}}
	}
	return c, nil
}
