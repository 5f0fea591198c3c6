"""What an e-mail address may hold outside ASCII, SPEC.md §4.1: the table of
psi/identity/codepoints.txt, the contexts of RFC 5892, the Bidi rule of RFC 5893."""

import os
import unicodedata

PATH = os.path.join(os.path.dirname(__file__), "..", "..", "psi", "identity", "codepoints.txt")


def read():
    classes, mapping, scripts = {}, {}, {}
    with open(PATH, encoding="utf-8") as f:
        for line in f:
            if line.startswith("#"):
                continue
            run, what, *to = line.rstrip().split(";")
            first, _, last = run.partition("..")
            for c in range(int(first, 16), int(last or first, 16) + 1):
                if len(what) > 1:
                    scripts.setdefault(what, set()).add(chr(c))
                    continue
                classes[chr(c)] = what
                if to:
                    mapping[chr(c)] = "".join(chr(int(x, 16)) for x in to[0].split())
    return classes, mapping, scripts


CLASSES, MAPPING, SCRIPTS = read()


def admitted(text, classes):
    """Whether all code points of text are of these classes, in their contexts."""
    return all(c.isascii() or CLASSES.get(c, "-") in classes and in_context(text, i) for i, c in enumerate(text))


def in_context(text, i):
    c, before, after = text[i], text[i - 1 : i], text[i + 1 : i + 2]
    if CLASSES[c] == "J":  # only the rule for a virama: the others need joining types, which Python lacks
        return before != "" and unicodedata.combining(before) == 9
    if CLASSES[c] != "O":
        return True
    if c == "\u00b7":
        return before == after == "l"
    if c == "\u0375":
        return after in SCRIPTS["Greek"]
    if c in "\u05f3\u05f4":
        return before in SCRIPTS["Hebrew"]
    if c == "\u30fb":
        return any(d in SCRIPTS[s] for d in text for s in ("Hiragana", "Katakana", "Han"))
    indic = {chr(d) for d in range(0x660, 0x66A)}
    extended = {chr(d) for d in range(0x6F0, 0x6FA)}
    return not set(text) & (extended if c in indic else indic)


def bidi_ok(labels):
    """RFC 5893 §2: if one label is right to left, all keep to the rule."""
    kinds = [[unicodedata.bidirectional(c) for c in label] for label in labels]
    if not any(k in ("R", "AL", "AN") for label in kinds for k in label):
        return True
    return all(label_ok(label) for label in kinds if label)


def label_ok(kinds):
    rtl = kinds[0] in ("R", "AL")
    if not rtl and kinds[0] != "L":
        return False
    allowed = {"EN", "ES", "CS", "ET", "ON", "BN", "NSM"} | ({"R", "AL", "AN"} if rtl else {"L"})
    end = [k for k in kinds if k != "NSM"][-1:]
    return (
        set(kinds) <= allowed
        and end[0] in ({"R", "AL", "EN", "AN"} if rtl else {"L", "EN"})
        and not {"EN", "AN"} <= set(kinds)
    )
