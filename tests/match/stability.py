"""Stability by its definition, for every combination; all matchings of small markets; lower limits; dominance.

A unit (a place, or a root group) holding Y is content if it would choose Y out of Y and D, the offers that applicants strictly
prefer to their result. Nothing here knows deferred acceptance.
"""
from choice import choose


def preferred(setting, match):
    """D: the offers that applicants strictly prefer to their result; where ties are kept, those of a smaller rank."""
    kept = setting.round.mechanism == "max-weakly-stable"
    return [o for a, list_ in setting.lists.items() for o in list_
            if match[a] is None or (o.rank < match[a].rank if kept else o.own < match[a].own)]


def discontent(setting, match, closed=()):
    """(unit, what it would choose instead) for each unit that would choose otherwise; closed places choose nobody."""
    held, better = [o for o in match.values() if o], preferred(setting, match)
    found = []
    for unit in setting.units:
        here = set(setting.places_of(unit)) - set(closed)
        pool = [o for o in held + better if o.place in here]
        if choose(setting, unit, pool) != {o for o in held if o.place in setting.places_of(unit)}:
            found.append((unit, choose(setting, unit, pool)))
    return found


def blocking_holders(setting, match):
    """Offers of holders at their held seats, in the same unit, that the unit would take if they gave those seats up.

    Without this a unit that puts the held seat before the holder's better wish would call a waste stable.
    """
    held, better = [o for o in match.values() if o], preferred(setting, match)
    found = []
    for a, seat in match.items():
        if seat and seat.held:
            unit = setting.unit_of[seat.place]
            pool = [o for o in held + better if o is not seat]
            found += [o for o in choose(setting, unit, pool) if o.applicant == a]
    return found


def is_stable(setting, match):
    """Lower limits included: a place below its min_seats is empty and closed, and too few would come."""
    closed = closed_places(setting, match)
    if discontent(setting, match, closed):
        return False
    better = preferred(setting, match)
    filled = fill_counts(setting, match)
    for p, least in setting.min_seats.items():
        if p in closed and len({o.applicant for o in better if o.place == p}) >= least:
            return False
        if p not in closed and filled[p] < least:
            return False
    return True


def closed_places(setting, match):
    filled = fill_counts(setting, match)
    return [p for p, least in setting.min_seats.items() if least > 0 and filled[p] == 0]


def fill_counts(setting, match):
    return {p: sum(1 for o in match.values() if o and o.place == p) for p in setting.places}


def all_matchings(setting, room=True):
    """Every assignment of offers with no place over its seats; `room` False: over its seats too."""
    match, filled = {}, dict.fromkeys(setting.places, 0)

    def extend(depth):
        if depth == len(setting.applicants):
            yield dict(match)
            return
        a = setting.applicants[depth]
        for o in [*setting.lists[a], None]:
            if o and room and filled[o.place] == setting.seats[o.place]:
                continue
            match[a] = o
            if o:
                filled[o.place] += 1
            yield from extend(depth + 1)
            if o:
                filled[o.place] -= 1
    return extend(0)


def all_stable(setting):
    return [m for m in all_matchings(setting) if is_stable(setting, m)]


def value(setting, match, a):
    """Position in the own list, its length if unplaced."""
    return len(setting.lists[a]) if match[a] is None else match[a].own


def no_worse(setting, first, second):
    """Whether every applicant likes the first at least as much as the second."""
    return all(value(setting, first, a) <= value(setting, second, a) for a in setting.applicants)


def best_of(setting, matchings):
    """The matching that every applicant likes best of all, or None if there is none."""
    return next((m for m in matchings if all(no_worse(setting, m, other) for other in matchings)), None)


# ---- hard minimum quotas

def envies(setting, match):
    """(applicant, offer, holder): the applicant strictly prefers a place that holds somebody whom it likes less."""
    found = []
    for o in preferred(setting, match):
        line = setting.lines[o.place][0]
        for x in match.values():
            if x and x.place == o.place and setting.key_at_line(line, o) < setting.key_at_line(line, x):
                found.append((o.applicant, o, x))
    return found


def all_envy_free(setting):
    """Every matching without justified envy that meets every floor."""
    return [m for m in all_matchings(setting) if not envies(setting, m) and meets_floors(setting, m)]


def meets_floors(setting, match):
    filled = fill_counts(setting, match)
    return all(filled[p] >= least for p, least in setting.floor.items())
