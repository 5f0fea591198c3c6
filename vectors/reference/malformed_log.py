"""Malformed entries, checkpoints, receipts and logs (SPEC.md §13.1–13.4)."""

from fractions import Fraction

from . import log
from .history import DAY, EXACT, HOUR, OLDER, ORIGIN, SECTIONS, SEED, History, audience, digest, parts, whole
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
    session = digest("session a")
    for kind in ("epoch.open", "strike.lifted", "audience", "audit", "audit.opened", "person.erased", "lookup"):
        add(f"{kind} with a session", line(of[kind] | {"session": session}))
    for kind in ("session.offer", "strike"):
        add(f"{kind} without a session", line({k: x for k, x in of[kind].items() if k != "session"}))

    def inside(kind, name, change, outcome="bad_entry", drop=()):
        x = of[kind]
        member = next(k for k in x if k not in ("v", "seq", "time", "type", "salt", "session"))
        changed = {k: v for k, v in x[member].items() if k not in drop} | change
        add(f"{kind}: {name}", line(x | {member: changed}), outcome)

    inside("epoch.open", "a size instead of parts", {"set": {"size": 5, "digest": session}})
    inside("epoch.open", "parts of width 3", {"set": {"parts": parts((3, 1024)), "digest": session}})
    inside("epoch.open", "no parts", {"set": {"parts": [], "digest": session}})
    inside("epoch.open", "types as text", {"types": "email,phone"})
    inside("epoch.open", "types not ascending", {"types": ["phone", "email"]})
    inside("epoch.open", "id_type", {"id_type": "email"}, drop=["types"])
    inside("epoch.open", "no audit_key", {}, drop=["audit_key"])
    inside("import", "no at", {}, drop=["at"])
    inside("import", "no population", {}, drop=["population"])
    inside("import", "population in capitals", {"population": "Members"})
    inside("session.offer", "no slice", {}, drop=["slice"])
    inside("session.offer", "slice of a half", {"slice": "1/2"})
    inside("session.offer", "slice with its first unit", {"slice": "1/4 at 0"})
    inside("session.offer", "no segments", {"segments": 0})
    inside("session.offer", "65 segments", {"segments": 65})
    inside("session.offer", "\u03b5 as a decimal number", {"epsilon": "0.1"})
    inside("session.offer", "audience of another action", {"audience": audience("delete")})
    inside("session.offer", "audience without release", {"audience": {"action": "add", "name": "vips"}})
    inside("session.commit", "list as a number", {"list": 5660})
    inside("session.commit", "slice at unit 1024", {"slice": "1/4 at 1024"})
    inside("session.commit", "slice without its first unit", {"slice": "1/4"})
    inside("session.result", "a value with a fraction", {"released": {"value": 1.5, "below_floor": False, "floor": 100, "noise": "none"}})
    inside("session.result", "no slice", {}, drop=["slice"])
    inside("session.result", "one segment", {"segments": [of["session.result"]["result"]["released"]] if "released" in of["session.result"]["result"] else [{}]})
    inside("strike", "no owner", {}, drop=["owner"])
    inside("strike.lifted", "no reason", {}, drop=["reason"])
    inside("audience", "another action", {"action": "created"})
    inside("audience", "with a count", {"members": 5})
    inside("audience", "an end in another zone", {"expires": "2026-06-01T08:00:00+02:00"})
    inside("person.erased", "with a reason", {"reason": "asked for"})
    inside("person.erased", "no key", {}, drop=["key"])
    inside("lookup", "of nobody", {"persons": 0})
    inside("lookup", "by a name", {"by": "name"})
    inside("lookup", "of a person", {"reference": session})
    inside("lookup", "an empty reason", {"reason": ""})
    inside("audit.opened", "another kind", {"kind": "desk"})
    inside("audit.opened", "no groups", {"groups": 0})
    inside("audit", "another kind", {"kind": "desk"})
    inside("audit", "another verdict", {"verdict": "fine"})
    # Texts and numbers that only the schema gives a form.
    nobody = "a b"
    start, paid = of["start"]["start"], of["session.result"]["result"]["budget"]
    inside("start", "a platform with a space", {"platform": nobody})
    inside("start", "a mode that there is not", {"modes": ["all"]})
    inside("start", "negative spacing", {"disclosure": start["disclosure"] | {"spacing": -1}})
    for name, amount in (("epsilon", "0.1"), ("budget_30_days", "-1"), ("budget_365_days", "1/")):
        inside("start", f"{name} {amount}", {"disclosure": start["disclosure"] | {name: amount}})
    inside("start", "a negative floor", {"floors": start["floors"] | {"list": -1}})
    for kind in ("epoch.open", "session.offer"):
        inside(kind, "a platform with a space", {"platform": nobody})
    inside("session.offer", "no platform", {"platform": ""})
    for kind in ("session.offer", "session.result", "refusal", "session.handles", "strike", "audience"):
        inside(kind, "an advertiser with a space", {"advertiser": nobody})
    for kind in ("session.offer", "session.result"):
        inside(kind, "a mode that there is not", {"mode": "all"})
        inside(kind, "no mode", {"mode": ""})
    for kind in ("session.result", "strike", "strike.lifted"):
        inside(kind, "an empty owner", {"owner": ""})
    for kind in ("session.erased", "strike.lifted"):
        inside(kind, "an empty reason", {"reason": ""})
    for name, amount in (("epsilon", "1/10 "), ("left_30_days", "1e1"), ("left_365_days", "+1")):
        inside("session.result", f"{name} {amount!r}", {"budget": paid | {name: amount}})
    for name in ("log", "known"):
        inside("operator.acknowledged", f"{name} negative", {name: -1})
    # Names, and times.
    for kind, name in (("policy", "dataset"), ("policy", "purpose"), ("import", "dataset"), ("import", "purpose"), ("import", "profile"), ("epoch.open", "dataset"),
                       ("epoch.open", "purpose"), ("epoch.open", "profile"), ("session.offer", "dataset"), ("session.offer", "purpose"), ("session.offer", "profile"),
                       ("session.result", "dataset"), ("session.result", "purpose"), ("strike", "dataset"), ("strike.lifted", "dataset"), ("audience", "dataset"),
                       ("audience", "purpose"), ("audience", "name")):
        inside(kind, f"{name} in capitals", {name: "Users"})
    inside("session.result", "population in capitals", {"budget": paid | {"population": "Members"}})
    inside("session.offer", "an audience in capitals", {"audience": audience("add", "VIPs")})
    for time in ("2026-05-04T08:00:00+00:00", "2026-05-04T10:00:00+02:00", "2026-05-04T08:00:00.0001Z", "2026-05-04T08:00:00.10Z", "2026-05-04"):
        inside("import", f"at {time}", {"at": time})
        inside("session.result", f"paid at {time}", {"budget": paid | {"at": time}})
    # What need not be there is not there if it is empty; what must be may be.
    zeros = 64 * "0"
    inside("start", "an empty revision", {"revision": ""})
    inside("start", "a page of zeros", {"page": zeros})
    inside("start", "no modes, an empty version", {"modes": [], "version": "", "go": ""}, "ok")
    inside("policy", "a policy of zeros before it", {"previous": zeros})
    inside("policy", "an empty text", {"text": ""})
    inside("policy", "a digest of zeros", {"digest": zeros}, "ok")
    inside("import", "no uses", {"uses": []})
    inside("import", "an empty use", {"uses": [""]}, "ok")
    for name in ("admitted", "excluded", "types"):
        inside("import", f"{name} null", {name: None})
        inside("import", f"no {name}", {}, drop=[name])
        inside("import", f"an empty {name}", {name: []}, "ok")
    inside("import", "an empty suite, digests of zeros", {"suite": "", "commitment": zeros, "index": zeros, "policy_digest": zeros}, "ok")
    for name in ("dataset", "purpose", "mode"):
        inside("refusal", f"an empty {name}", {name: ""})
    inside("refusal", "an empty code", {"code": ""}, "ok")
    inside("session.offer", "audience null", {"audience": None})
    inside("session.offer", "an audience for an empty use", {"audience": audience("add") | {"use": ""}})
    inside("session.offer", "an audience with an empty end", {"audience": audience("add") | {"expires": ""}})
    inside("session.result", "an index of zeros", {"index": zeros})
    inside("session.result", "an empty contract", {"contract": ""})
    inside("session.result", "an empty delta", {"delta": ""})
    inside("session.result", "no segments", {"segments": []})
    for name in ("released", "budget", "handles", "audience", "epsilon"):
        inside("session.result", f"{name} null", {name: None})
    inside("session.handles", "a digest of zeros", {"set": {"parts": parts((1, 1)), "digest": zeros}}, "ok")
    inside("operator.acknowledged", "an empty reason", {"reason": ""}, "ok")
    inside("lookup", "reason null", {"reason": None})
    inside("audit", "an empty note", {"note": "", "auditor": ""}, "ok")
    return out


