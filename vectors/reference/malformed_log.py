"""Malformed entries, checkpoints, receipts and logs (SPEC.md §13.1–13.3)."""

from . import log
from .history import DAY, HOUR, ORIGIN, SEED, History, digest, whole
from .log import Log, canonical, line
from .schema import is_entry
from .steps import derive


def entry_vectors():
    out = []

    def add(name, text, outcome="bad_entry"):
        assert is_entry(text) == (outcome == "ok"), name
        out.append({"name": name, "stage": "entry", "body": text, "outcome": outcome})

    all_entries = whole().entries
    e, exact = all_entries[1], all_entries[10]
    text = line(e)
    add("as it should be", text, "ok")
    add("with characters outside ASCII", line(exact), "ok")
    add("unknown member", line(e | {"note": "x"}))
    add("unknown member inside", line(e | {"policy": e["policy"] | {"note": "x"}}))
    add("a name in upper case", line({k: x for k, x in e.items() if k != "salt"} | {"Salt": e["salt"]}))
    add("a name twice", text.replace('"v":1', '"v":1,"v":1'))
    add("a member of another type", line(e | {"type": "start"}))
    add("members of two types", line(e | {"erased": {"reason": "expired"}}))
    add("no member", line({k: x for k, x in e.items() if k != "policy"}))
    add("unknown type", line(e | {"type": "policies"}))
    add("a name missing inside", line(e | {"policy": {k: x for k, x in e["policy"].items() if k != "digest"}}))
    add("version 2", line(e | {"v": 2}))
    add("no version", line({k: x for k, x in e.items() if k != "v"}))
    add("version as text", line(e | {"v": "1"}))
    add("version 1.0", text.replace('"v":1', '"v":1.0'))
    add("names not in order", canonical({"v": 1})[:-1] + "," + canonical({k: x for k, x in e.items() if k != "v"})[1:] + "\n")
    add("white space", text.replace('"v":1', '"v": 1'))
    add("an escape where none is needed", line(exact).replace("\u00fc", "\\u00fc"))
    add("an escape of HTML", line(exact).replace("&", "\\u0026"))
    add("digest in upper case", text.replace(e["policy"]["digest"], e["policy"]["digest"].upper()))
    add("null instead of absent", text.replace('"v":1', '"start":null,"v":1').replace('"start":null,"time"', '"time"'))
    add("no newline", text[:-1])
    add("two newlines", text + "\n")
    add("carriage return", text[:-1] + "\r\n")
    add("two entries", text + text)
    add("cut", text[:-2] + "\n")
    add("empty", "")
    of = {x["type"]: x for x in all_entries}
    for kind, session in ("epoch.open", digest("session a")), ("session.set", None):
        x = {k: v for k, v in of[kind].items() if k != "session"} | ({"session": session} if session else {})
        add(f"{kind} {'with' if session else 'without'} a session", line(x))
    return out


def raw_note(text):
    return log.note(text, ORIGIN, SEED)


def flip(text, part, at=0):
    """One character of part, in text, becomes another one."""
    i = text.index(part) + at
    return text[:i] + ("B" if text[i] != "B" else "A") + text[i + 1 :]


