// Package sample makes realistic files with a known truth: a platform's users,
// of whom some gave their contact for two-factor login only, and a messy
// advertiser's list. The demo, the tests and the benchmarks use it.
package sample

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
)

// Policy is the purpose policy that goes with the users.
const Policy = `contexts:
  newsletter: {class: marketing, grants: [marketing.advertising.first_party.targeted]}
  checkout:   {class: account}
  two_factor: {class: security}
purposes:
  audience-matching: {requires: [marketing.advertising.first_party.targeted]}
`

// Config says how much is made. The same Config always makes the same files.
type Config struct {
	Users int    // persons on the platform
	Rows  int    // rows of the advertiser's list, without its header
	Seed  uint64 // of all choices
}

// Truth is what a match must find. It is known from the making of the files and
// owes nothing to the code that reads them.
type Truth struct {
	Users        int            `json:"users"`           // persons on the platform
	SecurityOnly int            `json:"security_only"`   // those whose phone was given for two-factor login only
	Rows         int            `json:"rows"`            // of the list
	OnBoth       int            `json:"on_both"`         // persons of the list who are on the platform at all
	Households   int            `json:"households"`      // pairs of users with one verified phone number: each pair is one contact group
	People       int            `json:"people"`          // contact groups that the list matches, by e-mail or phone
	Emails       int            `json:"emails"`          // those that its e-mails match
	Phones       int            `json:"phones"`          // those that its phones match
	Members      int            `json:"members"`         // users who themselves hold a contact that the list matches
	Tiers        map[string]int `json:"tiers"`           // People, by the column Tier of the list
	KeptEmails   int            `json:"kept_emails"`     // e-mails of the list that the platform holds but may not match
	KeptPhones   int            `json:"kept_phones"`     // the same for phones
	SecurityHits int            `json:"security_phones"` // of these phones, those given for two-factor login only

	// References of three users; "" if there is none of the kind.
	Matched  string `json:"matched_user"`  // on the list; the e-mail may be matched, the phone too
	Security string `json:"security_user"` // on the list; gave e-mail and phone for two-factor login only
	Unlisted string `json:"unlisted_user"` // not on the list; e-mail and phone may be matched

	UnlistedEmail string `json:"unlisted_email"`
}

// Person is someone who may be on either side.
type Person struct {
	number int
	first  string
	last   string
	domain string
	home   int // number of the person whose phone this one shares; the own one for most
}

var (
	firsts = strings.Fields("Ada Alan Amara Anna Ben Carla Chen Dana David Elif Emma Farid Grace Hana Hugo Ines Ivan Jana Joao Jonas Kemal Lara Leo Lin Lucia Maja Marco Mila Nadia Noah Olga Omar Paula Pedro Rosa Samir Sofia Tariq Tom Uma Vera Wei Yara Zoe")
	lasts  = strings.Fields("Adams Bauer Becker Brown Costa Diaz Dubois Evans Fischer Garcia Haas Hansen Huang Ito Jansen Jones Kaya Keller Khan Kim Kowalski Lange Lopez Martin Meyer Moreau Nguyen Novak Okafor Olsen Patel Perez Petrov Rossi Santos Schmidt Silva Singh Smith Suzuki Tanaka Vogel Wagner Wang Weber Wolf Yilmaz Young")
	// example.* and .test names belong to nobody; the Gmail ones make the
	// profile's rules for dots and suffixes matter.
	domains = strings.Fields("gmail.com gmail.com gmail.com googlemail.com mail.example outlook.example web.example post.test firma.example")
)

func person(r *rand.Rand, number int) Person {
	return Person{number, firsts[r.IntN(len(firsts))], lasts[r.IntN(len(lasts))], domains[r.IntN(len(domains))], number}
}

func (p Person) email() string {
	return strings.ToLower(fmt.Sprintf("%s.%s%d@%s", p.first, p.last, p.number, p.domain))
}

// phone is a number in Germany's mobile range; each household has another one.
func (p Person) phone() string {
	return fmt.Sprintf("+49151%08d", (p.home*7919+10_000_019)%100_000_000)
}

