#!/usr/bin/env python3
"""test_charts.py ENISHI ROOT: pictures from the server, in the language and the width that are asked for."""
import json
import os
import shutil
import sys
import tempfile
import time
import xml.etree.ElementTree as xml

ENISHI, ROOT = (os.path.abspath(path) for path in sys.argv[1:3])
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
import round_work
from round_work import make_round, upload
from server import Server, sample_workspace
from tap import case, equal, expect, run_cases

SVG = "{http://www.w3.org/2000/svg}"
PROMISE = "/api/promises/c-jds-master/chart"
TMP = tempfile.mkdtemp(prefix="enishi-charts-")
server = Server(ENISHI, sample_workspace(ENISHI, ROOT, os.path.join(TMP, "w")), ROOT)


def picture(me, path, **headers):
    status, sent, body = me.get(path, **headers)
    equal(status, 200, f"{path}: {body!r}")
    equal(sent["Content-Type"].split(";")[0], "image/svg+xml", path)
    return xml.fromstring(body), sent


def marks(root):
    return [(g.get("data-kind"), g.get("data-value")) for g in root.iter(SVG + "g")]


def solved(me):
    """The number of a result of the sample's round."""
    status, _, body = me.post("/api/rounds", {"round": "pictures", "from_sample": True, "title": {"en": "Pictures", "ja": "図"}})
    equal(status, 201, body)
    status, _, body = me.post("/api/rounds/pictures/solve")
    equal(status, 202, body)
    end = time.monotonic() + 120
    while time.monotonic() < end:
        results = me.json("/api/rounds/pictures/results")["items"]
        if results:
            return results[0]["result"], results[0]["summary"]
        time.sleep(0.05)
    raise AssertionError("the job does not end")


@case
def a_promise_is_drawn_in_the_language_that_is_asked_for():
    roots = {language: picture(me, f"{PROMISE}?lang={language}")[0] for language in ("en", "vi", "ja")}
    equal([root.get("lang") for root in roots.values()], ["en", "vi", "ja"], "lang")
    equal(len({tuple(marks(root)) for root in roots.values()}), 1, "the marks differ")
    equal(picture(me, PROMISE, Accept_Language="ja")[0].get("lang"), "ja", "Accept-Language")
    expect(("promise", "38") in marks(roots["en"]), marks(roots["en"]))


@case
def the_width_is_that_which_is_asked_for():
    for asked, want in (("", "720"), ("?width=280", "280"), ("?width=1600", "1600")):
        equal(picture(me, PROMISE + asked)[0].get("width"), want, asked)
    for asked in ("?width=279", "?width=1601", "?width=x", "?width=-1", "?width=300&width=400"):
        equal(me.get(PROMISE + asked)[0], 400, asked)


@case
def a_tag_says_whether_the_picture_is_still_the_same():
    tag = picture(me, PROMISE)[1]["ETag"]
    equal(me.get(PROMISE, If_None_Match=tag)[0], 304, tag)
    for other in ("?width=500", "?lang=vi"):
        expect(picture(me, PROMISE + other, If_None_Match=tag)[1]["ETag"] != tag, other)


@case
def what_cannot_be_drawn_is_not_there_and_says_why():
    status, _, body = me.get("/api/promises/c-kyushu-investment/chart")
    equal(status, 404, body)
    expect(b"chart.nothing-to-draw" in body, body)
    for path in ("/api/promises/no-such/chart", "/api/results/999/chart"):
        equal(me.get(path)[0], 404, path)


@case
def nobody_sees_a_picture_without_signing_in():
    for path in (PROMISE, "/api/results/1/chart"):
        equal(server.client().get(path)[0], 401, path)


@case
def a_result_is_drawn_from_its_summary():
    status, _, body = me.post("/api/users", {"user": "hana", "name": "Hana", "roles": ["committee"]})
    equal(status, 201, body)
    status, _, body = me.post("/api/users/hana/link")
    equal(status, 201, body)
    hana = server.sign_in(json.loads(body)["address"].rsplit("/", 1)[1])
    number, summary = solved(hana)
    root, _ = picture(hana, f"/api/results/{number}/chart?lang=ja")
    equal([int(float(value)) for _, value in marks(root)], [rank["placed"] for rank in summary["ranks"]] + [summary["unplaced"]], "marks")
    expect(root.find(SVG + "title").text.startswith("図"), root.find(SVG + "title").text)


