#!/usr/bin/env python3
"""test_history.py ENISHI: models beside what was observed: `--data` of `enishi plan run` and `plot`, from tables and from the ledger of a
workspace. What is computed is computed again with numpy. Speaks TAP 13.
"""
import csv
import datetime
import json
import os
import random
import subprocess
import sys
import xml.etree.ElementTree as xml

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from tap import case, equal, expect, run_cases  # noqa: E402
from models import BAD_INPUT, BAD_USAGE, Bench, aux, flow, stock, xmile  # noqa: E402

bench = Bench(sys.argv[1])
run = bench.run
HEADER = "variable,points,outside,mean_error,mape,rmse,bias,variance,covariance,in_band"
NUMBERS = ("mean_error", "mape", "rmse", "bias", "variance", "covariance")
LINE = xmile(stock("level", "10", ["coming"]) + flow("coming", "2") + aux("other", "7"), start=2020, stop=2030)
bench.write("line.xmile", LINE)  # level is 10 + 2 (time - 2020)


def fits(name="out-history.csv"):
    rows = list(csv.DictReader(bench.read(name).splitlines()))
    return {row["variable"]: row for row in rows}


def fit(text, model="line.xmile", *words, **more):
    bench.write("history.csv", text)
    run("run", model, "--data", "history.csv", "-o", "out.csv", *words, **more)
    return fits()


def near(got, want, what, most=1e-12):
    expect(abs(float(got) - want) <= most * max(1, abs(want)), f"{what}: {got}, not {want}")


def refused(text, *parts, model="line.xmile", words=()):
    bench.write("history.csv", text)
    before = set(bench.names())
    _, err = run("run", model, "--data", "history.csv", "-o", "never.csv", *words, want=BAD_INPUT)
    equal(set(bench.names()), before, "nothing is written")
    for part in parts:
        expect(part in err, f"{part!r} is not in {err!r}")
    return err


# ---- typed points

@case
def statistics__are_those_worked_by_hand():
    # the model has 12, 16 and 20; errors 1, -2, 4: mean 1, squares 1, 4, 16 with mean 7
    got = fit("variable,time,value,source\nlevel,2021,11,o001\nlevel,2023,18,o002\nlevel,2025,16,o003\n")["level"]
    equal((got["points"], got["outside"], got["in_band"]), ("3", "0", ""), "points")
    near(got["mean_error"], 1, "mean error")
    near(got["rmse"], 7 ** 0.5, "RMSE")
    near(got["mape"], 100 * (1 / 11 + 2 / 18 + 4 / 16) / 3, "MAPE")
    spread = (32 / 3) ** 0.5 - (26 / 3) ** 0.5  # 12, 16, 20 about 16; 11, 18, 16 about 15
    near(got["bias"], 1 / 7, "bias")
    near(got["variance"], spread ** 2 / 7, "variance")
    near(got["covariance"], 1 - 1 / 7 - spread ** 2 / 7, "covariance")
    equal(bench.read("out-history.csv").splitlines()[0], HEADER, "header")


@case
def points__between_saved_times_lie_on_the_line_between_them():
    got = fit("variable,time,value\nlevel,2021.25,12.5\nlevel,2023.7,17.4\n", "line.xmile", "--save-step", "5")["level"]
    near(got["rmse"], 0, "RMSE", 1e-13)
    equal((got["points"], got["outside"]), ("2", "0"), "points")


@case
def points__outside_of_the_run_are_counted_and_not_compared():
    got = fit("variable,time,value\nlevel,2019.9,1\nlevel,2020,10\nlevel,2030,31\nlevel,2030.1,1\nother,1990,7\n")
    equal((got["level"]["points"], got["level"]["outside"]), ("2", "2"), "level")
    near(got["level"]["mean_error"], -0.5, "mean error")
    equal([got["other"][name] for name in ("points", "outside", *NUMBERS)], ["0", "1"] + [""] * 6, "without points")


