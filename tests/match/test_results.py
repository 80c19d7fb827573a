"""The result files of mid-size rounds in every spelling, the result directory, and the lottery that anyone can recompute."""
import json
import os
import random
import subprocess
import time
import unicodedata
from dataclasses import replace
from decimal import Decimal

from harness import BAD_INPUT, BAD_USAGE, DONE, IO_ERROR, Bench, contents, equal, expect, lines_with, scaled
from oracle import RESULT_FILES, Market, commitment_of, differences, load, number, read_match, seed_of
from rounds import Round, Style, Wish, random_round, read_records, read_round, scores_beside_wishes, write_round

SINGLE = {"rule": "single-lottery", "seed": "4f1c"}
NAMES = ["Nguyễn Thị Hằng", "Đặng Văn Ước", "Trần Quốc Bảo", "佐藤 花子", "髙橋 一郎", "ガギグゲゴ工房", "九州大学・理学部",
         "Đại học Bách khoa", "O'Brien, Seán", 'the "first" one', "a;b", "+84912345678", "+84 912 345 678", "-5", "-5x",
         "=x", "=SUM(A1:A2)", "@home", "'quoted", "0", "00", "1e5", "A", "a", "é", "ẹ̀", "#N/A", "\\", "NULL", "true"]


# ---- spellings

def named(rnd, rng):
    """The round with ids from many scripts, and ids that a spreadsheet takes for formulas."""
    ids = rnd.applicants + [p for p, _ in rnd.places]
    name = {old: NAMES[i] if i < len(NAMES) else f"{rng.choice(NAMES)} {i}" for i, old in enumerate(rng.sample(ids, len(ids)))}
    return replace(rnd, applicants=[name[a] for a in rnd.applicants], places=[(name[p], q) for p, q in rnd.places],
                   wishes=[w._replace(applicant=name[w.applicant], place=name[w.place]) for w in rnd.wishes],
                   scores=[(name[a], name[p], s) for a, p, s in rnd.scores])


def respelling(rng):
    """Each occurrence of an id in another form that compares as the same: NFC or NFD, with blanks around or without."""
    def respell(_file, name):
        form = unicodedata.normalize(rng.choice(["NFC", "NFD"]), name)
        return rng.choice(["", "", " ", "  "]) + form + rng.choice(["", "", " "])
    return respell


def other_numbers(rnd, rng):
    """Scores in other spellings of the same numbers: signs, exponents, zeros behind the point."""
    def respell(text):
        if text is None:
            return None
        value = Decimal(text)
        return rng.choice([text, f"{value:.3f}", f"{value:E}", f"{value:+.4f}", f"{value * 1000:.0f}e-3", f"0{value}"
                           if value > 0 else text])
    return replace(rnd, wishes=[w._replace(score=respell(w.score)) for w in rnd.wishes],
                   scores=[(a, p, respell(s)) for a, p, s in rnd.scores])


STYLES = {
    "plain": lambda rng: Style(),
    "CRLF and a byte order mark": lambda rng: Style(newline="\r\n", bom=True),
    "all cells quoted, no line end at the end": lambda rng: Style(quote_all=True, final_newline=False),
    "columns and rows in any order": lambda rng: Style(
        shuffle_columns=rng, shuffle_rows={name: rng for name in ("choices.csv", "scores.csv")}),
    "attributes with commas, quotes and line ends": lambda rng: Style(
        newline="\r\n", extra={"applicants.csv": {"city": lambda i: "Huế, Đà Nẵng", "note": lambda i: f'"{i}"\nsecond line'},
                               "places.csv": {"学部": lambda i: "理\r\n工"}}),
}


