package advertiser

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/blindmatch/blindmatch/psi"
)

// checkResult rejects an answer that can't belong to our session, whose list had size elements before padding.
func (r *run) checkResult(result *psi.Result, c psi.Context, size uint64) error {
	v := result.Released
	noise, err := psi.ParseNoise(v.Noise)
	if err != nil {
		return fmt.Errorf("the platform's result: %w", err)
	}
	want := psi.Noise{Epsilon: noise.Epsilon}
	if c.Mode.Handles() && !noise.Exact() {
		want = psi.HandleNoise(noise.Epsilon)
	}
	switch {
	case result.Session != r.session || result.Mode != c.Mode || result.Context != c.Digest():
		return errors.New("the platform's result belongs to another session")
	case v.BelowFloor != (v.Value == nil):
		return errors.New("the platform's result is neither a number nor below its floor")
	case noise != want || noise.Epsilon.Cmp(psi.MostEpsilon()) > 0:
		return fmt.Errorf("the platform's result has noise %q, which mode %q does not have", noise, c.Mode)
	case v.Floor != r.info.Floors.Report:
		return fmt.Errorf("the platform's result has a floor of %d, and its info one of %d", v.Floor, r.info.Floors.Report)
	case v.Value != nil && *v.Value < v.Floor:
		return fmt.Errorf("the platform's result is a number below its own floor of %d", v.Floor)
	case v.Value != nil && !noise.Exact() && *v.Value != v.Floor && *v.Value != psi.Rounded(*v.Value):
		return errors.New("the platform's result is not rounded")
	case v.Value != nil && *v.Value > noise.Most(min(size, c.PlatformSet.Size)):
		return fmt.Errorf("the platform's result, %d, is larger than the smaller set allows, even with its noise, %s", *v.Value, noise)
	case result.Handles != nil && (!c.Mode.Handles() || v.Value == nil || result.Handles.Size != *v.Value):
		return errors.New("the platform's handles do not match its result")
	case c.Mode.Handles() && v.Value != nil && result.Handles == nil:
		return errors.New("the platform's result lacks its handles")
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
