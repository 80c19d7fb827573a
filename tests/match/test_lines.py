"""Seats in order: lines with categories and terms, transfers, in every combination, against naive cumulative offers."""
from dataclasses import replace

from batch import among_all_stable, exactly, further_seat, spelled_otherwise
from harness import Bench, equal
from mechanisms import cumulative_offers
from rounds import Line, Round, Wish
from setting import Setting, outcome

COMBINATIONS = ("lines", "terms", "lines categories", "lines terms", "lines categories terms", "lines transfers",
                "lines categories transfers", "lines terms transfers", "lines categories terms transfers")

RESERVED, OPEN = Line("p", 1, 1, "R", "", "after"), Line("p", 1, 1)


def precedence(bench, lines, admitted):
    """One place, two seats, one of them for R; a (R) > b > c (R)."""
    rnd = Round(applicants=list("abc"), places=[("p", 2)], lines=list(lines), of_applicants={"categories": {"a": "R", "c": "R"}},
                wishes=[Wish(a, 1, "p", score) for a, score in zip("abc", "321")])
    expected = {a: "p" if a in admitted else None for a in "abc"}
    equal({a: o and o.place for a, o in cumulative_offers(Setting(rnd)).items()}, expected, "cumulative offers")
    equal(bench.match(rnd), expected, "matching")


def de_reservation(bench):
    """A reserved seat that nobody may take goes to the open line, after all lines are filled."""
    rnd = Round(applicants=list("abc"), places=[("p", 3)], wishes=[Wish(a, 1, "p", score) for a, score in zip("abc", "321")],
                lines=[Line("p", 1, 2, "R", "", "never", "2"), Line("p", 2, 1)], of_applicants={"categories": {"c": "R"}})
    everyone = dict.fromkeys("abc", "p")
    equal({a: o and o.place for a, o in cumulative_offers(Setting(rnd)).items()}, everyone, "cumulative offers")
    equal(bench.match(rnd), everyone, "matching")
    kept = [line._replace(to="") for line in rnd.lines]
    equal(bench.match(replace(rnd, lines=kept)), {"a": "p", "b": None, "c": "p"}, "without the transfer")


def taken_once(bench):
    """An applicant with wishes for two terms of one place takes one seat, on the line that comes first."""
    rnd = Round(applicants=["a", "b"], places=[("p", 2)], lines=[Line("p", 1, 1, "", "spring"), Line("p", 2, 1, "", "autumn")],
                wishes=[Wish("a", 1, "p", "9", "autumn"), Wish("a", 2, "p", "9", "spring"), Wish("b", 1, "p", "5", "autumn")])
    expected = {"a": ("p", "autumn"), "b": None}
    equal(outcome(cumulative_offers(Setting(rnd))), expected, "cumulative offers")
    equal(bench.match(rnd), {"a": "p", "b": None}, "matching")


def category_of_nobody(bench):
    """applicants.csv has no column of categories, so a reserved seat goes to others, or to nobody."""
    rnd = Round(applicants=list("ab"), places=[("p", 2)], wishes=[Wish("a", 1, "p", "2"), Wish("b", 1, "p", "1")],
                lines=[RESERVED._replace(others="never"), OPEN._replace(order=2)])
    equal(bench.match(rnd), {"a": "p", "b": None}, "never to others")
    equal(bench.match(replace(rnd, lines=[RESERVED, OPEN._replace(order=2)])), {"a": "p", "b": "p"}, "to others after")


def main():
    bench = Bench()
    bench.case("precedence: reserved first is a minimum guarantee", precedence, bench, (RESERVED, OPEN._replace(order=2)), "ab")
    bench.case("precedence: open first is over and above", precedence, bench, (OPEN, RESERVED._replace(order=2)), "ac")
    bench.case("reserved seats that stay empty are given to the line named", de_reservation, bench)
    bench.case("an applicant with two terms is taken once", taken_once, bench)
    bench.case("a category that nobody is in reserves seats all the same", category_of_nobody, bench)
    for features in COMBINATIONS:
        strict = not ("lines" in features and "terms" in features)
        if features not in ("lines", "lines categories"):
            bench.case(f"oracle, {features}: cumulative offers are stable, {'best' if strict else 'undominated'} among all stable",
                       among_all_stable, bench, features.split(), 150, 1, strict)
        bench.case(f"{features}: every file as by cumulative offers", exactly, bench, features.split(), 450, 1)
        bench.case(f"{features}: longer lists", exactly, bench, features.split(), 60, 2, applicants=9, places=5)
    for features in ("lines", "lines categories"):
        bench.case(f"{features}: a further seat on any line hurts nobody", further_seat, bench, features.split(), 5)
    for features in COMBINATIONS[-4:]:
        bench.case(f"{features}: any order of rows, any number of threads, other ids", spelled_otherwise, bench, features.split(), 6)
    bench.finish()


if __name__ == "__main__":
    main()
