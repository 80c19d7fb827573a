#!/usr/bin/env python3
"""test_lottery.py ENISHI ROOT VERIFY: the lottery's commitment and reveal over HTTP: who may what, what is refused, what the log has, and
a result whose numbers enishi-verify recomputes."""
import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile

ENISHI, ROOT, VERIFY = (os.path.abspath(path) for path in sys.argv[1:4])
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from round_work import answer, make_round, solved, upload
from server import Server, sample_workspace
from tap import case, equal, expect, run_cases

SECRET, BEACON = "9f" * 32, "VN-Index 2027-04-01: 1.234,56 điểm"
TABLES = {"applicants": "applicant\nan\nbình\n", "places": "place,seats\nx,1\n", "choices": "applicant,rank,place,score\nan,1,x,1\nbình,1,x,1\n"}


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


COMMITMENT, SEED = sha256(SECRET), sha256(SECRET + BEACON.encode().hex())


def lottery(name):
    return me.json(f"/api/rounds/{name}/lottery")


def commit(name, commitment=COMMITMENT, **more):
    return me.post(f"/api/rounds/{name}/lottery/commitment", {"commitment": commitment, **more})


def reveal(name, secret=SECRET, beacon=BEACON):
    return me.post(f"/api/rounds/{name}/lottery/reveal", {"secret": secret, "beacon": beacon})


def put_rules(name, change):
    path = f"/api/rounds/{name}/rules"
    rules = me.json(path)
    change(rules)
    return me.put(path, json.dumps(rules).encode(), If_Match=me.get(path)[1]["ETag"], media="application/json")


def rule_of(got):
    body = json.loads(got[2])
    return [body["rule"], *(finding["rule"] for finding in body.get("findings", []))][-1]


def fresh(name):
    make_round(me, name)
    upload(me, name, **TABLES)


@case
def a_new_round_is_not_committed_and_a_commitment_takes_its_seed_away():
    fresh("one")
    found = lottery("one")
    equal((found["state"], found["rule"], found["edits"]), ("none", "single-lottery", []), "at first")
    expect(found["seed"] and "commitment" not in found, found)
    got = answer(commit("one"), 200)
    equal((got["state"], got["commitment"], got["committed_by"]), ("committed", COMMITMENT, "admin"), "after")
    expect("seed" not in got and "secret" not in got, got)
    equal(me.json("/api/rounds/one/rules")["ties"], {"rule": "single-lottery", "commitment": COMMITMENT}, "rules")


@case
def nothing_can_be_drawn_before_the_reveal():
    job = me.json(f"/api/jobs/{answer(me.post('/api/rounds/one/solve'), 202)['job']}")
    while job["state"] in ("queued", "running"):
        job = me.json(f"/api/jobs/{job['job']}")
    equal((job["state"], [f["rule"] for f in job["findings"] if f["severity"] == "error"]), ("failed", ["round.seed-missing"]), "a solve")


@case
def another_secret_does_not_open_it_and_a_second_commitment_needs_the_first():
    equal((reveal("one", secret="x" * 64)[0], rule_of(reveal("one", secret="x" * 64))), (422, "round.secret-mismatch"), "another secret")
    equal((commit("one", sha256("y"))[0], rule_of(commit("one", sha256("y")))), (409, "lottery.committed"), "another commitment")
    equal(commit("one", sha256("y"), replaces="0" * 64)[0], 409, "another commitment for one that is not there")
    for wrong in ("Z" * 64, COMMITMENT.upper()):
        equal((commit("one", wrong, replaces=COMMITMENT)[0], rule_of(commit("one", wrong, replaces=COMMITMENT))), (422, "round.not-digest"), wrong)
    equal(lottery("one")["commitment"], COMMITMENT, "still")
    answer(commit("one", sha256("y"), replaces=COMMITMENT), 200)
    answer(commit("one", COMMITMENT, replaces=sha256("y")), 200)


@case
def the_reveal_gives_the_seed_and_cannot_be_repeated():
    got = answer(reveal("one"), 200)
    equal((got["state"], got["secret"], got["beacon"], got["seed"], got["revealed_by"]), ("revealed", SECRET, BEACON, SEED, "admin"), "revealed")
    for again in (reveal("one"), commit("one", sha256("z"), replaces=COMMITMENT)):
        equal((again[0], rule_of(again)), (409, "lottery.revealed"), "again")
    fresh("bare")
    equal(rule_of(reveal("bare")), "lottery.not-committed", "without a commitment")


@case
def the_result_is_drawn_by_it_and_verified():
    result = solved(me, "one")
    numbers = {who: sha256(f"enishi-1\n{SEED}\none\n{who}") for who in ("an", "bình")}
    first = min(numbers, key=numbers.get)
    matches = {m["applicant"]: m.get("place") for m in me.json(f"/api/results/{result}/matches")["items"]}
    equal([who for who, place in matches.items() if place == "x"], [first], "who is placed")
    with zipfile.ZipFile(io.BytesIO(me.get(f"/api/results/{result}/archive")[2])) as archive:
        archive.extractall(f"{base}/one")
    run = subprocess.run([VERIFY, f"{base}/one/round", f"{base}/one/result"], capture_output=True, text=True, timeout=60, check=False)
    equal(run.returncode, 0, run.stdout + run.stderr)
    certificate = me.json(f"/api/results/{result}/files/certificate.json")
    equal(certificate["lottery"]["committed"], "yes", "the certificate")


@case
def the_log_names_each_step_and_what_was_changed_after_it():
    fresh("told")
    answer(commit("told"), 200)
    upload(me, "told", **TABLES)
    equal(lottery("told")["edits"], [], "applications that come in")
    equal(put_rules("told", lambda rules: rules.update(eligibility='applicant != "an"'))[0], 200, "an edit")
    edits = lottery("told")["edits"]
    equal([(e["what"], e["after_reveal"], e["by"]) for e in edits], [("rules", False, "admin")], "an edit of the rules")
    answer(reveal("told"), 200)
    equal(lottery("told")["edits"], edits, "the reveal is no edit")
    upload(me, "told", places="place,seats\nx,2\n")
    equal([(e["what"], e["after_reveal"]) for e in lottery("told")["edits"]], [("tables", True), ("rules", False)], "tables after the reveal")
    events = [(e["action"], e["fields"]) for e in me.json("/api/audit?table=rounds&id=told&limit=50")["items"] if "rules" in e["fields"]]
    expect(("commit-lottery", ["rules", "commitment", "seed"]) in events, events)
    expect(("reveal-lottery", ["rules", "beacon", "secret", "seed"]) in events, events)


@case
def a_commitment_that_comes_with_the_rules_is_known_to_the_log_too():
    fresh("by-rules")
    def with_commitment(rules):
        rules["ties"] = {"rule": "single-lottery", "commitment": COMMITMENT}
    equal(put_rules("by-rules", with_commitment)[0], 200, "rules")
    found = lottery("by-rules")
    equal((found["state"], found["committed_by"], found["edits"]), ("committed", "admin", []), "committed by the rules")
    equal(put_rules("by-rules", lambda rules: rules["ties"].update(commitment=sha256("y")))[0], 200, "another commitment by the rules")
    fields = me.json("/api/audit?table=rounds&id=by-rules&limit=1")["items"][0]["fields"]
    equal(fields, ["rules", "commitment"], "what the log says of it")


with tempfile.TemporaryDirectory() as base:
    with Server(ENISHI, sample_workspace(ENISHI, ROOT, os.path.join(base, "work")), ROOT, idle_seconds=3600) as server:
        me = server.sign_in()
        run_cases()
