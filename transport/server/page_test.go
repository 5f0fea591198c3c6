package server_test

import (
	"os"
	"strings"
	"testing"
)

// The code of docs/embedding.md is that of the example, which runs.
func TestEmbeddingPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/embedding.md")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strings.Split(string(page), "\n```go\n")[1:]
	for _, block := range blocks {
		if block, _, _ = strings.Cut(block, "\n```\n"); !strings.Contains(string(example), block) {
			t.Errorf("not in example_test.go:\n%s", block)
		}
	}
	if len(blocks) != 4 {
		t.Errorf("%d blocks of code", len(blocks))
	}
}