SIZE = len(whole().entries)


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
    add("size changed after signing", good.note.replace(f"\n{SIZE}\n", f"\n{SIZE + 1}\n"))
    add("signature changed", flip(good.note, "\u2014 " + ORIGIN, len(ORIGIN) + 30))
    add("no signature", good.checkpoint + "\n")
    signature = good.note[len(good.checkpoint) + 1 :]
    broken = flip(signature, "\u2014 " + ORIGIN, len(ORIGIN) + 30)
    add("signed twice", good.note + signature, "ok")
    add("signed, and then badly by the same key", good.note + broken, "ok")
    add("signed badly, and then well by the same key", good.checkpoint + "\n" + broken + signature)
    add("a witness's signature only", log.cosign(good.checkpoint + "\n", "acme/witness", SEED, 1785661200))
    add("another key of the same name", other_key.note)
    add("another log", Log("other.example/log", SEED, whole().lines()).note)
    add("signed for another origin", raw_note(log.checkpoint("other.example/log", SIZE, good.root)))
    add("size with a zero before it", raw_note(f"{ORIGIN}\n0{SIZE}\n{root}\n"))
    add("size negative", raw_note(f"{ORIGIN}\n-1\n{root}\n"))
    add("size no number", raw_note(f"{ORIGIN}\nmany\n{root}\n"))
    add("size of 2^53 − 1", raw_note(f"{ORIGIN}\n{2**53 - 1}\n{root}\n"), "ok")
    add("size of 2^53", raw_note(f"{ORIGIN}\n{2**53}\n{root}\n"))
    add("root of 31 bytes", raw_note(f"{ORIGIN}\n{SIZE}\n{log.b64(good.root[:31])}\n"))
    add("root in hexadecimal", raw_note(f"{ORIGIN}\n{SIZE}\n{good.root.hex()}\n"))
    add("a fourth line", raw_note(good.checkpoint + "more\n"))
    add("two lines", raw_note(f"{ORIGIN}\n{SIZE}\n"))
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
    add("an index behind the end", log.receipt(entry, SIZE, proof, good.note))
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
    add("checkpoint with another root, signed", log.receipt(entry, index, proof, raw_note(log.checkpoint(ORIGIN, SIZE, bytes(32)))))
    add("checkpoint of fewer entries, signed", log.receipt(entry, index, proof, Log(ORIGIN, SEED, lines[:OLDER]).note))
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
    member = next(k for k in changed if k not in ("v", "seq", "time", "type", "salt", "session"))
    logged("an entry with an unknown member inside", line(changed | {member: changed[member] | {"note": "x"}}))
    logged("an entry of 29 February 2026", line(changed | {"time": "2026-02-29T00:00:00Z"}))
    logged("an entry with a comma in its time", line(changed | {"time": "2026-01-02T00:00:00,5Z"}))
    logged("an entry of a time without an offset", line(changed | {"time": "2026-01-02T00:00:00"}))
    logged("an entry of a session that is none", line(changed | {"session": "laplace 1/10"}))
    return out


