#!/usr/bin/env python3
"""test_devices.py DEVICE_TOOL: random nets of conveyors, queues and delays against an implementation of docs/plan-devices.md that steps one
run with lists. The tool itself compares the builds of the machine, and runs in one block with runs alone. Speaks TAP 13.

EN_TEST_SCALE=10 tries ten times as many.
"""
import math
import os
import random
import subprocess
import sys
from array import array

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from tap import case, equal, expect, run_cases  # noqa: E402

TOOL = sys.argv[1]
SCALE = float(os.environ.get("EN_TEST_SCALE", "1"))
RUNS = 8
EULER, RK2, RK4 = range(3)
(CONVEYOR_BEGIN, CONVEYOR_MOVE, CONVEYOR_JOIN, CONVEYOR_LIMIT, CONVEYOR_ADMIT, CONVEYOR_ROOM, CONVEYOR_TAKE, CONVEYOR_END, QUEUE_BEGIN,
 QUEUE_INFLOW, QUEUE_SERVE, DELAY_BEGIN, DELAY_END, ARITHMETIC) = range(1, 15)
NO_TROUBLE, TIME, TOO_LONG, CONTENTS, LIST = range(5)
NAN = float("nan")


class Wrong(Exception):
    """From here on a run's results are not numbers."""


# ---- docs/plan-devices.md, with lists


def slats_of(transit, dt):
    if not 0 < transit < math.inf:
        raise Wrong(TIME)
    return max(1, math.floor(transit / dt + 0.5))


def unit(x):
    """The whole unit of time that x is in, rounding allowed for."""
    return math.floor(x + 1e-7)


def zone(leak, length):
    """Slats whose middle, from the inflow's side, is in the zone; else the one at the zone's middle."""
    start, end, _ = leak
    inside = [k for k in range(length) if start - 1e-9 / length <= 1 - (k + 0.5) / length <= end + 1e-9 / length]
    return inside or [min(length - 1, int(length * (1 - (start + end) / 2)))]


class Slat:
    def __init__(self, leaks):
        self.q, self.came = 0.0, False
        self.amount, self.may = [0.0] * leaks, [0.0] * leaks


