#!/usr/bin/env python3
"""test_framing.py ENISHI ROOT: requests over raw sockets whose framing two readers could understand in two ways, and sound ones."""
import json
import os
import re
import shutil
import sys
import tempfile

ENISHI, ROOT = (os.path.abspath(path) for path in sys.argv[1:3])
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from server import Server, sample_workspace
from tap import case, equal, expect, run_cases

TMP = tempfile.mkdtemp(prefix="enishi-framing-")
server = Server(ENISHI, sample_workspace(ENISHI, ROOT, os.path.join(TMP, "w")), ROOT)


def statuses(answer):
    """The status lines. libmicrohttpd 0.9.75 sends the header of its own refusals twice, and closes; that counts as one."""
    if b"\r\nConnection: close\r\n" in answer and answer.count(b"HTTP/1.1 ") == 2:
        first, second = answer.split(b"HTTP/1.1 ")[1:]
        if second.startswith(first):
            answer = b"HTTP/1.1 " + second
    return [int(status) for status in re.findall(rb"^HTTP/1\.1 (\d{3})", answer, re.M)]


def send(*lines, body=b"", follow=True):
    """A request of these header lines; then, on the same connection, one for /healthz that must not be reached after a refusal."""
    data = b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines) + b"\r\n\r\n" + body
    if follow:
        data += b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    return server.raw(data, timeout=5)


def refused(*lines, body=b"", status=400):
    """Exactly one answer, and the connection is closed after it."""
    answer = send(*lines, body=body)
    equal(statuses(answer), [status], f"{lines} {body!r}: {answer!r}")
    return answer


def accepted(*lines, body=b"", status=200):
    equal(statuses(send(*lines, body=body)), [status, 200], f"{lines} {body!r}")


SIGN_IN = ("POST /api/session HTTP/1.1", "Host: localhost", "Content-Type: application/json")
WRONG = b'{"user": 1, "password": "x"}'    # refused with 422 by its type, when it has been read whole


@case
def sound_requests_are_answered_and_the_connection_stays():
    accepted("GET /healthz HTTP/1.1", "Host: localhost")
    accepted("GET /healthz HTTP/1.1", "Host:    localhost   ", "X-Empty:", "X-Tab:\ta\tb")
    accepted("HEAD /healthz HTTP/1.1", "Host: localhost")
    accepted("GET /nowhere HTTP/1.1", "Host: localhost", status=404)
    accepted("DELETE /healthz HTTP/1.1", "Host: localhost", status=405)
    accepted("GET /healthz?unknown=1 HTTP/1.1", "Host: localhost", status=400)
    accepted("GET /healthz HTTP/1.0", "Connection: keep-alive")
    accepted(*SIGN_IN, f"Content-Length: {len(WRONG)}", body=WRONG, status=422)
    accepted(*SIGN_IN, "Transfer-Encoding: chunked", body=b"5\r\n" + WRONG[:5] + b"\r\n%x\r\n" % len(WRONG[5:]) + WRONG[5:] + b"\r\n0\r\n\r\n",
             status=422)
    accepted(*SIGN_IN, "Transfer-Encoding: Chunked", body=b"%x;name=value\r\n" % len(WRONG) + WRONG + b"\r\n0\r\nTrailer: x\r\n\r\n", status=422)


@case
def a_refusal_is_a_problem_document():
    head, body = refused("GET /healthz HTTP/1.1").split(b"\r\n\r\n", 1)
    expect(b"Content-Type: application/problem+json" in head, head)
    problem = json.loads(body)
    equal((problem["status"], problem["rule"]), (400, "serve.framing"), body)


@case
def content_length_beside_transfer_encoding():
    refused(*SIGN_IN, "Content-Length: 6", "Transfer-Encoding: chunked", body=b"0\r\n\r\n")
    refused(*SIGN_IN, "Transfer-Encoding: chunked", "Content-Length: 6", body=b"0\r\n\r\n")
    refused("GET /healthz HTTP/1.1", "Host: localhost", "Content-Length: 0", "Transfer-Encoding: chunked", body=b"0\r\n\r\n")


@case
def two_content_lengths():
    refused(*SIGN_IN, "Content-Length: 5", "Content-Length: 5", body=b"12345")
    refused(*SIGN_IN, "Content-Length: 5", "Content-Length: 50", body=b"12345")
    refused(*SIGN_IN, "Content-Length: 5, 5", body=b"12345")
    refused(*SIGN_IN, "Content-Length: 5", "content-length: 6", body=b"12345")


