"""security.py ENISHI SOURCE_ROOT OPENAPI: what two programs for breaking into servers find.

sqlmap tries every filter, sort, search and id of the lists, and the bodies of two posts; before that it must find the hole in a server that has
one, so that finding nothing says something. slowhttptest sends headers and bodies and reads answers slowly on many connections, while
an ordinary client asks for a list all the time and must never wait long.
"""
import contextlib
import http.server
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", os.path.join(tempfile.gettempdir(), "hypothesis"))
root = sys.argv[2]
sys.path.insert(0, os.path.join(root, "tests", "support"))
import people
from office import office
from openapi import Document

MOST_WAIT = 0.5          # seconds that an ordinary client may wait while others are slow
SLOW_CONNECTIONS = 400   # fewer than the limit of one address
SLOW_SECONDS = 25
passed = failed = 0


def case(sentence, problem):
    global passed, failed
    passed += not problem
    failed += bool(problem)
    print(f"{'FAILED ' if problem else 'passed '} {sentence}{': ' + problem if problem else ''}", flush=True)


def run(*command):
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", env={**os.environ, "HOME": home}, stdin=subprocess.DEVNULL)
    return done.stdout + done.stderr


def sqlmap(url, person=None, body=None):
    """"": nothing to inject into; else what sqlmap found, or why it did not run."""
    headers = person.headers("GET" if body is None else "POST") if person else {}
    if body is not None:
        headers["Content-Type"] = "application/json"
    with tempfile.TemporaryDirectory() as out:
        said = run("sqlmap", "-u", url, "--batch", "--disable-coloring", "--dbms=sqlite", "--level=3", "--risk=3", "--skip-waf", "--ignore-code=401,404",
                   "--flush-session", "--output-dir", out, "--threads=2", *(["--data", body] if body is not None else []),
                   *(["--headers", "\n".join(f"{name}: {value}" for name, value in headers.items())] if headers else []))
    if "do not appear to be injectable" in said and "is vulnerable" not in said:
        return ""
    found = [line for line in said.splitlines() if "injectable" in line or "vulnerable" in line or "CRITICAL" in line or "Payload:" in line]
    return " / ".join(found[:6]) or said[-400:]


class Holed(http.server.BaseHTTPRequestHandler):
    """A list that puts what it is asked into its SQL."""

    def do_GET(self):
        name = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query).get("name", [""])[0]
        database = sqlite3.connect(":memory:")
        database.executescript("CREATE TABLE t (name TEXT); INSERT INTO t VALUES ('a'), ('b');")
        try:
            status, rows = 200, database.execute(f"SELECT name FROM t WHERE name = '{name}'").fetchall()
        except sqlite3.Error:
            status, rows = 400, []
        body = json.dumps(rows).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def holed():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Holed)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/?name=a"
    finally:
        server.shutdown()


def value_of(where, parameter):
    """A value that the list takes, so that what sqlmap adds to it is all that differs."""
    schema = parameter["schema"]
    known = [value for value in where.known.get(parameter["name"], []) if value in schema.get("enum", [value])]
    if known:
        return known[0]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "integer":
        return schema["minimum"] + 1
    if parameter["name"] == "mechanisms":
        return "deferred-acceptance"
    return "2026" if schema.get("pattern", "").startswith("^[1-9]") else "a"


def targets(where, document):
    """Addresses with a * wherever sqlmap is to try: each parameter of each list, each id, one table of the ledger standing for all."""
    alike = {"list": "organisations", "get": "organisation", "past": "organisation"}
    for operation in document.operations:
        kind, _, of = operation.name.partition("-")
        if operation.method != "GET" or operation.name == "job-events" or not operation.roles:
            continue
        if (operation.path.split("/") + ["", ""])[2] in LEDGER and kind in alike and of not in (alike[kind], "figures", "figure", "statuses"):
            continue
        path = operation.path
        for parameter in operation.parameters:
            if parameter["in"] == "path":
                path = path.replace("{" + parameter["name"] + "}", urllib.parse.quote(str(value_of(where, parameter))) + "*")
        query = [(p["name"], value_of(where, p)) for p in operation.parameters if p["in"] == "query" and p["name"] != "after"]
        marked = "&".join(f"{name}={urllib.parse.quote(str(value))}*" for name, value in query)
        if "*" in path + marked:
            yield operation.name, path + ("?" + marked if marked else "")


