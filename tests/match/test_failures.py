"""What goes wrong around a clearing: damaged files, permissions, full disks, outputs in odd places."""
import os
import random
import resource
import signal

from harness import BAD_INPUT, DONE, IO_ERROR, UNPRIVILEGED, Bench, Skip, equal, expect, scaled
from rounds import damaged
from test_bad_input import GOOD, good, rules, write_files


# ---- damage of any kind

def damage_of_any_kind(bench, seed=1):
    """A damaged round is refused and leaves nothing, or is cleared in a way that the verifier's own reading agrees with."""
    rng, seen = random.Random(seed), set()
    rounds = [GOOD, good(round=rules(ties={"rule": "single-lottery", "seed": "s"}))]
    for i in range(scaled(400)):
        name = rng.choice(sorted(GOOD))
        files = {**rounds[i % 2], name: damaged(rng, rounds[i % 2][name])}
        try:
            seen.add(refused_or_verified(bench, files))
        except AssertionError as problem:
            raise AssertionError(f"{name} {files[name]}: {problem}") from None
    equal(seen, {DONE, BAD_INPUT}, "exit statuses")


def refused_or_verified(bench, files):
    base = bench.fresh()
    folder, out = os.path.join(base, "round"), os.path.join(base, "out")
    write_files(folder, files)
    run = bench.solve(folder, out)
    expect(run.status in (DONE, BAD_INPUT), f"exit status {run.status}")
    if run.status == DONE:
        verified = bench.verify(folder, out)
        equal(verified.status, DONE, f"enishi-verify ({verified.stdout}{verified.stderr})")
    else:
        expect(run.stderr.strip(), "nothing was said")
        equal(os.listdir(base), ["round"], "what is there")
    return run.status


# ---- input and output failures

def without_root(bench):
    """Options that start a program as an ordinary user also when the tests run as root."""
    if os.geteuid() != 0:
        return {}
    ordinary = {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []}
    try:
        bench.start(bench.enishi, **ordinary)
    except PermissionError:
        raise Skip("started as root, and an ordinary user cannot run the program where it lies") from None
    return ordinary


def unreadable_file(bench):
    """status 5, and the file is named."""
    ordinary = without_root(bench)
    for name in GOOD:
        base = bench.fresh()
        os.chmod(base, 0o777)
        write_files(os.path.join(base, "round"), GOOD)
        os.chmod(os.path.join(base, "round", name), 0)
        run = bench.solve(os.path.join(base, "round"), os.path.join(base, "out"), **ordinary)
        equal(run.status, IO_ERROR, f"exit status when {name} is unreadable ({run.stderr})")
        expect(name in run.stderr, f"{name} is not named: {run.stderr}")
        equal(os.listdir(base), ["round"], "what is there")


def no_write_permission(bench):
    ordinary = without_root(bench)
    base = bench.fresh()
    write_files(os.path.join(base, "round"), GOOD)
    os.chmod(base, 0o555)
    run = bench.solve(os.path.join(base, "round"), os.path.join(base, "out"), **ordinary)
    os.chmod(base, 0o755)
    equal(run.status, IO_ERROR, f"exit status ({run.stderr})")
    equal(os.listdir(base), ["round"], "what is there")


def limit_files_to(size):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)      # a write beyond fails, as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit


def full_disk(bench):
    """No byte, or not all of them, can be written: status 5, no result, nothing left beside it, and --force keeps the old one."""
    count = 500
    files = good(scores=None, applicants=("applicant\n" + "".join(f"a{i}\n" for i in range(count))).encode(),
                 choices=("applicant,rank,place\n" + "".join(f"a{i},1,P\n" for i in range(count))).encode())
    base = bench.fresh()
    folder, out = os.path.join(base, "round"), os.path.join(base, "out")
    write_files(folder, files)
    for limit in (0, 1, 60, 300, 1000, 4096):
        run = bench.solve(folder, out, preexec_fn=limit_files_to(limit))
        equal(run.status, IO_ERROR, f"exit status with files of at most {limit} bytes ({run.stderr})")
        equal(os.listdir(base), ["round"], f"what is there with files of at most {limit} bytes")
    equal(bench.solve(folder, out).status, DONE, "exit status without a limit")
    before = {name: os.stat(os.path.join(out, name)).st_mtime_ns for name in os.listdir(out)}
    equal(bench.solve(folder, out, "--force", preexec_fn=limit_files_to(1000)).status, IO_ERROR, "exit status with --force")
    equal({name: os.stat(os.path.join(out, name)).st_mtime_ns for name in os.listdir(out)}, before, "the old result")
    equal(sorted(os.listdir(base)), ["out", "round"], "what is there")


def full_standard_output(bench):
    """/dev/full behind --json: status 5."""
    base = bench.fresh()
    write_files(os.path.join(base, "round"), GOOD)
    folder, out = os.path.join(base, "round"), os.path.join(base, "out")
    equal(bench.solve(folder, out).status, DONE, "exit status")
    with open("/dev/full", "wb") as full:
        equal(bench.explain(folder, out, "A", "--json", stdout=full).status, IO_ERROR, "exit status of explain")


def output_in_odd_places(bench):
    """OUT is a file, or in a directory that does not exist, or in a file: refused, and nothing is made or changed."""
    base = bench.fresh()
    write_files(os.path.join(base, "round"), GOOD)
    with open(os.path.join(base, "file"), "w") as file:
        file.write("kept")
    for target in ("file", "file/out", "missing/deep/out"):
        for options in ((), ("--force",)):
            run = bench.solve(os.path.join(base, "round"), os.path.join(base, target), *options)
            expect(run.status in (1, 2, 5), f"exit status {run.status} with OUT {target} {options}")
            equal(sorted(os.listdir(base)), ["file", "round"], f"what is there after {target} {options}")
    with open(os.path.join(base, "file")) as file:
        equal(file.read(), "kept", "the file")


def main():
    bench = Bench()
    for sentence, function in (
            ("a file with small damage is refused, or read in the same way by the verifier", damage_of_any_kind),
            ("an unreadable file is status 5", unreadable_file),
            ("no permission to write is status 5", no_write_permission),
            ("a full disk is status 5 and leaves no trace", full_disk),
            ("a full standard output is status 5", full_standard_output),
            ("an output in an odd place is refused", output_in_odd_places)):
        bench.case(sentence, function, bench)
    bench.finish()


if __name__ == "__main__":
    main()
