"""Vectors of an epoch and of whole sessions."""

from . import protocol
from .epoch import Epoch, in_slice
from .protocol import GROUPS, set_of, sha256
from .steps import context, derive, derive_key, params

OPENED, EXPIRES = "2026-01-02T00:00:00Z", "2026-01-02T03:04:05Z"


def email(i):
    return ("email", f"user{i}@example.com")


def phone(i):
    return ("phone", f"+4420794600{i:02}")


def other(i):
    return ("email", f"user{i}@example.org")


# People with one to four identifiers. The number of a group is its place in the list.
PEOPLE = [
    *([email(i)] for i in range(6)), *([phone(i)] for i in range(6, 9)),
    *([email(i), phone(i)] for i in range(10, 16)),
    *([other(i), email(i), phone(i)] for i in range(20, 23)), [email(23), other(23), phone(23), phone(24)],
]
EPOCHS = {
    "small": ("ristretto255", PEOPLE[:9], [(1, 2048)]),
    "small P256": ("P256", PEOPLE[:9], [(1, 2048)]),
    "three sections": ("ristretto255", PEOPLE, [(1, 2048), (2, 2048), (4, 2048)]),
    "two sections": ("P256", PEOPLE[:15], [(1, 2048), (2, 2048)]),
    "one section of pairs": ("ristretto255", PEOPLE[:15], [(2, 2048)]),
}
MADE = {}


def epoch(label):
    if label not in MADE:
        suite, groups, capacities = EPOCHS[label]
        key = derive_key(GROUPS[suite], f"dataset {label}")
        MADE[label] = Epoch(params(suite, ["email", "phone"]), key, derive(f"epoch secret {label}"), groups, capacities)
    return MADE[label]


def secrets(e):
    """What an epoch follows from."""
    return {
        "params": e.p,
        "dataset_key": protocol.key_bytes(e.g, e.d).hex(),
        "epoch_secret": e.secret.hex(),
        "groups": [[{"type": t, "normal": normal} for t, normal in group] for group in e.groups],
        "capacities": [{"width": w, "size": n} for w, n in e.capacities],
    }


def ends(records):
    """The first and the last record, and the digest of all, as they stand in a file."""
    return {"first": records[0].hex(), "last": records[-1].hex(), "sha256": sha256(b"".join(records)).hex()}


def epoch_vector(label):
    e = epoch(label)
    width = e.capacities[-1][0]
    derivations = [("epoch key", {}, protocol.epoch_key(e.secret))]
    derivations += [("sentinel", {"width": w, "number": i, "slot": j}, protocol.sentinel(e.secret, w, i, j))
                    for w, i, j in [(1, 0, 0), (width, 1, width - 1), (16, 2**40, 15)]]
    derivations += [("fill", {"number": n, "slot": j}, protocol.fill(e.secret, n, j)) for n, j in [(0, 0), (2**40, 14)]]
    out = []
    for what, of, okm in derivations:
        v = {"what": what, **of, "okm": okm.hex()}
        if what == "fill":
            v |= {"domain": protocol.fill_domain(e.p), "element": e.g.encode(e.fill(of["number"], of["slot"])).hex()}
        else:
            k = e.g.scalar(okm)
            v["scalar"] = protocol.key_bytes(e.g, k).hex()
            if what == "sentinel":
                v["element"] = e.g.encode(e.g.mul(k, e.g.GENERATOR)).hex()
        out.append(v)
    return {
        "name": label,
        **secrets(e),
        "derivations": out,
        "stored": [[x.hex() for x in group] for group in e.stored],
        "epoch_key": protocol.key_bytes(e.g, e.e).hex(),
        "key": protocol.key_bytes(e.g, e.b).hex(),
        "platform_set": e.set,
        "leaves": [x.hex() for x in e.leaves],
        "sections": [ends([r.encoded for r in records]) for _, records in e.sections],
        "order": ends(e.order()),
        "sentinels": ends(e.sentinels()),
    }


