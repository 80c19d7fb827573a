#!/usr/bin/env python3
"""Every public header by itself, under strict flags, in C and C++ by both compilers, and the reference made of them; speaks TAP 13.

test_headers.py SOURCE_FOLDER
"""
import os
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from tap import cases, expect, run_cases  # noqa: E402

FLAGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wundef", "-Werror", "-c", "-o", os.devnull]
IN_C = [*FLAGS, "-std=c17", "-Wstrict-prototypes", "-x", "c", "-"]
IN_CPP = [*FLAGS, "-std=c++17", "-x", "c++", "-"]
COMPILERS = {"gcc in C": ["gcc", *IN_C], "clang in C": ["clang", *IN_C], "gcc in C++": ["g++", *IN_CPP], "clang in C++": ["clang++", *IN_CPP]}


def refused(command, include, text):
    """What the compiler says; empty where it takes the text."""
    return subprocess.run([*command, "-I", include], input=text, capture_output=True, text=True).stderr


def compiles_alone(header, include):
    def check():
        for name, command in COMPILERS.items():
            said = refused(command, include, f"#include <enishi/{header}>\n#include <enishi/{header}>\n")
            expect(not said, f"{name}:\n{said}")
    check.__name__ = f"{header} compiles alone and twice"
    return check


def mistakes_are_seen():
    for name, command in COMPILERS.items():
        said = refused(command, include_folder, "#include <enishi/match.h>\nvoid f(void);\nvoid f(void) { en_match_check(0, 0, 0, 0); }\n")
        expect("unused" in said, f"{name} does not mind that a status is not used:\n{said}")


def the_reference_is_that_of_the_headers():
    made = subprocess.run([sys.executable, source / "tools" / "reference.py", include_folder], capture_output=True, text=True, check=True).stdout
    expect(made == (source / "docs" / "reference" / "libenishi.md").read_text(),
           "run: python3 tools/reference.py include >docs/reference/libenishi.md")
    described = re.sub(r"(?s)```c.*?```", "", made)
    for block in re.findall(r"(?m)^### .*\n\n```c", made):
        expect(False, f"{block.splitlines()[0]} has no comment")
    for header in headers:
        for name in re.findall(r"(?m)^EN_PUBLIC\b[^;(]*?\b(en_\w+)\(", pathlib.Path(include_folder, "enishi", header).read_text()):
            expect(f"`{name}`" in described, f"{name} is not in the reference")


source = pathlib.Path(sys.argv[1])
include_folder = str(source / "include")
headers = sorted(path.name for path in pathlib.Path(include_folder, "enishi").glob("*.h"))
mistakes_are_seen.__name__ = "a status that is not used is a mistake"
cases.extend([compiles_alone(header, include_folder) for header in headers] + [mistakes_are_seen, the_reference_is_that_of_the_headers])
run_cases()
