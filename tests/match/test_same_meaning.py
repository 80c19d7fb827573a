"""Rounds that are written differently and mean the same, or differ in what cannot matter: the same seats for everyone.

Wishes for places that would not take the applicant, people and places that nobody has to do with, scores and ranks in another scale, one line
or one group where there was none, limits that cannot bind. Many small markets stand side by side in a round, so that two starts of the
program compare a hundred. The last case holds students and projects against the definition of their paper, by pairs.
"""
import os
import random
from dataclasses import replace

from batch import side_by_side
from definition import Market
from harness import Bench, equal, expect, scaled
from markets import market
from rounds import Group, Line, Round, Wish, contested_market, read_records, tables_of

BY_STEPS = ("deferred-acceptance", "immediate-acceptance", "top-trading-cycles")
RICH = "targets lines categories terms transfers held"


# ---- another round of the same meaning

def refused_last(rnd, rng):
    """Most applicants wish for one place more, which scores somebody else."""
    last = {}
    for w in rnd.wishes:
        last[w.applicant] = max(last.get(w.applicant, 0), w.rank)
    further = [Wish(a, last.get(a, 0) + 1, "z-closed") for a in rnd.applicants if rng.random() < 0.7]
    return replace(rnd, applicants=[*rnd.applicants, "z-only"], places=[*rnd.places, ("z-closed", 3)],
                   wishes=rnd.wishes + further, scores=[*rnd.scores, ("z-only", "z-closed", "1")])


def refused_first(rnd, rng):
    """The same as the first of all wishes; in steps, only acceptable wishes count."""
    rnd = refused_last(rnd, rng)
    return replace(rnd, wishes=[w._replace(rank=1 if w.place == "z-closed" else w.rank + 1) for w in rnd.wishes])


def bystanders(rnd, _rng):
    """People without wishes and places that nobody names, before and behind the others."""
    return replace(rnd, applicants=["0-nobody", *rnd.applicants, "z-nobody"], places=[("0-nowhere", 2), *rnd.places, ("z-nowhere", 0)])


def scores_in_another_scale(rnd, _rng):
    def scaled_score(score):
        return score and repr(float(score) * 8 + 1000)
    return replace(rnd, wishes=[w._replace(score=scaled_score(w.score)) for w in rnd.wishes],
                   scores=[(a, p, scaled_score(s)) for a, p, s in rnd.scores],
                   group_scores=[(a, g, scaled_score(s)) for a, g, s in rnd.group_scores])


def ranks_stretched(rnd, _rng):
    return replace(rnd, wishes=[w._replace(rank=w.rank * w.rank * 1000 + 7) for w in rnd.wishes])


def scores_in_their_own_table(rnd, _rng):
    given = {(w.applicant, w.place): w.score for w in rnd.wishes if w.score is not None}
    return replace(rnd, wishes=[w._replace(score=None) for w in rnd.wishes], scores=rnd.scores + [(*pair, s) for pair, s in given.items()])


def one_line_each(rnd, _rng):
    return replace(rnd, lines=[Line(p, 5, seats) for p, seats in rnd.places])


def lines_of_one_seat_split_off(rnd, _rng):
    """The first seat of a line by itself, where no seats are handed on."""
    def parts(line):
        whole = line._replace(order=line.order * 10, to=line.to and str(int(line.to) * 10))
        given = line.to or any(other.to == str(line.order) and other.place == line.place for other in rnd.lines)
        if line.seats < 2 or given:
            return [whole]
        return [whole._replace(seats=1), whole._replace(order=whole.order + 1, seats=line.seats - 1)]
    return replace(rnd, lines=[part for line in rnd.lines for part in parts(line)])


def categories_without_seats(rnd, _rng):
    cells = rnd.of_applicants.get("categories", {})
    longer = {a: f"{cells.get(a, '')};unused; ;x".strip(";") for a in rnd.applicants}
    return replace(rnd, of_applicants={**rnd.of_applicants, "categories": longer})


def one_slack_group(rnd, _rng):
    cap = sum(seats for _, seats in rnd.places) + 5
    return replace(rnd, groups=[Group("all", cap=str(cap), choice="targets")], of_places={"group": {p: "all" for p, _ in rnd.places}})


def a_group_each(rnd, _rng):
    return replace(rnd, groups=[Group("g" + p, cap=str(seats), choice="targets") for p, seats in rnd.places],
                   of_places={"group": {p: "g" + p for p, _ in rnd.places}})


def a_common_order_each(rnd, rng):
    rnd = scores_in_their_own_table(rnd, rng)
    return replace(rnd, scores=[], group_scores=[(a, "g" + p, s) for a, p, s in rnd.scores],
                   groups=[Group("g" + p, cap=str(seats), choice="common-order") for p, seats in rnd.places],
                   of_places={"group": {p: "g" + p for p, _ in rnd.places}})


def floors_of_nobody(rnd, _rng):
    return replace(rnd, of_places={"floor": {p: "0" for p, _ in rnd.places}})


def open_for_one(rnd, _rng):
    return replace(rnd, of_places={"min_seats": {p: "1" if seats else "0" for p, seats in rnd.places}})


