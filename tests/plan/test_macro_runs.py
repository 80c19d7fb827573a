#!/usr/bin/env python3
"""test_macro_runs.py ENISHI: macros that run by settings of their own. What is expected is computed here, by integrating each call's run.
Speaks TAP 13.
"""
import math
import os
import shutil
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from tap import case, equal, expect, run_cases  # noqa: E402
from models import BAD_INPUT, Bench, aux, flow, stock, xmile  # noqa: E402

bench = Bench(sys.argv[1])
run, once, write = bench.run, bench.once, bench.write


def macro(name, parameters, result, variables="", start="", stop="", dt="", method=""):
    specs = "".join(f"<{tag}>{text}</{tag}>" for tag, text in (("start", start), ("stop", stop), ("dt", dt)) if text)
    method = f' method="{method}"' if method else ""
    specs = f"<sim_specs{method}>{specs}</sim_specs>" if specs else ""
    variables = f"<variables>{variables}</variables>" if variables else ""
    return f'<macro name="{name}">' + "".join(f"<parm>{p}</parm>" for p in parameters) + f"<eqn>{result}</eqn>{specs}{variables}</macro>"


# The macro that the standard gives as its example.
FACT = macro("FACT", ["x"], "Fact", stock("Fact", "1", ["change"]) + flow("change", "Fact * TIME"), "1", "x")


def near(found, expected, what, error=1e-12):
    expect(len(found) == len(expected) and all(abs(a - b) <= error * max(1, abs(b)) for a, b in zip(found, expected)),
           f"{what}: {found}, not {expected}")


def integrate(rate, y, start, stop, dt, method):
    """y at the stop: rate(t, y), by Euler, Heun, or Runge and Kutta."""
    for k in range(math.floor((stop - start) / dt + 1e-6)):
        t = start + k * dt
        a = rate(t, y)
        if method == "euler":
            y += dt * a
            continue
        if method == "rk2":
            y += dt * (a + rate(t + dt, y + dt * a)) / 2
            continue
        b = rate(t + dt / 2, y + dt / 2 * a)
        c = rate(t + dt / 2, y + dt / 2 * b)
        d = rate(t + dt, y + dt * c)
        y += dt * (a + 2 * b + 2 * c + d) / 6
    return y


def refused(variables, macros, *parts, **more):
    write("m.xmile", xmile(variables, after=macros, **more))
    _, err = run("run", "m.xmile", want=BAD_INPUT)
    for part in parts:
        expect(part in err, f"{part!r} is not in {err}")


@case
def factorial__of_the_standard():
    for x in (1, 2, 5, 10):
        write("m.xmile", xmile(aux("y", f"FACT({x})"), after=FACT, dt=0.5))
        equal(once("m.xmile")["y"], [float(math.factorial(x))] * 9, f"{x}!")


@case
def call__runs_anew_at_each_step_with_the_arguments_of_the_step():
    grow = macro("GROW", ["y0", "r"], "y", stock("y", "y0", ["f"]) + flow("f", "y * r + TIME"), "2", "5", "0.25")
    for method in ("Euler", "RK2", "RK4"):
        write("m.xmile", xmile(stock("s", "1", ["in"]) + flow("in", "0.3 * s") + aux("y", "GROW(s, 0.1 * TIME)"), after=grow, dt=0.5, method=method))
        columns = once("m.xmile")
        near(columns["y"], [integrate(lambda u, y: y * 0.1 * t + u, s, 2, 5, 0.25, "euler") for t, s in zip(columns["time"], columns["s"])], method)


@case
def call__inside_a_flow_counts_in_every_stage():
    grow = macro("GROW", ["y0"], "y", stock("y", "y0", ["f"]) + flow("f", "y"), "0", "2")
    for method in ("euler", "rk2", "rk4"):
        write("m.xmile", xmile(stock("s", "1", ["in"]) + flow("in", "GROW(s) / 8 - TIME / 16"), after=grow, stop=3, method=method.upper()))
        near(once("m.xmile")["s"], [integrate(lambda t, s: 4 * s / 8 - t / 16, 1, 0, k, 1, method) for k in range(4)], method)


