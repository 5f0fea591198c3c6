package officer

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/dataset"
	"github.com/blindmatch/blindmatch/psi/identity"
	"github.com/blindmatch/blindmatch/psi/ledger"
	"github.com/blindmatch/blindmatch/psi/ledger/report"
	"github.com/blindmatch/blindmatch/psi/purpose"
)

// codes say in plain words why a session ended without an answer, or was not opened.
var codes = map[psi.Code]string{
	psi.CodeModeOff:         "the platform does not offer this kind of question",
	psi.CodePurpose:         "the dataset is not offered for this purpose",
	psi.CodeListTooSmall:    "the advertiser's list was smaller than the platform allows",
	psi.CodeListTooLarge:    "the advertiser's list was larger than the platform allows",
	psi.CodeDatasetTooSmall: "the dataset was smaller than the platform allows",
	psi.CodeTooManySessions: "the advertiser had other sessions open, or had used all of its sessions in this epoch",
	psi.CodeBusy:            "the platform had no room at that moment",
	psi.CodeBudgetExhausted: "the owner had spent its privacy budget",
	psi.CodeTooSoon:         "the owner's last answer was too recent",
	psi.CodeCommitment:      "the list was not the one that the advertiser had committed to",
	psi.CodeContextMismatch: "the two sides did not mean the same session",
	psi.CodeBadElement:      "what was sent contained something that no list has",
	psi.CodeNotAscending:    "what was sent was not in order, or had something twice",
	psi.CodeDigestMismatch:  "what arrived was not what was announced",
	psi.CodeChunkConflict:   "a part of what was sent came again with other contents",
	psi.CodeBadTags:         "what was sent was not made of the platform's whole set: the owner was barred",
	psi.CodeStruck:          "the owner was barred from the dataset",
	psi.CodeUnknownAudience: "the advertiser has no audience of this name",
	psi.CodeAudienceExists:  "the advertiser had an audience of this name already",
	psi.CodeSessionFailed:   "it was broken off, by either side, or took too long",
	psi.CodeStorageFull:     "the platform's disk was full",
	psi.CodeInternal:        "a fault of the platform",
	psi.CodeUnknownDataset:  "no such dataset for this advertiser",
	psi.CodeMismatch:        "the two sides' settings differ",
}

func codeWords(code string) string {
	if text := codes[psi.Code(code)]; text != "" {
		return text
	}
	return code
}

// reasonWords say why something was kept out, or does not count.
func reasonWords(code string) string {
	for _, r := range purpose.Reasons() {
		if r.Code() == code {
			return r.Hint()
		}
	}
	for _, r := range identity.Rejects() {
		if r.Code() == code {
			return r.Hint()
		}
	}
	for _, o := range dataset.LeavesOut() {
		if o.Code() == code {
			return o.Hint()
		}
	}
	return code
}

// knownUses say what common data uses are, by their fideslang keys.
var knownUses = map[purpose.Use]string{
	"marketing.advertising.first_party.contextual": "contextual advertising of one's own",
	"marketing.advertising.first_party.targeted":   "targeted advertising of one's own",
	"marketing.advertising.third_party.targeted":   "targeted advertising of others",
	"marketing.advertising.profiling":              "profiles for advertising",
	"marketing.advertising.negative_targeting":     "leaving people out of advertising",
	"marketing.communications.email":               "advertising by e-mail",
	"marketing.communications.sms":                 "advertising by text message",
	"essential.service.security":                   "keeping accounts secure",
	"essential.service.authentication":             "logging in",
	"essential.service.notifications.email":        "notices by e-mail",
	"essential.service.notifications.sms":          "notices by text message",
	"essential.fraud_detection":                    "finding fraud",
}

// useWords says what a data use is, with its key.
func useWords(u purpose.Use) string {
	if text := knownUses[u]; text != "" {
		return text + " (" + string(u) + ")"
	}
	return string(u)
}

