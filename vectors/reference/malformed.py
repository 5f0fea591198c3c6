"""Vectors of what must be refused, and of some that must not be: one vector, one
outcome, with the stage at which it comes to light."""

import json
import os

from . import malformed_log, p256, protocol, ristretto255, selfcheck
from .protocol import GROUPS, packed
from .steps import LONGEST, context, derive, derive_key, params

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
IDENTITY = bytes(32)


def valid(suite, count, label="malformed"):
    """Elements in ascending order."""
    p = params(suite)
    k = derive_key(GROUPS[suite], label)
    return sorted(protocol.mask(p, k, protocol.match_key(f"user{i}@example.com")) for i in range(count))


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
    yield "digest of something else", r, {"size": len(r), "digest": derive("something else").hex()}, "digest_mismatch"
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


def tag_sets():
    """Tags given to a platform whose set has 6 elements."""
    tags = sorted(derive(f"tag {i}")[:10] for i in range(6))
    n = len(tags)
    out = []
    for v in set_vectors("tags", "", tags):
        v |= {"mode": "count", "platform_size": n}
        if v["committed"]["size"] != n:
            # The announcement already says so.
            v["outcome"] = "bad_request"
        out.append(v)
    aligned = [tags[i] for i in (3, 0, 5, 1, 4, 2)]
    for name, recs, committed, outcome in [
        ("aligned, in no order", aligned, None, "ok"),
        ("aligned, two equal", aligned[:5] + aligned[:1], None, "not_ascending"),
        ("aligned, one too few", aligned[:5], None, "bad_request"),
        ("aligned, one too many", aligned + [b"\xff" * 10], None, "bad_request"),
        ("aligned, cut", aligned[:5], packed(aligned)[1], "truncated"),
        ("aligned, other order than committed", aligned[::-1], packed(aligned)[1], "digest_mismatch"),
    ]:
        out.append({"name": name, "stage": "tags", "mode": "blinded", "platform_size": n, "bytes": b"".join(recs).hex(), "committed": committed or packed(recs)[1], "outcome": outcome})
    return out


def handle_sets():
    return set_vectors("handles", "", sorted(derive(f"handle {i}")[:16] for i in range(6)))


def context_vectors():
    base = context("count", params("ristretto255"), "malformed", 1000, 10000)
    size = lambda n: {"size": n, "digest": derive("size").hex()}
    out = []
    for name, change, outcome in [
        ("as it should be", {}, "ok"),
        ("longest names", {"purpose": LONGEST, "profile": LONGEST, "id_type": LONGEST, "dataset": LONGEST, "advertiser": "a" * 128, "platform": "~" * 128}, "ok"),
        ("unknown mode", {"mode": "intersect"}, "bad_context"),
        ("unknown suite", {"suite": "p256"}, "bad_context"),
        ("empty suite", {"suite": ""}, "bad_context"),
        ("empty purpose", {"purpose": ""}, "bad_context"),
        ("purpose with a slash", {"purpose": "a/b"}, "bad_context"),
        ("purpose in upper case", {"purpose": "Audience"}, "bad_context"),
        ("profile begins with a dot", {"profile": ".v1"}, "bad_context"),
        ("identifier type of 65 characters", {"id_type": LONGEST + "a"}, "bad_context"),
        ("dataset with a space", {"dataset": "my users"}, "bad_context"),
        ("dataset ends with a line break", {"dataset": "users\n"}, "bad_context"),
        ("empty advertiser", {"advertiser": ""}, "bad_context"),
        ("advertiser of 129 characters", {"advertiser": "a" * 129}, "bad_context"),
        ("advertiser with a space", {"advertiser": "ac me"}, "bad_context"),
        ("platform outside ASCII", {"platform": "pl\u00e4tform"}, "bad_context"),
        ("empty list", {"list": size(0)}, "bad_context"),
        ("empty platform set", {"platform_set": size(0)}, "bad_context"),
        ("2^60 pairs", {"list": size(2**20), "platform_set": size(2**40)}, "ok"),
        ("more than 2^60 pairs", {"list": size(2**20 + 1), "platform_set": size(2**40)}, "bad_context"),
    ]:
        out.append({"name": name, "stage": "context", "context": base | change, "outcome": outcome})
    return out


def message_vectors():
    digest = derive("message").hex()
    open_list = {"list": {"size": 5, "digest": digest}, "salt": digest, "context": digest}
    out = []

    def add(name, kind, body, outcome="bad_request"):
        text = body if isinstance(body, str) else json.dumps(body)
        out.append({"name": name, "stage": "message", "message": kind, "body": text, "outcome": outcome})

    add("as it should be", "open_list", open_list, "ok")
    add("other order of names", "open_list", dict(reversed(open_list.items())), "ok")
    add("unknown name", "open_list", open_list | {"extra": 1})
    add("unknown name inside", "open_list", open_list | {"list": {"size": 5, "digest": digest, "n": 1}})
    add("name in upper case", "open_list", {"List": open_list["list"], "salt": digest, "context": digest})
    add("name twice", "open_list", json.dumps(open_list)[:-1] + f', "salt": "{digest}"}}')
    add("digest in upper case", "open_list", open_list | {"salt": digest.upper()})
    add("digest of 63 digits", "open_list", open_list | {"salt": digest[:63]})
    add("digest of 65 digits", "open_list", open_list | {"salt": digest + "0"})
    add("digest not hexadecimal", "open_list", open_list | {"salt": "g" + digest[1:]})
    add("size as text", "open_list", open_list | {"list": {"size": "5", "digest": digest}})
    add("size negative", "open_list", open_list | {"list": {"size": -5, "digest": digest}})
    add("size with a fraction", "open_list", open_list | {"list": {"size": 5.5, "digest": digest}})
    add("size of 2^64", "open_list", open_list | {"list": {"size": 2**64, "digest": digest}})
    add("cut", "open_list", json.dumps(open_list)[:-1])
    add("two values", "open_list", json.dumps(open_list) + "{}")
    add("an array", "open_tags", "[]")
    add("empty", "open_tags", "")
    return out


FILES = [
    ("malformed.json", "what is refused, at which stage and as what (SPEC.md §9, §13)", lambda: [
        *key_vectors(), *element_vectors(), *context_vectors(), *message_vectors(),
        *element_sets(), *tag_sets(), *handle_sets(), *malformed_log.vectors(),
    ]),
]