def checkpoint_vectors():
    out = []
    good = Log(ORIGIN, SEED, whole().lines())
    root = log.b64(good.root)
    other_key = Log(ORIGIN, derive("another log key"), whole().lines())

    def add(name, body, outcome="bad_checkpoint", key=good.key):
        out.append({"name": name, "stage": "checkpoint", "log_key": key, "body": body, "outcome": outcome})

    add("as it should be", good.note, "ok")
    add("with a witness's signature behind", log.cosign(good.note, "acme/witness", SEED, 1785661200), "ok")
    add("with a signature nobody knows before", good.note.replace("\n\n", "\n\n" + log.signature("unknown.example", b"\xff", SEED, bytes(64))), "ok")
    add("no entries", Log(ORIGIN, SEED, []).note, "ok")
    add("root changed after signing", flip(good.note, root))
    add("size changed after signing", good.note.replace("\n32\n", "\n33\n"))
    add("signature changed", flip(good.note, "\u2014 " + ORIGIN, len(ORIGIN) + 30))
    add("no signature", good.checkpoint + "\n")
    add("a witness's signature only", log.cosign(good.checkpoint + "\n", "acme/witness", SEED, 1785661200))
    add("another key of the same name", other_key.note)
    add("another log", Log("other.example/log", SEED, whole().lines()).note)
    add("signed for another origin", raw_note(log.checkpoint("other.example/log", 32, good.root)))
    add("size with a zero before it", raw_note(f"{ORIGIN}\n032\n{root}\n"))
    add("size negative", raw_note(f"{ORIGIN}\n-1\n{root}\n"))
    add("size no number", raw_note(f"{ORIGIN}\nmany\n{root}\n"))
    add("root of 31 bytes", raw_note(f"{ORIGIN}\n32\n{log.b64(good.root[:31])}\n"))
    add("root in hexadecimal", raw_note(f"{ORIGIN}\n32\n{good.root.hex()}\n"))
    add("a fourth line", raw_note(good.checkpoint + "more\n"))
    add("two lines", raw_note(f"{ORIGIN}\n32\n"))
    add("carriage returns", good.note.replace("\n", "\r\n"))
    add("cut", good.note[:-1])
    add("empty", "")
    return out


def receipt_vectors():
    out = []
    lines = whole().lines()
    good, index = Log(ORIGIN, SEED, lines), 14
    proof = log.path(index, good.leaves)
    text, entry = good.receipt(index), good.lines[index]
    other_key = Log(ORIGIN, derive("another log key"), lines)

    def add(name, body, outcome="bad_receipt", key=good.key):
        out.append({"name": name, "stage": "receipt", "log_key": key, "body": body, "outcome": outcome})

    def logged(name, changed):
        """A receipt, right in itself, for an entry that none can be."""
        made = Log(ORIGIN, SEED, lines[:index] + [changed] + lines[index + 1 :])
        add(name, made.receipt(index))

    add("as it should be", text, "ok")
    add("of a log of one entry", Log(ORIGIN, SEED, lines[:1]).receipt(0), "ok")
    add("with a witness's signature", log.receipt(entry, index, proof, log.cosign(good.note, "acme/witness", SEED, 1785661200)), "ok")
    add("one bit of the entry", log.receipt(entry[:99] + bytes([entry[99] ^ 1]) + entry[100:], index, proof, good.note))
    add("another entry", log.receipt(good.lines[13], index, proof, good.note))
    add("another index", log.receipt(entry, 13, proof, good.note))
    add("an index behind the end", log.receipt(entry, 32, proof, good.note))
    add("a negative index", log.receipt(entry, -1, proof, good.note))
    add("index with a zero before it", text.replace("index 14", "index 014"))
    for i in range(len(proof)):
        flipped = bytes([proof[i][0] ^ 0x80]) + proof[i][1:]
        add(f"one bit of hash {i}", log.receipt(entry, index, proof[:i] + [flipped] + proof[i + 1 :], good.note))
    add("a hash missing", log.receipt(entry, index, proof[:-1], good.note))
    add("a hash too many", log.receipt(entry, index, proof + [good.root], good.note))
    add("two hashes swapped", log.receipt(entry, index, [proof[1], proof[0], *proof[2:]], good.note))
    add("a hash of 31 bytes", log.receipt(entry, index, [proof[0][:31], *proof[1:]], good.note))
    add("checkpoint with another root, not signed", log.receipt(entry, index, proof, flip(good.note, log.b64(good.root))))
    add("checkpoint with another root, signed", log.receipt(entry, index, proof, raw_note(log.checkpoint(ORIGIN, 32, bytes(32)))))
    add("checkpoint of fewer entries, signed", log.receipt(entry, index, proof, Log(ORIGIN, SEED, lines[:29]).note))
    add("checkpoint without a signature", log.receipt(entry, index, proof, good.checkpoint + "\n"))
    add("another log's key", text, key=other_key.key)
    add("signed with another key of the same name", other_key.receipt(index))
    add("no entry", text.replace(text.split("\n")[1] + "\n", ""))
    add("no index", text.replace("index 14\n", ""))
    add("another version", text.replace("tlog-proof@v1", "tlog-proof@v2"))
    add("no checkpoint", text[: text.index("\n\n") + 2])
    add("carriage returns", text.replace("\n", "\r\n"))
    add("cut", text[:-1])
    add("empty", "")
    changed = whole().entries[index]
    logged("an entry that is not canonical", line(changed).replace('"v":1', '"v": 1'))
    logged("an entry with an unknown member", line(changed | {"note": "x"}))
    logged("an entry of version 2", line(changed | {"v": 2}))
    logged("an entry that says it is another number", line(changed | {"seq": 13}))
    return out


