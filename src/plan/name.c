/* Names of XMILE. See name.h. */
#include "name.h"

#include <limits.h>
#include <stdlib.h>
#include <utf8proc.h>

/* Decodes escapes; returns the size, or SIZE_MAX for an escape that is none. */
static size_t decode(en_str s, char *out)
{
    size_t size = 0;
    for (size_t i = 0; i < s.size; i++) {
        char c = s.at[i];
        if (c == '\\') {
            char next = i + 1 < s.size ? s.at[++i] : '\0';
            if (next != '"' && next != '\\' && next != 'n') return SIZE_MAX;
            c = next == 'n' ? '\n' : next;
        }
        out[size++] = c;
    }
    return size;
}

static bool is_ascii(en_str s)
{
    for (size_t i = 0; i < s.size; i++)
        if ((unsigned char)s.at[i] >= 0x80) return false;
    return true;
}

/* NFC and case folding; ASCII in place. */
static bool fold(en_arena *arena, char *bytes, size_t n, en_str *folded)
{
    *folded = (en_str){bytes, n};
    if (is_ascii(*folded)) {
        for (size_t i = 0; i < n; i++)
            if (bytes[i] >= 'A' && bytes[i] <= 'Z') bytes[i] = (char)(bytes[i] + ('a' - 'A'));
        return true;
    }
    utf8proc_uint8_t *normal = NULL;
    utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)n, &normal,
                                         UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
    char *copy = size < 0 ? NULL : en_arena_copy(arena, (const char *)normal, (size_t)size);
    free(normal);
    if (copy) *folded = (en_str){copy, (size_t)size};
    return copy != NULL;
}

/* The size of the blank at the offset, or 0. */
static size_t blank_size(en_str s, size_t at)
{
    unsigned char c = (unsigned char)s.at[at];
    if (c <= ' ' || c == '_') return 1;
    return c == 0xC2 && at + 1 < s.size && (unsigned char)s.at[at + 1] == 0xA0 ? 2 : 0;
}

/* Without blanks at both ends, but for `_`. */
static en_str trim(en_str s)
{
    for (size_t n; s.size > 0 && s.at[0] != '_' && (n = blank_size(s, 0)) > 0;)
        s = (en_str){s.at + n, s.size - n};
    while (s.size > 0 && s.at[s.size - 1] != '_') {
        bool wide = s.size > 1 && blank_size(s, s.size - 2) == 2;
        if (!wide && blank_size(s, s.size - 1) == 0) break;
        s.size -= wide ? 2 : 1;
    }
    return s;
}

/* Runs of blanks as one `_`, those at the ends only where they hold a `_`; points and backslashes behind a
 * backslash. */
static size_t collapse(en_str s, char *out)
{
    size_t size = 0;
    for (size_t i = 0; i < s.size;) {
        bool solid = false;
        size_t start = i;
        for (size_t n; i < s.size && (n = blank_size(s, i)) > 0; i += n) solid = solid || s.at[i] == '_';
        if (i > start && (solid || (start > 0 && i < s.size))) out[size++] = '_';
        if (i == s.size) break;
        if (s.at[i] == '.' || s.at[i] == '\\') out[size++] = '\\';
        out[size++] = s.at[i++];
    }
    return size;
}

/* Adds a part's key to `out`, which has room. */
static en_name_fault add_part(en_arena *arena, en_str inside, en_text *out)
{
    char *bytes = en_arena_raw(arena, inside.size + 1, 1);
    if (!bytes) return EN_NAME_NO_MEMORY;
    size_t size = decode(inside, bytes);
    if (size == SIZE_MAX) return EN_NAME_ESCAPE;
    en_str folded;
    if (!fold(arena, bytes, size, &folded)) return EN_NAME_NO_MEMORY;
    char *room = en_text_reserve(out, 2 * folded.size + 1);
    if (!room) return EN_NAME_NO_MEMORY;
    size = collapse(folded, room);
    out->size += size;
    return size > 0 ? EN_NAME_FINE : EN_NAME_EMPTY;
}

/* The offset behind the quote that closes the one at the start, or 0. */
static size_t quoted_size(en_str s)
{
    for (size_t i = 1; i < s.size; i++) {
        if (s.at[i] == '"') return i + 1;
        if (s.at[i] == '\\') i++;
    }
    return 0;
}

static bool is_quoted(en_str s) { return s.size > 0 && s.at[0] == '"'; }

static en_str without_quotes(en_str s) { return (en_str){s.at + 1, s.size - 2}; }

