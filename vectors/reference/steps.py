"""Vectors of single steps: identifier, hash, mask, remask, context, commitment,
tag."""

import base64
import hashlib

from . import identifier, placeholders, protocol
from .protocol import GROUPS
from .xmd import expand_message_xmd


def derive(label):
    """32 bytes that mean nothing, for nonces, salts and keys."""
    return hashlib.sha256(b"Blindmatch test vectors: " + label.encode()).digest()


def derive_key(g, label):
    return int.from_bytes(hashlib.sha512(b"Blindmatch test key: " + label.encode()).digest(), "big") % (g.ORDER - 1) + 1


def params(suite, types=("email",), purpose="audience-matching", profile="default-v1"):
    return {"suite": suite, "purpose": purpose, "profile": profile, "types": list(types)}


LONGEST = "a123456789." * 5 + "z_-456789"  # a name of 64 characters

PARAMS = [
    params("ristretto255", ["email", "phone"]),
    params("ristretto255", ["email"], purpose="measurement"),
    params("ristretto255", [LONGEST], LONGEST, LONGEST),
    params("P256", ["email", "phone"]),
    params("P256", ["phone"], profile="uid2"),
    params("P256", [LONGEST], LONGEST, LONGEST),
]

NORMAL = {"email": ["user1@example.com", "b\u00fccher@example.org"], "phone": ["+442079460000", "+16502530000"]}


def hashed():
    """Parameters, types and normal forms."""
    for p in PARAMS:
        for t in p["types"]:
            for normal in NORMAL.get(t, NORMAL["email"]):
                yield p, t, normal