class Conveyor:
    def __init__(self, spec, dt, start, steps, transit, fractions, initial):
        self.spec, self.dt, self.start = spec, dt, start
        self.leaks = spec["leaks"]
        self.n = slats_of(transit, dt)
        self.most = max(2 * self.n, steps) if spec["varies"] else self.n
        self.slats, self.held_end, self.carry, self.used = [], False, [0.0] * len(self.leaks), 0.0
        self.fill([max(0.0, f) for f in fractions], initial)

    def length(self):
        return max(self.n, max((k + 1 for k, s in enumerate(self.slats) if s.came), default=0))

    def grow(self):
        while len(self.slats) < self.length():
            self.slats.append(Slat(len(self.leaks)))

    def contents(self):
        return math.fsum(s.q for s in self.slats)

    def profile(self, fractions):
        """What of 1 is on each slat when it comes there."""
        here, found = 1.0, [0.0] * self.n
        zones = [zone(leak, self.n) for leak in self.leaks]
        for k in reversed(range(self.n)):
            found[k] = left = here
            for j, f in enumerate(fractions):
                if k in zones[j]:
                    left -= min(left, here * f * self.dt if self.spec["exponential"] else f / len(zones[j]))
            here = left
        return found

    def fill(self, fractions, initial):
        if min(initial) < 0:
            raise Wrong(CONTENTS)
        units = [unit(k * self.dt) for k in range(self.n)]
        first = [k == 0 or units[k] != units[k - 1] for k in range(self.n)]
        part = self.profile(fractions)
        if len(initial) == 1:
            weights = [p if f or not self.spec["discrete"] else 0.0 for p, f in zip(part, first)]
            if sum(weights) == 0:
                weights = [1.0 if f or not self.spec["discrete"] else 0.0 for f in first]
            q = [initial[0] * w / math.fsum(weights) for w in weights]
        elif len(initial) == self.n:
            q = initial
        elif len(initial) == units[-1] + 1:
            q = [(initial[u] if f else 0.0) if self.spec["discrete"] else initial[u] / units.count(u) for u, f in zip(units, first)]
        else:
            raise Wrong(LIST)
        for k in range(self.n):
            slat = Slat(len(self.leaks))
            slat.q, slat.came = q[k], q[k] != 0
            for j, f in enumerate(fractions):
                inside = zone(self.leaks[j], self.n)
                if part[k] > 0:
                    slat.amount[j] = f * q[k] / part[k] / len(inside)
                    slat.may[j] = slat.amount[j] * len([i for i in inside if i <= k])
            self.slats.append(slat)

    def take(self, j, fraction, before):
        """Leakage j, by slat: what it wants, at most what is there."""
        inside = set(zone(self.leaks[j], self.length()))
        whole_way = self.leaks[j][:2] == (0, 1)
        wanted = []
        for k, s in enumerate(self.slats):
            if self.spec["exponential"]:
                want = before[k] * fraction * self.dt
            else:
                want = s.amount[j] if whole_way else min(s.amount[j], s.may[j])
            wanted.append(max(0.0, min(want, s.q)) if k in inside else 0.0)
            s.may[j] -= wanted[-1]
        if not self.leaks[j][2]:
            for s, want in zip(self.slats, wanted):
                s.q -= want
            return math.fsum(wanted)
        self.carry[j] += sum(wanted)
        there = math.fsum(self.slats[k].q for k in inside)
        units = left = math.floor(min(self.carry[j], there) * (1 + 1e-12))
        self.carry[j] -= units
        for k in sorted(inside):
            took = min(left, self.slats[k].q)
            self.slats[k].q -= took
            left -= took
        return units

    def move(self, transit, sample, arrest, held, fractions, leak_held):
        """Outflow, leakages, what is left."""
        self.still, self.held_end = arrest != 0, arrest != 0 or held != 0
        self.fractions = [max(0.0, f) for f in fractions]
        if self.spec["varies"] and not self.still and sample != 0:
            n = slats_of(transit, self.dt)
            if n > self.most:
                raise Wrong(TOO_LONG)
            self.n = n
        self.grow()
        before, leaked = [s.q for s in self.slats], [0.0] * len(self.leaks)
        for j, fraction in enumerate(self.fractions):
            if not self.still and leak_held[j] == 0:
                leaked[j] = self.take(j, fraction, before)
        out = 0.0
        if not self.held_end:
            out, self.slats[0].q = self.slats[0].q, 0.0
        return out / self.dt, [x / self.dt for x in leaked], self.contents()

    def end_step(self, amount):
        if not self.still:
            gone = self.slats.pop(0)
            if self.held_end and gone.q != 0:
                if not self.slats:
                    self.slats.append(Slat(len(self.leaks)))
                self.slats[0].q += gone.q
                self.slats[0].came = True
        self.slats += [Slat(len(self.leaks)) for _ in range(self.n - len(self.slats))]
        slat = self.slats[self.n - 1]
        slat.q += amount
        slat.came = slat.came or amount != 0
        for j, leak in enumerate(self.leaks):
            mine = [k for k in zone(leak, self.length()) if k < self.n]
            if mine:
                slat.amount[j] += self.fractions[j] * amount / len(mine)
                slat.may[j] += self.fractions[j] * amount


class Queue:
    def __init__(self, ways, dt, initial):
        if initial and min(initial) < 0:
            raise Wrong(CONTENTS)
        self.ways, self.dt = ways, dt
        self.batches = [b for b in initial if b]

    def serve(self, inflows, rooms):
        self.batches += [x * self.dt for x in inflows if x]
        flows, blocked_before = [], False
        for (into, overflow, whole, one), room in zip(self.ways, rooms):
            taken = []
            if overflow and not blocked_before:
                flows.append(0.0)
                continue
            blocked = False
            while self.batches:
                batch = self.batches[0]
                if into and batch * (1 - 1e-12) > room - sum(taken):
                    blocked = True
                    part = room - sum(taken)
                    if not whole and part > 0:
                        taken.append(part)
                        self.batches[0] -= part
                    break
                taken.append(self.batches.pop(0))
                if into and one:
                    break
            blocked_before = blocked or (blocked_before and not overflow)
            flows.append(math.fsum(taken) / self.dt)
        return flows


