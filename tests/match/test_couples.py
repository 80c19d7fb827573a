"""Couples: the definition of stability against every matching of small markets; exit status 3 exactly where none is stable."""
import json
import os
import random
from dataclasses import replace

from batch import TIES
from couples import Couples
from couples_files import differences
from expected import read_tables
from harness import BAD_INPUT, DONE, IMPOSSIBLE, LIMIT, Bench, contents, equal, expect, scaled
from oracle import load
from rounds import Round, Style, Wish, add_random_scores, from_lists, merged, prefixed
from setting import Setting

NONE_STABLE = replace(from_lists("r2: 0 1", "0: r0 r2 | 1: r2 r1", id="klaus-klijn"), applicants=["r0", "r1", "r2"],
                      joint=[("c", "r0", "r1", 1, "0", "1")])


def market(rng, singles=3, pairs=1, places=3):
    """Singles and pairs; joint wishes for two places, for one place twice, or with one of the two unplaced."""
    houses = [f"p{j}" for j in range(rng.randint(2, places))]
    rnd = Round(places=[(p, rng.choice([1, 1, 1, 1, 2])) for p in houses])
    for i in range(rng.randint(1, singles)):
        rnd.applicants.append(f"s{i}")
        rnd.wishes += [Wish(f"s{i}", rank, p) for rank, p in enumerate(rng.sample(houses, rng.randint(1, len(houses))), 1)]
    for c in range(rng.randint(1, pairs)):
        a, b = f"c{c}x", f"c{c}y"
        rnd.applicants += [a, b]
        both = [(p, q) for p in [*houses, "-"] for q in [*houses, "-"] if (p, q) != ("-", "-")]
        rnd.joint += [(f"c{c}", a, b, rank, p, q) for rank, (p, q) in enumerate(rng.sample(both, rng.randint(1, min(5, len(both)))), 1)]
    rng.shuffle(rnd.applicants)
    for p in houses:
        if rng.random() < 0.85:
            add_random_scores(rng, replace(rnd, wishes=[]), p, ties=rng.random() < 0.3)
    return rnd


def couples_match(couples, tables):
    """applicant -> offer; only acceptable wishes, and of a pair only a joint one."""
    rows = {row["applicant"]: row["place"] or None for row in tables["matches.csv"]}
    for match in couples.matchings():
        if all((match[a] and match[a].place) == place for a, place in rows.items()):
            return match
    raise AssertionError(f"{rows} is no matching of acceptable wishes")


def with_eligibility(rng, rnd):
    """Some applicants, and wishes for some places, are shut out: the rule compares two columns."""
    levels = {a: rng.choice(["1", "2", "3", "3", ""]) for a in rnd.applicants}
    least = {p: rng.choice(["1", "1", "2"]) for p, _ in rnd.places}
    rules = {"eligibility": "level >= place.least", "columns": {"level": "number", "least": "number"}}
    rnd = replace(rnd, rules=rules, of_applicants={"level": levels}, of_places={"least": least})
    return rnd, lambda a, p: None if levels[a] >= least[p] and levels[a] else "level"


def against_enumeration(bench, count, seed, ruled=False, **options):
    rng, seen = random.Random(seed), {"stable": 0, "several": 0, "none": 0}
    for _ in range(scaled(count)):
        rnd, ineligible = replace(market(rng, **options), id="couples", ties=rng.choice(TIES)), lambda a, p: None
        if ruled:
            rnd, ineligible = with_eligibility(rng, rnd)
        couples = Couples(Setting(rnd, ineligible))
        stable = couples.all_stable()
        run, folder, out = bench.attempt(rnd)
        equal(run.status, DONE if stable else IMPOSSIBLE, f"exit status: {run.stderr} {rnd}")
        check(bench, couples, stable, folder, out, rnd)
        seen["several" if len(stable) > 1 else "stable" if stable else "none"] += 1
    expect(all(seen.values()) or scaled(count) < 600, f"not every kind occurred: {seen}")


