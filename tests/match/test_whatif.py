"""`enishi match what-if`: what it says is what solving a copy of the round with those seats and caps gives, for every mechanism."""
import json
import os
import random
from collections import Counter
from dataclasses import replace

from batch import side_by_side
from harness import BAD_INPUT, BAD_USAGE, DONE, IMPOSSIBLE, LIMIT, Bench, contents, equal, expect, scaled
from markets import market, tied_market
from rounds import Group, Line, Round, Style, Wish, read_records, write_round

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


# ---- without a rule

def without_groups(rnd, **cells):
    return replace(rnd, groups=[g._replace(**cells) for g in rnd.groups])


def without_lines(rnd, which=lambda line: True, **cells):
    return replace(rnd, lines=[line._replace(**cells) if which(line) else line for line in rnd.lines])


def without_columns(rnd, *columns):
    return replace(rnd, of_places={c: cells for c, cells in rnd.of_places.items() if c not in columns})


def rules_of(rnd):
    """What `--without` may leave out of a round, as it is written -> a copy of the tables without it."""
    found = {}
    if any(g.cap for g in rnd.groups):
        found["caps"] = without_groups(rnd, cap="")
    for g in rnd.groups:
        if g.cap:
            found[f"cap:{g.group}"] = replace(rnd, groups=[x._replace(cap="") if x is g else x for x in rnd.groups])
    if any(int(t or 0) for t in [g.target for g in rnd.groups] + list(rnd.of_places.get("target", {}).values())):
        found["targets"] = without_columns(without_groups(rnd, target=""), "target")
    if any(line.category for line in rnd.lines):
        found["reserves"] = without_lines(rnd, category="", others="")
    for c in sorted({line.category for line in rnd.lines} - {""}):
        found[f"reserve:{c}"] = without_lines(rnd, lambda line, c=c: line.category == c, category="", others="")
    if any(line.term for line in rnd.lines):
        found["terms"] = without_lines(rnd, term="")
    if any(line.to for line in rnd.lines):
        found["transfers"] = without_lines(rnd, to="")
    for rule, column in (("min-seats", "min_seats"), ("floors", "floor")):
        if any(int(cell or 0) for cell in rnd.of_places.get(column, {}).values()):
            found[rule] = without_columns(rnd, column)
    if rnd.held:
        found["held"] = replace(rnd, held=[])
    return found


def told(entry):
    """A rule as it is written, from what JSON says of it."""
    return ":".join([entry["without"], *(entry[k] for k in ("group", "category") if k in entry)])


def by_category(rnd, before, after):
    moves, rows = moves_between(before, after), []
    cells = rnd.of_applicants.get("categories", {})
    members = {c: {a for a, cell in cells.items() if c in cell.split(";")} for cell in cells.values() for c in cell.split(";") if c}
    for c in members.keys() | {line.category for line in rnd.lines if line.category}:
        of = members.get(c, set())
        rows.append({"category": c, "applicants": len(of), "before": sum(before[a] is not None for a in of),
                     "after": sum(after[a] is not None for a in of)} | {k: sum(m[0] in of for m in v) for k, v in moves.items()})
    return rows


def by_group(rnd, before, after):
    parents, of_place = {g.group: g.parent for g in rnd.groups}, rnd.of_places.get("group", {})
    filled = {g: Counter() for g in parents}
    for which, result in (("before", before), ("after", after)):
        for wish in result.values():
            g = of_place.get(wish[0]) if wish else None
            while g:
                filled[g][which] += 1
                g = parents[g]
    return [{"group": g, "before": n["before"], "after": n["after"]} for g, n in filled.items()]


def sorted_rows(rows):
    return sorted(map(str, rows))


def each_rule_left_out(bench, features, kinds):
    """Each rule, one at a time and all in one table: as solving tables without the cells of the rule."""
    rng, moved, seen = random.Random(f"without {features}"), Counter(), set()
    for _ in range(scaled(3, least=2)):
        rnd = whole_round(bench, rng, "deferred-acceptance", features, count=12)
        folder, out = bench.solved(rnd)
        before, rules = results(out), rules_of(rnd)
        run = what_if(bench, folder, "--without", "each", "--json", "--limit", "1000")
        table = {told(entry): entry for entry in json.loads(run.stdout)["rules"]}
        equal((run.status, set(table)), (DONE, set(rules)), f"rules that were tried: {run.stderr}")
        for rule in rng.sample(list(rules), min(len(rules), 8)) + [r for r in rules if ":" not in r]:
            run, (apart, _, other) = what_if(bench, folder, "--without", rule, "--json"), bench.attempt(rules[rule])
            equal(run.status, apart.status, f"status without {rule}: {run.stderr} {apart.stderr}")
            equal(table[rule]["cleared"], apart.status == DONE, f"cleared without {rule}")
            if apart.status != DONE:
                continue
            document, after = json.loads(run.stdout), results(other)
            equal(list(map(told, document["changes"])), [rule], "changes")
            equal(said_moves(document), moves_between(before, after), f"moves without {rule}")
            equal({k: table[rule][k] for k in KINDS}, {k: len(v) for k, v in said_moves(document).items()}, f"counts without {rule}")
            equal(sorted_rows(document.get("categories", [])), sorted_rows(by_category(rnd, before, after)), f"categories without {rule}")
            equal(sorted_rows(document.get("groups", [])), sorted_rows(by_group(rnd, before, after)), f"groups without {rule}")
            seen.add(rule.partition(":")[0])
            moved[rule.partition(":")[0]] += sum(len(document[kind]) for kind in KINDS)
    equal(seen, set(kinds), "kinds of rules")
    expect(all(moved[k] for k in kinds), f"a rule that moves nobody: {moved}")


