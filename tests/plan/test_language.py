#!/usr/bin/env python3
"""test_language.py RUN_TOOL: what equations mean, by a second evaluation in Python, by models that must agree with each other, and by what must be
refused. EN_TEST_SCALE=10 tries ten times as many."""
import math
import os
import random
import subprocess
import sys
import tempfile
from xml.sax.saxutils import escape

tool = sys.argv[1]
SCALE = int(os.environ.get("EN_TEST_SCALE", "1"))
scratch = tempfile.TemporaryDirectory()
cases = []


def case(function):
    cases.append(function)
    return function


def write(variables, method="Euler", start=0, stop=4, dt=1, dimensions="", rest=""):
    specs = f'<sim_specs method="{method}"><start>{start}</start><stop>{stop}</stop><dt>{dt}</dt></sim_specs>'
    return ('<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"><header><vendor>v</vendor><product version="1">p</product>'
            f'</header>{specs}<dimensions>{dimensions}</dimensions><model><variables>{variables}</variables></model>{rest}</xmile>')


def aux(name, equation, more=""):
    return f'<aux name="{name}">{more}<eqn>{escape(equation)}</eqn></aux>'


def run(text):
    """{name: [values]}, messages, status."""
    path = os.path.join(scratch.name, "m.xmile")
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    done = subprocess.run([tool, path], capture_output=True, text=True, check=False)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    columns = {name: [float(row[k]) for row in rows[1:]] for k, name in enumerate(rows[0])} if rows else {}
    return columns, done.stderr, done.returncode


def same(a, b, tolerance=1e-9):
    if math.isnan(a) or math.isnan(b):
        return math.isnan(a) and math.isnan(b)
    return a == b or abs(a - b) <= tolerance * max(1, abs(a), abs(b))


def expect(text, **columns):
    found, said, status = run(text)
    assert status == 0, said
    for name, values in columns.items():
        name = name.replace("__", "[") + "]" if "__" in name else name
        for t, value in enumerate(values):
            assert same(found[name][t], value), f"{name} at {t}: {found[name][t]}, expected {value}"


def refused(variables, *words, **more):
    _, said, status = run(write(variables, **more))
    assert status == 1, f"status {status}: {said}"
    for word in words:
        assert word in said, f"no {word!r} in: {said}"


# Random expressions: text and value at once.
def number(r):
    value = r.choice([0, 1, 2, 3, 0.5, 1.25, 7, 10, r.randrange(100) / 8])
    return f"{value:g}", value, 9


def divide(a, b):
    if b == 0:
        return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a) * math.copysign(1, b)
    return a / b


def power(a, b):
    try:
        value = a ** b
        return math.nan if isinstance(value, complex) else value
    except (ZeroDivisionError, OverflowError):
        return math.inf


BINARY = {"+": (4, lambda a, b: a + b), "-": (4, lambda a, b: a - b), "*": (5, lambda a, b: a * b), "/": (5, divide),
          "^": (7, power), "<": (3, lambda a, b: float(a < b)), "<=": (3, lambda a, b: float(a <= b)), ">": (3, lambda a, b: float(a > b)),
          ">=": (3, lambda a, b: float(a >= b)), "=": (2, lambda a, b: float(a == b)), "<>": (2, lambda a, b: float(a != b)),
          " AND ": (1, lambda a, b: float(a != 0 and b != 0)), " OR ": (0, lambda a, b: float(a != 0 or b != 0))}
UNARY = {"ABS": abs, "INT": lambda a: math.floor(a), "SIN": math.sin, "COS": math.cos, "ARCTAN": math.atan, "SQRT": lambda a: math.sqrt(a),
         "EXP": math.exp, "LN": math.log, "LOG10": math.log10}


def fits(name, a):
    return math.isfinite(a) and abs(a) < 1e6 and (name not in ("SQRT", "LN", "LOG10") or a > 0) and (name != "EXP" or a < 50)


