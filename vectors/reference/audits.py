"""What an info says of the last audit, and whether it is enough for who asks for one (SPEC.md §13.8)."""

import json
from datetime import datetime, timezone

from . import history, log
from .history import AUDITOR_SEED, DATASET, ORIGIN, PLATFORM, PURPOSE, SEED, digest
from .log import COSIGNATURE, Log
from .schema import is_entry
from .steps import derive

NAME = "auditor.example"
AUDITOR = log.verifier_key(NAME, AUDITOR_SEED)
BEACON = derive("beacon").hex()
SOURCE = "drand quicknet, round 14,512,345"
BEGINNING = int((datetime(2026, 1, 1, 12, tzinfo=timezone.utc) - datetime(2026, 5, 4, 8, tzinfo=timezone.utc)).total_seconds()) * 1000


def note_text(kind="spot", set_digest=None, verdict="passed", platform=PLATFORM, dataset=DATASET, purpose=PURPOSE, groups="4603", differ="0",
              time="2025-12-23T10:00:00Z", beacon=f"{BEACON} {SOURCE}", erased="0"):
    lines = ["Blindmatch-V1 audit", kind, set_digest or digest("set 1"), verdict, f"platform {platform}", f"dataset {dataset}", f"purpose {purpose}",
             f"groups {groups}", f"differ {differ}", f"time {time}"]
    lines += [f"beacon {beacon}"] if kind == "spot" else []
    return "".join(line + "\n" for line in [*lines, f"erased {erased}"])


def audited(text=None, kind="spot", verdict="passed", auditor=AUDITOR, signed=None, seed=SEED, type_="audit"):
    """A log with an audit in it, and the index of that entry."""
    h = history.History()
    h.now = BEGINNING
    h.start()
    h.policy("1")
    h.load("1", "1")
    h.epoch()
    h.opened(kind, auditor=auditor)
    h.add("audit", "audit", {"kind": kind, "set": digest("set 1"), "verdict": verdict, "auditor": auditor,
                             "note": signed or log.note(text or note_text(kind, verdict=verdict), NAME, AUDITOR_SEED)})
    lines = h.lines()
    assert all(is_entry(x) for x in lines), next(x for x in lines if not is_entry(x))
    at = next(i for i, e in enumerate(h.entries) if e["type"] == type_)
    return Log(ORIGIN, seed, lines), at, h.entries[-1]


