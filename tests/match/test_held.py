"""Re-runs: nobody who holds a seat ends worse, seats that were given back cascade, in every combination."""
import random
from dataclasses import replace

from batch import TIES, among_all_stable, exactly, side_by_side, spelled_otherwise
from harness import BAD_INPUT, Bench, equal, expect, scaled
from markets import market
from mechanisms import cumulative_offers
from rounds import Group, Line, Round, Wish
from setting import Setting
from stability import is_stable, value

COMBINATIONS = ("held", "held terms", "held lines", "held lines categories transfers", "held lines terms",
                "held lines categories terms transfers", "held targets", "held targets lines categories transfers",
                "held targets lines terms", "held common-order", "held common-order terms", "held targets common-order",
                "held targets common-order lines categories terms transfers")


def nobody_worse(bench, features, count, seed):
    """A holder has the held seat or a wish that they rank strictly higher."""
    rng, moved, kept = random.Random(f"{seed} {features}"), 0, 0
    whole, parts = side_by_side([market(rng, features) for _ in range(scaled(count, least=60))], id="held", ties=rng.choice(TIES))
    match = bench.match(whole)
    for part in parts:
        setting = Setting(part)
        for a, p, t in part.held:
            order = [o.place for o in setting.lists[a]]
            seat = next(o.own for o in setting.lists[a] if o.held)
            expect(match[a] in order[:seat + 1], f"{a}, who holds {p} {t}, ends at {match[a]} in {part}")
            moved += match[a] != p
            kept += match[a] == p
    expect(moved and kept, "every holder moved, or none: this case shows nothing")


def withdrawals_cascade(bench, seed):
    """After a run some withdraw; the others hold what they had: nobody is worse off, and somebody moves up."""
    rng, moved = random.Random(seed), 0
    parts = [market(rng, [], applicants=6) for _ in range(scaled(150, least=50))]
    whole, _ = side_by_side(parts, id="first", ties=TIES[0])
    first = bench.match(whole)
    gone = {a for a in whole.applicants if rng.random() < 0.2}
    stay = [a for a in whole.applicants if a not in gone]
    second = replace(whole, id="second", applicants=stay, wishes=[w for w in whole.wishes if w.applicant not in gone],
                     scores=[s for s in whole.scores if s[0] not in gone],
                     held=[(a, first[a], "") for a in stay if first[a]])
    if not all_score_still(whole, second):
        second = replace(second, scores=whole.scores, applicants=whole.applicants)
    match, setting = bench.match(second), Setting(second)
    lists = {a: [o.place for o in setting.lists[a]] + [None] for a in stay}
    for a in stay:
        expect(lists[a].index(match[a]) <= lists[a].index(first[a]), f"{a} had {first[a]} and has {match[a]}")
        moved += match[a] != first[a]
    expect(moved, "nobody moved up: this case shows nothing")


def all_score_still(before, after):
    """Whether no place that scored some scores nobody once applicants are gone."""
    scoring = lambda rnd: {p for _, p, _ in rnd.scores} | {w.place for w in rnd.wishes if w.score is not None}
    return scoring(before) == scoring(after)


def two_holders_one_open_line(bench):
    """A holder of a term sits on the line of that term, so that the open line is left for the other holder."""
    rnd = Round(applicants=["x", "y", "z"], places=[("p", 2)], lines=[Line("p", 1, 1), Line("p", 2, 1, "", "B")],
                wishes=[Wish("x", 1, "p", "1", "A"), Wish("y", 1, "p", "9", "B"), Wish("z", 1, "p", "20", "B")],
                held=[("x", "p", "A"), ("y", "p", "B")])
    expected = {"x": "p", "y": "p", "z": None}
    equal({a: o and o.place for a, o in cumulative_offers(Setting(rnd)).items()}, expected, "cumulative offers")
    equal(bench.match(rnd), expected, "matching")


