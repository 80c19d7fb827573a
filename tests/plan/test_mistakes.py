#!/usr/bin/env python3
"""test_mistakes.py ENISHI: what people get wrong in models, tables and options of the planning commands, and what they are told: the cause by
its name and place, never a number that looks right. Speaks TAP 13.
"""
import os
import shutil
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from tap import case, equal, expect, run_cases  # noqa: E402
from models import BAD_INPUT, BAD_USAGE, Bench, aux, flow, stock, xmile  # noqa: E402

bench = Bench(sys.argv[1])
run, once = bench.run, bench.once
QUIET = "No problems."


def says(err, *parts):
    for part in parts:
        expect(part in err, f"{part!r} is not in {err[:2000]!r}")


def line_of(name, part):
    return 1 + next(k for k, text in enumerate(bench.read(name).splitlines()) if part in text)


# ---- numbers

@case
def quantiles__of_a_histogram_are_0_where_the_numbers_are_and_can_be_drawn():
    """300 times of 20,000 runs do not fit 40 MiB, so that they are counted. Half of the zeros are -0."""
    bench.write("zero.xmile", xmile(aux("x", "1") + aux("late", "IF TIME &lt; 250 THEN 0 * (x - 1) ELSE x - 1"), stop=300))
    bench.write("v.csv", "name,distribution,a,b,c\nx,uniform,0,2,\n")
    out, _ = run("run", "zero.xmile", "--runs", "20000", "--vary", "v.csv", "--columns", "late", "--memory", "40", "-o", "fan.csv")
    says(out, "approximate")
    _, rows = bench.table(bench.read("fan.csv"))
    equal({cell for row in rows[:250] for cell in row[3:]}, {"0"}, "where all are 0")
    expect(all(-1 <= float(cell) <= 1 for row in rows for cell in row[5:]), "a quantile lies outside of the numbers")
    run("plot", "fan.csv", "-o", "fan.svg")


@case
def plot__reads_the_smallest_numbers_that_a_run_writes():
    bench.write("small.xmile", xmile(aux("x", "EXP(-TIME * 100)"), stop=7.2, dt=0.05))
    run("run", "small.xmile", "-o", "small.csv")
    expect(any("e-31" in line or "e-32" in line for line in bench.read("small.csv").splitlines()), "no number is that small")
    run("plot", "small.csv", "-o", "small.svg")


# ---- models

BELT = '<stock name="ride"><eqn>0</eqn><inflow>on</inflow>{}<conveyor{}><len>2</len>{}</conveyor></stock>\n' + flow("on", "10")


def belt(flows, outflows, attributes="", inside=""):
    text = "".join(f"<outflow>{name}</outflow>" for name in outflows)
    return bench.write("belt.xmile", xmile(BELT.format(text, attributes, inside) + flows))


@case
def conveyor__outflows_after_the_first_leak_and_are_told_where_they_are_not_marked():
    belt(flow("off", "0") + flow("lost", "0.2"), ["off", "lost"])
    _, err = run("check", "belt.xmile")
    says(err, f"belt.xmile:{line_of('belt.xmile', 'lost' + chr(34) + '>')}: warning: lost", "leakage", "<leak/>")
    equal(err.count("warning"), 1, err)
    unmarked = once("belt.xmile")
    belt(flow("off", "0") + flow("lost", "0.2", "<leak/>"), ["off", "lost"])
    equal(once("belt.xmile"), unmarked, "what is marked")
    equal(run("check", "belt.xmile")[1], "", "what is said of it")
    belt(flow("lost", "0.2", "<leak/>") + flow("off", ""), ["lost", "off"])
    equal(once("belt.xmile")["off"], unmarked["off"], "the leakage first")


@case
def conveyor__equations_of_what_leaves_are_told_not_to_be_used():
    for equation, told in (("ride / 2", True), ("7", True), ("0", False), ("", False)):
        belt(flow("off", equation), ["off"])
        out, err = run("check", "belt.xmile")
        equal("off" in err and "not used" in err, told, f"{equation!r}: {err}")
        equal(QUIET in out, not told, f"{equation!r}")
    belt(flow("off", "") + flow("lost", "0.5", "<leak>0.2</leak>"), ["off", "lost"])
    says(run("check", "belt.xmile")[1], 'lost "0.5"', "not used")
    bench.write("queue.xmile", xmile(stock("wait", "5", ["come"], ["go"], "<queue/>") + flow("come", "1") + flow("go", "3")))
    says(run("check", "queue.xmile")[1], 'go "3"', "not used")


