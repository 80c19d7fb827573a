#!/usr/bin/env python3
"""Assignment without stability against scipy's linear_sum_assignment, on markets of middle size; speaks TAP 13.

test_assign.py ASSIGN_TOOL. A seat is a column, as is staying unplaced for each applicant; a gain (a vector that is compared
lexicographically) is a number in the base of the applicants, small enough for a double to hold sums exactly.
"""
import random
import subprocess
import sys

import numpy
from scipy.optimize import linear_sum_assignment

OBJECTIVES = ["max-size", "min-cost-max", "generous-max", "greedy-max", "rank-maximal"]
MARKETS = 60


def draw(rng, most_rank):
    places = rng.randint(3, 14)
    applicants = rng.randint(20, 60)
    seats = [rng.randint(0, 2 * applicants // places) for _ in range(places)]
    wishes = []
    for _ in range(applicants):
        chosen = rng.sample(range(places), rng.randint(0, min(places, 6)))
        wishes.append(sorted(((p, rng.randint(1, most_rank)) for p in chosen), key=lambda wish: wish[1]))
    return seats, wishes


def text(seats, wishes):
    rows = [f"{len(wishes)} {len(seats)}", " ".join(map(str, seats))]
    rows += [" ".join([str(len(own))] + [f"{p} {r}" for p, r in own]) for own in wishes]
    return "\n".join(rows) + "\n"


def gain(objective, rank, ranks):
    at = ranks.index(rank)
    one = [int(k == at) for k in range(len(ranks))]
    return {"max-size": [1], "min-cost-max": [1, -rank], "generous-max": [1] + [-x for x in reversed(one)],
            "greedy-max": [1] + one, "rank-maximal": one}[objective]


def number(vector, base):
    value = 0
    for component in vector:
        value = value * base + component
    return value


def best(seats, wishes, weight):
    column_of = [p for p, n in enumerate(seats) for _ in range(n)]
    table = numpy.full((len(wishes), len(column_of) + len(wishes)), -1e18)
    for i, own in enumerate(wishes):
        table[i, len(column_of) + i] = 0
        for place, rank in own:
            for column, p in enumerate(column_of):
                if p == place:
                    table[i, column] = weight(rank)
    rows, columns = linear_sum_assignment(table, maximize=True)
    return int(table[rows, columns].sum())


def check(market, objective, line):
    seats, wishes = market
    ranks = sorted({r for own in wishes for _, r in own})
    base = 1 + len(wishes) * (ranks[-1] if objective == "min-cost-max" and ranks else 1)
    filled, value = [0] * len(seats), 0

    def weight(rank):
        return number(gain(objective, rank, ranks), base)

    assert base ** (len(gain(objective, ranks[0], ranks)) if ranks else 1) < 2 ** 52, "the numbers are too large for a double"
    for own, chosen in zip(wishes, map(int, line.split()), strict=True):
        if chosen >= 0:
            filled[own[chosen][0]] += 1
            value += weight(own[chosen][1])
    assert all(f <= n for f, n in zip(filled, seats)), f"{objective}: more placed than seats"
    want = best(seats, wishes, weight)
    assert value == want, f"{objective}: gains {value}, not {want}"


def main():
    rng = random.Random(1)
    markets = [draw(rng, rng.choice([3, 5, 6])) for _ in range(MARKETS)]
    told = subprocess.run([sys.argv[1]], input="".join(text(*m) for m in markets), capture_output=True, text=True, check=True)
    lines = told.stdout.splitlines()
    print(f"TAP version 13\n1..{len(OBJECTIVES)}")
    for k, objective in enumerate(OBJECTIVES):
        try:
            for m, market in enumerate(markets):
                check(market, objective, lines[m * len(OBJECTIVES) + k])
            print(f"ok {k + 1} - {objective} gains what scipy's assignment gains, on {MARKETS} markets")
        except AssertionError as problem:
            print(f"not ok {k + 1} - {objective} gains what scipy's assignment gains\n# {problem}")


main()
