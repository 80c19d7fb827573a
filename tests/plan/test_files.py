#!/usr/bin/env python3
"""test_files.py ENISHI: models that name other files: modules with a resource, and data that is imported. What is expected is computed here.
Speaks TAP 13.
"""
import os
import shutil
import sys
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from tap import case, equal, expect, run_cases  # noqa: E402
from models import BAD_INPUT, Bench, aux, flow, stock, xmile  # noqa: E402

bench = Bench(sys.argv[1])
run, once, write = bench.run, bench.once, bench.write


def says(err, *parts):
    for part in parts:
        expect(part in err, f"{part!r} is not in {err[:2000]!r}")


def folder(name):
    os.makedirs(bench.path(name), exist_ok=True)


def module(name, resource=None, *connections):
    at = f' resource="{resource}"' if resource else ""
    return f'<module name="{name}"{at}>' + "".join(f'<connect to="{a}" from="{b}"/>' for a, b in connections) + "</module>\n"


def refused(resource, *parts, name="whole.xmile", file="whole.xmile", **files):
    write(name, xmile(module("part", resource) + aux("y", "1")))
    _, err = run("run", name, want=BAD_INPUT)
    says(err, *parts)
    return err


# A file of its own, with a stock that grows by what it is given.
REGION = xmile(stock("people", "10", ["growth"]) + flow("growth", "people * rate") + aux("rate", "0", ' access="input"'), stop=99)


# ---- modules

@case
def module__in_a_file_runs_as_one_in_the_model():
    write("region.xmile", REGION)
    variables = aux("rate", "0.5") + module("north", "region.xmile", ("north.rate", "rate")) + aux("double", "north.people * 2")
    write("whole.xmile", xmile(variables))
    columns = once("whole.xmile")
    expected = [10 * 1.5 ** t for t in range(5)]
    equal(columns["north.people"], expected, "the stock of the module")
    equal(columns["double"], [2 * x for x in expected], "what uses it")
    inner = REGION[REGION.index("<model>"):REGION.index("</model>")].replace("<model>", '<model name="north">') + "</model>"
    write("inside.xmile", xmile(variables.replace(' resource="region.xmile"', ""), after=inner))
    equal(run("run", "whole.xmile")[0], run("run", "inside.xmile")[0], "the same table as with the model inside")


@case
def module__may_be_named_at_the_model_too():
    write("region.xmile", REGION)
    write("whole.xmile", xmile(module("north", "region.xmile"), after='<model name="north" resource="./region.xmile"/>'))
    equal(once("whole.xmile")["north.people"], [10.0] * 5, "people")
    write("whole.xmile", xmile(module("north"), after='<model name="north" resource="region.xmile"/>'))
    equal(once("whole.xmile")["north.people"], [10.0] * 5, "people")


@case
def module__two_of_one_file_keep_apart_with_what_is_inside():
    inner = '<model name="detail"><variables>' + aux("input", "0") + aux("square", "input * input") + "</variables></model>"
    write("area.xmile", xmile(aux("side", "0") + module("detail", None, ("detail.input", "side")), after=inner))
    write("whole.xmile", xmile(aux("three", "3") + aux("t", "TIME") + module("a", "area.xmile", ("a.side", "three")) +
                               module("b", "area.xmile", ("b.side", "t"))))
    columns = once("whole.xmile")
    equal(columns["a.detail.square"], [9.0] * 5, "a")
    equal(columns["b.detail.square"], [0.0, 1.0, 4.0, 9.0, 16.0], "b")


@case
def module__paths_go_down_from_the_file_that_names_them():
    folder("sub/deeper")
    write("sub/deeper/leaf.xmile", xmile(aux("x", "7")))
    write("sub/branch.xmile", xmile(module("leaf", "deeper/leaf.xmile") + aux("y", "leaf.x + 1")))
    write("sub/leaf.xmile", xmile(aux("x", "8")))
    for resource in ("sub/branch.xmile", "./sub//branch.xmile", "r../sub/branch.xmile", "sub\\branch.xmile"):
        write("whole.xmile", xmile(module("branch", resource) + aux("z", "branch.y + branch.leaf.x")))
        equal(once("whole.xmile")["z"], [15.0] * 5, resource)


