/* Pieces of addresses and headers. See query.h. */
#include "query.h"

#include <string.h>

static int digit_of(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

static bool has_code(en_str s, bool in_query)
{
    return s.size > 0 && (memchr(s.at, '%', s.size) || (in_query && memchr(s.at, '+', s.size)));
}

/* Writes at most s.size bytes; false for a % that is no code. */
static bool decode(en_str s, bool in_query, char *out, size_t *size)
{
    size_t n = 0;
    for (size_t i = 0; i < s.size; i++) {
        char c = in_query && s.at[i] == '+' ? ' ' : s.at[i];
        if (s.at[i] == '%') {
            int high = i + 2 < s.size ? digit_of(s.at[i + 1]) : -1;
            int low = i + 2 < s.size ? digit_of(s.at[i + 2]) : -1;
            if (high < 0 || low < 0) return false;
            c = (char)(unsigned char)(high * 16 + low);
            i += 2;
        }
        out[n++] = c;
    }
    *size = n;
    return true;
}

en_status en_percent_decode(en_str s, bool in_query, en_arena *arena, en_str *out)
{
    en_str decoded = s;
    if (has_code(s, in_query)) {
        char *copy = en_arena_copy(arena, s.at, s.size);
        if (!copy) return EN_ERR_MEMORY;
        if (!decode(s, in_query, copy, &decoded.size)) return EN_ERR_INPUT;
        decoded.at = copy;
    }
    if (decoded.size > 0 && memchr(decoded.at, '\0', decoded.size)) return EN_ERR_INPUT;
    if (en_utf8_invalid(decoded.at, decoded.size) < decoded.size) return EN_ERR_INPUT;
    *out = decoded;
    return EN_OK;
}

bool en_query_next(en_str *rest, en_str *name, en_str *value)
{
    while (rest->size > 0) {
        const char *end = memchr(rest->at, '&', rest->size);
        en_str piece = {rest->at, end ? (size_t)(end - rest->at) : rest->size};
        size_t step = end ? piece.size + 1 : piece.size;
        *rest = (en_str){rest->at + step, rest->size - step};
        if (piece.size == 0) continue;
        const char *equals = memchr(piece.at, '=', piece.size);
        size_t length = equals ? (size_t)(equals - piece.at) : piece.size;
        *name = (en_str){piece.at, length};
        *value = equals ? (en_str){equals + 1, piece.size - length - 1} : (en_str){"", 0};
        return true;
    }
    return false;
}

en_str en_cookie_find(en_str header, const char *name)
{
    en_str piece, found = {0};
    size_t length = strlen(name);
    while (en_str_next(&header, ';', &piece)) {
        if (piece.size <= length || piece.at[length] != '=' || memcmp(piece.at, name, length) != 0) continue;
        if (found.at) return (en_str){0};
        found = (en_str){piece.at + length + 1, piece.size - length - 1};
    }
    return found;
}

/* A weight such as 0.8, in thousandths; -1 if it is none. */
static int weight_of(en_str s)
{
    if (s.size == 0 || s.size > 5 || (*s.at != '0' && *s.at != '1')) return -1;
    int weight = (*s.at - '0') * 1000, step = 100;
    if (s.size > 1 && s.at[1] != '.') return -1;
    for (size_t i = 2; i < s.size; i++, step /= 10) {
        if (s.at[i] < '0' || s.at[i] > '9') return -1;
        weight += (s.at[i] - '0') * step;
    }
    return weight <= 1000 ? weight : -1;
}

/* The weight of `tag;q=0.8`, and its tag in *tag. */
static int weight_in(en_str piece, en_str *tag)
{
    const char *semicolon = memchr(piece.at, ';', piece.size);
    if (!semicolon) {
        *tag = piece;
        return 1000;
    }
    *tag = en_str_trim((en_str){piece.at, (size_t)(semicolon - piece.at)});
    en_str rest = en_str_trim((en_str){semicolon + 1, piece.size - (size_t)(semicolon - piece.at) - 1});
    if (rest.size < 2 || (*rest.at != 'q' && *rest.at != 'Q') || rest.at[1] != '=') return -1;
    return weight_of((en_str){rest.at + 2, rest.size - 2});
}

en_language en_language_accepted(en_str header)
{
    en_language best = EN_LANGUAGE_EN, language;
    int best_weight = 0;
    en_str piece, tag;
    while (en_str_next(&header, ',', &piece)) {
        int weight = weight_in(piece, &tag);
        if (weight <= best_weight || !en_language_of(tag, &language)) continue;
        best = language;
        best_weight = weight;
    }
    return best;
}
