"""The mechanisms beside deferred acceptance: sequential ones executed naively, optimal ones against every matching."""
import csv
import json
import os
import random
from dataclasses import replace

from agencies import CallSetting, claims_hold, find_late, fund, random_call
from assignment import OBJECTIVES, best, cost, profile
from batch import TIES, rows_alike, side_by_side, sizes, solved_parts, split, wrong
from expected import differences, read_outcome, read_tables
from harness import BAD_INPUT, Bench, contents, equal, expect, scaled
from markets import market, tied_market
from mechanisms import cumulative_offers, immediate_acceptance, serial_dictatorship, top_trading_cycles
from oracle import load, read_match
from rounds import Group, Round, Style, Wish, from_lists
from setting import Setting
from stability import no_worse, preferred
from ties import (all_weakly_stable, better_weakly_stable, coarse_market, is_weakly_stable, largest_by_program, largest_weakly_stable,
                  size)

SWAP = from_lists("s1: 2 1 3 | s2: 1 2 3 | s3: 1 2 3", "1: s1 s3 s2 | 2: s2 s1 s3 | 3: s2 s1 s3", id="ttc")
TWO_SIZES = from_lists("m1: 1 2 | m2: 1", "1: (m1 m2) | 2: m1", id="two-sizes", ties={"rule": "keep"})
SIX = from_lists("1: (3 1) 2 4 | 2: 1 3 4 2 | 3: 1 2 (4 3) | 4: (1 2 3) | 5: 3 1 4 | 6: 1 2 3 4",
                 "1(2): | 2(2): | 3(1): | 4(1):", id="six")


DOCUMENTED = Round(
    id="call", mechanism="two-agency", applicants=list("abcd"), places=[("call", 4)], wishes=[Wish(a, 1, "call") for a in "abcd"],
    groups=[Group("J", cap="10"), Group("V", cap="6")],
    group_scores=[(a, g, str(s)) for a, *both in (("a", 9, 7), ("b", 8, 8), ("c", 7, 6), ("d", 5, 9)) for g, s in zip("JV", both)],
    demands=[(a, "call", g, n) for a, *both in (("a", 6, 3), ("b", 5, 2), ("c", 4, 3), ("d", 3, 3)) for g, n in zip("JV", both)])


def claims(out):
    return {c["claim"] for c in load(out, "certificate.json")["claims"]}


# ---- sequential mechanisms

def sequential(bench, mechanism, naive, count, seed, ties=TIES, **rules):
    rng, placed = random.Random(f"{seed} {mechanism}"), 0
    for n in sizes(scaled(count)):
        features = [] if mechanism == "top-trading-cycles" else rng.choice([[], ["terms"]])
        parts = [market(rng, features, applicants=rng.choice([5, 8]), places=4) for _ in range(n)]
        if rules.get("order") == "merit":
            for part in parts:
                part.of_applicants["merit"] = {a: str(rng.choice([1, 2, "3.5", 10])) for a in part.applicants}
        solved = solved_parts(bench, parts, mechanism=mechanism, id=mechanism, ties=rng.choice(ties), rules=rules)
        for setting, tables in solved:
            match = naive(setting)
            wrong(setting, differences(setting, match, tables, family=mechanism), bench)
            placed += size(match)
    expect(placed, "nobody was placed")


def in_order(setting):
    column = setting.round.of_applicants.get("merit")
    key = lambda a: (float(column[a]) if column else 0, setting.at_place(a, ""))
    return serial_dictatorship(setting, sorted(setting.applicants, key=key))


def published(bench, rnd, mechanism, expected):
    pairs = {a: None if p == "-" else p for a, p in (pair.split(":") for pair in expected.split())}
    equal(bench.match(replace(rnd, mechanism=mechanism)), pairs, mechanism)


