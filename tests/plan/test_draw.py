#!/usr/bin/env python3
"""test_draw.py ENISHI: `enishi plan draw`: what flows in a period against sums over every step of `enishi plan run`, the conservation of
stocks, and diagrams as views place them, on small models, the sample model and the models of ../shared/xmile. Speaks TAP 13.
"""
import csv
import itertools
import json
import math
import os
import random
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from tap import Skip, case, equal, expect, run_cases  # noqa: E402
from models import BAD_INPUT, BAD_USAGE, DONE, Bench, aux, flow, stock, xmile  # noqa: E402

bench = Bench(sys.argv[1])
run = bench.run
SAMPLE = os.path.join(ROOT, "data", "vietnam-japan", "pipeline.xmile")
NAMES = os.path.join(ROOT, "data", "vietnam-japan", "pipeline-names.csv")
SVG = "{http://www.w3.org/2000/svg}"


def near(got, want, what, scale=0.0):
    expect(abs(got - want) <= 1e-9 * (abs(got) + abs(want) + scale), f"{what}: {got!r}, not {want!r}")


def says(text, *parts):
    for part in parts:
        expect(part in text, f"{part!r} is not in {text[:2000]!r}")


def flows(model, time, *words, **more):
    return json.loads(run("draw", model, "--flows", str(time), "--json", "-o", "flows.svg", *words, **more)[0])


def amounts(drawn):
    return {f["name"]: f["amount"] for f in drawn["flows"]}


def picture(name="flows.svg"):
    return ElementTree.fromstring(bench.read(name))


def words_of(name="flows.svg"):
    """All that can be read in a picture, lines joined."""
    return " ".join("".join(e.itertext()) for e in picture(name).iter() if e.tag in (SVG + "text", SVG + "title", SVG + "desc"))


def marks(name, kind):
    return [e for e in picture(name).iter() if e.get("data-kind") == kind]


def sums_of_run(columns, name, times, start, stop):
    """A variable of one run, arrays summed, at each step from start to before stop."""
    own = [k for k in columns if k == name or k.startswith(name + "[")]
    expect(own, f"no column of {name}")
    return [sum(columns[k][i] for k in own) for i, t in enumerate(times) if start - 1e-9 <= t < stop - 1e-9]


def check_conservation(drawn):
    gains = {s["name"]: 0.0 for s in drawn["stocks"]}
    scale = dict.fromkeys(gains, 0.0)
    for f in drawn["flows"]:
        expect(f["from"] is not None or f["to"] is not None, f)
        for end, sign in (("from", -1), ("to", 1)):
            if f[end] is not None:
                gains[f[end]] += sign * f["amount"]
                scale[f[end]] += abs(f["amount"])
    for s in drawn["stocks"]:
        near(s["begin"] + gains[s["name"]], s["end"] - s["unexplained"], f"{s['name']} is not what flowed", scale[s["name"]] + abs(s["begin"]))


def check_sums(model, drawn, columns, dt):
    for f in drawn["flows"]:
        values = sums_of_run(columns, f["name"], columns["time"], drawn["from"], drawn["to"])
        near(f["amount"], math.fsum(values) * dt, f["name"], sum(map(abs, values)) * dt)


# ---- amounts

@case
def amounts__of_the_sample_model_are_the_sums_of_its_steps_in_every_year():
    columns = bench.once(SAMPLE)
    expect(len(columns["time"]) == 89, "every step is saved")
    for year in range(2024, 2035):
        drawn = flows(SAMPLE, year)
        equal((drawn["from"], drawn["to"], drawn["unit"]), (year, year + 1, "person"), "the period")
        check_sums(SAMPLE, drawn, columns, 1 / 8)
        check_conservation(drawn)
        for s in drawn["stocks"]:
            equal(s["unexplained"], 0, f"{s['name']} in {year}")
            for end in ("begin", "end"):
                near(s[end], sums_of_run(columns, s["name"], columns["time"], drawn["from" if end == "begin" else "to"], 9999)[0], s["name"])


