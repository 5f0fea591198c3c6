"""Tags that a platform refuses: R of an honest advertiser, edited (SPEC.md §7.3)."""

from . import protocol
from .exchange import SMALL, Session, rows, secrets, email, phone
from .protocol import GROUPS, described, leaf_hashes
from .steps import derive, derive_key

TAG = 10


def made(label, of, mode, people):
    s = Session(label, of, mode, people)
    common = {
        "stage": "tags", **secrets(s.epoch), "advertiser_key": protocol.key_bytes(s.epoch.g, s.key).hex(),
        "rows": [{"segment": i, "type": t, "normal": normal} for i, t, normal in s.rows], "context": s.context}
    return s, common


def edited(raw, edits):
    for at, b in edits:
        raw = raw[:at] + b + raw[at + len(b) :]
    return raw


def committed(raw, width):
    size = len(raw) // TAG // width
    return described([(width, size)], leaf_hashes([(width, raw[: size * width * TAG])], TAG))


class Cases:
    def __init__(self, label, of, mode, people):
        self.s, self.common = made(label, of, mode, people)
        self.mode, self.raw, self.width = mode, self.s.tag_bytes, self.s.chosen[0][0]
        self.out = []
        # Where R has sentinels and groups: in mode count, by their tags.
        own = [b"".join(sorted(protocol.tag(self.s.tag_key, x) for x in record)) if mode == "count" else self.s.tags[0][i] for i, record in enumerate(self.s.multiplied[0])]
        kind = {own[i]: self.s.record(0, i).is_sentinel() for i in range(len(own))}
        self.sentinel = [kind[t] for t in self.s.tags[0]]

    def at(self, index):
        return index * self.width * TAG

    def first(self, sentinel, after=0):
        return next(i for i in range(after, len(self.sentinel)) if self.sentinel[i] == sentinel)

    def record(self, i):
        return self.s.tags[0][i]

    def add(self, name, edits, outcome, announced=None, **more):
        announced = announced or committed(edited(self.raw, edits), self.width)
        self.out.append({"name": f"{self.mode}: {name}"} | self.common | {
            "edits": [{"at": at, "bytes": b.hex()} for at, b in edits], "committed": announced, "outcome": outcome} | more)


