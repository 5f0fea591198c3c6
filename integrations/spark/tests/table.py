"""A table with users in several rows, who share, object, and differ in nothing but case."""

from __future__ import annotations

import base64
import hashlib
import random
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq

CANARIES = 1000

POLICY = """
contexts:
  newsletter: {class: marketing, grants: [marketing.advertising]}
  checkout: {class: account, grants: [marketing.advertising, essential.service]}
  two_factor: {class: security}
purposes: {audience-matching: {requires: [marketing.advertising]}}
"""


def canary(n: int) -> tuple[str, str]:
    return f"Canary.{n:04d}@Birds.example", f"+4915155{n:06d}"


def written(secret: bytes) -> list[bytes]:
    """The ways in which bytes may be printed: hexadecimal, as Spark shows binary columns, base64."""
    whole = base64.b64encode(secret).rstrip(b"=")
    return [secret, secret.hex().encode(), secret.hex().upper().encode(), secret.hex(" ").upper().encode(), whole, whole.translate(bytes.maketrans(b"+/", b"-_"))]


def spellings(n: int) -> list[bytes]:
    """All by which a canary could be found: as it is, in its normal form, and the hash of that."""
    mail, phone = canary(n)
    found: list[bytes] = [quote(mail).encode(), quote(mail.lower()).encode()]
    for normal in (mail, mail.lower(), phone, phone[1:]):
        found += written(normal.encode()) + written(hashlib.sha256(normal.encode()).digest())
    return list(dict.fromkeys(found))


def write(path: Path, rows: int) -> None:
    r = random.Random(7)
    names = ["user_id", "email", "phone", "email_verified", "phone_verified", "collection_context", "opted_out", "given_at", "tags"]
    columns: dict[str, list[object]] = {name: [] for name in names}

    def add(*values: object) -> None:
        for name, value in zip(names, (*values, *[None] * (len(names) - len(values)))):
            columns[name].append(value)

    for i in range(rows):
        user = f"u{r.randrange(rows * 3 // 4)}"
        mail = f"user{r.randrange(rows)}@mail.example" if r.random() < 0.8 else None
        if r.random() < 0.01:
            mail = "not an address"
        phone = f"+49151{r.randrange(10**8):08d}" if r.random() < 0.4 else None
        if r.random() < 0.02:
            phone = f"+49151000000{r.randrange(10, 40)}"
        context = r.choices(["newsletter", "checkout", "two_factor", "unknown", None], [60, 25, 10, 3, 2])[0]
        objects = r.choices([None, False, True], [80, 18, 2])[0]
        given = f"2025-0{r.randrange(1, 10)}-01" if r.random() < 0.5 else None
        add(user.upper() if i % 97 == 0 else user, mail, phone, r.random() < 0.7, r.random() < 0.7, context, objects, given, [f"t{i % 5}"])
        if i == rows // 2:
            for k in range(20):  # more than 16 rounds, and more than 16 identifiers
                add(f"chain{k}", f"chain{k}@x.example", None, True, True, "newsletter")
                add(f"chain{k}", f"chain{k + 1}@x.example", None, True, True, "newsletter")
            for k in range(8):
                add(f"mid{k}", f"mid{k}@x.example", None, True, True, "newsletter")
                add(f"mid{k}", f"mid{k + 1}@x.example", None, True, True, "checkout")
            for k in range(30):
                add("many", f"many{k}@x.example", None, k % 3 == 0, True, "newsletter", None, f"2025-01-{k % 28 + 1:02d}")
            add("", "nobody@x.example", None, None, None, "newsletter", True)
            add("a@b.example", "q@x.example", None, None, None, "newsletter")
    for n in range(CANARIES):
        add(f"c{n}", *canary(n), True, True, ("newsletter", "two_factor")[n % 2], n % 10 == 0)
    types = {"email_verified": pa.bool_(), "phone_verified": pa.bool_(), "opted_out": pa.bool_(), "tags": pa.list_(pa.string())}
    schema = pa.schema([(name, types.get(name, pa.string())) for name in names])
    pq.write_table(pa.table(columns, schema=schema), path, row_group_size=max(rows // 12, 200), compression="none", use_dictionary=False)
