#!/usr/bin/env python3
"""test_pictures.py ENISHI SOURCE_ROOT: `enishi track chart` and `enishi match chart` as people use them.

Pictures are read as XML: titles, marks with their row of the table, no style that a strict page would refuse.
"""
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import traceback
import xml.etree.ElementTree as xml

ENISHI, ROOT = (os.path.abspath(path) for path in sys.argv[1:])
SAMPLE = os.path.join(ROOT, "data", "vietnam-japan")
SVG = "{http://www.w3.org/2000/svg}"
TMP = tempfile.mkdtemp(prefix="enishi-pictures-")
WORKSPACE, RESULT = os.path.join(TMP, "workspace"), os.path.join(TMP, "result")
MARKERS = ("AddressSanitizer", "LeakSanitizer", "runtime error:", "Assertion")
cases = []


def case(function):
    cases.append(function)
    return function


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def run(*words, want=0):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("ENISHI", "LC_", "LANG"))}
    env.update(ENISHI_DATA=os.path.join(ROOT, "data"), LANG="en_US.UTF-8")
    done = subprocess.run([ENISHI, *words], capture_output=True, env=env, timeout=60, cwd=TMP)
    out, err = done.stdout.decode(), done.stderr.decode()
    expect(done.returncode == want, f"{words}: status {done.returncode}, not {want}\n{out}{err}")
    expect(not any(marker in err for marker in MARKERS), f"{words}: {err}")
    return out, err


def draw(*words):
    path = os.path.join(TMP, "picture.svg")
    run(*words, "-o", path)
    with open(path, "rb") as file:
        data = file.read()
    os.remove(path)
    return data


def marks(picture):
    return [g for g in xml.fromstring(picture).iter(SVG + "g") if "chart-mark" in g.get("class").split()]


def track(commitment, *words, workspace=WORKSPACE):
    return draw("track", "chart", commitment, "--workspace", workspace, "--as-of", "2026-11-22", *words)


def with_figures(name, rows, commitment):
    """A workspace of the sample with more figures, and one commitment with other cells."""
    tables, workspace = os.path.join(TMP, name + "-tables"), os.path.join(TMP, name)
    shutil.copytree(SAMPLE, tables, ignore=shutil.ignore_patterns("rounds"))
    for table, change in (("figures.csv", lambda all_rows: all_rows + [{**dict.fromkeys(all_rows[0], ""), **row} for row in rows]),
                          ("commitments.csv", lambda all_rows: [{**row, **commitment} if row["commitment"] == commitment["commitment"] else row
                                                                for row in all_rows])):
        path = os.path.join(tables, table)
        with open(path, encoding="utf-8", newline="") as file:
            old = list(csv.DictReader(file))
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, old[0].keys())
            writer.writeheader()
            writer.writerows(change(old))
    run("init", workspace)
    run("import", tables, "--workspace", workspace, "--quiet")
    return workspace


def figure(name, as_of, value, kind="actual", **more):
    return {"figure": name, "indicator": "phd-japan", "as_of": as_of, "value": value, "qualifier": "exact", "kind": kind,
            "source": "o053", "recorded_on": "2026-11-21", "recorded_by": "test", **more}


@case
def the_ranks_are_those_of_the_summary():
    picture = draw("match", "chart", RESULT)
    with open(os.path.join(RESULT, "summary.json"), encoding="utf-8") as file:
        summary = json.load(file)
    drawn = [(g.get("data-kind"), int(float(g.get("data-value")))) for g in marks(picture)]
    expect(drawn == [("bar", rank["placed"]) for rank in summary["ranks"]] + [("other", summary["unplaced"])], drawn)


@case
def ranks_after_the_tenth_stand_together():
    folder = os.path.join(TMP, "many")
    os.makedirs(folder)
    ranks = [{"rank": rank, "placed": rank} for rank in range(1, 14)]
    with open(os.path.join(folder, "summary.json"), "w", encoding="utf-8") as file:
        json.dump({"round": "r", "applicants": 100, "placed": 91, "unplaced": 9, "ranks": ranks}, file)
    drawn = [(g.get("data-label"), int(float(g.get("data-value")))) for g in marks(draw("match", "chart", folder))]
    expect(drawn[9:] == [("wish 10", 10), ("wish 11 and later", 11 + 12 + 13), ("not placed", 9)], drawn)


@case
def a_commitment_has_its_figures_and_its_promise():
    drawn = {g.get("data-kind"): g for g in marks(track("c-jds-master"))}
    expect(set(drawn) == {"target", "promise"}, list(drawn))
    promise = drawn["promise"]
    expect(promise.get("data-value") == "38" and promise.get("data-when") == "by 2028", promise.attrib)
    expect(drawn["target"].get("data-source") == "VnEconomy", drawn["target"].attrib)


