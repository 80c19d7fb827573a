#!/usr/bin/env python3
"""test_trials.py ENISHI ROOT: what would be otherwise over HTTP: other mechanisms over a round, other seats in a result. Answers are
those of the command line, nothing is kept, and what cannot be tried says why."""
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

ENISHI, ROOT = (os.path.abspath(path) for path in sys.argv[1:3])
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from round_work import answer, make_round, solved, upload
from server import Server, environment, sample_workspace
from tap import case, equal, expect, run_cases

PLAIN = {"applicants": "applicant,categories\nan,women\nba,\nchi,women\n", "places": "place,seats,name_vi\nx,1,Phòng một\ny/2,1,\nz,0,\n",
         "choices": "applicant,rank,place,score\nan,1,x,1\nan,2,y/2,3\nba,1,x,2\nba,2,y/2,2\nba,3,z,9\nchi,1,y/2,1\nchi,2,x,3\n"}
LINES = {"applicants": "applicant,categories\nan,women\nchi,\nyên,\n", "places": "place,seats\nlab,2\nfirm,1\n",
         "choices": "applicant,rank,place,score\nan,1,lab,50\nchi,1,lab,90\nyên,1,lab,70\nyên,2,firm,1\n",
         "seats": "place,order,seats,category,others\nlab,1,1,women,never\nlab,2,1,,\nfirm,1,1,,\n"}
FLOORS = {"applicants": "applicant\nan\nba\n", "places": "place,seats,floor\nx,2,1\ny,1,1\n", "choices": "applicant,rank,place,score\nan,1,x,3\nba,1,x,2\nba,2,y,1\n"}


def command(folder, *arguments):
    run = subprocess.run([ENISHI, "match", *arguments, "--json", "--quiet"], capture_output=True, text=True, timeout=120, env=environment(ROOT), check=False, cwd=folder)
    equal(run.returncode, 0, run.stderr)
    return json.loads(run.stdout)


def on_disk(name, tables):
    """The same round as a folder for the command line."""
    folder = tempfile.mkdtemp(dir=base)
    for table, text in tables.items():
        with open(f"{folder}/{table}.csv", "w", encoding="utf-8") as file:
            file.write(text)
    with open(f"{folder}/round.json", "w", encoding="utf-8") as file:
        json.dump(me.json(f"/api/rounds/{name}/rules"), file)
    return folder


def try_seats(result, *changes):
    return me.post(f"/api/results/{result}/what-if", {"changes": [dict(zip(("place", "by", "order"), change)) for change in changes]})


def rules_of(got):
    return {finding["rule"] for finding in json.loads(got[2]).get("findings", [])}


@case
def mechanisms_are_compared_as_on_the_command_line():
    folder = on_disk("plain", PLAIN)
    for chosen in ("deferred-acceptance,immediate-acceptance", "rank-maximal,serial-dictatorship", ""):
        got = me.json(f"/api/rounds/plain/comparison?mechanisms={chosen}")
        equal(got, command(folder, "compare", ".", *(["--mechanisms", chosen] if chosen else [])), chosen)
    refused = [m for m in got["mechanisms"] if not m["cleared"]]
    expect(any(m["mechanism"] == "serial-dictatorship" and m["problems"] for m in refused), f"no reason: {refused}")
    women = next(c for c in got["mechanisms"][0]["categories"] if c["category"] == "women")
    equal(women["applicants"], 2, "applicants of a category")


@case
def a_comparison_is_drawn_in_each_language_with_the_names_of_its_mechanisms():
    path = "/api/rounds/plain/comparison/chart?mechanisms=deferred-acceptance,immediate-acceptance&width=400&lang="
    labels = []
    for language, word in (("en", "Deferred acceptance"), ("vi", "Chấp nhận trì hoãn"), ("ja", "受入保留方式")):
        status, headers, body = me.get(path + language)
        equal((status, headers["Content-Type"].split(";")[0]), (200, "image/svg+xml"), body)
        root = xml.fromstring(body)
        labels.append([g.get("data-label") for g in root.iter() if g.get("data-label")])
        equal((root.get("width"), len(labels[-1])), ("400", 6), "width and bars")
        expect(word in labels[-1][0], labels[-1])
    equal(len({tuple(one) for one in labels}), 3, "different words")


