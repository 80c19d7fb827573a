#!/usr/bin/env python3
"""test_summary.py MESON_LOGS ALLOWED_SKIPS: what `meson test` found, for people. The last line is `N passed, N failed`.

A case is a line of TAP; a program that speaks no TAP is one case. The cases are read from what the programs printed, because
meson's JUnit file hides a program that hung, or that failed after its last case. Such a program counts as one more failed case. A
skip that ALLOWED_SKIPS does not list is a failure, and so is finding no case at all.
"""
import json
import os
import re
import sys

MOST_OUTPUT = 8000
CASE = re.compile(r"(not )?ok\b ?(\d+)?(?: - | )?(.*?)(?:\s*# (SKIP|TODO)\b\s*(.*))?$")


def read_programs(path):
    """What meson says of each program, one JSON object a line."""
    with open(path, encoding="utf-8", errors="replace") as f:
        return [json.loads(line) for line in f if line.strip()]


def read_allowed(path):
    with open(path, encoding="utf-8") as f:
        lines = (line.partition("#")[0].strip() for line in f)
        return {line for line in lines if line}


def read_cases(output):
    """[(case, "passed" | "failed" | "skipped")] in TAP; empty for other output."""
    if not re.search(r"^1\.\.\d+", output, re.M):
        return []
    cases = []
    for line in output.splitlines():
        match = CASE.match(line)
        if not match:
            continue
        bad, number, name, directive, reason = match.groups()
        # cmocka 1.1.5 writes a skipped case as `not ok 2 # SKIP name`.
        name = name or (directive and reason) or number
        cases.append((name, "skipped" if directive == "SKIP" else "failed" if bad else "passed"))
    return cases


def outcomes_of(program):
    """[(case or None, outcome)] of one program."""
    result, status = program["result"], program.get("returncode")
    cases = read_cases(program.get("stdout") or "")
    if not cases:
        return [(None, {"OK": "passed", "SKIP": "skipped"}.get(result, "failed"))]
    outcomes = {outcome for _, outcome in cases}
    only_skipped = result == "FAIL" and status == 0 and "skipped" in outcomes
    if result not in ("OK", "SKIP") and "failed" not in outcomes and not only_skipped:
        what = "the program ran too long" if result == "TIMEOUT" else f"the program ended badly (exit status {status})"
        cases.append((what, "failed"))
    return cases


def without_passed(output):
    """What it printed, without its cases that passed: what went wrong is to be seen at once."""
    return "\n".join(line for line in output.splitlines() if not re.match(r"ok\b", line))


def main():
    logs, allowed_path = sys.argv[1:]
    allowed = read_allowed(allowed_path)
    passed = failed = skipped = 0
    for program in read_programs(os.path.join(logs, "testlog.json")):
        name = program["name"].rpartition(" / ")[2]
        bad = []
        for case, outcome in outcomes_of(program):
            full = f"{name}: {case}" if case else name
            if outcome == "skipped" and full in allowed:
                skipped += 1
            elif outcome == "passed":
                passed += 1
            else:
                failed += 1
                bad.append(f"FAILED {full}" + ("" if outcome == "failed" else " (skipped, and not in the list of allowed skips)"))
        if bad:
            output = without_passed((program.get("stdout") or "") + (program.get("stderr") or ""))
            print("\n".join(bad))
            print(output if len(output) <= MOST_OUTPUT else "…" + output[-MOST_OUTPUT:])
    if skipped:
        print(f"{skipped} skipped, as allowed")
    if passed + failed == 0:
        print("FAILED: there was no test to run")
        failed = 1
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
