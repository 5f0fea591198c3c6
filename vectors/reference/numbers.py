"""Vectors of numbers: what a slice costs, precision, bounds, rounding, paddings, capacities (SPEC.md §5.4, §7.4)."""

from decimal import ROUND_CEILING, Decimal, getcontext
from fractions import Fraction

from .exchange import rounded

getcontext().prec = 80
SLICES = [2**j for j in range(2, 11)]


def decimal(f):
    return Decimal(f.numerator) / f.denominator


def q(epsilon):
    return (-decimal(epsilon)).exp()


def ceiling(d):
    return int(d.to_integral_value(ROUND_CEILING))


def charge(parts, drawn):
    """ln(1 + p·(e^drawn - 1)), rounded up to a millionth. The whole set costs what is drawn."""
    if parts == 1:
        return drawn
    return Fraction(ceiling(10**6 * (1 + (decimal(drawn).exp() - 1) / parts).ln()), 10**6)


def fraction(parts):
    return "1" if parts == 1 else f"1/{parts}"


def charge_vectors():
    cases = [(n, e) for n in SLICES for e in ("1", "1/3", "1/10", "1/1000", "1/1000000", "999999/1000000")]
    cases += [(1, "1/10"), (1, "1"), (4, "253999/1000000"), (1024, "346991/1000000"), (64, "440583/1000000"), (16, "123457/1000000"), (256, "7/12")]
    return [{"slice": fraction(n), "drawn": str(Fraction(e)), "charge": str(charge(n, Fraction(e)))} for n, e in cases]


def precision(n):
    """The least ε in millionths with Pr[|Z| > n] = 2·q^(n+1) ÷ (1+q) at most 1 in 20."""
    low, high = 1, 10**7
    while low < high:
        k = (low + high) // 2
        x = q(Fraction(k, 10**6))
        low, high = (low, k) if 40 * x ** (n + 1) <= 1 + x else (k + 1, high)
    return Fraction(low, 10**6)


def within(epsilon, chance):
    """The least k with Pr[|Z| > k] at most 1 in chance."""
    x = q(epsilon)
    return max(0, ceiling((chance * 2 / (1 + x)).ln() / decimal(epsilon) - 1))


def shift(epsilon):
    """The least s with Pr[Z > s] = q^(s+1) ÷ (1+q) at most 2^-30."""
    return ceiling((2**30 / (1 + q(epsilon))).ln() / decimal(epsilon) - 1)


def precision_vectors():
    out = []
    for n, least, most in [
        *((n, "1/1000", "1") for n in (2, 3, 5, 10, 30, 50, 100, 500, 1000, 2000)),
        (0, "1/1000", "1"), (10000, "1/1000", "1"), (30, "1/1000", "1/20"), (30, "1/10", "1"), (60, "1/1000", "1/20")]:
        e = wanted = precision(n)
        e = min(max(e, Fraction(least)), Fraction(most))
        out.append({"within": n, "least": least, "most": most, "epsilon": str(e), "clamp": {0: "", 1: "raised", -1: "lowered"}[(e > wanted) - (e < wanted)],
                    "reached": within(e, Decimal(20))})
    return out


EPSILONS = ["1/1000", "1/500", "1/100", "1/50", "49091/500000", "1/20", "1/10", "1/5", "1/4", "1/3", "1/2", "7/12", "999999/1000000", "1"]
SIZES = [0, 100, 9999, 10000, 123456, 99999999]


def bound_vectors():
    """What an honest platform exceeds once in 2^80 cases."""
    out = []
    for text in EPSILONS:
        e = Fraction(text)
        k, s = within(e, Decimal(2**80)), shift(e)
        out.append({
            "epsilon": text, "within": k, "shift": s,
            "most": [{"size": n, "count": rounded(n + k), "handles": rounded(n + s + k, True)} for n in SIZES]})
    return out


def told(noised, floor, text):
    if noised < floor:
        return {"value": None, "below_floor": True, "floor": floor, "noise": text}
    return {"value": max(floor, rounded(noised)), "below_floor": False, "floor": floor, "noise": text}


def release(mode, epsilon, parts, floor, sizes, draws):
    v = {"mode": mode, "epsilon": epsilon, "slice": fraction(parts), "floor": floor, "sizes": sizes, "draws": draws}
    noised = [n + z for n, z in zip(sizes, draws)]
    if mode == "blinded":
        s = shift(Fraction(epsilon))
        out = {"value": rounded(max(sizes[0], noised[0] + s), True), "below_floor": False, "floor": floor, "noise": f"laplace {epsilon} shift {s}"}
        if noised[0] < floor:
            out |= {"value": None, "below_floor": True}
        return v | {"released": out}
    text = f"laplace {epsilon}"
    if parts > 1:
        all_told = [{"value": n, "below_floor": False, "floor": 0, "noise": text} for n in [*noised, sum(noised)]]
    else:
        all_told = [told(max(0, n), floor, text) for n in [*noised, sum(noised)]]
    v["released"] = all_told[-1]
    return v | ({"segments": all_told[:-1]} if len(sizes) > 1 else {})


