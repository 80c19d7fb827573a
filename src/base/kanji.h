/* The order of kanji in JIS X 0208, made by tools/kanji.py. */
#ifndef EN_KANJI_H
#define EN_KANJI_H

#include <stdint.h>

enum { EN_KANJI_FIRST = 0x4E00, EN_KANJI_LAST = 0x9FFF };

extern const uint16_t en_kanji_ranks[EN_KANJI_LAST - EN_KANJI_FIRST + 1];

/* From 1; 0: not in the standard. */
static inline int en_kanji_rank(int32_t point)
{
    return point >= EN_KANJI_FIRST && point <= EN_KANJI_LAST ? en_kanji_ranks[point - EN_KANJI_FIRST] : 0;
}

#endif
