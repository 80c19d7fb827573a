#!/bin/sh
# tools/fuzz.sh NAME [libFuzzer options]: fuzzes fuzz/fuzz_NAME.c with clang's libFuzzer, ASan and UBSan, from its corpus.
# New inputs go to build-fuzz/NAME.found, so that the corpus stays small and chosen.
set -eu
cd "$(dirname "$0")/.."
name=$1
shift
mkdir -p "build-fuzz/$name.found"
[ -f build-fuzz/words_gen.c ] || python3 tools/words.py words/en.json words/vi.json words/ja.json build-fuzz/words_gen.h build-fuzz/words_gen.c
# shellcheck disable=SC2046
clang -std=c17 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined -DEN_ARENA_SEPARATE \
    -Iinclude -Isrc/base -Ibuild-fuzz $(pkg-config --cflags minizip expat) \
    "fuzz/fuzz_$name.c" src/base/*.c build-fuzz/words_gen.c \
    $(pkg-config --libs minizip expat jansson libcrypto libutf8proc zlib) -lm -lpthread -o "build-fuzz/fuzz_$name"
exec "build-fuzz/fuzz_$name" -timeout=20 -rss_limit_mb=3000 -max_len=65536 "$@" "build-fuzz/$name.found" "fuzz/corpus/$name"