// tiers are what the list calls its customers.
var tiers = []string{"gold", "silver", "standard"}

// tier is the same for a household, so that it is counted in one.
func (p Person) tier() string { return tiers[p.home%len(tiers)] }

// user is the platform's reference of a person who is one of its users.
func (p Person) user() string { return fmt.Sprintf("u%08d", p.number) }

// standing is what the platform holds of a person, and what it may match.
type standing struct {
	hasEmail, hasPhone bool
	email, phone       bool // may be matched
	security           bool // the phone was given for two-factor login only
}

// Write writes users.csv to users and the list to list.
func Write(cfg Config, users, list io.Writer) (*Truth, error) {
	r := rand.New(rand.NewPCG(cfg.Seed, 2019))
	t := &Truth{Users: cfg.Users, Rows: cfg.Rows, Tiers: map[string]int{}}
	people, standings, err := writeUsers(r, cfg, users, t)
	if err != nil {
		return nil, err
	}
	return t, writeList(r, cfg, list, people, standings, t)
}

const targeted = "marketing.advertising.first_party.targeted"

// writeUsers writes one or two records for each person on the platform.
func writeUsers(r *rand.Rand, cfg Config, w io.Writer, t *Truth) ([]Person, []standing, error) {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"user_id", "email", "phone", "phone_verified", "collection_context", "grants"}); err != nil {
		return nil, nil, err
	}
	people, standings := make([]Person, cfg.Users), make([]standing, cfg.Users)
	for i := range people {
		p, s := person(r, i), &standings[i]
		people[i] = p
		var err error
		record := func(email, phone bool, context, grants string) {
			rec := []string{p.user(), "", "", "", context, grants}
			if email {
				s.hasEmail, rec[1] = true, p.email()
			}
			if phone {
				s.hasPhone, rec[2], rec[3] = true, p.phone(), "true"
			}
			if e := out.Write(rec); e != nil {
				err = e
			}
		}
		switch x := r.IntN(100); {
		case x < 60: // subscribed to the newsletter
			if i%100 == 99 && standings[i-1].phone && people[i-1].home == i-1 {
				p.home, people[i].home = i-1, i-1 // two of one household, of whom one gave no e-mail
				t.Households++
				record(false, true, "newsletter", "")
				s.phone = true
				break
			}
			record(true, true, "newsletter", "")
			s.email, s.phone = true, true
		case x < 70: // bought something; granted nothing
			record(true, true, "checkout", "")
		case x < 75: // bought something and agreed to advertising by e-mail
			record(true, false, "checkout", "essential.service;"+targeted)
			s.email = true
		case x < 88: // two-factor login only
			record(true, true, "two_factor", "")
			s.security = true
		case x < 93: // two-factor login, with a grant that no policy can make valid
			record(false, true, "two_factor", targeted)
			s.security = true
		case x < 97: // e-mail for the newsletter, phone for two-factor login
			record(true, false, "newsletter", "")
			record(false, true, "two_factor", "")
			s.email, s.security = true, true
		case x < 98: // the same phone for both, at different times
			record(false, true, "two_factor", "")
			record(false, true, "newsletter", "")
			s.phone = true
		default: // nobody knows where it came from
			record(true, true, []string{"", "legacy_import"}[i%2], "")
		}
		if err != nil {
			return nil, nil, err
		}
		if s.security {
			t.SecurityOnly++
		}
	}
	out.Flush()
	return people, standings, out.Error()
}

// rubbish is what is found in real files.
var rubbish = [][2]string{
	{"", ""}, {"n/a", "-"}, {"anna.bauer", ""}, {"anna@bauer@mail.example", "123"}, {"@mail.example", "+49"},
	{"olga@", "call me"}, {"jonas@localhost", "01511234567"}, {"", "4.91511E+11"}, {"m\u00fcller@", "1-800-FLOWERS"}, {"tom smith@mail.example", ""},
}

