package platform

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"sync/atomic"
	"time"

	"github.com/blindmatch/blindmatch/internal/figures"
	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/psi/audience"
	"github.com/blindmatch/blindmatch/psi/platform/internal/audiences"
	"github.com/blindmatch/blindmatch/psi/platform/internal/store"
)

// AudienceID names an audience of an advertiser.
type AudienceID = audiences.ID

// AudienceChange says what became of an audience. See Config.AudienceChanged.
type AudienceChange = audiences.Change

// AudienceReader reads an audience through the purpose gate.
type AudienceReader = audiences.Reader

// AudienceRow is an audience as the data directory remembers it.
type AudienceRow = store.Audience

// ErrNotReadable says that the ad system may not read an audience. The advertiser is not told.
var ErrNotReadable = audiences.ErrNotReadable

// ofAudiences are the methods of a Directory that are about audiences.
type ofAudiences struct {
	rows      *store.Store
	audiences *audiences.To
	complete  atomic.Bool // no erased person is missing
}

// checkErased fails if the ledger says that persons were erased whom the database does not know: nobody may be read from a
// copy that was restored.
func (s *ofAudiences) checkErased(ctx context.Context) error {
	if s.complete.Load() {
		return nil
	}
	_, replay, err := s.audiences.Journal.Verify(ctx, nil)
	if err != nil {
		return err
	}
	missing, err := s.rows.Erased.Missing(ctx, replay.Erased)
	if err == nil && len(missing) > 0 {
		err = fmt.Errorf("%s %s erased after this copy of the data directory was made: start the server on it once, which erases them again from the ledger", figures.Counted(len(missing), "person"), figures.Was(len(missing)))
	}
	s.complete.Store(err == nil)
	return err
}

// Audience yields the members of an advertiser's audience whom the dataset, as it is now, still admits by a contact by
// which they matched. It fails with ErrNotReadable if too few matched, by the number that was drawn when it was filled.
// OpenAudience says besides who was left out, and why.
func (s *ofAudiences) Audience(ctx context.Context, advertiser, dataset, purpose, name string) iter.Seq2[audience.Member, error] {
	if err := s.checkErased(ctx); err != nil {
		return func(yield func(audience.Member, error) bool) { yield(audience.Member{}, err) }
	}
	return readAudience(ctx, s.audiences, AudienceID{Advertiser: advertiser, Dataset: dataset, Purpose: purpose, Name: name})
}

// Audience is Directory.Audience for an ad system in the process that serves.
func (p *Platform) Audience(ctx context.Context, advertiser, dataset, purpose, name string) iter.Seq2[audience.Member, error] {
	return readAudience(ctx, p.store.audiences, AudienceID{Advertiser: advertiser, Dataset: dataset, Purpose: purpose, Name: name})
}

func readAudience(ctx context.Context, from *audiences.To, id AudienceID) iter.Seq2[audience.Member, error] {
	return func(yield func(audience.Member, error) bool) {
		r, err := from.Open(ctx, id)
		if err != nil {
			yield(audience.Member{}, err)
			return
		}
		defer r.Close()
		for m, err := range r.Members(ctx) {
			if !yield(m, err) {
				return
			}
		}
	}
}

// OpenAudience opens an audience for reading. The caller closes it.
func (s *ofAudiences) OpenAudience(ctx context.Context, id AudienceID) (*AudienceReader, error) {
	if err := s.checkErased(ctx); err != nil {
		return nil, err
	}
	return s.audiences.Open(ctx, id)
}

// OpenAudience is Directory.OpenAudience for an ad system in the process that serves.
func (p *Platform) OpenAudience(ctx context.Context, id AudienceID) (*AudienceReader, error) {
	return p.store.audiences.Open(ctx, id)
}

// AllAudiences lists the audiences of all advertisers, by dataset, purpose, advertiser and name. Those that have expired
// are among them for another 30 days.
func (s *ofAudiences) AllAudiences(ctx context.Context) ([]AudienceRow, error) {
	return s.rows.Audiences.List(ctx)
}

// PurgeAudience destroys an audience, whoever it belongs to, and records that.
func (s *ofAudiences) PurgeAudience(ctx context.Context, id AudienceID) error {
	if s.rows.ReadOnly() {
		return errReadOnly
	}
	return errors.Join(s.audiences.Delete(ctx, id), s.audiences.Tidy(ctx))
}

// ExpireAudiences destroys the audiences whose time is over, as a Platform does once a minute.
func (s *ofAudiences) ExpireAudiences(ctx context.Context) error {
	if s.rows.ReadOnly() {
		return errReadOnly
	}
	return errors.Join(s.audiences.Expire(ctx), s.audiences.Tidy(ctx))
}

// Audiences lists a client's audiences for a dataset and purpose, by name. Nothing that it says depends on who is in
// them.
func (p *Platform) Audiences(ctx context.Context, client, dataset, purpose string) ([]psi.AudienceInfo, error) {
	if _, err := p.store.rows.Datasets.Get(ctx, dataset, purpose); err != nil {
		return nil, err
	}
	return p.store.audiences.List(ctx, client, dataset, purpose)
}

// DeleteAudience destroys the key of a client's audience, so that its members are gone; the file goes within a minute,
// so that the answer's time does not tell its size. It fails with a *psi.Error if there is none.
func (p *Platform) DeleteAudience(ctx context.Context, client, dataset, purpose, name string) error {
	return p.store.audiences.Delete(ctx, AudienceID{Advertiser: client, Dataset: dataset, Purpose: purpose, Name: name})
}

// RenewAudience lets a client's audience live until another time, of at most psi.MaxAudience from now. Nothing is
// matched and nothing is paid. It fails with a *psi.Error if there is no such audience, or it has expired.
func (p *Platform) RenewAudience(ctx context.Context, client, dataset, purpose, name string, expires time.Time) error {
	return p.store.audiences.Renew(ctx, AudienceID{Advertiser: client, Dataset: dataset, Purpose: purpose, Name: name}, expires)
}

// Match is a handle of a blinded session, and a user who holds an identifier that matched.
type Match = audiences.Match

// Matches yields the users behind a blinded session's handles whom the dataset, as it is now, still admits by what
// matched. Others are counted in s, by reason, unless it is nil. Decoys are nobody's.
func (s *ofAudiences) Matches(ctx context.Context, session string, sum *audience.Summary) iter.Seq2[Match, error] {
	if err := s.checkErased(ctx); err != nil {
		return func(yield func(Match, error) bool) { yield(Match{}, err) }
	}
	return s.audiences.Matches(ctx, session, sum)
}

// ErasePerson takes a user out of all audiences, and denies the reference for good: no session puts it into an audience
// or gives it a handle, reading leaves it out, and no import admits it. Of the datasets that are there it is gone with
// the next import that says anything of the user, or with a whole one. It returns how many audiences the user was in.
func (s *ofAudiences) ErasePerson(ctx context.Context, user string) (audiences int, err error) {
	if s.rows.ReadOnly() {
		return 0, errReadOnly
	}
	return s.audiences.ErasePerson(ctx, user)
}

// eraseAgain erases persons whom the ledger says were erased and the database does not know, since it was restored from an
// older copy. It fails if nobody can tell who they are.
func eraseAgain(ctx context.Context, s *Directory) error {
	if _, err := s.journal.Reader(); errors.Is(err, fs.ErrNotExist) {
		return nil // nothing was ever entered, and a first import that fails makes no ledger
	}
	_, replay, err := s.journal.Verify(ctx, nil)
	if err == nil {
		_, err = s.audiences.EraseAgain(ctx, replay)
	}
	return err
}
