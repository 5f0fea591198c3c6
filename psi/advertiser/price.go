package advertiser

import "github.com/blindmatch/blindmatch/psi"

// Price is what a session costs.
type Price struct {
	Epsilon psi.Epsilon `json:"epsilon"`          // as offered: of the noise
	Charged psi.Epsilon `json:"charged,omitzero"` // of the budget; 0 if nothing is paid
	Exact   bool        `json:"exact"`            // the numbers come without noise, by contract
}

// PriceOf says what a session costs at the platform that info describes, before anything is sent. It fails if what cfg
// asks for can't be had there.
func PriceOf(info *psi.DatasetInfo, cfg *Config) (Price, error) {
	p := Price{Epsilon: cfg.Epsilon, Exact: info.Prices.Exact && cfg.Mode == psi.Count && cfg.Slice.Whole()}
	least, most := Bounds(info, cfg.Slice)
	if p.Epsilon == (psi.Epsilon{}) {
		p.Epsilon = smaller(cfg.Slice.Drawn(info.Prices.Most), most)
	}
	if p.Epsilon.Cmp(least) < 0 || p.Epsilon.Cmp(most) > 0 {
		return p, psi.Errorf(psi.CodeMismatch, "ε %s: this platform releases such numbers with %s to %s", p.Epsilon, least, most)
	}
	if err := psi.CheckQuestion(cfg.Mode, p.Epsilon, psi.Allotted{Slice: cfg.Slice}, max(uint64(cfg.Segments), 1), cfg.audience()); err != nil {
		return p, err
	}
	if p.Exact || cfg.Mode.Audience() && !cfg.Audience.Action.Fills() {
		return p, nil
	}
	var err error
	p.Charged, err = cfg.Slice.Charge(p.Epsilon)
	return p, err
}

// Bounds are the least and the most ε that the noise of a number may have at the platform.
func Bounds(info *psi.DatasetInfo, s psi.Slice) (least, most psi.Epsilon) {
	least, most = info.Prices.Least, info.Prices.Most
	if !s.Whole() {
		most = psi.MostDrawn()
	}
	if least.Cmp(psi.LeastEpsilon()) < 0 {
		least = psi.LeastEpsilon()
	}
	if least.Cmp(most) > 0 { // an owner of exact numbers may be told of none
		most = least
	}
	return least, smaller(most, psi.MostEpsilon())
}

func smaller(a, b psi.Epsilon) psi.Epsilon {
	if a.Cmp(b) > 0 {
		return b
	}
	return a
}
