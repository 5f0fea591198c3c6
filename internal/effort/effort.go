// Package effort says how much work a test does: little under `go test ./...`, more in .ci/run, all of it in a
// campaign.
package effort

import "os"

// Of returns quick, or slow if BLINDMATCH_SLOW is set, or campaign if BLINDMATCH_CAMPAIGN is.
func Of[T any](quick, slow, campaign T) T {
	switch {
	case os.Getenv("BLINDMATCH_CAMPAIGN") != "":
		return campaign
	case os.Getenv("BLINDMATCH_SLOW") != "":
		return slow
	}
	return quick
}

// Quick says whether neither is set.
func Quick() bool { return Of(true, false, false) }