@case
def module__shares_dimensions_units_and_macros():
    dimensions = '<dimensions><dim name="place"><elem name="north"/><elem name="south"/></dim></dimensions>'
    macro = '<macro name="twice"><parm>x</parm><eqn>x * 2</eqn></macro>'
    array = '<dimensions><dim name="place"/></dimensions>'
    write("region.xmile", xmile(aux("seats", "0", array) + aux("more", "twice(seats)", array), before=dimensions, after=macro))
    write("whole.xmile", xmile(aux("own", "4", array) + module("part", "region.xmile", ("part.seats", "own")) + aux("total", "SUM(part.more[*])"),
                               before=dimensions))
    equal(once("whole.xmile")["total"], [16.0] * 5, "total")
    write("whole.xmile", xmile(module("part", "region.xmile"), before=dimensions.replace("south", "west")))
    _, err = run("run", "whole.xmile", want=BAD_INPUT)
    says(err, "region.xmile:5", "the model has a dimension of this name with other elements")


@case
def module__outside_of_the_folder_is_refused():
    folder("a")
    write("region.xmile", REGION)
    outside = os.path.join(os.path.dirname(bench.folder), os.path.basename(bench.folder) + "-outside.xmile")
    with open(outside, "w", encoding="utf-8") as file:
        file.write(REGION)
    try:
        for resource in ("../" + os.path.basename(outside), outside, "a/../region.xmile", "a/../../" + os.path.basename(outside), "..", "/", "a/..",
                         "C:\\region.xmile", "file:region.xmile", "http://localhost/region.xmile", "r../../region.xmile", "r../", "..\\region.xmile",
                         "./../region.xmile"):
            refused(resource, "whole.xmile:6: part", "only files in the model's own folder")
        os.symlink(outside, bench.path("link.xmile"))
        os.symlink(os.path.dirname(outside), bench.path("up"))
        os.symlink("region.xmile", bench.path("beside.xmile"))
        for resource in ("link.xmile", "up/" + os.path.basename(outside), "beside.xmile"):
            refused(resource, "whole.xmile:6", "symbolic link")
    finally:
        os.unlink(outside)


@case
def module__files_that_cannot_be_read_are_told_of_where_they_are_named():
    folder("a")
    refused("none.xmile", "whole.xmile:6", "there is no such file")
    refused("none/none.xmile", "there is no such file")
    refused("whole.xmile/none.xmile", "there is no such file")
    refused("a", "this is not a file")
    os.mkfifo(bench.path("pipe.xmile"))
    refused("pipe.xmile", "this is not a file")
    with open(bench.path("large.xmile"), "wb") as file:
        file.truncate((64 << 20) + 1)
    refused("large.xmile", "64 MiB")
    os.unlink(bench.path("large.xmile"))


@case
def module__circles_of_files_are_told_as_a_path():
    write("a.xmile", xmile(module("b", "b.xmile")))
    write("b.xmile", xmile(aux("x", "1") + module("whole", "whole.xmile")))
    refused("a.xmile", "b.xmile:7", "whole.xmile → a.xmile → b.xmile → whole.xmile")
    write("own.xmile", xmile(module("own", "own.xmile")))
    refused("own.xmile", "own.xmile:6", "own.xmile → own.xmile")


@case
def module__nesting_and_number_of_files_have_limits():
    for k in range(20):
        write(f"n{k}.xmile", xmile(aux("x", "1") + (module("next", f"n{k + 1}.xmile") if k < 19 else "")))
    refused("n0.xmile", "n14.xmile:7", "nested more than 16")
    write("wide.xmile", xmile("".join(module(f"m{k}", "region.xmile") for k in range(300))))
    _, err = run("run", "wide.xmile", want=BAD_INPUT)
    says(err, "wide.xmile:262", "more than 256 files")