def expression(r, depth):
    """(text, value, strength of its outermost operator)."""
    kind = r.randrange(8) if depth else 0
    if kind == 0:
        return number(r)
    if kind == 1:
        text, value, strength = expression(r, depth - 1)
        return "-" + (text if strength >= 6 else f"({text})"), -value, 6
    if kind == 2:
        name = r.choice(sorted(UNARY))
        text, value, _ = expression(r, depth - 1)
        return (f"{name}({text})", UNARY[name](value), 9) if fits(name, value) else (text, value, _)
    if kind == 3:
        parts = [expression(r, depth - 1) for _ in range(3)]
        chosen = parts[1] if parts[0][1] != 0 else parts[2]
        return f"(IF {parts[0][0]} THEN {parts[1][0]} ELSE {parts[2][0]})", chosen[1], 9
    if kind == 4:
        parts = [expression(r, depth - 1) for _ in range(r.randrange(2, 4))]
        name = r.choice(["MIN", "MAX"])
        values = [p[1] for p in parts]
        if any(math.isnan(v) for v in values):
            return parts[0]
        return f"{name}({', '.join(p[0] for p in parts)})", (min if name == "MIN" else max)(values), 9
    op = r.choice(sorted(BINARY))
    strength, compute = BINARY[op]
    a, b = expression(r, depth - 1), expression(r, depth - 1)
    left = a[0] if a[2] > strength or (a[2] == strength and op != "^") else f"({a[0]})"
    right = b[0] if b[2] > strength or (b[2] == strength and op == "^") else f"({b[0]})"
    if op == "^" and (abs(a[1]) > 100 or abs(b[1]) > 8):
        return a
    value = compute(a[1], b[1])
    return (left + op + right, value, strength) if math.isfinite(value) and abs(value) < 1e12 else a


@case
def expressions__have_the_values_of_a_second_evaluation():
    r = random.Random(1)
    for _ in range(20 * SCALE):
        made = [expression(r, 5) for _ in range(60)]
        found, said, status = run(write("".join(aux(f"v{k}", m[0]) for k, m in enumerate(made)), stop=0))
        assert status == 0, said
        for k, m in enumerate(made):
            assert same(found[f"v{k}"][0], float(m[1])), f"{m[0]}: {found[f'v{k}'][0]}, expected {m[1]}"


def step(state, slopes, time, dt, method):
    def at(k, far):
        return slopes([s + far * x for s, x in zip(state, k)], time + far)
    k1 = slopes(state, time)
    if method == "Euler":
        return [s + dt * a for s, a in zip(state, k1)]
    if method == "RK2":
        k2 = at(k1, dt)
        return [s + dt * (a + b) / 2 for s, a, b in zip(state, k1, k2)]
    k2 = at(k1, dt / 2)
    k3 = at(k2, dt / 2)
    k4 = at(k3, dt)
    return [s + dt * (a + 2 * b + 2 * c + d) / 6 for s, a, b, c, d in zip(state, k1, k2, k3, k4)]


@case
def stocks__are_integrated_by_each_method():
    r = random.Random(2)
    for method in ("Euler", "RK2", "RK4"):
        for _ in range(4 * SCALE):
            n = r.randrange(2, 6)
            m = [[r.uniform(-0.4, 0.4) for _ in range(n)] for _ in range(n)]
            c = [r.uniform(-1, 1) for _ in range(n)]
            first = [r.uniform(0, 5) for _ in range(n)]
            variables = ""
            for k in range(n):
                equation = " + ".join(f"{m[k][j]!r}*s{j}" for j in range(n)) + f" + {c[k]!r}*SIN(TIME)"
                variables += f'<stock name="s{k}"><inflow>f{k}</inflow><eqn>{first[k]!r}</eqn></stock><flow name="f{k}"><eqn>{equation}</eqn></flow>'
            found, said, status = run(write(variables, method, 1, 6, 0.25))
            assert status == 0, said
            state = list(first)
            for i in range(21):
                for k in range(n):
                    assert same(found[f"s{k}"][i], state[k]), (method, k, i)
                state = step(state, lambda s, t: [sum(a * b for a, b in zip(row, s)) + c[k] * math.sin(t) for k, row in enumerate(m)],
                             1 + i * 0.25, 0.25, method)


