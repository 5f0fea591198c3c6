"""Statuses and results that an advertiser refuses, and some that it must not (SPEC.md §7.3, steps 4 and 9)."""

import json

from . import protocol
from .steps import derive, params, plain, sized

SESSION = derive("result session").hex()
TENTH, SHIFTED = "laplace 1/10", "laplace 1/10 shift 201"


def number(value, noise=TENTH, floor=100, below=None):
    return {"value": value, "below_floor": value is None if below is None else below, "floor": floor, "noise": noise}


def result_vectors():
    out = []

    def add(name, released, outcome="bad_result", mode="count", sizes=(600,), segments=None, exact=False, handles=None, change=None, **more):
        c = plain("result", mode, params("ristretto255", ["email", "phone"]), segments=len(sizes), **more)
        body = {"session": SESSION, "mode": mode, "context": protocol.sha256(protocol.context_encoding(c)).hex()}
        body |= {"released": released} if released else {}
        body |= {"segments": segments} if segments else {}
        if handles:
            body["handles"] = sized("handles", (1, handles))
        out.append({
            "name": name, "context": c, "session": SESSION, "floor": 100, "exact": exact, "sizes": list(sizes),
            "body": json.dumps(body | (change or {})), "outcome": outcome})

    add("as it should be", number(580), "ok")
    add("a name that nobody knows yet", number(580), "ok", change={"more": 1})
    add("another session", number(580), change={"session": derive("another session").hex()})
    add("another mode", number(580), change={"mode": "blinded"})
    add("another context", number(580), change={"context": derive("another context").hex()})
    add("no number", None)
    add("below the floor", number(None), "ok")
    add("the floor", number(100), "ok")
    add("under the floor", number(90))
    add("negative", number(-10))
    add("not a multiple of its unit", number(585))
    add("not a multiple of its unit from 10,000 on", number(12350), sizes=[20000])
    add("a multiple of its unit from 10,000 on", number(10200), "ok", sizes=[20000])
    add("larger than list, noise and rounding allow", number(1170))
    add("as large as they allow", number(1160), "ok")
    add("larger than the platform's set, noise and rounding allow", number(10900), sizes=[20000])
    add("as large as the platform's set allows", number(10800), "ok", sizes=[20000])
    add("a value, and below the floor", number(580, below=True))
    add("neither", number(None, below=False))
    add("another floor", number(580, floor=50))
    add("below another floor", number(None, floor=1000))
    add("no floor", number(580, floor=0))
    for noise in ("none", "laplace 1/20", SHIFTED, "laplace 2/20", "laplace 0.1", "gauss 1/10", ""):
        add(f"noise {noise!r}", number(580, noise))
    add("a contract", number(583, "none"), "ok", exact=True)
    add("a contract, larger than the list", number(601, "none"), exact=True)
    add("a contract, under the floor", number(99, "none"), exact=True)
    add("a contract, and noise", number(580), exact=True)
    add("less \u03b5", number(580, "laplace 1/20"), "ok", epsilon="1/20")
    add("the platform's \u03b5 instead of less", number(580), epsilon="1/20")
    # Segments.
    two = [number(200), number(None)]
    add("two segments", number(290), "ok", sizes=[300, 300], segments=two)
    add("one segment of two", number(290), sizes=[300, 300], segments=two[:1])
    add("three segments of two", number(290), sizes=[300, 300], segments=[*two, number(None)])
    add("no segments", number(290), sizes=[300, 300])
    add("segments nobody asked for", number(290), segments=two)
    add("a segment with another floor", number(290), sizes=[300, 300], segments=[number(200), number(None, floor=50)])
    add("a segment that is not rounded", number(290), sizes=[300, 300], segments=[number(205), number(None)])
    add("a segment larger than its part of the list", number(1200), sizes=[300, 300], segments=[number(870), number(330)])
    add("as large as the noise of two segments allows", number(1710), "ok", sizes=[300, 300], segments=[number(860), number(860)])
    add("larger than the noise of two segments allows", number(1720), sizes=[300, 300], segments=[number(860), number(860)])
    # Slices.
    quarter = {"slice": "1/4 at 900", "epsilon": "1"}
    add("a slice", number(-7, "laplace 1", 0), "ok", **quarter)
    add("a slice with a floor of −0", number(-7, "laplace 1", 0), **quarter)
    out[-1]["body"] = out[-1]["body"].replace('"floor": 0', '"floor": -0')
    add("a slice with a floor", number(150, "laplace 1"), **quarter)
    add("a slice without a value", number(None, "laplace 1", 0), **quarter)
    add("a slice, too low", number(-56, "laplace 1", 0), **quarter)
    add("a slice, as low as the noise allows", number(-55, "laplace 1", 0), "ok", **quarter)
    add("a slice, too high", number(656, "laplace 1", 0), **quarter)
    add("a slice, as high as the noise allows", number(655, "laplace 1", 0), "ok", **quarter)
    add("a slice, higher than its groups and the noise allow", number(2616, "laplace 1", 0), sizes=[20000], **quarter)
    add("a slice, exact", number(77, "none", 0), **quarter)
    # Handles.
    add("handles", number(780, SHIFTED), "ok", "blinded", handles=780)
    add("handles of another number", number(780, SHIFTED), mode="blinded", handles=770)
    add("no handles", number(780, SHIFTED), mode="blinded")
    add("handles without a shift", number(780), mode="blinded", handles=780)
    add("handles with another shift", number(780, "laplace 1/10 shift 200"), mode="blinded", handles=780)
    add("handles that are not rounded", number(785, SHIFTED), mode="blinded", handles=785)
    add("fewer than the floor and the shift", number(300, SHIFTED), mode="blinded", handles=300)
    add("as few as they can be", number(310, SHIFTED), "ok", "blinded", handles=310)
    add("below the floor, no handles", number(None, SHIFTED), "ok", "blinded")
    add("below the floor, and handles", number(None, SHIFTED), mode="blinded", handles=310)
    add("handles in mode count", number(580), handles=580)
    # Audiences.
    create = {"action": "create", "name": "vips", "use": "include", "expires": "2026-02-01T00:00:00Z", "release": True}
    add("an audience, told", number(580), "ok", "activate", audience=create)
    add("an audience, not told", None, "ok", "activate", audience=create | {"release": False})
    add("an audience, told though nobody asked", number(580), mode="activate", audience=create | {"release": False})
    add("an audience, not told though asked for", None, mode="activate", audience=create)
    add("an update, told", number(580), mode="activate", audience={"action": "add", "name": "vips", "release": False})
    return out


