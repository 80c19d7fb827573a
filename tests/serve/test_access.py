#!/usr/bin/env python3
"""test_access.py ENISHI ROOT ROUTES: who may what at a running server: every role and every API key at every route, sessions from their
beginning to every end of them, requests of other sites, guessing at passwords, and that no secret is written down anywhere."""
import json
import os
import re
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ENISHI, ROOT, ROUTES = (os.path.abspath(path) for path in sys.argv[1:4])
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from server import Server, environment, sample_workspace
from tap import case, equal, expect, run_cases

TMP = tempfile.mkdtemp(prefix="enishi-access-")
ROLES = ["administrator", "officer", "planner", "committee", "partner", "applicant", "auditor"]
SCOPES = ["ledger-read", "ledger-write", "rounds-read", "rounds-write", "audit-read", "users", "metrics"]
PASSWORD = "violet cactus ladder"
OTHER_PASSWORD = "quiet harbour in june"
SAMPLE = sample_workspace(ENISHI, ROOT, os.path.join(TMP, "sample"))
folders = 0
with open(ROUTES, encoding="utf-8") as f:
    routes = json.load(f)


def start(**options):
    """A server over a workspace of its own."""
    global folders
    folders += 1
    folder = os.path.join(TMP, str(folders))
    shutil.copytree(SAMPLE, folder)
    return Server(ENISHI, folder, ROOT, **options)


