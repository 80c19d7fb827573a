#!/usr/bin/env python3
"""sobol.py TABLE OUT.c: direction numbers of Sobol sequences as a C table, from the authors' table (src/plan/new-joe-kuo-6.txt).

A dimension has 32 numbers v = m 2^(32 - i); those behind the first s follow from its primitive polynomial of degree s (S. Joe and
F. Y. Kuo, Remark on Algorithm 659, ACM TOMS 29, 2003, (2)). The first dimension is van der Corput's: every m is 1.
"""
import sys

BITS = 32


def directions(degree, inner, first):
    assert len(first) == degree and all(m % 2 == 1 and m < 2 << i for i, m in enumerate(first)), first
    v = [m << (BITS - 1 - i) for i, m in enumerate(first)]
    for i in range(degree, BITS):
        new = v[i - degree] ^ (v[i - degree] >> degree)
        for k in range(1, degree):
            if inner >> (degree - 1 - k) & 1:
                new ^= v[i - k]
        v.append(new)
    return v


table = [[1 << (BITS - 1 - i) for i in range(BITS)]]
with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        if line[0].isdigit():
            dimension, degree, inner, *first = map(int, line.split())
            assert dimension == len(table) + 1, line
            table.append(directions(degree, inner, first))
with open(sys.argv[2], "w", encoding="utf-8") as out:
    out.write('/* Made by tools/sobol.py. */\n#include "sobol.h"\n\n')
    out.write(f"_Static_assert(EN_SOBOL_DIMENSIONS == {len(table)}, \"a row a dimension\");\n")
    out.write("const uint32_t en_sobol_directions[EN_SOBOL_DIMENSIONS][32] = {\n")
    for row in table:
        out.write("    {" + ", ".join(f"{v}u" for v in row) + "},\n")
    out.write("};\n")