EMAILS = [
    ("plain", b"user@example.com"),
    ("upper case", b"User.Name@EXAMPLE.Com"),
    ("white space around", b" \t user@example.com \r\n"),
    ("byte order mark and no-break space around", "\ufeffuser@example.com\u00a0".encode()),
    ("plus suffix outside Gmail stays", b"user+news@example.com"),
    ("Gmail dots", b"First.Last@gmail.com"),
    ("Gmail suffix", b"firstlast+news+x@Gmail.com"),
    ("googlemail.com stays googlemail.com", b"F.irst.Last+a@googlemail.com"),
    ("not Gmail", b"first.last@gmail.example"),
    ("final dot of the domain", b"user@example.com."),
    ("domain outside ASCII", "user@b\u00fccher.example".encode()),
    ("local part outside ASCII keeps its case", "\u00dcser@example.com".encode()),
    ("local part not in NFC", "u\u0308ser@example.com".encode()),
    ("KELVIN SIGN becomes K by NFC, then k", "\u212aen@example.com".encode()),
    ("apostrophe inside", b"o'brien@example.com"),
    ("64 bytes before the @", b"a" * 64 + b"@example.com"),
    ("empty", b""),
    ("white space only", b" \t "),
    ("more than 1024 bytes", b"a" * 1013 + b"@example.com"),
    ("not UTF-8", b"\xfcser@example.com"),
    ("control character", b"us\x00er@example.com"),
    ("C1 control character", "us\u0090er@example.com".encode()),
    ("zero-width space", "us\u200ber@example.com".encode()),
    ("inner space", b"us er@example.com"),
    ("inner no-break space", "us\u00a0er@example.com".encode()),
    ("with a name", b"User <user@example.com>"),
    ("no @", b"user.example.com"),
    ("two @", b"user@host@example.com"),
    ("nothing before the @", b"@example.com"),
    ("nothing after the @", b"user@"),
    ("Gmail local part of dots", b"...@gmail.com"),
    ("Gmail local part of a suffix", b"+news@gmail.com"),
    ("quoted local part", b'"user"@example.com'),
    ("comma", b"a,b@example.com"),
    ("65 bytes before the @", b"a" * 65 + b"@example.com"),
    ("no dot in the domain", b"user@localhost"),
    ("empty label", b"user@example..com"),
    ("label ends with a hyphen", b"user@example-.com"),
    ("underscore in the domain", b"user@ex_ample.com"),
    ("label of 64 bytes", b"user@" + b"a" * 64 + b".com"),
    ("domain of 254 bytes", b"user@" + b".".join([b"a" * 61] * 4) + b".bcdefg"),
    ("SHA-256 in hexadecimal", hashlib.sha256(b"x").hexdigest().encode()),
    ("MD5 in hexadecimal", hashlib.sha256(b"x").hexdigest()[:32].encode()),
    ("spreadsheet formula", b"=HYPERLINK(1)"),
    ("spreadsheet apostrophe", b"'user@example.com"),
    ("spreadsheet error", b"#N/A"),
    ("curly quote behind the address", "bo@firma.example\u2019".encode()),
    ("guillemets", "bo@\u00abfirma\u00bb.example".encode()),
    ("arrow", "bo@firma\u279c.example".encode()),
    ("emoji", "bo@firma\U0001f600.example".encode()),
    ("en dash", "bo@firma\u2013nord.example".encode()),
    ("TRADE MARK SIGN, which mapping makes tm", "bo@firma\u2122.example".encode()),
    ("REGISTERED SIGN", "bo@firma\u00ae.example".encode()),
    ("FEMININE ORDINAL INDICATOR, which mapping makes a", "bo@firm\u00aa.example".encode()),
    ("circled digit", "bo@firma\u2461.example".encode()),
    ("ligature", "bo@\ufb01rma.example".encode()),
    ("variation selector", "bo@firma\ufe0f.example".encode()),
    ("capital I with dot above", "bo@\u0130zmir.example".encode()),
    ("unassigned code point", "bo@firma\u0378.example".encode()),
    ("A-label of a heart", b"bo@xn--i-7iq.example"),
    ("A-label of ASCII", b"bo@xn--abc-.example"),
    ("A-label of nothing", b"bo@xn--.example"),
    ("A-label of one letter", b"bo@xn--tda.example"),
    ("bullet before the address", "\u2022bo@firma.example".encode()),
    ("curly apostrophe", "o\u2019brien@firma.example".encode()),
    ("full-width local part", "\uff42\uff4f@firma.example".encode()),
    ("full-width domain", "bo@\uff46\uff49\uff52\uff4d\uff41\uff0eexample".encode()),
    ("half-width katakana with a sound mark", "bo@\uff8a\uff9e.example".encode()),
    ("capitals outside ASCII", "bo@B\u00dcRO.example".encode()),
    ("ANGSTROM SIGN, by NFC", "bo@\u212bbo.example".encode()),
    ("titlecase and ligature in the local part", "\u01c5\u0132\u1f8b@firma.example".encode()),
    ("titlecase in the domain", "bo@\u01c5.example".encode()),
    ("capital ligature in the domain", "bo@\u0132.example".encode()),
    ("capital alpha with an iota in the domain", "bo@\u1fbc.example".encode()),
    ("combining iota in the domain", "bo@\u03b1\u0345.example".encode()),
    ("capital sigma in the domain", "bo@\u039d\u03a3.example".encode()),
    ("sharp s", "bo@stra\u00dfe.example".encode()),
    ("capital sharp s", "bo@STRA\u1e9eE.example".encode()),
    ("Thai vowel sign am", "\u0e19\u0e49\u0e33@\u0e19\u0e49\u0e33.example".encode()),
    ("full stop of an East Asian script", "bo@firma\u3002example".encode()),
    ("middle dot between two l", "bo@col\u00b7legi.example".encode()),
    ("middle dot elsewhere", "bo@co\u00b7legi.example".encode()),
    ("katakana middle dot without kana", "bo@foo\u30fbbar.example".encode()),
    ("two kinds of Arabic digits", "bo@\u0628\u0661\u06f2.example".encode()),
    ("right to left", "bo@\u05d0\u05d1.example".encode()),
    ("right to left beside a label that begins with a digit", "bo@1a.\u05d0\u05d1.example".encode()),
    ("hyphens in the third and fourth place", b"bo@ab--c.example"),
    ("small letter composed after lower-casing", "J\u030c@firma.example".encode()),
    ("placeholder text", b"NULL"),
    ("placeholder address", b"Test@Test.com"),
    ("placeholder name at a reserved domain", b"noemail@example.com"),
    ("longest placeholder name", b"Do-Not-Reply@do-not-reply.com"),
    ("placeholder name at another domain", b"noreply@firma.example"),
    ("the name of a column", b"E-Mail"),
    ("nothing but a plus sign", b"+"),
    ("nobody at a reserved domain, but no placeholder", b"ann@example.com"),
]

