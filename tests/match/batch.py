"""Many small markets side by side in one round, so that one start of the program decides a hundred; each compared by itself.

EN_TEST_KEEP=FOLDER writes the round of each market that came out wrong there.
"""
import os
import random
from collections import Counter
from dataclasses import replace

from expected import differences, read_tables
from harness import BAD_INPUT, BAD_USAGE, contents, equal, expect, scaled
from markets import market
from mechanisms import cumulative_offers
from oracle import load
from rounds import Style, merged, prefixed, write_round
from setting import Setting
from stability import all_matchings, best_of, is_stable, no_worse

TIES = ({"rule": "by-id"}, {"rule": "single-lottery", "seed": "5eed"}, {"rule": "multiple-lottery", "seed": "5eed"})
PREFIX = 5                                          # "m0042"


def side_by_side(parts, **rules):
    """(the whole round, its parts as they stand in it)."""
    parts = [prefixed(part, f"m{i:04d}") for i, part in enumerate(parts)]
    whole = merged(parts, **rules)
    return whole, [replace(part, **rules) for part in parts]


def split(tables, count):
    """Every market's rows at once."""
    found = [{name: [] for name in tables} for _ in range(count)]
    for name, rows in tables.items():
        for row in rows:
            found[int((row.get("applicant") or row["place"])[1:PREFIX])][name].append(row)
    return found


def solved_parts(bench, parts, setting=Setting, **rules):
    """Solve many markets as one round and verify; (setting, tables) of each."""
    whole, parts = side_by_side(parts, **rules)
    folder, out = bench.solved(whole)
    bench.verified(folder, out)
    tables = read_tables(out)
    check_summary(load(out, "summary.json"), tables)
    return list(zip(map(setting, parts), split(tables, len(parts))))


def check_summary(summary, tables):
    rows = tables["matches.csv"]
    ranks = Counter(int(row["rank"]) for row in rows if row["place"])
    equal(summary["placed"], sum(ranks.values()), "placed in summary.json")
    equal(summary["ranks"], [{"rank": r, "placed": ranks[r]} for r in sorted(ranks)], "ranks in summary.json")
    equal(summary["reasons"], dict(Counter(row["reason"] for row in rows)), "reasons in summary.json")


def wrong(setting, found, bench):
    """Fail with what is wrong about one market, and keep its round if asked to."""
    if found:
        keep = os.environ.get("EN_TEST_KEEP")
        if keep:
            bench.kept = getattr(bench, "kept", 0) + 1
            write_round(setting.round, os.path.join(keep, str(bench.kept)))
        rnd = setting.round
        lists = "; ".join(f"{a}: {setting.lists[a]}" for a in setting.applicants)
        expect(False, "\n".join([*found, lists, *(f"{name} {getattr(rnd, name)}" for name in (
            "places", "of_places", "of_applicants", "lines", "groups", "scores", "group_scores", "held"))]))


# ---- deferred acceptance with any choice functions

def exactly(bench, features, count, seed, **options):
    """The program's result is that of cumulative offers, in every file."""
    rng, placed, refused = random.Random(f"{seed} {features}"), 0, 0
    for size in sizes(scaled(count)):
        parts = [market(rng, features, **options) for _ in range(size)]
        for setting, tables in solved_parts(bench, parts, id=f"batch {seed}", ties=rng.choice(TIES)):
            match = cumulative_offers(setting)
            wrong(setting, differences(setting, match, tables), bench)
            placed += sum(o is not None for o in match.values())
            refused += sum(o is None for o in match.values())
    expect(placed and refused, "nobody was placed, or nobody refused: this case shows nothing")



def refused_by_name(bench, features, seed):
    """What does not combine is refused before anything is written."""
    rng = random.Random(f"{seed} {features}")
    whole, _ = side_by_side([market(rng, features) for _ in range(40)], id="refused", ties=TIES[0])
    run, _, out = bench.attempt(whole)
    expect(run.status in (BAD_INPUT, BAD_USAGE), f"exit status {run.status}: {run.stderr}")
    expect(run.stderr.strip() and not os.path.exists(out), f"nothing is said, or something written: {run}")


def sizes(count, most=150):
    return [min(most, count - i) for i in range(0, count, most)]


