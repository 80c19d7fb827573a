/* UTF-8: well-formedness, display width, and ids in NFC (by utf8proc). See str.h. */
#include "str.h"

#include <stdlib.h>
#include <utf8proc.h>

/* The length of the well-formed character at s, or 0. The bounds on the second byte shut out overlong forms,
 * surrogates and code points past U+10FFFF (RFC 3629, section 4). */
static size_t character_size(const unsigned char *s, size_t n)
{
    if (s[0] < 0x80) return 1;
    if (s[0] < 0xC2 || s[0] > 0xF4) return 0;
    size_t size = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    if (n < size) return 0;
    unsigned char low = s[0] == 0xE0 ? 0xA0 : s[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char high = s[0] == 0xED ? 0x9F : s[0] == 0xF4 ? 0x8F : 0xBF;
    if (s[1] < low || s[1] > high) return 0;
    for (size_t i = 2; i < size; i++)
        if ((s[i] & 0xC0) != 0x80) return 0;
    return size;
}

size_t en_utf8_invalid(const char *bytes, size_t n)
{
    size_t i = 0;
    while (i < n) {
        uint64_t word;
        while (n - i >= sizeof word) {
            memcpy(&word, bytes + i, sizeof word);
            if (word & 0x8080808080808080u) break;
            i += sizeof word;
        }
        if (i == n) break;
        size_t size = character_size((const unsigned char *)bytes + i, n - i);
        if (size == 0) return i;
        i += size;
    }
    return n;
}

/* Decodes the character at s; one byte that is no character counts as one. */
static size_t decode(en_str s, utf8proc_int32_t *point)
{
    size_t n = s.size > 4 ? 4 : s.size;
    utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)s.at, (utf8proc_ssize_t)n, point);
    if (size > 0) return (size_t)size;
    *point = 0xFFFD;
    return 1;
}

static size_t point_width(utf8proc_int32_t point)
{
    if (point == 0x20A9 || point < 0x20 || point == 0x7F) return point == 0x20A9;
    int width = utf8proc_charwidth(point);
    return width > 0 ? (size_t)width : 0;
}

size_t en_utf8_width(en_str s)
{
    size_t width = 0;
    while (s.size > 0) {
        utf8proc_int32_t point;
        size_t size = decode(s, &point);
        width += point_width(point);
        s.at += size;
        s.size -= size;
    }
    return width;
}

en_str en_utf8_cut(en_str s, size_t columns)
{
    en_str rest = s;
    size_t width = 0;
    while (rest.size > 0) {
        utf8proc_int32_t point;
        size_t size = decode(rest, &point);
        width += point_width(point);
        if (width > columns) break;
        rest.at += size;
        rest.size -= size;
    }
    return (en_str){s.at, s.size - rest.size};
}

static bool is_plain_ascii(en_str s)
{
    for (size_t i = 0; i < s.size; i++)
        if ((unsigned char)s.at[i] >= 0x80) return false;
    return true;
}

size_t en_utf8_control(const char *bytes, size_t n, size_t *size)
{
    for (size_t i = 0; i < n; i++) {
        const unsigned char *at = (const unsigned char *)bytes + i;
        *size = 1;
        if (*at < 0x20 || *at == 0x7F) return i;
        *size = 2;
        if (*at == 0xC2 && at[1] < 0xA0) return i;
        *size = 3;
        if (*at == 0xE2 && ((at[1] == 0x80 && at[2] >= 0xAA && at[2] <= 0xAE) ||
                            (at[1] == 0x81 && at[2] >= 0xA6 && at[2] <= 0xA9)))
            return i;
    }
    return n;
}

bool en_str_compose(en_arena *arena, en_str raw, en_str *composed)
{
    if (is_plain_ascii(raw)) {
        *composed = raw;
        return true;
    }
    utf8proc_uint8_t *bytes = NULL;
    utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)raw.at, (utf8proc_ssize_t)raw.size, &bytes,
                                         UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (size < 0) return false;
    char *copy = en_arena_copy(arena, (const char *)bytes, (size_t)size);
    free(bytes);
    if (copy) *composed = (en_str){copy, (size_t)size};
    return copy != NULL;
}

en_id_fault en_id_normalise(en_arena *arena, en_str raw, en_str *id)
{
    en_str trimmed = en_str_trim(raw);
    if (trimmed.size > (size_t)4 * EN_ID_MOST_BYTES)
        return EN_ID_TOO_LONG; /* composing cannot shorten it that far */
    bool plain = is_plain_ascii(trimmed);
    if (plain && trimmed.size > EN_ID_MOST_BYTES) return EN_ID_TOO_LONG;
    size_t size;
    if (en_utf8_control(trimmed.at, trimmed.size, &size) < trimmed.size) return EN_ID_CONTROL;
    if (plain) {
        *id = trimmed;
        return EN_ID_FINE;
    }
    en_str composed;
    if (!en_str_compose(arena, trimmed, &composed)) return EN_ID_NO_MEMORY;
    if (composed.size > EN_ID_MOST_BYTES) return EN_ID_TOO_LONG;
    *id = composed;
    return EN_ID_FINE;
}
