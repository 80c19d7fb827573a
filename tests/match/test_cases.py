"""Published matching problems with known outcomes, and the published synthetic round."""
from dataclasses import replace

from harness import Bench, equal, expect
from oracle import (Market, all_stable, applicants_propose, best_for_applicants, places_propose, solve,
                    worst_for_applicants)
from rounds import Round, Wish, from_lists, scores_beside_wishes, synthetic

GALE_SHAPLEY = from_lists("a: A B C | b: B C A | c: C A B", "A: b c a | B: c a b | C: a b c", id="gale-shapley")
ROTH_SOTOMAYOR = from_lists(
    "m1: 1 2 3 4 | m2: 4 2 3 1 | m3: 4 3 1 2 | m4: 1 4 3 2 | m5: 1 2 4",
    "1: m2 m3 m1 m4 m5 | 2: m3 m1 m2 m4 m5 | 3: m5 m4 m1 m2 m3 | 4: m1 m4 m5 m2 m3", id="roth-sotomayor")
NRMP = from_lists("A: C | S: C M | D: C M G | J: C G M | L: M C G",
                  "M(2): D L S J | C(2): D A S L J | G(2): D J L", id="nrmp")
FULL_LISTS = from_lists("G1: I P | G2: P F | G3: P S", "F(2): G2 | I(2): G1 | P(2): G3 G2 G1 | S(2): G3", id="full-lists")
ONE_SEAT = from_lists("A: X | B: X Y", "X: B A | Y: B", id="one-seat")
TWO_SIZES = from_lists("m1: 1 2 | m2: 1", "1: (m1 m2) | 2: m1", id="two-sizes")
TOP_TRADING = from_lists("s1: 2 1 3 | s2: 1 2 3 | s3: 1 2 3", "1: s1 s3 s2 | 2: s2 s1 s3 | 3: s2 s1 s3", id="ttc")


def pairs(text):
    """`aA bB c-` as a matching."""
    return {a: None if p == "-" else p for a, p in (pair.split(":") for pair in text.split())}


def both_proposers(bench, rnd, applicants_best, places_best, count):
    """The outcome of either proposer is the known one, in either table of scores, and the extreme of all stable matchings."""
    stable = all_stable(Market(rnd))
    equal(len(stable), count, "stable matchings")
    equal(best_for_applicants(Market(rnd), stable), applicants_best, "the best for applicants, enumerated")
    equal(worst_for_applicants(Market(rnd), stable), places_best, "the best for places, enumerated")
    for spelled in (rnd, scores_beside_wishes(rnd)):
        equal(bench.agreed(spelled), applicants_best, "applicants propose")
        equal(bench.agreed(replace(spelled, proposer="places")), places_best, "places propose")


def irving_leather(n):
    """Applicant i lists i^0, i^1, …; place j lists j^(n-1) … j^0."""
    lists = " | ".join(f"a{i}: " + " ".join(f"p{i ^ k}" for k in range(n)) for i in range(n))
    orders = " | ".join(f"p{j}: " + " ".join(f"a{j ^ k}" for k in reversed(range(n))) for j in range(n))
    return from_lists(lists, orders, id=f"irving-leather-{n}")


def irving_leather_family(bench, n, count):
    best = {f"a{i}": f"p{i}" for i in range(n)}
    worst = {f"a{i}": f"p{i ^ (n - 1)}" for i in range(n)}
    both_proposers(bench, irving_leather(n), best, worst, count)


def two_sizes(bench):
    """A tie decides between one seat filled and two: each tie rule must give one of the two, and the one its key says."""
    one, two = pairs("m1:1 m2:-"), pairs("m1:2 m2:1")
    equal(bench.agreed(TWO_SIZES), one, "by id, m1 goes before m2")
    seen = set()
    for seed in range(6):
        for rule in ("single-lottery", "multiple-lottery"):
            outcome = bench.agreed(replace(TWO_SIZES, ties={"rule": rule, "seed": str(seed)}))
            expect(outcome in (one, two), f"{rule}, seed {seed}: {outcome}")
            seen.add(str(outcome))
    equal(len(seen), 2, "outcomes over twelve lotteries")


def kamada_kojima(bench):
    """Seats cut to the targets: one hospital fills three of five seats, and two doctors stay unmatched."""
    rnd = Round(id="kamada-kojima", places=[("h1", 5), ("h2", 5)])
    rnd.applicants = [f"d{i}" for i in range(1, 11)]
    rnd.wishes = [Wish(d, 1, "h1" if i < 3 else "h2", str(10 - i)) for i, d in enumerate(rnd.applicants)]
    expected = pairs("d1:h1 d2:h1 d3:h1 d4:h2 d5:h2 d6:h2 d7:h2 d8:h2 d9:- d10:-")
    equal(bench.agreed(rnd), expected, "matching")
    equal(bench.agreed(replace(rnd, proposer="places")), expected, "matching when places propose")