def random_model(rng, method):
    """Stocks with flows between them and from outside, some arrays, some turning round, none with limits."""
    count, dims = rng.randint(2, 7), '<dimensions><dim name="d"/></dimensions>'
    is_array = rng.random() < 0.4
    ins, outs = [[] for _ in range(count)], [[] for _ in range(count)]
    text = ""
    for k in range(rng.randint(1, 10)):
        source, target = rng.choice([None, *range(count)]), rng.choice([None, *range(count)])
        if source is not None:
            outs[source].append(f"f{k}")
        if target is not None and target != source:
            ins[target].append(f"f{k}")
        other = rng.randrange(count)
        equation = rng.choice([f"{rng.uniform(-3, 9):.3f}", f"s{other} * {rng.uniform(-0.2, 0.3):.3f}", f"SIN(TIME) * {rng.uniform(0, 9):.2f}"])
        text += flow(f"f{k}", equation, dims if is_array else "")
    for i in range(count):
        units = rng.choice(["<units>people</units>", "<units>person</units>", "<units>robots</units>"]) if count > 3 else ""
        text += stock(f"s{i}", f"{rng.uniform(0, 500):.2f}", ins[i], outs[i], (dims if is_array else "") + units)
    dt = rng.choice([1, 0.5, 0.25, 0.1])
    return xmile(text, start=0, stop=6, dt=dt, method=method, before='<dimensions><dim name="d" size="3"/></dimensions>'), dt


@case
def amounts__of_random_models_are_the_sums_and_explain_every_stock():
    rng = random.Random(5)
    drawn_flows = left_out = 0
    for method in ("Euler", "RK2", "RK4"):
        for _ in range(25):
            text, dt = random_model(rng, method)
            bench.write("random.xmile", text)
            time = rng.randrange(6)
            drawn = flows("random.xmile", time)
            check_conservation(drawn)
            expect(all(s["unexplained"] == 0 for s in drawn["stocks"]), drawn["stocks"])
            if method == "Euler":
                check_sums("random.xmile", drawn, bench.once("random.xmile"), dt)
            drawn_flows += len(drawn["flows"])
            left_out += drawn["stocks_left_out"]
    expect(drawn_flows > 100 and left_out > 10, "the models were not what this is about")


@case
def amounts__by_runge_and_kutta_are_those_of_their_own_weights():
    bench.write("square.xmile", xmile(stock("s", "1", ["in"], ["out"]) + flow("in", "TIME ^ 3") + flow("out", "s"), stop=3, dt=0.5, method="RK4"))
    for year in range(3):
        drawn = flows("square.xmile", year)
        near(amounts(drawn)["in"], ((year + 1) ** 4 - year ** 4) / 4, "Simpson's rule is exact for cubes")
        check_conservation(drawn)
    trapezoid = bench.once("square.xmile")["in"]
    expect(abs(sum(trapezoid[i] + trapezoid[i + 1] for i in range(2)) / 4 - 0.25) > 1e-3, "the trapezoid would have done, too")


@case
def a_flow_between_two_stocks_that_both_lose_it_is_drawn_for_each():
    bench.write("shared.xmile", xmile(stock("a", "9", [], ["f"]) + stock("b", "8", [], ["f"]) + stock("c", "0", ["f"]) + flow("f", "0.5")))
    drawn = flows("shared.xmile", 1)
    equal(sorted((f["from"], f["to"], f["amount"]) for f in drawn["flows"]
                 if f["to"]) + [(f["from"], f["to"], f["amount"]) for f in drawn["flows"] if not f["to"]],
          [("a", "c", 0.5), ("b", None, 0.5)], "flows")
    check_conservation(drawn)


