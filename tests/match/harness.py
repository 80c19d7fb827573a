"""Running the two programs as a user would, and reporting in TAP 13.

A case is a sentence and a function that raises AssertionError. Every start of a program is also checked for signs of a crash (a
signal, a sanitizer's report, an exit status that the documentation does not know) and for control characters from the input.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections import namedtuple

from oracle import Market, differences, read_match
from rounds import write_round

DONE, BAD_INPUT, BAD_USAGE, IMPOSSIBLE, LIMIT, IO_ERROR, CLAIM_FAILED = range(7)
SCALE = float(os.environ.get("EN_TEST_SCALE", "1"))
UNPRIVILEGED = 65534

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")    # all but tab and line feed

Run = namedtuple("Run", "status stdout stderr")


def scaled(count, least=1):
    return max(least, round(count * SCALE))


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def equal(got, want, what):
    expect(got == want, f"{what}: {got!r}, not {want!r}")


class Skip(Exception):
    pass


class Bench:
    """The programs, a temporary folder that is removed at the end, and the count of cases."""

    def __init__(self):
        if len(sys.argv) != 3:
            sys.exit(f"usage: python3 {sys.argv[0]} ENISHI ENISHI_VERIFY")
        self.enishi, self.verifier = (os.path.abspath(path) for path in sys.argv[1:])
        self.folder = tempfile.mkdtemp(prefix="enishi-test-")
        os.chmod(self.folder, 0o755)
        self.cases = self.failed = self.folders = self.starts = 0
        print("TAP version 13", flush=True)

    def case(self, sentence, function, *arguments, **options):
        self.cases += 1
        try:
            function(*arguments, **options)
            print(f"ok {self.cases} - {sentence}", flush=True)
        except Skip as reason:
            print(f"ok {self.cases} - {sentence} # SKIP {reason}", flush=True)
        except Exception as problem:    # one broken case must not hide the others
            self.failed += 1
            print(f"not ok {self.cases} - {sentence}", flush=True)
            self.diagnose(problem)
        self.empty_folder()

    def diagnose(self, problem):
        text = str(problem) if isinstance(problem, AssertionError) else traceback.format_exc()
        for line in text.splitlines()[:25]:
            print("#   " + line[:400], flush=True)

    def finish(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        print(f"# {self.starts} starts of a program, {self.failed} of {self.cases} cases failed")
        print(f"1..{self.cases}")
        sys.exit(1 if self.failed else 0)

    def empty_folder(self):
        for name in os.listdir(self.folder):
            path = os.path.join(self.folder, name)
            shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)

    def fresh(self):
        """A folder of its own for one round and its results."""
        self.folders += 1
        path = os.path.join(self.folder, str(self.folders))
        os.mkdir(path)
        return path

    # ---- starting programs

    def start(self, *command, **options):
        self.starts += 1
        environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
        environment |= {key: value for key, value in os.environ.items() if key.endswith("SAN_OPTIONS") or "GCOV" in key}
        done = subprocess.run(command, stdin=subprocess.DEVNULL, env=environment, timeout=300,
                              **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options)
        run = Run(done.returncode, (done.stdout or b"").decode(errors="replace"),
                  (done.stderr or b"").decode(errors="replace"))
        expect("Sanitizer" not in run.stderr and "runtime error:" not in run.stderr, f"a sanitizer spoke: {run.stderr}")
        expect(not CONTROL.search(run.stdout + run.stderr), f"control characters on the terminal: {run}")
        expect(0 <= run.status <= 6, f"{command} ended with status {run.status}: {run.stderr}")
        return run

    def solve(self, folder, out, *options, **start):
        return self.start(self.enishi, "match", "solve", folder, "-o", out, *options, **start)

    def explain(self, folder, out, applicant, *options, **start):
        return self.start(self.enishi, "match", "explain", folder, out, applicant, *options, **start)

    def verify(self, folder, out):
        return self.start(self.verifier, folder, out)

    # ---- what most cases do

    def solved(self, rnd, *options, style=None):
        """Write a round and solve it; the folders of the round and of the result."""
        run, folder, out = self.attempt(rnd, *options, style=style)
        equal(run.status, DONE, f"exit status ({run.stderr.strip()})")
        return folder, out

    def attempt(self, rnd, *options, style=None):
        """Write a round and solve it, whatever comes of it: (run, folder of the round, folder of the result)."""
        base = self.fresh()
        folder, out = os.path.join(base, "round"), os.path.join(base, "out")
        write_round(rnd, folder, style)
        return self.solve(folder, out, *options), folder, out

    def verified(self, folder, out):
        run = self.verify(folder, out)
        equal(run.status, DONE, f"enishi-verify ({(run.stdout + run.stderr).strip()})")

    def match(self, rnd, *options, style=None):
        """applicant -> place (None: unplaced), as the program says."""
        return read_match(self.solved(rnd, *options, style=style)[1])

    def agreed(self, rnd, *options, style=None, **reading):
        """Solve a round, hold every result file against the oracle, let the verifier check it; the matching."""
        folder, out = self.solved(rnd, *options, style=style)
        wrong = differences(Market(rnd), folder, out, **reading)
        expect(not wrong, "\n".join(wrong))
        self.verified(folder, out)
        return read_match(out)


def lines_with(text, start):
    return [line for line in text.splitlines() if line.startswith(start)]


def contents(folder, name):
    with open(os.path.join(folder, name), "rb") as file:
        return file.read()
