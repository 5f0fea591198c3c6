"""The protocol of SPEC.md, section by section."""

import base64
import hashlib
import hmac

from . import p256, ristretto255

VERSION = "Blindmatch-V1"
GROUPS = {g.NAME: g for g in (ristretto255, p256)}


def sha256(b):
    return hashlib.sha256(b).digest()


# §3: keys and elements


def key_bytes(g, k):
    return k.to_bytes(32, g.KEY_ORDER)


def remask(g, k, element):
    """k·P, or None if element is refused."""
    point = g.decode(element)
    if point is None or element == bytes(32):
        return None
    return g.encode(g.mul(k, point))


GENERATORS = {}


def generator(g):
    """The generator's table, which is made once."""
    if g.NAME not in GENERATORS:
        GENERATORS[g.NAME] = g.Base(g.GENERATOR)
    return GENERATORS[g.NAME]


# §4: the hash


def domain(p, id_type):
    return "/".join([VERSION, p["suite"], p["purpose"], p["profile"], id_type])


def match_key(normal):
    return sha256(normal.encode())


def mask(p, id_type, k, key):
    g = GROUPS[p["suite"]]
    return g.encode(g.mul(k, g.hash_to_group(key, domain(p, id_type).encode())))


# §5: sets, contexts, commitments


def fields(label, *values):
    out = b""
    for v in (f"{VERSION} {label}",) + values:
        v = v.encode() if isinstance(v, str) else v
        out += len(v).to_bytes(2, "big") + v
    return out


LEAF_ITEMS = 32768


def node(left, right):
    return sha256(b"\x01" + left + right)


def split(n):
    """The largest power of two below n."""
    return 1 << (n - 1).bit_length() - 1


def root(leaves):
    """RFC 6962, Section 2.1: the root over leaf hashes."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"")
    k = split(len(leaves))
    return node(root(leaves[:k]), root(leaves[k:]))


def path(m, leaves):
    """Section 2.1.1: the audit path of leaf m."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return path(m, leaves[:k]) + [root(leaves[k:])]
    return path(m - k, leaves[k:]) + [root(leaves[:k])]


def leaf_hashes(parts, item):
    """parts: width and bytes of each."""
    out = []
    for width, raw in parts:
        size = LEAF_ITEMS // width * width * item
        out += [sha256(b"\x00" + raw[i : i + size]) for i in range(0, len(raw), size)]
    return out


def set_encoding(parts, root_hash):
    """parts: width and number of records of each."""
    return fields("set", *[bytes([w]) + n.to_bytes(8, "big") for w, n in parts], root_hash)


def described(parts, leaves):
    return {"parts": [{"width": w, "size": n} for w, n in parts], "digest": sha256(set_encoding(parts, root(leaves))).hex()}


def set_of(parts, item):
    """What describes a set of parts, each a width and a list of records."""
    raw = [(w, b"".join(records)) for w, records in parts]
    return described([(w, len(records)) for w, records in parts], leaf_hashes(raw, item))


def packed(records):
    """A set of one part of width 1: its bytes, and what describes it."""
    return b"".join(records), set_of([(1, records)], len(records[0]) if records else 1)


AUDIENCE = ["action", "name", "use", "expires"]


def context_fields(c):
    text = [c[f] for f in ("suite", "mode", "purpose", "profile")]
    text += [",".join(c["types"]), c["dataset"], c["advertiser"], c["platform"]]
    raw = [bytes.fromhex(c[f]) for f in ("advertiser_nonce", "platform_nonce", "policy_digest")]
    a = c.get("audience")
    audience = [a.get(f, "") for f in AUDIENCE] + ["yes" if a["release"] else "no"] if a else [""] * 5
    sets = [bytes.fromhex(c[f]["digest"]) for f in ("list", "platform_set")]
    return [*text, *raw, c["epsilon"], c["slice"], c["segments"].to_bytes(2, "big"), *audience, *sets]


def context_encoding(c):
    values = context_fields(c)
    assert len(values) == 21
    return fields("context", *values)


def commitment_encoding(salt, s):
    return fields("commitment", salt, bytes.fromhex(s["digest"]))


# §6: tags


def hkdf_extract(hash_name, salt, ikm):
    return hmac.new(salt, ikm, hash_name).digest()


def hkdf_expand(hash_name, prk, info, length):
    out = t = b""
    for i in range(1, 256):
        if len(out) >= length:
            return out[:length]
        t = hmac.digest(prk, t + info + bytes([i]), hash_name)
        out += t


def tag_key(digest):
    return hkdf_expand("sha256", digest, f"{VERSION} tag".encode(), 16)


def tag(key, element):
    return sha256(key + element)[:10]


# §5.3: what follows from an epoch's secret


def derived(secret, label, *numbers):
    """numbers: value and length of each."""
    info = f"{VERSION} {label}".encode() + b"".join(n.to_bytes(size, "big") for n, size in numbers)
    return hkdf_expand("sha512", secret, info, 64)


def epoch_key(secret):
    return derived(secret, "epoch key")


def sentinel(secret, width, i, j):
    return derived(secret, "sentinel", (width, 1), (i, 8), (j, 1))


def fill(secret, group, j):
    return derived(secret, "fill", (group, 8), (j, 1))


def fill_domain(p):
    return f"{VERSION}/{p['suite']}/fill"


# §8: chunks


def content_digest(b):
    return "sha-256=:" + base64.b64encode(sha256(b)).decode() + ":"