def order_that_tells_all_apart(bench):
    """Scores that tie at a place ask for no seed, and use no lottery where one is given: whose turn it is, no score says."""
    tied = from_lists("a: 1 2 | b: 1 2 | c: 1 2", "1: (a b c) | 2: (a b c)", id="turns", mechanism="serial-dictatorship",
                      rules={"order": "merit", "columns": {"merit": "number"}})
    for ties in ({"rule": "single-lottery"}, {"rule": "single-lottery", "seed": "7"}):
        apart = replace(tied, ties=ties, of_applicants={"merit": {"a": "3", "b": "1", "c": "2"}})
        folder, out = bench.solved(apart)
        equal(load(out, "summary.json")["lottery"]["used"], False, f"the lottery with {ties}")
        equal(read_match(out), {"a": None, "b": "1", "c": "2"}, f"by merit, with {ties}")
        bench.verified(folder, out)
    alike = replace(tied, of_applicants={"merit": {"a": "1", "b": "1", "c": "2"}})
    run, _, _ = bench.attempt(replace(alike, ties={"rule": "single-lottery"}))
    equal(run.status, BAD_INPUT, "exit status where the order ties and no seed is given")
    expect("seed" in run.stderr, f"{run.stderr} asks for no seed")
    _, out = bench.solved(replace(alike, ties={"rule": "single-lottery", "seed": "7"}))
    equal(load(out, "summary.json")["lottery"]["used"], True, "the lottery where the order ties")


def oracle_trades(_bench):
    equal({a: o.place for a, o in top_trading_cycles(Setting(SWAP)).items()}, {"s1": "2", "s2": "1", "s3": "3"}, "trading")
    equal({a: o.place for a, o in cumulative_offers(Setting(SWAP)).items()}, {"s1": "1", "s2": "2", "s3": "3"}, "deferred")


# ---- optimal ones

def optimal(bench, mechanism, count, seed):
    """The objective is the contract: as good as the best of all matchings, made of acceptable wishes."""
    rng, beaten = random.Random(f"{seed} {mechanism}"), 0
    for n in sizes(scaled(count)):
        parts = [market(rng, rng.choice([[], ["terms"]]), applicants=5, places=4) for _ in range(n)]
        for setting, tables in solved_parts(bench, parts, mechanism=mechanism, id=mechanism, ties=rng.choice(TIES)):
            match, goal = read_outcome(setting, tables), OBJECTIVES[mechanism]
            expect(all(sum(o is not None and o.place == p for o in match.values()) <= n for p, n in setting.seats.items()), "seats")
            equal(goal(setting, match), best(setting, mechanism), f"objective of {match} in {setting.round}")
            wrong(setting, differences(setting, match, tables, family=mechanism), bench)
            beaten += goal(setting, cumulative_offers(setting)) < goal(setting, match)
    expect(beaten, "deferred acceptance was always as good: this case shows nothing")


def six_students(bench):
    """Assignment without stability: size 6, cost 9, profile 4 1 1 0."""
    setting = Setting(SIX)
    equal(best(setting, "min-cost-max"), (6, -9), "size and cost, enumerated")
    for mechanism in OBJECTIVES:
        rnd = replace(SIX, mechanism=mechanism)
        match = read_outcome(setting, read_tables(bench.solved(rnd)[1]))
        equal(size(match), 6, f"size by {mechanism}")
        if mechanism == "min-cost-max":
            equal(cost(match), 9, "cost")
        if mechanism in ("rank-maximal", "generous-max"):
            equal(profile(setting, match), (4, 1, 1)[:len(profile(setting, match))] + (0,) * (len(profile(setting, match)) - 3),
                  f"profile by {mechanism}")


# ---- kept ties

