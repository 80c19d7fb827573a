#!/usr/bin/env python3
"""libenishi as another program finds it: installed by meson into a folder of its own, found by pkg-config; speaks TAP 13.

test_install.py SOURCE_FOLDER BUILD_FOLDER MESON FLAGS COMPILER… (FLAGS: those of the sanitizers, or empty)
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from tap import case, equal, expect, run_cases  # noqa: E402

SOURCE, BUILD, MESON = map(pathlib.Path, sys.argv[1:4])
FLAGS, COMPILER = sys.argv[4].split(), sys.argv[5:]
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror", "-O1"]

SHOWN = {
    "market": ["applicants propose: aA bB cC (stable)", "places propose: aC bA cB (stable)"],
    "regions": ["region: " + " ".join(f"d{i}-h{1 if i < 4 else 2}" for i in range(1, 11)), "reserved seat first: d1-h1 d2-h1",
                "open seat first: d1-h1 d3-h1"],
    "teacup": ["after  0 minutes: 180.00", "after 10 minutes: 111.48", "after 20 minutes: 86.43", "after 30 minutes: 77.28",
               "after 30 minutes: 75.5 on average, 72.8 to 78.5 in nine of ten runs", "at 75 degrees or above: 56 % of the runs"]}
IN_CPP = """#include <enishi/match.h>
int main()
{
    const uint32_t seats[] = {1}, begin[] = {0, 1}, place[] = {0};
    const double score[] = {1};
    en_flag cancel(true);
    en_context context = {};
    context.cancel = &cancel;
    en_match_problem market = {};
    market.applicants = market.places = 1;
    market.seats = seats, market.wish_begin = begin, market.wish_place = place, market.wish_score = score;
    en_match_result result;
    en_status status = en_match_solve(&market, EN_MATCH_APPLICANTS_PROPOSE, &context, &result);
    if (status == EN_ERR_CANCELLED) status = en_match_solve(&market, EN_MATCH_APPLICANTS_PROPOSE, nullptr, &result);
    if (status != EN_OK || result.wish[0] != 0) return 1;
    en_match_result_free(&result);
    return 0;
}
"""


def run(*command, **changes):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=dict(os.environ, **changes))
    expect(done.returncode == 0, f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def found_by_pkg_config(*options):
    """As words; the folder that stands for / goes before every path."""
    return run("pkg-config", *options, "enishi", PKG_CONFIG_LIBDIR=str(pc_file.parent), PKG_CONFIG_SYSROOT_DIR=str(root),
               PKG_CONFIG_ALLOW_SYSTEM_CFLAGS="1", PKG_CONFIG_ALLOW_SYSTEM_LIBS="1").split()


def build_and_run(source, libraries, compiler, standard):
    program = root / "program"
    run(*compiler, *FLAGS, *STRICT, standard, source, "-o", program, *found_by_pkg_config("--cflags"), *libraries)
    return run(program, LD_LIBRARY_PATH=str(pc_file.parent.parent)).splitlines()


def functions_of_headers():
    text = "".join(path.read_text() for path in sorted((SOURCE / "include" / "enishi").glob("*.h")))
    return sorted(re.findall(r"^EN_PUBLIC\b[^;(]*?\b(en_\w+)\(", text, re.MULTILINE))


@case
def the_library_shows_what_the_headers_declare_and_nothing_else():
    shown = run("nm", "-D", "--defined-only", "--format=posix", pc_file.parent.parent / "libenishi.so")
    names = sorted(line.split()[0] for line in shown.splitlines())
    # What the compilers' own libraries add for sanitizers and coverage begins with _.
    equal([name for name in names if not name.startswith("_")], functions_of_headers(), "symbols")


@case
def every_header_is_installed():
    equal(sorted(path.name for path in root.rglob("include/enishi/*")), sorted(path.name for path in (SOURCE / "include" / "enishi").glob("*.h")),
          "headers")


@case
def every_module_of_the_python_binding_is_installed():
    equal(sorted(path.name for path in root.rglob("python/enishi/*")), sorted(path.name for path in (SOURCE / "python" / "enishi").glob("*.py")),
          "modules")


@case
def programs_are_linked_to_the_first_abi():
    shown = run("readelf", "-d", pc_file.parent.parent / "libenishi.so")
    expect("[libenishi.so.0]" in shown, shown)


@case
def the_examples_run_with_the_shared_library():
    equal(sorted(SHOWN), sorted(path.stem for path in (SOURCE / "examples" / "library").glob("*.c")), "examples")
    for name, lines in SHOWN.items():
        got = build_and_run(SOURCE / "examples" / "library" / f"{name}.c", found_by_pkg_config("--libs"), COMPILER, "-std=c17")
        equal(got, lines, name)


@case
def the_examples_run_with_the_static_library():
    needs = [word for word in found_by_pkg_config("--static", "--libs") if word != "-lenishi"]
    libraries = [pc_file.parent.parent / "libenishi.a", *needs]
    for name, lines in SHOWN.items():
        equal(build_and_run(SOURCE / "examples" / "library" / f"{name}.c", libraries, COMPILER, "-std=c17"), lines, name)


@case
def a_program_in_cpp_solves_and_cancels():
    source = root / "program.cpp"
    source.write_text(IN_CPP)
    compiler = ["clang++" if "clang" in COMPILER[-1] else "g++"]
    equal(build_and_run(source, found_by_pkg_config("--libs"), compiler, "-std=c++17"), [], "what it prints")


with tempfile.TemporaryDirectory() as folder:
    root = pathlib.Path(folder)
    run(MESON, "install", "-C", BUILD, "--no-rebuild", "--quiet", "--tags", "runtime,devel",
        "--destdir", root)
    pc_file = next(root.rglob("enishi.pc"))
    run_cases()
