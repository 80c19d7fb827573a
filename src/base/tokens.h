/* The tokens under which a text is found: what people type in any script finds what others wrote in another
 * form. The index of a database only keeps them; they are the same on every back end.
 *
 * Compatibility forms are one (full and half width), case does not count, hiragana and katakana are one.
 * Words are runs of letters and digits; of a Latin word marks do not count either (and đ is d), but its exact
 * form is a token too, so that exact spelling can come first. Chinese characters, kana and Hangul, which are
 * written without spaces, give each two neighbours as a token.
 */
#ifndef EN_TOKENS_H
#define EN_TOKENS_H

#include "str.h"

enum { EN_TOKEN_MOST_BYTES = 96 };

typedef enum en_token_kind {
    EN_TOKEN_WORD,
    EN_TOKEN_PAIR,  /* two neighbours of a run of characters that stand for themselves */
    EN_TOKEN_ALONE, /* a run of one */
    EN_TOKEN_TAIL   /* the last of a longer run; for an index, not for a query */
} en_token_kind;

typedef struct en_token {
    en_token_kind kind;
    en_str folded;
    en_str exact; /* of a word; else as folded */
} en_token;

typedef struct en_tokens {
    en_str rest;    /* normalised */
    int32_t before; /* of a run of characters: the one that waits for its neighbour; 0: none */
    bool is_within; /* a pair of this run has been given */
    char folded[EN_TOKEN_MOST_BYTES], exact[EN_TOKEN_MOST_BYTES];
} en_tokens;

/* Begins with a text, whose normal form is kept in the arena. Text that is not UTF-8 has no tokens. False
 * when memory is out. */
EN_MUST_USE bool en_tokens_of(en_tokens *tokens, en_arena *arena, en_str text);

/* The next token, which lives until the next call; false at the end. */
bool en_tokens_next(en_tokens *tokens, en_token *token);

/* Adds all tokens of a text for an index, each with a blank behind it, the exact forms with EN_TOKEN_EXACT
 * before them. Ends with added->failed when memory is out. */
#define EN_TOKEN_EXACT '='
void en_tokens_add(en_text *added, en_arena *arena, en_str text);

#endif
