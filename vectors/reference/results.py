"""Infos, statuses and results that an advertiser refuses, and some that it must not (SPEC.md §7.3, steps 1, 4 and 9)."""

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
    # What has to be there.
    for name in number(580):
        add(f"without {name}", {k: x for k, x in number(580).items() if k != name})
    add("without value, and below the floor", {k: x for k, x in number(None).items() if k != "value"})
    for name in ("below_floor", "floor", "noise"):
        add(f"{name} null", number(580) | {name: None})
    add("an empty number", {"released": None}, change={"released": {}})
    add("a number null", number(580), change={"released": None})
    for name in ("segments", "handles", "receipt"):
        add(f"{name} null", number(580), "ok", change={name: None})
    add("no segments, as an empty array", number(580), "ok", change={"segments": []})
    add("an empty receipt", number(580), "ok", change={"receipt": ""})
    add("empty handles", number(580), change={"handles": {}})
    add("mode null", number(580), change={"mode": None})
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
    # What has to be there, and what need not be.
    for name in ("state", "expires", "policy_digest", "slice"):
        add(f"{name} null", opened | {name: None})
    add("no policy", without(opened, "policy_digest"))
    add("no slice", without(opened, "slice"))
    add("path and receipt null", opened | {"path": None, "receipt": None, "progress": None, "error": None, "received": None}, outcome="ok")
    add("an empty path, an empty receipt", opened | {"path": "", "receipt": ""}, outcome="ok")
    add("preparing with an empty path, an empty receipt", preparing | {"path": "", "receipt": ""}, outcome="ok")
    add("a set null", opened | {"platform_set": None}, outcome="bad_status")
    add("preparing with a set that is null", preparing | {"platform_set": None}, outcome="ok")
    add("an empty set", opened | {"platform_set": {}})
    add("a set without a digest", opened | {"platform_set": without(p, "digest")})
    add("a set without parts", opened | {"platform_set": without(p, "parts")})
    add("empty progress", preparing | {"progress": {}})
    add("progress without ready", preparing | {"progress": without(progress, "ready")})
    add("an empty error", failed | {"error": {}})
    add("an error without a message", failed | {"error": {"code": "internal"}})
    add("an error with an empty message", failed | {"error": {"code": "internal", "message": ""}}, outcome="ok")
    add("another policy than before", opened, opened | {"policy_digest": derive("another policy").hex()})
    add("another set than before", opened, opened | {"platform_set": sized("another set", (1, 10240), (2, 10240))})
    add("other parts than before", opened, opened | {"platform_set": p | {"parts": [{"width": 1, "size": 10240}, {"width": 2, "size": 11264}]}})
    return out


