#!/usr/bin/env python3
"""Black-box tests of enishi-verify on rounds with couples: python3 tests/verify/couples.py PATH_TO_enishi-verify; TAP version 13.

Every matching of a small market is written out as a result, with each claim that the documentation knows, true and false. The verifier
must accept exactly what enumeration says. EN_TEST_SCALE multiplies the number of random instances.
"""
import copy
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import maker  # noqa: E402  (it adds tests/match to the path)
import reference  # noqa: E402
from couples import Couples  # noqa: E402
from couples_files import rows_of_matches, rows_of_places, rows_of_waiting  # noqa: E402
from rounds import write_round  # noqa: E402
from setting import Setting  # noqa: E402
from test_couples import NONE_STABLE, market  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
SCALE = float(os.environ.get("EN_TEST_SCALE", "1"))
WORK = tempfile.mkdtemp(prefix="enishi-verify-")
ENV = dict(os.environ, ASAN_OPTIONS="exitcode=99", UBSAN_OPTIONS="halt_on_error=1:exitcode=99", LC_ALL="C")
HEADERS = {"matches.csv": ["applicant", "place", "term", "rank", "reason"],
           "places.csv": ["place", "order", "category", "term", "seats", "filled", "cutoff", "applied", "refused"],
           "waiting.csv": ["place", "position", "applicant", "score"]}


def check(condition, message):
    if not condition:
        raise AssertionError(message)


def verified(folder, out):
    p = subprocess.run([PROGRAM, folder, out], capture_output=True, env=ENV, timeout=60)
    check(p.returncode in (0, 1, 6) and b"runtime error" not in p.stderr, f"status {p.returncode}: {p.stderr.decode()[:2000]}")
    return p.returncode, p.stdout.decode() + p.stderr.decode()


def named(couples, match):
    """The wishes that block, as a certificate names them: singles as they stand, then couples by id."""
    found = couples.blocking(match)
    alone = [{"applicant": o.applicant, "place": o.place} for o in found if hasattr(o, "own")]
    jointly = [(pair, w) for pair, list_ in couples.lists.items() for w in list_ if w in found]
    alone.sort(key=lambda b: couples.setting.applicants.index(b["applicant"]))
    jointly.sort(key=lambda x: (x[0].id.encode(), x[1].rank))
    return alone + [{"joint": pair.id, "first_place": w.first.place if w.first else "-", "second_place": w.second.place if w.second else "-"}
                    for pair, w in jointly]


def number(cell):
    return maker.text(cell) if cell else ""


def tables_of(couples, match):
    places = [[*row[:6], number(row[6]), *row[7:]] for row in rows_of_places(couples, match)]
    waiting = [[*row[:3], number(row[3])] for row in rows_of_waiting(couples, match)]
    return {"matches.csv": rows_of_matches(couples, match), "places.csv": places, "waiting.csv": waiting}


def summary_of(couples, match, matches):
    setting, placed = couples.setting, [row for row in matches if row[3]]
    filled = {p: sum(row[1] == p for row in matches) for p in setting.places}
    ranks = [int(row[3]) for row in placed]
    reasons = [row[4] for row in matches]
    joint = {(a, place) for _, x, y, _, p, q in setting.round.joint for a, place in ((x, p), (y, q)) if place != "-"}
    return {"round": setting.round.id, "applicants": len(setting.applicants), "places": len(setting.places), "seats": sum(setting.seats.values()),
            "wishes": sum(map(len, setting.written.values())) + len(joint), "placed": len(placed), "unplaced": len(matches) - len(placed),
            "empty_seats": sum(setting.seats.values()) - len(placed),
            "full_places": sum(0 < n == setting.seats[p] for p, n in filled.items()),
            "mean_rank": sum(ranks) / len(ranks) if ranks else None, "ranks": [{"rank": r, "placed": ranks.count(r)} for r in sorted(set(ranks))],
            "reasons": {r: reasons.count(r) for r in set(reasons)}, "blocking": len(couples.blocking(match)),
            "lottery": {"used": False, "committed": "not-needed"}, "reproducible": True}


def write(couples, match, claim, folder, out, tables=None):
    rnd = couples.setting.round
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    tables = tables or tables_of(couples, match)
    for name, rows in tables.items():
        reference.write_csv(f"{out}/{name}", HEADERS[name], rows)
    with open(f"{out}/summary.json", "w", encoding="utf-8") as f:
        json.dump(summary_of(couples, match, tables_of(couples, match)["matches.csv"]), f)
    reference.seal(folder, out, {
        "format": "enishi-certificate-1", "made_by": "maker", "round": rnd.id, "inputs": {}, "reading": {"encoding": "utf-8", "delimiter": ","},
        "outputs": {}, "rules": {"mechanism": rnd.mechanism, "proposer": rnd.proposer, "ties": rnd.ties},
        "lottery": {"used": False, "committed": "not-needed"}, "reproducible": True, "claims": [{"claim": "feasible"}, claim]})


def claims_about(blocking, least):
    """(claim, whether it holds) for a matching that these wishes block, where at least so many block any."""
    n = len(blocking)
    yield {"claim": "stable"}, n == 0
    yield {"claim": "fewest-blocking", "blocking": blocking}, 0 < n == least
    yield {"claim": "unproven", "blocking": blocking}, n > 0
    for bound in {1, least, least + 1, n}:
        yield {"claim": "bound", "blocking": blocking, "bound": bound}, 0 < bound <= least and n >= bound > 0
    if n > 0:
        yield {"claim": "fewest-blocking", "blocking": blocking[1:]}, False
        yield {"claim": "unproven", "blocking": [*blocking, blocking[0]]}, False
        yield {"claim": "fewest-blocking"}, False
    yield {"claim": "largest-weakly-stable"}, False