OTHER_PROFILES = [
    ("capitals outside ASCII", "\u00c9ric@B\u00dcRO.example".encode()),
    ("capital I with dot above", "\u0130@firma.example".encode()),
    ("final sigma", "\u039d\u0399\u039a\u039f\u03a3@firma.example".encode()),
    ("sigma before a letter", "\u03a3\u0391@firma.example".encode()),
    ("capital ligature, which no class of capitals has alone", "\u0132an@\u0132.example".encode()),
    ("titlecase letters", "\u01c5\u1f8b\u1fbc@\u01f2.example".encode()),
    ("capitals of scripts that got small letters late", "\u13a0\u1c90\U0001e900@firma.example".encode()),
    ("capital theta symbol and capital sharp s", "\u03f4\u1e9e@firma.example".encode()),
    ("numerals and circled letters", "\u2160\u24b6@firma.example".encode()),
    ("capitals of later versions of Unicode", "\ua7cb\u1c89@firma.example".encode()),
    ("sigma behind a circled letter", "\u24b6\u03a3@firma.example".encode()),
    ("sigma, then a combining iota", "\u039d\u03a3\u0345@firma.example".encode()),
    ("sigma, a combining iota, a letter", "\u039d\u03a3\u0345\u0391@firma.example".encode()),
    ("sigma behind nothing but a combining iota", "\u0345\u03a3@firma.example".encode()),
    ("sigma behind a modifier letter", "\u02b0\u03a3@firma.example".encode()),
    ("sigma behind a letter and a full stop", "\u0391.\u03a3@firma.example".encode()),
    ("sigma, an apostrophe, a letter", "\u039d\u03a3'\u0391@firma.example".encode()),
    ("sigma at the end of the address", "bo@firma.\u0391\u03a3".encode()),
    ("symbols as they are", "bo\u2122@firma\u2019.example".encode()),
    ("Gmail", b"A.b+c@Gmail.com"),
    ("googlemail.com", b"A.b+c@Googlemail.com"),
    ("space in the local part", b" a b@firma.example "),
    ("tab behind", b"ann@firma.example\t"),
    ("placeholder address", b"TEST@test.com"),
    ("placeholder text", b"n/a"),
]

# Cells of a column of digests.
HASHED = [
    ("digest of an address", hashlib.sha256(b"ann@example.com").hexdigest()),
    ("in capitals", hashlib.sha256(b"ann@example.com").hexdigest().upper()),
    ("in base64", base64.b64encode(hashlib.sha256(b"ann@example.com").digest()).decode()),
    ("of nothing", hashlib.sha256(b"").hexdigest()),
    ("of nothing, in capitals", hashlib.sha256(b"").hexdigest().upper()),
    ("of nothing, in base64", base64.b64encode(hashlib.sha256(b"").digest()).decode()),
    ("of a newline", hashlib.sha256(b"\n").hexdigest()),
    ("of nothing, twice", hashlib.sha256(hashlib.sha256(b"").hexdigest().encode()).hexdigest()),
    *((f"of {t}", hashlib.sha256(t.encode()).hexdigest()) for t in (
        "null", "NULL", "None", "nan", "NaN", "N/A", "undefined", "unknown", "-", "0", "none", "test@test.com", "TEST@TEST.COM",
        "+10000000000", "10000000000", "0000000000", "+490000000", "[]",
        "+", "+0", "+000", "+49", "0049", "No-Reply", "Do-Not-Reply", "DO NOT REPLY", "[object Object]", "noreply@example.com", "No-Reply@Example.com",
        "do-not-reply@example.org", "none@none.com", "NULL@NULL", "non renseign\u00e9", "Keine E-Mail", "e-mail", "{{email}}", "#REF!", "[email\u00a0protected]")),
    ("of null and a newline", hashlib.sha256(b"null\n").hexdigest()),
    ("of NULL after a space", hashlib.sha256(b" NULL").hexdigest()),
    ("of null in UTF-16", hashlib.sha256("null".encode("utf-16-le")).hexdigest()),
    ("zeros", "0" * 64),
    ("of an address that only looks like one", hashlib.sha256(b"test@gmail.com").hexdigest()),
]

