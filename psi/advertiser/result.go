package advertiser

import (
	"context"
	"errors"
	"io"

	"github.com/blindmatch/blindmatch/psi"
)

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
