"""Groups: targets, common orders and forests of both, over places with and without lines, against naive cumulative offers."""
import os
import random
from dataclasses import replace

from batch import TIES, among_all_stable, exactly, side_by_side, sizes, spelled_otherwise, split
from expected import read_tables
from harness import BAD_INPUT, Bench, equal, expect, scaled
from markets import market
from mechanisms import cumulative_offers
from oracle import Market, applicants_propose
from rounds import Group, Round, Wish, from_lists
from setting import Setting
from stability import all_stable

COMBINATIONS = ("targets", "targets terms", "targets lines", "targets lines categories transfers", "targets lines terms",
                "targets lines categories terms transfers", "common-order", "common-order terms", "targets common-order",
                "targets common-order terms", "targets common-order lines categories terms transfers")


def published(bench, rnd, expected, unique=True):
    setting = Setting(rnd)
    equal(places(cumulative_offers(setting)), expected, "cumulative offers")
    if unique:
        equal([places(m) for m in all_stable(setting)], [expected], "all stable matchings")
    equal(bench.match(rnd), expected, "matching")


def places(match):
    return {a: o and o.place for a, o in match.items()}


def pairs(text):
    return {a: None if p == "-" else p for a, p in (pair.split(":") for pair in text.split())}


def kamada_kojima():
    """Example 1: one region with cap 10, two hospitals with ten seats and targets of five."""
    rnd = Round(id="kamada-kojima", places=[("h1", 10), ("h2", 10)], groups=[Group("r", cap="10", choice="targets")])
    rnd.of_places = {"group": {"h1": "r", "h2": "r"}, "target": {"h1": "5", "h2": "5"}}
    rnd.applicants = [f"d{i}" for i in range(1, 11)]
    rnd.wishes = [Wish(d, 1, "h1" if i < 3 else "h2", str(10 - i)) for i, d in enumerate(rnd.applicants)]
    return rnd


def supervisors(lists, projects, lecturers, **rules):
    """Students and projects of lecturers, who order the students. lecturers: "l1(3: p1 p2): s1 s2 | …"."""
    rnd = from_lists(lists, projects, **rules)
    rnd.of_places = {"group": {}}
    for part in lecturers.split("|"):
        head, tail = part.rsplit(":", 1)
        name, _, inside = head.strip().rstrip(")").partition("(")
        cap, _, mine = inside.partition(":")
        rnd.groups.append(Group(name, cap=cap.strip(), choice="common-order"))
        rnd.of_places["group"] |= dict.fromkeys(mine.split(), name)
        rnd.group_scores += [(s, name, str(-i)) for i, s in enumerate(tail.split())]
    return rnd


def abraham_irving_manlove():
    seats = " | ".join(f"p{j}({2 if j == 1 else 1}):" for j in range(1, 9))
    return supervisors(
        "s1: p1 p7 | s2: p1 p2 p3 p4 p5 p6 | s3: p2 p1 p4 | s4: p2 | s5: p1 p2 p3 p4 | s6: p2 p3 p4 p5 p6 | s7: p5 p3 p8", seats,
        "l1(3: p1 p2 p3): s7 s4 s1 s3 s2 s5 s6 | l2(2: p4 p5 p6): s3 s2 s6 s7 s5 | l3(2: p7 p8): s1 s7", id="aim")


def shared_projects():
    return supervisors("A: X1 X2 | B: Y2 X2 Y1 | C: X1 Y1 X2 | D: Y2 X1 Y1 | E: X1 Y2 X2 Y1",
                       "X1(2): | X2(2): | Y1(2): | Y2(2):", "X(3: X1 X2): B C A E D | Y(3: Y1 Y2): B C E D", id="shared")


# ---- what Kamada and Kojima promise

def slack_caps(bench, seed):
    """Caps that cannot bind change nothing."""
    rng = random.Random(seed)
    for size in sizes(scaled(300)):
        parts = [market(rng, ["targets"]) for _ in range(size)]
        slack = [replace(p, groups=[g._replace(cap="99") for g in p.groups]) for p in parts]
        plain = [replace(p, groups=[], of_places={}) for p in parts]
        whole = [side_by_side(ps, id="slack", ties=TIES[1])[0] for ps in (slack, plain)]
        equal(bench.match(whole[0]), bench.match(whole[1]), "matching with slack caps")
        equal(bench.match(whole[1]), applicants_propose(Market(whole[1])), "matching without groups")


def better_than_cut_seats(bench, seed):
    """Nobody is worse off than with seats cut to the targets, and no cap is exceeded."""
    rng, better = random.Random(seed), 0
    for size in sizes(scaled(300)):
        parts = [one_region(rng) for _ in range(size)]
        whole, parts = side_by_side(parts, id="cut", ties=TIES[1])
        cut = replace(whole, groups=[], of_places={}, places=[
            (p, min(n, int(whole.of_places["target"][p]))) for p, n in whole.places])
        flexible, rigid = bench.match(whole), bench.match(cut)
        for part in parts:
            setting = Setting(part)
            expect(sum(flexible[a] is not None for a in part.applicants) <= int(part.groups[0].cap), f"a cap is exceeded in {part}")
            for a in part.applicants:
                order = [o.place for o in setting.lists[a]] + [None]
                expect(order.index(flexible[a]) <= order.index(rigid[a]), f"{a} is worse off than with cut seats in {part}")
                better += order.index(flexible[a]) < order.index(rigid[a])
    expect(better, "nobody was better off: this case shows nothing")


