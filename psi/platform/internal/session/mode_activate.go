package session

import (
	"context"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/platform/internal/audiences"
)

// activateMode is mode activate: it writes an audience on the platform. Filling one is paid for, and decides by a noised
// number whether the ad system may read it: else an audience of an advertiser's own accounts and one target would be an
// exact oracle. Adding to one and removing from it release nothing, cost nothing and decide nothing.
type activateMode struct {
	*Env
	most uint64 // members that the sizes of the audience's earlier lists allow
}

func audienceOf(f *facts) audiences.ID {
	return audiences.ID{Advertiser: f.client, Dataset: f.data.Name, Purpose: f.params.Purpose, Name: f.offer.Asks().Name}
}

func (m activateMode) check(ctx context.Context, f *facts) (err error) {
	asks := f.offer.Asks()
	if asks.Action.Fills() {
		at, err := asks.ExpiresAt()
		if err != nil {
			return psi.Errorf(psi.CodeBadRequest, "%v", err)
		}
		if err := audiences.CheckExpires(at); err != nil {
			return err
		}
	}
	m.most, err = m.Audiences.Check(ctx, audienceOf(f), asks.Action)
	f.mode = m
	return err
}

func (activateMode) pays(f *facts) bool { return f.offer.Asks().Action.Fills() }

// quanta are more than for comparing alone, since members are written: those who match, and those who may have been in
// the audience before.
func (m activateMode) quanta(list, tags uint64) time.Duration {
	return comparing(list, tags) + time.Duration((min(list, tags)+m.most)/50_000)
}

// answer writes the audience as it will be. What is told never depends on who matched, but for the noised number.
func (m activateMode) answer(f *facts, x *matching, a *answer) (err error) {
	list, err := m.newMemberList(f, x)
	if err != nil {
		return err
	}
	defer list.close()
	groups := uint64(0)
	err = x.eval.Match(f.ctx, x.reader(), x.tags.Set, x.sentinels, func(h psi.Hit) error {
		groups++
		return list.add(h)
	})
	if err != nil {
		return err
	}
	asks, readable := f.offer.Asks(), false
	if asks.Action.Fills() {
		told := m.Policy.Release(f.question, []uint64{groups}).Total
		if readable = !told.BelowFloor; asks.Release {
			a.result.Released = &told
		}
	}
	return list.finish(a, readable)
}