# The normal form is stated here, not computed: which numbers are valid, the
# numbering plans say.
PHONES = [
    ("E.164", "+442079460000", "", "+442079460000"),
    ("punctuation", " +44 (20) 7946-0000", "", "+442079460000"),
    ("dots and no-break space", "+1\u00a0650.253.0000", "", "+16502530000"),
    ("national, region given", "020 7946 0000", "GB", "+442079460000"),
    ("national, region given", "(650) 253-0000", "US", "+16502530000"),
    ("the country code decides, not the region", "+442079460000", "US", "+442079460000"),
    ("long vowel mark, half-width too", "+81\u30fc3\uff701234\u20115678", "", "+81312345678"),
    ("thin, figure and narrow no-break space", "+81\u20093\u20071234\u202f5678", "", "+81312345678"),
    ("dashes", "+81\u20123\u20131234\u22125678", "", "+81312345678"),
    ("full-width", "\uff0b\uff18\uff11 \uff08\uff13\uff09\uff0d12345678", "", "+81312345678"),
    ("Arabic digits", "+\u0668\u0661 \u0663 12345678", "", "+81312345678"),
    ("direction marks", "\u202a+81312345678\u202c", "", "+81312345678"),
    ("tel:", "Tel: +81-3-1234-5678", "", "+81312345678"),
    ("whatsapp:", "whatsapp:+81312345678", "", "+81312345678"),
    ("p:", "p:+81312345678", "", "+81312345678"),
    ("without a plus sign, one reading", "442079460000", "GB", "+442079460000"),
    ("without a plus sign, two readings", "4915123456789", "DE", None, "ambiguous"),
    ("national, no region", "020 7946 0000", "", None, "no_country"),
    ("empty", " ", "", None, "empty"),
    ("letters", "+1 650 CALLNOW", "", None, "letters"),
    ("extension", "+442079460000 ext 5", "", None, "extension"),
    ("too short for its country", "+4420794600", "", None, "invalid_number"),
    ("no such country code", "+999123456789", "", None, "invalid_number"),
    ("spreadsheet notation", "4.42079E+11", "GB", None, "excel_scientific"),
    ("spreadsheet apostrophe before a number", "'+442079460000", "", None, "excel_apostrophe"),
    ("decimal fraction behind a plus sign", "+43664123456.0", "", None, "excel_decimal"),
    ("decimal fraction that is not zero", "436641234568.50", "AT", None, "excel_decimal"),
    ("masked", "+49 30 ***4567", "", None, "masked_digits"),
    ("masked with dots", "+49 30 ...4567", "", None, "masked_digits"),
    ("several numbers", "+442079460000; +442079460001", "", None, "several_values"),
    ("two lines", "+49 30 1234567/68", "", None, "several_values"),
    ("two plus signs", "++442079460000", "", None, "stray_plus"),
    ("a range", "+81-3-1234-5678~9", "", None, "stray_symbol"),
    ("digits of another script", "+81 3 1234567\u0bee", "", None, "stray_symbol"),
    ("Cyrillic letters for zeros", "+1 650 253 \u041e\u041e\u041e\u041e", "", None, "letters"),
    ("placeholder", "null", "GB", None, "placeholder"),
    ("zeros behind a country code", "+10000000000", "", None, "placeholder"),
    ("zeros", "0000000000", "GB", None, "placeholder"),
    ("nothing but a plus sign", "+", "", None, "placeholder"),
    ("zero behind a plus sign", "+0", "GB", None, "placeholder"),
    ("nothing but a country code", "+44", "", None, "placeholder"),
    ("nothing but a country code, after zeros", "0044", "GB", None, "placeholder"),
]


def identifier_vectors():
    out = []
    others = [(*v, p) for v in OTHER_PROFILES for p in ("uid2", "google-dm", "plain")]
    for name, text, profile in [*((*v, "default-v1") for v in EMAILS), *others]:
        v = {"name": name, "profile": profile, "id_type": "email", "text": text.hex()}
        try:
            normal = identifier.email(text, profile)
            v |= {"normal": normal, "match_key": protocol.match_key(normal).hex()}
        except identifier.Reject as r:
            v["reject"] = r.args[0]
        out.append(v)
    for name, text in HASHED:
        v = {"name": name, "profile": "default-v1", "id_type": "email", "hashed": True, "text": text.encode().hex()}
        key, reject = placeholders.hashed(text)
        out.append(v | ({"reject": reject} if reject else {"match_key": key.hex()}))
    for name, text, region, normal, *reject in PHONES:
        v = {"name": name, "profile": "default-v1", "id_type": "phone", "text": text.encode().hex()}
        if region:
            v["region"] = region
        if normal is None:
            v["reject"] = reject[0]
        else:
            v |= {"normal": normal, "match_key": protocol.match_key(normal).hex()}
        out.append(v)
    return out