def status_vectors():
    out = []
    policy, p = derive("status policy").hex(), sized("status set", (1, 10240), (2, 10240))
    always = {"expires": "2026-01-02T03:04:05Z", "policy_digest": policy, "slice": "1"}
    progress = {"ready": False, "done": 10, "total": 30720}
    preparing = always | {"state": "preparing", "progress": progress}
    committed = always | {"platform_set": p, "opened": "2026-01-02T00:00:00Z", "path": f"/v1/epochs/{p['digest']}"}
    opened = committed | {"state": "open"}
    failed = always | {"state": "failed", "error": {"code": "internal", "message": "internal error"}}

    def add(name, *statuses, outcome="bad_status"):
        out.append({"name": name, "bodies": [json.dumps(s) for s in statuses], "outcome": outcome})

    def without(s, *names):
        return {k: x for k, x in s.items() if k not in names}

    add("open", opened, outcome="ok")
    add("prepared, then open", preparing, preparing | {"progress": progress | {"done": 20000}}, opened, outcome="ok")
    add("preparing without progress", without(preparing, "progress"), outcome="ok")
    add("failed", failed, outcome="ok")
    add("open, then failed", opened, failed, outcome="ok")
    add("an epoch that is opened in five minutes", opened | {"opened": "2026-01-02T01:05:00Z"}, outcome="ok")
    add("an epoch of seven days and five minutes", opened | {"opened": "2025-12-26T00:55:00Z"}, outcome="ok")
    add("an epoch that is older", opened | {"opened": "2025-12-26T00:54:59Z"})
    add("an epoch that is opened later", opened | {"opened": "2026-01-02T01:05:01Z"})
    add("an epoch of nobody knows when", without(opened, "opened"))
    add("a slice", opened | {"slice": "1/4 at 0"})
    add("a slice, later", opened, committed | {"state": "list", "slice": "1/4 at 0"})
    add("a set that no P can be", opened | {"platform_set": p | {"parts": [{"width": 3, "size": 10240}]}})
    add("an empty section", opened | {"platform_set": p | {"parts": [{"width": 1, "size": 10240}, {"width": 2, "size": 0}]}})
    for time in ("2026-01-02T02:00:00+01:00", "2026-01-02T01:00:00.123456789Z"):
        add(f"the time {time}", opened | {"opened": time}, outcome="ok")
    for time in ("2026-01-02t00:00:00Z", "2026-01-02T00:00:00z", "2026-01-02 00:00:00Z", "2026-01-02T00:00:00,5Z", "2026-01-02T00:00:00", "2026-01-02T00:00Z",
                 "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T23:59:60Z", "2026-01-02"):
        add(f"the time {time}", opened | {"expires": time})
    add("failed with a set", failed | {"platform_set": p}, outcome="ok")
    for state in ("list", "tags", "counting", "done"):
        add(f"state {state}", opened, committed | {"state": state}, outcome="ok")
    add("a name that nobody knows yet", opened | {"more": 1}, outcome="ok")
    add("an unknown state", opened | {"state": "ready"})
    add("no state", without(opened, "state"))
    add("no end", without(opened, "expires"))
    add("open without a set", without(opened, "platform_set", "path"))
    add("done without a set", opened, always | {"state": "done"})
    add("preparing with a set", preparing | {"platform_set": p})
    add("a path without a set", preparing | {"path": opened["path"]})
    add("a receipt without a set", preparing | {"receipt": "c2sp.org/tlog-proof@v1"})
    add("progress while open", opened | {"progress": progress})
    add("progress beyond its end", preparing | {"progress": progress | {"done": 30721}})
    add("an error while open", opened | {"error": failed["error"]})
    add("failed without an error", without(failed, "error"))
    add("another policy than before", opened, opened | {"policy_digest": derive("another policy").hex()})
    add("another set than before", opened, opened | {"platform_set": sized("another set", (1, 10240), (2, 10240))})
    add("other parts than before", opened, opened | {"platform_set": p | {"parts": [{"width": 1, "size": 10240}, {"width": 2, "size": 11264}]}})
    return out


FILES = [
    ("result.json", "results that an advertiser refuses (SPEC.md \u00a77.3, step 9)", result_vectors),
    ("status.json", "statuses that an advertiser refuses (SPEC.md \u00a77.3, step 4)", status_vectors),
]