LEFT = ("9/10", "39/10")  # of the budgets, after one release


def then(h, *steps):
    """Calls methods of a history, each given with its arguments as a tuple."""
    for name, *args in steps:
        getattr(h, name)(*args)
    return h


def preamble():
    h = History()
    h.start()
    h.policy("1")
    h.load("1", "1")
    h.epoch()
    h.now = HOUR
    return h


def session(h, name, value=1230, size=5660, left=LEFT, **more):
    h.offer(name)
    h.commit(name, size=size)
    h.result(name, value, left=left, **more)


def histories():
    """Name, entries, and the first that can't stand: -1 for none."""

    offer, commit = ("offer", "a"), ("commit", "a")

    def each(*steps):
        return then(preamble(), *steps)

    def then_result(*steps, **more):
        h = each(*steps)
        h.result("a", 1230, **({"left": LEFT} | more))
        return h

    def two(gap, left, first=LEFT):
        """Two sessions whose payments are gap apart."""
        h = preamble()
        session(h, "a", left=first, paid=HOUR)
        h.now = 3 * HOUR + max(gap, 0)
        session(h, "b", left=left, paid=HOUR + gap)
        return h

    def blinded(*steps):
        h = each(("offer", "a", "blinded"), ("own_set", "a"), ("commit", "a", "a"))
        h.result("a", 1020, "blinded", noise="laplace 1/10 shift 201", left=LEFT, handles=True)
        return then(h, *steps)

    def spend(*left):
        """Releases an hour apart, under a budget of two in 30 days."""
        h = preamble()
        h.entries[0]["start"]["disclosure"]["budget_30_days"] = "1/5"
        for i, tenths in enumerate(left):
            h.now = (i + 1) * HOUR
            session(h, str(i), left=tenths, paid=h.now)
        return h

    yield "a session", then_result(offer, commit), -1
    yield "a number that is not its index", numbered(then_result(offer, commit), 7), 6
    yield "a policy that nobody announced", without(then_result(offer, commit), 1), 1
    yield "an offer of another import", each(("offer", "a", "count", "acme", "2")), 4
    yield "an offer of another policy", each(("policy", "2"), ("offer", "a", "count", "acme", "1", "2")), 5
    yield "a mode that is not on offer", counting(each(("offer", "a", "blinded"))), 4
    yield "a session's name twice", each(offer, ("refusal", "lost", "a"), offer), 6
    yield "a commit without an offer", each(commit), 4
    yield "a result without a commit", then_result(offer), 5
    yield "a commit twice", each(offer, commit, commit), 6
    yield "a set that was not opened", each(offer, ("commit", "a", "2")), 5
    yield "a set whose key is destroyed", each(offer, ("destroyed", "1"), commit), 6
    yield "a set of another import", each(("load", "2", "1"), ("epoch", "2", "1"), offer, ("commit", "a", "2")), 7
    yield "mode blinded with an epoch's set", each(("offer", "a", "blinded"), commit), 5
    yield "mode blinded with another session's set", each(
        ("offer", "a", "blinded"), ("offer", "b", "blinded"), ("own_set", "b"), ("commit", "a", "b")), 7
    yield "a set of its own in mode count", each(offer, ("own_set", "a")), 5
    yield "a set of its own twice", each(("offer", "a", "blinded"), ("own_set", "a"), ("own_set", "a")), 6
    yield "a list at the floor", each(offer, ("commit", "a", "1", 1000)), -1
    yield "a list under the floor", each(offer, ("commit", "a", "1", 999)), 5
    yield "an exact number under the floor", then_exact(each(offer, commit), 99), 6
    yield "an exact number at the floor", then_exact(each(offer, commit), 100), -1
    yield "another context", changed(then_result(offer, commit), "context", digest("another")), 6
    yield "another advertiser", then_result(offer, commit, advertiser="globex"), 6
    yield "another purpose", changed(then_result(offer, commit), "purpose", "measurement"), 6
    yield "a refusal after the offer", each(offer, ("refusal", "list_too_small", "a")), -1
    yield "a result after a refusal", then_result(offer, commit, ("refusal", "internal", "a")), 7
    yield "a refusal after a result", then(then_result(offer, commit), ("refusal", "internal", "a")), 7
    yield "handles", blinded(("handles", "a", 1020)), -1
    yield "handles twice", blinded(("handles", "a", 1020), ("handles", "a", 1020)), 9
    yield "other handles than the result has", blinded(("handles", "a", 1019)), 8
    yield "handles in mode count", then_result(offer, commit, handles=True), 6
    yield "erased", blinded(("erased", "a", "expired")), -1
    yield "erased before its end", each(offer, ("erased", "a", "expired")), 5
    yield "erased twice", blinded(("erased", "a", "expired"), ("erased", "a", "expired")), 9
    yield "exact without a contract", then_result(offer, commit, noise="none", left=None), 6
    yield "noised and not paid for", then_result(offer, commit, left=None), 6
    yield "more left than there is, in 30 days", then_result(offer, commit, left=("1", "39/10")), 6
    yield "more left than there is, in 365 days", then_result(offer, commit, left=("9/10", "4")), 6
    yield "less left than there is", then_result(offer, commit, left=("1/2", "3")), -1
    yield "an hour between two", two(HOUR, ("4/5", "19/5")), -1
    yield "too soon by a millisecond", two(HOUR - 1, ("4/5", "19/5")), 9
    yield "results not in the order of payment", two(-HOUR, LEFT, first=("4/5", "19/5")), -1
    yield "too soon before one that came first", two(1 - HOUR, LEFT, first=("4/5", "19/5")), 9
    yield "two whose sum is left, 30 days apart", two(30 * DAY, ("9/10", "19/5")), -1
    yield "two whose sum is left, not quite 30 days apart", two(30 * DAY - 1, ("9/10", "19/5")), 9
    yield "over the budget of 30 days", spend(("1/10", "39/10"), ("0", "19/5"), ("0", "37/10")), 12