@case
def vendors__what_changes_the_numbers_is_refused_and_the_rest_told_of():
    for attributes, inside, name in ((' isee:fifo="true"', "", "isee:fifo"), (' fifo="true"', "", "fifo"), ("", "<isee:fifo/>", "isee:fifo"),
                                     ("", "<isee:purge>3</isee:purge>", "isee:purge")):
        belt(flow("off", ""), ["off"], attributes, inside)
        says(run("check", "belt.xmile", want=BAD_INPUT)[1], f'ride "{name}"', "XMILE 1.0")
        run("run", "belt.xmile", want=BAD_INPUT)
    for oven in ("<oven/>", "<isee:oven/>"):
        bench.write("oven.xmile", xmile(stock("bread", "1", [], [], oven)))
        says(run("run", "oven.xmile", want=BAD_INPUT)[1], "bread", "oven")
    for spread, want in (("even", BAD_INPUT), ("beginning", 0)):
        belt("", [])
        bench.write("belt.xmile", xmile(BELT.replace('name="on"', f'name="on" isee:spreadflow="{spread}"').format("<outflow>off</outflow>", "", "") + flow("off", "")))
        says(run("check", "belt.xmile", want=want)[1], "isee:spreadflow")
    for off in ("false", "0"):
        belt(flow("off", ""), ["off"], f' isee:fifo="{off}"')
        equal(run("check", "belt.xmile")[1], "", f"fifo {off}")
    belt(flow("off", ""), ["off"], ' isee:colour="red"')
    says(run("check", "belt.xmile")[1], "isee:colour", "<conveyor>", "not known")


@case
def posters__watch_flows_as_they_watch_anything():
    poster = '<event_poster min="0" max="10"><threshold value="2.5"><event><text_box>full</text_box></event></threshold></event_poster>'
    bench.write("poster.xmile", xmile(stock("s", "0", ["f"]) + flow("f", "TIME", poster)))
    says(run("run", "poster.xmile")[1], "f", "at time 3: full")


@case
def equations__numbers_with_commas_and_second_signs_are_told_as_what_they_are():
    for equation in ("0,05", "7,000", "-1,234,567"):
        bench.write("comma.xmile", xmile(aux("a", equation)))
        says(run("check", "comma.xmile", want=BAD_INPUT)[1], "comma.xmile:6: a", "with a point")
    two = '<dimensions><dim name="d"/></dimensions>'
    bench.write("comma.xmile", xmile(aux("a", "1, 2, 3", two), before='<dimensions><dim name="d" size="2"/></dimensions>'))
    says(run("check", "comma.xmile", want=BAD_INPUT)[1], "as many values as the variable has elements")
    bench.write("comma.xmile", xmile(aux("a", "b, 2") + aux("b", "1")))
    says(run("check", "comma.xmile", want=BAD_INPUT)[1], "as many values as the variable has elements")
    for equation in ("2 +* 3", "2 * * 3", "-*3"):
        bench.write("sign.xmile", xmile(aux("a", equation)))
        _, err = run("check", "sign.xmile", want=BAD_INPUT)
        says(err, 'a "*"', "a number, a name")
        expect("square brackets" not in err, err)


@case
def messages__have_no_empty_quotes():
    belt("", [])
    _, err = run("check", "belt.xmile", want=BAD_INPUT)
    says(err, "ride: ", "no outflow")
    bench.write("odd.xmile", xmile(aux("a", "1"), stop=2.7, dt=0.5, save="0.3"))
    err += run("check", "odd.xmile", want=BAD_INPUT)[1]
    says(err, 'odd.xmile:4: sim_specs "0.3"')
    bench.write("odd.xmile", xmile(aux("a", "1"), stop=2.7, dt=0.5))
    err += run("check", "odd.xmile")[1]
    says(err, 'odd.xmile:4: warning: sim_specs "2.7"')
    expect('""' not in err, err)


