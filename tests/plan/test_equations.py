#!/usr/bin/env python3
"""test_equations.py PARSE_TOOL: trees of equations against a parser of its own (which splits at the weakest operator of the standard's table),
against Python's arithmetic, and the equations of the models in ../shared/xmile. Speaks TAP 13.
"""
import html
import itertools
import json
import os
import random
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "support"))
from tap import Skip, case, equal, expect, run_cases  # noqa: E402

TOOL = sys.argv[1]

# XMILE 1.0, section 3.3.1, from the weakest on; all but ^ from left to right.
TABLE = [["or"], ["and"], ["=", "<>"], ["<", "<=", ">", ">="], ["+", "-"], ["*", "/", "mod"], ["^"]]
BINARY = [op for level in TABLE for op in level]
N = 14  # operators in the table
UNARY = {"+": "+1", "-": "-1", "not": "not"}
TOKEN = re.compile(r'\s*(<=|>=|<>|\d+(?:\.\d+)?|[A-Za-z_]\w*|[-+*/^()\[\],<>=\':@])')
WORDS = {"or", "and", "mod", "not", "if", "then", "else"}


def parse_all(texts):
    """What the tool says of each: (tree, printed), or a line about what is wrong."""
    answer = subprocess.run([TOOL], input="".join(t + "\x1e" for t in texts).encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    lines = answer.split("\n")[:-1]
    equal(len(lines), len(texts), "answers")
    return [(json.loads(line.split("\t")[0]), line.split("\t")[1]) if "\t" in line else line for line in lines]


def tokens(text):
    found, at = [], 0
    while text[at:].strip():
        m = TOKEN.match(text, at)
        expect(m, f"no token at {at} of {text!r}")
        word = m.group(1)
        found.append(word.lower() if word.lower() in WORDS else word)
        at = m.end()
    return found


def inside(words, at):
    """Behind what closes the parenthesis or bracket at `at`."""
    depth = 0
    for i in range(at, len(words)):
        depth += words[i] in "([" and len(words[i]) == 1
        depth -= words[i] in ")]" and len(words[i]) == 1
        if depth == 0:
            return i + 1
    raise ValueError("not closed")


def top_level(words):
    """The indices outside of all parentheses and behind no `if`, with whether an operand has ended before each."""
    at, ended = 0, False
    while at < len(words):
        yield at, ended
        word = words[at]
        if word == "if":
            return
        ended = word not in UNARY and word not in BINARY
        at = inside(words, at) if word in ("(", "[") else at + 1


def split_if(words):
    at, parts, depth, start = 0, [], 0, 1
    for at in range(1, len(words)):
        if words[at] in ("(", "["):
            depth += 1
        if words[at] in (")", "]"):
            depth -= 1
        if words[at] == "if":
            depth += 1000
        if words[at] == "else" and depth >= 1000:
            depth -= 1000
        elif depth == 0 and words[at] in ("then", "else"):
            parts.append(words[start:at])
            start = at + 1
    return parts + [words[start:]]


def items(words):
    parts, at, start = [], 0, 0
    while at < len(words):
        if words[at] == ",":
            parts.append(words[start:at])
            start = at + 1
        at = inside(words, at) if words[at] in ("(", "[") else at + 1
    return parts + [words[start:]]


def subscript(words):
    if words == ["*"]:
        return ["all"]
    if len(words) == 3 and words[:2] == ["*", ":"]:
        return ["all", words[2].lower()]
    if words[0] == "@":
        return ["@", float(words[1])]
    at = 0
    while at < len(words):
        if words[at] == ":":
            return [":", tree(words[:at]), tree(words[at + 1:])]
        at = inside(words, at) if words[at] in ("(", "[") else at + 1
    return tree(words)


def operand(words):
    if words[-1] == "'":
        return ["'", operand(words[:-1])]
    if words[0] == "(":
        equal(inside(words, 0), len(words), f"parentheses of {words}")
        return tree(words[1:-1])
    if len(words) == 1:
        return ["number", float(words[0])] if words[0][0].isdigit() else ["name", words[0].lower()]
    node, at = ["name", words[0].lower()], 1
    while at < len(words):
        end = inside(words, at)
        read = subscript if words[at] == "[" else tree
        parts = items(words[at + 1:end - 1]) if end > at + 2 else []
        node = ["[]" if words[at] == "[" else "()", node] + [read(part) if part else ["empty"] for part in parts]
        at = end
    return node


def tree(words):
    """Splits at the weakest binary operator: the last of its level, but the first `^`. A sign holds less than `^` and more than all else."""
    places = [(at, words[at]) for at, ended in top_level(words) if ended and words[at] in BINARY]
    for level in TABLE:
        found = [at for at, word in places if word in level]
        if level == ["^"] and words[0] in UNARY:
            break
        if found:
            at = found[0] if level == ["^"] else found[-1]
            return [words[at], tree(words[:at]), tree(words[at + 1:])]
    if words[0] in UNARY:
        return [UNARY[words[0]], tree(words[1:])]
    if words[0] == "if":
        parts = split_if(words)
        equal(len(parts), 3, f"parts of {words}")
        return ["if"] + [tree(part) for part in parts]
    return operand(words)


def expected(text):
    return tree(tokens(text))


def check(texts):
    """Trees are as expected; what is printed has the same tree, and needs each of its parentheses. Returns how many equations."""
    for text, answer in zip(texts, parse_all(texts)):
        expect(isinstance(answer, tuple), f"{text!r}: {answer}")
        equal(answer[0], expected(text), text)
        equal(expected(answer[1]), answer[0], f"{text!r} printed as {answer[1]!r}")
        check_parentheses(answer[1], answer[0])
    return len(texts)


def check_parentheses(printed, meant):
    words = tokens(printed)
    for at, word in enumerate(words):
        called = at > 0 and (words[at - 1] in (")", "]") or (words[at - 1][0].isalpha() and words[at - 1] not in WORDS))
        if word != "(" or called:
            continue
        end = inside(words, at)
        try:
            without = tree(words[:at] + words[at + 1:end - 1] + words[end:])
        except (AssertionError, ValueError, IndexError):
            continue
        expect(without != meant, f"{printed!r} can do without a parenthesis")


def evaluate(t):
    """With Python's numbers; the floored modulo is Python's own."""
    if t[0] == "number":
        return t[1]
    values = [evaluate(child) for child in t[1:]]
    return {"+1": lambda a: +a, "-1": lambda a: -a, "^": lambda a, b: a ** b, "*": lambda a, b: a * b, "/": lambda a, b: a / b,
            "mod": lambda a, b: a % b, "+": lambda a, b: a + b, "-": lambda a, b: a - b}[t[0]](*values)


@case
def every_pair_of_operators_binds_as_the_table_says():
    texts = [f"a {x} b {y} c" for x in BINARY for y in BINARY]
    texts += [f"{u} a {x} b" for u in UNARY for x in BINARY] + [f"a {x} {u} b {y} c" for x in BINARY for u in UNARY for y in BINARY]
    texts += [f"{u} {v} a" for u in UNARY for v in UNARY] + [f"{u} a'" for u in UNARY] + [f"a {x} b' {y} c'" for x in BINARY for y in BINARY]
    equal(check(texts), 2 * N ** 2 + 3 * N + 3 * N ** 2 + 9 + 3, "equations")


@case
def every_three_operators_bind_as_the_table_says():
    equal(check([f"a {x} b {y} c {z} d" for x, y, z in itertools.product(BINARY, repeat=3)]), N ** 3, "equations")


@case
def parentheses_and_if_hold_together_what_they_should():
    texts = []
    for x, y in itertools.product(BINARY, repeat=2):
        texts += [f"(a {x} b) {y} c", f"a {x} (b {y} c)", f"if a {x} b then c {y} d else e {x} f {y} g", f"a {x} if b then c else d {y} e",
                  f"(if a then b else c {x} d) {y} e", f"a {x} (if b then c else d) {y} e", f"(a {x} b {y} c)'", f"f(a {x} b, c {y} d)",
                  f"a[b {x} c, d {y} e]", f"-(a {x} b) {y} c", f"if if a then b else c then if d {x} e then f else g else h {y} i"]
    texts += [f"(a {x} -b) {y} c" for x in BINARY for y in BINARY] + [f"({u} a) {x} b" for u in UNARY for x in BINARY]
    equal(check(texts), 12 * N ** 2 + 3 * N, "equations")


def draw(rng, depth):
    """A random expression as text."""
    kind = rng.randrange(12) if depth > 0 else rng.randrange(2)
    more = lambda: draw(rng, depth - 1)  # noqa: E731
    if kind == 0:
        return rng.choice(["1", "2", "3.5", "0.25", "10"])
    if kind == 1:
        return rng.choice(["a", "B_2", "Births", "x"])
    if kind <= 5:
        return f"{more()} {rng.choice(BINARY)} {more()}"
    if kind == 6:
        return f"{rng.choice(list(UNARY))} {more()}"
    if kind == 7:
        return f"({more()})"
    if kind == 8:
        return f"if {more()} then {more()} else {more()}"
    if kind == 9:
        return rng.choice(["f", "max"]) + "(" + ", ".join(more() for _ in range(rng.randrange(4))) + ")"
    if kind == 10:
        parts = [rng.choice(["*", "*:dim", "@2", "dim", "1:3", f"{more()}"]) for _ in range(rng.randrange(1, 3))]
        return "v[" + ", ".join(parts) + "]"
    return f"({more()})'"


@case
def random_equations_have_the_same_tree():
    rng = random.Random(5)
    texts = [draw(rng, rng.randrange(1, 6)) for _ in range(20000)]
    equal(check([t for t in texts if len(t) < 600]) > 19000, True, "most are short")


@case
def arithmetic_gives_what_python_computes():
    rng = random.Random(6)
    texts = []
    while len(texts) < 20000:
        text = str(rng.randint(1, 5))
        for _ in range(rng.randrange(1, 6)):
            text += f" {rng.choice(['+', '-', '*', '/', 'mod', '^'])} {rng.choice(['', '', '-', '+ ', '- '])}{rng.randint(1, 3)}"
        texts.append(rng.choice(["", "-"]) + text)
    compared = 0
    for text, answer in zip(texts, parse_all(texts)):
        try:
            wanted = eval(text.replace("^", "**").replace("mod", "%").replace(" ", ""), {}, {})  # its own precedence
            got = evaluate(answer[0])
        except (OverflowError, ZeroDivisionError):
            continue
        if isinstance(wanted, complex) or isinstance(got, complex) or abs(wanted) > 1e12:
            continue
        expect(abs(got - wanted) <= 1e-9 * max(1, abs(wanted)), f"{text}: {got}, not {wanted}")
        compared += 1
    expect(compared > 15000, f"only {compared} compared")


def suite():
    for up in (1, 2, 3):
        folder = os.path.join(os.path.abspath(os.path.join(ROOT, *[".."] * up)), "shared", "xmile")
        if os.path.isdir(folder):
            return folder
    raise Skip("the folder of models is not here")


def equations(folder):
    for name in sorted(os.listdir(folder)):
        if not os.path.isdir(os.path.join(folder, name)):
            continue
        for file in sorted(os.listdir(os.path.join(folder, name))):
            if file.endswith((".xmile", ".stmx", ".xml")):
                with open(os.path.join(folder, name, file), encoding="utf-8") as f:
                    text = re.sub(r"<model_units>.*?</model_units>", "", f.read(), flags=re.S)
                for found in re.findall(r"<(?:eqn|init_eqn)>(.*?)</(?:eqn|init_eqn)>", text, re.S):
                    cdata = re.fullmatch(r"\s*<!\[CDATA\[(.*)\]\]>\s*", found, re.S)
                    yield file, cdata.group(1) if cdata else html.unescape(found)


@case
def suite__every_equation_of_the_models_is_read():
    found = list(equations(suite()))
    models = {file for file, _ in found}
    equal(len(models), 69, "models with equations")
    expect(len(found) > 400, f"only {len(found)} equations")
    answers = parse_all([text for _, text in found])
    for (name, text), answer in zip(found, answers):
        expect(isinstance(answer, tuple), f"{name}: {text!r}: {answer}")
    printed = parse_all([answer[1] for answer in answers])
    for (name, text), before, after in zip(found, answers, printed):
        equal(after, before, f"{name}: {text!r} printed and read again")


run_cases()
