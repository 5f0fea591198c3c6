package server_test

import (
	"os"
	"strings"
	"testing"
)

// The code of docs/embedding.md is that of examples, which run.
func TestEmbeddingPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/embedding.md")
	if err != nil {
		t.Fatal(err)
	}
	var examples []byte
	for _, path := range []string{"example_test.go", "../officer/example_test.go"} {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		examples = append(examples, b...)
	}
	blocks := strings.Split(string(page), "\n```go\n")[1:]
	for _, block := range blocks {
		if block, _, _ = strings.Cut(block, "\n```\n"); !strings.Contains(string(examples), block) {
			t.Errorf("in no example_test.go:\n%s", block)
		}
	}
	if len(blocks) != 5 {
		t.Errorf("%d blocks of code", len(blocks))
	}
}