@case
def a_flow_that_turns_round_is_negative_and_one_with_no_end_is_left_out():
    bench.write("turn.xmile", xmile(stock("a", "9", [], ["f"]) + stock("b", "8", ["f"]) + flow("f", "-2") + flow("lonely", "1") + aux("x", "lonely")))
    drawn = flows("turn.xmile", 0)
    equal([(f["name"], f["from"], f["to"], f["amount"]) for f in drawn["flows"]], [("f", "a", "b", -2)], "flows")
    equal(drawn["flows_left_out"], 1, "left out")
    says(words_of(), "against its direction")


@case
def a_multiplier_makes_what_enters_another_amount_than_what_left():
    bench.write("times.xmile", xmile(stock("eggs", "90", [], ["hatching"]) + stock("birds", "8", ["hatching"]) +
                                     flow("hatching", "10", "<multiplier>0.5</multiplier>")))
    drawn = flows("times.xmile", 1)
    equal([(f["from"], f["to"], f["amount"]) for f in drawn["flows"]], [("eggs", None, 10), (None, "birds", 5)], "flows")
    check_conservation(drawn)


@case
def conveyors__lose_their_leakage_and_what_comes_out():
    course = "<conveyor><len>4</len></conveyor>"
    bench.write("belt.xmile", xmile(stock("course", "40", ["start"], ["finish", "drop out"], course) + stock("done", "0", ["finish"]) + flow("start", "12") +
                                    flow("finish", "0") + flow("drop out", "0.2", "<leak/>"), stop=8, dt=0.25))
    columns = bench.once("belt.xmile")
    for time in range(8):
        drawn = flows("belt.xmile", time)
        check_sums("belt.xmile", drawn, columns, 0.25)
        check_conservation(drawn)
        expect(amounts(drawn)["drop out"] > 0 and amounts(drawn)["finish"] > 0, drawn["flows"])
        expect(all(s["unexplained"] == 0 for s in drawn["stocks"]), drawn["stocks"])


@case
def stocks__that_the_model_keeps_from_falling_below_0_are_said_to_be_unexplained():
    bench.write("kept.xmile", xmile(stock("s", "1", ["f"], [], "<non_negative/>") + flow("f", "-3")))
    drawn = flows("kept.xmile", 0)
    equal([(s["begin"], s["end"], s["unexplained"]) for s in drawn["stocks"]], [(1, 0, 2)], "stocks")
    says(words_of(), "keeps a stock from falling below 0")


@case
def units__the_commonest_is_shown_and_others_can_be_asked_for_by_any_of_their_names():
    units = '<model_units><unit name="robot"><alias>robots</alias></unit></model_units>'
    bench.write("units.xmile", xmile(stock("a", "1", [], ["f"], "<units>people</units>") + stock("b", "2", ["f"], ["g"], "<units>Person</units>") +
                                     stock("r", "3", ["g"], [], "<units>robots</units>") + flow("f", "1") + flow("g", "2") + flow("h", "3") + aux("x", "h"), before=units))
    drawn = flows("units.xmile", 0)
    equal(([s["name"] for s in drawn["stocks"]], drawn["unit"], drawn["stocks_left_out"], drawn["flows_left_out"]), (["a", "b"], "people", 1, 1), "people")
    equal([(f["name"], f["from"], f["to"]) for f in drawn["flows"]], [("f", "a", "b"), ("g", "b", None)], "flows")
    says(words_of(), "one stock of other units")
    drawn = flows("units.xmile", 0, "--unit", "robot")
    equal([(f["name"], f["from"], f["to"]) for f in drawn["flows"]], [("g", None, "r")], "robots")
    says(run("draw", "units.xmile", "--flows", "0", "--unit", "USD", "-o", "x.svg", want=BAD_INPUT)[1], "people, robots", "USD")
    bench.write("none.xmile", xmile(aux("a", "1")))
    says(run("draw", "none.xmile", "--flows", "0", "-o", "x.svg", want=BAD_INPUT)[1], "no stock")


