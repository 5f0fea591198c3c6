package failing

import "net/http"

// ledgers are lies of and about the ledger.
func ledgers() []*Lie {
	receipt := func(f func(v told, receipt string) string) func(told, message) {
		return func(v told, m message) {
			r, _ := m["receipt"].(string)
			if r = f(v, r); r == "" {
				delete(m, "receipt")
				return
			}
			m["receipt"] = r
		}
	}
	all := []*Lie{}
	add := func(name, what string, s stage, change func(told, message), musts ...int) *Lie {
		l := &Lie{Name: "ledger-" + name, Musts: musts, What: what, Stage: s, Log: true}
		if s == atResult {
			l.result = change
		} else {
			l.accept, l.status = change, change
		}
		all = append(all, l)
		return l
	}
	add("no-receipt", "the status has no receipt", atStatus, receipt(func(told, string) string { return "" }), 53)
	add("path", "the receipt's Merkle path is wrong", atStatus, receipt(wrongPath), 53)
	add("signature", "the receipt's checkpoint is signed by nobody", atStatus, receipt(wrongSignature), 53)
	add("other-entry", "the receipt is of another entry of the ledger", atStatus, receipt(otherEntry), 53)
	add("epoch-forked", "the receipt's checkpoint is of another history than the last one", atStatus, receipt(forkedReceipt), 56, 53)
	file := func(name, what string, change func(v told, file string, a *reply), musts ...int) {
		add(name, what, atStatus, nil, musts...).answer = func(v told, route string, a *reply) {
			if file, ok := logFile(route); ok && a.status == http.StatusOK {
				change(v, file, a)
			}
		}
	}
	file("head-signature", "the current checkpoint is signed by nobody", func(_ told, file string, a *reply) {
		if file == headFile {
			a.body = []byte(wrongSignature(nil, string(a.body)))
		}
	}, 53)
	file("head-back", "the current checkpoint is older than the last session's", func(v told, file string, a *reply) {
		if file == headFile {
			a.body = v.ledger().first
		}
	}, 53, 57)
	file("head-forked", "the current checkpoint is of another history, and as long as the last that was shown", func(v told, file string, a *reply) {
		if file == headFile {
			a.body = v.ledger().forkedHead()
		}
	}, 55, 57)
	file("tile", "the tiles are not of the tree that was signed", func(_ told, file string, a *reply) {
		if file != headFile && len(a.body) > 0 {
			a.body[len(a.body)/2] ^= 1
		}
	}, 54)
	add("number", "the result has another number than the ledger", atResult, shifted, 53)
	add("result-no-receipt", "the result has no receipt", atResult, receipt(func(told, string) string { return "" }), 53)
	add("result-path", "the Merkle path of the result's receipt is wrong", atResult, receipt(wrongPath), 53)
	add("result-forked", "the checkpoint of the result's receipt is of another history", atResult, receipt(forkedReceipt), 59)
	return all
}