def without(h, index):
    """A history that never had an entry."""
    del h.entries[index]
    for i, e in enumerate(h.entries):
        e["seq"] = i
    return h


def numbered(h, seq):
    h.entries[-1]["seq"] = seq
    return h


def counting(h):
    h.entries[0]["start"]["modes"] = ["count"]
    return h


def then_exact(h, value):
    h.result("a", value, noise="none", contract="Contract 7")
    return h


def changed(h, name, value):
    h.entries[-1]["result"][name] = value
    return h


def history_vectors():
    out = []

    def add(name, lines, outcome, signed=None):
        made = Log(ORIGIN, SEED, lines)
        out.append({"name": name, "stage": "log", "log_key": made.key, "body": signed or made.note, "entries": lines, "outcome": outcome})

    for name, h, index in histories():
        assert all(is_entry(x) for x in h.lines()), name
        add(name, h.lines(), "ok" if index < 0 else f"entry {index}")
    lines = whole().lines()[:4]
    made = Log(ORIGIN, SEED, lines)
    add("no entry", [], "ok")
    add("another root, signed", lines, "forked", raw_note(log.checkpoint(ORIGIN, 4, log.root(made.leaves[::-1]))))
    add("another root, not signed", lines, "bad_checkpoint", flip(made.note, log.b64(made.root)))
    add("an entry with an unknown member", [*lines[:3], line(whole().entries[3] | {"note": "x"})], "entry 3")
    add("two entries swapped, signed as they are", [lines[0], lines[2], lines[1], lines[3]], "entry 1")
    return out


def vectors():
    return [*entry_vectors(), *checkpoint_vectors(), *receipt_vectors(), *history_vectors()]
