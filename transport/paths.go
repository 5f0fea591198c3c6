package transport

import (
	"net/url"
	"strings"
)

// Root is what every path begins with.
const Root = "/v1/"

// The resources, as http.ServeMux writes them; At fills in what is in braces.
const (
	PathDataset      = Root + "datasets/{name}"
	PathEpoch        = Root + "epochs/{digest}"
	PathLeaves       = PathEpoch + Leaves
	PathSessions     = Root + "sessions"
	PathSession      = PathSessions + "/{id}"
	PathList         = PathSession + "/list"
	PathTags         = PathSession + "/tags"
	PathResult       = PathSession + "/result"
	PathHandles      = PathSession + "/handles"
	PathAudiences    = Root + "audiences"
	PathAudience     = PathAudiences + "/{dataset}/{name}"
	PathLog          = Root + "log/{name...}"
	PathCosignatures = Root + "log/cosignatures"
	PathCertificate  = Root + "certificate"

	// Below PathList and PathTags.
	Chunk = "/{offset}"
	Close = "/close"

	// Leaves is below an epoch's set, wherever a status says that the set is.
	Leaves = "/leaves"
)

// At is the path of a resource: values replace what is in braces, in order.
func At(pattern string, values ...string) string {
	var path strings.Builder
	for _, v := range values {
		before, rest, _ := strings.Cut(pattern, "{")
		name, after, _ := strings.Cut(rest, "}")
		if !strings.HasSuffix(name, "...") { // otherwise the slashes in v are path separators
			v = url.PathEscape(v)
		}
		path.WriteString(before + v)
		pattern = after
	}
	return path.String() + pattern
}
