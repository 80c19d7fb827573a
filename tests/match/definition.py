"""Matching markets by the definitions of the papers: what is stable, envy-free, largest, best, and the sequential mechanisms step by step.

Written from the definitions alone, for the few applicants of published examples, and apart from the other oracles of this folder: one way of
reading the tables, every matching enumerated. Ties are by id or kept. Nothing here proposes or rejects, but for the mechanisms that are
defined by their steps.
"""
import itertools
import math
from collections import namedtuple
from fractions import Fraction

Offer = namedtuple("Offer", "applicant place term rank", defaults=("", 0))


class Market:
    def __init__(self, tables, rules):
        """tables: name of the file -> its rows as dicts."""
        self.rules, get = rules, lambda name: tables.get(name, [])
        self.applicants = [row["applicant"] for row in get("applicants.csv")]
        self.seats = {row["place"]: int(row["seats"]) for row in get("places.csv")}
        self.place_row = {row["place"]: row for row in get("places.csv")}
        self.group_row = {row["group"]: row for row in get("groups.csv")}
        self.row_of = {row["applicant"]: row for row in get("applicants.csv")}
        self.member = {a: set(row.get("categories", "").split(";")) for a, row in self.row_of.items()}
        self.held = {(row["applicant"], row["place"]) for row in get("held.csv")}
        self.lines = {p: sorted((row for row in get("seats.csv") if row["place"] == p), key=lambda row: int(row["order"])) or
                      [{"order": "1", "seats": str(n)}] for p, n in self.seats.items()}
        self.score = {(row["applicant"], row.get("place") or row["group"]): Fraction(row["score"]) for row in get("scores.csv")}
        self.score |= {(row["applicant"], row["place"]): Fraction(row["score"]) for row in get("choices.csv") if row.get("score")}
        self.scored = {unit for _, unit in self.score}
        self.lists = {a: self.list_of(a, get("choices.csv")) for a in self.applicants}
        self.pairs = self.joint_wishes(get("joint.csv"))

    # ---- reading

    def list_of(self, a, rows):
        wishes = [Offer(a, row["place"], row.get("term", ""), int(row["rank"])) for row in rows if row["applicant"] == a]
        last = max((w.rank for w in wishes), default=0)
        wishes += [Offer(a, p, "", last + 1) for b, p in sorted(self.held) if b == a and all(w.place != p for w in wishes)]
        return sorted((w for w in wishes if self.accepts(w.place, a)), key=lambda w: (w.rank, w.place.encode(), w.term.encode()))

    def joint_wishes(self, rows):
        """(first, second) -> [(offer or None, offer or None)], the best first."""
        pairs = {}
        for row in sorted(rows, key=lambda row: int(row["rank"])):
            both = [(row["first"], row["first_place"]), (row["second"], row["second_place"])]
            wish = tuple(None if p == "-" else Offer(a, p, "", int(row["rank"])) for a, p in both)
            if all(o is None or self.accepts(o.place, o.applicant) for o in wish):
                pairs.setdefault((row["first"], row["second"]), []).append(wish)
        return pairs

    def accepts(self, place, a):
        orders = self.orders_at(place)
        return orders not in self.scored or (a, orders) in self.score or (a, place) in self.held

    def orders_at(self, place):
        """Whose scores order the applicants of a place: its root-most group with a common order, or the place."""
        over = [g for g in self.path(place) if self.group_row[g]["choice"] == "common-order"]
        return over[-1] if over else place

    def path(self, place):
        """The groups over a place, the nearest first."""
        g, found = self.place_row[place].get("group"), []
        while g:
            found.append(g)
            g = self.group_row[g].get("parent")
        return found

    def before(self, o):
        """A key: at a place the smaller one comes first."""
        at = self.orders_at(o.place)
        return (o.applicant, o.place) not in self.held, -self.score.get((o.applicant, at), 0), o.applicant.encode()

    def own(self, o):
        """Position in the own list; behind everything if unplaced."""
        return self.lists[o.applicant].index(o)

    def value(self, match, a):
        return len(self.lists[a]) if match[a] is None else self.own(match[a])

    # ---- what places and groups choose, out of offers

    def choose(self, unit, offers):
        if unit in self.seats:
            return self.fill(unit, offers, math.inf)
        return self.share(unit, offers, math.inf)

    def fill(self, place, offers, limit):
        """Lines one after the other, each the best that it may take; then seats that are left go to the line that they are for."""
        left, taken = {o for o in offers if o.place == place}, set()
        size = {line["order"]: int(line["seats"]) for line in self.lines[place]}
        used = dict.fromkeys(size, 0)

        def go_through(lines):
            for line in lines:
                category, term = line.get("category", ""), line.get("term", "")
                inside = lambda o: not category or category in self.member[o.applicant]
                for o in sorted(left, key=lambda o: (not inside(o), self.before(o), self.own(o))):
                    may = term in ("", o.term) and (inside(o) or line.get("others") != "never")
                    room = used[line["order"]] < size[line["order"]] and len(taken) < limit
                    if may and room and o.applicant not in {x.applicant for x in taken}:
                        taken.add(o)
                        left.discard(o)
                        used[line["order"]] += 1

        go_through(self.lines[place])
        given = [line for line in self.lines[place] if line.get("to")]
        for line in given:
            size[line["to"]] += size[line["order"]] - used[line["order"]]
            size[line["order"]] = used[line["order"]]
        go_through([line for line in self.lines[place] if line["order"] in {x["to"] for x in given}])
        return taken

    def share(self, g, offers, limit):
        limit = min(limit, int(self.group_row[g].get("cap") or 10**9))
        if self.group_row[g]["choice"] == "common-order":
            return self.walk(g, offers, limit)
        children = [c for c in [*self.place_row, *self.group_row] if self.parent(c) == g]
        wanted = {c: self.demand(c, offers) for c in children}
        given = self.hand_out(children, wanted, limit)
        part = lambda c: self.fill(c, offers, given[c]) if c in self.seats else self.share(c, offers, given[c])
        return set().union(*map(part, children))

    def hand_out(self, children, wanted, limit):
        """To the targets in rounds of turns, then in the same rounds to whoever wants more."""
        given = dict.fromkeys(children, 0)
        turn = lambda c: (int(self.row(c).get("turn") or 10**9), c.encode())
        for most in ({c: min(wanted[c], int(self.row(c).get("target") or 0)) for c in children}, wanted):
            for _ in range(sum(wanted.values())):
                for c in sorted(children, key=turn):
                    if given[c] < most[c] and sum(given.values()) < limit:
                        given[c] += 1
        return given

    def demand(self, child, offers):
        if child in self.seats:
            return len(self.fill(child, offers, math.inf))
        inside = [c for c in [*self.place_row, *self.group_row] if self.parent(c) == child]
        return min(int(self.group_row[child].get("cap") or 10**9), sum(self.demand(c, offers) for c in inside))

    def row(self, child):
        return self.place_row.get(child) or self.group_row[child]

    def parent(self, child):
        return self.place_row[child].get("group") if child in self.place_row else self.group_row[child].get("parent")

    def walk(self, g, offers, limit):
        taken = set()
        for o in sorted((o for o in offers if g in self.path(o.place)), key=lambda o: (self.before(o), self.own(o))):
            there = lambda x: sum(x in (t.place, *self.path(t.place)) for t in taken)
            caps = [(o.place, self.seats[o.place])] + [(x, int(self.group_row[x].get("cap") or 10**9)) for x in self.path(o.place)]
            if all(there(x) < most for x, most in caps) and len(taken) < limit and o.applicant not in {t.applicant for t in taken}:
                taken.add(o)
        return taken

    def units(self):
        """Roots that choose, and places under none: unit -> its places."""
        roots = {p: ([p] + [g for g in self.path(p) if self.group_row[g]["choice"]])[-1] for p in self.seats}
        return {unit: {p for p, u in roots.items() if u == unit} for unit in roots.values()}

    # ---- matchings

    def matchings(self, keep=lambda match: True):
        """Every assignment of acceptable wishes within the seats; `keep` may drop one that is half done."""
        match, free = dict.fromkeys(self.applicants), dict(self.seats)
        singles = [a for a in self.applicants if not any(a in pair for pair in self.pairs)]
        sides = [[(o,) for o in [*self.lists[a], None]] for a in singles] + [[*wishes, (None, None)] for wishes in self.pairs.values()]
        who = [(a,) for a in singles] + list(self.pairs)
        done = set(self.applicants) - set(singles)
        assigned = {a for a in done if not any(a in pair for pair in self.pairs)}

        def extend(depth):
            if depth == len(sides):
                yield dict(match)
                return
            for wish in sides[depth]:
                places = [o.place for o in wish if o]
                if any(places.count(p) > free[p] for p in places):
                    continue
                for a, o in zip(who[depth], wish):
                    match[a] = o
                for p in places:
                    free[p] -= 1
                assigned.update(who[depth])
                if keep({a: match[a] for a in assigned}):
                    yield from extend(depth + 1)
                assigned.difference_update(who[depth])
                for p in places:
                    free[p] += 1
        return extend(0)

    def preferred(self, match, a):
        """The offers that an applicant strictly prefers to what a matching gives; kept ties are ties."""
        has = match[a]
        if self.rules["ties"]["rule"] == "keep":
            return [o for o in self.lists[a] if has is None or o.rank < has.rank]
        return self.lists[a][:self.value(match, a)]

    def envies(self, match, by_score=False):
        """(offer, holder) with a place that prefers who would rather be there to somebody whom it holds."""
        key = (lambda o: self.before(o)[:2]) if by_score else self.before
        return [(o, x) for a in match for o in self.preferred(match, a) for x in match.values()
                if x and x.place == o.place and key(o) < key(x)]

    def free(self, match, place):
        return self.seats[place] > sum(o is not None and o.place == place for o in match.values())

    def weakly_stable(self, match):
        waste = any(self.free(match, o.place) for a in match for o in self.preferred(match, a))
        return not waste and not self.envies(match, by_score=True)

    def stable(self, match):
        """Every unit chooses what it holds; a place with a lower limit holds nobody or enough, and closed, is wanted by too few."""
        held, wanted = [o for o in match.values() if o], [o for a in match for o in self.preferred(match, a)]
        least = {p: int(row.get("min_seats") or 0) for p, row in self.place_row.items()}
        shut = {p for p, n in least.items() if n and all(o.place != p for o in held)}
        if any(sum(o.place == p for o in wanted) >= least[p] for p in shut):
            return False
        if any(p not in shut and sum(o.place == p for o in held) < n for p, n in least.items()):
            return False
        return all(self.choose(unit, {o for o in held + wanted if o.place in places - shut}) == {o for o in held if o.place in places}
                   for unit, places in self.units().items())

    def all_stable(self):
        plain = not self.group_row and all(len(lines) == 1 for lines in self.lines.values())
        keep = (lambda match: not self.envies(match)) if plain else (lambda match: True)
        return [m for m in self.matchings(keep) if self.stable(m)]

    def all_weakly_stable(self):
        return [m for m in self.matchings(lambda match: not self.envies(match, by_score=True)) if self.weakly_stable(m)]

    def all_envy_free(self):
        """Without justified envy, and with every floor met; seats may stay empty."""
        floor = {p: int(row.get("floor") or 0) for p, row in self.place_row.items()}
        return [m for m in self.matchings(lambda match: not self.envies(match))
                if all(sum(o is not None and o.place == p for o in m.values()) >= n for p, n in floor.items())]

    def no_worse(self, first, second):
        return all(self.value(first, a) <= self.value(second, a) for a in self.applicants)

    def best(self, matchings):
        return next((m for m in matchings if all(self.no_worse(m, other) for other in matchings)), None)

    def worst(self, matchings):
        return next((m for m in matchings if all(self.no_worse(other, m) for other in matchings)), None)

    def dominated(self, match, matchings):
        return any(self.no_worse(m, match) and m != match for m in matchings)

    # ---- students and projects (Abraham, Irving and Manlove 2007: pairs that block)

    def blocking_pairs(self, match):
        """A project with room takes a student whose lecturer has room, or holds the student, or prefers the student to the last one held; a
        full project whose lecturer prefers the student to the last one there."""
        found = []
        for o in (o for a in match for o in self.preferred(match, a)):
            lecturer = self.place_row[o.place]["group"]
            mine = [x for x in match.values() if x and self.place_row[x.place]["group"] == lecturer]
            room = len(mine) < int(self.group_row[lecturer]["cap"])
            behind = lambda others: any(self.before(o) < self.before(x) for x in others)
            if self.free(match, o.place):
                blocks = room or any(x.applicant == o.applicant for x in mine) or behind(mine)
            else:
                blocks = behind([x for x in mine if x.place == o.place])
            found += [o] if blocks else []
        return found

    def unblocked(self):
        """Every matching of students and projects that keeps within the lecturers' limits and that no pair blocks."""
        def within(match):
            held = [self.place_row[o.place]["group"] for o in match.values() if o]
            return all(held.count(g) <= int(row["cap"]) for g, row in self.group_row.items())
        return [m for m in self.matchings(within) if not self.blocking_pairs(m)]

    # ---- couples (Kojima, Pathak and Roth 2013)

    def blocking_wishes(self, match):
        def wanted(offers):
            return all({o.applicant for o in offers if o.place == p} <=
                       self.best_at(p, {o.applicant for o in [*offers, *match.values()] if o and o.place == p}) for p in {o.place for o in offers})

        members = {a for pair in self.pairs for a in pair}
        found = [(o,) for a in self.applicants if a not in members for o in self.preferred(match, a) if wanted([o])]
        for pair, wishes in self.pairs.items():
            has = tuple(match[a] for a in pair)
            for wish in wishes[:wishes.index(has) if has in wishes else len(wishes)]:
                found += [wish] if wanted([o for o in wish if o]) else []
        return found

    def best_at(self, place, applicants):
        return set(sorted(applicants, key=lambda a: self.before(Offer(a, place)))[:self.seats[place]])

    # ---- objectives

    def profile(self, match):
        ranks = sorted({o.rank for list_ in self.lists.values() for o in list_})
        return tuple(sum(o is not None and o.rank == r for o in match.values()) for r in ranks)

    def objective(self, match):
        size, profile = sum(o is not None for o in match.values()), self.profile(match)
        return {"max-size": lambda: size,
                "min-cost-max": lambda: (size, -sum(o.rank for o in match.values() if o)),
                "generous-max": lambda: (size, tuple(-n for n in reversed(profile))),
                "greedy-max": lambda: (size, profile),
                "rank-maximal": lambda: profile}[self.rules["mechanism"]]()

    # ---- mechanisms that are defined by their steps

    def immediate(self):
        match = dict.fromkeys(self.applicants)
        for step in itertools.count():
            asking = [self.lists[a][step] for a in self.applicants if match[a] is None and step < len(self.lists[a])]
            if not asking and step >= max(map(len, self.lists.values())):
                return match
            for o in sorted(asking, key=self.before):
                if self.free(match, o.place):
                    match[o.applicant] = o

    def in_turn(self):
        match = dict.fromkeys(self.applicants)
        for a in sorted(self.applicants, key=lambda a: (Fraction(self.row_of[a][self.rules["order"]]), a.encode())):
            match[a] = next((o for o in self.lists[a] if self.free(match, o.place)), None)
        return match

    def trading(self):
        match, here = dict.fromkeys(self.applicants), set(self.applicants)
        able = {p: [a for a in self.applicants if self.accepts(p, a)] for p in self.seats}
        order = {p: sorted(able[p], key=lambda a: self.before(Offer(a, p))) for p in self.seats}
        while here:
            wants = {a: next((o for o in self.lists[a] if self.free(match, o.place)), None) for a in here}
            here = {a for a in here if wants[a]}
            for a in sorted(here):
                trail = [a]
                while len(trail) <= len(here):
                    trail.append(next(b for b in order[wants[trail[-1]].place] if b in here))
                if trail.count(a) > 1:        # a is on a cycle
                    cycle = trail[:trail.index(a, 1)]
                    match |= {b: wants[b] for b in cycle}
                    here -= set(cycle)
                    break
        return match