@case
def content_lengths_that_are_no_numbers():
    for text in ("-1", "+5", "0x5", "5 5", "5e1", "5.0", "", "abc", "９"):
        refused(*SIGN_IN, f"Content-Length: {text}".encode(), body=b"12345")
    for text in ("18446744073709551621", "99999999999999999999"):
        refused(*SIGN_IN, f"Content-Length: {text}", body=b"12345", status=413)


@case
def transfer_encodings_other_than_chunked():
    for text in ("identity", "gzip", "gzip, chunked", "chunked, chunked", "chunked, identity", "xchunked", "chunked;a=b", "\x0bchunked", "chunke", ""):
        refused(*SIGN_IN, f"Transfer-Encoding: {text}", body=b"0\r\n\r\n")
    refused(*SIGN_IN, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body=b"0\r\n\r\n")
    refused(*SIGN_IN, "Transfer-Encoding : chunked", body=b"0\r\n\r\n")
    refused("POST /api/session HTTP/1.0", "Host: localhost", "Content-Type: application/json", "Transfer-Encoding: chunked", body=b"0\r\n\r\n")


@case
def hosts():
    refused("GET /healthz HTTP/1.1")
    refused("GET /healthz HTTP/1.1", "Host: a", "Host: b")
    refused("GET /healthz HTTP/1.1", "Host: a", "host: a")
    refused("GET /healthz HTTP/1.1", "Host: a b")
    refused("GET /healthz HTTP/1.1", "Host: a/b")
    refused("GET /healthz HTTP/1.1", "Host:")
    refused("GET /healthz HTTP/1.1", "Host: user@x")


@case
def a_nul_anywhere():
    refused(b"GET /healthz\0 HTTP/1.1", "Host: localhost")
    refused(b"GET /heal\0thz HTTP/1.1", "Host: localhost")
    refused(b"GET /healthz HTTP/1.1", b"Host: localhost\0y")
    refused(b"GET /healthz HTTP/1.1", b"Host: localhost", b"X-A: a\0b")
    refused(b"GET /healthz HTTP/1.1", b"Host: localhost", b"X-A: a\0\0b")
    refused(b"GET /healthz HTTP/1.1", b"Host: localhost", b"X-A: a\0")
    refused(b"GET /healthz HTTP/1.1", b"Host: localhost", b"X-A: a\0\0\0")
    refused(b"GET /healthz HTTP/1.1", b"Host: localhost", b"X\0A: a")
    refused(b"GET /healthz HTTP/1.1", b"Host: localhost", b"X-A\0: a")
    refused(b"GET /healthz HTTP/1.1", b"Host: localhost", b"X-A: a\0\r\nX-B: b")
    refused(b"G\0ET /healthz HTTP/1.1", b"Host: localhost")
    refused(b"GET /healthz HTTP/1.1\0", b"Host: localhost")
    equal(statuses(send("GET /healthz%00 HTTP/1.1", "Host: localhost")), [404, 200], "a NUL in percents is a path that is not there")
    equal(statuses(send("GET /healthz?a=%00 HTTP/1.1", "Host: localhost")), [400, 200], "a NUL in percents in a query")


@case
def control_characters_in_headers():
    for c in b"\x01\x07\x08\x0b\x0c\x1b\x1f\x7f":
        refused("GET /healthz HTTP/1.1", "Host: localhost", b"X-A: a" + bytes([c]) + b"b")
    refused("GET /healthz HTTP/1.1", "Host: localhost", b"X-A: a\rb")


@case
def names_that_are_no_tokens():
    for name in ("X A", "X(A", "X\tA", "", " X-A", "X-A\x7f", "X,A", "X/A", "é"):
        refused("GET /healthz HTTP/1.1", "Host: localhost", f"{name}: a")
    refused("GET /healthz HTTP/1.1", "Host: localhost", "X-A : a")
    refused("GET /healthz HTTP/1.1", "Host: localhost", "no colon")


@case
def header_lines_that_go_on():
    refused("GET /healthz HTTP/1.1", "Host: localhost", "X-A: a", " b")
    refused("GET /healthz HTTP/1.1", "Host: localhost", "X-A: a", "\tb")
    refused("GET /healthz HTTP/1.1", " Host: localhost")


