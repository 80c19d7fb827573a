#!/usr/bin/env python3
"""Models in the Python binding: against the program's own tables, against numpy, and on what is refused; speaks TAP 13.

test_model.py PYTHON_FOLDER ENISHI; ENISHI_LIBRARY says which library.
"""
import csv
import io
import os
import subprocess
import sys
import tempfile
import threading
import time

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [sys.argv[1], os.path.join(HERE, "..", "support"), os.path.join(HERE, "..", "plan")]
sys.dont_write_bytecode = True
ENISHI = os.path.abspath(sys.argv[2])
import enishi  # noqa: E402
import test_conformance as conformance  # noqa: E402
from models import PEOPLE, aux, flow, stock, xmile  # noqa: E402
from tap import Skip, case, cases, equal, expect, run_cases  # noqa: E402

REGIONS = '<dimensions><dim name="region"><elem name="north"/><elem name="south"/></dim></dimensions>'
GROWING = xmile(
    '<stock name="people"><dimensions><dim name="region"/></dimensions><eqn>10</eqn><inflow>births</inflow></stock>'
    '<flow name="births"><dimensions><dim name="region"/></dimensions><eqn>people * rate * effect</eqn></flow>'
    '<aux name="rate"><dimensions><dim name="region"/></dimensions><element subscript="north"><eqn>0.1</eqn></element>'
    '<element subscript="south"><eqn>0.2</eqn></element></aux>' +
    aux("effect", "TIME", '<gf><xscale min="0" max="4"/><ypts>1,2</ypts></gf>') + aux("total", "SUM(people)", "<units>Person</units>"),
    before=REGIONS)
WARM = xmile(stock("heat", "180", [], ["loss"]) + flow("loss", "(heat - room) / time_to_cool") + aux("room", "70") + aux("time to cool", "10"),
             stop=30, dt=0.125)


def raises(kind, fragment, function, *arguments, **named):
    try:
        function(*arguments, **named)
    except kind as problem:
        expect(fragment in str(problem), f"{kind.__name__} says {str(problem)!r}, not {fragment!r}")
        return problem
    raise AssertionError(f"no {kind.__name__} ({fragment})")


