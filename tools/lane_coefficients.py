#!/usr/bin/env python3
"""tools/lane_coefficients.py >src/plan/lane_coefficients.h: the numbers of the engine's elementary functions, anew.

Polynomials are minimax by Remez's exchange (E. Ya. Remez 1934) in 60 digits, of a weighted error; their coefficients are then
rounded to doubles. Constants are split as
Cody and Waite (1980) do: leading parts with so few bits that products with the multiple are exact.
Needs python3-mpmath; not part of the build. The worst error that each polynomial keeps stands beside it.
"""
import sys

from mpmath import mp, mpf, matrix, lu_solve, qr_solve, erfc, erfinv, cos, sin, exp, atan, asin, log, pi, sqrt, floor, frexp, ldexp, nint, taylor

mp.prec = 240
SAMPLES = 400


def to_double(x):
    return mpf(float(x))


def down_to(x, bits):
    """x with its leading bits only, rounded to nearest."""
    _, exponent = frexp(x)
    unit = ldexp(mpf(1), exponent - bits)
    return nint(x / unit) * unit


def value(coefficients, x):
    total = mpf(0)
    for c in reversed(coefficients):
        total = total * x + c
    return total


def extremes(error, low, high):
    """The abscissae of the largest error between every two zeros of `error`."""
    xs = [(low + high) / 2 + (high - low) / 2 * cos(pi * i / SAMPLES) for i in range(SAMPLES, -1, -1)]
    es = [error(x) for x in xs]
    best, out = 0, []
    for i in range(1, len(xs) + 1):
        if i == len(xs) or es[i] * es[best] < 0:
            out.append(xs[best])
            if i < len(xs):
                best = i
        elif abs(es[i]) > abs(es[best]):
            best = i
    return out


def remez(f, weight, low, high, degree):
    """Coefficients, lowest first, of the polynomial whose weighted error is smallest."""
    count = degree + 2
    xs = [(low + high) / 2 - (high - low) / 2 * cos(pi * i / (count - 1)) for i in range(count)]
    for _ in range(12):
        a, b = matrix(count, count), matrix(count, 1)
        for i, x in enumerate(xs):
            for p in range(degree + 1):
                a[i, p] = weight(x) * x ** p
            a[i, count - 1] = (-1) ** i
            b[i] = weight(x) * f(x)
        solved = list(lu_solve(a, b))
        c, even = solved[:-1], abs(solved[-1])

        def error(x):
            return (f(x) - value(c, x)) * weight(x)
        found = extremes(error, low, high)
        worst = max(abs(error(x)) for x in found)
        if len(found) < count or worst <= even * mpf('1.001'):
            return c
        while len(found) > count:
            found.pop(0 if abs(error(found[0])) < abs(error(found[-1])) else -1)
        xs = found
    return c


def fit(f, weight, low, high, degree):
    """Doubles c[0..degree], lowest first, and their worst weighted error."""
    low, high = mpf(low), mpf(high)
    kept = [to_double(c) for c in remez(f, weight, low, high, degree)]
    worst = max(abs((f(x) - value(kept, x)) * weight(x))
                for x in [low + (high - low) * i / 1000 for i in range(1001)])
    return kept, worst


def series(f, terms):
    """A function with a removable singularity at 0: its Taylor polynomial where x is small, else itself."""
    c = terms

    def g(x):
        return value(c, x) if abs(x) < mpf('1e-6') else f(x)
    return g


def hexadecimal(x):
    return float(x).hex()


def array(name, numbers, comment):
    print(f'/* {comment} */')
    print(f'static const double {name}[] = {{')
    for number in numbers:
        print(f'    {hexadecimal(number)},')
    print('};\n')


def constant(name, x):
    text = hexadecimal(x)
    print(f'#define {name} ({text})' if x < 0 else f'#define {name} {text}')


def polynomial(name, what, f, weight, low, high, degree):
    c, worst = fit(f, weight, low, high, degree)
    array(name, c, f'{what}; weighted error below 2^{float(log(worst) / log(2)):.1f}')
    print(name, mp.nstr(log(worst) / log(2), 6), file=sys.stderr)


