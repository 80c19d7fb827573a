#!/usr/bin/env python3
"""test_models.py ENISHI ROOT: models over HTTP: their files, what is in them, their futures and flows. Numbers are those of the command
line, nothing that is wrong is kept, and a newer question takes the place of an older one."""
import contextlib
import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree as xml

ENISHI, ROOT = (os.path.abspath(path) for path in sys.argv[1:3])
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from round_work import answer, children, gone, stopped_child
from server import Server, environment, sample_workspace
from tap import case, equal, expect, run_cases

SAMPLE = os.path.join(ROOT, "data", "vietnam-japan")
FILES = ("model", "vary", "correlations", "scenarios", "targets", "history", "names")
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">\n<header><name>Small</name></header>\n' \
       '<sim_specs method="Euler" time_units="year"><start>2024</start><stop>2030</stop><dt>1</dt></sim_specs>\n<model><variables>\n'
TAIL = "</variables></model></xmile>\n"
SMALL = HEAD + '''<aux name="rate"><doc>Of the plan (o001), not of o99 or x1. Assumption.</doc><eqn>5</eqn><units>person/year</units><range min="1" max="9"/></aux>
<aux name="loss"><eqn>0.1</eqn></aux>
<stock name="Staff"><eqn>10</eqn><inflow>hiring</inflow><outflow>leaving</outflow><units>person</units></stock>
<flow name="hiring"><eqn>rate</eqn></flow>
<flow name="leaving"><eqn>Staff*loss</eqn></flow>
''' + TAIL
TABLES = {"vary": "name,distribution,a,b\nrate,uniform,4,6\nloss,uniform,0.05,0.15\n",
          "correlations": "first,second,rank_correlation\nrate,loss,0.5\n",
          "scenarios": "scenario,name,value,from,to,note\nfast,rate,8,2026,,More from 2026 on.\nfast,loss,0.2,2026,,\nslow,rate,2,2026,,\n",
          "targets": "target,variable,time,value,as_of,source,figure\n30 people,Staff,2030,30,2025-01-01,o001,f-semi-hr-ai-decision;f-none\nlosses,leaving,2029,1,,,\n",
          "names": "name,en,vi,ja\nrate,intake,tuyển vào,採用数\nStaff,staff,nhân sự,職員\nfast,faster,nhanh hơn,加速\n30 people,30 people,30 người,30人\nperson,people,người,人\n"}


def put(model, name, text):
    return me.put(f"/api/models/{model}/files/{name}", text if isinstance(text, bytes) else text.encode(), media="application/octet-stream")


def add(model, **more):
    return answer(me.post("/api/models", {"model": model, **more}), 201)


def small(model):
    add(model)
    for name, text in {"model": SMALL, **TABLES}.items():
        answer(put(model, name, text), 200)


def ask(model, who=None, lang="en", **question):
    return (who or me).post(f"/api/models/{model}/futures?lang={lang}", {"variable": "Staff", "runs": 64, **question})


def rules_of(got):
    return [finding["rule"] for finding in json.loads(got[2]).get("findings", [])]


def rule(got):
    return json.loads(got[2])["rule"]


def fan(*arguments):
    """FAN.csv of the command line, over the sample."""
    out = tempfile.mkdtemp(dir=base) + "/fan.csv"
    run = subprocess.run([ENISHI, "plan", "run", f"{SAMPLE}/pipeline.xmile", "--vary", f"{SAMPLE}/pipeline-vary.csv", "--correlate", f"{SAMPLE}/pipeline-correlations.csv",
                          "-o", out, "--quiet", *arguments], capture_output=True, text=True, timeout=300, env=environment(ROOT), check=False)
    equal(run.returncode, 0, run.stderr)
    tables = {}
    for ending in ("", "-targets", "-rank", "-history"):
        path = out.replace(".csv", f"{ending}.csv")
        if os.path.exists(path):
            with open(path, encoding="utf-8", newline="") as file:
                tables[ending] = list(csv.DictReader(file))
    return tables


def person(name, *roles):
    answer(me.post("/api/users", {"user": name, "name": name, "roles": list(roles)}), 201)
    return server.sign_in(answer(me.post(f"/api/users/{name}/link"), 201)["address"].rsplit("/", 1)[1])


