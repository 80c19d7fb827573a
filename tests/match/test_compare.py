"""`enishi match compare`: its rows are those of separate solves, its counts of blocking wishes and envy are naive ones."""
import json
import os
import random
import xml.etree.ElementTree as tree
from dataclasses import replace

from batch import side_by_side
from harness import BAD_INPUT, BAD_USAGE, DONE, Bench, contents, equal, expect, scaled
from markets import market, tied_market
from oracle import load
from rounds import MECHANISMS, Round, Wish, read_records, write_round
from setting import Setting

SEED = {"rule": "single-lottery", "seed": "compare"}
SETS = ("", "terms", "held", "floor", "lines categories", "targets", "min_seats", "keep", "stable-cycles", "places", "serial")


def round_of(bench, rng, what, count=20):
    ties = {"keep": {"rule": "keep"}, "stable-cycles": {**SEED, "improve": "stable-cycles"}, "floor": {"rule": "by-id"},
            "min_seats": {"rule": "by-id"}}.get(what, SEED)
    parts = []
    while len(parts) < count:
        part = tied_market(rng) if what in ("keep", "stable-cycles") else market(rng, [f for f in what.split() if f not in ("places", "serial")])
        part = replace(part, ties=ties)
        if what not in ("floor", "min_seats") or bench.attempt(part)[0].status == DONE:
            parts.append(part)
    rules = {"order": "lottery"} if what == "serial" else {}
    rnd, _ = side_by_side(parts, id="compare", ties=ties, rules=rules, proposer="places" if what == "places" else "applicants",
                          mechanism="max-weakly-stable" if what == "keep" else "serial-dictatorship" if what == "serial" else "deferred-acceptance")
    if not rnd.lines:
        rnd.of_applicants["categories"] = {a: rng.choice(["", "R", "S", "R;S"]) for a in rnd.applicants}
    return rnd


def compared(bench, folder, *options):
    return bench.start(bench.enishi, "match", "compare", folder, *options)


def by_mechanism(rnd, mechanism):
    rules = {key: value for key, value in rnd.rules.items() if key != "order" or mechanism == "serial-dictatorship"}
    kept = {"ties": {**rnd.ties, "rule": "keep"}} if mechanism == "max-weakly-stable" else {}
    return replace(rnd, mechanism=mechanism, rules=rules, **kept)


def naive(rnd, matched, closed):
    """(how many wishes block, who has justified envy) by their definition, over all pairs."""
    if rnd.lines or rnd.groups:
        return 0, set()
    setting, kept = Setting(rnd), rnd.ties["rule"] == "keep"
    equal_scores = kept or rnd.ties.get("improve") == "stable-cycles"
    match = {a: next((o for o in list_ if (o.place, o.term) == matched[a]), None) for a, list_ in setting.lists.items()}
    holders = {p: [o for o in match.values() if o and o.place == p] for p in setting.places}

    def over(o, x):
        if equal_scores:
            return (o.score or 0) > (x.score or 0)
        line = setting.lines[o.place][0]
        return (setting.key_at_line(line, o), o.own) < (setting.key_at_line(line, x), x.own)

    blocking, envious = 0, set()
    for a, list_ in setting.lists.items():
        for o in list_:
            met = match[a]
            if met and (o.rank >= met.rank if kept else o.own >= met.own):
                continue
            behind = any(over(o, x) for x in holders[o.place])
            free = o.place not in closed and len(holders[o.place]) < setting.seats[o.place]
            blocking += behind or free
            if behind and not (met and met.place == o.place):
                envious.add(a)
    return blocking, envious


def counts(rows, wishes, chosen):
    rows = [r for r in rows if r["applicant"] in chosen]
    ranks = [int(r["rank"]) for r in rows if r["place"]]
    return {"placed": len(ranks), "mean_rank": sum(ranks) / len(ranks) if ranks else None,
            "first_choices": sum((r["place"], r["term"]) in wishes[r["applicant"]] for r in rows if r["place"])}


