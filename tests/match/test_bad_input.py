"""Bad rounds: each is refused with the file, row, column and value of what is wrong, and leaves nothing behind.

A case takes a good round as bytes per file, spoils it, and says which problems must be named, as `file:row: column "value"`
(the words behind are free), or as a pattern where a part of the place does not apply.
"""
import itertools
import json
import os
import re

from harness import BAD_INPUT, DONE, IO_ERROR, Bench, equal, expect, lines_with
from oracle import read_match
from rounds import MECHANISMS

GOOD = {
    "round.json": b'{"id": "good", "ties": {"rule": "by-id"}}',
    "applicants.csv": b"applicant,city\nA,Hue\nB,Vinh\nC,Fukuoka\n",
    "places.csv": b"place,seats,note\nP,1,\nQ,2,\n",
    "choices.csv": b"applicant,rank,place,score\nA,1,P,5\nA,2,Q,\nB,1,P,6\nC,3,Q,\n",
    "scores.csv": b"applicant,place,score\nA,Q,1\nB,Q,1.5\nC,Q,-2e1\n",
}
TABLES = [name for name in GOOD if name.endswith(".csv")]
COLUMNS = {"applicants.csv": ["applicant"], "places.csv": ["place", "seats"], "choices.csv": ["applicant", "rank", "place"],
           "scores.csv": ["applicant", "place", "score"]}


# ---- making rounds

def write_files(folder, files):
    os.mkdir(folder)
    for name, content in files.items():
        if content is not None:
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)


def good(**files):
    """The good round with other files: choices=b"…" stands for choices.csv, None for a file that is missing."""
    return GOOD | {full_name(short): content for short, content in files.items()}


def full_name(short):
    return "round.json" if short == "round" else short + ".csv"


def table(name, *rows):
    """The good table with further rows at its end."""
    return GOOD[name] + b"".join(row if isinstance(row, bytes) else row.encode() for row in rows)


def cell(name, row, column, value):
    """The good table with another cell; row as a spreadsheet shows it. The value is bytes as they stand in the file."""
    lines = GOOD[name].split(b"\n")
    at = lines[0].decode().split(",").index(column)
    cells = lines[row - 1].split(b",")
    cells[at] = value if isinstance(value, bytes) else value.encode()
    lines[row - 1] = b",".join(cells)
    return b"\n".join(lines)


def rules(**keys):
    return json.dumps({"id": "good", "ties": {"rule": "by-id"}} | keys).encode()


# ---- what must be said

def at(file, row, column, value):
    """`choices.csv:17: rank "x": …`; of an empty cell the value may be left out."""
    shown = re.escape(f' "{value}"') if value else '( "")?'
    return re.escape(f"{file}:{row}: {column}") + shown + r": \S"


def refused(bench, files, *patterns, options=(), status=(BAD_INPUT,)):
    """Solve, expect the status and a line of stderr for each pattern, and nothing left behind; what was said."""
    base = bench.fresh()
    folder, out = os.path.join(base, "round"), os.path.join(base, "out")
    write_files(folder, files)
    run = bench.solve(folder, out, "--lang", "en", *options)
    expect(run.status in status, f"exit status {run.status}, not {status}; said {run.stderr[:600]!r}")
    equal(os.listdir(base), ["round"], "what is there afterwards")
    equal(sorted(os.listdir(folder)), sorted(n for n, content in files.items() if content is not None), "the round's files")
    for pattern in patterns:
        expect(any(re.search("^" + pattern, line) for line in run.stderr.splitlines()),
               f"no line begins as {pattern}: {run.stderr[:2000]}")
    expect(any(": warning: " not in line for line in run.stderr.splitlines()), f"nothing but warnings is said: {run.stderr!r}")
    expect(len(run.stderr) < 300_000, f"{len(run.stderr)} characters of messages")
    return run.stderr


