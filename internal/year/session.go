package year

import (
	"encoding/hex"
	"fmt"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/ledger"
)

// session is one of an advertiser's: most are counts with noise, every tenth advertiser has a contract, a few ask for
// handles or audiences, and some are refused.
func (m *maker) session(who, serial int) {
	name, owner := advertiser(who)
	dataset := datasets[m.random.IntN(len(datasets))]
	if m.random.IntN(30) == 0 {
		m.add(ledger.Entry{Type: ledger.TypeRefusal, Refusal: &ledger.Refusal{
			Advertiser: name, Dataset: dataset, Purpose: purpose, Mode: psi.Count, Code: string(psi.CodeTooSoon)}})
	}
	id := m.digest()
	session := hex.EncodeToString(id[:])
	offer := &ledger.Offer{
		Platform: "platform", Advertiser: name, Dataset: dataset, Mode: psi.Count, Params: params(), Import: m.loaded[dataset],
		PolicyDigest: m.policy[dataset], Commitment: m.digest(), Epsilon: m.tenth, Segments: 1,
	}
	switch m.random.IntN(10) {
	case 0:
		offer.Mode = psi.Blinded
	case 1:
		offer.Mode = psi.Activate
		offer.Audience = &psi.Audience{Action: psi.CreateAudience, Name: fmt.Sprintf("campaign-%d", serial), Use: psi.Include,
			Expires: m.now.Add(20 * day).Truncate(time.Second).Format(time.RFC3339)}
	}
	m.add(ledger.Entry{Type: ledger.TypeOffer, Session: session, Offer: offer})
	outcome := m.random.IntN(100)
	if outcome == 0 {
		return // stays open
	}
	size := uint64(2000 + m.random.IntN(40_000))
	if outcome > 1 {
		m.add(ledger.Entry{Type: ledger.TypeCommit, Session: session, Commit: &ledger.Commit{
			List: []psi.Part{{Width: 1, Size: size}}, Set: *m.epoch[dataset], Context: id}})
	}
	if outcome < 5 {
		m.add(ledger.Entry{Type: ledger.TypeRefusal, Session: session, Refusal: &ledger.Refusal{
			Advertiser: name, Dataset: dataset, Purpose: purpose, Mode: offer.Mode, Code: string(psi.CodeSessionFailed)}})
		return
	}
	r := &ledger.Result{
		Advertiser: name, Dataset: dataset, Purpose: purpose, Mode: offer.Mode, Context: id, Audience: offer.Audience, Owner: owner,
	}
	contract := who%10 == 0 && offer.Mode == psi.Count
	if contract {
		r.Contract = fmt.Sprintf("contract %d of 2025", who)
	} else {
		r.Epsilon, r.Delta, r.Budget = &m.tenth, "0.00171", m.pay(owner, dataset)
	}
	matched := uint64(m.random.IntN(int(size)))
	switch {
	case contract:
		r.Released = number(matched, psi.NoNoise)
	case offer.Mode == psi.Count:
		r.Released = number(psi.Rounded(matched), psi.Noise{Epsilon: m.tenth}.String())
	case offer.Mode == psi.Blinded:
		noise := psi.HandleNoise(m.tenth)
		r.Released = number(psi.RoundedUp(matched+noise.Shift+100), noise.String())
		r.Handles = &psi.Set{Parts: []psi.Part{{Width: 1, Size: uint64(*r.Released.Value)}}, Digest: m.digest()}
		r.Index = m.digest()
	case offer.Mode.Audience():
		r.Index = m.digest()
	}
	m.add(ledger.Entry{Type: ledger.TypeResult, Session: session, Result: r})
	if r.Handles != nil && outcome%2 == 0 {
		m.add(ledger.Entry{Type: ledger.TypeHandles, Session: session, Handles: &ledger.Handles{Advertiser: name, Set: *r.Handles}})
	}
	if r.Audience != nil && outcome%2 == 0 {
		m.add(ledger.Entry{Type: ledger.TypeAudience, Audience: &ledger.AudienceChange{
			Action: "deleted", Advertiser: name, Dataset: dataset, Purpose: purpose, Name: r.Audience.Name}})
	}
}

// number is what is told of a number with a floor of 100.
func number(n uint64, noise string) *psi.Released {
	r := &psi.Released{Floor: 100, Noise: noise}
	if r.BelowFloor = n < 100; !r.BelowFloor {
		v := int64(n)
		r.Value = &v
	}
	return r
}
