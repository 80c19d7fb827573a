"""Assignment without stability: what the best of all matchings of a small market reaches, by enumeration. Larger is better."""
from stability import all_matchings


def ranks_of(setting):
    return sorted({o.rank for o in setting.offers})


def profile(setting, match):
    """How many have each rank that occurs, ascending."""
    return tuple(sum(o is not None and o.rank == r for o in match.values()) for r in ranks_of(setting))


def size(setting, match):
    return sum(profile(setting, match))


def cost(match):
    return sum(o.rank for o in match.values() if o)


OBJECTIVES = {
    "max-size": lambda s, m: size(s, m),
    "min-cost-max": lambda s, m: (size(s, m), -cost(m)),
    "generous-max": lambda s, m: (size(s, m), [-n for n in reversed(profile(s, m))]),
    "greedy-max": lambda s, m: (size(s, m), profile(s, m)),
    "rank-maximal": lambda s, m: profile(s, m),
}


def best(setting, mechanism):
    """The objective's largest value over all matchings."""
    return max(OBJECTIVES[mechanism](setting, m) for m in all_matchings(setting))
