#!/usr/bin/env python3
"""test_commands.py ENISHI: `enishi plan check`, `run` and `plot` as people use them, on small models: tables, refusals, statuses, and what
happens when things go wrong. Speaks TAP 13.
"""
import json
import os
import re
import resource
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from tap import Skip, case, equal, expect, run_cases  # noqa: E402
from models import BAD_INPUT, BAD_USAGE, DONE, IO_ERROR, LIMIT, Bench, aux, flow, stock, xmile  # noqa: E402

bench = Bench(sys.argv[1])
run, once = bench.run, bench.once


def says(err, *parts):
    for part in parts:
        expect(part in err, f"{part!r} is not in {err[:2000]!r}")


# ---- one run

@case
def table__has_the_variables_in_the_order_of_the_document_and_shortest_numbers():
    out, err = run("run", "people.xmile", "--save-step", "5")
    equal(out, "time,people,births,deaths,birth rate,death rate\n"
               "2020,100,10,5,0.1,0.05\n"
               "2025,127.62815624999999,12.762815625,6.3814078125,0.1,0.05\n"
               "2030,162.8894626777441,16.28894626777441,8.144473133887205,0.1,0.05\n", "table")
    equal(err, "", "what is said")


@case
def table__quotes_names_and_keeps_them_from_being_formulas():
    bench.write("names.xmile", xmile(aux("two\\nlines", "1") + aux("a, b", "2") + aux("say &quot;x&quot;", "3") + aux("=sum", "4") +
                                     aux("kỹ sư 技術者", "5"), stop=0))
    out, _ = run("run", "names.xmile")
    equal(out.splitlines()[0], 'time,two lines,"a, b","say ""x""",\'=sum,kỹ sư 技術者', "header")


@case
def table__has_elements_with_the_last_subscript_fastest_and_modules_with_their_names():
    arrays = '<dimensions><dim name="place"><elem name="north"/><elem name="south"/></dim><dim name="year" size="2"/></dimensions>'
    two = '<dimensions><dim name="place"/><dim name="year"/></dimensions>'
    module = '<module name="school"><connect to="school.intake" from="hired"/></module>'
    inner = '<model name="school"><variables>' + '<aux name="intake" access="input"><eqn>0</eqn></aux>' + aux("out", "intake * 2") + '</variables></model>'
    bench.write("arrays.xmile", xmile(aux("seats", "3", two) + aux("hired", "7") + module + aux("slow", "SMTH3(hired, 4)"), stop=0, before=arrays,
                                      after=inner))
    header, rows = bench.table(run("run", "arrays.xmile")[0])
    equal(header, ["time", "seats[north,1]", "seats[north,2]", "seats[south,1]", "seats[south,2]", "hired", "school.intake", "school.out", "slow"], "header")
    equal(rows, [["0", "3", "3", "3", "3", "7", "7", "14", "7"]], "rows")
    header, _ = bench.table(run("run", "arrays.xmile", "--columns", 'school.out,"seats[south,2]"', "--columns", "seats,school.intake")[0])
    equal(header, ["time", "school.out", "seats[south,2]", "seats[north,1]", "seats[north,2]", "seats[south,1]", "school.intake"], "chosen")
    equal(bench.table(run("run", "arrays.xmile", "--columns", "seats[north,1],hired")[0])[0], ["time", "seats[north,1]", "hired"], "without quotes")


@case
def names__can_be_given_as_tables_show_them():
    bench.write("points.xmile", xmile(aux('&quot;rate.of.growth&quot;', "2") + aux("x", '&quot;rate.of.growth&quot; + 1'), stop=0))
    header, rows = bench.table(run("run", "points.xmile")[0])
    equal((header, rows), (["time", "rate.of.growth", "x"], [["0", "2", "3"]]), "table")
    for name in ("rate.of.growth", '"Rate.of.growth"'):
        equal(once("points.xmile", "--set", f"{name}=5", "--columns", "x")["x"], [6], name)
    says(run("run", "points.xmile", "--set", "rate.growth=5", want=BAD_INPUT)[1], "rate.growth")


@case
def columns__that_are_not_there_are_all_named():
    _, err = run("run", "people.xmile", "--columns", "people,engineers", "--columns", "lecturers", want=BAD_INPUT)
    says(err, 'engineers', 'lecturers')


@case
def set__takes_constants_and_initial_values_and_splits_at_the_last_sign():
    equal(once("people.xmile", "--set", "Birth_Rate=0.05", "--set", " PEOPLE = 40 ", "--columns", "people", "--save-step", "10")["people"], [40, 40], "people")
    bench.write("equals.xmile", xmile(aux("a=b", "1"), stop=0))
    equal(once("equals.xmile", "--set", "a=b=3")["a=b"], [3], "a name with the sign")


@case
def set__refuses_what_the_model_computes_unless_it_is_forced():
    _, err = run("run", "people.xmile", "--set", "births=3", want=BAD_INPUT)
    says(err, "births", "--force")
    equal(once("people.xmile", "--set", "births=3", "--force")["births"], [3] * 11, "births")
    for wrong in ("births", "=3", "birth rate=many", "birth rate=inf", "birth rate="):
        says(run("run", "people.xmile", "--set", wrong, want=BAD_USAGE)[1], "NAME=VALUE")
    says(run("run", "people.xmile", "--set", "nobody=3", want=BAD_INPUT)[1], "nobody")