@case
def method__is_the_macro_s_own():
    for method in ("euler", "rk2", "rk4", "RK4,Euler"):
        decay = macro("DECAY", ["y0"], "y", stock("y", "y0", [], ["f"]) + flow("f", "y * y * TIME"), "1", "3.5", "0.1", method)
        write("m.xmile", xmile(aux("y", "DECAY(0.4 + TIME / 10)"), after=decay))
        expected = [integrate(lambda t, y: -y * y * t, 0.4 + k / 10, 1, 3.5, 0.1, method.split(",")[0].lower()) for k in range(5)]
        near(once("m.xmile")["y"], expected, method)


@case
def time__inside_is_that_of_the_run_and_of_arguments_that_of_the_call():
    clock = macro("CLOCK", ["x"], "x * 1000 + TIME * 100 + DT * 10 + STARTTIME + s * 0", stock("s", "0"), "2", "4", "0.5")
    write("m.xmile", xmile(aux("y", "CLOCK(TIME)") + aux("z", "TIME"), after=clock))
    columns = once("m.xmile")
    equal(columns["y"], [t * 1000 + 400 + 5 + 2 for t in columns["time"]], "y")
    tests = macro("TESTS", [], "s", stock("s", "0", ["f"]) + flow("f", "STEP(1, 3) + PULSE(8, 2) + RAMP(2, 4)"), "1", "6", "0.5")
    write("m.xmile", xmile(aux("y", "TESTS()") + aux("w", "TESTS"), after=tests))
    total = sum(0.5 * ((t >= 3) + (16 if t == 2 else 0) + 2 * max(0, t - 4)) for t in [1 + k / 2 for k in range(10)])
    near(once("m.xmile")["y"], [total] * 5, "y")
    near(once("m.xmile")["w"], [total] * 5, "w")


@case
def runs__nest_and_call_other_macros():
    twice = macro("TWICE", ["x"], "x * 2 + TIME * 0")
    inner = macro("SUM UP", ["n", "x"], "s", stock("s", "0", ["f"]) + flow("f", "TWICE(x) + TIME"), "0", "n")
    outer = macro("OUTER", ["x"], "s", stock("s", "1", ["f"]) + flow("f", "SUM_UP(3, s * TIME) + x"), "0", "2", "1")
    write("m.xmile", xmile(aux("y", "OUTER(TIME)"), after=twice + inner + outer))
    expected = []
    for t in range(5):
        s = 1
        for u in range(2):
            s += sum(2 * s * u + k for k in range(3)) + t
        expected.append(float(s))
    near(once("m.xmile")["y"], expected, "y")


@case
def runs__of_arrays_and_of_elements():
    dimensions = '<dimensions><dim name="place"><elem name="north"/><elem name="south"/></dim></dimensions>'
    array = '<dimensions><dim name="place"/></dimensions>'
    write("m.xmile", xmile(aux("n", "3, 5", array) + aux("y", "FACT(n)", array) + aux("total", "SUM(y[*])"), before=dimensions, after=FACT))
    columns = once("m.xmile")
    equal((columns["y[north]"][0], columns["y[south]"][0], columns["total"][0]), (6.0, 120.0, 126.0), "y")
    inner = stock("s", "1", ["f"], (), array) + flow("f", "s * place", "" + array)
    power = macro("POWER", ["n"], "s[south] - s[north]", inner, "0", "n")
    write("m.xmile", xmile(aux("y", "POWER(4)"), before=dimensions, after=power))
    equal(once("m.xmile")["y"], [float(3 ** 4 - 2 ** 4)] * 5, "y")


@case
def call__at_the_start_gives_a_stock_its_initial_value():
    write("m.xmile", xmile(stock("s", "FACT(4) + k", ["f"]) + flow("f", "1") + aux("k", "0.5"), after=FACT))
    near(once("m.xmile")["s"], [24.5 + t for t in range(5)], "s")
    write("m.xmile", xmile(stock("s", "GROW(k)", ["f"]) + flow("f", "1") + aux("k", "0.5"),
                           after=macro("GROW", ["y0"], "y", stock("y", "y0", ["f"]) + flow("f", "y"), "0", "3")))
    near(once("m.xmile", "--set", "k=2")["s"], [16.0 + t for t in range(5)], "s with a setting")


@case
def settings__that_vary_are_refused():
    refused(aux("y", "FACT(TIME)"), FACT, "m.xmile:6: y", "must be numbers that no run changes")
    refused(stock("s", "3", ["f"]) + flow("f", "1") + aux("y", "FACT(s)"), FACT, "m.xmile:8: y", "must be numbers")
    write("m.xmile", xmile(aux("n", "3") + aux("y", "FACT(n)"), after=FACT))
    equal(once("m.xmile", "--set", "n=4")["y"], [24.0] * 5, "y with a setting")
    write("vary.csv", "name,distribution,a,b,c,note\nn,choice,3;4,,,\n")
    _, err = run("run", "m.xmile", "--runs", "4", "--vary", "vary.csv", "-o", "fan.csv", want=BAD_INPUT)
    expect("must be numbers that no run changes" in err, err)


