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


# §4: the hash


def domain(p):
    return "/".join([VERSION, p["suite"], p["purpose"], p["profile"], p["id_type"]])


def match_key(normal):
    return sha256(normal.encode())


def mask(p, k, key):
    g = GROUPS[p["suite"]]
    return g.encode(g.mul(k, g.hash_to_group(key, domain(p).encode())))


# §5: the context


def fields(label, *values):
    out = b""
    for v in (f"{VERSION} {label}",) + values:
        v = v.encode() if isinstance(v, str) else v
        out += len(v).to_bytes(2, "big") + v
    return out


def set_fields(s):
    return s["size"].to_bytes(8, "big"), bytes.fromhex(s["digest"])


def context_encoding(c):
    text = ["suite", "mode", "purpose", "profile", "id_type", "dataset", "advertiser", "platform"]
    raw = ["advertiser_nonce", "platform_nonce", "policy_digest"]
    return fields(
        "context",
        *[c[f] for f in text],
        *[bytes.fromhex(c[f]) for f in raw],
        *set_fields(c["list"]),
        *set_fields(c["platform_set"]),
    )


def commitment_encoding(salt, s):
    return fields("commitment", salt, *set_fields(s))


# §6: tags and handles


def hkdf_extract(hash_name, salt, ikm):
    return hmac.new(salt, ikm, hash_name).digest()


def hkdf_expand(hash_name, prk, info, length):
    out = t = b""
    for i in range(1, 256):
        if len(out) >= length:
            return out[:length]
        t = hmac.new(prk, t + info + bytes([i]), hash_name).digest()
        out += t


def tag_key(digest):
    return hkdf_expand("sha256", digest, f"{VERSION} tag".encode(), 16)


def tag(key, element):
    return sha256(key + element)[:10]


def handle(digest, element):
    prk = hkdf_extract("sha512", digest, element)
    return hkdf_expand("sha512", prk, f"{VERSION} handle".encode(), 16)


# §7: sets


def packed(records):
    """A set of records as it is sent, and what commits to it."""
    raw = b"".join(records)
    return raw, {"size": len(records), "digest": sha256(raw).hex()}


def content_digest(b):
    return "sha-256=:" + base64.b64encode(sha256(b)).decode() + ":"
