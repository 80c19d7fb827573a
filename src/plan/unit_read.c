/* Expressions of units, by recursive descent. See unit_names.h. */
#include "unit_read.h"

#include "name.h"
#include "space.h"

typedef enum what_failed { FINE, MALFORMED, TOO_LARGE, NO_MEMORY } what_failed;

typedef struct reader {
    en_unit_names *names;
    en_str text;
    size_t at;
    uint32_t depth;
    what_failed fault;
} reader;

static bool fail(reader *r, what_failed what)
{
    if (r->fault == FINE) r->fault = what;
    return false;
}

static bool passed(reader *r, en_unit_fault fault)
{
    if (fault == EN_UNIT_FINE) return true;
    return fail(r, fault == EN_UNIT_NO_MEMORY ? NO_MEMORY : TOO_LARGE);
}

static bool is_blank(char c) { return (unsigned char)c <= ' '; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool ends_name(char c) { return c != '\0' && strchr("()*/^-+[],{}\"=<>;?", c); }

/* The next character that is no blank; NUL: the end. */
static char peek(reader *r)
{
    while (r->at < r->text.size && (unsigned char)r->text.at[r->at] <= ' ') r->at++;
    return r->at < r->text.size ? r->text.at[r->at] : '\0';
}

static bool take(reader *r, char c)
{
    if (peek(r) != c || r->at == r->text.size) return false;
    r->at++;
    return true;
}

static bool read_whole(reader *r, int64_t *value)
{
    *value = 0;
    if (!is_digit(peek(r))) return fail(r, MALFORMED);
    for (; r->at < r->text.size && is_digit(r->text.at[r->at]); r->at++) {
        *value = *value * 10 + (r->text.at[r->at] - '0');
        if (*value > EN_RATIO_MOST) return fail(r, TOO_LARGE);
    }
    return true;
}

/* A whole number, or in parentheses a ratio of two; either may have a sign. */
static bool read_power(reader *r, en_ratio *power)
{
    int64_t above, below = 1;
    bool open = take(r, '('), negative = take(r, '-');
    if (!negative) (void)take(r, '+');
    if (!read_whole(r, &above)) return false;
    if (open && take(r, '/') && !read_whole(r, &below)) return false;
    if (open && !take(r, ')')) return fail(r, MALFORMED);
    return en_ratio_make(negative ? -above : above, below, power) || fail(r, MALFORMED);
}

/* 1, and no other number. */
static bool read_one(reader *r, en_unit *unit)
{
    int64_t value;
    *unit = (en_unit){NULL, 0};
    if (!read_whole(r, &value) || value != 1) return fail(r, MALFORMED);
    bool joined = r->at < r->text.size && !is_blank(r->text.at[r->at]) && !ends_name(r->text.at[r->at]);
    return !joined || fail(r, MALFORMED);
}

static bool read_name(reader *r, en_unit *unit)
{
    size_t from = r->at;
    bool quoted = r->text.at[from] == '"';
    if (quoted) r->at++;
    while (r->at < r->text.size && (quoted ? r->text.at[r->at] != '"' : !ends_name(r->text.at[r->at])))
        r->at += quoted && r->text.at[r->at] == '\\' && r->at + 1 < r->text.size ? 2 : 1;
    if (quoted && r->at == r->text.size) return fail(r, MALFORMED);
    if (quoted) r->at++;
    en_str written = {r->text.at + from, r->at - from}, key;
    while (written.size && is_blank(written.at[written.size - 1])) written.size--;
    en_name_fault fault = en_name_of(r->names->arena, written, &key);
    if (fault != EN_NAME_FINE) {
        r->at = from;
        return fail(r, fault == EN_NAME_NO_MEMORY ? NO_MEMORY : MALFORMED);
    }
    return passed(r, en_unit_named(r->names, key, written, unit));
}

static bool read_product(reader *r, en_unit *unit);

static bool read_primary(reader *r, en_unit *unit)
{
    char c = peek(r);
    if (is_digit(c)) return read_one(r, unit);
    if (take(r, '(')) {
        if (++r->depth > EN_UNIT_MOST_DEPTH) return fail(r, TOO_LARGE);
        bool read = read_product(r, unit);
        r->depth--;
        return read && (take(r, ')') || fail(r, MALFORMED));
    }
    if (r->at == r->text.size || (ends_name(c) && c != '"')) return fail(r, MALFORMED);
    return read_name(r, unit);
}

static bool read_factor(reader *r, en_unit *unit)
{
    en_unit base = {NULL, 0};
    en_ratio power = {1, 1};
    if (!read_primary(r, &base)) return false;
    while (take(r, '^')) {
        en_ratio next = {1, 1};
        if (!read_power(r, &next)) return false;
        if (!en_ratio_multiply(power, next, &power)) return fail(r, TOO_LARGE);
    }
    return passed(r, en_unit_multiply(r->names->arena, (en_unit){NULL, 0}, base, power, unit));
}

static bool read_product(reader *r, en_unit *unit)
{
    if (!read_factor(r, unit)) return false;
    for (;;) {
        bool over = take(r, '/');
        if (!over && !take(r, '*') && !take(r, '-')) return true;
        en_unit next = {NULL, 0};
        if (!read_factor(r, &next)) return false;
        if (!passed(r, en_unit_multiply(r->names->arena, *unit, next, (en_ratio){over ? -1 : 1, 1}, unit)))
            return false;
    }
}

en_status en_unit_read(en_unit_names *names, const en_plan_text *text, en_str owner, en_unit *unit)
{
    reader r = {.names = names, .text = text->text};
    size_t invalid = en_utf8_invalid(text->text.at, text->text.size);
    if (text->text.size > EN_UNIT_MOST_BYTES) r.fault = TOO_LARGE;
    else if (invalid < text->text.size) r.fault = MALFORMED, r.at = invalid;
    else if (read_product(&r, unit) && peek(&r) == '\0' && r.at == r.text.size) return EN_OK;
    else (void)fail(&r, MALFORMED);
    if (r.fault == NO_MEMORY) return EN_ERR_MEMORY;
    en_word rule = r.fault == TOO_LARGE ? EN_W_PLAN_UNIT_LARGE : EN_W_PLAN_UNIT_MALFORMED;
    (void)en_space_report(names->report, names->severity, rule, names->file, en_plan_text_place(text, r.at),
                          owner, text->text, 0, NULL);
    return EN_ERR_INPUT;
}
