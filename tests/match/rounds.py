"""Rounds as data: building, reading and writing the tables that `enishi match solve` reads (docs: the file formats).

A Round holds what the tables say; a Style says how they are spelled (line ends, quotes, row order, spelling of ids), so that one
round can be written in many ways that mean the same.
"""
import csv
import io
import json
import math
import os
import random
import re
import struct
import unicodedata
from collections import namedtuple
from dataclasses import dataclass, field, replace

Wish = namedtuple("Wish", "applicant rank place score term", defaults=(None, ""))   # score: the cell's text, None when not given
Line = namedtuple("Line", "place order seats category term others to", defaults=("", "", "", ""))
Group = namedtuple("Group", "group parent cap floor target turn choice", defaults=("",) * 6)       # cells as text
MECHANISMS = ("deferred-acceptance", "immediate-acceptance", "top-trading-cycles", "serial-dictatorship", "max-weakly-stable", "max-size",
              "min-cost-max", "generous-max", "greedy-max", "rank-maximal", "two-agency")
TABLES = ("applicants.csv", "places.csv", "choices.csv", "scores.csv")


@dataclass
class Round:
    id: str = "test"
    applicants: list = field(default_factory=list)
    places: list = field(default_factory=list)                # (place, seats)
    wishes: list = field(default_factory=list)
    scores: list = field(default_factory=list)                # (applicant, place, score as text)
    proposer: str = "applicants"
    ties: dict = field(default_factory=lambda: {"rule": "by-id"})
    mechanism: str = "deferred-acceptance"
    rules: dict = field(default_factory=dict)                 # further keys of round.json: order, eligibility, columns, …
    of_applicants: dict = field(default_factory=dict)         # column -> {applicant: cell}
    of_places: dict = field(default_factory=dict)             # column -> {place: cell}: min_seats, floor, group, …
    lines: list = field(default_factory=list)                 # Line
    groups: list = field(default_factory=list)                # Group
    group_scores: list = field(default_factory=list)          # (applicant, group, score as text)
    joint: list = field(default_factory=list)                 # (joint, first, second, rank, first_place, second_place)
    held: list = field(default_factory=list)                  # (applicant, place, term)
    demands: list = field(default_factory=list)               # (applicant, place, group, units)

    def document(self):
        return {"id": self.id, "mechanism": self.mechanism, "proposer": self.proposer, "ties": self.ties, **self.rules}


@dataclass
class Style:
    newline: str = "\n"
    bom: bool = False
    quote_all: bool = False
    encoding: str = "utf-8"
    delimiter: str = ","
    final_newline: bool = True
    shuffle_rows: dict = field(default_factory=dict)          # file -> random.Random
    shuffle_columns: random.Random = None
    respell: object = None                                    # (file, id) -> another spelling of the same id
    extra: dict = field(default_factory=dict)                 # file -> {column: function of the row number}


def same_id(text):
    """The form in which ids are compared: NFC, trimmed."""
    return unicodedata.normalize("NFC", text).strip(" ")


# ---- writing

def write_round(rnd, folder, style=None):
    style = style or Style()
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "round.json"), "w", encoding="utf-8") as file:
        json.dump(rnd.document(), file, ensure_ascii=False)
    for name, header, rows in tables_of(rnd):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(table_bytes(name, header, rows, style))


def tables_of(rnd):
    yield "applicants.csv", *with_cells(["applicant"], [[a] for a in rnd.applicants], rnd.of_applicants)
    yield "places.csv", *with_cells(["place", "seats"], [[p, str(seats)] for p, seats in rnd.places], rnd.of_places)
    yield "choices.csv", *choices_of(rnd)
    if rnd.scores or rnd.group_scores:
        yield "scores.csv", *scores_of(rnd)
    for name, header, rows in (
            ("seats.csv", Line._fields, rnd.lines), ("groups.csv", Group._fields, rnd.groups),
            ("joint.csv", ("joint", "first", "second", "rank", "first_place", "second_place"), rnd.joint),
            ("held.csv", ("applicant", "place", "term"), rnd.held),
            ("demands.csv", ("applicant", "place", "group", "units"), rnd.demands)):
        if rows:
            yield name, list(header), [[str(cell) for cell in row] for row in rows]


def with_cells(header, rows, columns):
    return header + list(columns), [row + [str(cells.get(row[0], "")) for cells in columns.values()] for row in rows]


def choices_of(rnd):
    header, rows = ["applicant", "rank", "place"], [[w.applicant, str(w.rank), w.place] for w in rnd.wishes]
    for column, cell in (("score", lambda w: w.score or ""), ("term", lambda w: w.term)):
        if any(map(cell, rnd.wishes)):
            header, rows = header + [column], [row + [cell(w)] for row, w in zip(rows, rnd.wishes)]
    return header, rows


