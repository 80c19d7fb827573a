#!/usr/bin/env python3
"""test_track.py ENISHI SOURCE_ROOT: the ledger as people use it, from tables to the report, and what happens when things go wrong.

Contradictions are computed here a second time from the tables alone, with fractions, as docs/data-model.md defines them.
"""
import csv
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from fractions import Fraction

if len(sys.argv) != 3:
    sys.exit(f"usage: python3 {sys.argv[0]} ENISHI SOURCE_ROOT")
ENISHI, ROOT = (os.path.abspath(path) for path in sys.argv[1:])
SAMPLE = os.path.join(ROOT, "data", "vietnam-japan")
TMP = tempfile.mkdtemp(prefix="enishi-ledger-")
UNPRIVILEGED = 65534
MARKERS = ("AddressSanitizer", "LeakSanitizer", "runtime error:", "Assertion")
MODELS = tuple(name[:-6] + "-" for name in os.listdir(SAMPLE) if name.endswith(".xmile"))
TABLES = sorted(name[:-4] for name in os.listdir(SAMPLE) if name.endswith(".csv") and not name.startswith(MODELS))
cases = []


def case(function):
    cases.append(function)
    return function


class Skip(Exception):
    pass


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def environment(**more):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("ENISHI", "LC_", "LANG"))}
    return {**env, "ENISHI_DATA": os.path.join(ROOT, "data"), "LANG": "en_US.UTF-8", **more}


def run(*words, want=0, cwd=None, preexec_fn=None, **more):
    """Runs enishi; `want` is the exit status, or several that are allowed."""
    done = subprocess.run([ENISHI, *words], capture_output=True, cwd=cwd, env=environment(**more), preexec_fn=preexec_fn,
                          restore_signals=False, timeout=120)
    out, err = done.stdout.decode(), done.stderr.decode()
    allowed = want if isinstance(want, tuple) else (want,)
    expect(done.returncode in allowed, f"{words}: status {done.returncode}, not {want}\n{out}{err}")
    expect(not any(marker in err for marker in MARKERS), f"{words}: {err}")
    return out, err


count_of_folders = 0


def folder(name="w"):
    global count_of_folders
    count_of_folders += 1
    path = os.path.join(TMP, f"{name}{count_of_folders}")
    return path


def workspace():
    path = folder()
    run("init", path)
    return path


def sample():
    path = folder()
    run("init", "--sample", path)
    return path


def tables(copy_of=SAMPLE):
    path = folder("t")
    shutil.copytree(copy_of, path)
    return path