static en_name_fault keep(en_arena *arena, const en_text *made, en_str *key)
{
    char *copy = en_arena_copy(arena, made->at, made->size);
    if (copy) *key = (en_str){copy, made->size};
    return copy ? EN_NAME_FINE : EN_NAME_NO_MEMORY;
}

en_name_fault en_name_of(en_arena *arena, en_str written, en_str *key)
{
    en_str s = trim(written);
    if (s.size > EN_NAME_MOST_BYTES) return EN_NAME_TOO_LONG;
    if (is_quoted(s) && quoted_size(s) == s.size) s = without_quotes(s);
    en_text made = en_text_make(arena->allocator);
    en_name_fault fault = add_part(arena, s, &made);
    if (fault == EN_NAME_FINE) fault = keep(arena, &made, key);
    en_text_free(&made);
    return fault;
}

/* Cuts off what stands before the next point. */
static en_name_fault cut_part(en_str *rest, en_str *inside)
{
    bool quoted = is_quoted(*rest);
    size_t n = quoted ? quoted_size(*rest) : 0;
    if (quoted && n == 0) return EN_NAME_QUOTE;
    if (quoted && n < rest->size && rest->at[n] != '.') return EN_NAME_QUOTE;
    if (!quoted)
        while (n < rest->size && rest->at[n] != '.') n++;
    *inside = quoted ? without_quotes((en_str){rest->at, n}) : (en_str){rest->at, n};
    *rest = (en_str){rest->at + n, rest->size - n};
    return EN_NAME_FINE;
}

static en_name_fault add_path(en_arena *arena, en_str rest, en_text *made)
{
    if (rest.size > 0 && rest.at[0] == '.') {
        en_text_add_char(made, '.');
        rest = (en_str){rest.at + 1, rest.size - 1};
    }
    for (;;) {
        en_str inside;
        en_name_fault fault = cut_part(&rest, &inside);
        if (fault == EN_NAME_FINE) fault = add_part(arena, inside, made);
        if (fault != EN_NAME_FINE || rest.size == 0) return fault;
        en_text_add_char(made, '.');
        rest = (en_str){rest.at + 1, rest.size - 1};
    }
}

en_name_fault en_qualified_of(en_arena *arena, en_str written, en_str *key)
{
    en_str s = trim(written);
    if (s.size > EN_NAME_MOST_BYTES) return EN_NAME_TOO_LONG;
    en_text made = en_text_make(arena->allocator);
    en_name_fault fault = add_path(arena, s, &made);
    if (fault == EN_NAME_FINE) fault = made.failed ? EN_NAME_NO_MEMORY : keep(arena, &made, key);
    en_text_free(&made);
    return fault;
}

bool en_qualified_next(en_str *rest, en_str *part)
{
    if (!rest->at) return false;
    size_t n = 0;
    while (n < rest->size && rest->at[n] != '.') n += rest->at[n] == '\\' ? 2 : 1;
    *part = (en_str){rest->at, n};
    *rest = n < rest->size ? (en_str){rest->at + n + 1, rest->size - n - 1} : (en_str){0};
    return true;
}

/* Newlines, and what else would break a line of a table, as one blank. */
static void show_char(en_text *text, char c) { en_text_add_char(text, (unsigned char)c < ' ' ? ' ' : c); }

void en_name_show(en_text *text, en_str written)
{
    en_str s = trim(written);
    if (is_quoted(s) && quoted_size(s) == s.size) s = without_quotes(s);
    for (size_t i = 0; i < s.size; i++) {
        char next = s.at[i] == '\\' && i + 1 < s.size ? s.at[i + 1] : '\0';
        bool escaped = next == '"' || next == '\\' || next == 'n';
        if (escaped) i++;
        show_char(text, escaped && next == 'n' ? '\n' : s.at[i]);
    }
}

static unsigned smaller(unsigned a, unsigned b) { return a < b ? a : b; }

unsigned en_name_distance(en_str a, en_str b)
{
    unsigned rows[3][EN_NAME_MOST_NEAR + 1];
    if (a.size > EN_NAME_MOST_NEAR || b.size > EN_NAME_MOST_NEAR) return UINT_MAX;
    for (unsigned j = 0; j <= b.size; j++) rows[0][j] = j;
    for (unsigned i = 1; i <= a.size; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *second = rows[(i + 1) % 3];
        row[0] = i;
        for (unsigned j = 1; j <= b.size; j++) {
            bool same = a.at[i - 1] == b.at[j - 1];
            row[j] = smaller(smaller(row[j - 1], above[j]) + 1, above[j - 1] + !same);
            bool swapped = i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1];
            if (swapped) row[j] = smaller(row[j], second[j - 2] + 1);
        }
    }
    return rows[a.size % 3][b.size];
}
