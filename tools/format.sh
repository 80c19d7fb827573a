#!/bin/sh
# tools/format.sh [--fix]: says which C files clang-format would lay out differently, or lays them out; and which headers of src have a
# name or a guard that another one has. Rooms see each other's headers by their bare names, so that the wrong one of two would be read.
# (Those of include/ are asked for as <enishi/…>, and may be called as what they are the outside of.)
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
headers=$(find src -name '*.h' | sort)
for name in $(printf '%s\n' $headers | sed 's:.*/::' | sort | uniq -d); do
    echo "$name is the name of" $(printf '%s\n' $headers | grep "/$name\$")
    wrong=1
done
for guard in $(sed -n 's/^#ifndef \(EN_[A-Z0-9_]*_H\)$/\1/p' $headers | sort | uniq -d); do
    echo "$guard is the guard of" $(grep -l "^#ifndef $guard\$" $headers)
    wrong=1
done
for header in $headers; do
    grep -q '^#ifndef EN_[A-Z0-9_]*_H$' "$header" && continue
    echo "$header has no guard EN_…_H"
    wrong=1
done
exit $wrong
