"""Every operation of the OpenAPI document asked at random, as every role and signed out: only statuses, media types and bodies that
the document lists, never a 5xx, and never past the roles. Run as `python3 test_fuzz.py ENISHI SOURCE_ROOT OPENAPI`.

The same requests in every run: hypothesis derives them from the names of the operations. EN_TEST_SCALE multiplies them.
"""
import http.client
import os
import sys
import tempfile
import urllib.parse
import zlib

os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", os.path.join(tempfile.gettempdir(), "hypothesis"))  # its tables of characters
from hypothesis import HealthCheck, Phase, given, seed, settings, strategies as st

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import people
from office import office
from openapi import AWKWARD, Document, anything

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "match"))
from workbook import write_workbook

EXAMPLES = 50 * int(os.environ.get("EN_TEST_SCALE", "1"))
SLOW = {"model-contents": 10, "model-source": 10, "model-diagram": 10, "outlook": 10, "model-futures": 30, "model-flows": 30, "sign-in": 16, "put-password": 16, "solve-round": 12, "check-round": 12, "compare-round": 8, "comparison-chart": 8, "seats-chart": 12, "what-if": 20, "add-round": 20}  # hashing, jobs, clearings, copies of the sample
WHO = (*people.ROLES, "nobody")
ORDER = {"GET": 0, "POST": 1, "PUT": 1, "DELETE": 2}


FIT = "made to fit"


def workbook(*sheets):
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        write_workbook(file.name, sheets)
        return file.read()


APPLICANTS, PLACES = ("applicants", [["applicant"], ["A1"], ["A2"]]), ("places", [["place", "seats"], ["P1", "1"]])
CHOICES = ("choices", [["applicant", "rank", "place"], ["A1", "1", "P1"], ["A2", "1", "P1"]])
WHOLE = workbook(APPLICANTS, PLACES, CHOICES)
TABLES = [b"applicant\nA1\nA2\n", b"place,seats\nP1,1\n", b"applicant,rank,place\nA1,1,P1\n", b"a;b\n1;2\n", b'"', b"\xff\xfe"]
MODEL_FILES = [b"scenario,name,value\nbaseline,lecturer lever,1\n", b"<xmile><model>", b"name,a\nx,1\n"]
WORKBOOKS = [WHOLE, WHOLE, workbook(APPLICANTS), workbook(("unknown", [["x"], ["1"]])), WHOLE[:-30], b"PK\x03\x04", b"applicant\nA1\n"]


def quote(value):
    return urllib.parse.quote(str(value), safe="", errors="surrogatepass")


class Requests:
    """Strategies for requests of one operation: calm ones are as the document has them, wild ones break it somewhere."""

    def __init__(self, operation, office, calm):
        self.operation, self.known, self.rows, self.calm = operation, office.known, office.rows, calm

    def value(self, parameter):
        """One that is there, else one that the schema allows; wild: also one that breaks it."""
        among = parameter["schema"].get("enum")
        listed = [value for value in self.known.get(parameter["name"], []) if not among or value in among]
        allowed = self.operation.document.values(parameter["schema"])
        if self.calm:
            return st.sampled_from(listed) if listed else allowed
        return st.one_of(*([st.sampled_from(listed)] if listed else []), allowed, AWKWARD)

    def path(self):
        return st.fixed_dictionaries({p["name"]: self.value(p) for p in self.operation.parameters if p["in"] == "path"})

    def query(self):
        rows = [p for p in self.operation.parameters if p["in"] == "query" and not (self.calm and p["name"] == "after")]
        needed = {p["name"]: self.value(p) for p in rows if p.get("required")}
        optional = {p["name"]: self.value(p) for p in rows if not p.get("required")}
        strange = st.dictionaries(st.sampled_from(["x", "sort", "limit", "after", "lang", "_method"]), AWKWARD, max_size=1)
        return st.tuples(st.fixed_dictionaries(needed, optional=optional), st.just({}) if self.calm else strange)

    def headers(self):
        names = {p["name"] for p in self.operation.parameters if p["in"] == "header"}
        offered = {"If-None-Match": ['"x"', "*", 'W/"x", "y"', "x"], "If-Match": ["current"] if self.calm else ['"x"', "*", "current", '""'],
                   "Idempotency-Key": ["k1", "k2", "k" * 300], "Accept-Language": ["vi", "ja;q=0.5, en", "*", "xx, vi;q=2"]}
        chosen = {name: st.sampled_from(values) for name, values in offered.items() if name in names}
        if self.calm:
            return st.fixed_dictionaries({name: value for name, value in chosen.items() if name == "If-Match"})
        spoiled = {"X-CSRF-Token": st.just("x"), "Origin": st.just("http://evil.example"), "Content-Type": st.just("text/plain")}
        return st.one_of(st.fixed_dictionaries({}, optional=chosen), st.fixed_dictionaries({}, optional=chosen),
                         st.fixed_dictionaries({}, optional={**chosen, **spoiled}))

    def real(self, body):
        """References to rows that are there, so that more than the first check is passed."""
        own = self.operation.name.partition("-")[2]
        return {name: self.known[name][len(value) % len(self.known[name])]
                if name != own and self.known.get(name) and isinstance(value, str) and len(value) % 4 else value for name, value in body.items()}

    def affordable(self, body):
        """Few enough futures for a program that counts its coverage; how many may be asked for, broken bodies try."""
        return {**body, "runs": 2 + body["runs"] % 500} if isinstance(body.get("runs"), int) else body

    def alike(self):
        """A row that is there with one or two members changed, for a path's row or a new one (see fit)."""
        row, members = self.rows[self.operation.name], self.operation.document.resolve(self.operation.body)["properties"]
        changed = {name: self.operation.document.values(value) for name, value in members.items()}
        names = st.lists(st.sampled_from(sorted(changed)), max_size=2, unique=True)
        return names.flatmap(lambda some: st.fixed_dictionaries({name: changed[name] for name in some})).map(lambda new: {**row, **new, FIT: True})

    def body(self):
        if self.operation.takes is None:
            return st.just(None)
        if self.operation.takes != "application/json":
            table = st.sampled_from(WORKBOOKS if self.operation.takes.endswith("sheet") else MODEL_FILES if self.operation.takes.endswith("stream") else TABLES)
            return table if self.calm else st.one_of(table, st.binary(max_size=60), AWKWARD.map(lambda text: text.encode("utf-8", "surrogatepass")))
        fitting = self.operation.document.values(self.operation.body).map(self.real).map(self.affordable)
        broken = st.sampled_from([b"", b"{", b"[1,", b"\xff", b"{} {}", b'{"a":1,"a":2}', b"nul", b"[" * 100, b'"\\ud800"'])
        if self.calm:
            return st.one_of(self.alike(), fitting) if self.operation.name in self.rows else fitting
        return st.one_of(fitting, anything(), broken)

    def who(self):
        return st.sampled_from(self.operation.roles or WHO) if self.calm else st.sampled_from(WHO)

    def all(self):
        return st.tuples(self.who(), self.path(), self.query(), self.headers(), self.body())


