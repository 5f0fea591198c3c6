"""What stands for a missing value, in clear and hashed, SPEC.md §4.1 and §4.2."""

import base64
import hashlib
import os
import re

PATH = os.path.join(os.path.dirname(__file__), "..", "..", "psi", "identity", "placeholders.txt")


def read():
    lists = {"text": [], "name": [], "end": [], "address": []}
    with open(PATH, encoding="utf-8") as f:
        for line in f:
            if not line.startswith("#"):
                kind, _, value = line.rstrip("\n").partition(" ")
                lists[kind].append(value)
    addresses = {f"{n}@{n}.{e}" for n in lists["name"] for e in lists["end"]}
    addresses |= {f"{n}@example.{e}" for n in lists["name"] for e in ("com", "net", "org")}
    return set(lists["text"]), addresses | set(lists["address"])


TEXTS, ADDRESSES = read()


def is_text(text):
    """Any one to three digits pass for a country code here too."""
    return text.removeprefix("+").strip("0") == "" or re.fullmatch(r"(\+|00)[1-9]\d{0,2}", text) is not None or re.sub("[A-Z]", lambda m: m[0].lower(), text) in TEXTS


def is_number(number):
    """number: digits, with or without a plus sign. Any one to three digits pass for a country code here."""
    digits = number.removeprefix("+")
    return digits in ("1234567890", "0123456789", "123456789", "11234567890") or re.fullmatch(r"(?=\d{7,15}$)(0+|1+|9+|1(\d)\2{9}|[1-9]\d{0,2}0{6,})", digits) is not None


def hashed(text):
    """The key that a cell of a column of digests holds, or (None, code)."""
    if re.fullmatch("[0-9a-fA-F]{64}", text):
        key = bytes.fromhex(text)
    elif re.fullmatch("[0-9A-Za-z+/]{43}=", text):
        key = base64.b64decode(text)
        if len(key) != 32 or base64.b64encode(key).decode() != text:
            return None, "bad_hash"
    else:
        return None, "placeholder" if text and is_text(text) else "bad_hash" if text else "empty"
    if key in EMPTY:
        return None, "hash_of_empty"
    return (None, "hash_of_placeholder") if key in HOLLOW else (key, None)


def digests(texts):
    return {hashlib.sha256(t if isinstance(t, bytes) else t.encode()).digest() for t in texts}


def casings(text):
    out = {""}
    for c in text:
        out = {o + x for o in out for x in (c, c.upper())}
        if len(out) > 512:
            return usual_casings(text)
    return out


def usual_casings(text):
    return {text, text.upper(), capital(text), " ".join(w[0].upper() + w[1:] for w in text.split()), capitals(text)}


def capital(text):
    """The first letter is capital."""
    return re.sub(r"[^\W\d_]", lambda m: m[0].upper(), text, count=1)


def capitals(text):
    """The first of letters in a row is capital."""
    return re.sub(r"[^\W\d_]+", lambda m: capital(m[0]), text)


def empty_texts():
    blanks = ("", " ", "\t", "\n", "\r\n", "\u00a0", "\ufeff", "\0")
    yield from (a + b for a in blanks for b in blanks)
    once = hashlib.sha256(b"").digest()
    yield from (once, once.hex(), once.hex().upper(), base64.b64encode(once).decode())


def hollow_texts():
    for t in TEXTS:
        yield from casings(t)
        for u in usual_casings(t):
            yield u.encode("utf-16-le")
            for space in (" ", "\t", "\n", "\r\n"):
                yield from (space + u, u + space)
    for n in range(1, 16):
        yield from (d * n for d in "019")
        yield "+" + "0" * n
    yield "+"
    yield from (f"{p}{code}" for p in ("+", "00") for code in range(1, 1000))
    for a in ADDRESSES:
        name, domain = a.split("@")
        yield from (a, a.upper(), capital(a), capital(name) + "@" + capital(domain), capitals(name) + "@" + domain, capitals(name) + "@" + capital(domain))
    numbers = ["1234567890", "0123456789", "123456789", "11234567890", *("1" + d * 10 for d in "0123456789")]
    numbers += [d * n for d in "019" for n in range(7, 16)]
    numbers += [f"{code}{'0' * n}" for code in range(1, 1000) for n in range(6, 16 - len(str(code)))]
    for n in numbers:
        yield from (n, "+" + n)


EMPTY = digests(empty_texts())
HOLLOW = digests(hollow_texts()) | {b"\0" * 32, b"\xff" * 32}
