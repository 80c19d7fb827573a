"""What is written from the rows of the API: the OpenAPI document by the rules of OpenAPI 3.1 as far as it uses them, the
reference page, and that they all say the same. Run as `python3 test_documents.py FOLDER SOURCE_ROOT`, the folder that enishi-api
wrote.
"""
import html.parser
import json
import os
import re
import sys

import jsonschema

folder, root = sys.argv[1:]
failed = cases = 0


def read(name, where=folder):
    with open(os.path.join(where, name), encoding="utf-8") as file:
        return file.read()


def case(sentence, problems):
    global failed, cases
    cases += 1
    failed += bool(problems)
    print(f"{'not ok' if problems else 'ok'} {cases} - {sentence}")
    for problem in problems[:20]:
        print(f"#   {problem}")


def closed(needed, /, **members):
    """An object with these members and no others; those named in `needed` must be there."""
    return {"type": "object", "properties": members, "required": needed.split(), "additionalProperties": False}


def map_of(value, names=r"^[A-Za-z0-9._-]+$"):
    return {"type": "object", "propertyNames": {"pattern": names}, "additionalProperties": value}


def ref(folder):
    return {"type": "object", "properties": {"$ref": {"pattern": f"^#/components/{folder}/"}}, "required": ["$ref"], "additionalProperties": False}


# The objects of OpenAPI 3.1.0, section 4.8, with the fields that we use.
TEXT = {"type": "string", "minLength": 1}
SCHEMA = {"type": "object"}
MEDIA = map_of(closed("schema", schema=SCHEMA), r"^[a-z*]+/[a-z0-9.+*-]+$")
HEADER = closed("schema", description=TEXT, schema=SCHEMA)
PARAMETER = closed("name in schema", name=TEXT, **{"in": {"enum": ["path", "query", "header"]}}, required={"type": "boolean"},
                   description=TEXT, schema=SCHEMA)
RESPONSE = closed("description", description=TEXT, content=MEDIA, headers=map_of({"anyOf": [HEADER, ref("headers")]}))
OPERATION = closed(
    "operationId summary tags security x-roles parameters responses", operationId={"pattern": "^[a-z]+(-[a-z]+)*$"}, summary=TEXT,
    tags={"type": "array", "items": TEXT, "minItems": 1},
    security={"type": "array", "items": map_of({"type": "array", "maxItems": 0})},
    **{"x-roles": {"type": "array", "items": TEXT, "uniqueItems": True}},
    parameters={"type": "array", "items": {"anyOf": [PARAMETER, ref("parameters")]}},
    requestBody=closed("content", required={"const": True}, content=MEDIA),
    responses=map_of({"anyOf": [RESPONSE, ref("responses")]}, r"^[1-5][0-9]{2}$"))
SCHEME = {"anyOf": [closed("type in name", type={"const": "apiKey"}, **{"in": {"enum": ["cookie", "header"]}}, name=TEXT, description=TEXT),
                    closed("type scheme", type={"const": "http"}, scheme={"const": "bearer"}, description=TEXT)]}
DOCUMENT = closed(
    "openapi info paths components tags", openapi={"const": "3.1.0"},
    info=closed("title version", title=TEXT, version=TEXT, summary=TEXT, description=TEXT, license=closed("name", name=TEXT, identifier=TEXT)),
    servers={"type": "array", "items": closed("url", url=TEXT)},
    tags={"type": "array", "items": closed("name", name=TEXT), "uniqueItems": True},
    paths=map_of(closed("", get=OPERATION, put=OPERATION, post=OPERATION, delete=OPERATION), "^/"),
    components=closed("schemas", schemas=map_of(SCHEMA), responses=map_of(RESPONSE), parameters=map_of(PARAMETER), headers=map_of(HEADER),
                      securitySchemes=map_of(SCHEME)))


def errors_of(schema, value):
    found = jsonschema.Draft202012Validator(schema).iter_errors(value)
    return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in found]


def references(value):
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def at(document, reference):
    for part in reference.removeprefix("#/").split("/"):
        document = document.get(part) if isinstance(document, dict) else None
    return document


def operations(document):
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def parameters(document, operation):
    return [at(document, p["$ref"]) if "$ref" in p else p for p in operation["parameters"]]


def paths_declared(document):
    for method, path, operation in operations(document):
        declared = {p["name"] for p in parameters(document, operation) if p["in"] == "path"}
        if declared != set(re.findall(r"{(\w+)}", path)):
            yield f"{method} {path} declares {declared}"


def unused(document):
    used = set(references(document))
    for kind, entries in document["components"].items():
        if kind != "securitySchemes":
            yield from (f"{kind}/{name}" for name in entries if f"#/components/{kind}/{name}" not in used)