@case
def periods__begin_with_the_first_step_at_their_time_and_are_cut_at_stop():
    model = stock("s", "0", ["f"]) + flow("f", "1")
    for start, stop, dt, time, period in ((2020, 2022.5, 0.25, 2022, (2022, 2022.5)), (0, 9, 2, 3, None), (0, 9, 2, 2, (2, 4)), (0, 3, 0.3, 1, (1.2, 2.1)),
                                          (2020, 2022, 0.1, 2021, (2021, 2022)), (2020, 2022, 0.25, 2020.5, (2020.5, 2021.5))):
        bench.write("period.xmile", xmile(model, start=start, stop=stop, dt=dt))
        if period is None:
            says(run("draw", "period.xmile", "--flows", str(time), "-o", "x.svg", want=BAD_INPUT)[1], "no step begins", "2 apart")
            continue
        drawn = flows("period.xmile", time)
        for got, want in zip((drawn["from"], drawn["to"]), period):
            near(got, want, f"{time} of {start} to {stop} by {dt}")
        near(amounts(drawn)["f"], period[1] - period[0], "amount", scale=1)
    for time in ("2019.9", "2022", "1e300"):
        says(run("draw", "period.xmile", "--flows", time, "-o", "x.svg", want=BAD_INPUT)[1], "at 2020 or later and before 2022")
    run("draw", "period.xmile", "--flows", "soon", "-o", "x.svg", want=BAD_USAGE)


@case
def scenarios_and_settings_hold_for_the_run():
    bench.write("s.csv", "scenario,name,value\nmore,birth rate,0.2\n")
    near(amounts(flows("people.xmile", 2020))["births"], 10, "as it is")
    near(amounts(flows("people.xmile", 2020, "--scenario", "s.csv:more"))["births"], 20, "scenario")
    near(amounts(flows("people.xmile", 2020, "--set", "birth rate=0.3"))["births"], 30, "--set")
    for words in (("--set", "birth rate=1"), ("--unit", "people"), ("--scenario", "s.csv"), ("--seed", "3")):
        says(run("draw", "people.xmile", *words, "-o", "x.svg", want=BAD_USAGE)[1], "--flows")
    for words in (("--view", "1"), ("--group", "g")):
        run("draw", "people.xmile", "--flows", "2020", *words, "-o", "x.svg", want=BAD_USAGE)
    for words in (("--width", "279"), ("--width", "1601"), ("--width", "wide"), ("--view", "0")):
        run("draw", "people.xmile", *words, "-o", "x.svg", want=BAD_USAGE)


@case
def a_run_that_ends_later_does_not_matter_and_one_that_ends_before_is_told():
    bench.write("ends.xmile", xmile(stock("s", "3", [], ["f"]) + flow("f", "1 + 0 / (TIME - 3)"), stop=5))
    near(amounts(flows("ends.xmile", 1))["f"], 1, "before")
    says(run("draw", "ends.xmile", "--flows", "3", "-o", "x.svg", want=BAD_INPUT)[1], "at time 3")


# ---- pictures

@case
def pictures__of_the_sample_model_have_their_labels_in_three_languages():
    with open(NAMES, encoding="utf-8", newline="") as file:
        labels = {row["name"]: row for row in csv.DictReader(file)}
    model = ElementTree.parse(SAMPLE).getroot()
    namespace = model.tag[:model.tag.index("}") + 1]
    stocks = {e.get("name") for e in model.iter(namespace + "stock")}
    for language, width in itertools.product(("en", "vi", "ja"), (360, 1040)):
        drawn = flows(SAMPLE, 2030, "--names", NAMES, "--width", str(width), language=language)
        root = picture()
        equal(root.get("viewBox").split()[2], str(width), "width")
        equal(sorted(e.get("data-label") for e in marks("flows.svg", "stock")), sorted(labels[s["name"]][language] for s in drawn["stocks"]), "stocks")
        for f in drawn["flows"]:
            says(words_of(), labels[f["name"]][language])
        run("draw", SAMPLE, "--names", NAMES, "--width", str(width), "-o", "diagram.svg", language=language)
        equal(sorted(e.get("data-label") for e in marks("diagram.svg", "stock")), sorted(labels[s][language] for s in stocks), "stocks")