def then(h, *steps):
    """Calls methods of a history, each given with its arguments as a tuple, the last of which may be named ones."""
    for name, *args in steps:
        named = args.pop() if args and isinstance(args[-1], dict) and args[-1].keys() <= NAMED else {}
        getattr(h, name)(*args, **named)
    return h


NAMED = {
    "mode", "advertiser", "imported", "policy", "epsilon", "slice", "segments", "audience", "set_name", "sizes", "owner", "paid", "left", "contract", "handles", "floor",
    "sections", "delta", "index", "budget", "name", "signed", "seed", "days", "purpose", "context", "released"}


def preamble():
    h = History()
    h.start()
    h.policy("1")
    h.load("1", "1", admitted=[], excluded=[])
    h.epoch()
    h.now = HOUR
    return h


BIG = {"sizes": [100000]}


def session(h, name, value=1230, mode="count", **more):
    h.offer(name, mode)
    h.commit(name)
    h.result(name, [value], **more)


def each(*steps):
    return then(preamble(), *steps)


def order():
    offer, commit, result = ("offer", "a"), ("commit", "a"), ("result", "a", [1230])
    yield "a session", each(offer, commit, result), -1
    yield "a number that is not its index", numbered(each(offer, commit, result), 7), 6
    yield "a policy that nobody announced", without(each(offer, commit, result), 1), 1
    yield "an offer of another import", each(("offer", "a", {"imported": "2"})), 4
    yield "an offer of another policy", each(("policy", "2"), ("offer", "a", {"policy": "2"})), 5
    yield "a mode that is not on offer", counting(each(("offer", "a", {"mode": "blinded"}))), 4
    yield "a session's name twice", each(offer, ("refusal", "lost", "a"), offer), 6
    yield "a commit without an offer", each(commit), 4
    yield "a result without a commit", each(offer, result), 5
    yield "a commit twice", each(offer, commit, commit), 6
    yield "a set that was not opened", each(offer, ("commit", "a", "2")), 5
    yield "a set with other parts than it was opened with", each(offer, ("commit", "a", {"sections": SECTIONS[:2]})), 5
    yield "a set whose key is destroyed", each(offer, ("destroyed", "1"), commit), 6
    yield "a set of another import", each(("load", "2", "1"), ("epoch", "2", "1"), offer, ("commit", "a", "2")), 7
    yield "a set twice", each(("epoch",)), 4
    yield "a set with a capacity of 1,000", each(("load", "2", "1"), ("epoch", "2", "1", [(1, 20000)])), 5
    yield "a set from wide to narrow", each(("load", "2", "1"), ("epoch", "2", "1", [(2, 10240), (1, 10240)])), 5
    yield "a list at the floor", each(offer, ("commit", "a", {"sizes": [1000]})), -1
    yield "a list under the floor", each(offer, ("commit", "a", {"sizes": [999]})), 5
    yield "a dataset under the floor", each(("load", "2", "1"), ("epoch", "2", "1", [(1, 9216)]), ("offer", "a", {"imported": "2"}), ("commit", "a", "2", {"sections": [(1, 9216)]})), 7
    yield "another context", each(offer, commit, ("result", "a", [1230], {"context": digest("another")})), 6
    yield "another advertiser", each(offer, commit, ("result", "a", [1230], {"advertiser": "globex"})), 6
    yield "another purpose", each(offer, commit, ("result", "a", [1230], {"purpose": "measurement"})), 6
    yield "a refusal after the offer", each(offer, ("refusal", "list_too_small", "a")), -1
    yield "a result after a refusal", each(offer, commit, ("refusal", "internal", "a"), result), 7
    yield "a refusal after a result", each(offer, commit, result, ("refusal", "internal", "a")), 7
    yield "erased", each(offer, commit, result, ("erased", "a", "expired")), -1
    yield "erased before its end", each(offer, ("erased", "a", "expired")), 5
    yield "erased twice", each(offer, commit, result, ("erased", "a", "expired"), ("erased", "a", "expired")), 8


