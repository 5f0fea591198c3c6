"""Checks the groups and hashes of this folder against the RFCs' own vectors."""

import hashlib
import json
import os

from . import log, p256, protocol, ristretto255
from .xmd import expand_message_xmd


def load(folder, name):
    with open(os.path.join(folder, *name.split("/")), encoding="utf-8") as f:
        return json.load(f)


def unhex(s):
    s = s.removeprefix("0x")
    return bytes.fromhex("0" * (len(s) % 2) + s)


def rfc9380(folder):
    n = 0
    for name in ("SHA256_38", "SHA256_256", "SHA512_38"):
        f = load(folder, f"rfc9380/expand_message_xmd_{name}.json")
        for t in f["tests"]:
            got = expand_message_xmd(f["hash"].lower(), t["msg"].encode(), f["DST"].encode(), int(t["len_in_bytes"], 16))
            assert got == unhex(t["uniform_bytes"]), (name, t["msg"])
            n += 1
    f = load(folder, "rfc9380/P256_XMD-SHA-256_SSWU_RO_.json")
    for t in f["vectors"]:
        got = p256.hash_to_group(t["msg"].encode(), f["dst"].encode())
        assert got == (int(t["P"]["x"], 16), int(t["P"]["y"], 16)), t["msg"]
        n += 1
    return n


def rfc9496(folder):
    f = load(folder, "rfc9496/ristretto255.json")
    multiples = [unhex(e) for e in f["generator_multiples"]]
    generator = ristretto255.decode(multiples[1])
    for k, want in enumerate(multiples):
        assert ristretto255.encode(ristretto255.mul(k, generator)) == want, k
        assert ristretto255.encode(ristretto255.decode(want)) == want, k
    for t in f["invalid_encodings"]:
        assert ristretto255.decode(unhex(t["encoding"])) is None, t
    for t in f["from_uniform_bytes"]:
        assert ristretto255.encode(ristretto255.from_uniform_bytes(unhex(t["uniform"]))) == unhex(t["element"]), t
    for t in f["sqrt_ratio_m1"]:
        u, v, r = (int.from_bytes(unhex(t[x]), "little") for x in "uvr")
        assert ristretto255.sqrt_ratio_m1(u, v) == (t["was_square"], r), t
    return len(multiples) + sum(len(f[x]) for x in ("invalid_encodings", "from_uniform_bytes", "sqrt_ratio_m1"))


def rfc9497(folder):
    """Blind in all modes, Evaluate in those whose key is skSm."""
    groups = {"ristretto255-SHA512": ristretto255, "P256-SHA256": p256}
    n = 0
    for f in load(folder, "rfc9497/allVectors.json"):
        g = groups.get(f["identifier"])
        if g is None:
            continue
        dst, key = unhex(f["groupDST"]), int.from_bytes(unhex(f["skSm"]), g.KEY_ORDER)
        for t in f["vectors"]:
            columns = ("Input", "Blind", "BlindedElement", "EvaluationElement")
            for row in zip(*(t[c].split(",") for c in columns)):
                item, blind, blinded, evaluated = map(unhex, row)
                got = g.mul(int.from_bytes(blind, g.KEY_ORDER), g.hash_to_group(item, dst))
                assert g.encode(got) == blinded[-32:], t
                if f["mode"] != 2:
                    assert g.encode(g.mul(key, got)) == evaluated[-32:], t
                n += 1
    return n


def hkdf():
    """RFC 5869, Appendices A.1 and A.3; and SHA-512 by way of its length only."""
    prk = protocol.hkdf_extract("sha256", bytes(range(13)), b"\x0b" * 22)
    assert prk.hex() == "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"
    okm = protocol.hkdf_expand("sha256", prk, bytes(range(0xF0, 0xFA)), 42)
    assert okm.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    okm = protocol.hkdf_expand("sha256", protocol.hkdf_extract("sha256", b"", b"\x0b" * 22), b"", 42)
    assert okm.hex() == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    assert len(protocol.hkdf_extract("sha512", b"", b"")) == hashlib.sha512().digest_size
    return 2


# RFC 8032, Section 7.1: seed, public key, message, signature.
ED25519 = [
    ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
]


def ed25519():
    for seed, public, message, signature in ED25519:
        seed = unhex(seed)
        assert log.public_key(seed).hex() == public
        assert log.sign(seed, bytes.fromhex(message)).hex() == signature
    return len(ED25519)


def run(folder):
    """The number of vectors that passed. Fails with AssertionError."""
    return rfc9380(folder) + rfc9496(folder) + rfc9497(folder) + hkdf() + ed25519()