def good_round_is_good(bench):
    """Without it the refusals below would show nothing."""
    base = bench.fresh()
    write_files(os.path.join(base, "round"), GOOD)
    run = bench.solve(os.path.join(base, "round"), os.path.join(base, "out"))
    equal(run.status, DONE, f"exit status ({run.stderr})")
    expect(".csv" not in run.stderr, f"a good file is named: {run.stderr}")
    equal(read_match(os.path.join(base, "out")), {"A": "Q", "B": "P", "C": "Q"}, "matching")


# ---- cells

CELLS = {
    "an unknown applicant in choices.csv": (good(choices=table("choices.csv", "Z,1,P,\n")), at("choices.csv", 6, "applicant", "Z")),
    "an unknown place in choices.csv": (good(choices=table("choices.csv", "C,1,Z,\n")), at("choices.csv", 6, "place", "Z")),
    "an unknown applicant in scores.csv": (good(scores=table("scores.csv", "Z,P,1\n")), at("scores.csv", 5, "applicant", "Z")),
    "an unknown place in scores.csv": (good(scores=table("scores.csv", "C,Z,1\n")), at("scores.csv", 5, "place", "Z")),
    "an applicant listed twice": (good(applicants=table("applicants.csv", "B,Hue\n")), at("applicants.csv", 5, "applicant", "B")),
    "a place listed twice": (good(places=table("places.csv", "P,3,\n")), at("places.csv", 4, "place", "P")),
    "the same place twice in one list": (good(choices=table("choices.csv", "A,7,P,\n")), at("choices.csv", 6, "place", "P")),
    "the same wish twice, rank and all": (good(choices=table("choices.csv", "A,2,Q,\n")), at("choices.csv", 6, "place", "Q")),
    "the same pair scored twice": (good(scores=table("scores.csv", "A,Q,1\n")), r'scores\.csv:5: \w+ "(A|Q|1)": \S'),
    "a pair scored in choices.csv and in scores.csv": (
        good(scores=table("scores.csv", "A,P,5\n")), r'(scores\.csv:5|choices\.csv:2): \w+ "(A|P|5)": \S'),
    "ids of applicants that collide only after trimming": (
        good(applicants=table("applicants.csv", " B ,Hue\n")), r'applicants\.csv:5: applicant " ?B ?": \S'),
    "ids of applicants that collide only after NFC": (
        good(applicants=table("applicants.csv", "B\u1ea3o,\n", "Ba\u0309o,\n")),
        'applicants\\.csv:6: applicant "B(\u1ea3|a\u0309)o": \\S'),
    "ids of places that collide only after trimming": (
        good(places=table("places.csv", "Q ,1,\n")), r'places\.csv:4: place "Q ?": \S'),
    "ids in a list that are one place after trimming": (
        good(choices=table("choices.csv", "A,9, Q,\n")), r'choices\.csv:6: place " ?Q": \S'),
    "a score without a number in scores.csv": (good(scores=cell("scores.csv", 3, "score", "")), at("scores.csv", 3, "score", "")),
    "a bad cell behind a cell of two lines": (
        good(applicants=b'applicant,city\nA,"Hue\nor Vinh"\nB,\nC,\nB,\n'), at("applicants.csv", 5, "applicant", "B")),
    "a bad cell behind an empty line": (good(choices=table("choices.csv", "\n", "B,x,Q,\n")), at("choices.csv", 7, "rank", "x")),
    "a bad cell beside an unknown column whose name would colour the terminal": (
        good(choices=b"applicant,rank,place,\x1b[31mred\nA,x,P,\n"), at("choices.csv", 2, "rank", "x")),
    "a bad cell in a file with CRLF and a byte order mark": (
        good(choices=b"\xef\xbb\xbf" + cell("choices.csv", 4, "rank", "x").replace(b"\n", b"\r\n")),
        at("choices.csv", 4, "rank", "x")),
    "a bad cell in the last row, which does not end": (
        good(choices=cell("choices.csv", 5, "rank", "x").rstrip(b"\n")), at("choices.csv", 5, "rank", "x")),
    "a bad cell when columns stand in another order": (
        good(choices=b"place,score,rank,applicant\nP,5,1,A\nP,6,x,B\n"), at("choices.csv", 3, "rank", "x")),
}
for value in ("0", "-1", "1.5", "x", "", "1e999", "99999999999999999999", "1 2", "NaN", "1st"):
    CELLS[f'the rank "{value}"'] = good(choices=cell("choices.csv", 4, "rank", value)), at("choices.csv", 4, "rank", value)
