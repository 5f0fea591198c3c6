package told

import (
	"fmt"
	"io"

	"github.com/blindmatch/blindmatch/psi/subject"
)

// printAudiences says in whose audiences the person was.
func printAudiences(w io.Writer, all []subject.AudienceAnswer) {
	for i := range all {
		a := &all[i]
		fmt.Fprintf(w, "\naudience %s of %s, %s, of %s for %s\n", a.Name, ofWhom(*a), a.Use, a.Dataset, a.Purpose)
		until := "now"
		if !a.Until.IsZero() {
			until = a.Until.Format(TimeFormat) + ": " + a.Ended
		}
		fmt.Fprintf(w, "  from       %s\n  until      %s\n", a.Since.Format(TimeFormat), until)
		if a.Unsure {
			fmt.Fprintln(w, "  unsure     the person may have been taken out before: the key of a later session is gone")
		}
		for _, c := range a.Contacts {
			fmt.Fprintf(w, "  through    %s, collected in %s\n", IDWord(c.Type), c.Context)
		}
	}
}

// ofWhom names whose an audience is, as toWhom does for a session.
func ofWhom(a subject.AudienceAnswer) string {
	return toWhom(&subject.SessionAnswer{Owner: a.Owner, Advertiser: a.Advertiser})
}
