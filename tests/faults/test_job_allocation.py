#!/usr/bin/env python3
"""test_job_allocation.py FAILMALLOC ENISHI: the processes that work for the server, with each allocation refused in turn.

Such a process ends in good order and says that memory ran out, in its outcome or by exit status 5; or it could do without, and then what
it leaves is what it always leaves.
"""
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from sweep import HANGS, OUT_OF_MEMORY, Sweep  # noqa: E402

failmalloc, enishi = (os.path.abspath(path) for path in sys.argv[1:])
ROUND = {
    "round.json": '{"id": "r", "title": {"vi": "Đợt"}, "ties": {"rule": "single-lottery", "seed": "x"}}',
    "applicants.csv": "applicant\na\nb\nc\n",
    "places.csv": "place,seats,name_vi\np,1,Phòng\nq,1,\n",
    "choices.csv": "applicant,rank,place,score\na,1,p,5\nb,1,p,5\nb,2,q,3\nc,1,q,1\nc,2,p,\n",
}


class JobSweep(Sweep):
    def _check(self, run, tree, normal, normal_tree, n):
        status, _, printed, errors = run
        said = errors.decode(errors="replace")[-2000:]
        if b"Sanitizer: CHECK failed" in errors:
            return None  # the sanitizer itself needed that memory, as a thread began
        if b"lex_scan_string" in errors:
            return None  # jansson's reader gives up where a text would not grow; the server sees a process that was killed
        if status == HANGS or status < 0 or status not in (0, OUT_OF_MEMORY):
            return f"allocation {n}: ended with {status}\n{said}"
        lines = printed.decode().splitlines()
        try:
            outcome = json.loads(lines[-1]).get("outcome") if status == 0 and lines else None
        except ValueError:
            return f"allocation {n}: said {printed!r}"
        if outcome == "io" and b"Cannot allocate memory" in printed:
            return None  # as the system says it
        if outcome not in ("done", "memory") and status != OUT_OF_MEMORY:
            return f"allocation {n}: exit status {status}, and said {printed!r}\n{said}"
        if outcome == "done" and tree != normal_tree:
            different = sorted(name for name in set(tree) | set(normal_tree) if tree.get(name) != normal_tree.get(name))
            return f"allocation {n}: done, but these differ: {', '.join(different)}"
        return None


def workspace_with_job(folder):
    """A workspace whose database has one round and a job that is to solve it."""
    subprocess.run([enishi, "init", folder, "--quiet"], check=True)
    with sqlite3.connect(os.path.join(folder, "enishi.db")) as db:
        for number, (name, text) in enumerate(ROUND.items(), 1):
            data = text.encode()
            db.execute("INSERT INTO blobs (blob, sha256, size) VALUES (?, ?, ?)", (number, hashlib.sha256(data).hexdigest(), len(data)))
            db.execute("INSERT INTO blob_pieces VALUES (?, 0, ?)", (number, data))
        db.execute("INSERT INTO rounds VALUES (1, 'r', 'r', 'r', 'r', 0, 1, '2026', 'tester', 1)")
        db.execute("INSERT INTO jobs (job, kind, round, state, attempts, made_at, made_by) VALUES (1, 'solve', 1, 'queued', 0, '2026', 'tester')")
        for number, name in enumerate(ROUND, 1):
            db.execute("INSERT INTO job_inputs VALUES (1, ?, ?)", (name, number))
            if name.endswith(".csv"):
                db.execute("INSERT INTO round_tables VALUES (1, ?, ?, ?, 1, '2026')", (name[:-4], name, number))
    db.close()
    return folder


scratch = tempfile.TemporaryDirectory()
workspace = workspace_with_job(os.path.join(scratch.name, "workspace"))
COMMANDS = [("a_solve", ["run", "1"]), ("rows_of_a_table", ["rows", "r", "choices"])]
sweep = JobSweep(failmalloc)
cases = []
for subject, words in COMMANDS:
    command = [enishi, "job", "--workspace", workspace, "--folder", ".", "--threads", "2", "--", *words]
    cases.append((f"job__{subject}_survives_every_failure", sweep.run(command, ("run.json",))))

print(f"1..{len(cases)}")
for number, (sentence, problems) in enumerate(cases, 1):
    print(f"{'not ' if problems else ''}ok {number} - {sentence}")
    for problem in problems[:40]:
        print("#   " + problem.replace("\n", "\n#   "))
sys.exit(1 if any(problems for _, problems in cases) else 0)