@case
def module__problems_inside_name_the_file_and_its_line():
    folder("sub")
    write("sub/bad.xmile", xmile(aux("fine", "1") + aux("bad", "fine + nothing")))
    refused("sub/bad.xmile", "sub/bad.xmile:7: ", "nothing", "character 29")
    write("sub/bad.xmile", xmile(aux("twice", "1") + aux("Twice", "2")))
    refused("sub/bad.xmile", "sub/bad.xmile:7: ")
    write("sub/bad.xmile", xmile(aux("a", "b") + aux("b", "a")))
    refused("sub/bad.xmile", "sub/bad.xmile:6: ", "part.a → part.b → part.a")
    write("sub/bad.xmile", "no XML")
    refused("sub/bad.xmile", "sub/bad.xmile:1")
    write("sub/bad.xmile", xmile(aux("a", "1")).replace("<model>", "").replace("</model>", "").replace("<variables>", "").replace("</variables>", "")
          .replace(aux("a", "1"), ""))
    refused("sub/bad.xmile", "whole.xmile:6", "there is no model in this file")
    write("sub/bad.xmile", xmile(aux("a", "1"), before='<data><import resource="d.csv"/></data>'))
    refused("sub/bad.xmile", "sub/bad.xmile:5", "d.csv", "imported by the model that is run")


@case
def module__given_twice_is_refused():
    write("region.xmile", REGION)
    write("other.xmile", xmile(aux("people", "1")))
    for variables, after in ((module("north", "region.xmile"), '<model name="north"><variables><aux name="people"><eqn>1</eqn></aux></variables></model>'),
                             (module("north", "region.xmile"), '<model name="North" resource="other.xmile"/>'),
                             (module("north"), '<model name="north" resource="other.xmile"><variables><aux name="x"><eqn>1</eqn></aux></variables></model>')):
        write("whole.xmile", xmile(variables, after=after))
        _, err = run("run", "whole.xmile", want=BAD_INPUT)
        says(err, "given twice")


@case
def module__names_are_checked_and_settable_as_those_inside():
    write("region.xmile", REGION)
    write("whole.xmile", xmile(module("north", "region.xmile")))
    equal(once("whole.xmile", "--set", "north.rate=1")["north.people"], [10.0, 20.0, 40.0, 80.0, 160.0], "people")
    out, _ = run("check", "whole.xmile")
    says(out, "1 stock")


# ---- data

def data(resource, more=""):
    return f'<data><import resource="{resource}"{more}/></data>'


def line(points, t):
    """A line from point to point; beyond the ends the end's value."""
    if t <= points[0][0]:
        return points[0][1]
    for (a, x), (b, y) in zip(points, points[1:]):
        if t < b:
            return x + (t - a) * (y - x) / (b - a)
    return points[-1][1]


def step(points, t):
    return [y for x, y in points if x <= t][-1] if t >= points[0][0] else points[0][1]


def near(found, expected, what):
    expect(len(found) == len(expected) and all(abs(a - b) <= 1e-12 * max(1, abs(b)) for a, b in zip(found, expected)),
           f"{what}: {found}, not {expected}")


def bad_data(text, *parts, variables=aux("a", "1") + aux("b", "2"), more="", name="d.csv", before=""):
    write(name, text)
    write("data.xmile", xmile(variables, before=before + data(name, more)))
    _, err = run("run", "data.xmile", want=BAD_INPUT)
    says(err, *parts)


A = [(-1, 5), (1.5, 10), (2.5, 0), (3, 8)]
B = [(0.5, 1), (3, 3)]
SERIES = "time,a,b\n-1,5,\n0.5,,1\n1.5,10,\n2.5,0,\n3,8,3\n"


@case
def data__series_are_graphical_functions_of_time():
    write("d.csv", SERIES)
    variables = aux("a", "99") + aux("b", "a * 100") + stock("s", "0", ["a in"]) + flow("a in", "a + b")
    for dt in (1, 0.25):
        write("data.xmile", xmile(variables, dt=dt, before=data("d.csv")))
        columns = once("data.xmile")
        near(columns["a"], [line(A, t) for t in columns["time"]], "a")
        near(columns["b"], [line(B, t) for t in columns["time"]], "b")
        total = [0.0]
        for t in columns["time"][:-1]:
            total.append(total[-1] + dt * (line(A, t) + line(B, t)))
        near(columns["s"], total, "s")


