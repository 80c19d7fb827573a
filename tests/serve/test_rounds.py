"""Rounds over HTTP: the main path from the sample to a result that enishi-verify confirms, and a bad spreadsheet."""
import base64
import contextlib
import csv
import glob
import http.client
import io
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unicodedata
import urllib.parse
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
sys.path.append(os.path.join(sys.argv[2], "tests", "match"))
from round_work import answer, begin, make_round, solved, upload, wait
from server import Server, environment, sample_workspace
from tap import case, equal, expect, run_cases
from workbook import write_workbook

ENISHI, ROOT, VERIFY = sys.argv[1], sys.argv[2], sys.argv[3]
FILES = ("matches.csv", "places.csv", "waiting.csv", "summary.json", "certificate.json")
SMALL = {"applicants": "applicant,name\nan,An\nbình,\"Bình, Trần\"\n=cmd,Chi\nyên,Yên\n",
         "places": "place,seats,name_en,name_vi,name_ja\nlab,1,\"Lab, first\",\"Phòng\nmột\",研究室\nfirm,1,Firm,Hãng,会社\n",
         "choices": "applicant,rank,place,score\nan,1,lab,80\nbình,1,lab,90\nbình,2,firm,70\n=cmd,1,firm,60\nan,2,firm,\n"}
LINES = {"applicants": "applicant,categories\nan,women\nchi,\nyên,\nba,\n",
         "places": "place,seats,name_en\nlab,2,Lab\nfirm,1,Firm\n",
         "choices": "applicant,rank,place,term,score\nan,1,lab,full,50\nchi,1,lab,full,90\nyên,1,lab,full,70\nyên,2,firm,,1\nba,1,lab,half,99\n",
         "seats": "place,order,seats,category,others\nlab,1,1,women,never\nlab,2,1,,\n",
         "held": "applicant,place\nchi,firm\n"}


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment(ROOT), check=False)


def all_pages(client, path, limit):
    items, after = [], ""
    while True:
        page = client.json(f"{path}{'&' if '?' in path else '?'}limit={limit}{after}")
        items += page["items"]
        if not page.get("next"):
            return items
        after = "&after=" + urllib.parse.quote(page["next"])


@case
def the_sample_is_checked_solved_explained_and_verified():
    made = make_round(me, "sample", from_sample=True)
    equal((made["synthetic"], [t["name"] for t in made["tables"]]), (True, ["applicants", "choices", "places"]), "the new round")
    equal([t["rows"] for t in made["tables"]], [3000, 10384, 63], "rows")
    check = wait(me, begin(me, "sample", "check"))
    equal((check["state"], check["errors"], check.get("result")), ("done", 0, None), "the check")
    equal(me.json("/api/rounds/sample")["checked"]["job"], check["job"], "the check of the round as it is")
    result = me.json(f"/api/results/{solved(me, 'sample')}")
    equal((result["current"], result["summary"]["placed"], result["round"]), (True, 587, "sample"), "the result")
    equal(sorted(f["name"] for f in result["files"]), sorted(FILES), "files")
    expect(me.json("/api/rounds/sample")["newest_result"] == result["result"], "the round does not know its newest result")


@case
def what_was_downloaded_is_confirmed_by_the_verifier():
    result = me.json("/api/rounds/sample")["newest_result"]
    for kind in ("files", "archive"):
        folder = tempfile.mkdtemp(dir=base)
        if kind == "archive":
            status, headers, body = me.get(f"/api/results/{result}/archive")
            equal(status, 200, "status")
            expect("enishi-result" in headers["Content-Disposition"], headers["Content-Disposition"])
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                equal(archive.testzip(), None, "the first file with another checksum")
                archive.extractall(folder)
        else:
            download(result, folder)
        verified = run(VERIFY, f"{folder}/round", f"{folder}/result")
        equal(verified.returncode, 0, f"enishi-verify said {verified.stdout}{verified.stderr}")


def download(result, folder):
    """Round and result as single files."""
    about = me.json(f"/api/results/{result}")
    for part, names, where in (("round", about["inputs"], "inputs"), ("result", about["files"], "files")):
        os.mkdir(f"{folder}/{part}")
        for file in names:
            status, headers, body = me.get(f"/api/results/{result}/{where}/{file['name']}")
            equal((status, headers["ETag"], len(body)), (200, f'"{file["sha256"]}"', file["size"]), file["name"])
            with open(f"{folder}/{part}/{file['name']}", "wb") as out:
                out.write(body)