def numbers():
    """What a result may say."""

    def told(values, mode="count", sizes=None, **more):
        offered = {k: more.pop(k) for k in ("epsilon", "slice", "segments", "audience") if k in more}
        at = {"slice": more.pop("at")} if "at" in more else {}
        h = each(("offer", "a", {"mode": mode} | offered), ("commit", "a", {"sizes": sizes or [5660] * offered.get("segments", 1)} | at))
        return then(h, ("result", "a", values, more))

    yield "an exact number under the floor", told([99], **EXACT), 6
    yield "an exact number at the floor", told([100], **EXACT), -1
    yield "an exact number that is not round", told([1234], **EXACT), -1
    yield "an exact number larger than the list", told([5661], **EXACT), 6
    yield "under the floor", told([90]), 6
    yield "at the floor", told([100]), -1
    yield "below the floor", told([None]), -1
    yield "not a multiple of its unit", told([1235]), 6
    yield "not a multiple of its unit from 10,000 on", told([10010], sizes=[20000]), 6
    yield "a multiple of its unit from 10,000 on", told([10100], sizes=[20000]), -1
    yield "larger than list and noise allow", told([6230]), 6
    yield "as large as list and noise allow", told([6220]), -1
    yield "negative", told([-10]), 6
    yield "another floor", told([1230], floor=50), 6
    for noise in ("none", "laplace 1/20", "laplace 1/10 shift 201", "laplace 2/20", "gauss 1/10"):
        yield f"noise {noise}", told([1230], released={"value": 1230, "below_floor": False, "floor": 100, "noise": noise}), 6
    yield "a value and below the floor", told([1230], released={"value": 1230, "below_floor": True, "floor": 100, "noise": "laplace 1/10"}), 6
    yield "neither a value nor below the floor", told([1230], released={"value": None, "below_floor": False, "floor": 100, "noise": "laplace 1/10"}), 6
    yield "no number", told([]), 6
    yield "less \u03b5 than the platform's", told([1230], epsilon="1/50"), -1
    yield "more \u03b5 than the platform's", told([1230], epsilon="1/5"), 6
    yield "two segments", told([1230, 600, 640], segments=2), -1
    yield "two segments and one number", told([1230], segments=2), 6
    yield "one segment and two numbers", told([1230, 600, 640]), 6
    yield "two segments and three numbers", told([1230, 400, 400, 430], segments=2), 6
    yield "a segment under the floor", told([1230, 90, 1140], segments=2), 6
    yield "a segment larger than its part of the list", told([6220, 1570, 4660], segments=2, sizes=[1000, 5000]), 6
    yield "exact segments", told([1234, 600, 634], segments=2, **EXACT), -1
    yield "exact segments that do not add up", told([1234, 600, 635], segments=2, **EXACT), 6
    yield "fewer segments in the list than offered", told([1230, 600, 630], segments=2, sizes=[5660]), 5
    # Slices.
    quarter = {"slice": "1/4", "at": "1/4 at 900", "epsilon": "1"}
    yield "a slice", told([-3], **quarter), -1
    yield "a slice whose segments add up", told([5, -3, 8], segments=2, **quarter), -1
    yield "a slice whose segments do not add up", told([6, -3, 8], segments=2, **quarter), 6
    yield "a slice with a floor", told([120], released={"value": 120, "below_floor": False, "floor": 100, "noise": "laplace 1"}, **quarter), 6
    yield "a slice below a floor", told([None], **quarter), 6
    yield "a slice with more noise than one in 2^80", told([-60], **quarter), 6
    yield "a slice with less", told([-50], **quarter), -1
    yield "another slice than offered", told([5], **quarter | {"at": "1/8 at 900"}), 5
    yield "a slice by contract", told([5], **quarter, **EXACT), 6
    two = lambda first, second: each(
        ("offer", "a", {"slice": "1/4", "epsilon": "1"}), ("commit", "a", {"slice": first}), ("offer", "b", {"slice": "1/4", "epsilon": "1", "advertiser": "globex"}), ("commit", "b", {"slice": second}))
    yield "slices side by side", two("1/4 at 900", "1/4 at 132"), -1
    yield "slices that overlap by a unit", two("1/4 at 900", "1/4 at 131"), 7
    yield "slices that overlap at the end", two("1/4 at 0", "1/4 at 769"), 7
    yield "the same slice twice", two("1/4 at 5", "1/4 at 5"), 7
    yield "a slice in mode blinded", each(("offer", "a", {"mode": "blinded", "slice": "1/4"})), 4
    # Handles.
    yield "handles", told([1520], "blinded"), -1
    yield "as few handles as there can be", told([310], "blinded"), -1
    yield "fewer handles than the floor and the shift", told([300], "blinded"), 6
    yield "handles that are not round", told([1525], "blinded"), 6
    yield "another number of handles", told([1520], "blinded", handles=1510), 6
    yield "no handles", dropped(told([1520], "blinded"), "handles", "index"), 6
    yield "handles without an index", dropped(told([1520], "blinded"), "index"), 6
    yield "handles in mode count", told([1520], handles=1520), 6
    yield "handles below the floor", told([None], "blinded", handles=1520), 6
    yield "handles by contract", told([1520], "blinded", **EXACT), 6
    delivered = lambda *sizes: then(told([1520], "blinded"), *[("handles", "a", n) for n in sizes])
    yield "handles delivered", delivered(1520), -1
    yield "handles delivered twice", delivered(1520, 1520), 8
    yield "other handles than the result has", delivered(1510), 7