def svg(text):
    root = xml.fromstring(text)
    expect(root.tag.endswith("svg"), root.tag)
    return root


@case
def the_sample_has_its_model_from_the_start():
    listed = me.json("/api/models")["items"]
    equal([(m["model"], m["sample"], [f["name"] for f in m["files"]]) for m in listed], [("pipeline", True, ["model", *sorted(FILES[1:])])], "models")
    expect(all(listed[0]["title"][language] for language in ("en", "vi", "ja")), listed[0]["title"])
    for name in FILES:
        status, headers, body = me.get(f"/api/models/pipeline/files/{name}")
        with open(f"{SAMPLE}/pipeline{'.xmile' if name == 'model' else f'-{name}.csv'}", "rb") as file:
            equal((status, body), (200, file.read()), name)
        expect("pipeline" in headers["Content-Disposition"], headers["Content-Disposition"])
    contents = me.json("/api/models/pipeline/contents?lang=ja")
    equal((contents["errors"], contents["findings"], contents["stocks"], contents["years"]), (0, [], 27, list(range(2024, 2035))), "contents")
    constants = {c["name"]: c for c in contents["constants"]}
    starts = constants["counting starts"]
    equal((starts["label"], starts["low"], starts["high"], starts["varied"], starts["source"]), ("計上開始時点", 2024, 2025, True, "o001"), "a constant")
    expect("assumption" in starts["note"], starts["note"])
    expect(all("[" in c or "unit" in constants[c] for c in constants), "a constant without its unit")
    equal({v["kind"] for v in contents["variables"]}, {"stock", "flow", "auxiliary"}, "kinds")
    expect(not set(constants) & {v["name"] for v in contents["variables"]}, "a constant among the variables")
    expect(any(v["name"] == "trained by level[bachelor]" and v["label"].endswith("[学士]") for v in contents["variables"]), "an element by its name")
    equal([s["label"] for s in contents["scenarios"]][:2], ["計画どおり", "教員を2倍に"], "scenarios")
    equal([s["name"] for s in contents["scenarios"]][:2], ["baseline", "twice the lecturers"], "names of scenarios")


@case
def futures_are_those_of_the_command_line():
    question = {"variable": "engineers trained", "runs": 256, "seed": 7, "rank": True}
    for sampling, scenario in (("lhs", None), ("random", "twice the lecturers"), ("sobol", None)):
        got = answer(me.post("/api/models/pipeline/futures", {**question, "sampling": sampling, "scenarios": [scenario] if scenario else []}), 200)
        extra = ["--scenario", f"{SAMPLE}/pipeline-scenarios.csv:{scenario}"] if scenario else []
        tables = fan("--runs", "256", "--seed", "7", "--sample", sampling, "--columns", "engineers trained", "--target", f"{SAMPLE}/pipeline-targets.csv",
                     "--rank", "engineers trained", *extra)
        rows = got["scenarios"][0]["rows"]
        equal((got["seed"], got["percents"], got["scenarios"][0]["scenario"], len(rows)), (7, [5, 25, 50, 75, 95], scenario or "", len(tables[""])), "the table")
        for row, wanted in zip(rows, tables[""]):
            equal([row["time"], row["mean"], row["sd"], *row["quantiles"]],
                  [float(wanted[c]) for c in ("time", "mean", "sd", "q05", "q25", "q50", "q75", "q95")], f"{sampling} at {wanted['time']}")
        target = next(t for t in tables["-targets"] if t["variable"] == "engineers trained")
        equal([(t["target"], t["probability"], t["never"], t["source"]) for t in got["targets"]],
              [(target["target"], float(target["probability"]), int(target["never"]), "o001")], "targets")
        equal([(f["name"], f["value"]) for f in got["ranking"]["forces"]], [(r["name"], float(r["effect"])) for r in tables["-rank"]], "forces")
        svg(got["picture"]), svg(got["ranking"]["picture"])
    again = answer(me.post("/api/models/pipeline/futures", {**question, "sampling": "sobol"}), 200)
    equal(again, got, "the same question, the same answer")


