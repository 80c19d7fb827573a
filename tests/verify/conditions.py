"""Random eligibility expressions as trees, their text, and what they say of an applicant and a place: an evaluator after docs/eligibility.md.

A node is a tuple, its kind first. None is unknown.
"""
LEVELS = {"jlpt": ["N5", "N4", "N3", "N2", "N1"], "cefr": ["A1", "A2", "B1", "B2", "C1", "C2"]}
COLUMNS = {  # name: (table, type)
    "jlpt": (0, "jlpt"), "cefr": (0, "cefr"), "age": (0, "number"), "birth": (0, "date"), "field": (0, "text"),
    "place.min_jlpt": (1, "jlpt"), "place.min_age": (1, "number"), "place.until": (1, "date"), "place.field": (1, "text"),
    "place.[for whom]": (1, "text"), "place.seats": (1, "number")}
VALUES = {"jlpt": LEVELS["jlpt"], "cefr": LEVELS["cefr"], "number": ["0", "1", "2", "3.5", "-1", "2e0"],
          "date": ["2000-01-01", "2000-01-02", "1999-12-31"], "text": ["ấn", "b", "say \"b\"", "n2"]}


def types():
    return {"jlpt": "jlpt", "min_jlpt": "jlpt", "cefr": "cefr", "age": "number", "min_age": "number", "birth": "date", "place.until": "date"}


def cells(rng, type_):
    return "" if rng.random() < 0.25 else rng.choice(VALUES[type_])


def bare(name):
    return name.replace("place.", "").strip("[]")


# ---- making

def value(rng, type_, depth, literal=True):
    names = [n for n, (_, t) in COLUMNS.items() if t == type_]
    kind = rng.random()
    if depth > 0 and kind < 0.15:
        return ("if", condition(rng, depth - 1), value(rng, type_, depth - 1, False), value(rng, type_, depth - 1))
    if depth > 0 and type_ == "number" and kind < 0.4:
        return rng.choice([("neg", value(rng, type_, depth - 1)),
                           (rng.choice("+-*/"), value(rng, type_, depth - 1), value(rng, type_, depth - 1))])
    if literal and kind < 0.6:
        return ("literal", type_, rng.choice([v for v in VALUES[type_] if not v.startswith("-")]))
    return ("column", rng.choice(names))


def condition(rng, depth):
    kind = rng.random()
    if depth > 0 and kind < 0.45:
        return (rng.choice(["and", "or"]), condition(rng, depth - 1), condition(rng, depth - 1))
    if depth > 0 and kind < 0.6:
        return ("not", condition(rng, depth - 1))
    if depth > 0 and kind < 0.7:
        return ("if", condition(rng, depth - 1), condition(rng, depth - 1), condition(rng, depth - 1))
    if kind < 0.75:
        return ("true",) if rng.random() < 0.5 else ("false",)
    if kind < 0.8:
        return ("empty", ("column", rng.choice(list(COLUMNS))), rng.random() < 0.5)
    type_ = rng.choice(list(VALUES))
    if kind < 0.88:
        return ("in", value(rng, type_, depth, False), [value(rng, type_, 0) for _ in range(rng.randint(1, 3))], rng.random() < 0.5)
    if kind < 0.92:
        return ("listed", value(rng, "text", depth), rng.random() < 0.5)
    signs = ["==", "!="] if type_ == "text" else ["==", "!=", "<", "<=", ">", ">="]
    return ("compare", rng.choice(signs), value(rng, type_, depth, False), value(rng, type_, depth))


# ---- writing

def quoted(text):
    return '"' + text.replace('"', '""') + '"'


def text(node):
    kind = node[0]
    if kind == "column":
        return node[1]
    if kind == "literal":
        return node[2] if node[1] == "number" else quoted(node[2])
    if kind in ("true", "false"):
        return kind
    if kind == "neg":
        return f"-({text(node[1])})"
    if kind == "not":
        return f"not ({text(node[1])})"
    if kind == "if":
        return f"(if {text(node[1])} then {text(node[2])}\nelse {text(node[3])})"
    if kind == "empty":
        return f"{text(node[1])} is {'not ' * node[2]}empty"
    if kind == "listed":
        return f"{text(node[1])} {'not ' * node[2]}in categories"
    if kind == "in":
        return f"{text(node[1])} {'not ' * node[3]}in ({', '.join(map(text, node[2]))})"
    if kind == "compare":
        return f"({text(node[2])}) {node[1]} ({text(node[3])})"
    return f"({text(node[1])}) {kind} ({text(node[2])})"


