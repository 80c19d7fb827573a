"""Properties that hold for every round, on thousands of random markets.

Small markets are put side by side in one round under prefixes of their own, so that one start of the program decides hundreds of
them; each is held against the enumeration of all its stable matchings.
"""
import itertools
import os
import random
from dataclasses import replace

from harness import Bench, contents, equal, expect, scaled
from oracle import (HEADERS, RESULT_FILES, Market, all_stable, best_for_applicants, load, read_match, sha256,
                    worst_for_applicants)
from rounds import (Round, Style, Wish, contested_market, merged, prefixed, random_market, random_round, read_records,
                    read_table)

RULES = {"by-id": {"rule": "by-id"}, "single-lottery": {"rule": "single-lottery", "seed": "5eed"},
         "multiple-lottery": {"rule": "multiple-lottery", "seed": "5eed"}}


def batch(rng, count):
    """Small markets of two kinds under prefixes of equal length."""
    return [prefixed(contested_market(rng) if i % 2 else random_market(rng, applicants=5, places=4), f"m{i:05d}")
            for i in range(count)]


def part(match, rnd):
    return {a: match[a] for a in rnd.applicants}


def rank_of(market, match, applicant):
    """Position in the applicant's list, the list's length if unplaced."""
    places = [c.place for c in market.lists[applicant]] + [None]
    return places.index(match[applicant])


# ---- against brute force

def against_enumeration(bench, rule, seed):
    """Both proposers give the extreme of all stable matchings, and what the rural hospitals theorem fixes is fixed."""
    markets = batch(random.Random(seed), scaled(600, least=100))
    matches = {proposer: bench.agreed(merged(markets, id=f"batch {seed}", proposer=proposer, ties=RULES[rule]))
               for proposer in ("applicants", "places")}
    several = 0
    for rnd in markets:
        market = Market(replace(rnd, id=f"batch {seed}", ties=RULES[rule]))
        stable = all_stable(market)
        expect(stable, "no stable matching found: the enumeration is wrong")
        equal(part(matches["applicants"], rnd), best_for_applicants(market, stable), f"applicants propose in {rnd}")
        equal(part(matches["places"], rnd), worst_for_applicants(market, stable), f"places propose in {rnd}")
        rural_hospitals(market, stable)
        several += len(stable) > 1
    expect(several > len(markets) / 10, f"only {several} of {len(markets)} markets have several stable matchings")


def rural_hospitals(market, stable):
    """Lone applicants are lone in every stable matching; an under-filled place always holds the same."""
    for other in stable[1:]:
        equal({a for a in other if other[a] is None}, {a for a in other if stable[0][a] is None}, "the unmatched")
        for p, holders in market.holders(stable[0]).items():
            if len(holders) < market.seats[p]:
                equal(market.holders(other)[p], holders, f"what under-filled {p} holds")


def rural_hospitals_on_large_rounds(bench, seed):
    """The program's two outcomes differ, but not in who is unmatched nor in what under-filled places hold."""
    rng, moved = random.Random(seed), 0
    for i in range(scaled(4, least=4)):
        rnd = random_round(rng, 100, 80, wishes=25, unscored=0, tied_ranks=0, id=f"rural {i}")
        first, second = bench.match(rnd), bench.match(replace(rnd, proposer="places"))
        moved += first != second
        equal({a for a in first if first[a] is None}, {a for a in second if second[a] is None}, "the unmatched")
        for p, seats in rnd.places:
            held = {a for a in first if first[a] == p}
            if len(held) < seats:
                equal({a for a in second if second[a] == p}, held, f"what under-filled {p} holds")
    expect(moved, "both outcomes were the same in every round: this case shows nothing")


# ---- what a change of the round may do

def copies_solved(bench, copies):
    return bench.match(merged(copies, id="copies"))