@case
def memories__are_the_stocks_that_they_stand_for():
    chain = "".join(f'<stock name="d{k}"><inflow>i{k}</inflow><outflow>i{k + 1}</outflow><eqn>x0*2/3</eqn></stock>' for k in range(3))
    chain += '<flow name="i0"><eqn>x</eqn></flow>' + "".join(f'<flow name="i{k + 1}"><eqn>d{k}/(2/3)</eqn></flow>' for k in range(3))
    smooth = "".join(f'<stock name="a{k}"><inflow>j{k}</inflow><eqn>x0</eqn></stock><flow name="j{k}"><eqn>({"x" if k == 0 else f"a{k - 1}"}-a{k})/(5/3)'
                     '</eqn></flow>' for k in range(3))
    both = aux("x", "3+STEP(4, 2)+RAMP(0.5, 5)") + aux("x0", "3") + chain + smooth
    both += aux("delayed", "DELAY3(x, 2)") + aux("by n", "DELAYN(x, 2, 3)") + aux("smoothed", "SMTH3(x, 5)") + aux("smoothed n", "SMTHN(x, 5, 3, 3)")
    both += '<stock name="avg"><inflow>g</inflow><eqn>3/(1+0.1*4)</eqn></stock><flow name="g"><eqn>(x-avg)/4</eqn></flow>'
    both += aux("rising", "TREND(x, 4, 0.1)") + aux("by hand", "(x-avg)/(avg*4)") + aux("ahead", "FORCST(x, 4, 2, 0.1)") + aux("ahead by hand", "x*(1+by_hand*2)")
    for method in ("Euler", "RK4"):
        found, said, status = run(write(both, method, 0, 10, 0.25))
        assert status == 0, said
        for name, other in (("delayed", "i3"), ("by n", "i3"), ("smoothed", "a2"), ("smoothed n", "a2"), ("rising", "by hand"), ("ahead", "ahead by hand")):
            for i, value in enumerate(found[name]):
                assert same(value, found[other][i]), (method, name, i, value, found[other][i])


@case
def inputs__of_tests_come_when_they_should():
    text = write(aux("p", "PULSE(6, 2, 3)") + aux("once", "PULSE(6, 2)") + aux("s", "STEP(5, 2)") + aux("r", "RAMP(2, 3)"), stop=6)
    expect(text, p=[0, 0, 6, 0, 0, 6, 0], once=[0, 0, 6, 0, 0, 0, 0], s=[0, 0, 5, 5, 5, 5, 5], r=[0, 0, 0, 0, 2, 4, 6])
    whole = '<stock name="s"><inflow>f</inflow><eqn>0</eqn></stock><flow name="f"><eqn>PULSE(6, 0.3)</eqn></flow>'
    for method in ("Euler", "RK2", "RK4"):
        found, _, _ = run(write(whole, method, 0, 1, 0.1))
        assert same(found["s"][-1], 6), (method, found["s"])


@case
def previous__and_init_remember():
    text = write(aux("x", "TIME*2+3") + aux("p", "PREVIOUS(x, 7)") + aux("i", "INIT(x)") + aux("n", "PREVIOUS(SELF, 0)+1"))
    expect(text, p=[7, 3, 5, 7, 9], i=[3] * 5, n=[1, 2, 3, 4, 5])


DIMENSIONS = '<dim name="D"><elem name="a"/><elem name="b"/><elem name="c"/></dim><dim name="S"><elem name="b"/><elem name="c"/></dim><dim name="N" size="2"/>'


def over(*names):
    return "<dimensions>" + "".join(f'<dim name="{n}"/>' for n in names) + "</dimensions>"


