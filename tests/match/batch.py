"""Many small markets side by side in one round, so that one start of the program decides a hundred; each compared by itself.

EN_TEST_KEEP=FOLDER writes the round of each market that came out wrong there.
"""
import os
import random
from collections import Counter
from dataclasses import replace

from expected import differences, read_outcome, read_tables
from harness import equal, expect, scaled
from markets import market
from mechanisms import cumulative_offers
from oracle import load
from rounds import merged, prefixed, write_round
from setting import Setting
from stability import all_matchings, best_of, is_stable, no_worse

TIES = ({"rule": "by-id"}, {"rule": "single-lottery", "seed": "5eed"}, {"rule": "multiple-lottery", "seed": "5eed"})
PREFIX = 5                                          # "m0042"


def side_by_side(parts, **rules):
    """(the whole round, its parts as they stand in it)."""
    parts = [prefixed(part, f"m{i:04d}") for i, part in enumerate(parts)]
    whole = merged(parts, **rules)
    return whole, [replace(part, **rules) for part in parts]


def of_part(tables, i):
    """The rows about one market."""
    mine = lambda row: (row.get("applicant") or row["place"]).startswith(f"m{i:04d}")
    return {name: [row for row in rows if mine(row)] for name, rows in tables.items()}


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
    expect(several or scaled(count) < count, "every market had one stable matching: this case shows nothing")


def stable_outcome(setting, tables):
    match = read_outcome(setting, tables)
    return match if is_stable(setting, match) else None
