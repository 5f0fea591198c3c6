package bucket

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Storage on another machine is asked with TLS only, whatever says where it is.
func TestCheck(t *testing.T) {
	t.Setenv("AWS_ENDPOINT_URL", "")
	t.Setenv("AWS_ENDPOINT_URL_S3", "")
	for _, place := range []string{"/warehouse/runs", `C:\runs`, "s3://b", "s3://b/runs/1?region=eu", "s3://b?endpoint=https://10.0.0.1", "s3://b?endpoint=http://[::1]:9000", "s3://b?endpoint=http://localhost"} {
		require.NoError(t, Check(place), place)
	}
	for _, place := range []string{"s3://", "s3:///b", "s3://key:secret@b", "s3://b#c", "s3://b?disable_https=true", "s3://b?endpoint=http://10.0.0.1", "s3://b?endpoint=http://localhost.example"} {
		require.Error(t, Check(place), place)
	}
	t.Setenv("AWS_ENDPOINT_URL", "http://storage.example")
	require.ErrorContains(t, Check("s3://b"), "endpoint storage.example would go in clear text")
	require.NoError(t, Check("s3://b?endpoint=https://10.0.0.1"))
}
