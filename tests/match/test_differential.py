"""Unusual rounds: whatever `enishi match solve` clears and writes, `enishi-verify` accepts.

Small markets of every row of the table of combinations, under every rule for ties, with rules of eligibility, are spelled as people and
spreadsheets spell them: ids with quotes, signs, commas and letters of every script, composed in one table and decomposed in the next; ranks
with wide gaps; scores with odd exponents; blank rows, blanks around cells, tables without rows, columns that say nothing. What a market
means is left to the other tests: here two programs that share no line about it must agree.
"""
import csv
import io
import json
import os
import random
import unicodedata
from collections import Counter
from dataclasses import replace

from agencies import random_call
from eligible import COLUMNS, add_attributes, rule, text
from harness import BAD_INPUT, DONE, IMPOSSIBLE, LIMIT, Bench, expect, scaled
from markets import market, tied_market
from rounds import Group, tables_of
from test_couples import market as market_of_couples
from workbook import write_workbook

# Features of deferred acceptance that go together, as in docs/formats.md.
TOGETHER = ("", "lines", "lines categories", "lines categories terms transfers", "terms", "targets", "common-order", "targets common-order terms",
            "targets lines categories transfers", "held", "held lines categories terms transfers", "held targets common-order",
            "held targets common-order lines categories terms transfers")
OTHERS = ("immediate-acceptance", "serial-dictatorship", "top-trading-cycles", "max-size", "min-cost-max", "generous-max", "greedy-max",
          "rank-maximal")
TIES = ({"rule": "by-id"}, {"rule": "single-lottery", "seed": "s"}, {"rule": "multiple-lottery", "seed": "シード\n\"1\""}, {"rule": "keep"},
        {"seed": " ", "improve": "none"}, {"rule": "single-lottery"})

IDS = ('"q"', "=1+1", "+x", "-1", "-x", "@a", "'t", "Ａ", "A", "é", "Å", "1", "01", "1e3", "a,b", "a;b", "∞", "＝x", "0", "null", "𠮷", "ガ", "ｶﾞ",
       "Nguyễn Thị Ánh", "東京大学 理学部", "ineligible:x", "a'b", '=HYPERLINK("x","y")', "x" * 120, "ệ" * 40, "\\", "%s", "{}", "№ 5", "Ⅷ")
NOTHING = ("備考", "note", "ghi chú", "x.y", "=z", 'a"b', "place name")        # columns that no rule names


# ---- what a round may be

def size(rng):
    """Of a market; those of tests/match/markets.py have at most twenty applicants."""
    return rng.choice([{"applicants": 1}, {"applicants": 5}, {"applicants": 9, "places": 5}, {"applicants": 19, "places": 8, "seats": 4}])


def plain(rng, mechanism):
    terms = ["terms"] if rng.random() < 0.3 else []
    rnd = replace(market(rng, terms, **size(rng)), mechanism=mechanism)
    if mechanism == "serial-dictatorship":
        by_column(rng, rnd)
    return rnd


def by_column(rng, rnd):
    """Serial dictatorship goes by the lottery, or by a column of any type."""
    kind = rng.choice(["lottery", "text", "number", "date", "jlpt", "cefr"])
    cells = {"text": ["b", "a", "Ａ", "あ"], "number": ["1", "-0", "1e3", "0.5"], "date": ["2026-04-01", "1999-12-31"],
             "jlpt": ["N1", "N5"], "cefr": ["A1", "C2"]}
    rnd.rules["order"] = "lottery" if kind == "lottery" else "順"
    if kind != "lottery":
        rnd.rules["columns"] = {"順": kind}
        rnd.of_applicants["順"] = {a: rng.choice(cells[kind]) for a in rnd.applicants}


def deferred(rng, features):
    rnd = market(rng, features.split(), **size(rng))
    if rng.random() < 0.2 and not rnd.groups:
        rnd.of_places["target"] = {p: rng.choice(["", "0", "7"]) for p, _ in rnd.places}       # of no use: a warning
    if rng.random() < 0.2:
        rnd.of_places.setdefault("min_seats", dict.fromkeys((p for p, _ in rnd.places), "0"))    # no limit
    return rnd