def in_every_spelling(bench, style, seed):
    """Results held against what the round means, and against the oracle's own reading of the files."""
    rng = random.Random(seed)
    for size, rule in ((60, SINGLE), (300, {**SINGLE, "rule": "multiple-lottery"}), (300, {"rule": "by-id"})):
        rnd = named(random_round(rng, size, size // 8, score_levels=6, id="Đợt 2027 第一回", ties=rule), rng)
        rnd = other_numbers(scores_beside_wishes(rnd) if rng.random() < 0.5 else rnd, rng)
        spelled = STYLES[style](rng)
        spelled.respell = respelling(rng)
        folder, out = bench.solved(rnd, style=spelled)
        wrong = differences(Market(rnd), folder, out) + differences(Market(read_round(folder)), folder, out)
        expect(not wrong, "\n".join(wrong))
        equal(bench.verify(folder, out).status, DONE, "enishi-verify")


def large_round(bench, proposer, rule):
    rng = random.Random(f"{proposer} {rule}")
    for size, places in ((2000, 100), (300, 300)):
        bench.agreed(random_round(rng, size, places, wishes=8, score_levels=20, id="large", proposer=proposer,
                                  ties={"rule": rule, "seed": "large"} if rule != "by-id" else {"rule": rule}))


def cells_of_several_lines(bench):
    """Long files whose cells have several lines are read alike by any number of threads."""
    rnd = scores_beside_wishes(random_round(random.Random(11), 6000, 400, wishes=6, id="lines", ties=SINGLE))
    remark = {"remark": lambda i: f'{i}\n"quoted",\r\nlast' if i % 3 else ""}
    for threads in ("1", "2", "7"):
        bench.agreed(rnd, "--threads", threads, style=Style(extra={"choices.csv": remark, "scores.csv": remark}))


def equal_numbers_tie(bench):
    """1e2, 100 and +100.0 are one score, -0 and 0 another; the tie rule decides among them."""
    scores = ["100", "1e2", "+100.0", "1000E-1", "0", "-0", "0.0", "-0e5"]
    rnd = Round(applicants=[f"a{i}" for i in range(8)], places=[("P", 1), ("Q", 5)], ties=SINGLE)
    rnd.wishes = [Wish(a, 1, p, s) for a, s in zip(rnd.applicants, scores) for p in "P"]
    rnd.wishes += [Wish(a, 2, "Q", s) for a, s in zip(rnd.applicants, scores)]
    bench.agreed(rnd)


def scores_compare_exactly(bench):
    """Two scores that differ in the seventeenth digit are told apart, or refused; never taken for a tie."""
    for low, high in (("0.1", "0.10000000000000001"), ("9007199254740992", "9007199254740993"),
                      ("0", "1e-400"), ("1", "1.0000000000000000000001")):
        for order in ("ab", "ba"):
            rnd = Round(applicants=list("ab"), places=[("P", 1)],
                        wishes=[Wish(a, 1, "P", s) for a, s in zip(order, (low, high))])
            base = bench.fresh()
            write_round(rnd, os.path.join(base, "round"))
            run = bench.solve(os.path.join(base, "round"), os.path.join(base, "out"))
            if run.status != BAD_INPUT:
                equal(run.status, DONE, "exit status")
                equal(read_match(os.path.join(base, "out")), {order[0]: None, order[1]: "P"}, f"{high} beats {low}")


def seats_add_up_beyond_32_bits(bench):
    """Two places with 2^31 - 1 seats each: refused, or counted right."""
    rnd = Round(applicants=["a"], places=[("P", 2**31 - 1), ("Q", 2**31 - 1), ("R", 2**31 - 1)], wishes=[Wish("a", 1, "P")])
    base = bench.fresh()
    write_round(rnd, os.path.join(base, "round"))
    run = bench.solve(os.path.join(base, "round"), os.path.join(base, "out"))
    if run.status != BAD_INPUT:
        equal(differences(Market(rnd), os.path.join(base, "round"), os.path.join(base, "out")), [], "differences")


def without_wishes(bench):
    """No wish in the whole round, and no applicant at all: everyone gets `no-wishes`, and no mean rank exists."""
    rnd = Round(applicants=["a", "b"], places=[("P", 2), ("Q", 0)])
    folder, out = bench.solved(rnd)
    equal(differences(Market(rnd), folder, out), [], "differences")
    equal(load(out, "summary.json")["mean_rank"], None, "mean_rank")


def ids_of_128_bytes(bench):
    """The longest ids allowed, in one byte and in three bytes a character."""
    rnd = Round(applicants=["a" * 128, "縁" * 42 + "ab"], places=[("p" * 128, 1)],
                wishes=[Wish("a" * 128, 1, "p" * 128, "1"), Wish("縁" * 42 + "ab", 1, "p" * 128, "2")])
    equal(bench.agreed(rnd), {"a" * 128: None, "縁" * 42 + "ab": "p" * 128}, "matching")


def other_encodings(bench):
    """CP932 and `;` with the options that name them; the certificate says how the tables were read."""
    rnd = Round(id="cp932", applicants=["佐藤", "髙橋", "ガギ"], places=[("九州大学", 1), ("表示ソ能", 1)])
    rnd.wishes = [Wish(a, 1 + (i + j) % 2, p, str(i + j)) for i, a in enumerate(rnd.applicants)
                  for j, (p, _) in enumerate(rnd.places)]
    bench.agreed(rnd, "--encoding", "cp932", style=Style(encoding="cp932", newline="\r\n"), encoding="cp932")
    bench.agreed(rnd, "--delimiter", ";", style=Style(delimiter=";"), delimiter=";")
    bench.agreed(rnd, "--encoding", "cp932", "--delimiter", ";", style=Style(encoding="cp932", delimiter=";"),
                 encoding="cp932", delimiter=";")


def defaults(bench):
    """round.json with nothing but an id: applicants propose by deferred acceptance, ties by single lottery."""
    rnd = Round(id="défaut", applicants=["a", "b"], places=[("P", 1)], wishes=[Wish("a", 1, "P", "1"), Wish("b", 1, "P", "2")])
    base = bench.fresh()
    folder, out = os.path.join(base, "round"), os.path.join(base, "out")
    for document in ({"id": "défaut"}, {"id": "défaut", "title": "Đợt 1"},
                     {"id": "défaut", "title": {"en": "one", "vi": "một", "ja": "一"}},
                     {"id": "défaut", "columns": {"gpa": "number", "born": "date"}},
                     {"id": "défaut", "ties": {"rule": "single-lottery"}}):
        write_round(rnd, folder)
        with open(os.path.join(folder, "round.json"), "w", encoding="utf-8") as file:
            json.dump(document, file)
        equal(bench.solve(folder, out, "--force").status, DONE, f"exit status with {document}")
        equal(differences(Market(replace(rnd, ties={})), folder, out), [], f"differences with {document}")


def unknown_column_is_a_warning(bench):
    """A column nobody knows is an attribute in applicants.csv and places.csv, and a warning in choices.csv and scores.csv."""
    rnd = random_round(random.Random(7), 30, 5, id="columns")
    for name, warned in (("applicants.csv", False), ("places.csv", False), ("choices.csv", True), ("scores.csv", True)):
        base = bench.fresh()
        folder, out = os.path.join(base, "round"), os.path.join(base, "out")
        write_round(rnd, folder, Style(extra={name: {"remark": lambda i: str(i)}}))
        run = bench.solve(folder, out, "--lang", "en")
        equal(run.status, DONE, f"exit status with a further column in {name}")
        equal(bool([line for line in lines_with(run.stderr, name) if "remark" in line]), warned, f"warning for {name}")
        equal(differences(Market(rnd), folder, out), [], "differences")


def language_is_for_people(bench):
    """--lang changes what is printed, and not one byte of a result."""
    rnd = random_round(random.Random(8), 60, 8, score_levels=3, id="language", ties=SINGLE)
    results = [bench.solved(rnd, "--lang", lang)[1] for lang in ("en", "vi", "ja")]
    for name in (*RESULT_FILES, "certificate.json"):
        equal(len({contents(out, name) for out in results}), 1, f"different {name}")


def json_option(bench):
    """--json: what is printed is one JSON value."""
    rnd = random_round(random.Random(8), 30, 5, id="json")
    base = bench.fresh()
    write_round(rnd, os.path.join(base, "round"))
    run = bench.solve(os.path.join(base, "round"), os.path.join(base, "out"), "--json")
    equal(run.status, DONE, "exit status")
    json.loads(run.stdout)


# ---- the result directory

def directory_not_empty(bench):
    """Refused without --force, and left as it was; an empty one is taken."""
    rnd = random_round(random.Random(3), 30, 5, id="directory")
    base = bench.fresh()
    folder, out = os.path.join(base, "round"), os.path.join(base, "out")
    write_round(rnd, folder)
    os.mkdir(out)
    equal(bench.solve(folder, out).status, DONE, "exit status with an empty directory")
    before = files_under(out)
    run = bench.solve(folder, out)
    expect(run.status in (BAD_INPUT, BAD_USAGE), f"status {run.status} with a directory that is not empty")
    expect("--force" in run.stderr, f"the remedy is not named: {run.stderr}")
    equal(files_under(out), before, "the old directory")
    equal(sorted(os.listdir(base)), ["out", "round"], "what is beside it")


def files_under(folder):
    return {os.path.join(where, name): contents(where, name) for where, _, names in os.walk(folder) for name in names}


def force_replaces_all(bench):
    """--force puts the new results in place of the old ones; when the new round is bad, nothing is touched."""
    rng = random.Random(4)
    first, second = (random_round(rng, 30, 5, id=name) for name in ("first", "second"))
    folder, out = bench.solved(first)
    write_round(second, folder)
    equal(bench.solve(folder, out, "--force").status, DONE, "exit status with --force")
    equal(differences(Market(second), folder, out), [], "differences")
    before = files_under(out)
    with open(os.path.join(folder, "choices.csv"), "a", encoding="utf-8") as file:
        file.write("nobody,1,nowhere\n")
    equal(bench.solve(folder, out, "--force").status, BAD_INPUT, "exit status with --force and a bad round")
    equal(files_under(out), before, "the old results")
    equal(sorted(os.listdir(os.path.dirname(out))), ["out", "round"], "what is beside it")


def force_and_foreign_files(bench):
    """Files that no result has stay as they were."""
    rnd = random_round(random.Random(4), 30, 5, id="foreign")
    for foreign in ("thesis.txt", os.path.join("folder", "thesis.txt"), "matches.csv.bak"):
        folder, out = bench.solved(rnd)
        path = os.path.join(out, foreign)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write("years of work")
        equal(bench.solve(folder, out, "--force").status, DONE, f"exit status with {foreign}")
        equal(files_under(out)[path], b"years of work", f"{foreign} afterwards")
        wrong = [line for line in differences(Market(rnd), folder, out) if "not a result file" not in line]
        equal(wrong, [], "differences")
        equal(sorted(os.listdir(os.path.dirname(out))), ["out", "round"], "what is beside it")


def killed_at_any_moment(bench):
    """Whenever a clearing over an old result is killed, the old result or the new one is there, whole."""
    rng = random.Random(12)
    rounds = [random_round(rng, 800, 60, id=name) for name in ("first", "second")]
    solved = [bench.solved(rnd) for rnd in rounds]
    wholes = [results_in(out) for _, out in solved]
    out = os.path.join(bench.fresh(), "out")
    started = time.monotonic()
    equal(bench.solve(solved[0][0], out).status, DONE, "exit status")
    duration = time.monotonic() - started
    for i in range(scaled(80)):
        bench.starts += 1
        program = subprocess.Popen([bench.enishi, "match", "solve", solved[i % 2][0], "-o", out, "--force"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.random() * duration)
        program.kill()
        program.wait()
        expect(results_in(out) in wholes, f"after kill {i} the result is neither the old nor the new one: {os.listdir(out)}")


def results_in(out):
    return [contents(out, name) for name in (*RESULT_FILES, "certificate.json")]


def several_at_once(bench):
    """Clearings that write to one place at the same time: one of the results is there, whole, and nothing beside it."""
    rng = random.Random(13)
    solved = [bench.solved(random_round(rng, 300, 30, id=f"round {i}")) for i in range(4)]
    wholes = [results_in(out) for _, out in solved]
    base = bench.fresh()
    for _ in range(scaled(8)):
        programs = [subprocess.Popen([bench.enishi, "match", "solve", folder, "-o", os.path.join(base, "out"), "--force"],
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for folder, _ in solved]
        statuses = [program.wait() for program in programs]
        bench.starts += len(programs)
        expect(set(statuses) <= {DONE, BAD_INPUT, IO_ERROR} and DONE in statuses, f"exit statuses {statuses}")
        expect(results_in(os.path.join(base, "out")) in wholes, "a mixed result")
        equal(os.listdir(base), ["out"], "what is beside it")


def round_is_never_replaced(bench):
    """-o with the round itself or a folder that holds it: refused even with --force, inputs untouched."""
    rnd = random_round(random.Random(5), 30, 5, id="danger")
    for target in ("round", ".", "round/../round"):
        base = bench.fresh()
        folder = os.path.join(base, "round")
        write_round(rnd, folder)
        before = {name: contents(folder, name) for name in os.listdir(folder)}
        run = bench.solve(folder, os.path.join(base, target), "--force")
        expect(run.status != DONE, f"-o {target} was accepted")
        equal({name: contents(folder, name) for name in os.listdir(folder)}, before, f"the round after -o {target}")


def relative_paths(bench):
    """Run inside the round's folder: `enishi match solve . -o ../out`."""
    rnd = random_round(random.Random(6), 30, 5, id="relative")
    base = bench.fresh()
    folder = os.path.join(base, "round")
    write_round(rnd, folder)
    equal(bench.solve(".", "../out/", cwd=folder).status, DONE, "exit status")
    equal(differences(Market(rnd), folder, os.path.join(base, "out")), [], "differences")


def usage(bench):
    """Wrong options are status 2, and nothing is written."""
    base = bench.fresh()
    folder, out = os.path.join(base, "round"), os.path.join(base, "out")
    write_round(random_round(random.Random(6), 30, 5, id="usage"), folder)
    solve = (bench.enishi, "match", "solve")
    for command in (solve, (*solve, folder), (*solve, "-o", out), (*solve, folder, "-o"), (*solve, folder, folder, "-o", out),
                    (*solve, folder, "-o", out, "--nonsense"), (*solve, folder, "-o", out, "--lang", "fr"),
                    (*solve, folder, "-o", out, "--threads", "many"), (*solve, folder, "-o", out, "--threads", "0"),
                    (*solve, folder, "-o", out, "--threads", "-1"),
                    (*solve, folder, "-o", out, "--encoding", "klingon"),
                    (*solve, folder, "-o", out, "--delimiter", ""), (*solve, folder, "-o", out, "--delimiter", '"'),
                    (*solve, folder, "-o", out, "--delimiter", ",,"), (bench.enishi, "match", "nonsense"),
                    (bench.enishi, "match", "explain", folder), (bench.enishi, "nonsense")):
        equal(bench.start(*command).status, BAD_USAGE, f"exit status of {command[1:]}")
        equal(os.listdir(base), ["round"], "what is there")


# ---- the lottery

def numbers_recomputed(bench, rule):
    """One seat, no scores: the waiting list is the order of the numbers that anyone computes."""
    names = [f"a{i}" for i in range(60)] + ["Nguyễn", "佐藤", "é"]
    rnd = Round(id="Đợt 1", applicants=names, places=[("P", 1), ("九大", 0)], ties={"rule": rule, "seed": "seed text"})
    rnd.wishes = [Wish(a, 1, p) for a in names for p in ("P", "九大")]
    own = lambda a: min(("P", "九大"), key=lambda p: number("seed text", "Đợt 1", a, p))
    at = lambda p: (lambda a: number("seed text", "Đợt 1", *((a, p) if rule == "multiple-lottery" else (a,))))
    winner = min(names, key=at("P"))
    _, out = bench.solved(rnd)
    rows = read_records(os.path.join(out, "waiting.csv"))
    first = [r["applicant"] for r in rows if r["place"] == "P"]
    second = [r["applicant"] for r in rows if r["place"] == "九大"]
    equal(first, sorted(set(names) - {winner}, key=at("P")), "waiting for P")
    equal(second, [a for a in sorted(names, key=at("九大")) if a != winner or own(a) == "九大"], "waiting for 九大")


def by_id_compares_bytes(bench):
    """Under by-id bytes decide, not an alphabet: capitals before small letters, accents behind, kanji last."""
    names = ["Z", "a", "B", "é", "z", "_", "10", "9", "縁", "Đ", "𠮷", "ｱ"]
    rnd = Round(applicants=names, places=[("P", 1), *((n, 1) for n in names)])
    rnd.wishes = [Wish(a, 1, "P") for a in names] + [Wish("a", 7, n) for n in names]
    _, out = bench.solved(rnd)
    rows = read_records(os.path.join(out, "waiting.csv"))
    equal([r["applicant"] for r in rows if r["place"] == "P"], sorted(names, key=str.encode)[1:], "waiting for P")
    equal(read_match(out)["a"], min(names, key=str.encode), "first of a's tied wishes")


def commitment_chain(bench):
    """Commitment, secret, beacon and seed in every supported combination, as the certificate words it."""
    secret, beacon = "0123456789abcdef" * 4, "Nikkei 225: 39,098.68 円"
    seed, commitment = seed_of(secret, beacon), commitment_of(secret)
    for ties, committed in (({"seed": seed}, "no"), ({"seed": "anything, even Đ"}, "no"),
                            ({"seed": seed, "commitment": commitment}, "unopened"),
                            ({"seed": seed, "commitment": commitment, "beacon": beacon}, "unopened"),
                            ({"seed": seed, "commitment": commitment, "beacon": beacon, "secret": secret}, "yes")):
        for rule in ("single-lottery", "multiple-lottery"):
            rnd = random_round(random.Random(9), 40, 6, score_levels=2, id="committed", ties={"rule": rule, **ties})
            expect(Market(rnd).tie_exists, "the round was meant to have ties")
            folder, out = bench.solved(rnd)
            equal(differences(Market(rnd), folder, out), [], "differences")
            equal(load(out, "certificate.json")["lottery"], {"used": True, "committed": committed}, "lottery")
            equal(bench.verify(folder, out).status, DONE, "enishi-verify")


def commitment_broken(bench):
    """A secret that does not open the commitment, or a seed that does not follow, is bad input."""
    secret, beacon = "ab" * 32, "beacon"
    right = {"rule": "single-lottery", "seed": seed_of(secret, beacon), "commitment": commitment_of(secret),
             "beacon": beacon, "secret": secret}
    for key, wrong in (("seed", "0" * 64), ("commitment", "0" * 64), ("beacon", "beacon "), ("secret", "ba" * 32),
                       ("commitment", "not hex"), ("commitment", "")):
        base = bench.fresh()
        folder, out = os.path.join(base, "round"), os.path.join(base, "out")
        write_round(random_round(random.Random(9), 40, 6, score_levels=2, id="broken", ties=right | {key: wrong}), folder)
        run = bench.solve(folder, out)
        equal(run.status, BAD_INPUT, f"exit status with another {key}")
        expect("round.json" in run.stderr, f"the message does not name round.json: {run.stderr}")
        equal(os.listdir(base), ["round"], "what is there")


def uncommitted_seed_is_said(bench):
    """A round without a commitment says so to whoever reads what is printed or the summary."""
    rnd = random_round(random.Random(9), 40, 6, score_levels=2, id="uncommitted", ties=SINGLE)
    base = bench.fresh()
    write_round(rnd, os.path.join(base, "round"))
    run = bench.solve(os.path.join(base, "round"), os.path.join(base, "out"), "--lang", "en")
    equal(run.status, DONE, "exit status")
    expect("not committed in advance" in (run.stdout + run.stderr).lower(), f"not said: {run.stdout}{run.stderr}")


def seed_is_needed(bench):
    """A tie at a place without a seed is an error that names the place; so is a tie among an applicant's wishes."""
    at_place = Round(applicants=["a", "b"], places=[("Kyushu", 1), ("Osaka", 1)], ties={"rule": "single-lottery"},
                     wishes=[Wish("a", 1, "Kyushu", "5"), Wish("b", 1, "Kyushu", "5"), Wish("a", 2, "Osaka", "5")])
    unscored = replace(at_place, wishes=[w._replace(score=None) for w in at_place.wishes])
    own = replace(at_place, wishes=[Wish("a", 1, "Kyushu", "5"), Wish("a", 1, "Osaka", "5")])
    for rnd, name in ((at_place, "Kyushu"), (unscored, "Kyushu"), (own, "")):
        for rule in ("single-lottery", "multiple-lottery"):
            base = bench.fresh()
            write_round(replace(rnd, ties={"rule": rule}), os.path.join(base, "round"))
            run = bench.solve(os.path.join(base, "round"), os.path.join(base, "out"))
            equal(run.status, BAD_INPUT, "exit status without a seed")
            expect(name in run.stderr and run.stderr.strip(), f"{name} is not named: {run.stderr}")
            equal(os.listdir(base), ["round"], "what is there")


def without_a_lottery():
    """Rounds in which no lottery decides anything."""
    strict = Round(applicants=["a", "b"], places=[("P", 1), ("Q", 1)], ties={"rule": "single-lottery"},
                   wishes=[Wish("a", 1, "P", "5"), Wish("b", 1, "P", "6"), Wish("a", 2, "Q")])
    first_choices = strict.wishes[:2]
    return {
        "no tie": strict,
        "no tie, multiple lottery": replace(strict, ties={"rule": "multiple-lottery"}),
        "no tie, keep": replace(strict, ties={"rule": "keep"}),
        "no tie, an empty seed": replace(strict, ties={"rule": "single-lottery", "seed": ""}),
        "no tie, a seed and a commitment": replace(strict, ties={**SINGLE, "commitment": commitment_of("x")}),
        "ties go by id": replace(strict, wishes=strict.wishes + [Wish("b", 2, "Q")], ties={"rule": "by-id"}),
        "equal scores of which one is no wish": replace(
            strict, scores=[("b", "Q", "1")], wishes=first_choices + [Wish("a", 2, "Q", "1")]),
        "a wish tied with one that is not acceptable": replace(
            strict, scores=[("a", "Q", "1")], wishes=first_choices + [Wish("a", 2, "Q"), Wish("b", 1, "Q")]),
    }


def seed_is_not_needed(bench, rnd):
    """The certificate says that no lottery was needed, and keeps the keys that the round gives."""
    bench.agreed(rnd)
    _, out = bench.solved(rnd)
    equal(load(out, "certificate.json")["lottery"], {"used": False, "committed": "not-needed"}, "lottery")


def main():
    bench = Bench()
    for i, style in enumerate(STYLES):
        bench.case(f"ids of three scripts, NFC and NFD, blanks around, formulas; {style}", in_every_spelling, bench, style, i)
    for proposer in ("applicants", "places"):
        for rule in ("by-id", "single-lottery", "multiple-lottery"):
            bench.case(f"2,000 applicants and many small places, {proposer} proposing, {rule}: every file as documented",
                       large_round, bench, proposer, rule)
    for sentence, function in (
            ("cells of several lines in long files are read alike by any number of threads", cells_of_several_lines),
            ("spellings of one number tie", equal_numbers_tie),
            ("scores compare exactly beyond the digits of a double, or are refused", scores_compare_exactly),
            ("seats that add up beyond 32 bits are counted right or refused", seats_add_up_beyond_32_bits),
            ("a round without wishes places nobody and has no mean rank", without_wishes),
            ("ids of 128 bytes are accepted", ids_of_128_bytes),
            ("CP932 and semicolons are read with the options that name them", other_encodings),
            ("round.json needs only an id", defaults),
            ("an unknown column is an attribute or a warning, never an error", unknown_column_is_a_warning),
            ("the language of messages changes no byte of a result", language_is_for_people),
            ("--json prints one JSON value", json_option),
            ("a result directory that is not empty is refused without --force", directory_not_empty),
            ("--force replaces an old result, and only by a good one", force_replaces_all),
            ("--force harms no file that is not part of a result", force_and_foreign_files),
            ("a clearing that is killed leaves the old result or the new one, whole", killed_at_any_moment),
            ("clearings to one place at once leave one result, whole", several_at_once),
            ("the round itself is never replaced by its result", round_is_never_replaced),
            ("relative paths and a slash at the end work", relative_paths),
            ("wrong usage is status 2 and writes nothing", usage),
            ("by-id compares bytes", by_id_compares_bytes),
            ("the commitment chain is opened and worded in the certificate", commitment_chain),
            ("a broken commitment chain is refused", commitment_broken),
            ("a seed that was not committed in advance is said to be so", uncommitted_seed_is_said),
            ("a tie without a seed is an error that names the place", seed_is_needed)):
        bench.case(sentence, function, bench)
    for what, rnd in without_a_lottery().items():
        bench.case(f"no seed is needed: {what}", seed_is_not_needed, bench, rnd)
    for rule in ("single-lottery", "multiple-lottery"):
        bench.case(f"{rule}: waiting lists follow the numbers that anyone computes", numbers_recomputed, bench, rule)
    bench.finish()


if __name__ == "__main__":
    main()
