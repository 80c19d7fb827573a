"""The OpenAPI document as a tester reads it: values by its schemas (with hypothesis), and whether an answer is one that it
documents.

Objects of answers are closed here, though clients should not rely on it: what the server says and the document does not is a
mistake in one of them.
"""
import copy
import json

import jsonschema
from hypothesis import strategies

# Characters that take part in somebody's syntax, and letters of our languages.
LETTERS = strategies.text(alphabet=strategies.characters(whitelist_categories=("L", "N", "P", "S", "Zs"), max_codepoint=0x1FFFF), max_size=12)
PLAIN = strategies.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=10)
AWKWARD = strategies.sampled_from([
    "'", "' OR 1=1 --", "\"; DROP TABLE figures; --", "<script>alert(1)</script>", "%", "%00", "../../etc/passwd", "${7*7}", "{{7*7}}", "\\",
    "Đặng Thị Dương", "佐藤", "ﾊﾝﾀﾞ", "e\u0301", "\u202egnp", "\ufeff", "=1+1", "-1", "0", "9223372036854775808", "1e999", "null", "a" * 200])
DATES = strategies.sampled_from(["2026", "2026-11", "2026-11-22", "1000", "9999-12-31"])
DECIMALS = strategies.sampled_from(["0", "45.1", "-3", "1e3", "71500", "1" * 20])
INSTANTS = strategies.sampled_from(["2026-11-22T10:00:00Z"])


class Answer:
    def __init__(self, status, media, headers, body):
        self.status, self.media, self.headers, self.body = status, media, headers, body


class Operation:
    def __init__(self, document, method, path, row):
        self.document, self.method, self.path, self.row = document, method, path, row
        self.name, self.roles = row["operationId"], row["x-roles"]
        self.parameters = [document.resolve(p) for p in row["parameters"]]
        content = row.get("requestBody", {}).get("content", {})
        self.takes = next(iter(content), None)
        self.body = content[self.takes]["schema"] if content else None

    def problems(self, answer):
        """What is wrong with an answer: a status, a media type or a body that is not documented; any 5xx."""
        if answer.status >= 500:
            return [f"status {answer.status}: {answer.body[:300]!r}"]
        documented = self.document.resolve(self.row["responses"].get(str(answer.status)))
        if documented is None:
            return [f"status {answer.status} is not documented: {answer.body[:300]!r}"]
        content = documented.get("content")
        if not content:
            return [f"status {answer.status} has a body: {answer.body[:80]!r}"] if answer.body else []
        schema = content.get(answer.media) or content.get("*/*")
        if schema is None:
            return [f"status {answer.status} as {answer.media}, documented {list(content)}"]
        return self.document.faults(schema["schema"], answer.body) if answer.media.endswith("json") and schema["schema"] else []


class Document:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            self.tree = json.load(file)
        self.closed = copy.deepcopy(self.tree["components"])
        for schema in self.closed["schemas"].values():
            schema["additionalProperties"] = False
        self.validators = {}
        self.operations = [Operation(self, method.upper(), path, row)
                           for path, methods in self.tree["paths"].items() for method, row in methods.items()]
        self.by_name = {operation.name: operation for operation in self.operations}

    def resolve(self, value):
        if not value or "$ref" not in value:
            return value
        found = self.tree
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return found

    def faults(self, schema, body):
        key = json.dumps(schema, sort_keys=True)
        if key not in self.validators:
            self.validators[key] = jsonschema.Draft202012Validator({**schema, "components": self.closed})
        try:
            value = json.loads(body)
        except ValueError as error:
            return [f"no JSON: {error}: {body[:80]!r}"]
        found = self.validators[key].iter_errors(value)
        return [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in found]

    def values(self, schema):
        """Values that the schema allows, or nearly."""
        schema = self.resolve(schema)
        if "anyOf" in schema:
            return strategies.one_of([self.values(s) for s in schema["anyOf"]])
        if "enum" in schema:
            return strategies.sampled_from(schema["enum"])
        kinds = schema.get("type", "any")
        return strategies.one_of([self.of_kind(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else kinds)])

    def of_kind(self, kind, schema):
        if kind == "string":
            return self.texts(schema)
        if kind == "integer":
            low, high = schema.get("minimum", 0), schema.get("maximum", 2**53 - 1)
            return strategies.one_of(strategies.integers(low, min(high, low + 20)), strategies.integers(low, high))
        if kind == "array":
            return strategies.lists(self.values(schema["items"]), min_size=schema.get("minItems", 0), max_size=min(schema.get("maxItems", 3), 3))
        if kind == "object":
            members = schema["properties"]
            needed = {name: self.values(members[name]) for name in schema.get("required", [])}
            others = {name: self.values(value) for name, value in members.items() if name not in needed}
            return strategies.fixed_dictionaries(needed, optional=others)
        plain = {"number": strategies.floats(-1e9, 1e9), "boolean": strategies.booleans(), "null": strategies.none(), "any": anything()}
        return plain[kind]

    @staticmethod
    def texts(schema):
        pattern, most = schema.get("pattern", ""), schema.get("maxLength", 10**6)
        if pattern.startswith("^[1-9][0-9]{3}("):
            return DATES
        if pattern.startswith("^[0-9]{4}-"):
            return INSTANTS
        if pattern.startswith("^[+-]?"):
            return DECIMALS
        least = schema.get("minLength", 0)
        return strategies.one_of(PLAIN, LETTERS, AWKWARD).map(lambda text: (text or "x" * least)[:most])


def anything():
    """Any small JSON."""
    leaves = strategies.one_of(strategies.none(), strategies.booleans(), strategies.integers(-2**63, 2**63 - 1), strategies.floats(-1e9, 1e9), LETTERS,
                               AWKWARD)
    return strategies.recursive(leaves, lambda inner: strategies.one_of(strategies.lists(inner, max_size=3),
                                                                         strategies.dictionaries(LETTERS, inner, max_size=3)), max_leaves=6)