def between(tags, i):
    """A tag that is no other and stays in place i of a sorted list."""
    low, high = (int.from_bytes(t, "big") for t in (tags[i - 1], tags[i + 1]))
    t = ((low + high) // 2).to_bytes(TAG, "big")
    assert tags[i - 1] < t < tags[i + 1] and t != tags[i]
    return t


def counts():
    c = Cases("malformed count", "small", "count", SMALL)
    raw, n = c.raw, len(c.sentinel)
    whole = committed(raw, 1)
    c.add("as it should be", [], "ok")
    c.add("the first two swapped", [(0, c.record(1) + c.record(0))], "not_ascending")
    c.add("the last two swapped", [(c.at(n - 2), c.record(n - 1) + c.record(n - 2))], "not_ascending")
    c.add("a tag twice", [(c.at(7), c.record(6))], "not_ascending")
    s, r = c.first(True, 1), c.first(False, 1)
    c.add("another tag than a sentinel's", [(c.at(s), between(c.s.tags[0], s))], "bad_tags")
    c.add("another tag than a group's", [(c.at(r), between(c.s.tags[0], r))], "ok")
    c.add("another tag than the last sentinel's", [(c.at(max(i for i in range(n - 1) if c.sentinel[i])), between(c.s.tags[0], max(i for i in range(n - 1) if c.sentinel[i])))], "bad_tags")
    g = GROUPS["ristretto255"]
    other = derive_key(g, "another public key")
    c.add("the public key of another key", [], "bad_tags", public_key=g.encode(g.mul(other, g.GENERATOR)).hex())
    c.add("one byte less than announced", [], "truncated", whole, length=len(raw) - 1)
    c.add("one tag less than announced", [], "truncated", whole, length=len(raw) - TAG)
    c.add("nothing", [], "truncated", whole, length=0)
    c.add("one byte more than announced", [(len(raw), b"\xff")], "digest_mismatch", whole)
    c.add("one bit other than announced", [(len(raw) - 1, bytes([raw[-1] ^ 1]))], "digest_mismatch", whole)
    c.add("one tag less, as announced", [], "bad_request", committed(raw[:-TAG], 1), length=len(raw) - TAG)
    c.add("one tag more, as announced", [(len(raw), b"\xff" * TAG)], "bad_request")
    c.add("announced as pairs", [], "bad_request", committed(raw, 2))
    c.add("announced as two sections", [], "bad_request", described([(1, 1024), (1, 1024)], leaf_hashes([(1, raw[: 1024 * TAG]), (1, raw[1024 * TAG :])], TAG)))
    return c.out


def pairs():
    c = Cases("malformed pairs", "one section of pairs", "count", rows(email(3), phone(10)))
    s, r = c.first(True, 1), c.first(False, 1)
    c.add("as it should be, in pairs", [], "ok")
    turn = lambda t: t[TAG:] + t[:TAG]
    last = len(c.sentinel) - 1
    c.add("a pair not ascending inside", [(c.at(last), turn(c.record(last)))], "not_ascending")
    c.add("a pair of one tag twice", [(c.at(r), c.record(r)[:TAG] * 2)], "not_ascending")
    c.add("two pairs swapped", [(c.at(3), c.record(4) + c.record(3))], "not_ascending")
    # The second tag of a group's pair becomes one that another pair has: in order, and yet there twice.
    mine = c.record(r)
    other = next(t for i, t in enumerate(c.s.tags[0]) if i != r and t[TAG:] > mine[:TAG])
    c.add("a tag in two pairs", [(c.at(r) + TAG, other[TAG:])], "not_ascending")
    # Two pairs that mix: each ascends, all tags are there once.
    i = next(i for i in range(s, last) if c.sentinel[i] and c.record(i)[:TAG] < c.record(r)[TAG:] and c.record(r)[:TAG] < c.record(i)[TAG:])
    c.add("a sentinel's pair and a group's, mixed", [(c.at(i) + TAG, c.record(r)[TAG:]), (c.at(r) + TAG, c.record(i)[TAG:])], "bad_tags")
    j = next(j for j in range(i + 1, last) if c.sentinel[j] and c.record(i)[:TAG] < c.record(j)[TAG:] and c.record(j)[:TAG] < c.record(i)[TAG:])
    c.add("two sentinels' pairs, mixed", [(c.at(i) + TAG, c.record(j)[TAG:]), (c.at(j) + TAG, c.record(i)[TAG:])], "bad_tags")
    return c.out


def aligned(mode, label, audience=None):
    c = Cases(label, "small", mode, SMALL)
    n = len(c.sentinel)
    s, r = c.first(True), c.first(False)
    c.add("as it should be, in no order", [], "ok")
    c.add("a group's tag and a sentinel's swapped", [(c.at(r), c.record(s)), (c.at(s), c.record(r))], "bad_tags")
    c.add("sorted", [(0, b"".join(sorted(c.s.tags[0])))], "bad_tags")
    c.add("another tag than a sentinel's", [(c.at(s), derive("no tag")[:TAG])], "bad_tags")
    c.add("another tag than a group's", [(c.at(r), derive("no tag")[:TAG])], "ok")
    c.add("a sentinel's tag twice", [(c.at(r), c.record(s))], "not_ascending")
    c.add("a group's tag twice", [(c.at(r), c.record(c.first(False, r + 1)))], "not_ascending")
    c.add("one tag less, as announced", [], "bad_request", committed(c.raw[:-TAG], 1), length=c.at(n - 1))
    c.add("cut", [], "truncated", committed(c.raw, 1), length=c.at(n - 1))
    c.add("other order than announced", [(0, b"".join(c.s.tags[0][::-1]))], "digest_mismatch", committed(c.raw, 1))
    return c.out


def tag_vectors():
    return [*counts(), *pairs(), *aligned("blinded", "malformed blinded")]
