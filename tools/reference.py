#!/usr/bin/env python3
"""Writes docs/reference/libenishi.md from the headers' comments: tools/reference.py INCLUDE_FOLDER >docs/reference/libenishi.md

A header is its first comment, then blocks with blank lines between them; the comment that a block begins with says what it is. A test
compares the committed page with the headers.
"""
import pathlib
import re
import sys
import textwrap

ORDER = ["base", "match", "sequential", "ties", "assign", "lower_limits", "couples", "agencies", "mip", "plan"]
# Lines of the preprocessor, besides constants of the library.
PASSED_OVER = re.compile(r"#(?!define EN_MATCH)")


def words(comment):
    """A comment's text as paragraphs."""
    body = re.sub(r"^/\*\s?|\s?\*/$", "", comment.strip())
    lines = [re.sub(r"^ \* ?", "", line).strip() for line in body.split("\n")]
    return "\n\n".join(" ".join(part.split()).replace("*", "\\*") for part in re.split(r"\n\n+", "\n".join(lines)) if part.strip())


def unwrapped(code):
    """The code without what a reader need not see; functions are wrapped again."""
    lines = []
    for line in code.split("\n"):
        if lines and lines[-1].startswith("EN_PUBLIC") and not lines[-1].endswith(";"):
            lines[-1] += " " + line.strip()
        else:
            lines.append(line)
    plain = [line.replace("EN_PUBLIC ", "").replace("EN_MUST_USE ", "") for line in lines]
    wrapped = [textwrap.wrap(line, 110, subsequent_indent="    ") if old.startswith("EN_PUBLIC") else [line] for old, line in zip(lines, plain)]
    return "\n".join(line for one in wrapped for line in one)


def blocks(text):
    """Pieces between blank lines; braces and comments hold together."""
    piece, depth, inside = [], 0, False
    for line in text.split("\n") + [""]:
        if not line.strip() and depth == 0 and not inside:
            if piece:
                yield "\n".join(piece)
            piece = []
            continue
        piece.append(line)
        inside = line.rfind("/*") > line.rfind("*/") or (inside and "*/" not in line)
        depth += re.sub(r"/\*.*?(\*/|$)", "", line).count("{") - re.sub(r"/\*.*?(\*/|$)", "", line).count("}") if not inside else 0


def parts(block):
    """The comment that a block begins with, and its declarations."""
    match = re.match(r"\s*/\*.*?\*/\s*\n", block + "\n", re.DOTALL) if block.lstrip().startswith("/*") else None
    comment, code = (match.group(0), block[len(match.group(0)):]) if match else ("", block)
    return words(comment) if comment else "", "\n".join(line for line in code.split("\n") if not PASSED_OVER.match(line)).strip("\n")


def names(code):
    """What a block declares."""
    found = re.findall(r"^EN_PUBLIC\b[^;(]*?\b(en_\w+)\(|^\}? ?(?:typedef [^{;]*\b)?(en_\w+);|^typedef enum (en_\w+) \{.*\}|^#define (EN_MATCH\w+)", code,
                       re.MULTILINE)
    return [next(name for name in one if name) for one in found]


def page_of(header):
    text = header.read_text()
    first = re.match(r"/\*.*?\*/\n", text, re.DOTALL).group(0)
    out = [f"## enishi/{header.name}", words(first)]
    for block in blocks(text[len(first):]):
        comment, code = parts(block)
        declared = names(code)
        if not declared:
            continue
        out += ["### " + ", ".join(f"`{name}`" for name in dict.fromkeys(declared))]
        out += [comment] if comment else []
        out += ["```c\n" + unwrapped(code) + "\n```"]
    return out


def main():
    folder = pathlib.Path(sys.argv[1], "enishi")
    found = sorted(path.stem for path in folder.glob("*.h"))
    if found != sorted(ORDER):
        sys.exit(f"reference: {sys.argv[0]} knows {sorted(ORDER)}, there are {found}")
    out = ["# Reference of libenishi", "Written from the headers by `tools/reference.py`; [library.md](../library.md) tells how to use them. Statuses that are "
           "returned must be used; functions that end in `_free` take what an engine returned with `EN_OK`, and leave it empty."]
    for name in ORDER:
        out += page_of(folder / f"{name}.h")
    print("\n\n".join(out))


main()