def holder_who_asks_elsewhere_first(bench):
    """Units for held seats are given whether or not the holder asks. Otherwise a2, whom p0 refuses, is wanted by p0 again once
    back at p1, and nothing is stable."""
    scored = {"a0": {"p2": 12, "p0": 6, "p1": 15, "p3": 7}, "a1": {"p1": 19, "p2": 14, "p3": 6},
              "a2": {"p2": 11, "p0": 16, "p1": 2}, "a3": {"p3": 11, "p2": 17, "p1": 17}}
    rnd = Round(applicants=list(scored), places=[(f"p{k}", 1) for k in range(4)], held=[("a2", "p1", ""), ("a3", "p0", "")],
                wishes=[Wish(a, rank, p, str(score)) for a, list_ in scored.items() for rank, (p, score) in enumerate(list_.items(), 1)],
                of_places={"group": {"p0": "g1", "p1": "g2", "p2": "g0", "p3": "g0"}, "target": {"p0": "2", "p1": "1", "p3": "0"},
                           "turn": {"p1": "1", "p2": "2", "p3": "2"}},
                groups=[Group("g0", cap="3", choice="targets"), Group("g1", "g0", target="0", turn="1", choice="targets"),
                        Group("g2", "g1", cap="1", target="1", turn="2", choice="targets")])
    setting = Setting(rnd)
    expect(is_stable(setting, cumulative_offers(setting)), "cumulative offers are not stable")
    equal(bench.match(rnd), {a: o and o.place for a, o in cumulative_offers(setting).items()}, "matching")


def held_seat_not_among_the_wishes(bench):
    """It is appended behind the last wish, and needs no score."""
    rnd = Round(applicants=["x", "y"], places=[("p", 1), ("q", 1)], held=[("x", "q", "")],
                wishes=[Wish("x", 3, "p", "1"), Wish("y", 1, "p", "2"), Wish("y", 2, "q", "9")])
    folder, out = bench.solved(rnd)
    from expected import differences, read_tables
    setting = Setting(rnd)
    equal(differences(setting, cumulative_offers(setting), read_tables(out)), [], "differences")
    equal(value(setting, cumulative_offers(setting), "x"), 1, "position of the held seat")


def too_many_holders(bench, change):
    rnd = Round(applicants=["x", "y"], places=[("p", 1)], wishes=[Wish(a, 1, "p") for a in "xy"], held=[("x", "p", ""), ("y", "p", "")])
    run, _, _ = bench.attempt(change(rnd))
    equal(run.status, BAD_INPUT, f"exit status ({run.stderr})")
    expect("held.csv" in run.stderr, f"held.csv is not named: {run.stderr}")


def main():
    bench = Bench()
    for features in COMBINATIONS:
        if features in ("held", "held terms", "held targets"):
            bench.case(f"oracle, {features}: cumulative offers are the best of all stable matchings", among_all_stable,
                       bench, features.split(), 150, 8)
        bench.case(f"{features}: every file as by cumulative offers", exactly, bench, features.split(), 450, 8)
        bench.case(f"{features}: nobody who holds a seat ends worse", nobody_worse, bench, features.split(), 150, 9)
    bench.case("seats that were given back cascade, and nobody is worse off", withdrawals_cascade, bench, 10)
    bench.case("two holders: one on the line of the own term, the other on the open line", two_holders_one_open_line, bench)
    bench.case("a holder who asks elsewhere first is not wanted again by who refused them", holder_who_asks_elsewhere_first, bench)
    bench.case("a held seat that is no wish is appended", held_seat_not_among_the_wishes, bench)
    bench.case("more holders than seats are refused", too_many_holders, bench, lambda rnd: rnd)
    bench.case("more holders than seats of their term are refused", too_many_holders, bench, lambda rnd: replace(
        rnd, places=[("p", 2)], lines=[Line("p", 1, 1, "", "A"), Line("p", 2, 1, "", "B")], held=[("x", "p", "A"), ("y", "p", "A")],
        wishes=[Wish(a, 1, "p", None, "A") for a in "xy"]))
    bench.case("a holder of an unknown place is refused", too_many_holders, bench, lambda rnd: replace(rnd, held=[("x", "z", "")]))
    for features in COMBINATIONS[-4:]:
        bench.case(f"{features}: any order of rows, any number of threads, other ids", spelled_otherwise, bench, features.split(), 6)
    bench.finish()


if __name__ == "__main__":
    main()