@case
def arrays__are_seen_by_elements_dimensions_and_positions():
    v = aux("A", "1, 2, 3", over("D")) + aux("M", "10*D+N", over("D", "N")) + aux("T", "M'", over("N", "D")) + aux("of", "A[b]+A[3]")
    v += aux("P", "M[@2, 1]", over("D", "N")) + aux("B", "A[S]*2", over("S")) + aux("C", "A*M[D,2]", over("D")) + aux("E", "M[@1, 1]", over("D")) + aux("k", "2") + aux("picked", "A[k+1]+A[9*k]")
    v += aux("shape", "D.size*100+SIZE(M)*10+SIZE(A[*])")
    found, said, status = run(write(v, dimensions=DIMENSIONS, stop=0))
    assert status == 0, said
    wanted = {"M[b,2]": 22, "T[2,c]": 32, "of": 5, "P[c,2]": 21, "B[b]": 4, "B[c]": 6, "C[c]": 96, "E[b]": 21, "picked": 3, "shape": 363}
    for name, value in wanted.items():
        assert found[name][0] == value, (name, found[name][0])


@case
def array_functions__go_through_what_is_left_open():
    r = random.Random(3)
    for _ in range(5 * SCALE):
        m = [[r.randrange(1, 50) for _ in range(2)] for _ in range(3)]
        a = [r.randrange(1, 50) for _ in range(3)]
        v = aux("M", ", ".join(str(x) for row in m for x in row), over("D", "N")) + aux("A", ", ".join(map(str, a)), over("D"))
        flat = [x for row in m for x in row]
        wanted = {"SUM(M)": sum(flat), "SUM(M[*,1]*A[*])": sum(x[0] * y for x, y in zip(m, a)), "MEAN(A[a:b])": (a[0] + a[1]) / 2, "MAX(M[b,*])": max(m[1]),
                  "MIN(A)": min(a), "PROD(A[*:S])": a[1] * a[2], "SUM(M[*,*]+A[*])": sum(flat) + 2 * sum(a),
                  "STDDEV(A)": math.sqrt(sum((x - sum(a) / 3) ** 2 for x in a) / 3), "RANK(A, 1)": sorted((x, k + 1) for k, x in enumerate(a))[0][1],
                  "RANK(A, SIZE)": sorted((x, k + 1) for k, x in enumerate(a))[-1][1], "SUM(MAX(M[*,1], 20))": max(max(x[0] for x in m), 20)}
        v += "".join(aux(f"v{k}", e) for k, e in enumerate(wanted)) + aux("R", "SUM(M[D,*])-SUM(M[*,1])", over("D"))
        found, said, status = run(write(v, dimensions=DIMENSIONS, stop=0))
        assert status == 0, said
        for k, (e, value) in enumerate(wanted.items()):
            assert same(found[f"v{k}"][0], value), (e, found[f"v{k}"][0], value)
        assert same(found["R[b]"][0], sum(m[1]) - sum(x[0] for x in m))


@case
def names__are_one_however_they_are_written():
    v = aux("Số kỹ sư", "3") + aux("半導体 人材", '"số_kỹ SƯ"*2') + aux("with\\nnewline", "半導体_人材+1") + aux("z", "With_NewLine")
    expect(write(v, stop=0), z=[7])


@case
def modules__see_what_is_connected():
    inner = '<model name="sub"><variables><aux name="in" access="input"><eqn>0</eqn></aux><aux name="out" access="output"><eqn>in*2</eqn></aux></variables></model>'
    v = aux("x", "TIME+1") + '<module name="sub"><connect to="sub.in" from=".x"/></module>' + aux("y", "sub.out+1")
    found, said, status = run(write(v, rest=inner))
    assert status == 0, said
    assert list(found) == ["time", "x", "sub.in", "sub.out", "y"], list(found)
    assert found["y"] == [3, 5, 7, 9, 11]