def synthetic_round(bench, n, seats, unmatched, mean):
    """Held against the published counts, then every file against the oracle."""
    rnd = synthetic(n)
    equal((len(rnd.places), sum(q for _, q in rnd.places)), (n // 20, seats), "places and seats as published")
    match = bench.agreed(rnd)
    rank = {(w.applicant, w.place): w.rank for w in rnd.wishes}
    ranks = [rank[a, p] for a, p in match.items() if p]
    equal(n - len(ranks), unmatched, "unmatched")
    equal(f"{sum(ranks) / len(ranks):.3f}", mean, "mean rank of the matched")


def synthetic_from_both_sides(bench, n):
    """The published outcome is unique: places proposing reach it too."""
    rnd = synthetic(n)
    equal(bench.agreed(replace(rnd, proposer="places")), applicants_propose(Market(rnd)), "matching")


def everyone_alike(bench, n):
    """Equal lists, one order: about n²/2 proposals, and the k-th best gets the k-th place."""
    rnd = Round(id="alike", applicants=[f"a{i:03d}" for i in range(n)], places=[(f"p{i:03d}", 1) for i in range(n)])
    rnd.wishes = [Wish(a, rank, p, str(i)) for i, a in enumerate(rnd.applicants) for rank, (p, _) in enumerate(rnd.places, 1)]
    expected = {a: p for a, (p, _) in zip(reversed(rnd.applicants), rnd.places)}
    for proposer in ("applicants", "places"):
        equal(bench.agreed(replace(rnd, proposer=proposer)), expected, f"{proposer} propose")


def oracle_against_itself(_bench):
    """The oracle's deferred acceptance gives the extremes of the enumeration on every published case."""
    for rnd in (GALE_SHAPLEY, ROTH_SOTOMAYOR, NRMP, FULL_LISTS, ONE_SEAT, TWO_SIZES, TOP_TRADING, irving_leather(4)):
        market = Market(rnd)
        stable = all_stable(market)
        equal(best_for_applicants(market, stable), solve(market), rnd.id)
        equal(worst_for_applicants(market, stable), places_propose(market), rnd.id)


def main():
    bench = Bench()
    bench.case("the oracle's deferred acceptance gives the best and the worst of all enumerated stable matchings",
               oracle_against_itself, bench)
    bench.case("Gale-Shapley 1962, example 1: the best for each side of three stable matchings", both_proposers,
               bench, GALE_SHAPLEY, pairs("a:A b:B c:C"), pairs("a:C b:A c:B"), 3)
    bench.case("Roth-Sotomayor 1990, example 2.9: the best for each side of four stable matchings, m5 unmatched in all",
               both_proposers, bench, ROTH_SOTOMAYOR, pairs("m1:1 m2:2 m3:3 m4:4 m5:-"), pairs("m1:4 m2:1 m3:2 m4:3 m5:-"), 4)
    for n, count in ((2, 2), (4, 10), (8, 268)):
        bench.case(f"Irving-Leather family, n = {n}: the best for each side of {count} stable matchings",
                   irving_leather_family, bench, n, count)
    for sentence, rnd, outcome in (
            ("NRMP-style: the unique stable matching with two seats a programme", NRMP, "A:C S:M D:C J:G L:M"),
            ("full lists, empty places: F and S stay empty although somebody ranks them", FULL_LISTS, "G1:I G2:P G3:P"),
            ("one seat: B takes it and A stays unmatched", ONE_SEAT, "A:- B:X"),
            ("Abdulkadiroglu-Sonmez 2003, example 1: deferred acceptance, not top trading cycles", TOP_TRADING,
             "s1:1 s2:2 s3:3")):
        bench.case(sentence, both_proposers, bench, rnd, pairs(outcome), pairs(outcome), 1)
    bench.case("two sizes: the tie rule decides between one pair and two", two_sizes, bench)
    bench.case("Kamada-Kojima, example 1, seats cut to targets: two doctors stay unmatched", kamada_kojima, bench)
    bench.case("the synthetic round of 1,000 gives the published unmatched and mean rank", synthetic_round,
               bench, 1000, 954, 49, "2.779")
    bench.case("the synthetic round of 10,000 gives the published unmatched and mean rank", synthetic_round,
               bench, 10000, 8954, 1183, "3.207")
    bench.case("the synthetic round of 1,000 has one stable matching: places proposing give it too",
               synthetic_from_both_sides, bench, 1000)
    bench.case("300 applicants with one list and 300 places with one order: the k-th best gets the k-th place",
               everyone_alike, bench, 300)
    bench.finish()


if __name__ == "__main__":
    main()
