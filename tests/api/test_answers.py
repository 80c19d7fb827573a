"""What the server answers over the sample is what the OpenAPI document says; and texts that somebody else would run as script or
SQL come back as the data that they are. Run as `python3 test_answers.py ENISHI SOURCE_ROOT OPENAPI`.
"""
import json
import os
import sys
import tempfile
import urllib.parse

os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", os.path.join(tempfile.gettempdir(), "hypothesis"))  # its tables of characters

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import people
from office import LISTED, office
from openapi import Document

# Script, SQL and templates of others, in one text that every language of the ledger could hold.
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>' OR '1'='1'; DROP TABLE organisations; -- \" ${7*7} {{7*7}} %00 \\ 縁"
SQL = ("'", "' OR '1'='1", "' OR 1=1 --", "\"", "1; DROP TABLE figures", "') UNION SELECT sql FROM sqlite_master --", "name_en' --", "%' --", "\\",
       "MATCH 'a' OR", "NEAR(a b)", "a*", "\"a", "-a", "a AND", "(", "^a", "name_en:a")
# Columns that the ledger takes any text in; others name rows, choices, dates or codes.
FREE = ("name_", "title", "note_", "about_", "text_", "counting_rule_", "what_", "publisher", "locator")
OPTIONAL = {"country", "published", "publisher", "starts", "ends", "period_start", "as_of", "due", "made_on", "agreed_on", "title_en"}
failed = cases = 0


def case(sentence, problems):
    global failed, cases
    cases += 1
    failed += bool(problems)
    print(f"{'not ok' if problems else 'ok'} {cases} - {sentence}", flush=True)
    for problem in problems[:10]:
        print(f"#   {problem}")


def quoted(**pairs):
    return urllib.parse.urlencode(pairs)


def reads(where, document):
    """Every GET with values that are there, as somebody who may."""
    for operation in document.operations:
        if operation.method != "GET" or operation.name == "job-events":
            continue
        who = where.keeper if operation.roles else where.people["nobody"]
        target = where.fill(operation)
        needed = {p["name"]: where.known[p["name"]][0] if p["name"] in where.known else "tokutei"
                  for p in operation.parameters if p["in"] == "query" and p.get("required")}
        answer = who.send("GET", target + ("?" + quoted(**needed) if needed else ""))
        problems = operation.problems(answer)
        if answer.status != 200:
            problems.append(f"status {answer.status}: {answer.body[:200]!r}")
        yield operation.name, target, problems


def pages(where, document, operation):
    """Two items at a time gives what all at once gives, in the same order, once each."""
    who, path = where.keeper, where.fill(operation)
    needed = {p["name"]: where.known[p["name"]][0] if p["name"] in where.known else "tokutei"
              for p in operation.parameters if p["in"] == "query" and p.get("required")}
    whole = who.get(path + "?" + quoted(limit=200, **needed))
    if whole.get("next") and len(whole["items"]) < 200:
        return [f"{path}: a page of {len(whole['items'])} has a next one"]
    seen, after = [], {}
    while len(seen) < 40:
        page = who.get(path + "?" + quoted(limit=2, **needed, **after))
        seen += page["items"]
        if not page.get("next"):
            break
        after = {"after": page["next"]}
    expected = whole["items"][:len(seen)]
    complete = len(seen) >= 40 or len(seen) == len(whole["items"])
    return [] if seen == expected and complete else [f"{path}: {len(seen)} rows by two, {len(whole['items'])} at once, or in another order"]


def sorts_of(operation):
    return next((p["schema"]["enum"] for p in operation.parameters if p["name"] == "sort"), [])


def sorted_pages(where, operation):
    """Every sort is answered; turned round it gives the rows the other way round, those without a value last both times."""
    path, problems = where.fill(operation), []
    for sort in sorts_of(operation):
        if sort.startswith("-"):
            continue
        there = where.keeper.get(f"{path}?{quoted(sort=sort, limit=200)}")
        back = where.keeper.get(f"{path}?{quoted(sort='-' + sort, limit=200)}")
        split = [([item for item in page["items"] if shown(item, sort)], [item for item in page["items"] if not shown(item, sort)])
                 for page in (there, back)]
        (given, lacking), (turned, lacking_too) = split
        if there.get("next"):
            continue
        if given != turned[::-1] or len(lacking) != len(lacking_too):
            problems.append(f"{path}: {sort} and -{sort} are not each other's reverse")
        if there["items"] != given + lacking or back["items"] != turned + lacking_too:
            problems.append(f"{path}: rows without {sort} are not the last")
    return problems


def shown(item, sort):
    """Whether a row has what it is sorted by; a name that a language lacks is shown in English."""
    return sort.startswith(("name_", "title_")) or sort not in OPTIONAL or sort in item


