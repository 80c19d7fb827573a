#!/usr/bin/env python3
"""couples.py BUILD [RUNS [APPLICANTS [COUPLES [SEED]]]]: clears and verifies a synthetic round with couples, RUNS times (3).

40,000 applicants, among them 1,000 couples, about as many as in the residency match of the United States; ten wishes each, of a couple
twenty pairs of places near each other, the last of which leave one member unplaced; a tenth as many places, with seats for nine tenths.
Prints status, medians of wall time, processor time and peak memory of both programs, and what the certificate claims. BUILD is a release build.
"""
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

WISHES, PAIRS = 10, 20


def generate(folder, applicants, couples, seed):
    rng, places = random.Random(seed), max(WISHES, applicants // 10)
    seats = [0] * places
    for _ in range(applicants * 9 // 10):
        seats[rng.randrange(places)] += 1
    popular = lambda: min(int(places * rng.random() ** 2), places - 1)
    choices, scores, joint = [], [], []
    for a in range(2 * couples, applicants):
        wanted = dict.fromkeys(popular() for _ in range(2 * WISHES))
        choices += [f"a{a},{rank},p{p},{rng.random():.9f}" for rank, p in enumerate(list(wanted)[:WISHES], 1)]
    for c in range(couples):
        rows = dict.fromkeys((popular(), rng.randint(-20, 20)) for _ in range(2 * PAIRS))
        pairs = [(p, min(max(p + near, 0), places - 1)) for p, near in rows]
        pairs = list(dict.fromkeys(pairs))[:PAIRS - 4]
        ranked = [(f"p{p}", f"p{q}") for p, q in pairs] + [(f"p{p}", "-") for p in dict.fromkeys(p for p, _ in pairs[:4])]
        joint += [f"c{c},a{2 * c},a{2 * c + 1},{rank},{p},{q}" for rank, (p, q) in enumerate(ranked, 1)]
        for m in range(2):
            scores += [f"a{2 * c + m},{p},{rng.random():.9f}" for p in dict.fromkeys(row[m] for row in ranked) if p != "-"]
    os.makedirs(folder)
    tables = {"applicants": ["applicant", *(f"a{a}" for a in range(applicants))],
              "places": ["place,seats", *(f"p{p},{n}" for p, n in enumerate(seats))],
              "choices": ["applicant,rank,place,score", *choices], "scores": ["applicant,place,score", *scores],
              "joint": ["joint,first,second,rank,first_place,second_place", *joint]}
    for name, rows in tables.items():
        with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8") as file:
            file.write("\n".join(rows) + "\n")
    with open(os.path.join(folder, "round.json"), "w", encoding="utf-8") as file:
        json.dump({"id": f"couples-{seed}", "ties": {"rule": "single-lottery", "seed": "bench"}}, file)


def measure(command):
    """(status, wall s, processor s, peak MB) of one run."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def main():
    build = sys.argv[1]
    runs, applicants, couples, seed = map(int, (sys.argv[2:] + ["3", "40000", "1000", "1"][len(sys.argv) - 2:]))
    folder = tempfile.mkdtemp(prefix="enishi-bench-")
    try:
        tables, out = os.path.join(folder, "round"), os.path.join(folder, "out")
        generate(tables, applicants, couples, seed)
        print(f"{applicants:,} applicants, {couples:,} couples, seed {seed}; medians of {runs} runs")
        for name, command in (("solve", [os.path.join(build, "enishi"), "match", "solve", tables, "-o", out, "--force", "-q"]),
                              ("verify", [os.path.join(build, "enishi-verify"), tables, out])):
            measured = [measure(command) for _ in range(runs)]
            wall, cpu, peak = (statistics.median(column) for column in list(zip(*measured))[1:])
            print(f"{name:8} status {measured[0][0]}  wall {wall:6.2f} s  processor {cpu:5.2f} s  peak {peak:5.0f} MB", flush=True)
        with open(os.path.join(out, "certificate.json"), encoding="utf-8") as file:
            print("claims", [c["claim"] for c in json.load(file)["claims"]])
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
