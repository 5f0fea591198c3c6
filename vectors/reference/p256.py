"""NIST P-256 by x-coordinate, SPEC.md §3, with the hash of RFC 9380, Section
8.2. Points are affine (x, y), or None at infinity."""

from .xmd import expand_message_xmd

NAME = "P256"
HASH_SUITE = "P256_XMD:SHA-256_SSWU_RO_"
KEY_ORDER = "big"  # of a key's bytes

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
A = P - 3
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
Z = P - 10  # of the map


def curve_equation(x):
    return (x * x * x + A * x + B) % P


def sqrt(e):
    r = pow(e, (P + 1) // 4, P)
    return r if r * r % P == e % P else None


def decode(b):
    """One of the two points with x-coordinate b, it does not matter which. None
    if there is none, or if b is zero or not reduced."""
    x = int.from_bytes(b, "big")
    if len(b) != 32 or x == 0 or x >= P:
        return None
    y = sqrt(curve_equation(x))
    return None if y is None else (x, y)


def encode(point):
    return bytes(32) if point is None else point[0].to_bytes(32, "big")


def map_to_curve_simple_swu(u):
    """RFC 9380, Section 6.6.2."""
    tv1 = Z * Z * pow(u, 4, P) + Z * u * u
    tv1 = pow(tv1, -1, P) if tv1 % P else 0  # inv0
    x1 = -B * pow(A, -1, P) * (1 + tv1) % P if tv1 else B * pow(Z * A, -1, P) % P
    y = sqrt(curve_equation(x1))
    x = x1
    if y is None:
        x = Z * u * u * x1 % P
        y = sqrt(curve_equation(x))
    if u & 1 != y & 1:  # sgn0
        y = P - y
    return x, y


def hash_to_group(item, dst):
    uniform = expand_message_xmd("sha256", item, dst, 2 * 48)
    u = [int.from_bytes(uniform[i : i + 48], "big") % P for i in (0, 48)]
    return add(map_to_curve_simple_swu(u[0]), map_to_curve_simple_swu(u[1]))


def add(p, q):
    if p is None or q is None:
        return q if p is None else p
    (x1, y1), (x2, y2) = p, q
    if x1 == x2:
        if (y1 + y2) % P == 0:
            return None
        slope = (3 * x1 * x1 + A) * pow(2 * y1, -1, P) % P
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, P) % P
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def double_jacobian(p):
    """For points (X : Y : Z) with x = X/Z^2, y = Y/Z^3; not at infinity."""
    x, y, z = p
    delta, gamma = z * z % P, y * y % P
    beta = x * gamma % P
    alpha = 3 * (x - delta) * (x + delta) % P
    x3 = (alpha * alpha - 8 * beta) % P
    return x3, (alpha * (4 * beta - x3) - 8 * gamma * gamma) % P, 2 * y * z % P


def add_jacobian(p, q):
    """p Jacobian, q affine, not equal or opposite."""
    x1, y1, z1 = p
    x2, y2 = q
    zz = z1 * z1 % P
    h = (x2 * zz - x1) % P
    r = (y2 * z1 * zz - y1) % P
    assert h != 0
    hh = h * h % P
    hhh, v = h * hh % P, x1 * hh % P
    x3 = (r * r - hhh - 2 * v) % P
    return x3, (r * (v - x3) - y1 * hhh) % P, z1 * h % P


def mul(k, p):
    """k·p for 0 < k < ORDER. Bit by bit from the top: whenever p is added, the
    sum so far is j·p with 1 < j < ORDER - 1, so the incomplete formulas do."""
    q = (p[0], p[1], 1)
    for i in range(k.bit_length() - 2, -1, -1):
        q = double_jacobian(q)
        if k >> i & 1:
            q = add_jacobian(q, p)
    x, y, z = q
    inv = pow(z, -1, P)
    return x * inv * inv % P, y * inv * inv * inv % P


GENERATOR = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def scalar(uniform):
    """64 uniform bytes to a scalar (SPEC.md §3)."""
    return int.from_bytes(uniform, "big") % (ORDER - 1) + 1


class Base:
    """Multiples of one point, by a table of its multiples by j·256^i."""

    def __init__(self, point):
        self.rows = []
        for _ in range(32):
            row = [None]
            for _ in range(255):
                row.append(add(row[-1], point))
            self.rows.append(row)
            point = add(row[-1], point)

    def mul(self, k):
        """For 0 < k < ORDER. What is added is larger than the sum so far, and the last sum is not zero: the incomplete
        formula does."""
        q = None
        for i, digit in enumerate(k.to_bytes(32, "little")):
            if digit:
                p = self.rows[i][digit]
                q = (p[0], p[1], 1) if q is None else add_jacobian(q, p)
        x, y, z = q
        inv = pow(z, -1, P)
        return x * inv * inv % P, y * inv * inv * inv % P