def uniform(g, item, dst):
    """What the hash to the group makes of an item, and the two field elements of that (RFC 9380, Sections 5.2 and 8.2;
    RFC 9496, Section 4.3.4)."""
    if g is GROUPS["P256"]:
        b = expand_message_xmd("sha256", item, dst, 96)
        return b, [(int.from_bytes(b[i : i + 48], "big") % g.P).to_bytes(32, "big") for i in (0, 48)]
    b = expand_message_xmd("sha512", item, dst, 64)
    return b, [(int.from_bytes(b[i : i + 32], "little") % 2**255 % g.P).to_bytes(32, "little") for i in (0, 32)]


def hash_vectors():
    out = []
    for p, t, normal in hashed():
        g = GROUPS[p["suite"]]
        key, dst = protocol.match_key(normal), protocol.domain(p, t)
        b, u = uniform(g, key, dst.encode())
        out.append({
            "params": p, "type": t, "domain": dst, "normal": normal, "match_key": key.hex(), "uniform": b.hex(), "u": [x.hex() for x in u],
            "element": g.encode(g.hash_to_group(key, dst.encode())).hex()})
    return out


def test_keys(g):
    """Name and value of keys for multiplication: some with few or many bits."""
    yield "key 1", 1
    yield "key 2", 2
    yield "largest key", g.ORDER - 1
    yield "power of two", 2**251
    for i in range(4):
        yield f"key {i}", derive_key(g, f"{g.NAME} {i}")


def mask_vectors():
    out = []
    for p, t, normal in hashed():
        if p not in (PARAMS[0], PARAMS[3]):
            continue
        g, key = GROUPS[p["suite"]], protocol.match_key(normal)
        for name, k in test_keys(g):
            out.append({
                "name": name, "params": p, "type": t, "key": protocol.key_bytes(g, k).hex(), "match_key": key.hex(),
                "element": protocol.mask(p, t, k, key).hex()})
    return out


def remask_vectors():
    out = []
    for p in PARAMS[0], PARAMS[3]:
        g = GROUPS[p["suite"]]
        for i, (name, k) in enumerate(test_keys(g)):
            element = protocol.mask(p, "email", derive_key(g, f"remask {i}"), protocol.match_key("user1@example.com"))
            out.append({"name": name, "suite": g.NAME, "key": protocol.key_bytes(g, k).hex(), "element": element.hex(), "result": protocol.remask(g, k, element).hex()})
        for name, k in test_keys(g):
            out.append({"name": f"public key of {name}", "suite": g.NAME, "key": protocol.key_bytes(g, k).hex(), "element": g.encode(g.GENERATOR).hex(), "result": g.encode(g.mul(k, g.GENERATOR)).hex()})
    return out


def context(mode, p, label, list_set, platform_set, epsilon="1/10", slice="1", segments=1, audience=None):
    c = {
        "mode": mode,
        **p,
        "dataset": "users",
        "advertiser": "acme",
        "platform": "platform.example",
        "advertiser_nonce": derive(label + " advertiser nonce").hex(),
        "platform_nonce": derive(label + " platform nonce").hex(),
        "policy_digest": derive("policy").hex(),
        "epsilon": epsilon,
        "slice": slice,
        "segments": segments,
        "list": list_set,
        "platform_set": platform_set,
    }
    return c | ({"audience": audience} if audience else {})


def sized(label, *parts):
    """A set of which only the parts are known."""
    return {"parts": [{"width": w, "size": n} for w, n in parts], "digest": derive(label).hex()}


def plain(label, mode, p, m=1000, n=10240, **more):
    return context(mode, p, label, sized(label + " list", *[(1, m)] * more.get("segments", 1)), sized(label + " platform set", (1, n)), **more)