def couples_of_one(rnd, rng):
    """Some go to the same places as one half of a couple whose other half wants nothing."""
    half = {a for a in rnd.applicants if rng.random() < 0.1}
    joint = [("c" + w.applicant, w.applicant, w.applicant + "-partner", w.rank, w.place, "-") for w in rnd.wishes if w.applicant in half]
    rnd = scores_in_their_own_table(rnd, rng)
    return replace(rnd, applicants=rnd.applicants + sorted({row[2] for row in joint}), joint=joint,
                   wishes=[w for w in rnd.wishes if w.applicant not in half])


def cycles_without_ties(rnd, _rng):
    return replace(rnd, ties={**rnd.ties, "improve": "stable-cycles"})


EVERYWHERE = (("a further wish that is refused, the last", refused_last), ("a further wish that is refused, the first", refused_first),
              ("bystanders", bystanders), ("scores in another scale", scores_in_another_scale),
              ("ranks stretched", ranks_stretched))
PLAIN = (("scores in their own table", scores_in_their_own_table, ""), ("one line each", one_line_each, ""),
         ("one line each", one_line_each, "held"), ("the first seat of a line split off", lines_of_one_seat_split_off, "lines categories"),
         ("the first seat of a line split off", lines_of_one_seat_split_off, "lines categories terms transfers"),
         ("categories without seats", categories_without_seats, "lines categories"), ("a cap that cannot bind", one_slack_group, ""),
         ("a cap that cannot bind", one_slack_group, "lines categories"), ("a cap that cannot bind", one_slack_group, "held terms"),
         ("a group each", a_group_each, ""), ("a group each", a_group_each, "held lines categories transfers"),
         ("a common order each", a_common_order_each, ""), ("a common order each", a_common_order_each, "held"),
         ("floors of nobody", floors_of_nobody, ""), ("open for one", open_for_one, ""))


# ---- comparing

def seats(bench, rnd):
    folder, out = bench.solved(rnd)
    bench.verified(folder, out)
    return {row["applicant"]: (row["place"], row["term"]) for row in read_records(os.path.join(out, "matches.csv"))}


def same(bench, change, features, count=120, seed=1, mechanism="deferred-acceptance", make=market, **options):
    rng = random.Random(f"{seed} {features} {mechanism}")
    given = {"features": features.split()} if make is market else {}
    whole, _ = side_by_side([make(rng, **given, **options) for _ in range(scaled(count, least=30))], id="same", mechanism=mechanism)
    other = change(whole, rng)
    before, after = seats(bench, whole), seats(bench, other)
    expect(other != whole and any(place for place, _ in before.values()), "nothing was changed, or nobody placed: this case shows nothing")
    equal([(a, had, after[a]) for a, had in before.items() if after[a] != had][:5], [], "who sits elsewhere, before and after")


# ---- students and projects

def supervised(rng):
    """Half of the time as many students as projects of one seat, and long lists: more often several matchings that no pair blocks."""
    contested = rng.random() < 0.5
    students, projects = [f"s{i}" for i in range(4 if contested else rng.randint(3, 6))], [f"p{i}" for i in range(4)]
    lecturers = ["l0", "l1"] if contested else [f"l{i}" for i in range(rng.randint(1, 3))]
    rnd = Round(applicants=students, places=[(p, 1 if contested else rng.randint(0, 2)) for p in projects])
    rnd.of_places = {"group": {p: lecturers[i * len(lecturers) // 4] for i, p in enumerate(projects)}}
    rnd.groups = [Group(g, cap="2" if contested else str(rng.randint(1, 3)), choice="common-order") for g in lecturers]
    for s in students:
        rnd.wishes += [Wish(s, rank, p) for rank, p in enumerate(rng.sample(projects, rng.randint(2 + contested, 4)), 1)]
    for g in lecturers:
        rnd.group_scores += [(s, g, str(score)) for s, score in zip(students, rng.sample(range(20), len(students)))]
    return rnd


def by_pairs(bench, count, seed):
    """Of all matchings that no pair of a student and a project blocks, the one that is best for every student."""
    rng, several = random.Random(seed), 0
    whole, parts = side_by_side([supervised(rng) for _ in range(scaled(count, least=30))], id="projects")
    got = seats(bench, whole)
    for part in parts:
        tables = {name: [dict(zip(header, row)) for row in rows] for name, header, rows in tables_of(part)}
        small = Market(tables, part.document())
        unblocked = small.unblocked()
        best = small.best(unblocked)
        equal({a: got[a][0] or None for a in part.applicants}, {a: o and o.place for a, o in best.items()}, f"best in {part}")
        several += len(unblocked) > 1
    expect(several, "every market had one stable matching: this case shows nothing")


def main():
    bench = Bench()
    for sentence, change in EVERYWHERE:
        for mechanism in BY_STEPS:
            bench.case(f"{sentence}: the same by {mechanism}", same, bench, change, "", mechanism=mechanism)
        bench.case(f"{sentence}: the same with {RICH}", same, bench, change, RICH)
    for sentence, change, features in PLAIN:
        bench.case(f"{sentence}: the same{' with ' if features else ''}{features}", same, bench, change, features)
    bench.case("couples of which one half wants nothing are as singles", same, bench, couples_of_one, "", count=30, ties=0)
    bench.case("stable improvement cycles where nothing is tied change nothing", same, bench, cycles_without_ties, "",
               make=contested_market, ties=False)
    bench.case("students and projects: no pair blocks, and no better matching is so", by_pairs, bench, 100, 2)
    bench.finish()


if __name__ == "__main__":
    main()