@case
def variables__need_not_be_among_the_columns_and_stand_in_the_order_of_the_table():
    got = fit("variable,time,value\nother,2020,7\nlevel,2020,11\nOther,2021,7\n", "line.xmile", "--columns", "coming")
    equal([(name, row["points"]) for name, row in got.items()], [("other", "2"), ("level", "1")], "variables")
    equal(bench.read("out.csv").splitlines()[:2], ["time,coming", "2020,2"], "table")


@case
def statistics__are_those_of_numpy_on_random_points():
    draw = random.Random(5)
    for _ in range(20):
        n = draw.choice([2, 3, 10, 100])
        times = [draw.uniform(2020, 2030) for _ in range(n)]
        values = [10 + 2 * (t - 2020) + draw.gauss(draw.choice([0, 3]), 5) for t in times]
        got = fit("variable,time,value\n" + "".join(f"level,{t!r},{v!r}\n" for t, v in zip(times, values)), "line.xmile", "--save-step", "2")["level"]
        observed, simulated = np.array(values), 10 + 2 * (np.array(times) - 2020)
        error = simulated - observed
        mse = np.mean(error ** 2)
        correlation = np.corrcoef(simulated, observed)[0, 1]
        want = {"mean_error": error.mean(), "rmse": mse ** 0.5, "mape": 100 * np.mean(np.abs(error / observed)), "bias": error.mean() ** 2 / mse,
                "variance": (simulated.std() - observed.std()) ** 2 / mse, "covariance": 2 * (1 - correlation) * simulated.std() * observed.std() / mse}
        for name, value in want.items():
            near(got[name], value, name, 1e-9)
        near(float(got["bias"]) + float(got["variance"]) + float(got["covariance"]), 1, "sum of the parts", 1e-9)


@case
def ensembles__are_compared_by_the_median_and_the_band_of_the_fan():
    bench.write("vary.csv", "name,distribution,a,b\nbirth rate,uniform,0.05,0.15\n")
    draw = random.Random(8)
    points = [(draw.uniform(2020, 2031), draw.uniform(80, 260)) for _ in range(60)]
    bench.write("history.csv", "variable,time,value\n" + "".join(f"people,{t!r},{v!r}\n" for t, v in points))
    run("run", "people.xmile", "--runs", "200", "--vary", "vary.csv", "--data", "history.csv", "--columns", "births", "-o", "fan.csv")
    equal({row["variable"] for row in csv.DictReader(bench.read("fan.csv").splitlines())}, {"births"}, "columns of the fan")
    got = fits("fan-history.csv")["people"]
    run("run", "people.xmile", "--runs", "200", "--vary", "vary.csv", "--columns", "people", "-o", "people.csv")
    fan = list(csv.DictReader(bench.read("people.csv").splitlines()))
    times = [float(row["time"]) for row in fan]
    low, median, high = ([float(row[q]) for row in fan] for q in ("q05", "q50", "q95"))
    inside = [(t, v) for t, v in points if t <= 2030]
    equal((int(got["points"]), int(got["outside"])), (len(inside), 60 - len(inside)), "points")
    expect(0 < len(inside) < 60, "the drawn points lie on both sides of the end")
    error = np.array([np.interp(t, times, median) - v for t, v in inside])
    near(got["rmse"], np.mean(error ** 2) ** 0.5, "RMSE", 1e-9)
    share = np.mean([np.interp(t, times, low) <= v <= np.interp(t, times, high) for t, v in inside])
    expect(0 < share < 1, "some of the points are in the band")
    near(got["in_band"], share, "in the band")


@case
def ensembles__refuse_quantiles_that_lack_the_band():
    bench.write("history.csv", "variable,time,value\npeople,2021,100\n")
    words = ("run", "people.xmile", "--runs", "9", "--vary", "vary.csv", "--data", "history.csv", "-o", "never.csv", "--quantiles")
    expect("5, 50 and 95" in run(*words, "5,95", want=BAD_USAGE)[1], "what is needed")
    expect(not bench.has("never.csv"), "nothing is written")
    run(*words[:-2], "some.csv", "--quantiles", "2.5,5,50,95")
    equal(fits("some-history.csv")["people"]["points"], "1", "points")