for value in ("-1", "1.5", "x", "", "2147483648", "99999999999999999999", "inf", "1e999"):
    CELLS[f'the number of seats "{value}"'] = good(places=cell("places.csv", 3, "seats", value)), at("places.csv", 3, "seats", value)
for value in ("NaN", "nan", "inf", "-inf", "Infinity", "1e999", "9007199254740993", "x", "1e", "e5", ".", "-", "--1", "0x10",
              "1_000", "5.", ".5", "1 000", "12%", "１２", "1e5.5", "1d5", "+"):
    for name, row in (("choices.csv", 4), ("scores.csv", 3)):
        CELLS[f'the score "{value}" in {name}'] = (
            {**GOOD, name: cell(name, row, "score", value)}, at(name, row, "score", value))
CELLS['the score "1,5" with a decimal comma'] = good(choices=cell("choices.csv", 4, "score", '"1,5"')), at(
    "choices.csv", 4, "score", "1,5")
for name, column in (("applicants.csv", "applicant"), ("places.csv", "place")):
    for what, value in (("an empty id", ""), ("an id of blanks", "   ")):
        CELLS[f"{what} in {name}"] = {**GOOD, name: cell(name, 3, column, value)}, re.escape(f"{name}:3: {column}") + '( " *")?: '
for name, row, column in itertools.product(("choices.csv", "scores.csv"), (2, 3, 4), ("applicant", "place")):
    CELLS[f"an empty {column} in row {row} of {name}"] = {**GOOD, name: cell(name, row, column, "")}, at(name, row, column, "")
for what, value in (("129 letters", "a" * 129), ("43 kanji, which are 129 bytes", "縁" * 43), ("10 MB", "a" * 10_000_000)):
    for name, column in (("applicants.csv", "applicant"), ("places.csv", "place")):
        CELLS[f"an id of {what} in {name}"] = {**GOOD, name: cell(name, 3, column, value)}, re.escape(f"{name}:3: ")
for what, value in (("a bell", "B\x07"), ("a tab", "B\tB"), ("a line feed", '"B\nB"'), ("DEL", "B\x7fB"), ("U+0085", "B\x85B"),
                    ("an escape", "\x1b[31mB")):
    for name, column in (("applicants.csv", "applicant"), ("places.csv", "place")):
        CELLS[f"{what} in an id in {name}"] = {**GOOD, name: cell(name, 3, column, value)}, re.escape(f"{name}:3: {column} ")
