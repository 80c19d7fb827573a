"""sweep.py: runs a command once for each of its allocations, with that one refused. See test_allocation.py."""
import concurrent.futures
import os
import subprocess
import tempfile

# What a refused allocation may end in: 5, or the command's own status where it can do without.
OUT_OF_MEMORY = 5
# What libraries forget when memory runs out, one `leak:FUNCTION` a line.
LEAKS_OF_LIBRARIES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "leaks-of-libraries.txt")
TIMEOUT = 60
BATCH = 16
HANGS = -999


class Sweep:
    def __init__(self, failmalloc):
        self.failmalloc = failmalloc
        sweep = os.environ.get("EN_SWEEP", "400")
        self.full = sweep == "full"
        self.quarter = 0 if self.full else int(sweep) // 4

    @staticmethod
    def sanitized(program):
        with open(program, "rb") as f:
            return b"libasan" in f.read()

    def _run_once(self, command, folder, n):
        """(status, reached, printed, problems of the sanitizer) with the n-th allocation refused; n = 0: none."""
        log = os.path.join(folder, "log")
        asan = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0:exitcode=99"
        environment = dict(os.environ, LD_PRELOAD=self.failmalloc, EN_FAIL_AT=str(n), EN_FAIL_LOG=log, ASAN_OPTIONS=asan,
                           LSAN_OPTIONS=f"suppressions={LEAKS_OF_LIBRARIES}:print_suppressions=0",
                           MALLOC_PERTURB_="165")
        try:
            done = self._start(command, folder, environment)
        except subprocess.TimeoutExpired:
            done = subprocess.CompletedProcess(command, HANGS, b"", b"it ran too long")
        reached = os.path.exists(log)
        if reached:
            os.remove(log)
        return done.returncode, reached, done.stdout, done.stderr

    @staticmethod
    def _start(command, folder, environment):
        return subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=TIMEOUT,
                              check=False)

    @staticmethod
    def _tree(folder):
        """What lies in a folder: {path: bytes}, folders with None."""
        tree = {}
        for base, folders, files in os.walk(folder):
            for name in folders:
                tree[os.path.relpath(os.path.join(base, name), folder)] = None
            for name in files:
                with open(os.path.join(base, name), "rb") as f:
                    tree[os.path.relpath(os.path.join(base, name), folder)] = f.read()
        return tree

    def _check(self, run, tree, normal, normal_tree, n):
        status, _, printed, errors = run
        at = f"allocation {n}"
        if b"Sanitizer: CHECK failed" in errors:
            return None  # the sanitizer itself needed that memory, as a thread began
        if status == HANGS:
            return f"{at}: it ran longer than {TIMEOUT} s"
        if status < 0:
            return f"{at}: killed by signal {-status}\n{errors.decode(errors='replace')[-2000:]}"
        if status not in (OUT_OF_MEMORY, normal[0]):
            return f"{at}: exit status {status}, expected {OUT_OF_MEMORY}\n{errors.decode(errors='replace')[-2000:]}"
        if status == OUT_OF_MEMORY and status != normal[0]:
            if not errors.strip():
                return f"{at}: exit status {status}, and not a word on why"
            if tree not in ({}, normal_tree):
                return f"{at}: failed, but left {', '.join(sorted(tree))}"
        elif tree != normal_tree:
            different = sorted(name for name in set(tree) | set(normal_tree) if tree.get(name) != normal_tree.get(name))
            return f"{at}: exit status {status} as if all was well, but these differ: {', '.join(different)}"
        elif printed != normal[2]:
            return f"{at}: exit status {status} as if all was well, but it printed something else"
        return None

    def _numbers(self):
        """Which allocations to refuse: every one, or ever fewer, so that a command with millions of them ends as well."""
        n, stride, count = 1, 1, 0
        while True:
            yield n
            count += 1
            if not self.full and count % self.quarter == 0:
                stride *= 3
            n += stride

    def _try(self, command, normal, normal_tree, ignore, n):
        """(whether the command has an n-th allocation, what went wrong when it was refused or None)."""
        with tempfile.TemporaryDirectory() as folder:
            run = self._run_once(command, folder, n)
            if not run[1]:
                return False, None
            return True, self._check(run, self._without(self._tree(folder), ignore), normal, normal_tree, n)

    def run(self, command, ignore=()):
        """Problems as text. ignore: files of the result whose bytes may differ (timings)."""
        problems = []
        with tempfile.TemporaryDirectory() as folder:
            normal = self._run_once(command, folder, 0)
            normal_tree = self._without(self._tree(folder), ignore)
        if normal[0] < 0 or normal[0] == 99:
            return [f"without any failure: status {normal[0]}\n{normal[3].decode(errors='replace')}"]
        runs = 0
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            tries = self._numbers()
            for batch in iter(lambda: [next(tries) for _ in range(BATCH)], None):
                found = list(pool.map(lambda n: self._try(command, normal, normal_tree, ignore, n), batch))
                problems += [problem for reached, problem in found if problem]
                runs += sum(reached for reached, _ in found)
                if not all(reached for reached, _ in found):
                    break
        if runs == 0:
            problems.append("no allocation was refused: failmalloc is not in front of the allocator")
        return problems

    @staticmethod
    def _without(tree, ignore):
        return {path: (None if os.path.basename(path) in ignore else content) for path, content in tree.items()}
