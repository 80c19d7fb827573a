#!/usr/bin/env python3
"""test_pipeline.py ENISHI: the sample model data/vietnam-japan/pipeline.xmile and its tables. Where each number comes from, that the tables fit the
model and the ledger, that its picture is whole, and what the reference (pipeline_reference.py) computes: people are kept, partitions meet, JDS
stays apart, history is met, scenarios move the right way. The engine
must compute what the reference does, also with drawn constants and in every scenario, and the fan must lie where the documentation says.
Speaks TAP 13.
"""
import csv
import math
import os
import random
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path[:0] = [os.path.join(ROOT, "tests", "support"), os.path.dirname(os.path.abspath(__file__))]
import pipeline_reference as reference  # noqa: E402
from tap import case, equal, expect, run_cases  # noqa: E402

ENISHI = sys.argv[1]
DATA = os.path.join(ROOT, "data", "vietnam-japan")
MODEL = os.path.join(DATA, "pipeline.xmile")
NS = reference.NAMESPACE
TREE = ElementTree.parse(MODEL).getroot()
VARIABLES = {v.get("name"): v for v in TREE.find(f"{NS}model/{NS}variables") if v.tag in (NS + "stock", NS + "flow", NS + "aux")}
DIMENSIONS = {d.get("name"): [e.get("name") for e in d] for d in TREE.find(NS + "dimensions")}
CONSTANTS = reference.constants(MODEL)
MID_2031 = int((2031 - 2024) * 8)
WORD = re.compile(r"[^\W\d]\w*")
LEVERS = [name for name in VARIABLES if name.endswith(" lever")]