def dropped(h, *names):
    for name in names:
        del h.entries[-1]["result"][name]
    return h


def money():
    """What results cost."""

    def paid(**more):
        return each(("offer", "a"), ("commit", "a"), ("result", "a", [1230], more))

    def two(gap, **more):
        """Two sessions whose payments are gap apart."""
        h = preamble()
        session(h, "a", paid=HOUR + 5000, **more)
        h.now = 3 * HOUR + max(gap, 0)
        session(h, "b", paid=HOUR + 5000 + gap)
        return h

    def spend(count, **more):
        """Releases an hour apart, under a budget of two in 30 days."""
        h = preamble()
        h.entries[0]["start"]["disclosure"]["budget_30_days"] = "1/5"
        for i in range(count):
            h.now = (i + 1) * HOUR
            session(h, str(i), paid=h.now + 500, left=(str(max(Fraction(0), Fraction(1, 5) - Fraction(i + 1, 10))), "3"), **more)
        return h

    def sliced(name, at, epsilon="1"):
        return [("offer", name, {"slice": "1/256", "epsilon": epsilon}), ("commit", name, {"slice": f"1/256 at {at}"})]

    def priced(epsilon):
        h = each(*sliced("a", 5), ("result", "a", [3]))
        h.entries[-1]["result"]["budget"]["epsilon"] = epsilon
        return h

    def budget(**change):
        h = paid()
        h.entries[-1]["result"]["budget"] |= change
        return h

    yield "exact without a contract", told_none(paid()), 6
    yield "noised and not paid for", dropped(paid(), "budget", "epsilon", "delta"), 6
    yield "paid for without \u03b4", dropped(paid(), "delta"), 6
    yield "\u03b4 above 1", paid(delta="1.5"), 6
    yield "another \u03b5 than offered", paid(epsilon="1/20"), 6
    yield "another price than its \u03b5", budget(epsilon="1/20"), 6
    yield "another population", budget(population="guests"), 6
    yield "another owner than before", each(("offer", "a"), ("commit", "a"), ("result", "a", [1230]), ("offer", "b"), ("commit", "b"), ("result", "b", [1230], {"owner": "Acme GmbH", "contract": "Contract 7"})), 9
    yield "more left than there is, in 30 days", paid(left=("1", "39/10")), 6
    yield "more left than there is, in 365 days", paid(left=("9/10", "4")), 6
    yield "less left than there is", paid(left=("1/2", "3")), -1
    yield "what a slice costs", priced("669/100000"), -1
    yield "a millionth less", priced("6689/1000000"), 6
    yield "a millionth more", priced("6691/1000000"), 6
    yield "an hour between two", two(HOUR), -1
    yield "too soon by a millisecond", two(HOUR - 1), 9
    yield "two whose sum is left, not quite 30 days apart", two(30 * DAY - 1, left=("9/10", "39/10")), -1
    yield "as much left after 30 days", two(30 * DAY), -1
    yield "over the budget of 30 days", spend(3), 12
    yield "within the budget of 30 days", spend(2), -1
    yield "a slice too soon after another", each(*sliced("a", 5), ("result", "a", [3]), *sliced("b", 9), ("result", "b", [4])), 9


