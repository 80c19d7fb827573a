"""`enishi match what-if`: what it says is what solving a copy of the round with those seats and caps gives, for every mechanism."""
import json
import os
import random
from collections import Counter
from dataclasses import replace

from batch import side_by_side
from harness import BAD_INPUT, BAD_USAGE, DONE, IMPOSSIBLE, LIMIT, Bench, contents, equal, expect, scaled
from markets import market, tied_market
from rounds import Line, Round, Style, Wish, read_records, write_round

SEED = {"rule": "single-lottery", "seed": "what if"}
KEEP = {"rule": "keep"}
CLEARINGS = [("deferred-acceptance", features) for features in (
    "", "lines categories transfers", "lines terms", "targets", "common-order", "targets lines categories", "held",
    "held targets lines", "min_seats", "floor")] + [(mechanism, "") for mechanism in (
        "immediate-acceptance", "top-trading-cycles", "serial-dictatorship", "max-size", "min-cost-max", "generous-max",
        "greedy-max", "rank-maximal", "max-weakly-stable")]
KINDS = ("placed", "better", "worse", "unplaced", "aside")


def whole_round(bench, rng, mechanism, features, count=25):
    """Markets side by side; with lower limits those that have a result."""
    rules = {"order": "lottery"} if mechanism == "serial-dictatorship" else {}
    make = tied_market if mechanism == "max-weakly-stable" else lambda r: market(r, features.split())
    limits = features in ("min_seats", "floor")
    ties = KEEP if mechanism == "max-weakly-stable" else {"rule": "by-id"} if limits else SEED
    parts = []
    while len(parts) < count:
        part = replace(make(rng), ties=ties)
        if not limits or bench.attempt(part)[0].status == DONE:
            parts.append(part)
    return side_by_side(parts, id="what-if", ties=ties, mechanism=mechanism, rules=rules)[0]


def changed(rng, rnd):
    """(arguments, the round with these changes): some more, some fewer seats; caps too."""
    arguments, places, lines, groups = [], dict(rnd.places), list(rnd.lines), list(rnd.groups)
    for p in rng.sample(list(places), min(12, len(places))):
        at, by = [i for i, line in enumerate(lines) if line.place == p], rng.choice([1, 2, -1])
        if at:
            i = rng.choice(at)
            by = max(by, -lines[i].seats)
            lines[i] = lines[i]._replace(seats=lines[i].seats + by)
        by = max(by, -places[p])
        places[p] += by
        order = f"/{lines[i].order}" if len(at) > 1 else ""
        arguments += ["--seats", f"{p}{order}={by:+d}"]
    for i in rng.sample(range(len(groups)), min(5, len(groups))):
        if groups[i].cap:
            by = max(rng.choice([1, -1]), -int(groups[i].cap))
            groups[i] = groups[i]._replace(cap=str(int(groups[i].cap) + by))
            arguments += ["--cap", f"{groups[i].group}={by:+d}"]
    return arguments, replace(rnd, places=list(places.items()), lines=lines, groups=groups)


def results(out):
    return {r["applicant"]: ((r["place"], r["term"], int(r["rank"])) if r["place"] else None)
            for r in read_records(os.path.join(out, "matches.csv"))}


def kind_of(was, now):
    if was is None or now is None:
        return "placed" if was is None else "unplaced"
    return "better" if now[2] < was[2] else "worse" if now[2] > was[2] else "aside"


def moves_between(before, after):
    moves = {kind: [] for kind in KINDS}
    for a, was in before.items():
        if after[a] != was:
            moves[kind_of(was, after[a])].append((a, was, after[a]))
    return moves


def wish(value):
    return value and (value["place"], value.get("term", ""), value["rank"])


def said_moves(document):
    return {kind: [(m["applicant"], wish(m["from"]), wish(m["to"])) for m in document[kind]] for kind in KINDS}


def totals(result, rnd):
    ranks = [wish[2] for wish in result.values() if wish]
    return {"seats": sum(n for _, n in rnd.places), "placed": len(ranks), "unplaced": len(result) - len(ranks),
            "mean_rank": sum(ranks) / len(ranks) if ranks else None}


def what_if(bench, folder, *options):
    return bench.start(bench.enishi, "match", "what-if", folder, *options)


