#!/usr/bin/env python3
"""test_ledger.py ENISHI ROOT: lists, rows, corrections, search and the standing, over real HTTP against the sample."""
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.parse

ENISHI, ROOT = (os.path.abspath(path) for path in sys.argv[1:3])
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from server import Server, sample_workspace
from tap import case, equal, expect, run_cases

TMP = tempfile.mkdtemp(prefix="enishi-serve-ledger-")
SAMPLE = os.path.join(ROOT, "data", "vietnam-japan")
server = Server(ENISHI, sample_workspace(ENISHI, ROOT, os.path.join(TMP, "w")), ROOT)
TABLES = {"organisations": "organisation", "people": "person", "programmes": "programme", "sources": "source", "indicators": "indicator",
          "figures": "figure", "commitments": "commitment", "agreements": "agreement", "projects": "project", "needs": "need",
          "events": "event", "areas": "area"}
LISTS = {"refs", "country", "aliases", "owners", "partners", "by", "to", "parties", "organisers", "participants"}


def read(table):
    with open(os.path.join(SAMPLE, f"{table}.csv"), encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


def as_row(cells):
    """A row of the sample as the API has it."""
    return {column: cell.split(";") if column in LISTS else cell for column, cell in cells.items() if cell}


def path(first, *parts, **query):
    place = "/".join(["/api", first] + [urllib.parse.quote(part, safe="") for part in parts])
    return place + ("?" + urllib.parse.urlencode(query) if query else "")


def pages(me, place, *parts, **query):
    """Every item of a list, page after page."""
    items, after = [], None
    while True:
        page = me.json(path(place, *parts, **query, **({"after": after} if after else {})))
        items += page["items"]
        expect(len(page["items"]) <= int(query.get("limit", 50)), len(page["items"]))
        after = page.get("next")
        if not after:
            return items


sessions = []


def signed_in():
    """A connection of its own in the one session that the link gave."""
    if not sessions:
        sessions.append(server.sign_in())
    client = server.client()
    client.cookie, client.csrf = sessions[0].cookie, sessions[0].csrf
    return client


def new_organisation(name, **more):
    return {"organisation": name, "kind": "company", "name_en": name, **more}


@case
def every_table_is_listed_whole_on_pages_of_any_size():
    me = signed_in()
    for table, identity in TABLES.items():
        want = {row[identity]: as_row(row) for row in read(table)}
        for limit in (1, 7, 200):
            if limit == 1 and len(want) > 60:
                continue
            got = pages(me, table, limit=limit)
            equal(len(got), len(want), f"{table} by {limit}")
            equal({row[identity]: row for row in got}, want, f"{table} by {limit}")


@case
def sorts_put_rows_in_order_and_turn_round():
    me = signed_in()
    for table, sort in (("organisations", "organisation"), ("organisations", "kind"), ("commitments", "commitment"), ("figures", "as_of"),
                        ("sources", "published"), ("indicators", "unit")):
        up = pages(me, table, sort=sort, limit=9)
        values = [row.get(sort) for row in up]
        given = [value for value in values if value is not None]
        equal(given, sorted(given), f"{table} by {sort}")
        equal(values[len(given):], [None] * (len(values) - len(given)), f"{table} by {sort}: what has none comes last")
        down = [row.get(sort) for row in pages(me, table, sort="-" + sort, limit=9)]
        equal([value for value in down if value is not None], given[::-1], f"{table} by -{sort}")
        equal(down[len(given):], values[len(given):], f"{table} by -{sort}: what has none comes last")


@case
def vietnamese_names_sort_as_in_a_dictionary():
    me = signed_in()
    names = ["Zz Dương", "Zz Đặng", "Zz Ân", "Zz An", "Zz Ăn", "Zz Cà", "Zz Ca", "Zz Cá"]
    for number, name in enumerate(names):
        status, _, body = me.post(path("organisations"), new_organisation(f"o-order-{number}", name_vi=name))
        equal(status, 201, body)
    got = [row["name_vi"] for row in pages(me, "organisations", sort="name_vi", limit=5) if row.get("name_vi", "").startswith("Zz ")]
    equal(got, ["Zz An", "Zz Ăn", "Zz Ân", "Zz Ca", "Zz Cà", "Zz Cá", "Zz Dương", "Zz Đặng"], "order")


@case
def filters_leave_what_has_the_value_and_unknown_ones_are_refused():
    me = signed_in()
    rows = read("organisations")
    for column, value, holds in (("kind", "company", lambda r: r["kind"] == "company"), ("country", "JP", lambda r: "JP" in r["country"].split(";"))):
        want = sorted(r["organisation"] for r in rows if holds(r))
        got = sorted(r["organisation"] for r in pages(me, "organisations", **{column: value}, limit=20)
                     if not r["organisation"].startswith("o-order"))
        expect(want, "the sample has some")
        equal(got, want, column)
    both = pages(me, "figures", kind="actual", source=read("figures")[0]["source"], limit=3)
    expect(all(r["kind"] == "actual" and r["source"] == read("figures")[0]["source"] for r in both), both)
    for query in ({"colour": "red"}, {"kind": "no-kind"}, {"sort": "refs"}, {"limit": "0"}, {"limit": "201"}, {"limit": "x"}):
        equal(me.get(path("organisations", **query))[0], 400, query)
    equal(pages(me, "commitments", by="nobody'; DROP TABLE commitments; --"), [], "a value is a value")


@case
def cursors_that_were_changed_or_belong_elsewhere_are_refused():
    me = signed_in()
    cursor = me.json(path("organisations", limit=5))["next"]
    for wrong in (cursor[:-1], cursor[1:], cursor + "A", "!", "a b", cursor[:3] + ("A" if cursor[3] != "A" else "B") + cursor[4:], "A" * 1000):
        equal(me.get(path("organisations", limit=5, after=wrong))[0], 400, wrong)
    equal(me.get(path("organisations", limit=5, sort="-name_en", after=cursor))[0], 400, "another order")
    equal(me.get(path("organisations", limit=5, kind="company", after=cursor))[0], 400, "another filter")
    equal(me.get(path("people", limit=5, after=cursor))[0], 400, "another table")
    equal(me.get(path("organisations", limit=9, after=cursor))[0], 200, "a page of another size goes on from there")


@case
def paging_while_rows_come_shows_each_row_once():
    me, writer = signed_in(), signed_in()
    before = {row["organisation"] for row in pages(me, "organisations", limit=200)}
    ended = threading.Event()
    made = []

    def write():
        while not ended.is_set() and len(made) < 60:
            name = f"o-meanwhile-{len(made):03}"
            status, _, body = writer.post(path("organisations"), new_organisation(name, name_en=f"{'AMZ'[len(made) % 3]}{name}"))
            made.append(name if status == 201 else body)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for _ in range(3):
            got = [row["organisation"] for row in pages(me, "organisations", limit=3)]
            equal(len(got), len(set(got)), "no row twice")
            expect(before <= set(got), before - set(got))
    finally:
        ended.set()
        thread.join()
    expect(made and all(isinstance(name, str) for name in made), made)


@case
def a_row_is_read_added_and_not_added_twice():
    me = signed_in()
    row = new_organisation("o-new/één", name_vi="Đơn vị mới", aliases=["A", "B"], country=["VN", "JP"])
    status, headers, body = me.post(path("organisations"), row)
    equal((status, json.loads(body)), (201, row), body)
    place = headers["Location"]
    status, got, body = me.get(place)
    equal((status, json.loads(body), got["ETag"]), (200, row, headers["ETag"]), place)
    status, _, body = me.post(path("organisations"), dict(row, name_en="Other"))
    equal((status, json.loads(body)["rule"]), (409, "serve.ledger-exists"), body)
    equal(me.json(place), row, "as it was")
    equal(me.get(path("organisations", "nobody"))[0], 404, "nobody")
    equal(me.get(path("organisations", "nobody", "past"))[0], 404, "nobody")


@case
def what_breaks_a_rule_is_refused_with_the_column_and_nothing_is_written():
    me = signed_in()
    for row, column, rule in (
            (new_organisation("o-bad", successor="nobody"), "successor", "ledger.unknown-id"),
            (new_organisation("o-bad", valid_from="2025", valid_to="2024"), "valid_to", "ledger.ends-before-start"),
            (new_organisation("o-bad", aliases=["one;two"]), "aliases", "ledger.not-a-piece"),
            (new_organisation("o-bad", aliases=[" "]), "aliases", "ledger.not-a-piece")):
        status, _, body = me.post(path("organisations"), row)
        problem = json.loads(body)
        equal(status, 422, body)
        expect((column, rule) in {(f.get("column"), f["rule"]) for f in problem["findings"]}, body)
    equal(me.get(path("organisations", "o-bad"))[0], 404, "o-bad")
    for table, one in (("people", "person"), ("areas", "area")):
        status, _, body = me.post(path("organisations"), new_organisation(read(table)[0][one]))
        equal((status, json.loads(body)["rule"]), (409, "serve.ledger-exists"), f"organisations share their ids with {table}")
    derivation = read("derivations")[0]
    figure = {"figure": derivation["derivation"], "indicator": derivation["indicator"], "value": "1", "qualifier": "exact", "kind": "actual",
              "source": read("sources")[0]["source"]}
    equal(me.post(path("figures"), figure)[0], 409, "figures share their ids with derivations")


@case
def a_correction_needs_the_state_it_corrects_and_keeps_what_was():
    me = signed_in()
    place = path("organisations", "o-fix")
    row = new_organisation("o-fix", name_ja="旧名")
    equal(me.post(path("organisations"), row)[0], 201, "added")
    tag = me.get(place)[1]["ETag"]
    better = dict(row, name_ja="新名")
    equal(me.put(place, better)[0], 428, "without If-Match")
    equal(me.put(place, better, If_Match='"other"')[0], 412, "another state")
    status, headers, body = me.put(place, better, If_Match=tag)
    equal((status, json.loads(body)), (200, better), body)
    equal(me.put(place, row, If_Match=tag)[0], 412, "the state that was")
    equal(me.get(place)[1]["ETag"], headers["ETag"], "the tag of the new state")
    past = pages(me, "organisations", "o-fix", "past")
    equal([one["content"] for one in past], [row], "the past")
    expect(past[0]["by"] and past[0]["at"].endswith("Z"), past)
    status, again, _ = me.put(place, better, If_Match=headers["ETag"])
    equal((status, again["ETag"]), (200, headers["ETag"]), "nothing changed")
    equal(len(pages(me, "organisations", "o-fix", "past")), 1, "nothing changed")
    status, _, body = me.put(place, dict(better, organisation="o-other"), If_Match=headers["ETag"])
    equal(status, 422, body)
    equal(me.put(path("organisations", "o-none"), new_organisation("o-none"), If_Match="*")[0], 404, "there is none")
    for number in range(5):
        tag = me.get(place)[1]["ETag"]
        equal(me.put(place, dict(row, name_ja=f"名{number}"), If_Match=tag)[0], 200, number)
    names = [one["content"]["name_ja"] for one in pages(me, "organisations", "o-fix", "past", limit=2)]
    equal(names, ["名3", "名2", "名1", "名0", "新名", "旧名"], "the last correction first")


@case
def a_post_that_is_sent_again_with_its_key_is_done_once():
    me = signed_in()
    row = new_organisation("o-once")
    first = me.post(path("organisations"), row, Idempotency_Key="k-1")
    second = me.post(path("organisations"), row, Idempotency_Key="k-1")
    equal((first[0], second[0], first[2] == second[2]), (201, 201, True), second[2])
    equal(first[1]["Location"], second[1]["Location"], "location")
    equal(me.post(path("organisations"), new_organisation("o-twice"), Idempotency_Key="k-1")[0], 422, "another body")


@case
def what_has_not_changed_is_not_sent_again():
    me = signed_in()
    for place in (path("organisations", limit=3), path("organisations", "japan"), path("standing"), path("overview"), path("promises"),
                  path("names", ids="japan"), path("commitments", "c-jds-master", "statuses")):
        status, headers, body = me.get(place)
        equal(status, 200, place)
        status, again, body = me.get(place, If_None_Match=headers["ETag"])
        equal((status, body, again["ETag"]), (304, b"", headers["ETag"]), place)
    tag = me.get(path("organisations", limit=3))[1]["ETag"]
    equal(me.post(path("organisations"), new_organisation("o-tag"))[0], 201, "added")
    equal(me.get(path("organisations", limit=3), If_None_Match=tag)[0], 200, "the ledger has changed")


@case
def search_finds_every_spelling():
    me = signed_in()
    for name, more in (("o-s1", {"name_vi": "Đặng Kỳ Lạ"}), ("o-s2", {"name_en": "Dang Ky La"}), ("o-s3", {"name_ja": "奇妙ハンダ研究所"})):
        equal(me.post(path("organisations"), new_organisation(name, **more))[0], 201, name)

    def found(words, **more):
        return [item["id"] for item in pages(me, "search", q=words, **more) if item["id"].startswith("o-s")]

    equal(found("Đặng Kỳ"), ["o-s1", "o-s2"], "exact first")
    equal(found("dang ky la", limit=1), ["o-s2", "o-s1"], "exact first")
    equal(found("はんだ 奇妙"), ["o-s3"], "kana")
    equal(found("ﾊﾝﾀﾞ研"), ["o-s3"], "half width")
    equal(found("奇妙ハンタ"), [], "voice")
    equal(found("Kỳ", table="people"), [], "another table")
    equal(found("\" OR 1=1 --"), [], "no syntax")
    item = [i for i in pages(me, "search", q="奇妙") if i["id"] == "o-s3"][0]
    equal(item, {"id": "o-s3", "table": "organisations", "name": {"en": "o-s3", "ja": "奇妙ハンダ研究所"}}, "what is found")
    equal(me.get(path("search"))[0], 400, "without words")
    listed = [row["organisation"] for row in pages(me, "organisations", q="dang ky la")]
    equal(sorted(listed), ["o-s1", "o-s2"], "in a list")


@case
def names_say_what_ids_stand_for():
    me = signed_in()
    source, indicator = read("sources")[0], read("indicators")[0]
    names = me.json(path("names", ids=f"japan;{source['source']};nobody;{indicator['indicator']};c-jds-master"))["names"]
    by_id = {name["id"]: name for name in names}
    equal(sorted(by_id), sorted(["japan", source["source"], indicator["indicator"], "c-jds-master"]), "ids")
    equal(by_id["japan"]["name"]["ja"], [o for o in read("organisations") if o["organisation"] == "japan"][0]["name_ja"], "japan")
    equal(by_id[indicator["indicator"]]["detail"], indicator["unit"], "the unit")
    equal(by_id[source["source"]]["name"], {"en": source["title"]}, "the title")


@case
def statuses_are_added_to_a_commitment_and_show_in_the_promise():
    me = signed_in()
    place = path("commitments", "c-jds-master", "statuses")
    report = {"commitment": "c-jds-master", "status": "underway", "reported_by": "japan", "reported_on": "2026-05-01",
              "source": read("sources")[0]["source"]}
    before = pages(me, "commitments", "c-jds-master", "statuses")
    status, _, body = me.post(place, report)
    equal((status, json.loads(body)), (201, report), body)
    equal(me.post(place, report)[0], 409, "the same again")
    equal(me.post(place, dict(report, commitment="c-jds-doctoral"))[0], 422, "of another commitment")
    equal(me.post(path("commitments", "c-none", "statuses"), report)[0], 404, "of none")
    equal(pages(me, "commitments", "c-jds-master", "statuses"), sorted(before + [report], key=lambda r: r["reported_on"], reverse=True), "listed")
    whole = me.json(path("promises", "c-jds-master"))
    equal(whole["promise"]["reported"], {"status": "underway", "by": "japan", "on": "2026-05-01", "source": report["source"]}, "the promise")
    expect(report in whole["statuses"], whole["statuses"])


@case
def promises_are_filtered_sorted_and_paged():
    me = signed_in()
    rows = read("commitments")
    everything = pages(me, "promises", limit=4)
    equal([p["id"] for p in everything], sorted(r["commitment"] for r in rows), "all, by id")
    for query, holds in (({"partner": "japan"}, lambda r: "japan" in r["by"].split(";") + r["to"].split(";")),
                         ({"sector": "green"}, lambda r: r["sector"] == "green"),
                         ({"due_from": "2028-06", "due_to": "2029"}, lambda r: r["due"] and r["due"][:4] in ("2028", "2029"))):
        equal([p["id"] for p in pages(me, "promises", limit=2, **query)], sorted(r["commitment"] for r in rows if holds(r)), query)
    split = [len(pages(me, "promises", pace=pace)) for pace in ("measurable", "not-measurable")]
    equal(sum(split), len(rows), "either can be measured or not")
    equal(len(pages(me, "promises", status="underway")), len([p for p in everything if (p["reported"] or {}).get("status") == "underway"]), "status")
    due = [p.get("due") for p in pages(me, "promises", sort="-due", limit=5)]
    given = [d for d in due if d]
    equal(given, sorted(given, reverse=True), "by due, the last first")
    equal(due[:len(given)], given, "what has none comes last")
    cursor = me.json(path("promises", limit=4))["next"]
    equal(me.get(path("promises", limit=4, partner="japan", after=cursor))[0], 400, "a cursor of another list")
    equal(me.get(path("promises", due_from="soon"))[0], 400, "no date")
    equal(me.get(path("promises", "c-none"))[0], 404, "no promise")


@case
def the_standing_is_what_the_command_line_says():
    me = signed_in()
    out = subprocess.run([ENISHI, "track", "status", "--json", "--workspace", server.workspace], capture_output=True, text=True,
                         timeout=60)
    equal(out.returncode, 0, out.stderr)
    said = json.loads(out.stdout)
    standing = me.json(path("standing"))
    for member in ("targets", "changes", "contradictions", "numbers", "as_of", "sample"):
        equal(standing[member], said[member], member)
    equal([p for p in pages(me, "promises", limit=200)], sorted(said["commitments"], key=lambda p: p["id"]), "commitments")
    overview = me.json(path("overview"))
    counts = overview["counts"]
    equal((counts["sources"], counts["figures"], counts["commitments"], counts["contradictions"], counts["targets"]),
          (len(read("sources")), len(read("figures")), len(said["commitments"]), len(said["contradictions"]), len(said["targets"])), "counts")
    known = {number["id"] for number in overview["numbers"]}
    for target in overview["targets"]:
        expect({target["number"], *target["others"]} <= known, target)


def roots(answer):
    """The numbers of an answer that were computed, each with the sources that it rests on; fails where one is missing."""
    numbers, found = {number["id"]: number for number in answer["numbers"]}, 0
    for number in answer["numbers"]:
        operands = [operand for operand in number.get("operands", []) if isinstance(operand, str)]
        expect(all(operand in numbers for operand in operands), f"{number['id']} rests on {operands}, which are not all there")
        expect(operands or "operands" in number or number.get("source"), f"{number['id']} has no source")
        found += len(operands)
    return found


@case
def what_a_number_was_computed_from_comes_with_it():
    me = signed_in()
    expect(roots(me.json(path("overview"))) > 0, "no number of the overview was computed")
    for promise in pages(me, "promises", limit=200):
        roots(me.json(path("promises", promise["id"])))


try:
    with server:
        run_cases()
finally:
    shutil.rmtree(TMP, ignore_errors=True)
