package advertiser

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/blindmatch/blindmatch/psi"
)

// tells says whether the session's answer has numbers.
func tells(c *psi.Context) bool { return !c.Mode.Audience() || c.Audience.Release }

// noise is what the numbers of the session must be noised with.
func (p Price) noise(m psi.Mode) psi.Noise {
	switch {
	case p.Exact:
		return psi.Noise{}
	case m.Handles():
		return psi.HandleNoise(p.Epsilon)
	}
	return psi.Noise{Epsilon: p.Epsilon}
}

// checkResult rejects an answer that can't belong to our session, whose list had so many elements in its segments
// before padding.
func (r *run) checkResult(result *psi.Result, c *psi.Context, sizes []uint64) error {
	if result.Session != r.session || result.Mode != c.Mode || result.Context != c.Digest() {
		return errors.New("the platform's result belongs to another session")
	}
	segments := 0
	if c.Segments > 1 {
		segments = int(c.Segments)
	}
	if (result.Released != nil) != tells(c) || len(result.Segments) != segments {
		return errors.New("the platform's result tells more or less than was asked for")
	}
	if result.Released != nil {
		all := numbers{r.price.noise(c.Mode), r.info.Floors.Report, psi.Set{Parts: c.Slice.Sections(c.PlatformSet)}.Records(), !c.Slice.Whole()}
		if err := all.check(result.Released, psi.MaskedList{Sizes: sizes}.Size(), c.Segments); err != nil {
			return fmt.Errorf("the platform's result: %w", err)
		}
		for i, v := range result.Segments {
			err := all.check(&v, sizes[i], 1)
			if err != nil {
				return fmt.Errorf("the platform's result for segment %d: %w", i, err)
			}
		}
	}
	return checkHandles(result, c.Mode)
}

// numbers are those of one answer.
type numbers struct {
	noise   psi.Noise
	floor   uint64
	groups  uint64 // that were counted in
	ofSlice bool
}

// check rejects a number that no honest platform releases for a list of so many elements. It is noised terms times.
func (n numbers) check(v *psi.Released, size, terms uint64) error {
	if v.Noise != n.noise.String() {
		return fmt.Errorf("its noise is %.40q, and %q was offered", v.Noise, n.noise)
	}
	size = min(size, n.groups)
	reach := int64(terms * n.noise.Within(0x1p80)) // one case in 2^80 is beyond
	if n.ofSlice {
		switch {
		case v.Value == nil || v.BelowFloor || v.Floor != 0:
			return errors.New("a slice's number has a floor")
		case *v.Value < -reach || *v.Value > int64(size)+reach:
			return tooLarge(*v.Value, n.noise)
		}
		return nil
	}
	if v.Floor != n.floor {
		return fmt.Errorf("its floor is %d, and the platform announced %d", v.Floor, n.floor)
	}
	if v.BelowFloor != (v.Value == nil) {
		return errors.New("it is neither a number nor below its floor")
	}
	if v.Value == nil {
		return nil
	}
	value := uint64(max(0, *v.Value))
	most, rounded := size+uint64(reach), psi.Rounded
	if n.noise.Shift > 0 {
		most, rounded = most+n.noise.Shift, psi.RoundedUp
	}
	switch {
	case *v.Value < 0 || value < v.Floor || n.noise.Shift > 0 && value < v.Floor+n.noise.Shift:
		return fmt.Errorf("%d is below its own floor of %d", *v.Value, v.Floor)
	case n.noise.Exact() && value > size, !n.noise.Exact() && value > max(rounded(most), v.Floor):
		return tooLarge(*v.Value, n.noise)
	case !n.noise.Exact() && value != rounded(value) && (value != v.Floor || n.noise.Shift > 0):
		return fmt.Errorf("%d is not rounded", *v.Value)
	}
	return nil
}

func tooLarge(v int64, n psi.Noise) error {
	return fmt.Errorf("%d is further from what the two sets allow than its noise, %s, reaches", v, n)
}

// checkHandles rejects handles that don't go with the number.
func checkHandles(result *psi.Result, m psi.Mode) error {
	switch h := result.Handles; {
	case (h != nil) != (m.Handles() && result.Released.Value != nil):
		return errors.New("the platform's result has handles where there must be none, or none where there must be some")
	case h != nil && !slices.Equal(h.Parts, []psi.Part{{Width: 1, Size: uint64(*result.Released.Value)}}):
		return errors.New("the platform's handles do not match its result")
	}
	return nil
}

func (r *run) receiveHandles(ctx context.Context, set psi.Set, dst io.Writer) error {
	body, err := r.platform.Handles(ctx, r.session, set)
	if err != nil {
		return err
	}
	in := psi.NewHandleReader(body, set)
	buf := make([]byte, 1<<12*psi.HandleSize)
	for {
		n, err := in.Read(buf)
		if err == io.EOF {
			return body.Close()
		}
		if err == nil {
			_, err = dst.Write(buf[:n])
		}
		if err != nil {
			return errors.Join(err, body.Close())
		}
	}
}
