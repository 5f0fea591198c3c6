package identity

import (
	"bytes"
	"regexp"
	"strconv"
	"sync"

	"github.com/nyaruka/phonenumbers/v2"
	"github.com/nyaruka/phonenumbers/v2/metadata"
)

// Most customer lists hold numbers without a country code, such as 020 7946 0000 in GB, and the library takes longest
// for them. They are judged here where the library's steps leave one reading: there is no international prefix, there
// is a country code at the start only if the whole can't be a national number, and the national prefix is dropped and
// not rewritten. Everything else is left to the library. A number that starts with the country code may be the
// international form without its plus. It is read that way if it can't be a national number, and rejected if it can
// (SPEC.md §4.1).

// nationalPlan is what is known about a region.
type nationalPlan struct {
	code    string         // country code
	idd     string         // international prefix, if it is a fixed string
	idds    *regexp.Regexp // international prefix, if it is not
	prefix  string         // national prefix, if it is a fixed string
	strip   *regexp.Regexp // national prefix, if it is not
	rewrite bool           // the last capture of strip is rewritten
	general *regexp.Regexp // what a national number can look like
	plan    *plan          // for this region only
	all     *plan          // for all regions of the country code
}

// regionPlans holds national plans by region; nil where the library must be asked.
var regionPlans sync.Map // string → *nationalPlan

func nationalPlanOf(region string) *nationalPlan {
	if p, ok := regionPlans.Load(region); ok {
		return p.(*nationalPlan)
	}
	p, _ := regionPlans.LoadOrStore(region, makeNationalPlan(region))
	return p.(*nationalPlan)
}

func makeNationalPlan(region string) *nationalPlan {
	m, ok := metadata.RegionMetadata(region)
	code := phonenumbers.GetCountryCodeForRegion(region)
	if !ok || m == nil || code == 0 {
		return nil
	}
	p := &nationalPlan{code: strconv.Itoa(code), idd: m.GetInternationalPrefix(), prefix: m.GetNationalPrefixForParsing(),
		rewrite: m.GetNationalPrefixTransformRule() != "", plan: makePlan(code, []string{region}), all: plans.of(code)}
	var err error
	if !allDigits([]byte(p.idd)) {
		if p.idds, err = regexp.Compile("^(?:" + p.idd + ")"); err != nil {
			return nil
		}
	}
	if p.general, err = regexp.Compile("^(?:" + m.GetGeneralDesc().GetNationalNumberPattern() + ")$"); err != nil {
		return nil
	}
	if !allDigits([]byte(p.prefix)) || p.rewrite {
		if p.strip, err = regexp.Compile("^(?:" + p.prefix + ")"); err != nil {
			return nil
		}
	}
	if p.plan == nil || p.all == nil {
		return nil
	}
	return p
}

// appendNational appends the normal form of a region's number that has no plus sign. text is the number's digits after
// a plus sign that is not part of the number.
func (p *phoneRules) appendNational(dst, text []byte, region string) (out []byte, lacksPlus bool, r Reject) {
	plan := nationalPlanOf(region)
	if plan != nil {
		var buf [24]byte
		if digits, lacksPlus := plan.national(buf[:0], text[1:]); digits != nil {
			return p.appendDigits(dst, digits), lacksPlus, Accepted
		}
	}
	out, r = p.appendParsed(dst, string(text[1:]), region)
	if !hasPrefix(text[1:], strconv.Itoa(phonenumbers.GetCountryCodeForRegion(region))) {
		return out, false, r
	}
	var buf [24]byte
	with, valid := p.appendInternational(buf[:0], text)
	switch {
	case valid != Accepted:
		return out, false, r
	case r == Accepted && !bytes.Equal(with, out[len(dst):]):
		return dst, true, Ambiguous
	}
	return out, true, r
}

// national appends country code and number of digits, or returns nil if the library must be asked. lacksPlus says that
// the digits begin with the country code.
func (p *nationalPlan) national(dst, digits []byte) (out []byte, lacksPlus bool) {
	// Regular expressions get copies, because their input escapes.
	if len(digits) < 4 || len(digits) > 16 || p.international(digits) {
		return nil, false
	}
	national := digits
	if hasPrefix(digits, p.code) {
		if p.general.MatchString(string(digits)) {
			return nil, false
		}
		national = digits[len(p.code):] // valid without a national prefix, or for the library to decide
		lacksPlus = true
	} else if p.strip != nil {
		if loc := p.strip.FindStringSubmatchIndex(string(digits)); loc != nil {
			if p.rewrite && loc[len(loc)-2] >= 0 {
				return nil, false
			}
			national = digits[loc[1]:]
		}
	} else if hasPrefix(digits, p.prefix) {
		national = digits[len(p.prefix):]
	}
	if len(national) > maxNSN || p.plan.judge(national) != planValid || p.all.judge(national) != planValid {
		return nil, false
	}
	return append(append(dst, p.code...), national...), lacksPlus
}

// international says that digits begin with an international prefix.
func (p *nationalPlan) international(digits []byte) bool {
	if p.idds != nil {
		return p.idds.MatchString(string(digits))
	}
	return hasPrefix(digits, p.idd)
}

func hasPrefix(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && string(b[:len(prefix)]) == prefix
}
