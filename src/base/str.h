/* Text: borrowed slices, a growing buffer, UTF-8, and the normal form in which ids are compared. */
#ifndef EN_STR_H
#define EN_STR_H

#include "memory.h"

#include <string.h>

/* Borrowed bytes, not NUL-terminated. */
typedef struct en_str {
    const char *at;
    size_t size;
} en_str;

static inline en_str en_str_of(const char *text) { return (en_str){text, text ? strlen(text) : 0}; }

/* Ids mostly have 8 to 16 bytes, and comparing them is on the hot path: two words, which may overlap, see all
 * of those. */
static inline bool en_str_equal(en_str a, en_str b)
{
    if (a.size != b.size) return false;
    if (a.size < 8 || a.size > 16) return a.size == 0 || memcmp(a.at, b.at, a.size) == 0;
    uint64_t words[4];
    memcpy(&words[0], a.at, 8);
    memcpy(&words[1], b.at, 8);
    memcpy(&words[2], a.at + a.size - 8, 8);
    memcpy(&words[3], b.at + b.size - 8, 8);
    return ((words[0] ^ words[1]) | (words[2] ^ words[3])) == 0;
}

static inline bool en_str_is(en_str a, const char *text) { return en_str_equal(a, en_str_of(text)); }

/* By bytes; the shorter of two that agree comes first. */
int en_str_compare(en_str a, en_str b);

/* Without blanks (space, tab, no-break and ideographic space) at both ends. */
en_str en_str_trim(en_str s);

/* The next piece of a list separated by sep, trimmed; false at the end. Empty pieces are passed over. */
bool en_str_next(en_str *rest, char sep, en_str *piece);

/* A growing text. An append that runs out of memory sets `failed` and further appends do nothing: check once,
 * at the end. */
typedef struct en_text {
    const en_allocator *allocator;
    char *at;
    size_t size, capacity;
    bool failed;
} en_text;

en_text en_text_make(const en_allocator *allocator);
void en_text_free(en_text *text);
/* Room for n more bytes, or NULL; the caller writes them and adds to size. */
char *en_text_reserve(en_text *text, size_t n);
void en_text_add(en_text *text, en_str s);
void en_text_add_z(en_text *text, const char *s);
void en_text_add_char(en_text *text, char c);
void en_text_add_int(en_text *text, int64_t value);
void en_text_add_real(en_text *text, double value); /* shortest digits that read back as the same double */
void en_text_add_repeated(en_text *text, const char *s, size_t times);

static inline en_str en_text_str(const en_text *text) { return (en_str){text->at, text->size}; }

/* The offset of the first byte that is not well-formed UTF-8 (as RFC 3629 has it), or n. */
size_t en_utf8_invalid(const char *bytes, size_t n);

/* The offset of the first control character (C0, DEL, C1) or mark that turns the direction of writing (U+202A
 * to U+202E, U+2066 to U+2069) in well-formed text, with its size in bytes; or n. */
size_t en_utf8_control(const char *bytes, size_t n, size_t *size);

/* How many columns a terminal gives the text: 2 for wide characters, 0 for combining marks. */
size_t en_utf8_width(en_str s);

/* The prefix of at most `columns` columns, cut between characters. */
en_str en_utf8_cut(en_str s, size_t columns);

/* The text in NFC: a slice of raw where that is ASCII, else a copy in the arena. raw is well-formed UTF-8.
 * False when memory is out. */
EN_MUST_USE bool en_str_compose(en_arena *arena, en_str raw, en_str *composed);

/* Why a cell cannot be an id. */
typedef enum en_id_fault { EN_ID_FINE, EN_ID_TOO_LONG, EN_ID_CONTROL, EN_ID_NO_MEMORY } en_id_fault;

enum { EN_ID_MOST_BYTES = 128 };

/* The form in which ids are compared: NFC, trimmed. ASCII ids come back as a slice of raw, others as a copy
 * in the arena. raw is well-formed UTF-8. *id is written on EN_ID_FINE only. */
en_id_fault en_id_normalise(en_arena *arena, en_str raw, en_str *id);

#endif
