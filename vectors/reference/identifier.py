"""The profiles for e-mail, SPEC.md §4.1: made from its text alone, with Python's
own Unicode for NFC and lower-casing, which agrees with Unicode 15.0 on what the
vectors use."""

import re
import unicodedata

from . import codepoints, placeholders

WHITE = "".join(chr(c) for c in (*range(9, 14), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000))
INVISIBLE = {0xAD, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)}


class Reject(Exception):
    """Its argument is the code."""


def reject_if(condition, code):
    if condition:
        raise Reject(code)


def email(raw, profile="default-v1"):
    """The normal form of raw, which is bytes."""
    strict, uid2 = profile == "default-v1", profile == "uid2"
    reject_if(len(raw) > 1024, "too_long")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise Reject("not_utf8")
    text = text.strip(" " if uid2 else WHITE + "\ufeff")
    reject_if(text == "", "empty")
    reject_if(any(unicodedata.category(c) == "Cc" for c in text), "control_character")
    for c in text if not uid2 else "":
        reject_if(c == "\ufffd", "not_utf8")
        reject_if(c != " " and c in WHITE, "inner_space")
        reject_if(ord(c) in INVISIBLE, "invisible_character")
    if strict:
        spreadsheet(text)
    if "@" not in text:
        reject_if(placeholders.is_text(text), "placeholder")
        for digits, code in ((32, "md5_hash"), (40, "sha1_hash"), (64, "looks_hashed")):
            reject_if(re.fullmatch(f"[0-9a-fA-F]{{{digits}}}", text), code)
        raise Reject("no_at_sign")
    reject_if(" " in text and not uid2, "inner_space")
    reject_if(text.count("@") > 1, "several_at_signs")
    if not strict and not uid2:
        text = text.lower()
    local, domain = text.split("@")
    if strict:
        local, domain = local_part(local), domain_name(domain)
    else:
        local, domain = lower(local.replace(" ", "")), lower(domain)
    reject_if(local == "", "empty_local_part")
    reject_if(domain == "", "bad_domain")
    gmail = {"default-v1": ("gmail.com", "googlemail.com"), "google-dm": ("gmail.com", "googlemail.com"), "uid2": ("gmail.com",)}
    if domain in gmail.get(profile, ()):
        local = local.split("+")[0].replace(".", "")
        reject_if(local == "", "empty_local_part")
    normal = local + "@" + domain
    if strict:
        spreadsheet(normal)
    reject_if(normal in placeholders.ADDRESSES, "placeholder")
    return normal


def spreadsheet(text):
    reject_if(text[0] == "'", "excel_apostrophe")
    reject_if(text[0] == "=", "excel_formula")
    reject_if(text[0] == "#" and "@" not in text, "excel_error")


def lower(s):
    """A to Z and nothing else."""
    return re.sub("[A-Z]", lambda m: m[0].lower(), s)


def local_part(s):
    s = unicodedata.normalize("NFC", lower(unicodedata.normalize("NFC", s)))
    reject_if(s == "", "empty_local_part")
    reject_if(not codepoints.admitted(s, "VOML"), "symbol")
    reject_if(re.search(r'["(),:;<>\[\\\]]', s), "bad_local_part")
    reject_if(len(s.encode()) > 64, "long_local_part")
    return s


def domain_name(s):
    reject_if(s == "", "bad_domain")
    s = re.sub("[\u3002\uff0e\uff61]", ".", lower(s))
    for c in s:
        reject_if(not c.isascii() and codepoints.CLASSES.get(c) not in ("V", "J", "O", "M", "W"), "symbol")
    s = unicodedata.normalize("NFC", "".join(codepoints.MAPPING.get(c, c) for c in s))
    labels = [u_label(label) for label in s.split(".")]
    reject_if(not codepoints.bidi_ok(labels), "bad_domain")
    s = ".".join(x if x.isascii() else "xn--" + x.encode("punycode").decode() for x in labels)
    if len(s) > 1:
        s = s.removesuffix(".")
    label = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
    reject_if(not re.fullmatch(rf"{label}(\.{label})*", s), "bad_domain")
    reject_if(len(s) > 253, "long_domain")
    reject_if(any(len(x) > 63 for x in s.split(".")), "bad_domain")
    reject_if("." not in s, "no_dot_in_domain")
    return s


def u_label(label):
    if label.startswith("xn--"):
        try:
            label = label[4:].encode("ascii").decode("punycode")
        except UnicodeError:
            raise Reject("bad_domain")
        reject_if(label.isascii() or label != unicodedata.normalize("NFC", label), "bad_domain")
    reject_if(not codepoints.admitted(label, "VJO"), "symbol")
    reject_if(label[2:4] == "--", "bad_domain")
    reject_if(label[:1] == "-" or label[-1:] == "-", "bad_domain")
    reject_if(label != "" and unicodedata.category(label[0]).startswith("M"), "bad_domain")
    return label
