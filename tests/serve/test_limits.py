#!/usr/bin/env python3
"""test_limits.py ENISHI ROOT: clients that are too many, too slow or too large, while others are served."""
import contextlib
import http.client
import json
import os
import shutil
import socket
import sys
import tempfile
import threading
import time

ENISHI, ROOT = (os.path.abspath(path) for path in sys.argv[1:3])
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from server import Server, read_all, sample_workspace
from tap import case, equal, expect, run_cases

TMP = tempfile.mkdtemp(prefix="enishi-limits-")
WORKSPACE = sample_workspace(ENISHI, ROOT, os.path.join(TMP, "w"))
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


def serve(**options):
    return Server(ENISHI, WORKSPACE, ROOT, **options)


def own_workspace(name, **options):
    """A server that can be signed in to."""
    return Server(ENISHI, sample_workspace(ENISHI, ROOT, os.path.join(TMP, name)), ROOT, **options)


def closed_within(s, seconds):
    """Whether the server closes the connection in that time, whatever it sends before."""
    s.settimeout(seconds)
    try:
        while s.recv(65536):
            pass
        return True
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False


def drip(s, data, every, until):
    """Sends a byte now and then; returns when the server has closed or the time is over."""
    for byte in data:
        if time.monotonic() > until:
            return
        try:
            s.sendall(bytes([byte]))
        except OSError:
            return
        time.sleep(every)


def prompt(server, seconds=10):
    """Somebody else is answered in time."""
    begun = time.monotonic()
    equal(server.client().get("/healthz")[0], 200, "somebody else")
    expect(time.monotonic() - begun < seconds, f"somebody else waited {time.monotonic() - begun:.1f} s")


@case
def nine_hundred_idle_clients_do_not_delay_the_next():
    with serve() as server:
        idle = [server.socket() for _ in range(900)]
        for s in idle:
            s.sendall(HEALTH)
        for s in idle:
            expect(s.recv(4096).startswith(b"HTTP/1.1 200"), "an answer to each")
        prompt(server)
        idle[0].sendall(HEALTH)
        expect(idle[0].recv(4096).startswith(b"HTTP/1.1 200"), "the first one still has its connection")
        for s in idle:
            s.close()


def is_answered(s):
    try:
        s.sendall(HEALTH)
        return s.recv(4096).startswith(b"HTTP/1.1 200")
    except (ConnectionResetError, BrokenPipeError):
        return False


def signs_in(server):
    """False: the server still counts connections that have gone, and has not listened."""
    try:
        server.sign_in()
        return True
    except (OSError, http.client.HTTPException):
        return False


@case
def connections_of_one_address_are_limited():
    with serve(connections_per_address=8) as server:
        held = [server.socket() for _ in range(20)]
        answered = sum(is_answered(s) for s in held)
        expect(6 <= answered <= 8, f"{answered} of 20 were answered")    # one or two may be those of the harness, on their way out
        for s in held:
            s.close()
        end = time.monotonic() + 10
        while not is_answered(server.socket()):
            expect(time.monotonic() < end, "no room after the others have gone")
            time.sleep(0.1)


@case
def connections_of_a_proxy_are_those_of_many_people():
    with serve(connections_per_address=8, proxies=1) as server:
        held = [server.socket() for _ in range(20)]
        equal(sum(is_answered(s) for s in held), 20, "answered")
        for s in held:
            s.close()


