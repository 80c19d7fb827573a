/* Tokens of texts for search. See tokens.h. */
#include "tokens.h"

#include <stdlib.h>
#include <utf8proc.h>

enum { KATAKANA = 0x30A1, KATAKANA_LAST = 0x30F6, TO_HIRAGANA = 0x60, D_STROKE = 0x111 };

static bool is_ascii(en_str s)
{
    for (size_t i = 0; i < s.size; i++)
        if ((unsigned char)s.at[i] >= 0x80) return false;
    return true;
}

bool en_tokens_of(en_tokens *tokens, en_arena *arena, en_str text)
{
    *tokens = (en_tokens){0};
    if (is_ascii(text)) {
        char *lower = en_arena_copy(arena, text.at, text.size);
        for (size_t i = 0; i < text.size && lower; i++)
            if (lower[i] >= 'A' && lower[i] <= 'Z') lower[i] = (char)(lower[i] + ('a' - 'A'));
        if (lower) tokens->rest = (en_str){lower, text.size};
        return lower != NULL;
    }
    utf8proc_uint8_t *normal = NULL;
    utf8proc_ssize_t size =
        utf8proc_map((const utf8proc_uint8_t *)text.at, (utf8proc_ssize_t)text.size, &normal,
                     UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    if (size < 0) return size != UTF8PROC_ERROR_NOMEM;
    char *copy = en_arena_copy(arena, (const char *)normal, (size_t)size);
    free(normal);
    if (copy) tokens->rest = (en_str){copy, (size_t)size};
    return copy != NULL;
}

/* Characters that are written without spaces between words. */
static bool stands_alone(int32_t point)
{
    static const int32_t ranges[][2] = {{0x3005, 0x3007}, {0x3041, 0x3096},  {0x309D, 0x309F},
                                        {0x30A1, 0x30FA}, {0x30FC, 0x30FF},  {0x31F0, 0x31FF},
                                        {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},  {0xAC00, 0xD7A3},
                                        {0xF900, 0xFAFF}, {0x20000, 0x3FFFF}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (point >= ranges[i][0] && point <= ranges[i][1]) return true;
    return false;
}

static bool is_of_a_word(int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO && !stands_alone(point);
}

static int32_t as_hiragana(int32_t point)
{
    bool is_katakana = (point >= KATAKANA && point <= KATAKANA_LAST) || point == 0x30FD || point == 0x30FE;
    return is_katakana ? point - TO_HIRAGANA : point;
}

static size_t peek(en_str s, int32_t *point)
{
    utf8proc_ssize_t size =
        s.size ? utf8proc_iterate((const utf8proc_uint8_t *)s.at, (utf8proc_ssize_t)s.size, point) : 0;
    return size > 0 ? (size_t)size : 0;
}

static void skip(en_tokens *tokens, size_t size)
{
    tokens->rest.at += size;
    tokens->rest.size -= size;
}

/* A growing token; what is beyond its bound is left out, by whole characters. */
static void append(char *into, size_t *size, int32_t point)
{
    utf8proc_uint8_t bytes[4];
    size_t n = (size_t)utf8proc_encode_char(point, bytes);
    if (*size + n > EN_TOKEN_MOST_BYTES) return;
    memcpy(into + *size, bytes, n);
    *size += n;
}

/* The letter without marks if it is a Latin one. */
static int32_t unmarked(int32_t point)
{
    utf8proc_int32_t parts[16];
    int boundary = 0;
    if (point == D_STROKE) return 'd';
    if (point < 0x80) return point;
    utf8proc_ssize_t count = utf8proc_decompose_char(point, parts, 16, UTF8PROC_DECOMPOSE, &boundary);
    bool is_latin = count > 0 && (parts[0] < 0x250 || (parts[0] >= 0x1E00 && parts[0] <= 0x1EFF));
    return is_latin ? (parts[0] == D_STROKE ? 'd' : parts[0]) : point;
}

static bool is_mark(int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    return category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
}

static void take_word(en_tokens *tokens, en_token *token)
{
    size_t folded = 0, exact = 0, size;
    int32_t point, last = 0;
    while ((size = peek(tokens->rest, &point)) > 0 && is_of_a_word(point)) {
        append(tokens->exact, &exact, point);
        bool on_latin = is_mark(point) && last > 0 && last < 0x250;
        last = on_latin ? last : unmarked(point);
        if (!on_latin) append(tokens->folded, &folded, last);
        skip(tokens, size);
    }
    *token = (en_token){EN_TOKEN_WORD, {tokens->folded, folded}, {tokens->exact, exact}};
}

/* The character that waits, with its neighbour unless that is 0. */
static void take_pair(en_tokens *tokens, int32_t neighbour, en_token *token)
{
    size_t size = 0;
    append(tokens->folded, &size, tokens->before);
    if (neighbour) append(tokens->folded, &size, neighbour);
    en_token_kind kind = neighbour ? EN_TOKEN_PAIR : tokens->is_within ? EN_TOKEN_TAIL : EN_TOKEN_ALONE;
    tokens->is_within = neighbour != 0;
    tokens->before = neighbour;
    *token = (en_token){kind, {tokens->folded, size}, {tokens->folded, size}};
}

bool en_tokens_next(en_tokens *tokens, en_token *token)
{
    size_t size;
    int32_t point;
    while ((size = peek(tokens->rest, &point)) > 0) {
        bool alone = stands_alone(point);
        if (alone) skip(tokens, size);
        if (tokens->before) {
            take_pair(tokens, alone ? as_hiragana(point) : 0, token);
            return true;
        }
        if (alone) {
            tokens->before = as_hiragana(point);
        } else if (is_of_a_word(point)) {
            take_word(tokens, token);
            return true;
        } else {
            skip(tokens, size);
        }
    }
    if (!tokens->before) return false;
    take_pair(tokens, 0, token);
    return true;
}

void en_tokens_add(en_text *added, en_arena *arena, en_str text)
{
    en_tokens tokens;
    en_token token;
    if (!en_tokens_of(&tokens, arena, text)) {
        added->failed = true;
        return;
    }
    while (en_tokens_next(&tokens, &token)) {
        en_text_add(added, token.folded);
        en_text_add_char(added, ' ');
        if (token.kind != EN_TOKEN_WORD) continue;
        en_text_add_char(added, EN_TOKEN_EXACT);
        en_text_add(added, token.exact);
        en_text_add_char(added, ' ');
    }
}