def further_seat(bench, seed):
    """Each market beside copies of itself with one more seat at one place."""
    rng, copies, helped = random.Random(seed), [], 0
    markets = [contested_market(rng) if i % 2 else random_market(rng, applicants=6, places=4) for i in range(scaled(400, least=50))]
    for i, rnd in enumerate(markets):
        copies.append(prefixed(rnd, f"m{i:05d}c0"))
        for j in range(len(rnd.places)):
            places = [(p, seats + (j == k)) for k, (p, seats) in enumerate(rnd.places)]
            copies.append(prefixed(replace(rnd, places=places), f"m{i:05d}c{j + 1}"))
    match = copies_solved(bench, copies)
    for i, rnd in enumerate(markets):
        for j in range(1, len(rnd.places) + 1):
            helped += no_worse(rnd, under(match, rnd, f"m{i:05d}c{j}"), under(match, rnd, f"m{i:05d}c0"), "a further seat")
    expect(helped, "no further seat helped anyone: this case shows nothing")


def further_applicant(bench, seed):
    """Each market beside copies of itself in which one of its applicants stays away."""
    rng, copies, hurt = random.Random(seed), [], 0
    markets = [contested_market(rng) if i % 2 else random_market(rng, applicants=6, places=4) for i in range(scaled(400, least=50))]
    for i, rnd in enumerate(markets):
        copies.append(prefixed(rnd, f"m{i:05d}c0"))
        copies += [prefixed(withdrawn(rnd, a), f"m{i:05d}c{j}") for j, a in enumerate(rnd.applicants, 1)]
    match = copies_solved(bench, copies)
    for i, rnd in enumerate(markets):
        for j, a in enumerate(rnd.applicants, 1):
            others = replace(rnd, applicants=[b for b in rnd.applicants if b != a])
            hurt += no_worse(others, under(match, others, f"m{i:05d}c{j}"), under(match, others, f"m{i:05d}c0"),
                             "one applicant fewer", Market(rnd))
    expect(hurt, "no further applicant made a difference: this case shows nothing")


def withdrawn(rnd, applicant):
    """The round without an applicant's wishes. Scores stay, so that a place that scores does not become one that scores nobody."""
    stray = [(w.applicant, w.place, w.score) for w in rnd.wishes if w.applicant == applicant and w.score is not None]
    return replace(rnd, wishes=[w for w in rnd.wishes if w.applicant != applicant], scores=rnd.scores + stray)


def under(match, rnd, prefix):
    """The matching of a copy, prefixes taken off."""
    return {a: match[prefix + a] and match[prefix + a].removeprefix(prefix) for a in rnd.applicants}


def no_worse(rnd, after, before, what, market=None):
    """Nobody is worse off after; whether somebody is better off."""
    market, better = market or Market(rnd), False
    for a in rnd.applicants:
        was, now = rank_of(market, before, a), rank_of(market, after, a)
        expect(now <= was, f"{what} hurt {a}: {before[a]} became {after[a]} in {rnd}")
        better |= now < was
    return better


def misreports(bench, seed):
    """Every other list that one applicant could hand in, each in a copy of the market of its own (n <= 4)."""
    rng, copies, tried = random.Random(seed), [], []
    for i in range(scaled(100, least=20)):
        rnd = (contested_market(rng, size=rng.choice([3, 4]), ties=False) if i % 2 else
               random_market(rng, applicants=4, places=rng.choice([2, 3, 4]), seats=1, ties=False, scored="all"))
        truth = f"m{i:05d}c0000"
        copies.append(prefixed(rnd, truth))
        for j, (applicant, lie) in enumerate(lies(rnd), 1):
            copies.append(prefixed(lie, f"m{i:05d}c{j:04d}"))
            tried.append((rnd, applicant, truth, f"m{i:05d}c{j:04d}"))
    match = copies_solved(bench, copies)
    worse = 0
    for rnd, applicant, truth, copy in tried:
        market = Market(rnd)
        honest, lying = under(match, rnd, truth), under(match, rnd, copy)
        gained = value(market, honest, applicant) - value(market, lying, applicant)
        expect(gained <= 0, f"{applicant} gains {lying[applicant]} instead of {honest[applicant]} by a misreport in {rnd}")
        worse += gained < 0
    expect(worse, "no misreport mattered: this case shows nothing")


