"""Vectors of the keys and tags of index files (SPEC.md §13.7). The files themselves
are sealed with AES-GCM, which Python's standard library does not have."""

import hmac

from .protocol import VERSION, hkdf_expand, hkdf_extract
from .steps import derive, elements, params


def derived(key, salt, label):
    return hkdf_expand("sha256", hkdf_extract("sha256", salt, key), f"{VERSION} index {label}".encode(), 32)


def tag(tag_key, domain, value):
    return hmac.new(tag_key, domain.encode() + b"\0" + value, "sha256").digest()[:12]


def index_tag_vectors():
    out = []
    candidates, matches = derive("candidate index key"), derive("match index key")

    def add(name, key, domain, value):
        salt = derive(f"index salt {len(out)}")
        tag_key = derived(key, b"", "tags")
        out.append({
            "name": name, "key": key.hex(), "salt": salt.hex(), "block_key": derived(key, salt, "blocks").hex(), "tag_key": tag_key.hex(),
            "domain": domain, "value": value.hex(), "tag": tag(tag_key, domain, value).hex()})
        return tag(tag_key, domain, value)

    person = add("a person", candidates, "person", b"user-17")
    other = add("a reference outside ASCII", candidates, "person", "J\u00fcrgen/2".encode())
    add("an empty reference", candidates, "person", b"")
    add("a long reference", candidates, "person", b"0123456789abcdef" * 16)
    for idtype in "email", "phone":
        for e in elements(params("ristretto255", [idtype])):
            add("an identifier", candidates, "identifier " + idtype, e)
    add("a person in a session", matches, "match", person)
    add("another in a session", matches, "match", other)
    add("the first person under another key", matches, "person", b"user-17")
    return out


FILES = [("index_tag.json", "an index file's block key, and tags of persons, identifiers and matches (SPEC.md \u00a713.7)", index_tag_vectors)]
