/* Lines and cells that the match commands print. */
#ifndef EN_MATCH_TEXT_H
#define EN_MATCH_TEXT_H

#include "cli.h"

#include "result.h"

/* A sentence of the catalogue, wrapped, with two blanks in front. */
void match_add_line(en_text *text, const cli *c, en_word word, size_t arg_count, const en_arg *args);

/* The round's title, on a line of its own. */
void match_add_title(en_text *text, const cli *c, const en_round *round);

/* What a reason of matches.csv is in words; {column}: of those who are not eligible. */
en_word match_reason_word(en_reason reason);

/* A number at the right end of `width` columns, behind two blanks; a dash where it is not given. decimals <
 * 0: as many as needed. */
void match_add_number(en_text *text, const cli *c, size_t width, bool given, double value, int decimals);

/* A name in `width` columns; one that is too long ends in an ellipsis. */
void match_add_name(en_text *text, en_str name, size_t width);

#endif