@case
def what_is_set_is_set_and_the_other_draws_stay():
    small("set")
    plain, fixed = (answer(ask("set", settings=settings, rank=True, seed=3), 200) for settings in ([], [{"name": "rate", "value": 5}]))
    spread = [f["scenarios"][0]["rows"][1]["sd"] for f in (plain, fixed)]
    expect(0 < spread[1] < spread[0], f"spread {spread}")
    equal([f["name"] for f in fixed["ranking"]["forces"]], ["loss"], "what is set is no force")
    both = answer(ask("set", settings=[{"name": "rate", "value": 5}, {"name": "loss", "value": 0}]), 200)
    last = both["scenarios"][0]["rows"][-1]
    equal((last["time"], last["quantiles"], last["sd"]), (2030, [40] * 5, 0), "nothing varies")
    expect("ranking" not in both, "a ranking of nothing")
    equal([(t["probability"], t["first_time"], t["never"]) for t in both["targets"]], [(1, 2028, 0)], "the target")
    initial = answer(ask("set", settings=[{"name": "Staff", "value": 100}, {"name": "loss", "value": 0}, {"name": "rate", "value": 0}]), 200)
    equal(initial["scenarios"][0]["rows"][0]["quantiles"], [100] * 5, "a stock's beginning")


@case
def scenarios_stand_side_by_side_under_their_names_in_each_language():
    small("side")
    for language, label, word in (("en", "faster", "staff"), ("vi", "nhanh hơn", "nhân sự"), ("ja", "加速", "職員")):
        got = answer(ask("side", lang=language, scenarios=["fast", "slow"]), 200)
        equal([(s["scenario"], s["label"]) for s in got["scenarios"]], [("fast", label), ("slow", "slow")], language)
        equal((got["variable"], got["label"]), ("Staff", word), "the variable")
        texts = " ".join(t.text or "" for t in svg(got["picture"]).iter() if t.tag.endswith("text"))
        expect(label in texts and "MPI: Human resources development" in texts and "o001" not in texts, f"{language}: {texts}")
        fast, slow = (s["rows"] for s in got["scenarios"])
        expect(fast[2]["quantiles"] == slow[2]["quantiles"] and fast[-1]["mean"] > slow[-1]["mean"], "the same until 2026, then apart")
        equal([(t["scenario"], t["target"], t["figure"]) for t in got["targets"]], [("fast", "30 people", "f-semi-hr-ai-decision"), ("slow", "30 people", "f-semi-hr-ai-decision")], "targets")
        width = answer(me.post(f"/api/models/side/futures?width=400&lang={language}", {"variable": "Staff", "runs": 8}), 200)["picture"]
        equal(svg(width).get("width"), "400", "width")


@case
def contents_say_where_a_constant_comes_from_and_what_a_table_names_in_vain():
    small("told")
    got = me.json("/api/models/told/contents?lang=vi")
    rate, loss = got["constants"]
    equal((rate["label"], rate["unit"], rate["low"], rate["high"], rate["source"], rate["varied"]), ("tuyển vào", "người/year", 1, 9, "o001", True), "of the model's range")
    equal((loss["low"], loss["high"], "note" in loss, "source" in loss), (0.05, 0.15, False, False), "of what it is drawn from")
    equal((got["title"], got["time_unit"], got["years"], got["scenarios"][0]["note"]), ("Small", "year", [2024, 2025, 2026, 2027, 2028, 2029], "More from 2026 on."), "the rest")
    answer(put("told", "targets", TABLES["targets"] + "none,nobody,2030,1,,,\n"), 200)
    answer(put("told", "vary", TABLES["vary"] + "somebody,uniform,1,2\n"), 200)
    got = me.json("/api/models/told/contents")
    equal([(f["file"], f["row"], f["value"]) for f in got["findings"]], [("vary.csv", 4, "somebody"), ("targets.csv", 4, "nobody")], "findings")
    equal(got["errors"], 2, "errors")
    refused = ask("told")
    equal((refused[0], rule(refused), rules_of(refused)), (422, "model.refused", ["plan-run.unknown"]), "futures")