for name in TABLES:
    CELLS[f"a row with one cell too many in {name}"] = {**GOOD, name: GOOD[name].replace(b"\nB,", b"\nB,,", 1).replace(
        b"\nQ,", b"\nQ,,", 1)}, re.escape(name) + r":[34]: \S"
    CELLS[f"a row with one cell too few in {name}"] = {
        **GOOD, name: re.sub(rb"\n([BQ]),[^,\n]*", rb"\n\1", GOOD[name], count=1)}, re.escape(name) + r":[34]: \S"
    CELLS[f"a stray quote in {name}"] = {
        **GOOD, name: re.sub(rb"\n([BQ]),", rb'\n\1"x,', GOOD[name], count=1)}, re.escape(name) + r":[34]: \S"
    CELLS[f"text behind a closing quote in {name}"] = {
        **GOOD, name: re.sub(rb"\n([BQ]),", rb'\n"\1"x,', GOOD[name], count=1)}, re.escape(name) + r":[34]: \S"
    CELLS[f"a quote that never closes in the last row of {name}"] = {
        **GOOD, name: re.sub(rb"\n([^\n]*)\n$", rb'\n"\1\n', GOOD[name])}, re.escape(f"{name}:{GOOD[name].count(10)}: ")
    CELLS[f"a quote that never closes in {name}"] = {
        **GOOD, name: re.sub(rb"\n([BQ]),", rb'\n"\1,', GOOD[name], count=1)}, re.escape(name) + r"[:\d]*: \S"
    CELLS[f"invalid UTF-8 in {name}"] = {**GOOD, name: re.sub(rb"\n([BQ]),", b"\n\\1\xff,", GOOD[name], count=1)}, (
        re.escape(name) + r":[34]: \S")
    CELLS[f"a NUL byte in {name}"] = {**GOOD, name: re.sub(rb"\n([BQ]),", b"\n\\1\x00,", GOOD[name], count=1)}, (
        re.escape(name) + r":[34]: \S")


# ---- whole files

FILES = {
    "overlong UTF-8": lambda content: re.sub(rb"\n([BQ]),", b"\n\\1\xe0\x80\xaf,", content, count=1),
    "a surrogate in UTF-8": lambda content: re.sub(rb"\n([BQ]),", b"\n\\1\xed\xa0\x80,", content, count=1),
    "UTF-16": lambda content: content.decode().encode("utf-16"),
    "UTF-16, big end first, without a mark": lambda content: content.decode().encode("utf-16-be"),
    "zeros": lambda content: bytes(4096),
    "random bytes": lambda content: bytes((i * 7919 + 13) % 256 for i in range(5000)),
    "empty": lambda content: b"",
    "nothing but a byte order mark": lambda content: b"\xef\xbb\xbf",
}


def missing_columns(bench, name):
    """Without each required column in turn: the file and the column are named."""
    for column in COLUMNS[name]:
        files = {**GOOD, name: GOOD[name].replace(column.encode(), b"x" + column.encode(), 1)}
        refused(bench, files, re.escape(name) + r"(:1)?: .*\b" + column + r"\b")


def doubled_column(bench, name):
    column = COLUMNS[name][-1].encode()
    header, rest = GOOD[name].split(b"\n", 1)
    content = b"\n".join([header + b"," + column, *(line + b",1" for line in rest.split(b"\n")[:-1])]) + b"\n"
    refused(bench, {**GOOD, name: content}, re.escape(name) + r"(:1)?: .*\b" + column.decode() + r"\b")


def missing_files(bench):
    """Every file but scores.csv is required."""
    for name in GOOD:
        if name != "scores.csv":
            refused(bench, {**GOOD, name: None}, f".*{re.escape(name)}", status=(BAD_INPUT, IO_ERROR))


def missing_round(bench):
    base = bench.fresh()
    run = bench.solve(os.path.join(base, "nowhere"), os.path.join(base, "out"))
    expect(run.status in (BAD_INPUT, IO_ERROR) and "nowhere" in run.stderr, f"status {run.status}: {run.stderr}")
    equal(os.listdir(base), [], "what is there")


def directories_for_files(bench):
    for name in GOOD:
        base = bench.fresh()
        folder = os.path.join(base, "round")
        write_files(folder, {**GOOD, name: None})
        os.mkdir(os.path.join(folder, name))
        run = bench.solve(folder, os.path.join(base, "out"))
        expect(run.status in (BAD_INPUT, IO_ERROR), f"exit status {run.status} when {name} is a directory")
        expect(name in run.stderr, f"{name} is not named: {run.stderr}")
        equal(os.listdir(base), ["round"], "what is there")


