#!/usr/bin/env python3
"""Results of `enishi match solve`, changed in one value at a time: python3 tests/verify/tampering.py ENISHI ENISHI_VERIFY; TAP version 13.

For every mechanism, and the features that combine with it, a small round is cleared by the program itself. Then each cell of each result
table, and each value and key of summary.json and certificate.json, is changed alone, and the hashes are made right again (but where they
are what was changed): enishi-verify must find each. What says nothing about the result is not changed: `made_by`, and timings.
Of a round's changes, some 200, sixty are tried; EN_TEST_SCALE multiplies that, and the number of rounds.
"""
import copy
import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "match"))
import reference  # noqa: E402
from agencies import random_call  # noqa: E402
from markets import market, tied_market  # noqa: E402
from rounds import write_round  # noqa: E402
from test_couples import NONE_STABLE, market as market_of_couples  # noqa: E402

ENISHI, PROGRAM = (os.path.abspath(path) for path in sys.argv[1:3])
SCALE = float(os.environ.get("EN_TEST_SCALE", "1"))
WORK = tempfile.mkdtemp(prefix="enishi-tampering-")
ENV = dict(os.environ, ASAN_OPTIONS="exitcode=99", UBSAN_OPTIONS="halt_on_error=1:exitcode=99", LC_ALL="C")
LOTTERY = {"rule": "single-lottery", "seed": "s"}
FEATURES = ("", "lines categories terms transfers", "held lines terms", "targets lines categories", "common-order", "min_seats", "floor")
OTHERS = ("immediate-acceptance", "serial-dictatorship", "top-trading-cycles", "max-size", "min-cost-max", "generous-max", "greedy-max",
          "rank-maximal")


class Failed(Exception):
    pass


def verdict(round_, out):
    p = subprocess.run([PROGRAM, round_, out], capture_output=True, env=ENV, timeout=60)
    shown = (p.stdout + p.stderr).decode()
    if p.returncode not in (0, 1, 6) or "runtime error" in shown:
        raise Failed(f"crash, status {p.returncode}: {shown[:3000]}")
    return p.returncode, shown


# ---- rounds

def deferred(features):
    def make(rng):
        rnd = market(rng, features.split())
        return replace(rnd, ties=dict(LOTTERY))
    return make


def other(mechanism):
    def make(rng):
        rnd = replace(market(rng, []), mechanism=mechanism, ties=dict(LOTTERY))
        if mechanism == "serial-dictatorship":
            rnd.rules = {**rnd.rules, "order": "lottery"}
        return rnd
    return make


def proposed_by_places(rng):
    return replace(market(rng, []), ties=dict(LOTTERY), proposer="places")


def with_cycles(rng):
    return replace(tied_market(rng), ties={**LOTTERY, "improve": "stable-cycles"})


def weakly(rng):
    return replace(tied_market(rng), mechanism="max-weakly-stable", ties={"rule": "keep"})


def couples(rng):
    return replace(market_of_couples(rng, singles=2, pairs=1, places=2), id="couples", ties={"rule": "by-id"})


def couples_without_stable(_):
    return replace(NONE_STABLE, ties={"rule": "by-id"})


KINDS = {**{f"deferred-acceptance {f}".strip(): deferred(f) for f in FEATURES}, **{m: other(m) for m in OTHERS},
         "deferred-acceptance, places propose": proposed_by_places, "stable-cycles": with_cycles, "max-weakly-stable": weakly,
         "couples": couples, "couples, none stable": couples_without_stable, "two-agency": random_call}


# ---- changes

def other_value(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, str):
        return value + "x"
    return "x" if value is None else None


def paths(value, path=()):
    """Every value of a document: numbers, texts, but also objects and arrays as a whole."""
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from paths(child, (*path, key))


def at(document, path):
    for key in path:
        document = document[key]
    return document


