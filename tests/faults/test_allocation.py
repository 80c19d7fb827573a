#!/usr/bin/env python3
"""test_allocation.py FAILMALLOC ENISHI ENISHI_VERIFY CARELESS EXAMPLES: refuses each allocation of a command in turn, the first, the second, and so on.

Whichever is refused, the command must end with a documented status, not by a signal, without a leak (sanitizer builds), and leave
either nothing or exactly what it writes when nothing is refused. The sweep ends at the first n that the command never
reaches. EN_SWEEP=full tries every n; otherwise a long sweep tries the first hundred (a quarter of EN_SWEEP, which is 400), then as many by
steps of three, of nine, and so on.
"""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sweep import Sweep  # noqa: E402

failmalloc, enishi, verify, careless, examples = (os.path.abspath(path) for path in sys.argv[1:])
sweep = Sweep(failmalloc)
data = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ledger")    # a row or two of every kind, so that every n can be tried
scratch = tempfile.TemporaryDirectory()
workspace = os.path.join(scratch.name, "workspace")
os.environ["ENISHI_DATA"] = data
subprocess.run([enishi, "init", "--sample", workspace], stdout=subprocess.DEVNULL, check=True)
first_round = os.path.join(examples, "first-round")
result = os.path.join(scratch.name, "result")
subprocess.run([enishi, "match", "solve", first_round, "-o", result, "--quiet"], check=True)

COUPLES = {"round.json": '{"id": "couples", "ties": {"rule": "by-id"}}', "applicants.csv": "applicant\nr0\nr1\nr2\n",
           "places.csv": "place,seats\np0,1\np1,1\n", "choices.csv": "applicant,rank,place\nr2,1,p0\nr2,2,p1\n",
           "scores.csv": "applicant,place,score\nr0,p0,2\nr2,p0,1\nr2,p1,2\nr1,p1,1\n",
           "joint.csv": "joint,first,second,rank,first_place,second_place\nc,r0,r1,1,p0,p1\n"}
couples, without_stable = os.path.join(scratch.name, "couples"), os.path.join(scratch.name, "without-stable")
os.mkdir(couples)
for name, text in COUPLES.items():
    with open(os.path.join(couples, name), "w", encoding="utf-8") as file:
        file.write(text)
subprocess.run([enishi, "match", "solve", couples, "-o", without_stable, "--quiet"], stderr=subprocess.DEVNULL, check=False)

# Not max-weakly-stable: what CBC and the libraries below it do without memory, from a smaller result to an exit, is theirs.
OURS = ("deferred-acceptance,immediate-acceptance,top-trading-cycles,serial-dictatorship,max-size,min-cost-max,generous-max,greedy-max,"
        "rank-maximal")
# A sentence's subject, and the command, which is run in an empty folder.
COMMANDS = [
    ("help", [enishi, "help"]),
    ("help_on_a_command", [enishi, "help", "version"]),
    ("version_as_json", [enishi, "version", "--json"]),
    ("completion", [enishi, "completion", "bash"]),
    ("wrong_use", [enishi, "no-such-command"]),
    ("a_round_from_a_workbook", [enishi, "match", "solve", first_round, "-o", "out"]),
    ("a_round_that_is_missing", [enishi, "match", "solve", "no-such-round", "-o", "out"]),
    ("what_if_with_more_seats", [enishi, "match", "what-if", first_round, "--seats", "kyushu-lab=+1", "--json"]),
    ("the_worth_of_each_seat", [enishi, "match", "what-if", first_round, "--each", "--lang", "ja"]),
    ("a_comparison_of_mechanisms", [enishi, "match", "compare", first_round, "--mechanisms", OURS, "--picture", "picture.svg"]),
    ("couples_without_a_stable_matching", [enishi, "match", "solve", couples, "-o", "out", "--quiet"]),
    ("a_verification_of_couples", [verify, couples, without_stable, "--threads", "1"]),
    ("a_verification", [verify, first_round, result, "--threads", "2"]),
    ("track_status", [enishi, "track", "status", "--workspace", workspace]),
    ("track_status_as_json", [enishi, "track", "status", "--json", "--workspace", workspace]),
    ("a_picture_of_a_commitment", [enishi, "track", "chart", "train", "-o", "picture.svg", "--workspace", workspace]),
    ("a_picture_of_a_result", [enishi, "match", "chart", result, "-o", "picture.svg"]),
    ("a_check_of_the_log", [enishi, "audit", "verify", "--workspace", workspace]),
    ("an_export_of_the_log", [enishi, "audit", "export", "--workspace", workspace]),
    ("a_new_workspace", [enishi, "init", "--sample", "workspace", "--quiet"]),
    ("import_of_the_ledger", [enishi, "import", os.path.join(data, "vietnam-japan"), "--dry-run", "--workspace", workspace]),
]
TIMINGS = ("run.json", "enishi.db")    # a workspace says when it was made
MISTAKES = ["crash", "silent", "status", "half", "mute"] + (["leak"] if sweep.sanitized(careless) else [])

cases = []
for name, command in COMMANDS:
    cases.append((f"allocation__{name}_survives_every_failure", sweep.run(command, TIMINGS)))
cases.append(("sweep__passes_a_program_without_mistakes", sweep.run([careless, "none", "out"])))
for mistake in MISTAKES:
    found = sweep.run([careless, mistake, "out"])
    cases.append((f"sweep__finds_the_mistake_{mistake}", [] if found else ["nothing was found"]))

print(f"1..{len(cases)}")
for number, (name, problems) in enumerate(cases, 1):
    print(f"{'not ' if problems else ''}ok {number} - {name}")
    for problem in problems[:40]:
        print("#   " + problem.replace("\n", "\n#   "))
sys.exit(1 if any(problems for _, problems in cases) else 0)