@case
def the_result_has_the_same_bytes_as_that_of_the_command_line():
    for name, tables in (("sample", None), ("small", SMALL), ("lines-too", LINES)):
        if tables:
            make_round(me, name)
            upload(me, name, **tables)
            solved(me, name)
        result = me.json(f"/api/rounds/{name}")["newest_result"]
        folder = tempfile.mkdtemp(dir=base)
        download(result, folder)
        own = run(ENISHI, "match", "solve", f"{folder}/round", "-o", f"{folder}/own", "--threads", "1", "--quiet")
        equal(own.returncode, 0, own.stderr)
        for file in FILES:
            with open(f"{folder}/own/{file}", "rb") as one, open(f"{folder}/result/{file}", "rb") as other:
                equal(one.read(), other.read(), f"{name}: {file}")


@case
def pages_of_places_matches_and_waiting_lists_hold_every_row_once():
    result = me.json("/api/rounds/small")["newest_result"]
    places = all_pages(me, f"/api/results/{result}/places?lang=vi", 1)
    equal([(p["place"], p["name"], p["seats"], p["filled"], p["cutoff"]) for p in places],
          [("lab", "Phòng\nmột", 1, 1, "90"), ("firm", "Hãng", 1, 1, "60")], "places")
    equal([p["name"] for p in all_pages(me, f"/api/results/{result}/places?lang=en", 1)], ["Lab, first", "Firm"], "names in English")
    matches = all_pages(me, f"/api/results/{result}/matches", 1)
    equal([(m["applicant"], m.get("place"), m.get("rank"), m["reason"]) for m in matches],
          [("an", None, None, "score"), ("bình", "lab", 1, "placed"), ("=cmd", "firm", 1, "placed"), ("yên", None, None, "no-wishes")],
          "matches")
    waiting = all_pages(me, f"/api/results/{result}/waiting", 1)
    equal(waiting, [{"place": "lab", "position": 1, "applicant": "an", "score": "80"}], "waiting")
    result = me.json("/api/rounds/sample")["newest_result"]
    for table, key in (("matches", "applicant"), ("waiting", "position")):
        _, _, body = me.get(f"/api/results/{result}/files/{table}.csv")
        written = [row[key] for row in csv.DictReader(io.StringIO(body.decode()))]
        equal([str(row[key]) for row in all_pages(me, f"/api/results/{result}/{table}", 200)], written, table)