def table(name):
    with open(os.path.join(DATA, name), encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


FIGURES = {row["figure"]: row for row in table("figures.csv")}
BASELINE = reference.run(CONSTANTS)


def elements(name):
    """The names of a variable's columns."""
    dimensions = [d.get("name") for d in VARIABLES[name].findall(f"{NS}dimensions/{NS}dim")]
    subscripts = [""]
    for dimension in dimensions:
        subscripts = [s + ("," if s else "") + e for s in subscripts for e in DIMENSIONS[dimension]]
    return [f"{name}[{s}]" for s in subscripts] if dimensions else [name]


COLUMNS = {column: name for name in VARIABLES for column in elements(name)}


def texts(variable):
    return [e.text for e in variable.iter() if e.tag in (NS + "eqn", NS + "leak", NS + "len") and e.text]


def is_constant(name):
    """Nothing but numbers, and no conveyor's contents."""
    variable = VARIABLES[name]
    equations = [e.text for e in variable.iter(NS + "eqn")]
    return (variable.tag == NS + "aux" and variable.find(NS + "gf") is None and bool(equations)
            and all(reference.number(e) is not None for e in equations))


ALL_CONSTANTS = [name for name in VARIABLES if is_constant(name)]


def doc(name):
    return VARIABLES[name].findtext(NS + "doc")


def value_of(column):
    name, _, subscript = column.rstrip("]").partition("[")
    key = tuple(subscript.split(","))
    return CONSTANTS[name] if not subscript else CONSTANTS[name][key if len(key) > 1 else key[0]]


def bounds(name):
    scale = VARIABLES[name].find(NS + "range")
    expect(scale is not None, f"{name}: no range")
    return float(scale.get("min")), float(scale.get("max"))


@case
def constants__each_has_a_unit_a_range_that_holds_it_and_says_where_it_comes_from():
    with open(os.path.join(ROOT, "tests", "data", "fact-ids.txt"), encoding="utf-8") as f:
        known = set(f.read().split())
    known |= {row["source"] for row in table("sources.csv")}
    known |= {ref for row in table("sources.csv") for ref in row["refs"].split(";")}
    expect(len(ALL_CONSTANTS) > 90, len(ALL_CONSTANTS))
    for name in ALL_CONSTANTS:
        expect(VARIABLES[name].findtext(NS + "units"), f"{name}: no unit")
        low, high = bounds(name)
        for column in elements(name):
            expect(low <= value_of(column) <= high, f"{column}: {value_of(column)} is not in {low} … {high}")
        cited = re.findall(r"\b(?:report-\d+|o\d+|[ODS]\d+(?:-\d+)?)\b", doc(name))
        for source in cited:
            outside = source.startswith("O") and int(source[1:]) <= 165
            expect(source in known or outside, f"{name}: {source} is no source")
        expect(cited or "ssumption" in doc(name), f"{name}: {doc(name)}")
        expect("ource" in doc(name) or "ssumption" in doc(name), f"{name}: {doc(name)}")


@case
def every_variable_has_a_unit_that_the_model_defines_and_says_what_it_is():
    units = {u.get("name") for u in TREE.find(NS + "model_units")}
    for name, variable in VARIABLES.items():
        expect(len(doc(name)) > 5, f"{name}: no words")
        for unit in re.split(r"[*/]", variable.findtext(NS + "units")):
            expect(unit in units | {"1"}, f"{name}: {unit}")


@case
def vary__each_number_that_is_not_known_varies_around_its_value_and_within_its_range():
    varied, rows = set(), table("pipeline-vary.csv")
    for row in rows:
        name = COLUMNS[row["name"]]
        low, high = bounds(name)
        middle = value_of(row["name"])
        if row["distribution"] == "choice":
            support = [float(x) for x in row["a"].split(";")]
            expect(middle in support and all(x * 8 == int(x * 8) for x in support), row)
        elif row["distribution"] == "uniform":
            support = [float(row["a"]), float(row["b"])]
        else:
            equal(row["distribution"], "triangular", row["name"])
            support = [float(row["a"]), float(row["c"])]
            equal(float(row["b"]), middle, row["name"])
        expect(low <= min(support) <= middle <= max(support) <= high and min(support) < max(support), row)
        expect(row["name"] not in varied, row["name"])
        varied.add(row["name"])
    for name in ALL_CONSTANTS:
        low, high = bounds(name)
        fixed = low == high or "definition" in doc(name) or "lever" in name or "A choice" in doc(name) or "JDS" in name or "adds up to 1" in doc(name)
        if not fixed and name != "scholarship a month":
            expect(any(column in varied for column in elements(name)), f"{name} does not vary")
    equal(len(rows), len(varied), "rows")


@case
def numbers_with_a_source_are_those_of_the_ledger():
    """A constant, or one element of it, and the figure that it takes over."""
    for column, figure in {
            "intake of suitable majors": "f-grads-suitable-intake-2024", "suitable graduates a year": "f-grads-suitable-2024",
            "graduates of related majors a year": "f-grads-related-2024", "lecturers to train": "f-semi-hr-lecturers-decision",
            "laboratories to build[national]": "f-semi-hr-national-labs-decision", "scholarship a month[bachelor]": "f-scholarship-undergraduate",
            "teaching cost": "f-vju-fee-2025", "JDS scholarships[master]": "f-jds-master-2025-2028", "JDS scholarships[doctor]": "f-jds-doctoral-2025-2028",
            "JDS scholarships before[master]": "f-jds-sent-master-2023", "JDS scholarships before[doctor]": "f-jds-sent-doctoral-2023"}.items():
        equal(value_of(column), float(FIGURES[figure]["value"]), column)
    number = {name: float(row["value"] or 0) for name, row in FIGURES.items()}
    equal(CONSTANTS["growth of intake"], number["f-grads-suitable-growth-2024"] / 100, "growth of intake")
    labs = CONSTANTS["laboratories at start"]["base"] + CONSTANTS["laboratories to build"]["base"]
    equal(labs, number["f-semi-hr-base-labs-decision"], "base laboratories")
    equal(CONSTANTS["doctoral places in Japan"] * 5, number["f-phd-japan-ambassador"], "doctoral places in five years")
    equal(CONSTANTS["Japanese scholarship a month"] * 1e6, number["f-mext-stipend-2022"], "stipend")
    equal(CONSTANTS["joint bachelor cost"] * 1e6, number["f-hiroshima-fee"], "joint bachelor cost")
    row = FIGURES["f-hiroshima-scholarships"]
    equal(CONSTANTS["joint bachelor places"], (float(row["low"]) + float(row["high"])) / 2, "joint bachelor places")
    for level in ("master", "doctor"):
        row = FIGURES[f"f-scholarship-{'master' if level == 'master' else 'doctoral'}"]
        expect(abs(CONSTANTS["scholarship a month"][level] - (float(row["low"]) + float(row["high"])) / 2) < 1e-9, level)
    equal(CONSTANTS["rate VND per USD"], round(number["f-budget-2024-2030"] * 1e12 / (number["f-budget-usd-2024-2030"] * 1e9)), "VND per USD")
    equal(CONSTANTS["rate JPY per USD"], number["f-aid-nic-jpy"] / number["f-aid-nic-usd"], "JPY per USD")
    cost = CONSTANTS["laboratory cost"]
    expect(abs(18 * cost["base"] + 4 * cost["national"] - number["f-budget-facilities"] * 1000) < 10, "facilities")
    old, new = CONSTANTS["shortage by the survey of 2022"], CONSTANTS["shortage by the survey of 2025 to 2026"]
    equal(old[1][:2], [number["f-kyushu-shortage-2023-2025"], number["f-kyushu-shortage-2026-2032"]], "survey of 2022")
    equal(new[1][:3], [number[f"f-kyushu-shortage-{years}"] for years in ("fy2024", "2025-2027", "2028-2034")], "survey of 2025 to 2026")


@case
def targets_are_figures_of_the_ledger_and_name_variables():
    stated = {"engineers trained": "f-semi-hr-trained-decision", "Suitable graduates so far": "f-semi-hr-trained-decision",
              "suitable and related graduates so far": "f-semi-hr-trained-decision", "trained by level[bachelor]": "f-semi-hr-bachelor-decision",
              "trained by level[master]": "f-semi-hr-master-decision", "doctoral candidates admitted": "f-semi-hr-doctoral-decision",
              "trained by work[design]": "f-semi-hr-design-decision", "trained by work[manufacturing]": "f-semi-hr-manufacturing-decision",
              "Lecturers trained so far": "f-semi-hr-lecturers-decision", "Doctoral candidates in Japan so far": "f-phd-japan-report"}
    rows = table("pipeline-targets.csv")
    equal({row["variable"] for row in rows}, set(stated), "variables")
    for row in rows:
        figure = FIGURES[stated[row["variable"]]]
        equal((float(row["value"]), row["as_of"], row["source"]), (float(figure["value"]), figure["as_of"], figure["source"]), row["target"])
        for named in filter(None, row["figure"].split(";")):
            equal(float(FIGURES[named]["value"]), float(row["value"]), f"{row['target']}: {named}")
        expect(row["figure"].split(";")[0] in ("", stated[row["variable"]]), row)
        expect(row["variable"] in COLUMNS and float(row["time"]) == 2031, row)


@case
def scenarios_and_correlations_name_constants():
    scenarios = table("pipeline-scenarios.csv")
    equal(list(dict.fromkeys(row["scenario"] for row in scenarios)),
          ["baseline", "twice the lecturers", "Kyushu places doubled", "language from lower secondary"], "scenarios")
    for row in scenarios:
        low, high = bounds(row["name"])
        expect(row["name"] in LEVERS and low <= float(row["value"]) <= high and row["note"], row)
    equal([row["value"] for row in scenarios if row["scenario"] == "baseline"], ["1"], "baseline changes nothing")
    equal({row["name"] for row in scenarios if row["scenario"] != "baseline"} | {"laboratory lever"}, set(LEVERS), "levers")
    varied = {row["name"] for row in table("pipeline-vary.csv")}
    for row in table("pipeline-correlations.csv"):
        expect({row["first"], row["second"]} <= varied and row["first"] != row["second"] and abs(float(row["rank_correlation"])) < 1, row)


@case
def names_are_there_in_three_languages_for_all_that_readers_see():
    rows = table("pipeline-names.csv")
    wanted = list(VARIABLES) + [x for name, inside in DIMENSIONS.items() for x in [name, *inside]]
    wanted += [e.get("name") for e in TREE.iter(NS + "unit") if key(e.get("name")) not in map(key, wanted)]
    wanted += list(dict.fromkeys(row["scenario"] for row in table("pipeline-scenarios.csv"))) + [row["target"] for row in table("pipeline-targets.csv")]
    equal(sorted(row["name"] for row in rows), sorted(wanted), "names")
    for row in rows:
        expect(row["en"] and row["vi"] and row["ja"], row)
    for language in ("vi", "ja"):
        shown = [row[language] for row in rows if row["name"] in VARIABLES]
        equal(len(set(shown)), len(shown), f"{language}: two variables with one name")


def key(name):
    return name.replace(" ", "_").lower()


def references(name):
    known = {key(n): n for n in VARIABLES}
    found = {known[w.lower()] for text in texts(VARIABLES[name]) for w in WORD.findall(text) if w.lower() in known}
    return found - {name}


@case
def the_picture_shows_every_variable_once_and_every_dependency():
    view = TREE.find(f"{NS}model/{NS}views/{NS}view")
    shown = [e.get("name") for e in view if e.tag in (NS + "stock", NS + "flow", NS + "aux")]
    equal(sorted(shown), sorted(VARIABLES), "shown")
    names = {key(n): n for n in VARIABLES}
    aliases = {e.get("uid"): names[key(e.findtext(NS + "of"))] for e in view.findall(NS + "alias")}
    drawn = set()
    for connector in view.findall(NS + "connector"):
        start = connector.find(NS + "from")
        of = start.find(NS + "alias")
        drawn.add((aliases[of.get("uid")] if of is not None else names[key(start.text)], names[key(connector.findtext(NS + "to"))]))
    equal(drawn, {(one, name) for name in VARIABLES for one in references(name)}, "connectors")
    places = [(float(e.get("x")), float(e.get("y"))) for e in view if e.tag != NS + "group" and e.get("x")]
    for i, (x, y) in enumerate(places):
        expect(all(abs(x - a) >= 40 or abs(y - b) >= 40 for a, b in places[:i]), f"two things at {x}, {y}")
    width, height = float(view.get("page_width")), float(view.get("page_height"))
    expect(all(0 < x < width and 0 < y < height for x, y in places), "something is outside of the page")


@case
def groups_hold_every_variable_once():
    inside = [e.get("name") for group in TREE.iter(NS + "group") for e in group.findall(NS + "entity")]
    equal(sorted(inside), sorted(VARIABLES), "in groups")


@case
def documentation_lists_every_constant_with_its_value_and_range():
    with open(os.path.join(ROOT, "docs", "pipeline.md"), encoding="utf-8") as f:
        rows = [[cell.strip() for cell in line.strip("|\n ").split("|")] for line in f if line.startswith("|")]
    listed = {row[0]: row[1:] for row in rows if len(row) == 5}
    for name in ALL_CONSTANTS:
        expect(name in listed, f"{name} is not in docs/pipeline.md")
        values, scale, unit, origin = listed[name]
        equal([float(v) for v in values.split("/")], [value_of(column) for column in elements(name)], name)
        equal(tuple(float(v) for v in scale.split("–")), bounds(name), name)
        equal(unit, VARIABLES[name].findtext(NS + "units"), name)
        equal("assumption" in origin, "ssumption" in doc(name) and "not an assumption" not in doc(name), f"{name}: assumption or not")


# ---- what the reference computes

def drawn(rng):
    """The constants, with all that vary drawn."""
    c = CONSTANTS
    for row in table("pipeline-vary.csv"):
        if row["distribution"] == "choice":
            value = float(rng.choice(row["a"].split(";")))
        elif row["distribution"] == "uniform":
            value = rng.uniform(float(row["a"]), float(row["b"]))
        else:
            value = rng.triangular(float(row["a"]), float(row["c"]), float(row["b"]))
        c = reference.changed(c, row["name"], value)
    return c


def check_people(rows):
    for row in rows:
        expect(abs(row["people check"]) <= 1e-9 * row["people inside"], f"{row['TIME']}: {row['people check']} people made or lost")
        total = row["engineers trained"]
        for partition in ("trained by level", "trained by work"):
            parts = math.fsum(row[column] for column in elements(partition))
            expect(abs(parts - total) <= 1e-9 * max(1, total), f"{partition}: {parts}, not {total}")
    for column in COLUMNS:
        # Gaps, checks and what the surveys found may be below zero; nothing else may.
        if column in rows[0] and not column.startswith(("people check", "gap of", "shortage", "counting later")):
            expect(min(row[column] for row in rows) >= -1e-9, f"{column} falls below zero")
    for row in rows:
        for level in reference.LEVELS:
            expect(abs(math.fsum(row[f"place share[{level},{p}]"] for p in reference.PLACES) - 1) < 1e-12, level)


@case
def reference__people_are_neither_made_nor_lost_and_both_partitions_meet_in_any_future():
    check_people(BASELINE)
    rng = random.Random(5)
    for _ in range(25):
        check_people(reference.run(drawn(rng)))


@case
def reference__computes_every_variable_that_the_model_computes():
    computed = {column for column, name in COLUMNS.items() if name not in ALL_CONSTANTS}
    equal(computed, set(BASELINE[0]) - {"TIME"}, "columns")


@case
def reference__jds_changes_nobody_but_jds():
    more = CONSTANTS
    for level in ("master", "doctor"):
        for name in ("JDS scholarships", "JDS scholarships before", "JDS fellows at start"):
            more = reference.changed(more, f"{name}[{level}]", 500)
    rows = reference.run(more)
    differing = {column for before, after in zip(BASELINE, rows) for column in before if before[column] != after[column]}
    expect(differing and all("JDS" in column for column in differing), differing)
    equal(sum(row["starting JDS[master]"] + row["starting JDS[doctor]"] for row in BASELINE if 2025 <= row["TIME"] < 2029) / 8, 4 * (38 + 5), "four intakes of 43")


@case
def reference__meets_the_figures_of_late_2025():
    row = BASELINE[int((2025.875 - 2024) * 8)]
    design = float(FIGURES["f-ic-design-engineers-2025"]["value"])
    packaging = float(FIGURES["f-packaging-test-engineers-2025"]["value"])
    expect(abs(row["engineers in Vietnam by work[design]"] - design) <= 0.05 * design, row["engineers in Vietnam by work[design]"])
    expect(row["engineers in Vietnam by work[manufacturing]"] >= packaging, row["engineers in Vietnam by work[manufacturing]"])
    # What is taught to the standard is part of what graduates.
    for row in BASELINE[8:]:
        expect(row["trained by level[bachelor]"] < row["Suitable graduates so far"], row["TIME"])


@case
def reference__the_bottleneck_moves_from_lecturers_to_laboratories_and_back():
    limits = [int(row["binding limit[manufacturing]"]) for row in BASELINE]
    expect(limits[0] == 1 and limits[16] == 1 and 2 in limits[16:32] and limits[-1] == 1, limits)


def changes(scenario):
    return [(row["name"], float(row["value"]), float(row["from"]) if row["from"] else None, float(row["to"]) if row["to"] else None)
            for row in table("pipeline-scenarios.csv") if row["scenario"] == scenario]


@case
def reference__scenarios_move_what_they_should_the_right_way_in_any_future():
    rng = random.Random(6)
    futures = [CONSTANTS] + [drawn(rng) for _ in range(12)]
    moved = {"lecturers": 0, "places": 0, "language": 0}
    for c in futures:
        base = reference.run(c, changes("baseline"))
        equal(base, reference.run(c), "the baseline is the model as it is")
        lecturers = reference.run(c, changes("twice the lecturers"))
        places = reference.run(c, changes("Kyushu places doubled"))
        language = reference.run(c, changes("language from lower secondary"))
        for scenario in (lecturers, places, language):
            equal(scenario[:24], base[:24], "nothing moves before 2027")
        # Drop-outs and repeaters of a larger intake come first, so that a thousandth the other way is no reversal.
        for before, after in zip(base, lecturers):
            expect(after["engineers trained"] >= before["engineers trained"] * 0.999, f"{before['TIME']}: fewer with more lecturers")
            expect(after["Trained lecturers"] >= before["Trained lecturers"], before["TIME"])
        end, last = MID_2031, len(base) - 1
        moved["lecturers"] += lecturers[end]["engineers trained"] > base[end]["engineers trained"] + 100
        moved["places"] += sum(r["joining Kyushu"] for r in places) > sum(r["joining Kyushu"] for r in base) + 1
        moved["language"] += language[last]["Learners of Japanese[N2]"] > base[last]["Learners of Japanese[N2]"] + 1
        expect(sum(r["joining Kyushu"] for r in places) > sum(r["joining Kyushu"] for r in base), "places bring nobody to Kyushu")
        expect(sum(r["joining Kyushu"] for r in language) >= sum(r["joining Kyushu"] for r in base) - 1e-9, "language keeps people from Kyushu")
        for before, after in zip(base[:end + 1], language):
            equal(after["engineers trained"], before["engineers trained"], "language trains no engineers")
    expect(moved["lecturers"] >= 4 and moved["places"] == len(futures) and moved["language"] >= len(futures) - 2, moved)


@case
def reference__nobody_who_enters_after_the_middle_of_2026_is_a_bachelor_by_the_end_of_2030():
    """What the model says of time: foundation, specialised years and assessment take four and a half years."""
    later = reference.run(CONSTANTS, [("intake of suitable majors", 60000, 2026.5, None)])
    for before, after in zip(BASELINE[:MID_2031 + 1], later):
        expect(abs(after["trained by level[bachelor]"] - before["trained by level[bachelor]"]) <= 1e-6, before["TIME"])
    expect(later[-1]["Foundation students"] > 5 * BASELINE[-1]["Foundation students"], "they are there")


@case
def reference__kyushu_keeps_both_surveys():
    old = reference.run(reference.changed(CONSTANTS, "survey vintage", 1))
    for before, after in zip(old, BASELINE):
        equal(before["joining Kyushu"], after["joining Kyushu"], "a survey moves nobody")
    equal((old[40]["shortage of Kyushu"], BASELINE[40]["shortage of Kyushu"]), (900, 300), "2029")


# ---- the engine

def enishi(*words):
    done = subprocess.run([ENISHI, "plan", *words, "--lang", "en"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=500)
    expect(done.returncode == 0, f"{words}: status {done.returncode}\n{done.stdout.decode()[:2000]}{done.stderr.decode()[:2000]}")
    return done.stdout.decode() + done.stderr.decode()


def table_of(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def engine(folder, *words):
    path = os.path.join(folder, "out.csv")
    enishi("run", MODEL, *words, "-o", path, "--force")
    return [{name: float(value) for name, value in row.items()} for row in table_of(path)]


def check_same(rows, wanted, what):
    equal(len(rows), len(wanted), what)
    for got, want in zip(rows, wanted):
        for column in want.keys() - {"TIME"}:
            size = max(1, abs(want[column]), abs(got[column]))
            expect(abs(got[column] - want[column]) <= 1e-9 * size, f"{what}, {got['time']}: {column} is {got[column]}, not {want[column]}")


@case
def engine__finds_nothing_wrong_with_the_model_and_its_units():
    out = enishi("check", MODEL, "--strict-units")
    expect("warning" not in out.lower() and "error" not in out.lower(), out)


@case
def engine__computes_what_the_reference_does_in_every_variable_at_every_time():
    with tempfile.TemporaryDirectory() as folder:
        rows = engine(folder)
    equal(set(rows[0]), set(COLUMNS) | {"time"}, "columns")
    equal([row["time"] for row in rows], [row["TIME"] for row in BASELINE], "times")
    check_same(rows, BASELINE, "the model")
    for row in rows:
        expect(abs(row["people check"]) <= 1e-9 * row["people inside"], f"{row['time']}: people are made or lost")


@case
def engine__computes_what_the_reference_does_with_drawn_constants():
    rng = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        for number in range(10):
            c, path = drawn(rng), os.path.join(folder, "drawn.csv")
            with open(path, "w", encoding="utf-8", newline="") as f:
                rows = csv.writer(f)
                rows.writerow(["scenario", "name", "value", "from", "to", "note"])
                for row in table("pipeline-vary.csv"):
                    name, _, subscript = row["name"].rstrip("]").partition("[")
                    key_of = tuple(subscript.split(","))
                    value = c[name] if not subscript else c[name][key_of if len(key_of) > 1 else key_of[0]]
                    rows.writerow(["drawn", row["name"], repr(value), "", "", ""])
            check_same(engine(folder, "--scenario", path), reference.run(c), f"future {number}")


@case
def engine__computes_what_the_reference_does_in_every_scenario():
    with tempfile.TemporaryDirectory() as folder:
        for scenario in dict.fromkeys(row["scenario"] for row in table("pipeline-scenarios.csv")):
            rows = engine(folder, "--scenario", f"{os.path.join(DATA, 'pipeline-scenarios.csv')}:{scenario}")
            check_same(rows, reference.run(CONSTANTS, changes(scenario)), scenario)


def fan(folder, *words):
    path = os.path.join(folder, "fan.csv")
    enishi("run", MODEL, "--runs", "1000", "--sample", "lhs", "--vary", os.path.join(DATA, "pipeline-vary.csv"),
           "--correlate", os.path.join(DATA, "pipeline-correlations.csv"), "--target", os.path.join(DATA, "pipeline-targets.csv"),
           "--columns", "engineers trained,Suitable graduates so far,gap of Kyushu,JDS people,people check", "--rank", "engineers trained", *words,
           "-o", path, "--force")
    rows = {(row["variable"], float(row["time"])): row for row in table_of(path)}
    return rows, {row["target"]: row for row in table_of(os.path.join(folder, "fan-targets.csv"))}


@case
def engine__the_fan_around_50000_lies_where_the_documentation_says():
    with tempfile.TemporaryDirectory() as folder:
        rows, targets = fan(folder)
        end = rows["engineers trained", 2031.0]
        low, middle, high = (float(end[q]) for q in ("q05", "q50", "q95"))
        expect(12000 < low < 15000 and 17500 < middle < 20000 and 23000 < high < 26500, end)
        wide = rows["Suitable graduates so far", 2031.0]
        expect(35000 < float(wide["q05"]) < 50000 < float(wide["q95"]) + 2000 and float(wide["q95"]) < 52000, wide)
        strict, loose, widest = (targets[f"50,000 people trained{reading}"] for reading in ("", ", wide reading", ", widest reading"))
        expect(float(strict["probability"]) < 0.001 and 0.01 < float(loose["probability"]) < 0.10 and float(widest["probability"]) == 1, targets)
        jds = {row[q] for (name, time), row in rows.items() if name == "JDS people" and time == 2031 for q in ("q05", "q50", "q95")}
        equal(len(jds), 1, "JDS people vary")
        check = [abs(float(row[q])) for (name, _), row in rows.items() if name == "people check" for q in ("q05", "q95")]
        expect(max(check) < 1e-6, max(check))
        doubled, _ = fan(folder, "--scenario", os.path.join(DATA, "pipeline-scenarios.csv") + ":twice the lecturers")
        last = float(doubled["engineers trained", 2035.0]["q50"]) - float(rows["engineers trained", 2035.0]["q50"])
        expect(2500 < last < 6500, f"twice the lecturers: {last}")


run_cases()
