#!/usr/bin/env python3
"""test_operation.py ENISHI ROOT: starting, watching, configuring and stopping the server, as whoever runs it does."""
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

ENISHI, ROOT = (os.path.abspath(path) for path in sys.argv[1:3])
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from server import Server, environment, read_all, sample_workspace
from tap import case, equal, expect, run_cases

TMP = tempfile.mkdtemp(prefix="enishi-operation-")
PATIENCE = 200    # seconds, on a machine that does other things and with sanitizers: whoever waits so long has been forgotten
count = 0


def workspace():
    global count
    count += 1
    return sample_workspace(ENISHI, ROOT, os.path.join(TMP, f"w{count}"))


def serve(folder=None, arguments=(), env=None, **options):
    return Server(ENISHI, folder or workspace(), ROOT, arguments, env, **options)


def refused(folder, *arguments, status=1, **env):
    """A start that must fail; what it says."""
    done = subprocess.run([ENISHI, "serve", "--workspace", folder, "--port", "0", *arguments], capture_output=True, text=True,
                          env=environment(ROOT, **env), timeout=60)
    equal(done.returncode, status, done.stdout + done.stderr)
    return done.stderr


@case
def it_says_where_it_is_and_that_cookies_are_plain__in_three_languages():
    for language, plain in (("en", "plain http"), ("vi", "http thường"), ("ja", "暗号化されない")):
        with serve(env={"ENISHI_LANG": language}) as server:
            said = "".join(server.output)
            expect(plain in said and server.origin in said and server.link, said)


@case
def health_readiness_and_metrics():
    with serve() as server:
        client = server.client()
        equal(json.loads(client.get("/healthz")[2]), {"status": "ok"}, "health")
        equal(json.loads(client.get("/readyz")[2]), {"status": "ok"}, "readiness")
        equal(client.get("/metrics")[0], 401, "metrics are not for anyone")
        me = server.sign_in()
        me.get("/api/me")
        text = me.get("/metrics")[2].decode()
        for line in text.splitlines():
            expect(re.fullmatch(r'# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{([a-z]+="[^"]*",?)*\})? [0-9.e+-]+', line), line)
        expect(re.search(r'^enishi_http_answers_total\{route="get-me",status="2xx"\} 1$', text, re.M), text)
        expect(re.search(r'^enishi_http_seconds_bucket\{route="get-me",le="\+Inf"\} 1$', text, re.M), text)
        expect(re.search(r"^process_resident_memory_bytes [1-9]", text, re.M), text)
        expect(re.search(r"^enishi_connections [1-9]", text, re.M), text)


@case
def the_log_is_json_and_names_nobody():
    with serve() as server:
        me = server.sign_in()
        me.get("/api/organisations/jica?unknown=secret-of-somebody")
        me.get("/nowhere/secret-of-somebody")
        me.post("/api/session", {"user": "secret-of-somebody", "password": "secret-of-somebody"})
        log = server.stop()
        for line in log.splitlines():
            expect({"time", "level", "event"} <= json.loads(line).keys(), line)
        for secret in ("secret-of-somebody", "jica", "127.0.0.1", server.link, me.cookie.split("=")[1], me.csrf, "admin"):
            expect(secret not in log, f"{secret} in {log}")
        expect('"route":"get-organisation","status":400' in log, log)


@case
def the_log_can_be_quieter():
    with serve(log="none") as server:
        server.client().get("/nowhere")
        equal(server.stop(), "", "none")
    with serve(log="problems") as server:
        server.client().get("/nowhere")
        expect('"request"' not in server.stop(), "problems")