@case
def macros__keep_a_memory_for_each_call():
    macro = '<macro name="acc"><parm>x</parm><parm default="2">k</parm><eqn>s</eqn><variables><stock name="s"><inflow>f</inflow><eqn>k</eqn></stock>'
    macro += '<flow name="f"><eqn>x</eqn></flow></variables></macro>'
    v = aux("one", "acc(1)") + aux("two", "acc(TIME, 5)+acc(10, 0)") + aux("all", "acc(D, D)", over("D"))
    found, said, status = run(write(v, rest=macro, dimensions=DIMENSIONS))
    assert status == 0, said
    assert found["one"] == [2, 3, 4, 5, 6] and found["two"] == [5, 15, 26, 38, 51] and found["all[c]"] == [3, 6, 9, 12, 15], found


@case
def stocks__that_may_not_be_negative_serve_their_outflows_in_order():
    v = '<stock name="s"><inflow>in</inflow><outflow>first</outflow><outflow>second</outflow><eqn>10</eqn><non_negative/></stock>'
    v += "".join(f'<flow name="{n}"><eqn>{e}</eqn></flow>' for n, e in (("in", "1"), ("first", "4"), ("second", "5")))
    expect(write(v), s=[10, 2, 0, 0, 0], first=[4, 3, 1, 1, 1], second=[5, 0, 0, 0, 0])


@case
def stocks__that_feed_each_other_are_limited_all_the_same():
    v = "".join(f'<stock name="{a}"><inflow>{i}</inflow><outflow>{o}</outflow><eqn>{e}</eqn><non_negative/></stock>' for a, i, o, e in
                (("a", "ba", "ab", 6), ("b", "ab", "ba", 3)))
    v += '<flow name="ab"><eqn>9</eqn></flow><flow name="ba"><eqn>1</eqn></flow>'
    found, said, status = run(write(v))
    assert status == 0, said
    for t in range(5):
        assert same(found["a"][t] + found["b"][t], 9) and found["a"][t] >= 0 and found["b"][t] >= 0, found


@case
def random_numbers__do_not_change_when_a_variable_is_added():
    v = aux("n", "NORMAL(5, 2)") + aux("u", "RANDOM(1, 3)+RANDOM(1, 3)") + aux("p", "POISSON(3)") + aux("e", "EXPRND(2)")
    found, _, _ = run(write(v, stop=400))
    more, _, _ = run(write(aux("first", "NORMAL(0, 1)") + v, stop=400))
    for name in ("n", "u", "p", "e"):
        assert found[name] == more[name], name
    mean = {"n": 5, "u": 4, "p": 3, "e": 2}
    for name, value in mean.items():
        assert abs(sum(found[name]) / 401 - value) < 0.4, (name, sum(found[name]) / 401)
    assert len(set(found["u"])) > 390 and more["first"] != found["n"]


@case
def circles__are_shown_as_a_path():
    refused(aux("a", "b+1") + aux("b", "c") + aux("c", "a*2"), "a → b → c → a")
    refused('<stock name="s"><inflow>f</inflow><eqn>x</eqn></stock><flow name="f"><eqn>1</eqn></flow>' + aux("x", "s+1"), "s → x → s", "initial")


@case
def chains__may_be_long():
    n = 30000
    v = aux("v0", "1") + "".join(aux(f"v{k}", f"v{k + 1}+1") for k in range(1, n)) + aux(f"v{n}", "v0")
    expect(write(v, stop=0), v1=[n])