def cp932(bench):
    """Recognised, with the remedy; and the remedy helps."""
    files = good(applicants="applicant\n佐藤\n髙橋\n".encode("cp932"), scores=None, choices=(
        "applicant,rank,place\n佐藤,1,九州大学\n髙橋,2,九州大学\n".encode("cp932")), places=("place,seats\n九州大学,1\n".encode("cp932")))
    said = refused(bench, files, r"(applicants|places|choices)\.csv.*--encoding cp932")
    expect("--encoding cp932" in said, f"the remedy is missing: {said}")
    base = bench.fresh()
    write_files(os.path.join(base, "round"), files)
    run = bench.solve(os.path.join(base, "round"), os.path.join(base, "out"), "--encoding", "cp932")
    equal(run.status, DONE, f"exit status with the remedy ({run.stderr})")
    equal(read_match(os.path.join(base, "out")), {"佐藤": "九州大学", "髙橋": None}, "matching")


def semicolons(bench):
    """Recognised, with the remedy; and the remedy helps."""
    files = {name: content.replace(b",", b";") if name in TABLES else content for name, content in GOOD.items()}
    said = refused(bench, files, r"(applicants|places|choices|scores)\.csv.*--delimiter")
    remedy = re.search(r"--delimiter[ =]\S+", said)
    expect(remedy and ";" in remedy.group(), f"the remedy is missing: {said}")
    base = bench.fresh()
    write_files(os.path.join(base, "round"), files)
    run = bench.solve(os.path.join(base, "round"), os.path.join(base, "out"), "--delimiter", ";")
    equal(run.status, DONE, f"exit status with the remedy ({run.stderr})")


def broken_cp932(bench):
    """With --encoding cp932 a byte that is no character of it is a problem of its row."""
    files = good(scores=None, choices=b"applicant,rank,place\nA,1,P\nB\x81\x00,1,P\n")
    refused(bench, files, r"choices\.csv:3: ", options=("--encoding", "cp932"))


# ---- round.json

ROUNDS = {
    "an unknown key": (rules(colour="red"), "colour"),
    "an unknown key in ties": (rules(ties={"rule": "by-id", "colour": "red"}), "colour"),
    "an unknown key with control characters": (b'{"id": "good", "\\u001b[31m\\r": 1}', ""),
    "an unknown mechanism": (rules(mechanism="magic"), "magic"),
    "an unknown proposer": (rules(proposer="parents"), "parents"),
    "an unknown tie rule": (rules(ties={"rule": "coin"}), "coin"),
    "an unknown type of column": (rules(columns={"city": "colour"}), "colour"),
    "no id": (b'{"ties": {"rule": "by-id"}}', "id"),
    "an empty id": (rules(id=""), "id"),
    "an id that is a number": (rules(id=7), "id"),
    "an id with a line feed": (rules(id="a\nb"), "id"),
    "a title that is a number": (rules(title=7), "title"),
    "a title in an unknown form": (rules(title=["x"]), "title"),
    "a mechanism that is a list": (rules(mechanism=["deferred-acceptance"]), "mechanism"),
    "a proposer that is true": (rules(proposer=True), "proposer"),
    "ties that are text": (rules(ties="by-id"), "ties"),
    "a tie rule that is null": (rules(ties={"rule": None}), "rule"),
    "a seed that is a number": (rules(ties={"rule": "single-lottery", "seed": 1}), "seed"),
    "columns that are a list": (rules(columns=["city"]), "columns"),
    "a key twice": (b'{"id": "good", "id": "good", "ties": {"rule": "by-id"}}', "id"),
    "a key twice in ties": (b'{"id": "good", "ties": {"rule": "by-id", "rule": "by-id"}}', "rule"),
    "an array": (b"[]", ""), "a number": (b"7", ""), "nothing": (b"", ""), "half an object": (b'{"id": "good"', ""),
    "text behind the object": (GOOD["round.json"] + b" x", ""), "single quotes": (b"{'id': 'good'}", ""),
    "a comment": (b'{"id": "good" /* x */}', ""), "a comma too many": (b'{"id": "good",}', ""),
    "NaN": (b'{"id": NaN}', ""), "invalid UTF-8": (b'{"id": "g\xff"}', ""), "a lone surrogate": (b'{"id": "\\ud800"}', ""),
    "a NUL byte behind a string": (b'{"id": "good"\x00, "ties": {"rule": "by-id"}}', ""),
    "a NUL byte in a string": (b'{"id": "go\x00od", "ties": {"rule": "by-id"}}', ""),
    "a NUL byte at the end": (GOOD["round.json"] + b"\x00", ""), "a NUL byte at the start": (b"\x00" + GOOD["round.json"], ""),
    "a NUL character in the id": (b'{"id": "a\\u0000b"}', ""), "100,000 open brackets": (b"[" * 100_000, ""),
    "UTF-16": (GOOD["round.json"].decode().encode("utf-16"), ""),
}


