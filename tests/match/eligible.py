"""Eligibility: random rules as trees, their text, their three-valued meaning, and the column that decided (docs: eligibility).

Trees: ("and" | "or", part, …), ("not", part), ("if", A, B, C), ("compare", sign, column, column or literal),
("in", negated, column, literals), ("member", negated, text), ("empty", negated, column). A column is ("a" | "p", name).
"""
import operator

TYPES = {"gpa": "number", "born": "date", "jlpt": "jlpt", "english": "cefr", "degree": "text"}
LEVELS = {"jlpt": ["N5", "N4", "N3", "N2", "N1"], "cefr": ["A1", "A2", "B1", "B2", "C1", "C2"]}
VALUES = {"gpa": ["2", "2.5", "3", "3.5", "30e-1"], "born": ["1999-12-31", "2000-01-01", "2000-02-29"],
          "jlpt": LEVELS["jlpt"], "english": LEVELS["cefr"], "degree": ["master", "doctor", "bachelor"]}
PLACE = {f"min_{name}": name for name in VALUES}                # columns of places.csv and what they are like
COLUMNS = TYPES | {column: TYPES[name] for column, name in PLACE.items()}
SIGNS = {"==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
CATEGORIES = ("R", "S")


# ---- random rules and cells

def rule(rng, depth=2):
    kind = rng.choice(["leaf", "leaf", "and", "or", "not", "if"]) if depth else "leaf"
    if kind == "leaf":
        return leaf(rng)
    if kind == "not":
        return "not", rule(rng, depth - 1)
    if kind == "if":
        return "if", rule(rng, depth - 1), rule(rng, depth - 1), rule(rng, depth - 1)
    return kind, *(rule(rng, depth - 1) for _ in range(rng.randint(2, 3)))


def leaf(rng):
    name = rng.choice(list(VALUES))
    column = rng.choice([("a", name), ("a", name), ("p", f"min_{name}")])
    kind = rng.choice(["compare"] * 5 + ["in", "member", "empty"])
    if kind == "empty":
        return kind, rng.random() < 0.5, column
    if kind == "member":
        return kind, rng.random() < 0.5, rng.choice(CATEGORIES)
    if kind == "in":
        return kind, rng.random() < 0.5, column, tuple(rng.sample(VALUES[name], rng.randint(1, 3)))
    sign = rng.choice(["==", "!="] if TYPES[name] == "text" else list(SIGNS))
    other = rng.choice([rng.choice(VALUES[name]), ("p", f"min_{name}"), ("p", f"min_{name}")])
    return kind, sign, column, other


def add_attributes(rng, rnd):
    """Cells for every column, a fifth of them empty."""
    cell = lambda name: "" if rng.random() < 0.2 else rng.choice(VALUES[name])
    for name in VALUES:
        rnd.of_applicants[name] = {a: cell(name) for a in rnd.applicants}
    for column, name in PLACE.items():
        rnd.of_places[column] = {p: cell(name) for p, _ in rnd.places}
    if "categories" not in rnd.of_applicants:
        rnd.of_applicants["categories"] = {a: ";".join(c for c in CATEGORIES if rng.random() < 0.4) for a in rnd.applicants}
    return rnd


# ---- text

def text(tree, inner=False):
    kind = tree[0]
    if kind in ("and", "or", "not", "if"):
        whole = {"and": lambda: " and ".join(text(t, True) for t in tree[1:]), "or": lambda: " or ".join(text(t, True) for t in tree[1:]),
                 "not": lambda: f"not {text(tree[1], True)}",
                 "if": lambda: f"if {text(tree[1], True)} then {text(tree[2], True)} else {text(tree[3], True)}"}[kind]()
        return f"({whole})" if inner else whole
    if kind == "empty":
        return f"{name_of(tree[2])} is {'not ' if tree[1] else ''}empty"
    word = "not in" if tree[1] is True else "in"
    if kind == "member":
        return f'"{tree[2]}" {word} categories'
    if kind == "in":
        return f"{name_of(tree[2])} {word} ({', '.join(literal(tree[2], v) for v in tree[3])})"
    other = tree[3]
    return f"{name_of(tree[2])} {tree[1]} {name_of(other) if isinstance(other, tuple) else literal(tree[2], other)}"


def name_of(column):
    return column[1] if column[0] == "a" else f"place.{column[1]}"


def literal(column, value):
    return value if COLUMNS[column[1]] == "number" else f'"{value}"'


# ---- meaning: True, False, or None for unknown

class Rule:
    def __init__(self, tree, rnd):
        self.tree, self.round = tree, rnd

    def ineligible(self, applicant, place):
        """The column that decided, or None where the applicant is eligible."""
        self.applicant, self.place = applicant, place
        return None if self.truth(self.tree) else self.deciding(self.tree, True)

    def cell(self, column):
        table, key = (self.round.of_applicants, self.applicant) if column[0] == "a" else (self.round.of_places, self.place)
        return table[column[1]].get(key, "")

    def value(self, column, cell):
        kind = COLUMNS[column[1]]
        if cell == "":
            return None
        return float(cell) if kind == "number" else LEVELS[kind].index(cell) if kind in LEVELS else cell

    def truth(self, tree):
        kind, parts = tree[0], tree[1:]
        if kind in ("and", "or"):
            values = [self.truth(t) for t in parts]
            strong = kind == "or"
            return strong if strong in values else None if None in values else not strong
        if kind == "not":
            inner = self.truth(parts[0])
            return None if inner is None else not inner
        if kind == "if":
            condition = self.truth(parts[0])
            return None if condition is None else self.truth(parts[1] if condition else parts[2])
        return self.truth_of_leaf(kind, *parts)

    def truth_of_leaf(self, kind, first, column, other=None):
        if kind == "empty":
            return (self.cell(column) == "") != first
        if kind == "member":
            mine = {c.strip() for c in self.round.of_applicants["categories"].get(self.applicant, "").split(";")}
            return (column in mine) != first
        value = self.value(column, self.cell(column))
        if value is None:
            return None
        if kind == "in":
            return (value in [self.value(column, v) for v in other]) != first
        second = self.value(other, self.cell(other)) if isinstance(other, tuple) else self.value(column, other)
        return None if second is None else SIGNS[first](value, second)

    # ---- the column that decided, from the outside inwards

    def deciding(self, tree, want):
        kind, parts = tree[0], tree[1:]
        if kind == "not":
            return self.deciding(parts[0], not want)
        if kind == "if":
            condition = self.truth(parts[0])
            return self.deciding(parts[0], True) if condition is None else self.deciding(parts[1] if condition else parts[2], want)
        if kind not in ("and", "or"):
            return self.deciding_leaf(tree)
        if (kind == "and") == want:
            return self.deciding(next(t for t in parts if self.truth(t) is not want), want)
        if self.truth(tree) is None:
            return self.deciding(next(t for t in parts if self.truth(t) is None), want)
        return self.deciding(next((t for t in parts if any(c[0] == "a" for c in columns_of(t))), parts[0]), want)

    def deciding_leaf(self, tree):
        found = columns_of(tree)
        empty = [c for c in found if c[1] != "categories" and self.cell(c) == ""]
        if self.truth(tree) is None and empty:
            return name_of(empty[0])
        return name_of(next((c for c in found if c[0] == "a"), found[0]))


def columns_of(tree):
    """The columns that a part names, in the order of the text."""
    if tree[0] in ("and", "or", "not", "if"):
        return [c for t in tree[1:] for c in columns_of(t)]
    if tree[0] == "member":
        return [("a", "categories")]
    return [tree[2]] + ([tree[3]] if tree[0] == "compare" and isinstance(tree[3], tuple) else [])