def told_none(h):
    h.entries[-1]["result"]["released"]["noise"] = "none"
    return dropped(h, "budget", "epsilon", "delta")


def strikes():
    struck = [("offer", "a"), ("commit", "a"), ("strike", "a"), ("refusal", "bad_tags", "a")]
    again = [("offer", "b"), ("commit", "b"), ("result", "b", [1230])]
    yield "a strike", each(*struck), -1
    yield "a result after a strike of the owner", each(*struck, *again), 10
    yield "a result for another owner", each(*struck, ("offer", "b", {"advertiser": "globex"}), ("commit", "b"), ("result", "b", [1230], {"owner": "globex"})), -1
    yield "a result after the strike was lifted", each(*struck, ("lifted",), *again), -1
    yield "struck again", each(*struck, ("lifted",), ("offer", "b"), ("commit", "b"), ("strike", "b"), ("refusal", "bad_tags", "b")), -1
    yield "a strike in a session without a commit", each(("offer", "a"), ("strike", "a")), 5
    yield "a strike in no session", each(("strike", "a")), 4
    yield "a strike of another advertiser", each(("offer", "a"), ("commit", "a"), ("strike", "a", "Acme Ltd", "globex")), 6
    yield "a strike after a result", each(("offer", "a"), ("commit", "a"), ("result", "a", [1230]), ("strike", "a")), 7
    yield "a result after a strike in the session", each(("offer", "a"), ("commit", "a"), ("strike", "a"), ("result", "a", [1230])), 7
    yield "bad tags without a strike", each(("offer", "a"), ("commit", "a"), ("refusal", "bad_tags", "a")), 6
    yield "lifted where nobody is barred", each(("lifted",)), 4
    yield "lifted for another owner", each(*struck, ("lifted", "globex")), 8


