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


try:
    with server:
        me = server.sign_in()
        run_cases()
finally:
    shutil.rmtree(TMP, ignore_errors=True)