def hostile_row(where, table, one):
    """The first row of a table under a new id, with a hostile text wherever any text may stand."""
    row = where.keeper.get(f"/api/{table}/{quote(where.known[one][0])}")
    for name, value in row.items():
        if name.startswith(FREE) and isinstance(value, str):
            row[name] = HOSTILE
    row[one] = f"hostile-{one}"
    return {**row, **({"aliases": [HOSTILE.replace(";", ",")]} if "aliases" in row else {})}


def quote(value):
    return urllib.parse.quote(str(value), safe="")


def hostile_ledger(where, document, one, table):
    row = hostile_row(where, table, one)
    made = where.keeper.send("POST", f"/api/{table}", row)
    if made.status != 201:
        return [f"status {made.status}: {made.body[:300]!r}"]
    got = where.keeper.send("GET", f"/api/{table}/hostile-{one}")
    problems = document.by_name[f"get-{one}"].problems(got)
    if got.media != "application/json" or got.headers["X-Content-Type-Options"] != "nosniff":
        problems.append(f"served as {got.media} {got.headers['X-Content-Type-Options']}")
    here = json.loads(got.body)
    problems += [f"{name} came back as {here.get(name)!r}" for name, value in row.items() if here.get(name) != value]
    return problems


def hostile_filters(where, document, operation):
    """SQL in every text that a list takes finds nothing, breaks nothing, and is never taken for a condition."""
    path, problems = where.fill(operation), []
    needed = {p["name"]: "tokutei" for p in operation.parameters if p["in"] == "query" and p.get("required")}
    texts = [p["name"] for p in operation.parameters if p["in"] == "query" and p["schema"].get("type") == "string"]
    texts = [name for name in texts if name != "q"] + (["q"] if "q" in texts else [])
    for name in texts:
        for text in SQL:
            answer = where.keeper.send("GET", f"{path}?{quoted(**{**needed, name: text})}")
            problems += [f"{path} {name}={text}: {problem}" for problem in operation.problems(answer)]
            if name != "q" and answer.status == 200 and json.loads(answer.body).get("items"):
                problems.append(f"{path} {name}={text}: finds rows")
    return problems


def hostile_bodies(where, document, operation):
    """Hostile text in every text of a body is stored or refused, as documented."""
    problems = []
    schema = document.resolve(operation.body)
    for name, value in schema["properties"].items():
        value = value.get("items", value)
        if value.get("type") != "string" or "enum" in value:
            continue
        body = json.loads(json.dumps(EXAMPLES[operation.name]))
        body[name] = [HOSTILE] if isinstance(body.get(name), list) else HOSTILE[:value.get("maxLength", 1000)]
        headers = {"If-Match": '"none"'} if any(p["name"] == "If-Match" for p in operation.parameters) else {}
        answer = where.keeper.send(operation.method, where.fill(operation), body, headers)
        problems += [f"{operation.name} {name}: {problem}" for problem in operation.problems(answer)]
    return problems


def examples(folder):
    with open(os.path.join(folder, "routes.json"), encoding="utf-8") as file:
        return {route["name"]: json.loads(route["example"]) for route in json.load(file) if "example" in route}


enishi, source, path = sys.argv[1:]
document, EXAMPLES = Document(path), examples(os.path.dirname(path))
print("TAP version 13")
with office(enishi, source) as where:
    for name, target, problems in reads(where, document):
        case(f"{name} answers as documented", [f"{target}: {problem}" for problem in problems])
    lists = [o for o in document.operations if o.method == "GET" and any(p["name"] == "after" for p in o.parameters)]
    for operation in lists:
        case(f"{operation.name} gives the same rows by pages of two", pages(where, document, operation))
        if sorts_of(operation):
            case(f"{operation.name} can be turned round by every sort", sorted_pages(where, operation))
    for one, table in LISTED.items():
        if f"add-{one}" in document.by_name and one not in ("round", "model"):
            case(f"{table} give a hostile text back as it is", hostile_ledger(where, document, one, table))
    before = {table: len(where.keeper.get(f"/api/{table}?limit=200")["items"]) for table in LISTED.values()}
    for operation in lists:
        case(f"{operation.name} takes SQL for text", hostile_filters(where, document, operation))
    for operation in document.operations:
        if operation.takes == "application/json" and operation.name not in ("sign-in", "sign-in-by-link"):
            case(f"{operation.name} takes hostile text for text", hostile_bodies(where, document, operation))
            people.again(where.root, where.keeper)  # a new password ends every session
    found = where.keeper.get(f"/api/search?{quoted(q='alert')}")["items"]
    case("a hostile text is found by its words", [] if any("<script>" in json.dumps(item) for item in found) else [f"found {found}"])
    after = {table: len(where.keeper.get(f"/api/{table}?limit=200")["items"]) for table in LISTED.values()}
    case("nothing is lost by it", [f"{table}: {before[table]} rows, then {after[table]}" for table in before if after[table] < before[table]])
print(f"1..{cases}")
sys.exit(1 if failed else 0)