def forest(rng):
    """Groups up to seven deep, targets above common orders."""
    rnd = market(rng, rng.choice(["", "terms", "lines categories"]).split(), applicants=9, places=6)
    names = [f"g{i}" for i in range(rng.randint(2, 7))]
    parent = {g: rng.choice(["", *names[max(0, i - 2):i]]) if i else "" for i, g in enumerate(names)}
    common = {g for g in names if rng.random() < 0.4}
    for g in names:
        if parent[g] in common:
            common.add(g)
    lined = {line.place for line in rnd.lines}
    of = {p: rng.choice([g for g in names if p not in lined or g not in common] or [""]) for p, _ in rnd.places if rng.random() < 0.9}
    top = {}                                                        # by group: where its common order begins
    for g in names:
        top[g] = top[parent[g]] if parent[g] in common else g
    caps = {g: str(rng.randint(0, 6)) if rng.random() < 0.7 else "" for g in names}
    left, target, turn = {g: int(caps[g] or 5) for g in names}, {}, {}
    for child, up in [*parent.items(), *of.items()]:
        if up and up not in common and rng.random() < 0.6:
            target[child] = rng.randint(0, left[up])
            left[up] -= target[child]
        if up and up not in common and rng.random() < 0.5:
            turn[child] = rng.choice([0, 1, 1, 2147483647])
    rnd.groups = [Group(g, parent[g], caps[g], "", str(target.get(g, "")), str(turn.get(g, "")),
                        "common-order" if g in common else "targets") for g in names]
    rnd.of_places |= {"group": of, "target": target, "turn": turn}
    under = {p for p, g in of.items() if g in common}
    rnd.wishes = [w._replace(score=None) if w.place in under else w for w in rnd.wishes]
    rnd.scores = [row for row in rnd.scores if row[1] not in under]
    rnd.group_scores = [(a, g, str(rng.randint(1, 5))) for g in sorted({top[g] for g in common}) if rng.random() < 0.7
                        for a in rnd.applicants if rng.random() < 0.9]
    return rnd


def lower(rng):
    return market(rng, [rng.choice(["min_seats", "floor"])], **size(rng))


def places_propose(rng):
    return replace(market(rng, [], **size(rng)), proposer="places")


def weakly(rng):
    return replace(tied_market(rng) if rng.random() < 0.5 else market(rng, [], ties=0.8), mechanism="max-weakly-stable")


def couples(rng):
    return market_of_couples(rng, singles=rng.choice([1, 4]), pairs=rng.choice([1, 2]), places=3)


def call(rng):
    rnd = random_call(rng, terms=rng.random() < 0.3)
    more = [Group(f"g{i}", cap=str(rng.choice([0, 3, 2147483647]))) for i in range(rng.randint(0, 4))]
    rnd.groups += more
    taken = {(a, p, g) for a, p, g, _ in rnd.demands}
    wished = sorted({(w.applicant, w.place) for w in rnd.wishes})
    rnd.demands += [(a, p, g.group, rng.choice([0, 0, 1, 2147483647])) for a, p in wished for g in more
                    if rng.random() < 0.4 and (a, p, g.group) not in taken]
    return rnd


KINDS = {**{f"deferred acceptance, {f or 'plain'}": (lambda rng, f=f: deferred(rng, f)) for f in TOGETHER},
         **{m: (lambda rng, m=m: plain(rng, m)) for m in OTHERS},
         "deferred acceptance, a forest of groups": forest, "lower limits": lower, "places propose": places_propose,
         "stable cycles": tied_market, "max-weakly-stable": weakly, "couples": couples, "two agencies": call}


def with_ties(rng, rnd, kind):
    ties = dict(rng.choice(TIES))
    if kind == "max-weakly-stable":
        ties = {"rule": "keep"}
    if kind == "stable cycles":
        ties["improve"] = "stable-cycles"
    if kind in ("top-trading-cycles", "two agencies") and ties.get("rule") in ("multiple-lottery", "keep"):
        ties = dict(TIES[1])
    return replace(rnd, ties=ties, id=rng.choice(["r", " vòng 1 ", "第一回", unicodedata.normalize("NFD", "é")]))


