#!/bin/sh
# tools/format.sh [--fix]: says which C files clang-format would lay out differently, or lays them out.
set -eu
cd "$(dirname "$0")/.."
files=$(find src include tests fuzz bench examples -name '*.[ch]' 2>/dev/null | sort)
if [ "${1-}" = --fix ]; then
    clang-format -i $files
    exit 0
fi
wrong=0
for file in $files; do
    clang-format "$file" | cmp -s - "$file" && continue
    echo "$file is not laid out as .clang-format says"
    wrong=1
done
[ $wrong = 0 ] || echo "tools/format.sh --fix lays them out."
exit $wrong