def weakly_stable(bench, count, seed):
    rng, larger = random.Random(seed), 0
    for n in sizes(scaled(count), 30):
        parts = [tied_market(rng) if i % 2 else market(rng, [], ties=0.9) for i in range(n)]
        for setting, tables in solved_parts(bench, parts, mechanism="max-weakly-stable", id="weak", ties={"rule": "keep"}):
            match = read_outcome(setting, tables)
            expect(is_weakly_stable(setting, match), f"{match} is not weakly stable in {setting.round}")
            equal(size(match), largest_weakly_stable(setting), f"size in {setting.round}")
            wrong(setting, differences(setting, match, tables, family="max-weakly-stable"), bench)
            larger += size(match) > min(map(size, all_weakly_stable(setting)))
    expect(larger, "all weakly stable matchings had one size: this case shows nothing")


def two_sizes(bench):
    rnd = replace(TWO_SIZES, mechanism="max-weakly-stable")
    equal(largest_weakly_stable(Setting(rnd)), 2, "the largest, enumerated")
    _, out = bench.solved(rnd)
    equal(size(read_outcome(Setting(rnd), read_tables(out))), 2, "size")
    expect({"weakly-stable", "largest-weakly-stable"} <= claims(out), f"claims {claims(out)}")


def improvement_cycles(bench, count, seed):
    """Nobody worse than by the lottery, weakly stable, and no weakly stable matching is better for somebody and worse for nobody."""
    rng, improved = random.Random(seed), 0
    for n in sizes(scaled(count)):
        parts = [tied_market(rng) for _ in range(n)]
        rule = {**rng.choice(TIES), "improve": "stable-cycles"}
        for setting, tables in solved_parts(bench, parts, id="cycles", ties=rule):
            match, before = read_outcome(setting, tables), cumulative_offers(setting)
            expect(is_weakly_stable(setting, match, own_ties=False), f"{match} is not weakly stable in {setting.round}")
            expect(no_worse(setting, match, before), f"{match} is worse than {before} for somebody in {setting.round}")
            equal(better_weakly_stable(setting, match), None, f"a better one than {match} in {setting.round}")
            improved += match != before
    expect(improved, "no cycle was found: this case shows nothing")


# ---- two agencies

def two_agencies(bench, count, seed):
    """The very result of the naive mechanism, in every file, within every budget, with no better proposal refused and none that fits."""
    rng, reasons = random.Random(seed), set()
    for i in range(scaled(count)):
        rnd = random_call(rng, terms=i % 3 == 0)
        setting = CallSetting(rnd)
        folder, out = bench.solved(rnd)
        bench.verified(folder, out)
        tables, match = read_tables(out), fund(setting)
        find_late(setting, match)
        wrong(setting, differences(setting, match, tables, family="two-agency"), bench)
        equal(load(out, "summary.json")["lottery"]["used"], "seed" in rnd.ties and (setting.tied() or own_tie(setting)), f"the lottery of {rnd}")
        expect(claims_hold(setting, match), f"a claim fails in {rnd}")
        funded = [o for o in match.values() if o]
        for o in preferred(setting, match):
            others = [(x.applicant, x.place) for x in funded if x.applicant != o.applicant]
            room = sum(p == o.place for _, p in others) < setting.seats[o.place]
            expect(not (room and setting.call.within_budgets([*others, (o.applicant, o.place)])), f"{o} would fit in {rnd}")
        reasons |= {row["reason"] for row in tables["matches.csv"]}
    equal(reasons, {"placed", "budget", "mechanism", "no-score", "no-wishes"}, "reasons that occurred")


def own_tie(setting):
    return any(x.rank == y.rank and x.place != y.place for list_ in setting.lists.values() for x in list_ for y in list_)


def documented_call(bench):
    """The example of docs/mechanisms/two-agency.md: with b before a, b and d are funded; with a before b, a and d."""
    for seed in ("0", "1", "2", "3", "4", "5"):
        drawn = replace(DOCUMENTED, ties={"rule": "single-lottery", "seed": seed})
        first = min("ab", key=lambda a: Setting(drawn).at_place(a, ""))
        placed = {a for a, p in bench.match(drawn).items() if p}
        equal(placed, {first, "d"}, f"funded with the seed {seed}")


