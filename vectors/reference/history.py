"""Vectors of logs (SPEC.md §13.1–13.4)."""

from datetime import datetime, timedelta, timezone

from . import log
from .log import COSIGNATURE, Log
from .schema import is_entry
from .steps import derive, params

PLATFORM, DATASET, ORIGIN = "platform.example", "users", "platform.example/log"
PURPOSE = "audience-matching"
SEED, WITNESS_SEED = derive("log key"), derive("witness key")


def digest(label):
    return derive("log " + label).hex()


def a_set(size, label):
    return {"size": size, "digest": digest(label)}


def stamp(ms):
    """Milliseconds after the log's beginning as a time, without zeros that say nothing."""
    t = datetime(2026, 5, 4, 8, tzinfo=timezone.utc) + timedelta(milliseconds=ms)
    return t.strftime("%Y-%m-%dT%H:%M:%S") + f".{ms % 1000:03d}".rstrip("0").rstrip(".") + "Z"


HOUR = 3600_000
DAY = 24 * HOUR
FLOORS = {"list": 1000, "dataset": 10000, "report": 100}


class History:
    """Entries in their order. now is in milliseconds after the beginning."""

    def __init__(self):
        self.entries, self.now = [], 0

    def add(self, kind, member, contents, session=None):
        e = {"v": 1, "seq": len(self.entries), "time": stamp(self.now), "type": kind, "salt": derive(f"log salt {len(self.entries)}")[:16].hex(), member: contents}
        if session:
            e["session"] = digest("session " + session)
        self.entries.append(e)
        self.now += 250

    def lines(self):
        return [log.line(e) for e in self.entries]

    def start(self, version="v0.1.0"):
        self.add("start", "start", {
            "platform": PLATFORM, "modes": ["count", "blinded"], "floors": FLOORS, "version": version, "go": "go1.26.1",
            "disclosure": {"epsilon": "1/10", "budget_30_days": "1", "budget_365_days": "4", "spacing": 3600}})

    def policy(self, name, previous=None):
        p = {"dataset": DATASET, "purpose": PURPOSE, "digest": digest("policy " + name)}
        self.add("policy", "policy", p | ({"previous": digest("policy " + previous)} if previous else {}))

    def load(self, name, policy, **more):
        """An import; its name is the one of its epochs."""
        self.add("import", "import", more | {
            "dataset": DATASET, "purpose": PURPOSE, "profile": "default-v1", "suite": "ristretto255", "policy_digest": digest("policy " + policy),
            "rows": {"total": 2500000, "admitted": 2331842, "excluded": 160411, "empty": 5120, "rejected": 2627, "deleted": 0, "unchanged": 0},
            "admitted": [{"context": "checkout", "rows": 1200000, "values": 1900000}, {"context": "newsletter", "rows": 1131842, "values": 1131842}],
            "excluded": [{"reason": "opted_out", "rows": 411, "values": 411}, {"reason": "security_context", "rows": 160000, "values": 160000}],
            "types": [
                {"type": "email", "values": 2492253, "admitted": 2331842, "excluded": 160411, "elements": 2330198},
                {"type": "phone", "values": 700000, "admitted": 700000, "excluded": 0, "elements": 699120},
            ],
            "commitment": digest("import " + name), "index": digest("candidates " + name)})

    def params(self, imported, policy):
        return {"dataset": DATASET, "import": digest("import " + imported), "policy_digest": digest("policy " + policy), "platform": PLATFORM, **params("ristretto255")}

    def epoch(self, imported="1", policy="1"):
        self.add("epoch.open", "epoch", self.params(imported, policy) | {"set": a_set(2340000, "set " + imported)})

    def own_set(self, session, imported="1", policy="1"):
        self.add("session.set", "set", self.params(imported, policy) | {"set": a_set(2340000, "set " + session)}, session)

    def destroyed(self, name):
        self.add("key.destroyed", "key_destroyed", {"set": digest("set " + name)})

    def offer(self, session, mode="count", advertiser="acme", imported="1", policy="1"):
        self.add("session.offer", "offer", self.params(imported, policy) | {"advertiser": advertiser, "mode": mode, "commitment": digest("commitment " + session)}, session)

    def commit(self, session, set_name="1", size=5660):
        self.add("session.commit", "commit", {"list": size, "set": a_set(2340000, "set " + set_name), "context": digest("context " + session)}, session)

    def result(self, session, value, mode="count", advertiser="acme", owner="Acme Ltd", noise="laplace 1/10", left=None, contract=None, handles=False, paid=None):
        """left is what stays of both budgets; paid is when, by now if None."""
        r = {
            "advertiser": advertiser, "dataset": DATASET, "purpose": PURPOSE, "mode": mode, "context": digest("context " + session), "owner": owner,
            "released": {"value": value, "below_floor": value is None, "floor": FLOORS["report"], "noise": noise}}
        if left:
            r["budget"] = {"at": stamp(self.now - 130 if paid is None else paid), "epsilon": "1/10", "left_30_days": left[0], "left_365_days": left[1]}
        if contract:
            r["contract"] = contract
        if handles:
            r |= {"handles": a_set(value, "handles " + session), "index": digest("matches " + session)}
        self.add("session.result", "result", r, session)

    def handles(self, session, size, advertiser="acme"):
        self.add("session.handles", "handles", {"advertiser": advertiser, "set": a_set(size, "handles " + session)}, session)

    def refusal(self, code, session=None, advertiser="acme", mode="count"):
        self.add("refusal", "refusal", {"advertiser": advertiser, "dataset": DATASET, "purpose": PURPOSE, "mode": mode, "code": code}, session)

    def erased(self, session, reason):
        self.add("session.erased", "erased", {"reason": reason}, session)