@case
def a_model_with_errors_is_kept_and_says_them_by_line():
    add("wrong")
    answer(put("wrong", "model", SMALL.replace("Staff*loss", "Staff*losses")), 200)
    got = me.json("/api/models/wrong/contents?lang=ja")
    expect(got["errors"] == 1 and got["constants"] == [] and got["variables"] == [], got)
    finding = got["findings"][0]
    lines = me.json(f"/api/models/wrong/source?from={finding['row']}&count=1")
    equal([(l["line"], "losses" in l["text"]) for l in lines["lines"]], [(finding["row"], True)], "the line of the error")
    equal(lines["next"], finding["row"] + 1, "the next line")
    every = SMALL.splitlines()
    end = me.json(f"/api/models/wrong/source?from={len(every) - 1}&count=1000")
    equal(([l["line"] for l in end["lines"]], end["next"]), ([len(every) - 1, len(every)], None), "the end")
    equal(me.json("/api/models/wrong/source?from=100000"), {"lines": [], "next": None}, "behind the end")
    for got in (ask("wrong"), me.post("/api/models/wrong/flows", {"time": 2024})):
        equal((got[0], rule(got)), (422, "model.refused"), got[2])
    svg(me.get("/api/models/wrong/diagram")[2])  # what is connected is known all the same


@case
def a_file_that_is_not_what_it_is_said_to_be_is_refused_with_its_place_and_nothing_changes():
    small("strict")
    before = me.get("/api/models/strict")
    for name, text, places in (("model", "<xmile><model>", [("model.xmile", 1, None)]), ("model", b"PK\x03\x04", None), ("vary", SMALL, None), ("vary", "name,a\nx,1\n", None),
                               ("vary", "name,distribution,a,b\nx,uniform,2,1\ny,weird,1,2\n", [("vary.csv", 2, "a"), ("vary.csv", 3, "distribution")]),
                               ("correlations", "first,second,rank_correlation\na,b,1.5\n", [("correlations.csv", 2, "rank_correlation")]),
                               ("scenarios", "scenario,name,value\n,x,1\n", [("scenarios.csv", 2, "scenario")]), ("targets", "target,variable,time,value\na,b,soon,1\n", [("targets.csv", 2, "time")]),
                               ("names", "name,en,vi,ja\nx,a,b,c\nX,a,b,c\n", [("names.csv", 3, "name")]), ("names", "", None)):
        got = put("strict", name, text)
        equal(got[0], 422, f"{name}: {got[2]}")
        found = json.loads(got[2])["findings"]
        expect(found and all(f["message"] for f in found), f"{name}: no finding")
        if places:
            equal([(f.get("file"), f.get("row"), f.get("column")) for f in found], places, name)
    after = me.get("/api/models/strict")
    equal((after[1]["ETag"], after[2]), (before[1]["ETag"], before[2]), "the model")
    equal(me.get("/api/models/strict/files/vary")[2].decode(), TABLES["vary"], "a table")


@case
def a_model_reaches_no_other_file_of_the_machine():
    add("reaching")
    other = os.path.join(base, "other.xmile")
    with open(other, "w", encoding="utf-8") as file:
        file.write(SMALL)
    for named in (other, f"file://{other}", "../round/round.json", "names.csv"):
        answer(put("reaching", "model", SMALL.replace("<name>Small</name>", f'<name>Small</name><includes><include resource="{named}"/></includes>')), 200)
        got = me.json("/api/models/reaching/contents")
        expect(got["errors"] > 0 and got["constants"] == [], f"{named}: {got}")
        expect(all("known" not in f["rule"] and f["file"] == "model.xmile" for f in got["findings"]), got["findings"])