def unknown_mechanism(bench):
    """It names those that there are, in every language."""
    for lang in ("en", "vi", "ja"):
        said = refused(bench, good(round=rules(mechanism="magic")), 'round\\.json: mechanism "magic"', options=("--lang", lang))
        expect(all(name in said for name in MECHANISMS), f"{lang}: {said}")


def bad_rules(bench, content, word):
    refused(bench, good(round=content), r"round\.json.*" + re.escape(word))


# ---- features of later stages are refused by name

FEATURES = {
    "keep where a tie exists": (good(round=rules(ties={"rule": "keep"}), scores=cell("scores.csv", 4, "score", "1")), "keep"),
    "floors of groups": (good(groups=b"group,floor\ng,1\n"), r"groups\.csv: floor"),
}


def feature(bench, files, word):
    said = refused(bench, files)
    expect(re.search(word, said), f"{word} is not named: {said}")
    equal(len(re.findall(r"^\S+: ", said, re.M)), 1, f"problems said ({said})")


def empty_features(bench):
    """Tables of later stages with no row, and columns of later stages with no filled cell, ask for nothing."""
    files = GOOD | {
        "places.csv": b"place,seats,min_seats,floor,target,turn,group\nP,1,,,,,\nQ,2,,,,,\n",
        "choices.csv": b"applicant,rank,place,term,score\nA,1,P,,5\nA,2,Q,,\nB,1,P,,6\nC,3,Q,,\n",
        "scores.csv": b"applicant,place,group,score\nA,Q,,1\nB,Q,,1.5\nC,Q,,-2e1\n",
        "seats.csv": b"place,order,seats\n", "groups.csv": b"group\n", "held.csv": b"applicant,place\n",
        "joint.csv": b"joint,first,second,rank,first_place,second_place\n", "demands.csv": b"applicant,place,group,units\n",
        "round.json": rules(ties={"rule": "by-id", "improve": "none"}),
    }
    base = bench.fresh()
    write_files(os.path.join(base, "round"), files)
    run = bench.solve(os.path.join(base, "round"), os.path.join(base, "out"))
    equal(run.status, DONE, f"exit status ({run.stderr})")
    equal(read_match(os.path.join(base, "out")), {"A": "Q", "B": "P", "C": "Q"}, "matching")


# ---- many problems

def problems_in_every_file(bench):
    """One problem in each table: all are reported in one run."""
    files = good(applicants=table("applicants.csv", "B,\n"), places=table("places.csv", "R,-1,\n"),
                 choices=table("choices.csv", "B,x,Q,\n"), scores=table("scores.csv", "A,P,abc\n"))
    refused(bench, files, at("applicants.csv", 5, "applicant", "B"), at("places.csv", 4, "seats", "-1"),
            at("choices.csv", 6, "rank", "x"), at("scores.csv", 5, "score", "abc"))