def rounds(count, seed):
    yield replace(NONE_STABLE, ties={"rule": "by-id"})
    for i in range(max(1, round(count * SCALE))):
        rng = random.Random(f"{seed}-{i}")
        yield replace(market(rng, singles=2, pairs=rng.choice([1, 2]), places=rng.choice([2, 3])), id="couples", ties={"rule": "by-id"})


def prepared(rnd):
    folder = f"{WORK}/round"
    shutil.rmtree(folder, ignore_errors=True)
    write_round(rnd, folder)
    return Couples(Setting(rnd)), folder, f"{WORK}/out"


def exactly_what_holds():
    tried = held = 0
    for rnd in rounds(15, "claims"):
        couples, folder, out = prepared(rnd)
        matchings = list(couples.matchings())
        least = min(len(couples.blocking(m)) for m in matchings)
        best = [m for m in matchings if len(couples.blocking(m)) == least]
        rng = random.Random(rnd.id)
        for match in [best[0], *rng.sample(matchings, min(2, len(matchings)))]:
            for claim, holds in claims_about(named(couples, match), least):
                write(couples, match, claim, folder, out)
                status, shown = verified(folder, out)
                check(status == (0 if holds else 6), f"{claim} {'holds' if holds else 'fails'}, status {status}\n{shown}\n{match}\n{rnd}")
                tried, held = tried + 1, held + holds
    check(held > tried // 10, f"{held} of {tried} held")


def every_cell_counts():
    changed = 0
    for rnd in rounds(6, "cells"):
        couples, folder, out = prepared(rnd)
        match = min(couples.matchings(), key=lambda m: len(couples.blocking(m)))
        blocking = named(couples, match)
        claim = {"claim": "fewest-blocking", "blocking": blocking} if blocking else {"claim": "stable"}
        for name, rows in tables_of(couples, match).items():
            for r, row in enumerate(rows):
                for c in range(len(row)):
                    tables = copy.deepcopy(tables_of(couples, match))
                    tables[name][r][c] = "" if str(row[c]) else "1"
                    write(couples, match, claim, folder, out, tables)
                    status, shown = verified(folder, out)
                    check(status == 6, f"{name} row {r} column {c}: status {status}\n{shown}\n{rnd}")
                    changed += 1
    check(changed > 40, f"only {changed} cells")


def no_seats_without_a_joint_wish():
    """Members who hold seats that they wish for, but not together, or one alone."""
    refused = 0
    for rnd in rounds(100, "joint"):
        couples, folder, out = prepared(rnd)
        match = next(couples.matchings())
        for pair, list_ in couples.lists.items():
            for first in {w.first for w in list_}:
                for second in {w.second for w in list_}:
                    other = match | {pair.first: first, pair.second: second}
                    full = all(sum(o is not None and o.place == p for o in other.values()) <= n for p, n in couples.setting.seats.items())
                    if not full or (first is None and second is None) or couples.current(pair, other) is not None:
                        continue
                    tables = tables_of(couples, match)
                    for row in tables["matches.csv"]:
                        if row[0] in pair[1:]:
                            row[1:] = [other[row[0]].place, "", "1", "placed"] if other[row[0]] else ["", "", "", "joint"]
                    write(couples, match, {"claim": "stable"}, folder, out, tables)
                    status, shown = verified(folder, out)
                    check(status == 6 and "FAILS  feasible" in shown, f"status {status}\n{shown}\n{other}\n{rnd}")
                    refused += 1
    check(refused > 3 * SCALE, f"only {refused}")


def a_round_that_is_none():
    """joint.csv that the rules do not allow, or beside what does not combine with it."""
    header = "joint,first,second,rank,first_place,second_place\n"
    bodies = ["c,r0,r0,1,0,1\n", "c,r0,r1,1,0,1\nc,r1,r0,2,1,0\n", "c,r0,r1,1,0,1\nd,r1,r0,1,1,0\n", "c,r0,r1,1,0,1\nc,r0,r1,1,1,0\n",
              "c,r0,r2,1,0,1\n", "c,r0,nobody,1,0,1\n", "c,r0,r1,1,0,nowhere\n", "c,r0,r1,x,0,1\n"]
    couples, folder, out = prepared(replace(NONE_STABLE, ties={"rule": "by-id"}))
    match = next(couples.matchings())
    for body in bodies:
        with open(f"{folder}/joint.csv", "w", encoding="utf-8") as f:
            f.write(header + body)
        write(couples, match, {"claim": "stable"}, folder, out)
        status, shown = verified(folder, out)
        check(status == 1 and "joint.csv" in shown, f"{body}: status {status}\n{shown}")
    for extra in ({"of_places": {"min_seats": {"0": "1"}}}, {"held": [("r2", "0", "")]}, {"proposer": "places"}):
        couples, folder, out = prepared(replace(NONE_STABLE, ties={"rule": "by-id"}, **extra))
        write(couples, match, {"claim": "stable"}, folder, out)
        status, shown = verified(folder, out)
        check(status == 1, f"{extra}: status {status}\n{shown}")


def main():
    cases = [exactly_what_holds, every_cell_counts, no_seats_without_a_joint_wish, a_round_that_is_none]
    print(f"TAP version 13\n1..{len(cases)}", flush=True)
    failures = 0
    for n, case in enumerate(cases, 1):
        name = case.__name__.replace("_", " ")
        try:
            case()
            print(f"ok {n} - {name}", flush=True)
        except Exception as e:  # a case that breaks has failed, and the others still run
            failures += 1
            print(f"not ok {n} - {name}")
            for line in f"{type(e).__name__}: {e}".splitlines()[:40]:
                print(f"# {line}", flush=True)
    shutil.rmtree(WORK, ignore_errors=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