def rules_by_hand(bench):
    """Two of three seats are R's, and the group of both places takes two: b and c hold them. Without the reserve a takes x; without
    the cap a is placed too."""
    rnd = Round(id="rules", applicants=["a", "b", "c"], places=[("x", 2), ("y", 1)],
                of_applicants={"categories": {"a": "", "b": "R", "c": "R"}}, of_places={"group": {"x": "g", "y": "g"}, "target": {"x": "2"}},
                groups=[Group("g", "", "2", "", "", "", "targets")], lines=[Line("x", 1, 2, "R", "", "after")],
                wishes=[Wish("a", 1, "x", "9"), Wish("b", 1, "x", "5"), Wish("c", 1, "x", "4"), Wish("a", 2, "y", "1")])
    folder, _ = bench.solved(rnd)
    document = json.loads(what_if(bench, folder, "--without", "reserves", "--json").stdout)
    equal(said_moves(document), {"placed": [("a", None, ("x", "", 1))], "better": [], "worse": [], "aside": [],
                                      "unplaced": [("c", ("x", "", 1), None)]}, "moves without the reserve")
    equal(document["categories"], [{"category": "R", "applicants": 2, "before": 2, "after": 1, "placed": 0, "better": 0, "worse": 0,
                                    "unplaced": 1, "aside": 0}], "categories")
    document = json.loads(what_if(bench, folder, "--without", "cap:g", "--json").stdout)
    equal((said_moves(document)["placed"], document["groups"]), ([("a", None, ("y", "", 2))], [{"group": "g", "before": 2, "after": 3}]),
          "without the cap")
    for lang in ("en", "vi", "ja"):
        run = what_if(bench, folder, "--without", "each", "--lang", lang)
        equal((run.status, len([line for line in run.stdout.splitlines() if line.strip()])), (DONE, 9), f"{lang}: {run.stdout}")
        run = what_if(bench, folder, "--without", "cap:g", "--lang", lang)
        expect(run.status == DONE and " g" in run.stdout.replace("「", " "), f"{lang}: {run.stdout}")
    run = what_if(bench, folder, "--without", "each", "--limit", "1", "--json")
    equal((run.status, json.loads(run.stdout)["left_out"]), (LIMIT, 4), "the stated limit")


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
            (SMALL, BAD_USAGE, "--without", "nonsense"), (SMALL, BAD_USAGE, "--without", "cap"), (SMALL, BAD_USAGE, "--without", "caps:g"),
            (SMALL, BAD_USAGE, "--without", "caps", "--seats", "x=+1"), (SMALL, BAD_USAGE, "--without", "each", "--each"),
            (SMALL, BAD_INPUT, "--without", "caps"), (SMALL, BAD_INPUT, "--without", "cap:g"), (SMALL, BAD_INPUT, "--without", "held"),
            (replace(SMALL, held=[("b", "x", "")], ties={"rule": "single-lottery"}, wishes=[w._replace(score="3") for w in SMALL.wishes[:2]]),
             BAD_INPUT, "--without", "held"),
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
            expect("--without" in arguments and (rnd.held or len(arguments) > 2) or all(a.partition("=")[0] in run.stderr for a in arguments[1:2] if a[0] != "-"),
                   f"{arguments} is not named: {run.stderr}")


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
    clearings = [c for c in CLEARINGS if c[0] != "max-weakly-stable" or
                 bench.attempt(replace(SMALL, mechanism=c[0], ties=KEEP))[0].status == DONE]    # not in every version yet
    for mechanism, features in clearings:
        what = f"{mechanism}{' with ' + features if features else ''}"
        bench.case(f"{what}: as solving a copy with the changed seats", as_solved_apart, bench, mechanism, features)
    for mechanism, features in clearings:
        what = f"{mechanism}{' with ' + features if features else ''}"
        bench.case(f"{what}: each seat's worth is that of solving a copy", worth_of_each, bench, mechanism, features)
    for features, *kinds in (("lines categories transfers", "reserves", "reserve", "transfers"), ("lines terms", "terms"),
                             ("targets", "caps", "cap", "targets"), ("common-order", "caps", "cap"),
                             ("targets lines categories", "caps", "cap", "targets", "reserves", "reserve"), ("held", "held"),
                             ("min_seats", "min-seats"), ("floor", "floors")):
        bench.case(f"without each rule, as solving a copy of the tables without it: {features}", each_rule_left_out, bench, features, kinds)
    for sentence, function in (
            ("a chain of moves worked out by hand, in three languages", moves_by_hand),
            ("two rules left out, worked out by hand, in three languages", rules_by_hand),
            ("what cannot be is refused by name", refusals),
            ("a change after which no result exists is status 3", impossible),
            ("the stated limit of clearings", stated_limit),
            ("nothing is written", writes_nothing),
            ("the same for any row order and number of threads", whatever_order)):
        bench.case(sentence, function, bench)
    bench.finish()


if __name__ == "__main__":
    main()
