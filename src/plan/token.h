/* The tokens of an equation (XMILE 1.0, sections 3.2.1, 3.2.2.1 and 3.3).
 *
 * Comments in braces are passed over; they do not nest. Every character beyond ASCII belongs to a name, as
 * the standard says, but for the no-break space, which does so only between two characters of a name. `mod`
 * is an operator where one can stand, and a name elsewhere: the standard reserves `and`, `or`, `not`, `if`,
 * `then` and `else`, and not `mod`.
 */
#ifndef EN_PLAN_TOKEN_H
#define EN_PLAN_TOKEN_H

#include "report.h"

typedef enum en_lex_kind {
    EN_LEX_END,
    EN_LEX_FAULT, /* rule says which */
    EN_LEX_NUMBER,
    EN_LEX_NAME, /* qualified or not, with its quotes */
    EN_LEX_OPEN,
    EN_LEX_CLOSE,
    EN_LEX_OPEN_SUBSCRIPT,
    EN_LEX_CLOSE_SUBSCRIPT,
    EN_LEX_COMMA,
    EN_LEX_COLON,
    EN_LEX_AT,
    EN_LEX_TRANSPOSE,
    EN_LEX_POWER,
    EN_LEX_TIMES,
    EN_LEX_DIVIDE,
    EN_LEX_MODULO,
    EN_LEX_PLUS,
    EN_LEX_MINUS,
    EN_LEX_LESS,
    EN_LEX_NOT_MORE,
    EN_LEX_MORE,
    EN_LEX_NOT_LESS,
    EN_LEX_EQUAL,
    EN_LEX_NOT_EQUAL,
    EN_LEX_NOT,
    EN_LEX_AND,
    EN_LEX_OR,
    EN_LEX_IF,
    EN_LEX_THEN,
    EN_LEX_ELSE
} en_lex_kind;

typedef struct en_lex_token {
    en_lex_kind kind;
    uint32_t at, size; /* bytes of the text */
    double number;     /* of EN_LEX_NUMBER, correctly rounded, whatever the locale */
    en_word rule;      /* of EN_LEX_FAULT */
} en_lex_token;

/* The next token from byte `at` on. The text is well-formed UTF-8 of less than 2^32 bytes. O(token). */
en_lex_token en_lex_next(en_str text, size_t at);

#endif