@case
def json__has_what_the_table_has():
    bench.write("history.csv", "variable,time,value\nlevel,2021,12\nother,2021,6\n")
    got = json.loads(run("run", "line.xmile", "--data", "history.csv", "--json", "-o", "out.csv")[0])["history"]
    equal([(one["variable"], one["points"], one["rmse"], one["bias"], "in_band" in one) for one in got],
          [("level", 1, 0, None, False), ("other", 1, 1, 1, False)], "history")
    got = json.loads(run("run", "people.xmile", "--runs", "9", "--vary", "vary.csv", "--data", bench.write("h.csv", "variable,time,value\npeople,2020,100\n"),
                         "--json", "-o", "fan.csv")[0])["history"]
    equal([(one["variable"], one["in_band"]) for one in got], [("people", 1)], "history of the ensemble")


@case
def terminal__says_it_in_three_languages_and_keeps_it_out_of_a_table_in_a_pipe():
    bench.write("history.csv", "variable,time,value\nlevel,2021,13\n")
    for language, word in (("en", "mean error"), ("vi", "sai số TB"), ("ja", "平均誤差")):
        out, err = run("run", "line.xmile", "--data", "history.csv", language=language)
        equal(out.splitlines()[0], "time,level,coming,other", "table")
        expect(word in err, err)
        out, err = run("run", "line.xmile", "--data", "history.csv", "-o", "out.csv", language=language)
        expect(word in out and not err, out + err)
    equal(run("run", "line.xmile", "--data", "history.csv", "-o", "out.csv", "--quiet")[0], "", "quiet")


@case
def table__what_is_wrong_is_told_by_row_and_column():
    err = refused("variable,time,value\nlevel,2021,x\nlevel,soon,3\n,2021,3\nlevel,,3\nlevel,2021,\nlevel,2021,inf\n",
                  "history.csv:2: value", "history.csv:3: time", "history.csv:4: variable", "history.csv:5: time", "history.csv:6: value", "history.csv:7: value")
    expect("a point needs a time and a value" in err, err)
    refused("variable,time,value\nlevel,2021,3\nnobody,2021,3\n", 'history.csv:3: variable "nobody"')
    refused("variable,time,value,as_of\nlevel,2021,3,yesterday\n", "history.csv:2: as_of", "not a date")
    refused("variable,value\nlevel,3\n", "history.csv:2: variable", "a point needs a time")
    refused("time,value\n2021,3\n", "variable")
    refused("variable,time,value\n", "no rows")
    _, err = run("run", "line.xmile", "--data", "nowhere.csv", want=BAD_INPUT)
    expect("nowhere.csv" in err, err)


@case
def table__is_not_overwritten_by_what_is_written():
    bench.write("out-history.csv", "variable,time,value\nlevel,2021,3\n")
    run("run", "line.xmile", "--data", "out-history.csv", "-o", "out.csv", want=BAD_INPUT)
    equal(bench.read("out-history.csv").splitlines()[1], "level,2021,3", "the table")
    os.remove(bench.path("out-history.csv"))    # where others are written


# ---- the ledger

LEDGER = {
    "sources": "source,title,publisher,published,address,language,quality\ns1,First,P,2026-01-01,a,en,official\ns2,Second,P,2026-02-01,b,en,news-citing-official\n",
    "areas": "area,kind,name_en\nnorth,country,North\nsouth,country,South\n",
    "indicators": "indicator,name_en,unit,counting_rule_en,measure\nstaff,Staff,persons,Heads.,stock\nhires,Hires,persons,Heads.,flow\n"
                  "rate,Rate,persons/year,Heads.,flow\nshare,Share,%,Part.,share\n",
}
FIGURE = "figure,indicator,subject,area,period_start,period_end,as_of,value,low,high,qualifier,kind,source,replaces\n"


def ledger(figures, workspace="ws"):
    """A new workspace with these figures, or with these in addition."""
    tables = bench.path("tables")
    os.makedirs(tables, exist_ok=True)
    for name, text in (LEDGER | {"figures": FIGURE + figures}).items():
        bench.write(f"tables/{name}.csv", text)
    if not bench.has(workspace):
        enishi("init", workspace)
    enishi("import", "tables", "-w", workspace)
    return workspace