def fit(operation, path_values, body):
    """A row for a path gets the path's id; a new one an id of its own, which what is sent decides."""
    if not isinstance(body, dict) or not body.pop(FIT, False):
        return body
    own = operation.name.partition("-")[2]
    if operation.method == "POST" and own in body:
        body[own] = f"new-{zlib.crc32(repr(sorted(body.items())).encode('utf-8', 'surrogatepass')):x}"
    return {**body, **{name: value for name, value in path_values.items() if name in body}}


def current_tag(office, path):
    answer = office.keeper.send("GET", path)
    return answer.headers.get("ETag") or '"none"'


def send(office, operation, who, path_values, query, headers, body):
    path, body = operation.path, fit(operation, path_values, body)
    for name, value in path_values.items():
        path = path.replace("{" + name + "}", quote(value) or "%20")
    target = path
    pairs = [f"{quote(name)}={quote(value)}" for part in query for name, value in part.items()]
    if pairs:
        target += "?" + "&".join(pairs)
    sent = dict(headers)
    if sent.get("If-Match") == "current":
        sent["If-Match"] = current_tag(office, path)
    if operation.takes and body is not None:
        sent.setdefault("Content-Type", operation.takes)
    answer = office.people[who].send(operation.method, target, body, sent, whole=operation.name != "job-events")
    return answer, f"{who}: {operation.method} {target} {sent} {body!r:.200}"


def trespasses(operation, who, answer):
    """A role that the route does not list gets no further than the door."""
    if not operation.row["security"] or who in operation.roles or answer.status in (401, 403):
        return []
    return [f"status {answer.status} for somebody whom the route does not list"]


def ask(office, operation):
    """What is wrong with the answers of one operation."""
    problems, seen = [], set()

    @seed(2026)
    @settings(max_examples=min(EXAMPLES, SLOW.get(operation.name, EXAMPLES) * EXAMPLES // 50), database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))
    @given(st.one_of(Requests(operation, office, True).all(), Requests(operation, office, False).all()))
    def run(request):
        answer, shown = send(office, operation, *request)
        seen.add(answer.status)
        found = trespasses(operation, request[0], answer)
        if answer.body or operation.name != "job-events":
            found += operation.problems(answer)
        problems.extend(f"{problem} ({shown})" for problem in found)

    run()
    return problems, seen


def revive(office):
    """Whoever has signed out, or changed their password, signs in again."""
    for name, person in office.people.items():
        if name != "nobody" and person.send("GET", "/api/me").status == 401:
            people.again(office.root, person)


def main(enishi, source, document):
    operations = sorted(Document(document).operations, key=lambda o: ORDER[o.method])
    failed, covered = 0, set()
    print("TAP version 13")
    with office(enishi, source) as where:
        for number, operation in enumerate(operations, 1):
            try:
                problems, seen = ask(where, operation)
            except (OSError, http.client.HTTPException) as error:
                print(f"not ok {number} - {operation.name} leaves the server running")
                print("".join(f"# {line}" for line in [f"{error}\n", *where.server.log[-80:]]) + f"Bail out! {operation.name} got no answer: {error!r}")
                return 1
            covered |= {(operation.name, status) for status in seen}
            revive(where)
            failed += bool(problems)
            print(f"{'not ok' if problems else 'ok'} {number} - {operation.name} answers as documented: {' '.join(map(str, sorted(seen)))}", flush=True)
            for problem in problems[:5]:
                print(f"#   {problem}")
        well = {o.name for o in operations if (o.name, int(min(o.row["responses"]))) in covered}
        few = len(well) < len(operations) * 9 // 10 or "put-workbook" not in well
        print("# never went well: " + " ".join(sorted({o.name for o in operations} - well)))
        print(f"{'not ok' if few else 'ok'} {len(operations) + 1} - nine operations in ten, and the upload of a workbook, went well at least once: {len(well)} of {len(operations)}")
    print(f"1..{len(operations) + 1}")
    return failed + few


sys.exit(1 if main(*sys.argv[1:]) else 0)
