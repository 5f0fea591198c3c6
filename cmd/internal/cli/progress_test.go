package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

// clocked is a Progress that is shown in b, with a clock of the test's.
func clocked(t *testing.T, how string, b *bytes.Buffer, steps ...string) (*Progress, *time.Time) {
	t.Helper()
	root := &cobra.Command{Use: "psi"}
	progressFlag(root)
	require.NoError(t, root.ParseFlags([]string{"--progress", how}))
	root.SetErr(b)
	p := NewProgress(root, steps...)
	now := time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)
	p.now = func() time.Time { return now }
	return p, &now
}

// Off a terminal there is a line every ten seconds, and none for short work.
func TestProgressLines(t *testing.T) {
	var b bytes.Buffer
	p, now := clocked(t, "auto", &b, "masking", "waiting", "sending")
	for done := uint64(0); done <= 50; done++ {
		p.Step("masking", done*1000, 100_000)
		*now = now.Add(time.Second)
	}
	p.Step("sending", 0, 0)
	*now = now.Add(9 * time.Second)
	p.Step("sending", 7, 0)
	p.Clear()
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	require.Len(t, lines, 5)
	require.Equal(t, "psi: step 1 of 3, masking: 10 %, 1k/s, 1m30s left", lines[0])
	require.Equal(t, "psi: step 1 of 3, masking: 50 %, 1k/s, 50s left", lines[4])

	b.Reset()
	*now = now.Add(time.Minute)
	p.Step("something else", 0, 0)
	*now = now.Add(10 * time.Second)
	p.Step("something else", 12_345, 0)
	require.Equal(t, "psi: something else: 12,345, 1.2k/s\n", b.String())
}

func TestProgressJSON(t *testing.T) {
	var b bytes.Buffer
	p, now := clocked(t, "json", &b, "masking", "waiting")
	p.Step("waiting", 0, 0)
	*now = now.Add(time.Second / 2)
	p.Step("waiting", 1, 4) // too soon after the first
	*now = now.Add(time.Second / 2)
	p.Step("waiting", 2, 4)
	var all []state
	for line := range strings.Lines(b.String()) {
		var x struct{ Progress state }
		require.NoError(t, json.Unmarshal([]byte(line), &x))
		all = append(all, x.Progress)
	}
	require.Equal(t, []state{{Step: "waiting", Number: 2, Of: 2}, {Step: "waiting", Number: 2, Of: 2, Done: 2, Total: 4, Rate: 2, LeftSeconds: 1}}, all)
}

func TestProgressOff(t *testing.T) {
	var b bytes.Buffer
	p, now := clocked(t, "off", &b)
	p.Step("masking", 0, 0)
	*now = now.Add(time.Hour)
	p.Step("masking", 1, 2)
	p.Clear()
	require.Zero(t, b.Len())
	require.Equal(t, ExitUsage, Run(t.Context(), program(func(*cobra.Command) error { return nil }), []string{"do", "--progress", "loud"}, &b))
	require.Contains(t, b.String(), `--progress "loud": want auto, json or off`)
}

// No line is wider than 60 columns, and a bar is there where there is room.
func TestProgressWidth(t *testing.T) {
	s := state{Step: "masking the platform's set", Number: 3, Of: 5, Done: 450_000, Total: 1_000_000, Rate: 15_000, LeftSeconds: 37}
	require.Equal(t, "3/5 masking the platform's set [###    ] 45 % 15k/s 37s left", s.line())
	s.Step = "masking the whole of the platform's set"
	require.Equal(t, "3/5 masking the whole of the platform's set 45 % 15k/s 37s l", s.line())
	for _, step := range []string{"x", strings.Repeat("long ", 30), "masking the platform's set", "wäiting"} {
		for _, total := range []uint64{0, 1, 999, 1 << 62} {
			for _, done := range []uint64{0, total / 2, total, total + 1} {
				s := state{Step: step, Number: 11, Of: 12, Done: done, Total: total, Rate: 1.5e17, LeftSeconds: 1 << 40}
				require.LessOrEqual(t, len([]rune(s.line())), columns)
			}
		}
	}
	full := state{Step: "sending", Done: 10, Total: 10}
	require.Equal(t, "sending [####################] 100 %", full.line())
}