@case
def a_connection_too_many_is_not_listened_to():
    """What it has sent before it was closed is not done."""
    with own_workspace("own", connections_per_address=8) as server:
        time.sleep(0.5)     # those of the harness have gone
        held = [server.socket() for _ in range(8)]
        equal(sum(is_answered(s) for s in held), 8, "answered")
        body = json.dumps({"token": server.link}).encode()
        request = (b"POST /api/session/link HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nOrigin: " + server.origin.encode() +
                   b"\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body)
        for _ in range(8):
            with contextlib.suppress(OSError):
                equal(server.raw(request, 5), b"", "an answer")
        for s in held:
            s.close()
        end = time.monotonic() + 10
        while not signs_in(server):     # by the link, which is still there
            expect(time.monotonic() < end, "no room after the others have gone")
            time.sleep(0.1)


@case
def a_header_that_never_ends_is_cut_off_while_others_are_served():
    with serve(header_seconds=2, idle_seconds=4) as server:
        clients = [server.socket() for _ in range(50)]
        threads = [threading.Thread(target=drip, args=(s, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 1000, 0.2, time.monotonic() + 20))
                   for s in clients]
        for thread in threads:
            thread.start()
        prompt(server)
        expect(all(closed_within(s, 12) for s in clients), "every slow one is closed")
        for thread in threads:
            thread.join()


@case
def a_second_header_that_never_ends_is_cut_off_too():
    with serve(header_seconds=2, idle_seconds=2) as server, server.socket() as s:
        s.sendall(HEALTH)
        expect(s.recv(4096).startswith(b"HTTP/1.1 200"), "the first request")
        begun = time.monotonic()
        thread = threading.Thread(target=drip, args=(s, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 1000, 0.2, begun + 20))
        thread.start()
        expect(closed_within(s, 15), "closed")
        expect(time.monotonic() - begun > 2, "but not at once")
        thread.join()


@case
def a_body_that_never_ends_is_cut_off_while_others_are_served():
    with serve(body_seconds=2) as server:
        head = b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
        clients = [server.socket() for _ in range(50)]
        for s in clients:
            s.sendall(head)
        threads = [threading.Thread(target=drip, args=(s, b" " * 1000, 0.2, time.monotonic() + 20)) for s in clients]
        for thread in threads:
            thread.start()
        prompt(server)
        expect(all(closed_within(s, 12) for s in clients), "every slow one is closed")
        for thread in threads:
            thread.join()


@case
def a_client_that_does_not_read_is_cut_off_while_others_are_served():
    with serve(answer_seconds=2) as server:
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        s.connect((server.host, server.port))
        s.sendall(b"GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 40)
        prompt(server)
        time.sleep(5)
        expect(len(read_all(s)) < 40 * 300_000, "not everything was sent")
        s.close()


@case
def a_silent_connection_is_closed():
    with serve(header_seconds=2, idle_seconds=1) as server, server.socket() as s:
        expect(closed_within(s, 10), "closed")


@case
def a_body_over_the_limit_is_refused_before_it_is_sent():
    with serve(form_bytes=2000) as server:
        answer = server.raw(b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2001\r\n"
                            b"Expect: 100-continue\r\n\r\n", timeout=5)
        expect(answer.startswith(b"HTTP/1.1 413"), answer)
        expect(b"100 Continue" not in answer, answer)
        answer = server.raw(b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2000\r\n"
                            b"Expect: 100-continue\r\n\r\n", timeout=2)
        expect(answer.startswith(b"HTTP/1.1 100"), answer)


@case
def chunks_over_the_limit_are_refused():
    with serve(form_bytes=2000) as server:
        head = b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        answer = server.raw(head + b"3e8\r\n" + b" " * 1000 + b"\r\n" + b"3e9\r\n" + b" " * 1001 + b"\r\n0\r\n\r\n", timeout=5)
        expect(answer.startswith(b"HTTP/1.1 413"), answer[:300])
        answer = server.raw(head + b"3e8\r\n" + b" " * 1000 + b"\r\n" + b"3e8\r\n" + b" " * 1000 + b"\r\n0\r\n\r\n", timeout=5)
        expect(answer.startswith(b"HTTP/1.1 400"), answer[:300])


@case
def an_upload_of_somebody_who_may_not_is_refused_before_it_is_sent():
    with serve() as server:
        answer = server.raw(b"PUT /api/rounds/x/tables/places HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: 60000000\r\n"
                            b"Expect: 100-continue\r\n\r\n", timeout=5)
        expect(answer.startswith(b"HTTP/1.1 401"), answer[:300])


@case
def media_types_and_encodings():
    with serve() as server:
        client = server.client()
        for media, want in (("text/plain", 415), ("application/x-www-form-urlencoded", 415), ("", 415), ("application/jsonx", 415),
                            ("application/json; charset=utf-8", 422), ("Application/JSON", 422)):
            equal(client.post("/api/session", {"user": 1}, media=media)[0], want, media)
        equal(client.post("/api/session", {"user": 1}, Content_Encoding="gzip")[0], 415, "compressed")
        equal(client.request("POST", "/api/session", b'{"user": ')[0], 400, "half of it")
        status, _, body = client.post("/api/session", {"user": 1, "surname": "x"}, Accept_Language="fr, vi;q=0.8, en;q=0.5")
        problem = json.loads(body)
        equal(status, 422, body)
        equal(sorted((f["column"], f["rule"]) for f in problem["findings"]),
              [("password", "check.missing"), ("surname", "check.unknown"), ("user", "check.kind-text")], body)
        expect("bắt buộc" in body.decode(), body)


@case
def the_memory_of_a_request_is_limited():
    with serve(request_memory_bytes=1 << 17) as server:
        client = server.sign_in()
        tag = client.get("/api/me")[1]["ETag"]
        equal(client.put("/api/me", {"name": "a" * 150_000}, If_Match=tag)[0], 503, "more than there is")
        prompt(server)


@case
def a_body_of_very_many_values_is_refused_before_it_takes_a_hundred_times_its_size():
    with own_workspace("values") as server:
        client = server.sign_in()
        tag = client.get("/api/me")[1]["ETag"]
        for value in (b"{}", b"[]", b"1", b'"\\",[{"'):
            few = b"[" + b",".join([value] * 5_000) + b"]"
            many = b"[" + b",".join([value] * 300_000)[:1_000_000] + b"]"
            equal([client.put("/api/me", b'{"name": ' + body + b"}", If_Match=tag)[0] for body in (few, many)], [422, 413], value)


@case
def a_stranger_may_send_little():
    with serve() as server:
        equal(server.client().post("/api/session", {"user": "a" * 20_000, "password": "x"})[0], 413, "no password is that long")


@case
def requests_at_once_are_limited_and_slow_senders_are_not_among_them():
    with serve(requests=1, slow_threads=4) as server:
        head = b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n"
        held = [server.socket() for _ in range(20)]
        for s in held:
            s.sendall(head)
        prompt(server)
        for s in held:
            s.close()
        answers = []

        def sign_in():
            status, headers, _ = server.client().post("/api/session", {"user": "nobody", "password": "x" * 20})
            answers.append((status, headers["Retry-After"]))
        for _ in range(20):
            threads = [threading.Thread(target=sign_in) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            if (503, "1") in answers:
                break
        expect((503, "1") in answers, answers)
        expect({status for status, _ in answers} <= {401, 429, 503}, answers)
        eventually(server, 200)


@case
def a_refusal_reaches_whoever_sends_before_listening():
    with serve(form_bytes=2000) as server:
        client = server.client()
        for path, size, want in (("/api/session", 900_000, 413), ("/api/users", 900_000, 401), ("/nowhere", 900_000, 404)):
            equal(client.post(path, b" " * size)[0], want, path)
        equal(client.get("/healthz")[0], 200, "on the same connection")


def eventually(server, want):
    """The headers of the first answer with this status."""
    end = time.monotonic() + 10
    while True:
        status, headers, _ = server.client().get("/healthz")
        if status == want:
            return headers
        expect(time.monotonic() < end, f"{status}, not {want}")
        time.sleep(0.05)


try:
    run_cases()
finally:
    shutil.rmtree(TMP, ignore_errors=True)
