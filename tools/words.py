#!/usr/bin/env python3
"""words.py en.json vi.json ja.json OUT.h OUT.c: catalogues of messages to C tables.

Fails on a key that one language lacks, on placeholders that differ between languages, and on braces that do not match.
"""
import json
import os
import sys

LANGUAGES = ("en", "vi", "ja")
SHARED = ("ui.claim.", "ui.claims.", "ui.minutes.", "ui.places.", "ui.reason.", "ui.lottery.beacon", "ui.lottery.commitment", "ui.rules.says",
          "ui.lottery.secret", "ui.rules.seed", "ui.verify.note", "ui.verify.title")


def fail(text):
    sys.exit(f"words: {text}")


def no_duplicates(pairs):
    seen = {}
    for key, value in pairs:
        if key in seen:
            fail(f"key {key} is there twice")
        seen[key] = value
    return seen


def placeholders(where, text):
    """The set of argument names; {name} or {name|one|other}, where the forms may hold {name} again."""
    names, i = set(), 0
    while i < len(text):
        if text[i] == "}":
            fail(f"{where}: a closing brace without an opening one")
        if text[i] != "{":
            i += 1
            continue
        depth, j = 0, i
        while True:
            if j == len(text):
                fail(f"{where}: a brace is not closed")
            depth += {"{": 1, "}": -1}.get(text[j], 0)
            if depth == 0:
                break
            j += 1
        inside = text[i + 1:j]
        name, *forms = inside.split("|")
        if not name.replace("_", "").isalnum() or len(forms) not in (0, 2):
            fail(f"{where}: {{{inside}}} is neither {{name}} nor {{name|one|other}}")
        names.add(name)
        for form in forms:
            names |= placeholders(where, form)
        i = j + 1
    return names


def c_string(text):
    out = []
    for byte in text.encode():
        c = chr(byte)
        if c in '"\\':
            out.append("\\" + c)
        elif c == "\n":
            out.append("\\n")
        elif c == "?" or byte < 32 or byte > 126:
            out.append(f"\\{byte:03o}")
        else:
            out.append(c)
    return '"' + "".join(out) + '"'


def write_changed(path, text):
    """Leaves the file as it is where it says this already: what a message says then rebuilds one file, not all that name one."""
    try:
        with open(path, encoding="utf-8") as f:
            if f.read() == text:
                return
    except FileNotFoundError:
        pass
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def main():
    *sources, header, code = sys.argv[1:]
    catalogues = []
    for path in sources:
        with open(path, encoding="utf-8") as f:
            catalogues.append(json.load(f, object_pairs_hook=no_duplicates))
    keys = sorted(catalogues[0])
    for language, catalogue in zip(LANGUAGES, catalogues):
        for key in sorted(set(keys) ^ set(catalogue)):
            fail(f"key {key} is not in every language (see {language}.json)")
        for key in keys:
            if not catalogue[key].strip():
                fail(f"{language}.json: {key} is empty")
            here = placeholders(f"{language}.json: {key}", catalogue[key])
            there = placeholders(f"en.json: {key}", catalogues[0][key])
            if here != there:
                fail(f"{language}.json: {key}: placeholders {sorted(here)}, in English {sorted(there)}")
    # Those of the page, which reads them as JSON, are left out; but for what the terminal says in the same words.
    keys = [key for key in keys if not key.startswith("ui.") or key.startswith(SHARED)]
    names = ["EN_W_" + key.upper().replace(".", "_").replace("-", "_") for key in keys]
    if len(set(names)) != len(names):
        fail("two keys give the same name in C")
    write_changed(header, "/* Made by tools/words.py from the catalogues in words. */\n#ifndef EN_WORDS_GEN_H\n#define EN_WORDS_GEN_H\n\n"
                  "typedef enum en_word {\n" + "".join(f"    {name},\n" for name in names) + "    EN_WORD_COUNT\n} en_word;\n\n"
                  "extern const char *const en_words_keys[EN_WORD_COUNT];\n"
                  f"extern const char *const en_words_templates[{len(LANGUAGES)}][EN_WORD_COUNT];\n\n#endif\n")
    with open(code, "w", encoding="utf-8") as f:
        f.write('/* Made by tools/words.py from the catalogues in words. */\n#include "words_gen.h"\n\n')
        f.write("const char *const en_words_keys[EN_WORD_COUNT] = {\n")
        f.write("".join(f"    {c_string(key)},\n" for key in keys) + "};\n\n")
        f.write(f"const char *const en_words_templates[{len(LANGUAGES)}][EN_WORD_COUNT] = {{\n")
        for catalogue in catalogues:
            f.write("    {\n" + "".join(f"        {c_string(catalogue[key])},\n" for key in keys) + "    },\n")
        f.write("};\n")


main()