@case
def data__keeps_the_type_of_the_variable_s_graphical_function():
    write("d.csv", SERIES)
    curve = '<gf type="discrete"><xpts>0,1</xpts><ypts>3,4</ypts></gf>'
    write("data.xmile", xmile(aux("a", "TIME", curve) + aux("b", "1"), dt=0.5, before=data("d.csv")))
    columns = once("data.xmile")
    near(columns["a"], [step(A, t) for t in columns["time"]], "a")
    near(once("data.xmile", "--set", "a.y=2")["a"], [2 * step(A, t) for t in columns["time"]], "a with a factor")


@case
def data__horizontal_tables_have_names_in_the_first_column():
    write("d.csv", "Year,-1,1.5,2.5,3\n.a,5,10,0,8\n b ,,2,,4\n")
    write("data.xmile", xmile(aux("a", "99") + aux("b", "98"), before=data("d.csv", ' orientation="horizontal" type="CSV" frequency="automatic"')))
    columns = once("data.xmile")
    near(columns["a"], [line(A, t) for t in range(5)], "a")
    near(columns["b"], [line([(1.5, 2), (3, 4)], t) for t in range(5)], "b")


@case
def data__one_row_of_values_is_for_constants_and_stocks():
    folder("Data")
    write("Data/c.csv", "rate,people,place seats[south]\r\n0.5,80,3\r\n")
    dimensions = '<dimensions><dim name="place"><elem name="north"/><elem name="south"/></dim></dimensions>'
    variables = (stock("people", "1", ["growth"]) + flow("growth", "people * rate") + aux("rate", "0") +
                 aux("place seats", "7", '<dimensions><dim name="place"/></dimensions>'))
    write("data.xmile", xmile(variables, before=dimensions + data("r../Data/c.csv", ' frequency="automatic"')))
    columns = once("data.xmile")
    near(columns["people"], [80 * 1.5 ** t for t in range(5)], "people")
    equal((columns["place seats[north]"][0], columns["place seats[south]"][0]), (7.0, 3.0), "seats")
    near(once("data.xmile", "--set", "rate=1")["people"], [80 * 2.0 ** t for t in range(5)], "people with a setting")


@case
def data__goes_to_elements_and_into_modules():
    write("region.xmile", REGION)
    dimensions = '<dimensions><dim name="place"><elem name="north"/><elem name="south"/></dim><dim name="k" size="2"/></dimensions>'
    two = '<dimensions><dim name="place"/><dim name="k"/></dimensions>'
    write("d.csv", 'time,"seats[north, 1]","seats[South,2]",part.rate,all\n0,1,10,0.1,4\n4,5,50,0.5,0\n')
    write("data.xmile", xmile(aux("seats", "7", two) + aux("all", "1", two) + module("part", "region.xmile"), before=dimensions + data("d.csv")))
    columns = once("data.xmile")
    near(columns["seats[north,1]"], [1, 2, 3, 4, 5], "north 1")
    near(columns["seats[south,2]"], [10, 20, 30, 40, 50], "south 2")
    near(columns["seats[north,2]"], [7] * 5, "north 2")
    near(columns["all[south,1]"], [4, 3, 2, 1, 0], "all")
    people = [10.0]
    for t in range(4):
        people.append(people[-1] * (1 + 0.1 + 0.1 * t))
    near(columns["part.people"], people, "people")


@case
def data__one_point_holds_always_and_a_constant_passes_a_curve_of_the_others():
    dimensions = '<dimensions><dim name="place"><elem name="north"/><elem name="south"/></dim></dimensions>'
    curve = '<dimensions><dim name="place"/></dimensions><gf><xpts>0,10</xpts><ypts>100,200</ypts></gf>'
    write("d.csv", "time,a\n2,6\n")
    write("c.csv", "x[south]\n5\n")
    write("data.xmile", xmile(aux("a", "1") + aux("x", "TIME", curve), before=dimensions + data("d.csv").replace("</data>", "") +
                              data("c.csv").replace("<data>", "")))
    columns = once("data.xmile")
    equal(columns["a"], [6.0] * 5, "a")
    near(columns["x[north]"], [100, 110, 120, 130, 140], "north")
    equal(columns["x[south]"], [5.0] * 5, "south")


