#!/usr/bin/env python3
"""test_conformance.py ENISHI: every model of ../shared/xmile through `enishi plan run`, compared with its expected output as the README there
says. Speaks TAP 13, a case a model.

Two expectations are not those of their model, which can be seen without any simulator, and are compared in so far as they are:
- subscript_aggregation expects variables (Complex Max, Input 3D, …) whose names do not occur in the file of the model at all.
- subscripted_delays expects what a step of 0.25 gives, where the file says <dt>0.125</dt>: a first-order delay of 10 of a step of 5 at time
  10 is at 10.25 then 5 · 0.25 / 10 = 0.125, the expected value, and not 5 · (1 - (1 - 0.0125)²) = 0.12422. With that dt every value agrees.
"""
import csv
import io
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ENISHI = os.path.abspath(sys.argv[1])
CONTROL = {"saveper", "initial_time", "final_time", "time_step", "time", "months", "dt"}
NOT_IN_THE_FILE = "subscript_aggregation/test_subscript_aggregation.xmile"
OTHER_STEP = ("subscripted_delays/test_subscripted_delays.xmile", b"<dt>0.125000</dt>", b"<dt>0.25</dt>")


def models():
    for up in ("..", "../.."):
        folder = os.path.join(ROOT, up, "shared", "xmile")
        if os.path.isdir(folder):
            return sorted(os.path.join(base, name) for base, _, names in os.walk(folder) for name in names if name.endswith(".xmile"))
    return []


def key(name):
    return re.sub(r"(?:[\s_]|\\n)+", "_", name.strip()).lower()


def expected_of(model):
    folder = os.path.dirname(model)
    name = next(name for name in os.listdir(folder) if name.startswith("output."))
    with open(os.path.join(folder, name), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t" if name.endswith(".tab") else ","))
    return rows[0], [row for row in rows[1:] if row]


def result_of(model):
    done = subprocess.run([ENISHI, "plan", "run", model], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120, check=False)
    if done.returncode != 0:
        raise AssertionError(f"status {done.returncode}: {done.stderr.decode(errors='replace')}")
    rows = list(csv.reader(io.StringIO(done.stdout.decode(), newline="")))
    return {key(name): at for at, name in enumerate(rows[0])}, {float(row[0]): row for row in rows[1:]}


def row_at(rows, time):
    return rows.get(time) or next((row for t, row in rows.items() if abs(t - time) < 1e-6), None)


def differences(model, result):
    header, expected = expected_of(model)
    columns, rows = result
    wrong = []
    for at, name in enumerate(header):
        if at == 0 or key(name) in CONTROL or not key(name):
            continue
        if key(name) not in columns:
            wrong.append(f"no column {name}")
            continue
        for row in expected:
            if at >= len(row) or not row[at].strip():
                continue
            got = row_at(rows, float(row[0]))
            a, b = float(row[at]), float(got[columns[key(name)]]) if got else float("nan")
            if not abs(a - b) <= 1e-5 + 2e-4 * max(abs(a), abs(b)):
                wrong.append(f"{name} at {row[0]}: {b}, expected {a}")
                break
    return wrong


def compare(model, name, result_of=result_of):
    """What differs; result_of(path) gives places of columns by name, and rows by time."""
    with open(model, "rb") as file:
        text = file.read()
    if name == NOT_IN_THE_FILE:
        names = key(text.decode())
        return [line for line in differences(model, result_of(model)) if not (line.startswith("no column ") and key(line[10:].split("[")[0]) not in names)]
    if name != OTHER_STEP[0]:
        return differences(model, result_of(model))
    with tempfile.NamedTemporaryFile(suffix=".xmile") as copy:
        copy.write(text.replace(*OTHER_STEP[1:]))
        copy.flush()
        result_of(model)
        return differences(model, result_of(copy.name))


def main():
    found = models()
    failed = 0
    print(f"TAP version 13\n1..{len(found) or 1}", flush=True)
    if not found:
        print("ok 1 - suite: every model gives what is expected # SKIP the models are not beside the project")
    for number, model in enumerate(found, 1):
        name = os.path.join(os.path.basename(os.path.dirname(model)), os.path.basename(model))
        try:
            wrong = compare(model, name)
        except AssertionError as problem:
            wrong = str(problem).splitlines()
        failed += bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {number} - {name}", flush=True)
        print("".join(f"# {line}\n" for line in wrong[:10]), end="", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