@case
def scenario__is_chosen_by_name_and_holds_for_its_time():
    bench.write("s.csv", "scenario,name,value,from,to,note\nmore,birth rate,0.2,2025,2027,x\nmore,people,50,,,\nless,birth rate,0.05,,,\n")
    rates = once("people.xmile", "--scenario", "s.csv:more")
    equal(rates["birth rate"], [0.1] * 5 + [0.2] * 3 + [0.1] * 3, "rate")
    equal(rates["people"][0], 50, "people")
    says(run("run", "people.xmile", "--scenario", "s.csv", want=BAD_INPUT)[1], "more, less")
    says(run("run", "people.xmile", "--scenario", "s.csv:none", want=BAD_INPUT)[1], "more, less")
    equal(once("people.xmile", "--scenario", "s.csv:less", "--set", "birth rate=0.3")["birth rate"][0], 0.3, "--set comes last")
    bench.write("s:1.csv", "scenario,name,value\nonly,birth rate,0.4\n")
    equal(once("people.xmile", "--scenario", "s:1.csv")["birth rate"][0], 0.4, "a path with a colon")


@case
def scenario__with_mistakes_is_refused_row_by_row():
    bench.write("bad.csv", "scenario,name,value,from,to\na,birth rate,x,,\na,people,1,2022,\na,nobody,1,,\na,birth rate,1,2025,2024\n,birth rate,1,,\n")
    _, err = run("run", "people.xmile", "--scenario", "bad.csv", want=BAD_INPUT)
    says(err, "bad.csv:2: value", "bad.csv:5: to", "bad.csv:6: scenario")
    bench.write("bad.csv", "scenario,name,value,from,to\na,people,1,2022,\na,nobody,1,,\n")
    says(run("run", "people.xmile", "--scenario", "bad.csv", want=BAD_INPUT)[1], "bad.csv:2: name", "bad.csv:3: name")


@case
def save_step__is_a_multiple_of_dt_and_both_ends_are_always_there():
    bench.write("steps.xmile", xmile(aux("t", "TIME"), start=0, stop=2.5, dt=0.25))
    equal(once("steps.xmile", "--save-step", "1")["time"], [0, 1, 2, 2.5], "times")
    equal(len(once("steps.xmile")["t"]), 11, "every dt")
    says(run("run", "steps.xmile", "--save-step", "0.3", want=BAD_INPUT)[1], "0.3")
    run("run", "steps.xmile", "--save-step", "0", want=BAD_USAGE)


@case
def not_finite__ends_the_run_with_the_variable_the_line_and_the_time_even_between_saved_times():
    bench.write("zero.xmile", xmile(aux("after", "ratio + 1") + aux("ratio", "1 / left") + stock("left", "3", [], ["used"]) + flow("used", "1"), stop=5))
    lines = bench.read("zero.xmile").splitlines()
    line = 1 + next(i for i, text in enumerate(lines) if 'name="ratio"' in text)
    bench.write("out.csv", "time,kept\n")
    _, err = run("run", "zero.xmile", "--save-step", "5", "--columns", "used", "-o", "out.csv", want=BAD_INPUT)
    says(err, f"zero.xmile:{line}: ratio:", "at time 3;")
    expect("after" not in err, f"what follows from it is named, too: {err}")
    equal(bench.read("out.csv"), "time,kept\n", "the file that was there")
    bench.write("root.xmile", xmile(aux("bad", "SQRT(2 - TIME)"), stop=5))
    says(run("run", "root.xmile", want=BAD_INPUT)[1], "bad", "at time 3;")


@case
def events__that_the_model_watches_for_are_told():
    poster = '<event_poster min="0" max="10"><threshold value="2.5"><event><text_box>the water is high</text_box></event></threshold></event_poster>'
    bench.write("poster.xmile", xmile(aux("level", "TIME", poster)))
    _, err = run("run", "poster.xmile", "--save-step", "4")
    says(err, "level", "at time 3: the water is high")
    equal(err.count("the water"), 1, "once")


@case
def not_finite__constants_of_the_model_s_own_word_are_fine():
    bench.write("inf.xmile", xmile(aux("limit", "INF") + aux("used", "MIN(limit, 3)"), stop=0))
    equal(bench.table(run("run", "inf.xmile")[0])[1], [["0", "INF", "3"]], "row")


@case
def seed__is_said_where_the_model_draws_and_changes_what_is_drawn():
    bench.write("random.xmile", xmile(aux("draw", "UNIFORM(0, 1)")))
    first, said = run("run", "random.xmile")
    says(said, "0")
    equal(run("run", "random.xmile", "--seed", "0", "--threads", "1")[0], first, "the same seed")
    expect(run("run", "random.xmile", "--seed", "1")[0] != first, "another seed gives the same")
    equal(run("run", "people.xmile")[1], "", "no seed where nothing is drawn")


@case
def json__has_the_columns_and_the_counts():
    result = json.loads(run("run", "people.xmile", "--json", "--save-step", "10", "--columns", "people")[0])
    equal(result["time"], [2020, 2030], "times")
    equal([v["name"] for v in result["variables"]], ["people"], "names")
    result = json.loads(run("run", "people.xmile", "--json", "-o", "out.csv")[0])
    equal((result["out"], result["rows"], result["columns"]), ("out.csv", 11, 5), "counts")


# ---- many runs

VARY = "name,distribution,a,b,c\nbirth rate,uniform,0.05,0.15,\ndeath rate,triangular,0.02,0.05,0.09\n"


def many(*words, runs=1000, vary=VARY, out="fan.csv", **more):
    bench.write("vary.csv", vary)
    said = run("run", "people.xmile", "--runs", str(runs), "--vary", "vary.csv", "-o", out, *words, **more)
    return said