def whole():
    """A log with an entry of every type."""
    h = History()
    h.start()
    h.policy("1")
    h.load("1", "1")
    h.epoch()
    h.now = HOUR + 7
    h.offer("noised")
    h.commit("noised")
    h.result("noised", 1230, left=("9/10", "39/10"))
    h.refusal("too_soon")  # an offer that opened no session
    exact = {"advertiser": "globex", "owner": "M\u00fcller & S\u00f6hne \"Werbung\" <GmbH>", "contract": "Auftrag 7/26 \u2013 \u20ac\\\U0001f4dc"}
    h.offer("exact", advertiser="globex")
    h.commit("exact", size=100000)
    h.result("exact", 23456, noise="none", **exact)
    h.now = 2 * HOUR + 500
    h.offer("blinded", "blinded")
    h.own_set("blinded")
    h.commit("blinded", "blinded")
    h.result("blinded", 1020, "blinded", noise="laplace 1/10 shift 201", left=("4/5", "19/5"), handles=True)
    h.destroyed("blinded")
    h.handles("blinded", 1020)
    h.offer("lost")
    h.now = 3 * DAY
    h.add("operator.acknowledged", "acknowledged", {"reason": "restored the database:\tbackup of \u201c3 May\u201d\n\u007f\u0001", "log": 18, "known": 12})
    h.start("v0.1.1")
    h.refusal("lost", "lost")
    h.destroyed("1")
    h.policy("2", previous="1")
    h.load("2", "2", uses=["marketing.advertising.first_party.targeted"])
    h.epoch("2", "2")
    h.offer("below", imported="2", policy="2")
    h.commit("below", "2", size=1000)
    h.result("below", None, left=("7/10", "37/10"))
    h.now = 90 * DAY
    h.erased("blinded", "expired")
    h.offer("small list", imported="2", policy="2")
    h.refusal("list_too_small", "small list")
    h.refusal("mode_off", advertiser="globex", mode="blinded")
    return h


def one():
    h = History()
    h.start()
    return h


def vector(name, lines, receipts):
    assert all(is_entry(x) for x in lines)
    made, time = Log(ORIGIN, SEED, lines), 1785661200
    witness = "acme/witness"
    return {
        "name": name,
        "origin": ORIGIN,
        "seed": SEED.hex(),
        "log_key": made.key,
        "entries": lines,
        "leaf_hashes": [x.hex() for x in made.leaves],
        "root": made.root.hex(),
        "checkpoint": made.checkpoint,
        "note": made.note,
        "receipts": [{"index": i, "receipt": made.receipt(i)} for i in receipts],
        "witness": {
            "name": witness, "seed": WITNESS_SEED.hex(), "key": log.verifier_key(witness, WITNESS_SEED, COSIGNATURE),
            "time": time, "note": log.cosign(made.note, witness, WITNESS_SEED, time)},
    }


def log_vectors():
    lines = whole().lines()
    assert len(lines) == 32
    return [
        vector("no entry", [], []),
        vector("one entry", one().lines(), [0]),
        vector("entries of every type", lines, [0, 3, 6, 14, 31]),
        vector("its first 29 entries", lines[:29], [0, 15, 28]),
    ]


FILES = [("log.json", "entries to leaf hashes, root, signed checkpoint and receipts (SPEC.md \u00a713.1\u201313.4)", log_vectors)]
