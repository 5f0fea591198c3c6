package figures

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCounted(t *testing.T) {
	for n, want := range map[int]string{0: "0", 1: "1", 999: "999", 1000: "1,000", 999999: "999,999", 1234567: "1,234,567", -1: "-1", -123: "-123", -1234: "-1,234"} {
		require.Equal(t, want, Count(n))
	}
	require.Equal(t, "-9,223,372,036,854,775,808", Count(int64(math.MinInt64)))
	require.Equal(t, []string{"1 page", "0 pages", "2 entries", "2 days", "2 classes"},
		[]string{Counted(1, "page"), Counted(0, "page"), Counted(2, "entry"), Counted(2, "day"), Counted(2, "class")})
	require.Equal(t, []string{"was", "were", "were"}, []string{Was(1), Was(0), Was(2)})
	require.Equal(t, []string{"is", "are"}, []string{Is(1), Is(2)})
}

func TestDuration(t *testing.T) {
	for want, d := range map[string]time.Duration{
		"0 seconds": 0, "less than a second": time.Millisecond, "1 second": time.Second, "59 seconds": 59*time.Second + 1, "1 minute": time.Minute,
		"1 minute 30 seconds": 90 * time.Second, "1 hour": time.Hour, "1 hour 1 minute": time.Hour + time.Minute + time.Second, "7 days": 168 * time.Hour,
		"1 day 12 hours": 36 * time.Hour, "1 day": 24*time.Hour + time.Second, "-2 minutes": -2 * time.Minute,
	} {
		require.Equal(t, want, Duration(d))
	}
}
