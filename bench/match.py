#!/usr/bin/env python3
"""match.py BUILD [RUNS [N]]: clears a synthetic round of N applicants (1,000,000) with ten wishes each and verifies it, RUNS times (5).

Three forms of the same round: as generated, with the rows of choices.csv shuffled, and shuffled with every field quoted. Prints, for the solver
and the verifier, the medians of wall time, processor time and peak memory (resident set), and checks the known result. BUILD is a release build.
The files are warm: one run that is not counted goes first. Inputs live in a temporary folder (about 1.5 GB at full size).
"""
import json
import multiprocessing
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

KNOWN = {1000: (49, 2.779), 10000: (1183, 3.207), 100000: (12236, 3.309), 1000000: (126053, 3.358)}    # unmatched, mean rank; seed 1


def measure(command):
    """(wall s, processor s, peak MB) of one run."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"{' '.join(command)}: status {child.returncode}\n{errors.decode()}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def medians(runs):
    return tuple(statistics.median(column) for column in zip(*runs))


def shuffled(source, target, quoted):
    """In a process of its own: a child's peak would otherwise begin with the memory of this one."""
    child = multiprocessing.Process(target=write_shuffled, args=(source, target, quoted))
    child.start()
    child.join()
    if child.exitcode:
        sys.exit("the shuffled round could not be written")


def write_shuffled(source, target, quoted):
    shutil.copytree(source, target)
    with open(os.path.join(source, "choices.csv")) as f:
        header, *rows = f.read().splitlines()
    random.Random(7).shuffle(rows)
    with open(os.path.join(target, "choices.csv"), "w") as f:
        f.write(header + "\n")
        for row in rows:
            f.write('"' + row.replace(",", '","') + '"\n' if quoted else row + "\n")


def check_known(out, n):
    with open(os.path.join(out, "summary.json")) as f:
        summary = json.load(f)
    unmatched, mean = KNOWN[n]
    if summary["unplaced"] != unmatched or round(summary["mean_rank"], 3) != mean:
        sys.exit(f"the result is not the known one: {summary['unplaced']}, {summary['mean_rank']}")


def main():
    build, runs, n = sys.argv[1], *(int(a) for a in (sys.argv[2:] + ["5", "1000000"][len(sys.argv) - 2:]))
    here = os.path.dirname(os.path.abspath(__file__))
    folder = tempfile.mkdtemp(prefix="enishi-bench-")
    try:
        generate = os.path.join(folder, "generate")
        subprocess.run(["cc", "-O2", "-o", generate, os.path.join(here, "generate.c"), "-lm"], check=True)
        plain = os.path.join(folder, "plain")
        subprocess.run([generate, str(n), "10", "1", plain], check=True)
        print(f"{n:,} applicants, 10 wishes each; medians of {runs} runs\n")
        print(f"{'round':18}{'program':10}{'wall s':>8}{'cpu s':>8}{'peak MB':>9}")
        for form in ("plain", "shuffled", "shuffled, quoted"):
            round_folder = plain
            if form != "plain":
                round_folder = os.path.join(folder, "other")
                shuffled(plain, round_folder, "quoted" in form)
            out = os.path.join(folder, "out")
            solve = [os.path.join(build, "enishi"), "match", "solve", round_folder, "-o", out, "--force", "-q"]
            verify = [os.path.join(build, "enishi-verify"), round_folder, out]
            for name, command in (("solve", solve), ("verify", verify)):
                measure(command)
                wall, cpu, peak = medians([measure(command) for _ in range(runs)])
                print(f"{form:18}{name:10}{wall:8.2f}{cpu:8.2f}{peak:9.0f}", flush=True)
            check_known(out, n)
            if round_folder != plain:
                shutil.rmtree(round_folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
