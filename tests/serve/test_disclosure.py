"""What an applicant hears: every route that is open to one is asked, and no answer names another applicant, a finding or a digest."""
import json
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
from round_work import answer, begin, make_round, solved, upload, wait
from server import Server, sample_workspace
from tap import case, equal, expect, run_cases

ENISHI, ROOT = sys.argv[1], sys.argv[2]
OTHER = "secret-other"
TABLES = {"applicants": f"applicant\nmine\n{OTHER}\n", "places": "place,seats\nlab,1\n",
          "choices": f"applicant,rank,place,score\nmine,1,lab,80\n{OTHER},1,lab,90\n"}
# What only those who run or read rounds may have: who did it, what a check found, what it was made from.
RESERVED = {"findings", "sha256", "by", "made_by", "tables", "checked", "inputs", "files"}


def account(name, applicant):
    answer(me.post("/api/users", {"user": name, "name": name, "roles": ["applicant"], "applicant": applicant}), 201)
    return server.sign_in(answer(me.post(f"/api/users/{name}/link"), 201)["address"].rsplit("/", 1)[1])


def operations():
    """(name, method, path, is_public) of every route that is open to applicants."""
    for path, methods in me.json("/api/openapi.json")["paths"].items():
        for method, row in methods.items():
            if "applicant" in row["x-roles"] or not row["x-roles"]:
                yield row["operationId"], method.upper(), path, not row["x-roles"]


def names_in(value):
    if isinstance(value, dict):
        own = {key for key, inner in value.items() if not (key == "by" and isinstance(inner, int))}    # by two seats, not by somebody
        return own.union(*map(names_in, value.values()))
    return set().union(*map(names_in, value)) if isinstance(value, list) else set()


def problems(client, values, skipped):
    """Asks every route; what should not have been said."""
    asked = 0
    for name, method, path, is_public in operations():
        if name in skipped:
            continue
        target = re.sub(r"{(\w+)}", lambda found: str(values[found.group(1)]), path)
        status, headers, body = client.request(method, target, {} if method in ("POST", "PUT") else None)
        asked += 1
        if OTHER.encode() in body:
            yield f"{method} {target} names another applicant: {status} {body[:600]!r}"
        if "json" in (headers["Content-Type"] or "") and not is_public and status < 400:
            reserved = RESERVED & names_in(json.loads(body))
            if reserved:
                yield f"{method} {target} has {reserved}: {body[:600]!r}"
    expect(asked > 10, f"only {asked} routes")


@case
def no_route_that_is_open_to_an_applicant_tells_of_another():
    for name, applicant in (("one", "mine"), ("stranger", "elsewhere")):
        client = account(name, applicant)
        for whose in (applicant, "mine", "nobody"):
            values = {"round": "told", "result": result, "applicant": whose, "key": 1}
            found = list(problems(client, values, {"sign-out", "sign-in", "sign-in-by-link"}))
            expect(not found, f"{name}, asking for {whose}: {found}")


@case
def an_applicant_hears_of_the_round_and_of_the_own_result():
    client = account("two", "mine")
    equal(client.json("/api/rounds")["items"],
          [{"round": "told", "title": {"en": "Told", "vi": "told", "ja": "told"}, "synthetic": False, "made_at": me.json("/api/rounds/told")["made_at"],
            "newest_result": result}], "rounds")
    listed = client.json("/api/rounds/told/results")["items"]
    equal(listed, [{"result": result, "round": "told", "at": me.json(f"/api/results/{result}")["at"]}], "results")
    equal(client.json(f"/api/results/{result}/applicants/mine")["applicant"], "mine", "the own explanation")
    equal(client.get("/api/rounds/without-result/results")[0], 404, "results of a round that is not listed")


@case
def an_applicant_who_is_not_in_the_round_hears_no_findings():
    client = account("three", "elsewhere")
    status, _, body = client.get(f"/api/results/{result}/applicants/elsewhere")
    equal((status, json.loads(body)["rule"], "findings" in json.loads(body)), (404, "round.unknown-applicant", False), "the refusal")


@case
def whoever_reads_rounds_still_sees_them_whole():
    there = [r for r in me.json("/api/rounds")["items"] if r["round"] == "told"][0]
    equal(there["checked"]["findings"][0]["value"], OTHER + "-2", "the finding")
    equal(names_in(me.json("/api/rounds/told/results")["items"]) >= {"inputs", "files", "by", "sha256"}, True, "a result")


with tempfile.TemporaryDirectory() as base:
    with Server(ENISHI, sample_workspace(ENISHI, ROOT, os.path.join(base, "work")), ROOT) as server:
        me = server.sign_in()
        make_round(me, "told", title={"en": "Told"})
        make_round(me, "without-result")
        upload(me, "told", **TABLES)
        result = solved(me, "told")
        upload(me, "told", choices=TABLES["choices"] + f"{OTHER}-2,1,lab,70\n")
        equal(wait(me, begin(me, "told", "check"))["errors"], 1, "the check that finds something")
        run_cases()