@case
def data__comes_from_workbooks_too():
    workbook("d.xlsx", {"first": [["time", "a"], [0, 1], [4, 9]], "Số liệu": [["time", "a"], [0, 2], [4, 10]]})
    for more, expected in (("", [1, 3, 5, 7, 9]), (' type="Excel" worksheet="Số liệu"', [2, 4, 6, 8, 10])):
        write("data.xmile", xmile(aux("a", "0"), before=data("d.xlsx", more)))
        near(once("data.xmile")["a"], expected, more)
    write("data.xmile", xmile(aux("a", "0"), before=data("d.xlsx", ' worksheet="third"')))
    says(run("run", "data.xmile", want=BAD_INPUT)[1], "d.xlsx", "no sheet of this name")
    workbook("d.xlsx", {"first": [["time", "a"], [0, "x"], [4, 9]]})
    write("data.xmile", xmile(aux("a", "0"), before=data("d.xlsx")))
    says(run("run", "data.xmile", want=BAD_INPUT)[1], "d.xlsx[first]:2: a", '"x"', "not a number")
    write("d.xlsx", "no workbook")
    run("run", "data.xmile", want=BAD_INPUT)
    write("d.xls", "x")
    write("data.xmile", xmile(aux("a", "0"), before=data("d.xls")))
    says(run("run", "data.xmile", want=BAD_INPUT)[1], "d.xls", "save it as .xlsx")


@case
def data__that_is_off_or_on_demand_is_not_read():
    variables = aux("a", "1")
    write("data.xmile", xmile(variables, before=data("none.csv", ' enabled="false"')))
    out, err = run("run", "data.xmile")
    equal(err, "", "what is said")
    write("data.xmile", xmile(variables, before=data("none.csv", ' frequency="on_demand"') + ""))
    _, err = run("run", "data.xmile")
    says(err, "data.xmile:5: warning: none.csv", "on demand and is not done")
    write("data.xmile", xmile(variables, before='<data><export resource="o.csv"><all/></export><export resource="p.csv" enabled="false"/></data>'))
    _, err = run("run", "data.xmile")
    says(err, "data.xmile:5: warning: o.csv", "export is kept and not done")
    expect("p.csv" not in err and not bench.has("o.csv"), err)


@case
def data__bad_cells_are_told_of_by_file_row_column_and_value():
    bad_data("time,a,b\n0,1,2\n1,x,3\n2,4,1e999\n", 'd.csv:3: a "x": not a number', 'd.csv:4: b "1e999"')
    bad_data("time,a\n0,1\n0,2\n", 'd.csv:3: time "0": times must ascend')
    bad_data("time,a\n0,1\nlater,2\n", 'd.csv:3: time "later"')
    bad_data("time,a\n,1\n", "d.csv:2: time")
    bad_data("time,a\n0,nan\n", 'd.csv:2: a "nan"')
    bad_data("time,a\n0,1,2\n", "d.csv:2")
    bad_data("time,a,\n0,1,2\n", "d.csv:1")
    bad_data("time,c\n0,1\n", 'd.csv:1: c "c": the model has no variable')
    bad_data("time,a,A\n0,1,2\n", 'd.csv:1: A "A": there is data for this variable already')
    bad_data("time,a,b\n0,1,\n", "d.csv:1: b", "no value for this variable")
    bad_data("a,b\n1,2\n3,4\n", "d.csv:1: a", "need times")
    bad_data("time,a\n", "d.csv", "names but no values")
    bad_data("", "d.csv", "empty")
    bad_data("time,a[x]\n0,1\n", "d.csv:1: a[x]", "element")
    bad_data("time,-1\na,1\nb,x\n", 'd.csv:3: -1 "x"', more=' orientation="horizontal"')
    bad_data(b"time,a\n0,\xff\n", "d.csv:2")
    bad_data("time,a\n" + "".join(f"{k},1\n" for k in range(600000)), "more than 1,048,576 cells")


