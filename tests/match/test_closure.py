"""Lower limits: places that open only if filled (min_seats), and hard minimum quotas (floor), against enumeration."""
import json
import os
import random
from collections import Counter

from batch import TIES, refused_by_name
from dataclasses import replace
from expected import differences, read_outcome, read_tables
from harness import CLAIM_FAILED, DONE, IMPOSSIBLE, LIMIT, Bench, contents, equal, expect, scaled
from markets import market
from mechanisms import with_floors
from oracle import load
from rounds import Round, Style, Wish, from_lists
from setting import Setting, outcome
from stability import all_envy_free, all_stable, closed_places, envies, is_stable, meets_floors, no_worse

NO_CLOSURE = replace(from_lists("s1: 2 1 | s2: 1 2", "1(2): s1 s2 | 2: s2 s1", id="none-exists"), of_places={"min_seats": {"1": "2"}})


def closures(bench, features, count, seed):
    """A stable result where one exists, status 3 where none does."""
    rng, seen = random.Random(f"{seed} {features}"), {"open": 0, "closed": 0, "none": 0}
    for _ in range(scaled(count)):
        rnd = replace(market(rng, features, applicants=4), id="closure", ties=rng.choice(TIES))
        setting = Setting(rnd)
        stable = all_stable(setting)
        run, folder, out = bench.attempt(rnd)
        if not stable:
            equal(run.status, IMPOSSIBLE, f"exit status where nothing is stable: {run.stderr} {rnd}")
            seen["none"] += 1
            continue
        equal(run.status, DONE, f"exit status: {run.stderr} {rnd}")
        seen["closed" if check_closure(bench, setting, folder, out) else "open"] += 1
    expect(all(seen.values()) or scaled(count) < 600, f"not every kind occurred: {seen}")


def check_closure(bench, setting, folder, out):
    """Whether somewhere is closed."""
    bench.verified(folder, out)
    tables = read_tables(out)
    match = read_outcome(setting, tables)
    expect(is_stable(setting, match), f"{match} is not stable in {setting.round}")
    closed = closed_places(setting, match)
    best = [m for m in all_stable(setting) if closed_places(setting, m) == closed]
    expect(all(no_worse(setting, match, m) for m in best), f"{match} is not the best with {closed} closed in {setting.round}")
    equal(differences(setting, match, tables), [], f"differences in {setting.round}")
    named = set(load(out, "summary.json").get("closed", []))
    expect(named <= set(closed) and named >= {p for p in closed if any(o.place == p for o in setting.offers)},
           f"closed in summary.json: {named}, not {closed}")
    return closed


def nothing_is_stable(bench):
    equal(all_stable(Setting(NO_CLOSURE)), [], "stable matchings")
    run, _, _ = bench.attempt(NO_CLOSURE)
    equal(run.status, IMPOSSIBLE, f"exit status ({run.stderr})")


def crowded(seed, people, places, least, seats, wishes):
    """A round in which half of the places would have to close, and which half is hard to find out."""
    rng = random.Random(seed)
    ids = [f"p{k:02d}" for k in range(places)]
    return Round(id="crowded", applicants=[f"a{k:03d}" for k in range(people)], places=[(p, seats) for p in ids],
                 of_places={"min_seats": dict.fromkeys(ids, str(least))},
                 wishes=[Wish(f"a{k:03d}", r + 1, p, str(rng.randrange(1000)))
                         for k in range(people) for r, p in enumerate(rng.sample(ids, wishes))])


def at_the_limit(bench):
    """Status 4: every place none or enough, the open ones stable, and exactly the closed ones that enough prefer are named."""
    least, seats, rnd = 4, 6, crowded(1, 160, 80, 4, 6, 6)
    run, folder, out = bench.attempt(rnd)
    equal(run.status, LIMIT, f"exit status ({run.stderr})")
    bench.verified(folder, out)
    got = {row["applicant"]: row["place"] for row in read_tables(out)["matches.csv"]}
    scores = {(w.applicant, w.place): (-int(w.score), w.applicant) for w in rnd.wishes}
    held = {p: sorted(scores[a, p] for a in got if got[a] == p) for p, _ in rnd.places}
    expect(all(not there or least <= len(there) <= seats for there in held.values()), f"{held}")
    wanted, done = Counter(), set()
    for w in sorted(rnd.wishes):                    # by applicant, then by rank
        done |= {w.applicant} if got[w.applicant] == w.place else set()
        if w.applicant in done:
            continue
        there = held[w.place]
        expect(not there or (len(there) == seats and there[-1] < scores[w.applicant, w.place]), f"{w} blocks")
        wanted[w.place] += not there
    blocking = [{"place": p, "applicants": wanted[p]} for p, _ in rnd.places if wanted[p] >= least]
    certificate = load(out, "certificate.json")
    equal(certificate["claims"], [{"claim": "feasible"}, {"claim": "unproven", "blocking": blocking}], "claims")
    expect(all(f'{b["place"]} stays closed, although {b["applicants"]} would' in run.stderr for b in blocking), run.stderr)
    refused = next(a for a in got if not got[a] and next(w.place for w in rnd.wishes if w.applicant == a) in wanted)
    told = bench.explain(folder, out, refused).stdout
    expect("closed, although" in told or "fewer than the 4" in told, told)
    for claim in ({"claim": "stable"}, {"claim": "unproven"}, {"claim": "unproven", "blocking": []}, {"claim": "unproven", "blocking": blocking[1:]},
                  {"claim": "fewest-blocking", "blocking": blocking}, {"claim": "bound", "bound": 1, "blocking": blocking}):
        with open(os.path.join(out, "certificate.json"), "w", encoding="utf-8") as file:
            json.dump({**certificate, "claims": [{"claim": "feasible"}, claim]}, file)
        equal(bench.verify(folder, out).status, CLAIM_FAILED, f"status of the verifier for {claim}")