def as_solved_apart(bench, what):
    rng, blocking, envious, cleared = random.Random(f"compare {what}"), 0, 0, 0
    for _ in range(scaled(2, least=2)):
        rnd = round_of(bench, rng, what)
        folder = os.path.join(bench.fresh(), "round")
        write_round(rnd, folder)
        run = compared(bench, folder, "--json")
        equal(run.status, DONE, run.stderr)
        document = json.loads(run.stdout)
        equal([m["mechanism"] for m in document["mechanisms"]], list(MECHANISMS), "mechanisms")
        for row in document["mechanisms"]:
            apart, _, out = bench.attempt(by_mechanism(rnd, row["mechanism"]), "--lang", "en")
            equal(row["cleared"], apart.status == DONE, f"{row['mechanism']} with {what}: {apart.stderr}")
            if not row["cleared"]:
                expect(all(p["message"] in apart.stderr for p in row["problems"]) and row["problems"], f"{row}: {apart.stderr}")
                continue
            cleared += 1
            equal(row["reached_limit"], False, f"limit of {row['mechanism']}")
            check_row(by_mechanism(rnd, row["mechanism"]), row, out)
            blocking, envious = blocking + row["blocking"], envious + row["envious"]
    expect(cleared > 0, "no mechanism cleared it")
    expect(what not in ("", "terms", "serial") or (blocking and envious), "nothing blocks: this case shows nothing")


def check_row(rnd, row, out):
    rows, summary = read_records(os.path.join(out, "matches.csv")), load(out, "summary.json")
    setting, what = Setting(rnd), row["mechanism"]
    many = len if rnd.ties["rule"] == "keep" else lambda written: min(1, len(written))     # several firsts, where ties are kept
    first = {a: {(w.place, w.term) for w in written[:many(written)] if w.rank == written[0].rank} for a, written in setting.written.items()}
    for key, value in counts(rows, first, set(rnd.applicants)).items():
        equal(row[key], value, f"{key} of {what}")
    equal(row["unplaced"], len(rows) - row["placed"], f"unplaced of {what}")
    equal(row["ranks"], summary["ranks"], f"ranks of {what}")
    matched = {r["applicant"]: (r["place"], r["term"]) for r in rows}
    blocking, envious = naive(rnd, matched, set(summary.get("closed", [])))
    equal((row["blocking"], row["envious"]), (blocking, len(envious)), f"blocking wishes and the envious of {what}")
    members = {}
    for a, cell in rnd.of_applicants.get("categories", {}).items():
        for c in filter(None, cell.split(";")):
            members.setdefault(c, set()).add(a)
    said = {c["category"]: c for c in row.get("categories", [])}
    equal(set(said), set(members), f"categories of {what}")
    for c, chosen in members.items():
        want = {"category": c, "applicants": len(chosen), **counts(rows, first, chosen), "envious": len(envious & chosen)}
        equal(said[c], want, f"category {c} of {what}")


SMALL = Round(id="small", applicants=["a", "b", "c"], places=[("x", 1), ("y", 1), ("z", 1)],
              wishes=[Wish("a", 1, "x", "1"), Wish("a", 2, "y", "3"), Wish("b", 1, "x", "2"), Wish("b", 2, "y", "2"), Wish("b", 3, "z", "9"),
                      Wish("c", 1, "y", "1"), Wish("c", 2, "x", "3")])


def boston_by_hand(bench):
    """Immediate acceptance: b takes x, c takes y, a is left: a, c and x block nothing but a at y, whom y puts before c."""
    folder = os.path.join(bench.fresh(), "round")
    write_round(SMALL, folder)
    run = compared(bench, folder, "--mechanisms", "immediate-acceptance,deferred-acceptance", "--json")
    found = [(m["mechanism"], m["placed"], m["blocking"], m["envious"]) for m in json.loads(run.stdout)["mechanisms"]]
    equal(found, [("immediate-acceptance", 2, 1, 1), ("deferred-acceptance", 3, 0, 0)], "by hand")