def factorial_series(sign, start, step):
    return [mpf(sign) ** k / mp.factorial(start + step * k) for k in range(12)]


def polynomials():
    half_ln2 = log(mpf(2)) / 2 * mpf('1.0001')
    polynomial('EXP_TAIL', '(exp(r) - 1 - r) / r^2 for |r| <= ln(2)/2, weight about r^2',
               series(lambda r: (exp(r) - 1 - r) / r ** 2, factorial_series(1, 2, 1)), lambda r: (abs(r) + mpf('0.02')) ** 2,
               -half_ln2, half_ln2, 10)
    s = (sqrt(mpf(2)) - 1) / (sqrt(mpf(2)) + 1)
    z = s * s * mpf('1.001')

    def ln_ratio(z):
        r = sqrt(z)
        return log((1 + r) / (1 - r)) / r
    polynomial('LN_TAIL', '(2 artanh(s) / s - 2) / z for z = s^2 <= 0.02945',
               series(lambda z: (ln_ratio(z) - 2) / z, [mpf(2) / (2 * k + 3) for k in range(12)]), lambda z: mpf(1),
               0, z, 7)
    polynomial('LN_PAIR_TAIL', '(artanh(s) / s - 1 - z/3) / z^2 for z = s^2 <= 0.02945',
               series(lambda z: (ln_ratio(z) / 2 - 1 - z / 3) / z ** 2, [mpf(1) / (2 * k + 5) for k in range(12)]),
               lambda z: mpf(1), 0, z, 8)
    quarter = (pi / 4 * mpf('1.0001')) ** 2
    polynomial('SIN_TAIL', '(sin(r) / r - 1) / z for z = r^2 <= (pi/4)^2, weight about z',
               series(lambda z: (sin(sqrt(z)) / sqrt(z) - 1) / z, [-c for c in factorial_series(-1, 3, 2)]),
               lambda z: z + mpf('1e-3'), 0, quarter, 6)
    polynomial('COS_TAIL', '(cos(r) - 1 + z/2) / z^2 for z = r^2 <= (pi/4)^2, weight about z^2',
               series(lambda z: (cos(sqrt(z)) - 1 + z / 2) / z ** 2, factorial_series(-1, 4, 2)),
               lambda z: (z + mpf('1e-2')) ** 2, 0, quarter, 5)
    eighth = (sqrt(mpf(2)) - 1) ** 2 * mpf('1.001')
    polynomial('ATAN_TAIL', '(arctan(t) / t - 1) / z for z = t^2 <= tan(pi/8)^2, weight about z',
               series(lambda z: (atan(sqrt(z)) / sqrt(z) - 1) / z, [-(mpf(-1) ** k) / (2 * k + 3) for k in range(12)]),
               lambda z: z + mpf('1e-3'), 0, eighth, 11)
    polynomial('ASIN_TAIL', '(arcsin(t) / t - 1) / z for z = t^2 <= 1/4, weight about z',
               series(lambda z: (asin(sqrt(z)) / sqrt(z) - 1) / z, taylor_of_arcsin()), lambda z: z + mpf('1e-3'), 0, mpf('0.2501'), 12)


def taylor_of_arcsin():
    c = [mpf(1)]
    for k in range(1, 14):
        c.append(c[-1] * (2 * k - 1) / (2 * k))
    return [c[k] / (2 * k + 1) for k in range(1, 13)]


def split(name, x, bits):
    """name_1, name_2 … with so many bits each, the last a double."""
    for i, b in enumerate(bits + [53]):
        part = down_to(x, b)
        constant(f'{name}_{i + 1}', part)
        x -= part


def tail_deviate(r):
    """x with 1 - Phi(x) = exp(-r^2), by Newton's method on the logarithm."""
    x = sqrt(mpf(2)) * r - 1 / (1 + r)
    for _ in range(60):
        upper = erfc(x / sqrt(mpf(2))) / 2
        step = (log(upper) + r * r) * upper * sqrt(2 * pi) * exp(x * x / 2)
        x += step
        if abs(step) < ldexp(mpf(1), -200):
            break
    return x