def check(bench, couples, stable, folder, out, rnd):
    """The result is one of the stable ones, or, where there are none, one with as few blocking wishes as any."""
    match = couples_match(couples, read_tables(out))
    bench.verified(folder, out)
    claims = {c["claim"] for c in load(out, "certificate.json")["claims"]}
    wrong = differences(couples, match, read_tables(out), load(out, "summary.json"))
    expect(not wrong, "\n".join([*wrong, str(rnd)]))
    if stable:
        equal(couples.blocking(match), [], f"what blocks {match} in {rnd}")
        expect("stable" in claims, f"claims {claims}")
    else:
        equal(len(couples.blocking(match)), couples.fewest_blocking(), f"blocking wishes of {match} in {rnd}")
        expect("fewest-blocking" in claims and "stable" not in claims, f"claims {claims}")


def side_by_side(bench, count, seed, size, **options):
    """Markets that are enumerated one by one and solved together."""
    rng = random.Random(seed)
    for _ in range(scaled(count)):
        parts = [prefixed(market(rng, **options), f"m{i}") for i in range(size)]
        whole = merged(parts, id="couples", ties=rng.choice(TIES))
        least = sum(Couples(Setting(replace(part, id=whole.id, ties=whole.ties))).fewest_blocking() for part in parts)
        run, folder, out = bench.attempt(whole)
        equal(run.status, IMPOSSIBLE if least else DONE, f"exit status: {run.stderr} {whole}")
        equal(load(out, "summary.json")["blocking"], least, f"blocking wishes of {whole}")
        bench.verified(folder, out)


def published(bench):
    """Klaus-Klijn 2005 kind: none exists, and the fewest blocking wishes are named."""
    couples = Couples(Setting(NONE_STABLE))
    equal(couples.all_stable(), [], "stable matchings")
    run, folder, out = bench.attempt(NONE_STABLE)
    equal(run.status, IMPOSSIBLE, f"exit status ({run.stderr})")
    check(bench, couples, [], folder, out, NONE_STABLE)


def limits_of_trials(bench):
    """A comparison and a what-if whose search ends at its limit: status 4, what was found so far, and a line that says so."""
    rnd = merged([prefixed(NONE_STABLE, f"m{i}") for i in range(14)], id="many")
    run, folder, out = bench.attempt(rnd)
    found = load(out, "summary.json")
    compared = bench.start(bench.enishi, "match", "compare", folder, "--mechanisms", "deferred-acceptance", "--json")
    row = json.loads(compared.stdout)["mechanisms"][0]
    equal((compared.status, row["reached_limit"], row["placed"], row["blocking"]), (LIMIT, True, found["placed"], found["blocking"]), "compared")
    tried = bench.start(bench.enishi, "match", "what-if", folder, "--seats", f"{rnd.places[0][0]}=+1", "--json")
    document = json.loads(tried.stdout)
    equal((tried.status, document["reached_limit"]), (LIMIT, True), f"what if ({tried.stderr})")
    for lang in ("en", "vi", "ja"):
        shown = bench.start(bench.enishi, "match", "compare", folder, "--mechanisms", "deferred-acceptance", "--lang", lang)
        equal(shown.status, LIMIT, lang)
        expect(shown.stdout.count("deferred-acceptance") >= 2, f"{lang}: no line says that the search ended: {shown.stdout}")