def pictures_and_tables(bench):
    folder = os.path.join(bench.fresh(), "round")
    write_round(replace(SMALL, of_applicants={"categories": {"a": "R"}}), folder)
    before = {name: contents(folder, name) for name in os.listdir(folder)}
    texts = set()
    for lang in ("en", "vi", "ja"):
        picture = os.path.join(os.path.dirname(folder), lang + ".svg")
        run = compared(bench, folder, "--lang", lang, "--picture", picture)
        equal(run.status, DONE, run.stderr)
        expect(all(m in run.stdout for m in MECHANISMS), f"not every mechanism is named: {run.stdout}")
        texts.add(run.stdout)
        bars = [e for e in tree.parse(picture).iter() if e.get("data-label")]
        equal(len(bars), 27, "bars: three for each of the nine mechanisms that need nothing more")
        expect({"bar", "other"} <= {e.get("data-kind") for e in bars}, "kinds of bars")
    equal(len(texts), 3, "different texts")
    equal({name: contents(folder, name) for name in os.listdir(folder)}, before, "files of the round")


def ranks_with_gaps(bench):
    """Seven people in one order for seven places whose ranks are 10, 20, …: six columns of ranks, and one for those behind."""
    folder, people = os.path.join(bench.fresh(), "round"), [f"a{i}" for i in range(7)]
    write_round(Round(id="gaps", applicants=people, places=[(f"p{i}", 1) for i in range(7)],
                      wishes=[Wish(a, 10 * (j + 1), f"p{j}", str(9 - i)) for i, a in enumerate(people) for j in range(7)]), folder)
    run = compared(bench, folder, "--mechanisms", "deferred-acceptance", "--lang", "en")
    heading, row = run.stdout.split("Placed at the wish of rank\n")[1].splitlines()[:2]
    equal(heading.split(), ["10", "20", "30", "40", "50", "60", ">", "60"], "ranks that somebody has got")
    equal(row.split(), ["deferred-acceptance"] + ["1"] * 7, "placed at them, and behind them")
    write_round(replace(SMALL, wishes=[Wish("a", 1, "x", "1")]), folder)
    equal(compared(bench, folder, "--mechanisms", "deferred-acceptance", "--lang", "en").stdout.split("of rank\n")[1].splitlines()[0].split(), ["1"],
          "no rank that nobody has got")


def refusals(bench):
    folder = os.path.join(bench.fresh(), "round")
    write_round(SMALL, folder)
    for status, named, *arguments in ((BAD_USAGE, "boston", "--mechanisms", "deferred-acceptance,boston"), (BAD_USAGE, "", "--mechanisms", ","),
                                      (BAD_INPUT, "order", "--mechanisms", "serial-dictatorship"), (BAD_USAGE, "", folder)):
        run = compared(bench, folder, *arguments)
        equal((run.status, run.stdout), (status, ""), f"{arguments}: {run.stderr}")
        expect(named in run.stderr, f"{named} is not named: {run.stderr}")
    said = compared(bench, folder, "--mechanisms", "boston").stderr
    expect(all(name in said for name in MECHANISMS), f"there are others, too: {said}")
    write_round(replace(SMALL, wishes=[*SMALL.wishes, Wish("a", 3, "nowhere")]), folder)
    equal(compared(bench, folder).status, BAD_INPUT, "status with a bad round")
    run = compared(bench, os.path.join(folder, "none"))
    expect(run.status in (1, 5) and not run.stdout, f"without a round: {run}")


def main():
    bench = Bench()
    for what in SETS:
        bench.case(f"{what or 'plain'}: rows as of separate solves, counts as by definition", as_solved_apart, bench, what)
    for sentence, function in (
            ("immediate against deferred acceptance, worked out by hand", boston_by_hand),
            ("a table and a picture in three languages; the round keeps its bytes", pictures_and_tables),
            ("ranks with gaps, and more of them than columns", ranks_with_gaps),
            ("what cannot be compared is refused by name", refusals)):
        bench.case(sentence, function, bench)
    bench.finish()


if __name__ == "__main__":
    main()
