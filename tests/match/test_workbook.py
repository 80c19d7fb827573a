"""A round from one workbook: the same result as from CSV files, and problems named by sheet, row and column."""
import json
import os
import random
from dataclasses import replace

from harness import BAD_INPUT, DONE, Bench, contents, equal, expect, lines_with
from rounds import Wish, random_round, tables_of, write_round
from workbook import write_workbook

RESULTS = ("matches.csv", "places.csv", "waiting.csv", "summary.json")


def write_as_workbook(rnd, folder, name="round.xlsx", skip=()):
    """round.json beside one workbook; tables in `skip` are left to somebody else."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "round.json"), "w", encoding="utf-8") as file:
        json.dump(rnd.document(), file, ensure_ascii=False)
    sheets = [(table[:-4], [header, *rows]) for table, header, rows in tables_of(rnd) if table[:-4] not in skip]
    write_workbook(os.path.join(folder, name), sheets)


def plain(rnd):
    """Numbers that a workbook writes back the same way."""
    return replace(rnd, wishes=[w._replace(score=f"{float(w.score):g}" if w.score else None) for w in rnd.wishes],
                   scores=[(a, p, f"{float(s):g}") for a, p, s in rnd.scores])


def same_result(bench, through):
    rnd = plain(random_round(random.Random(11), 300, 12, id="book"))
    _, expected = bench.solved(rnd)
    base = bench.fresh()
    folder, out = os.path.join(base, "round"), os.path.join(base, "out")
    write_as_workbook(rnd, folder)
    source = os.path.join(folder, "round.xlsx") if through == "workbook" else folder
    run = bench.solve(source, out)
    equal(run.status, DONE, run.stderr)
    for name in RESULTS:
        equal(contents(out, name), contents(expected, name), name)
    certificate = json.loads(contents(out, "certificate.json"))
    equal(sorted(certificate["inputs"]), ["round.json", "round.xlsx"], "inputs of the certificate")
    run = bench.verify(source, out)
    equal(run.status, DONE, run.stdout + run.stderr)
    applicant = rnd.applicants[0]
    equal(bench.explain(source, out, applicant).status, DONE, "explaining")


def changed_workbook_fails(bench):
    rnd = plain(random_round(random.Random(12), 40, 5, id="book"))
    base = bench.fresh()
    folder, out = os.path.join(base, "round"), os.path.join(base, "out")
    write_as_workbook(rnd, folder)
    equal(bench.solve(folder, out).status, DONE, "exit status")
    place, seats = rnd.places[0]
    write_as_workbook(replace(rnd, places=[(place, seats + 1), *rnd.places[1:]]), folder)
    equal(bench.verify(folder, out).status, 6, "enishi-verify after a seat was added in the workbook")


def problems_by_sheet(bench):
    rnd = plain(random_round(random.Random(13), 20, 4, id="book"))
    wishes = [*rnd.wishes[:5], Wish(rnd.wishes[5].applicant, "x", "nowhere", "1"), *rnd.wishes[6:]]
    base = bench.fresh()
    folder, out = os.path.join(base, "round"), os.path.join(base, "out")
    write_as_workbook(replace(rnd, wishes=wishes), folder)
    run = bench.solve(folder, out)
    equal(run.status, BAD_INPUT, "exit status")
    for start in ('round.xlsx[choices]:7: rank "x": ', 'round.xlsx[choices]:7: place "nowhere": '):
        expect(lines_with(run.stderr, start), f"{start} is not in: {run.stderr}")
    expect(not os.path.exists(out), "something was written")


def mixed(bench):
    """choices.csv beside a workbook with the rest: allowed; the same table in both: refused."""
    rnd = plain(random_round(random.Random(14), 60, 6, id="book"))
    _, expected = bench.solved(rnd)
    base = bench.fresh()
    folder, out = os.path.join(base, "round"), os.path.join(base, "out")
    write_round(rnd, folder)
    for name in ("applicants.csv", "places.csv", "scores.csv"):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            os.remove(path)
    write_as_workbook(rnd, folder, skip=("choices",))
    run = bench.solve(folder, out)
    equal(run.status, DONE, run.stderr)
    equal(contents(out, "matches.csv"), contents(expected, "matches.csv"), "matches.csv")
    equal(bench.verify(folder, out).status, DONE, "enishi-verify")
    write_as_workbook(rnd, folder)
    equal(bench.solve(folder, out, "--force").status, BAD_INPUT, "exit status with choices given twice")
    write_as_workbook(rnd, folder, name="second.xlsx", skip=("choices",))
    equal(bench.solve(folder, out, "--force").status, BAD_INPUT, "exit status with two workbooks")


def main():
    bench = Bench()
    bench.case("a workbook in a folder gives the same result as CSV files, verified", same_result, bench, "folder")
    bench.case("a workbook by its own name gives the same result, verified", same_result, bench, "workbook")
    bench.case("a change in the workbook is seen by the verifier", changed_workbook_fails, bench)
    bench.case("problems are named by workbook, sheet, row and column", problems_by_sheet, bench)
    bench.case("tables may come from a workbook and from files, but each only once", mixed, bench)
    bench.finish()


if __name__ == "__main__":
    main()