def enishi(*words):
    done = subprocess.run([bench.enishi, *words], cwd=bench.folder, capture_output=True, text=True, timeout=60, check=False)
    equal(done.returncode, 0, done.stderr)


def points(text, workspace, model="line.xmile"):
    """The points as the picture has them: time, value, source."""
    bench.write("history.csv", text)
    run("run", model, "--save-step", "1", "-o", "lines.csv")
    run("plot", "lines.csv", "--columns", "level", "--data", "history.csv", "-w", workspace, "-o", "lines.svg")
    found = []
    for mark in xml.fromstring(bench.read("lines.svg")).iter("{http://www.w3.org/2000/svg}g"):
        if mark.get("data-kind") == "history":
            found.append((float(mark.get("data-value")), mark.get("data-source") or mark.get("data-who"), mark.get("data-when")))
    return found


def level_errors(text, workspace, *words):
    """What the fit of a single point says: observed = model - error."""
    return fit(text, "line.xmile", "-w", workspace, *words)["level"]


def year(day):
    first = datetime.date(day.year, 1, 1)
    return day.year + (day - first).days / (datetime.date(day.year + 1, 1, 1) - first).days


def time_of_point(indicator, figure):
    """When a figure of value 0 stands, by what the model has there."""
    workspace = ledger(figure, f"ws-{len(bench.names())}")
    got = level_errors(f"variable,indicator\nlevel,{indicator}\n", workspace)
    equal(got["points"], "1", "points")
    return 2020 + (float(got["mean_error"]) - 10) / 2


@case
def stock__stands_at_the_end_of_its_last_day():
    for start, end, as_of, day in (("2025-11-07", "2025-11-07", "2025-11-07", datetime.date(2025, 11, 8)), ("2024", "2024", "", datetime.date(2025, 1, 1)),
                                   ("", "", "2024-02", datetime.date(2024, 3, 1)), ("2022", "2023", "2024-06-30", datetime.date(2024, 1, 1))):
        near(time_of_point("staff", f"f1,staff,,north,{start},{end},{as_of},0,,,exact,actual,s1,\n"), year(day), (start, end, as_of), 1e-9)


@case
def rate__stands_in_the_middle_of_its_period_and_at_its_end_where_it_has_no_beginning():
    middle = (year(datetime.date(2024, 4, 1)) + year(datetime.date(2025, 4, 1))) / 2
    near(time_of_point("hires", "f1,hires,,north,2024-04,2025-03,2026-01,0,,,exact,actual,s1,\n"), middle, "fiscal year", 1e-9)
    near(time_of_point("rate", "f1,rate,,north,2022,2023,,0,,,exact,actual,s1,\n"), 2023, "two years of a yearly rate", 1e-9)
    near(time_of_point("share", "f1,share,,north,2024-01,2024-06,,0,,,exact,actual,s1,\n"), (2024 + year(datetime.date(2024, 7, 1))) / 2, "share", 1e-9)
    near(time_of_point("hires", "f1,hires,,north,,2023,2025,0,,,exact,actual,s1,\n"), 2024, "by the end of 2023", 1e-9)


@case
def points__have_the_source_and_the_order_of_time_and_typed_ones_stand_beside():
    workspace = ledger("f1,staff,,north,2023,2023,,14,,,exact,actual,s1,\nf2,staff,,north,2021,2021,,12,,,about,actual,s2,\n"
                       "f3,staff,,north,2022,2022,,,12,16,exact,actual,s1,\nf4,staff,,north,2030,2030,,99,,,exact,target,s1,\n")
    got = points("variable,time,value,source,indicator\nlevel,2025,21,s2,\nlevel,,,,staff\nother,,,,staff\n", workspace)
    equal([(value, source) for value, source, _ in got], [(21, "s2"), (12, "s2"), (14, "s1"), (14, "s1")], "points; the middle of low and high")
    got = fit("variable,time,value,source,indicator\nlevel,,,,staff\n", "line.xmile", "-w", workspace)["level"]
    equal((got["points"], got["mean_error"]), ("3", str((14 - 12 + 16 - 14 + 18 - 14) / 3)), "at 2022, 2023 and 2024")