@case
def sankey__leaves_out_no_name_of_the_sample_model_at_any_width():
    for width in (360, 720, 1040, 1600):
        drawn = flows(SAMPLE, 2030, "--width", str(width))
        text = words_of()
        expect("for want of room" not in text, f"names are left out at {width}")
        expect(len(drawn["stocks"]) > 15, "stocks")


VIEW = """<views><view><stock x="100" y="200" name="people"/><flow x="50" y="200" name="births"><pts><pt x="10" y="200"/><pt x="80" y="200"/></pts></flow>
<aux x="60" y="300" name="birth rate"/><connector uid="1" angle="75"><from>birth_rate</from><to>births</to></connector></view>
<view><interface x="1"/></view>
<view type="stock_flow"><alias x="300" y="100" uid="7"><of>"People"</of></alias><flow x="350" y="100" name="deaths"/><aux x="200" y="20" width="40" height="20" name="death_rate"/>
<connector uid="2" angle="10"><from><alias uid="7"/></from><to>deaths</to></connector></view></views>"""
GROUPS = '<group name="Births &amp; more"><entity name="births"/><entity name="birth rate"/></group>'


def people(view="", groups=""):
    text = bench.read("people.xmile")
    return text.replace("</variables>", groups + "</variables>" + view, 1)


@case
def diagrams__are_placed_by_their_views_and_laid_out_where_there_is_none():
    run("draw", "people.xmile", "-o", "d.svg")
    says(words_of("d.svg"), "Laid out in layers")
    equal([len(marks("d.svg", kind)) for kind in ("stock", "flow", "constant")], [1, 2, 2], "parts")
    bench.write("view.xmile", people(VIEW))
    run("draw", "view.xmile", "-o", "d.svg")
    expect("Laid out" not in words_of("d.svg"), "by the view")
    equal([e.get("data-label") for kind in ("stock", "flow", "constant") for e in marks("d.svg", kind)], ["people", "births", "birth rate"], "the first view")
    says(words_of("d.svg"), "people * birth_rate", "outside → people", "goes into: births", "1/year")
    run("draw", "view.xmile", "--view", "2", "-o", "d.svg")
    equal([e.get("data-label") for kind in ("stock", "flow", "constant") for e in marks("d.svg", kind)], ["people", "deaths", "death rate"], "an alias stands for it")
    says(words_of("d.svg"), "people → outside")
    says(run("draw", "view.xmile", "--view", "3", "-o", "x.svg", want=BAD_INPUT)[1], "2 views")


@case
def diagrams__have_aliases_where_the_view_has_them():
    view = """<views><view><stock x="100" y="200" name="people"/><flow x="50" y="200" name="births"/><flow x="350" y="100" name="deaths"/>
<aux x="60" y="300" name="birth rate"/><alias x="300" y="60" uid="7"><of>"People"</of></alias><alias x="1" y="2" uid="8"><of>people</of></alias>
<connector uid="1" angle="75"><from>birth_rate</from><to>births</to></connector>
<connector uid="2" angle="10"><from><alias uid="7"/></from><to>deaths</to></connector></view></views>"""
    bench.write("alias.xmile", people(view, GROUPS + '<group name="dying"><entity name="deaths"/></group>'))
    run("draw", "alias.xmile", "-o", "d.svg")
    equal([e.get("data-label") for e in marks("d.svg", "alias")], ["people"], "one that nothing comes from is not drawn")
    says("".join(marks("d.svg", "stock")[0].find(SVG + "title").itertext()), "births", "deaths")
    says("".join(marks("d.svg", "alias")[0].find(SVG + "title").itertext()), "goes into: deaths")
    says(words_of("d.svg"), "One stock, 2 flows and one other variable")
    run("draw", "alias.xmile", "--group", "dying", "-o", "d.svg")
    equal([[e.get("data-label") for e in marks("d.svg", kind)] for kind in ("flow", "alias", "stock")], [["deaths"], ["people"], []], "what goes into a group")
    run("draw", "alias.xmile", "--group", "births & more", "-o", "d.svg")
    equal(len(marks("d.svg", "alias")), 0, "of another group")