def cursor(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@case
def a_page_begins_where_one_has_ended_and_nowhere_else():
    result = me.json("/api/rounds/small")["newest_result"]
    for table in ("places", "matches", "waiting"):
        path = f"/api/results/{result}/{table}"
        _, _, written = me.get(f"/api/results/{result}/files/{table}.csv")
        lines = written.splitlines(keepends=True)
        starts = {sum(map(len, lines[:n])): n for n in range(1, len(lines) + 1)}
        items = all_pages(me, path, 1)
        for at in range(len(written) + 2):
            for names in ("", "0", "7", "99999999"):
                status, _, body = me.get(f"{path}?after={cursor(f'{at}:{names}')}")
                if at in starts:
                    equal((status, json.loads(body)["items"]), (200, items[starts[at] - 1:]), f"{table} from byte {at}")
                elif at:
                    equal((status, json.loads(body)["rule"]), (400, "serve.parameters"), f"{table} from byte {at}")
        equal(me.get(f"{path}?after={cursor(f'{2**62}:')}")[0], 400, f"{table} from far behind its end")


@case
def rows_are_found_by_place_applicant_reason_and_whether_placed():
    result = me.json("/api/rounds/sample")["newest_result"]
    path = f"/api/results/{result}/matches"
    summary = me.json(f"/api/results/{result}")["summary"]
    equal(len(all_pages(me, f"{path}?placed=yes", 100)), summary["placed"], "placed")
    equal(len(all_pages(me, f"{path}?placed=no", 150)), summary["unplaced"], "not placed")
    expect(summary["reasons"]["lottery"] > 0, "no lottery in the sample")
    equal(len(all_pages(me, f"{path}?reason=lottery", 3)), summary["reasons"]["lottery"], "refused by lottery")
    equal([m["applicant"] for m in all_pages(me, f"{path}?applicant=A1234", 5)], ["A1234"], "one applicant")
    small = me.json("/api/rounds/small")["newest_result"]
    decomposed = urllib.parse.quote(unicodedata.normalize("NFD", "bình"))
    equal(len(me.json(f"/api/results/{small}/matches?applicant={decomposed}")["items"]), 1, "an id in another form")
    at_place = all_pages(me, f"{path}?place=jds-doctor", 2)
    equal((len(at_place), {m["place"] for m in at_place}), (5, {"jds-doctor"}), "one place")
    waiting = all_pages(me, f"/api/results/{result}/waiting?place=jds-doctor", 20)
    equal([w["position"] for w in waiting], list(range(1, len(waiting) + 1)), "positions")
    equal([p["refused"] for p in all_pages(me, f"/api/results/{result}/places", 100) if p["place"] == "jds-doctor"], [len(waiting)], "refused")
    equal(me.get(f"{path}?after=nonsense")[0], 400, "a cursor that nobody gave out")


@case
def an_explanation_has_the_words_of_the_terminal_in_each_language():
    result = me.json("/api/rounds/sample")["newest_result"]
    folder = tempfile.mkdtemp(dir=base)
    download(result, folder)
    for language in ("en", "vi", "ja"):
        told = me.json(f"/api/results/{result}/applicants/A0017?lang={language}")
        own = run(ENISHI, "match", "explain", f"{folder}/round", f"{folder}/result", "A0017", "--json", "--lang", language)
        equal(told, json.loads(own.stdout), f"explanation in {language}")
        shown = run(ENISHI, "match", "explain", f"{folder}/round", f"{folder}/result", "A0017", "--lang", language).stdout
        packed = "".join(shown.split())
        for sentence in [told["text"]] + [wish["text"] for wish in told["wishes"]]:
            expect("".join(sentence.split()) in packed, f"{language}: {sentence!r} is not in {shown!r}")


@case
def an_explanation_is_not_made_again_for_whoever_has_it():
    path = f"/api/results/{me.json('/api/rounds/sample')['newest_result']}/applicants/A0001"
    status, headers, _ = me.get(path)
    equal(status, 200, "status")
    equal(me.get(path, If_None_Match=headers["ETag"])[0], 304, "the second time")
    equal(answer(me.get(path.replace("A0001", "nobody")), 404)["rule"], "round.unknown-applicant", "an unknown applicant")
    equal(me.get(path.replace("A0001", "--help"))[0], 404, "an applicant that looks like an option")
    equal(me.get("/api/results/999/applicants/A0001")[0], 404, "an unknown result")


@case
def an_applicant_sees_only_the_own_result():
    answer(me.post("/api/users", {"user": "an", "name": "An", "roles": ["applicant"], "applicant": "A0002"}), 201)
    link = answer(me.post("/api/users/an/link"), 201)["address"]
    an = server.sign_in(link.rsplit("/", 1)[1])
    result = me.json("/api/rounds/sample")["newest_result"]
    make_round(me, "unsolved")
    rounds = [r["round"] for r in an.json("/api/rounds")["items"]]
    expect("sample" in rounds and "unsolved" not in rounds, f"an applicant sees {rounds}")
    equal(an.json(f"/api/results/{result}/applicants/A0002")["applicant"], "A0002", "the own result")
    equal(an.get(f"/api/results/{result}/applicants/A0003")[0], 403, "somebody else's")
    equal(an.get(f"/api/results/{result}/applicants/nobody")[0], 403, "nobody's")
    for path in (f"/api/results/{result}", f"/api/results/{result}/matches", f"/api/results/{result}/archive", "/api/jobs"):
        equal(an.get(path)[0], 403, path)


@case
def a_bad_spreadsheet_is_refused_cell_by_cell():
    make_round(me, "bad")
    upload(me, "bad", applicants="applicant\na\nb\n", places="place,seats\np,x\n",
           choices="applicant,rank,place,score\na,1,p,1\nb,first,p,2\n\"c\",1,q,3\n")
    for kind, state in (("check", "done"), ("solve", "failed")):
        job = wait(me, begin(me, "bad", kind))
        equal((job["state"], job["errors"]), (state, 4), f"{kind}: state and errors")
        found = {(f["file"], f["row"], f["column"], f["value"]) for f in job["findings"]}
        equal(found, {("places.csv", 2, "seats", "x"), ("choices.csv", 3, "rank", "first"), ("choices.csv", 4, "applicant", "c"),
                      ("choices.csv", 4, "place", "q")}, f"{kind}: cells")
    equal(job["reason"], "job.bad-input", "the reason")
    in_vietnamese = answer(me.get(f"/api/jobs/{job['job']}", Accept_Language="vi"), 200)
    expect("nguyên" in in_vietnamese["findings"][0]["message"], f"not in Vietnamese: {in_vietnamese['findings'][0]}")
    rows = me.json("/api/rounds/bad/tables/choices/rows?from=3&count=2")
    equal((rows["columns"], rows["rows"], rows["next"]),
          (["applicant", "rank", "place", "score"],
           [{"row": 3, "cells": ["b", "first", "p", "2"]}, {"row": 4, "cells": ["c", "1", "q", "3"]}], None), "the rows to mark")


@case
def what_is_proven_impossible_says_what_had_to_give_way():
    make_round(me, "floors")
    upload(me, "floors", applicants="applicant\na\n", places="place,seats,floor\np,1,1\nq,1,1\n", choices="applicant,rank,place,score\na,1,p,1\na,2,q,1\n")
    job = wait(me, begin(me, "floors", "solve"))
    equal((job["state"], job["reason"], job["errors"]), ("failed", "job.impossible", 1), "the end")
    equal([(f["rule"], f["file"], f["column"], f["value"]) for f in job["findings"]], [("clearing.floor-unfilled", "places.csv", "floor", "q")], "what gave way")


@case
def rows_are_numbered_as_the_spreadsheet_shows_them():
    make_round(me, "rows")
    upload(me, "rows", applicants='applicant,note\n\na,"two\nlines"\n\nb,x,y\n"c\nd,e\n')
    rows = me.json("/api/rounds/rows/tables/applicants/rows?count=200")["rows"]
    equal([(r["row"], r["cells"], r.get("faulty", False)) for r in rows],
          [(3, ["a", "two\nlines"], False), (5, ["b", "x", "y"], False), (6, [], True)], "rows")


@case
def a_table_in_another_encoding_is_refused_with_the_remedy_and_read_with_the_option():
    make_round(me, "mixed")
    path, text = "/api/rounds/mixed/tables/applicants", "applicant;氏名\na;\"山田,太郎\"\n\nb;鈴木\n"
    refused = answer(me.put(path, text.encode("cp932"), media="text/csv"), 422)
    equal(refused["findings"][0]["rule"], "table.other-encoding", "the finding")
    refused = answer(me.put(path, text.encode(), media="text/csv"), 422)
    equal(refused["findings"][0]["rule"], "table.other-delimiter", "the finding")
    equal(me.json("/api/rounds/mixed")["tables"], [], "tables after refusals")
    kept = answer(me.put(f"{path}?encoding=cp932&delimiter=semicolon", text.encode("cp932"), media="text/csv"), 200)
    equal([(t["name"], t["rows"]) for t in kept["tables"]], [("applicants", 2)], "tables")
    equal(me.get(path)[2].decode(), "applicant,氏名\na,\"山田,太郎\"\n\nb,鈴木\n", "what is kept")
    plain = b"\xef\xbb\xbfapplicant\r\na\r\n"
    answer(me.put(path, plain, media="text/csv"), 200)
    equal(me.get(path)[2], plain, "what was UTF-8 with commas stays byte by byte")


@case
def a_workbook_stands_for_all_tables():
    path = os.path.join(tempfile.mkdtemp(dir=base), "round.xlsx")
    write_workbook(path, [("applicants", [["applicant"], ["a"], ["b"]]), ("places", [["place", "seats"], ["p", "1"]]),
                          ("choices", [["applicant", "rank", "place", "score"], ["a", "1", "p", "5"], ["b", "1", "p", "6"]]),
                          ("remarks", [["x"]])])
    with open(path, "rb") as file:
        data = file.read()
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    make_round(me, "book")
    upload(me, "book", scores="applicant,place,score\n")
    kept = answer(me.put("/api/rounds/book/workbook", data, media=media), 200)
    equal([(t["name"], t["file"], t["rows"]) for t in kept["tables"]],
          [("applicants", "round.xlsx", 2), ("choices", "round.xlsx", 2), ("places", "round.xlsx", 1)], "tables")
    result = solved(me, "book")
    equal([(m["applicant"], m.get("place")) for m in me.json(f"/api/results/{result}/matches")["items"]], [("a", None), ("b", "p")], "matches")
    folder = tempfile.mkdtemp(dir=base)
    download(result, folder)
    equal(run(VERIFY, f"{folder}/round", f"{folder}/result").returncode, 0, "status of enishi-verify")
    equal([r["cells"] for r in me.json("/api/rounds/book/tables/choices/rows")["rows"]], [["a", "1", "p", "5"], ["b", "1", "p", "6"]], "rows")
    equal(answer(me.put("/api/rounds/book/tables/choices", b"x\n", media="text/csv"), 422)["rule"], "round.in-workbook", "a table beside it")
    equal(answer(me.put("/api/rounds/book/workbook", b"PK nonsense", media=media), 422)["errors"], 1, "no workbook")
    equal(len(me.json("/api/rounds/book")["tables"]), 3, "tables after the refusals")
    equal(me.delete("/api/rounds/book/tables/places")[0], 204, "removing a sheet")
    equal(me.json("/api/rounds/book")["tables"], [], "tables without the workbook")


@case
def seats_in_order_terms_and_held_seats_go_all_the_way():
    make_round(me, "lines")
    upload(me, "lines", **LINES)
    equal([t["name"] for t in me.json("/api/rounds/lines")["tables"]], sorted(LINES), "tables")
    check = wait(me, begin(me, "lines", "check"))
    equal((check["state"], check["errors"], check["findings"]), ("done", 0, []), "the check")
    result = solved(me, "lines")
    places = all_pages(me, f"/api/results/{result}/places?lang=en", 1)
    equal([(p["place"], p["name"], p["order"], p.get("category"), p["seats"], p["filled"]) for p in places],
          [("lab", "Lab", 1, "women", 1, 1), ("lab", "Lab", 2, None, 1, 1), ("firm", "Firm", 1, None, 1, 1)], "places")
    matches = all_pages(me, f"/api/results/{result}/matches", 2)
    equal([(m["applicant"], m.get("place"), m.get("term"), m["reason"]) for m in matches],
          [("an", "lab", "full", "placed"), ("chi", "firm", None, "held"), ("yên", None, None, "seats-category"),
           ("ba", "lab", "half", "placed")], "matches")
    told = me.json(f"/api/results/{result}/applicants/{urllib.parse.quote('yên')}")
    equal([(w["place"], w.get("term"), w["fate"]) for w in told["wishes"]],
          [("lab", "full", "seats-category"), ("firm", None, "held-seats")], "the wishes explained")
    equal(sorted(f["name"] for f in me.json(f"/api/results/{result}")["inputs"]), sorted(["round.json", *(f"{name}.csv" for name in LINES)]), "inputs")


@case
def rules_are_checked_by_the_rounds_own_reader_and_edited_by_one_at_a_time():
    make_round(me, "rules", title={"ja": "規則"})
    status, headers, body = me.get("/api/rounds/rules/rules")
    rules = json.loads(body)
    equal((status, rules["id"], rules["ties"]["rule"], len(rules["ties"]["seed"])), (200, "rules", "single-lottery", 64), "first rules")
    put = "/api/rounds/rules/rules"
    equal(me.put(put, rules)[0], 428, "without If-Match")
    equal(me.put(put, rules, If_Match='"other"')[0], 412, "with another state's tag")
    wrong = answer(me.put(put, {**rules, "ties": {"rule": "coin"}}, If_Match=headers["ETag"]), 422)
    equal([(f["file"], f["column"], f["value"]) for f in wrong["findings"]], [("round.json", "ties.rule", "coin")], "a wrong rule")
    equal(me.put(put, {**rules, "id": "other"}, If_Match=headers["ETag"])[0], 422, "another id")
    status, changed, body = me.put(put, {"id": "rules", "title": {"vi": "Luật", "ja": "規則"}, "proposer": "places", "ties": {"rule": "by-id"}},
                                   If_Match=headers["ETag"])
    equal((status, json.loads(body).get("id")), (200, "rules"), f"a change ({body!r})")
    equal(me.put(put, rules, If_Match=headers["ETag"])[0], 412, "the old tag")
    equal(me.get(put, If_None_Match=changed["ETag"])[0], 304, "the new tag")
    about = me.json("/api/rounds/rules")
    equal((about["title"]["vi"], about["revision"]), ("Luật", 2), "the round")


ELIGIBLE = {"applicants": "applicant,jlpt,degree\nan,N1,master\nba,N3,doctor\n", "places": "place,seats,min_jlpt\nlab,1,N2\n",
            "choices": "applicant,rank,place,score\nan,1,lab,1\nba,1,lab,2\n"}
RULE = {"eligibility": 'jlpt >= place.min_jlpt and degree in ("master", "doctor")', "columns": {"jlpt": "jlpt", "min_jlpt": "jlpt"}}


@case
def rules_that_are_not_kept_yet_are_said_in_words_with_what_is_wrong():
    make_round(me, "eligible")
    path = "/api/rounds/eligible/rules/reading"
    read = lambda **more: answer(me.post(path, {"id": "eligible", **more}), 200)
    equal(read(), {"findings": []}, "no rule")
    equal(read(**RULE), {"findings": []}, "a rule without the tables")
    upload(me, "eligible", **ELIGIBLE)
    equal(read(**RULE), {"eligibility": "jlpt at least the place’s min_jlpt, and degree one of master, doctor", "findings": []}, "in English")
    in_vietnamese = answer(me.post(path, {"id": "eligible", **RULE}, Accept_Language="vi"), 200)
    expect("jlpt" in in_vietnamese["eligibility"] and "at least" not in in_vietnamese["eligibility"], f"in Vietnamese: {in_vietnamese}")
    for wrong, column, where in (({**RULE, "eligibility": "jlpt >= place.level"}, "eligibility", "line 1, character 9"),
                                 ({**RULE, "eligibility": "jlpt >="}, "eligibility", "line 1"),
                                 ({"mechanism": "max-size", "order": "lottery"}, "order", ""),
                                 ({"columns": {"jlpt": "level"}}, "jlpt", "")):
        found = read(**wrong)
        expect(any(f["column"] == column and where in f["message"] for f in found["findings"]), f"{wrong}: {found}")
        equal(found.get("eligibility"), None, f"words of {wrong}")
    equal([f["severity"] for f in read(proposer="places", ties={"improve": "stable-cycles"})["findings"]], ["error"], "what does not combine")
    rules = me.json("/api/rounds/eligible/rules")
    expect("eligibility" not in rules, f"reading has changed the rules to {rules}")
    tag = me.get("/api/rounds/eligible/rules")[1]["ETag"]
    answer(me.put("/api/rounds/eligible/rules", {**rules, **RULE}, If_Match=tag), 200)
    result = solved(me, "eligible")
    equal([(m["applicant"], m["reason"]) for m in me.json(f"/api/results/{result}/matches")["items"]], [("an", "placed"), ("ba", "ineligible:jlpt")], "matches")


@case
def the_mechanisms_that_are_offered_are_those_that_the_documents_call_ready():
    with open(f"{ROOT}/docs/formats.md", encoding="utf-8") as file:
        rows = [[cell.strip(" `") for cell in line.split("|")[1:-1]] for line in file if line.startswith("| `") and line.rstrip().endswith(("| yes |", "| no |"))]
    ready = {row[0] for row in rows if row[2] == "yes"}
    expect(len(ready) >= 9, f"only {ready}")
    more = {"serial-dictatorship": {"order": "lottery"}}
    for mechanism in sorted({row[0] for row in rows}):
        rules = {"id": "eligible", "mechanism": mechanism, **more.get(mechanism, {})}
        status, _, _ = me.post("/api/rounds/eligible/rules/reading", rules)
        equal(status, 200 if mechanism in ready else 422, mechanism)
        if mechanism in ready:
            equal(answer(me.post("/api/rounds/eligible/rules/reading", rules), 200)["findings"], [], mechanism)


@case
def a_result_stays_when_the_round_changes():
    result = me.json("/api/rounds/small")["newest_result"]
    before = [me.get(f"/api/results/{result}/{part}")[2] for part in ("files/matches.csv", "inputs/choices.csv", "applicants/an")]
    upload(me, "small", choices="applicant,rank,place,score\nan,1,lab,99\n")
    equal(me.json(f"/api/results/{result}")["current"], False, "current after a change")
    equal(me.json("/api/rounds/small")["checked"], None, "checked after a change")
    after = [me.get(f"/api/results/{result}/{part}")[2] for part in ("files/matches.csv", "inputs/choices.csv", "applicants/an")]
    equal(after, before, "the result")
    upload(me, "small", choices=SMALL["choices"])
    equal(me.json(f"/api/results/{result}")["current"], True, "current with the same tables again")


@case
def a_round_is_made_once_and_removed_only_without_result():
    equal(answer(me.post("/api/rounds", {"round": "sample"}), 409)["rule"], "round.id-taken", "the same id")
    key = {"Idempotency-Key": "made-once"}
    first, again = (me.post("/api/rounds", {"round": "once"}, **key) for _ in range(2))
    equal((first[0], again[0], first[2]), (201, 201, again[2]), "the same request twice")
    tag = me.get("/api/rounds/sample")[1]["ETag"]
    equal(answer(me.delete("/api/rounds/sample", If_Match=tag), 409)["rule"], "round.has-results", "a round with results")
    equal(me.delete("/api/rounds/once")[0], 428, "without If-Match")
    equal(me.delete("/api/rounds/once", If_Match=me.get("/api/rounds/once")[1]["ETag"])[0], 204, "removing")
    equal(me.get("/api/rounds/once")[0], 404, "a removed round")
    equal(answer(me.post("/api/rounds/unsolved/solve"), 409)["rule"], "round.without-tables", "solving nothing")


@case
def rounds_are_listed_page_by_page_by_time_and_by_id():
    ids = [r["round"] for r in all_pages(me, "/api/rounds", 2)]
    expect(len(ids) == len(set(ids)) and set(ids) >= {"sample", "small", "bad"}, f"by time: {ids}")
    equal([r["round"] for r in all_pages(me, "/api/rounds?sort=round", 2)], sorted(ids), "by id")
    equal([r["round"] for r in all_pages(me, "/api/rounds?sort=-round", 2)], sorted(ids, reverse=True), "by id, turned")
    equal(len(all_pages(me, "/api/jobs?round=bad", 1)), 2, "jobs of a round")
    equal({j["state"] for j in all_pages(me, "/api/jobs?state=failed", 1)}, {"failed"}, "jobs by state")


@case
def an_upload_over_the_limit_is_refused():
    with Server(ENISHI, sample_workspace(ENISHI, ROOT, os.path.join(base, "tight")), ROOT, upload_bytes=20000) as tight:
        keeper = tight.sign_in()
        make_round(keeper, "big")
        fits, over = b"applicant\n" + b"a\n" * 9000, b"applicant\n" + b"a\n" * 11000
        equal(keeper.put("/api/rounds/big/tables/applicants", fits, media="text/csv")[0], 200, "one that fits")
        equal(keeper.put("/api/rounds/big/tables/applicants", over, media="text/csv")[0], 413, "one that is too large")


def large_table():
    """27 MB: much more than the sockets between server and client hold."""
    return "applicant,name\n" + "".join(f"a{i:07},{'Somebody' * 32}\n" for i in range(100000))


def begin_download(server, client, path):
    """A download of which the client has taken little so far."""
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    s.settimeout(60)
    s.connect((server.host, server.port))
    s.sendall(f"GET {path} HTTP/1.1\r\nHost: {server.host}:{server.port}\r\nCookie: {client.cookie}\r\n\r\n".encode())
    response = http.client.HTTPResponse(s)
    response.begin()
    equal((response.status, len(response.read(1000))), (200, 1000), "the beginning")
    return s, response


@case
def a_download_says_how_large_it_is_and_ends_whole_also_while_the_server_stops():
    table = large_table()
    with Server(ENISHI, sample_workspace(ENISHI, ROOT, os.path.join(base, "whole")), ROOT, stop_seconds=60) as stopping:
        keeper = stopping.sign_in()
        make_round(keeper, "big")
        upload(keeper, "big", applicants=table)
        path = "/api/rounds/big/tables/applicants"
        equal(keeper.request("HEAD", path)[1]["Content-Length"], str(len(table)), "what HEAD says")
        s, response = begin_download(stopping, keeper, path)
        equal(response.getheader("Content-Length"), str(len(table)), "its size")
        stopping.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        equal(len(response.read()), len(table) - 1000, "the rest")
        s.close()
        stopping.process.wait(60)


@case
def a_download_that_is_cut_off_does_not_look_whole():
    with Server(ENISHI, sample_workspace(ENISHI, ROOT, os.path.join(base, "cut")), ROOT, stop_seconds=1) as stopping:
        keeper = stopping.sign_in()
        make_round(keeper, "big")
        upload(keeper, "big", applicants=large_table(), places="place,seats\np,1\n", choices="applicant,rank,place,score\na0000000,1,p,1\n")
        result = solved(keeper, "big")
        downloads = [begin_download(stopping, keeper, path) for path in ("/api/rounds/big/tables/applicants", f"/api/results/{result}/archive")]
        stopping.process.send_signal(signal.SIGTERM)
        for _, response in downloads:
            response.read(6 << 20)
        stopping.process.wait(60)
        for s, response in downloads:
            try:
                expect(False, f"{len(response.read())} bytes look whole")
            except (http.client.IncompleteRead, ConnectionResetError):
                s.close()


@case
def a_download_has_time_by_its_size_and_no_more():
    table = large_table()
    with Server(ENISHI, sample_workspace(ENISHI, ROOT, os.path.join(base, "slow")), ROOT, answer_seconds=1,
                answer_bytes_per_second=len(table) // 12) as slow:
        keeper = slow.sign_in()
        make_round(keeper, "big")
        upload(keeper, "big", applicants=table)
        patient, response = begin_download(slow, keeper, "/api/rounds/big/tables/applicants")
        stalled, other = begin_download(slow, keeper, "/api/rounds/big/tables/applicants")
        begun = time.monotonic()
        time.sleep(2.5)
        equal(len(response.read()), len(table) - 1000, "what comes within its time")
        time.sleep(max(0, begun + 16 - time.monotonic()))
        try:
            expect(False, f"{len(other.read())} bytes after the time is over")
        except (http.client.IncompleteRead, ConnectionResetError):
            stalled.close()
        patient.close()


@case
def a_download_with_a_piece_missing_does_not_look_whole():
    workspace = sample_workspace(ENISHI, ROOT, os.path.join(base, "hole"))
    with Server(ENISHI, workspace, ROOT) as holed:
        keeper = holed.sign_in()
        make_round(keeper, "big")
        upload(keeper, "big", applicants=large_table(), places="place,seats\np,1\n", choices="applicant,rank,place,score\na0000000,1,p,1\n")
        result = solved(keeper, "big")
        with contextlib.closing(sqlite3.connect(glob.glob(f"{workspace}/*.db")[0], timeout=60)) as database, database:
            database.execute("DELETE FROM blob_pieces WHERE piece = 20")
        for path in ("/api/rounds/big/tables/applicants", f"/api/results/{result}/archive"):
            client = holed.client()
            client.cookie = keeper.cookie
            try:
                expect(False, f"{path}: {len(client.get(path)[2])} bytes look whole")
            except http.client.IncompleteRead:
                client.connection.close()


@case
def the_picture_of_ranks_is_svg_in_each_language():
    result = me.json("/api/rounds/sample")["newest_result"]
    first = b"%d" % me.json(f"/api/results/{result}")["summary"]["ranks"][0]["placed"]
    pictures = [me.get(f"/api/results/{result}/chart?lang={language}") for language in ("en", "vi", "ja")]
    for status, headers, body in pictures:
        equal((status, headers["Content-Type"]), (200, "image/svg+xml; charset=utf-8"), "status and type")
        expect(body.startswith(b"<svg ") and first in body, f"no picture of the ranks: {body[:300]!r}")
    equal(len({body for _, _, body in pictures}), 3, "different pictures")
    narrow = me.get(f"/api/results/{result}/chart?width=320")[2]
    expect(b'width="320"' in narrow, f"not as wide as asked: {narrow[:200]!r}")


@case
def the_log_of_changes_is_whole_and_names_what_was_done():
    actions = {(e["table"], e["action"]) for e in all_pages(me, "/api/audit", 50)}
    for wanted in (("rounds", "add"), ("rounds", "upload"), ("rounds", "put"), ("rounds", "solve"), ("rounds", "check"),
                   ("rounds", "remove"), ("rounds", "remove-table"), ("results", "solved")):
        expect(wanted in actions, f"{wanted} is not among {sorted(actions)}")
    expect(me.json("/api/audit/head")["intact"], "the log is broken")


with tempfile.TemporaryDirectory() as base:
    # Cases with servers of their own leave this connection idle for longer than usual where sanitizers are slow.
    with Server(ENISHI, sample_workspace(ENISHI, ROOT, os.path.join(base, "work")), ROOT, idle_seconds=3600) as server:
        me = server.sign_in()
        run_cases()
