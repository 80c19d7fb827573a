"""What the result files must hold for a round with lines, groups, terms or held seats: differences to what is there, as text.

Reasons are sets where the specification leaves a choice.
"""
import os
from collections import Counter
from decimal import Decimal

from choice import fill, taken
from rounds import read_records
from stability import closed_places, fill_counts, preferred

ANY_EMPTY = {"score", "mechanism"}


def read_tables(out):
    return {name: read_records(os.path.join(out, name)) for name in ("matches.csv", "places.csv", "waiting.csv")}


def read_outcome(setting, tables):
    """applicant -> offer or None, as matches.csv says; a line that is no acceptable wish is an AssertionError."""
    match = {}
    for row in tables["matches.csv"]:
        a = row["applicant"]
        found = [o for o in setting.lists[a] if (o.place, o.term) == (row["place"], row["term"])]
        assert found or not row["place"], f"{a} has {row['place']} {row['term']}, which is no acceptable wish"
        match[a] = found[0] if found else None
    assert list(match) == setting.applicants, "matches.csv has other applicants or another order"
    return match


def differences(setting, match, tables, family="deferred-acceptance"):
    """family: deferred-acceptance of any kind, or another mechanism, which gives its reason as `mechanism`."""
    found = [] if [r["applicant"] for r in tables["matches.csv"]] == setting.applicants else ["matches.csv: other applicants"]
    for row in tables["matches.csv"] if not found else []:
        o = match[row["applicant"]]
        want = {"held" if o.held else "placed"} if o else reasons(setting, match, row["applicant"], family)
        cells = [o.place, o.term, str(o.rank)] if o else ["", "", ""]
        if [row["place"], row["term"], row["rank"]] != cells or row["reason"] not in want:
            found.append(f"matches.csv: {row}, not {cells} {sorted(want)}")
    return found + place_differences(setting, match, tables) + waiting_differences(setting, match, tables)


# ---- places.csv, a row for each line

def place_differences(setting, match, tables):
    got = tables["places.csv"]
    want = [row for p in setting.places for row in rows_of_place(setting, match, p)]
    if len(got) != len(want):
        return [f"places.csv: {len(got)} rows, not {len(want)}"]
    return [f"places.csv: {list(g.values())}, not {w}" for g, w in zip(got, want) if not same_row(list(g.values()), w)]


def same_row(got, want):
    cells = zip(got, want)
    return len(got) == len(want) and all(
        (g != "" and Decimal(g) == w) if isinstance(w, Decimal) else g == str(w) for g, w in cells)


def rows_of_place(setting, match, place):
    filling = fill(setting, place, [o for o in match.values() if o])
    better = set(preferred(setting, match))
    for line in setting.lines[place]:
        here = filling.by_line[line.order]
        applied = [o for o in setting.offers if o.place == place and setting.may_take(line, o)]
        seats = filling.seats[line.order]
        yield [place, line.order, line.category, line.term, seats, len(here), cutoff(setting, here, seats), len(applied),
               sum(o in better for o in applied)]


def cutoff(setting, here, seats):
    scores = [s for s in (score_that_counts(setting, o) for o in here) if s is not None]
    return min(scores) if scores and len(here) == seats else ""


def score_that_counts(setting, o):
    top = setting.common_order_over(o.place)
    return setting.group_scores.get((o.applicant, top)) if top else o.score


# ---- waiting.csv: who is in it; its order where one line decides

def waiting_differences(setting, match, tables):
    got = [(r["place"], r["applicant"]) for r in tables["waiting.csv"]]
    better = preferred(setting, match)
    want = [(o.place, o.applicant) for p in setting.places for o in sorted(
        (o for o in better if o.place == p), key=lambda o: key_alone(setting, o))]
    plain = not setting.round.lines
    if got != want if plain else Counter(got) != Counter(want):
        return [f"waiting.csv: {got}, not {want}"]
    return []


def key_alone(setting, o):
    top = setting.common_order_over(o.place)
    return setting.key_in_common_order(top, o) if top else setting.key_at_line(setting.lines[o.place][0], o)


# ---- reasons of the unplaced

def reasons(setting, match, a, family):
    if not setting.written[a]:
        return {"no-wishes"}
    if not setting.lists[a]:
        return {setting.refusal(setting.written[a][0])}
    if family == "two-agency":
        return {setting.reason(setting.lists[a][0])}
    found = reason_of_wish(setting, match, setting.lists[a][0])
    return found if family == "deferred-acceptance" else {"mechanism"}


def reason_of_wish(setting, match, o):
    p = o.place
    held = [x for x in match.values() if x and x.place == p]
    if p in closed_places(setting, match):
        return {"closed"}
    if setting.floor and fill_counts(setting, match)[p] < setting.seats[p]:
        return {"floor"}
    if setting.unit_of[p][0] == "group" and o in alone(setting, p, held + [o]):
        return {"group-cap"}
    own = [line for line in setting.round.lines if line.place == p]
    if setting.seats[p] == 0 and len(own) <= 1 and not any(line.category or line.term for line in own):
        return {"score"}
    return reason_at_lines(setting, o, held)


def alone(setting, place, offers):
    """What the place takes without the groups over it."""
    if not setting.common_order_over(place):
        return taken(fill(setting, place, offers))
    chosen = []
    for o in sorted(offers, key=lambda o: key_alone(setting, o)):
        if len(chosen) < setting.seats[place] and o.applicant not in {x.applicant for x in chosen}:
            chosen.append(o)
    return set(chosen)


def reason_at_lines(setting, o, held):
    lines = setting.lines[o.place]
    of_term = [line for line in lines if not line.term or line.term == o.term]
    if not of_term:
        return {"seats-term"}
    if not any(setting.may_take(line, o) for line in of_term):
        return {"seats-category"}
    by_line = fill(setting, o.place, held).by_line
    admitted = [x for line in of_term for x in by_line[line.order] if not x.held]
    if not admitted:
        return empty_reasons(setting, o, held, [x for line in of_term for x in by_line[line.order]])
    order = lambda x: (-(score_that_counts(setting, x) or 0), tie(setting, x), x.own)
    if any(order(x) > order(o) for x in admitted):
        return {"seats-category"}
    last = max(admitted, key=order)
    return {"lottery"} if score_that_counts(setting, last) == score_that_counts(setting, o) else {"score"}


def empty_reasons(setting, o, held, holders):
    """Only holders, or nobody, on the lines that the wish may have."""
    own = [line for line in setting.round.lines if line.place == o.place]
    plain = len(own) <= 1 and not any(line.category or line.term for line in own)
    if plain:
        return ANY_EMPTY | {"lottery"}
    return {"seats-term"} | (ANY_EMPTY if holders else set()) if len(held) > len(holders) else ANY_EMPTY


def tie(setting, o):
    return setting.at_place(o.applicant, setting.common_order_over(o.place) or o.place)