# ---- settings

@case
def set__refuses_what_repeats_the_settings_of_the_simulation():
    control = aux("FINAL TIME", "4") + aux("INITIAL TIME", "0") + aux("TIME STEP", "1") + aux("SAVEPER", "1") + aux("x", "TIME STEP * 2")
    bench.write("vensim.xmile", xmile(control))
    for name in ("FINAL TIME", "initial_time", "Time Step", "SAVEPER"):
        says(run("run", "vensim.xmile", "--set", f"{name}=2", want=BAD_INPUT)[1], name, "<sim_specs>")
    bench.write("v.csv", "name,distribution,a,b,c\nTIME STEP,uniform,0,1,\n")
    says(run("run", "vensim.xmile", "--runs", "5", "--vary", "v.csv", want=BAD_INPUT)[1], "v.csv:2", "<sim_specs>")
    bench.write("own.xmile", xmile(aux("time step", "12") + aux("x", "time_step * 2")))
    equal(once("own.xmile", "--set", "time step=5")["x"][0], 10, "a constant of this name that says something else")


@case
def names__that_are_nearly_right_are_suggested():
    for words, near in ((("--set", "brth rate=1"), "birth rate"), (("--columns", "peopel"), "people"), (("--columns", "Deaht Rate"), "death rate")):
        says(run("run", "people.xmile", *words, want=BAD_INPUT)[1], f"did you mean {near}?")
    inner = '<model name="school"><variables>' + aux("intake", "3") + "</variables></model>"
    bench.write("school.xmile", xmile('<module name="school"/>', after=inner))
    says(run("run", "school.xmile", "--set", "school.intaek=1", want=BAD_INPUT)[1], "did you mean school.intake?")
    expect("did you mean" not in run("run", "people.xmile", "--set", "engineers=1", want=BAD_INPUT)[1], "nothing is near")


@case
def scenario__rows_without_effect_are_told_and_rows_that_overlap_refused():
    head = "scenario,name,value,from,to\n"
    for row, told in (("birth rate,0.2,2050,", True), ("birth rate,0.2,,2019", True), ("birth rate,0.2,2025.2,2025.7", True), ("birth rate,0.2,2030,", False),
                      ("birth rate,0.2,2019,2020", False)):
        bench.write("s.csv", head + f"a,{row}\n")
        _, err = run("run", "people.xmile", "--scenario", "s.csv")
        equal("s.csv:2: warning: name" in err and "2020 to 2030" in err, told, f"{row}: {err}")
    for first, second in (("2021,2025", "2025,2027"), (",", "2025,"), (",2024", "2021,"), (",", ",")):
        bench.write("s.csv", head + f"a,birth rate,0.2,{first}\nb,birth rate,0.7,,\na,Birth_Rate,0.3,{second}\n")
        says(run("run", "people.xmile", "--scenario", "s.csv:a", want=BAD_INPUT)[1], "s.csv:4: name", "row 2")
    bench.write("s.csv", head + "a,birth rate,0.2,2021,2024\na,birth rate,0.3,2025,\n")
    rates = once("people.xmile", "--scenario", "s.csv")["birth rate"]
    equal(rates, [0.1] + [0.2] * 4 + [0.3] * 6, "rows after each other")


@case
def set__takes_the_place_of_rows_of_the_scenario_and_says_so():
    bench.write("s.csv", "scenario,name,value,from,to\na,birth rate,0.2,2025,\na,death rate,0.2,,\n")
    rates = once("people.xmile", "--scenario", "s.csv", "--set", "birth rate=0.02")
    equal((set(rates["birth rate"]), set(rates["death rate"])), ({0.02}, {0.2}), "rates")
    _, err = run("run", "people.xmile", "--scenario", "s.csv", "--set", "birth rate=0.02")
    says(err, "s.csv:2: warning", "--set")
    equal(err.count("warning"), 1, err)


