#!/usr/bin/env python3
"""test_audit.py ENISHI ROOT: the log of changes from outside: what becomes an event, what tampering shows, by enishi and by the program that
docs/audit.md gives, and what erasing leaves."""
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile

ENISHI, ROOT = (os.path.abspath(path) for path in sys.argv[1:3])
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from server import Server, environment, sample_workspace
from tap import case, equal, expect, run_cases

TMP = tempfile.mkdtemp(prefix="enishi-audit-")
SAMPLE = sample_workspace(ENISHI, ROOT, os.path.join(TMP, "sample"))
FAILED_CLAIM = 6
workspaces = 0
with open(os.path.join(ROOT, "docs", "audit.md"), encoding="utf-8") as f:
    documentation = f.read()
VERIFIER = os.path.join(TMP, "verify.py")
with open(VERIFIER, "w", encoding="utf-8") as f:
    f.write(re.search(r"```python\n(.*?)```", documentation, re.S).group(1))


def fresh():
    global workspaces
    workspaces += 1
    folder = os.path.join(TMP, str(workspaces))
    shutil.copytree(SAMPLE, folder)
    return folder


def run(folder, *words, status=0, **env):
    done = subprocess.run([ENISHI, *words, "--workspace", folder], capture_output=True, text=True, timeout=120,
                          env=environment(ROOT, LOGNAME="tester", USER="tester", **env))
    equal(done.returncode, status, f"{words}: {done.stdout}{done.stderr}")
    return done.stdout if status == 0 else done.stderr


def change(folder, *statements):
    """As somebody who has the file and means to."""
    with sqlite3.connect(os.path.join(folder, "enishi.db"), timeout=30) as db:
        for statement in ("DROP TRIGGER IF EXISTS audit_keeps_events", "DROP TRIGGER IF EXISTS audit_keeps_all", *statements):
            db.execute(statement)
    db.close()


def export(folder):
    return json.loads(run(folder, "audit", "export"))


