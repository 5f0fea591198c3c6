"""As much of JSON Schema, draft 2020-12, as psi/ledger/entry.schema.json needs, and
what SPEC.md §13.2 demands of an entry's line beyond it."""

import json
import os
import re

from .log import line

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "psi", "ledger", "entry.schema.json")
WORDS = {"$schema", "$defs", "$ref", "title", "description", "format", "type", "const", "enum", "pattern", "minLength",
         "minimum", "maximum", "minItems", "maxItems", "uniqueItems", "required", "properties", "additionalProperties", "items", "oneOf", "not"}
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}


def load():
    with open(PATH, encoding="utf-8") as f:
        return json.load(f)


SCHEMA = load()


def is_type(v, name):
    return isinstance(v, TYPES[name]) and not (name == "integer" and isinstance(v, bool))


def fits(v, s):
    if isinstance(s, bool):
        return s
    assert s.keys() <= WORDS, s.keys() - WORDS
    if "$ref" in s and not fits(v, SCHEMA["$defs"][s["$ref"].removeprefix("#/$defs/")]):
        return False
    if "type" in s and not any(is_type(v, t) for t in ([s["type"]] if isinstance(s["type"], str) else s["type"])):
        return False
    if "const" in s and v != s["const"] or "enum" in s and v not in s["enum"]:
        return False
    if "not" in s and fits(v, s["not"]):
        return False
    if isinstance(v, str) and (len(v) < s.get("minLength", 0) or not re.search(s.get("pattern", "").replace("$", r"\Z"), v)):
        return False
    if is_type(v, "integer") and not s.get("minimum", v) <= v <= s.get("maximum", v):
        return False
    if isinstance(v, list) and not s.get("minItems", 0) <= len(v) <= s.get("maxItems", len(v)):
        return False
    if isinstance(v, list) and s.get("uniqueItems") and any(x in v[:i] for i, x in enumerate(v)):
        return False
    if isinstance(v, list) and not all(fits(x, s.get("items", {})) for x in v):
        return False
    if isinstance(v, dict):
        known = s.get("properties", {})
        if any(name not in v for name in s.get("required", [])) or s.get("additionalProperties") is False and v.keys() - known.keys():
            return False
        if not all(fits(v[name], known[name]) for name in v.keys() & known.keys()):
            return False
    return "oneOf" not in s or sum(fits(v, x) for x in s["oneOf"]) == 1


COMMON = {"v", "seq", "time", "type", "salt", "session"}


def once(pairs):
    v = dict(pairs)
    if len(v) != len(pairs):
        raise ValueError("a name twice")
    return v


def no_fraction(number):
    raise ValueError("1.0 and 1e0 are not canonical, and 1.5 is in no entry")


def is_entry(text):
    try:
        v = json.loads(text, object_pairs_hook=once, parse_float=no_fraction)
    except ValueError:
        return False
    if len(text.encode()) > 65535 or not fits(v, SCHEMA) or line(v) != text:
        return False
    for member in ("epoch", "offer"):
        types = v.get(member, {}).get("types", [])
        if any(a >= b for a, b in zip(types, types[1:])):
            return False
    for member in ("commit", "result"):
        first = v.get(member, {}).get("slice", "").partition(" at ")[2]
        if first and int(first) >= 1024:
            return False
    return len(v.keys() - COMMON) == 1  # the member that goes with the type: the schema says no more than that it is there