@case
def an_old_vintage_is_struck_but_there():
    rows = [figure("old", "2025-12", "12"), figure("new", "2026-06", "28", replaces="old"), figure("low", "2026-03", "", "forecast", low="150", high="210")]
    workspace = with_figures("vintages", rows, {"commitment": "c-phd-250", "starts": "2025", "due": "2030"})
    picture = track("c-phd-250", workspace=workspace)
    by_value = {g.get("data-value"): g for g in marks(picture)}
    expect(by_value["12"].get("data-replaced") == "true" and by_value["28"].get("data-replaced") is None, by_value)
    expect(any(t.get("text-decoration") == "line-through" for t in by_value["12"].iter(SVG + "text")), "the words are struck")
    expect((by_value["180"].get("data-low"), by_value["180"].get("data-high")) == ("150", "210"), by_value["180"].attrib)
    expect(b"chart-path" in picture, "the path is drawn, since all that the pace needs is given")


@case
def of_very_many_figures_the_newest_are_drawn():
    rows = [figure(f"many-{i}", f"{2000 + i // 12}-{i % 12 + 1:02}", str(i)) for i in range(250)]
    workspace = with_figures("crowd", rows, {"commitment": "c-phd-250"})
    picture = track("c-phd-250", workspace=workspace)
    values = {g.get("data-value") for g in marks(picture) if g.get("data-kind") == "actual"}
    expect("249" in values and "0" not in values and len(marks(picture)) == 201, len(marks(picture)))
    expect("oldest figures are not drawn" in picture.decode(), "it says so")


@case
def pictures_are_the_same_in_every_language_but_for_words():
    for words in (("track", "chart", "c-phd-250", "--workspace", WORKSPACE), ("match", "chart", RESULT)):
        drawn = [draw(*words, "--lang", language) for language in ("en", "vi", "ja")]
        values = [[(g.get("data-kind"), g.get("data-value")) for g in marks(picture)] for picture in drawn]
        expect(values[0] == values[1] == values[2], values)
        expect([xml.fromstring(picture).get("lang") for picture in drawn] == ["en", "vi", "ja"], "lang")
        expect(len({xml.fromstring(picture).find(SVG + "title").text for picture in drawn}) == 3, "titles")


@case
def pictures_hold_nothing_that_a_strict_page_refuses():
    for picture in (track("c-phd-250"), draw("match", "chart", RESULT)):
        for element in xml.fromstring(picture).iter():
            expect(element.tag in [SVG + name for name in ("svg", "title", "desc", "g", "rect", "line", "path", "circle", "text")], element.tag)
            expect(not any(name == "style" or name.startswith("on") or name.endswith("href") for name in element.attrib), element.attrib)
        for mark in marks(picture):
            expect(mark.get("tabindex") == "0" and mark.get("role") == "img" and mark.find(SVG + "title").text, mark.attrib)


@case
def a_picture_is_drawn_again_byte_by_byte():
    expect(track("c-phd-250") == track("c-phd-250"), "two runs differ")


@case
def it_says_where_the_picture_is():
    path = os.path.join(TMP, "said.svg")
    expect(path in run("match", "chart", RESULT, "-o", path)[0], "words")
    expect(json.loads(run("match", "chart", RESULT, "-o", path, "--json")[0]) == {"out": path}, "JSON")
    expect(run("match", "chart", RESULT, "-o", path, "--quiet") == ("", ""), "quiet")


@case
def what_cannot_be_drawn_is_refused_and_nothing_is_written():
    path = os.path.join(TMP, "none.svg")
    folder = os.path.join(TMP, "broken")
    os.makedirs(folder)
    for words, want, said in ((("track", "chart", "c-kyushu-investment", "--workspace", WORKSPACE), 1, "nothing to draw"),
                              (("track", "chart", "no-such", "--workspace", WORKSPACE), 1, "there is no commitment"),
                              (("track", "chart", "c-jds-master", "--workspace", WORKSPACE, "--as-of", "soon"), 2, "soon"),
                              (("match", "chart", os.path.join(TMP, "nowhere")), 1, "summary.json")):
        expect(said in run(*words, "-o", path, want=want)[1], words)
    for text, said in (("{", "summary.json:1"), ("{}", "not the summary"), ("[1]", "not the summary"),
                       ('{"applicants": 1, "placed": 0, "unplaced": -1, "ranks": []}', "not the summary"),
                       ('{"applicants": 1, "placed": 1, "unplaced": 0, "ranks": [{"rank": "1"}]}', "not the summary"),
                       ('{"applicants": 0, "placed": 0, "unplaced": 0, "ranks": []}', "no applicants")):
        with open(os.path.join(folder, "summary.json"), "w", encoding="utf-8") as file:
            file.write(text)
        expect(said in run("match", "chart", folder, "-o", path, want=1)[1], text)
    expect(not os.path.exists(path), "a file was written")
    run("match", "chart", RESULT, want=2)
    run("match", "chart", RESULT, "-o", os.path.join(TMP, "no-folder", "x.svg"), want=5)


print("TAP version 13")
failed = 0
try:
    run("init", "--sample", WORKSPACE)
    run("match", "solve", os.path.join(SAMPLE, "rounds", "kyushu-2027"), "-o", RESULT, "--quiet")
    for number, function in enumerate(cases, 1):
        try:
            function()
            print(f"ok {number} - {function.__name__}")
        except Exception:
            failed += 1
            print(f"not ok {number} - {function.__name__}")
            print("".join("# " + line + "\n" for line in traceback.format_exc().splitlines()), end="")
    print(f"1..{len(cases)}")
finally:
    shutil.rmtree(TMP, ignore_errors=True)
sys.exit(1 if failed else 0)