// writeList writes rows of people on the platform and others, some twice, some
// rubbish, in the spellings that CRM exports have.
func writeList(r *rand.Rand, cfg Config, w io.Writer, people []Person, standings []standing, t *Truth) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // as spreadsheets do
		return err
	}
	if err := out.Write([]string{"First Name", "Last Name", "Email", "Phone", "Country", "Email", "Tier"}); err != nil {
		return err
	}
	var emails, phones, either = map[int]bool{}, map[int]bool{}, map[int]bool{} // households that were matched
	count := func(is bool, seen map[int]bool, home int, n *int) {
		if is && !seen[home] {
			seen[home] = true
			*n++
		}
	}
	order := r.Perm(len(people))
	var written []Person
	others := 0
	for range cfg.Rows {
		var p Person
		switch x := r.IntN(100); {
		case x < 50 && len(order) > 0: // on the platform
			p = people[order[0]]
			order = order[1:]
			written = append(written, p)
			s := standings[p.number]
			t.OnBoth++
			switch {
			case t.Matched == "" && s.email && s.phone:
				t.Matched = p.user()
			case t.Security == "" && s.security && s.hasEmail && !s.email:
				t.Security = p.user()
			}
			for _, c := range []struct {
				n  *int
				is bool
			}{
				{&t.KeptEmails, s.hasEmail && !s.email}, {&t.KeptPhones, s.hasPhone && !s.phone}, {&t.SecurityHits, s.security},
			} {
				if c.is {
					*c.n++
				}
			}
			count(s.email, emails, p.home, &t.Emails)
			count(s.phone, phones, p.home, &t.Phones)
			before := t.People
			count(s.email || s.phone, either, p.home, &t.People)
			t.Tiers[p.tier()] += t.People - before
		case x < 85 || len(written) == 0: // not on the platform
			p = person(r, cfg.Users+others)
			others++
			written = append(written, p)
		case x < 92: // a second time
			p = written[r.IntN(len(written))]
		default:
			bad := rubbish[r.IntN(len(rubbish))]
			if err := out.Write([]string{"", "", bad[0], bad[1], "", "", tiers[len(tiers)-1]}); err != nil {
				return err
			}
			continue
		}
		row := []string{p.first, p.last, spellEmail(r, p), spellPhone(r, p), "DE", "", p.tier()}
		if r.IntN(20) == 0 { // in the second column of the same name
			row[2], row[5] = "", row[2]
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	listed := map[int]bool{}
	for _, p := range written {
		listed[p.number] = true
	}
	for i, s := range standings {
		p := people[i]
		if s.email && listed[i] || s.phone && phones[p.home] {
			t.Members++
		}
	}
	for _, i := range order {
		if s := standings[i]; s.email && s.phone && people[i].home == i && !phones[i] {
			t.Unlisted, t.UnlistedEmail = people[i].user(), people[i].email()
			break
		}
	}
	out.Flush()
	return out.Error()
}

// spellEmail writes an address in one of the ways that mean the same under
// profile default-v1.
func spellEmail(r *rand.Rand, p Person) string {
	e := p.email()
	if strings.HasPrefix(p.domain, "g") { // Gmail: dots and suffixes do not count
		switch r.IntN(4) {
		case 0:
			local, domain, _ := strings.Cut(e, "@")
			e = strings.ReplaceAll(local, ".", "") + "@" + domain
		case 1:
			e = strings.Replace(e, "@", "+shop@", 1)
		}
	}
	switch r.IntN(5) {
	case 0:
		e = strings.ToUpper(e)
	case 1:
		e = " " + e + "\t"
	case 2:
		e = strings.ToUpper(e[:1]) + e[1:]
	}
	return e
}

// spellPhone writes a number in one of the ways that mean the same.
func spellPhone(r *rand.Rand, p Person) string {
	n := p.phone()
	switch r.IntN(5) {
	case 0:
		return n[:3] + " " + n[3:6] + " " + n[6:]
	case 1:
		return n[:3] + " (" + n[3:6] + ") " + n[6:10] + "-" + n[10:]
	case 2:
		return n[:3] + "-" + n[3:6] + "\u2011" + n[6:]
	}
	return n
}
