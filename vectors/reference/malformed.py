"""Vectors of what must be refused, and of some that must not be: one vector, one
outcome, with the stage at which it comes to light."""

import json
import os

from . import p256, protocol, ristretto255, selfcheck
from .malformed_tags import tag_vectors
from .protocol import GROUPS, leaf_hashes, packed, set_of
from .steps import LONGEST, derive, derive_key, params, plain, sized

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
IDENTITY = bytes(32)


def valid(suite, count, label="malformed"):
    """Elements in ascending order."""
    p = params(suite)
    k = derive_key(GROUPS[suite], label)
    return sorted(protocol.mask(p, "email", k, protocol.match_key(f"user{i}@example.com")) for i in range(count))


def element_vectors():
    out = []

    def add(name, suite, encoding, outcome="bad_element"):
        ok = protocol.remask(GROUPS[suite], 2, encoding) is not None
        assert ok == (outcome == "ok"), (suite, name)
        out.append({"name": name, "stage": "element", "suite": suite, "element": encoding.hex(), "outcome": outcome})

    r, p = ristretto255, p256
    add("identity", r.NAME, IDENTITY)
    for i, t in enumerate(selfcheck.load(FOLDER, "rfc9496/ristretto255.json")["invalid_encodings"]):
        add(f"RFC 9496 A.2, {i + 1}: {t['reason']}", r.NAME, selfcheck.unhex(t["encoding"]))
    add("p", r.NAME, r.P.to_bytes(32, "little"))
    add("p + 2, not reduced", r.NAME, (r.P + 2).to_bytes(32, "little"))
    add("top bit set", r.NAME, valid(r.NAME, 1)[0][:31] + bytes([valid(r.NAME, 1)[0][31] | 0x80]))
    add("one, a negative field element", r.NAME, b"\x01" + bytes(31))
    add("lowest bit flipped", r.NAME, bytes([valid(r.NAME, 1)[0][0] ^ 1]) + valid(r.NAME, 1)[0][1:])
    add("an element", r.NAME, valid(r.NAME, 1)[0], "ok")
    add("the generator", r.NAME, bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"), "ok")

    be = lambda x: x.to_bytes(32, "big")
    on_curve = lambda x: p.sqrt(p.curve_equation(x)) is not None
    add("x = 0, which stands for the identity", p.NAME, IDENTITY)
    off = [x for x in range(1, 40) if not on_curve(x)]
    for x in off[:4]:
        add(f"x = {x}, not on the curve", p.NAME, be(x))
    add("x = p", p.NAME, be(p.P))
    small = next(x for x in range(1, 40) if on_curve(x))
    add(f"x = p + {small}, not reduced", p.NAME, be(p.P + small))
    add("x = p + 1", p.NAME, be(p.P + 1))
    add("x = 2^256 - 1", p.NAME, be(2**256 - 1))
    x = next(x for x in range(p.P - 1, 0, -1) if not on_curve(x))
    add(f"x = p - {p.P - x}, not on the curve", p.NAME, be(x))
    add("compressed point cut to 32 bytes", p.NAME, next(
        e for e in (b"\x02" + valid(p.NAME, 9)[i][:31] for i in range(9)) if p.decode(e) is None))
    add(f"x = {small}, on the curve", p.NAME, be(small), "ok")
    x = next(x for x in range(p.P - 1, 0, -1) if on_curve(x))
    add(f"x = p - {p.P - x}, on the curve", p.NAME, be(x), "ok")
    add("an element", p.NAME, valid(p.NAME, 1)[0], "ok")
    return out


def key_vectors():
    out = []
    for g in GROUPS.values():
        b = lambda k: k.to_bytes(32, g.KEY_ORDER)
        for name, raw, outcome in [
            ("zero", b(0), "bad_key"),
            ("the group's order", b(g.ORDER), "bad_key"),
            ("the order plus one", b(g.ORDER + 1), "bad_key"),
            ("2^256 - 1", b(2**256 - 1), "bad_key"),
            ("31 bytes", b(1)[:31], "bad_key"),
            ("33 bytes", b(1) + b"\0", "bad_key"),
            ("one", b(1), "ok"),
            ("the order minus one", b(g.ORDER - 1), "ok"),
        ]:
            out.append({"name": name, "stage": "key", "suite": g.NAME, "key": raw.hex(), "outcome": outcome})
    return out


def set_cases(records, identity=None, bad=None):
    """Name, bytes, what was committed to (None: those bytes), outcome, for a
    sorted set of at least 5 distinct records. bad sorts above all of them."""
    width = len(records[0])
    r, whole = records, packed(records)[1]
    yield "as committed", r, None, "ok"
    yield "the first two swapped", [r[1], r[0], *r[2:]], None, "not_ascending"
    yield "the last two swapped", [*r[:-2], r[-1], r[-2]], None, "not_ascending"
    yield "descending", r[::-1], None, "not_ascending"
    yield "a duplicate at the start", [r[0], *r], None, "not_ascending"
    yield "a duplicate at the end", [*r, r[-1]], None, "not_ascending"
    flipped = r[:-1] + [r[-1][:-1] + bytes([r[-1][-1] ^ 1])]
    if identity:
        yield "identity first", [identity, *r], None, "bad_element"
    else:
        yield "one bit other than committed", flipped, whole, "digest_mismatch"
    if bad:
        yield "bad element last", [*r, bad], None, "bad_element"
        yield "bad element only", [bad], None, "bad_element"
    yield "other records than committed", r[1:] + [b"\xff" * width] if not bad else r[:-1], whole, "digest_mismatch" if not bad else "truncated"
    yield "digest of something else", r, whole | {"digest": derive("something else").hex()}, "digest_mismatch"
    yield "SHA-256 of the bytes instead of the digest", r, whole | {"digest": protocol.sha256(b"".join(r)).hex()}, "digest_mismatch"
    yield "root of the tree instead of the digest", r, whole | {"digest": leaf_hashes([(1, b"".join(r))], width)[0].hex()}, "digest_mismatch"
    yield "other parts under the same digest", r, whole | {"parts": [{"width": 1, "size": 2}, {"width": 1, "size": len(r) - 2}]}, "digest_mismatch"
    yield "one record more than committed", r, packed(r[:-1])[1], "digest_mismatch"
    yield "one byte more than committed", [*r, b"\xff"], whole, "digest_mismatch"
    yield "one record fewer than committed", r[:-1], whole, "truncated"
    yield "one byte fewer than committed", [*r[:-1], r[-1][:-1]], whole, "truncated"
    yield "empty", [], whole, "truncated"


def set_vectors(stage, suite, records, identity=None, bad=None, skip=()):
    out = []
    for name, recs, committed, outcome in set_cases(records, identity, bad):
        if name in skip:
            continue
        raw = b"".join(recs)
        v = {"name": name, "stage": stage, "bytes": raw.hex(), "committed": committed or packed(recs)[1], "outcome": outcome}
        if suite:
            v["suite"] = suite
        out.append(v)
    return out


def element_sets():
    """A list given to the platform, and a set given to the advertiser."""
    out = []
    for suite in GROUPS:
        bad = b"\xff" * 32
        r = valid(suite, 6)
        for stage in ("list", "platform_set"):
            out += set_vectors(stage, suite, r, IDENTITY, bad, skip=("other records than committed",))
            # Not canonical, and in its place in the order.
            twisted = next(x for x in neighbours(r[2]) if protocol.remask(GROUPS[suite], 2, x) is None and r[1] < x < r[3])
            recs = sorted([*r[:2], twisted, *r[3:]])
            out.append({"name": "bad element in the middle", "stage": stage, "suite": suite, "bytes": b"".join(recs).hex(), "committed": packed(recs)[1], "outcome": "bad_element"})
            # A good set that is not the committed one.
            other = valid(suite, 6, "other")
            out.append({"name": "another set than committed", "stage": stage, "suite": suite, "bytes": b"".join(other).hex(), "committed": packed(r)[1], "outcome": "digest_mismatch"})
    return out


def neighbours(e):
    for i in range(31, 15, -1):
        for bit in range(8):
            yield e[:i] + bytes([e[i] ^ 1 << bit]) + e[i + 1 :]


def parted(stage, suite, name, parts, outcome="ok", **more):
    raw = b"".join(x for _, records in parts for x in records)
    return {"name": name, "stage": stage, "suite": suite, "bytes": raw.hex(), "committed": set_of(parts, 32), "outcome": outcome} | more


def segment_lists():
    """Lists of several segments."""
    r, out = valid("ristretto255", 6), []

    def add(name, parts, outcome="ok"):
        out.append(parted("list", "ristretto255", name, [(1, records) for records in parts], outcome))

    add("two segments", [r[:3], r[3:]])
    add("the second segment begins below the first", [r[3:], r[:3]])
    add("the second segment unsorted", [r[:3], [r[4], r[3], r[5]]], "not_ascending")
    add("an element in two segments", [r[:4], r[3:]], "not_ascending")
    add("an element in the first and the last segment", [r[:2], r[2:4], [r[0], r[5]]], "not_ascending")
    return out


def section_sets():
    """Platform sets of several sections."""
    r, suite, out = valid("ristretto255", 12), "ristretto255", []
    pairs = sorted(b"".join(r[i : i + 2]) for i in range(4, 10, 2))

    def add(name, one, two, outcome="ok", **more):
        out.append(parted("platform_set", suite, name, [(1, one), (2, two)], outcome, **more))

    swapped = pairs[0][32:] + pairs[0][:32]
    add("two sections", r[6:], pairs)
    add("a pair not ascending inside", r[:4], [pairs[1], pairs[2], r[11] + r[10]], "not_ascending")
    add("a pair of one element twice", r[:4], [pairs[0], pairs[1], r[11] * 2], "not_ascending")
    add("the first pair not ascending inside", r[:4], [swapped, pairs[1], pairs[2]], "not_ascending")
    add("pairs unsorted", r[:4], [pairs[1], pairs[0], pairs[2]], "not_ascending")
    add("a pair twice", r[:4], [pairs[0], pairs[1], pairs[1]], "not_ascending")
    add("pairs with the same first element", r[:4], [r[4] + r[5], r[4] + r[6]])
    add("an element that decodes to nothing in a pair", r[:4], [pairs[0], r[11] + b"\xff" * 32], "bad_element")
    raw = [(1, b"".join(r[:4])), (2, b"".join(pairs))]
    leaves = leaf_hashes(raw, 32)
    good = set_of([(1, r[:4]), (2, pairs)], 32)
    add("with its leaves", r[:4], pairs, leaves=b"".join(leaves).hex())
    add("another leaf than its hash says", r[:4], [*pairs[:2], r[10] + r[11]], "digest_mismatch", leaves=b"".join(leaves).hex(), committed=good)
    for name, hashes, outcome in [
        ("as committed", leaves, "ok"), ("swapped", leaves[::-1], "digest_mismatch"), ("one bit", [leaves[0], bytes([leaves[1][0] ^ 1]) + leaves[1][1:]], "digest_mismatch"),
        ("one too few", leaves[:1], "truncated"), ("one too many", [*leaves, leaves[1]], "digest_mismatch"), ("cut", [leaves[0], leaves[1][:31]], "truncated"), ("none", [], "truncated")]:
        out.append({"name": f"leaf hashes, {name}", "stage": "leaves", "bytes": b"".join(hashes).hex(), "committed": good, "outcome": outcome})
    return out


def handle_sets():
    return set_vectors("handles", "", sorted(derive(f"handle {i}")[:16] for i in range(6)))


def public_keys():
    out = []
    for name, e, outcome in [
        ("an element", valid("ristretto255", 1)[0], "ok"), ("the identity", IDENTITY, "bad_element"), ("no element", b"\xff" * 32, "bad_element")]:
        out.append({"name": name, "stage": "public_key", "suite": "ristretto255", "element": e.hex(), "outcome": outcome})
    out.append({"name": "x = 0", "stage": "public_key", "suite": "P256", "element": IDENTITY.hex(), "outcome": "bad_element"})
    return out


FILL = {"action": "create", "name": "vips", "use": "include", "expires": "2026-02-01T00:00:00Z", "release": False}
ADD = {"action": "add", "name": "vips", "release": False}


def context_vectors():
    p = params("ristretto255", ["email", "phone"])
    base = plain("malformed", "count", p)
    out = []

    def add(name, change, outcome="bad_context", of=base):
        out.append({"name": name, "stage": "context", "context": of | change, "outcome": outcome})

    add("as it should be", {}, "ok")
    add("longest names", {"purpose": LONGEST, "profile": LONGEST, "types": [LONGEST], "dataset": LONGEST, "advertiser": "a" * 128, "platform": "~" * 128}, "ok")
    add("unknown mode", {"mode": "intersect"})
    for name, change in [
        ("unknown suite", {"suite": "p256"}), ("empty suite", {"suite": ""}), ("empty purpose", {"purpose": ""}), ("purpose with a slash", {"purpose": "a/b"}),
        ("purpose in upper case", {"purpose": "Audience"}), ("profile begins with a dot", {"profile": ".v1"}), ("no types", {"types": []}),
        ("types not ascending", {"types": ["phone", "email"]}), ("a type twice", {"types": ["email", "email"]}), ("type of 65 characters", {"types": [LONGEST + "a"]}),
        ("empty type", {"types": ["email", ""]}), ("dataset with a space", {"dataset": "my users"}), ("dataset ends with a line break", {"dataset": "users\n"}),
        ("empty advertiser", {"advertiser": ""}), ("advertiser of 129 characters", {"advertiser": "a" * 129}), ("advertiser with a space", {"advertiser": "ac me"}),
        ("platform outside ASCII", {"platform": "pl\u00e4tform"})]:
        add(name, change)
    # What is asked for.
    add("\u03b5 of 1", {"epsilon": "1"}, "ok")
    add("\u03b5 of 1/1000", {"epsilon": "1/1000"}, "ok")
    add("\u03b5 above 1", {"epsilon": "1000001/1000000"})
    add("\u03b5 below 1/1000", {"epsilon": "999/1000000"})
    add("no \u03b5", {"epsilon": "0"})
    add("no segments", {"segments": 0})
    add("65 segments", {"segments": 65, "list": sized("65", *[(1, 100)] * 65)})
    add("64 segments", {"segments": 64, "list": sized("64", *[(1, 100)] * 64)}, "ok")
    add("more segments than the list has", {"segments": 2})
    add("fewer segments than the list has", {"list": sized("list", (1, 500), (1, 500))})
    add("a slice", {"slice": "1/4 at 1023"}, "ok")
    for mode, audience in ("blinded", {}), ("activate", {"audience": ADD}):
        of = base | {"mode": mode} | audience
        add(f"mode {mode}", {}, "ok", of)
        add(f"a slice in mode {mode}", {"slice": "1/4 at 0"}, of=of)
        add(f"segments in mode {mode}", {"segments": 2, "list": sized("list", (1, 500), (1, 500))}, of=of)
    add("an audience in mode count", {"audience": ADD})
    add("an audience in mode blinded", {"mode": "blinded", "audience": FILL})
    add("mode activate without an audience", {"mode": "activate"})
    of = base | {"mode": "activate"}
    add("to create", {"audience": FILL}, "ok", of)
    for name, audience in [
        ("unknown action", FILL | {"action": "delete"}), ("no action", FILL | {"action": ""}), ("audience without a name", FILL | {"name": ""}),
        ("audience's name in capitals", FILL | {"name": "VIPs"}), ("unknown use", FILL | {"use": "suppress"}), ("no use", FILL | {"use": ""}), ("no end", FILL | {"expires": ""}),
        ("end as a date", FILL | {"expires": "2026-02-01"}), ("end with an offset", FILL | {"expires": "2026-02-01T00:00:00+00:00"}),
        ("end with a fraction", FILL | {"expires": "2026-02-01T00:00:00.5Z"}), ("end on no day", FILL | {"expires": "2026-02-30T00:00:00Z"}),
        ("to add with a use", ADD | {"use": "include"}), ("to add with an end", ADD | {"expires": "2026-02-01T00:00:00Z"}), ("to add and tell", ADD | {"release": True}),
        ("to remove and tell", ADD | {"action": "remove", "release": True})]:
        add(name, {"audience": audience}, of=of)
    # Sets.
    for name, change in [
        ("list without parts", {"list": sized("none"), "segments": 0}), ("empty list", {"list": sized("list", (1, 0))}), ("list of pairs", {"list": sized("list", (2, 500))}),
        ("empty segment", {"segments": 2, "list": sized("list", (1, 500), (1, 0))})]:
        add(name, change)
    for name, parts in [
        ("without parts", []), ("of a capacity of 10,000", [(1, 10000)]), ("with an empty section", [(1, 10240), (2, 0)]), ("of width 3", [(1, 10240), (3, 1024)]),
        ("of width 0", [(0, 10240)]), ("of width 32", [(32, 10240)]), ("from wide to narrow", [(2, 1024), (1, 10240)]), ("with two sections of a width", [(1, 10240), (1, 1024)]),
        ("of a second capacity of 1,000", [(1, 10240), (2, 1000)]), ("of more than 2^30.5 elements", [(1, 1518500249 // 1024 * 1024 + 1024)]),
        ("of more than 2^30.5 elements in groups", [(16, 94906368)])]:
        add(f"platform set {name}", {"platform_set": sized("set", *parts)})
    add("platform set of all widths", {"platform_set": sized("set", *[(w, 1024) for w in (1, 2, 4, 8, 16)])}, "ok")
    add("2^60 pairs", {"list": sized("list", (1, 2**30)), "platform_set": sized("set", (1, 2**30))}, "ok")
    add("more than 2^60 pairs", {"list": sized("list", (1, 2**30 + 1)), "platform_set": sized("set", (1, 2**30))})
    add("more than 2^60 pairs, with elements of groups", {"list": sized("list", (1, 2**30)), "platform_set": sized("set", (16, 2**26 + 1024))})
    return out


def message_vectors():
    digest = derive("message").hex()
    open_list = {"list": sized("message", (1, 1000)), "salt": digest, "context": digest}
    open_tags = {"tags": sized("message", (1, 2048), (2, 2048)), "public_key": digest}
    offer = {
        "version": protocol.VERSION, "mode": "count", **params("ristretto255", ["email", "phone"]), "dataset": "users", "advertiser": "acme",
        "platform": "platform.example", "nonce": digest, "commitment": digest, "epsilon": "1/10", "slice": "1", "segments": 1}
    out = []

    def add(name, kind, body, outcome="bad_request"):
        text = body if isinstance(body, str) else json.dumps(body)
        out.append({"name": name, "stage": "message", "message": kind, "body": text, "outcome": outcome})

    a_list = lambda **change: open_list | {"list": open_list["list"] | change}
    part = lambda **change: a_list(parts=[{"width": 1, "size": 5} | change])
    add("as it should be", "open_list", open_list, "ok")
    add("other order of names", "open_list", dict(reversed(open_list.items())), "ok")
    add("unknown name", "open_list", open_list | {"extra": 1})
    add("unknown name inside", "open_list", a_list(n=1))
    add("unknown name in a part", "open_list", part(n=1))
    add("size instead of parts", "open_list", open_list | {"list": {"size": 5, "digest": digest}})
    add("parts not an array", "open_list", a_list(parts={"width": 1, "size": 5}))
    add("name in upper case", "open_list", {"List": open_list["list"], "salt": digest, "context": digest})
    add("name twice", "open_list", json.dumps(open_list)[:-1] + f', "salt": "{digest}"}}')
    add("digest in upper case", "open_list", open_list | {"salt": digest.upper()})
    add("digest of 63 digits", "open_list", open_list | {"salt": digest[:63]})
    add("digest of 65 digits", "open_list", open_list | {"salt": digest + "0"})
    add("digest not hexadecimal", "open_list", open_list | {"salt": "g" + digest[1:]})
    add("size as text", "open_list", part(size="5"))
    add("size negative", "open_list", part(size=-5))
    add("size with a fraction", "open_list", part(size=5.5))
    add("size of 2^64", "open_list", part(size=2**64))
    add("cut", "open_list", json.dumps(open_list)[:-1])
    add("two values", "open_list", json.dumps(open_list) + "{}")
    add("as it should be", "open_tags", open_tags, "ok")
    add("public key in upper case", "open_tags", open_tags | {"public_key": digest.upper()})
    add("public key of 31 bytes", "open_tags", open_tags | {"public_key": digest[:62]})
    add("an array", "open_tags", "[]")
    add("empty", "open_tags", "")

    add("as it should be", "offer", offer, "ok")
    add("a slice", "offer", offer | {"slice": "1/1024", "epsilon": "1"}, "ok")
    add("64 segments", "offer", offer | {"segments": 64}, "ok")
    add("to create", "offer", offer | {"mode": "activate", "audience": FILL}, "ok")
    add("to add", "offer", offer | {"mode": "activate", "audience": ADD}, "ok")
    add("\u03b5 as a decimal number", "offer", offer | {"epsilon": "0.1"})
    add("\u03b5 not in lowest terms", "offer", offer | {"epsilon": "2/20"})
    add("\u03b5 as a number", "offer", offer | {"epsilon": 0.1})
    add("\u03b5 with a denominator above a million", "offer", offer | {"epsilon": "100000/1000001"})
    add("\u03b5 negative", "offer", offer | {"epsilon": "-1/10"})
    add("\u03b5 above 1", "offer", offer | {"epsilon": "11/10"}, "mismatch")
    add("\u03b5 below 1/1000", "offer", offer | {"epsilon": "1/1001"}, "mismatch")
    add("\u03b5 of 0", "offer", offer | {"epsilon": "0"}, "mismatch")
    for text in ("1/2", "1/3", "1/2048", "1/1", "2/8", "0.25", "1/04", " 1/4", "", "1/4 at 0", "1 at 0"):
        add(f"slice {text!r}", "offer", offer | {"slice": text})
    add("no segments", "offer", offer | {"segments": 0})
    add("65 segments", "offer", offer | {"segments": 65})
    add("segments as text", "offer", offer | {"segments": "1"})
    add("segments in mode blinded", "offer", offer | {"mode": "blinded", "segments": 2})
    add("a slice in mode blinded", "offer", offer | {"mode": "blinded", "slice": "1/4"})
    add("an audience in mode count", "offer", offer | {"audience": ADD})
    add("no audience in mode activate", "offer", offer | {"mode": "activate"})
    add("a slice in mode activate", "offer", offer | {"mode": "activate", "audience": ADD, "slice": "1/4"})
    add("to add and tell", "offer", offer | {"mode": "activate", "audience": ADD | {"release": True}})
    add("to create without an end", "offer", offer | {"mode": "activate", "audience": {k: x for k, x in FILL.items() if k != "expires"}})
    add("an unknown name in the audience", "offer", offer | {"mode": "activate", "audience": ADD | {"size": 5}})
    add("types as text", "offer", offer | {"types": "email,phone"})
    add("a type with a comma", "offer", offer | {"types": ["email,phone"]})
    add("id_type", "offer", {k: x for k, x in offer.items() if k != "types"} | {"id_type": "email"})
    return out


FILES = [
    ("malformed.json", "what is refused, at which stage and as what (SPEC.md \u00a79)", lambda: [
        *key_vectors(), *element_vectors(), *context_vectors(), *message_vectors(), *public_keys(),
        *element_sets(), *segment_lists(), *section_sets(), *tag_vectors(), *handle_sets(),
    ]),
]