def weights(method, step):
    """Of the slopes over a step: of which step's numbers, how much. A stage in the middle has those of the beginning."""
    return {EULER: [(step, 1)], RK2: [(step, 1 / 2), (step + 1, 1 / 2)], RK4: [(step, 5 / 6), (step + 1, 1 / 6)]}[method]


# ---- cases


class Case:
    """What the tool reads, and what of each run comes out by the lists."""

    def __init__(self, rng):
        self.rng = rng
        self.steps = rng.randint(1, 14)
        self.dt = rng.choice([1, 0.5, 0.25, 0.125, 0.1, 0.3, 1 / 3])
        self.start = rng.choice([0, 0, 1, -2, 2.5])
        self.series, self.commands, self.outputs, self.values, self.forms = [], [], [], 0, []

    def a_series(self, draw, form=None):
        """Index of a value that is constant, by run, or by run and step; and a function of run and step."""
        form = self.rng.choice([0, 1, 2]) if form is None else form
        count = [1, RUNS, RUNS * (self.steps + 2)][form]
        xs = [draw() for _ in range(count)]
        self.series.append([form] + xs)
        self.forms.append(form)
        self.values += 1
        return self.values - 1, lambda run, step: xs[[0, run, step * RUNS + run][form]]

    def do(self, *numbers, results=0):
        self.commands += numbers
        found = list(range(self.values, self.values + results))
        self.values += results
        return found

    def numbers(self):
        out = [self.steps, self.start, self.dt, self.method, len(self.series)]
        for s in self.series:
            out += s
        return out + self.commands + [0, len(self.outputs)] + self.outputs


def run_tool(cases):
    """By case: results by step, output and run; troubles by run."""
    data = array("d")
    for c in cases:
        data.extend(float(x) for x in c.numbers())
    done = subprocess.run([TOOL], input=data.tobytes(), stdout=subprocess.PIPE, check=True)
    got, at, answers = array("d"), 0, []
    got.frombytes(done.stdout)
    for c in cases:
        size = (c.steps + 1) * len(c.outputs) * RUNS
        answers.append((got[at:at + size], got[at + size:at + size + RUNS]))
        at += size + RUNS
    equal(at, len(got), "numbers of the tool")
    return answers


def compare(c, got, want, troubles, scale=1.0):
    """want: by run, a list of rows of outputs, and a trouble; rows after a trouble are missing."""
    width = len(c.outputs)
    for run, (rows, trouble) in enumerate(want):
        equal(troubles[run], trouble, f"trouble of run {run}")
        for step in range(c.steps + 1):
            for k in range(width):
                x = got[(step * width + k) * RUNS + run]
                y = rows[step][k] if step < len(rows) else NAN if k in c.told else None
                if y is None:
                    continue
                same = math.isnan(x) if math.isnan(y) else abs(x - y) <= 1e-9 * max(scale, abs(y))
                expect(same, f"run {run}, step {step}, output {k}: {x!r}, not {y!r} ({c.about})")


def many(make, count, seed):
    rng = random.Random(seed)
    cases = [make(rng) for _ in range(int(count * SCALE))]
    for c, (got, troubles) in zip(cases, run_tool(cases)):
        compare(c, got, [c.by_lists(run) for run in range(RUNS)], troubles, 100.0)
    return cases


def a_leak(rng):
    kind = rng.random()
    start, end = (0, 1) if kind < 0.5 else sorted([rng.choice([0, 0.25, 0.5, rng.random()]), rng.choice([1, 0.5, 0.75, rng.random()])])
    return (start, end, rng.random() < 0.25)


def a_transit(c):
    rng, form = c.rng, c.rng.choice([0, 1, 2])
    most = rng.choice([2, 6, 12])
    def draw():
        if rng.random() < (0.01 if form == 2 else 0.03):
            return rng.choice([-1, 0, NAN, math.inf])
        x = rng.randint(1, most) * c.dt
        return x if rng.random() < 0.7 else x + rng.uniform(-0.4, 0.4) * c.dt
    return (*c.a_series(draw, form), form == 2)


def some(rng, chance, make):
    """An optional operand: index and series, or none."""
    return make() if rng.random() < chance else (-1, None)


def at(table, run, step, otherwise):
    return otherwise if table is None else table(run, step)