def info_vectors():
    out = []
    asked = {"platform": "platform.example", "advertiser": "acme", "dataset": "users", "purpose": "audience-matching", "mode": "count", "types": ["email"]}
    good = {
        "version": "Blindmatch-V1", "platform": "platform.example", "advertiser": "acme", "dataset": "users", **params("ristretto255", ["email", "phone"]),
        "modes": ["count", "blinded"], "sections": [{"width": 1, "size": 10240}, {"width": 2, "size": 2048}], "policy_digest": derive("info policy").hex(),
        "floors": {"list": 1000, "dataset": 1000, "report": 100}, "limits": {"list": 1000000, "chunk": 4194304, "segments": 64, "sessions": 168},
        "prices": {"exact": False, "least": "1/1000", "most": "1/10", "left_30_days": "1", "left_365_days": "39/10", "slice_units_left": 1024},
        "state": {"ready": True, "done": 14336, "total": 14336}, "opened": "2026-01-01T12:00:00Z", "phone_metadata": "libphonenumber/v8.13.0"}
    audit = {"kind": "spot", "verdict": "passed", "time": "2025-12-30T12:00:00Z", "auditor": "auditor.example", "receipt": "c2sp.org/tlog-proof@v1"}

    def add(name, change=None, outcome="bad_info", drop=(), **wants):
        body = {k: v for k, v in (good | (change or {})).items() if k not in drop}
        out.append({"name": name, **asked, **wants, "body": json.dumps(body), "outcome": outcome})

    def within(member, name, change, outcome="bad_info", drop=()):
        add(name, {member: {k: v for k, v in (good[member] | change).items() if k not in drop}}, outcome)

    add("as it should be", outcome="ok")
    add("both types", outcome="ok", types=["email", "phone"])
    add("a name that nobody knows yet", {"more": None}, "ok")
    add("a mode that nobody knows yet", {"modes": ["count", "attribute"]}, "ok")
    add("half done", {"state": {"ready": False, "done": 500, "total": 14336}}, "ok", drop=["opened"])
    add("with an audit", {"audit": audit}, "ok")
    add("another version", {"version": "Blindmatch-V2"})
    for name in ("platform", "advertiser", "dataset", "purpose"):
        add(f"another {name}", {name: "other"})
        add(f"another {name} than the one that is asked for", **{name: "other"})
    add("a platform with a space", {"platform": "plat form"}, platform="plat-form")
    add("an unknown suite", {"suite": "P384"})
    add("a malformed profile", {"profile": "x/y"})
    add("a type that it lacks", {"types": ["phone"]})
    add("types not ascending", {"types": ["phone", "email"]})
    add("a type twice", {"types": ["email", "email"]})
    add("no types", {"types": []})
    add("the mode is off", {"modes": ["blinded"]})
    add("no modes", {"modes": []})
    add("another mode that is off", mode="activate")
    add("no sections", {"sections": []})
    add("a section of another width", {"sections": [{"width": 3, "size": 10240}]})
    add("sections not ascending", {"sections": good["sections"][::-1]})
    add("an empty section", {"sections": [{"width": 1, "size": 0}]})
    add("a section that is no multiple of 1,024", {"sections": [{"width": 1, "size": 10241}]})
    for name, bound in (("list", 100), ("dataset", 1000), ("report", 50)):
        within("floors", f"a floor of {bound} for {name}", {name: bound}, "ok")
        within("floors", f"a floor of {bound - 1} for {name}", {name: bound - 1})
    within("limits", "other chunks", {"chunk": 1048576})
    within("limits", "lists of their floor", {"list": 1000}, "ok")
    within("limits", "no list fits", {"list": 999})
    within("limits", "one segment", {"segments": 1}, "ok")
    within("limits", "no segments", {"segments": 0})
    within("limits", "65 segments", {"segments": 65})
    within("limits", "no sessions left", {"sessions": 0}, "ok")
    within("state", "more done than there is", {"done": 14337})
    add("seven days and five minutes old", {"opened": "2025-12-26T00:55:00Z"}, "ok")
    add("a second older", {"opened": "2025-12-26T00:54:59Z"})
    add("opened in five minutes", {"opened": "2026-01-02T01:05:00Z"}, "ok")
    add("opened a second later", {"opened": "2026-01-02T01:05:01Z"})
    add("old, and being made anew", {"opened": "2025-11-26T00:54:59Z", "state": {"ready": False, "done": 0, "total": 14336}}, "ok")
    add("opened nobody knows when", drop=["opened"])
    add("numbering plans of 127 characters", {"phone_metadata": "x" * 127}, "ok")
    add("numbering plans of 128 characters", {"phone_metadata": "x" * 128})
    add("numbering plans with an escape", {"phone_metadata": "\u001b[2J"})
    within("prices", "a number that is not a fraction in lowest terms", {"most": "2/20"})
    within("prices", "a budget that is spent", {"left_30_days": "0"}, "ok")
    within("prices", "the next answer later", {"next": "2026-01-02T02:00:00Z"}, "ok")
    # What has to be there, and what need not be.
    for name in good:
        add(f"without {name}", drop=[name], outcome="ok" if name == "phone_metadata" else "bad_info")
        add(f"{name} null", {name: None}, "ok" if name == "phone_metadata" else "bad_info")
    add("empty numbering plans", {"phone_metadata": ""}, "ok")
    add("no audit", {"audit": None}, "ok")
    for member in ("floors", "limits", "prices", "state"):
        add(f"{member} empty", {member: {}})
        for name in good[member]:
            within(member, f"{member} without {name}", {}, drop=[name], outcome="ok" if name in ("least", "most", "left_30_days", "left_365_days") else "bad_info")
        within(member, f"{member} with a name that nobody knows yet", {"more": 1}, "ok")
    within("prices", "exact null", {"exact": None})
    within("prices", "bounds of \u03b5 null", {"least": None, "most": None, "left_30_days": None, "left_365_days": None, "next": None}, "ok")
    within("prices", "an empty text where a fraction need not be", {"left_30_days": ""})
    add("an epoch opened at an empty time", {"opened": ""})
    add("a section null", {"sections": [*good["sections"], None]})
    add("a section without a size", {"sections": [{"width": 1}]})
    add("a mode null", {"modes": ["count", None]})
    add("an empty audit", {"audit": {}})
    for name in audit:
        add(f"an audit without {name}", {"audit": {k: v for k, v in audit.items() if k != name}})
    return out


FILES = [
    ("info.json", "infos at which an advertiser stops (SPEC.md \u00a77.3, step 1)", info_vectors),
    ("result.json", "results that an advertiser refuses (SPEC.md \u00a77.3, step 9)", result_vectors),
    ("status.json", "statuses that an advertiser refuses (SPEC.md \u00a77.3, step 4)", status_vectors),
]