def audit_vectors():
    out = []

    def add(name, made, outcome="bad_audit", change=None, drop=(), within=10, auditor=AUDITOR, platform=PLATFORM, dataset=DATASET, purpose=PURPOSE, body=None):
        built, at, entry = made
        told = entry["audit"]
        audit = {"kind": told["kind"], "verdict": told["verdict"], "time": entry["time"], "auditor": told["auditor"], "receipt": built.receipt(at)}
        audit = {k: v for k, v in (audit | (change or {})).items() if k not in drop}
        v = {"name": name, "log_key": log.verifier_key(ORIGIN, SEED), "platform": platform, "dataset": dataset, "purpose": purpose, "within_days": within}
        v |= {"auditor": auditor} if auditor else {}
        v |= {"body": json.dumps(audit) if body is None else body} if body != "" else {}
        out.append(v | {"outcome": outcome})

    spot = audited()
    other_seed = derive("another auditor")
    other = log.verifier_key(NAME, other_seed)

    add("as it was asked for", spot, "ok")
    add("by anybody", spot, "ok", auditor=None)
    add("a full audit", audited(kind="full"), "ok")
    add("with differences that erased persons excuse", audited(note_text(erased="12")), "ok")
    add("a name that nobody knows yet", spot, "ok", change={"more": 1})
    add("the time with another offset", spot, "ok", change={"time": spot[2]["time"].replace("T12:", "T13:").replace("Z", "+01:00")})
    add("none", spot, "not_audited", body="")
    # Not what was asked for.
    add("by another auditor than was asked for", spot, "not_audited", auditor=other)
    add("failed", audited(note_text(verdict="failed", differ="3"), verdict="failed"), "not_audited")
    add("failed, though nothing differs", audited(verdict="failed"), "not_audited")
    add("older than was asked for", spot, "not_audited", within=9)
    add("as old as was asked for", audited(note_text(time="2025-12-23T01:00:00Z")), "ok")
    add("a second older", audited(note_text(time="2025-12-23T00:59:59Z")), "not_audited")
    add("in five minutes", audited(note_text(time="2026-01-02T01:05:00Z")), "ok")
    add("in five minutes and a second", audited(note_text(time="2026-01-02T01:05:01Z")), "not_audited")
    # The receipt, and what the info says beside it.
    add("a log with another key", audited(seed=derive("another log")))
    add("another entry of the log", audited(type_="audit.opened"))
    add("a receipt that is cut", spot, change={"receipt": spot[0].receipt(spot[1])[:-2]})
    add("no receipt", spot, change={"receipt": ""})
    add("another kind", spot, change={"kind": "full"})
    add("another verdict", audited(verdict="failed"), change={"verdict": "passed"})
    add("another auditor", spot, change={"auditor": other}, auditor=other)
    add("the auditor's name alone", spot, change={"auditor": NAME}, auditor=None)
    add("another time", spot, change={"time": "2026-01-01T13:00:00Z"})
    add("a time between two milliseconds", spot, change={"time": spot[2]["time"].removesuffix("Z") + "0001Z"})
    for name in ("kind", "verdict", "time", "auditor", "receipt"):
        add(f"without {name}", spot, drop=[name])
    add("something else than an object", spot, body="[]")
    # Whose note it is.
    add("signed with another key", audited(signed=log.note(note_text(), NAME, other_seed)))
    add("signed under another name", audited(signed=log.note(note_text(), "other.example", AUDITOR_SEED)))
    add("a note without a signature", audited(signed=note_text() + "\n"))
    add("signed by two", audited(signed=log.note(note_text(), NAME, AUDITOR_SEED) + log.signature("other.example", log.ED25519, other_seed, log.sign(other_seed, note_text().encode()))), "ok")
    witness = log.verifier_key(NAME, AUDITOR_SEED, COSIGNATURE)
    cosigned = note_text() + "\n" + log.signature(NAME, COSIGNATURE, AUDITOR_SEED, (0).to_bytes(8, "big") + log.sign(AUDITOR_SEED, ("cosignature/v1\ntime 0\n" + note_text()).encode()))
    add("an auditor with a witness's key", audited(auditor=witness, signed=cosigned), auditor=None)
    # What the note is about.
    add("a note of another kind", audited(note_text("full")))
    add("a note of another set", audited(note_text(set_digest=digest("set 2"))))
    add("a note of another verdict", audited(note_text(verdict="failed")))
    add("a note of another platform", audited(note_text(platform="other.example")))
    add("a note of another dataset", audited(note_text(dataset="others")))
    add("a note of another purpose", audited(note_text(purpose="measurement")))
    add("another platform asks", spot, platform="other.example")
    add("another dataset is asked for", spot, dataset="others")
    add("another purpose is asked for", spot, purpose="measurement")
    # The note's form.
    form = lambda name, text: add(name, audited(text))
    form("another version", note_text().replace("Blindmatch-V1", "Blindmatch-V2"))
    form("passed with differences", note_text(differ="1"))
    form("a number with a zero before it", note_text(groups="04603"))
    form("a number without digits", note_text(differ=""))
    form("a negative number", note_text(erased="-1"))
    form("a number that is too large", note_text(groups=str(2**64)))
    add("the largest number", audited(note_text(groups=str(2**64 - 1))), "ok")
    for time in ("2025-12-23T11:00:00+01:00", "2025-12-23T10:00:00.5Z", "2025-12-23 10:00:00Z", "2025-12-23T10:00:00z", "2025-12-32T10:00:00Z", "2025-12-23"):
        form(f"the time {time}", note_text(time=time))
    form("a beacon in capital letters", note_text(beacon=f"{BEACON.upper()} {SOURCE}"))
    form("a beacon of 15 bytes", note_text(beacon=f"{BEACON[:30]} {SOURCE}"))
    add("a beacon of 16 bytes", audited(note_text(beacon=f"{BEACON[:32]} {SOURCE}")), "ok")
    add("a beacon of 64 bytes", audited(note_text(beacon=f"{BEACON * 2} {SOURCE}")), "ok")
    form("a beacon of 65 bytes", note_text(beacon=f"{BEACON * 2}00 {SOURCE}"))
    form("half a byte more", note_text(beacon=f"{BEACON}0 {SOURCE}"))
    form("a beacon without a source", note_text(beacon=BEACON))
    form("a beacon with an empty source", note_text(beacon=BEACON + " "))
    add("a source in other letters", audited(note_text(beacon=BEACON + " M\u00fcnchen\u2028\u007f")), "ok")
    form("a spot audit without a beacon", note_text().replace(f"beacon {BEACON} {SOURCE}\n", ""))
    add("a full audit with a beacon", audited(note_text("full").replace("erased", f"beacon {BEACON} {SOURCE}\nerased"), kind="full"))
    form("without erased", note_text().replace("erased 0\n", ""))
    form("a line more", note_text() + "more\n")
    form("an empty line more", note_text() + "\n")
    form("two lines in another order", note_text().replace("groups 4603\ndiffer 0\n", "differ 0\ngroups 4603\n"))
    form("two spaces", note_text().replace("groups 4603", "groups  4603"))
    form("a space behind a line", note_text().replace("groups 4603", "groups 4603 "))
    return out


FILES = [("audit.json", "audits that are enough for who asks for one, and others (SPEC.md \u00a713.8)", audit_vectors)]
