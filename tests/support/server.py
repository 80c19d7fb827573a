"""A real server for tests: `enishi serve` on a free port of 127.0.0.1, in a workspace of its own, stopped by its process id.

    with Server(ENISHI, sample_workspace(ENISHI, ROOT, folder)) as server:
        me = server.sign_in()
        status, headers, body = me.get("/api/organisations")
"""
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time

MARKERS = ("AddressSanitizer", "LeakSanitizer", "ThreadSanitizer", "runtime error:", "Assertion")
START_SECONDS = 60    # with sanitizers, on a machine that does other things


def environment(root, **more):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("ENISHI", "LC_", "LANG"))}
    return {**env, "ENISHI_DATA": os.path.join(root, "data"), "LANG": "en_US.UTF-8", **more}


def sample_workspace(enishi, root, folder):
    """A new workspace with the sample; returns its folder."""
    subprocess.run([enishi, "init", "--sample", "--quiet", folder], check=True, env=environment(root), timeout=120)
    return folder


class Server:
    """options: settings by name, such as threads=1; they go in by the environment."""

    def __init__(self, enishi, workspace, root=".", arguments=(), env=None, **options):
        self.enishi, self.workspace, self.root, self.arguments = enishi, workspace, root, arguments
        self.env = {f"ENISHI_SERVE_{name.upper()}": str(value) for name, value in options.items()} | (env or {})
        self.output, self.log = [], []
        self.link = None

    def __enter__(self):
        self.process = subprocess.Popen(
            [self.enishi, "serve", "--workspace", self.workspace, "--port", "0", *self.arguments], stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env=environment(self.root, **self.env))
        self.readers = [threading.Thread(target=self._read, args=pair, daemon=True)
                        for pair in ((self.process.stdout, self.output), (self.process.stderr, self.log))]
        for reader in self.readers:
            reader.start()
        try:
            self._wait_until_ready()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, kind, error, trace):
        if self.process.poll() is None:
            self.stop()

    def _read(self, stream, lines):
        for line in stream:
            lines.append(line)

    def _wait_until_ready(self):
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            found = re.search(r"(https?)://(\S+):(\d+)", "".join(self.output))
            if found and self._is_ready(found.group(2), int(found.group(3))):
                link = re.search(r"#/sign-in/(\S+)", "".join(self.output))
                self.link = link and link.group(1)
                return
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended: {self.process.returncode}\n{''.join(self.output + self.log)}")
            time.sleep(0.01)
        raise AssertionError(f"the server is not ready:\n{''.join(self.output + self.log)}")

    def _is_ready(self, host, port):
        self.host, self.port = host, port
        client = self.client()
        try:
            return client.get("/readyz")[0] == 200
        except OSError:
            return False
        finally:
            client.connection.close()

    @property
    def origin(self):
        """As browsers see it."""
        return self.env.get("ENISHI_SERVE_PUBLIC_ADDRESS") or f"http://{self.host}:{self.port}"

    def client(self):
        return Client(self)

    def sign_in(self, token=None):
        """A client that has signed in by the one-time link."""
        client = self.client()
        status, headers, body = client.post("/api/session/link", {"token": token or self.link})
        assert status == 200, f"{status} {body!r}"
        client.remember(headers, body)
        return client

    def socket(self, timeout=30):
        return socket.create_connection((self.host, self.port), timeout=timeout)

    def raw(self, data, timeout=30):
        """Sends bytes as they are and returns all that comes back until the server closes, or is silent for `timeout`."""
        with self.socket(timeout) as s:
            s.sendall(data)
            return read_all(s)

    def stop(self, want=0, how=signal.SIGTERM, seconds=60):
        """Stops it, and checks how it ended and that it said nothing that it should not."""
        self.process.send_signal(how)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        for reader in self.readers:
            reader.join(10)
        log = "".join(self.log)
        found = [marker for marker in MARKERS if marker in log]
        assert not found, f"{found}:\n{log}"
        assert self.process.returncode == want, f"status {self.process.returncode}, not {want}\n{log}"
        return log

    def kill(self):
        self.process.kill()
        self.process.wait()

    def events(self):
        """The log so far, as objects."""
        return [json.loads(line) for line in list(self.log) if line.startswith("{")]


def read_all(s):
    parts = []
    try:
        while part := s.recv(65536):
            parts.append(part)
    except (ConnectionResetError, TimeoutError):
        pass
    return b"".join(parts)


class Client:
    """One keep-alive connection, with the cookie and the token of a session once there is one."""

    def __init__(self, server):
        self.server = server
        self.connection = http.client.HTTPConnection(server.host, server.port, timeout=60)
        self.cookie = self.csrf = self.key = None

    def remember(self, headers, body):
        self.cookie = headers["Set-Cookie"].split(";")[0]
        self.csrf = json.loads(body)["csrf"]

    def headers(self, method):
        headers = {}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        if method not in ("GET", "HEAD"):
            headers["Origin"] = self.server.origin
            if self.csrf:
                headers["X-CSRF-Token"] = self.csrf
        return headers

    def request(self, method, path, body=None, media="application/json", **more):
        """(status, headers, bytes). A dict or list is sent as JSON; more: headers, with _ for - and None to leave one out."""
        headers = self.headers(method)
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
        if body is not None:
            headers["Content-Type"] = media
        for name, value in more.items():
            headers.pop(name.replace("_", "-"), None)
            if value is not None:
                headers[name.replace("_", "-")] = value
        self.connection.request(method, path, body=body, headers=headers)
        response = self.connection.getresponse()
        return response.status, response.headers, response.read()

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def post(self, path, body=None, **more):
        return self.request("POST", path, body, **more)

    def put(self, path, body=None, **more):
        return self.request("PUT", path, body, **more)

    def delete(self, path, **more):
        return self.request("DELETE", path, **more)

    def json(self, path, **more):
        status, _, body = self.get(path, **more)
        assert status == 200, f"{path}: {status} {body!r}"
        return json.loads(body)