@case
def fan__has_its_header_and_quantiles_that_rise():
    many("--quantiles", "97.5,2.5,50,0,100", "--columns", "people,birth rate", "--save-step", "5")
    header, rows = bench.table(bench.read("fan.csv"))
    equal(header, ["time", "variable", "runs", "mean", "sd", "q00", "q2.5", "q50", "q97.5", "q100"], "header")
    equal([row[:3] for row in rows], [[t, v, "1000"] for t in ("2020", "2025", "2030") for v in ("people", "birth rate")], "keys")
    for row in rows:
        quantiles = [float(cell) for cell in row[5:]]
        expect(quantiles == sorted(quantiles) and quantiles[0] <= float(row[3]) <= quantiles[-1], f"{row}")
    equal(rows[0][3:], ["100", "0", "100", "100", "100", "100", "100"], "the start")
    rate = [float(cell) for cell in rows[1][3:]]
    expect(abs(rate[0] - 0.1) < 0.004 and abs(rate[1] - 0.1 / 12 ** 0.5) < 0.002, f"mean and deviation of a uniform number: {rate}")
    expect(0.05 < rate[2] < 0.051 and 0.149 < rate[6] < 0.15, f"ends of a uniform number: {rate}")


@case
def fan__is_the_same_for_any_number_of_threads_and_another_for_another_seed():
    texts = []
    for words in (("--threads", "1"), ("--threads", "2"), ("--threads", "5"), ("--seed", "7")):
        many(*words, "--sample", "lhs", runs=700)
        texts.append(bench.read("fan.csv"))
    expect(texts[0] == texts[1] == texts[2], "threads change the result")
    expect(texts[0] != texts[3], "the seed changes nothing")


@case
def fan__a_further_variable_changes_no_other_draws():
    many("--columns", "birth rate", "--save-step", "10")
    one = bench.read("fan.csv")
    many("--columns", "birth rate", "--save-step", "10", vary=VARY.replace("birth", "death", 1).replace("death rate,tri", "birth rate,tri"))
    both = bench.read("fan.csv")
    expect(one != both, "the distribution is not used")
    many("--columns", "birth rate", "--save-step", "10", vary="name,distribution,a,b,c\nBirth_Rate,uniform,0.05,0.15,\n")
    equal(bench.read("fan.csv"), one, "without the other variable, and with the name written otherwise")


@case
def fan__of_one_run_has_no_deviation():
    many(runs=1)
    _, rows = bench.table(bench.read("fan.csv"))
    equal({row[4] for row in rows}, {""}, "deviations")


@case
def vary__draws_an_array_together_or_each_element():
    arrays = '<dimensions><dim name="place"><elem name="north"/><elem name="south"/></dim></dimensions>'
    two = '<dimensions><dim name="place"/></dimensions>'
    bench.write("apart.xmile", xmile(aux("x", "1", two) + aux("gap", "x[north] - x[south]"), stop=0, before=arrays))
    bench.write("v.csv", "name,distribution,a,b,c\nx,uniform,0,1,\n")
    equal(bench.table(run("run", "apart.xmile", "--runs", "50", "--vary", "v.csv", "--columns", "gap")[0])[1][0][3:5], ["0", "0"], "together")
    bench.write("v.csv", "name,distribution,a,b,c\nx[*],uniform,0,1,\n")
    expect(float(bench.table(run("run", "apart.xmile", "--runs", "50", "--vary", "v.csv", "--columns", "gap")[0])[1][0][4]) > 0.2, "each")
    bench.write("v.csv", "name,distribution,a,b,c\nx[south],choice,2;4,,\n")
    header, rows = bench.table(run("run", "apart.xmile", "--runs", "50", "--vary", "v.csv", "--quantiles", "0,100")[0])
    equal([row[1] for row in rows], ["x[north]", "x[south]", "gap"], "names")
    equal([row[5:] for row in rows], [["1", "1"], ["2", "4"], ["-3", "-1"]], "one element")


@case
def vary__multiplies_the_y_of_a_graphical_function():
    curve = '<gf><xscale min="0" max="4"/><ypts>1,2,3,4,5</ypts></gf>'
    bench.write("curve.xmile", xmile(aux("effect", "TIME", curve)))
    bench.write("v.csv", "name,distribution,a,b,c\neffect.y,choice,2,,\n")
    rows = bench.table(run("run", "curve.xmile", "--runs", "3", "--vary", "v.csv")[0])[1]
    equal([row[3] for row in rows], ["2", "4", "6", "8", "10"], "means")
    bench.write("v.csv", "name,distribution,a,b,c\nbirth rate.y,choice,2,,\n")
    says(run("run", "people.xmile", "--runs", "3", "--vary", "v.csv", want=BAD_INPUT)[1], "v.csv:2", "graphical function")


@case
def vary__with_mistakes_is_refused_row_by_row_and_nothing_is_written():
    bench.write("kept.csv", "time,kept\n")
    _, err = many(out="kept.csv", want=BAD_INPUT, vary="name,distribution,a,b,c\nbirth rate,gaussian,1,2,\ndeath rate,uniform,1,,\npeople,uniform,1,2,3\n"
                                                       ",uniform,1,2,\nbirth rate,choice,1;x,,\nbirth rate,uniform,3,2,\n")
    says(err, 'vary.csv:2: distribution "gaussian"', "vary.csv:3: b", 'vary.csv:4: c "3"', "vary.csv:5: name", "vary.csv:6: a", "vary.csv:7")
    _, err = many(out="kept.csv", want=BAD_INPUT, vary="name,distribution,a,b,c\nnobody,uniform,1,2,\nbirths,uniform,1,2,\nbirth rate,uniform,1,2,\nBirth_Rate,uniform,1,2,\n")
    says(err, "vary.csv:2: name", "vary.csv:3: name", "vary.csv:5: name")
    _, err = many("--set", "birth rate=0.3", out="kept.csv", want=BAD_INPUT)
    says(err, "vary.csv:2")
    _, err = many(out="kept.csv", vary="name,distribution,a\n", want=BAD_INPUT)
    equal(bench.read("kept.csv"), "time,kept\n", "the file that was there")


