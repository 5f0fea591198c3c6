"""Vectors of logs (SPEC.md §13.1–13.4)."""

from datetime import datetime, timedelta, timezone
from fractions import Fraction

from . import log
from .log import COSIGNATURE, Log
from .numbers import charge, shift
from .schema import is_entry
from .steps import derive, params

PLATFORM, DATASET, ORIGIN = "platform.example", "users", "platform.example/log"
PURPOSE, POPULATION = "audience-matching", "members"
SEED, WITNESS_SEED, AUDITOR_SEED = derive("log key"), derive("witness key"), derive("auditor key")


def digest(label):
    return derive("log " + label).hex()


def parts(*sizes):
    return [{"width": w, "size": n} for w, n in sizes]


def a_set(label, *sizes):
    return {"parts": parts(*sizes), "digest": digest(label)}


SECTIONS = [(1, 1024000), (2, 716800), (4, 24576)]


def stamp(ms):
    """Milliseconds after the log's beginning as a time, without zeros that say nothing."""
    t = datetime(2026, 5, 4, 8, tzinfo=timezone.utc) + timedelta(milliseconds=ms)
    return t.strftime("%Y-%m-%dT%H:%M:%S") + f".{ms % 1000:03d}".rstrip("0").rstrip(".") + "Z"


HOUR = 3600_000
DAY = 24 * HOUR
FLOORS = {"list": 1000, "dataset": 10000, "report": 100}
BUDGETS = {30: Fraction(1), 365: Fraction(4)}


def audience(action, name="spring-sale", days=None, release=False, use="include"):
    """days: after the log's beginning, when it ends."""
    a = {"action": action, "name": name, "release": release}
    return a | ({"use": use, "expires": stamp(days * DAY)} if days else {})