LEDGER = {"organisations", "people", "programmes", "sources", "indicators", "figures", "commitments", "agreements", "projects", "needs", "events",
          "areas"}


def injections(where, document):
    with holed() as url:
        case("sqlmap finds the hole in a server that has one", "" if sqlmap(url) else "it found nothing")
    for name, path in targets(where, document):
        plain = where.keeper.send("GET", path.replace("*", ""))
        case(f"{name} can be asked", "" if plain.status == 200 else f"{path}: {plain.status} {plain.body[:200]!r}")
        case(f"sqlmap finds nothing in {name}", sqlmap(where.keeper.address + path, where.keeper))
    case("sqlmap finds nothing in add-round", sqlmap(where.keeper.address + "/api/rounds", where.keeper, '{"round":"a*","title":{"en":"b*"}}'))
    case("sqlmap finds nothing in sign-in-by-link", sqlmap(where.keeper.address + "/api/session/link", people.Person(where.keeper.address), '{"token":"a*"}'))


class Ordinary(threading.Thread):
    """Asks for a list twenty times a second, and remembers the longest wait."""

    def __init__(self, person):
        super().__init__(daemon=True)
        self.person, self.ended, self.longest, self.count, self.wrong = person, threading.Event(), 0.0, 0, []

    def run(self):
        while not self.ended.wait(0.05):
            begun = time.monotonic()
            try:
                status = self.person.send("GET", "/api/organisations?limit=50").status
            except OSError as error:
                status = str(error)
            self.longest = max(self.longest, time.monotonic() - begun)
            self.count += 1
            if status != 200:
                self.wrong.append(status)

    def end(self):
        self.ended.set()
        self.join(30)
        return self


def slow(where, sentence, *options):
    ordinary = Ordinary(where.keeper)
    ordinary.start()
    said = run("slowhttptest", *options, "-c", str(SLOW_CONNECTIONS), "-r", "200", "-l", str(SLOW_SECONDS), "-i", "2", "-p", "3")
    ordinary.end()
    problem = ""
    if ordinary.wrong or ordinary.longest > MOST_WAIT:
        problem = f"{len(ordinary.wrong)} of {ordinary.count} wrong, the longest waited {ordinary.longest:.3f} s"
    elif "connected" not in said:
        problem = "slowhttptest did not run: " + said[-300:]
    case(f"{sentence}: {ordinary.count} answers to another client, the slowest in {ordinary.longest * 1000:.0f} ms", problem)


def slowness(where):
    address = where.keeper.address
    slow(where, f"{SLOW_CONNECTIONS} clients with headers that do not end", "-H", "-u", address + "/api/overview")
    slow(where, f"{SLOW_CONNECTIONS} clients with bodies that do not end", "-B", "-u", address + "/api/session", "-s", "8192", "-f", "application/json", "-x", "10")
    slow(where, f"{SLOW_CONNECTIONS} clients that read slowly", "-X", "-u", address + "/api/openapi.json", "-w", "256", "-y", "512", "-n", "2", "-z", "64")
    log = where.server.events()
    case("no request failed in the server", "".join(json.dumps(e) for e in log if e.get("status", 0) >= 500)[:400])


def main(enishi, source, path):
    with office(enishi, source) as where:
        slowness(where)
        injections(where, Document(path))
    print(f"{passed} passed, {failed} failed")
    return failed


sys.exit(1 if main(*sys.argv[1:]) else 0)
