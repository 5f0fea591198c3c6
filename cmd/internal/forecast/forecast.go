// Package forecast says what a session with a list will take, before there is one.
package forecast

import (
	"fmt"
	"io"
	"math"

	"github.com/blindmatch/blindmatch/cmd/internal/cli"
	"github.com/blindmatch/blindmatch/ecdh"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/advertiser"
)

// Session is what one count with a list takes the advertiser: one, whatever identifiers the list has. The size of the
// platform's set is not known offline, so its part is given for a million elements.
type Session struct {
	Elements uint64  `json:"elements"` // of the list, padded
	BytesUp  uint64  `json:"bytes_up"` // for the list
	Points   uint64  `json:"points"`   // multiplied here, for the list
	Seconds  float64 `json:"seconds"`  // for the list, on this machine

	MillionBytesUp   uint64  `json:"bytes_up_per_million"`
	MillionBytesDown uint64  `json:"bytes_down_per_million"`
	MillionPoints    uint64  `json:"points_per_million"`
	MillionSeconds   float64 `json:"seconds_per_million"`
}

// Of is the forecast for a list with so many distinct identifiers, without segments. It takes a moment.
func Of(used uint64) Session {
	mask, remask := advertiser.Rates(ecdh.Ristretto255())
	const million = 1_000_000
	sent := psi.PadList(used, math.MaxUint64)
	return Session{
		Elements: sent, BytesUp: psi.ElementSize * sent, Points: sent, Seconds: float64(sent) / mask,
		MillionBytesUp: psi.TagSize * million, MillionBytesDown: psi.ElementSize * million, MillionPoints: million,
		MillionSeconds: million / remask,
	}
}

// Print says it in two or three lines.
func (s *Session) Print(w io.Writer) {
	fmt.Fprintf(w, "  estimate    one count sends %s for the list: %s, %.1f s here. Each million elements\n",
		cli.Size(int64(s.BytesUp)), cli.Counted(s.Points, "point"), s.Seconds)
	fmt.Fprintf(w, "              in the platform's set, of about 600,000 people, add as many points, %s up,\n", cli.Size(int64(s.MillionBytesUp)))
	fmt.Fprintf(w, "              %s down and %.1f s; psi info shows how many it has\n", cli.Size(int64(s.MillionBytesDown)), s.MillionSeconds)
}
