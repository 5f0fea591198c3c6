// Package chromium is a headless Chromium for tests of pages, driven over its DevTools protocol by a pipe: no port, no
// library. What chromedp would bring (a client generated for all of the protocol, and a WebSocket) is more than the ten
// methods that tests of pages without a script need.
package chromium

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Browser is a browser with one page.
type Browser struct {
	t       testing.TB
	out     *os.File
	session string

	mu      sync.Mutex
	last    int
	waiting map[int]chan answer
	events  []Event
}

// Event is what the page did: a request, a line of the console.
type Event struct {
	Method string
	Params json.RawMessage
}

type answer struct {
	ID     int
	Result json.RawMessage
	Error  *struct{ Message string }
	Event
}

// binary is where Debian's package, and others, have it.
func binary() string {
	for _, path := range []string{"/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"} {
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return ""
}

// Start starts a browser, and ends it with the test. Without a Chromium the test is skipped, unless BLINDMATCH_CHROMIUM
// says that there must be one.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := binary()
	if path == "" {
		if os.Getenv("BLINDMATCH_CHROMIUM") != "" {
			t.Fatal("there is no Chromium")
		}
		t.Skip("there is no Chromium")
	}
	theirs, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	in, answers, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	profile, err := os.MkdirTemp("", "blindmatch-chromium-") // its last writes come when the test has ended
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(path, "--headless=new", "--remote-debugging-pipe", "--user-data-dir="+profile, "--no-sandbox", "--no-first-run",
		"--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=en", "about:blank")
	c.ExtraFiles = []*os.File{theirs, answers}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	answers.Close()
	b := &Browser{t: t, out: out, waiting: map[int]chan answer{}}
	heard := make(chan struct{})
	go func() {
		defer close(heard)
		b.hear(in)
	}()
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
		out.Close()
		<-heard
		in.Close()
		for range 50 {
			if os.RemoveAll(profile) == nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	var all struct {
		TargetInfos []struct{ TargetID, Type string }
	}
	b.call("Target.getTargets", nil, &all)
	for _, x := range all.TargetInfos {
		if x.Type == "page" {
			var at struct{ SessionID string }
			b.call("Target.attachToTarget", map[string]any{"targetId": x.TargetID, "flatten": true}, &at)
			b.session = at.SessionID
		}
	}
	for _, domain := range []string{"Page", "Network", "Runtime", "Log", "Accessibility"} {
		b.Call(domain+".enable", nil, nil)
	}
	return b
}

func (b *Browser) hear(in *os.File) {
	r := bufio.NewReader(in)
	for {
		line, err := r.ReadBytes(0)
		if err != nil {
			break
		}
		var a answer
		if err := json.Unmarshal(line[:len(line)-1], &a); err != nil {
			break
		}
		b.mu.Lock()
		if a.ID == 0 {
			b.events = append(b.events, a.Event)
		} else if w := b.waiting[a.ID]; w != nil {
			delete(b.waiting, a.ID)
			w <- a
		}
		b.mu.Unlock()
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, w := range b.waiting {
		close(w)
	}
	b.waiting = nil
}

// Call calls a method of the protocol on the page, and reads what it gives into result unless that is nil.
func (b *Browser) Call(method string, params, result any) {
	b.t.Helper()
	b.call(method, params, result)
}

func (b *Browser) call(method string, params, result any) {
	b.t.Helper()
	if err := b.try(method, params, result); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
}

func (b *Browser) try(method string, params, result any) error {
	b.mu.Lock()
	if b.waiting == nil {
		b.mu.Unlock()
		return errors.New("the browser has ended")
	}
	b.last++
	message := map[string]any{"id": b.last, "method": method, "params": params}
	if params == nil {
		message["params"] = struct{}{}
	}
	if b.session != "" {
		message["sessionId"] = b.session
	}
	w := make(chan answer, 1)
	b.waiting[b.last] = w
	line, err := json.Marshal(message)
	if err == nil {
		_, err = b.out.Write(append(line, 0))
	}
	b.mu.Unlock()
	if err != nil {
		return err
	}
	select {
	case a, ok := <-w:
		switch {
		case !ok:
			return errors.New("the browser has ended")
		case a.Error != nil:
			return errors.New(a.Error.Message)
		case result != nil:
			return json.Unmarshal(a.Result, result)
		}
		return nil
	case <-time.After(time.Minute):
		return errors.New("no answer within a minute")
	}
}

// Events are what happened since the last call.
func (b *Browser) Events() []Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	all := b.events
	b.events = nil
	return all
}

// Open loads an address.
func (b *Browser) Open(url string) {
	b.t.Helper()
	b.loads(func() { b.call("Page.navigate", map[string]any{"url": url}, nil) })
}

// loads does something that loads a page, and waits for that.
func (b *Browser) loads(do func()) {
	b.t.Helper()
	b.Eval("window.before = true", nil)
	do()
	for range 1200 {
		var ready bool
		// Between two pages there is none.
		if b.eval("window.before !== true && document.readyState === 'complete'", &ready) == nil && ready {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.t.Fatal("no page was loaded within half a minute")
}

// Eval reads an expression's value into result unless that is nil. The pages' policy has no say in that.
func (b *Browser) Eval(expression string, result any) {
	b.t.Helper()
	if err := b.eval(expression, result); err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
}

func (b *Browser) eval(expression string, result any) error {
	var got struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	err := b.try("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true}, &got)
	switch {
	case err != nil:
		return err
	case got.ExceptionDetails != nil:
		return fmt.Errorf("%s %s", got.ExceptionDetails.Text, got.ExceptionDetails.Exception.Description)
	case result != nil:
		return json.Unmarshal(got.Result.Value, result)
	}
	return nil
}

// Text is what the page shows.
func (b *Browser) Text() (text string) {
	b.t.Helper()
	b.Eval("document.body.innerText", &text)
	return text
}

// Await waits until the page shows a text.
func (b *Browser) Await(text string) {
	b.t.Helper()
	for range 400 {
		var shown bool
		// A page may be about to take the place of this one.
		if b.eval(fmt.Sprintf("document.body !== null && document.body.innerText.includes(%q)", text), &shown) == nil && shown {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.t.Fatalf("waited in vain for %q in\n%s", text, b.Text())
}

// Click clicks, with the mouse, where the first element is that a selector names and whose text begins so, and waits for
// the page that it leads to.
func (b *Browser) Click(selector, text string) {
	b.t.Helper()
	var at struct {
		X, Y  float64
		Found bool
	}
	b.Eval(fmt.Sprintf(`(() => {
		const e = [...document.querySelectorAll(%q)].find((e) => e.textContent.trim().startsWith(%q) && e.getClientRects().length > 0)
		if (!e) return {Found: false}
		e.scrollIntoView({block: 'center', inline: 'center'})
		const r = e.getClientRects()[0]
		return {X: r.x + r.width / 2, Y: r.y + r.height / 2, Found: true}
	})()`, selector, text), &at)
	if !at.Found {
		b.t.Fatalf("nothing to click: %s %q in\n%s", selector, text, b.Text())
	}
	b.loads(func() {
		for _, kind := range []string{"mousePressed", "mouseReleased"} {
			b.call("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": at.X, "y": at.Y, "button": "left", "clickCount": 1}, nil)
		}
	})
}

// Type puts text into a field by the keyboard.
func (b *Browser) Type(selector, text string) {
	b.t.Helper()
	b.Eval(fmt.Sprintf("document.querySelector(%q).focus()", selector), nil)
	b.call("Input.insertText", map[string]any{"text": text}, nil)
}

// Press presses a key: Tab, Enter.
func (b *Browser) Press(key string) {
	b.t.Helper()
	code, text := map[string]int{"Tab": 9, "Enter": 13}[key], map[string]string{"Enter": "\r"}[key]
	b.call("Input.dispatchKeyEvent", map[string]any{"type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text}, nil)
	b.call("Input.dispatchKeyEvent", map[string]any{"type": "keyUp", "key": key, "code": key, "windowsVirtualKeyCode": code}, nil)
}

// Node is what a screen reader is told of an element.
type Node struct {
	Ignored    bool
	Role, Name struct{ Value string }
}

// Accessible is the page as a screen reader has it.
func (b *Browser) Accessible() []Node {
	b.t.Helper()
	var all struct{ Nodes []Node }
	b.call("Accessibility.getFullAXTree", nil, &all)
	return all.Nodes
}

// Size makes the page so wide, and light or dark.
func (b *Browser) Size(width int, scheme string) {
	b.t.Helper()
	b.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}, nil)
}

// Look writes a picture of the page, if there is a folder for that.
func (b *Browser) Look(folder, name string) {
	b.t.Helper()
	if folder == "" {
		return
	}
	var got struct{ Data string }
	b.call("Page.captureScreenshot", map[string]any{"captureBeyondViewport": true, "format": "png"}, &got)
	picture, err := base64.StdEncoding.DecodeString(got.Data)
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// Print writes the page as a PDF file, if there is a folder for that, and returns its size.
func (b *Browser) Print(folder, name string) int {
	b.t.Helper()
	var got struct{ Data string }
	b.call("Page.printToPDF", map[string]any{"paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": true}, &got)
	pdf, err := base64.StdEncoding.DecodeString(got.Data)
	if err == nil && folder != "" {
		err = os.WriteFile(filepath.Join(folder, name+".pdf"), pdf, 0o600)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	return len(pdf)
}
