#!/usr/bin/env python3
"""What the planning engine's objects may not hold if their results are to be the same bits everywhere; speaks TAP 13.

test_arithmetic.py LIBRARY…: the static libraries of src/plan, where a name ends in the kind of processor it is for.
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from tap import case, expect, run_cases  # noqa: E402

LIBRARIES = sys.argv[1:]
FUSED = re.compile(r"\bvfn?m(?:add|sub|addsub|subadd)\w+")
WIDER = {"sse2": r"%[yz]mm|\bv(?:add|sub|mul|div|sqrt)[ps]d\b", "avx2": r"%zmm|%k[0-7]\b", "avx512": None}


def output(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def names(*nm):
    """Names of symbols without their versions."""
    return {line.split()[-1].partition("@")[0] for line in output("nm", *nm).splitlines() if line.split()[1:]}


def disassembled(library):
    text = output("objdump", "-d", "--no-show-raw-insn", library)
    expect(len(text) > 1000, f"{library} holds no code")
    return text


@case
def the_engine__calls_nothing_of_libm():
    libm = names("-D", "--defined-only", output("gcc", "-print-file-name=libm.so.6").strip())
    expect({"exp", "pow", "sin"} <= libm, "libm has no exp, pow, sin")
    for library in LIBRARIES:
        wanted = names("-u", library)
        expect(not wanted & libm, f"{library} wants {sorted(wanted & libm)}")


@case
def the_engine__has_no_fused_multiply_add():
    for library in LIBRARIES:
        found = FUSED.search(disassembled(library))
        expect(not found, f"{library} has {found and found.group()}")


@case
def each_build__keeps_to_the_instructions_of_its_processor():
    for build, wider in WIDER.items():
        libraries = [library for library in LIBRARIES if library.endswith(f"_{build}.a")]
        expect(len(libraries) == 1, f"one library of {build}, not {libraries}")
        found = wider and re.search(wider, disassembled(libraries[0]))
        expect(not found, f"{build} has {found and found.group()}")
    expect("%zmm" in disassembled(libraries[0]), "avx512 uses no 512 bits")


run_cases()
