/* Names of XMILE and when two of them are the same (XMILE 1.0, section 3.2.2).
 *
 * A name is compared by its key: NFC and case folding (Unicode), each run of blanks as one `_`. Blanks are
 * the space, the no-break space, the underscore, the newline and other control characters; no other blank of
 * Unicode, and no full-width letter, is like its ASCII one, as the standard says. Quotes are no part of a
 * name;
 * `\"`, `\\` and `\n` stand for a quote, a backslash and a newline. Keys are plain bytes, for en_str_equal
 * and en_ids.
 *
 * Where the standard leaves room:
 * - case is that of Unicode's full case folding, without a language; the standard names the Unicode collation
 *   algorithm, which does not say at which strength.
 * - blanks other than `_` at both ends do not count, so that `name="Births "` is what equations call Births.
 * - an unquoted name may begin or end with `_` or begin with `$`, which the standard wants in quotes: nothing
 *   else could be meant.
 */
#ifndef EN_PLAN_NAME_H
#define EN_PLAN_NAME_H

#include "str.h"

enum { EN_NAME_MOST_BYTES = 4096 };

typedef enum en_name_fault {
    EN_NAME_FINE,
    EN_NAME_EMPTY,  /* it, or one that a point joins, is nothing but blanks */
    EN_NAME_ESCAPE, /* a backslash before something else than `"`, `\` or `n` */
    EN_NAME_QUOTE,  /* a quote is not closed, or something follows it */
    EN_NAME_TOO_LONG,
    EN_NAME_NO_MEMORY
} en_name_fault;

/* The key of one name, as an attribute has it: in quotes or not, with points that are part of it. The key
 * lives in the arena. written is well-formed UTF-8, here and below. */
en_name_fault en_name_of(en_arena *arena, en_str written, en_str *key);

/* The key of a name as equations have it, which points may qualify: `module.variable`, `std.abs`, or
 * `.variable` of the root model; each part may be in quotes. In the key, points that are part of a name stand
 * behind a backslash, as backslashes do; so en_name_of and en_qualified_of agree on unqualified names. */
en_name_fault en_qualified_of(en_arena *arena, en_str written, en_str *key);

/* The next part of a qualified name's key, as en_name_of gives it; false at the end. The part before the
 * point of `.variable` is empty. */
bool en_qualified_next(en_str *rest, en_str *part);

/* How far two keys are apart: letters to insert, leave out, replace or swap with their neighbours (F. J.
 * Damerau 1964; each place once). UINT_MAX where one is longer than EN_NAME_MOST_NEAR bytes. Bound: the
 * product of their sizes. */
enum { EN_NAME_MOST_NEAR = 64 };
unsigned en_name_distance(en_str a, en_str b);

/* How many of these a slip of the hand explains in a name: one in four letters. */
static inline unsigned en_name_most_slips(en_str key) { return (unsigned)(key.size + 1) / 4; }

/* Adds the name as tables show it: without quotes and escapes, a newline as one blank. */
void en_name_show(en_text *text, en_str written);

#endif