@case
def tables__tell_wrong_numbers_and_wrong_names_at_once():
    bench.write("s.csv", "scenario,name,value,from,to\na,birth rate,x,,\na,nobody,1,,\na,nothing,y,,\n")
    says(run("run", "people.xmile", "--scenario", "s.csv", want=BAD_INPUT)[1], "s.csv:2: value", "s.csv:3: name", "s.csv:4: value", "s.csv:4: name")
    bench.write("v.csv", "name,distribution,a,b,c\nbirth rate,gaussian,1,2,\nnobody,uniform,1,2,\nnothing,choice,x,,\n")
    says(run("run", "people.xmile", "--runs", "5", "--vary", "v.csv", want=BAD_INPUT)[1], "v.csv:2: distribution", "v.csv:3: name", "v.csv:4: a", "v.csv:4: name")


# ---- options

@case
def options__name_themselves_and_their_range():
    _, err = run("run", "people.xmile", "--save-step", "0.3", want=BAD_INPUT)
    says(err, '--save-step "0.3"', "dt")
    expect("xmile" not in err, f"the model is blamed: {err}")
    says(run("run", "people.xmile", "--runs", "1000000000000", want=BAD_USAGE)[1], '--runs "1000000000000"', "from 1 to 4,294,967,295")
    says(run("run", "people.xmile", "--seed", "18446744073709551616", want=BAD_USAGE)[1], "from 0 to 18446744073709551615")


@case
def runs__that_are_all_the_same_are_told():
    for words, told in (((), True), (("--set", "birth rate=0.2"), True), (("--vary", "vary.csv"), False)):
        bench.write("vary.csv", "name,distribution,a,b,c\nbirth rate,uniform,0.05,0.15,\n")
        equal("nothing varies" in run("run", "people.xmile", "--runs", "20", *words, "-o", "fan.csv")[1], told, f"{words}")
    bench.write("random.xmile", xmile(aux("x", "UNIFORM(0, 1)")))
    expect("nothing varies" not in run("run", "random.xmile", "--runs", "20", "-o", "fan.csv")[1], "random numbers vary")


@case
def sobol__indices_of_few_runs_are_told_to_be_uncertain():
    bench.write("v.csv", "name,distribution,a,b,c\nbirth rate,uniform,0.05,0.15,\ndeath rate,uniform,0.02,0.09,\n")
    for runs, told in ((100, True), (100000, False)):
        words = ("--vary", "v.csv", "--rank", "people", "--rank-by", "sobol", "--save-step", "10", "-o", "fan.csv")
        _, err = run("run", "people.xmile", "--runs", str(runs), *words)
        equal("uncertain" in err, told, f"{runs} runs: {err}")


@case
def template__holds_what_can_be_used_as_it_is():
    inner = '<model name="hares"><variables><aux name="area" access="input"><eqn>1</eqn></aux>' + aux("born", "area * fertility") + aux("fertility", "3") + "</variables></model>"
    unit = '<range min="0" max="1"/>'
    bench.write("t.xmile", xmile('<module name="hares"><connect to="hares.area" from="area"/></module>' + aux("area", "250") + aux("base year", "2024") +
                                 aux("rate", "0.04") + aux("policy switch", "0") + aux("is home", "1", unit) + aux("share", "0.5", unit) + aux("none", "0") +
                                 aux("people", "123456") + aux("FINAL TIME", "2034"), start=2024, stop=2034, after=inner))
    out, _ = run("check", "t.xmile", "--vary-template", "t.csv")
    _, rows = bench.table(bench.read("t.csv"))
    equal({row[0]: row[1:4] for row in rows},
          {"area": ["uniform", "225", "275"], "hares.fertility": ["uniform", "2.7", "3.3"], "rate": ["uniform", "0.036", "0.044"],
           "policy switch": ["choice", "0;1", ""], "is home": ["choice", "0;1", ""], "share": ["uniform", "0", "1"],
           "people": ["uniform", "111100", "135800"]}, "rows")
    says(out, "7 constants", "Left out: 2 constants")
    equal(run("run", "t.xmile", "--runs", "10", "--vary", "t.csv", "-o", "as-it-is.csv")[1], "", "as it is")


if __name__ == "__main__":
    try:
        run_cases()
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)