class Session:
    """One session, both sides. rows: segment, type and normal form; pads: segment and match key."""

    def __init__(self, label, of, mode, rows, pads=(), epsilon="1/10", slice="1", segments=1, audience=None):
        e = self.epoch = epoch(of)
        p, g = e.p, e.g
        a = self.key = derive_key(g, f"{label} advertiser")
        self.rows, self.pads = rows, list(pads)
        items = [(s, t, protocol.match_key(normal)) for s, t, normal in rows] + [(s, p["types"][0], k) for s, k in self.pads]
        self.masked = [protocol.mask(p, t, a, k) for _, t, k in items]
        first = {}
        for (s, _, _), x in zip(items, self.masked):
            first[x] = min(s, first.get(x, s))
        parts = [sorted(x for x, s in first.items() if s == i) for i in range(segments)]
        self.list, self.list_set = b"".join(x for part in parts for x in part), set_of([(1, part) for part in parts], 32)
        self.context = context(mode, p, label, self.list_set, e.set, epsilon, slice, segments, audience)
        self.digest = sha256(protocol.context_encoding(self.context))
        self.tag_key = protocol.tag_key(self.digest)
        self.aligned = mode != "count"

        # The advertiser: a·P, slot by slot, of the slice.
        self.chosen = [(w, records, in_slice(slice, len(records))) for w, records in e.sections]
        self.multiplied = [[[x.times(a) for x in records[i].elements] for i in chosen] for _, records, chosen in self.chosen]
        for section in self.multiplied:  # the short way gives what multiplying does
            assert section[0][0] == protocol.remask(g, a, self.record(self.multiplied.index(section), 0).elements[0].encoded)
        self.public = g.encode(g.mul(a, g.GENERATOR))
        self.tags = self.tags_of(self.multiplied)
        self.tag_set = set_of([(w, tags) for (w, _, _), tags in zip(self.chosen, self.tags)], 10)
        self.tag_bytes = b"".join(t for tags in self.tags for t in tags)
        flat = [self.tag_bytes[i : i + 10] for i in range(0, len(self.tag_bytes), 10)]
        assert len(set(flat)) == len(flat)
        assert not self.missing(self.tags)
        self.hits = self.compare()
        self.counts = [sum(h["segment"] == i for h in self.hits) for i in range(segments)]

    def record(self, section, at):
        """The record of P at a place of a section of R, where R is aligned."""
        _, records, chosen = self.chosen[section]
        return records[chosen[at]]

    def tags_of(self, multiplied):
        """R, a list of records for each section."""
        made = [[[protocol.tag(self.tag_key, x) for x in record] for record in section] for section in multiplied]
        if self.aligned:
            return [[b"".join(record) for record in section] for section in made]
        return [sorted(b"".join(sorted(record)) for record in section) for section in made]

    def missing(self, tags):
        """Whether a sentinel's tags are not in R as they must be. They are a·(r·G) = r·A."""
        for section, (_, records, chosen) in enumerate(self.chosen):
            there = set(tags[section])
            for at, i in enumerate(chosen):
                if records[i].is_sentinel():
                    want = [protocol.tag(self.tag_key, x) for x in self.multiplied[section][at]]
                    if self.aligned and tags[section][at] != b"".join(want):
                        return True
                    if not self.aligned and b"".join(sorted(want)) not in there:
                        return True
        return False

    def compare(self, multiplied=None):
        """The groups that b·C hits."""
        where = {}
        for section, records in enumerate(multiplied or self.multiplied):
            for at, record in enumerate(records):
                for slot, x in enumerate(record):
                    where[protocol.tag(self.tag_key, x)] = (section, at, slot)
        hits, offset = {}, 0
        for segment, part in enumerate(self.list_set["parts"]):
            for _ in range(part["size"]):
                x = protocol.remask(self.epoch.g, self.epoch.b, self.list[offset : offset + 32])
                offset += 32
                found = where.get(protocol.tag(self.tag_key, x))
                if found:
                    hit = hits.setdefault(found[:2], {"segment": segment, "slots": []})
                    hit["slots"].append(found[2])
        out = []
        for (section, at), hit in sorted(hits.items()):
            r = self.record(section, at)
            assert multiplied or not r.is_sentinel()
            out.append({
                "section": section, "record": self.chosen[section][2][at], "segment": hit["segment"], "slots": sorted(hit["slots"]),
                "number": r.number, "elements": [r.elements[s].slot for s in sorted(hit["slots"])]})
        return out

    def cheat(self, name, section, sentinel, key=None, swap=False):
        """R with one group under another key, or one element of it, or at another place."""
        at = next(i for i in range(len(self.multiplied[section])) if self.record(section, i).is_sentinel() == sentinel)
        changed = [list(records) for records in self.multiplied]
        record = [x.times(key) for x in self.record(section, at).elements] if key else changed[section][at]
        v = {"name": name, "section": section, "record": self.chosen[section][2][at]}
        if swap:
            v["swap"] = True
            changed[section][at], changed[section][at + 1] = changed[section][at + 1], changed[section][at]
        else:
            v["key"] = protocol.key_bytes(self.epoch.g, key).hex()
            changed[section][at] = record
        tags = self.tags_of(changed)
        bad = self.missing(tags)
        v |= {"tags": set_of([(w, t) for (w, _, _), t in zip(self.chosen, tags)], 10), "outcome": "bad_tags" if bad else "ok"}
        if not bad:
            hits = self.compare(changed)
            v["counts"] = [sum(h["segment"] == i for h in hits) for i in range(len(self.counts))]
        return v


