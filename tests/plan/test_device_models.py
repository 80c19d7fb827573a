#!/usr/bin/env python3
"""test_device_models.py RUN_TOOL: whole models with conveyors, queues and delays, against numbers that the standard and Stella's help give.
Speaks TAP 13.
"""
import math
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from tap import case, equal, expect, run_cases  # noqa: E402

TOOL = sys.argv[1]


def start(variables, stop=4, dt=0.25):
    text = f"""<?xml version="1.0"?><xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><vendor>x</vendor><product version="1">x</product></header><sim_specs method="euler"><start>0</start><stop>{stop}</stop><dt>{dt}</dt>
</sim_specs><dimensions><dim name="d" size="2"/></dimensions><model><variables>{variables}</variables></model></xmile>"""
    with tempfile.NamedTemporaryFile("w", suffix=".xmile") as file:
        file.write(text)
        file.flush()
        return subprocess.run([TOOL, file.name], capture_output=True, text=True)


def run(variables, **specs):
    """Series by name."""
    done = start(variables, **specs)
    expect(done.returncode == 0, done.stderr or done.stdout)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return {name: [float(row[k]) for row in rows[1:]] for k, name in enumerate(rows[0])}


def flow(name, equation="", marks=""):
    return f"<flow name='{name}'>{f'<eqn>{equation}</eqn>' if equation else ''}{marks}</flow>"


def near(got, want, what):
    expect(abs(got - want) <= 1e-9 * max(1, abs(want)), f"{what}: {got}, not {want}")


@case
def a_conveyor_in_balance__stays_in_the_balance_of_the_help():
    inflow, transit, fraction, dt = 10, 4, 0.2, 0.25
    for exponential, contents in [
            ("false", inflow * transit * (1 - fraction * (transit - dt) / transit / 2)),
            ("true", inflow * (1 - (1 - fraction * dt) ** (transit / dt)) / fraction)]:
        s = run(f"<stock name='ward'><eqn>{contents!r}</eqn><inflow>come</inflow><outflow>leave</outflow><outflow>die</outflow>"
                f"<conveyor exponential_leak='{exponential}'><len>{transit}</len></conveyor></stock>"
                + flow("come", inflow) + flow("leave") + flow("die", fraction, "<leak/>"), stop=8)
        for k, level in enumerate(s["ward"]):
            near(level, contents, f"contents at {k}")
            near(s["leave"][k] + s["die"][k], inflow, f"what goes at {k}")
        near(s["die"][0], inflow * fraction if exponential == "false" else contents * fraction, "leakage")


@case
def a_multiplier_on_the_way_into_a_conveyor__is_refused_of_whichever_element():
    array = "<dimensions><dim name='d'/></dimensions>"
    belt = f"<stock name='ride'>{array}<eqn>0</eqn><inflow>on</inflow><outflow>off</outflow><conveyor><len>2</len></conveyor></stock>"
    for number, marks in ((1, "<multiplier>3</multiplier>"), (2, "<multiplier>3</multiplier>"), (2, "")):
        element = f"<element subscript='{number}'><eqn>1</eqn>{marks}</element>"
        done = start(belt + flow("on", "1", array + element) + flow("off", "", array))
        equal(done.returncode == 0, not marks, f"it runs with {element}")
        equal("multiplier" in done.stderr + done.stdout, bool(marks), f"said of {element}: {done.stderr}{done.stdout}")


@case
def a_conveyor_takes_one_batch_a_step_unless_the_model_says_otherwise():
    queue = "<stock name='wait'><eqn>{}</eqn><inflow>come</inflow><outflow>go</outflow><queue/></stock>"
    belt = "<stock name='ride'><eqn>0</eqn><inflow>go</inflow><outflow>off</outflow><conveyor discrete='true'{}><len>10</len></conveyor></stock>"
    flows = flow("come", "0") + flow("go") + flow("off")
    equal(run(queue.format("1, 2, 3") + belt.format("") + flows, dt=1)["wait"], [6, 5, 3, 0, 0], "one at a time")
    equal(run(queue.format("1, 2, 3") + belt.format(" one_at_a_time='false'") + flows, dt=1)["wait"], [6, 0, 0, 0, 0], "all at once")


@case
def a_queue_gives_what_has_no_room_to_its_overflow():
    s = run("<stock name='wait'><eqn>0</eqn><inflow>come</inflow><outflow>go</outflow><outflow>away</outflow><queue/></stock>"
            "<stock name='ride'><eqn>0</eqn><inflow>go</inflow><outflow>off</outflow>"
            "<conveyor discrete='true' batch_integrity='true'><len>2</len><capacity>5</capacity></conveyor></stock>"
            + flow("come", 4) + flow("go") + flow("away", "", "<overflow/>") + flow("off"), dt=1)
    equal(s["go"], [4, 0, 4, 0, 4], "into the conveyor")
    equal(s["away"], [0, 4, 0, 4, 0], "elsewhere")


@case
def a_delay_of_a_variable_is_that_of_the_start():
    s = run("<aux name='x'><eqn>TIME * 10</eqn></aux><aux name='t'><eqn>1 + TIME</eqn></aux><aux name='y'><eqn>DELAY(x, t, -1)</eqn></aux>")
    for k, y in enumerate(s["y"]):
        equal(y, -1 if k < 4 else s["x"][k - 4], f"step {k}")
    expect(not math.isnan(sum(s["y"])), "no numbers")


run_cases()
