#!/usr/bin/env python3
"""tools/normal_coefficients.py >src/plan/normal_coefficients.h: the series of src/plan/normal.h, anew, in 72 digits.

Needs python3-mpmath; not part of the build.
"""
from mpmath import cos, erfc, exp, mp, mpf, pi, sqrt

mp.prec = 240
POINTS, SMALL = 64, mpf("2e-17")


def scaled(t):
    """(1 + 2x) exp(x²) erfc(x) at x = 4 (1 + t) / (1 - t); for large x its asymptotic series."""
    x = 4 * (1 + t) / (1 - t)
    if x < 200:
        return (1 + 2 * x) * exp(x * x) * erfc(x)
    term = total = mpf(1)
    for n in range(1, 30):
        term *= -(2 * n - 1) / (2 * x * x)
        total += term
    return (1 + 2 * x) * total / (x * sqrt(pi))


angles = [pi * (j + mpf(1) / 2) / POINTS for j in range(POINTS)]
values = [scaled(cos(a)) for a in angles]
series = [2 / mpf(POINTS) * sum(v * cos(i * a) for v, a in zip(values, angles)) for i in range(POINTS)]
series[0] /= 2
count = max(i for i in range(POINTS) if abs(series[i]) > SMALL) + 1
print("/* Made by tools/normal_coefficients.py; what is left out adds up to "
      f"{float(sum(abs(c) for c in series[count:])):.1e} at most. */")
print("#ifndef EN_PLAN_NORMAL_COEFFICIENTS_H\n#define EN_PLAN_NORMAL_COEFFICIENTS_H\n")
print("static const double NORMAL_SERIES[] = {")
for c in series[:count]:
    print(f"    {float(c).hex()},")
print("};\n\n#endif")