@case
def correlations__are_checked_and_used():
    bench.write("c.csv", "first,second,rank_correlation\nbirth rate,death rate,0.9\n")
    many("--columns", "people", runs=2000)
    apart = float(bench.table(bench.read("fan.csv"))[1][-1][4])
    many("--columns", "people", "--correlate", "c.csv", runs=2000)
    together = float(bench.table(bench.read("fan.csv"))[1][-1][4])
    expect(together < apart * 0.8, f"births and deaths that go together leave the deviation at {together} of {apart}")
    bench.write("c.csv", "first,second,rank_correlation\nbirth rate,people,0.5\nbirth rate,death rate,1\n")
    says(many("--correlate", "c.csv", want=BAD_INPUT)[1], "c.csv:3: rank_correlation")
    bench.write("c.csv", "first,second,rank_correlation\nbirth rate,people,0.5\n")
    says(many("--correlate", "c.csv", want=BAD_INPUT)[1], "c.csv:2: second")


@case
def targets__say_in_how_many_runs_and_when():
    bench.write("t.csv", "target,variable,time,value,as_of,source\nsome,people,2025,125,2026-11,a book\nnone,people,2030,1e9,,\nall,people,2020,100,,\n")
    out, _ = many("--target", "t.csv", "--columns", "births")
    says(out, "some", "none", "all", "0.0 %", "100.0 %")
    header, rows = bench.table(bench.read("fan-targets.csv"))
    equal(header, "target,variable,time,value,as_of,source,runs,met,probability,first_time,half_by,never".split(","), "header")
    equal(rows[0][:7], ["some", "people", "2025", "125", "2026-11", "a book", "1000"], "row")
    share = int(rows[0][7]) / 1000
    equal(float(rows[0][8]), share, "probability")
    expect(0.3 < share < 0.7, f"{share}")
    equal(rows[1][7:], ["0", "0", "", "", "1000"], "what no run reaches")
    equal(rows[2][7:], ["1000", "1", "2020", "2020", "0"], "what all do at once")
    expect("people" not in bench.read("fan.csv"), "a variable of a target is not one of the columns")
    bench.write("t.csv", "target,variable,time,value,as_of\na,people,2025.5,1,\nb,nobody,2025,1,\nc,people,2025,x,\nd,people,2025,1,soon\n")
    says(many("--target", "t.csv", want=BAD_INPUT)[1], "t.csv:4: value", "t.csv:5: as_of")
    bench.write("t.csv", "target,variable,time,value\nb,nobody,2025,1\n")
    says(many("--target", "t.csv", want=BAD_INPUT)[1], "t.csv:2: variable")
    bench.write("t.csv", "target,variable,time,value\na,people,2025.5,1\n")
    says(many("--target", "t.csv", want=BAD_INPUT)[1], "t.csv:2: time", "2020", "2030")


@case
def ranking__names_what_matters_most():
    bench.write("v.csv", "name,distribution,a,b,c\nbirth rate,uniform,0.05,0.15,\ndeath rate,uniform,0.045,0.055,\n")
    for method in ("regression", "morris", "sobol"):
        out, _ = run("run", "people.xmile", "--runs", "800", "--vary", "v.csv", "--rank", "people", "--rank-by", method, "-o", "fan.csv")
        says(out, "birth rate")
        header, rows = bench.table(bench.read("fan-rank.csv"))
        equal([row[header.index("name")] for row in rows], ["birth rate", "death rate"], method)
        effects = [float(row[header.index("effect")]) for row in rows]
        expect(effects[0] > 5 * abs(effects[1]), f"{method}: {effects}")
        expect(method == "sobol" or effects[1] < 0, f"{method}: deaths make fewer people: {effects}")
        equal(rows[0][header.index("low"):header.index("high") + 1], ["0.05", "0.15"], "range")
        run("plot", "fan-rank.csv", "-o", "rank.svg")
        says(bench.read("rank.svg"), "<svg", "birth rate")


@case
def ranking__is_at_the_end_or_at_the_saved_time_that_is_named():
    bench.write("turns.xmile", xmile(aux("early", "1") + aux("late", "1") + aux("y", "IF TIME &lt; 5 THEN early ELSE late") +
                                     aux('&quot;y@4&quot;', "late") + aux('&quot;z@w&quot;', "early"), stop=10))
    bench.write("v.csv", "name,distribution,a,b,c\nearly,uniform,0,1,\nlate,uniform,0,1,\n")

    def ranked(variable, *words, method="regression", want=DONE):
        _, err = run("run", "turns.xmile", "--runs", "640", "--vary", "v.csv", "--rank", variable, "--rank-by", method, "-o", "fan.csv", *words, want=want)
        return err if want != DONE else bench.table(bench.read("fan-rank.csv"))[1][0]

    for method in ("regression", "morris", "sobol"):
        for variable, time, strongest in (("y", "10", "late"), ("y@3", "3", "early"), ("y @ 5", "5", "late"), ("y@10", "10", "late")):
            row = ranked(variable, method=method)
            equal((row[0], row[1], row[5]), ("y", time, strongest), f"{variable} by {method}")
    for variable, name, time in (('"y@4"', "y@4", "10"), ('"y@4"@2', "y@4", "2"), ('"y"@4', "y", "4"), ('"z@w"@1', "z@w", "1")):
        equal(ranked(variable)[:2], [name, time], variable)
    says(ranked("y@4", want=BAD_INPUT), "--rank", "y@4", "double quotes")
    says(ranked("z@w", want=BAD_INPUT), "--rank", "double quotes")
    for variable in ("y@", "y@soon", "y@1@x", "y@inf"):
        says(ranked(variable, want=BAD_INPUT), "VARIABLE@TIME", variable)
    says(ranked("y@2.5", want=BAD_INPUT), "--rank", '"2.5"', "0 to 10 by steps of 1")
    says(ranked("y@3", "--save-step", "5", want=BAD_INPUT), "steps of 5")
    says(ranked("y@11", want=BAD_INPUT), '"11"')
    says(ranked("nobody@3", want=BAD_INPUT), '"nobody"')
    says(ranked("y@1@3", want=BAD_INPUT), '"y@1"')
    says(run("run", "turns.xmile", "--runs", "640", "--vary", "v.csv", "--rank", "y@3", "-o", "fan.csv")[0], "What matters most for y at 3 ")


