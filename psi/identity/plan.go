package identity

import (
	"fmt"
	"sync"

	"github.com/nyaruka/phonenumbers/v2/metadata"
)

// The library takes some 15 µs and 70 allocations to judge a number, most of it in regular expressions over ten digits.
// For a number in strict E.164 form the same question, "valid, and would the library leave it as it is?", is answered
// here by an automaton per country code, made from the library's own metadata when the first number of that country
// arrives.
//
// The answer must be the library's: the same number with a space in it takes the slow path, and the result must not
// differ. So an automaton says "valid" only if no national prefix could be stripped, says "invalid" under the same
// condition, and otherwise leaves the number to the library. A test compares both over all country codes.

type planVerdict uint8

const (
	planUnsure planVerdict = iota // the library must be asked
	planValid
	planInvalid
)

// maxNSN is the longest national number that E.164 has room for.
const maxNSN = 14

// numberPlans holds the automata by country code.
type numberPlans struct {
	once [1000]sync.Once
	plan [1000]*plan
}

var plans numberPlans

// assignedCodes says which country codes there are. Asking the library's map takes longer than judging a number.
var assignedCodes = func() (codes [1000]bool) {
	for code := range metadata.CountryCodeToRegion() {
		codes[code] = true
	}
	return codes
}()

// judge judges digits: a country code and a national number.
func (p *numberPlans) judge(digits []byte) planVerdict {
	code := 0
	for i := 0; i < 3; i++ {
		code = code*10 + int(digits[i]-'0')
		if !assignedCodes[code] {
			continue
		}
		if plan := p.of(code); plan != nil {
			return plan.judge(digits[i+1:])
		}
		return planUnsure
	}
	return planInvalid // no country has this code
}

// of returns the automaton of a country code that exists, or nil if there is none.
func (p *numberPlans) of(code int) *plan {
	p.once[code].Do(func() { p.plan[code] = makePlan(code, metadata.CountryCodeToRegion()[code]) })
	return p.plan[code]
}

// plan is a deterministic automaton over digits. State 0 is the start.
type plan struct {
	next    [][10]int32 // -1: nothing can match any more
	verdict []planVerdict
}

func (p *plan) judge(national []byte) planVerdict {
	s := int32(0)
	for _, c := range national {
		if s = p.next[s][c-'0']; s < 0 {
			return planInvalid
		}
	}
	return p.verdict[s]
}

// region is a region's patterns: indexes into the builder's list, -1 where there is none.
type regionPlan struct {
	leading, general int
	types            []int
}

type planBuilder struct {
	patterns []*pattern
	indexes  map[string]int // by expression, lengths and anchors: regions of one country code share most of theirs
	prefix   int            // the national prefix, -1 if there is none
	regions  []regionPlan
}

// makePlan builds the automaton of a country code, or returns nil where the metadata holds an expression it can't be
// built for.
func makePlan(code int, regions []string) *plan {
	b := &planBuilder{indexes: map[string]int{}, prefix: -1}
	for i, name := range regions {
		m, _ := metadata.RegionMetadata(name)
		if name == "001" {
			m, _ = metadata.NonGeoMetadata(code)
		}
		if m == nil {
			return nil
		}
		r := regionPlan{leading: -1}
		ok := true
		if s := m.GetLeadingDigits(); s != "" && len(regions) > 1 {
			r.leading = b.add("(?:"+s+")[0-9]*", nil, &ok)
		}
		r.general = b.add(m.GetGeneralDesc().GetNationalNumberPattern(), m.GetGeneralDesc().PossibleLength, &ok)
		descs := []*metadata.PhoneNumberDesc{m.GetPremiumRate(), m.GetTollFree(), m.GetSharedCost(), m.GetVoip(),
			m.GetPersonalNumber(), m.GetPager(), m.GetUan(), m.GetVoicemail(), m.GetFixedLine()}
		if !m.GetSameMobileAndFixedLinePattern() {
			descs = append(descs, m.GetMobile())
		}
		for _, d := range descs {
			r.types = append(r.types, b.add(d.GetNationalNumberPattern(), d.GetPossibleLength(), &ok))
		}
		if s := m.GetNationalPrefixForParsing(); s != "" && i == 0 {
			// The first region of a code is the main one, whose prefix the library uses.
			b.prefix = b.compile(s, nil, true, &ok)
		}
		if !ok {
			return nil
		}
		b.regions = append(b.regions, r)
	}
	return b.build()
}

// add compiles an expression and returns its index. An empty expression matches the empty number only, as it does in
// the library.
func (b *planBuilder) add(expr string, lengths []int32, ok *bool) int {
	return b.compile(expr, lengths, false, ok)
}

// compile is add; anchors are those of newPattern.
func (b *planBuilder) compile(expr string, lengths []int32, anchors bool, ok *bool) int {
	key := fmt.Sprint(expr, lengths, anchors)
	i, known := b.indexes[key]
	if known {
		return i
	}
	p, made := newPattern(expr, lengths, anchors)
	if !made {
		*ok = false
		return -1
	}
	i = len(b.patterns)
	b.indexes[key] = i
	b.patterns = append(b.patterns, p)
	return i
}