def read(path, name):
    with open(os.path.join(path, name + ".csv"), encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def write(path, name, rows):
    os.makedirs(path, exist_ok=True)
    with open(os.path.join(path, name + ".csv"), "w", encoding="utf-8", newline="") as f:
        writer = csv.DictWriter(f, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def contents(path):
    """Everything in the database, as one comparable thing."""
    db = sqlite3.connect(os.path.join(path, "enishi.db"))
    names = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    everything = {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
    db.close()
    return everything


def status(path, *words):
    return json.loads(run("track", "status", "--json", "-w", path, *words)[0])


# ---- init and import

@case
def init__makes_a_workspace_that_reports_nothing_yet():
    path = workspace()
    out, _ = run("track", "status", "-w", path)
    expect("0 commitments" in out, out)


@case
def init__refuses_a_folder_that_is_a_workspace_and_leaves_it_alone():
    path = sample()
    before = contents(path)
    _, err = run("init", "--sample", path, want=1)
    expect("workspace here already" in err and contents(path) == before, err)


@case
def init__leaves_nothing_behind_when_the_sample_is_missing_or_faulty():
    path = folder()
    run("init", "--sample", path, want=1, ENISHI_DATA=TMP)
    expect(not os.path.exists(path), "the folder is there")
    data = folder("d")
    shutil.copytree(SAMPLE, os.path.join(data, "vietnam-japan"))
    rows = read(SAMPLE, "figures")
    rows[0]["value"] = "many"
    write(os.path.join(data, "vietnam-japan"), "figures", rows)
    run("init", "--sample", path, want=1, ENISHI_DATA=data)
    expect(not os.path.exists(path), "the folder is there")
    os.mkdir(path)
    run("init", "--sample", path, want=1, ENISHI_DATA=data)
    expect(os.listdir(path) == [], os.listdir(path))


@case
def commands__find_the_workspace_by_option_environment_and_folder():
    path = sample()
    by_option, _ = run("track", "status", "--workspace", path)
    by_environment, _ = run("track", "status", ENISHI_WORKSPACE=path)
    by_folder, _ = run("track", "status", cwd=path)
    expect(by_option == by_environment == by_folder, "three different answers")
    _, err = run("track", "status", cwd=TMP, want=1)
    expect("no workspace" in err, err)


@case
def import__is_the_same_the_second_time():
    path = sample()
    before = contents(path)
    out, _ = run("import", SAMPLE, "-w", path, "--json")
    counts = json.loads(out)
    total = sum(len(read(SAMPLE, name)) for name in TABLES)
    expect((counts["new"], counts["unchanged"], counts["corrected"]) == (0, total, 0), out)
    after = contents(path)
    for name in before:
        if name not in ("imports", "import_files") and not name.startswith("audit"):
            expect(before[name] == after[name], f"{name} changed")
    expect(len(after["imports"]) == 2, "an import was not recorded")


@case
def import__records_who_when_and_the_hash_of_every_file():
    import hashlib
    path = folder()
    run("init", "--sample", path, LOGNAME="secretary", SUDO_USER="")
    everything = contents(path)
    number, at, by, version, *_ = everything["imports"][0]
    expect(by == "secretary" and at.endswith("Z") and version, everything["imports"])
    for _, name, size, digest in everything["import_files"]:
        with open(os.path.join(SAMPLE, name), "rb") as f:
            data = f.read()
        expect((size, digest) == (len(data), hashlib.sha256(data).hexdigest()), name)
    expect(len(everything["import_files"]) == len(TABLES), "files are missing")


@case
def import__keeps_what_a_corrected_row_said_and_shows_it():
    path, changed = sample(), folder("t")
    rows = [r for r in read(SAMPLE, "commitments") if r["commitment"] == "c-jds-master"]
    rows[0]["value"] = "39"
    write(changed, "commitments", rows)
    out, _ = run("import", changed, "-w", path, "--json", SUDO_USER="", LOGNAME="tester")
    counts = json.loads(out)
    expect((counts["new"], counts["unchanged"], counts["corrected"]) == (0, 0, 1), out)
    out, _ = run("track", "status", "c-jds-master", "-w", path)
    expect("c-jds-master · Corrected on 20" in out and "value: 38 → 39" in out and " by tester: " in out, out)
    expect("1 commitment was corrected since first recorded: c-jds-master." in run("track", "status", "-w", path)[0], "not counted")
    found = [c for c in status(path)["commitments"] if c["id"] == "c-jds-master"]
    expect(found[0]["value"] == 39, found)


@case
def import__of_a_corrected_figure_leaves_a_trace_in_the_report():
    path, id_ = sample(), "f-jds-master-2025-2028"
    before = [r for r in read(SAMPLE, "figures") if r["figure"] == id_][0]
    for value in ("39", "40"):
        changed = folder("t")
        write(changed, "figures", [dict(before, value=value)])
        run("import", changed, "-w", path, SUDO_USER="", LOGNAME="", USER="", TZ="UTC")
    short, _ = run("track", "status", "-w", path)
    expect(f"1 figure was corrected since first recorded: {id_}." in short, short)
    for words in (("--all",), ("c-jds-master",)):
        out = " ".join(run("track", "status", *words, "-w", path, TZ="UTC")[0].split())
        day = time.strftime("%Y-%m-%d", time.gmtime())
        for change in ("38 → 39", "39 → 40"):
            expect(f"{id_} · Corrected on {day}: value: {change}" in out, out)
    differ = [c for c in status(path)["contradictions"] if c["kind"] == "promise-differs"]
    expect([(c["commitment"], c["first"], c["gap"]) for c in differ] == [("c-jds-master", id_, 2)], differ)
    expect("the commitment gives another number than the target, 2 persons a year apart" in " ".join(short.split()), short)
    found = status(path)["corrections"]
    expect([(c["table"], c["id"], c["columns"]) for c in found] ==
           [("figures", id_, {"value": ["38", "39"]}), ("figures", id_, {"value": ["39", "40"]})], found)
    expect("by" not in found[0] and found[0]["at"].endswith("Z"), found)
    expect("orrected" not in run("track", "status", "-w", sample())[0], "a fresh workspace has corrections")


@case
def import__says_what_it_corrects_and_counts_what_stays():
    path, changed = sample(), tables()
    def change(rows):
        for row in rows[:25]:
            row["recorded_by"] = "somebody"
    with_rows("figures", change)(changed)
    rows = read(SAMPLE, "commitments")
    write(changed, "commitments", [dict(r, value="39", per="") if r["commitment"] == "c-jds-master" else r for r in rows])
    for words in (("--dry-run",), ()):
        out, _ = run("import", changed, "-w", path, *words)
        lines = out.splitlines()
        same = len([t for t in TABLES if read(SAMPLE, t)]) - 2
        expect(f"  {same} tables unchanged" in lines and not any(l.startswith("  sources") for l in lines), out)
        expect(sum(" · recorded_by: sample data → somebody" in l for l in lines) == 20 and "  and 6 more" in lines, out)
    with_rows("figures", lambda rows: rows.clear() or rows.extend(read(SAMPLE, "figures")[30:31]))(changed)
    with_rows("commitments", lambda rows: rows.clear() or rows.extend(read(SAMPLE, "commitments")))(changed)
    out, _ = run("import", changed, "-w", path, "--dry-run")
    expect("  commitments, c-jds-master · value: 39 → 38; per: — → year" in out, out)
    out, _ = run("import", changed, "-w", path, "--dry-run", "--lang", "ja")
    expect("commitments, c-jds-master · value: 39 → 38; per: — → year" in out, out)


@case
def import__warns_of_a_number_that_may_be_thousands():
    path, changed = sample(), folder("t")
    one = [r for r in read(SAMPLE, "figures") if r["figure"] == "f-jds-master-2025-2028"][0]
    share = [r for r in read(SAMPLE, "figures") if r["indicator"] in
             {i["indicator"] for i in read(SAMPLE, "indicators") if i["unit"] == "%"}][0]
    rows = [dict(one, figure=f"x-{i}", value=v) for i, v in enumerate(["50.000", "1.234", "50.00", "38", "0.500"])]
    rows += [dict(share, figure=f"x-p{i}", value=v) for i, v in enumerate(["7.500", "1.234"])]
    write(changed, "figures", rows)
    write(changed, "commitments", [dict(r, commitment="x-c", value="2.000", same_as="") for r in read(SAMPLE, "commitments")
                                   if r["commitment"] == "c-jds-master"])
    _, err = run("import", changed, "-w", path)
    warned = [line for line in err.splitlines() if "thousands" in line]
    expect(len(warned) == 4, err)
    expect('figures.csv:2: warning: value "50.000": read as 50; if thousands are meant, write 50000' in err, err)
    expect('figures.csv:3: warning: value "1.234"' in err and 'figures.csv:7: warning: value "7.500"' in err and 'commitments.csv:2' in err, err)
    expect("50000" in run("import", changed, "-w", path, "--dry-run", "--lang", "vi")[1], "not in Vietnamese")
    expect("thousands" not in run("import", SAMPLE, "-w", path)[1], "the sample is warned of")


@case
def import__dry_run_writes_nothing():
    path, fresh = sample(), workspace()
    before, empty = contents(path), contents(fresh)
    run("import", SAMPLE, "--dry-run", "-w", path)
    out, _ = run("import", SAMPLE, "--dry-run", "-w", fresh)
    expect("Nothing was written" in out, out)
    expect(contents(path) == before and contents(fresh) == empty, "something was written")


@case
def import__of_a_few_rows_may_refer_to_everything_that_is_stored():
    path, more = sample(), folder("t")
    row = dict.fromkeys(read(SAMPLE, "statuses")[0] if read(SAMPLE, "statuses") else
                        ["commitment", "status", "reported_by", "reported_on", "source", "locator", "refs"], "")
    row.update(commitment="c-jds-master", status="on-schedule", reported_by="japan", reported_on="2026-03-31", source="report-001")
    write(more, "statuses", [row])
    run("import", more, "-w", path)
    found = [c for c in status(path)["commitments"] if c["id"] == "c-jds-master"][0]
    expect(found["reported"]["status"] == "on-schedule" and not found["pace"]["measurable"], found)


@case
def import__reads_other_encodings_and_delimiters_when_told():
    path = sample()
    other = folder("t")
    os.mkdir(other)
    text = "person;name_en;name_vi;name_ja;aliases;refs\nsomeone;Someone;;佐藤;;\n"
    with open(os.path.join(other, "people.csv"), "wb") as f:
        f.write(text.encode("cp932"))
    before = contents(path)
    run("import", other, "-w", path, want=1)
    expect(contents(path) == before, "half an import")
    run("import", other, "-w", path, "--encoding", "cp932", "--delimiter", ";")
    expect(("佐藤",) in sqlite3.connect(path + "/enishi.db").execute("SELECT name_ja FROM people").fetchall(), "name")


@case
def import__of_a_workbook_is_that_of_its_tables():
    sys.path.insert(0, os.path.join(ROOT, "tests", "match"))
    from workbook import write_workbook
    sheets = []
    for name in TABLES:
        with open(os.path.join(SAMPLE, name + ".csv"), encoding="utf-8-sig", newline="") as f:
            sheets.append((name, list(csv.reader(f))))
    book, path, other = os.path.join(TMP, "ledger.xlsx"), workspace(), workspace()
    write_workbook(book, sheets)
    run("import", book, "-w", path)
    run("import", SAMPLE, "-w", other)
    one, two = contents(path), contents(other)
    # A number in a cell of a workbook has no printed decimals: 11.0 comes as 11.
    two["figures"] = [tuple(x.rstrip("0").rstrip(".") if isinstance(x, str) and "." in x and x.replace(".", "", 1).isdigit() else x
                            for x in row) for row in two["figures"]]
    for name in TABLES:
        expect(one[name] == two[name], f"{name}: {[pair for pair in zip(one[name], two[name]) if pair[0] != pair[1]][:2]}")
    expect([row[1] for row in one["import_files"]] == ["ledger.xlsx"], one["import_files"])
    sheets[TABLES.index("figures")][1][1][1] = "no-such-indicator"
    write_workbook(book, sheets)
    _, err = run("import", book, "-w", path, want=1)
    expect('ledger.xlsx[figures]:2: indicator "no-such-indicator"' in err, err)


@case
def import__of_many_figures_takes_no_longer_than_it_should():
    changed, path = tables(), workspace()
    rows = read(SAMPLE, "figures")
    more = [dict(rows[i % 200], figure=f"x-{i}", replaces="", period_start=str(1900 + i % 190), period_end="") for i in range(10_000)]
    write(changed, "figures", rows + more)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    run("import", changed, "-w", path)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    expect(used < 20, f"{used:.1f} s")    # 0.5 s without sanitizers; 3 s when references were looked for without an index


# ---- bad input

def refuse(change, *texts):
    """Changes a copy of the sample and imports it: refused, with these texts, and nothing written."""
    path, changed = workspace(), tables()
    before = contents(path)
    change(changed)
    _, err = run("import", changed, "-w", path, want=1)
    for text in texts:
        expect(text in err, f"{text!r} is not in:\n{err}")
    expect(contents(path) == before, "something was written")
    expect(sorted(os.listdir(path)) == ["enishi.db"], os.listdir(path))


def with_bytes(name, function):
    def change(path):
        where = os.path.join(path, name + ".csv")
        with open(where, "rb") as f:
            data = f.read()
        with open(where, "wb") as f:
            f.write(function(data))
    return change


def with_rows(name, function):
    def change(path):
        rows = read(path, name)
        function(rows)
        write(path, name, rows)
    return change


@case
def bad_input__of_every_kind_is_refused_in_every_table():
    for name in TABLES:
        header = open(os.path.join(SAMPLE, name + ".csv"), "rb").readline().rstrip(b"\r\n")
        first = header.split(b",")[0].decode()
        n = header.count(b",")
        line = b",".join([b"x"] + [b""] * n) + b"\n"
        file = name + ".csv"
        refuse(with_bytes(name, lambda data: b""), file, "the table is empty")
        refuse(with_bytes(name, lambda data: data.replace(header, header.replace(first.encode(), b"other", 1), 1)), file,
               f'column "{first}" is missing')
        refuse(with_bytes(name, lambda data: data + line), f"{file}:")
        refuse(with_bytes(name, lambda data: data + b"\xff\xfe" + line), f"{file}:", "not UTF-8")
        refuse(with_bytes(name, lambda data: data + b"a\0b" + line), f"{file}:", "NUL")
        refuse(with_bytes(name, lambda data: data + b'"x' + line), f"{file}:", "never closed")
        refuse(with_bytes(name, lambda data: data + b"x\n"), f"{file}:", "one cell")
        refuse(with_bytes(name, lambda data: data + b"x" * 10_000_000 + line), f"{file}:", "65,536")


@case
def bad_input__duplicate_rows_are_refused_in_every_table():
    for name in TABLES:
        if not read(SAMPLE, name):
            continue
        refuse(with_rows(name, lambda rows: rows.append(rows[0])), f"{name}.csv:{len(read(SAMPLE, name)) + 2}:",
               f"{name}.csv, row 2")


@case
def bad_input__a_folder_in_the_place_of_a_table_is_refused():
    def change(path):
        os.remove(path + "/figures.csv")
        os.mkdir(path + "/figures.csv")
    refuse(change, "figures")


@case
def bad_input__unknown_ids_are_named_by_row_column_and_table():
    def change(rows):
        rows[0]["source"] = "nowhere"
    refuse(with_rows("figures", change), 'figures.csv:2: source "nowhere": there is no such id in sources')


@case
def bad_input__all_problems_of_all_tables_come_in_one_go():
    def change(path):
        with_rows("figures", lambda rows: rows[0].update(value="many"))(path)
        with_rows("sources", lambda rows: rows[1].update(quality="good"))(path)
        with_rows("commitments", lambda rows: rows[2].update(due="soon"))(path)
        with_bytes("people", lambda data: data + b"one,two\n")(path)
    refuse(change, "figures.csv:2: value", "sources.csv:3: quality", "commitments.csv:4: due", "people.csv:")


@case
def bad_input__a_table_that_could_not_be_read_makes_no_ids_unknown():
    path, changed = workspace(), tables()
    with_bytes("sources", lambda data: data.replace(b"quality", b"qualitie", 1))(changed)
    _, err = run("import", changed, "-w", path, want=1)
    expect("no such id" not in err, err[:2000])


@case
def bad_input__a_misspelt_table_is_warned_of():
    path, changed = workspace(), tables()
    os.rename(changed + "/statements.csv", changed + "/statement.csv")
    rows = [r for r in read(changed, "cautions") if not r["about"].startswith("st-")]
    write(changed, "cautions", rows)
    _, err = run("import", changed, "-w", path)
    expect("statement" in err and "not used" in err, err)


@case
def tables_of_a_model_beside_the_ledger_are_not_warned_of():
    path, changed = workspace(), tables()
    for name in ("talent-vary.csv", "talents-vary.csv", "talent.xmile"):
        with open(os.path.join(changed, name), "w", encoding="utf-8") as f:
            f.write("name\n")
    _, err = run("import", changed, "-w", path)
    expect("talents-vary" in err and "talent-vary" not in err and err.count("not used") == 1, err)
    _, err = run("import", SAMPLE, "-w", workspace())
    expect(err == "", err)


@case
def bad_input__a_folder_without_tables_and_a_missing_folder_are_refused():
    path, empty = workspace(), folder("t")
    run("import", empty, "-w", path, want=1)
    os.mkdir(empty)
    _, err = run("import", empty, "-w", path, want=1)
    expect("no table of the ledger" in err, err)


@case
def bad_input__a_single_table_is_answered_with_what_import_takes():
    path = workspace()
    _, err = run("import", os.path.join(SAMPLE, "figures.csv"), "-w", path, want=1)
    expect("a folder of tables or a workbook" in err, err)
    expect("フォルダー" in run("import", os.path.join(SAMPLE, "figures.csv"), "-w", path, "--lang", "ja", want=1)[1], "ja")
    expect("no such file" in run("import", "nothing.csv", "-w", path, want=1)[1], "a file that is not there")


@case
def init__says_where_the_workspace_is():
    path = folder()
    os.mkdir(path)
    out, _ = run("init", cwd=path)
    expect(out == f"The workspace is ready: {os.path.realpath(path)}\n", out)


@case
def bad_input__unknown_commitments_and_days_are_refused_without_output():
    path = sample()
    out, err = run("track", "status", "c-jds-master", "c-nothing", "-w", path, want=1)
    expect(out == "" and "c-nothing" in err, out + err)
    out, err = run("track", "status", "--as-of", "2025-02-30", "-w", path, want=2)
    expect(out == "" and "2025-02-30" in err, out + err)


@case
def bad_input__a_database_that_is_none_is_refused():
    path = folder()
    os.mkdir(path)
    with open(path + "/enishi.db", "wb") as f:
        f.write(os.urandom(4096))
    run("track", "status", "-w", path, want=1)
    run("import", SAMPLE, "-w", path, want=1)


# ---- faults of the machine

def as_nobody():
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(UNPRIVILEGED)
        os.setuid(UNPRIVILEGED)


@case
def faults__without_permission_to_write_nothing_changes():
    path = sample()
    before = contents(path)
    os.chmod(TMP, 0o755)
    os.chmod(path + "/enishi.db", 0o444)
    os.chmod(path, 0o555)
    try:
        changed = tables()
        with_rows("figures", lambda rows: rows[0].update(locator="elsewhere"))(changed)
        run("import", changed, "-w", path, want=5, preexec_fn=as_nobody)
        run("init", path + "/inside", want=5, preexec_fn=as_nobody)
        run("track", "status", "-w", path, preexec_fn=as_nobody)
    finally:
        os.chmod(path, 0o755)
        os.chmod(path + "/enishi.db", 0o644)
    expect(contents(path) == before, "something was written")


@case
def faults__a_full_disk_leaves_the_workspace_as_it_was():
    # The limit on the size of files acts as a full disk does: a write that fails in the middle.
    def limit(size):
        def set_limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return set_limit
    path = workspace()
    before = contents(path)
    for size in (0, 1000, 20_000, 200_000, 400_000):
        run("import", SAMPLE, "-w", path, want=5, preexec_fn=limit(size))
        expect(contents(path) == before, f"something was written at {size}")
        run("init", "--sample", path + "new", want=5, preexec_fn=limit(size))
        expect(not os.path.exists(path + "new"), f"something was left at {size}")
    run("import", SAMPLE, "-w", path)


@case
def faults__another_writer_is_waited_for_and_then_named():
    path = sample()
    db = sqlite3.connect(path + "/enishi.db", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    _, err = run("import", SAMPLE, "-w", path, want=5)
    expect("another program" in err.lower() and time.monotonic() - started > 1, err)
    db.execute("ROLLBACK")
    db.close()
    run("import", SAMPLE, "-w", path)


@case
def faults__a_table_that_shrinks_while_it_is_read_is_taken_whole_or_not_at_all():
    path, changing = workspace(), tables()
    where = changing + "/figures.csv"
    data = open(where, "rb").read()
    rng = random.Random(7)
    for _ in range(12):
        with open(where, "wb") as f:
            f.write(data)
        process = subprocess.Popen([ENISHI, "import", changing, "-w", path, "--dry-run"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=environment())
        time.sleep(rng.random() * 0.01)
        os.truncate(where, rng.randrange(len(data)))
        _, err = process.communicate(timeout=60)
        expect(process.returncode in (0, 1, 5), f"status {process.returncode}")
        expect(not any(marker in err.decode() for marker in MARKERS), err.decode())


def large_tables():
    """The sample with so many statements that an import takes a while."""
    path = tables()
    rows = read(path, "statements")
    more = [dict(rows[0], statement=f"st-more-{i}") for i in range(30_000)]
    write(path, "statements", rows + more)
    return path


@case
def faults__a_process_that_is_killed_leaves_all_of_an_import_or_nothing():
    large, rng = large_tables(), random.Random(25)
    started = time.monotonic()
    path = workspace()
    run("import", large, "-w", path)
    whole_time, whole = time.monotonic() - started, len(read(large, "statements"))
    seen = {"nothing": 0, "all": 0}
    for _ in range(25):
        path = workspace()
        process = subprocess.Popen([ENISHI, "import", large, "-w", path], stdout=subprocess.DEVNULL, env=environment())
        time.sleep(rng.random() * whole_time)
        process.kill()
        process.wait()
        run("track", "status", "-w", path)                  # the store opens, and rolls back if it must
        db = sqlite3.connect(path + "/enishi.db")
        expect(db.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "the database is damaged")
        expect(db.execute("PRAGMA foreign_key_check").fetchall() == [], "a reference is broken")
        count, imports = (db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("statements", "imports"))
        db.close()
        expect((count, imports) in ((0, 0), (whole, 1)), f"{count} statements after {imports} imports")
        seen["all" if imports else "nothing"] += 1
        shutil.rmtree(path)
    print(f"# killed 25 times within {whole_time:.2f} s: {seen}")
    expect(seen["nothing"] > 0, "no kill hit the import")


@case
def faults__a_killed_init_leaves_no_workspace_or_a_whole_one():
    rng = random.Random(5)
    for _ in range(10):
        path = folder()
        process = subprocess.Popen([ENISHI, "init", "--sample", path], stdout=subprocess.DEVNULL, env=environment())
        time.sleep(rng.random() * 0.05)
        process.kill()
        process.wait()
        out, _ = run("track", "status", "-w", path, want=(0, 1))
        if out:
            expect(f"{len(read(SAMPLE, 'commitments'))} commitments" in out, out[:300])
        else:
            run("init", "--sample", path)


# ---- what is computed

def values_of(figure):
    """What a figure may be for comparing and for calculating: two pairs of bounds; None is no bound."""
    if not figure["value"]:
        bounds = (Fraction(figure["low"]), Fraction(figure["high"]))
        return bounds, bounds
    return number_bounds(figure["value"], figure["qualifier"])


def number_bounds(text, qualifier="exact"):
    value = Fraction(text)
    if qualifier == "about":
        return ((value - abs(value) / 10, value + abs(value) / 10),) * 2
    if qualifier == "at-least":
        return ((value, None),) * 2
    if qualifier == "under":
        return ((None, value),) * 2
    mantissa, _, exponent = text.lower().partition("e")
    digit = Fraction(10) ** (int(exponent or 0) - len(mantissa.partition(".")[2]))
    rounded = (value - digit / 2, value + digit / 2 - Fraction(1, 10**9) * digit)
    return rounded, ((value, value) if digit == 1 else rounded)


INF = float("inf")


def ends(bounds):
    return (-INF if bounds[0] is None else bounds[0], INF if bounds[1] is None else bounds[1])


def times(a, b):
    return 0 if a == 0 or b == 0 else a * b


def apply(operation, a, b):
    (a0, a1), (b0, b1) = ends(a), ends(b)
    if operation == "sum":
        result = (a0 + b0, a1 + b1)
    elif operation == "difference":
        result = (a0 - b1, a1 - b0)
    else:
        factor = 1
        if operation in ("quotient", "percent"):
            if b0 <= 0 <= b1:
                return None
            b0, b1 = (0 if b1 == INF else 1 / b1), (0 if b0 == -INF else 1 / b0)
            factor = 100 if operation == "percent" else 1
        corners = [times(x, y) for x in (a0, a1) for y in (b0, b1)]
        result = (factor * min(corners), factor * max(corners))
    return tuple(None if x in (INF, -INF) else x for x in result)


KEY = ("indicator", "subject", "area", "period_start", "period_end", "kind")


class Brute:
    """Contradictions by comparing everything with everything."""

    def __init__(self, path):
        self.figures = {r["figure"]: r for r in read(path, "figures")}
        self.derivations = {r["derivation"]: r for r in read(path, "derivations")}
        self.relations = read(path, "counts_toward")
        self.indicators = {r["indicator"] for r in read(path, "indicators")}
        self.rows = {**self.figures, **self.derivations}
        self.replaced = {r["replaces"] for r in self.figures.values() if r["replaces"]}
        self.seen = {i: self.bounds(i)[0] for i in self.rows}

    def bounds(self, i):
        if i in self.figures:
            return values_of(self.figures[i])
        row = self.derivations[i]
        result = None
        for k, operand in enumerate(o.strip() for o in row["operands"].split(";")):
            bounds = self.bounds(operand)[1] if operand in self.rows else number_bounds(operand)[1]
            if bounds is None:
                return None, None
            result = bounds if k == 0 else apply(row["operation"], result, bounds)
            if result is None:
                return None, None
        return result, result

    def key(self, i):
        return tuple(self.rows[i][c] for c in KEY)

    def chain(self, i):
        chain = set()
        while i in self.figures and self.figures[i]["replaces"]:
            i = self.figures[i]["replaces"]
            chain.add(i)
        return chain

    @staticmethod
    def meet(a, b):
        (a0, a1), (b0, b1) = ends(a), ends(b)
        return a0 <= b1 and b0 <= a1

    def order(self, i):
        def first_last(date):
            return (date.ljust(7, "\0"), date) if date else ("", "")
        row = self.rows[i]
        return (i in self.figures, first_last(row["as_of"]), first_last(row["period_end"]), row.get("recorded_on", ""))

    def stands(self, i):
        return i not in self.replaced and self.seen[i] is not None

    def newest(self, ids):
        ids = [i for i in ids if self.stands(i)]
        best = max((self.order(i) for i in ids), default=None)
        return min((i for i in ids if self.order(i) == best), default=None)

    def differ(self):
        ids = [i for i in self.rows if self.seen[i] is not None]
        return {frozenset((a, b)) for n, a in enumerate(ids) for b in ids[n + 1:]
                if self.key(a) == self.key(b) and not self.meet(self.seen[a], self.seen[b])
                and a not in self.chain(b) and b not in self.chain(a)}

    def larger(self):
        found = set()
        for relation in self.relations:
            if relation["relation"] not in ("part", "subset") or relation["item"] not in self.indicators:
                continue
            for part in self.rows:
                if self.rows[part]["indicator"] != relation["item"]:
                    continue
                if self.newest([i for i in self.rows if self.key(i) == self.key(part)]) != part:
                    continue
                _, subject, area, start, end, kind = self.key(part)
                wholes = [i for i in self.rows if self.rows[i]["indicator"] == relation["toward"]
                          and self.key(i)[1:3] == (subject, area) and self.key(i)[5] == kind]
                same = [i for i in wholes if self.key(i)[3:5] == (start, end)]
                loose = [i for i in wholes if (start, end) == ("", "") or self.key(i)[3:5] == ("", "")]
                whole = self.newest(same) or self.newest(loose)
                if whole and ends(self.seen[part])[0] > ends(self.seen[whole])[1]:
                    found.add((part, whole))
        return found

    def unequal(self):
        found = set()
        parts = {}
        for r in self.relations:
            if r["relation"] == "part" and r["partition"]:
                parts.setdefault((r["toward"], r["partition"]), []).append(r["item"])
        for (toward, partition), items in parts.items():
            for whole in self.rows:
                key = self.key(whole)
                if key[0] != toward or self.newest([i for i in self.rows if self.key(i) == key]) != whole:
                    continue
                newest = [self.newest([i for i in self.rows if self.key(i) == (item,) + key[1:]]) for item in items]
                if None in newest:
                    continue
                total = (0, 0)
                for part in newest:
                    total = apply("sum", total, self.bounds(part)[1])
                if not self.meet(total, self.seen[whole]):
                    found.add((whole, partition))
        return found


def check_contradictions(path, folder_of_tables):
    brute = Brute(folder_of_tables)
    found = status(path)["contradictions"]
    differ = {frozenset((c["first"], c["second"])) for c in found if c["kind"] == "values-differ"}
    expect(differ == brute.differ(), f"{differ ^ brute.differ()}")
    larger = {(c["first"], c["second"]) for c in found if c["kind"] == "part-is-larger"}
    expect(larger == brute.larger(), f"{larger ^ brute.larger()}")
    unequal = {(c["first"], c["partition"]) for c in found if c["kind"] == "partition-differs"}
    expect(unequal == brute.unequal(), f"{unequal ^ brute.unequal()}")
    return found


@case
def contradictions__of_the_sample_are_those_of_brute_force():
    expect(len(check_contradictions(sample(), SAMPLE)) >= 3, "too few to be the sample's")


@case
def contradictions__of_shuffled_figures_are_those_of_brute_force():
    divided = {r[c] for r in read(SAMPLE, "counts_toward") if r["relation"] == "part" for c in ("item", "toward")}
    rng, kinds = random.Random(11), {"promise-differs": 0, "values-differ": 0, "part-is-larger": 0, "partition-differs": 0}
    for _ in range(8):
        path, changed = workspace(), tables()
        def shuffle(rows):
            for row in rng.sample(rows, 120):
                other = rng.choice(rows)
                if row["replaces"] or any(r["replaces"] == row["figure"] for r in rows):
                    continue
                for column in ("indicator", "subject", "area", "period_start", "period_end", "kind"):
                    row[column] = other[column]
                if row["value"] and rng.random() < 0.5:
                    row["qualifier"] = rng.choice(["exact", "about", "at-least", "under"])
            for row in rows:
                if row["indicator"] in divided and row["value"] and rng.random() < 0.3:
                    row.update(value=str(round(float(row["value"]) * 2)), qualifier="exact")
        with_rows("figures", shuffle)(changed)
        run("import", changed, "-w", path)
        for c in check_contradictions(path, changed):
            kinds[c["kind"]] += 1
    kinds.pop("promise-differs")
    print(f"# {kinds}")
    expect(all(kinds.values()), f"a kind never occurred: {kinds}")


@case
def examples__all_five_are_in_the_short_report():
    out, _ = run("track", "status", "-w", sample())
    flat = " ".join(out.split())
    for text in ("about 1,000 persons a year", "300 persons a year", "2028–2034",               # Kyushu's shortage, both dated
                 "45.1 %", "71,500 ÷ 158,588", "at least 50 %", "4.9 percentage points",        # more than half
                 "never added together", "at least 42,000", "at least 7,500", "at least 15,000", "at least 35,000",
                 "Not counted toward it", "JDS is for public employees",
                 "33 commitments", "3 of people", "2 an end", "not measurable"):
        expect(text in flat, f"{text!r} is not in the report:\n{out}")
    lines = out.count("\n")
    expect(lines <= 120, f"{lines} lines")


@case
def examples__a_sixth_needs_data_only():
    path, more = sample(), folder("t")
    def row(name, **cells):
        header = open(os.path.join(SAMPLE, name + ".csv"), encoding="utf-8-sig").readline().strip().split(",")
        return dict(dict.fromkeys(header, ""), **cells)
    write(more, "sources", [row("sources", source="x-plan", title="Plan of Quy Nhon", publisher="Quy Nhon Times", published="2026-01",
                                quality="news")])
    indicators = [("x-trainers", "Trainers in Quy Nhon"), ("x-women", "Women among the trainers"), ("x-men", "Men among the trainers")]
    write(more, "indicators", [row("indicators", indicator=i, name_en=n, unit="persons", counting_rule_en="Heads on 31 December",
                                   measure="stock") for i, n in indicators])
    write(more, "counts_toward", [row("counts_toward", item=i, toward="x-trainers", relation="part", partition="sex",
                                      source="x-plan") for i in ("x-women", "x-men")])
    def figure(i, indicator, value, qualifier="exact", **cells):
        return row("figures", **dict(dict(figure=i, indicator=indicator, value=value, qualifier=qualifier, kind="actual",
                                          source="x-plan", as_of="2026-06-30"), **cells))
    write(more, "figures", [
        figure("x-f", "x-trainers", "100", replaces="x-f-old"), figure("x-f-old", "x-trainers", "140", "about", as_of="2025"),
        figure("x-f-women", "x-women", "70"), figure("x-f-men", "x-men", "41"),
        figure("x-f-target", "x-trainers", "400", kind="target", period_end="2028")])
    write(more, "commitments", [row("commitments", commitment="x-c", by="vietnam", to="japan", what_en="Train 400 trainers in Quy Nhon",
                                    starts="2025", due="2028", indicator="x-trainers", value="400", qualifier="exact", per="total",
                                    source="x-plan", locator="400 trainers")])
    run("import", more, "-w", path)
    out, _ = run("track", "status", "--as-of", "2026-12-31", "-w", path)
    flat = " ".join(out.split())
    for text in ("34 commitments: 0 with a reported status, 1 with a measurable pace", "Train 400 trainers in Quy Nhon",
                 "Pace on 2026-06-30: expected 149 persons, actual 100 persons, difference −49 persons",
                 "it replaced about 140 persons", "the parts by sex do not add up, 11 persons apart", "Quy Nhon Times"):
        expect(text in flat, f"{text!r} is not in the report:\n{out}")
    promise = [c for c in status(path, "--as-of", "2026-12-31")["commitments"] if c["id"] == "x-c"][0]
    days = 365 + 181
    expect(abs(promise["pace"]["expected"] - 400 * days / 1461) < 1e-9, promise)


@case
def report__as_of_a_day_leaves_out_what_came_later():
    path = sample()
    then, _ = run("track", "status", "--as-of", "2024-12-31", "-w", path)
    expect("300 persons a year" not in then and "stood on 2024-12-31" in then and "0 commitments" in then, then)
    then, _ = run("track", "status", "--as-of", "2025-05-01", "-w", path)
    made = [r for r in read(SAMPLE, "commitments") if (r["made_on"] or "2025") <= "2025-05-01"]
    expect(f"{len(made)} commitments" in then and 0 < len(made) < 33, then[:500])


@case
def report__fits_the_width_in_every_language():
    import unicodedata
    def width(line):
        return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
    path = sample()
    for language in ("en", "vi", "ja"):
        for words in ((), ("--all",), ("c-jds-master", "c-phd-250")):
            out, _ = run("track", "status", *words, "--lang", language, "-w", path)
            wide = [line for line in out.splitlines() if width(line) > 100 and " " in line.strip()]
            expect(not wide, f"{language}: {wide[:3]}")
            expect("{" not in out or words, f"{language}: a placeholder was not filled")


@case
def report__names_public_bodies_in_the_readers_language_and_media_as_they_are():
    path = sample()
    for language, names in (("vi", ("Bộ Kế hoạch và Đầu tư", "Đại sứ quán Nhật Bản tại Việt Nam", "Văn phòng Nội các Nhật Bản")),
                            ("ja", ("計画投資省", "在ベトナム日本国大使館", "内閣府"))):
        out, _ = run("track", "status", "--lang", language, "-w", path)
        flat = "".join(out.split()) if language == "ja" else " ".join(out.split())
        for name in names + ("VnEconomy",):
            expect(name in flat, f"{name} is not in:\n{out}")
        expect("Ministry of Planning" not in flat and "Embassy" not in flat, out)
        halves = [line for line in out.replace("(VNS)", "").splitlines() if "(" in line]
        expect(not halves or language != "ja", halves)


@case
def report__writes_dates_as_people_of_the_language_do():
    path = sample()
    for language, texts in (("en", ("by 2030", "by 2029-03", "2025-04-28", "2025–2028", "2024-04 – 2025-03")),
                            ("vi", ("đến năm 2030", "đến tháng 3/2029", "28/4/2025", "2025–2028", "4/2024 – 3/2025")),
                            ("ja", ("2030年まで", "2029年3月まで", "2025年4月28日", "2025～2028年", "2024年4月～2025年3月"))):
        out, _ = run("track", "status", "--lang", language, "-w", path)
        flat = "".join(out.split()) if language == "ja" else " ".join(out.split())
        for text in texts:
            expect(text in flat, f"{text} is not in:\n{out}")
    expect(status(path)["numbers"][0]["as_of"] == "2024-09-21", "JSON is not ISO")


@case
def report__sorts_undated_figures_by_the_end_of_their_period():
    out, _ = run("track", "status", "c-jds-master", "-w", sample())
    lines = [line for line in out.splitlines() if "actual ·" in line or ", actual" in line]
    def at(text):
        return [i for i, line in enumerate(lines) if text in line][0]
    expect(at("2015, actual") < at("2019, actual") < at("2021-10-19") < at("2022, actual"), out)


@case
def report__says_where_a_chain_compares_different_periods():
    out = " ".join(run("track", "status", "-w", sample())[0].split())
    expect("2026–2032, forecast · FujiPost → −200 (2026-01, another period: 2025–2027)" in out, out)
    expect("→ 43,000 (2024)" in out, out)


@case
def report__names_every_commitment_under_all():
    path = sample()
    out, _ = run("track", "status", "--all", "-w", path)
    for row in read(SAMPLE, "commitments"):
        expect(row["commitment"] in out, row["commitment"])


@case
def report__is_the_same_for_any_order_of_rows():
    first, second = workspace(), workspace()
    mixed, rng = tables(), random.Random(3)
    for name in ("sources", "figures", "indicators", "organisations", "events", "programmes"):
        with_rows(name, rng.shuffle)(mixed)
    run("import", SAMPLE, "-w", first)
    run("import", mixed, "-w", second)
    one, two = status(first), status(second)
    for key in ("commitments",):
        expect(one[key] == two[key], key)
    def sets(found):
        return {(c["kind"], frozenset((c["first"], c.get("second", "")))) for c in found["contradictions"]}
    expect(sets(one) == sets(two), "contradictions differ")
    expect({n["number"] for n in one["targets"]} == {n["number"] for n in two["targets"]}, "targets differ")


@case
def sample__carries_every_fact():
    with open(os.path.join(ROOT, "tests", "data", "fact-ids.txt"), encoding="utf-8") as f:
        wanted = set(f.read().split())
    expect(len(wanted) == 249 + 29, len(wanted))
    found = set()
    for name in TABLES:
        for row in read(SAMPLE, name):
            found.update(ref.strip() for ref in row["refs"].split(";"))
    expect(wanted <= found, f"missing: {sorted(wanted - found)}")


@case
def sample__the_list_of_facts_is_that_of_the_sources():
    facts = os.path.join(os.path.dirname(ROOT), "shared", "facts")
    if not os.path.isdir(facts):
        facts = os.path.join(os.path.dirname(os.path.dirname(ROOT)), "shared", "facts")
    if not os.path.isdir(facts):
        raise Skip("the folder of facts is not here")
    with open(os.path.join(ROOT, "tests", "data", "fact-ids.txt"), encoding="utf-8") as f:
        wanted = f.read().split()
    listed = []
    for name in ("report_facts.csv", "report_derived.csv"):
        with open(os.path.join(facts, name), encoding="utf-8", newline="") as f:
            listed += [row["id"] for row in csv.DictReader(f)]
    expect(wanted == listed, "the lists differ")


def main():
    print("TAP version 13", flush=True)
    failed = 0
    os.chmod(TMP, 0o755)
    for number, function in enumerate(cases, 1):
        try:
            function()
            print(f"ok {number} - {function.__name__}", flush=True)
        except Skip as reason:
            print(f"ok {number} - {function.__name__} # SKIP {reason}", flush=True)
        except Exception as error:
            failed += 1
            print(f"not ok {number} - {function.__name__}", flush=True)
            text = str(error) if isinstance(error, AssertionError) else traceback.format_exc()
            print("#   " + text[:9000].replace("\n", "\n#   "), flush=True)
    print(f"1..{len(cases)}")
    shutil.rmtree(TMP, ignore_errors=True)
    sys.exit(1 if failed else 0)


main()
