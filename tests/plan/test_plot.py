#!/usr/bin/env python3
"""test_plot.py ENISHI: what `enishi plan plot` draws, leaves out and says of it: rankings with their ranges, what stands beside a fan, the
names of scenarios and of elements, and tables that are no results. Speaks TAP 13.
"""
import json
import os
import re
import shutil
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from tap import case, equal, expect, run_cases  # noqa: E402
from models import BAD_INPUT, BAD_USAGE, Bench  # noqa: E402

bench = Bench(sys.argv[1])
run = bench.run
RANK = "variable,time,method,runs,r_squared,name,effect,second,low,high\n"
FAN = "time,variable,runs,mean,sd,q05,q50,q95\n"


def says(text, *parts):
    for part in parts:
        expect(part in text, f"{part!r} is not in {text[:3000]!r}")


def picture(*words, language="en", out="p.svg"):
    """The words of a picture, without its tags; and what was said."""
    said, err = run("plot", *words, "-o", out, language=language)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", bench.read(out))), said + err


def fan(name, *variables, columns="time,variable,runs,mean,sd,q05,q50,q95"):
    cells = len(columns.split(",")) - 3
    bench.write(name, columns + "\n" + "".join(f"{t},\"{v}\",100" + f",{t - 2000 + i}" * cells + "\n" for t in (2020, 2021, 2022) for i, v in enumerate(variables)))
    return name


def ranking(name, rows, time=2045):
    bench.write(name, RANK + "".join(f"engineers,{time},regression,100,0.9,{row}\n" for row in rows))
    return name


# ---- rankings

@case
def ranges__of_years_have_no_groups_and_the_digits_that_they_need():
    ranking("r.csv", ["conversion opens,0.5,0.1,2025,2026.5", "places,0.4,0.1,2000,9000.4", "rate,0.3,0.1,12345.1,12345.4", "share,0.2,0.1,0.1,0.3",
                      "start,0.1,0.1,2030,2035"])
    text, _ = picture("r.csv")
    says(text, "range 2025 to 2026.5", "range 2,000 to 9,000", "range 12,345.1 to 12,345.4", "range 0.1 to 0.3", "range 2030 to 2035")
    says(picture("r.csv", language="vi")[0], "2025", "2026,5", "12.345,1")
    text = picture("r.csv", language="ja")[0]
    says(text, "2025", "2026.5")
    expect("2,025" not in text and "2,026" not in text, "a year in groups")
    ranking("r.csv", ["places,0.5,0.1,2025,2026.5"], time=20)
    says(picture("r.csv")[0], "range 2,025 to 2,026")


@case
def ranking__shows_the_strongest_and_says_how_many_more_there_are():
    ranking("many.csv", [f"c{i},{(i * 37 % 50 - 25.5) / 100},0.1,0,1" for i in range(50)])
    effects = sorted(((abs((i * 37 % 50 - 25.5)), f"c{i}") for i in range(50)), reverse=True)

    def drawn(*words):
        said = picture("many.csv", *words)
        return set(re.findall(r'data-label="(c\d+)"', bench.read("p.svg"))), *said

    labels, text, said = drawn()
    equal(len(labels), 20, "bars")
    expect(all(size >= effects[19][0] for size, name in effects if name in labels), "the strongest")
    says(text, "30 more constants")
    says(said, "30 more constants", "--top")
    equal(json.loads(run("plot", "many.csv", "--json", "-o", "p.svg")[0])["left_out"], 30, "as JSON")
    labels, text, said = drawn("--top", "50")
    equal(len(labels), 50, "all")
    expect("more constant" not in text + said, said)
    labels, _, said = drawn("--top", "3")
    equal(labels, {name for _, name in effects[:3]} if effects[2][0] != effects[3][0] else labels, "three")
    equal(len(labels), 3, "three")
    for wrong in ("0", "many", "201"):
        run("plot", "many.csv", "--top", wrong, "-o", "p.svg", want=BAD_USAGE)