class OneConveyor(Case):
    """A conveyor with everything, inflows joined and admitted."""

    def __init__(self, rng):
        super().__init__(rng)
        self.method = rng.choice([EULER, EULER, RK2, RK4])
        transit, self.transit, varies = a_transit(self)
        leaks = [a_leak(rng) for _ in range(rng.choice([0, 0, 1, 2, 3]))]
        exponential = rng.random() < 0.5
        top = rng.choice([0.3, 0.9]) if not exponential else 0.4
        fractions = [self.a_series(lambda: rng.choice([0, rng.uniform(-0.05, top)])) for _ in leaks]
        discrete, limited = rng.random() < 0.5, rng.random() < 0.4
        self.limit, self.capacity = some(rng, limited, lambda: self.a_series(lambda: rng.uniform(0, 30))), some(
            rng, 0.5, lambda: self.a_series(lambda: rng.choice([math.inf, rng.uniform(0, 60), 20])))
        limited = self.limit[1] is not None
        count = rng.choice([1, 1, 1, rng.randint(2, 12)])
        if varies is False and count > 1 and self.forms[transit] == 0 and self.transit(0, 0) > 0 and math.isfinite(self.transit(0, 0)):
            n = slats_of(self.transit(0, 0), self.dt)
            count = rng.choice([n, unit((n - 1) * self.dt) + 1])
        initials = [self.a_series(lambda: rng.choice([0, rng.uniform(0, 50), 50, rng.uniform(0, 50) if rng.random() < 0.98 else -1]))
                    for _ in range(count)]
        self.sample = some(rng, 0.5, lambda: self.a_series(lambda: rng.choice([0, 1, 2])))
        self.arrest = some(rng, 0.4, lambda: self.a_series(lambda: rng.choice([0, 0, 1]), 2))
        self.held = some(rng, 0.3, lambda: self.a_series(lambda: rng.choice([0, 0, 1]), 2))
        self.leak_held = [some(rng, 0.2, lambda: self.a_series(lambda: rng.choice([0, 1]), 2)) for _ in leaks]
        self.joined = [self.a_series(lambda: rng.uniform(0, 20)) for _ in range(rng.choice([0, 0, 1]))]
        self.requested = [self.a_series(lambda: rng.choice([0, rng.uniform(-5, 40)])) for _ in range(rng.choice([1, 1, 2, 3]))]
        self.joined = [] if self.arrest[1] else self.joined  # what is joined would be held
        self.spec = {"leaks": leaks, "exponential": exponential, "discrete": discrete, "limited": limited, "varies": varies}
        self.fractions, self.initials = fractions, initials
        self.about = f"{self.spec} dt {self.dt} start {self.start} method {self.method} initials {count}"
        flat = [x for leak in leaks for x in leak]
        contents = self.do(CONVEYOR_BEGIN, discrete, exponential, limited, len(leaks), *flat, count, transit, *[i for i, _ in fractions],
                           *[i for i, _ in initials], results=1)
        pairs = [x for (f, _), (h, _) in zip(fractions, self.leak_held) for x in (f, h)]
        moved = self.do(CONVEYOR_MOVE, 0, transit, self.sample[0], self.arrest[0], self.held[0], *pairs, results=len(leaks) + 2)
        for i, _ in self.joined:
            self.do(CONVEYOR_JOIN, 0, i)
        self.do(CONVEYOR_LIMIT, 0, self.capacity[0], self.limit[0])
        inflows = [self.do(CONVEYOR_ADMIT, 0, i, results=1)[0] for i, _ in self.requested]
        self.do(CONVEYOR_END, 0)
        self.outputs = contents + moved + inflows
        self.told = range(len(contents + moved))  # results of the device: not numbers where there is trouble

    def admitted(self, belt, run, step, left, used, still):
        """What comes in by the numbers of a step: joined, and each that was asked for."""
        joined = sum(t(run, step) for _, t in self.joined)
        room = at(self.capacity[1], run, step, math.inf) - left - joined * self.dt
        limit = at(self.limit[1], run, step, math.inf)
        room = min(room, limit - used if self.spec["discrete"] else limit * self.dt)
        room = 0.0 if still else max(0.0, room)
        found = []
        for _, table in self.requested:
            found.append(min(max(0.0, table(run, step)), room / self.dt))
            room = max(0.0, room - found[-1] * self.dt)
        return joined, found

    def by_lists(self, run):
        rows = []
        try:
            belt = Conveyor(self.spec, self.dt, self.start, self.steps, self.transit(run, 0), [t(run, 0) for _, t in self.fractions],
                            [t(run, 0) for _, t in self.initials])
            used = 0.0
            for step in range(self.steps + 1):
                clock = self.start + step * self.dt
                if unit(clock) != unit(clock - self.dt):
                    used = 0.0
                contents = belt.contents()
                try:
                    out, leaked, left = belt.move(
                        self.transit(run, step), at(self.sample[1], run, step, 1), at(self.arrest[1], run, step, 0),
                        at(self.held[1], run, step, 0), [t(run, step) for _, t in self.fractions],
                        [at(t, run, step, 0) for _, t in self.leak_held])
                except Wrong as wrong:
                    rows.append([contents] + [None] * (len(self.outputs) - 1))
                    return rows, wrong.args[0]
                joined, inflows = self.admitted(belt, run, step, left, used, belt.still)
                rows.append([contents, out, *leaked, left, *inflows])
                amount = limited = 0.0
                for of, weight in weights(self.method, step) if step < self.steps else []:
                    other, some_in = self.admitted(belt, run, of, left, used, belt.still)
                    amount += self.dt * weight * (other + sum(some_in))
                    limited += self.dt * weight * sum(some_in)
                used += limited
                belt.end_step(amount)
                before = contents + amount - self.dt * (out + sum(leaked))
                expect(abs(belt.contents() - before) <= 1e-9 * max(1, abs(before)), "the lists lose material")
        except Wrong as wrong:
            return rows, wrong.args[0]
        return rows, NO_TROUBLE


