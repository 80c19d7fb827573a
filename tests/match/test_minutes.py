"""`enishi match minutes`: what a committee puts on file of a result, against the result files and the oracle, in three languages."""
import hashlib
import json
import os
import random
import re
import subprocess
from collections import Counter

from batch import side_by_side
from harness import BAD_INPUT, BAD_USAGE, DONE, Bench, contents, equal, expect
from markets import market
from oracle import load, number
from rounds import Group, Line, Round, Wish, read_records

LANGUAGES = ("en", "vi", "ja")
SECRET, BEACON = "s3cret", "38915.87"
SEED = hashlib.sha256((SECRET + BEACON.encode().hex()).encode()).hexdigest()
COMMITTED = {"rule": "single-lottery", "seed": SEED, "commitment": hashlib.sha256(SECRET.encode()).hexdigest(), "beacon": BEACON,
             "secret": SECRET}
ROUND = Round(
    id="minutes", ties=COMMITTED, applicants=["a", "b", "c", "d", "e"], places=[("x", 2), ("y", 1), ("z", 1)],
    of_applicants={"categories": {"a": "", "b": "R", "c": "", "d": "", "e": ""}}, of_places={"group": {"x": "g", "y": "g", "z": ""}},
    groups=[Group("g", "", "2", "", "", "", "targets")], lines=[Line("x", 1, 1, "R", "", "after"), Line("x", 2, 1)],
    wishes=[Wish("a", 1, "x", "9.5"), Wish("b", 1, "x", "5"), Wish("c", 1, "y", "7"), Wish("c", 2, "z"), Wish("d", 1, "z")])


def minutes(bench, folder, out, *options):
    run = bench.start(bench.enishi, "match", "minutes", folder, out, *options)
    equal(run.status, DONE, run.stderr)
    return run.stdout


def digest(out):
    return hashlib.sha256(contents(out, "certificate.json")).hexdigest()


def rows_of(text):
    """Lines of at least four cells, by their first: places with seats, filled, cut-off."""
    cells = (re.split(r"\s{2,}", line.strip()) for line in text.splitlines())
    return {row[0]: row[1:] for row in cells if len(row) == 4}


def whole(bench, rnd):
    """Every line of places.csv with its numbers, every reason with its count, certificate, claims and rules."""
    folder, out = bench.solved(rnd)
    lines = Counter(line.place for line in rnd.lines)
    summary, claims = load(out, "summary.json"), [c["claim"] for c in load(out, "certificate.json")["claims"]]
    said = {lang: minutes(bench, folder, out, "--lang", lang) for lang in LANGUAGES}
    equal(len(set(said.values())), len(LANGUAGES), "different texts")
    for lang, text in said.items():
        rows = rows_of(text)
        for row in read_records(os.path.join(out, "places.csv")):
            name = f"{row['place']}/{row['order']}" if lines[row["place"]] > 1 else row["place"]
            name = " ".join(filter(None, (name, row["category"], row["term"])))
            want = [row["seats"], row["filled"], row["cutoff"] or "–"]
            equal([cell.replace(",", ".") for cell in rows[name]], want, f"{lang}: {name}")
        outcome = {line.split()[0] for line in text.splitlines() if re.match(r" +\d+  \S", line)}
        equal(outcome, {str(n) for n in summary["reasons"].values()}, f"{lang}: counts of reasons")
        for word in (rnd.id, digest(out), folder, out):
            expect(word in text, f"{lang}: {word} is not there: {text}")
        expect(not any(f"- {claim}\n" in text for claim in claims), f"{lang}: a claim that is not in words: {text}")
        expect(text.count("\n  - ") >= len(claims), f"{lang}: claims are missing: {text}")
    return said, folder, out


def by_hand(bench):
    said, folder, out = whole(bench, ROUND)
    for lang, text in said.items():
        for word in (SEED, COMMITTED["commitment"], BEACON, SECRET, " 2\n"):
            expect(word in text, f"{lang}: {word} is not there: {text}")
    equal(json.loads(minutes(bench, folder, out, "--json")), {
        "round": "minutes", "made_by": load(out, "certificate.json")["made_by"], "certificate": digest(out),
        "claims": [c["claim"] for c in load(out, "certificate.json")["claims"]], "text": said["en"]}, "--json")


def numbers(bench):
    """The command that the minutes give computes the lottery number."""
    for rule, places in (("single-lottery", ()), ("multiple-lottery", ("x",))):
        rnd = Round(id="drawn", ties={"rule": rule, "seed": "5eed"}, applicants=["a", "b"], places=[("x", 1)],
                    wishes=[Wish("a", 1, "x"), Wish("b", 1, "x")])
        folder, out = bench.solved(rnd)
        command = next(line for line in minutes(bench, folder, out).splitlines() if "sha256sum" in line)
        for word, value in (("SEED", "5eed"), ("ROUND", "drawn"), ("APPLICANT", "b"), ("PLACE", "x")):
            command = command.replace(word, value)
        done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True)
        equal(done.stdout.split()[0], number("5eed", "drawn", "b", *places), rule)


def without_lottery(bench):
    folder, out = bench.solved(Round(id="still", ties={"rule": "by-id"}, applicants=["a"], places=[("x", 1)], wishes=[Wish("a", 1, "x")]))
    expect("sha256sum" not in minutes(bench, folder, out), "a lottery that was not held")


def of_every_kind(bench):
    for mechanism, features in (
            ("deferred-acceptance", "lines categories terms transfers targets held"), ("deferred-acceptance", "common-order"),
            ("immediate-acceptance", ""), ("top-trading-cycles", ""), ("serial-dictatorship", ""), ("max-size", ""),
            ("min-cost-max", ""), ("generous-max", ""), ("greedy-max", ""), ("rank-maximal", "")):
        rng = random.Random(f"minutes {mechanism} {features}")
        rnd, _ = side_by_side([market(rng, features.split()) for _ in range(12)], id="kinds", ties={"rule": "single-lottery", "seed": "k"},
                              mechanism=mechanism, rules={"order": "lottery"} if mechanism == "serial-dictatorship" else {})
        whole(bench, rnd)


def refused(bench):
    """Only of the result that the round gives; nothing is written, nothing is said of another."""
    folder, out = bench.solved(ROUND)
    before = {(f, name): contents(f, name) for f in (folder, out) for name in os.listdir(f)}
    minutes(bench, folder, out)
    equal({(f, name): contents(f, name) for f in (folder, out) for name in os.listdir(f)}, before, "files")
    with open(os.path.join(folder, "choices.csv"), "ab") as file:
        file.write(b"e,1,y,,3\n" if b"term" in before[folder, "choices.csv"] else b"e,1,y,3\n")
    run = bench.start(bench.enishi, "match", "minutes", folder, out)
    equal((run.status, run.stdout), (BAD_INPUT, ""), f"another round: {run.stderr}")
    for arguments in ((folder,), (folder, out, "more"), (folder, out, "--nonsense")):
        equal(bench.start(bench.enishi, "match", "minutes", *arguments).status, BAD_USAGE, f"{arguments}")


def main():
    bench = Bench()
    for sentence, function in (
            ("a round with reserves, a cap and a committed lottery", by_hand),
            ("every mechanism: each place, reason and claim, in three languages", of_every_kind),
            ("anyone can compute the lottery numbers by the command that is given", numbers),
            ("without a lottery there is nothing to compute", without_lottery),
            ("minutes of another round are refused, and nothing is written", refused)):
        bench.case(sentence, function, bench)
    bench.finish()


if __name__ == "__main__":
    main()