def security_faults(document):
    for method, path, operation in operations(document):
        schemes = [set(need) for need in operation["security"]]
        session = {"session"} if method == "GET" else {"session", "csrf"}
        if schemes != ([] if not operation["x-roles"] else [session, {"key"}]):
            yield f"{method} {path}: {schemes}"


def differences(document, routes):
    """Where the table for tests and the document do not agree."""
    listed = {(m, p): o for m, p, o in operations(document)}
    for route in routes:
        operation = listed.pop((route["method"], route["path"]), None)
        if operation is None or operation["operationId"] != route["name"]:
            yield f"{route['name']} is not in the document"
        elif sorted(map(int, operation["responses"])) != route["statuses"] or operation["x-roles"] != route["roles"]:
            yield f"{route['name']} has other statuses or roles"
    yield from (f"{method} {path} is not in the table" for method, path in listed)


def example_faults(document, routes):
    schemas = {"components": document["components"]}
    for route in routes:
        if "example" not in route:
            continue
        body = document["paths"][route["path"]][route["method"].lower()]["requestBody"]["content"]["application/json"]["schema"]
        yield from (f"{route['name']}: {fault}" for fault in errors_of({**schemas, **body}, json.loads(route["example"])))


class Page(html.parser.HTMLParser):
    """Ids, links, and what a strict policy would stop; tags that do not match."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.faults, self.open = [], [], [], []
        self.feed(text)
        self.faults += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.links += [attributes["href"]] if "href" in attributes else []
        if tag in ("script", "style") or any(name == "style" or name.startswith("on") for name in attributes):
            self.faults.append(f"<{tag} {attributes}>")
        if tag not in ("meta", "link"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> in line {self.getpos()[0]}")


def page_faults(page, routes, document):
    yield from page.faults
    ids = set(page.ids)
    yield from (f"the id {name} is there twice" for name in ids if page.ids.count(name) > 1)
    yield from (f"{route['name']} is missing" for route in routes if route["name"] not in ids)
    yield from (f"{name} is missing" for name in document["components"]["schemas"] if name.removesuffix("Page") not in ids)
    yield from (f"{link} leads nowhere" for link in page.links if link.startswith("#") and link[1:] not in ids)
    outside = {"data:,", "reference.css", "openapi.json", "reference?lang=en", "reference?lang=vi", "reference?lang=ja"}
    yield from (f"{link} leads outside" for link in page.links if link[0] != "#" and link not in outside)


def unmentioned(guide, routes):
    """Routes of the ledger's tables are named by pattern: /api/TABLE/{id}/past, with the tables by name."""
    for route in routes:
        ledger = re.fullmatch(r"(list|get|add|put|past)-(.*)", route["name"])
        table = route["path"].split("/", 3)[2] if ledger else ""
        pattern = "/api/TABLE" + re.sub(r"{\w+}", "{id}", route["path"].removeprefix(f"/api/{table}"))
        named = f"`{route['method']} {route['path']}`" in guide
        by_pattern = ledger and f"`{route['method']} {pattern}`" in guide and f"`{table}`" in guide
        if not named and not by_pattern:
            yield f"{route['method']} {route['path']}"


print("TAP version 13")
document, routes = json.loads(read("openapi.json")), json.loads(read("routes.json"))
case("the document is OpenAPI 3.1", errors_of(DOCUMENT, document))
case("every reference leads somewhere", [r for r in set(references(document)) if at(document, r) is None])
case("every shared part is used", list(unused(document)))
case("operations have names of their own", [n for n in {o["operationId"] for _, _, o in operations(document)}
                                            if [o["operationId"] for _, _, o in operations(document)].count(n) > 1])
case("a path declares exactly what it names", list(paths_declared(document)))
case("what is not public needs a session or a key, and a token to change something", list(security_faults(document)))
case("every schema is a schema", [f"{n}: {e}" for n, s in document["components"]["schemas"].items()
                                  for e in errors_of(jsonschema.Draft202012Validator.META_SCHEMA, s)])
case("the document and the table for tests agree", list(differences(document, routes)))
case("the example of every body is as its schema says", list(example_faults(document, routes)))
for language in ("en", "vi", "ja"):
    page = Page(read(f"reference-{language}.html"))
    case(f"the reference in {language} has every route and type, and no inline script or style", list(page_faults(page, routes, document)))
case("the types of the page have no any", re.findall(r".*\bany\b.*", read("api.ts")))
case("docs/api.md mentions every route", list(unmentioned(read("docs/api.md", root), routes)))
print(f"1..{cases}")