def documented(folder):
    """(exit status, what it says) of the program in the documentation."""
    path = os.path.join(TMP, "log.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(run(folder, "audit", "export"))
    done = subprocess.run([sys.executable, VERIFIER, path], capture_output=True, text=True, timeout=60)
    return done.returncode, (done.stdout + done.stderr).strip()


def with_events():
    """A workspace whose log has eight events: the sample and its model, and three accounts made and given a link each."""
    folder = fresh()
    for user in ("lan", "mai", "yui"):
        run(folder, "user", "add", user, "--roles", "officer")
    equal(len(export(folder)), 8, "events")
    return folder


@case
def every_import_is_an_event_and_a_dry_run_is_none():
    folder, tables = fresh(), os.path.join(TMP, "tables")
    os.makedirs(tables, exist_ok=True)
    with open(os.path.join(tables, "areas.csv"), "w", encoding="utf-8") as file:
        file.write("area,kind,name_en,name_vi,name_ja,part_of\nmoon,country,Moon,Mặt Trăng,月,\n")
    run(folder, "import", tables, "--dry-run")
    equal(len(export(folder)), 2, "after a dry run")
    run(folder, "import", tables)
    newest, model, first = export(folder)
    equal([newest[k] for k in ("event", "actor", "action", "table", "id", "fields")], [3, "cli:tester", "import", "imports", "2", ["areas"]], "import")
    equal([model[k] for k in ("actor", "action", "table", "id")], [first["actor"], "add", "models", "pipeline"], "the model of the sample")
    equal(first["actor"].startswith("cli:") and first["action"], "import", "the sample")
    with open(os.path.join(tables, "areas.csv"), "a", encoding="utf-8") as file:
        file.write("broken\n")
    run(folder, "import", tables, status=1)
    equal(len(export(folder)), 3, "after an import that was refused")


@case
def what_is_done_at_the_server_is_an_event_with_who_did_it():
    with Server(ENISHI, fresh(), ROOT) as server:
        admin = server.sign_in()
        before = admin.json("/api/audit/head")["events"]
        equal(admin.post("/api/users", {"user": "lan", "name": "Lan", "roles": ["officer"]})[0], 201, "adding")
        equal(admin.post("/api/users", {"user": "lan", "name": "Lan", "roles": ["officer"]})[0], 409, "adding again")
        event, *rest = admin.json(f"/api/audit?limit=200")["items"]
        equal(event["event"], before + 1, "what was refused is no event")
        equal([event[k] for k in ("actor", "action", "table", "label")], ["admin", "add", "accounts", "lan"], "who and what")
        expect("Lan" not in json.dumps({k: v for k, v in event.items() if k != "label"}), f"the content is in {event}")
        actions = [e["action"] for e in rest]
        equal(actions, ["sign-in-by-link", "link", "add", "add", "import"], "what was before")
        equal(admin.json("/api/audit?actor=admin&action=add&table=accounts")["items"][0]["event"], event["event"], "by filters")
        equal(admin.json("/api/audit?actor=lan")["items"], [], "by another actor")
        pages, after = [], ""
        while after is not None:
            page = admin.json(f"/api/audit?limit=2{after}")
            pages += [e["event"] for e in page["items"]]
            after = f"&after={page['next']}" if page.get("next") else None
        equal(pages, list(range(before + 1, 0, -1)), "page by page")


@case
def every_change_at_the_server_is_one_event():
    with Server(ENISHI, fresh(), ROOT) as server:
        admin = server.sign_in()
        area = {"area": "moon", "kind": "country", "name_en": "Moon", "name_vi": "Mặt Trăng", "name_ja": "月"}
        csv = {"media": "text/csv"}
        changes = [
            ("add area", lambda: admin.post("/api/areas", area)),
            ("put area", lambda: put(admin, "/api/areas/moon", {**area, "name_en": "The Moon"})),
            ("add round", lambda: admin.post("/api/rounds", {"round": "r1"})),
            ("put table", lambda: admin.request("PUT", "/api/rounds/r1/tables/applicants", b"applicant\nA1\n", **csv)),
            ("remove table", lambda: admin.delete("/api/rounds/r1/tables/applicants")),
            ("put rules", lambda: put(admin, "/api/rounds/r1/rules", None)),
            ("remove round", lambda: admin.delete("/api/rounds/r1", If_Match=admin.get("/api/rounds/r1")[1]["ETag"])),
            ("put me", lambda: put(admin, "/api/me", {"name": "Root"})),
            ("add key", lambda: admin.post("/api/me/keys", {"name": "k", "scopes": ["metrics"]})),
            ("remove key", lambda: admin.delete("/api/me/keys/1")),
            ("sign out", lambda: admin.delete("/api/session"))]
        faults = []
        for name, make in changes:
            before = len(export(server.workspace))
            status, _, body = make()
            after = export(server.workspace)
            if status not in (200, 201, 204) or len(after) != before + 1 or after[0]["actor"] != "admin":
                faults.append(f"{name}: {status} {len(after) - before} {body[:200]}")
        equal(faults, [], "changes")
        run(server.workspace, "audit", "verify")


def put(client, path, body):
    """Corrects what is there; the same again where there is no other body."""
    _, headers, now = client.get(path)
    return client.put(path, json.loads(now) if body is None else body, If_Match=headers["ETag"])


@case
def a_log_that_is_whole_verifies_by_enishi_and_by_the_documented_program():
    folder = with_events()
    head = run(folder, "audit", "head").strip()
    equal(documented(folder), (0, head), "the documented program")
    expect(head in run(folder, "audit", "verify"), "the end is not said")
    equal(json.loads(run(folder, "audit", "verify", "--json")), {"events": 8, "hash": head}, "as JSON")
    run(folder, "audit", "verify", "--head", head)


@case
def a_change_of_any_member_is_found_at_its_event():
    for member in ("at", "actor", "action", "table", "id", "fields", "digest", "previous", "hash"):
        folder = with_events()
        value = "(actor % 2) + 1" if member == "actor" else f"'x' || \"{member}\""
        change(folder, "INSERT INTO audit_actors (name) VALUES ('somebody else')", f'UPDATE audit SET "{member}" = {value} WHERE event = 4')
        message = run(folder, "audit", "verify", status=FAILED_CLAIM)
        expect(re.search(r"\bevent 4\b", message), f"{member}: {message}")
        equal(documented(folder), (1, "broken from event 4 on"), f"{member}, by the documented program")


@case
def an_event_that_is_removed_or_moved_is_found():
    folder = with_events()
    change(folder, "DELETE FROM audit_salts WHERE event = 3", "DELETE FROM audit WHERE event = 3")
    expect("event 3" in run(folder, "audit", "verify", status=FAILED_CLAIM), "removed")
    change(folder, "PRAGMA foreign_keys = OFF", "UPDATE audit SET event = event - 1 WHERE event > 3")
    expect("event 3" in run(folder, "audit", "verify", status=FAILED_CLAIM), "closed up")
    equal(documented(folder)[0], 1, "the documented program")


@case
def the_finding_is_said_in_three_languages():
    folder = with_events()
    change(folder, "UPDATE audit SET action = 'x' WHERE event = 2")
    for language, words in (("en", "event 2"), ("vi", "sự kiện 2"), ("ja", "イベント 2")):
        expect(words in run(folder, "audit", "verify", "--lang", language, status=FAILED_CLAIM), language)


@case
def a_log_that_was_cut_off_or_written_anew_is_found_by_an_anchor_alone():
    folder = with_events()
    head = run(folder, "audit", "head").strip()
    run(folder, "user", "add", "later", "--roles", "officer")
    run(folder, "audit", "verify", "--head", head)
    run(folder, "audit", "verify", "--head", head.upper(), status=FAILED_CLAIM)
    change(folder, "DELETE FROM audit_salts WHERE event > 6", "DELETE FROM audit WHERE event > 6")
    run(folder, "audit", "verify")
    expect("no event of the log has that hash" in run(folder, "audit", "verify", "--head", head, status=FAILED_CLAIM), "an anchor that was cut off")
    run(folder, "audit", "verify", "--head", "0" * 64)
    for nonsense in ("0", "x" * 64, "' OR 1=1 --"):
        run(folder, "audit", "verify", "--head", nonsense, status=FAILED_CLAIM)


@case
def a_running_server_says_that_the_log_is_broken():
    with Server(ENISHI, with_events(), ROOT) as server:
        admin = server.sign_in()
        expect(admin.json("/api/audit/head")["intact"], "at first")
        change(server.workspace, "UPDATE audit SET id = '99' WHERE event = 5")
        head = admin.json("/api/audit/head")
        equal((head["intact"], head["first_broken"]), (False, 5), "afterwards")


@case
def a_mistake_in_a_program_cannot_change_the_log():
    folder = with_events()
    for statement in ("UPDATE audit SET action = 'x'", "DELETE FROM audit"):
        db = sqlite3.connect(os.path.join(folder, "enishi.db"))
        try:
            db.execute(statement)
            raise AssertionError(statement)
        except sqlite3.IntegrityError:
            pass
        finally:
            db.close()
    run(folder, "audit", "verify")


@case
def erasing_an_account_leaves_nothing_of_the_person_and_the_chain_whole():
    folder = fresh()
    with Server(ENISHI, folder, ROOT) as server:
        admin = server.sign_in()
        body = {"user": "kusunoki-masashige", "name": "楠木 正成", "roles": ["officer", "administrator"]}
        equal(admin.post("/api/users", body, Idempotency_Key="a-key")[0], 201, "adding")
        link = json.loads(admin.post("/api/users/kusunoki-masashige/link")[2])["address"].rpartition("/")[2]
        erased = server.sign_in(link)
        equal(erased.post("/api/users", {"user": "lan", "name": "Lan", "roles": ["officer"]})[0], 201, "an event of the one who is erased")
        head = admin.json("/api/audit/head")["hash"]
        run(folder, "user", "erase", "kusunoki-masashige")
        equal(erased.get("/api/me")[0], 401, "the session")
        run(folder, "audit", "verify", "--head", head)
        events = admin.json("/api/audit?limit=200")["items"]
        equal(events[0]["action"], "erase", "the newest event")
        gone = [e for e in events if e["actor"] == ""]
        equal([e["action"] for e in gone], ["add", "sign-in-by-link"], "events without a name")
        equal(len({e["actor_number"] for e in gone}), 1, "numbers of the actor")
    equal(documented(folder)[0], 0, "the documented program")
    equal(os.listdir(folder).count("enishi.db-wal"), 0, "a log of writes that is left")
    with open(os.path.join(folder, "enishi.db"), "rb") as file:
        stored = file.read()
    for value in ("kusunoki", "楠木", "正成"):
        expect(value.encode() not in stored, f"{value} is still in the file")
    run(folder, "user", "erase", "kusunoki-masashige", status=1)


if __name__ == "__main__":
    try:
        run_cases()
    finally:
        shutil.rmtree(TMP, ignore_errors=True)