TREE = {"applicants": "applicant,categories\na,women\nb,\nc,\nd,\ne,\n",
        "places": "place,seats,name_en,name_vi,group,target\nlab,2,Lab,Phòng,fukuoka,1\nshop,2,,,fukuoka,1\nfirm,3,,,,\n",
        "groups": "group,parent,cap,target,choice\nkyushu,,2,,targets\nfukuoka,kyushu,3,2,targets\n",
        "seats": "place,order,seats,category,others,to\nlab,1,2,,,\nshop,1,2,,,\nfirm,1,1,women,never,3\nfirm,2,1,women,after,\nfirm,3,1,,,\n",
        "choices": "applicant,rank,place,score\na,1,lab,9\nb,1,lab,8\nb,2,shop,7\nc,1,firm,7\nd,1,firm,6\ne,1,firm,5\ne,2,lab,1\n"}


@case
def groups_and_lines_are_drawn_with_their_numbers_and_what_bound():
    make_round(me, "tree")
    upload(me, "tree", **TREE)
    number = round_work.solved(me, "tree")
    root, _ = picture(me, f"/api/results/{number}/seats-chart?lang=en")
    rows = {g.get("data-label"): g for g in root.iter(SVG + "g")}
    equal([(g.get("data-kind"), label, g.get("data-value"), g.get("data-high")) for label, g in rows.items()],
          [("group", "Group kyushu", "2", "2"), ("group", "Group fukuoka", "2", "3"), ("place", "Lab", "2", "2"), ("place", "shop", "0", "2"),
           ("place", "firm", "3", "3"), ("reserved", "1. women only", "0", "0"), ("reserved", "2. women first, then others", "1", "1"),
           ("open", "3. open to all", "2", "2")], "rows")
    lines = [line for line in me.json(f"/api/results/{number}/places")["items"] if line["place"] == "firm"]
    equal([(str(line["filled"]), str(line["seats"])) for line in lines], [(g.get("data-value"), g.get("data-high")) for g in list(rows.values())[5:]], "places.csv")
    for label, wanted in (("Group kyushu", "cap reached"), ("Group fukuoka", "target 2"), ("shop", "target 1 not reached"), ("Lab", "target 1"), ("1. women only", "one seat handed on to 3"),
                          ("2. women first, then others", "one is taken by others"), ("3. open to all", "one seat handed on to here")):
        expect(wanted in (rows[label].get("data-about") or ""), f"{label}: {rows[label].attrib}")
    vietnamese, _ = picture(me, f"/api/results/{number}/seats-chart?lang=vi&width=320")
    expect("Phòng" in [g.get("data-label") for g in vietnamese.iter(SVG + "g")], "no name in Vietnamese")
    tag = me.get(f"/api/results/{number}/seats-chart?lang=en")[1]["ETag"]
    equal(me.get(f"/api/results/{number}/seats-chart?lang=en", If_None_Match=tag)[0], 304, "again")
    equal(me.get("/api/results/99999/seats-chart")[0], 404, "no such result")


@case
def a_tree_that_is_too_large_leaves_lines_out_and_then_places():
    for name, places, kinds in (("wide", 120, {"place"}), ("wider", 210, {"group"})):
        make_round(me, name)
        upload(me, name, applicants="applicant\na\n", choices="applicant,rank,place,score\na,1,p0,1\n", groups="group,parent,cap,choice\ng,,5,targets\n",
               places="place,seats,group\n" + "".join(f"p{i},2,{'g' if places > 200 else ''}\n" for i in range(places)),
               seats="place,order,seats\n" + "".join(f"p{i},1,1\np{i},2,1\n" for i in range(places)))
        root, _ = picture(me, f"/api/results/{round_work.solved(me, name)}/seats-chart?lang=en")
        found = [g.get("data-kind") for g in root.iter(SVG + "g")]
        expect(set(found) <= kinds | {"group"} and kinds <= set(found) and len(found) <= 200, f"{name}: {found}")
        expect("left out" in "".join(root.itertext()), "the picture does not say what is left out")


try:
    with server:
        me = server.sign_in()
        run_cases()
finally:
    shutil.rmtree(TMP, ignore_errors=True)