def with_rule(rng, rnd):
    tree = rule(rng, rng.choice([1, 2, 3]))
    rnd = add_attributes(rng, rnd)
    rules = {**rnd.rules, "eligibility": text(tree), "columns": {**COLUMNS, **rnd.rules.get("columns", {})}}
    return replace(rnd, rules=rules)


# ---- other names, ranks, scores

def renamed(rng, rnd):
    """Every id an unusual one."""
    terms = {w.term for w in rnd.wishes} | {line.term for line in rnd.lines} | {t for _, _, t in rnd.held}
    names = {"": "", "-": "-"}
    for old in (rnd.applicants, [p for p, _ in rnd.places], [g.group for g in rnd.groups], {j for j, *_ in rnd.joint}, terms - {""}):
        if rng.random() < 0.8:
            names |= zip(sorted(old), rng.sample(IDS, len(old)))
    at = lambda x: names.get(x, x)
    keyed = lambda columns: {c: {at(k): at(v) if c == "group" else v for k, v in cells.items()} for c, cells in columns.items()}
    return replace(
        rnd, applicants=[at(a) for a in rnd.applicants], places=[(at(p), n) for p, n in rnd.places],
        wishes=[w._replace(applicant=at(w.applicant), place=at(w.place), term=at(w.term)) for w in rnd.wishes],
        scores=[(at(a), at(p), s) for a, p, s in rnd.scores], of_applicants=keyed(rnd.of_applicants), of_places=keyed(rnd.of_places),
        lines=[line._replace(place=at(line.place), term=at(line.term)) for line in rnd.lines],
        groups=[g._replace(group=at(g.group), parent=at(g.parent)) for g in rnd.groups],
        group_scores=[(at(a), at(g), s) for a, g, s in rnd.group_scores],
        joint=[(at(j), at(a), at(b), r, at(p), at(q)) for j, a, b, r, p, q in rnd.joint],
        held=[(at(a), at(p), at(t)) for a, p, t in rnd.held], demands=[(at(a), at(p), at(g), n) for a, p, g, n in rnd.demands])


def reranked(rng, rnd):
    """The same order of ranks with wide gaps."""
    most = 2147483647
    ranks = sorted({w.rank for w in rnd.wishes} | {row[3] for row in rnd.joint})
    new = dict(zip(ranks, sorted(rng.sample([*range(1, 300), 65536, most - 1, most], len(ranks)))))
    return replace(rnd, wishes=[w._replace(rank=new[w.rank]) for w in rnd.wishes],
                   joint=[(*row[:3], new[row[3]], *row[4:]) for row in rnd.joint])


NUMBERS = ("-1e300", "-12345.6789", "-1", "-1e-300", "0", "1e-300", "0.1", "0.3", "0.30000000000000004", "1", "1.5", "99.999999999999", "1e21",
           "1.2345e23", "1.7976931348623157e308")


def rescored(rng, rnd):
    """The same order of scores, in other numbers; one number is spelled in several ways."""
    given = [w.score for w in rnd.wishes if w.score] + [s for *_, s in rnd.scores + rnd.group_scores]
    values = sorted(set(map(float, given)))
    if len(values) > len(NUMBERS):
        return rnd
    new = dict(zip(values, sorted(rng.sample(NUMBERS, len(values)), key=float)))
    say = lambda score: score and spelled_number(rng, new[float(score)])
    return replace(rnd, wishes=[w._replace(score=say(w.score)) for w in rnd.wishes], scores=[(a, p, say(s)) for a, p, s in rnd.scores],
                   group_scores=[(a, g, say(s)) for a, g, s in rnd.group_scores])


def spelled_number(rng, number):
    ways = {"0": ["-0", "0.000", "+0", "0e9", "-0e-5"], "1": ["+1", "1.0", "1e0", "10e-1", "001"],
            "0.1": ["1e-1", "0.10", "+0.1E0"], "1.5": ["15e-1"], "1e21": ["1000000000000000000000", "1E+21"]}
    return rng.choice([number, *ways.get(number, [])])


# ---- files