@case
def options__that_have_no_effect_on_a_picture_are_refused():
    ranking("r.csv", ["a,0.5,0.1,0,1"])
    fan("f.csv", "people")
    run("run", "people.xmile", "-o", "out.csv")
    bench.write("t.csv", "target,variable,time,value\nx,people,2021,1\n")
    bench.write("h.csv", "variable,time,value,source\npeople,2021,1,\n")
    for words in (("r.csv", "--target", "t.csv"), ("r.csv", "--data", "h.csv"), ("r.csv", "--columns", "a"), ("r.csv", "--label", "x"), ("f.csv", "--top", "5"),
                  ("out.csv", "--top", "5"), ("out.csv", "--label", "x")):
        says(run("plot", *words, "-o", "p2.svg", want=BAD_INPUT)[1], words[0], words[1])
    expect(not bench.has("p2.svg"), "a picture")


# ---- what stands beside

@case
def rows__about_no_variable_of_the_table_are_named():
    fan("f.csv", "people", "births")
    bench.write("t.csv", "target,variable,time,value\nhalf,People,2021,20\nnone,engneers,2021,1\nmore,engneers,2022,1\n")
    bench.write("h.csv", "variable,time,value,source\npeople,2020,20,the census\npeple,2021,1,\npeple,2022,1,\npople,2022,1,\nbirths,2021,1,\n")
    text, said = picture("f.csv", "--target", "t.csv", "--data", "h.csv")
    says(text, "half", "the census")
    says(said, 't.csv:3: warning: variable "engneers": ', 'h.csv:3: warning: variable "peple": ', 'h.csv:5: warning: variable "pople": ')
    equal(said.count("warning"), 3, f"each once: {said}")
    bench.write("h.csv", "variable,time,value,source\npeople,2020,20,\n" + "".join(f"x{i},2021,1,\n" for i in range(8)))
    _, said = picture("f.csv", "--data", "h.csv")
    equal((said.count('warning: variable "x'), "3 more names" in said), (5, True), said)


@case
def tables__of_which_nothing_is_drawn_are_refused():
    fan("f.csv", "people", "births")
    bench.write("t.csv", "target,variable,time,value\nhalf,engineers,2021,20\n")
    bench.write("h.csv", "variable,time,value,source\npeple,2020,20,\n")
    bench.write("kept.svg", "<svg kept")
    for option, table in (("--target", "t.csv"), ("--data", "h.csv")):
        says(run("plot", "f.csv", option, table, "-o", "kept.svg", want=BAD_INPUT)[1], f"{table}: ", "shows: people", "are left out")
    bench.write("t.csv", "target,variable,time,value\nhalf,births,2021,20\n")
    says(run("plot", "f.csv", "--columns", "people", "--target", "t.csv", "-o", "kept.svg", want=BAD_INPUT)[1], "t.csv", "people")
    equal(bench.read("kept.svg"), "<svg kept", "the picture that was there")
    for language, part in (("vi", "không dòng nào"), ("ja", "行がありません")):
        says(run("plot", "f.csv", "--data", "h.csv", "-o", "kept.svg", want=BAD_INPUT, language=language)[1], part)


# ---- what cannot be drawn

@case
def fans__without_a_median_or_a_band_are_refused_by_name():
    for columns in ("time,variable,runs,mean,sd", "time,variable,runs,mean,sd,q0.05,q0.5,q0.95", "time,variable,runs,mean,sd,q10,q80"):
        fan("n.csv", "people", columns=columns)
        says(run("plot", "n.csv", "-o", "n.svg", want=BAD_INPUT)[1], "n.csv: people", "q50")
    for columns in ("time,variable,runs,mean,sd,q50", "time,variable,runs,mean,sd,q10,q90"):
        picture(fan("n.csv", "people", columns=columns))
    bench.write("n.csv", FAN + "2020,people,9,,,,,\n2021,people,9,,,,,\n")
    says(run("plot", "n.csv", "-o", "n.svg", want=BAD_INPUT)[1], "n.csv: people", "no value")
    bench.write("n.csv", "time,a,b\n2020,1,\n2021,2,\n")
    says(run("plot", "n.csv", "-o", "n.svg", want=BAD_INPUT)[1], "n.csv: b", "no value")
    picture("n.csv", "--columns", "a")
    expect(not bench.has("n.svg"), "a picture")


