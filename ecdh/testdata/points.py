"""Makes points.json from other people's lists of special points, with what vectors/reference, which shares no code with
package ecdh, says of each:

    python3 points.py CCTV/ed25519/ed25519vectors.json wycheproof/testvectors_v1/x25519_test.json > points.json
"""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "vectors"))
from reference import p256, ristretto255  # noqa: E402

SPECIAL = {"LowOrderPublic", "NonCanonicalPublic", "SpecialPublicKey", "SmallPublicKey", "ZeroSharedSecret", "EdgeCaseShared"}


def thrice(suite, b):
    """3 times the element that b is, or None if b must be refused."""
    point = suite.decode(b) if any(b) else None
    return None if point is None else suite.encode(suite.mul(3, point)).hex()


def main(cctv, wycheproof):
    flags = {}
    for v in json.load(open(cctv)):
        for at, encoding in (("_A", v["key"]), ("_R", v["sig"][:64])):
            flags.setdefault(encoding, set()).update(f.removesuffix(at) for f in v["flags"] or [] if f.endswith(at))
    for group in json.load(open(wycheproof))["testGroups"]:
        for v in group["tests"]:
            if SPECIAL & set(v["flags"]):
                flags.setdefault(v["public"], set()).update(v["flags"])
    print('{"source": "C2SP/CCTV 1e3d286 (BSD-3-Clause), C2SP/wycheproof dac1dd4 (Apache-2.0)", "points": [')
    lines = []
    for encoding, names in flags.items():
        b = bytes.fromhex(encoding)
        lines.append(json.dumps({"encoding": encoding, "flags": sorted(names), "ristretto255_times_3": thrice(ristretto255, b),
                                 "p256_times_3": thrice(p256, b)}))
    print(",\n".join(lines))
    print("]}")


main(*sys.argv[1:])