@case
def a_comparison_is_asked_again_only_after_a_change():
    path = "/api/rounds/plain/comparison?mechanisms=deferred-acceptance,immediate-acceptance"
    tag = me.get(path)[1]["ETag"]
    equal(me.get(path, If_None_Match=tag)[0], 304, "the same round")
    upload(me, "plain", places=PLAIN["places"])
    equal(me.get(path, If_None_Match=tag)[0], 200, "tables that were put again")


@case
def what_cannot_be_compared_says_why():
    got = me.get("/api/rounds/plain/comparison?mechanisms=deferred-acceptance,boston")
    equal((got[0], rules_of(got)), (422, {"compare.no-mechanism"}), got[2])
    make_round(me, "empty")
    equal(me.get("/api/rounds/empty/comparison")[0], 422, "a round without tables")
    equal(me.get("/api/rounds/nowhere/comparison")[0], 404, "no such round")


@case
def seats_are_tried_as_on_the_command_line_and_nothing_is_kept():
    result = solved(me, "plain")
    before = me.json(f"/api/results/{result}"), me.json("/api/rounds/plain")
    got = answer(try_seats(result, ("x", 1), ("y/2", -1)), 200)
    equal(got, command(on_disk("plain", PLAIN), "what-if", ".", "--seats", "x=+1", "--seats", "y/2=-1"), "x=+1, y/2=-1")
    equal((got["before"]["seats"], got["after"]["seats"]), (2, 2), "seats in all")
    expect(got["better"] or got["placed"], f"nobody gains: {got}")
    equal((me.json(f"/api/results/{result}"), me.json("/api/rounds/plain")), before, "round and result")
    expect(all(event["action"] != "what-if" for event in me.json("/api/audit?limit=50")["items"]), "a trial is no change")


@case
def seats_of_a_line_are_tried_by_its_order():
    make_round(me, "lines")
    upload(me, "lines", **LINES)
    result = solved(me, "lines")
    got = answer(try_seats(result, ("lab", 1, 2), ("firm", -1, 1)), 200)
    equal(got, command(on_disk("lines", LINES), "what-if", ".", "--seats", "lab/2=+1", "--seats", "firm=-1"), "lab/2=+1")
    equal([(c["place"], c["order"], c["before"], c["after"]) for c in got["changes"]], [("lab", 2, 1, 2), ("firm", 1, 1, 0)], "changes")
    got = try_seats(result, ("lab", 1))
    equal((got[0], rules_of(got)), (422, {"what-if.several-lines"}), "which line is not said")


@case
def what_cannot_be_tried_says_why():
    result = me.json("/api/rounds/plain")["newest_result"]
    for changes, rule in (([("nowhere", 1)], "round.unknown-place"), ([("x", -2)], "what-if.out-of-range"), ([("x", 1, 7)], "what-if.no-line")):
        got = try_seats(result, *changes)
        equal((got[0], rules_of(got)), (422, {rule}), got[2])
    equal(try_seats(result)[0], 422, "no change at all")
    equal(try_seats(999999, ("x", 1))[0], 404, "no such result")


@case
def fewer_seats_than_the_minimum_are_refused_with_the_reason():
    make_round(me, "floors")
    upload(me, "floors", **FLOORS)
    result = solved(me, "floors")
    equal(answer(try_seats(result, ("x", -1)), 200)["after"]["placed"], 2, "placed at the minimum")
    got = try_seats(result, ("x", -2))
    equal(got[0], 422, got[2])
    expect(rules_of(got), f"no reason: {got[2]}")


@case
def what_was_tried_belongs_to_the_tables_of_the_result():
    result = me.json("/api/rounds/plain")["newest_result"]
    told = answer(try_seats(result, ("x", 1)), 200)
    upload(me, "plain", places="place,seats\nx,0\ny/2,0\nz,0\n")
    equal(answer(try_seats(result, ("x", 1)), 200), told, "after the round was changed")


with tempfile.TemporaryDirectory() as base:
    with Server(ENISHI, sample_workspace(ENISHI, ROOT, os.path.join(base, "work")), ROOT, idle_seconds=3600) as server:
        me = server.sign_in()
        make_round(me, "plain")
        upload(me, "plain", **PLAIN)
        run_cases()