func usesWords(uses []purpose.Use) string {
	all := make([]string, len(uses))
	for i, u := range uses {
		all[i] = useWords(u)
	}
	return listed(all, "and")
}

// listed joins texts: a, b and c.
func listed(all []string, last string) string {
	if len(all) < 2 {
		return strings.Join(all, "")
	}
	n := len(all) - 1
	return strings.Join(all[:n], ", ") + " " + last + " " + all[n]
}

var classes = map[purpose.Class]string{
	purpose.Marketing: "given for marketing", purpose.Account: "given for an account", purpose.Service: "given for a service",
	purpose.Security: "given for security",
}

func classWords(c purpose.Class) string {
	if text := classes[c]; text != "" {
		return text
	}
	return string(c)
}

func contactWord(name string) string {
	if text := map[string]string{"email": "e-mail address", "phone": "phone number"}[name]; text != "" {
		return text
	}
	return name
}

func typeWord(name string) string {
	if text := map[string]string{"email": "e-mail addresses", "phone": "phone numbers"}[name]; text != "" {
		return text
	}
	return name
}

// decimal is an exact fraction, for people.
func decimal(fraction string) string {
	r, ok := new(big.Rat).SetString(fraction)
	if !ok {
		return fraction
	}
	return psi.Decimal(r)
}

// periodWords name a month, a year or a day.
func periodWords(s report.Scope) string {
	switch {
	case s.Year():
		return s.From.Format("2006")
	case s.To.Equal(s.From.AddDate(0, 1, 0)):
		return s.From.Format("January 2006")
	}
	return s.From.Format("2 January 2006")
}

// learned is what each side learned of a session.
type learned struct{ Advertiser, Platform string }

// learnsWords say what each side learns in a mode, if a session is answered.
func learnsWords(m psi.Mode) learned {
	switch m {
	case psi.Count:
		return learned{
			"a number, and for how many people the dataset has room. Nobody's name, and not who of its own list matched.",
			"how long the list is (made longer at random), and exact numbers. Not whom they are about.",
		}
	case psi.Activate:
		return learned{
			"for how many people the dataset has room, and a number if it asked for one. Not who is in the audience.",
			"by name, who of its users is in the audience, since it fills it. Not who else is on the advertiser's list.",
		}
	case psi.Blinded:
		return learned{
			"a number, and as many random handles, decoys among them. Not whose they are.",
			"by name, who of its users matches, and whose each handle is.",
		}
	}
	return learned{}
}

// actionWords say what was asked.
func actionWords(o *ledger.Offer) string {
	switch {
	case o.Audience != nil:
		verb := map[psi.Action]string{
			psi.CreateAudience: "to fill a new audience", psi.ReplaceAudience: "to fill anew the audience",
			psi.AddToAudience: "to add people to the audience", psi.RemoveAudience: "to take people out of the audience",
		}[o.Audience.Action]
		text := verb + " " + o.Audience.Name
		switch o.Audience.Use {
		case psi.Include:
			text += ", to advertise to those in it"
		case psi.Exclude:
			text += ", to leave those in it out of advertising"
		}
		return text
	case o.Mode == psi.Blinded:
		return "for random handles of those of its list who are among the platform's users"
	}
	return "how many of its list are among the platform's users"
}

// noiseWords say how exact a released number is.
func noiseWords(r *psi.Released) string {
	if r.Noise == psi.NoNoise {
		return "exact"
	}
	n, err := psi.ParseNoise(r.Noise)
	if err != nil {
		return r.Noise
	}
	text := fmt.Sprintf("made inexact at random: within ±%s in 95 of 100 cases", figures.Count(n.Within(20)))
	if n.Shift > 0 {
		text += fmt.Sprintf(", and raised by %s so that no match is missing", figures.Count(n.Shift))
	}
	return text
}

// named is a period of an address, in words.
func named(text string) string {
	s, err := report.Period(text)
	if err != nil {
		return text
	}
	return periodWords(s)
}
