// Package bucket is object storage that speaks S3, for psi-server: runs that lie there are fetched, and sets are put
// there for mirrors. It is gocloud.dev/blob, which no library package of ours needs.
package bucket

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"

	"gocloud.dev/blob"
	"gocloud.dev/blob/s3blob"
	"gocloud.dev/gcerrors"
)

const scheme = s3blob.Scheme + "://"

// Form is how an address is written.
const Form = "s3://BUCKET[/FOLDER][?region=…][&endpoint=https://…&use_path_style=true]"

// Named says whether a place that could be a path is in object storage.
func Named(place string) bool { return strings.HasPrefix(place, scheme) }

// Bucket is a folder in object storage. Its methods may be called concurrently.
type Bucket struct {
	objects *blob.Bucket
	name    string // without its options
}

// Open opens a folder at an address. Who asks, the AWS SDK finds out as it always does: AWS_ACCESS_KEY_ID and
// AWS_SECRET_ACCESS_KEY, its files, or the machine's role. Nothing is asked yet.
func Open(ctx context.Context, address string) (*Bucket, error) {
	u, err := parse(address)
	if err != nil {
		return nil, err
	}
	folder := strings.Trim(u.Path, "/")
	u.Path, u.RawPath = "", ""
	objects, err := blob.OpenBucket(ctx, u.String())
	if err != nil {
		return nil, err
	}
	b := &Bucket{objects: objects, name: scheme + u.Host}
	if folder != "" {
		b.objects, b.name = blob.PrefixedBucket(objects, folder+"/"), b.name+"/"+folder
	}
	return b, nil
}

// Check says whether a place is an address in object storage, if it looks like one.
func Check(place string) error {
	if !Named(place) {
		return nil
	}
	_, err := parse(place)
	return err
}

func parse(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || !Named(address) || u.Host == "" || u.User != nil || u.Fragment != "" {
		return nil, fmt.Errorf("want an address like %s", Form)
	}
	if open := unencrypted(u.Query()); open != "" {
		return nil, fmt.Errorf("%s would go in clear text over the network: who is in a dataset hangs on it, so use https", open)
	}
	return u, nil
}

// unencrypted is the option by which storage on another machine would be asked without TLS.
func unencrypted(options url.Values) string {
	if off, _ := strconv.ParseBool(options.Get("disable_https")); off {
		return "disable_https"
	}
	endpoint, err := url.Parse(cmp.Or(options.Get("endpoint"), os.Getenv("AWS_ENDPOINT_URL_S3"), os.Getenv("AWS_ENDPOINT_URL")))
	if err != nil || endpoint.Scheme != "http" {
		return ""
	}
	if ip := net.ParseIP(endpoint.Hostname()); endpoint.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
		return ""
	}
	return "endpoint " + endpoint.Host
}

// Close releases the connection.
func (b *Bucket) Close() error { return b.objects.Close() }

// blame says what an error of the storage means for who reads it.
func (b *Bucket) blame(key string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	at := b.name + "/" + key
	switch gcerrors.Code(err) {
	case gcerrors.NotFound:
		return fmt.Errorf("%s: there is no such object, or no such bucket: %w", at, err)
	case gcerrors.PermissionDenied:
		return fmt.Errorf("%s: the storage doesn't let this account do that: %w", at, err)
	}
	return fmt.Errorf("%s: the object storage failed, or can't be reached: %w", at, err)
}