class Chain(Case):
    """A conveyor whose outflow and leakage go to a second one, which may be arrested and is limited for an inflow of its own."""

    def __init__(self, rng):
        super().__init__(rng)
        self.method = rng.choice([EULER, RK4])
        first, self.first, first_varies = a_transit(self)
        second, self.second, second_varies = a_transit(self)
        leak, exponential = a_leak(rng), rng.random() < 0.5
        fraction, self.fraction = self.a_series(lambda: rng.uniform(0, 0.4))
        initial, self.initial = self.a_series(lambda: rng.uniform(0, 50))
        inflow, self.inflow = self.a_series(lambda: rng.uniform(0, 30))
        own, self.own = self.a_series(lambda: rng.uniform(0, 30))
        capacity, self.capacity = self.a_series(lambda: rng.uniform(0, 60))
        arrest, self.arrest = self.a_series(lambda: rng.choice([0, 0, 1]), 2)
        self.a = {"leaks": [leak], "exponential": exponential, "discrete": False, "varies": first_varies}
        self.b = {"leaks": [], "exponential": False, "discrete": False, "varies": second_varies}
        self.about = f"{self.a} {self.b} dt {self.dt} method {self.method}"
        a, = self.do(CONVEYOR_BEGIN, 0, exponential, 0, 1, *leak, 1, first, fraction, initial, results=1)
        b, = self.do(CONVEYOR_BEGIN, 0, 0, 0, 0, 1, second, initial, results=1)
        moved_b = self.do(CONVEYOR_MOVE, 1, second, -1, arrest, -1, results=2)
        moved_a = self.do(CONVEYOR_MOVE, 0, first, -1, -1, arrest, fraction, arrest, results=3)
        self.do(CONVEYOR_LIMIT, 0, -1, -1)
        into_a, = self.do(CONVEYOR_ADMIT, 0, inflow, results=1)
        self.do(CONVEYOR_END, 0)
        self.do(CONVEYOR_JOIN, 1, moved_a[0])
        self.do(CONVEYOR_JOIN, 1, moved_a[1])
        self.do(CONVEYOR_LIMIT, 1, capacity, -1)
        into_b, = self.do(CONVEYOR_ADMIT, 1, own, results=1)
        self.do(CONVEYOR_END, 1)
        self.outputs = [a, b, *moved_a, *moved_b, into_a, into_b]
        self.told = []

    def by_lists(self, run):
        rows, total = [], 0.0
        try:
            a = Conveyor(self.a, self.dt, self.start, self.steps, self.first(run, 0), [self.fraction(run, 0)], [self.initial(run, 0)])
            b = Conveyor(self.b, self.dt, self.start, self.steps, self.second(run, 0), [], [self.initial(run, 0)])
            for step in range(self.steps + 1):
                in_a, in_b, stop = a.contents(), b.contents(), self.arrest(run, step)
                out_b, _, left_b = b.move(self.second(run, step), 1, stop, 0, [], [])
                out_a, (leaked,), left_a = a.move(self.first(run, step), 1, 0, stop, [self.fraction(run, step)], [stop])
                expect(step == 0 or abs(in_a + in_b - total) <= 1e-9 * max(1, total), "the chain loses material")
                room = 0.0 if stop else None

                def enters(of):
                    free = self.capacity(run, of) - left_b - self.dt * (out_a + leaked)
                    return min(self.own(run, of), max(0.0, free) / self.dt if room is None else 0.0)
                rows.append([in_a, in_b, out_a, leaked, left_a, out_b, left_b, self.inflow(run, step), enters(step)])
                of_a = of_b = 0.0
                for of, weight in weights(self.method, step) if step < self.steps else []:
                    of_a += self.dt * weight * self.inflow(run, of)
                    of_b += self.dt * weight * enters(of)
                a.end_step(of_a)
                b.end_step(of_b + self.dt * (out_a + leaked))
                total = in_a + in_b + of_a + of_b - self.dt * out_b
        except Wrong as wrong:
            return rows, wrong.args[0]
        return rows, NO_TROUBLE