def several_in_a_row(bench):
    """Every wrong cell of a row is named."""
    refused(bench, good(choices=table("choices.csv", "Z,x,Y,abc\n")), at("choices.csv", 6, "applicant", "Z"),
            at("choices.csv", 6, "rank", "x"), at("choices.csv", 6, "place", "Y"), at("choices.csv", 6, "score", "abc"))


def more_than_a_thousand(bench):
    """The first 1,000 in full, in the order of the rows, and the rest as a count."""
    count = 2500
    people = "".join(f"a{i}\n" for i in range(count))
    files = good(applicants=("applicant\n" + people).encode(), scores=None,
                 choices=("applicant,rank,place\n" + "".join(f"a{i},x,P\n" for i in range(count))).encode())
    said = refused(bench, files)
    rows = [int(line.split(":")[1]) for line in lines_with(said, "choices.csv:") if re.search(r':\d+: rank "x": ', line)]
    equal(rows, list(range(2, 1002)), "rows reported in full")
    rest = "\n".join(line for line in said.splitlines() if not line.startswith("choices.csv:"))
    expect(re.search(r"\b(1[,.\s]?500|2[,.\s]?500)\b", rest), f"the rest is not counted: {rest!r}")


def exactly_a_thousand(bench):
    """1,000 problems are all in full, and there is no rest."""
    files = good(scores=None, applicants=("applicant\n" + "".join(f"a{i}\n" for i in range(1000))).encode(),
                 choices=("applicant,rank,place\n" + "".join(f"a{i},x,P\n" for i in range(1000))).encode())
    said = refused(bench, files)
    equal(len(lines_with(said, "choices.csv:")), 1000, "problems reported")


def long_files(bench):
    """Row numbers hold deep in a long file whose cells have several lines, whatever the number of threads."""
    remark = '"line 1\nline ""2"",\r\n"'
    rows = [f"a{i},1,P,{remark}\n" for i in range(30_000)]
    people = "".join(f"a{i}\n" for i in range(30_000))
    for bad in (0, 12_345, 29_999):
        lines = rows[:bad] + [f"a{bad},x,P,{remark}\n"] + rows[bad + 1:]
        files = good(scores=None, applicants=("applicant\n" + people).encode(),
                     choices=("applicant,rank,place,remark\n" + "".join(lines)).encode())
        for threads in ("1", "4"):
            said = refused(bench, files, at("choices.csv", bad + 2, "rank", "x"), options=("--threads", threads))
            equal(len(re.findall(r"^choices\.csv:\d+: rank", said, re.M)), 1, "problems reported")


def every_problem_is_counted(bench):
    """No row of a long file escapes, wherever threads begin: 60,000 rows without an applicant are 1,000 problems and 59,000 more."""
    for name, row in (("choices.csv", ",1,P,\n"), ("scores.csv", ",P,1\n")):
        files = {**GOOD, name: GOOD[name].split(b"\n")[0] + b"\n" + row.encode() * 60_000}
        for threads in ("1", "4"):
            said = refused(bench, files, at(name, 2, "applicant", ""), at(name, 1001, "applicant", ""), options=("--threads", threads))
            rest = [line for line in said.splitlines() if not line.startswith(name)]
            expect(any(re.search(r"\b(59|60)[,.\s]?000\b", line) for line in rest), f"{name}: the rest is not 59,000: {rest[:3]}")


def stray_quotes_in_long_files(bench):
    """A quote in the middle of a cell, early in a file of many rows, alone or with another far behind: refused with its row."""
    first = {"applicants.csv": "{0},\n", "places.csv": "{0},1,\n", "choices.csv": "{0},1,P,\n", "scores.csv": "{0},P,1\n"}
    for name, row in first.items():
        for stray in ({2}, {3000}, {2, 3000}, {2, 3, 3000}):
            ids = [f'a{i}"' if i in stray else f"a{i}" for i in range(1, 3001)]
            files = {**GOOD, "applicants.csv": ("applicant,city\n" + "".join(f"a{i},\n" for i in range(1, 3001))).encode()}
            header = GOOD[name].split(b"\n")[0] + b"\n"
            files[name] = header + "".join(row.format(a) for a in ids).encode()
            refused(bench, files, re.escape(f"{name}:{min(stray) + 1}: "))


