"""A running server over the sample, with a solved round and somebody of every role: what tests of the whole API start from."""
import contextlib
import json
import os
import tempfile
import time
import urllib.parse

import people
from server import Server, sample_workspace

# The parameter of a path, and where its values are listed: an operation, and the member of its items.
LISTED = {
    "organisation": "organisations", "person": "people", "programme": "programmes", "source": "sources", "indicator": "indicators",
    "figure": "figures", "commitment": "commitments", "agreement": "agreements", "project": "projects", "need": "needs", "event": "events",
    "area": "areas", "round": "rounds", "job": "jobs", "model": "models"}


class Office:
    def __init__(self, server):
        self.server = server
        self.root = people.Person(server.origin, "admin").sign_in(server.link)
        everything = [role for role in people.ROLES if role != "applicant"]
        self.keeper = people.make(self.root, "keeper", everything)
        self.people = {role: people.make(self.root, f"a-{role}", [role], "A0001" if role == "applicant" else None) for role in people.ROLES}
        self.people["nobody"] = people.Person(server.origin)
        people.make(self.root, "target", ["partner"])
        self.round, self.model = "office", "office"
        self.result = self.solve()
        self.known = self.look()
        self.rows = self.read()

    def solve(self):
        for body in ({"round": "spare"}, {"round": self.round, "from_sample": True}):
            made = self.keeper.send("POST", "/api/rounds", body)
            assert made.status == 201, made.body
        made = self.keeper.send("POST", "/api/models", {"model": self.model, "from_sample": True})
        assert made.status == 201, made.body
        job = self.keeper.send("POST", f"/api/rounds/{self.round}/solve")
        assert job.status == 202, job.body
        return self.wait(json.loads(job.body)["job"])["result"]

    def wait(self, number, seconds=120):
        """The job once it has ended."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            job = self.keeper.get(f"/api/jobs/{number}")
            if job["state"] not in ("queued", "running"):
                assert job["state"] == "done", job
                return job
            time.sleep(0.05)
        raise AssertionError(f"job {number} does not end")

    def look(self):
        """Values that are there, by the parameters that take them."""
        known = {}
        for name, table in LISTED.items():
            known[name] = [item[name] for item in self.keeper.get(f"/api/{table}?limit=5")["items"]]
        promises = self.keeper.get("/api/promises?limit=200")["items"]
        drawn = [one["id"] for one in promises if self.keeper.send("GET", f"/api/promises/{one['id']}/chart").status == 200]
        known["commitment"] = drawn[:2] + known["commitment"]
        known["round"] = [self.round, "spare"]
        known["model"] = [self.model]
        known["number"] = ["f-semi-hr-trained-decision"]
        known["variable"] = ["engineers trained"]
        known["result"] = [self.result]
        matches = self.keeper.get(f"/api/results/{self.result}/matches?placed=yes&limit=5")["items"]
        known["applicant"] = [match["applicant"] for match in matches]
        known["place"] = [match["place"] for match in matches]
        known["user"] = ["target"]
        known["ids"] = [",".join(known["organisation"])]
        known["table"] = ["applicants", "choices"]
        known["file"] = ["certificate.json", "matches.csv", "scenarios", "model"]
        known["key"] = [1]
        return known

    def read(self):
        """A body that each operation takes, by its name: what is there already."""
        rows = {}
        for one, table in LISTED.items():
            if one not in ("round", "job", "model"):
                rows[f"add-{one}"] = rows[f"put-{one}"] = self.keeper.get(f"/api/{table}/{urllib.parse.quote(self.known[one][0])}")
        rows["put-rules"] = self.keeper.get(f"/api/rounds/{self.round}/rules")
        rows["add-status"] = {"commitment": self.known["commitment"][0], "status": "underway", "reported_by": "japan", "reported_on": "2026-11-01",
                              "source": self.known["source"][0]}
        rows["model-futures"] = {"variable": "engineers trained", "runs": 16, "scenarios": ["baseline"], "rank": True}
        rows["model-flows"] = {"time": 2027}
        return rows

    def fill(self, operation):
        """The operation's path with values that are there."""
        path = operation.path
        for parameter in operation.parameters:
            if parameter["in"] == "path":
                among = parameter["schema"].get("enum")
                values = [value for value in self.known[parameter["name"]] if not among or value in among] or among
                path = path.replace("{" + parameter["name"] + "}", urllib.parse.quote(str(values[0]), safe=""))
        return path


@contextlib.contextmanager
def office(enishi, source):
    with tempfile.TemporaryDirectory() as folder:
        workspace = sample_workspace(enishi, source, os.path.join(folder, "workspace"))
        with Server(enishi, workspace, source) as server:
            yield Office(server)