def audiences():
    def session(name, a, *values, advertiser="acme", **more):
        return [("offer", name, {"mode": "activate", "audience": a, "advertiser": advertiser}), ("commit", name), ("result", name, list(values), {"owner": advertiser} | more)]

    create, add = session("a", audience("create", days=20)), session("b", audience("add"))
    yield "create and add", each(*create, *add), -1
    yield "add and remove without an audience", each(*session("b", audience("remove"))), 6
    yield "an audience of another advertiser", each(*create, *session("b", audience("add"), advertiser="globex")), 9
    yield "create what exists", each(*create, ("offer", "b", {"mode": "activate", "audience": audience("create", days=20)}), ("commit", "b"), ("result", "b", [], {"owner": "acme", "paid": 3 * HOUR})), 9
    yield "replace what does not exist", each(*session("b", audience("replace", days=20))), 6
    yield "an audience without an index", dropped(each(*create), "index"), 6
    yield "told", each(*session("a", audience("create", days=20, release=True), 1230)), -1
    yield "told what was not asked for", each(*session("a", audience("create", days=20), 1230)), 6
    yield "not told what was asked for", each(*session("a", audience("create", days=20, release=True))), 6
    yield "an addition that is paid for", each(*create, *session("b", audience("add"), epsilon="1/10")), 9
    yield "create without paying", dropped(each(*create), "budget", "epsilon", "delta"), 6
    yield "an audience that lives for 31 days", each(*session("a", audience("create", days=31))), 6
    yield "renewed", each(*create, ("change", "renewed", "spring-sale", 29)), -1
    yield "renewed for 32 days", each(*create, ("change", "renewed", "spring-sale", 32)), 7
    yield "renewed without an end", each(*create, ("change", "renewed")), 7
    yield "renewed where there is none", each(("change", "renewed", "spring-sale", 20)), 4
    yield "deleted", each(*create, ("change", "deleted"), *session("b", audience("create", days=20), paid=3 * HOUR)), -1
    yield "deleted, and another advertiser's", each(*create, ("change", "deleted", {"advertiser": "globex"})), 7
    yield "added to after it was deleted", each(*create, ("change", "deleted"), *add), 10
    yield "deleted with an end", each(*create, ("change", "deleted", "spring-sale", 20)), 7
    yield "an offer without an audience", each(("offer", "a", {"mode": "activate"})), 4
    yield "an audience in mode count", each(("offer", "a", {"audience": audience("add")})), 4
    yield "another audience than offered", each(*create[:2], ("result", "a", [], {"owner": "acme", "audience": audience("create", "vips", 20)})), 6