def three_languages(bench):
    """The place of a problem reads the same in every language, the rule in the reader's own."""
    files = good(choices=cell("choices.csv", 4, "rank", "x"))
    words = {lang: refused(bench, files, at("choices.csv", 4, "rank", "x"), options=("--lang", lang)) for lang in ("en", "vi", "ja")}
    equal(len(set(words.values())), 3, "different messages")
    expect(words["en"].isascii(), f"English is not ASCII: {words['en']}")
    expect(re.search("[ぁ-ん]", words["ja"]), f"no kana in Japanese: {words['ja']}")
    expect(re.search("[ạảàáâầấăđêộốơưứịọ]", words["vi"], re.I), f"no Vietnamese letter: {words['vi']}")


def large_attribute(bench):
    """A cell of 10 MB that is no id: accepted or refused with its row, and never a crash."""
    files = good(applicants=cell("applicants.csv", 3, "city", b"x" * 10_000_000))
    base = bench.fresh()
    write_files(os.path.join(base, "round"), files)
    run = bench.solve(os.path.join(base, "round"), os.path.join(base, "out"))
    expect(run.status == DONE or (run.status == BAD_INPUT and "applicants.csv:3:" in run.stderr),
           f"status {run.status}: {run.stderr[:300]}")
    expect(len(run.stderr) < 10_000, "the cell is repeated in the message")


def main():
    bench = Bench()
    bench.case("the good round is accepted without a word about any row", good_round_is_good, bench)
    for what, (files, pattern) in CELLS.items():
        bench.case(f"{what} is refused by row", refused, bench, files, pattern)
    for name in TABLES:
        for what, spoil in FILES.items():
            bench.case(f"{name}: {what} is refused", refused, bench, {**GOOD, name: spoil(GOOD[name])}, f".*{re.escape(name)}")
    for name in TABLES:
        bench.case(f"{name}: each missing column is named", missing_columns, bench, name)
        bench.case(f"{name}: a column that stands twice is refused by name", doubled_column, bench, name)
    for what, (content, word) in ROUNDS.items():
        bench.case(f"round.json: {what} is refused", bad_rules, bench, content, word)
    for what, (files, word) in FEATURES.items():
        bench.case(f"{what} is refused by name at this stage", feature, bench, files, word)
    for sentence, function in (
            ("an unknown mechanism: those that there are are named", unknown_mechanism),
            ("features of later stages that are present but empty are accepted", empty_features),
            ("each missing file but scores.csv is refused by name", missing_files),
            ("a round that does not exist is refused by name", missing_round),
            ("a directory in place of a file is refused by name", directories_for_files),
            ("CP932 is recognised, with a remedy that helps", cp932),
            ("semicolons are recognised, with a remedy that helps", semicolons),
            ("a byte that is not CP932 is refused by row", broken_cp932),
            ("one problem in each table: all are reported at once", problems_in_every_file),
            ("every wrong cell of one row is reported", several_in_a_row),
            ("of 2,500 problems the first 1,000 are in full and the rest is a count", more_than_a_thousand),
            ("1,000 problems are all in full", exactly_a_thousand),
            ("a row deep in a long file of cells with several lines is named rightly", long_files),
            ("of 60,000 rows without an applicant every one is counted", every_problem_is_counted),
            ("stray quotes in long files are refused by row", stray_quotes_in_long_files),
            ("a problem's place reads the same in three languages, its rule does not", three_languages),
            ("an attribute of 10 MB does no harm", large_attribute)):
        bench.case(sentence, function, bench)
    bench.finish()


if __name__ == "__main__":
    main()