def explained(bench, rnd, applicant, *numbers):
    """What the applicant is told, in three languages: different texts with these numbers, and nothing left to be filled in."""
    folder, out = bench.solved(rnd)
    said = [bench.start(bench.enishi, "match", "explain", folder, out, applicant, "--lang", lang).stdout for lang in ("en", "vi", "ja")]
    equal(len(set(said)), 3, "different texts")
    for text in said:
        text = " ".join(text.split())
        expect("{" not in text and all(n in text for n in numbers), f"{numbers} in {text}")
    document = json.loads(bench.start(bench.enishi, "match", "explain", folder, out, applicant, "--json").stdout)
    return document["reason"], document["wishes"][0]["fate"], len(document["wishes"][0]["notes"])


def explanations(bench):
    """The budget that ran out, what was left of it, both agencies' scores and the turn; a seat that was gone; a tie that was kept."""
    equal(explained(bench, replace(DOCUMENTED, ties={"rule": "by-id"}), "b", "J", "10", "5", "4", "8"), ("budget", "budget", 3), "b")
    one = replace(DOCUMENTED, ties={"rule": "by-id"}, places=[("call", 1)])
    equal(explained(bench, one, "b", "J", "V", "8"), ("mechanism", "turn", 1), "b, with one seat")
    tie = from_lists("m1: 1 2 | m2: 1 | m3: 1", "1: (m1 m2 m3) | 2: m1", id="tie", ties={"rule": "keep"}, mechanism="max-weakly-stable")
    equal(explained(bench, tie, "m3", "−1"), ("mechanism", "kept-tie", 2), "m3")
    above = from_lists("m1: 1 | m2: 1", "1: m1 m2", id="above", ties={"rule": "keep"}, mechanism="max-weakly-stable")
    equal(explained(bench, above, "m2", "−1", "−2"), ("mechanism", "score", 2), "m2")


def budgets_by_rows_and_threads(bench, seed):
    """Rows of all tables in another order, other numbers of threads: the same bytes, or the same rows."""
    rng = random.Random(seed)
    for _ in range(scaled(40)):
        rnd = random_call(rng)
        _, out = bench.solved(rnd, "--threads", "1")
        _, other = bench.solved(rnd, "--threads", "5", style=Style(shuffle_rows=dict.fromkeys(("choices.csv", "scores.csv", "demands.csv",
                                                                                               "groups.csv"), rng)))
        for name in ("matches.csv", "places.csv", "waiting.csv", "summary.json"):
            equal(contents(other, name), contents(out, name), name)
        moved = replace(rnd, applicants=rng.sample(rnd.applicants, len(rnd.applicants)), places=rng.sample(rnd.places, len(rnd.places)))
        rows_alike(bench.solved(moved)[1], out)


def large_weak_markets(bench, seed):
    """Beside HiGHS, on markets that are too large to enumerate: never larger, never below a proven bound, and as large where that is claimed."""
    rng, claimed = random.Random(seed), set()
    for i in range(scaled(12, least=6)):
        rnd = coarse_market(rng, rng.randint(20, 40), seats=1 + i % 3)
        folder, out = bench.solved(rnd)
        bench.verified(folder, out)
        match, claim = read_outcome(Setting(rnd), read_tables(out)), load(out, "certificate.json")["claims"][2]
        largest = largest_by_program(Setting(rnd))
        expect(is_weakly_stable(Setting(rnd), match), f"not weakly stable: {rnd}")
        equal(size(match), largest, f"size, beside HiGHS, of {rnd}")
        expect(claim.get("bound", size(match)) >= largest, f"{claim} is below {largest}")
        claimed.add(claim["claim"])
    expect("largest-weakly-stable" in claimed, "never claimed: this case shows nothing")


# ---- the same round, spelled otherwise