def as_solved_apart(bench, mechanism, features):
    rng, moved, refused = random.Random(f"{mechanism} {features}"), 0, 0
    for _ in range(scaled(6, least=3)):
        rnd = whole_round(bench, rng, mechanism, features)
        folder, out = bench.solved(rnd)
        arguments, copy = changed(rng, rnd)
        run = what_if(bench, folder, "--json", *arguments)
        apart, _, other = bench.attempt(copy)
        equal(run.status, apart.status, f"status with {arguments}: {run.stderr} {apart.stderr}")
        if apart.status != DONE:
            refused += 1
            continue
        document, before, after = json.loads(run.stdout), results(out), results(other)
        equal(said_moves(document), moves_between(before, after), f"moves with {arguments}")
        for key, result, tables in (("before", before, rnd), ("after", after, copy)):
            said = {k: v for k, v in document[key].items() if k != "first_choices"}
            equal(said, totals(result, tables), key)
            with open(os.path.join(out if key == "before" else other, "summary.json"), encoding="utf-8") as file:
                equal(document[key]["first_choices"], json.load(file).get("first_choices", document[key]["first_choices"]), key)
        gained = sum(before[a][2] - after[a][2] for a in before if before[a] and after[a])
        equal(document["ranks_gained"], gained, "ranks gained")
        moved += sum(len(document[kind]) for kind in KINDS)
    expect(moved or refused, "nobody moved: this case shows nothing")


def worth_of_each(bench, mechanism, features):
    rng = random.Random(f"each {mechanism} {features}")
    rnd, gains = whole_round(bench, rng, mechanism, features, count=9), 0
    folder, out = bench.solved(rnd)
    run = what_if(bench, folder, "--each", "--json")
    equal(run.status, DONE, run.stderr)
    document, before = json.loads(run.stdout), results(out)
    equal(document["left_out"], 0, "left out")
    seats = [(p, line.order if line else 1) for p, _ in rnd.places
             for line in ([x for x in rnd.lines if x.place == p] or [None])]
    equal(Counter((w["place"], w.get("order", 1)) for w in document["seats"]), Counter(seats), "seats that were tried")
    for w in document["seats"]:
        lines = [x._replace(seats=x.seats + ((x.place, x.order) == (w["place"], w.get("order")))) for x in rnd.lines]
        apart, _, other = bench.attempt(replace(rnd, lines=lines, places=[(p, n + (p == w["place"])) for p, n in rnd.places]))
        equal(w["cleared"], apart.status == DONE, f"cleared {w}")
        if not w["cleared"]:
            continue
        after = results(other)
        equal({kind: w[kind] for kind in KINDS}, {k: len(v) for k, v in moves_between(before, after).items()}, f"{w}")
        equal(w["ranks_gained"], sum(before[a][2] - after[a][2] for a in before if before[a] and after[a]), f"{w}")
        gains += w["placed"]
    keys = [(not w["cleared"], w.get("unplaced", 0) - w.get("placed", 0), -w.get("ranks_gained", 0), w["place"].encode(), w.get("order", 1))
            for w in document["seats"]]
    equal(keys, sorted(keys), "order of the seats")
    expect(gains, "no seat placed anybody: this case shows nothing")


SMALL = Round(id="small", applicants=["a", "b", "c"], places=[("x", 1), ("y/1", 1), ("z=z", 2)],
              wishes=[Wish("a", 1, "x", "3"), Wish("b", 1, "x", "2"), Wish("b", 2, "y/1", "5"), Wish("c", 1, "y/1", "4"), Wish("c", 2, "z=z", "1")])
LINED = replace(SMALL, lines=[Line("z=z", 1, 1), Line("z=z", 2, 1)])


def moves_by_hand(bench):
    """One more seat at x: b moves up from y/1, so c moves up from z=z."""
    folder, _ = bench.solved(SMALL)
    document = json.loads(what_if(bench, folder, "--seats", "x=+1", "--json").stdout)
    equal(said_moves(document)["better"], [("b", ("y/1", "", 2), ("x", "", 1)), ("c", ("z=z", "", 2), ("y/1", "", 1))], "better")
    equal(document["ranks_gained"], 2, "ranks gained")
    moved = json.loads(what_if(bench, folder, "--seats", "x=-1", "--seats", "x=+2", "--seats", "y/1=-1", "--json").stdout)
    equal([(c["by"], c["before"], c["after"]) for c in moved["changes"]], [(-1, 1, 2), (2, 1, 2), (-1, 1, 0)], "changes of one place add up")
    for lang in ("en", "vi", "ja"):
        run = what_if(bench, folder, "--seats", "x=+1", "--lang", lang)
        equal(run.status, DONE, run.stderr)
        expect(all(name in run.stdout for name in ("b ", "c ", "y/1", "z=z")), f"{lang}: {run.stdout}")
        equal(what_if(bench, folder, "--each", "--lang", lang).status, DONE, lang)