def changed_documents(document):
    """(what, document) with one value other, one key or element gone, one more."""
    for path in paths(document):
        if not path:
            continue
        for what in ("other", "gone", "more"):
            new = copy.deepcopy(document)
            holder, key = at(new, path[:-1]), path[-1]
            if what == "other":
                holder[key] = other_value(holder[key])
            elif what == "gone":
                del holder[key]
            elif isinstance(holder[key], dict):
                holder[key]["more"] = 1
            elif isinstance(holder[key], list):
                holder[key].append(copy.deepcopy(holder[key][0]) if holder[key] else 1)
            else:
                continue
            yield f"{path} {what}", new


def is_meaningless(what, mechanism):
    """Other prices may prove the same; ranks beside those of costs may be left out; the maker's name is the maker's."""
    return (any(word in what for word in ("('made_by',) other", "'potentials'", "'proof'"))
            or (mechanism == "min-cost-max" and what.endswith("'ranks') gone")))


def write_json(path, document):
    with open(path, "w", encoding="utf-8") as f:
        json.dump(document, f, ensure_ascii=False)


def tampered_tables(out, rng):
    for name in ("matches.csv", "places.csv", "waiting.csv"):
        with open(f"{out}/{name}", encoding="utf-8", newline="") as f:
            rows = list(csv.reader(f))
        cells = [(r, c) for r in range(len(rows)) for c in range(len(rows[0]))]
        for r, c in rng.sample(cells, min(len(cells), 40)):
            new = copy.deepcopy(rows)
            new[r][c] = str(int(new[r][c]) + 1) if new[r][c].isdigit() else new[r][c] + "x"
            yield name, f"row {r} column {c}", lambda n=name, x=new: reference.write_csv(f"{out}/{n}", x[0], x[1:])
        for r in range(1, len(rows)):
            new = rows[:r] + rows[r + 1:]
            yield name, f"row {r} gone", lambda n=name, x=new: reference.write_csv(f"{out}/{n}", x[0], x[1:])


def tamper(name, make, count):
    """Every change of `count` rounds that could be cleared."""
    round_, out, saved = f"{WORK}/round", f"{WORK}/out", f"{WORK}/saved"
    cleared = tried = 0
    for i in range(20 * count):
        if cleared == count:
            break
        rng = random.Random(f"{name}-{i}")
        for folder in (round_, out, saved):
            shutil.rmtree(folder, ignore_errors=True)
        write_round(make(rng), round_)
        if subprocess.run([ENISHI, "match", "solve", round_, "-o", out, "--quiet"], capture_output=True).returncode not in (0, 3, 4):
            continue
        cleared += 1
        status, shown = verdict(round_, out)
        if status != 0:
            raise Failed(f"{i}: the result itself: status {status}\n{shown}")
        shutil.copytree(out, saved)
        changes = list(tampered_tables(out, rng))
        for file in ("summary.json", "certificate.json"):
            with open(f"{out}/{file}", encoding="utf-8") as f:
                document = json.load(f)
            changes += [(file, what, lambda n=file, x=new: write_json(f"{out}/{n}", x)) for what, new in changed_documents(document)
                        if file == "summary.json" or not is_meaningless(what, name)]
        changes = rng.sample(changes, min(len(changes), round(60 * SCALE)))
        for file, what, change in changes:
            change()
            if file != "certificate.json":
                reference.seal(round_, out)
            status, shown = verdict(round_, out)
            if status not in (1, 6):
                raise Failed(f"{i}: {file} {what} is accepted\n{shown}")
            shutil.rmtree(out)
            shutil.copytree(saved, out)
            tried += 1
    if cleared < count or tried < 30 * SCALE * count:
        raise Failed(f"{cleared} rounds of {count}, {tried} changes")
    return tried


def main():
    print(f"TAP version 13\n1..{len(KINDS)}", flush=True)
    failures = 0
    for n, (name, make) in enumerate(KINDS.items(), 1):
        try:
            tried = tamper(name, make, max(1, round(SCALE)))
            print(f"ok {n} - every change of a result is found: {name}\n# {tried} changes", flush=True)
        except Exception as e:  # a case that breaks has failed, and the others still run
            failures += 1
            print(f"not ok {n} - every change of a result is found: {name}")
            for line in f"{type(e).__name__}: {e}".splitlines()[:40]:
                print(f"# {line}", flush=True)
    shutil.rmtree(WORK, ignore_errors=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