@case
def line_ends_of_one_character():
    answer = server.raw(b"GET /healthz HTTP/1.1\nHost: localhost\n\nGET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", timeout=5)
    equal(statuses(answer), [400], answer)
    answer = server.raw(b"GET /healthz HTTP/1.1\r\nHost: localhost\nX-A: b\r\n\r\nGET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", timeout=5)
    equal(statuses(answer), [400], answer)


@case
def request_lines():
    for line in ("GET  /healthz HTTP/1.1", "GET /healthz  HTTP/1.1", "GET\t/healthz HTTP/1.1", "GET /heal thz HTTP/1.1",
                 "GET healthz HTTP/1.1", "GET http://x/healthz HTTP/1.1", "GET /healthz#a HTTP/1.1", "GET /h\x7f HTTP/1.1", "G(T /healthz HTTP/1.1",
                 "GET /é HTTP/1.1", "GET /a\\b HTTP/1.1"):
        answer = send(line, "Host: localhost")
        equal(statuses(answer), [400], f"{line!r}: {answer!r}")
    for line in (" GET /healthz HTTP/1.1", "GET /healthz", "/healthz HTTP/1.1", "GET", "GET /healthz HTTP/2.0", "GET /healthz HTTP/1.2", "GET /healthz HTTP/1.1 x",
                 "GET /healthz http/1.1", "GET /healthz HTTP/0.9", "GET /healthz HTTX/1.1"):
        answer = send(line, "Host: localhost")
        expect(200 not in statuses(answer) and len(statuses(answer)) <= 1, f"{line!r}: {answer!r}")


@case
def chunks_that_are_none():
    for body in (b"x\r\n", b"-1\r\n\r\n", b"5\r\nabc\r\n0\r\n\r\n", b"0x5\r\nhello\r\n0\r\n\r\n", b"5\r\nhelloX\r\n0\r\n\r\n", b"\r\n\r\n",
                 b"ffffffffffffffffff\r\nabc", b" 5\r\nhello\r\n0\r\n\r\n", b"5;" + b"a" * 70000 + b"\r\nhello\r\n0\r\n\r\n"):
        answer = send(*SIGN_IN, "Transfer-Encoding: chunked", body=body)
        got = statuses(answer)
        expect(200 not in got and 422 not in got and len(got) <= 1, f"{body[:40]!r}: {answer!r}")


@case
def a_request_smuggled_behind_a_refused_one_is_not_seen():
    before = len(server.events())
    send(*SIGN_IN, "Content-Length: 4", "Transfer-Encoding: chunked", body=b"5c\r\nGET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n0\r\n\r\n")
    server.client().get("/healthz")
    routes = [e["route"] for e in server.events()[before:] if e["event"] == "request"]
    expect("metrics" not in routes and "ready" not in routes, routes)


@case
def too_many_and_too_long_headers():
    accepted("GET /healthz HTTP/1.1", "Host: localhost", *(f"X-{i}: a" for i in range(90)))
    refused("GET /healthz HTTP/1.1", "Host: localhost", *(f"X-{i}: a" for i in range(200)), status=431)
    answer = server.raw(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * (1 << 20) + b"\r\n\r\n", timeout=5)
    expect(statuses(answer) in ([431], [400], [413], []), answer[:200])
    answer = server.raw(b"GET /" + b"a" * (1 << 20) + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", timeout=5)
    expect(statuses(answer) in ([414], [431], [400], []), answer[:200])
    equal(server.client().get("/healthz")[0], 200, "afterwards")


@case
def paths_do_not_climb():
    for path in ("/../etc/passwd", "/assets/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/%2e%2e%2fserve.json", "//etc/passwd", "/./healthz",
                 "/healthz/", "/api//me", "/assets/..%5c..%5cx", "/api/organisations/..%2f..%2fx/past/..", "/enishi.db", "/serve.json"):
        equal(statuses(send(f"GET {path} HTTP/1.1", "Host: localhost")), [404, 200], path)


@case
def a_head_has_the_headers_of_the_get_and_no_body():
    for path in ("/", "/healthz", "/nowhere"):
        get = server.client().request("GET", path)
        head = server.client().request("HEAD", path)
        equal(head[2], b"", path)
        equal((head[0], head[1]["Content-Length"], head[1]["Content-Type"]), (get[0], get[1]["Content-Length"], get[1]["Content-Type"]), path)


try:
    with server:
        run_cases()
finally:
    shutil.rmtree(TMP, ignore_errors=True)