def limits(bench):
    """Many markets without a stable matching: the search ends at its limit, and says only what it has shown. One among many singles is still
    searched through."""
    run, folder, out = bench.attempt(merged([prefixed(NONE_STABLE, f"m{i}") for i in range(14)], id="many"))
    equal(run.status, LIMIT, f"exit status ({run.stderr})")
    claim = load(out, "certificate.json")["claims"][1]
    equal(claim["claim"], "bound", "claim")
    expect(1 <= claim["bound"] < 14 <= len(claim["blocking"]) == load(out, "summary.json")["blocking"], f"{claim}")
    bench.verified(folder, out)
    singles = [f"s{i}" for i in range(600)]
    crowd = replace(NONE_STABLE, applicants=NONE_STABLE.applicants + singles, places=[*NONE_STABLE.places, ("far", 700)],
                    wishes=NONE_STABLE.wishes + [Wish(s, 1, "far") for s in singles])
    run, folder, out = bench.attempt(crowd)
    equal(run.status, IMPOSSIBLE, f"exit status ({run.stderr})")
    bench.verified(folder, out)


def together(bench):
    """Two wishes at one place count only if it takes both."""
    rnd = Round(id="both", applicants=["x", "y", "s"], places=[("p", 2)], wishes=[Wish("s", 1, "p")],
                scores=[("x", "p", "3"), ("s", "p", "2"), ("y", "p", "1")], joint=[("c", "x", "y", 1, "p", "p")])
    equal(bench.match(rnd), {"x": None, "y": None, "s": "p"}, "where the second comes behind a single")
    first = replace(rnd, scores=[("x", "p", "3"), ("s", "p", "1"), ("y", "p", "2")])
    equal(bench.match(first), {"x": "p", "y": "p", "s": None}, "where both come before the single")


def place_called_dash(bench):
    """`-` says that a member may stay unplaced: a place of that name cannot be wished for, and is refused rather than passed over."""
    rnd = Round(id="dash", applicants=["x", "y"], places=[("-", 2), ("p", 1)], joint=[("c", "x", "y", 1, "p", "-")])
    run, _, out = bench.attempt(rnd)
    equal(run.status, BAD_INPUT, f"exit status ({run.stderr})")
    expect(run.stderr.startswith("joint.csv:2: second_place \"-\"") and not os.path.exists(out), run.stderr)
    equal(bench.match(replace(rnd, places=[("p", 1)])), {"x": "p", "y": None}, "without such a place")


def rows_in_any_order(bench, seed):
    rng = random.Random(seed)
    for _ in range(scaled(20, least=10)):
        rnd = replace(market(rng, 8, 3, 5), id="rows", ties=TIES[1])
        first, _, out = bench.attempt(rnd, "--threads", "1")
        names = ("choices.csv", "scores.csv", "joint.csv")
        second, _, other = bench.attempt(rnd, "--threads", "5", style=Style(shuffle_rows=dict.fromkeys(names, rng)))
        equal(second.status, first.status, "exit status")
        for name in ("matches.csv", "places.csv", "waiting.csv", "summary.json") if os.path.exists(out) else ():
            equal(contents(other, name), contents(out, name), name)


def main():
    bench = Bench()
    bench.case("no stable matching (Klaus-Klijn kind): status 3 and the fewest blocking wishes", published, bench)
    bench.case("at the limit of the search: status 4, and a bound that the verifier proves", limits, bench)
    bench.case("a comparison and a what-if say that a search ended at its limit", limits_of_trials, bench)
    bench.case("two members at one place are taken both or not at all", together, bench)
    bench.case("a place called - in a round with couples is refused", place_called_dash, bench)
    bench.case("one couple: stable, or proven that none is", against_enumeration, bench, 600, 1)
    bench.case("two couples: stable, or proven that none is", against_enumeration, bench, 200, 2, singles=2, pairs=2)
    bench.case("two couples and a rule of eligibility", against_enumeration, bench, 200, 4, ruled=True, singles=2, pairs=2)
    bench.case("couples at one place of two seats", against_enumeration, bench, 150, 5, places=2)
    bench.case("four markets in a round: what blocks adds up", side_by_side, bench, 150, 6, 4, singles=3, pairs=1)
    bench.case("the same bytes for any order of rows and number of threads", rows_in_any_order, bench, 3)
    bench.finish()


if __name__ == "__main__":
    main()
