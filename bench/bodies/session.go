package main

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"time"

	"github.com/blindmatch/blindmatch/psi"
	"github.com/blindmatch/blindmatch/transport"
)

// session is a session that waits for its list.
type session struct {
	conn *transport.Connection
	pair tls.Certificate
	id   string
}

// elements is how many the list is announced with: four chunks.
const elements = 4 * chunk / psi.ElementSize

// open registers a client and opens a session of it, to the point where chunks are taken.
func open(dir, name string) (*session, error) {
	if err := command(dir, *server, "client", "add", name, "--data", "data", "--url", "https://"+address).Run(); err != nil {
		return nil, err
	}
	conn, err := transport.ReadConnection(filepath.Join(dir, name+".json"))
	if err != nil {
		return nil, err
	}
	s := &session{conn: conn}
	if s.pair, err = tls.X509KeyPair([]byte(conn.ClientCertificate), []byte(conn.ClientKey)); err != nil {
		return nil, err
	}
	hc := s.client()
	var info psi.DatasetInfo
	for range 300 { // until the server listens and the set is masked
		time.Sleep(100 * time.Millisecond)
		if err = s.ask(hc, "GET", transport.At(transport.PathDataset, "users")+"?purpose=audience-matching", nil, &info); err == nil && info.State.Ready {
			break
		}
	}
	if err != nil {
		return nil, err
	}
	c := psi.Context{
		Mode: psi.Count, Params: info.Params, Dataset: info.Dataset, Advertiser: info.Advertiser, Platform: info.Platform,
		Epsilon: info.Prices.Most, Segments: 1, List: zeros(),
	}
	var salt psi.Nonce
	rand.Read(salt[:])
	rand.Read(c.AdvertiserNonce[:])
	var accept psi.Accept
	err = s.ask(hc, "POST", transport.PathSessions, psi.Offer{
		Version: psi.Version, Mode: c.Mode, Params: c.Params, Dataset: c.Dataset, Advertiser: c.Advertiser, Platform: c.Platform,
		Nonce: c.AdvertiserNonce, Commitment: psi.Commitment(salt, c.List), Epsilon: c.Epsilon, Segments: 1,
	}, &accept)
	if err != nil {
		return nil, err
	}
	s.id, c.PlatformNonce = accept.Session, accept.Nonce
	var st psi.Status
	for range 300 {
		if err = s.ask(hc, "GET", transport.At(transport.PathSession, s.id), nil, &st); err != nil || st.State == psi.StateOpen {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if err != nil || st.PlatformSet == nil {
		return nil, fmt.Errorf("the session is not open: %w", err)
	}
	c.PlatformSet, c.PolicyDigest = *st.PlatformSet, st.PolicyDigest
	return s, s.ask(hc, "POST", transport.At(transport.PathList, s.id), psi.OpenList{List: c.List, Salt: salt, Context: c.Digest()}, nil)
}

func (s *session) url(path string) string { return s.conn.URL + path }

func (s *session) ask(hc *http.Client, method, path string, message, answer any) error {
	var body io.Reader
	if message != nil {
		b, err := json.Marshal(message)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequest(method, s.url(path), body)
	if err != nil {
		return err
	}
	if message != nil {
		req.Header.Set("Content-Type", transport.TypeJSON)
	}
	resp, err := hc.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: %d: %s", method, path, resp.StatusCode, b)
	}
	if err == nil && answer != nil {
		err = json.Unmarshal(b, answer)
	}
	return err
}

// zeros is a list of that many elements, all zero, as it is announced: SPEC.md §5. Nobody sees them before a chunk is
// complete.
func zeros() psi.Set {
	var level [][32]byte
	for range elements / 32768 {
		level = append(level, sha256.Sum256(make([]byte, 1+32768*psi.ElementSize)))
	}
	for len(level) > 1 { // a power of two
		var above [][32]byte
		for i := 0; i < len(level); i += 2 {
			above = append(above, sha256.Sum256(append(append([]byte{1}, level[i][:]...), level[i+1][:]...)))
		}
		level = above
	}
	field := func(h, v []byte) []byte { return append(binary.BigEndian.AppendUint16(h, uint16(len(v))), v...) }
	h := field(nil, []byte("Blindmatch-V1 set"))
	h = field(h, binary.BigEndian.AppendUint64([]byte{1}, elements))
	return psi.Set{Parts: []psi.Part{{Width: 1, Size: elements}}, Digest: sha256.Sum256(field(h, level[0][:]))}
}
