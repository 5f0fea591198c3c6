"""Vectors of sets: leaves, root, digest, and leaves with their audit paths (SPEC.md §5)."""

from . import protocol
from .steps import elements, params


def counted(item, parts):
    """Records by a rule: item n of the set is be64(n), then the beginning of SHA-256 of that."""
    out, n = [], 0
    for width, size in parts:
        items = []
        for i in range(n, n + width * size):
            b = i.to_bytes(8, "big")
            items.append(b + protocol.sha256(b)[: item - 8])
        n += width * size
        out.append((width, b"".join(items)))
    return out


def vector(name, item, parts, raw=None):
    packed = raw or counted(item, parts)
    leaves = protocol.leaf_hashes(packed, item)
    encoding = protocol.set_encoding(parts, protocol.root(leaves))
    v = {"name": name, "item": item, "parts": [{"width": w, "size": n} for w, n in parts]}
    if raw:
        v["bytes"] = b"".join(b for _, b in raw).hex()
    return v | {
        "leaves": [x.hex() for x in leaves],
        "root": protocol.root(leaves).hex(),
        "encoding": encoding.hex(),
        "digest": protocol.sha256(encoding).hex(),
        "paths": [{"leaf": i, "path": [x.hex() for x in protocol.path(i, leaves)]} for i in sorted({0, len(leaves) // 2, len(leaves) - 1})],
    }


def set_vectors():
    few = sorted(elements(params("ristretto255"), 5))
    pairs = sorted(b"".join(sorted(few[i : i + 2])) for i in (0, 2))
    return [
        vector("a list of five", 32, [(1, 5)], [(1, b"".join(few))]),
        vector("one element, another part than the same bytes as a pair", 32, [(1, 4)], [(1, b"".join(few[:4]))]),
        vector("two pairs", 32, [(2, 2)], [(2, b"".join(pairs))]),
        vector("two segments", 32, [(1, 2), (1, 3)], [(1, b"".join(few[::2][:2])), (1, b"".join(sorted([few[1], few[3], few[4]])))]),
        vector("a leaf that is full", 32, [(1, 32768)]),
        vector("a record more", 32, [(1, 32769)]),
        vector("segments of several leaves", 32, [(1, 1000), (1, 32768), (1, 70000)]),
        vector("sections of all widths", 32, [(1, 33792), (2, 17408), (4, 2048), (8, 4097), (16, 4096)]),
        vector("tags", 10, [(1, 33792), (4, 8193)]),
        vector("handles", 16, [(1, 33000)]),
    ]


FILES = [("set.json", "a set's leaves, root and digest, and paths of leaves (SPEC.md \u00a75)", set_vectors)]