def scores_of(rnd):
    if not rnd.group_scores:
        return ["applicant", "place", "score"], [list(row) for row in rnd.scores]
    rows = [[a, p, "", score] for a, p, score in rnd.scores] + [[a, "", g, score] for a, g, score in rnd.group_scores]
    return ["applicant", "place", "group", "score"], rows


def table_bytes(name, header, rows, style):
    rows = [respelled(name, header, row, style) for row in rows]
    if name in style.shuffle_rows:
        style.shuffle_rows[name].shuffle(rows)
    header, rows = with_extra_columns(name, header, rows, style)
    if style.shuffle_columns:
        order = style.shuffle_columns.sample(range(len(header)), len(header))
        header, rows = [header[i] for i in order], [[row[i] for i in order] for row in rows]
    return csv_bytes([header, *rows], style)


def respelled(name, header, row, style):
    if not style.respell:
        return row
    return [style.respell(name, cell) if column in ("applicant", "place", "group", "parent") else cell for column, cell in zip(header, row)]


def with_extra_columns(name, header, rows, style):
    extra = style.extra.get(name, {})
    return header + list(extra), [row + [make(i) for make in extra.values()] for i, row in enumerate(rows)]


def csv_bytes(rows, style=Style()):
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if style.quote_all else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=style.delimiter, lineterminator=style.newline, quoting=quoting).writerows(rows)
    content = text.getvalue()
    if not style.final_newline:
        content = content.removesuffix(style.newline)
    return (b"\xef\xbb\xbf" if style.bom else b"") + content.encode(style.encoding)


# ---- reading

def read_table(path, encoding="utf-8-sig", delimiter=","):
    """The rows of a CSV file as lists of cells, header first."""
    with open(path, encoding=encoding, newline="") as file:
        return list(csv.reader(file, delimiter=delimiter, strict=True))


def read_records(path, **reading):
    header, *rows = read_table(path, **reading)
    return [dict(zip(header, row, strict=True)) for row in rows]


def read_round(folder, **reading):
    """The round that a folder holds, ids in the form in which they are compared."""
    def records(name):
        path = os.path.join(folder, name)
        return read_records(path, **reading) if os.path.exists(path) else []

    def cells(name, key, known):
        rows = records(name)
        columns = [c for c in (rows[0] if rows else ()) if c not in known]
        return {c: {same_id(r[key]): r[c] for r in rows} for c in columns}

    def tuples(name, kind, columns):
        return [kind(*(r.get(c, "") for c in columns)) for r in records(name)]

    with open(os.path.join(folder, "round.json"), encoding="utf-8") as file:
        document = json.load(file)
    known = ("id", "title", "mechanism", "proposer", "ties")
    return Round(
        id=document["id"],
        applicants=[same_id(r["applicant"]) for r in records("applicants.csv")],
        places=[(same_id(r["place"]), int(r["seats"])) for r in records("places.csv")],
        wishes=[Wish(same_id(r["applicant"]), int(r["rank"]), same_id(r["place"]), r.get("score") or None, r.get("term", ""))
                for r in records("choices.csv")],
        scores=[(same_id(r["applicant"]), same_id(r["place"]), r["score"]) for r in records("scores.csv") if r["place"]],
        proposer=document.get("proposer", "applicants"),
        ties={"rule": "single-lottery", **document.get("ties", {})},
        mechanism=document.get("mechanism", "deferred-acceptance"),
        rules={key: value for key, value in document.items() if key not in known},
        of_applicants=cells("applicants.csv", "applicant", ("applicant",)),
        of_places=cells("places.csv", "place", ("place", "seats")),
        lines=[line._replace(order=int(line.order), seats=int(line.seats)) for line in tuples("seats.csv", Line, Line._fields)],
        groups=tuples("groups.csv", Group, Group._fields),
        group_scores=[(same_id(r["applicant"]), same_id(r["group"]), r["score"]) for r in records("scores.csv") if r.get("group")],
        joint=tuples("joint.csv", lambda *row: row, ("joint", "first", "second", "rank", "first_place", "second_place")),
        held=tuples("held.csv", lambda *row: row, ("applicant", "place", "term")),
        demands=tuples("demands.csv", lambda *row: row, ("applicant", "place", "group", "units")))


# ---- building from preference lists such as "a: x y (z w) | b: y" and "x(2): a b | y: b"

def from_lists(applicant_lists, place_lists, scores_in="scores.csv", **rules):
    rnd = Round(**rules)
    for name, _, groups in parse_lists(applicant_lists):
        rnd.applicants.append(name)
        rnd.wishes += [Wish(name, rank, place) for rank, group in enumerate(groups, 1) for place in group]
    for name, seats, groups in parse_lists(place_lists):
        rnd.places.append((name, seats))
        rnd.scores += [(applicant, name, str(-rank)) for rank, group in enumerate(groups, 1) for applicant in group]
    return scores_beside_wishes(rnd) if scores_in == "choices.csv" else rnd