def refusals(bench):
    """What cannot be is refused by name, with nothing on standard output."""
    for rnd, status, *arguments in (
            (SMALL, BAD_USAGE,), (SMALL, BAD_USAGE, "--seats", "x"), (SMALL, BAD_USAGE, "--seats", "x=2"), (SMALL, BAD_USAGE, "--seats", "x=+"),
            (SMALL, BAD_USAGE, "--seats", "x=+1.5"), (SMALL, BAD_USAGE, "--cap", "g"), (SMALL, BAD_USAGE, "--each", "--seats", "x=+1"),
            (SMALL, BAD_INPUT, "--seats", "nowhere=+1"), (SMALL, BAD_INPUT, "--seats", "x/2=+1"), (SMALL, BAD_INPUT, "--cap", "g=+1"),
            (SMALL, BAD_INPUT, "--seats", "x=-2"), (SMALL, BAD_INPUT, "--seats", "x=+2147483647"),
            (LINED, BAD_INPUT, "--seats", "z=z=+1"), (LINED, BAD_INPUT, "--seats", "z=z/3=+1"), (LINED, BAD_INPUT, "--seats", "z=z/1=-2"),
            (replace(SMALL, of_places={"floor": {"x": "1"}}), BAD_INPUT, "--seats", "x=-1"),
            (replace(SMALL, held=[("b", "x", "")]), BAD_INPUT, "--seats", "x=-1"),
            (replace(SMALL, of_places={"floor": {"x": "2"}}, places=[("x", 2), ("y/1", 1), ("z=z", 2)]), DONE, "--seats", "x=+1"),
            (SMALL, DONE, "--seats", "x/1=+1"), (SMALL, DONE, "--seats", "y/1=+1"), (LINED, DONE, "--seats", "z=z/2=+1")):
        folder = os.path.join(bench.fresh(), "round")
        write_round(rnd, folder)
        run = what_if(bench, folder, *arguments)
        equal(run.status, status, f"status with {arguments}: {run.stderr}")
        if status != DONE:
            expect(not run.stdout and run.stderr.strip(), f"{arguments}: {run}")
            expect(all(a.partition("=")[0] in run.stderr for a in arguments[1:2] if a[0] != "-"), f"{arguments} is not named: {run.stderr}")


def impossible(bench):
    """A change after which no result exists is status 3; --each says of that seat that nothing was cleared."""
    rnd = replace(SMALL, of_places={"floor": {"z=z": "1"}})
    folder = os.path.join(bench.fresh(), "round")
    write_round(replace(rnd, of_places={"floor": {"z=z": "2"}}), folder)
    equal(what_if(bench, folder, "--seats", "x=+1").status, IMPOSSIBLE, "status")


def stated_limit(bench):
    """More places than --limit: status 4, the seats with the longest waiting lists, and how many were left out."""
    folder, _ = bench.solved(SMALL)
    run = what_if(bench, folder, "--each", "--limit", "1", "--json")
    equal(run.status, LIMIT, "status")
    document = json.loads(run.stdout)
    equal(([w["place"] for w in document["seats"]], document["left_out"]), (["x"], 2), "tried")


def writes_nothing(bench):
    folder, out = bench.solved(SMALL)
    base = os.path.dirname(folder)
    before = {(f, name): contents(f, name) for f in (folder, out) for name in os.listdir(f)}
    what_if(bench, folder, "--seats", "x=+1")
    what_if(bench, folder, "--each")
    equal({(f, name): contents(f, name) for f in (folder, out) for name in os.listdir(f)}, before, "files")
    equal(sorted(os.listdir(base)), ["out", "round"], "folders")


def whatever_order(bench):
    """Rows in another order, any number of threads: the same moves."""
    rng = random.Random("order")
    rnd = whole_round(bench, rng, "deferred-acceptance", "targets lines categories")
    arguments, _ = changed(rng, rnd)
    found = []
    for style in (None, Style(shuffle_rows={name: rng for name in ("applicants.csv", "places.csv", "choices.csv", "seats.csv")})):
        folder = os.path.join(bench.fresh(), "round")
        write_round(rnd, folder, style)
        for threads in "12":
            run = what_if(bench, folder, "--json", "--threads", threads, *arguments)
            equal(run.status, DONE, run.stderr)
            found.append({kind: sorted(map(str, moves)) for kind, moves in said_moves(json.loads(run.stdout)).items()})
            each = what_if(bench, folder, "--each", "--json", "--limit", "30", "--threads", threads)
            found[-1]["each"] = json.loads(each.stdout)["seats"]
    expect(all(f == found[0] for f in found), "not the same for every order and number of threads")


def main():
    bench = Bench()
    for mechanism, features in CLEARINGS:
        what = f"{mechanism}{' with ' + features if features else ''}"
        bench.case(f"{what}: as solving a copy with the changed seats", as_solved_apart, bench, mechanism, features)
    for mechanism, features in CLEARINGS:
        what = f"{mechanism}{' with ' + features if features else ''}"
        bench.case(f"{what}: each seat's worth is that of solving a copy", worth_of_each, bench, mechanism, features)
    for sentence, function in (
            ("a chain of moves worked out by hand, in three languages", moves_by_hand),
            ("what cannot be is refused by name", refusals),
            ("a change after which no result exists is status 3", impossible),
            ("the stated limit of clearings", stated_limit),
            ("nothing is written", writes_nothing),
            ("the same for any row order and number of threads", whatever_order)):
        bench.case(sentence, function, bench)
    bench.finish()


if __name__ == "__main__":
    main()
