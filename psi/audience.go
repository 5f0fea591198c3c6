package psi

import (
	"errors"
	"fmt"
	"time"
)

// Action is what a session does to an audience.
type Action string

// The actions.
const (
	CreateAudience  Action = "create"  // write a new audience
	ReplaceAudience Action = "replace" // write it anew
	AddToAudience   Action = "add"     // add whom the list matches
	RemoveAudience  Action = "remove"  // take out whom the list matches
)

// Fills says whether the action writes a whole audience: it is paid for, and decides whether the ad system may read the
// audience. The others only change its members.
func (a Action) Fills() bool { return a == CreateAudience || a == ReplaceAudience }

// Use is what an audience is for.
type Use string

// The uses.
const (
	Include Use = "include"
	Exclude Use = "exclude" // suppression
)

// MaxAudience is the longest time for which an audience may live without being renewed.
const MaxAudience = 30 * 24 * time.Hour

// Audience says what a session does to which audience. SPEC.md §7.5.
type Audience struct {
	Action  Action `json:"action"`
	Name    string `json:"name"`
	Use     Use    `json:"use,omitzero"`     // if the action fills
	Expires string `json:"expires,omitzero"` // RFC 3339, in UTC, whole seconds; if the action fills
	Release bool   `json:"release"`          // tell the noised size; if the action fills
}

// ExpiresAt is when the audience ends, if the action fills.
func (a Audience) ExpiresAt() (time.Time, error) {
	t, err := time.Parse(time.RFC3339, a.Expires)
	if err != nil || t.UTC().Format(time.RFC3339) != a.Expires {
		return time.Time{}, errors.New("an audience's end: want a time in UTC, such as 2026-01-31T00:00:00Z")
	}
	return t, nil
}

// AudienceState says whether an audience is in use.
type AudienceState string

// The states of an audience. Whether the ad system may read one is decided by a number, and so not told.
const (
	AudienceActive  AudienceState = "active"
	AudienceExpired AudienceState = "expired"
)

// AudienceInfo is what an advertiser is told of one of its audiences. Nothing in it depends on a size, or on who is in
// it.
type AudienceInfo struct {
	Name    string        `json:"name"`
	Use     Use           `json:"use"`
	State   AudienceState `json:"state"`
	Created time.Time     `json:"created"`
	Expires time.Time     `json:"expires"`
}

// Check rejects what can't describe an audience.
func (a *AudienceInfo) Check() error {
	if err := CheckName("audience", a.Name); err != nil {
		return err
	}
	switch {
	case a.Use != Include && a.Use != Exclude:
		return fmt.Errorf("audience %q: use %.40q: want include or exclude", a.Name, a.Use)
	case a.State != AudienceActive && a.State != AudienceExpired:
		return fmt.Errorf("audience %q: state %.40q: want active or expired", a.Name, a.State)
	case a.Created.IsZero() || a.Expires.IsZero():
		return fmt.Errorf("audience %q lacks a time", a.Name)
	}
	return nil
}

// Audiences are those that an advertiser has for a dataset and purpose, by name.
type Audiences struct {
	Audiences []AudienceInfo `json:"audiences"`
}

// RenewAudience lets an audience live until another time. Nothing is matched, and nothing is paid.
type RenewAudience struct {
	Expires string `json:"expires"` // as Audience.Expires
}

// ExpiresAt is when the audience is to end.
func (r RenewAudience) ExpiresAt() (time.Time, error) {
	return Audience{Expires: r.Expires}.ExpiresAt()
}

func (a Audience) check() error {
	switch a.Action {
	case CreateAudience, ReplaceAudience, AddToAudience, RemoveAudience:
	default:
		return fmt.Errorf("action %.40q: want create, replace, add or remove", a.Action)
	}
	if err := CheckName("audience", a.Name); err != nil {
		return err
	}
	if !a.Action.Fills() {
		if a.Use != "" || a.Expires != "" || a.Release {
			return fmt.Errorf("to %s has neither use nor end, and releases nothing", a.Action)
		}
		return nil
	}
	if a.Use != Include && a.Use != Exclude {
		return fmt.Errorf("use %.40q: want include or exclude", a.Use)
	}
	_, err := a.ExpiresAt()
	return err
}

// fields are those of the context.
func (a Audience) fields() []string {
	release := ""
	if a.Action != "" {
		if release = "no"; a.Release {
			release = "yes"
		}
	}
	return []string{string(a.Action), a.Name, string(a.Use), a.Expires, release}
}
