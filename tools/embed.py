#!/usr/bin/env python3
"""embed.py OUT.c FILE…: the files of the page as C, with what each is compressed to.

Each is served by its name, index.html as /. A FILE.br is not served by itself: it is FILE compressed. Gzip is made here. Compressed
forms are left out where they save less than a tenth.
"""
import gzip
import hashlib
import os
import sys

MEDIA = {
    ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
    ".json": "application/json", ".svg": "image/svg+xml", ".png": "image/png", ".ico": "image/x-icon", ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json", ".txt": "text/plain; charset=utf-8",
}
out, *given = sys.argv[1:]


def path_of(file):
    name = os.path.basename(file)
    return "/" if name == "index.html" else "/" + name


def read(file):
    with open(file, "rb") as f:
        return f.read()


def worth(content, packed):
    return packed if packed and len(packed) < len(content) * 9 // 10 else b""


def array(name, content):
    lines = [", ".join(str(b) for b in content[i:i + 32]) for i in range(0, len(content), 32)]
    return f"static const unsigned char {name}[] = {{\n" + ",\n".join(lines) + "};\n"


assets = sorted(((path_of(file), file) for file in given if not file.endswith(".br")), key=lambda pair: pair[0].encode())
arrays, rows = [], []
for number, (path, file) in enumerate(assets):
    media = MEDIA.get(os.path.splitext(file)[1])
    if not media:
        sys.exit(f"embed.py: {file} is of no kind that is served")
    content = read(file)
    forms = {"bytes": content, "gzip": worth(content, gzip.compress(content, 9, mtime=0)),
             "brotli": worth(content, read(file + ".br") if file + ".br" in given else b"")}
    at = {form: f"{form}_{number}" if data else "NULL" for form, data in forms.items()}
    arrays += [array(at[form], data) for form, data in forms.items() if data]
    tag = hashlib.sha256(content).hexdigest()[:24]
    rows.append(f'    {{"{path}", "{media}", "{tag}", {len(content)}, {len(forms["gzip"])}, {len(forms["brotli"])},\n'
                f'     {at["bytes"]}, {at["gzip"]}, {at["brotli"]}}},\n')
with open(out, "w", encoding="utf-8") as f:
    f.write('/* Made by tools/embed.py. */\n#include "page.h"\n\n' + "\n".join(arrays))
    f.write("\nconst en_asset en_assets[] = {\n" + "".join(rows) + "};\n")
    f.write(f"const size_t en_asset_count = {len(rows)};\n")
