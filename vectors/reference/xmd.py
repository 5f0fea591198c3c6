"""expand_message_xmd, RFC 9380, Section 5.3.1."""

import hashlib


def expand_message_xmd(hash_name, msg, dst, length):
    h = lambda *parts: hashlib.new(hash_name, b"".join(parts)).digest()
    b_in_bytes = hashlib.new(hash_name).digest_size
    s_in_bytes = hashlib.new(hash_name).block_size
    if len(dst) > 255:  # Section 5.3.3
        dst = h(b"H2C-OVERSIZE-DST-", dst)
    ell = -(-length // b_in_bytes)
    assert ell <= 255 and length <= 65535
    dst_prime = dst + bytes([len(dst)])
    b_0 = h(bytes(s_in_bytes), msg, length.to_bytes(2, "big"), b"\0", dst_prime)
    b = h(b_0, b"\x01", dst_prime)
    uniform = b
    for i in range(2, ell + 1):
        b = h(bytes(x ^ y for x, y in zip(b_0, b)), bytes([i]), dst_prime)
        uniform += b
    return uniform[:length]
