package ledger

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"golang.org/x/mod/sumdb/note"
)

// Verdict is what an auditor signs: a C2SP signed note, whose text has a line for each field.
type Verdict struct {
	Kind    string     `json:"kind"`
	Set     psi.Digest `json:"set"`
	Verdict string     `json:"verdict"`

	Platform string    `json:"platform"`
	Dataset  string    `json:"dataset"`
	Purpose  string    `json:"purpose"`
	Groups   uint64    `json:"groups"` // examined
	Differ   uint64    `json:"differ"`
	Beacon   string    `json:"beacon,omitempty"`        // of a spot audit, in hexadecimal
	Source   string    `json:"beacon_source,omitempty"` // of the beacon, in words
	Erased   uint64    `json:"erased,omitempty"`        // persons that it accounts for by entries of the ledger
	Time     time.Time `json:"time"`                    // of the audit
}

// Text is the text of the note. It begins with AuditText.
func (v *Verdict) Text() string {
	var b strings.Builder
	b.WriteString(AuditText(v.Kind, v.Set, v.Verdict))
	fmt.Fprintf(&b, "platform %s\ndataset %s\npurpose %s\ngroups %d\ndiffer %d\ntime %s\n",
		v.Platform, v.Dataset, v.Purpose, v.Groups, v.Differ, v.Time.UTC().Format(time.RFC3339))
	if v.Kind == AuditSpot {
		fmt.Fprintf(&b, "beacon %s %s\n", v.Beacon, v.Source)
	}
	fmt.Fprintf(&b, "erased %d\n", v.Erased)
	return b.String()
}

// ParseVerdict reads the text of a verdict strictly.
func ParseVerdict(text string) (*Verdict, error) {
	v := new(Verdict)
	lines := strings.Split(text, "\n")
	bad := errors.New("the note is not an audit's verdict")
	if len(lines) < 12 || lines[0] != psi.Version+" audit" {
		return nil, bad
	}
	v.Kind, v.Verdict = lines[1], lines[3]
	if err := v.Set.UnmarshalText([]byte(lines[2])); err != nil {
		return nil, bad
	}
	field := func(i int) string { _, value, _ := strings.Cut(lines[3+i], " "); return value }
	v.Platform, v.Dataset, v.Purpose = field(1), field(2), field(3)
	var errs [4]error
	v.Groups, errs[0] = strconv.ParseUint(field(4), 10, 64)
	v.Differ, errs[1] = strconv.ParseUint(field(5), 10, 64)
	v.Time, errs[2] = time.Parse(time.RFC3339, field(6))
	last := 7
	if v.Kind == AuditSpot {
		v.Beacon, v.Source, _ = strings.Cut(field(last), " ")
		if !isBeacon(v.Beacon) || v.Source == "" {
			return nil, bad
		}
		last++
	}
	v.Erased, errs[3] = strconv.ParseUint(field(last), 10, 64)
	if errors.Join(errs[:]...) != nil || v.Text() != text {
		return nil, bad // Text writes each field in one form only
	}
	if !slices.Contains([]string{AuditSpot, AuditFull}, v.Kind) || v.Verdict != AuditPassed && v.Verdict != AuditFailed || v.Verdict == AuditPassed && v.Differ > 0 {
		return nil, bad
	}
	return v, nil
}

// isBeacon says whether text is 16 to 64 bytes in lower-case hexadecimal.
func isBeacon(text string) bool {
	b, err := hex.DecodeString(text)
	return err == nil && len(b) >= 16 && len(b) <= 64 && hex.EncodeToString(b) == text
}

// GenerateAuditor makes an auditor's key: the secret signing key, and the verifier key that others know it by.
func GenerateAuditor(name string) (signer, verifier string, err error) {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r == '+' || r == 0x7f || r == 0xfffd }) {
		return "", "", errors.New("an auditor's name: want text without spaces and plus signs")
	}
	return note.GenerateKey(rand.Reader, name)
}

// CheckAuditor says whether text is an auditor's verifier key.
func CheckAuditor(key string) error {
	if _, err := note.NewVerifier(key); err != nil {
		return errors.New("the auditor's verifier key can't be read: it is the public line of the key pair that the auditor made")
	}
	return nil
}

// Sign signs a verdict with an auditor's signing key.
func (v *Verdict) Sign(signingKey string) ([]byte, error) {
	s, err := note.NewSigner(strings.TrimSpace(signingKey))
	if err != nil {
		return nil, errors.New("the auditor's signing key can't be read")
	}
	if _, err := ParseVerdict(v.Text()); err != nil {
		return nil, err
	}
	return note.Sign(&note.Note{Text: v.Text()}, s)
}

// OpenVerdict reads a signed verdict and checks its signature.
func OpenVerdict(signed []byte, verifierKey string) (*Verdict, error) {
	k, err := note.NewVerifier(strings.TrimSpace(verifierKey))
	if err != nil {
		return nil, errors.New("the auditor's verifier key can't be read")
	}
	n, err := note.Open(signed, note.VerifierList(k))
	if err != nil {
		return nil, fmt.Errorf("the verdict is not signed by %s: %w", k.Name(), err)
	}
	return ParseVerdict(n.Text)
}