def table(*words, files):
    """What the program prints or writes: rows of a table."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        done = subprocess.run([ENISHI, "plan", "run", *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)
        equal(done.returncode, 0, done.stderr.decode())
        written = {}
        for name in os.listdir(folder):
            if name not in files:
                with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
                    written[name] = list(csv.reader(file))
        return list(csv.reader(io.StringIO(done.stdout.decode(), newline=""))), written


def numbers(cells):
    return numpy.array([float("nan") if not cell else float(cell) for cell in cells])


def same(got, want, what):
    expect(numpy.array_equal(numpy.asarray(got), numpy.asarray(want), equal_nan=True), f"{what}: {got}, not {want}")


@case
def what_is_in_a_model():
    model = enishi.Model(GROWING.encode())
    equal((model.start, model.stop, model.dt, model.save_step, model.method, model.time_units), (0, 4, 1, 1, "euler", "Year"), "times")
    equal(model.dimensions, {"region": ["north", "south"]}, "dimensions")
    equal(model.columns, ["people[north]", "people[south]", "births[north]", "births[south]", "rate[north]", "rate[south]", "effect", "total"],
          "columns")
    rate, people, effect, total = (model.variables[name] for name in ("rate", "people", "effect", "total"))
    equal((rate.kind, rate.constant, rate.value.tolist(), rate.dimensions, rate.shape), ("auxiliary", True, [0.1, 0.2], ("region",), (2,)), "rate")
    equal((people.kind, people.constant, people.value, people.columns), ("stock", False, None, ("people[north]", "people[south]")), "people")
    equal((effect.curve, effect.constant, total.curve, total.units), (True, False, False, "Person"), "the rest")
    birth, death = (enishi.Model(PEOPLE.encode()).variables[name] for name in ("birth rate", "death rate"))
    equal((birth.value, birth.units, death.range), (0.1, "1/year", (0.02, 0.09)), "constants")


@case
def inputs_of_modules_have_the_values_of_what_they_stand_for():
    model = enishi.Model(xmile(aux("a", "3") + '<module name="m"><connect to="m.i" from="a"/></module>',
                               after='<model name="m"><variables>' + aux("i", "0").replace("<aux", '<aux access="input"') + aux("o", "i * 2") +
                               "</variables></model>").encode())
    equal(model.columns, ["a", "m.i", "m.o"], "columns")
    equal((model.variables["m.i"].input, model.variables["m.i"].constant, model.variables["a"].constant), (True, False, True), "inputs")
    equal(model.run(columns=["m.i", "m.o"]).values[-1].tolist(), [3, 6], "values")
    raises(enishi.InputError, "input of a module", model.run, sets={"m.i": 4})


@case
def a_run_is_the_same_as_the_program_s():
    for text in (PEOPLE, GROWING, WARM):
        rows, _ = table("m.xmile", files={"m.xmile": text})
        run = enishi.Model(text.encode()).run()
        equal(["time", *run.names], rows[0], "names")
        want = numpy.array([numbers(row) for row in rows[1:]])
        same(run.time, want[:, 0], "times")
        same(run.values, want[:, 1:], "values")


@case
def what_is_set_is_the_same_as_the_program_s():
    rows, _ = table("m.xmile", "--set", "people[south]=20", "--set", "effect.y=2", "--scenario", "s.csv", "--columns", "people,total", "--save-step", "2",
                    files={"m.xmile": GROWING, "s.csv": "scenario,name,value,from,to\nn,rate[north],0.5,1,2\n"})
    run = enishi.Model(GROWING.encode()).run(
        sets=[("rate[north]", 0.5, 1, 2), ("people[south]", 20), ("effect.y", 2)], columns=["people", "total"], save_step=2)
    equal(["time", *run.names], rows[0], "names")
    same(run.values, [numbers(row)[1:] for row in rows[1:]], "values")
    equal(run["people"].shape, (3, 2), "a whole array")
    same(run["people"][:, 1], run["PEOPLE[South]"], "an element of it, however its name is written")
    equal(run.units, {"people[north]": "", "people[south]": "", "total": "Person"}, "units")
    raises(KeyError, "not among", run.__getitem__, "rate")
    raises(KeyError, "nobody", run.__getitem__, "nobody")


@case
def what_a_run_computes_is_what_numpy_does():
    heat, want = 180.0, []
    for _ in range(241):
        want.append(heat)
        heat = heat + 0.125 * -((heat - 70.0) / 10.0)
    expect(numpy.allclose(enishi.Model(WARM.encode()).run()["heat"], want, rtol=1e-12, atol=0), "heat")


VARY = {"room": ("triangular", 60, 70, 85), "time to cool": ("lognormal", 2.3, 0.2), "heat": ("choice", [170, 180, 190])}
VARY_CSV = "name,distribution,a,b,c\nroom,triangular,60,70,85\ntime to cool,lognormal,2.3,0.2,\nheat,choice,170;180;190,,\n"


@case
def an_ensemble_is_the_same_as_the_program_s():
    files = {"m.xmile": WARM, "v.csv": VARY_CSV, "c.csv": "first,second,rank_correlation\nroom,time to cool,0.5\n",
             "t.csv": "target,variable,time,value,as_of,source\nwarm,heat,20,90,2026,x\n"}
    for sample in ("random", "lhs", "sobol"):
        _, written = table("m.xmile", "--runs", "500", "--seed", "7", "--sample", sample, "--vary", "v.csv", "--correlate", "c.csv", "--target", "t.csv",
                           "--columns", "heat,loss", "--save-step", "5", "--rank", "heat", "--quantiles", "5,50,97.5", "-o", "fan.csv", files=files)
        many = enishi.Model(WARM.encode()).ensemble(
            VARY, runs=500, seed=7, sample=sample, correlate={("room", "time to cool"): 0.5}, target=("heat", 20, 90), columns=["heat", "loss"],
            save_step=5, rank="heat", quantiles=(97.5, 5, 50), threads=2)
        fan = written["fan.csv"]
        at = {name: k for k, name in enumerate(fan[0])}
        for k, name in enumerate(many.names):
            own = [row for row in fan[1:] if row[at["variable"]] == name]
            same(many.time, numbers(row[at["time"]] for row in own), "times")
            same(many.mean[k], numbers(row[at["mean"]] for row in own), f"{sample}: mean of {name}")
            same(many.sd[k], numbers(row[at["sd"]] for row in own), f"{sample}: sd of {name}")
            for q, column in enumerate(("q05", "q50", "q97.5")):
                same(many.quantiles[k, :, q], numbers(row[at[column]] for row in own), f"{sample}: {column} of {name}")
            same(many[name].quantiles, many.quantiles[k], "by name")
        target = dict(zip(*written["fan-targets.csv"]))
        outcome = many.targets[0]
        same([outcome.met, outcome.probability, outcome.first_time, outcome.half_time, outcome.never],
             numbers(target[name] for name in ("met", "probability", "first_time", "half_by", "never")), f"{sample}: the target")
        ranked = {row[written["fan-rank.csv"][0].index("name")]: row for row in written["fan-rank.csv"][1:]}
        equal([effect.name for effect in many.ranking], list(ranked), f"{sample}: the order of the ranking")
        for effect in many.ranking:
            expect(repr(effect.effect) in ranked[effect.name] or effect.effect in numbers(c for c in ranked[effect.name] if c[-1:].isdigit() and
                   c.lstrip("-")[:1].isdigit()), f"{sample}: {effect} is not {ranked[effect.name]}")


@case
def an_ensemble_is_the_same_for_any_number_of_threads():
    model = enishi.Model(WARM.encode())
    one, four = (model.ensemble(VARY, runs=1000, sample="lhs", rank="heat", rank_by="sobol", threads=threads) for threads in (1, 4))
    for name in ("time", "mean", "sd", "least", "most", "quantiles"):
        same(getattr(one, name), getattr(four, name), name)
    equal(repr(one.ranking), repr(four.ranking), "the ranking")  # in which a NaN is what it is


@case
def quantiles_and_moments_are_those_of_the_runs():
    runs = 200
    model, uniform = enishi.Model(xmile(aux("x", "0") + aux("y", "x * 2")).encode()), ("uniform", 0, 1)
    many = model.ensemble({"x": uniform}, runs=runs, sample="lhs", columns=["y"], quantiles=[0, 50, 100], target=[("y", 4, 1)])
    one = [model.ensemble({"x": uniform}, runs=runs, sample="lhs", columns="y", quantiles=[100 * k / (runs - 1)])["y"].quantiles[0, 0] for k in range(runs)]
    values = numpy.array(one)
    expect(numpy.all((values / 2 * runs).astype(int) == numpy.arange(runs)), "one run in each stratum")
    expect(numpy.isclose(many["y"].mean[0], values.mean()) and numpy.isclose(many["y"].sd[0], values.std(ddof=1)), "moments")
    equal((many["y"].least[0], many["y"].most[0]), (many["y"].quantiles[0, 0], many["y"].quantiles[0, 2]), "the ends")
    equal(many.targets[0].met, int((values >= 1).sum()), "the target")


@case
def an_array_varies_whole_or_by_element():
    model = enishi.Model(GROWING.encode())
    whole, each = (model.ensemble({name: ("uniform", 0, 1)}, runs=64, columns="rate") for name in ("rate", "rate[*]"))
    equal(whole["rate"].mean.shape, (2, 5), "by dimension, then time")
    same(whole["rate"].mean[0], whole["rate"].mean[1], "one number for all")
    expect(not numpy.array_equal(each["rate"].mean[0], each["rate"].mean[1]), "a number for each")


@case
def runs_that_fail_are_left_out_and_told_of():
    model = enishi.Model(xmile(aux("x", "1") + aux("y", "SQRT(x)")).encode())
    many = model.ensemble({"x": ("choice", [-1, 4])}, runs=100, sample="lhs")
    equal((many.runs, many.failed, many["y"].least[0], many["y"].most[0]), (50, 50, 2, 2), "what counts")
    equal((len(many.failures), many.failures[0][1]), (50, 0.0), "which are left out")
    equal([finding.rule for finding in many.warnings if finding.rule == "plan-run.left-out"], ["plan-run.left-out"], "the warning")
    none = model.ensemble({"x": ("choice", [-1])}, runs=10, target=("y", 1, 1))
    expect(none.runs == 0 and numpy.isnan(none.mean).all() and numpy.isnan(none.targets[0].probability), "where no run counts")


@case
def a_model_that_is_wrong_is_refused_with_every_finding():
    text = xmile(aux("a", "b + nobody") + aux("b", "1 +") + aux("c", "2"))
    problem = raises(enishi.InputError, "m.xmile:", lambda: enishi.Model(text.encode(), name="m.xmile").run())
    first = problem.findings[0]
    expect(first.error and first.source == "m.xmile" and first.line > 0 and first.column > 0 and first.message, f"{first}")
    problem = raises(enishi.InputError, "", enishi.Model, b"<xmile", "m.xmile")
    expect(problem.findings, "no finding")
    circle = enishi.Model(xmile(aux("a", "b") + aux("b", "a") + aux("c", "nobody")).encode())
    for _ in range(2):
        rules = {finding.rule for finding in raises(enishi.InputError, "", circle.check).findings}
        expect("plan.circle" in rules and len(rules) > 1, f"{rules}")
    japanese = raises(enishi.InputError, "", enishi.Model(WARM.encode(), language="ja").run, sets={"nobody": 1}).findings[0]
    expect(not japanese.message.isascii() and japanese.rule == "plan-run.unknown" and japanese.value == "nobody", f"{japanese}")


@case
def arguments_that_do_not_fit_are_refused():
    model = enishi.Model(WARM.encode())
    problem = raises(enishi.InputError, "sets:2", model.run, sets=[("room", 1), ("loss", 2), ("room", float("nan"))])
    equal([(finding.source, finding.line) for finding in problem.findings], [("sets", 2), ("sets", 3)], "all that is wrong")
    equal(model.run(sets={"loss": 2}, force=True)["loss"][0], 2, "by force")
    raises(enishi.InputError, "ends before", model.run, sets={"room": (1, 5, 2)})
    raises(enishi.InputError, "initial value", model.run, sets={"heat": (1, 5, 6)})
    raises(enishi.InputError, "dt", model.run, save_step=0.3)
    raises(enishi.InputError, "save_step", model.run, save_step=-1)
    raises(enishi.InputError, "no variable", model.run, columns=["nobody"])
    raises(enishi.InputError, "name", model.run, columns=[3])
    raises(enishi.InputError, "seed", model.run, seed=-1)
    raises(enishi.InputError, "vary:1", model.ensemble, {"room": ("uniform", 2, 1)}, runs=10)
    raises(enishi.InputError, "value to choose", model.ensemble, {"room": ("choice", [])}, runs=10)
    raises(enishi.InputError, "takes 2", model.ensemble, {"room": ("uniform", 2)}, runs=10)
    raises(enishi.InputError, "not one of", model.ensemble, {"room": ("gamma", 2, 1)}, runs=10)
    raises(enishi.InputError, "fixes it", model.ensemble, {"room": ("uniform", 1, 2)}, runs=10, sets={"room": 1})
    raises(enishi.InputError, "runs", model.ensemble, VARY, runs=0)
    raises(enishi.InputError, "saves no value", model.ensemble, VARY, runs=10, target=("heat", 3.01, 1))
    raises(enishi.InputError, "finite", model.ensemble, VARY, runs=10, target=("heat", float("nan"), 1))
    raises(enishi.InputError, "between -1 and 1", model.ensemble, VARY, runs=10, correlate=[("room", "heat", 1)])
    raises(enishi.InputError, "percent", model.ensemble, VARY, runs=10, quantiles=[101])
    raises(enishi.InputError, "sample", model.ensemble, VARY, runs=10, sample="halton")
    raises(enishi.InputError, "rank", model.ensemble, {}, runs=10, rank="heat")
    raises(enishi.InputError, "no variable", model.ensemble, VARY, runs=10, rank="nobody")
    raises(enishi.LimitError, "MiB", enishi.Model(WARM.replace("30</stop>", "300000</stop>").encode()).ensemble, VARY, runs=10 ** 6, memory=1)


@case
def progress_is_told_and_what_it_raises_ends_the_engine():
    model = enishi.Model(WARM.replace("30</stop>", "3000</stop>").encode())
    told = []
    model.run(progress=lambda done, total: told.append((done, total)))
    expect(len(told) > 1 and told == sorted(told), f"told {told}")
    told.clear()
    model.ensemble(VARY, runs=300, save_step=3000, threads=2, progress=lambda done, total: told.append((done, total)))
    expect(told and max(done for done, _ in told) <= told[0][1], f"told {told}")

    def stop(_done, _total):
        raise KeyboardInterrupt
    raises(KeyboardInterrupt, "", model.ensemble, VARY, runs=10 ** 7, save_step=3000, threads=2, progress=stop)
    raises(KeyboardInterrupt, "", model.run, progress=stop)


@case
def other_threads_run_while_an_engine_computes():
    models = [enishi.Model(text.encode()) for text in (WARM, GROWING)]
    want = [model.ensemble({name: ("uniform", 0.1, 1)}, runs=3000, threads=1).mean for model, name in zip(models, ("room", "rate"))]
    got = [None] * 8

    def work(k):
        # The same two models on all threads at once.
        got[k] = models[k % 2].ensemble({("room", "rate")[k % 2]: ("uniform", 0.1, 1)}, runs=3000, threads=1).mean
    others = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for other in others:
        other.start()
    for other in others:
        other.join()
    for k in range(8):
        same(got[k], want[k % 2], f"thread {k}")
    ticks, ended = [], threading.Event()

    def tick():
        while not ended.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)
    ticker = threading.Thread(target=tick)
    ticker.start()
    before = len(ticks)
    models[0].ensemble(VARY, runs=100000, save_step=30, threads=1)
    during = len(ticks) - before
    ended.set()
    ticker.join()
    expect(during > 3, f"{during} ticks while the engine computed")


def resident():
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@case
def memory_of_models_and_results_is_freed():
    def work():
        model = enishi.Model(WARM.encode())
        model.run()
        model.ensemble(VARY, runs=64, threads=1)
        try:
            model.run(sets={"nobody": 1})
        except enishi.InputError:
            pass
    for _ in range(5):
        work()
    before = resident()
    for _ in range(100):
        work()
    # A model takes some 100 kB, an ensemble's tables 500 kB.
    expect(resident() - before < 8 << 20, f"{(resident() - before) >> 10} kB more")


def result_of(path):
    run = enishi.Model(path).run()
    return {conformance.key(name): at for at, name in enumerate(["time", *run.names])}, {t: [t, *row] for t, row in zip(run.time, run.values)}


def gives_what_is_expected(path):
    name = os.path.join(os.path.basename(os.path.dirname(path)), os.path.basename(path))

    def check():
        equal(conformance.compare(path, name, result_of), [], "what differs")
    check.__name__ = "gives_what_is_expected__" + name
    return check


@case
def the_models_beside_the_project_are_there():
    if not conformance.models():
        raise Skip("the models are not beside the project")


cases.extend(gives_what_is_expected(path) for path in conformance.models())
run_cases()