@case
def settings__without_sense_are_refused():
    refused(aux("y", "FACT(0)"), FACT, "m.xmile:6: y", "must not stop before it starts")
    refused(aux("y", "FACT(1e9)"), FACT, "more than 10,000 steps")
    refused(aux("y", "M(0)"), macro("M", ["d"], "s", stock("s", "1"), "0", "1", "d"), "dt must be above 0")
    refused(aux("y", "M(1)"), macro("M", ["d"], "s", stock("s", "1"), "0", "1", "d", "gear"), "Euler, RK2 and RK4 are")
    refused(aux("y", "M(1)"), macro("M", ["d"], "s", stock("s", "1"), "0", "nothing"), "nothing")
    run("check", "m.xmile", want=BAD_INPUT)


@case
def settings__may_name_constants_of_the_model():
    write("m.xmile", xmile(aux("n", "4") + flow("spare", "0") + flow("used", "5") + aux("y", "M(2)"),
                           after=macro("M", ["x"], "s + .used", stock("s", "x", ["f"]) + flow("f", "s"), "0", ".n")))
    equal(once("m.xmile")["y"], [37.0] * 5, "y")
    out, err = run("check", "m.xmile")
    expect("spare" in out + err and "used" not in (out + err).replace("unused", ""), out + err)


@case
def memories__inside_are_refused_by_name():
    for equation in ("DELAY1(x, 3)", "SMTH1(x, 2)", "PREVIOUS(x, 0)", "NORMAL(0, 1)", "INIT(x)", "DELAY(x, 1)", "TREND(x, 2)"):
        refused(aux("y", "M(1)"), macro("M", ["x"], "s + a", stock("s", "1") + aux("a", equation), "0", "1"), "a", "remember or draw at random")
    acc = macro("ACC", ["x"], "s", stock("s", "0", ["f"]) + flow("f", "x"))
    refused(aux("y", "M(1)"), acc + macro("M", ["x"], "s", stock("s", "1", ["g"]) + flow("g", "ACC(x)"), "0", "1"), "macros with stocks")
    for more in ("<non_negative/>", "<queue/>", "<conveyor><len>2</len></conveyor>"):
        refused(aux("y", "M(1)"), macro("M", ["x"], "s", stock("s", "1", ["g"], ["h"], more) + flow("g", "x") + flow("h", "x"), "0", "2"),
                "may not be negative, conveyors, queues")


@case
def arguments__may_remember():
    write("m.xmile", xmile(aux("y", "GROW(DELAY1(TIME, 2))") + aux("d", "DELAY1(TIME, 2)"),
                           after=macro("GROW", ["y0"], "y", stock("y", "y0", ["f"]) + flow("f", "y"), "0", "3")))
    columns = once("m.xmile")
    near(columns["y"], [8 * d for d in columns["d"]], "y")


@case
def circles__inside_and_without_end_are_told_of():
    refused(aux("y", "M(1)"), macro("M", ["x"], "a", stock("s", "1") + aux("a", "b") + aux("b", "a"), "0", "1"), "a → b → a")
    refused(aux("y", "M(1)"), macro("M", ["x"], "M(x) + s", stock("s", "1"), "0", "1"), "too deeply")


@case
def ensemble__draws_for_arguments():
    write("vary.csv", "name,distribution,a,b,c,note\nk,uniform,1,2,,\n")
    grow = macro("GROW", ["y0"], "y", stock("y", "y0", ["f"]) + flow("f", "y"), "0", "3")
    write("m.xmile", xmile(aux("k", "1") + aux("y", "GROW(k) - 8 * k"), after=grow))
    run("run", "m.xmile", "--runs", "50", "--vary", "vary.csv", "-o", "fan.csv")
    rows = [r.split(",") for r in bench.read("fan.csv").splitlines()[1:]]
    expect(any(r[1] == "y" for r in rows), "no y")
    near([float(r[3]) for r in rows if r[1] == "y"], [0.0] * 5, "the mean of what should be 0", 1e-12)


if __name__ == "__main__":
    try:
        run_cases()
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)