@case
def files_come_and_go_and_the_model_counts_its_changes():
    made = add("files", title={"vi": "Mô hình thử"})
    equal((made["files"], made["revision"], made["title"], made["sample"]), ([], 1, {"vi": "Mô hình thử"}, False), "made")
    for path in ("contents", "source", "diagram"):
        got = me.get(f"/api/models/files/{path}")
        equal((got[0], rule(got)), (404, "model.without-file"), path)
    equal(rule(ask("files")), "model.without-file", "futures")
    answer(put("files", "model", SMALL), 200)
    changed = answer(put("files", "vary", TABLES["vary"]), 200)
    equal(([f["name"] for f in changed["files"]], changed["revision"]), (["model", "vary"], 3), "files")
    equal(me.json("/api/models/files/contents?lang=vi")["title"], "Mô hình thử", "the given title")
    equal(me.get("/api/models/files/files/names")[0], 404, "a file that is not there")
    refused = me.delete("/api/models/files/files/model")
    equal((refused[0], rule(refused)), (409, "model.file-needed"), "the model itself")
    equal(me.delete("/api/models/files/files/vary")[0], 204, "removed")
    equal(me.delete("/api/models/files/files/vary")[0], 404, "removed again")
    equal((len(me.json("/api/models/files")["files"]), "ranking" in answer(ask("files", rank=True), 200)), (1, False), "without a table of what varies")
    equal(me.delete("/api/models/files")[0], 428, "without If-Match")
    equal(me.delete("/api/models/files", If_Match='"1-1"')[0], 412, "another state")
    equal(me.delete("/api/models/files", If_Match=me.get("/api/models/files")[1]["ETag"])[0], 204, "removed")
    equal(me.get("/api/models/files")[0], 404, "gone")


@case
def an_id_is_taken_once_and_a_request_that_came_twice_is_done_once():
    add("once")
    got = me.post("/api/models", {"model": "once"})
    equal((got[0], rule(got)), (409, "model.id-taken"), "again")
    first, second = (me.post("/api/models", {"model": "twice", "from_sample": True}, Idempotency_Key="k-1") for _ in range(2))
    equal((first[0], second[0], first[2]), (201, 201, second[2]), "the same key")
    got = me.post("/api/models", {"model": "thrice"}, Idempotency_Key="k-1")
    equal((got[0], rule(got)), (422, "serve.key-reused"), "the key for something else")
    equal([f["file"] for f in json.loads(first[2])["files"]][:1], ["pipeline.xmile"], "the sample's files")
    equal(me.post("/api/models", {"model": ""})[0], 422, "no id")


@case
def states_have_tags():
    small("tags")
    for path in ("", "/contents?lang=en", "/source", "/diagram?lang=en&width=500", "/files/model"):
        status, headers, _ = me.get(f"/api/models/tags{path}")
        equal(status, 200, path)
        equal(me.get(f"/api/models/tags{path}", If_None_Match=headers["ETag"])[0], 304, path)
        answer(put("tags", "names", TABLES["names"] + f"loss{path},a,b,c\n"), 200)
        equal(me.get(f"/api/models/tags{path}", If_None_Match=headers["ETag"])[0], 304 if path == "/files/model" else 200, f"{path} after a change")
    overview = me.get("/api/overview")[1]["ETag"]
    equal(me.get("/api/overview", If_None_Match=overview)[0], 304, "the overview")
    answer(put("tags", "targets", TABLES["targets"].replace("f-semi-hr-ai-decision", "f-cap-total")), 200)
    equal(me.get("/api/overview", If_None_Match=overview)[0], 200, "the overview after a change")


@case
def models_are_paged_by_time_and_by_id():
    for sort, key in (("made_at", "made_at"), ("-model", "model"), ("model", "model")):
        whole = me.json(f"/api/models?limit=200&sort={sort}")["items"]
        paged, after = [], ""
        while True:
            page = me.json(f"/api/models?limit=2&sort={sort}{after}")
            paged += page["items"]
            if not page.get("next"):
                break
            after = "&after=" + page["next"]
        equal(paged, whole, sort)
        if key == "model":
            equal([m["model"] for m in whole], sorted((m["model"] for m in whole), reverse=sort.startswith("-")), sort)


@case
def the_log_says_who_changed_what():
    small("logged")
    equal(me.delete("/api/models/logged/files/names")[0], 204, "removed a file")
    equal(me.delete("/api/models/logged", If_Match=me.get("/api/models/logged")[1]["ETag"])[0], 204, "removed")
    events = me.json("/api/audit?table=models&id=logged&limit=50")["items"]
    equal([(e["action"], e["fields"]) for e in reversed(events)],
          [("add", []), *(("upload", [name]) for name in ("model", *TABLES)), ("remove-file", ["names"]), ("remove", [])], "events")
    expect(me.json("/api/audit/head")["intact"], "the chain is broken")
    with contextlib.closing(sqlite3.connect(f"{server.workspace}/enishi.db")) as database:
        equal(database.execute("SELECT count(*) FROM model_files f LEFT JOIN models m ON m.number = f.model WHERE m.number IS NULL").fetchone()[0], 0, "files of nobody")