def contexts():
    p = PARAMS[0]
    yield "count", plain("context 0", "count", p)
    yield "blinded", plain("context 1", "blinded", p, 123456, 987136)
    yield "one type, P256", plain("context 2", "count", PARAMS[4], 1, 1024)
    yield "create", plain("context 3", "activate", p, audience={
        "action": "create", "name": "spring-sale", "use": "include", "expires": "2026-02-01T00:00:00Z", "release": True})
    yield "replace, not told", plain("context 4", "activate", p, audience={
        "action": "replace", "name": "spring-sale", "use": "exclude", "expires": "2026-12-31T23:59:59Z", "release": False})
    yield "add", plain("context 5", "activate", p, audience={"action": "add", "name": LONGEST, "release": False})
    yield "remove", plain("context 6", "activate", p, audience={"action": "remove", "name": "a", "release": False})
    yield "segments", plain("context 7", "count", p, segments=64)
    yield "two segments", plain("context 7", "count", p, segments=2)
    yield "slice", plain("context 8", "count", p, slice="1/256 at 37", epsilon="1")
    yield "slice that begins with the last unit", plain("context 8", "count", p, slice="1/4 at 1023", epsilon="1")
    yield "slice that begins with the first", plain("context 8", "count", p, slice="1/1024 at 0", epsilon="1")
    yield "least \u03b5", plain("context 9", "count", p, epsilon="1/1000")
    yield "\u03b5 of six digits", plain("context 9", "count", p, epsilon="49091/500000")
    yield "sections", context("count", p, "context 10", sized("list 10", (1, 5)), sized("set 10", (1, 4096), (2, 3072), (4, 2048), (8, 2048), (16, 1024 * 999)))
    yield "most elements", plain("context 11", "count", p, 2**29, 1518500249 // 1024 * 1024)
    yield "longest names", plain("context 12", "count", PARAMS[2], 255, 1024) | {
        "dataset": LONGEST, "advertiser": "!" * 128, "platform": "~" * 128}
    yield "a letter moved from one field to the next", plain("context 0", "count", p) | {"dataset": "usersa", "advertiser": "cme"}


def context_vectors():
    out = []
    for name, c in contexts():
        encoding = protocol.context_encoding(c)
        out.append({"name": name, "context": c, "encoding": encoding.hex(), "digest": protocol.sha256(encoding).hex()})
    return out


def commitment_vectors():
    out = []
    for i, sizes in enumerate([[1], [1000, 1190], [2**20] * 64]):
        salt, s = derive(f"salt {i}"), sized(f"commitment {i}", *[(1, n) for n in sizes])
        encoding = protocol.commitment_encoding(salt, s)
        out.append({"salt": salt.hex(), "list": s, "encoding": encoding.hex(), "commitment": protocol.sha256(encoding).hex()})
    return out


def elements(p, count=2):
    g, t = GROUPS[p["suite"]], p["types"][0]
    return [protocol.mask(p, t, derive_key(g, "tag"), protocol.match_key(f"user{i}@example.com")) for i in range(count)]


def tag_vectors():
    """The tags of one group: in the order of its elements, and as they stand in a record of mode count."""
    out = []
    for i, (name, c) in enumerate(list(contexts())[:5]):
        digest = protocol.sha256(protocol.context_encoding(c))
        key, group = protocol.tag_key(digest), sorted(elements(c, 2**i))
        tags = [protocol.tag(key, e) for e in group]
        out.append({
            "name": name, "context": c, "context_digest": digest.hex(), "tag_key": key.hex(), "elements": [e.hex() for e in group],
            "tags": [t.hex() for t in tags], "sorted": b"".join(sorted(tags)).hex()})
    return out


FILES = [
    ("identifier.json", "text to normal form to match key (SPEC.md \u00a74)", identifier_vectors),
    ("hash.json", "match key to group element H(x) (SPEC.md \u00a74)", hash_vectors),
    ("mask.json", "k\u00b7H(x) (SPEC.md \u00a74)", mask_vectors),
    ("remask.json", "k\u00b7P (SPEC.md \u00a73)", remask_vectors),
    ("context.json", "the context's encoding and digest (SPEC.md \u00a75)", context_vectors),
    ("commitment.json", "the commitment to a list (SPEC.md \u00a75)", commitment_vectors),
    ("tag.json", "a group's elements to tags (SPEC.md \u00a76)", tag_vectors),
]