@case
def figure__that_is_replaced_changes_the_point():
    old = "f1,staff,,north,2022,2022,,14,,,exact,actual,s1,\n"
    workspace = ledger(old, "vintages")
    for text in ("variable,indicator\nlevel,staff\n", "variable,figure\nlevel,f1\n"):
        equal(float(level_errors(text, workspace)["mean_error"]), 2, "before")
    ledger(old + "f2,staff,,north,2022,2022,2023-05,15,,,exact,actual,s2,f1\n", "vintages")
    for text in ("variable,indicator\nlevel,staff\n", "variable,figure\nlevel,f1\n"):
        got = level_errors(text, workspace)
        equal((got["points"], float(got["mean_error"])), ("1", 1), "after")
    equal([one[:2] for one in points("variable,indicator\nlevel,staff\n", workspace)], [(15, "s2")], "point")


@case
def figures__of_one_key_speak_once_and_the_official_source_first():
    workspace = ledger("f1,staff,,north,2022,2022,2023-01,100,,,about,actual,s1,\nf2,staff,,north,2022,2022,2023-05,104,,,about,actual,s2,\n", "speakers")
    equal([one[:2] for one in points("variable,indicator\nlevel,staff\n", workspace)], [(100, "s1")], "points")


@case
def figures__that_contradict_each_other_are_refused_by_name_until_one_is_named():
    workspace = ledger("f1,staff,,north,2022,2022,2023-01,100,,,exact,actual,s1,\nf2,staff,,north,2022,2022,2023-05,104,,,exact,actual,s2,\n", "contradicting")
    refused("variable,indicator\nlevel,staff\n", 'history.csv:2: indicator "staff"', "f1", "f2", "contradict", words=("-w", workspace))
    equal([one[:2] for one in points("variable,figure\nlevel,f2\n", workspace)], [(104, "s2")], "point")


@case
def indicator__and_figure_that_are_unknown_are_refused_by_name():
    workspace = ledger("f1,staff,,north,2022,2022,,14,,,exact,actual,s1,\nf4,staff,,north,2030,2030,,99,,,exact,target,s1,\n", "unknown")
    refused("variable,indicator,figure\nlevel,stuff,\nlevel,,f9\nlevel,,f4\nlevel,hires,\n", 'history.csv:2: indicator "stuff": the ledger has no indicator',
            'history.csv:3: figure "f9": the ledger has no figure', 'history.csv:4: figure "f4"', 'history.csv:5: indicator "hires"', words=("-w", workspace))
    refused("variable,indicator\nnobody,staff\n", 'history.csv:2: variable "nobody"', words=("-w", workspace))


@case
def subject_and_area__choose_and_are_asked_for_where_there_are_several():
    workspace = ledger("f1,staff,,north,2022,2022,,14,,,exact,actual,s1,\nf2,staff,,south,2022,2022,,20,,,exact,actual,s1,\n", "areas")
    refused("variable,indicator\nlevel,staff\n", "history.csv:2: area", "north, south", words=("-w", workspace))
    refused("variable,indicator,subject,area\nlevel,staff,,west\nlevel,staff,north,\n", "history.csv:2: indicator", "history.csv:3: indicator", words=("-w", workspace))
    equal([one[0] for one in points("variable,indicator,area\nlevel,staff,south\n", workspace)], [20], "point")


@case
def ledger__what_it_says_must_not_be_typed_beside():
    workspace = ledger("f1,staff,,north,2022,2022,,14,,,exact,actual,s1,\n", "typed")
    head = "variable,time,value,as_of,source,indicator,subject,area,figure\n"
    refused(head + "level,,3,,,staff,,,\nlevel,2022,,,,staff,,,\nlevel,,,2022,,,,,f1\nlevel,,,,s1,,,,f1\nlevel,,,,,staff,,,f1\nlevel,2021,3,,,,,north,\n",
            "history.csv:2: value", "history.csv:3: time", "history.csv:4: as_of", "history.csv:5: source", "history.csv:6: figure", "history.csv:7: area",
            words=("-w", workspace))