@case
def flows_of_a_year_add_up():
    small("flows")
    got = answer(me.post("/api/models/flows/flows?lang=vi", {"time": 2025}), 200)
    stocks = {s["name"]: s for s in got["stocks"]}
    equal((got["time"], got["unit"], stocks["Staff"]["label"], stocks["Staff"]["begin"]), (2025, "người", "nhân sự", 14), "the stock")
    flows = {f["name"]: f for f in got["flows"]}
    equal((flows["hiring"]["value"], flows["hiring"].get("from"), flows["hiring"]["to"]), (5, None, "Staff"), "in")
    expect(abs(flows["leaving"]["value"] - 1.4) < 1e-12 and flows["leaving"]["from"] == "Staff" and "to" not in flows["leaving"], flows["leaving"])
    expect(abs(stocks["Staff"]["end"] - 17.6) < 1e-12, stocks)
    svg(got["picture"])
    faster = answer(me.post("/api/models/flows/flows", {"time": 2026, "scenario": "fast", "settings": [{"name": "loss", "value": 0}]}), 200)
    equal([f["value"] for f in faster["flows"] if f["name"] == "hiring"], [8], "in a scenario")
    for question in ({"time": 2030}, {"time": 1999}, {"time": 2025, "scenario": "none"}, {"time": 2025, "settings": [{"name": "hiring", "value": 1}]}):
        refused = me.post("/api/models/flows/flows", question)
        equal((refused[0], rule(refused), len(rules_of(refused)) > 0), (422, "model.refused", True), question)


@case
def a_question_that_cannot_be_asked_says_why():
    small("asked")
    for question, wanted in (({"variable": "nobody"}, ["plan-run.unknown"]), ({"scenarios": ["none"]}, ["plan-run.no-scenario"]), ({"settings": [{"name": "hiring", "value": 1}]}, ["plan-run.computed"]),
                             ({"settings": [{"name": "nobody", "value": 1}]}, ["plan-run.unknown"]),
                             ({"settings": [{"name": " ", "value": 1}]}, ["plan-run.unknown"])):
        got = ask("asked", **question)
        equal((got[0], rule(got), rules_of(got)), (422, "model.refused", wanted), question)
    for question in ({"runs": 1}, {"runs": 20001}, {"scenarios": ["a"] * 5}, {"sampling": "dice"}, {"settings": [{"name": "rate"}]}, {"seed": -1}, {"what": 1}):
        got = ask("asked", **question)
        expect(got[0] == 422 and rules_of(got), f"{question}: {got[2]}")
    answer(me.delete("/api/models/asked/files/scenarios"), 204)
    equal(rules_of(ask("asked", scenarios=["fast"])), ["plan-run.no-scenario"], "without the table")
    equal(ask("nobody")[0], 404, "no such model")


@case
def an_outlook_is_the_fan_of_the_target_that_a_figure_is():
    overview = {t["number"]: t.get("outlook") for t in me.json("/api/overview")["targets"]}
    equal((overview["f-semi-hr-trained-decision"], overview["f-phd-japan-laodong"]), ("pipeline", "pipeline"), "outlooks")
    status, headers, body = me.get("/api/outlooks/f-semi-hr-trained-decision?lang=vi&width=500")
    equal((status, headers["Content-Type"].split(";")[0], svg(body).get("width")), (200, "image/svg+xml", "500"), "the picture")
    expect("đào tạo 50.000 người" in body.decode(), "the target by its name")
    equal(me.get("/api/outlooks/f-semi-hr-trained-decision?lang=vi&width=500", If_None_Match=headers["ETag"])[0], 304, "again")
    equal(me.get("/api/outlooks/f-none-of-all")[0], 404, "no model")
    small("outlook")
    equal(me.get("/api/outlooks/f-semi-hr-ai-decision")[0], 200, "of another model")