class History:
    """Entries in their order. now is in milliseconds after the beginning."""

    def __init__(self):
        self.entries, self.now, self.offers, self.paid = [], 0, {}, []

    def add(self, kind, member, contents, session=None):
        e = {"v": 1, "seq": len(self.entries), "time": stamp(self.now), "type": kind, "salt": derive(f"log salt {len(self.entries)}")[:16].hex(), member: contents}
        if session:
            e["session"] = digest("session " + session)
        self.entries.append(e)
        self.now += 250

    def lines(self):
        return [log.line(e) for e in self.entries]

    def start(self, version="v0.1.0", **more):
        self.add("start", "start", more | {
            "platform": PLATFORM, "modes": ["count", "activate", "blinded"], "floors": FLOORS, "version": version, "go": "go1.26.1",
            "disclosure": {"epsilon": "1/10", "budget_30_days": "1", "budget_365_days": "4", "spacing": 3600, "sessions": 168}})

    def policy(self, name, previous=None):
        p = {"dataset": DATASET, "purpose": PURPOSE, "digest": digest("policy " + name)}
        self.add("policy", "policy", p | ({"previous": digest("policy " + previous)} if previous else {}))

    def load(self, name, policy, **more):
        """An import; its name is the one of its epochs."""
        self.add("import", "import", {
            "dataset": DATASET, "purpose": PURPOSE, "population": POPULATION, "profile": "default-v1", "suite": "ristretto255", "policy_digest": digest("policy " + policy), "at": stamp(self.now - 90000),
            "rows": {"total": 2500000, "admitted": 2331842, "excluded": 160411, "empty": 5120, "rejected": 2627, "deleted": 0, "unchanged": 0},
            "admitted": [{"context": "checkout", "rows": 1200000, "values": 1900000}, {"context": "newsletter", "rows": 1131842, "values": 1131842}],
            "excluded": [{"reason": "opted_out", "rows": 411, "values": 411}, {"reason": "security_context", "rows": 160000, "values": 160000},
                         {"reason": "shared_by_many", "rows": 0, "values": 17}],
            "types": [
                {"type": "email", "values": 2492253, "admitted": 2331842, "excluded": 160411, "elements": 2330198},
                {"type": "phone", "values": 700000, "admitted": 700000, "excluded": 0, "elements": 699120},
            ],
            "commitment": digest("import " + name), "index": digest("candidates " + name)} | more)

    def params(self, imported, policy):
        return {"dataset": DATASET, "import": digest("import " + imported), "policy_digest": digest("policy " + policy), "platform": PLATFORM,
                **params("ristretto255", ["email", "phone"])}

    def epoch(self, imported="1", policy="1", sections=SECTIONS):
        self.add("epoch.open", "epoch", self.params(imported, policy) | {"set": a_set("set " + imported, *sections), "audit_key": digest("audit key " + imported)})

    def destroyed(self, name):
        self.add("key.destroyed", "key_destroyed", {"set": digest("set " + name)})

    def offer(self, session, mode="count", advertiser="acme", imported="1", policy="1", epsilon="1/10", slice="1", segments=1, audience=None):
        self.offers[session] = {"mode": mode, "advertiser": advertiser, "epsilon": epsilon, "slice": slice, "segments": segments, "audience": audience}
        o = self.params(imported, policy) | {
            "advertiser": advertiser, "mode": mode, "commitment": digest("commitment " + session), "epsilon": epsilon, "slice": slice, "segments": segments}
        self.add("session.offer", "offer", o | ({"audience": audience} if audience else {}), session)

    def commit(self, session, set_name="1", sizes=None, slice=None, sections=SECTIONS):
        """sizes: of the list's segments; slice: with its first unit."""
        o = self.offers.get(session, {"slice": "1", "segments": 1})
        o["allotted"] = slice or o["slice"]
        self.add("session.commit", "commit", {
            "list": parts(*[(1, n) for n in sizes or [5660] * o["segments"]]), "set": a_set("set " + set_name, *sections), "slice": o["allotted"],
            "context": digest("context " + session)}, session)

    def left(self, owner, at, days):
        """Of a budget, after a payment."""
        return str(BUDGETS[days] - sum(x for who, when, x in self.paid if who == owner and at - days * DAY < when <= at))

    def result(self, session, values, owner="Acme Ltd", paid=None, left=None, contract=None, handles=None, floor=FLOORS["report"], **more):
        """values: of all, then of the segments. left is what stays of both budgets, by default what there is; paid is
        when, by default now."""
        o = self.offers[session]
        r = {
            "advertiser": o["advertiser"], "dataset": DATASET, "purpose": PURPOSE, "mode": o["mode"], "context": digest("context " + session), "owner": owner,
            "slice": o.get("allotted", o["slice"])}
        whole, epsilon, a = o["slice"] == "1", Fraction(o["epsilon"]), o["audience"]
        noise = "none" if contract else f"laplace {o['epsilon']}" + (f" shift {shift(epsilon)}" if o["mode"] == "blinded" else "")
        told = [{"value": v, "below_floor": v is None, "floor": floor if whole else 0, "noise": noise} for v in values]
        if told:
            r["released"] = told[0]
        if told[1:]:
            r["segments"] = told[1:]
        if a:
            r |= {"audience": a, "index": digest("matches " + session)}
        if contract:
            r["contract"] = contract
        elif not a or a["action"] in ("create", "replace"):
            at = self.now - 130 if paid is None else paid
            charged = charge(1 if whole else int(o["slice"].removeprefix("1/")), epsilon)
            self.paid.append((owner, at, charged))
            month, year = left or (self.left(owner, at, 30), self.left(owner, at, 365))
            r |= {"epsilon": o["epsilon"], "delta": "0.00374", "budget": {
                "at": stamp(at), "population": POPULATION, "epsilon": str(charged), "left_30_days": month, "left_365_days": year}}
        if handles or handles is None and o["mode"] == "blinded" and values[0] is not None:
            r |= {"handles": a_set("handles " + session, (1, handles or values[0])), "index": digest("matches " + session)}
        self.add("session.result", "result", r | more, session)

    def handles(self, session, size, advertiser="acme"):
        self.add("session.handles", "handles", {"advertiser": advertiser, "set": a_set("handles " + session, (1, size))}, session)

    def refusal(self, code, session=None, advertiser="acme", mode="count"):
        self.add("refusal", "refusal", {"advertiser": advertiser, "dataset": DATASET, "purpose": PURPOSE, "mode": mode, "code": code}, session)

    def erased(self, session, reason):
        self.add("session.erased", "erased", {"reason": reason}, session)

    def strike(self, session, owner="Acme Ltd", advertiser="acme"):
        self.add("strike", "strike", {"owner": owner, "advertiser": advertiser, "dataset": DATASET}, session)

    def lifted(self, owner="Acme Ltd", reason="their key was restored from a backup; spoke with their engineers"):
        self.add("strike.lifted", "lifted", {"owner": owner, "dataset": DATASET, "reason": reason})

    def change(self, action, name="spring-sale", days=None, advertiser="acme"):
        c = {"action": action, "advertiser": advertiser, "dataset": DATASET, "purpose": PURPOSE, "name": name}
        self.add("audience", "audience", c | ({"expires": stamp(days * DAY)} if days else {}))

    def person(self, name="a", key="persons key"):
        self.add("person.erased", "person", {"key": digest(key), "reference": digest("person " + name)})

    def lookup(self, persons=1, by="user", reason=None):
        self.add("lookup", "lookup", {"persons": persons, "by": by} | ({"reason": reason} if reason else {}))

    def opened(self, kind="spot", name="1", groups=4603, auditor=None):
        self.add("audit.opened", "opened", {
            "kind": kind, "set": digest("set " + name), "auditor": auditor or log.verifier_key("auditor.example", AUDITOR_SEED), "groups": groups})

    def audit(self, kind="spot", verdict="passed", name="1", signed=None, seed=AUDITOR_SEED):
        auditor, text = "auditor.example", f"Blindmatch-V1 audit\n{kind}\n{digest('set ' + name)}\n{verdict}\n"
        self.add("audit", "audit", {
            "kind": kind, "set": digest("set " + name), "verdict": verdict, "auditor": log.verifier_key(auditor, AUDITOR_SEED),
            "note": log.note(signed or text + "4,605 groups\n", auditor, seed)})


