"""Vectors of whole sessions: every byte that crosses the wire, and for larger
ones digests."""

from . import protocol
from .protocol import GROUPS, packed
from .steps import context, derive, derive_key, params

EXPIRES = "2026-01-02T03:04:05Z"


class Session:
    """One session, both sides. rows and users are normal forms; rows may repeat."""

    def __init__(self, label, mode, p, rows, users, floor):
        self.p, g = p, GROUPS[p["suite"]]
        self.keys = {name: derive_key(g, f"{label} {name}") for name in ("advertiser", "dataset", "platform")}
        a, d, e = self.keys.values()
        b = d * e % g.ORDER

        # The platform's dataset as stored, the advertiser's rows in their order.
        self.stored = [protocol.mask(p, d, protocol.match_key(u)) for u in users]
        self.masked = [protocol.mask(p, a, protocol.match_key(r)) for r in rows]
        self.list, list_set = packed(sorted(set(self.masked)))
        p_elements = [(protocol.remask(g, e, x), i) for i, x in enumerate(self.stored)]
        p_elements.sort()
        self.order = [i for _, i in p_elements]
        self.platform_set, platform_set = packed([x for x, _ in p_elements])

        self.context = context(mode, p, label, list_set["size"], platform_set["size"], list_set["digest"], platform_set["digest"])
        self.digest = protocol.sha256(protocol.context_encoding(self.context))
        key = protocol.tag_key(self.digest)
        aligned = [protocol.tag(key, protocol.remask(g, a, x)) for x, _ in p_elements]
        self.tags, tag_set = packed(sorted(aligned) if mode == "count" else aligned)

        position = {t: i for i, t in enumerate(aligned)}
        assert len(position) == len(aligned)
        self.matches = []  # handle and position in the platform's set
        for i in range(0, len(self.list), 32):
            x = protocol.remask(g, b, self.list[i : i + 32])
            t = protocol.tag(key, x)
            if t in position:
                self.matches.append((protocol.handle(self.digest, x), position[t]))
        self.matches.sort()
        self.handles, handle_set = packed([h for h, _ in self.matches])
        assert len(self.matches) == len(set(rows) & set(users))
        self.messages = self.make_messages(label, floor, list_set, platform_set, tag_set, handle_set)

    def make_messages(self, label, floor, list_set, platform_set, tag_set, handle_set):
        c, salt = self.context, derive(label + " salt")
        common = {"version": protocol.VERSION}
        who = {"dataset": c["dataset"], "advertiser": c["advertiser"], "platform": c["platform"]}
        session = derive(label + " session").hex()
        path = f"/v1/epochs/{platform_set['digest']}" if c["mode"] == "count" else f"/v1/sessions/{session}/platform-set"
        n, exact = platform_set["size"], len(self.matches)
        below = exact < floor
        result = {
            "session": session,
            "mode": c["mode"],
            "context": self.digest.hex(),
            "released": {"value": None if below else exact, "below_floor": below, "floor": floor, "noise": "none"},
        }
        if c["mode"] == "blinded" and not below:
            result["handles"] = handle_set
        return {
            "info": common | who | self.p | {
                "modes": ["count", "blinded"],
                "size": n,
                "policy_digest": c["policy_digest"],
                "floors": {"list": 1, "dataset": 1, "report": floor},
                "limits": {"list": 100000000, "chunk": 4194304},
                "state": {"ready": True, "done": n, "total": n},
            },
            "offer": common | {"mode": c["mode"]} | self.p | who | {
                "nonce": c["advertiser_nonce"],
                "commitment": protocol.sha256(protocol.commitment_encoding(salt, list_set)).hex(),
            },
            "accept": {
                "session": session,
                "nonce": c["platform_nonce"],
                "state": "open",
                "expires": EXPIRES,
                "policy_digest": c["policy_digest"],
                "platform_set": platform_set,
                "path": path,
            },
            "open_list": {"list": list_set, "salt": salt.hex(), "context": self.digest.hex()},
            "open_tags": {"tags": tag_set},
            "result": result,
        }

    def secrets(self):
        g = GROUPS[self.p["suite"]]
        return {f"{name}_key": protocol.key_bytes(g, k).hex() for name, k in self.keys.items()}


ROWS = [f"user{i}@example.com" for i in (4, 5, 6, 7, 8, 5)]  # 5 distinct
USERS = [f"user{i}@example.com" for i in range(7)]


def whole(label, mode, suite, rows=ROWS, users=USERS, floor=1):
    s = Session(label, mode, params(suite), rows, users, floor)
    v = {
        "name": label,
        "params": s.p,
        **s.secrets(),
        "rows": rows,
        "users": users,
        "stored": [x.hex() for x in s.stored],
        "context": s.context,
        "context_digest": s.digest.hex(),
        "messages": s.messages,
        "list": s.list.hex(),
        "list_content_digest": protocol.content_digest(s.list),
        "platform_set": s.platform_set.hex(),
        "tags": s.tags.hex(),
        "tags_content_digest": protocol.content_digest(s.tags),
        "size": len(s.matches),
    }
    if mode == "blinded":
        v |= {"order": s.order, "matches": [{"handle": h.hex(), "position": i} for h, i in s.matches]}
    return v


def large(label, mode, suite, m, n, overlap):
    rows, users = (range(n - overlap, n - overlap + m), range(n))
    text = lambda r: [f"user{i}@example.com" for i in r]
    s = Session(label, mode, params(suite), text(rows), text(users), 100)
    v = {
        "name": label,
        "params": s.p,
        **s.secrets(),
        "rows": [rows.start, rows.stop],
        "users": [users.start, users.stop],
        "context": s.context,
        "context_digest": s.digest.hex(),
        "masked_digest": protocol.sha256(b"".join(s.masked)).hex(),
        "stored_digest": protocol.sha256(b"".join(s.stored)).hex(),
        "list": s.messages["open_list"]["list"],
        "platform_set": s.messages["accept"]["platform_set"],
        "tags": s.messages["open_tags"]["tags"],
        "size": len(s.matches),
    }
    if mode == "blinded":
        v["handles"] = s.messages["result"]["handles"]
    return v


FILES = [
    ("count.json", "whole sessions of mode count (SPEC.md §7)", lambda: [
        whole("count ristretto255", "count", "ristretto255"),
        whole("count P256", "count", "P256"),
        whole("count below the floor", "count", "ristretto255", floor=100),
        whole("count of disjoint sets", "count", "ristretto255", rows=["user7@example.com"], users=["user8@example.com"]),
    ]),
    ("blinded.json", "whole sessions of mode blinded (SPEC.md §7)", lambda: [
        whole("blinded ristretto255", "blinded", "ristretto255"),
        whole("blinded P256", "blinded", "P256"),
        whole("blinded below the floor", "blinded", "ristretto255", floor=100),
    ]),
    ("large.json", "whole sessions of larger sets, by digests (SPEC.md §7)", lambda: [
        large("large count ristretto255", "count", "ristretto255", 1000, 2000, 500),
        large("large count P256", "count", "P256", 300, 600, 150),
        large("large blinded ristretto255", "blinded", "ristretto255", 300, 600, 150),
    ]),
]