def audits():
    opened, full = ("opened",), ("opened", "full")
    other = log.verifier_key("auditor.example", derive("another auditor"))
    yield "an audit", each(opened, ("audit",)), -1
    yield "an audit that failed", each(full, ("audit", "full", "failed")), -1
    yield "an audit of what was never opened", each(("audit",)), 4
    yield "an audit of what was opened for another kind", each(full, ("audit",)), 5
    yield "an audit of what was opened to another auditor", each(("opened", "spot", "1", 4603, other), ("audit",)), 5
    yield "a set opened to an auditor that was not opened", each(("opened", "spot", "2")), 4
    yield "more groups than the set has", each(("opened", "full", "1", 1765377)), 4
    yield "opened to a name without a key", each(("opened", "spot", "1", 4603, "auditor.example")), 4
    yield "persons looked up", each(("lookup",), ("lookup", 3, "phone", "request 17")), -1
    yield "a person erased twice", each(("person",), ("person",)), -1
    yield "an audit of a set that was not opened", each(opened, ("audit", {"name": "2"})), 5
    yield "an audit signed for another verdict", each(opened, ("audit", {"signed": f"Blindmatch-V1 audit\nspot\n{digest('set 1')}\nfailed\n"})), 5
    yield "an audit signed for another set", each(opened, ("audit", {"signed": f"Blindmatch-V1 audit\nspot\n{digest('set 2')}\npassed\n"})), 5
    yield "an audit signed with another key", each(opened, ("audit", {"seed": derive("another auditor")})), 5


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


def history_vectors():
    out = []

    def add(name, lines, outcome, signed=None, **more):
        made = Log(ORIGIN, SEED, lines)
        out.append({"name": name, "stage": "log", "log_key": made.key, "body": signed or made.note, "entries": lines, "outcome": outcome} | more)

    for name, h, index in (*order(), *numbers(), *money(), *strikes(), *audiences(), *audits()):
        for x in h.lines():
            assert is_entry(x), (name, x)
        add(name, h.lines(), "ok" if index < 0 else f"entry {index}")
    entries = whole().lines()
    lines = entries[:4]
    made = Log(ORIGIN, SEED, lines)
    add("no entry", [], "ok")
    add("another root, signed", lines, "forked", raw_note(log.checkpoint(ORIGIN, 4, log.root(made.leaves[::-1]))))
    add("another root, not signed", lines, "bad_checkpoint", flip(made.note, log.b64(made.root)))
    add("an entry with an unknown member", [*lines[:3], line(whole().entries[3] | {"note": "x"})], "entry 3")
    add("two entries swapped, signed as they are", [lines[0], lines[2], lines[1], lines[3]], "entry 1")
    # Checkpoints from before.
    older = lambda *of: Log(ORIGIN, SEED, list(of)).note
    add("continues an older checkpoint", lines, "ok", older=older(*lines[:3]))
    add("continues one of no entries", lines, "ok", older=older())
    add("the same size and root", lines, "ok", older=older(*lines))
    add("another entry than an older checkpoint has", lines, "forked", older=older(*lines[:2], entries[4]))
    add("an older checkpoint of the same size", lines, "forked", older=older(*lines[:3], entries[4]))
    add("an older checkpoint with entries that are gone", lines, "entry 4", older=older(*entries[:5]))
    add("an older checkpoint of no entries, but a root", lines, "forked", older=raw_note(log.checkpoint(ORIGIN, 0, bytes(32))))
    return out


def vectors():
    return [*entry_vectors(), *checkpoint_vectors(), *receipt_vectors()]


FILES = [
    ("malformed_entries.json", "entries, checkpoints and receipts that are refused (SPEC.md \u00a713.1\u201313.3)", vectors),
    ("malformed_logs.json", "histories that can't be, and some that can (SPEC.md \u00a713.2, \u00a713.4)", history_vectors),
]