@case
def data__that_nothing_would_use_is_refused():
    bad_data("time,s\n0,1\n", "d.csv:1: s", "not a series", variables=stock("s", "1"))
    bad_data("time,f\n0,1\n", "f", "conveyor or a queue",
             variables=stock("s", "1", ["in"], ["f"], "<conveyor><len>2</len></conveyor>") + flow("in", "1") + flow("f", "0"))
    write("region.xmile", REGION)
    bad_data("time,m.rate\n0,1\n", "rate", variables=aux("r", "1") + module("m", "region.xmile", ("m.rate", "r")))
    bad_data("time,m\n0,1\n", "d.csv:1: m", variables=module("m", "region.xmile"))
    bad_data("time,m.rate.x\n0,1\n", "d.csv:1: m.rate.x", variables=module("m", "region.xmile"))
    dimensions = '<dimensions><dim name="place"><elem name="north"/></dim></dimensions>'
    bad_data("time,x[west]\n0,1\n", "d.csv:1: x", "west", variables=aux("x", "1", '<dimensions><dim name="place"/></dimensions>'), before=dimensions)
    bad_data("x[north],x\n1,2\n", "d.csv:1: x", "already", variables=aux("x", "1", '<dimensions><dim name="place"/></dimensions>'), before=dimensions)


@case
def data__settings_and_paths_are_checked():
    bad_data("time,a\n0,1\n", "data.xmile:5: d.csv", "vertical or horizontal", more=' orientation="diagonal"')
    bad_data("time,a\n0,1\n", "data.xmile:5: d.csv", "automatic or on_demand", more=' frequency="daily"')
    bad_data("time,a\n0,1\n", "data.xmile:5: d.csv", "CSV and Excel", more=' type="XML"')
    os.symlink("d.csv", bench.path("link.csv"))
    for resource, word in (("../d.csv", "model's own folder"), ("/etc/passwd", "model's own folder"), ("link.csv", "symbolic link"),
                           ("none.csv", "no such file"), (".", "model's own folder"), ("https://localhost/d.csv", "model's own folder")):
        write("data.xmile", xmile(aux("a", "1"), before=data(resource)))
        says(run("run", "data.xmile", want=BAD_INPUT)[1], "data.xmile:5: ", resource, word)
    write("d.csv", "Time,a\n0,1\n")
    write("data.xmile", xmile(aux("a", "1") + aux("b", "b2 + a") + aux("b2", "nothing"), before=data("d.csv")))
    says(run("run", "data.xmile", want=BAD_INPUT)[1], "data.xmile:8", "nothing")


@case
def data__is_right_where_a_variable_is_called_time():
    write("d.csv", "time,a\n0,0\n4,8\n")
    write("data.xmile", xmile(aux("a", "1") + aux("time", "77"), before=data("d.csv")))
    near([float(r.split(",")[1]) for r in run("run", "data.xmile")[0].splitlines()[1:]], [0, 2, 4, 6, 8], "a")


def workbook(name, sheets):
    with zipfile.ZipFile(bench.path(name), "w") as package:
        main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        relations = "http://schemas.openxmlformats.org/package/2006/relationships"
        listed = "".join(f'<sheet name="{title}" sheetId="{k + 1}" r:id="r{k + 1}"/>' for k, title in enumerate(sheets))
        package.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        package.writestr("_rels/.rels", f'<Relationships xmlns="{relations}"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/>'
                                        "</Relationships>")
        package.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>')
        package.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{relations}">' + "".join(
            f'<Relationship Id="r{k + 1}" Type="{office}/worksheet" Target="worksheets/sheet{k + 1}.xml"/>' for k in range(len(sheets))) + "</Relationships>")
        for k, rows in enumerate(sheets.values()):
            cells = "".join("<row>" + "".join(f'<c t="inlineStr"><is><t>{v}</t></is></c>' if isinstance(v, str) else f"<c><v>{v}</v></c>" for v in row) +
                            "</row>" for row in rows)
            package.writestr(f"xl/worksheets/sheet{k + 1}.xml", f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>')



if __name__ == "__main__":
    try:
        run_cases()
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)