@case
def limits__are_told_as_they_are():
    bench.write("o.csv", "time,a,b,c,d,e\n1,1,1,1,1,1\n2,2,2,2,2,2\n")
    says(run("plot", "o.csv", "--columns", "a,b,c,d,e", "-o", "l.svg", want=BAD_INPUT)[1], '"e"', "at most 4 lines")
    names = [fan(f"f{i}.csv", "people") for i in range(5)]
    says(run("plot", *names, "-o", "l.svg", want=BAD_INPUT)[1], "f4.csv", "at most 4 fans")
    picture(*names[:4])


@case
def tables__that_are_no_results_are_known():
    bench.write("t.csv", "target,variable,time,value,as_of,source\nx,people,2021,1,,\n")
    bench.write("x-targets.csv", "target,variable,time,value,as_of,source,runs,met,probability,first_time,half_by,never\nx,people,2021,1,,,9,1,0.1,,,3\n")
    bench.write("h.csv", "variable,time,value,source\npeople,2021,1,\n")
    bench.write("x-failed.csv", "run,time,variable,line\n1,2020,people,3\n")
    for name, parts in (("t.csv", ("--target",)), ("x-targets.csv", ("--target",)), ("h.csv", ("--data",)), ("x-failed.csv", ("left out",))):
        says(run("plot", name, "-o", "t.svg", want=BAD_INPUT)[1], name, *parts)
    expect(not bench.has("t.svg"), "a picture")


# ---- names

@case
def fans__are_called_by_their_labels_by_names_or_by_their_files():
    a, b = fan("s-baseline.csv", "people"), fan("s-tutors.csv", "people")
    says(picture(a, b)[0], "s-baseline", "s-tutors")
    text, _ = picture(a, b, "--label", "As planned", "--label", "Fewer drop-outs")
    says(text, "As planned", "Fewer drop-outs")
    expect("s-baseline" not in text, "the name of the file")
    says(picture(a, "--label", "As planned")[0], "As planned")
    bench.write("n.csv", "name,en,vi,ja\ns-baseline,As planned,Theo kế hoạch,計画どおり\ntutors,Tutors,Trợ giảng,個別指導\nhalf,Half,Một nửa,半分\n")
    bench.write("t.csv", "target,variable,time,value\nhalf,people,2021,20\n")
    text, _ = picture(a, b, "--names", "n.csv", "--label", "s-baseline", "--label", "tutors", "--target", "t.csv", language="ja")
    says(text, "計画どおり", "個別指導", "半分")
    says(picture(a, b, "--names", "n.csv", language="vi")[0], "Theo kế hoạch", "s-tutors")
    says(run("plot", a, b, "--label", "1", "--label", "2", "--label", "3", "-o", "p.svg", want=BAD_INPUT)[1], "--label")


@case
def elements__are_called_by_the_names_of_their_subscripts():
    bench.write("n.csv", "name,en,vi,ja\nstudy years,Years,Số năm,専門課程の年数\nbachelor,Bachelor,Cử nhân,学士\nNorth East,,,東北\n\"seats[north,1]\",,,一番\n")
    fan("e.csv", "study years[bachelor]")
    says(picture("e.csv", "--names", "n.csv", language="ja")[0], "専門課程の年数[学士]")
    ranking("r.csv", ['"study_years[bachelor,north_east,3]",0.5,0.1,0,1', "places[bachelor],0.4,0.1,0,1", '"seats[north,1]",0.3,0.1,0,1', "study years[],0.2,0.1,0,1"])
    text, _ = picture("r.csv", "--names", "n.csv", language="ja")
    says(text, "専門課程の年数[学士,東北,3]", "places[学士]", "一番", "専門課程の年数[]")


if __name__ == "__main__":
    try:
        run_cases()
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)