class Waiting(Case):
    """A queue before conveyors and clouds; the conveyors have a further inflow."""

    def __init__(self, rng):
        super().__init__(rng)
        self.method = EULER
        whole = rng.random() < 0.5  # numbers that meet exactly
        draw = (lambda most: float(rng.randint(0, most))) if whole else (lambda most: rng.choice([0, rng.uniform(0, most)]))
        self.inflows = [self.a_series(lambda: draw(12) / (self.dt if whole else 1)) for _ in range(rng.choice([1, 1, 2, 3]))]
        self.initials = [self.a_series(lambda: draw(9)) for _ in range(rng.choice([0, 1, 1, 4]))]
        ways = [(rng.random() < 0.8, k > 0 and rng.random() < 0.6, rng.random() < 0.5, rng.random() < 0.5)
                for k in range(rng.choice([1, 2, 2, 3]))]
        self.ways, self.belts, rooms = ways, [into and self.a_belt(draw) for into, *_ in ways], []
        contents = self.do(QUEUE_BEGIN, len(self.inflows), len(ways), *[x for way in ways for x in way], len(self.initials),
                           *[i for i, _ in self.initials], results=2)
        for w, belt in enumerate(self.belts):
            if not belt:
                rooms.append(-1)
                continue
            limited, number = belt["limit"][1] is not None, len([b for b in self.belts[:w] if b])
            belt["contents"], = self.do(CONVEYOR_BEGIN, 1, 0, limited, 0, 1, belt["transit"][0], belt["start"][0], results=1)
            belt["moved"] = self.do(CONVEYOR_MOVE, number, belt["transit"][0], -1, belt["arrest"][0], -1, results=2)
            self.do(CONVEYOR_LIMIT, number, belt["capacity"][0], belt["limit"][0])
            rooms += self.do(CONVEYOR_ROOM, number, results=1)
        inflows = [self.do(QUEUE_INFLOW, i, results=1)[0] for i, _ in self.inflows]
        flows = self.do(QUEUE_SERVE, 0, *inflows, *rooms, results=len(ways))
        self.outputs = contents + flows
        for number, (belt, flow) in enumerate((b, f) for b, f in zip(self.belts, flows) if b):
            self.do(CONVEYOR_TAKE, number, flow)
            self.outputs += [belt["contents"], belt["moved"][0]] + self.do(CONVEYOR_ADMIT, number, belt["own"][0], results=1)
            self.do(CONVEYOR_END, number)
        self.told = range(len(contents))
        self.about = f"ways {ways} dt {self.dt} start {self.start} whole {whole}"

    def a_belt(self, draw):
        rng = self.rng
        return {"transit": self.a_series(lambda: rng.randint(1, 6) * self.dt, rng.choice([0, 1])),
                "capacity": some(rng, 0.8, lambda: self.a_series(lambda: draw(12))),
                "limit": some(rng, 0.4, lambda: self.a_series(lambda: draw(10))),
                "arrest": some(rng, 0.3, lambda: self.a_series(lambda: rng.choice([0, 0, 1]), 2)),
                "own": self.a_series(lambda: draw(4)), "start": self.a_series(lambda: draw(10))}

    def by_lists(self, run):
        rows, came = [], 0.0
        queue = Queue(self.ways, self.dt, [t(run, 0) for _, t in self.initials])
        spec = {"leaks": [], "exponential": False, "discrete": True, "varies": False}
        belts = [b and Conveyor(spec, self.dt, self.start, self.steps, b["transit"][1](run, 0), [], [b["start"][1](run, 0)])
                 for b in self.belts]
        used = [0.0] * len(belts)
        for step in range(self.steps + 1):
            clock, row = self.start + step * self.dt, [math.fsum(queue.batches), len(queue.batches)]
            expect(step == 0 or abs(row[0] - came) <= 1e-9 * max(1, came), "the queue loses material")
            rooms, outs, inside = [], [], [b and b.contents() for b in belts]
            for w, (b, belt) in enumerate(zip(self.belts, belts)):
                outs.append(belt and belt.move(0, 1, at(b["arrest"][1], run, step, 0), 0, [], []))
                if unit(clock) != unit(clock - self.dt):
                    used[w] = 0.0
                if not belt:
                    rooms.append(math.inf)
                    continue
                free = min(at(b["capacity"][1], run, step, math.inf) - outs[w][2], at(b["limit"][1], run, step, math.inf) - used[w])
                rooms.append(0.0 if belt.still else max(0.0, free))
            inflows = [max(0.0, t(run, step)) for _, t in self.inflows]
            flows = queue.serve(inflows, rooms)
            came = row[0] + self.dt * (sum(inflows) - sum(flows))
            row += flows
            for w, (b, belt) in enumerate(zip(self.belts, belts)):
                if not belt:
                    continue
                rest = max(0.0, rooms[w] - self.dt * flows[w])
                own = min(max(0.0, b["own"][1](run, step)), rest / self.dt)
                row += [inside[w], outs[w][0], own]
                used[w] += self.dt * (flows[w] + own)
                belt.end_step(self.dt * (flows[w] + own))
            rows.append(row)
        return rows, NO_TROUBLE


