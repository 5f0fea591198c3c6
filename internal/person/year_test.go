package person

import (
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"github.com/blindmatch/blindmatch/internal/controller"
	"github.com/blindmatch/blindmatch/internal/year"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/subject"
)

// someone is a person of a simulated year: the advertisers whose lists he is on, and what is known of him.
type someone struct {
	user     string
	dataset  string // "" for none
	on       []string
	security bool // gave a phone number for logging in only
	lost     int  // of so many sessions, the first can't be told of any more
	erased   time.Time
}

var asked = year.Start.AddDate(1, 0, 3)

// answer is what the platform answers someone, of the sessions of a year's ledger, of which it takes every so many.
func answer(entries []*ledger.Entry, who someone, every int) *subject.Report {
	replay := new(ledger.Replay)
	for _, e := range entries {
		if err := replay.Add(e); err != nil {
			panic(err)
		}
	}
	last := entries[len(entries)-1]
	r := &subject.Report{
		Platform: "platform-788d20318232eed6", Asked: asked, User: who.user, Users: 1, Erased: who.erased, Lookup: last.Seq,
		Log: subject.LogState{Origin: "blindmatch/platform", Size: last.Seq + 1, Root: "jhTs29cKMqlZjZ3q8gJw+FuucB+CDFZaTp1P42r+e2A="},
	}
	record := []subject.Candidate{{Record: 30504, Context: "newsletter", Outcomes: map[string]string{"email": psi.Admitted, "phone": "opted_out"}}}
	if who.security {
		record = []subject.Candidate{{Record: 33421, Context: "two_factor", Outcomes: map[string]string{"phone": "security_context"}}}
	}
	if who.dataset == "" {
		record = nil
	}
	for _, d := range []string{"buyers", "users"} {
		a := subject.DatasetAnswer{Dataset: d, Purpose: "audience-matching", Imported: asked.AddDate(0, 0, -5), Records: []subject.Candidate{}}
		if d == who.dataset {
			a.Records = record
		}
		r.Datasets = append(r.Datasets, a)
	}
	for i, s := range replay.Sessions {
		if i%every != 0 {
			continue
		}
		a := subject.SessionAnswer{
			Session: s.ID, Advertiser: s.Advertiser, Owner: s.Owner, Purpose: s.Purpose, Dataset: s.Dataset, Types: s.Types, Mode: s.Mode,
			Opened: s.Opened, Ended: s.Ended, Code: s.Refused, Known: subject.KnownYes, Entries: [2]int64{s.First, s.Last}, Outcome: subject.OutcomeReleased,
		}
		switch {
		case s.Open():
			a.Outcome = subject.OutcomeOpen
		case s.Refused != "":
			a.Outcome = subject.OutcomeNothing
		case s.Released == nil:
			a.Outcome = subject.OutcomeWritten
		case s.Released.Value == nil:
			a.Outcome = subject.OutcomeBelow
		}
		if a.Candidate = s.Dataset == who.dataset && !who.security; s.Dataset == who.dataset {
			a.Records = record
		}
		if i/every < who.lost {
			a.Known, a.Candidate, a.Records = subject.KnownErased, false, nil
		}
		if on := slices.Contains(who.on, s.Owner); on && a.Candidate && s.Mode != psi.Count && (s.Handles != nil || s.Audience != nil && a.Outcome == subject.OutcomeWritten) {
			a.Matched = true
			if s.Mode.Handles() {
				h := fnv.New64()
				fmt.Fprint(h, s.ID)
				a.Handles = []string{hex.EncodeToString(append(h.Sum(nil), h.Sum(nil)...))}
				a.Delivered = s.Delivered
			} else {
				r.Audiences = append(r.Audiences, audience(&a, s))
			}
		}
		r.Sessions = append(r.Sessions, a)
	}
	return r
}

func audience(a *subject.SessionAnswer, s *ledger.Session) subject.AudienceAnswer {
	x := subject.AudienceAnswer{
		Advertiser: a.Advertiser, Owner: a.Owner, Dataset: a.Dataset, Purpose: a.Purpose, Name: s.Audience.Name, Use: s.Audience.Use, Since: a.Ended,
		Until: a.Ended.AddDate(0, 0, 20), Ended: ledger.AudienceExpired, Contacts: []subject.Contact{{Type: "email", Context: "newsletter"}}, Sessions: []string{a.Session},
	}
	if x.Until.After(asked) {
		x.Until, x.Ended = time.Time{}, ""
	}
	return x
}

const sampleController = `
name: Example Network GmbH
address: Beispielstraße 12, 10115 Berlin, Germany
contact: privacy@example-network.example, +49 30 000000
officer: Dr. Erika Muster, dpo@example-network.example
authority: Berliner Beauftragte für Datenschutz und Informationsfreiheit, Alt-Moabit 59–61, 10555 Berlin, www.datenschutz-berlin.de
retention:
  en: Your contacts, as long as your account exists. What this answer is drawn from, two years after each comparison.
  de: Ihre Kontakte, solange Ihr Konto besteht. Woraus diese Antwort entstand, zwei Jahre nach jedem Vergleich.
  fr: Vos coordonnées, tant que votre compte existe. Ce dont cette réponse est tirée, deux ans après chaque comparaison.
purposes:
  audience-matching:
    text:
      en: "Advertising: to count how many customers of an advertiser use our network, and to show or not to show them its advertising."
      de: "Werbung: zu zählen, wie viele Kunden eines Werbetreibenden unser Netzwerk nutzen, und ihnen seine Werbung zu zeigen oder nicht zu zeigen."
    basis:
      en: Your consent (Art. 6(1)(a) GDPR), given with the contact.
      de: Ihre Einwilligung (Art. 6 Abs. 1 lit. a DSGVO), mit dem Kontakt erteilt.
contexts:
  newsletter: {en: newsletter, de: Newsletter, fr: lettre d’information, es: boletín, it: newsletter, pt: newsletter}
  two_factor: {en: login with a second factor, de: Anmeldung mit zweitem Faktor}
  checkout: {en: an order, de: Bestellung}
advertisers:
  brand-007: Möbelhaus Brand Sieben GmbH & Co. KG
`

func controllerOf() *controller.Controller {
	c, err := controller.Parse([]byte(sampleController))
	if err != nil {
		panic(err)
	}
	return c
}
