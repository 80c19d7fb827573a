"""People who use a running server: each with a session of their own, signed in by a one-time link as an administrator would make
it. Speaks HTTP by http.client alone, so that nothing is put right on the way.
"""
import http.client
import json
import time
import urllib.parse

from openapi import Answer

PATIENCE = 180  # seconds: more than the server gives any question, so that its own limit is what shows

ROLES = ("administrator", "officer", "planner", "committee", "partner", "applicant", "auditor")


class Person:
    """Somebody at one server; signed out until they sign in."""

    def __init__(self, address, name="nobody"):
        self.name = name
        self.address = address.rstrip("/")
        self.host = urllib.parse.urlsplit(address).netloc
        self.cookie = self.csrf = self.key = None
        self.connection = None

    def headers(self, method):
        headers = {}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        if self.cookie:
            headers["Cookie"] = self.cookie
        if method != "GET":
            headers["Origin"] = self.address
            if self.csrf:
                headers["X-CSRF-Token"] = self.csrf
        return headers

    def send(self, method, path, body=None, headers=None, whole=True):
        """The answer; whole=False leaves a body that does not end unread, and closes the connection."""
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode("utf-8", "surrogatepass")
        sent = self.headers(method)
        if data is not None and not isinstance(body, bytes):
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        try:
            return self.exchange(method, path, data, sent, whole)
        except (http.client.HTTPException, OSError):
            self.close()  # a connection that was kept may have ended meanwhile
            return self.exchange(method, path, data, sent, whole)

    def exchange(self, method, path, data, headers, whole):
        if self.connection is None:
            self.connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        self.connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            if value is not None:
                self.connection.putheader(name, value)
        if data is not None or method in ("POST", "PUT"):
            self.connection.putheader("Content-Length", str(len(data or b"")))
        self.connection.endheaders(data)
        response = self.connection.getresponse()
        content = response.read() if whole else b""
        media = (response.getheader("Content-Type") or "").partition(";")[0]
        answer = Answer(response.status, media, response.headers, content)
        if not whole or response.will_close:
            self.close()
        return answer

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def get(self, path):
        """The body of a GET that goes well."""
        answer = self.send("GET", path)
        if answer.status != 200:
            raise AssertionError(f"{self.name}: GET {path}: {answer.status} {answer.body[:300]!r}")
        return json.loads(answer.body)

    def sign_in(self, link):
        """By a link such as ADDRESS/#/sign-in/TOKEN, or its token. Whoever was just throttled waits as long as they are told."""
        token = link.rpartition("/")[2]
        self.cookie = self.csrf = self.key = None
        answer = self.send("POST", "/api/session/link", {"token": token})
        for _ in range(5):
            if answer.status != 429:
                break
            time.sleep(float(answer.headers["Retry-After"]) + 0.1)
            answer = self.send("POST", "/api/session/link", {"token": token})
        if answer.status != 200:
            raise AssertionError(f"{self.name} could not sign in: {answer.status} {answer.body[:300]!r}")
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        self.csrf = json.loads(answer.body)["csrf"]
        return self


def make(administrator, name, roles, applicant=None):
    """A new account with these roles, signed in."""
    body = {"user": name, "name": name, "roles": roles, **({"applicant": applicant} if applicant else {})}
    made = administrator.send("POST", "/api/users", body)
    if made.status != 201:
        raise AssertionError(f"{name} could not be made: {made.status} {made.body[:300]!r}")
    return again(administrator, Person(administrator.address, name))


def again(administrator, person):
    """Signs somebody in afresh."""
    link = administrator.send("POST", f"/api/users/{urllib.parse.quote(person.name)}/link")
    return person.sign_in(json.loads(link.body)["address"])
