package kit

// Must is a numbered rule of SPEC.md, and why a test from outside of a client, or of a server, can't try it; "" where
// a case of the kit does.
type Must struct {
	Number int
	What   string
	Client string
	Server string
}

// Reasons that several rules share.
const (
	ofServer  = "a rule for platforms"
	ofClient  = "a rule for clients"
	duty      = "a duty of people"
	within    = "it happens within the program, and shows in no message"
	persons   = "it is about the platform's own files of persons"
	restarts  = "it needs the program to be stopped and started again"
	auditing  = "it is about audits, which need the platform's table"
	reading   = "it is about a reader of the whole ledger: the vectors' stages log and entry try it"
	audiences = "what an audience holds only the platform sees"
	vectors   = "the vectors try it: psi-vectors --dir"
)

// Musts are all numbered rules of SPEC.md, by number.
func Musts() []Must {
	return []Must{
		{1, "reports about audiences are noised or withheld", duty, duty},
		{2, "what is not the encoding of an element, and the identity, is refused", "", ""},
		{3, "keys are drawn uniformly", within, within},
		{4, "a key that is zero or not below the order is refused", vectors, vectors},
		{5, "b·G is sent to nobody", ofServer, "nobody outside can tell b·G from another element"},
		{6, "a new key for every session, a new epoch secret for every epoch", "", "it takes more than one epoch, and b is secret"},
		{7, "normal forms are those of Unicode 15.0.0", vectors, vectors},
		{8, "match keys are not sent", "", ofClient + "; what a server stores can't be seen"},
		{9, "names have their form", "", ""},
		{10, "identities have their form", "", ""},
		{11, "a set is accepted as a whole or not at all", "", ""},
		{12, "nothing is done with a part of a set", "", ""},
		{13, "sets of sizes that can't be are refused", "", ""},
		{14, "an epoch's secret is for that epoch alone", ofServer, within},
		{15, "an epoch is used for seven days at most", "", ""},
		{16, "there are sentinels enough", ofServer, "how many groups are real only the platform knows; an audit shows it"},
		{17, "nonces are fresh", "", ""},
		{18, "messages with unknown names, names twice, or null are refused", ofServer, ""},
		{19, "the client stops at an info that is not what it wants", "", ofClient},
		{20, "no duplicates in the list, nor in two segments", "", ""},
		{21, "the client stops at a status that can't be", "", ofClient},
		{22, "the hashes of P's leaves are checked against its digest", "", ofClient},
		{23, "each leaf of P is checked before it is used", "", ofClient},
		{24, "tags are sorted in mode count", "", ""},
		{25, "R has the widths and sizes of P", "", ""},
		{26, "a strike ends all open sessions of the owner", ofServer, ""},
		{27, "the client refuses a result that can't be", "", ofClient},
		{28, "noise is sampled exactly", ofServer, "samples from outside can't show it"},
		{29, "slices are disjoint", ofServer, ""},
		{30, "an ε that was raised or lowered is said", "it is about what a person is told", ofClient},
		{31, "ε of a slice is at most 1", ofServer, ""},
		{32, "a slice is charged to the millionth", vectors, vectors},
		{33, "the cost is on stable storage before anything is counted", ofServer, within},
		{34, "the cost is not given back", ofServer, within},
		{35, "no session of a living process is ended", "", ofClient},
		{36, "an audience is created once", ofServer, ""},
		{37, "an audience that does not live is not changed", ofServer, ""},
		{38, "an audience ends within 30 days", ofServer, ""},
		{39, "a user's reference is given to nobody else", duty, duty},
		{40, "the number that decides is drawn and paid for, told or not", ofServer, within},
		{41, "it is decided once whether an audience may be read", ofServer, within},
		{42, "TLS below 1.3 is refused", "", ""},
		{43, "the server's certificate is verified", "", ofClient},
		{44, "a path that leads out of the platform is refused", "", ofClient},
		{45, "another content type is refused", "", ""},
		{46, "no Content-Encoding in a request", "", ""},
		{47, "constant time", "time is not measured here", "time is not measured here"},
		{48, "K_e and d are kept as the table is", duty, duty},
		{49, "clients are ready for new names and codes", "", ofClient},
		{50, "entries are durable before their effect", ofServer, within},
		{51, "without an entry a session fails", ofServer, within},
		{52, "nothing that a client invents is in an entry", ofServer, "entries are for auditors"},
		{53, "the client verifies the ledger", "", ofClient},
		{54, "each tile is checked", "", ofClient},
		{55, "what becomes the last checkpoint continues the one before", "", ofClient},
		{56, "the last checkpoint continues an older one", "", ofClient},
		{57, "the current checkpoint continues the one before the offer", "", ofClient},
		{58, "the epoch's checkpoint may be older than the last", "", ofClient},
		{59, "the result's checkpoint continues the current one", "", ofClient},
		{60, "both notes of two histories are kept", "it is on the client's disk: look there", ofClient},
		{61, "persons are answered", persons, persons},
		{62, "an index accounts for all its blocks", persons, persons},
		{63, "each block of an index is checked", persons, persons},
		{64, "the sentinels are checked before anything is counted", ofServer, ""},
		{65, "two equal tags end the session", ofServer, ""},
		{66, "the answer is stored: the same bytes each time", ofServer, ""},
		{67, "erased persons are taken out of all audiences", persons, persons},
		{68, "an audience's key dies with it", audiences, audiences},
		{69, "an auditor verifies the log first", auditing, auditing},
		{70, "the beacon's source is agreed before", duty, duty},
		{71, "who is admitted no more is left out of audiences", audiences, audiences},
		{72, "an audience without its last version is destroyed", audiences, audiences},
		{73, "references of audiences are not on disk in clear text", audiences, audiences},
		{74, "without the audit that it asks for a client refuses the dataset", auditing, auditing},
		{75, "a session goes on in the same context", restarts, restarts},
		{76, "the ledger's answer is the one that is given", restarts, restarts},
		{77, "a kept key masks nothing else", restarts, restarts},
		{78, "a kept session's context is the one that it was", restarts, restarts},
		{79, "erased persons are found again after a restore", restarts, restarts},
		{80, "without its key nothing is served after a restore", restarts, restarts},
		{81, "nothing from before a restore goes on", restarts, restarts},
		{82, "an audit excuses no more than the persons who were erased", reading, auditing},
	}
}