def lies(rnd):
    """(applicant, round with another list of theirs): every other ordered choice of places."""
    places = [p for p, _ in rnd.places]
    lists = [order for n in range(len(places) + 1) for order in itertools.permutations(places, n)]
    score = {(w.applicant, w.place): w.score for w in rnd.wishes if w.score is not None}
    for applicant in rnd.applicants:
        others = [w for w in rnd.wishes if w.applicant != applicant]
        true = tuple(w.place for w in sorted((w for w in rnd.wishes if w.applicant == applicant), key=lambda w: w.rank))
        for order in lists:
            if order != true:
                mine = [Wish(applicant, rank, p, score.get((applicant, p))) for rank, p in enumerate(order, 1)]
                kept = [(applicant, p, s) for (a, p), s in score.items() if a == applicant and p not in order]
                yield applicant, replace(rnd, wishes=others + mine, scores=rnd.scores + kept)


def value(market, match, applicant):
    """Position of the result in the true list; a place that is not on it counts as worse than none."""
    places = [c.place for c in market.lists[applicant]] + [None]
    return places.index(match[applicant]) if match[applicant] in places else len(places)


# ---- cut-offs

def best_place_whose_cutoff_is_met(bench, seed):
    """From the result files alone: with strict scores, everyone has the first place on their list whose cut-off they meet."""
    rng = random.Random(seed)
    for i in range(scaled(4)):
        rnd = random_round(rng, 500, 40, wishes=6, unscored=0, tied_ranks=0, id=f"cut-offs {i}",
                           proposer=rng.choice(["applicants", "places"]))
        market = Market(rnd)
        expect(not market.tie_exists, "the round was meant to be strict")
        _, out = bench.solved(rnd)
        cutoff, refuses_all = {}, set()
        for row in read_records(os.path.join(out, "places.csv")):
            cutoff[row["place"]] = float(row["cutoff"] or "-inf")
            refuses_all |= {row["place"]} if row["seats"] == "0" else set()
        for a, place in read_match(out).items():
            met = [c.place for c in market.lists[a] if c.place not in refuses_all and c.score >= cutoff[c.place]]
            equal(place, met[0] if met else None, f"place of {a}")


# ---- the same round, spelled otherwise

def same_bytes(bench, seed):
    """Shuffled rows of choices.csv and scores.csv, one, two and more threads: the same bytes."""
    rng = random.Random(seed)
    for rule, proposer in itertools.product(RULES.values(), ("applicants", "places")):
        rnd = random_round(rng, 600, 50, wishes=6, score_levels=5, id="rows", proposer=proposer, ties=rule)
        base = bench.solved(rnd, "--threads", "1")
        for threads in ("1", "2", "5"):
            shuffled = Style(shuffle_rows={name: rng for name in ("choices.csv", "scores.csv")})
            equal_results(base, bench.solved(rnd, "--threads", threads))
            equal_results(base, bench.solved(rnd, "--threads", threads, style=shuffled))


def long_lists(bench, seed):
    """Lists of a hundred wishes with ties, in any order of rows: those too long for insertion are merged."""
    rng = random.Random(seed)
    rnd = random_round(rng, 30, 120, wishes=100, id="long", ties=RULES["by-id"])
    base = bench.solved(rnd)
    for _ in range(3):
        equal_results(base, bench.solved(rnd, style=Style(shuffle_rows={"choices.csv": rng})))


def equal_results(first, second):
    """Every result file the same; the certificate too, once the hashes of inputs that differ are put in."""
    for name in RESULT_FILES:
        equal(contents(second[1], name), contents(first[1], name), name)
    certificate = contents(first[1], "certificate.json")
    for name in load(first[1], "certificate.json")["inputs"]:
        certificate = certificate.replace(sha256(first[0], name).encode(), sha256(second[0], name).encode())
    equal(contents(second[1], "certificate.json"), certificate, "certificate.json")