def among_all_stable(_bench, features, count, seed, optimal=True, **options):
    """The oracle against itself: cumulative offers, in any order, are stable by the definition; among all stable matchings they are
    the best for everyone, or at least not worse than another."""
    rng, several = random.Random(f"{seed} {features}"), 0
    for _ in range(scaled(count, least=100)):
        setting = Setting(market(rng, features, **options))
        match = cumulative_offers(setting)
        equal(cumulative_offers(setting, pick=rng.choice), match, "cumulative offers in another order")
        stable = [m for m in all_matchings(setting) if is_stable(setting, m)]
        expect(match in stable, f"cumulative offers are not among the stable matchings of {setting.round}")
        several += len(stable) > 1
        if optimal:
            equal(best_of(setting, stable), match, f"the best of all stable matchings of {setting.round}")
        expect(not any(no_worse(setting, m, match) and m != match for m in stable), f"dominated in {setting.round}")
    unique = "common-order" in features                    # one order over most places leaves one stable matching nearly always
    expect(several or unique or scaled(count) < count, "every market had one stable matching: this case shows nothing")


# ---- the same round, spelled otherwise

FILES = ("matches.csv", "places.csv", "waiting.csv", "summary.json")
TABLES = ("choices.csv", "scores.csv", "seats.csv", "groups.csv", "held.csv", "joint.csv", "demands.csv")


def spelled_otherwise(bench, features, seed):
    """Rows of every other table shuffled, any number of threads: the same bytes. Rows of applicants and places only order the output;
    ids that are longer by one prefix keep their order, and the result."""
    rng = random.Random(f"{seed} {features}")
    whole, _ = side_by_side([market(rng, features) for _ in range(40)], id="spelling", ties=rng.choice(TIES))
    _, out = bench.solved(whole, "--threads", "1")
    for threads in ("1", "2", "5"):
        _, other = bench.solved(whole, "--threads", threads, style=Style(shuffle_rows=dict.fromkeys(TABLES, rng)))
        for name in FILES:
            equal(contents(other, name), contents(out, name), f"{name}, {threads} threads")
    moved = replace(whole, applicants=rng.sample(whole.applicants, len(whole.applicants)),
                    places=rng.sample(whole.places, len(whole.places)))
    rows_alike(bench.solved(moved)[1], out)
    by_id = replace(whole, ties=TIES[0])
    first, second = bench.solved(by_id)[1], bench.solved(prefixed(by_id, "x"))[1]
    for name in ("matches.csv", "places.csv", "waiting.csv"):
        got = [{c: cell.removeprefix("x") if c in ("applicant", "place") else cell for c, cell in row.items()}
               for row in read_tables(second)[name]]
        equal(got, read_tables(first)[name], f"{name} with every id renamed")


def rows_alike(first, second):
    """The same rows, in whatever order."""
    one, two = read_tables(first), read_tables(second)
    for name in one:
        equal(Counter(map(str, one[name])), Counter(map(str, two[name])), f"rows of {name} with places and applicants in another order")
    equal(load(first, "summary.json"), load(second, "summary.json"), "summary.json")


def further_seat(bench, features, seed):
    """One more seat on any line hurts nobody (no terms, no groups)."""
    rng, helped = random.Random(f"{seed} {features}"), 0
    parts, copies = [market(rng, features) for _ in range(scaled(120))], []
    for i, rnd in enumerate(parts):
        copies.append(prefixed(rnd, f"m{i:04d}c00"))
        for j, line in enumerate(rnd.lines, 1):
            lines = [x._replace(seats=x.seats + (x is line)) for x in rnd.lines]
            places = [(p, n + (p == line.place)) for p, n in rnd.places]
            copies.append(prefixed(replace(rnd, lines=lines, places=places), f"m{i:04d}c{j:02d}"))
    match = bench.match(merged(copies, id="further seat"))
    for i, rnd in enumerate(parts):
        setting = Setting(rnd)
        lists = {a: [o.place for o in setting.lists[a]] for a in rnd.applicants}
        for j in range(1, len(rnd.lines) + 1):
            for a in rnd.applicants:
                was, now = (place_of(lists[a], match[f"m{i:04d}c{k:02d}{a}"]) for k in (0, j))
                expect(now <= was, f"a further seat on line {rnd.lines[j - 1]} hurts {a} in {rnd}")
                helped += now < was
    expect(helped, "no further seat helped anyone: this case shows nothing")


def place_of(places, place):
    return len(places) if place is None else places.index(place[len("m0000c00"):])