def rows_in_any_order(bench, mechanism, rules, ties, seed):
    rng = random.Random(seed)
    whole, _ = side_by_side([market(rng, [], applicants=8, places=6) for _ in range(20)], mechanism=mechanism, id="rows", ties=ties,
                            rules=rules)
    _, out = bench.solved(whole, "--threads", "1")
    shuffled = Style(shuffle_rows=dict.fromkeys(("choices.csv", "scores.csv"), rng))
    for threads in ("1", "2", "5"):
        _, other = bench.solved(whole, "--threads", threads, style=shuffled)
        for name in ("matches.csv", "places.csv", "waiting.csv", "summary.json"):
            equal(contents(other, name), contents(out, name), f"{name}, {threads} threads")
    order = rng.sample(whole.applicants, len(whole.applicants))
    moved = replace(whole, applicants=order, places=rng.sample(whole.places, len(whole.places)))
    _, other = bench.solved(moved)
    row_of = {row[0]: row for row in table(out)}
    equal(table(other)[1:], [row_of[a] for a in order], "matches.csv with the rows of applicants and places in another order")


def table(out):
    with open(os.path.join(out, "matches.csv"), encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


ALL = (("immediate-acceptance", {}, TIES[2]), ("serial-dictatorship", {"order": "lottery"}, TIES[1]), ("top-trading-cycles", {}, TIES[1]),
       *((m, {}, TIES[1]) for m in OBJECTIVES), ("max-weakly-stable", {}, {"rule": "keep"}),
       ("deferred-acceptance", {}, {**TIES[1], "improve": "stable-cycles"}))


def main():
    bench = Bench()
    bench.case("Abdulkadiroglu-Sonmez 2003, example 1, by the oracle", oracle_trades, bench)
    bench.case("Abdulkadiroglu-Sonmez 2003, example 1", published, bench, SWAP, "top-trading-cycles", "s1:2 s2:1 s3:3")
    bench.case("immediate acceptance", sequential, bench, "immediate-acceptance", immediate_acceptance, 900, 1)
    bench.case("serial dictatorship by lottery", sequential, bench, "serial-dictatorship", in_order, 600, 2, ties=TIES[:2], order="lottery")
    bench.case("serial dictatorship by a column", sequential, bench, "serial-dictatorship", in_order, 600, 3, ties=TIES[:2], order="merit",
               columns={"merit": "number"})
    bench.case("serial dictatorship by a column that tells all apart: no seed, no lottery", order_that_tells_all_apart, bench)
    bench.case("top trading cycles", sequential, bench, "top-trading-cycles", top_trading_cycles, 900, 4, ties=TIES[:2])
    bench.case("six students: size, cost and profile", six_students, bench)
    for mechanism in OBJECTIVES:
        bench.case(f"{mechanism}: as good as the best of all matchings", optimal, bench, mechanism, 450, 5)
    bench.case("two sizes: the larger", two_sizes, bench)
    bench.case("max-weakly-stable: as large as the largest of all", weakly_stable, bench, 600, 6)
    bench.case("stable improvement cycles: nothing better is left", improvement_cycles, bench, 450, 7)
    bench.case("max-weakly-stable beside HiGHS", large_weak_markets, bench, 10)
    bench.case("two agencies: as the naive mechanism, within every budget, no better proposal refused", two_agencies, bench, 400, 8)
    bench.case("two agencies: the documented example", documented_call, bench)
    bench.case("explanations of calls and of kept ties", explanations, bench)
    bench.case("two agencies: the same for any order of rows and number of threads", budgets_by_rows_and_threads, bench, 11)
    for mechanism, rules, ties in ALL:
        name = mechanism + (" with improvement cycles" if "improve" in ties else "")
        bench.case(f"{name}: the same for any order of rows and number of threads", rows_in_any_order, bench, mechanism, rules, ties, 9)
    bench.finish()


if __name__ == "__main__":
    main()