@case
def figures__that_are_no_points_are_told_and_left_out_and_a_time_of_its_own_helps():
    workspace = ledger("f1,hires,,north,2022,2022,,14,,,exact,actual,s1,\nf2,hires,,north,2023-01,2023-05,,5,,,exact,actual,s1,\n"
                       "f3,hires,,north,2021,2021,,9,,,at-least,actual,s1,\nf4,hires,,north,,,,3,,,exact,actual,s1,\n", "bounds")
    bench.write("history.csv", "variable,indicator\nlevel,hires\n")
    _, err = run("run", "line.xmile", "--data", "history.csv", "-w", workspace, "-o", "out.csv")
    equal(fits()["level"]["points"], "1", "points")
    expect(all(f"figure {one} " in err for one in ("f2", "f3", "f4")) and "f1" not in err and "151 days" in err and err.count("warning") == 3, err)
    refused("variable,figure\nlevel,f2\nlevel,f3\nlevel,f4\n", "history.csv:2", "history.csv:3", "history.csv:4", words=("-w", workspace))
    refused("variable,time,figure\nlevel,2021,f3\n", "history.csv:2: figure", words=("-w", workspace))
    got = fit("variable,time,figure\nlevel,2021,f2\nlevel,2022,f4\n", "line.xmile", "-w", workspace)["level"]
    equal((got["points"], float(got["mean_error"])), ("2", (12 - 5 + 14 - 3) / 2), "with times")


@case
def times__that_are_no_years_need_a_figure_with_its_own():
    bench.write("months.xmile", LINE.replace("2020", "0").replace("2030", "10"))
    workspace = ledger("f1,staff,,north,2022,2022,,14,,,exact,actual,s1,\n", "months")
    refused("variable,indicator,figure\nlevel,staff,\nlevel,,f1\n", "history.csv:2", "history.csv:3", "no years of the calendar", model="months.xmile", words=("-w", workspace))
    equal(fit("variable,time,figure\nlevel,2,f1\n", "months.xmile", "-w", workspace)["level"]["mean_error"], "0", "with its time")


@case
def workspace__is_opened_only_where_a_row_asks_it():
    equal(fit("variable,time,value\nlevel,2021,12\n", "line.xmile", "-w", "nowhere")["level"]["points"], "1", "points")
    bench.write("history.csv", "variable,indicator\nlevel,staff\n")
    _, err = run("run", "line.xmile", "--data", "history.csv", "-w", "nowhere", want=BAD_INPUT)
    expect("nowhere/enishi.db" in err, err)


@case
def sample__has_a_history_whose_points_are_figures_of_its_ledger():
    sample = os.path.join(ROOT, "data", "vietnam-japan")
    environment = {**os.environ, "ENISHI_DATA": os.path.join(ROOT, "data")}
    subprocess.run([bench.enishi, "init", "--sample", "sample"], cwd=bench.folder, env=environment, capture_output=True, check=True, timeout=60)
    run("run", f"{sample}/pipeline.xmile", "--data", f"{sample}/pipeline-history.csv", "-w", "sample", "-o", "out.csv")
    got = fits()
    equal({name: (row["points"], row["outside"]) for name, row in got.items()},
          {"engineers in Vietnam by work[design]": ("2", "0"), "entering university": ("1", "0")}, "points")
    with open(f"{sample}/figures.csv", encoding="utf-8", newline="") as file:
        actual = [row for row in csv.DictReader(file) if row["kind"] == "actual" and row["indicator"] == "ic-design-engineers"]
    table = bench.once(f"{sample}/pipeline.xmile", "--columns", "engineers in Vietnam by work[design]")
    values, times = table["engineers in Vietnam by work[design]"], table["time"]
    ends = {"2023": 2024, "2025-11-07": year(datetime.date(2025, 11, 8))}
    errors = [np.interp(ends[row["period_end"]], times, values) - float(row["value"]) for row in actual]
    near(got["engineers in Vietnam by work[design]"]["mean_error"], np.mean(errors), "mean error", 1e-9)


run_cases()
