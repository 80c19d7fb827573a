"""Calls of two agencies: whether a result keeps every budget and refuses nobody whom both agencies like at least as much as a funded one.

A funded wish takes the units of demands.csv from each group named there; both of its groups score it (scores.csv, column group).
"""
from collections import defaultdict
from decimal import Decimal


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

    def better_refused(self, funded, refused):
        """(refused, funded): scores at least as high with both, higher with one, and needs no more of any budget."""
        return [(r, f) for r in refused for f in funded if self.beats(r, f)]

    def beats(self, first, second):
        groups = set(self.units[first]) | set(self.units[second])
        if any((first[0], g) not in self.scores or (second[0], g) not in self.scores for g in groups):
            return False
        gains = [self.scores[first[0], g] - self.scores[second[0], g] for g in groups]
        saves = all(self.units[first].get(g, 0) <= self.units[second].get(g, 0) for g in groups)
        return saves and min(gains) >= 0 and max(gains) > 0

    def wasted(self, funded, refused, seats):
        """Refused wishes that every budget and the place still have room for."""
        return [r for r in refused if self.within_budgets([*funded, r])
                and sum(p == r[1] for _, p in funded) < seats[r[1]]]
