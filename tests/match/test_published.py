"""Published matching problems as data: each folder in published/ is a round, its source, and what must come of it.

case.json has `source`, `says` (what the example shows) and `runs`. A run has `rules` (put over those of round.json) and `tables` (another file
of the folder in place of a table, or null to leave it out); what must come: `status` (0 if not given), `matches`, or `one_of` where several
results are right, `size`, `objective`, `closed`, `blocking` (how many wishes block). All of it is derived again by definition.py, which
enumerates; `stable`, `envy_free` say how many there are. Then the two programs run.
"""
import json
import os
import shutil

from definition import Market
from harness import DONE, IMPOSSIBLE, Bench, equal, expect
from oracle import load, read_match
from rounds import read_records

PUBLISHED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "published")
TABLES = ("applicants.csv", "places.csv", "choices.csv", "scores.csv", "seats.csv", "groups.csv", "joint.csv", "held.csv")
BY_STEPS = {"immediate-acceptance": Market.immediate, "serial-dictatorship": Market.in_turn, "top-trading-cycles": Market.trading}
OBJECTIVES = ("max-size", "min-cost-max", "generous-max", "greedy-max", "rank-maximal")


def pairs(text):
    """`a:A b:B c:-` as a matching."""
    return {a: None if p == "-" else p for a, p in (pair.split(":") for pair in text.split())}


def places(match):
    return {a: o and o.place for a, o in match.items()}


def size(match):
    return sum(place is not None for place in match.values())


def as_tuples(value):
    return tuple(map(as_tuples, value)) if isinstance(value, list) else value


# ---- reading

def round_of(folder, run):
    """(the tables of a run by name -> file, its rules)."""
    with open(os.path.join(folder, "round.json"), encoding="utf-8") as file:
        rules = json.load(file) | run.get("rules", {})
    files = {name: name for name in TABLES if os.path.exists(os.path.join(folder, name))} | run.get("tables", {})
    return {name: os.path.join(folder, file) for name, file in files.items() if file}, rules


def written(bench, files, rules):
    """A folder with the round of a run, and the name of one for its result."""
    base = bench.fresh()
    folder = os.path.join(base, "round")
    os.mkdir(folder)
    for name, path in files.items():
        shutil.copyfile(path, os.path.join(folder, name))
    with open(os.path.join(folder, "round.json"), "w", encoding="utf-8") as file:
        json.dump(rules, file)
    return folder, os.path.join(base, "out")


# ---- what the definitions say

def right_results(market, run):
    """Every result that the definitions allow, as matchings of offers; the counts that the case states are checked on the way."""
    mechanism = market.rules["mechanism"]
    if mechanism in BY_STEPS:
        return [BY_STEPS[mechanism](market)]
    if mechanism in OBJECTIVES:
        return of_best_objective(market, run)
    if mechanism == "max-weakly-stable" or "improve" in market.rules["ties"]:
        return weakly_stable(market, mechanism)
    if market.pairs:
        return with_couples(market, run)
    if any(row.get("floor") for row in market.place_row.values()):
        return without_envy(market, run)
    return stable(market, run)


def of_best_objective(market, run):
    every = list(market.matchings())
    best = max(map(market.objective, every))
    equal(best, as_tuples(run["objective"]), "the best objective, enumerated")
    return [m for m in every if market.objective(m) == best]


def weakly_stable(market, mechanism):
    every = market.all_weakly_stable()
    if mechanism == "max-weakly-stable":
        return [m for m in every if size(m) == max(map(size, every))]
    return [m for m in every if not market.dominated(m, every)]


def with_couples(market, run):
    every = [(len(market.blocking_wishes(m)), m) for m in market.matchings()]
    fewest = min(blocking for blocking, _ in every)
    equal(fewest, run.get("blocking", 0), "fewest blocking wishes, enumerated")
    return [m for blocking, m in every if blocking == fewest]


def without_envy(market, run):
    every = market.all_envy_free()
    if "envy_free" in run:
        equal(len(every), run["envy_free"], "matchings without envy, enumerated")
    return every


def stable(market, run):
    every = market.all_stable()
    if "stable" in run:
        equal(len(every), run["stable"], "stable matchings, enumerated")
    if run.get("students_and_projects"):
        equal(market.unblocked(), every, "matchings that no pair blocks")
    best = market.worst(every) if market.rules["proposer"] == "places" else market.best(every)
    return [best] if best else [m for m in every if not market.dominated(m, every)]


# ---- what the programs say

def published(bench, folder, run):
    files, rules = round_of(folder, run)
    market = Market({name: read_records(path) for name, path in files.items()}, rules)
    allowed = [places(m) for m in right_results(market, run)]
    known = [pairs(text) for text in run.get("one_of", [run["matches"]] if "matches" in run else [])]
    for match in known:
        expect(match in allowed, f"{match} is published, the definitions allow {allowed[:4]}")
    written_round, out = written(bench, files, rules)
    solved = bench.solve(written_round, out)
    equal(solved.status, run.get("status", DONE), f"exit status ({solved.stderr.strip()})")
    if solved.status == IMPOSSIBLE and "blocking" not in run:
        equal(allowed, [], "results that the definitions allow")
        return
    bench.verified(written_round, out)
    match = read_match(out)
    expect(match in (known or allowed), f"{match}, not {known or allowed[:4]}")
    summary = load(out, "summary.json")
    for key, value in (("size", summary["placed"]), ("closed", summary.get("closed")), ("blocking", summary.get("blocking"))):
        if key in run:
            equal(value, run[key], key)


def main():
    bench = Bench()
    for name in sorted(os.listdir(PUBLISHED)):
        folder = os.path.join(PUBLISHED, name)
        with open(os.path.join(folder, "case.json"), encoding="utf-8") as file:
            case = json.load(file)
        for i, run in enumerate(case["runs"], 1):
            bench.case(f"{name}, run {i}: {case['says']}", published, bench, folder, run)
    bench.finish()


if __name__ == "__main__":
    main()
