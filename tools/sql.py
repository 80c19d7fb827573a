#!/usr/bin/env python3
"""sql.py 001-name.sql … OUT.c: the migrations of the store, in order, as C strings. Fails on a gap in the numbers."""
import os
import sys

*sources, out = sys.argv[1:]
texts = []
for number, path in enumerate(sources, 1):
    if not os.path.basename(path).startswith(f"{number:03}-"):
        sys.exit(f"sql.py: {path} should be migration {number:03}")
    with open(path, encoding="utf-8") as f:
        texts.append(f.read())


def c_string(line):
    return '    "' + line.replace("\\", "\\\\").replace('"', '\\"') + '\\n"\n'


with open(out, "w", encoding="utf-8") as f:
    f.write('/* Made by tools/sql.py from src/store/migrations. */\n#include "migrations.h"\n\n')
    f.write(f"const int en_migration_count = {len(texts)};\n\nconst char *const en_migrations[] = {{\n")
    for text in texts:
        lines = [line for line in text.split("\n") if line and not line.startswith("--")]
        f.write("    (\n" + "".join(c_string(line) for line in lines) + "    ),\n")  # clang takes short ones for a missing comma
    f.write("};\n")
