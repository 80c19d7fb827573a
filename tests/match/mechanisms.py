"""Mechanisms, naively: cumulative offers for any choice function; immediate acceptance, serial dictatorship, top trading cycles.

Cumulative offers keep every offer ever made and recompute every choice from the whole set (Hatfield and Milgrom 2005); nothing is
ever taken out of a heap, so that the organisation shares nothing with a cascade of rejections.
"""
from choice import choose
from stability import fill_counts, meets_floors


class NotSubstitutable(Exception):
    """A choice took an applicant twice, or took back what the applicant had left: the theory does not carry this combination."""


def cumulative_offers(setting, pick=None, closed=()):
    """applicant -> offer or None. pick: which of the unplaced proposes next (None: all at once)."""
    made, next_ = set(), dict.fromkeys(setting.applicants, 0)
    lists = {a: [o for o in list_ if o.place not in closed] for a, list_ in setting.lists.items()}
    while True:
        chosen = [o for unit in setting.units for o in choose(setting, unit, made)]
        match = dict.fromkeys(setting.applicants)
        for o in chosen:
            if match[o.applicant]:
                raise NotSubstitutable(f"{o.applicant} is taken at {match[o.applicant]} and at {o}")
            match[o.applicant] = o
        waiting = [a for a in setting.applicants if match[a] is None and next_[a] < len(lists[a])]
        if not waiting:
            return match
        for a in waiting if pick is None else [pick(waiting)]:
            made.add(lists[a][next_[a]])
            next_[a] += 1


# ---- lower limits

def with_floors(setting):
    """Seats set to the floors, then raised one by one in turn as long as every floor is met; None if none exists."""
    seats = dict(setting.seats)
    given = {p: setting.floor.get(p, 0) for p in setting.places}

    def run():
        for p in setting.places:
            setting.lines[p] = [setting.lines[p][0]._replace(seats=given[p])]
        return cumulative_offers(setting)

    match = run()
    if any(fill_counts(setting, match)[p] < n for p, n in setting.floor.items()):
        missed = [p for p, n in setting.floor.items() if fill_counts(setting, match)[p] < n]
        return None, missed
    raised = True
    while raised:
        raised = False
        for p in sorted(setting.places, key=str.encode):
            if given[p] < seats[p]:
                given[p] += 1
                trial = run()
                if meets_floors(setting, trial):
                    match, raised = trial, True
                else:
                    given[p] -= 1
    return match, []


# ---- other mechanisms, plain places

def key(setting, o):
    return setting.key_at_line(setting.lines[o.place][0], o)


def immediate_acceptance(setting):
    free, match = dict(setting.seats), dict.fromkeys(setting.applicants)
    for step in range(max(map(len, setting.lists.values()), default=0)):
        asking = [setting.lists[a][step] for a in setting.applicants if not match[a] and step < len(setting.lists[a])]
        for o in sorted(asking, key=lambda o: key(setting, o)):
            if free[o.place]:
                free[o.place] -= 1
                match[o.applicant] = o
    return match


def serial_dictatorship(setting, order):
    """order: applicants, the first to choose first."""
    free, match = dict(setting.seats), dict.fromkeys(setting.applicants)
    for a in order:
        match[a] = next((o for o in setting.lists[a] if free[o.place]), None)
        if match[a]:
            free[match[a].place] -= 1
    return match


def top_trading_cycles(setting):
    """Every place has a list of all applicants it scores (or all), also those who do not wish for it."""
    free, match, here = dict(setting.seats), dict.fromkeys(setting.applicants), set(setting.applicants)
    lists = {p: priority_list(setting, p) for p in setting.places}
    while True:
        points = {a: next((o for o in setting.lists[a] if free[o.place]), None) for a in here}
        here -= {a for a, o in points.items() if o is None}
        points = {a: o for a, o in points.items() if o}
        first = {p: next((a for a in lists[p] if a in here), None) for p in setting.places if free[p]}
        cycle = find_cycle({a: first[o.place] for a, o in points.items()})
        if not cycle:
            return match
        for a in cycle:
            match[a] = points[a]
            free[points[a].place] -= 1
        here -= set(cycle)


def priority_list(setting, place):
    score = {a: setting.scores.get((a, place)) for a in setting.applicants}
    score |= {o.applicant: o.score for o in setting.offers if o.place == place and o.score is not None}
    score |= {w.applicant: setting.score(w) for w in setting.round.wishes if w.place == place and w.score is not None}
    able = [a for a in setting.applicants if not setting.ineligible(a, place)]
    if place in setting.scoring():
        able = [a for a in able if score[a] is not None]
    return sorted(able, key=lambda a: (-(score[a] or 0), setting.at_place(a, place)))


def find_cycle(arrow):
    """A cycle of applicant -> applicant, or []."""
    for start in sorted(arrow):
        seen, a = [], start
        while a is not None and a not in seen and a in arrow:
            seen.append(a)
            a = arrow[a]
        if a in seen:
            return seen[seen.index(a):]
    return []