def spelled(rng, name, header, rows, blanks):
    """Cells decomposed, or with blanks around; a column that says nothing; columns in any order, and rows where order says nothing."""
    decomposed = rng.random() < 0.5
    cell = lambda c: (rng.choice(["", " ", "  "]) if blanks else "") + (unicodedata.normalize("NFD", c) if decomposed else c)
    rows = [[cell(c) for c in row] for row in rows]
    if name not in ("applicants.csv", "places.csv"):
        rng.shuffle(rows)
    if rng.random() < 0.4:
        nothing = rng.choice(NOTHING)
        header, rows = [*header, nothing], [[*row, rng.choice(["", "x", "=1", '"', "1,5"])] for row in rows]
    order = rng.sample(range(len(header)), len(header)) if rng.random() < 0.5 else range(len(header))
    return [[header[i] for i in order], *([row[i] for i in order] for row in rows)]


def file_of(rng, table, delimiter):
    """Its text: with a byte order mark or without, quoted or not, with rows of nothing but delimiters."""
    out, newline = io.StringIO(), rng.choice(["\n", "\r\n"])
    writer = csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=rng.choice([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
    for i, row in enumerate(table):
        writer.writerow(row)
        out.write((delimiter * rng.choice([0, len(row) - 1]) + newline) * (i > 0 and rng.random() < 0.1))
    content = out.getvalue()
    return rng.choice(["", "\ufeff"]) + (content.rstrip("\r\n") if rng.random() < 0.2 else content)


EMPTY = {"seats.csv": "place,order,seats,term", "groups.csv": "group,cap", "held.csv": "applicant,place",
         "joint.csv": "joint,first,second,rank,first_place,second_place", "demands.csv": "applicant,place,group,units"}


def write(rng, rnd, folder):
    """The files of a round, or its workbook; the options by which it is read."""
    os.makedirs(folder)
    with open(os.path.join(folder, "round.json"), "w", encoding="utf-8") as file:
        json.dump({"title": rng.choice(["=x", {"ja": "第一回", "en": "first"}]), **rnd.document()}, file, ensure_ascii=rng.random() < 0.5)
    blanks = rng.random() < 0.3
    tables = {name: spelled(rng, name, header, rows, blanks) for name, header, rows in tables_of(rnd)}
    for name, header in EMPTY.items():
        if name not in tables and rng.random() < 0.1:
            tables[name] = [header.split(",")]
    if rng.random() < 0.15:
        write_workbook(os.path.join(folder, "tables.xlsx"), [(name.removesuffix(".csv"), table) for name, table in tables.items()])
        return []
    delimiter, encoding = rng.choice([",", ",", ",", ";", "\t", "|"]), rng.choice(["utf-8", "utf-8", "utf-8", "utf-16"])
    for name, table in tables.items():
        with open(os.path.join(folder, name), "w", encoding=encoding, newline="") as file:
            file.write(file_of(rng, table, delimiter))
    options = [] if delimiter == "," else ["--delimiter", "tab" if delimiter == "\t" and rng.random() < 0.5 else delimiter]
    return options + ([] if encoding == "utf-8" else ["--encoding", encoding])


# ---- the two programs

def unusual(rng, kind):
    rnd = with_ties(rng, KINDS[kind](rng), kind)
    for change in (with_rule, renamed, reranked, rescored):
        if rng.random() < 0.5:
            rnd = change(rng, rnd)
    return rnd


def alike(bench, kind, count):
    """Every result that is written is verified; most rounds have one."""
    seen = Counter()
    for seed in range(scaled(count, least=4)):
        rng = random.Random(f"{kind} {seed}")
        base = bench.fresh()
        folder, out = os.path.join(base, "round"), os.path.join(base, "out")
        options = write(rng, unusual(rng, kind), folder)
        run = bench.solve(folder, out, "--quiet", *options)
        expect(run.status in (DONE, BAD_INPUT, IMPOSSIBLE, LIMIT), f"seed {seed}: exit status {run.status}: {run.stderr}")
        written = os.path.exists(os.path.join(out, "certificate.json"))
        seen[written] += 1
        if written:
            checked = bench.verify(folder, out)
            expect(checked.status == DONE, f"seed {seed}: {checked.stdout}{checked.stderr}")
    expect(seen[True] > seen[False] / 2, f"{seen[False]} of {seen.total()} rounds have no result: this case shows little")


def main():
    bench = Bench()
    for kind in KINDS:
        bench.case(f"{kind}: what is written is verified", alike, bench, kind, 14)
    bench.finish()


if __name__ == "__main__":
    main()
