"""Which features combine: every mechanism with every set of up to three features, as rounds on disk.

The table of docs/formats.md is the promise. What it does not have is refused by the features' names before anything runs; what it has,
but not "in this version", is refused as not being there yet; the rest is solved and verified.
"""
import itertools
import json
import os
import random

from harness import BAD_INPUT, DONE, Bench, equal, expect, scaled
from test_bad_input import write_files

DOCS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "formats.md")
CALLED = {    # what a message in English calls a feature
    "lines": "seats.csv", "terms": "terms of wishes", "targets": 'choice "targets"', "common-order": "common order",
    "group floors": "minimum quotas of groups", "min_seats": "min_seats", "floor": "(floor)", "held": "held.csv", "couples": "joint.csv",
    "demands": "demands.csv", "kept ties": "ties that are kept", "stable-cycles": "stable improvement cycles",
    "eligibility": "eligibility", "places propose": "places that propose"}
REQUIRED = {"max-weakly-stable": {"kept ties"}, "two-agency": {"demands"}}


def table():
    """[(mechanism, features, ready)] as the documentation prints it."""
    rows = []
    with open(DOCS, encoding="utf-8") as file:
        for line in file:
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if len(cells) == 3 and cells[2] in ("yes", "no") and cells[0].startswith("`"):
                features = set() if cells[1] == "none of them" else set(cells[1].split(", "))
                rows.append((cells[0].strip("`"), features, cells[2] == "yes"))
    return rows


def combines(rows, mechanism, features, ready=False):
    return any(m == mechanism and features <= has and (r or not ready) for m, has, r in rows)


def round_of(mechanism, features):
    """A round of six applicants that asks for exactly these features."""
    rules = {"id": "combined", "mechanism": mechanism, "ties": {"rule": "keep" if "kept ties" in features else "by-id"}}
    places = {p: {"place": p, "seats": "2"} for p in "PQRS"}
    groups, choices, files = [], [["applicant", "rank", "place", "term"]], {}
    for a in "ABCD":
        for rank, p in enumerate("PQR", 1):
            choices.append([a, str(rank), p, "spring" if "terms" in features else ""])
    if mechanism == "serial-dictatorship":
        rules["order"] = "lottery"
    if "stable-cycles" in features:
        rules["ties"]["improve"] = "stable-cycles"
    if "eligibility" in features:
        rules["eligibility"] = 'applicant != "nobody"'
    if "places propose" in features:
        rules["proposer"] = "places"
    if "targets" in features:
        groups.append(["north", "3", "", "targets"])
        places["P"]["group"] = "north"
    if "common-order" in features:
        groups.append(["lab", "3", "", "common-order"])
        places["Q"]["group"] = "lab"
    if "group floors" in features:
        groups.append(["south", "", "1", ""])
    if "min_seats" in features:
        places["R"]["min_seats"] = "1"
    if "floor" in features:
        places["R"]["floor"] = "1"
    if "lines" in features:
        files["seats.csv"] = [["place", "order", "seats"], ["S", "1", "1"], ["S", "2", "1"]]
    if "held" in features:
        files["held.csv"] = [["applicant", "place", "term"], ["A", "R", "spring" if "terms" in features else ""]]
    if "couples" in features:
        files["joint.csv"] = [["joint", "first", "second", "rank", "first_place", "second_place"], ["EF", "E", "F", "1", "P", "-"]]
    if "demands" in features:
        groups += [["vn", "9", "", ""], ["jp", "9", "", ""]] if mechanism == "two-agency" else [["vn", "9", "", "targets"]]
        pairs = [(row[0], row[2]) for row in choices[1:]]
        if "couples" in features:
            pairs.append(("E", "P"))
        if "held" in features:
            pairs.append(("A", "R"))
        files["demands.csv"] = [["applicant", "place", "group", "units"], *([a, p, "vn", "1"] for a, p in sorted(set(pairs)))]
    if mechanism == "two-agency":
        files["scores.csv"] = [["applicant", "group", "score"], *([a, g, str(s)] for s, a in enumerate("ABCD") for g in ("vn", "jp"))]
    columns = ["place", "seats", "min_seats", "floor", "group"]
    files |= {
        "applicants.csv": [["applicant"], *([a] for a in "ABCDEF")], "choices.csv": choices,
        "places.csv": [columns, *([row.get(c, "") for c in columns] for row in places.values())]}
    if groups:
        files["groups.csv"] = [["group", "cap", "floor", "choice"], *groups]
    return {"round.json": json.dumps(rules).encode()} | {
        name: "".join(",".join(row) + "\n" for row in rows).encode() for name, rows in files.items()}


def tried(bench, rows, mechanism, features):
    base = bench.fresh()
    write_files(os.path.join(base, "round"), round_of(mechanism, features))
    run = bench.solve(os.path.join(base, "round"), os.path.join(base, "out"), "--lang", "en")
    what = f"{mechanism} with {sorted(features)}: {run.stderr}"
    if combines(rows, mechanism, features, ready=True):
        equal(run.status, DONE, what)
        equal(bench.verify(os.path.join(base, "round"), os.path.join(base, "out")).status, DONE, what)
        return
    equal(run.status, BAD_INPUT, what)
    expect(not os.path.exists(os.path.join(base, "out")), what)
    if combines(rows, mechanism, features):
        expect("this version does not" in run.stderr, f"not refused as missing in this version: {what}")
        return
    expect("this version" not in run.stderr, f"refused as if it were to come: {what}")
    lacking = [f for f in features if not any(m == mechanism and f in has for m, has, _ in rows)]
    named = [f for f in features if CALLED[f] in run.stderr]
    expect(set(lacking) <= set(named), f"{lacking} are not named: {what}")
    expect(lacking or len(named) >= 2, f"only {named} named: {what}")
    if lacking:
        expect(mechanism in run.stderr, f"the mechanism is not named: {what}")


def asked(mechanism, chosen):
    """Features as the program counts them: demands of another mechanism stand on a group that chooses by targets; ties that are kept
    count where a mechanism keeps them, else where there are some."""
    features = set(chosen) | REQUIRED.get(mechanism, set())
    if "demands" in features and mechanism != "two-agency":
        features.add("targets")
    return features


def sets_of(mechanism, size):
    """All sets of this size that a round can ask for: kept ties are another matter where a mechanism breaks them."""
    possible = [f for f in CALLED if f != "kept ties" or f in REQUIRED.get(mechanism, ())]
    for chosen in itertools.combinations(possible, size):
        if not {"common-order", "demands"} <= set(chosen):    # their wishes are scored by groups of both kinds
            yield asked(mechanism, chosen)


def whole_size(bench, rows, mechanism, size, sample):
    sets = list(sets_of(mechanism, size))
    if sample:
        sets = random.Random(size).sample(sets, min(len(sets), scaled(40)))
    for features in sets:
        tried(bench, rows, mechanism, features)


def main():
    bench = Bench()
    rows = table()
    expect(len(rows) > 10, f"the table of {DOCS} was not found")
    for mechanism in dict.fromkeys(m for m, _, _ in rows):
        for size in range(4):
            sample = size == 3 or (size == 2 and mechanism != "deferred-acceptance")
            bench.case(f"{mechanism}: {'some' if sample else 'all'} sets of {size} features as the table says", whole_size, bench, rows,
                       mechanism, size, sample)
    for mechanism, features, _ in rows:
        bench.case(f"{mechanism} with {', '.join(sorted(features)) or 'nothing more'}, as its row says", tried, bench, rows, mechanism,
                   asked(mechanism, features))
    bench.finish()


if __name__ == "__main__":
    main()