def fitted(got, which=0):
    """How the model matches what was observed, as -history.csv has it."""
    fit = got["scenarios"][which]["fit"]
    return {name: fit.get(name, "") for name in ("points", "outside", "mean_error", "mape", "rmse", "bias", "variance", "covariance")}


@case
def what_was_observed_stands_in_the_fan_with_its_source_and_is_compared_as_on_the_command_line():
    variable = "engineers in Vietnam by work[design]"
    got = answer(me.post("/api/models/pipeline/futures?lang=vi", {"variable": variable, "runs": 256, "seed": 7, "sampling": "random"}), 200)
    equal([(p["value"], p["source"], p["figure"], p["as_of"]) for p in got["history"]],
          [(5000, "o015", "f-ic-design-engineers-2022", "2023"), (7000, "o013", "f-ic-design-engineers-2025", "2025-11-07")], "points")
    marks = [mark for mark in svg(got["picture"]).iter("{http://www.w3.org/2000/svg}g") if mark.get("data-kind") == "history"]
    equal([float(mark.get("data-value")) for mark in marks], [5000, 7000], "in the picture")
    expect(all(p["source"] in "".join(mark.attrib.values()) for p, mark in zip(got["history"], marks)), "the source in the picture")
    wanted = fan("--runs", "256", "--seed", "7", "--columns", variable, "--data", f"{SAMPLE}/pipeline-history.csv", "--workspace", server.workspace)["-history"][0]
    for name, value in fitted(got).items():
        equal(float(value), float(wanted[name]), name)
    equal(got["scenarios"][0]["fit"]["in_band"] / 2, float(wanted["in_band"]), "in the band")
    other = answer(me.post("/api/models/pipeline/futures", {"variable": "engineers trained", "runs": 64}), 200)
    equal((other["history"], "fit" in other["scenarios"][0]), ([], False), "a variable without any")


@case
def a_history_that_the_ledger_does_not_know_is_told_and_the_fan_stays():
    small("observed")
    equal(put("observed", "history", "variable,time,value\nStaff,soon,3\n")[0], 422, "a table that is none")
    answer(put("observed", "history", "variable,time,value,source,indicator\nStaff,2025,14,o001,\nStaff,,,,nothing-like-it\nnobody,2025,3,,\nStaff,2040,9,,\n"), 200)
    got = answer(ask("observed", scenarios=["fast", "slow"]), 200)
    equal([(p["time"], p["value"], p.get("source")) for p in got["history"]], [(2025, 14, "o001"), (2040, 9, None)], "points")
    equal([(f["rule"], f["file"], f["row"], f["value"]) for f in got["findings"]], [("plan-history.unknown-indicator", "history.csv", 3, "nothing-like-it")], "findings")
    equal([(one["fit"]["points"], one["fit"]["outside"]) for one in got["scenarios"]], [(1, 1), (1, 1)], "fits")
    contents = me.json("/api/models/observed/contents")
    equal([(f["rule"], f["row"]) for f in contents["findings"]], [("plan-run.unknown", 4), ("plan-history.unknown-indicator", 3)], "findings of the contents")
    equal(me.get("/api/models/observed/files/history")[0], 200, "the file")
    equal(me.delete("/api/models/observed/files/history")[0], 204, "removed")
    equal(answer(ask("observed"), 200)["history"], [], "without the file")


@case
def a_figure_that_is_replaced_changes_the_point_and_the_outlook():
    small("vintages")
    answer(put("vintages", "history", "variable,indicator,area\nStaff,grads-suitable-intake,area-vietnam\n"), 200)
    equal([(p["time"], p["value"]) for p in answer(ask("vintages"), 200)["history"]], [(2024.5, 6000)], "before")
    tag = me.get("/api/outlooks/f-semi-hr-trained-decision")[1]["ETag"]
    figure = {"figure": "f-newer-intake", "indicator": "grads-suitable-intake", "area": "area-vietnam", "period_start": "2024", "period_end": "2024", "as_of": "2026-01",
              "value": "6200", "qualifier": "exact", "kind": "actual", "source": "o018", "replaces": "f-grads-suitable-intake-2024"}
    answer(person("recorder", "officer").post("/api/figures", figure), 201)
    equal([(p["time"], p["value"], p["figure"]) for p in answer(ask("vintages"), 200)["history"]], [(2024.5, 6200, "f-newer-intake")], "after")
    expect(me.get("/api/outlooks/f-semi-hr-trained-decision")[1]["ETag"] != tag, "the outlook has another tag")