def order_of_applicants(bench, seed):
    """Rows of matches.csv follow applicants.csv; all else keeps its bytes."""
    rng = random.Random(seed)
    for rule in RULES.values():
        rnd = random_round(rng, 400, 30, score_levels=4, id="order", ties=rule)
        other = replace(rnd, applicants=rng.sample(rnd.applicants, len(rnd.applicants)))
        first, second = bench.solved(rnd)[1], bench.solved(other)[1]
        for name in ("places.csv", "waiting.csv", "summary.json"):
            equal(contents(second, name), contents(first, name), name)
        row_of = {row[0]: row for row in read_table(os.path.join(first, "matches.csv"))}
        equal(read_table(os.path.join(second, "matches.csv"))[1:], [row_of[a] for a in other.applicants], "matches.csv")


def order_of_places(bench, seed):
    """Rows of places.csv and blocks of waiting.csv follow the input; matches.csv and summary.json keep their bytes."""
    rng = random.Random(seed)
    for rule in RULES.values():
        rnd = random_round(rng, 400, 30, score_levels=4, id="order", ties=rule)
        other = replace(rnd, places=rng.sample(rnd.places, len(rnd.places)))
        first, second = bench.solved(rnd)[1], bench.solved(other)[1]
        for name in ("matches.csv", "summary.json"):
            equal(contents(second, name), contents(first, name), name)
        for name in ("places.csv", "waiting.csv"):
            position = {p: i for i, (p, _) in enumerate(other.places)}
            rows = sorted(read_table(os.path.join(first, name))[1:], key=lambda row: position[row[0]])
            equal(read_table(os.path.join(second, name))[1:], rows, name)


def renamed(bench, seed):
    """With strict scores names decide nothing: renaming every id renames the results."""
    rng = random.Random(seed)
    rnd = random_round(rng, 400, 30, unscored=0, tied_ranks=0, id="names")
    expect(not Market(rnd).tie_exists, "the round was meant to be strict")
    ids = rnd.applicants + [p for p, _ in rnd.places]
    name = dict(zip(ids, (f"{rng.choice('xyzあđ')}{i}" for i in rng.sample(range(10000), len(ids)))))
    other = Round(id="names", applicants=[name[a] for a in rnd.applicants], places=[(name[p], q) for p, q in rnd.places],
                  wishes=[w._replace(applicant=name[w.applicant], place=name[w.place]) for w in rnd.wishes],
                  scores=[(name[a], name[p], s) for a, p, s in rnd.scores])
    for proposer in ("applicants", "places"):
        first = bench.solved(replace(rnd, proposer=proposer))[1]
        second = bench.solved(replace(other, proposer=proposer))[1]
        for table, header in HEADERS.items():
            columns = [i for i, column in enumerate(header) if column in ("applicant", "place")]
            rows = [[name.get(c, c) if i in columns else c for i, c in enumerate(row)]
                    for row in read_table(os.path.join(first, table))]
            equal(read_table(os.path.join(second, table)), rows, table)
        equal(contents(second, "summary.json"), contents(first, "summary.json"), "summary.json")


def main():
    bench = Bench()
    for seed, rule in enumerate(list(RULES) * 2):
        bench.case(f"small markets, {rule}, batch {seed}: both proposers give the extreme of all stable matchings",
                   against_enumeration, bench, rule, seed)
    for sentence, function in (
            ("the unmatched and what under-filled places hold do not depend on the proposer", rural_hospitals_on_large_rounds),
            ("a further seat hurts no applicant", further_seat),
            ("a further applicant helps no other", further_applicant),
            ("no misreport helps, all tried for four applicants", misreports),
            ("everyone gets the best place whose cut-off they meet", best_place_whose_cutoff_is_met),
            ("shuffled choices and scores and more threads give the same bytes", same_bytes),
            ("shuffled long lists give the same bytes", long_lists),
            ("the order of applicants.csv only orders rows of the output", order_of_applicants),
            ("the order of places.csv only orders rows of the output", order_of_places),
            ("renaming the ids of a strict round renames its results", renamed)):
        bench.case(sentence, function, bench, 1000)
    bench.finish()


if __name__ == "__main__":
    main()
