"""Looks for many things in much text."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

HEAD = 8  # bytes of a needle by which it is looked for
LOW = (1 << 24) - 1


class Search:
    def __init__(self, needles: list[bytes]) -> None:
        self.heads: dict[int, list[bytes]] = {}
        for n in needles:
            self.heads.setdefault(int.from_bytes(n[:HEAD], "little"), []).append(n)
        self.begins = np.zeros(LOW + 1, dtype=bool)  # with these three bytes
        self.begins[np.fromiter(self.heads, dtype="<u8") & LOW] = True

    def __call__(self, text: bytes) -> set[bytes]:
        """Which of the needles are in a text."""
        found: set[bytes] = set()
        for shift in range(min(HEAD, max(len(text) - HEAD + 1, 0))):
            words = np.frombuffer(text, dtype="<u8", count=(len(text) - shift) // HEAD, offset=shift)
            for i in np.flatnonzero(self.begins[words & LOW]).tolist():
                found |= {n for n in self.heads.get(int(words[i]), ()) if text.startswith(n, shift + HEAD * i)}
        return found


def present(text: bytes, needles: list[bytes]) -> set[bytes]:
    return Search(needles)(text)


def nothing_of(needles: list[bytes], texts: Iterator[tuple[str, bytes]]) -> int:
    """Looks for the needles in many texts, and returns how many texts there were."""
    search, searched = Search(needles), 0
    for where, text in texts:
        searched += 1
        found = search(text)
        assert not found, f"{where}: {len(found)} of the needles"
    return searched