def nothing_blocks(bench):
    """A stable result must not be called unproven."""
    folder, out = bench.solved(replace(from_lists("s1: 1 | s2: 1", "1(2): s1 s2"), of_places={"min_seats": {"1": "2"}}))
    certificate = load(out, "certificate.json")
    for blocking in ([], [{"place": "1", "applicants": 2}], None):
        with open(os.path.join(out, "certificate.json"), "w", encoding="utf-8") as file:
            json.dump({**certificate, "claims": [{"claim": "feasible"}, {"claim": "unproven", "blocking": blocking}]}, file)
        equal(bench.verify(folder, out).status, CLAIM_FAILED, f"status of the verifier for {blocking}")


def floors(bench, count, seed):
    """The result that the theorem and the turns give; status 3, which names the places, exactly where nothing is free of envy."""
    rng, seen = random.Random(seed), {"met": 0, "impossible": 0, "wasted": 0}
    for _ in range(scaled(count)):
        rnd = replace(market(rng, ["floor"], applicants=4), id="floor", ties=rng.choice(TIES))
        match, missed = with_floors(Setting(rnd))
        setting = Setting(rnd)
        if scaled(count) < 400 or rng.random() < 0.3:
            equal(match is not None, bool(all_envy_free(setting)), f"whether one exists in {rnd}")
        run, folder, out = bench.attempt(rnd)
        if match is None:
            equal(run.status, IMPOSSIBLE, f"exit status: {run.stderr} {rnd}")
            expect(all(p in run.stderr for p in missed), f"{missed} are not named: {run.stderr}")
            seen["impossible"] += 1
            continue
        equal(run.status, DONE, f"exit status: {run.stderr} {rnd}")
        bench.verified(folder, out)
        tables = read_tables(out)
        got = read_outcome(setting, tables)
        expect(not envies(setting, got) and meets_floors(setting, got), f"{got} in {rnd}")
        equal(outcome(got), outcome(match), f"matching of {rnd}")
        equal(differences(setting, got, tables), [], f"differences in {rnd}")
        seen["met"] += 1
        seen["wasted"] += any(row["reason"] == "floor" for row in tables["matches.csv"])
    expect(all(seen.values()) or scaled(count) < 600, f"not every kind occurred: {seen}")


def rows_in_any_order(bench, seed):
    rng = random.Random(seed)
    for feature in ("min_seats", "floor"):
        for _ in range(scaled(20, least=10)):
            rnd = replace(market(rng, [feature], applicants=7, places=5), id="rows", ties=TIES[1])
            first, _, out = bench.attempt(rnd, "--threads", "1")
            second, _, other = bench.attempt(rnd, "--threads", "5",
                                             style=Style(shuffle_rows=dict.fromkeys(("choices.csv", "scores.csv"), rng)))
            equal(second.status, first.status, "exit status")
            if os.path.exists(out):
                for name in ("matches.csv", "places.csv", "waiting.csv", "summary.json"):
                    equal(contents(other, name), contents(out, name), name)


def main():
    bench = Bench()
    bench.case("the published market in which nothing is stable ends with status 3", nothing_is_stable, bench)
    bench.case("min_seats: stable where something is", closures, bench, ["min_seats"], 600, 1)
    bench.case("min_seats: at the limit of the search, what is closed and wanted is named", at_the_limit, bench)
    bench.case("min_seats: a stable result is not called unproven", nothing_blocks, bench)
    for features in ("min_seats lines", "min_seats terms", "floor lines", "floor targets", "floor held", "min_seats targets", "min_seats held"):
        bench.case(f"{features}: does not combine, and is refused", refused_by_name, bench, features.split(), 4)
    bench.case("floor: the result of the theorem, raised in turn", floors, bench, 600, 2)
    bench.case("the same bytes for any order of rows and number of threads", rows_in_any_order, bench, 3)
    bench.finish()


if __name__ == "__main__":
    main()
