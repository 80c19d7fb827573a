#!/usr/bin/env python3
"""Black-box tests of enishi-verify on rounds with lines, groups, held seats, lower limits, and other mechanisms:
python3 tests/verify/features.py PATH_TO_enishi-verify [NAME]; TAP version 13.

Results come from naive mechanisms (tests/match); beside each, other matchings of the same round are written out as well as it was, and the
verifier must accept exactly those that are stable by the definition. EN_TEST_SCALE multiplies the number of random instances.
"""
import csv
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import conditions  # noqa: E402
import maker  # noqa: E402
import reference  # noqa: E402
from choice import choose  # noqa: E402
from markets import market  # noqa: E402
from mechanisms import cumulative_offers, with_floors  # noqa: E402
from rounds import write_round  # noqa: E402
from setting import Setting  # noqa: E402
from stability import all_matchings, fill_counts, is_stable, preferred  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
ONLY = sys.argv[2] if len(sys.argv) > 2 else ""
SCALE = float(os.environ.get("EN_TEST_SCALE", "1"))
WORK = tempfile.mkdtemp(prefix="enishi-verify-")
ENV = dict(os.environ, ASAN_OPTIONS="exitcode=99", UBSAN_OPTIONS="halt_on_error=1:exitcode=99", LC_ALL="C")
CASES = []
RULES = ({"rule": "by-id"}, {"rule": "single-lottery", "seed": "s"}, {"rule": "multiple-lottery", "seed": "m"})
COMBINATIONS = ("", "lines", "lines categories", "terms", "lines terms", "lines categories terms transfers", "targets", "common-order",
                "targets common-order", "targets lines categories transfers", "targets lines terms", "common-order terms", "held",
                "held lines categories terms transfers", "held targets", "held common-order", "held targets lines terms",
                "held targets common-order lines categories terms transfers")


class Failed(Exception):
    pass


def check(condition, message):
    if not condition:
        raise Failed(message)


def run(*args):
    p = subprocess.run([PROGRAM, *args], capture_output=True, env=ENV, timeout=60)
    out, err = p.stdout.decode(), p.stderr.decode()
    if p.returncode not in (0, 1, 6) or "runtime error" in err:
        raise Failed(f"crash, status {p.returncode}: {err[:3000]}")
    return p.returncode, out + err


def folders(name):
    round_, out = f"{WORK}/{name}", f"{WORK}/{name}-out"
    shutil.rmtree(round_, ignore_errors=True)
    shutil.rmtree(out, ignore_errors=True)
    return round_, out


def verdict(setting, match, round_, out):
    shutil.rmtree(out, ignore_errors=True)
    maker.write(setting, match, round_, out)
    return run(round_, out)


def describe(setting, match):
    rnd = setting.round
    return (f"{rnd}\n{match}\nclaims {maker.claims_of(rnd)}")


def is_kept(setting, match):
    """Every place would keep whom it holds, no cap is exceeded, and holders lose nothing: so much must hold before anything else."""
    held = [o for o in match.values() if o]
    for a, list_ in setting.lists.items():
        seat = next((o for o in list_ if o.held), None)
        if seat and (match[a] is None or match[a].own > seat.own):
            return False
    for p in setting.places:
        here = [o for o in held if o.place == p]
        if choose(setting, ("place", p), here) != set(here):
            return False
    for node in setting.nodes.values():
        if sum(o.place in setting.places_under(node.id) for o in held) > node.cap:
            return False
    return True


def others(rng, setting, count):
    """Some other matchings: by one step away from each other, or any."""
    found = list(all_matchings(setting)) if sum(map(len, setting.lists.values())) < 12 else []
    return rng.sample(found, min(count, len(found)))


