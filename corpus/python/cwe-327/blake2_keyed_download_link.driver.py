# A signed link is extended by another file name without the key (length extension).
import struct
import sys

import example

KEY = bytes(range(32))
QUERY = b"user=7&file=holiday.zip"


def primes(count):
    found = []
    n = 2
    while len(found) < count:
        if all(n % p for p in found):
            found.append(n)
        n += 1
    return found


def cube_root_bits(p):
    n, low, high = p << 96, 0, 1 << 40
    while high - low > 1:
        mid = (low + high) // 2
        low, high = (mid, high) if mid**3 <= n else (low, mid)
    return low & 0xFFFFFFFF


K = [cube_root_bits(p) for p in primes(64)]


def rotate(x, n):
    return (x >> n | x << 32 - n) & 0xFFFFFFFF


def compress(state, block):
    w = list(struct.unpack(">16I", block))
    for i in range(16, 64):
        a, b = w[i - 15], w[i - 2]
        s0 = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3
        s1 = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10
        w.append((w[i - 16] + s0 + w[i - 7] + s1) & 0xFFFFFFFF)
    a, b, c, d, e, f, g, h = state
    for i in range(64):
        s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        t1 = h + s1 + (e & f ^ ~e & g) + K[i] + w[i]
        s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
        t2 = s0 + (a & b ^ a & c ^ b & c)
        a, b, c, d, e, f, g, h = (t1 + t2) & 0xFFFFFFFF, a, b, c, (d + t1) & 0xFFFFFFFF, e, f, g
    return [(x + y) & 0xFFFFFFFF for x, y in zip(state, (a, b, c, d, e, f, g, h))]


def padding(length):
    return b"\x80" + bytes(-(length + 9) % 64) + struct.pack(">Q", length * 8)


def extend(signature, known, extra):
    glue = padding(known)
    total = known + len(glue) + len(extra)
    state = struct.unpack(">8I", bytes.fromhex(signature.decode()))
    tail = extra + padding(total)
    for i in range(0, len(tail), 64):
        state = compress(state, tail[i : i + 64])
    return glue + extra, struct.pack(">8I", *state).hex().encode()


signature = example.sign_query(KEY, QUERY)
if sys.argv[1] == "benign":
    print(example.read_link(KEY, QUERY + b"&sig=" + signature))
    print(example.read_link(KEY, QUERY + b"0&sig=" + signature))
    print(example.read_link(KEY, QUERY))
else:
    more, forged = extend(signature, len(KEY) + len(QUERY), b"&file=payroll.zip")
    fields = example.read_link(KEY, QUERY + more + b"&sig=" + forged)
    if fields is not None:
        print("a link signed without the key was accepted:", fields["file"])
        sys.exit(10)
