/* The terminal: how wide it is, whether it shows bold and dim, and text laid out for it. */
#ifndef EN_TERMINAL_H
#define EN_TERMINAL_H

#include "str.h"

#include <stdio.h>

/* Columns to write in: the terminal's, at most 110; 100 where the output is no terminal. */
size_t terminal_width(void);

/* Whether to use bold and dim: a terminal, and NO_COLOR not set. */
bool terminal_has_style(FILE *stream);

/* Adds s broken into lines of at most `width` columns: between words, and inside text without blanks
 * (Japanese) between characters. The first line goes on at column `at`, further lines start with `indent`
 * blanks. */
void terminal_wrap(en_text *text, en_str s, size_t at, size_t indent, size_t width);

/* Adds s and blanks up to `width` columns; a longer s stays whole. Right: the blanks come first. */
void terminal_pad(en_text *text, en_str s, size_t width, bool right);

#endif