def exactly_the_stable(features, count, seed):
    accepted = refused = 0
    round_, out = folders("stable")
    for i in range(count):
        rng = random.Random(f"{features}-{seed}-{i}")
        rnd = market(rng, features.split())
        rnd.ties = dict(rng.choice(RULES))
        shutil.rmtree(round_, ignore_errors=True)
        write_round(rnd, round_)
        setting = Setting(rnd)
        plain = "applicant-optimal" in maker.claims_of(rnd)
        match = cumulative_offers(setting)
        status, shown = verdict(setting, match, round_, out)
        check(status == 0, f"{i}: status {status}\n{shown}\n{describe(setting, match)}")
        for other in others(rng, setting, 4):
            status, shown = verdict(setting, other, round_, out)
            fine = is_kept(setting, other) and is_stable(setting, other)
            accepted, refused = accepted + fine, refused + (not fine)
            if plain:
                wanted = "holds  stable" if fine else "FAILS"
                check(wanted in shown, f"{i}: not {wanted}\n{shown}\n{describe(setting, other)}")
                check(status == 0 or other != match, shown)
            else:
                check(status == (0 if fine else 6), f"{i}: stable {fine}, status {status}\n{shown}\n{describe(setting, other)}")
            if is_kept(setting, other) and not fine:
                check(shown.count("FAILS") == 1 and "FAILS  stable" in shown, f"{i}: {shown}\n{describe(setting, other)}")
    check(refused > count // 4, f"{accepted} accepted, {refused} refused")


for features_ in COMBINATIONS:
    def case_(features=features_):
        exactly_the_stable(features, max(1, round(25 * SCALE)), 1)
    case_.__name__ = f"stable, and nothing else, holds: {features_ or 'plain'}"
    CASES.append(case_)


# ---- eligibility

def with_condition(rng, rnd):
    """Columns with cells, and a random expression over them; a Setting that knows whom it admits."""
    for name, (table, type_) in conditions.COLUMNS.items():
        if name == "place.seats":
            continue
        of, ids = (rnd.of_places, [p for p, _ in rnd.places]) if table else (rnd.of_applicants, rnd.applicants)
        of[conditions.bare(name)] = {i: conditions.cells(rng, type_) for i in ids}
    rnd.of_applicants.setdefault("categories", {a: rng.choice(["", "b", "b; ấn", "n2"]) for a in rnd.applicants})
    root = conditions.condition(rng, 3)
    while not list(conditions.Pair({}, []).columns(root)):
        root = conditions.condition(rng, 3)
    rnd.rules = {"eligibility": conditions.text(root), "columns": conditions.types()}

    def ineligible(a, p):
        cells = {n: rnd.of_places[conditions.bare(n)][p] if n.startswith("place.") and n != "place.seats" else
                 str(dict(rnd.places)[p]) if n == "place.seats" else rnd.of_applicants[n][a] for n in conditions.COLUMNS}
        pair = conditions.Pair(cells, [c.strip() for c in rnd.of_applicants["categories"][a].split(";")])
        return None if pair.of(root) is True else pair.decides(root)
    return Setting(rnd, ineligible)


def eligibility_is_computed_again(count=round(150 * SCALE) or 1):
    round_, out = folders("eligible")
    refused = 0
    for i in range(count):
        rng = random.Random(f"eligible-{i}")
        rnd = market(rng, ["held"] if i % 4 == 0 else [], applicants=6, places=4)
        setting = with_condition(rng, rnd)
        shutil.rmtree(round_, ignore_errors=True)
        write_round(rnd, round_)
        match = cumulative_offers(setting)
        status, shown = verdict(setting, match, round_, out)
        check(status == 0, f"{i}: status {status}\n{shown}\n{rnd.rules}\n{describe(setting, match)}")
        refused += "ineligible" in open(f"{out}/matches.csv").read()
    check(refused > count // 4, f"only {refused} with somebody who is not eligible")


eligibility_is_computed_again.__name__ = "eligibility is computed again, and the column that decides"
CASES.append(eligibility_is_computed_again)


def main():
    selected = [c for c in CASES if ONLY in c.__name__]
    print("TAP version 13")
    print(f"1..{len(selected)}", flush=True)
    failures = 0
    for n, test in enumerate(selected, 1):
        try:
            test()
            print(f"ok {n} - {test.__name__}", flush=True)
        except Exception as e:  # a test that breaks has failed, and the others still run
            failures += 1
            print(f"not ok {n} - {test.__name__}")
            for line in f"{type(e).__name__}: {e}".splitlines()[:60]:
                print(f"# {line}", flush=True)
    shutil.rmtree(WORK, ignore_errors=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
