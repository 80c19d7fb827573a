"""Couples: stability by the definition of the file formats, and every stable matching of a small market by enumeration.

A joint wish blocks if each of its places would choose its member out of that member and everyone whom it holds, at one and the same place
both together; a member who would leave a place is still one of those whom it holds (Kojima, Pathak and Roth 2013). A single applicant's
wish blocks as without couples.
"""
import itertools
from collections import defaultdict, namedtuple

from choice import choose
from rounds import Wish

Pair = namedtuple("Pair", "id first second")
Joint = namedtuple("Joint", "rank first second")      # of a pair: offers of its members, None where one stays unplaced


class Couples:
    def __init__(self, setting):
        """setting: of a round whose members of pairs have no wishes of their own."""
        from setting import Offer
        self.setting, self.lists = setting, defaultdict(list)
        for j, a, b, rank, p, q in setting.round.joint:
            offers = []
            for who, place in ((a, p), (b, q)):
                score = setting.scores.get((who, place))
                fits = place == "-" or setting.refusal(Wish(who, int(rank), place)) is None
                offers.append(None if place == "-" else Offer(who, place, "", int(rank), score, False, 0) if fits else False)
            if False not in offers:
                self.lists[Pair(j, a, b)].append(Joint(int(rank), *offers))
        for list_ in self.lists.values():
            list_.sort(key=lambda wish: wish.rank)
        self.members = {a for j, a, b, *_ in setting.round.joint for a in (a, b)}
        self.singles = [a for a in setting.applicants if a not in self.members]

    def matchings(self):
        """(applicant -> offer or None), every one that no place has too many for."""
        sides = [[{a: o} for o in [*self.setting.lists[a], None]] for a in self.singles]
        sides += [[{pair.first: w.first, pair.second: w.second} for w in list_] + [dict.fromkeys(pair[1:])]
                  for pair, list_ in self.lists.items()]
        for parts in itertools.product(*sides):
            match = dict.fromkeys(self.members) | {a: o for part in parts for a, o in part.items()}
            if all(sum(o is not None and o.place == p for o in match.values()) <= n for p, n in self.setting.seats.items()):
                yield match

    def blocking(self, match):
        """Every wish, single or joint, that blocks."""
        found = []
        for a in self.singles:
            for o in self.setting.lists[a]:
                if (match[a] is None or o.own < match[a].own) and self.would_take([o], match):
                    found.append(o)
        for pair, list_ in self.lists.items():
            has = self.current(pair, match)
            for w in list_[:has if has is not None else len(list_)]:
                if self.would_take([o for o in w[1:] if o], match):
                    found.append(w)
        return found

    def current(self, pair, match):
        places = [match[m] and match[m].place for m in pair[1:]]
        return next((i for i, w in enumerate(self.lists[pair]) if [o and o.place for o in w[1:]] == places), None)

    def would_take(self, offers, match):
        for p in {o.place for o in offers}:
            wanted = {o for o in offers if o.place == p}
            held = {o for a, o in match.items() if o and o.place == p and a not in {o.applicant for o in wanted}}
            if not wanted <= choose(self.setting, ("place", p), held | wanted):
                return False
        return True

    def all_stable(self):
        return [m for m in self.matchings() if not self.blocking(m)]

    def fewest_blocking(self):
        return min(len(self.blocking(m)) for m in self.matchings())