@case
def memory__stays_within_its_limit_whatever_the_number_of_runs():
    """At the peak, the limit and what the program itself takes; all values of 200,000 runs would be 648 MB."""
    bench.write("often.xmile", bench.read("people.xmile").replace("<dt>1</dt>", "<dt>0.125</dt>"))
    bench.write("v.csv", VARY)

    def peak(runs):
        words = ("plan", "run", "often.xmile", "--runs", str(runs), "--vary", "v.csv", "--memory", "64", "--threads", "2", "-o", "often.csv", "--json")
        process = subprocess.Popen([bench.enishi, *words], cwd=bench.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        process.stdout.close()
        equal(process.returncode, DONE, said)
        return json.loads(said), used.ru_maxrss / 1024

    (few, few_peak), (many_runs, many_peak) = peak(1000), peak(200000)
    equal((few["approximate"], few["runs"], many_runs["approximate"], many_runs["runs"]), (False, 1000, True, 200000), "runs")
    with open(bench.enishi, "rb") as program:
        shadows = 3 if b"__tsan_init" in program.read() else 1    # ThreadSanitizer has as much again of its own for what is touched, and more
    for runs, most in ((1000, few_peak), (200000, many_peak)):    # 13 and 40 MiB; other sanitizers double what there is
        expect(most < shadows * (64 + 64), f"{runs} runs took {most:.0f} MiB")


@case
def failing_runs__are_left_out_counted_and_listed():
    bench.write("risky.xmile", xmile(aux("x", "1") + aux("y", "SQRT(x)"), stop=2))
    bench.write("v.csv", "name,distribution,a,b,c\nx,uniform,-1,3,\n")
    _, err = run("run", "risky.xmile", "--runs", "400", "--vary", "v.csv", "--columns", "y,x", "-o", "fan.csv", want=LIMIT)
    header, rows = bench.table(bench.read("fan.csv"))
    counted = int(rows[0][2])
    expect(260 < counted < 340, f"{counted} runs count")
    says(err, f"{400 - counted} runs of 400")
    header, failed = bench.table(bench.read("fan-failed.csv"))
    equal((header, len(failed)), (["run", "time", "variable", "line"], 400 - counted), "list")
    line = 1 + next(k for k, text in enumerate(bench.read("risky.xmile").splitlines()) if 'name="y"' in text)
    equal({tuple(row[1:]) for row in failed}, {("0", "y", str(line))}, "what failed")
    says(err, f"risky.xmile:{line}: warning: y: in run {failed[0][0]} ")
    expect(all(float(cell) >= 0 for row in rows for cell in row[3:]), "a failed run is in the numbers")


@case
def failing_runs__name_what_a_single_run_names_also_between_saved_times():
    """One value each, so that every run of the ensemble is the single run. What fails is not what is asked for, nor at a saved time."""
    kinds = '<dimensions><dim name="kind"><elem name="a"/><elem name="b"/></dim></dimensions>'
    ofs = '<dimensions><dim name="kind"/></dimensions>'
    models = {
        "stock": (stock("s", "x", ["f"]) + flow("f", "s * s") + aux("shown", "s"), 1e90, "time 1"),
        "memory": (aux("gap", "x / (TIME - 3)") + aux("kept", "MAX(0, MIN(1, PREVIOUS(gap, 0)))") + aux("shown", "kept"), 2, "time 3"),
        "element": (aux("width", "SQRT(x - TIME * (kind - 1))", ofs) + stock("s", "0", ["f"]) + flow("f", "SUM(width)") + aux("shown", "s"), 4, "time 5"),
        "start": (stock("s", "LN(x)", ["f"]) + flow("f", "1") + aux("shown", "s"), -1, "time 0"),
    }
    for name, (body, value, time) in models.items():
        bench.write("m.xmile", xmile(aux("x", "1") + body, stop=10, before=kinds if name == "element" else ""))
        _, single = run("run", "m.xmile", "--set", f"x={value}", want=BAD_INPUT)
        says(single, time)
        _, line, variable = (part.strip() for part in single.split(": the equation")[0].split(":"))
        bench.write("v.csv", f"name,distribution,a,b,c\nx,choice,{value},,\n")
        for words in ((), ("--threads", "2"), ("--sample", "lhs")):
            _, err = run("run", "m.xmile", "--runs", "70", "--vary", "v.csv", "--columns", "shown", "--save-step", "10", *words, "-o", "fan.csv", want=LIMIT)
            says(err, f"m.xmile:{line}: warning: {variable}: in run 0 ", f"at {time}:")
            _, failed = bench.table(bench.read("fan-failed.csv"))
            equal(failed, [[str(k), time.split()[1], variable, line] for k in range(70)], f"{name} {words}")


@case
def options__that_need_others_say_so():
    for words, part in ((("--vary", "v.csv"), "--runs"), (("--rank", "people"), "--runs"), (("--target", "t.csv"), "--runs"),
                        (("--runs", "5", "--rank", "people"), "--vary"), (("--runs", "5", "--correlate", "c.csv"), "--vary"),
                        (("--runs", "5", "--vary", "v.csv", "--rank-by", "morris"), "--rank"), (("--runs", "0"), "--runs"), (("--runs", "x"), "--runs"),
                        (("--seed", "-1"), "--seed"), (("--runs", "5", "--quantiles", "5,101"), "--quantiles"), (("--runs", "5", "--quantiles", ","), "--quantiles"),
                        (("--sample", "dice"), "sample")):
        says(run("run", "people.xmile", *words, want=BAD_USAGE)[1], part)


# ---- checking

@case
def check__says_what_is_in_a_model_and_what_nothing_uses():
    bench.write("unused.xmile", xmile(stock("s", "1", ["f"]) + flow("f", "a") + aux("a", "2") + aux("spare", "3") + aux("result", "s * 2")))
    out, err = run("check", "unused.xmile")
    says(out, "1 stock", "1 flow", "3 auxiliaries", "from 0 to 4 by steps of 1 Year, Euler", "nothing uses: spare", "No problems.")
    equal(err, "", "problems")
    found = json.loads(run("check", "unused.xmile", "--json")[0])
    equal((found["stocks"], found["constants"], found["unused"], found["problems"]), (1, 2, ["spare"], []), "as JSON")


@case
def check__lists_all_problems_with_their_line():
    bench.write("wrong.xmile", xmile(aux("a", "b +") + aux("b", "2") + aux("c", "(1")))
    says(run("check", "wrong.xmile", want=BAD_INPUT)[1], "wrong.xmile:6: a", "wrong.xmile:8: c")
    bench.write("wrong.xmile", xmile(aux("a", "nobody") + aux("b", "2") + aux("c", "a + nothing * 2")))
    says(run("check", "wrong.xmile", want=BAD_INPUT)[1], "wrong.xmile:6: a", "nobody", "wrong.xmile:8: c", "nothing")
    found = json.loads(run("check", "wrong.xmile", "--json", want=BAD_INPUT)[0])
    expect(len(found["problems"]) >= 2 and all(p["row"] for p in found["problems"]), f"{found}")
    bench.write("circle.xmile", xmile(aux("d", "e") + aux("e", "d")))
    says(run("check", "circle.xmile", want=BAD_INPUT)[1], "d", "e")
    bench.write("cut.xmile", bench.read("people.xmile")[:500])
    run("check", "cut.xmile", want=BAD_INPUT)
    says(run("check", "nothing.xmile", want=BAD_INPUT)[1], "nothing.xmile")


@case
def check__warns_of_units_that_disagree_or_refuses_them():
    units = "<units>{}</units>"
    bench.write("units.xmile", xmile(aux("a", "2", units.format("person")) + aux("b", "3", units.format("yen")) + aux("c", "a + b", units.format("person"))))
    _, err = run("check", "units.xmile")
    says(err, "units.xmile:8", "warning")
    _, err = run("check", "units.xmile", "--strict-units", want=BAD_INPUT)
    says(err, "units.xmile:8")
    expect("warning" not in err, err)
    equal(run("run", "units.xmile")[1], "", "what a run says of units")


@case
def check__writes_a_table_of_ranges_that_can_be_used_as_it_is():
    out, _ = run("check", "people.xmile", "--vary-template", "template.csv")
    says(out, "template.csv", "2 constants")
    equal(bench.read("template.csv"), "name,distribution,a,b,c,note\nbirth rate,uniform,0.09,0.11,,assumption: 10 % to either side of 0.1 1/year\n"
                                      "death rate,uniform,0.02,0.09,,range given by the model; its value is 0.05\n", "table")
    _, err = run("run", "people.xmile", "--runs", "10", "--vary", "template.csv", "-o", "of-template.csv")
    equal(err, "", "warnings")
    run("check", "people.xmile", "--vary-template", "people.xmile", want=BAD_INPUT)


# ---- pictures

@case
def plot__draws_runs_fans_scenarios_targets_and_history():
    run("run", "people.xmile", "-o", "out.csv")
    says(run("plot", "out.csv", "-o", "out.svg")[0], "out.svg", "One more variable")
    says(bench.read("out.svg"), "<svg", "people", "births")
    run("plot", "out.csv", "--columns", "deaths,birth rate", "-o", "out.svg", language="ja")
    expect("births" not in bench.read("out.svg"), "a variable that was not chosen")
    bench.write("t.csv", "target,variable,time,value,as_of,source\nhalf,People,2025,125,2026-11,a certain book\n")
    bench.write("h.csv", "variable,time,value,source\npeople,2020,101,the census\npeople,2021,104,\n")
    many("--target", "t.csv")
    run("plot", "fan.csv", "--target", "t.csv", "--data", "h.csv", "-o", "fan.svg")
    says(bench.read("fan.svg"), "<svg", "people", "a certain book", "the census")
    run("plot", "fan.csv", "--target", "fan-targets.csv", "-o", "again.svg")
    shutil.copy(bench.path("fan.csv"), bench.path("other.csv"))
    run("plot", "fan.csv", "other.csv", "--columns", "births", "-o", "two.svg", language="vi")
    says(bench.read("two.svg"), "other", "births")


@case
def plot__refuses_what_it_cannot_draw():
    run("run", "people.xmile", "-o", "out.csv")
    many()
    bench.write("kept.svg", "<svg kept")
    for words, part in ((("out.csv", "--columns", "nobody"), "nobody"), (("out.csv", "fan.csv"), "many runs"), (("fan.csv", "--columns", "people,births"), "one variable"),
                        (("people.xmile",), "people.xmile"), (("nothing.csv",), "nothing.csv")):
        says(run("plot", *words, "-o", "kept.svg", want=BAD_INPUT)[1], part)
    bench.write("odd.csv", "time,a\n2,1\n1,1\n")
    says(run("plot", "odd.csv", "-o", "kept.svg", want=BAD_INPUT)[1], "odd.csv:3: time")
    bench.write("odd.csv", "time,a\n1,x\n")
    says(run("plot", "odd.csv", "-o", "kept.svg", want=BAD_INPUT)[1], "odd.csv:2: a")
    equal(bench.read("kept.svg"), "<svg kept", "the picture that was there")
    run("plot", "out.csv", want=BAD_USAGE)


# ---- when things go wrong

@case
def inputs__are_never_overwritten():
    bench.write("vary.csv", VARY)
    before = bench.read("people.xmile"), bench.read("vary.csv")
    run("run", "people.xmile", "-o", "people.xmile", want=BAD_INPUT)
    os.symlink("vary.csv", bench.path("link.csv"))
    run("run", "people.xmile", "--runs", "5", "--vary", "vary.csv", "-o", "link.csv", want=BAD_INPUT)
    os.unlink(bench.path("link.csv"))
    equal((bench.read("people.xmile"), bench.read("vary.csv")), before, "inputs")


@case
def output__that_finds_no_room_leaves_what_was_there():
    bench.write("out.csv", "time,kept\n")
    names = bench.names()

    def small():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    run("run", "people.xmile", "-o", "out.csv", want=IO_ERROR, preexec_fn=small, restore_signals=False)
    many(out="out.csv", want=IO_ERROR, preexec_fn=small, restore_signals=False)
    equal(bench.read("out.csv"), "time,kept\n", "the file that was there")
    equal(bench.names(), sorted(set(names) | {"vary.csv"}), "files")
    run("run", "people.xmile", "-o", "no/such/folder.csv", want=IO_ERROR)
    run("run", "people.xmile", "-o", ".", want=BAD_INPUT)
    with open("/dev/full", "wb") as full:
        run("run", "people.xmile", want=IO_ERROR, stdout=full)
    run("run", "people.xmile", "-o", "/dev/full", want=IO_ERROR)


@case
def stopping__ends_soon_and_leaves_nothing():
    bench.write("long.xmile", xmile("".join(aux(f"x{i}", f"EXP(-ABS(SIN(TIME * {i}))) + x{i - 1} * 0.5" if i else "TIME") for i in range(200)), stop=900, dt=0.001))
    names = bench.names()
    for words in (("run", "long.xmile", "--columns", "x1", "--save-step", "900", "-o", "long.csv"),
                  ("run", "long.xmile", "--columns", "x1", "--save-step", "900", "--runs", "100000", "-o", "long.csv")):
        process = subprocess.Popen([bench.enishi, "plan", *words], cwd=bench.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        time.sleep(0.7)
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=100)
        equal(process.returncode, 130, f"{words}: {err}")
        expect(time.monotonic() - began < 60, "it went on for long")
    equal(bench.names(), names, "files")


def on_terminal(*words):
    """What a command prints on a terminal, which is read meanwhile, since it holds little."""
    try:
        ours, theirs = os.openpty()
    except OSError as error:
        raise Skip(f"no pseudo-terminals are mounted here: {error.strerror}") from error
    parts = []

    def read():
        try:
            while part := os.read(ours, 65536):
                parts.append(part)
        except OSError:
            pass

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        run(*words, stdout=theirs)
    finally:
        os.close(theirs)
    reader.join(10)
    os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n")


@case
def terminal__gets_a_table_to_read():
    out = on_terminal("run", "people.xmile", "--columns", "people,birth rate")
    equal(out.splitlines()[:3], ["time    people  birth rate", "2020  100.0000    0.100000", "2021  105.0000    0.100000"], "first lines")
    equal(len(out.splitlines()), 12, "lines")
    bench.write("wide.xmile", xmile("".join(aux(f"variable number {i}", "TIME * 1000") for i in range(30)), stop=100))
    out = on_terminal("run", "wide.xmile")
    expect(len(out.splitlines()) == 24 and all(len(line) <= 100 for line in out.splitlines()), out)
    says(out, "…", "101 times in all", "more variables")


def printed_in(docs):
    """The commands of the page, in their order, each with the lines that stand below it; none: what it prints is not shown."""
    for block in re.findall(r"^```\n(.*?)^```$", docs, re.DOTALL | re.MULTILINE):
        parts = re.split(r"^\$ (enishi plan .*)\n", block, flags=re.MULTILINE)
        expect(len(parts) == 1 or not parts[0], f"something stands before a command: {block}")
        yield from zip(parts[1::2], parts[2::2])
    yield from ((command, "") for command in re.findall(r"`(enishi plan [^`]*)`", docs))


@case
def docs__show_what_the_commands_print():
    given = os.listdir(os.path.join(ROOT, "examples", "first-model"))
    for name in given:
        shutil.copy(os.path.join(ROOT, "examples", "first-model", name), bench.path(name))
    with open(os.path.join(ROOT, "docs", "plan.md"), encoding="utf-8") as file:
        docs = file.read()
    before, count = {name: bench.read(name) for name in given}, 0
    for command, printed in printed_in(docs):
        out = on_terminal(*shlex.split(command)[2:])
        expect(not printed or out == printed, f"{command} prints\n{out}\nand not\n{printed}")
        count += 1
    expect(count >= 12 and "scenarios.svg" in docs, f"{count} commands")
    equal({name: bench.read(name) for name in given}, before, "the files that were there")
    says(docs, bench.read("history.csv"), bench.read("vary.csv"), bench.read("scenarios.csv").replace("\r\n", "\n"))
    run("draw", "engineers.xmile", "--flows", "2030", "--names", "names.csv", "--width", "1040", "-o", "flows.svg", language="ja")
    says(bench.read("flows.svg"), "技術者", "2030年", "卒業", "人")
    model = bench.read("engineers.xmile")
    bench.write("engineers.xmile", model.replace("students / years_of_study", "students / years_of_stud"))
    says(docs, run("check", "engineers.xmile", want=BAD_INPUT)[1].splitlines()[0])
    bench.write("engineers.xmile", model.replace("students / years_of_study", "students / (years_of_study - TIME + 2027)"))
    says(docs, run("run", "engineers.xmile", "-o", "out.csv", want=BAD_INPUT)[1])


def hump(target, language="en"):
    """50 at 2025, less before and after: what all runs reach, and none keeps."""
    bench.write("hump.xmile", xmile(aux("height", "top - 10 * (TIME - 2025)^2") + aux("top", "50") + aux("minus height", "-height"), start=2020, stop=2030))
    bench.write("hump.csv", "name,distribution,a,b,c\ntop,uniform,49,51,\n")
    bench.write("t.csv", f"target,variable,time,value\n{target}\n")
    out, _ = run("run", "hump.xmile", "--runs", "200", "--vary", "hump.csv", "--target", "t.csv", "-o", "fan.csv", language=language)
    return [line.strip() for line in out.splitlines() if line.strip()][1:4]


@case
def target__held_at_its_time_is_told_apart_from_one_that_is_reached_and_lost():
    for language, expected in (
            ("en", ["top: height at least 45 at 2027", "held at 2027: in 0.0 % of 200 runs", "first reached: at 2025; in half of the runs by 2025; never in 0 runs"]),
            ("vi", ["top: height ít nhất 45 tại thời điểm 2027", "đạt tại thời điểm 2027: trong 0,0% của 200 lần chạy",
                    "lần đầu chạm mức: sớm nhất 2025; nửa số lần chạy chậm nhất 2025; 0 lần không chạm"]),
            ("ja", ["top：2027 時点で height が 45 以上", "2027 時点の達成：試行 200 回の 0.0％", "初めての到達：最も早い試行 2025、半数の試行 2025 まで、到達しない試行 0 回"])):
        equal(hump("top,height,2027,45", language), expected, language)
    equal(hump("top,height,2027,60")[1:], ["held at 2027: in 0.0 % of 200 runs", "first reached: in no run"], "what none reaches")


@case
def target__is_a_floor_and_a_ceiling_is_one_of_the_negated_variable():
    equal(hump("most,height,2027,5")[1], "held at 2027: in 100.0 % of 200 runs", "10 is at least 5")
    equal(hump("most,minus height,2027,-5")[1], "held at 2027: in 0.0 % of 200 runs", "and not at most 5")
    equal(hump("most,minus height,2027,-15")[1], "held at 2027: in 100.0 % of 200 runs", "but at most 15")


@case
def times_and_steps__are_written_as_the_language_writes_numbers_and_never_grouped():
    bench.write("late.xmile", xmile(aux("a", "1 / (TIME - 2031.5)"), start=2031, stop=2032, dt=0.25))
    for language, when, step in (("en", "2031.5", "0.25"), ("vi", "2031,5", "0,25"), ("ja", "2031.5", "0.25")):
        says(run("run", "late.xmile", want=BAD_INPUT, language=language)[1], when)
        says(run("run", "late.xmile", "--save-step", "0.3", want=BAD_INPUT, language=language)[1], step)
        says(run("check", "late.xmile", language=language)[0], "2031", "2032", step)
    says(run("draw", "late.xmile", "--flows", "2040", "-o", "x.svg", want=BAD_INPUT, language="vi")[1], "2031", "2032")


@case
def numbers__in_tables_have_a_point_and_nothing_else_and_the_message_says_so():
    for number in ("5%", '"7,500"', '"0,05"'):
        bench.write("v.csv", f"name,distribution,a,b,c\nbirth rate,uniform,{number},1,\n")
        for language, part in (("en", "decimal point"), ("vi", "dấu chấm thập phân"), ("ja", "小数点")):
            says(run("run", "people.xmile", "--runs", "9", "--vary", "v.csv", "-o", "f.csv", want=BAD_INPUT, language=language)[1], part)


@case
def words__are_there_in_three_languages():
    for language, part in (("en", "the model has no variable"), ("vi", "mô hình không có biến"), ("ja", "モデルにありません")):
        says(run("run", "people.xmile", "--set", "x=1", want=BAD_INPUT, language=language)[1], part)
        out, _ = run("check", "people.xmile", language=language)
        expect(len(out.splitlines()) > 5, out)
    for words in (("--help",), ("-h",)):
        expect(run(*words)[0].count("enishi plan") >= 6, "help on the group, with examples")
    for command in ("check", "run", "plot", "draw"):
        out, _ = run(command, "--help")
        expect(out.count("enishi plan") >= 3, f"help with three examples: {out}")


if __name__ == "__main__":
    try:
        run_cases()
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)
