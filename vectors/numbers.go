package vectors

import (
	"errors"
	"fmt"
	"math"
	"reflect"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/estimate"
)

// chargeVector: slice and ε of the noise → what it costs.
type chargeVector struct {
	Slice  psi.Slice   `json:"slice"`
	Drawn  psi.Epsilon `json:"drawn"`
	Charge psi.Epsilon `json:"charge"`
}

func (v chargeVector) check() error {
	got, err := v.Slice.Charge(v.Drawn)
	if err == nil && got != v.Charge {
		err = fmt.Errorf("charge: computed %s, the vector has %s", got, v.Charge)
	}
	return err
}

// precisionVector: ±within in 95 of 100 cases, and the bounds of a platform → ε.
type precisionVector struct {
	Within  uint64      `json:"within"`
	Least   psi.Epsilon `json:"least"`
	Most    psi.Epsilon `json:"most"`
	Epsilon psi.Epsilon `json:"epsilon"`
	Clamp   string      `json:"clamp"`
	Reached uint64      `json:"reached"`
}

func (v precisionVector) check() error {
	got := estimate.ForWithin(v.Within, v.Least, v.Most)
	clamp := map[estimate.Clamp]string{estimate.Unclamped: "", estimate.Raised: "raised", estimate.Lowered: "lowered"}[got.Clamp]
	if got.Epsilon != v.Epsilon || clamp != v.Clamp || got.Within != v.Reached {
		return fmt.Errorf("computed ε %s (%s) for ±%d, the vector has %s (%s) for ±%d", got.Epsilon, clamp, got.Within, v.Epsilon, v.Clamp, v.Reached)
	}
	return nil
}

// boundVector: ε → what the noise exceeds once in 2^80 cases, the shift of handles, and the largest numbers that an
// honest platform releases for a size.
type boundVector struct {
	Epsilon psi.Epsilon `json:"epsilon"`
	Within  uint64      `json:"within"`
	Shift   uint64      `json:"shift"`
	Most    []struct {
		Size    uint64 `json:"size"`
		Count   uint64 `json:"count"`
		Handles uint64 `json:"handles"`
	} `json:"most"`
}

func (v boundVector) check() error {
	count, handles := psi.Noise{Epsilon: v.Epsilon}, psi.HandleNoise(v.Epsilon)
	if within := count.Within(0x1p80); within != v.Within || handles.Shift != v.Shift {
		return fmt.Errorf("computed ±%d and shift %d, the vector has ±%d and %d", within, handles.Shift, v.Within, v.Shift)
	}
	for _, x := range v.Most {
		if c, h := count.Most(x.Size), handles.Most(x.Size); c != x.Count || h != x.Handles {
			return fmt.Errorf("most for %d: computed %d and %d, the vector has %d and %d", x.Size, c, h, x.Count, x.Handles)
		}
	}
	return nil
}

// releaseVector: sizes of segments and noise → what is told.
type releaseVector struct {
	Mode     psi.Mode       `json:"mode"`
	Epsilon  psi.Epsilon    `json:"epsilon"`
	Slice    psi.Slice      `json:"slice"`
	Floor    uint64         `json:"floor"`
	Sizes    []int64        `json:"sizes"`
	Draws    []int64        `json:"draws"`
	Released psi.Released   `json:"released"`
	Segments []psi.Released `json:"segments"`
}

func (v releaseVector) check() error {
	if _, err := psi.ParseMode(string(v.Mode)); err != nil {
		return err
	}
	if len(v.Draws) != len(v.Sizes) || len(v.Sizes) < 1 || len(v.Sizes) > 1 && !v.Mode.Vector() {
		return errors.New("want a size and a draw for each segment")
	}
	var segments []psi.Released
	total := int64(0)
	for i, n := range v.Sizes {
		total += n + v.Draws[i]
		if len(v.Sizes) > 1 {
			segments = append(segments, v.told(n+v.Draws[i], n))
		}
	}
	released := v.told(total, v.Sizes[0])
	if !reflect.DeepEqual(released, v.Released) || !reflect.DeepEqual(segments, v.Segments) {
		return fmt.Errorf("computed %s, the vector has %s", tellAll(released, segments), tellAll(v.Released, v.Segments))
	}
	return nil
}