@case
def wrong_equations__are_told_of_with_their_place():
    refused(aux("a", "1 + nowhere"), "nowhere", ":1: a ", "character")
    refused(aux("a", "SUMM(1)"), "SUM")
    refused(aux("A", "1", over("D")) + aux("b", "A+1"), "array", dimensions=DIMENSIONS)
    refused(aux("A", "1, 2", over("D")), "as many values", dimensions=DIMENSIONS)
    refused(aux("A", "1, 2, 3", over("D")) + aux("b", "A[7]"), "no element", dimensions=DIMENSIONS)
    refused(aux("a", "1") + aux("A", "2"), "two variables")
    refused(aux("a", "DELAYN(1, 2, 1.5)"), "whole number")
    other = DIMENSIONS + '<dim name="O"><elem name="x"/><elem name="y"/><elem name="z"/></dim>'
    refused(aux("A", "1, 2, 3", over("D")) + aux("B", "A", over("O")), "say which", dimensions=other)
    refused(aux("A", "1, 2, 3", over("D")) + aux("B", "A[O]", over("O")), "no element of this name", dimensions=other)
    refused(aux("A", "1, 2, 3", over("D")) + aux("B", "A[S]", over("D")), "which element", dimensions=other)
    element = '<element subscript="b"><eqn>1</eqn><conveyor><len>2</len></conveyor></element>'
    refused(f'<stock name="s">{over("D")}<eqn>1</eqn>{element}</stock>', "another kind", dimensions=other)
    refused('<stock name="s"><inflow>f</inflow><eqn>1</eqn></stock>' + aux("f", "1"), "no flow")
    refused('<stock name="q"><inflow>f</inflow><outflow>g</outflow><eqn>1</eqn><queue/></stock><flow name="f"><eqn>1</eqn></flow><flow name="g"/>',
            "Euler", method="RK4")
    refused(aux("a", "1"), "not supported", method="gear")


@case
def what_is_within_a_queue_or_a_conveyor__is_refused_in_every_form():
    """XMILE looks at batches and slats as elements of an array, which is not supported: no form may pass as the whole."""
    devices = ('<stock name="wait"><eqn>1, 2, 3</eqn><inflow>come</inflow><outflow>go</outflow><queue/></stock>'
               '<stock name="belt"><eqn>8</eqn><inflow>go</inflow><outflow>out</outflow><conveyor discrete="true"><len>2</len></conveyor></stock>'
               f'<stock name="lines">{over("D")}<eqn>1, 2, 3</eqn><queue/></stock>'
               '<flow name="come"><eqn>1</eqn></flow><flow name="go"/><flow name="out"/>')
    for device in ("wait", "belt"):
        for form in ("{}[1]", "{}[3]", "{}[0]", "{}[99]", "{}[-1]", "{}[TIME]", "{}[*]", "{}[1:2]", "{} [ 1 ]", "1 + {}[1] * 2", "PREVIOUS({}[1], 0)",
                     "SIZE({})", "MEAN({})", "MIN({})", "MAX({})", "STDDEV({})", "PROD({})", "RANK({}, 1)", "SUM({}[*])", "SIZE({}[*])", "MAX({}[*])"):
            refused(devices + aux("x", form.format(device)), "x ", "slats within a conveyor cannot be asked for", dimensions=DIMENSIONS)
    for form in ("lines[a, 1]", "SUM(lines[a, *])", "MEAN(lines[a])", "SIZE(lines[b])"):
        refused(devices + aux("x", form), "x ", "slats within a conveyor cannot be asked for", dimensions=DIMENSIONS)
    refused(devices + aux("x", "wait[1, 2]"), "x ", "takes 0 subscripts", dimensions=DIMENSIONS)
    whole = {"wait": 6, "SUM(wait)": 6, "MAX(wait, 7)": 7, "lines[b]": 2, "SUM(lines)": 6, "MEAN(lines[*])": 2, "SIZE(lines)": 3, "MAX(lines)": 3}
    expect(write(devices + "".join(aux(f"x{k}", form) for k, form in enumerate(whole)), dimensions=DIMENSIONS),
           **{f"x{k}": [value] for k, value in enumerate(whole.values())})


failed = 0
print(f"1..{len(cases)}")
for which, function in enumerate(cases, 1):
    title = function.__name__
    try:
        function()
        print(f"ok {which} - {title}")
    except AssertionError as problem:
        failed += 1
        print(f"not ok {which} - {title}")
        print("#   " + str(problem)[:2000].replace("\n", "\n#   "))
sys.exit(1 if failed else 0)
