/* How wide a text is, estimated from above, and breaking it into lines.
 *
 * Which font is there is not known, so the widths are those of the widest that is common, DejaVu Sans:
 * others need less. A letter with marks is as wide as without them, a horn adds to it; a wide character (CJK,
 * kana) is one em. Lines break at blanks and between wide characters, not before a closing or after an
 * opening sign (a small part of the Japanese rules of JIS X 4051), and inside a word only where it is longer
 * than a line.
 */
#ifndef EN_MEASURE_H
#define EN_MEASURE_H

#include "str.h"

/* In the unit of the font size. */
double measure_width(en_str s, double size);

/* The prefix of at most this width, cut between characters. */
en_str measure_cut(en_str s, double size, double width);

enum { MEASURE_MOST_LINES = 8 };

typedef struct measure_lines {
    en_str at[MEASURE_MOST_LINES];
    size_t count;
    bool is_cut;  /* the last line goes on behind it: show an ellipsis */
    double width; /* of the widest line, with its ellipsis */
} measure_lines;

/* Breaks a text into at most `most` lines; no line, with the ellipsis behind the last, is wider than `width`
 * unless that is less than two characters. */
measure_lines measure_wrap(en_str s, double size, double width, size_t most);

#endif
