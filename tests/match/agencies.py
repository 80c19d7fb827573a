"""Calls of two agencies: whether a result keeps every budget and refuses nobody whom both agencies like at least as much as a funded one.

A funded wish takes the units of demands.csv from each group named there; both of its groups score it (scores.csv, column group).
"""
from collections import Counter, defaultdict
from decimal import Decimal

from rounds import Group, Round, Wish
from setting import Setting
from stability import preferred


class Call:
    def __init__(self, rnd):
        self.round = rnd
        self.units = defaultdict(dict)              # (applicant, place) -> {group: units}
        for a, p, g, units in rnd.demands:
            self.units[a, p][g] = int(units)
        self.caps = {g.group: int(g.cap) for g in rnd.groups if g.cap}
        self.scores = {(a, g): Decimal(s) for a, g, s in rnd.group_scores}

    def spent(self, funded):
        total = defaultdict(int)
        for wish in funded:
            for g, units in self.units[wish].items():
                total[g] += units
        return total

    def within_budgets(self, funded):
        return all(total <= self.caps[g] for g, total in self.spent(funded).items() if g in self.caps)


class CallSetting(Setting):
    """A round of two agencies: who lacks a score of either has no acceptable wish; places have no order of their own."""

    def __init__(self, rnd, *further):
        self.call = Call(rnd)
        self.agencies = sorted({g for _, g, _ in rnd.group_scores}, key=str.encode)
        super().__init__(rnd, *further)
        taking_part = [a for a in self.applicants if self.lists[a]]
        self.sum = {a: sum(1 + sum(self.score_by(g, b) > self.score_by(g, a) for b in taking_part) for g in self.agencies)
                    for a in taking_part}
        self.late = set()                               # what find_late() finds

    def score_by(self, g, a):
        return self.call.scores[a, g]

    def refusal(self, w):
        scored = all((w.applicant, g) in self.call.scores for g in self.agencies)
        return super().refusal(w) or (None if scored else "no-score")

    def key_at_line(self, line, o):
        return self.sum[o.applicant], self.at_place(o.applicant, o.place), o.own

    def reason(self, o):
        return "mechanism" if o in self.late else "budget"

    def tied(self):
        return len(set(self.sum.values())) < len(self.sum)


def fund(setting):
    """applicant -> offer or None: one after the other by the sum of the two ranks takes the best that fits."""
    match, free = dict.fromkeys(setting.applicants), dict(setting.seats)
    for a in by_turn(setting):
        for o in setting.lists[a]:
            funded = [(x.applicant, x.place) for x in match.values() if x]
            if free[o.place] and setting.call.within_budgets([*funded, (a, o.place)]):
                match[a] = o
                free[o.place] -= 1
                break
    return match


def by_turn(setting):
    return sorted(setting.sum, key=lambda a: (setting.sum[a], setting.at_place(a, "")))


def find_late(setting, match):
    """The offers whose place was full when the applicant's turn came."""
    free, setting.late = dict(setting.seats), set()
    for a in by_turn(setting):
        setting.late |= {o for o in setting.lists[a] if not free[o.place]}
        if match[a]:
            free[match[a].place] -= 1


def claims_hold(setting, match):
    """Whether every budget is kept, and nobody who is better than somebody funded is refused, but for want of a seat."""
    filled = Counter(o.place for o in match.values() if o)
    funded = [o for o in match.values() if o]
    pairs = [((o.applicant, o.place), (x.applicant, x.place)) for o in preferred(setting, match) for x in funded
             if filled[o.place] < setting.seats[o.place] or x.place == o.place]
    return setting.call.within_budgets([(o.applicant, o.place) for o in funded]) and not any(better(setting, r, f) for r, f in pairs)


def better(setting, first, second):
    """Scores at least as high with both agencies, higher with one, and needs no more of any budget."""
    gains = [setting.score_by(g, first[0]) - setting.score_by(g, second[0]) for g in setting.agencies]
    units = setting.call.units
    return min(gains) >= 0 and max(gains) > 0 and all(n <= units[second].get(g, 0) for g, n in units[first].items())


def random_call(rng, terms=False):
    """Several places and budgets; both agencies score coarsely, and not everyone."""
    n = rng.randint(2, 6)
    places = [(f"p{i}", rng.choice([0, 1, 1, 2, n])) for i in range(rng.randint(1, 3))]
    budgets = ["J", "V", *["E"] * rng.randint(0, 1)]
    rnd = Round(id="call", mechanism="two-agency", applicants=[f"a{i}" for i in range(n)], places=places,
                groups=[Group(g, cap=str(rng.randint(0, 9)), choice="") for g in budgets],
                ties=rng.choice([{"rule": "by-id"}, {"rule": "single-lottery", "seed": "call"}]))
    for a in rnd.applicants:
        pairs = [(p, t) for p, _ in places for t in (("x", "y") if terms else ("",))]
        chosen = rng.sample(pairs, rng.randint(rng.random() > 0.1, len(pairs)))
        rnd.wishes += [Wish(a, rng.randint(1, 2) if rng.random() < 0.2 else rank, p, None, t) for rank, (p, t) in enumerate(chosen, 1)]
        rnd.group_scores += [(a, g, str(rng.randint(1, 4))) for g in ("J", "V") if rng.random() < 0.93]
        for p in sorted({p for p, _ in chosen}):
            rnd.demands += [(a, p, g, rng.randint(0, 4)) for g in rng.sample(budgets, rng.randint(1, len(budgets)))]
    if {g for _, g, _ in rnd.group_scores} != {"J", "V"} or not rnd.demands:
        return random_call(rng, terms)
    return rnd
