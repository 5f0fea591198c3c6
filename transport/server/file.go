package server

import (
	"errors"
	"io"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
)

// serveFile serves a file that never changes, whole or one range of it. tag identifies its contents. Of the conditional
// headers only If-Range means anything here: the others ask whether a file has changed.
func serveFile(w http.ResponseWriter, r *http.Request, path, mediaType, tag string) error {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) && r.PathValue("digest") != "" {
		return psi.Errorf(psi.CodeUnknownDataset, "the epoch file has expired; run the command again")
	}
	if errors.Is(err, os.ErrNotExist) {
		return psi.Errorf(psi.CodeUnknownSession, "the file has expired; run the command again")
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	tag = `"` + tag + `"`
	first, n, status := int64(0), info.Size(), http.StatusOK
	if ranges := r.Header.Values("Range"); isBytes(ranges) && appliesTo(r.Header.Values("If-Range"), tag) {
		if first, n, err = oneRange(ranges, info.Size()); err != nil {
			w.Header().Set("Content-Range", "bytes */"+strconv.FormatInt(info.Size(), 10))
			return err
		}
		last := strconv.FormatInt(first+n-1, 10)
		w.Header().Set("Content-Range", "bytes "+strconv.FormatInt(first, 10)+"-"+last+"/"+strconv.FormatInt(info.Size(), 10))
		status = http.StatusPartialContent
	}
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Content-Length", strconv.FormatInt(n, 10))
	w.Header().Set("Accept-Ranges", "bytes")
	w.Header().Set("ETag", tag)
	w.WriteHeader(status)
	control := http.NewResponseController(w)
	_, _ = io.Copy(&patientWriter{w, control}, io.NewSectionReader(f, first, n))
	_ = control.SetWriteDeadline(time.Time{}) // the connection may serve another request, later
	return nil
}

// isBytes says whether there is a range that counts in bytes. Others must be ignored: RFC 9110 §14.2.
func isBytes(ranges []string) bool {
	return len(ranges) > 0 && strings.HasPrefix(strings.ToLower(ranges[0]), "bytes=")
}

// appliesTo says whether a request's Range applies to the file with that tag: RFC 9110 §13.1.5.
func appliesTo(ifRange []string, tag string) bool {
	return len(ifRange) == 0 || len(ifRange) == 1 && ifRange[0] == tag
}

var rangeRE = regexp.MustCompile(`^(?i:bytes)=(?:([0-9]{1,18})-([0-9]{1,18})?|-([0-9]{1,18}))$`)

// oneRange is where the range that a request asks for begins in a file of size bytes, and how long it is: RFC 9110
// §14.1.2. Several ranges are refused, since answers with parts are for nobody here.
func oneRange(headers []string, size int64) (first, n int64, err error) {
	m := rangeRE.FindStringSubmatch(headers[0])
	if m == nil || len(headers) > 1 {
		return 0, 0, badRequest(http.StatusRequestedRangeNotSatisfiable, "range: want one, bytes=FIRST-LAST, bytes=FIRST- or bytes=-LENGTH")
	}
	number := func(digits string, missing int64) int64 {
		if digits == "" {
			return missing
		}
		v, _ := strconv.ParseInt(digits, 10, 64) // 18 digits fit
		return v
	}
	first, last := number(m[1], 0), number(m[2], size-1)
	if m[1] == "" {
		first = max(0, size-number(m[3], 0))
	}
	last = min(last, size-1)
	if last < first {
		return 0, 0, badRequest(http.StatusRequestedRangeNotSatisfiable, "range: the file has %d bytes", size)
	}
	return first, last - first + 1, nil
}

// patientWriter gives a slow reader 30 s for each write. A reader that stops reading gets no more than that.
type patientWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (w *patientWriter) Write(b []byte) (int, error) {
	_ = w.control.SetWriteDeadline(time.Now().Add(30 * time.Second))
	return w.ResponseWriter.Write(b)
}