@case
def diagrams__show_one_group_alone():
    bench.write("group.xmile", people(groups=GROUPS))
    run("draw", "group.xmile", "--group", "births_&_MORE", "-o", "d.svg")
    equal([e.get("data-label") for kind in ("flow", "constant", "stock") for e in marks("d.svg", kind)], ["births", "birth rate"], "parts")
    says(words_of("d.svg"), "Births & more")
    says(run("draw", "group.xmile", "--group", "deaths", "-o", "x.svg", want=BAD_INPUT)[1], "it has: Births & more")
    says(run("draw", "people.xmile", "--group", "deaths", "-o", "x.svg", want=BAD_INPUT)[1], "no groups")
    run("draw", SAMPLE, "-o", "d.svg")
    says(words_of("d.svg"), "Entry and foundation years", "one by one")


@case
def diagrams__show_modules_and_what_goes_into_them():
    module = '<module name="school"><connect to="school.intake" from="hired"/></module>'
    inner = '<model name="school"><variables>' + '<aux name="intake" access="input"><eqn>0</eqn></aux>' + aux("out", "intake * 2") + '</variables></model>'
    bench.write("module.xmile", xmile(aux("hired", "TIME") + module + aux("after", "school.out"), after=inner))
    run("draw", "module.xmile", "-o", "d.svg")
    equal(len(marks("d.svg", "module")), 1, "module")
    titles = {e.get("data-label"): "".join(e.find(SVG + "title").itertext()) for kind in ("module", "auxiliary") for e in marks("d.svg", kind)}
    says(titles["hired"], "goes into: school")
    says(titles["school"], "goes into: after")


@case
def diagrams__with_too_many_parts_are_refused_by_name():
    many = "".join(aux(f"a{k}", "1") for k in range(601))
    bench.write("many.xmile", xmile(many))
    says(run("draw", "many.xmile", "-o", "x.svg", want=BAD_INPUT)[1], "many.xmile", "601 parts", "at most 600")
    bench.write("many.xmile", xmile(many + '<group name="few"><entity name="a3"/></group>'))
    says(run("draw", "many.xmile", "-o", "x.svg", want=BAD_INPUT)[1], "draw one group: few")
    run("draw", "many.xmile", "--group", "few", "-o", "d.svg")
    stocks = "".join(stock(f"s{k}", "1", [f"f{k}"]) + flow(f"f{k}", "1") for k in range(101))
    bench.write("many.xmile", xmile(stocks))
    says(run("draw", "many.xmile", "--flows", "0", "-o", "x.svg", want=BAD_INPUT)[1], "101 stocks", "at most 200")
    bench.write("far.xmile", people('<views><view><stock x="1e30" y="2" name="people"/></view></views>'))
    says(run("draw", "far.xmile", "-o", "x.svg", want=BAD_INPUT)[1], "beyond all bounds")
    expect(not bench.has("x.svg"), "a picture was written")


