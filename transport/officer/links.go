package officer

import (
	"fmt"
	"net/url"
)

// link is the address of a page, with those of the names that have a value.
func link(page string, pairs ...any) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if value := fmt.Sprint(pairs[i+1]); value != "" {
			q.Set(fmt.Sprint(pairs[i]), value)
		}
	}
	if page == "overview" {
		page = "."
	}
	if len(q) == 0 {
		return page
	}
	return page + "?" + q.Encode()
}
