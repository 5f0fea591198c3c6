"""An epoch: the platform's set P, made from its dataset and one secret (SPEC.md §5)."""

from . import protocol
from .protocol import GROUPS, set_of

FILL = 255


class Element:
    """An element of P: as it is encoded, what its slot says, and how it is multiplied."""

    def __init__(self, g, slot, point=None, scalar=None):
        self.g, self.slot, self.scalar = g, slot, scalar
        self.point = protocol.generator(g).mul(scalar) if point is None else point
        self.encoded = g.encode(self.point)

    def times(self, k):
        if self.scalar is None:
            return self.g.encode(self.g.mul(k, self.g.decode(self.encoded)))
        return self.g.encode(protocol.generator(self.g).mul(k * self.scalar % self.g.ORDER))


class Record:
    """A group of P. number: of the group in the dataset, or 2^63 + i for a sentinel."""

    def __init__(self, number, elements):
        self.number, self.elements = number, sorted(elements, key=lambda e: e.encoded)
        self.encoded = b"".join(e.encoded for e in self.elements)

    def is_sentinel(self):
        return self.number >= 2**63

    def place(self):
        return self.number.to_bytes(8, "big") + bytes(e.slot for e in self.elements)


class Epoch:
    """groups: of each, its identifiers as type and normal form. capacities: width and capacity of each section."""

    def __init__(self, p, d, secret, groups, capacities):
        self.p, self.d, self.secret, self.groups, self.capacities = p, d, secret, groups, capacities
        g = self.g = GROUPS[p["suite"]]
        self.e = g.scalar(protocol.epoch_key(secret))
        self.b = self.e * d % g.ORDER
        self.stored = [[protocol.mask(p, t, d, protocol.match_key(normal)) for t, normal in group] for group in groups]
        widths = [w for w, _ in capacities]
        sections = {w: [] for w in widths}
        for number, stored in enumerate(self.stored):
            width = min(w for w in widths if w >= len(stored))
            elements = [Element(g, i, g.mul(self.e, g.decode(x))) for i, x in enumerate(stored)]
            elements += [Element(g, FILL, self.fill(number, j)) for j in range(width - len(stored))]
            sections[width].append(Record(number, elements))
        self.sections = []
        for width, capacity in capacities:
            records, real = sections[width], len(sections[width])
            assert capacity % 1024 == 0 and capacity - real >= max(1024, -(-width * capacity // 64))
            for i in range(capacity - real):
                scalars = [g.scalar(protocol.sentinel(secret, width, i, j)) for j in range(width)]
                records.append(Record(2**63 + i, [Element(g, j, scalar=r) for j, r in enumerate(scalars)]))
            self.sections.append((width, sorted(records, key=lambda r: r.encoded)))
        self.set = set_of([(w, [r.encoded for r in records]) for w, records in self.sections], 32)
        self.leaves = protocol.leaf_hashes([(w, b"".join(r.encoded for r in records)) for w, records in self.sections], 32)

    def fill(self, number, j):
        return self.g.hash_to_group(protocol.fill(self.secret, number, j)[:32], protocol.fill_domain(self.p).encode())

    def order(self):
        return [r.place() for _, records in self.sections for r in records]

    def sentinels(self):
        """For each sentinel its index in its section, and its place."""
        return [i.to_bytes(8, "big") + r.place() for _, records in self.sections for i, r in enumerate(records) if r.is_sentinel()]

    def bytes(self):
        return b"".join(r.encoded for _, records in self.sections for r in records)


def in_slice(text, size):
    """The records of a section of this size that are in a slice, in their order."""
    if text == "1":
        return list(range(size))
    fraction, start = text.split(" at ")
    parts = int(fraction.removeprefix("1/"))
    unit = size // 1024
    return [(int(start) * unit + i) % size for i in range(size // parts)]