@case
def a_log_that_nobody_reads_does_not_end_the_server():
    process = subprocess.Popen([ENISHI, "serve", "--workspace", workspace(), "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True, env=environment(ROOT))
    try:
        process.stderr.close()
        port = int(re.search(r":(\d+)", process.stdout.readline()).group(1))
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as s:
                s.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                expect(read_all(s).startswith(b"HTTP/1.1 200"), "still there")
        process.terminate()
        equal(process.wait(PATIENCE), 0, "its end")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@case
def security_headers_are_on_every_answer():
    with serve() as server:
        client = server.client()
        for path in ("/", "/healthz", "/nowhere", "/api/reference", "/api/openapi.json"):
            _, headers, _ = client.get(path)
            policy = headers["Content-Security-Policy"]
            expect("default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy, f"{path}: {policy}")
            equal(headers["X-Content-Type-Options"], "nosniff", path)
            equal(headers["Referrer-Policy"], "no-referrer", path)
            expect(headers["Server"] is None, path)
        expect("no-store" in client.get("/healthz")[1]["Cache-Control"], "answers are not kept")


@case
def the_page_is_kept_by_its_tag_and_compressed():
    with serve() as server:
        client = server.client()
        status, headers, page = client.get("/")
        equal((status, headers["Cache-Control"]), (200, "no-cache"), "the page is asked for again")
        equal(client.get("/", If_None_Match=headers["ETag"])[0], 304, "the same page")
        equal(client.get("/", If_None_Match='"other"')[0], 200, "another page")
        names = re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.decode())
        expect(names, page)
        for name in names:
            status, headers, content = client.get(name)
            equal((status, headers["Content-Encoding"]), (200, None), name)
            expect("immutable" in headers["Cache-Control"], name)
            _, headers, packed = client.get(name, Accept_Encoding="br;q=0, gzip")
            expect(headers["Content-Encoding"] in ("gzip", None) and len(packed) <= len(content), name)
            equal(client.get(name, Accept_Encoding="gzip;q=0")[1]["Content-Encoding"], None, name)


@case
def localhost_is_led_to_the_servers_own_name():
    with serve() as server:
        client = server.client()
        status, headers, _ = client.get("/", Host=f"localhost:{server.port}")
        equal((status, headers["Location"]), (307, f"{server.origin}/"), "localhost")
        equal(client.get("/", Host=f"localhost:{server.port + 1}")[0], 200, "through a tunnel")
        equal(client.get("/healthz", Host=f"localhost:{server.port}")[0], 200, "a program")


@case
def settings_come_from_file_environment_and_command_line():
    folder = workspace()
    with open(os.path.join(folder, "serve.json"), "w") as f:
        json.dump({"form_bytes": 1500, "log": "none"}, f)
    with serve(folder) as server:
        equal(server.client().post("/api/session", b" " * 1600)[0], 413, "the file")
        equal(server.log, [], "the file's log")
    with serve(folder, form_bytes=1700) as server:
        equal(server.client().post("/api/session", b" " * 1600)[0], 400, "the environment goes before the file")
    with serve(folder, port=1, arguments=("--address", "127.0.0.2"), address="127.0.0.3") as server:
        equal(server.host, "127.0.0.2", "the command line goes before the environment")
    other = os.path.join(TMP, "other.json")
    with open(other, "w") as f:
        json.dump({"form_bytes": 1400}, f)
    with serve(folder, arguments=("--config", other)) as server:
        equal(server.client().post("/api/session", b" " * 1450)[0], 413, "--config")


@case
def wrong_settings_are_refused_by_name_and_all_at_once():
    folder = workspace()
    said = refused(folder, ENISHI_SERVE_PORTS="1", ENISHI_SERVE_THREADS="many", ENISHI_SERVE_LOG="loud")
    for word in ("ports", "threads", "many", "loud", "all|problems|none"):
        expect(word in said, said)
    with open(os.path.join(folder, "serve.json"), "w") as f:
        f.write('{"form_bytes": 1, "colour": "red", "port": "8080", "address": 5, "threads": true}')
    said = refused(folder)
    for word in ("form_bytes", "colour", "port", "address", "threads"):
        expect(f"serve.json: {word}" in said, said)
    for text in ("[]", "{", '{"port": 1, "port": 2}', '{"port": 1.5}', '{"port": null}'):
        with open(os.path.join(folder, "serve.json"), "w") as f:
            f.write(text)
        expect("serve.json" in refused(folder), text)
    refused(folder, "--config", os.path.join(TMP, "missing.json"))


@case
def other_machines_are_let_in_by_https_only():
    folder = workspace()
    for address in ("0.0.0.0", "::", "192.0.2.1"):
        expect("public_address" in refused(folder, "--address", address), address)
        refused(folder, "--address", address, ENISHI_SERVE_PUBLIC_ADDRESS="http://enishi.example")
    for public in ("enishi.example", "https://", "https://a/b", "https://a b", "ftp://a", "https://u@a"):
        refused(folder, ENISHI_SERVE_PUBLIC_ADDRESS=public)
    refused(folder, "--address", "localhost")
    refused(folder, "--address", "0.0.0.0", "--link", status=2, ENISHI_SERVE_PUBLIC_ADDRESS="https://enishi.example")


@case
def one_server_has_a_workspace():
    folder = workspace()
    with serve(folder) as server:
        expect(server.origin in refused(folder, status=5), "the second says where the first is")
        equal(server.client().get("/readyz")[0], 200, "the first goes on")
    with serve(folder) as server:
        equal(server.client().get("/readyz")[0], 200, "the next one after it")
    expect("enishi.db" in refused(os.path.join(TMP, "nothing")), "no workspace")


@case
def a_port_that_is_taken_is_said():
    with serve() as server:
        done = subprocess.run([ENISHI, "serve", "--workspace", workspace(), "--port", str(server.port)], capture_output=True, text=True,
                              env=environment(ROOT), timeout=60)
        equal(done.returncode, 5, done.stderr)
        expect(f"127.0.0.1:{server.port}" in done.stderr, done.stderr)


@case
def a_graceful_stop_leaves_one_file():
    for how in (signal.SIGTERM, signal.SIGINT):
        folder = workspace()
        with serve(folder) as server:
            server.sign_in().get("/api/me")
            idle = server.socket()
            begun = time.monotonic()
            server.stop(how=how)
            expect(time.monotonic() - begun < 8, "an idle connection does not hold it up")
            idle.close()
        equal(sorted(os.listdir(folder)), ["enishi.db"], "the workspace")


@case
def a_request_that_has_begun_is_finished():
    with serve() as server:
        body = json.dumps({"user": "nobody", "password": "x" * 500}).encode()
        s = server.socket()
        s.sendall(b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body[:20])
        time.sleep(0.5)
        stopper = threading.Thread(target=server.stop)
        stopper.start()
        time.sleep(0.5)
        try:
            server.socket(2)
            raise AssertionError("a new connection while stopping")
        except OSError:
            pass
        s.sendall(body[20:])
        answer = read_all_until_answer(s)
        expect(re.match(rb"HTTP/1\.1 (401|403|429) ", answer), answer)
        stopper.join()


def read_all_until_answer(s):
    s.settimeout(20)
    return s.recv(65536)


@case
def clients_that_went_away_in_the_middle_of_a_request_hold_up_nothing():
    """Their bytes and their end are there before the server looks: it read the bytes and never heard of the end."""
    with serve() as server:
        os.kill(server.process.pid, signal.SIGSTOP)
        for _ in range(5):
            with server.socket() as s:
                s.sendall(b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{")
        os.kill(server.process.pid, signal.SIGCONT)
        equal(server.client().get("/healthz")[0], 200, "health")
        server.stop()   # and not cut off, which is another exit status


@case
def a_request_that_never_ends_is_cut_off():
    with serve(stop_seconds=1) as server:
        s = server.socket()
        s.sendall(b"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
        time.sleep(0.5)
        begun = time.monotonic()
        log = server.stop(want=4)
        expect(time.monotonic() - begun < 20 and "cut-off" in log, log)
        expect(read_all(s) == b"", "no answer")


@case
def a_killed_server_loses_nothing_and_leaves_no_lock():
    folder = workspace()
    with serve(folder) as server:
        me = server.sign_in()
        status, _, body = me.post("/api/users", {"user": "hanako", "name": "花子", "roles": ["officer"]})
        equal(status, 201, body)
        server.kill()
    with serve(folder, arguments=("--link",)) as server:
        equal(server.sign_in().get("/api/users/hanako")[0], 200, "what was acknowledged is there")
    with sqlite3.connect(os.path.join(folder, "enishi.db")) as db:
        equal(db.execute("PRAGMA integrity_check").fetchone()[0], "ok", "the database")


@case
def the_same_idempotency_key_is_done_once():
    with serve() as server:
        me = server.sign_in()
        user = {"user": "taro", "name": "太郎", "roles": ["officer"]}
        first = me.post("/api/users", user, Idempotency_Key="k1")
        again = me.post("/api/users", user, Idempotency_Key="k1")
        equal((first[0], again[0], again[2], again[1]["Location"]), (201, 201, first[2], first[1]["Location"]), "the same answer")
        equal(me.post("/api/users", {**user, "user": "jiro"}, Idempotency_Key="k1")[0], 422, "another body")
        equal(me.post("/api/users", user, Idempotency_Key="k2")[0], 409, "another key is another request")
        equal(me.post("/api/users", user, Idempotency_Key="k2")[0], 409, "and a refusal is no change")
        equal(me.post("/api/users", user, Idempotency_Key="k" * 129)[0], 400, "a key that is too long")
        equal(len([u for u in me.json("/api/users")["items"] if u["user"] == "taro"]), 1, "one account")
        results = []
        threads = [threading.Thread(target=lambda c=fresh(me): results.append(c.post("/api/users", {**user, "user": "saburo"}, Idempotency_Key="k3")[0]))
                   for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expect(results.count(201) >= 1 and set(results) <= {201, 409}, results)
        equal(len([u for u in me.json("/api/users")["items"] if u["user"] == "saburo"]), 1, "one account of eight requests at once")


def fresh(client):
    other = client.server.client()
    other.cookie, other.csrf = client.cookie, client.csrf
    return other


@case
def every_route_has_a_handler():
    """The API as the document lists it: what nobody has written yet answers 501."""
    with serve() as server:
        me = server.sign_in()
        document = me.json("/api/openapi.json")
        missing = []
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                if method not in ("get", "post", "put", "delete") or operation["operationId"] == "sign-out":
                    continue
                media = next(iter(operation.get("requestBody", {}).get("content", {})), None)
                body = None if media is None else b"{}" if media == "application/json" else b"x"
                wanted = re.sub(r"\{[^}]+\}", "1", path)
                status = me.request(method.upper(), wanted, body, media=media, If_Match='"x"')[0]
                expect(status < 500 or status in (501, 503), f"{method} {path}: {status}")
                if status == 501:
                    missing.append(operation["operationId"])
        equal(missing, [], "routes without a handler")


@case
def every_setting_is_documented_and_every_documented_setting_is_there():
    with open(os.path.join(ROOT, "docs", "configuration.md"), encoding="utf-8") as f:
        rows = re.findall(r"^\| `([a-z_]+)` \| ([^|]*) \| ([^|]*) \|", f.read(), re.M)
    listed = subprocess.run([ENISHI, "serve", "--settings", "--json"], capture_output=True, text=True, env=environment(ROOT), timeout=60)
    known = [(s["name"], str(s["default"]), s["bounds"]) for s in json.loads(listed.stdout)["settings"]]
    written = [(name, usual.strip().strip("`"), bounds.strip().strip("`")) for name, usual, bounds in rows]
    equal(written, known, "docs/configuration.md")


try:
    run_cases()
finally:
    shutil.rmtree(TMP, ignore_errors=True)