def one_region(rng):
    """Every place in one region whose targets sum to its cap."""
    rnd = market(rng, [])
    targets = {p: rng.randint(0, max(n, 1)) for p, n in rnd.places}
    rnd.groups = [Group("g", cap=str(max(1, sum(targets.values()))), choice="targets")]
    rnd.of_places = {"group": dict.fromkeys(targets, "g"), "target": {p: str(n) for p, n in targets.items()},
                     "turn": {p: str(rng.randint(1, 3)) for p in targets}}
    return rnd


def no_cap_exceeded(bench, seed):
    rng, bound = random.Random(seed), 0
    for size in sizes(scaled(300)):
        whole, parts = side_by_side([market(rng, ["targets", "common-order"], applicants=7) for _ in range(size)], id="caps", ties=TIES[0])
        _, out = bench.solved(whole)
        for part, tables in zip(parts, split(read_tables(out), len(parts))):
            setting = Setting(part)
            filled = {r["place"]: int(r["filled"]) for r in tables["places.csv"]}
            for g, node in setting.nodes.items():
                inside = sum(filled[p] for p in setting.places_under(g))
                expect(inside <= node.cap, f"{g} holds {inside}")
                bound += inside == node.cap
    expect(bound, "no cap was reached: this case shows nothing")


# ---- what is refused

def refused(bench, change, word):
    """An error by row, which names what is wrong."""
    run, _, _ = bench.attempt(change(kamada_kojima()))
    equal(run.status, BAD_INPUT, f"exit status ({run.stderr})")
    expect(word in run.stderr, f"{word} is not named: {run.stderr}")


def deep(bench):
    """As deep as the verifier follows, and no deeper: a result that nobody could check is not made."""
    def chain(depth):
        names = [f"g{k:04d}" for k in range(depth)]
        groups = [Group(g, parent, "1", choice="targets") for g, parent in zip(names, ["", *names])]
        return Round(id="deep", applicants=["a", "b"], places=[("p", 2)], of_places={"group": {"p": names[-1]}}, groups=groups,
                     wishes=[Wish("a", 1, "p", "2"), Wish("b", 1, "p", "1")])
    folder, out = bench.solved(chain(1000))
    bench.verified(folder, out)
    run, _, out = bench.attempt(chain(1001))
    equal((run.status, run.stderr.split(":")[:2], os.path.exists(out)), (BAD_INPUT, ["groups.csv", "1002"], False), run.stderr)


REFUSED = (
    ("an unknown group of a place", lambda r: replace(r, of_places=r.of_places | {"group": {"h1": "x", "h2": "r"}}), "places.csv:2"),
    ("an unknown parent", lambda r: replace(r, groups=[r.groups[0]._replace(parent="x")]), "groups.csv:2"),
    ("a cycle", lambda r: replace(r, groups=[r.groups[0]._replace(parent="q"), Group("q", "r", "5", choice="targets")]), "groups.csv"),
    ("a cap without a choice", lambda r: replace(r, groups=[r.groups[0]._replace(choice="")]), "groups.csv:2"),
    ("targets over the cap", lambda r: replace(r, groups=[r.groups[0]._replace(cap="9")]), "groups.csv:2"),
    ("place scores below a common order", lambda r: replace(r, groups=[r.groups[0]._replace(choice="common-order")]), "choices.csv"))


def main():
    bench = Bench()
    bench.case("Kamada-Kojima, example 1: all ten doctors are placed", published, bench, kamada_kojima(),
               pairs(" ".join(f"d{i}:{'h1' if i < 4 else 'h2'}" for i in range(1, 11))), False)
    bench.case("Abraham-Irving-Manlove 2007, figure 1: the unique stable matching", published, bench, abraham_irving_manlove(),
               pairs("s1:p1 s2:p5 s3:p4 s4:p2 s5:- s6:- s7:p3"))
    bench.case("shared projects: the unique stable matching", published, bench, shared_projects(),
               pairs("A:X1 B:Y2 C:X1 D:Y1 E:Y2"))
    for features in COMBINATIONS:
        best = not ("lines" in features and "terms" in features)
        bench.case(f"oracle, {features}: cumulative offers are stable, {'best' if best else 'undominated'} among all stable",
                   among_all_stable, bench, features.split(), 120, 3, best)
        bench.case(f"{features}: every file as by cumulative offers", exactly, bench, features.split(), 450, 3)
        bench.case(f"{features}: longer lists", exactly, bench, features.split(), 45, 4, applicants=9, places=6)
    bench.case("caps that cannot bind change nothing", slack_caps, bench, 5)
    bench.case("nobody is worse off than with seats cut to the targets", better_than_cut_seats, bench, 6)
    bench.case("no cap is ever exceeded", no_cap_exceeded, bench, 7)
    bench.case("groups a thousand deep are checked, deeper ones refused", deep, bench)
    for sentence, change, word in REFUSED:
        bench.case(f"refused by row: {sentence}", refused, bench, change, word)
    for features in COMBINATIONS[-4:]:
        bench.case(f"{features}: any order of rows, any number of threads, other ids", spelled_otherwise, bench, features.split(), 6)
    bench.finish()


if __name__ == "__main__":
    main()