def release_vectors():
    count = lambda size, z, floor=100: release("count", "1/10", 1, floor, [size], [z])
    handles = lambda size, z: release("blinded", "1/10", 1, 100, [size], [z])
    return [
        count(1234, 0), count(1234, 1), count(1234, -9), count(1225, 0), count(9994, 0), count(9995, 0), count(10049, 0), count(10050, 0),
        count(123456, 44), count(123499, 1), count(99949999, 0), count(99950000, 0), count(100, -1), count(99, 1), count(103, 0), count(0, -30),
        count(5, 95), count(55, -4, 51), count(55, -5, 51), count(50, 2, 51),
        release("count", "1", 1, 100, [40, 5000, 60], [3, -4, 39]), release("count", "1", 1, 100, [40, 50], [-60, -20]),
        release("count", "1/2", 1, 100, [40, 55], [-60, 65]), release("activate", "1/10", 1, 100, [777], [-8]),
        release("count", "1", 256, 100, [3], [-5]), release("count", "1", 1024, 100, [3, 0, 17], [0, -2, 1]), release("count", "1/3", 4, 100, [12345], [1]),
        handles(5000, 0), handles(5000, 3), handles(5000, -201), handles(5000, -202), handles(5000, -300), handles(5001, -202), handles(99, 0), handles(99, 1),
        handles(100, 0), handles(9900, -110), handles(123456, 10), release("blinded", "1", 1, 100, [1000], [0]),
    ]


STEPS = [1000, 1190, 1415, 1682]


def pad_list(size, most):
    padded = next(step * 2**k for k in range(40) for step in STEPS if step * 2**k >= size)
    return max(size, min(padded, most))


def padding_vectors():
    cases = [(n, 10**8) for n in (1, 999, 1000, 1001, 1190, 1191, 1415, 1416, 1682, 1683, 2000, 2001, 123456, 99999999, 10**8)]
    cases += [(1200, 1300), (1300, 1300), (1301, 1300), (90_000_000, 95_000_000)]
    return [{"size": n, "most": most, "padded": pad_list(n, most)} for n, most in cases]


WIDTHS = [1, 2, 4, 8, 16]
HEADROOM, LAYOUT_SHIFT = 20, shift(Fraction(1, 10))


def capacity(width, groups, target):
    """The least multiple of 1,024 with room for the target, a twentieth more, and sentinels."""
    want, n = max(groups, target + target // HEADROOM), 1024
    while n < want + max(1024, -(-width * n // 64)):
        n += 1024
    return n


def layout(groups, draws):
    """Sections of the groups of each width, from narrow to wide; what is left goes with the widest."""
    noised = [max(0, n + z) for n, z in zip(groups, draws)]
    least = max(1000, sum(noised) // 100)
    into, waiting, total = [], [], 0
    for w, n in zip(WIDTHS, noised):
        waiting.append(w)
        total += n
        if total >= least:
            into += [w] * len(waiting)
            waiting, total = [], 0
    into += [into[-1]] * len(waiting)
    sections = []
    for w in sorted(set(into)):
        members = [i for i, x in enumerate(into) if x == w]
        target = sum(noised[i] + LAYOUT_SHIFT for i in members)
        sections.append({"width": w, "size": capacity(w, sum(groups[i] for i in members), target)})
    return {"groups": groups, "draws": draws, "into": into, "sections": sections}


def layout_vectors():
    return [
        layout([10000, 0, 0, 0, 0], [3, 0, -2, 0, 1]),
        layout([600000, 400000, 5000, 40, 2], [-17, 4, 0, 9, 31]),
        layout([999, 3000, 0, 0, 0], [1, 0, 0, 0, 0]),
        layout([1000, 3000, 0, 0, 0], [-1, 0, 0, 0, 0]),
        layout([196000, 1999, 1, 0, 2000], [0, 0, 0, 0, -1]),
        layout([196000, 1999, 1, 0, 2000], [0, 0, 0, 0, -100]),
        layout([600000, 400000, 5000, 5040, 1002], [-17, 4, 0, 9, 31]),
        layout([5000, 900, 0, 0, 95], [0, 0, 0, 0, 5]),
        layout([5000, 900, 0, 0, 95], [0, 0, 0, 0, 4]),
        layout([5000, 1000, 1000, 1000, 1000], [7, 0, 0, 0, 0]),
        layout([0, 0, 0, 0, 1200], [0, -1, 3, -30, -199]),
        layout([62000, 0, 0, 0, 0], [0, 0, 0, 0, 0]),
        layout([100000000, 0, 0, 0, 0], [12, 0, 0, 0, 0]),
    ]


FILES = [
    ("charge.json", "what a slice's number costs (SPEC.md \u00a77.4)", charge_vectors),
    ("precision.json", "the \u03b5 of a wanted precision (SPEC.md \u00a77.4)", precision_vectors),
    ("bound.json", "what noise exceeds once in 2^80 cases, and the shift of handles (SPEC.md \u00a77.3, \u00a77.4)", bound_vectors),
    ("release.json", "size and noise to released values (SPEC.md \u00a77.4)", release_vectors),
    ("padding.json", "what a segment is padded to (SPEC.md \u00a77.3)", padding_vectors),
    ("layout.json", "sections and capacities from noised numbers of groups (SPEC.md \u00a75.4)", layout_vectors),
]