class Late(Case):
    """A delay."""

    def __init__(self, rng):
        super().__init__(rng)
        self.method = rng.choice([EULER, RK2, RK4])
        time, self.time = self.a_series(lambda: rng.uniform(0, 8) * self.dt if rng.random() < 0.95 else rng.choice([-1, NAN, math.inf]))
        initial, self.initial = self.a_series(lambda: rng.uniform(-9, 9))
        inflow, self.inflow = self.a_series(lambda: rng.uniform(-9, 9))
        self.do(DELAY_BEGIN, time, initial, results=1)
        self.outputs, self.told, self.about = self.do(DELAY_END, 0, inflow, results=1), [0], f"dt {self.dt} method {self.method}"

    def by_lists(self, run):
        time, rows = self.time(run, 0), []
        if not time / self.dt + 0.5 >= 0:
            return [], TIME
        late = math.inf if time == math.inf else math.floor(time / self.dt + 0.5)
        for step in range(self.steps + 1):
            rows.append([self.inflow(run, step - late) if late <= step else self.initial(run, 0)])
        return rows, NO_TROUBLE


@case
def a_chain_of_conveyors__holds_back_what_an_arrested_one_cannot_take():
    many(Chain, 700, 2)


@case
def a_queue__sends_batches_where_there_is_room():
    cases = many(Waiting, 1500, 3)
    kinds = {way for c in cases for way in c.ways}
    expect(len(kinds) == 16 or SCALE < 1, f"{len(kinds)} of 16 kinds of outflows")


@case
def a_delay__gives_what_went_in_steps_ago():
    many(Late, 300, 4)


@case
def a_conveyor__does_what_its_description_says():
    cases = many(OneConveyor, 1500, 1)
    kinds = {(c.spec["exponential"], c.spec["discrete"], c.spec["varies"], bool(c.arrest[1]), c.method) for c in cases}
    expect(len(kinds) == 48 or SCALE < 1, f"{len(kinds)} of 48 combinations")


run_cases()
