"""Eligibility: random rules over typed columns, on their own and with lines, groups and held seats; the reason names the column."""
import random
from dataclasses import replace

from batch import TIES, sizes, solved_parts, wrong
from eligible import COLUMNS, Rule, add_attributes, rule, text
from expected import differences
from harness import BAD_INPUT, Bench, equal, expect, scaled
from markets import market
from mechanisms import cumulative_offers, immediate_acceptance
from rounds import Round, Wish
from setting import Setting

COMBINATIONS = ("", "lines categories terms transfers", "targets lines terms", "held lines categories", "targets common-order terms held")


def random_rules(bench, features, count, seed, mechanism="deferred-acceptance", naive=cumulative_offers):
    """Rounds of a few dozen markets, each round with a rule of its own."""
    rng, kept_out = random.Random(f"{seed} {features} {mechanism}"), 0
    for n in sizes(scaled(count), 30):
        tree = rule(rng, rng.choice([1, 2, 3]))
        rules = {"eligibility": text(tree), "columns": COLUMNS}
        parts = [add_attributes(rng, market(rng, features)) for _ in range(n)]
        meaning = lambda rnd: Setting(rnd, Rule(tree, rnd).ineligible)
        for setting, tables in solved_parts(bench, parts, meaning, mechanism=mechanism, id="rule", ties=rng.choice(TIES), rules=rules):
            found = differences(setting, naive(setting), tables, family=mechanism)
            wrong(setting, [f"{rules['eligibility']}", *found] if found else [], bench)
            kept_out += sum(len(setting.written[a]) - len(setting.lists[a]) for a in setting.applicants)
    expect(kept_out, "everyone was eligible: this case shows nothing")


def one_applicant(eligibility, cells, of_place, **columns):
    return Round(applicants=["a"], places=[("p", 1)], wishes=[Wish("a", 1, "p")], rules={"eligibility": eligibility, "columns": columns},
                 of_applicants={c: {"a": cell} for c, cell in cells.items()}, of_places={c: {"p": cell} for c, cell in of_place.items()})


def documented(bench, jlpt, least, degree, reason):
    rnd = one_applicant('jlpt >= place.min_jlpt and degree in ("master", "doctor")', {"jlpt": jlpt, "degree": degree},
                        {"min_jlpt": least}, jlpt="jlpt", min_jlpt="jlpt")
    _, out = bench.solved(rnd)
    from expected import read_tables
    equal(read_tables(out)["matches.csv"][0]["reason"], reason, "reason")


def levels_are_ordered(bench, kind, levels):
    """Every pair of levels: the higher passes the lower."""
    for i, mine in enumerate(levels):
        for j, least in enumerate(levels):
            rnd = one_applicant("x >= place.y", {"x": mine}, {"y": least}, x=kind, y=kind)
            equal(bench.match(rnd), {"a": "p" if i >= j else None}, f"{mine} where {least} is asked for")


def refused(bench, eligibility, position):
    """An error names the position in the rule."""
    rnd = one_applicant(eligibility, {"gpa": "3", "jlpt": "N2"}, {"min_gpa": "2"}, gpa="number", min_gpa="number", jlpt="jlpt")
    run, _, _ = bench.attempt(rnd)
    equal(run.status, BAD_INPUT, f"exit status ({run.stderr})")
    expect(f"character {position}" in run.stderr, f"character {position} is not named: {run.stderr}")


def main():
    bench = Bench()
    for features in COMBINATIONS:
        bench.case(f"random rules with {features or 'nothing else'}: every file as by naive evaluation", random_rules, bench,
                   features.split(), 600, 1)
    bench.case("random rules with immediate acceptance", random_rules, bench, [], 300, 2, mechanism="immediate-acceptance",
               naive=immediate_acceptance)
    for jlpt, least, degree, reason in (
            ("N2", "N3", "master", "placed"), ("N4", "N3", "bachelor", "ineligible:jlpt"), ("", "N3", "master", "ineligible:jlpt"),
            ("N2", "", "master", "ineligible:place.min_jlpt"), ("N2", "N3", "", "ineligible:degree")):
        bench.case(f"the documented rule with {jlpt or 'no level'}, {least or 'no minimum'}, {degree or 'no degree'}: {reason}",
                   documented, bench, jlpt, least, degree, reason)
    bench.case("JLPT levels are ordered", levels_are_ordered, bench, "jlpt", ["N5", "N4", "N3", "N2", "N1"])
    bench.case("CEFR levels are ordered", levels_are_ordered, bench, "cefr", ["A1", "A2", "B1", "B2", "C1", "C2"])
    for eligibility, position in (("gap >= 3", 1), ("gpa >= place.least", 8), ("gpa = 3", 5), ("gpa >= 3 and", 13), ('jlpt >= "N6"', 9),
                                  ("gpa >= jlpt", 5)):
        bench.case(f"an error with its position: {eligibility}", refused, bench, eligibility, position)
    bench.finish()


if __name__ == "__main__":
    main()
