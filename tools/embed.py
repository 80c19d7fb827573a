#!/usr/bin/env python3
"""embed.py OUT.c TABLE FILE…: files as a table of C, with what each is compressed to.

index.html is served as /. What it names (href="enishi.css") is served under /assets/ with its content's hash in the name, so that a
browser keeps it for ever and a new version has a new address. Every other file is served under its own name, and asked for again.
Compressed forms (gzip) are left out where they save less than a tenth.
"""
import gzip
import hashlib
import os
import re
import sys

MEDIA = {
    ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon",
}
out, table, *files = sys.argv[1:]
contents = {}
for file in files:
    with open(file, "rb") as f:
        contents[os.path.basename(file)] = f.read()


def tag_of(content):
    return hashlib.sha256(content).hexdigest()[:24]


def address_of(name):
    """Where a file that index.html names is served."""
    stem, kind = os.path.splitext(name)
    return f"/assets/{stem}-{tag_of(contents[name])[:12]}{kind}"


paths = {name: f"/{name}" for name in contents}
if "index.html" in contents:
    page = contents["index.html"].decode()
    for name in re.findall(r'(?:href|src)="([^"/:#]+)"', page):
        if name not in contents:
            sys.exit(f"embed.py: index.html names {name}, which is not there")
        paths[name] = address_of(name)
        page = page.replace(f'="{name}"', f'="{paths[name]}"')
    contents["index.html"] = page.encode()
    paths["index.html"] = "/"


def array(name, content):
    lines = [", ".join(str(b) for b in content[i:i + 32]) for i in range(0, len(content), 32)]
    return f"static const unsigned char {name}[] = {{\n" + ",\n".join(lines) + "};\n"


arrays, rows = [], []
for number, (path, name) in enumerate(sorted((path.encode(), name) for name, path in paths.items())):
    content, path = contents[name], path.decode()
    packed = gzip.compress(content, 9, mtime=0)
    if len(packed) >= len(content) * 9 // 10:
        packed = b""
    arrays += [array(f"bytes_{number}", content)] + ([array(f"gzip_{number}", packed)] if packed else [])
    rows.append(f'    {{"{path}", "{MEDIA[os.path.splitext(name)[1]]}", "{tag_of(content)}", '
                f'{"true" if path.startswith("/assets/") else "false"}, {len(content)}, {len(packed)}, bytes_{number}, '
                f'{f"gzip_{number}" if packed else "NULL"}}},\n')
with open(out, "w", encoding="utf-8") as f:
    f.write('/* Made by tools/embed.py. */\n#include "page.h"\n\n' + "\n".join(arrays))
    f.write(f"\nconst en_asset {table}[] = {{\n" + "".join(rows) + "};\n")
    f.write(f"const size_t {table[:-1]}_count = {len(rows)};\n")