# ---- meaning

def measure(type_, cell):
    if cell == "":
        return None
    if type_ in LEVELS:
        return LEVELS[type_].index(cell)
    return float(cell) if type_ == "number" else cell


def apply(sign, x, y):
    return {"==": x == y, "!=": x != y, "<": x < y, "<=": x <= y, ">": x > y, ">=": x >= y}[sign]


def arithmetic(sign, x, y):
    if x is None or y is None or (sign == "/" and y == 0):
        return None
    return {"+": lambda: x + y, "-": lambda: x - y, "*": lambda: x * y, "/": lambda: x / y}[sign]()


def any_of(values):
    return True if True in values else None if None in values else False


def invert(x):
    return None if x is None else not x


class Pair:
    """cells: column as written in the expression -> cell; categories: a list."""

    def __init__(self, cells_, categories):
        self.cells, self.categories = cells_, categories

    def of(self, node):
        kind = node[0]
        if kind == "column":
            return measure(COLUMNS[node[1]][1], self.cells[node[1]])
        if kind == "literal":
            return measure(node[1], node[2])
        if kind in ("true", "false"):
            return kind == "true"
        if kind == "neg":
            return arithmetic("-", 0.0, self.of(node[1]))
        if kind in "+-*/":
            return arithmetic(kind, self.of(node[1]), self.of(node[2]))
        if kind == "not":
            return invert(self.of(node[1]))
        if kind == "if":
            return self.of(self.branch(node)) if self.branch(node) else None
        if kind == "and":
            return invert(any_of([invert(self.of(x)) for x in node[1:]]))
        if kind == "or":
            return any_of([self.of(x) for x in node[1:]])
        return self.of_test(node)

    def of_test(self, node):
        kind = node[0]
        if kind == "empty":
            return (self.cells[node[1][1]] == "") != node[2]
        x = self.of(node[2] if kind == "compare" else node[1])
        if kind == "listed":
            return None if x is None else (x in self.categories) != node[2]
        if kind == "in":
            found = any_of([None if x is None or y is None else x == y for y in map(self.of, node[2])])
            return invert(found) if node[3] else found
        y = self.of(node[3])
        return None if x is None or y is None else apply(node[1], x, y)

    def branch(self, node):
        c = self.of(node[1])
        return None if c is None else node[2] if c else node[3]

    # ---- the column that decided

    def columns(self, node, whole=True):
        """As the text has them."""
        kind = node[0]
        if kind == "column":
            yield node[1]
        elif kind == "listed":
            yield from self.columns(node[1], whole)
            yield "categories"
        elif kind == "if" and not whole and self.branch(node):
            yield from self.columns(node[1], whole)
            yield from self.columns(self.branch(node), whole)
        elif kind != "literal":
            for part in node[1:]:
                for x in part if isinstance(part, list) else [part]:
                    if isinstance(x, tuple):
                        yield from self.columns(x, whole)

    def decides(self, root):
        node, wanted, last_if = root, True, None
        while node[0] in ("not", "if", "and", "or"):
            if node[0] == "not":
                node, wanted = node[1], not wanted
            elif node[0] == "if":
                last_if = node
                taken = self.branch(node)
                node, wanted = (taken, wanted) if taken else (node[1], True)
            else:
                node = self.part(node, wanted)
        named = list(self.columns(node, False))
        empty = [c for c in named if c != "categories" and self.cells[c] == ""] if self.of(node) is None else []
        own = [c for c in named if not c.startswith("place.")]
        fallback = list(self.columns(last_if[1])) if last_if else []
        found = (empty + own + named + fallback + list(self.columns(root)) + [""])[0]
        return "place." + bare(found) if found.startswith("place.") else found

    def part(self, node, wanted):
        first, second = node[1:]
        if (node[0] == "and") == wanted:
            return first if self.of(first) is not wanted else second
        if self.of(node) is None:
            return first if self.of(first) is None else second
        names = [[c for c in self.columns(x) if not c.startswith("place.")] for x in (first, second)]
        return second if names[1] and not names[0] else first
