"""ristretto255, RFC 9496, Section 4, with the hash of RFC 9380, Appendix B.
Points are extended coordinates (X : Y : Z : T) on edwards25519."""

from .xmd import expand_message_xmd

NAME = "ristretto255"
HASH_SUITE = "ristretto255_XMD:SHA-512_R255MAP_RO_"
KEY_ORDER = "little"  # of a key's bytes

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = 37095705934669439343138083508754565189542113879843219016388785533085940283555
SQRT_M1 = 19681161376707505956807079304988542015446066515923890162744021073123829784752
SQRT_AD_MINUS_ONE = 25063068953384623474111414158702152701244531502492656460079210482610430750235
INVSQRT_A_MINUS_D = 54469307008909316920995813868745141605393597292927456921205312896311721017578
ONE_MINUS_D_SQ = 1159843021668779879193775521855586647937357759715417654439879720876111806838
D_MINUS_ONE_SQ = 40440834346308536858101042469323190826248399146238708352240133220865137265952

IDENTITY = (0, 1, 1, 0)


def is_negative(e):
    return e % P & 1 == 1


def ct_abs(e):
    return -e % P if is_negative(e) else e % P


def sqrt_ratio_m1(u, v):
    r = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    check = v * r * r % P
    correct_sign = check == u % P
    flipped_sign = check == -u % P
    flipped_sign_i = check == -u * SQRT_M1 % P
    if flipped_sign or flipped_sign_i:
        r = SQRT_M1 * r % P
    return correct_sign or flipped_sign, ct_abs(r)


def decode(b):
    """Section 4.3.1. None if b is no canonical encoding."""
    s = int.from_bytes(b, "little")
    if len(b) != 32 or s >= P or is_negative(s):
        return None
    ss = s * s % P
    u1, u2 = (1 - ss) % P, (1 + ss) % P
    u2_sqr = u2 * u2 % P
    v = (-(D * u1 * u1) - u2_sqr) % P
    was_square, invsqrt = sqrt_ratio_m1(1, v * u2_sqr % P)
    den_x = invsqrt * u2 % P
    den_y = invsqrt * den_x * v % P
    x = ct_abs(2 * s * den_x)
    y = u1 * den_y % P
    t = x * y % P
    if not was_square or is_negative(t) or y == 0:
        return None
    return x, y, 1, t


def encode(point):
    """Section 4.3.2."""
    x0, y0, z0, t0 = point
    u1 = (z0 + y0) * (z0 - y0) % P
    u2 = x0 * y0 % P
    _, invsqrt = sqrt_ratio_m1(1, u1 * u2 * u2 % P)
    den1, den2 = invsqrt * u1 % P, invsqrt * u2 % P
    z_inv = den1 * den2 * t0 % P
    if is_negative(t0 * z_inv):
        x, y, den_inv = y0 * SQRT_M1 % P, x0 * SQRT_M1 % P, den1 * INVSQRT_A_MINUS_D % P
    else:
        x, y, den_inv = x0, y0, den2
    if is_negative(x * z_inv):
        y = -y % P
    return ct_abs(den_inv * (z0 - y)).to_bytes(32, "little")


def map_to_point(t):
    """MAP of Section 4.3.4."""
    r = SQRT_M1 * t * t % P
    u = (r + 1) * ONE_MINUS_D_SQ % P
    v = (-1 - r * D) * (r + D) % P
    was_square, s = sqrt_ratio_m1(u, v)
    c = -1
    if not was_square:
        s, c = -ct_abs(s * t) % P, r
    n = (c * (r - 1) * D_MINUS_ONE_SQ - v) % P
    w0, w1 = 2 * s * v % P, n * SQRT_AD_MINUS_ONE % P
    w2, w3 = (1 - s * s) % P, (1 + s * s) % P
    return w0 * w3 % P, w2 * w1 % P, w1 * w3 % P, w0 * w2 % P


def from_uniform_bytes(b):
    """Section 4.3.4: 64 bytes to a point."""
    t = [int.from_bytes(b[i : i + 32], "little") % 2**255 % P for i in (0, 32)]
    return add(map_to_point(t[0]), map_to_point(t[1]))


def hash_to_group(item, dst):
    return from_uniform_bytes(expand_message_xmd("sha512", item, dst, 64))


def add(p, q):
    """RFC 8032, Section 5.1.4."""
    x1, y1, z1, t1 = p
    x2, y2, z2, t2 = q
    a = (y1 - x1) * (y2 - x2) % P
    b = (y1 + x1) * (y2 + x2) % P
    c = t1 * 2 * D * t2 % P
    d = z1 * 2 * z2 % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def double(p):
    x1, y1, z1, _ = p
    a, b = x1 * x1 % P, y1 * y1 % P
    c = 2 * z1 * z1 % P
    h = a + b
    e, g = h - (x1 + y1) * (x1 + y1) % P, a - b
    f = c + g
    return e * f % P, g * h % P, f * g % P, e * h % P


def mul(k, p):
    table = [IDENTITY, p]
    for i in range(2, 32):
        table.append(double(table[i // 2]) if i % 2 == 0 else add(table[i - 1], p))
    q = IDENTITY
    for shift in range(250, -1, -5):
        for _ in range(5):
            q = double(q)
        digit = k >> shift & 31
        if digit:
            q = add(q, table[digit])
    return q


GENERATOR = decode(bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76"))


def scalar(uniform):
    """64 uniform bytes to a scalar (SPEC.md §3)."""
    return int.from_bytes(uniform, "little") % ORDER


class Base:
    """Multiples of one point, by a table of its multiples by j·256^i."""

    def __init__(self, point):
        self.rows = []
        for _ in range(32):
            row = [IDENTITY]
            for _ in range(255):
                row.append(add(row[-1], point))
            self.rows.append(row)
            point = add(row[-1], point)

    def mul(self, k):
        q = IDENTITY
        for i, digit in enumerate(k.to_bytes(32, "little")):
            if digit:
                q = add(q, self.rows[i][digit])
        return q
