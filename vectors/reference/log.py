"""The log of SPEC.md §13.1–13.4: canonical JSON (RFC 8785), Merkle tree (RFC 6962),
Ed25519 (RFC 8032), and C2SP's signed-note, tlog-checkpoint, tlog-proof and
tlog-cosignature."""

import base64
import hashlib
import json

from . import ristretto255 as curve  # whose points are those of edwards25519
from .protocol import path, root, sha256

# RFC 8785. The names are ASCII, the numbers whole and below 2^53.


def canonical(v):
    return json.dumps(v, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def line(entry):
    """An entry as it stands in the log."""
    return canonical(entry) + "\n"


# RFC 6962, Section 2.1


def leaf_hash(entry):
    return sha256(b"\x00" + entry)


# RFC 8032, Section 5.1

_Y = 4 * pow(5, -1, curve.P) % curve.P
_X = curve.sqrt_ratio_m1(_Y * _Y - 1, curve.D * _Y * _Y + 1)[1]  # the even one
BASE = (_X, _Y, 1, _X * _Y % curve.P)


def compress(point):
    x, y, z, _ = point
    inverse = pow(z, -1, curve.P)
    x, y = x * inverse % curve.P, y * inverse % curve.P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def scalar_and_prefix(seed):
    h = hashlib.sha512(seed).digest()
    s = int.from_bytes(h[:32], "little")
    return s & (1 << 254) - 8 | 1 << 254, h[32:]


def public_key(seed):
    return compress(curve.mul(scalar_and_prefix(seed)[0], BASE))


def sign(seed, message):
    s, prefix = scalar_and_prefix(seed)
    reduced = lambda *parts: int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % curve.ORDER
    r = reduced(prefix, message)
    r_point = compress(curve.mul(r, BASE))
    k = reduced(r_point, public_key(seed), message)
    return r_point + ((r + k * s) % curve.ORDER).to_bytes(32, "little")


# C2SP signed-note

ED25519, COSIGNATURE = b"\x01", b"\x04"  # signature types


def b64(b):
    return base64.b64encode(b).decode()


def key_hash(name, kind, seed):
    return sha256(name.encode() + b"\n" + kind + public_key(seed))[:4]


def verifier_key(name, seed, kind=ED25519):
    return f"{name}+{key_hash(name, kind, seed).hex()}+{b64(kind + public_key(seed))}"


def signature(name, kind, seed, raw):
    return f"\u2014 {name} {b64(key_hash(name, kind, seed) + raw)}\n"


def note(text, name, seed):
    return text + "\n" + signature(name, ED25519, seed, sign(seed, text.encode()))


# C2SP tlog-checkpoint, tlog-proof, tlog-cosignature


def checkpoint(origin, size, root_hash):
    return f"{origin}\n{size}\n{b64(root_hash)}\n"


def receipt(entry, index, proof, signed):
    head = ["c2sp.org/tlog-proof@v1", f"extra {b64(entry)}", f"index {index}", *map(b64, proof)]
    return "\n".join(head) + "\n\n" + signed


def cosign(signed, name, seed, time):
    """A checkpoint's note with a witness's signature added."""
    text = signed[: signed.index("\n\n") + 1]
    message = f"cosignature/v1\ntime {time}\n{text}".encode()
    return signed + signature(name, COSIGNATURE, seed, time.to_bytes(8, "big") + sign(seed, message))


class Log:
    """A log of given lines under a given key."""

    def __init__(self, origin, seed, lines):
        self.origin, self.seed, self.lines = origin, seed, [x.encode() for x in lines]
        self.leaves = [leaf_hash(x) for x in self.lines]
        self.root = root(self.leaves)
        self.checkpoint = checkpoint(origin, len(lines), self.root)
        self.note = note(self.checkpoint, origin, seed)
        self.key = verifier_key(origin, seed)

    def receipt(self, index):
        return receipt(self.lines[index], index, path(index, self.leaves), self.note)