def rounded(v, up=False):
    unit = 10
    while v // unit >= 1000:
        unit *= 10
    return (v + (unit - 1 if up else unit // 2)) // unit * unit


def messages(s, label, floor, exact):
    """From the offer to the open tags, and the result if the owner has a contract."""
    c, salt, session = s.context, derive(label + " salt"), derive(label + " session").hex()
    offer = {
        "version": protocol.VERSION, "mode": c["mode"], **s.epoch.p, "dataset": c["dataset"], "advertiser": c["advertiser"], "platform": c["platform"],
        "nonce": c["advertiser_nonce"], "commitment": sha256(protocol.commitment_encoding(salt, s.list_set)).hex(),
        "epsilon": c["epsilon"], "slice": c["slice"].split(" ")[0], "segments": c["segments"]}
    if "audience" in c:
        offer["audience"] = c["audience"]
    out = {
        "offer": offer,
        "accept": {
            "session": session, "nonce": c["platform_nonce"], "state": "open", "expires": EXPIRES, "policy_digest": c["policy_digest"],
            "slice": c["slice"], "platform_set": s.epoch.set, "opened": OPENED, "path": f"/v1/epochs/{s.epoch.set['digest']}"},
        "open_list": {"list": s.list_set, "salt": salt.hex(), "context": s.digest.hex()},
        "open_tags": {"tags": s.tag_set, "public_key": s.public.hex()},
        "result": {"session": session, "mode": c["mode"], "context": s.digest.hex()},
    }
    if exact:
        def told(n):
            return {"value": None if n < floor else n, "below_floor": n < floor, "floor": floor, "noise": "none"}

        out["result"]["released"] = told(sum(s.counts))
        if len(s.counts) > 1:
            out["result"]["segments"] = [told(n) for n in s.counts]
    return out


CHUNK = 16384


def session_vector(label, of, mode, rows, floor=1, cheats=(), **more):
    s = Session(label, of, mode, rows, **more)
    exact = mode == "count" and s.context["slice"] == "1"
    aligned = [x for section in s.multiplied for record in section for x in record]
    return {
        "name": label,
        **secrets(s.epoch),
        "advertiser_key": protocol.key_bytes(s.epoch.g, s.key).hex(),
        "rows": [{"segment": i, "type": t, "normal": normal} for i, t, normal in s.rows],
        "pads": [{"segment": i, "key": k.hex()} for i, k in s.pads],
        "context": s.context,
        "context_digest": s.digest.hex(),
        "masked": [x.hex() for x in s.masked],
        "list": s.list.hex(),
        "list_content_digest": protocol.content_digest(s.list),
        "multiplied": ends(aligned),
        "sections": [ends(tags) for tags in s.tags],
        "chunk": CHUNK,
        "tags_content_digests": [protocol.content_digest(s.tag_bytes[i : i + CHUNK]) for i in range(0, len(s.tag_bytes), CHUNK)],
        "messages": messages(s, label, floor, exact),
        "counts": s.counts,
        "matches": s.hits if s.aligned else None,
        "cheats": [s.cheat(**c) for c in cheats],
    }


def two_keys(g, label):
    return derive_key(g, label + " second key")


def rows(*people, segment=0):
    return [(segment, t, normal) for t, normal in people]


SMALL = rows(email(3), email(4), email(5), email(900), email(4))
MIXED = rows(
    email(4), phone(7), email(901), phone(10), email(12), phone(12), email(20), other(20), phone(22), phone(23), phone(24), email(23),
    other(21), phone(98), other(902), email(12))
SEGMENTS = [
    *rows(email(1), email(10), phone(20)), *rows(phone(10), email(11), phone(11), email(1), email(2), segment=1),
    *rows(email(800), phone(97), segment=2), *rows(other(20), email(21), email(3), phone(97), segment=3)]
CREATE = {"action": "create", "name": "spring-sale", "use": "include", "expires": "2026-02-01T00:00:00Z", "release": True}


def pads(count, segment=0):
    return [(segment, derive(f"pad {segment} {i}")) for i in range(count)]


def second(suite):
    """A second key on a sentinel, which is found, and on a group of the platform's, which is not."""
    g = GROUPS[suite]
    return lambda section, sentinel: {
        "name": f"a second key on a {'sentinel' if sentinel else 'group'} of section {section}", "section": section, "sentinel": sentinel, "key": two_keys(g, "cheat")}


R, P = second("ristretto255"), second("P256")
SWAP = {"name": "a sentinel at another place", "section": 0, "sentinel": True, "swap": True}

FILES = [
    ("epoch.json", "dataset and secret to the platform's set (SPEC.md \u00a75)", lambda: [epoch_vector(x) for x in EPOCHS]),
    ("count.json", "whole sessions of mode count (SPEC.md \u00a77)", lambda: [
        session_vector("a small count", "small", "count", SMALL, cheats=[R(0, True), R(0, False)]),
        session_vector("a small count with P256", "small P256", "count", SMALL, cheats=[P(0, True), P(0, False)]),
        session_vector("several sections and types", "three sections", "count", MIXED, pads=pads(3), cheats=[R(i, x) for i in range(3) for x in (True, False)] + [SWAP]),
        session_vector("several sections with P256", "two sections", "count", rows(email(4), phone(10), email(10), email(99)), pads=pads(2), cheats=[P(1, True)]),
        session_vector("segments", "three sections", "count", SEGMENTS, segments=4, pads=[*pads(1), *pads(2, 2)]),
        session_vector("fills, below the floor", "one section of pairs", "count", MIXED, floor=100),
        session_vector("a slice", "three sections", "count", MIXED, slice="1/4 at 256", epsilon="1/2"),
        session_vector("a slice that runs over the end", "three sections", "count", SEGMENTS, segments=4, slice="1/4 at 900", epsilon="1", cheats=[R(1, True), R(0, True)]),
        session_vector("a slice of one unit", "small", "count", SMALL, slice="1/1024 at 1023", epsilon="1"),
        session_vector("nobody on both lists", "small", "count", rows(email(700))),
    ]),
    ("activate.json", "whole sessions of mode activate (SPEC.md \u00a77)", lambda: [
        session_vector("a small audience", "small", "activate", SMALL, audience=CREATE),
        session_vector("several sections with P256", "two sections", "activate", MIXED, pads=pads(3), audience={"action": "add", "name": "spring-sale", "release": False}, cheats=[P(1, True), P(0, False), SWAP]),
        session_vector("to replace", "small", "activate", SMALL, audience=CREATE | {"action": "replace", "use": "exclude", "release": False}),
    ]),
    ("blinded.json", "whole sessions of mode blinded (SPEC.md \u00a77)", lambda: [
        session_vector("a small exchange", "small", "blinded", SMALL),
        session_vector("several sections and types", "three sections", "blinded", MIXED, pads=pads(3), cheats=[R(1, True), R(1, False), SWAP]),
        session_vector("several sections with P256", "two sections", "blinded", rows(email(4), phone(10), email(10), email(99))),
    ]),
]