def parse_lists(text):
    for part in text.split("|"):
        head, _, tail = part.partition(":")
        name, _, seats = head.strip().partition("(")
        groups = [group.strip("()").split() for group in re.findall(r"\([^)]*\)|\S+", tail)]
        yield name.strip(), int(seats.rstrip(")") or 1), groups


def scores_beside_wishes(rnd):
    """The same round with the scores of wishes in choices.csv; scores without a wish stay in scores.csv."""
    given = {(a, p): score for a, p, score in rnd.scores}
    wishes = [w._replace(score=given.pop((w.applicant, w.place), w.score)) for w in rnd.wishes]
    return replace(rnd, wishes=wishes, scores=[(a, p, score) for (a, p), score in given.items()])


# ---- many small markets in one round

def prefixed(rnd, prefix):
    """The round with a prefix before every applicant, place, group and pair; terms, categories and attributes stay."""
    def put(cell):
        return cell if cell in ("", "-") else prefix + cell

    def keyed(columns):
        return {c: {prefix + key: put(cell) if c == "group" else cell for key, cell in cells.items()}
                for c, cells in columns.items()}

    return replace(
        rnd, applicants=[prefix + a for a in rnd.applicants], places=[(prefix + p, seats) for p, seats in rnd.places],
        wishes=[w._replace(applicant=prefix + w.applicant, place=prefix + w.place) for w in rnd.wishes],
        scores=[(prefix + a, prefix + p, score) for a, p, score in rnd.scores],
        of_applicants=keyed(rnd.of_applicants), of_places=keyed(rnd.of_places),
        lines=[line._replace(place=prefix + line.place) for line in rnd.lines],
        groups=[g._replace(group=prefix + g.group, parent=put(g.parent)) for g in rnd.groups],
        group_scores=[(prefix + a, prefix + g, score) for a, g, score in rnd.group_scores],
        joint=[(prefix + j, prefix + a, prefix + b, rank, put(p), put(q)) for j, a, b, rank, p, q in rnd.joint],
        held=[(prefix + a, prefix + p, term) for a, p, term in rnd.held],
        demands=[(prefix + a, prefix + p, prefix + g, units) for a, p, g, units in rnd.demands])


def merged(rounds, **rules):
    """One round of independent markets; their ids must not meet."""
    whole = Round(**rules)
    for rnd in rounds:
        for name in ("applicants", "places", "wishes", "scores", "lines", "groups", "group_scores", "joint", "held", "demands"):
            getattr(whole, name).extend(getattr(rnd, name))
        for columns, further in ((whole.of_applicants, rnd.of_applicants), (whole.of_places, rnd.of_places)):
            for c, cells in further.items():
                columns.setdefault(c, {}).update(cells)
    return whole


# ---- random markets

def random_market(rng, applicants=4, places=3, seats=2, ties=True, scored="some"):
    """A small market: incomplete lists, gaps in ranks, places without seats, scores in either table or for pairs without a wish.
    scored: "all" (every place scores, no two alike unless ties), "some"."""
    people = [f"a{i}" for i in range(rng.randint(1, applicants))]
    houses = [f"p{j}" for j in range(rng.randint(1, places))]
    rnd = Round(applicants=people, places=[(p, rng.choice([0, 1, 1, *range(1, seats + 1)])) for p in houses])
    for a in people:
        rnd.wishes += random_wishes(rng, a, houses, ties)
    for p in houses:
        if scored == "all" or rng.random() < 0.75:
            add_random_scores(rng, rnd, p, ties)
    return rnd


def contested_market(rng, size=5, ties=True):
    """As many places of one seat as applicants, nearly everyone on every list: often with several stable matchings."""
    people, houses = [f"a{i}" for i in range(size)], [f"p{j}" for j in range(size)]
    rnd = Round(applicants=people, places=[(p, 1) for p in houses])
    scores = {p: dict(zip(people, rng.sample(range(2 * size), size))) for p in houses}
    for a in people:
        for rank, p in enumerate(rng.sample(houses, size - rng.choice([0, 0, 0, 1])), 1):
            score = scores[p][a] // 2 if ties and rng.random() < 0.2 else scores[p][a]
            rnd.wishes.append(Wish(a, rank - (ties and rng.random() < 0.1 and rank > 1), p, str(score)))
    return rnd


def random_wishes(rng, applicant, houses, ties):
    ranks = rng.sample(range(1, 3 * len(houses) + 1), len(houses))
    chosen = rng.sample(houses, rng.randint(0 if rng.random() < 0.2 else 1, len(houses)))
    return [Wish(applicant, rng.randint(1, 2) if ties and rng.random() < 0.4 else rank, place)
            for place, rank in zip(chosen, ranks)]


