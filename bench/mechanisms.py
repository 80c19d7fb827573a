#!/usr/bin/env python3
"""mechanisms.py BUILD [N [LARGEST]]: every mechanism on a synthetic round of N applicants (1,000,000) with ten wishes each, in one run.

Whole processes (enishi match solve, enishi-verify), files warm: wall time, processor time, peak memory (resident set), and from run.json what
was spent on reading. The assignments without stability also at a tenth of N; deferred acceptance also at LARGEST applicants (10 N; 0 leaves
it out). The re-run is the same round after one applicant in a hundred has withdrawn, everybody else holding the seat of the first run.
Inputs live in a temporary folder (about 6 GB at full size).
"""
import csv
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import zlib

from match import measure

ASSIGNMENTS = ("max-size", "min-cost-max", "generous-max", "greedy-max", "rank-maximal")
SEQUENTIAL = ("immediate-acceptance", "serial-dictatorship", "top-trading-cycles")


class Bench:
    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.generate = os.path.join(folder, "generate")
        here = os.path.dirname(os.path.abspath(__file__))
        subprocess.run(["cc", "-O2", "-o", self.generate, os.path.join(here, "generate.c"), "-lm"], check=True)
        print(f"{'round':46}{'program':9}{'wall s':>8}{'cpu s':>8}{'read s':>8}{'peak MB':>9}", flush=True)

    def make(self, name, n, *flags):
        folder = os.path.join(self.folder, name)
        subprocess.run([self.generate, str(n), "10", "1", folder, *flags], check=True)
        return folder

    def line(self, name, program, figures, read=None):
        wall, cpu, peak = figures
        print(f"{name:46}{program:9}{wall:8.2f}{cpu:8.2f}{'' if read is None else f'{read:.2f}':>8}{peak:9.0f}", flush=True)

    def run(self, name, round_folder):
        """Solves and verifies; the folder of the result."""
        out = os.path.join(self.folder, "out")
        self.line(name, "solve", measure([os.path.join(self.build, "enishi"), "match", "solve", round_folder, "-o", out, "--force", "-q"]),
                  json.load(open(os.path.join(out, "run.json")))["seconds"]["read"])
        self.line(name, "verify", measure([os.path.join(self.build, "enishi-verify"), round_folder, out]))
        return out

    def once(self, name, n, *flags):
        folder = self.make("round", n, *flags)
        self.run(name, folder)
        shutil.rmtree(folder)


def withdraw(round_folder, out):
    """One applicant in a hundred is in no table any more; who got a seat holds it."""
    for name in ("applicants", "choices", "scores"):
        path = os.path.join(round_folder, name + ".csv")
        if not os.path.exists(path):
            continue
        with open(path) as source, open(path + ".new", "w") as target:
            target.write(next(source))
            target.writelines(row for row in source if not stays_away(row.split(",", 1)[0].strip()))
        os.replace(path + ".new", path)
    with open(os.path.join(out, "matches.csv")) as source, open(os.path.join(round_folder, "held.csv"), "w") as target:
        target.write("applicant,place\n")
        target.writelines(f"{row['applicant']},{row['place']}\n" for row in csv.DictReader(source)
                          if row["place"] and not stays_away(row["applicant"]))


def stays_away(applicant):
    return zlib.crc32(applicant.encode()) % 100 == 7


def rerun(bench, n):
    folder = bench.make("round", n)
    out = bench.run("deferred acceptance", folder)
    child = multiprocessing.Process(target=withdraw, args=(folder, out))    # a child's peak would begin with the memory of this one
    child.start()
    child.join()
    bench.run("re-run after 1 in 100 withdrew, seats held", folder)
    shutil.rmtree(folder)


def main():
    build = sys.argv[1]
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
    largest = int(sys.argv[3]) if len(sys.argv) > 3 else 10 * n
    with tempfile.TemporaryDirectory(prefix="enishi-bench-") as folder:
        bench = Bench(build, folder)
        rerun(bench, n)
        bench.once("nested groups and two categories", n, "--groups", "--categories")
        for mechanism in SEQUENTIAL:
            bench.once(mechanism, n, "--mechanism", mechanism)
        for size in (n // 10, n):
            for mechanism in ASSIGNMENTS:
                bench.once(f"{mechanism}, {size:,}", size, "--mechanism", mechanism)
        if largest:
            bench.once(f"deferred acceptance, {largest:,}", largest)


main()