EXACT = {"owner": "M\u00fcller & S\u00f6hne \"Werbung\" <GmbH>", "contract": "Auftrag 7/26 \u2013 \u20ac\\\U0001f4dc"}


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
    h.result("noised", [1230])
    h.refusal("too_soon")  # an offer that opened no session
    h.offer("exact", advertiser="globex")
    h.commit("exact", sizes=[100000])
    h.result("exact", [23456], **EXACT)
    h.now = 2 * HOUR + 500
    h.offer("blinded", "blinded")
    h.commit("blinded")
    h.result("blinded", [1520])
    h.handles("blinded", 1520)
    h.opened()
    h.audit()
    h.now = 4 * HOUR
    h.offer("segments", segments=3)
    h.commit("segments", sizes=[1000, 1190, 1415])
    h.result("segments", [910, 100, None, 790])
    h.now = 6 * HOUR
    h.offer("slice", slice="1/256", epsilon="1", segments=2)
    h.commit("slice", slice="1/256 at 1022")
    h.result("slice", [14, -3, 17])
    h.now = 8 * HOUR
    h.offer("push", "activate", audience=audience("create", days=20))
    h.commit("push")
    h.result("push", [])
    h.offer("more", "activate", audience=audience("add"))
    h.commit("more")
    h.result("more", [])
    h.now = 10 * HOUR
    h.offer("told", "activate", advertiser="hooli", audience=audience("create", "vips", 30, True, "exclude"), epsilon="1/20")
    h.commit("told")
    h.result("told", [870], owner="hooli")
    h.offer("cheat", advertiser="hooli")
    h.commit("cheat")
    h.strike("cheat", "hooli", "hooli")
    h.refusal("bad_tags", "cheat", "hooli")
    h.refusal("struck", advertiser="hooli")
    h.change("renewed", days=25)
    h.now = DAY
    h.lifted("hooli")
    h.lookup(reason="request 2026-117, article 15")
    h.lookup(40, "email")
    h.person()
    h.offer("lost")
    h.now = 3 * DAY
    h.add("operator.acknowledged", "acknowledged", {"reason": "restored the database:\tbackup of \u201c3 May\u201d\n\u007f\u0001", "log": 41, "known": 12})
    h.start("v0.1.1", page=digest("page"))
    h.refusal("lost", "lost")
    h.destroyed("1")
    h.opened("full", groups=1765376)
    h.audit("full", "failed")
    h.policy("2", previous="1")
    h.load("2", "2", uses=["marketing.advertising.first_party.targeted"])
    h.epoch("2", "2", [(2, 20480)])
    h.offer("below", imported="2", policy="2", epsilon="1/100")
    h.commit("below", "2", [1000], sections=[(2, 20480)])
    h.result("below", [None])
    h.now = 24 * DAY
    h.change("deleted")
    h.now = 31 * DAY
    h.change("expired", "vips", advertiser="hooli")
    h.now = 90 * DAY
    h.erased("blinded", "expired")
    h.offer("small list", imported="2", policy="2")
    h.refusal("list_too_small", "small list")
    h.refusal("mode_off", advertiser="globex", mode="blinded")
    return h


OLDER = 29  # entries of a checkpoint from before


def one():
    h = History()
    h.start()
    return h


def vector(name, lines, receipts, older=None):
    assert all(is_entry(x) for x in lines), next(x for x in lines if not is_entry(x))
    made, time = Log(ORIGIN, SEED, lines), 1785661200
    witness = "acme/witness"
    v = {
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
    return v | ({"older": [Log(ORIGIN, SEED, lines[:n]).note for n in older]} if older else {})


def log_vectors():
    h = whole()
    lines = h.lines()
    kinds = {e["type"] for e in h.entries}
    assert len(kinds) == 19, kinds
    last = len(lines) - 1
    return [
        vector("no entry", [], []),
        vector("one entry", one().lines(), [0], [0]),
        vector("entries of every type", lines, [0, 3, 6, 14, 22, 25, 40, last], [0, 1, 16, OLDER, last + 1]),
        vector(f"its first {OLDER} entries", lines[:OLDER], [0, 15, OLDER - 1]),
    ]


FILES = [("log.json", "entries to leaf hashes, root, signed checkpoint and receipts (SPEC.md \u00a713.1\u201313.4)", log_vectors)]
