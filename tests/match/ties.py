"""Kept ties: weakly stable matchings by enumeration, the largest of them, and what stable improvement cycles may leave.

Weakly stable: no applicant strictly prefers a place (by rank where own ties are kept, by the own strict order where they are broken)
that has a free seat or holds somebody with a strictly lower score.
"""
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
