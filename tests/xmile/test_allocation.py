#!/usr/bin/env python3
"""test_allocation.py FAILMALLOC REWRITE FILE...: refuses each allocation of a program that reads a model and writes it back.

Beside our own allocations (test_faults.c) that is those of expat and iconv.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "faults"))
from sweep import Sweep  # noqa: E402

failmalloc, rewrite, *files = (os.path.abspath(path) for path in sys.argv[1:])
sweep = Sweep(failmalloc)
failures = 0
print(f"1..{len(files)}")
for number, path in enumerate(files, 1):
    problems = sweep.run([rewrite, path])
    failures += bool(problems)
    print(f"{'not ' if problems else ''}ok {number} - allocation__{os.path.basename(path).split('.')[0]}_survives_every_failure", flush=True)
    for problem in problems[:40]:
        print("#   " + problem.replace("\n", "\n#   "))
sys.exit(bool(failures))
