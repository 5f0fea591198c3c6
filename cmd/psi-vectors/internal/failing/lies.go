package failing

// Lies are all ways to misbehave, and those to behave in a way that a client must put up with.
func Lies() []*Lie {
	all := []*Lie{
		{
			Name: "honest", Musts: []int{13, 20, 24, 25, 45, 46, 53}, Stage: nowhere, Log: true,
			What: "nothing is wrong; the list has duplicates",
		},
		{
			Name: "honest-again", Musts: []int{56, 58}, Stage: nowhere, Log: true,
			What: "nothing is wrong; the epoch's receipt is older than the last session's",
		},
		{
			Name: "two-at-once", Musts: []int{35}, Stage: nowhere, Log: true, Twice: true,
			What: "nothing is wrong; two processes of the client's have a session each, at the same time",
		},
		{
			Name: "more-names", Musts: []int{49}, Stage: nowhere, What: "messages have names that SPEC.md does not have",
			info: more, accept: more, status: more, result: more,
		},
	}
	all = append(all, doors()...)
	all = append(all, infos()...)
	all = append(all, statuses()...)
	all = append(all, sets()...)
	all = append(all, ledgers()...)
	return append(all, results()...)
}

func more(_ told, m message) { m["lunar_phase"] = map[string]any{"waxing": true} }

func doors() []*Lie {
	return []*Lie{
		{Name: "tls-1.2", Musts: []int{42}, Stage: atConnect, What: "the server speaks TLS 1.2 and nothing later", door: oldTLS},
		{Name: "tls-other-ca", Musts: []int{43}, Stage: atConnect, What: "the server's certificate is signed by another authority", door: otherCA},
		{Name: "tls-other-name", Musts: []int{43}, Stage: atConnect, What: "the server's certificate has another name than the connection file", door: otherName},
	}
}