@case
def suite__every_model_is_drawn_or_refused_by_name():
    models = []
    for up in ("..", "../.."):
        folder = os.path.join(ROOT, up, "shared", "xmile")
        models += [os.path.join(base, name) for base, _, names in os.walk(folder) for name in names if name.endswith(".xmile")]
    if not models:
        raise Skip("there are no models at ../shared/xmile")
    drawn = 0
    for model in sorted(models):
        for words in ((), ("--flows", "0"), ("--flows", "1")):
            done = subprocess.run([bench.enishi, "plan", "draw", model, *words, "-o", bench.path("d.svg")], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                  timeout=120, check=False)
            expect(done.returncode in (DONE, BAD_INPUT), f"{model} {words}: status {done.returncode}: {done.stderr}")
            if done.returncode == DONE:
                picture("d.svg")
                drawn += 1
            else:
                expect(os.path.basename(model) in done.stderr.decode(), f"{model}: {done.stderr}")
    expect(drawn > len(models) // 2, f"only {drawn} pictures of {len(models)} models")


# ---- names

@case
def names__are_compared_as_the_model_compares_them_and_may_be_left_empty():
    bench.write("n.csv", "name,en,vi,ja\nPEOPLE,Folk,Người,人\nBirth_Rate,,tỷ lệ sinh,出生率\n")
    run("draw", "people.xmile", "--names", "n.csv", "-o", "d.svg", language="ja")
    says(words_of("d.svg"), "人", "出生率", "births")
    run("draw", "people.xmile", "--names", "n.csv", "-o", "d.svg")
    says(words_of("d.svg"), "Folk", "birth rate")


@case
def names__with_mistakes_are_refused_by_row_and_column():
    bench.write("kept.svg", "<svg kept")
    for text, parts in (("name,en,vi,ja\npeople,a,b,c\nPeople,d,e,f\n", ("n.csv:3: name", "row above")), ("name,en,vi,ja\n,a,b,c\n", ("n.csv:2: name",)),
                        ("name,en,vi\npeople,a,b\n", ("ja",)), ("name,en,vi,ja\n", ("no rows",)), ('name,en,vi,ja\n"a\\b",x,y,z\n', ("n.csv:2: name", "no variable")),
                        ("name,en,vi,ja\npeople,a,b\n", ("n.csv:2",))):
        bench.write("n.csv", text)
        for words in (("draw", "people.xmile"), ("draw", "people.xmile", "--flows", "2020")):
            says(run(*words, "--names", "n.csv", "-o", "kept.svg", want=BAD_INPUT)[1], *parts)
    says(run("draw", "people.xmile", "--names", "nothing.csv", "-o", "kept.svg", want=BAD_INPUT)[1], "nothing.csv")
    equal(bench.read("kept.svg"), "<svg kept", "the picture that was there")
    run("draw", "people.xmile", want=BAD_USAGE)


@case
def names__are_in_pictures_of_results_too():
    bench.write("n.csv", "name,en,vi,ja\npeople,Folk,Người dân,人々\nbirth rate,Rate,Tỷ suất,率\n")
    bench.write("v.csv", "name,distribution,a,b\nbirth rate,uniform,0.05,0.15\ndeath rate,uniform,0.01,0.05\n")
    run("run", "people.xmile", "-o", "out.csv")
    run("run", "people.xmile", "--runs", "50", "--vary", "v.csv", "--rank", "people", "-o", "fan.csv")
    for table, labels in (("out.csv", ("人々", "births")), ("fan.csv", ("人々",)), ("fan-rank.csv", ("人々", "率", "death rate"))):
        run("plot", table, "--names", "n.csv", "-o", "p.svg", language="ja")
        says(words_of("p.svg"), *labels)
    header = '<dimensions><dim name="d"><elem name="x"/></dim></dimensions>'
    bench.write("array.xmile", xmile(aux("people", "3", '<dimensions><dim name="d"/></dimensions>'), before=header))
    run("run", "array.xmile", "-o", "out.csv")
    run("plot", "out.csv", "--names", "n.csv", "-o", "p.svg")
    says(words_of("p.svg"), "Folk[x]")


if __name__ == "__main__":
    try:
        run_cases()
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)