def rational(name, what, f, low, high, degree):
    """Near-minimax quotient of relative error: least squares at Chebyshev's points, linearised with the denominator of the
    round before (C. K. Sanathanan and J. Koerner, IEEE Trans. Automatic Control 8, 1963)."""
    low, high, count = mpf(low), mpf(high), 6 * degree
    xs = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * count)) for i in range(count)]
    ys = [f(x) for x in xs]
    below = [mpf(1)] * count
    for _ in range(8):
        a, b = matrix(count, 2 * degree + 1), matrix(count, 1)
        for i, (x, y) in enumerate(zip(xs, ys)):
            for j in range(degree + 1):
                a[i, j] = x ** j / (y * below[i])
            for j in range(1, degree + 1):
                a[i, degree + j] = -x ** j / below[i]
            b[i] = 1 / below[i]
        c = list(qr_solve(a, b)[0])
        n, d = c[:degree + 1], [mpf(1)] + c[degree + 1:]
        below = [value(d, x) for x in xs]
    n, d = [to_double(c) for c in n], [to_double(c) for c in d]
    worst = max(abs(value(n, x) / value(d, x) / y - 1) for x, y in zip(xs, ys))
    array(f'{name}_ABOVE', n, f'{what}; relative error of the quotient below 2^{float(log(worst) / log(2)):.1f}')
    array(f'{name}_BELOW', d, 'its denominator')
    print(name, mp.nstr(log(worst) / log(2), 6), file=sys.stderr)


def normal_deviates():
    centre = mpf('0.180625')

    def middle(t):
        q = sqrt(centre - t)
        return sqrt(mpf(2)) * erfinv(2 * q) / q if q else sqrt(2 * pi)
    rational('NORMAL_MIDDLE', 'deviate of 1/2 + q over q, in 0.180625 - q^2 for |q| <= 0.425', middle, 0, centre, 7)
    rational('NORMAL_TAIL', 'deviate in r - 1.6 for r = sqrt(-ln p) from 1.6 to 5', lambda t: tail_deviate(t + mpf('1.6')),
             mpf('-0.005'), mpf('3.4'), 7)
    rational('NORMAL_FAR', 'deviate in r - 5 for r = sqrt(-ln p) from 5 to 27.3', lambda t: tail_deviate(t + 5), 0, mpf('22.3'), 7)


def constants():
    ln2 = log(mpf(2))
    constant('INVERSE_LN2', 1 / ln2)
    split('LN2', ln2, [40, 40])
    split('INVERSE_LN10', 1 / log(mpf(10)), [53])
    split('THIRD', mpf(1) / 3, [53])
    constant('TWO_OVER_PI', 2 / pi)
    split('HALF_PI', pi / 2, [33, 33, 33])
    split('PAIR_HALF_PI', pi / 2, [53])
    print()


def two_over_pi():
    print('/* 2/pi = sum of TWO_OVER_PI_BITS[i] * 2^(-64 (i + 1)): 1,280 bits reach below the smallest bit of any double. */')
    print('static const uint64_t TWO_OVER_PI_BITS[] = {')
    mp.prec = 1500
    x = 2 / pi
    for _ in range(20):
        x *= mpf(2) ** 64
        word = int(floor(x))
        print(f'    UINT64_C(0x{word:016x}),')
        x -= word
    print('};\n')


def main():
    print('''/* The numbers of lane_maths.h: minimax polynomials, lowest coefficient first, and constants in parts. Made by
 * tools/lane_coefficients.py, which says how; not to be edited by hand.
 */
#ifndef EN_LANE_COEFFICIENTS_H
#define EN_LANE_COEFFICIENTS_H

#include <stdint.h>

// clang-format off
''')
    polynomials()
    normal_deviates()
    constants()
    two_over_pi()
    print('// clang-format on\n\n#endif')


if __name__ == '__main__':
    main()
