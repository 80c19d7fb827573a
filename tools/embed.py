#!/usr/bin/env python3
"""embed.py OUT.c OUT.d DIST PLAIN.html: the files of the page as C, with what each is compressed to.

DIST is what the page's build leaves: index.html, and files whose names change with their content under assets/. Where there is no
index.html the page is PLAIN.html alone. Compressed forms are made here (gzip), or taken from NAME.br beside NAME, and left out where
they save less than a tenth.
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
out, depfile, dist, plain = sys.argv[1:]


def files():
    """(path in the address, file) of everything that is served."""
    if not os.path.exists(os.path.join(dist, "index.html")):
        return [("/", plain)]
    found = []
    for folder, folders, names in os.walk(dist):
        folders.sort()
        for name in sorted(names):
            file = os.path.join(folder, name)
            path = "/" + os.path.relpath(file, dist).replace(os.sep, "/")
            if not name.endswith((".br", ".gz", ".map")):
                found.append(("/" if path == "/index.html" else path, file))
    return found


def read(file):
    with open(file, "rb") as f:
        return f.read()


def worth(content, packed):
    return packed if packed and len(packed) < len(content) * 9 // 10 else b""


def array(name, content):
    lines = [", ".join(str(b) for b in content[i:i + 32]) for i in range(0, len(content), 32)]
    return f"static const unsigned char {name}[] = {{\n" + ",\n".join(lines) + "};\n"


assets = sorted(files(), key=lambda pair: pair[0].encode())
arrays, rows = [], []
for number, (path, file) in enumerate(assets):
    media = MEDIA.get(os.path.splitext(file)[1])
    if not media:
        sys.exit(f"embed.py: {file} is of no kind that is served")
    content = read(file)
    forms = {"bytes": content, "gzip": worth(content, gzip.compress(content, 9, mtime=0)),
             "brotli": worth(content, read(file + ".br") if os.path.exists(file + ".br") else b"")}
    at = {form: f"{form}_{number}" if data else "NULL" for form, data in forms.items()}
    arrays += [array(at[form], data) for form, data in forms.items() if data]
    immutable = "true" if path.startswith("/assets/") else "false"
    tag = hashlib.sha256(content).hexdigest()[:24]
    rows.append(f'    {{"{path}", "{media}", "{tag}", {immutable}, {len(content)}, {len(forms["gzip"])}, {len(forms["brotli"])},\n'
                f'     {at["bytes"]}, {at["gzip"]}, {at["brotli"]}}},\n')
with open(out, "w", encoding="utf-8") as f:
    f.write('/* Made by tools/embed.py. */\n#include "page.h"\n\n' + "\n".join(arrays))
    f.write("\nconst en_asset en_assets[] = {\n" + "".join(rows) + "};\n")
    f.write(f"const size_t en_asset_count = {len(rows)};\n")
with open(depfile, "w", encoding="utf-8") as f:
    f.write(f"{out}: " + " ".join(file for _, file in assets) + "\n")
