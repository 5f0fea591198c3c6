#!/usr/bin/env python3
"""Writes Blindmatch's test vectors: python3 vectors/generate.py
With --check it writes nothing and says whether the files are what it would write.

Python's standard library only. Everything follows from the constants in here, so
that every run writes the same bytes. README.md describes the files."""

import argparse
import hashlib
import json
import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, FOLDER)

from reference import audits, exchange, history, index, malformed, malformed_log, numbers, results, selfcheck, sets, steps  # noqa: E402

FORMAT = "blindmatch-vectors-v1"
SUMS = "SHA256SUMS"


def files():
    """Name and contents of every file."""
    for name, about, vectors in (*steps.FILES, *sets.FILES, *exchange.FILES, *numbers.FILES, *history.FILES, *index.FILES, *malformed.FILES,
                                 *malformed_log.FILES, *results.FILES, *audits.FILES):
        step = "malformed" if name.startswith("malformed") else name.removesuffix(".json")
        f = {"format": FORMAT, "step": step, "about": about, "vectors": vectors()}
        yield name, (json.dumps(f, indent=1) + "\n").encode()


def others():
    """The vectors by others, which are in the sums too."""
    for rfc in ("rfc9380", "rfc9496", "rfc9497"):
        for name in sorted(os.listdir(os.path.join(FOLDER, rfc))):
            with open(os.path.join(FOLDER, rfc, name), "rb") as f:
                yield f"{rfc}/{name}", f.read()


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--check", action="store_true", help="compare with the files instead of writing them")
    check = arguments.parse_args().check

    print(f"self-check: {selfcheck.run(FOLDER)} vectors of RFC 9380, 9496, 9497, 5869 and 8032 pass")
    made = dict(files())
    sums = {name: hashlib.sha256(b).hexdigest() for name, b in (*made.items(), *others())}
    made[SUMS] = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()

    stale = []
    for name, b in made.items():
        path = os.path.join(FOLDER, name)
        if check:
            if not os.path.exists(path) or open(path, "rb").read() != b:
                stale.append(name)
            continue
        with open(path, "wb") as f:
            f.write(b)
        print(f"{name}: {len(b)} bytes")
    if check:
        print(f"{len(made)} files: " + ("as generated" if not stale else "NOT as generated: " + ", ".join(stale)))
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