@case
def who_reads_the_ledger_from_outside_sees_no_model():
    partner = person("outside", "partner")
    equal([partner.get(path)[0] for path in ("/api/models", "/api/models/pipeline/contents", "/api/outlooks/f-semi-hr-trained-decision")], [403] * 3, "models")
    expect(all("outlook" not in t for t in partner.json("/api/overview")["targets"]), "an outlook that is not to be had")
    reader = person("reader", "officer")
    equal(ask("set", reader)[0], 200, "an officer may ask")
    equal([reader.post("/api/models", {"model": "x"})[0], reader.delete("/api/models/set/files/vary")[0]], [403, 403], "and changes nothing")


class Asking(threading.Thread):
    """A question that takes a while, on a connection of its own; `got` is its answer."""

    def __init__(self, like, runs):
        super().__init__()
        self.client = server.client()
        self.client.cookie, self.client.csrf = like.cookie, like.csrf
        self.runs, self.got = runs, None
        self.start()

    def run(self):
        self.got = ask("pipeline", self.client, variable="engineers trained", runs=self.runs)

    def ended(self):
        self.join(60)
        expect(not self.is_alive(), "it does not end")
        return self.got


@case
def a_newer_question_takes_the_place_of_the_older_one_of_the_same_asker():
    small("anew")
    first = Asking(me, 8000)
    pid = stopped_child(server)
    second = Asking(me, 8001)
    other = stopped_child(server, known=(pid,))
    got = first.ended()
    equal((got[0], rule(got), gone(pid)), (409, "model.asked-anew", True), "the first")
    third = ask("anew", runs=16)
    got = second.ended()
    equal((got[0], rule(got), gone(other)), (409, "model.asked-anew", True), "the second")
    equal(answer(third, 200)["scenarios"][0]["runs"], 16, "the newest")
    expect(not children(server), "a process was left behind")


@case
def the_question_of_somebody_else_goes_on():
    somebody = person("somebody", "planner")
    theirs = Asking(somebody, 2000)
    pid = stopped_child(server)
    equal(answer(ask("anew", runs=16), 200)["scenarios"][0]["runs"], 16, "mine")
    os.kill(pid, signal.SIGCONT)
    equal(answer(theirs.ended(), 200)["scenarios"][0]["runs"], 2000, "theirs")


@case
def a_child_that_dies_harms_nobody():
    asked = Asking(me, 8000)
    pid = stopped_child(server)
    os.kill(pid, signal.SIGKILL)
    got = asked.ended()
    equal((got[0], b"findings" in got[2]), (500, False), "the answer")
    equal(ask("anew")[0], 200, "the next one")


@case
def what_takes_more_memory_than_is_allowed_is_refused():
    with Server(ENISHI, sample_workspace(ENISHI, ROOT, os.path.join(base, "tight")), ROOT, job_memory_mb=192) as tight:
        somebody = tight.sign_in()
        deep = "<a>" * 100 + "x" * (40 << 20) + "</a>" * 100
        answer(somebody.post("/api/models", {"model": "large"}), 201)
        got = somebody.put("/api/models/large/files/model", f"<xmile>{deep}</xmile>".encode(), media="application/octet-stream")
        equal((got[0], json.loads(got[2]).get("findings", [{}])[0].get("rule")), (413, "job.out-of-memory"), got[2][:300])
        equal(somebody.get("/api/models/pipeline/contents")[0], 200, "another question")


with tempfile.TemporaryDirectory() as base:
    with Server(ENISHI, sample_workspace(ENISHI, ROOT, os.path.join(base, "work")), ROOT, idle_seconds=3600) as server:
        me = server.sign_in()
        run_cases()
