#!/usr/bin/env python3
"""weakly.py BUILD [RUNS]: the largest weakly stable matchings of two kinds of markets, with one seat a place and with ten, RUNS of each (3).

400 applicants with 5 wishes each, as many seats, and on the places' side 8 of 10 neighbours in the order of scores tied. `uniform`: all places
are equally popular. `popular`: the k-th place is wished for in proportion to 1/k, so that a few are much sought. Every result is verified.
Prints for each market: seconds of the whole solve on the clock and of the processor, its exit status, how many are placed, the bound that the certificate proves, and its leaves.
Goal: one seat at most 1 s; ten seats at most 10 s, or status 4 with the bound.
"""
import json
import os
import random
import subprocess
import sys
import tempfile
import time

APPLICANTS, WISHES, TIED = 400, 5, 0.8


def wishes_of(kind, rng, places):
    if kind == "uniform":
        return rng.sample(range(places), WISHES)
    chosen, weights = [], [1 / (k + 1) for k in range(places)]
    while len(chosen) < WISHES:
        p = rng.choices(range(places), weights)[0]
        if p not in chosen:
            chosen.append(p)
    return chosen


def scores_of(rng, wishes, places):
    """(applicant, place) -> score: each place's applicants in any order, most of them tied with the one before."""
    scores = {}
    for p in range(places):
        here, score = [a for a, chosen in enumerate(wishes) if p in chosen], APPLICANTS
        rng.shuffle(here)
        for a in here:
            scores[a, p] = score
            score -= rng.random() >= TIED
    return scores


def write(folder, name, header, rows):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")


def make(kind, seats, seed, folder):
    rng, places = random.Random(f"{kind} {seats} {seed}"), APPLICANTS // seats
    wishes = [wishes_of(kind, rng, places) for _ in range(APPLICANTS)]
    scores = scores_of(rng, wishes, places)
    os.makedirs(folder)
    with open(os.path.join(folder, "round.json"), "w", encoding="utf-8") as file:
        json.dump({"id": f"{kind}-{seats}-{seed}", "mechanism": "max-weakly-stable", "ties": {"rule": "keep"}}, file)
    write(folder, "applicants.csv", "applicant", [[f"a{a}"] for a in range(APPLICANTS)])
    write(folder, "places.csv", "place,seats", [[f"p{p}", seats] for p in range(places)])
    write(folder, "choices.csv", "applicant,rank,place,score",
          [[f"a{a}", rank, f"p{p}", scores[a, p]] for a, chosen in enumerate(wishes) for rank, p in enumerate(chosen, 1)])


def leaves(node):
    return leaves(node["filled"]) + leaves(node["unfilled"]) if "place" in node else 1


def measured(build, folder, out):
    start, before = time.monotonic(), os.times()
    run = subprocess.run([os.path.join(build, "enishi"), "match", "solve", folder, "-o", out, "--quiet"], capture_output=True)
    seconds, after = time.monotonic() - start, os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    if run.returncode not in (0, 4):
        sys.exit(run.stderr.decode())
    subprocess.run([os.path.join(build, "enishi-verify"), folder, out], check=True, capture_output=True)
    with open(os.path.join(out, "summary.json"), encoding="utf-8") as file:
        placed = json.load(file)["placed"]
    with open(os.path.join(out, "certificate.json"), encoding="utf-8") as file:
        claim = json.load(file)["claims"][2]
    return seconds, processor, run.returncode, placed, claim.get("bound", placed), leaves(claim["proof"])


def main():
    build, runs = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3
    print("| market | seats a place | run | solve s | processor s | status | placed | proven at most | leaves |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as base:
        for kind in ("uniform", "popular"):
            for seats in (1, 10):
                for seed in range(1, runs + 1):
                    folder = os.path.join(base, f"{kind}-{seats}-{seed}")
                    make(kind, seats, seed, folder)
                    seconds, processor, *rest = measured(build, folder, folder + "-out")
                    print(f"| {kind} | {seats} | {seed} | {seconds:.2f} | {processor:.2f} | " + " | ".join(map(str, rest)) + " |", flush=True)


if __name__ == "__main__":
    main()
