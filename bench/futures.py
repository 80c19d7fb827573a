#!/usr/bin/env python3
"""futures.py ENISHI [--times N]: how long a client waits for futures of the sample's model. It makes a workspace with the sample, starts
the server, signs in, and asks over one connection for 512 and for 4,096 futures of "engineers trained", alone, with the ranking of what
matters most, and in three scenarios, with another value of a slider each time; prints the least and the median of N answers each, in
milliseconds, beside one run of `enishi plan run` with as many futures. The aims, on an idle machine: 512 within 200 ms, 4,096 within 1.5 s.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from server import Server, environment, sample_workspace

MODEL = os.path.join(ROOT, "data", "vietnam-japan", "pipeline")
QUESTIONS = {"alone": {}, "with the ranking": {"rank": True}, "in three scenarios": {"scenarios": ["baseline", "twice the lecturers", "Kyushu places doubled"]}}


def milliseconds(function):
    start = time.perf_counter()
    function()
    return (time.perf_counter() - start) * 1000


def ask(client, runs, growth, more):
    question = {"variable": "engineers trained", "runs": runs, "settings": [{"name": "growth of intake", "value": growth}], **more}
    status, _, body = client.post("/api/models/pipeline/futures?lang=en&width=720", question)
    if status != 200 or len(json.loads(body)["scenarios"]) != max(1, len(more.get("scenarios", []))):
        sys.exit(f"{status}: {body[:400]!r}")


def command(enishi, folder, runs):
    subprocess.run([enishi, "plan", "run", f"{MODEL}.xmile", "--runs", str(runs), "--sample", "lhs", "--vary", f"{MODEL}-vary.csv", "--correlate",
                    f"{MODEL}-correlations.csv", "--columns", "engineers trained", "-o", f"{folder}/fan.csv", "--quiet"], check=True, env=environment(ROOT))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("enishi")
    parser.add_argument("--times", type=int, default=20)
    options = parser.parse_args()
    enishi = os.path.abspath(options.enishi)
    with tempfile.TemporaryDirectory() as folder, Server(enishi, sample_workspace(enishi, ROOT, f"{folder}/work"), ROOT) as server:
        client = server.sign_in()
        print(f"{'futures':>8}  {'':<20} {'least':>8} {'median':>8}  ms of {options.times}")
        for runs in (512, 4096):
            for name, more in QUESTIONS.items():
                ask(client, runs, 0.05, more)
                took = [milliseconds(lambda i=i: ask(client, runs, 0.05 + 0.001 * i, more)) for i in range(options.times)]
                print(f"{runs:>8}  {name:<20} {min(took):>8.0f} {statistics.median(took):>8.0f}")
            took = [milliseconds(lambda: command(enishi, folder, runs)) for _ in range(options.times)]
            print(f"{runs:>8}  {'on the command line':<20} {min(took):>8.0f} {statistics.median(took):>8.0f}", flush=True)


if __name__ == "__main__":
    main()