def run(server, *words, status=0):
    done = subprocess.run([ENISHI, *words, "--workspace", server.workspace], capture_output=True, text=True,
                          env=environment(ROOT, LOGNAME="tester", USER="tester"), timeout=120)
    equal(done.returncode, status, f"{words}: {done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def sql(server, *statements):
    """From outside, beside the running server."""
    with sqlite3.connect(os.path.join(server.workspace, "enishi.db"), timeout=30) as db:
        rows = [db.execute(statement).fetchall() for statement in statements]
    db.close()
    return rows[-1]


def add_user(admin, user, roles, **more):
    if "applicant" in roles:
        more["applicant"] = "A0001"
    status, _, body = admin.post("/api/users", {"user": user, "name": user.title(), "roles": roles, **more})
    equal(status, 201, body)


def link_of(admin, user):
    status, _, body = admin.post(f"/api/users/{user}/link")
    equal(status, 201, body)
    return json.loads(body)["address"].rpartition("/")[2]


def person(server, admin, user, roles, password=None):
    """Somebody new, signed in by a link, with a password if one is given."""
    add_user(admin, user, roles)
    client = server.sign_in(link_of(admin, user))
    if password:
        set_password(client, password)
    return client


def set_password(client, password, old=None):
    body = {"password": password, **({"old": old} if old else {})}
    status, headers, answer = client.put("/api/me/password", body)
    equal(status, 204, answer)
    client.cookie = headers["Set-Cookie"].split(";")[0]
    client.csrf = client.json("/api/me")["csrf"]


def sign_in(server, user, password):
    """(status, headers, body, seconds)"""
    begun = time.perf_counter()
    answer = server.client().post("/api/session", {"user": user, "password": password})
    return *answer, time.perf_counter() - begun


def rule_of(body):
    try:
        return json.loads(body).get("rule", "")
    except (ValueError, AttributeError):
        return ""


def call(client, route):
    """(status, rule) of a request that the row of the route takes, for things that are not there."""
    path = re.sub(r"\{(\w+)\}", lambda m: {"result": "999", "job": "999", "key": "999", "table": "applicants", "file": "vary" if "/models/" in route["path"] else "matches.csv"}.get(m[1], "none"),
                  route["path"])
    required = {"names": "?ids=none", "search": "?q=none"}.get(route["name"], "")
    body = route["example"].encode() if "example" in route else b"" if route["takes"] else None
    more = {"If_Match": '"none"'} if route["edits"] else {}
    status, _, answer = client.request(route["method"], path + required, body, media=route["takes"] or "application/json", **more)
    return status, rule_of(answer)


DENIED = {"serve.who", "access.forbidden", "access.key-scope", "access.key-not-here", "access.csrf", "access.foreign-site"}


@case
def every_route_is_open_to_the_roles_of_its_row_and_to_nobody_else():
    expect(len(routes) > 80, f"{len(routes)} routes")
    with start() as server:
        admin = server.sign_in()
        people = {role: person(server, admin, f"a-{role}", [role]) for role in ROLES}
        faults = []
        for route in routes:
            for role, client in {**people, None: server.client()}.items():
                status, rule = call(client, route)
                allowed = route["public"] or role in route["roles"]
                denied = {(401, "serve.who")} if role is None else {(403, "access.forbidden")}
                if allowed and (rule in DENIED or status in (400, 405, 501)) or not allowed and (status, rule) not in denied:
                    faults.append(f"{route['name']} as {role}: {status} {rule}")
                if route["name"] == "sign-out" and role:
                    people[role] = server.sign_in(link_of(admin, f"a-{role}"))
        equal(faults, [], "faults")


@case
def every_route_is_open_to_the_api_keys_of_its_scope_and_to_no_other():
    with start() as server:
        admin = server.sign_in()
        everybody = person(server, admin, "everybody", ROLES)
        faults = []
        for scope in SCOPES:
            client = server.client()
            client.key = make_key(everybody, [scope])
            for route in routes:
                status, rule = call(client, route)
                allowed = route["public"] or route["scope"] in (scope, "any")
                wanted = "access.key-not-here" if route["scope"] == "nobody" else "access.key-scope"
                if allowed and (rule in DENIED or status in (400, 405, 501)) or not allowed and (status, rule) != (403, wanted):
                    faults.append(f"{route['name']} with {scope}: {status} {rule}")
        equal(faults, [], "faults")


def read(path):
    with open(path, "rb") as file:
        return file.read()


def make_key(client, scopes, **more):
    status, _, body = client.post("/api/me/keys", {"name": "a program", "scopes": scopes, **more})
    equal(status, 201, body)
    return json.loads(body)["secret"]


@case
def a_key_never_does_more_than_its_account_may():
    with start() as server:
        admin = server.sign_in()
        auditor = person(server, admin, "auditor", ["auditor"])
        client = server.client()
        client.key = make_key(auditor, SCOPES)
        equal(client.get("/api/users")[0], 200, "reading")
        status, _, body = client.post("/api/users", {"user": "x", "name": "x", "roles": ["administrator"]})
        equal((status, rule_of(body)), (403, "access.forbidden"), "writing")


@case
def a_key_ends_when_it_expires_is_revoked_or_its_account_is_disabled():
    with start() as server:
        admin = server.sign_in()
        auditor = person(server, admin, "auditor", ["auditor"])
        for end in ("expired", "revoked", "disabled", "role"):
            client = server.client()
            client.key = make_key(auditor, ["audit-read"], days=1)
            equal(client.get("/api/audit/head")[0], 200, f"before it is {end}")
            number = auditor.json("/api/me/keys")["items"][-1]["key"]
            if end == "expired":
                sql(server, f"UPDATE keys SET expires_at = {int(time.time()) - 1} WHERE key = {number}")
            elif end == "revoked":
                equal(auditor.delete(f"/api/me/keys/{number}")[0], 204, "revoking")
                equal(auditor.delete(f"/api/me/keys/{number}")[0], 404, "revoking it again")
            elif end == "disabled":
                put_user(admin, "auditor", disabled=True)
            else:
                put_user(admin, "auditor", disabled=False, roles=["applicant"], applicant="A0001")
            status, _, body = client.get("/api/audit/head")
            equal((status, rule_of(body)), (403, "access.forbidden") if end == "role" else (401, "serve.who"), end)
            if end == "disabled":
                put_user(admin, "auditor", disabled=False)
                auditor = server.sign_in(link_of(admin, "auditor"))


def put_user(admin, user, status=200, **changes):
    _, headers, body = admin.get(f"/api/users/{user}")
    now = {k: v for k, v in json.loads(body).items() if k in ("name", "roles", "disabled", "language", "applicant")}
    answer = admin.put(f"/api/users/{user}", {**now, **changes}, If_Match=headers["ETag"])
    equal(answer[0], status, answer[2])
    return answer


@case
def a_new_password_ends_keys_if_a_link_recovered_the_account():
    with start() as server:
        admin = server.sign_in()
        lan = person(server, admin, "lan", ["officer"], PASSWORD)
        client = server.client()
        client.key = make_key(lan, ["ledger-read"])
        set_password(lan, OTHER_PASSWORD, PASSWORD)
        equal(client.get("/api/organisations")[0], 200, "after a change by the one who knew the old one")
        other = server.client()
        other.key = make_key(person(server, admin, "mai", ["officer"]), ["ledger-read"])
        set_password(server.sign_in(link_of(admin, "lan")), PASSWORD)
        equal((client.get("/api/organisations")[0], lan.get("/api/me")[0]), (401, 401), "after a recovery")
        equal(sql(server, "SELECT COUNT(*) FROM keys"), [(1,)], "keys that are left")
        equal(other.get("/api/organisations")[0], 200, "somebody else's key")


@case
def a_key_that_is_malformed_or_unknown_is_nobody():
    with start() as server:
        admin = server.sign_in()
        for key in ("", "enk_", "enk_" + "0" * 64, "x" * 5000, "enk_" + "0" * 63 + "é"):
            status, _, body = admin.get("/api/me", Authorization=f"Bearer {key}".encode("utf-8"))
            equal((status, rule_of(body)), (401, "serve.who"), f"{key[:80]} beside a cookie that holds")


@case
def a_session_begins_with_a_new_token_whatever_the_browser_had():
    with start() as server:
        admin = server.sign_in()
        person(server, admin, "lan", ["officer"], PASSWORD)
        planted = "enishi=" + "0" * 64
        for token in (planted, admin.cookie):
            status, headers, _ = server.client().post("/api/session", {"user": "lan", "password": PASSWORD}, Cookie=token)
            equal(status, 200, "signing in")
            expect(headers["Set-Cookie"].split(";")[0] != token, "the token was kept")
            status, _, _ = server.client().get("/api/me", Cookie=token)
            equal(status, 401, "the token from before")


@case
def a_session_ends_with_signing_out_and_cannot_be_replayed():
    with start() as server:
        client = server.sign_in()
        status, headers, _ = client.delete("/api/session")
        equal(status, 204, "signing out")
        expect("Max-Age=0" in headers["Set-Cookie"] and headers["Set-Cookie"].startswith("enishi=;"), headers["Set-Cookie"])
        for method, path in (("GET", "/api/me"), ("DELETE", "/api/session"), ("GET", "/api/organisations")):
            equal(client.request(method, path)[0], 401, f"{method} {path} afterwards")


@case
def a_session_ends_with_a_change_of_roles_disabling_and_a_new_password():
    with start() as server:
        admin = server.sign_in()
        person(server, admin, "lan", ["officer"], PASSWORD)
        for end in ("roles", "disabled", "password"):
            one, other = (signed_in(server, "lan", PASSWORD) for _ in range(2))
            if end == "roles":
                put_user(admin, "lan", roles=["officer", "planner"])
            elif end == "disabled":
                put_user(admin, "lan", disabled=True)
                equal(sign_in(server, "lan", PASSWORD)[0], 401, "signing in while disabled")
                status, _, body = admin.post("/api/users/lan/link")
                equal((status, rule_of(body)), (409, "access.user-disabled"), "a link")
                put_user(admin, "lan", disabled=False)
            else:
                before = one.cookie
                set_password(one, OTHER_PASSWORD, PASSWORD)
                equal(one.get("/api/me")[0], 200, "the one who changed it goes on")
                expect(one.cookie != before, "with the same token")
                one.cookie = before
            equal([client.get("/api/me")[0] for client in (one, other)], [401, 401], end)
        equal(sign_in(server, "lan", PASSWORD)[0], 401, "the old password")
        equal(sign_in(server, "lan", OTHER_PASSWORD)[0], 200, "the new password")
        equal(admin.get("/api/me")[0], 200, "somebody else's session")


def signed_in(server, user, password):
    client = server.client()
    status, headers, body, _ = sign_in(server, user, password)
    equal(status, 200, body)
    client.remember(headers, body)
    return client


@case
def a_session_ends_with_time():
    with start() as server:
        for column, age in (("used_at", 12 * 3600), ("made_at", 7 * 24 * 3600)):
            client = server.sign_in(run(server, "user", "link", "admin").strip().rpartition("/")[2])
            sql(server, f"UPDATE sessions SET {column} = {column} - {age + 1}")
            equal(client.get("/api/me")[0], 401, column)


@case
def the_use_of_a_session_is_written_down_when_it_was_long_ago():
    with start() as server:
        client = server.sign_in()
        sql(server, "UPDATE sessions SET used_at = used_at - 3600")
        before, events = sql(server, "SELECT used_at FROM sessions")[0][0], sql(server, "SELECT COUNT(*) FROM audit")
        equal(client.get("/api/me")[0], 200, "a request")
        expect(sql(server, "SELECT used_at FROM sessions")[0][0] >= before + 3600, "it was not")
        equal(sql(server, "SELECT COUNT(*) FROM audit"), events, "and is no event")


@case
def reading_does_not_wait_for_somebody_who_writes():
    with start() as server:
        client = server.sign_in()
        sql(server, "UPDATE sessions SET used_at = used_at - 3600")
        before = sql(server, "SELECT used_at FROM sessions")
        writer = sqlite3.connect(os.path.join(server.workspace, "enishi.db"), timeout=30, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        equal(client.get("/api/me")[0], 200, "meanwhile")
        took = time.monotonic() - begun
        writer.execute("ROLLBACK")
        writer.close()
        expect(took < 3, f"{took} s")
        equal(sql(server, "SELECT used_at FROM sessions"), before, "the use, which could not be written down")
        equal(client.get("/api/me")[0], 200, "afterwards")
        expect(sql(server, "SELECT used_at FROM sessions") > before, "the next use is not written down")


@case
def a_cookie_is_for_this_server_alone():
    with start() as server:
        _, headers, _ = server.client().post("/api/session/link", {"token": server.link})
        equal(attributes(headers), ("enishi", {"path=/", "httponly", "samesite=strict", "max-age=604800"}), "by http on this machine")
    with start_public() as server:
        origin = server.origin
        client = server.client()
        _, headers, body = client.post("/api/session/link", {"token": server.link}, Origin=origin)
        equal(attributes(headers), ("__Host-enishi", {"path=/", "httponly", "samesite=strict", "max-age=604800", "secure"}), "by https")
        client.remember(headers, body)
        equal(client.json("/api/me")["secure"], True, "secure")
        equal(client.get("/api/me", Cookie=client.cookie.replace("__Host-", ""))[0], 401, "the cookie under the plain name")
        equal(client.post("/api/me/keys", {"name": "k", "scopes": ["users"]}, Origin=origin.replace("https", "http"))[0], 403, "by http")
        equal(client.post("/api/me/keys", {"name": "k", "scopes": ["users"]}, Origin=origin)[0], 201, "by https")


@case
def a_page_whose_name_is_turned_to_this_machine_reads_nothing():
    with start_public() as server:
        for path in ("/healthz", "/readyz", "/", "/nowhere", "/api/me"):
            for host in ("evil.example", f"evil.example:{server.port}", "127.0.0.1.evil.example"):
                status, headers, body = server.client().get(path, Host=host)
                equal((status, rule_of(body)), (421, "serve.foreign-host"), f"{path} of {host}")
        equal(server.client().post("/api/session", {"user": "a", "password": "b"}, Origin=None, Host="evil.example")[0], 421, "signing in")
        for host in (f"127.0.0.1:{server.port}", "localhost", f"LOCALHOST:{server.port}", "[::1]", "203.0.113.9"):
            equal(server.client().get("/healthz", Host=host)[0], 200, host)


@case
def browsers_are_told_to_stay_with_https_where_that_is_the_public_address():
    for run_server, want in ((start_public, "max-age=63072000"), (start, None)):
        with run_server() as server:
            for path in ("/", "/healthz", "/api/me"):
                equal(server.client().get(path)[1]["Strict-Transport-Security"], want, path)


def attributes(headers):
    cookies = headers.get_all("Set-Cookie")
    equal(len(cookies), 1, cookies)
    first, *rest = cookies[0].split("; ")
    return first.split("=")[0], {part.lower() for part in rest}


@case
def a_change_from_another_site_is_refused():
    with start() as server:
        client, other = server.sign_in(), server.sign_in(run(server, "user", "link", "admin").strip().rpartition("/")[2])
        body = {"user": "mallory", "name": "Mallory", "roles": ["administrator"]}
        text = json.dumps(body).encode()
        origin = server.origin
        tries = {
            "no origin": {"Origin": None}, "a foreign origin": {"Origin": "https://evil.example"}, "null": {"Origin": "null"},
            "another port": {"Origin": f"http://127.0.0.1:{server.port + 1}"}, "another scheme": {"Origin": origin.replace("http", "https")},
            "a longer name": {"Origin": origin + ".evil.example"}, "a slash more": {"Origin": origin + "/"}, "capitals": {"Origin": origin.upper()},
            "two": {"Origin": f"{origin} {origin}"}, "no token": {"X_CSRF_Token": None}, "a wrong token": {"X_CSRF_Token": "0" * 64},
            "an empty token": {"X_CSRF_Token": ""}, "a token of another session": {"X_CSRF_Token": other.csrf},
            "a token with more": {"X_CSRF_Token": client.csrf + "0"}}
        for name, more in tries.items():
            status, _, answer = client.request("POST", "/api/users", text, **more)
            equal(status, 403, f"{name}: {answer}")
            expect(rule_of(answer) in ("access.foreign-site", "access.csrf"), f"{name}: {answer}")
        for media in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain; application/json"):
            equal(client.request("POST", "/api/users", text, media=media)[0], 415, media)
        for method in ("GET", "HEAD"):
            client.request(method, "/api/users?user=mallory", X_HTTP_Method_Override="POST")
        equal(client.get("/api/users/mallory")[0], 404, "mallory")
        status, _, answer = server.client().post("/api/session/link", {"token": "0" * 64}, Origin="https://evil.example")
        equal((status, rule_of(answer)), (403, "access.foreign-site"), "signing somebody in from elsewhere")
        equal(client.request("POST", "/api/users", text)[0], 201, "the same with everything right")


def state(server):
    """Everything that is stored, but when somebody was seen last."""
    db = sqlite3.connect(os.path.join(server.workspace, "enishi.db"), timeout=30)
    lines = [line for line in db.iterdump() if not re.match(r'INSERT INTO "?(sessions|keys)"?', line)]
    db.close()
    return lines


@case
def reading_changes_nothing():
    with start() as server:
        admin = server.sign_in()
        client = person(server, admin, "everybody", ROLES)
        before = state(server)
        for route in routes:
            if route["method"] == "GET":
                call(client, route)
        equal(state(server), before, "the database")


@case
def a_link_signs_in_once_and_for_an_hour():
    with start() as server:
        admin = server.sign_in()
        status, _, body = server.client().post("/api/session/link", {"token": server.link})
        equal((status, rule_of(body)), (401, "access.link-failed"), "the first link again")
        add_user(admin, "lan", ["officer"])
        link = link_of(admin, "lan")
        sql(server, f"UPDATE links SET expires_at = {int(time.time()) - 1}")
        equal(server.client().post("/api/session/link", {"token": link})[0], 401, "a link that has expired")
        link = run(server, "user", "link", "lan").strip().rpartition("/")[2]
        equal(server.sign_in(link).json("/api/me")["user"], "lan", "a link of the command line, while the server runs")
        equal(server.client().post("/api/session/link", {"token": link})[0], 401, "the same again")
        run(server, "user", "link", "nobody", status=1)
        equal(run(server, "user", "add", "mai", "--roles", "officer,planner").count("sign-in/"), 1, "links of a new account")


@case
def the_first_start_prints_a_link_until_somebody_has_signed_in():
    with start() as server:
        first, folder = server.link, server.workspace
        expect(first, "no link")
    with Server(ENISHI, folder, ROOT) as server:
        expect(server.link and server.link != first, "no new link after a first start at which nobody signed in")
        equal(server.sign_in().json("/api/me")["roles"], [role for role in ROLES if role != "applicant"], "roles of the first account")
    with Server(ENISHI, folder, ROOT) as server:
        equal(server.link, None, "the link of a later start")
    with Server(ENISHI, folder, ROOT, arguments=("--link",)) as server:
        equal(server.sign_in().json("/api/me")["user"], "admin", "with --link")


@case
def a_password_is_refused_if_it_is_short_common_or_personal():
    with start() as server:
        client = server.sign_in()
        for password, rule in (("violet cactus!", "short"), ("Password12345678", "common"), ("qwertyuiopasdfgh", "common"), ("admin 2026 admin 1", "common")):
            status, _, body = client.put("/api/me/password", {"password": password})
            equal(status, 422, body)
            equal([(f["rule"], f["column"]) for f in json.loads(body)["findings"]], [(f"access.password-{rule}", "password")], password)
        set_password(client, PASSWORD)
        equal(client.json("/api/me")["asks_old_password"], True, "after a new password")
        set_password(server.sign_in(run(server, "user", "link", "admin").strip().rpartition("/")[2]), PASSWORD)
        fresh = signed_in(server, "admin", PASSWORD)
        for old in (None, "", "wrong"):
            status, _, body = fresh.put("/api/me/password", {"password": OTHER_PASSWORD, **({"old": old} if old is not None else {})})
            equal((status, json.loads(body)["findings"][0]["rule"]), (422, "access.wrong-password"), f"old password {old}")
        set_password(fresh, OTHER_PASSWORD, PASSWORD)


def guess_until_refused(server, user):
    """How many failures were free, and how long to wait; on a slow machine the shorter waits pass by themselves."""
    for failures in range(12):
        status, headers, body, _ = sign_in(server, user, "wrong password here")
        if status == 429:
            equal(rule_of(body), "access.too-many-attempts", user)
            return failures, int(headers["Retry-After"])
        equal(status, 401, user)
    raise AssertionError(f"{user}: 12 guesses in a row")


@case
def the_list_of_common_passwords_is_what_its_program_makes():
    made = os.path.join(TMP, "common-passwords.txt")
    subprocess.run([sys.executable, os.path.join(ROOT, "tools", "common_passwords.py"), made], check=True, timeout=60)
    equal(read(made) == read(os.path.join(ROOT, "data", "common-passwords.txt")), True, "the same")


@case
def guessing_is_slowed_down_for_known_and_unknown_users_alike():
    with start() as server:
        admin = server.sign_in()
        person(server, admin, "lan", ["officer"], PASSWORD)
        for user in ("nobody", "lan"):
            failures, wait = guess_until_refused(server, user)
            expect(failures >= 6 and wait >= 1, f"{user}: {failures}, {wait}")
        longest = wait
        while longest < 4:
            time.sleep(wait)
            wait = guess_until_refused(server, "LAN")[1]
            longest = max(longest, wait)
        status, headers, _, _ = sign_in(server, "lan", PASSWORD)
        equal(status, 429, "even with the right password")
        time.sleep(int(headers["Retry-After"]))
        equal(sign_in(server, "lan", PASSWORD)[0], 200, "the right password after waiting")
        equal([sign_in(server, "lan", "wrong password here")[0] for _ in range(3)], [401] * 3, "a success begins anew")


@case
def guessing_at_many_users_from_one_address_is_slowed_down():
    with start() as server:
        admin = server.sign_in()
        statuses = [sign_in(server, f"user{i}", "wrong password here")[0] for i in range(24)]
        equal(statuses[:20], [401] * 20, "the first")
        expect(429 in statuses[20:], f"{statuses[20:]}")
        equal(server.client().post("/api/session/link", {"token": "0" * 64})[0], 429, "by links as well")
        equal(admin.get("/api/me")[0], 200, "who has signed in goes on")


def start_public(**options):
    """A server as it stands behind a proxy that speaks https; a port is free only until somebody takes it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return start(arguments=("--port", str(port)), public_address=f"https://127.0.0.1:{port}", **options)


def guess(server, user, forwarded=None, password="wrong password here"):
    """The status of signing in, as a proxy passes it on: forwarded is its X-Forwarded-For."""
    return server.client().post("/api/session", {"user": user, "password": password}, Origin=None, X_Forwarded_For=forwarded)[0]


@case
def behind_a_proxy_that_is_believed_guessing_slows_down_one_address_alone():
    with start_public(proxies=1) as server:
        statuses = [guess(server, f"user{i}", f"198.51.100.{i}, 203.0.113.9") for i in range(24)]
        equal(statuses[:20], [401] * 20, "the first")
        expect(429 in statuses[20:], f"whatever the client says before what the proxy adds: {statuses[20:]}")
        equal(guess(server, "somebody", "203.0.113.10"), 401, "another address")


@case
def behind_a_proxy_that_says_nothing_nobody_is_slowed_down_for_the_address_of_the_proxy():
    with start_public() as server:
        equal([guess(server, f"user{i}") for i in range(24)], [401] * 24, "without the header")
        equal(guess(server, "somebody", "203.0.113.10"), 401, "with one that is not believed")


@case
def guessing_at_a_user_does_not_keep_that_user_out():
    with start_public(proxies=1) as server:
        person(server, server.sign_in(), "lan", ["officer"], PASSWORD)
        equal(guess(server, "lan", "203.0.113.7", PASSWORD), 200, "at home")
        expect(429 in [guess(server, "lan", "203.0.113.66") for _ in range(12)], "a stranger's guesses are not slowed down")
        equal(guess(server, "lan", "203.0.113.66", PASSWORD), 429, "the right one among a stranger's guesses")
        equal(guess(server, "lan", "203.0.113.8", PASSWORD), 200, "on the way, while a stranger guesses")
        statuses = [guess(server, "lan", f"203.0.113.{i}") for i in range(100, 160)]
        equal(statuses[:40], [401] * 40, "one guess from each of many addresses")
        expect(429 in statuses[40:], f"60 guesses in a row: {statuses}")
        equal(guess(server, "lan", "203.0.113.9", PASSWORD), 429, "at a place where nobody has seen her, meanwhile")
        equal([guess(server, "lan", f"203.0.113.{i}", PASSWORD) for i in (7, 8)], [200, 200], "at home and on the way, meanwhile")


@case
def without_a_proxy_nobody_comes_from_where_he_says():
    with start() as server:
        statuses = [guess(server, f"user{i}", f"203.0.113.{i}") for i in range(24)]
        expect(429 in statuses[20:], f"{statuses}")


@case
def an_unknown_user_takes_as_long_as_a_wrong_password():
    with start() as server:
        admin = server.sign_in()
        kinds = {"wrong": [], "unknown": [], "without": []}
        for i in range(6):
            person(server, admin, f"wrong{i}", ["partner"], PASSWORD)
            add_user(admin, f"without{i}", ["partner"])
        bodies = set()
        for i in range(6):
            for kind, seconds in kinds.items():
                status, _, body, took = sign_in(server, f"{kind}{i}", "wrong password here")
                equal(status, 401, kind)
                bodies.add(re.sub(rb'"request": "\w+"', b"", body))
                seconds.append(took)
        equal(len(bodies), 1, "different answers")
        medians = {kind: statistics.median(seconds) for kind, seconds in kinds.items()}
        for kind in ("unknown", "without"):
            expect(0.5 < medians[kind] / medians["wrong"] < 2, f"{medians}")


@case
def the_last_administrator_stays_one():
    with start() as server:
        admin = server.sign_in()
        for changes in ({"disabled": True}, {"roles": ["officer"]}):
            answer = put_user(admin, "admin", status=409, **changes)
            equal(rule_of(answer[2]), "access.last-administrator", changes)
        run(server, "user", "erase", "admin", status=1)
        person(server, admin, "second", ["administrator"])
        put_user(admin, "admin", roles=["officer"])
        equal(admin.get("/api/me")[0], 401, "its session")


@case
def an_account_is_edited_in_the_state_that_was_seen():
    with start() as server:
        admin = server.sign_in()
        add_user(admin, "lan", ["officer"])
        changes = {"name": "Lan", "roles": ["officer"], "disabled": False}
        equal(admin.put("/api/users/lan", changes)[0], 428, "without If-Match")
        tag = admin.get("/api/users/lan")[1]["ETag"]
        equal(admin.get("/api/users/lan", If_None_Match=tag)[0], 304, "unchanged")
        equal(admin.put("/api/users/lan", changes, If_Match='"1-1-"')[0], 412, "another state")
        status, headers, _ = admin.put("/api/users/lan", changes, If_Match=tag)
        equal((status, admin.get("/api/users/lan")[1]["ETag"]), (200, headers["ETag"]), "the state after it")
        equal(admin.put("/api/users/lan", changes, If_Match=tag)[0], 412, "the same again")
        me = admin.get("/api/me")[1]["ETag"]
        equal(admin.put("/api/me", {"name": "縁 Duyên", "language": "vi"}, If_Match='"0"')[0], 412, "me in another state")
        equal(admin.put("/api/me", {"name": "縁 Duyên", "language": "vi"}, If_Match=me)[0], 200, "me")
        equal(admin.json("/api/me")["name"], "縁 Duyên", "my name")


@case
def users_are_listed_page_by_page():
    with start() as server:
        admin = server.sign_in()
        names = sorted(f"user{i:02}" for i in range(7))
        for name in reversed(names):
            add_user(admin, name, ["partner"])
        for sort, want in (("user", ["admin", *names]), ("-user", [*reversed(names), "admin"]), ("made_at", None)):
            seen, after = [], ""
            while True:
                page = admin.json(f"/api/users?limit=3&sort={sort}{after}")
                seen += [item["user"] for item in page["items"]]
                if not page.get("next"):
                    break
                after = f"&after={page['next']}"
            equal(seen if want else sorted(seen), want or ["admin", *names], sort)
        for cursor in ("x", "!!!!", "OjE", "a" * 500):
            equal(admin.get(f"/api/users?after={cursor}")[0], 400, f"after={cursor}")
        for user in ("a b", "ｔ", "a'--", "x" * 65):
            equal(admin.post("/api/users", {"user": user, "name": "x", "roles": ["partner"]})[0], 422, user)
        equal(admin.post("/api/users", {"user": "USER00", "name": "x", "roles": ["partner"]})[0], 409, "twice")
        equal(admin.post("/api/users", {"user": "y", "name": "x", "roles": ["applicant"]})[0], 422, "an applicant without an id")


@case
def no_secret_is_in_the_log_of_the_server_or_in_the_database():
    with start() as server:
        admin = server.sign_in()
        lan = person(server, admin, "lan", ["administrator"], PASSWORD)
        unused = link_of(admin, "lan")
        client = server.client()
        client.key = make_key(lan, ["users"])
        equal(client.get("/api/users")[0], 200, "with a key")
        sign_in(server, "lan", OTHER_PASSWORD)
        sign_in(server, OTHER_PASSWORD, "lan")
        client.get(f"/api/users/{unused}?token={unused}")
        client.get(f"/{unused}")
        secrets = [PASSWORD, OTHER_PASSWORD, server.link, unused, client.key[4:], admin.csrf, lan.csrf] + [
            c.cookie.partition("=")[2] for c in (admin, lan)]
        secrets += [secret.replace(" ", "%20") for secret in secrets if " " in secret]
        stored = b"".join(read(os.path.join(folder, name)) for folder, _, names in os.walk(server.workspace) for name in names)
        equal([secret for secret in secrets if secret.encode() in stored], [], "in the database")
        expect(b"$argon2id$" in stored, "no password in the database")
        log = server.stop()
    expect('"route":"sign-in"' in log, log)
    equal([secret for secret in secrets if secret in log], [], "in the log")
    equal([name for name in ("lan", "127.0.0.1") if re.search(rf'"[^"]*\b{name}\b[^"]*"', log)], [], "who and from where, in the log")


if __name__ == "__main__":
    try:
        run_cases()
    finally:
        shutil.rmtree(TMP, ignore_errors=True)
