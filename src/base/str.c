/* Text: borrowed slices and a growing buffer. See str.h. */
#include "str.h"

#include "number.h"

int en_str_compare(en_str a, en_str b)
{
    size_t common = a.size < b.size ? a.size : b.size;
    int order = common ? memcmp(a.at, b.at, common) : 0;
    if (order != 0) return order;
    return (a.size > b.size) - (a.size < b.size);
}

/* The length of a blank at the start of s, or 0. */
static size_t blank_at(const char *s, size_t n)
{
    if (n >= 1 && (*s == ' ' || *s == '\t')) return 1;
    if (n >= 2 && memcmp(s, "\xC2\xA0", 2) == 0) return 2;     /* no-break space */
    if (n >= 3 && memcmp(s, "\xE3\x80\x80", 3) == 0) return 3; /* ideographic space */
    return 0;
}

en_str en_str_trim(en_str s)
{
    size_t blank;
    while ((blank = blank_at(s.at, s.size)) > 0) {
        s.at += blank;
        s.size -= blank;
    }
    for (;;) {
        size_t before = s.size;
        for (size_t k = 1; k <= 3 && k <= s.size; k++)
            if (blank_at(s.at + s.size - k, k) == k) {
                s.size -= k;
                break;
            }
        if (s.size == before) return s;
    }
}

bool en_str_next(en_str *rest, char sep, en_str *piece)
{
    while (rest->size > 0) {
        const char *end = memchr(rest->at, sep, rest->size);
        size_t n = end ? (size_t)(end - rest->at) : rest->size;
        *piece = en_str_trim((en_str){rest->at, n});
        size_t step = end ? n + 1 : n;
        rest->at += step;
        rest->size -= step;
        if (piece->size > 0) return true;
    }
    return false;
}

en_text en_text_make(const en_allocator *allocator)
{
    return (en_text){.allocator = allocator ? allocator : &en_libc_allocator};
}

void en_text_free(en_text *text)
{
    if (text->at) text->allocator->resize(text->allocator->user, text->at, 0);
    *text = en_text_make(text->allocator);
}

char *en_text_reserve(en_text *text, size_t n)
{
    if (text->failed) return NULL;
    if (text->at && text->capacity - text->size >= n) return text->at + text->size;
    size_t want;
    if (!en_add_size(text->size, n, &want) || !en_add_size(want, want / 2 + 64, &want)) {
        text->failed = true;
        return NULL;
    }
    char *grown = text->allocator->resize(text->allocator->user, text->at, want);
    if (!grown) {
        text->failed = true;
        return NULL;
    }
    text->at = grown;
    text->capacity = want;
    return grown + text->size;
}

void en_text_add(en_text *text, en_str s)
{
    if (s.size == 0) return;
    char *room = en_text_reserve(text, s.size);
    if (!room) return;
    memcpy(room, s.at, s.size);
    text->size += s.size;
}

void en_text_add_z(en_text *text, const char *s) { en_text_add(text, en_str_of(s)); }

void en_text_add_char(en_text *text, char c)
{
    char *room = en_text_reserve(text, 1);
    if (!room) return;
    *room = c;
    text->size++;
}

void en_text_add_int(en_text *text, int64_t value)
{
    char *room = en_text_reserve(text, EN_INT_MOST_BYTES);
    if (room) text->size += en_int_print(value, room);
}

void en_text_add_real(en_text *text, double value)
{
    char *room = en_text_reserve(text, EN_REAL_MOST_BYTES);
    if (room) text->size += en_real_print(value, room);
}

void en_text_add_repeated(en_text *text, const char *s, size_t times)
{
    for (size_t i = 0; i < times && !text->failed; i++) en_text_add_z(text, s);
}
