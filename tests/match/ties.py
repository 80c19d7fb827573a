"""Kept ties: weakly stable matchings by enumeration, the largest of them, and what stable improvement cycles may leave.

Weakly stable: no applicant strictly prefers a place (by rank where own ties are kept, by the own strict order where they are broken)
that has a free seat or holds somebody with a strictly lower score.
"""
import numpy
from rounds import Round, Wish
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix
from stability import all_matchings, fill_counts, no_worse


def strictly_prefers(setting, match, o, own_ties):
    result = match[o.applicant]
    if result is None:
        return True
    return o.rank < result.rank if own_ties else o.own < result.own


def is_weakly_stable(setting, match, own_ties=True):
    filled = fill_counts(setting, match)
    for o in setting.offers:
        if strictly_prefers(setting, match, o, own_ties):
            held = [x for x in match.values() if x and x.place == o.place]
            if filled[o.place] < setting.seats[o.place] or any((x.score or 0) < (o.score or 0) for x in held):
                return False
    return True


def all_weakly_stable(setting, own_ties=True):
    return [m for m in all_matchings(setting) if is_weakly_stable(setting, m, own_ties)]


def size(match):
    return sum(o is not None for o in match.values())


def largest_weakly_stable(setting):
    """How many the largest weakly stable matching places."""
    return max(map(size, all_weakly_stable(setting)))


def better_weakly_stable(setting, match):
    """A weakly stable matching, own ties broken, that nobody likes less and somebody likes more; None if there is none."""
    return next((m for m in all_weakly_stable(setting, own_ties=False) if no_worse(setting, m, match) and m != match), None)


# ---- larger markets, by another solver

def coarse_market(rng, n, seats):
    """n applicants with up to 5 wishes, a few of them tied; places with few different scores, or none."""
    houses = [f"p{j:02d}" for j in range(max(1, n // seats))]
    rnd = Round(id="coarse", mechanism="max-weakly-stable", ties={"rule": "keep"}, applicants=[f"a{i:02d}" for i in range(n)],
                places=[(p, seats) for p in houses])
    for a in rnd.applicants:
        rank = 0
        for p in rng.sample(houses, min(len(houses), rng.randint(2, 5))):
            rank += rng.random() < 0.8 or rank == 0
            rnd.wishes.append(Wish(a, rank, p))
    for p in houses:
        if rng.random() < 0.9:
            rnd.scores += [(a, p, str(rng.randint(1, 4))) for a in rnd.applicants]
    return rnd


def largest_by_program(setting):
    """A binary program of its own: x(o), and y(p, s): p holds nobody below s and no seat is free. HiGHS solves it."""
    offers, score = setting.offers, lambda o: o.score or 0
    column = {o: k for k, o in enumerate(offers)}
    levels = sorted({(o.place, score(o)) for o in offers}, key=str)
    full = {level: len(offers) + k for k, level in enumerate(levels)}
    rows, least, most = [], [], []

    def add(entries, low, high):
        rows.append(entries), least.append(low), most.append(high)

    for a, list_ in setting.lists.items():
        add({column[o]: 1 for o in list_}, 0, 1)
        for o in list_:
            add({column[x]: 1 for x in list_ if x.rank <= o.rank} | {full[o.place, score(o)]: 1}, 1, numpy.inf)
    for p in setting.places:
        here = [o for o in offers if o.place == p]
        add({column[o]: 1 for o in here}, 0, setting.seats[p])
        for q, s in levels:
            if q == p:      # all seats taken by scores of at least s
                add({column[o]: 1 for o in here if score(o) >= s} | {full[p, s]: -setting.seats[p]}, 0, numpy.inf)
    matrix = lil_matrix((len(rows), len(offers) + len(levels)))
    for r, entries in enumerate(rows):
        for c, value in entries.items():
            matrix[r, c] = value
    goal = numpy.concatenate([-numpy.ones(len(offers)), numpy.zeros(len(levels))])
    found = milp(goal, constraints=LinearConstraint(matrix.tocsr(), least, most), integrality=numpy.ones_like(goal), bounds=Bounds(0, 1))
    assert found.status == 0, found.message
    return round(-found.fun)
