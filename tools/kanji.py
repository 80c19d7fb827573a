#!/usr/bin/env python3
"""kanji.py OUT.c: the rank of every kanji of JIS X 0208, from Python's own codec, as a C table by code point."""
import sys

FIRST, LAST = 0x4E00, 0x9FFF
ranks, rank = [0] * (LAST - FIRST + 1), 0
for row in range(16, 85):
    for cell in range(1, 95):
        try:
            character = bytes((0xA0 + row, 0xA0 + cell)).decode("euc_jp")
        except UnicodeDecodeError:
            continue
        rank += 1
        ranks[ord(character) - FIRST] = rank
assert rank == 6355, rank
with open(sys.argv[1], "w", encoding="utf-8") as f:
    f.write('/* Made by tools/kanji.py. */\n#include "kanji.h"\n\n')
    f.write("const uint16_t en_kanji_ranks[EN_KANJI_LAST - EN_KANJI_FIRST + 1] = {\n")
    for i in range(0, len(ranks), 16):
        f.write("    " + " ".join(f"{r}," for r in ranks[i:i + 16]) + "\n")
    f.write("};\n")
