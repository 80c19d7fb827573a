"""What a round with lines, groups, terms, held seats and lower limits means: acceptable offers, orders, and the forest of groups.

An independent reading of the file formats; the choice functions over these offers are in choice.py, stability in stability.py. An offer
is a wish that the place accepts; `own` is its position in the applicant's strict order of acceptable wishes.
"""
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from oracle import tie_keys
from rounds import Line, Wish

INFINITE = float("inf")


@dataclass(frozen=True, eq=False)
class Offer:
    applicant: str
    place: str
    term: str
    rank: int
    score: object       # Decimal, or None where the place scores nobody or a holder has no score
    held: bool
    own: int

    def __repr__(self):
        return f"{self.applicant}>{self.place}{':' + self.term if self.term else ''}{'*' if self.held else ''}"


@dataclass
class Node:
    """A group of the forest."""
    id: str
    parent: str
    cap: float
    choice: str
    groups: list
    places: list

    @property
    def children(self):
        return self.groups + self.places


class Setting:
    def __init__(self, rnd, ineligible=lambda applicant, place: None):
        """ineligible: the column that makes an applicant ineligible for a place, or None."""
        self.round, self.ineligible = rnd, ineligible
        self.applicants, self.places = list(rnd.applicants), [p for p, _ in rnd.places]
        self.seats = dict(rnd.places)
        self.at_place, self.own_tie = tie_keys(rnd)
        self.held = {(a, p, t) for a, p, t in rnd.held}
        self.lines = self.lines_of_places()
        self.members = {a: {c.strip() for c in cell.split(";") if c.strip()}
                        for a, cell in rnd.of_applicants.get("categories", {}).items()}
        self.min_seats, self.floor = self.limits("min_seats"), self.limits("floor")
        self.nodes = self.forest()
        self.scores = scores_of_places(rnd)
        self.scoring_places = {p for _, p in self.scores} | {w.place for w in rnd.wishes if w.score is not None}
        self.group_scores = {(a, g): Decimal(s) for a, g, s in rnd.group_scores}
        self.written = {a: [] for a in self.applicants}      # every wish, refused ones too, in the own order
        self.lists = {a: [] for a in self.applicants}        # offers, best first
        for a in self.applicants:
            self.read_wishes(a)
        self.unit_of = {p: self.unit(p) for p in self.places}
        self.units = list(dict.fromkeys(self.unit_of.values()))
        self.offers = [o for list_ in self.lists.values() for o in list_]

    # ---- tables

    def limits(self, column):
        return {p: int(cell) for p, cell in self.round.of_places.get(column, {}).items() if cell != ""}

    def lines_of_places(self):
        """Lines ascending; a place without lines is one line for all of its seats. place -> [Line]"""
        lines = defaultdict(list)
        for line in sorted(self.round.lines, key=lambda line: line.order):
            lines[line.place].append(line)
        return {p: lines.get(p) or [Line(p, 1, seats)] for p, seats in self.round.places}

    def forest(self):
        nodes = {g.group: Node(g.group, g.parent or None, int(g.cap) if g.cap else INFINITE, g.choice or None, [], [])
                 for g in self.round.groups}
        for node in nodes.values():
            if node.parent:
                nodes[node.parent].groups.append(node.id)
        for p, g in self.round.of_places.get("group", {}).items():
            if g:
                nodes[g].places.append(p)
        return nodes

    def target_and_turn(self, child):
        """Missing target: 0; missing turn: after all that are given; ties by id."""
        if child in self.nodes:
            row = next(g for g in self.round.groups if g.group == child)
            target, turn = row.target, row.turn
        else:
            target, turn = (self.round.of_places.get(c, {}).get(child, "") for c in ("target", "turn"))
        return int(target or 0), (int(turn) if turn != "" else INFINITE, child.encode())

    # ---- wishes

    def read_wishes(self, a):
        rows = [w for w in self.round.wishes if w.applicant == a]
        last = max((w.rank for w in rows), default=0)
        for p, t in sorted((p, t) for b, p, t in self.held if b == a):
            if not any((w.place, w.term) == (p, t) for w in rows):
                rows.append(Wish(a, last + 1, p, None, t))
        rows.sort(key=lambda w: (w.rank, self.own_tie(a, w.place), w.term.encode()))
        self.written[a] = rows
        for w in rows:
            held = (a, w.place, w.term) in self.held
            if held or self.refusal(w) is None:
                self.lists[a].append(Offer(a, w.place, w.term, w.rank, self.score(w), held, len(self.lists[a])))

    def score(self, w):
        if w.score is not None:
            return Decimal(w.score)
        return self.scores.get((w.applicant, w.place))

    def refusal(self, w):
        """Why a wish is not acceptable, or None; ineligible goes before unscored."""
        if column := self.ineligible(w.applicant, w.place):
            return f"ineligible:{column}"
        top = self.common_order_over(w.place)
        if top:
            scored, score = {g for _, g in self.group_scores}, self.group_scores.get((w.applicant, top))
            missing = top in scored and score is None
        else:
            missing = w.place in self.scoring() and self.score(w) is None
        return "no-score" if missing else None

    def scoring(self):
        return self.scoring_places

    # ---- the forest

    def path(self, place):
        """Groups over a place, the nearest first."""
        g = self.round.of_places.get("group", {}).get(place) or None
        while g:
            yield self.nodes[g]
            g = self.nodes[g].parent

    def common_order_over(self, place):
        """The root-most group with a common order over a place."""
        found = [node.id for node in self.path(place) if node.choice == "common-order"]
        return found[-1] if found else None

    def unit(self, place):
        """("group", g) or ("place", p): what decides about the place."""
        over = [node for node in self.path(place)]
        for node in reversed(over):
            if node.choice or node.cap < INFINITE:
                return "group", node.id
        return "place", place

    def places_under(self, g):
        node = self.nodes[g]
        return node.places + [p for child in node.groups for p in self.places_under(child)]

    def places_of(self, unit):
        return [unit[1]] if unit[0] == "place" else self.places_under(unit[1])

    # ---- orders

    def key_at_line(self, line, o):
        """Smaller comes first: holders, members, the higher score, the tie rule, the applicant's own order."""
        member = not line.category or line.category in self.members.get(o.applicant, ())
        return not o.held, not member, -INFINITE if o.score is None else -o.score, self.at_place(o.applicant, o.place), o.own

    def key_in_common_order(self, g, o):
        score = self.group_scores.get((o.applicant, g), 0)
        return not o.held, -score, self.at_place(o.applicant, g), o.own

    def may_take(self, line, o):
        """Whether a line may take a wish at all."""
        if line.term and line.term != o.term:
            return False
        return o.held or line.others != "never" or line.category in self.members.get(o.applicant, ())


def scores_of_places(rnd):
    return {(a, p): Decimal(s) for a, p, s in rnd.scores}


def outcome(match):
    """applicant -> offer, as applicant -> (place, term) or None."""
    return {a: o and (o.place, o.term) for a, o in match.items()}
