#!/bin/sh
# tools/screenshots.sh [FOLDER]: a picture of every page of the web page, in every language, at two widths, light and dark, for somebody
# to look at. With --readme, those in docs/pictures/ instead. Needs build/ (./run makes it) and what ./test fetches.
set -eu
cd "$(dirname "$0")/.."
if [ "${1:-}" = --readme ]; then
    exec node tests/page/screenshots.mjs . build/enishi docs/pictures README
fi
exec node tests/page/screenshots.mjs . build/enishi "${1:-build/screenshots}"
