package main

import (
	"testing"

	"github.com/blindmatch/blindmatch/cmd/internal/clitest"
)

func TestCommands(t *testing.T) { clitest.Program(t, newRoot) }