def add_random_scores(rng, rnd, place, ties):
    values = rng.sample(range(-30, 70), len(rnd.applicants))
    for applicant, value in zip(rnd.applicants, values):
        text = rng.choice(["3", "3.0", "-1", "0.3e1"]) if ties and rng.random() < 0.6 else f"{value / 4:g}"
        wish = next((i for i, w in enumerate(rnd.wishes) if (w.applicant, w.place) == (applicant, place)), None)
        if rng.random() < 0.15:
            continue
        if wish is not None and rng.random() < 0.5:
            rnd.wishes[wish] = rnd.wishes[wish]._replace(score=text)
        else:
            rnd.scores.append((applicant, place, text))


def random_round(rng, applicants, places, wishes=5, score_levels=None, unscored=0.2, tied_ranks=0.1, **rules):
    """A round of a given size; score_levels: how many different scores occur (None: no two applicants alike anywhere)."""
    people, houses = [f"A{i:05d}" for i in range(applicants)], [f"P{j:04d}" for j in range(places)]
    seats = [(p, rng.randint(0, max(1, 2 * applicants // places))) for p in houses]
    rnd = Round(applicants=rng.sample(people, applicants), places=rng.sample(seats, places), **rules)
    open_to_all = {p for p in houses if rng.random() < unscored}
    for a in people:
        rank = 0
        for p in rng.sample(houses, rng.randint(0, min(wishes, places))):
            rank += 0 if rank and rng.random() < tied_ranks else rng.randint(1, 3)
            rnd.wishes.append(Wish(a, rank, p))
    numbers = iter(rng.sample(range(-5 * len(rnd.wishes), 5 * len(rnd.wishes) + 9), len(rnd.wishes)))
    for w in rnd.wishes:
        if w.place not in open_to_all and rng.random() < 0.95:
            value = rng.randrange(score_levels) if score_levels else next(numbers) / 8
            rnd.scores.append((w.applicant, w.place, f"{value:g}" if score_levels else repr(value)))
    return rnd


# ---- damage, for robustness

SNIPPETS = [b",", b"\n", b'"', b"\r\n", b"\x00", b"\xff", b"\xe7\xb8\x81", b";", b" ", b"=", b"-", b"1e5", b"0", b"A", b"P", b"null",
            b"{", b"}", b"[", b":", b"\\", b"\xef\xbb\xbf", b"place", b"rank", b"score", b"applicant"]


def damaged(rng, content):
    """One to three small changes: a piece taken out, put in, put in twice, or a line moved."""
    for _ in range(rng.randint(1, 3)):
        at, length = rng.randrange(len(content) + 1), rng.choice([1, 1, 2, 5, 20])
        piece = content[at:at + length] if rng.random() < 0.3 else rng.choice(SNIPPETS)
        content = rng.choice([content[:at] + content[at + length:], content[:at] + piece + content[at:],
                              content[:at] + piece + content[at + length:]])
    return content


# ---- the published synthetic round: N applicants, K wishes each out of N/20 places

class SplitMix:
    def __init__(self, seed):
        self.state = (seed * 7919 + 1) % 2**64

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        return z ^ (z >> 31)

    def uniform(self):
        return ((self.next() >> 11) + 0.5) * (1.0 / 9007199254740992.0)

    def normal(self):
        radius = math.sqrt(-2 * math.log(self.uniform()))
        return single(radius * math.cos(6.283185307179586 * self.uniform()))


def single(number):
    """The nearest number of single precision."""
    return struct.unpack("f", struct.pack("f", number))[0]


def synthetic(n, k=10, seed=1):
    dice, places = SplitMix(seed), n // 20
    popularity, total = [], 0.0
    for j in range(places):
        total += (j + 1) ** -0.8
        popularity.append(total)
    merit, wished = [], []
    for _ in range(n):
        merit.append(dice.normal())
        wished.append(popular_places(dice, k, popularity))
    rnd = Round(id=f"synthetic-{n}", applicants=[f"A{i:08d}" for i in range(n)])
    rnd.places = [(f"P{j:06d}", 9 + dice.next() % 19) for j in range(places)]
    rnd.wishes = [Wish(f"A{i:08d}", q + 1, f"P{j:06d}", f"{single(merit[i] + dice.normal()):.9g}")
                  for i in range(n) for q, j in enumerate(wished[i])]
    return rnd


def popular_places(dice, k, popularity):
    chosen = []
    while len(chosen) < k:
        x, low, high = dice.uniform() * popularity[-1], 0, len(popularity) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if popularity[middle] < x else (low, middle)
        if low not in chosen:
            chosen.append(low)
    return chosen
