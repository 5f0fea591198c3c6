package identity

import (
	"regexp"
	"strconv"
	"sync"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers/v2"
	"github.com/nyaruka/phonenumbers/v2/metadata"
)

// A number without a country code, such as 020 7946 0000 in GB, is what most
// customer lists hold, and the library takes longest for it. It is judged here
// where the library's steps leave one reading: no international prefix, a country
// code at the start only where the whole could not be a national number, and a
// national prefix that is dropped and not rewritten.
// Everything else is left to the library.

// nationalPlan is what is known of a region.
type nationalPlan struct {
	code    string         // country code
	idd     *regexp.Regexp // international prefix
	prefix  string         // national prefix, if it is a fixed string
	strip   *regexp.Regexp // national prefix, if it is not
	rewrite bool           // what strip captures last is rewritten
	general *regexp.Regexp // what a national number can look like at all
	plan    *plan          // of this region alone
	all     *plan          // of all regions of the country code
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
	idd, err := regexp.Compile("^(?:" + m.GetInternationalPrefix() + ")")
	if err != nil {
		return nil
	}
	p := &nationalPlan{code: strconv.Itoa(code), idd: idd, prefix: m.GetNationalPrefixForParsing(),
		rewrite: m.GetNationalPrefixTransformRule() != "", plan: makePlan(code, []string{region}), all: plans.of(code)}
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

// appendNational appends country code and number of text, or returns nil if the
// library must be asked.
func (p *nationalPlan) appendNational(dst, text []byte) []byte {
	var buf [16]byte
	digits := squeezeDigits(buf[:0], text)
	if len(digits) < 4 || p.idd.Match(digits) {
		return nil
	}
	national := digits
	if hasPrefix(digits, p.code) {
		if p.general.Match(digits) {
			return nil
		}
		national = digits[len(p.code):] // valid without a national prefix, or left to the library
	} else if p.strip != nil {
		if loc := p.strip.FindSubmatchIndex(digits); loc != nil {
			if p.rewrite && loc[len(loc)-2] >= 0 {
				return nil
			}
			national = digits[loc[1]:]
		}
	} else if hasPrefix(digits, p.prefix) {
		national = digits[len(p.prefix):]
	}
	if len(national) > maxNSN || p.plan.judge(national) != planValid || p.all.judge(national) != planValid {
		return nil
	}
	return append(append(dst, p.code...), national...)
}

func hasPrefix(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && string(b[:len(prefix)]) == prefix
}

// squeezeDigits returns the digits of text without the punctuation that people put
// between them, or nil if there is anything else.
func squeezeDigits(dst, text []byte) []byte {
	for len(text) > 0 {
		c, n := rune(text[0]), 1
		if c >= utf8.RuneSelf {
			c, n = utf8.DecodeRune(text)
		}
		switch {
		case '0' <= c && c <= '9':
			if len(dst) == cap(dst) {
				return nil
			}
			dst = append(dst, byte(c))
		case c == ' ', c == '-', c == '.', c == '(', c == ')', c == 0xa0, c == 0x2010, c == 0x2011:
		default:
			return nil
		}
		text = text[n:]
	}
	return dst
}