// told is what is told of a noised number, which in mode blinded is that of exact matches.
func (v *releaseVector) told(noised, exact int64) psi.Released {
	noise := psi.Noise{Epsilon: v.Epsilon}
	if !v.Slice.Whole() {
		return psi.Released{Value: &noised, Noise: noise.String()}
	}
	value := max(int64(v.Floor), int64(psi.Rounded(uint64(max(0, noised)))))
	if v.Mode.Handles() {
		noise = psi.HandleNoise(v.Epsilon)
		value = int64(psi.RoundedUp(uint64(max(exact, noised+int64(noise.Shift)))))
	}
	if noised < int64(v.Floor) {
		return psi.Released{BelowFloor: true, Floor: v.Floor, Noise: noise.String()}
	}
	return psi.Released{Value: &value, Floor: v.Floor, Noise: noise.String()}
}

func tellAll(total psi.Released, segments []psi.Released) (s string) {
	for _, r := range append([]psi.Released{total}, segments...) {
		v := int64(math.MinInt64)
		if r.Value != nil {
			v = *r.Value
		}
		s += fmt.Sprintf("%d (below %v, floor %d, %s) ", v, r.BelowFloor, r.Floor, r.Noise)
	}
	return s
}

// paddingVector: size of a segment → what it is padded to.
type paddingVector struct {
	Size   uint64 `json:"size"`
	Most   uint64 `json:"most"`
	Padded uint64 `json:"padded"`
}

func (v paddingVector) check() error {
	if got := psi.PadList(v.Size, v.Most); got != v.Padded {
		return fmt.Errorf("computed %d, the vector has %d", got, v.Padded)
	}
	return nil
}

// layoutVector: groups of each width class and noise → sections. Package disclosure exports none of this: its own tests
// check its code against the same file.
type layoutVector struct {
	Groups   [5]uint64  `json:"groups"`
	Draws    [5]int64   `json:"draws"`
	Into     [5]uint64  `json:"into"`
	Sections []psi.Part `json:"sections"`
}

func (v layoutVector) check() error {
	shift := psi.HandleNoise(layoutEpsilon()).Shift
	least, into := uint64(0), [5]uint64{}
	for i, n := range v.Groups {
		least += uint64(max(0, int64(n)+v.Draws[i]))
	}
	least = max(1000, least/100)
	var sections []psi.Part
	waiting, groups, target, noised := 0, uint64(0), uint64(0), uint64(0)
	add := func(i int) {
		n := uint64(max(0, int64(v.Groups[i])+v.Draws[i]))
		waiting, groups, noised, target = waiting+1, groups+v.Groups[i], noised+n, target+n+shift
	}
	end := func(last int, width uint64) {
		for j := last - waiting + 1; j <= last; j++ {
			into[j] = width
		}
		sections = append(sections, psi.Part{Width: width, Size: capacity(width, groups, target)})
	}
	last := -1 // class of the widest section
	for i := range v.Groups {
		if add(i); noised >= least {
			end(i, 1<<i)
			waiting, groups, noised, target, last = 0, 0, 0, 0, i
		}
	}
	if last < 0 {
		return errors.New("too few groups")
	}
	if waiting > 0 { // they are cut to the widest section that there is
		for i := range v.Groups {
			if into[i] == 1<<last {
				add(i)
			}
		}
		waiting = len(into) - 1 - last
		sections = sections[:len(sections)-1]
		end(len(into)-1, 1<<last)
	}
	if into != v.Into || !reflect.DeepEqual(sections, v.Sections) {
		return fmt.Errorf("computed %d and %d, the vector has %d and %d", into, sections, v.Into, v.Sections)
	}
	return nil
}

func layoutEpsilon() psi.Epsilon {
	e, err := psi.ParseEpsilon("1/10")
	if err != nil {
		panic("vectors: internal error: " + err.Error())
	}
	return e
}

// capacity is the least with room for the target, a twentieth more, and sentinels.
func capacity(width, groups, target uint64) uint64 {
	want, c := max(groups, target+target/20), uint64(psi.SliceUnits)
	for psi.CheckCapacity(want, psi.Part{Width: width, Size: c}) != nil {
		c += psi.SliceUnits
	}
	return c
}
