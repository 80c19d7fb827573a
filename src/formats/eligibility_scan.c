/* The tokens of an eligibility expression. See eligibility_parts.h. */
#include "eligibility_parts.h"

static en_str source_text(const compiler *c) { return c->source->text; }

/* Line and position in it, both from 1; positions count characters. */
static void locate(en_str text, size_t at, int64_t *line, int64_t *position)
{
    *line = *position = 1;
    for (size_t i = 0; i < at; i++) {
        bool starts = ((unsigned char)text.at[i] & 0xC0) != 0x80;
        *position = text.at[i] == '\n' ? 1 : *position + starts;
        *line += text.at[i] == '\n';
    }
}

void eligibility_fault(compiler *c, en_word rule, uint32_t at, uint32_t size, size_t count,
                       const en_arg *args)
{
    int64_t line, position;
    if (c->stopped) return;
    locate(source_text(c), at, &line, &position);
    en_arg all[EN_REPORT_ARGS] = {en_arg_int("line", line), en_arg_int("position", position)};
    for (size_t i = 0; i < count; i++) all[2 + i] = args[i];
    en_where where = {.file = c->source->file, .column = en_str_of("eligibility")};
    if (size > 0) where.value = (en_str){source_text(c).at + at, size};
    (void)en_report_add(c->report, EN_ERROR, rule, where, 2 + count, all);
    c->faulty = true;
}

uint32_t eligibility_stop(compiler *c, en_word rule, token at, size_t count, const en_arg *args)
{
    eligibility_fault(c, rule, at.at, at.size, count, args);
    c->stopped = true;
    c->token = (token){.kind = TOKEN_END};
    return ELIGIBILITY_NONE;
}

uint32_t eligibility_no_memory(compiler *c)
{
    c->out_of_memory = c->stopped = true;
    c->token = (token){.kind = TOKEN_END};
    return ELIGIBILITY_NONE;
}

/* The code point at the offset, which is well-formed, and its size. */
static uint32_t decode(en_str s, size_t at, size_t *size)
{
    const unsigned char *p = (const unsigned char *)s.at + at;
    *size = *p < 0x80 ? 1 : *p < 0xE0 ? 2 : *p < 0xF0 ? 3 : 4;
    uint32_t point = *size == 1 ? *p : *p & (0x7Fu >> *size);
    for (size_t i = 1; i < *size; i++) point = point << 6 | (p[i] & 0x3Fu);
    return point;
}

static bool is_between(uint32_t point, uint32_t first, uint32_t last)
{
    return point - first <= last - first;
}

static bool is_blank(uint32_t point)
{
    return point == ' ' || point == '\t' || point == '\n' || point == '\r' || point == 0xA0 ||
           point == 0x3000;
}

static bool is_digit(uint32_t point) { return is_between(point, '0', '9'); }

/* Beyond ASCII all but signs, punctuation and blanks, and the fullwidth forms of them: `≥`, `“`, `（` typed
 * by an input method must not become part of a name. */
static bool is_letter(uint32_t point)
{
    if (point < 0x80) return is_between(point | 0x20, 'a', 'z') || point == '_';
    static const uint32_t others[][2] = {{0x80, 0xBF},     {0xD7, 0xD7},     {0xF7, 0xF7},
                                         {0x2000, 0x2BFF}, {0x3000, 0x3004}, {0x3008, 0x3020},
                                         {0xFF00, 0xFF0F}, {0xFF1A, 0xFF20}, {0xFF3B, 0xFF40},
                                         {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFF}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (is_between(point, others[i][0], others[i][1])) return false;
    return true;
}

static uint32_t point_at(const compiler *c, size_t at, size_t *size)
{
    *size = 0;
    return at < source_text(c).size ? decode(source_text(c), at, size) : 0;
}

static token make(token_kind kind, size_t at, size_t end)
{
    return (token){.kind = kind, .at = (uint32_t)at, .size = (uint32_t)(end - at)};
}

static token stop_at(compiler *c, en_word rule, size_t at, size_t end)
{
    (void)eligibility_stop(c, rule, make(TOKEN_END, at, end), 0, NULL);
    return c->token;
}

static size_t name_end(const compiler *c, size_t at)
{
    size_t size;
    for (uint32_t point; (point = point_at(c, at, &size)), size && (is_letter(point) || is_digit(point));)
        at += size;
    return at;
}

static token_kind keyword(en_str name)
{
    static const struct {
        const char *name;
        token_kind kind;
    } words[] = {{"and", TOKEN_AND},   {"or", TOKEN_OR},       {"not", TOKEN_NOT},    {"in", TOKEN_IN},
                 {"is", TOKEN_IS},     {"empty", TOKEN_EMPTY}, {"if", TOKEN_IF},      {"then", TOKEN_THEN},
                 {"else", TOKEN_ELSE}, {"true", TOKEN_TRUE},   {"false", TOKEN_FALSE}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (en_str_is(name, words[i].name)) return words[i].kind;
    return TOKEN_NAME;
}

/* What stands between the quotes, in which the closing one is doubled. */
static token scan_quoted(compiler *c, token_kind kind, size_t start, char close, en_word unclosed)
{
    en_str s = source_text(c);
    size_t begin = c->at + 1, end = begin, doubled = 0;
    for (; end < s.size; end++) {
        if (s.at[end] != close) continue;
        if (end + 1 >= s.size || s.at[end + 1] != close) break;
        doubled++;
        end++;
    }
    if (end >= s.size) return stop_at(c, unclosed, c->at, c->at + 1);
    token t = make(kind, start, end + 1);
    t.text = (en_str){s.at + begin, end - begin};
    c->at = end + 1;
    if (doubled == 0) return t;
    char *plain = en_arena_raw(c->arena, t.text.size - doubled, 1);
    if (!plain) (void)eligibility_no_memory(c);
    if (!plain) return c->token;
    for (size_t i = begin, n = 0; i < end; i += s.at[i] == close ? 2 : 1) plain[n++] = s.at[i];
    t.text = (en_str){plain, t.text.size - doubled};
    return t;
}

static token scan_bracketed(compiler *c, token_kind kind, size_t start)
{
    return scan_quoted(c, kind, start, ']', EN_W_ELIGIBILITY_UNCLOSED_NAME);
}

/* A name, a keyword, or `place.` with a name or a [name] behind it. */
static token scan_name(compiler *c)
{
    en_str s = source_text(c);
    size_t start = c->at, end = name_end(c, start), size;
    en_str name = {s.at + start, end - start};
    c->at = end;
    if (!en_str_is(name, "place") || end >= s.size || s.at[end] != '.') {
        token t = make(keyword(name), start, end);
        t.text = name;
        return t;
    }
    c->at = ++end;
    uint32_t point = point_at(c, end, &size);
    if (point == '[') return scan_bracketed(c, TOKEN_PLACE_NAME, start);
    if (size == 0 || !is_letter(point)) return stop_at(c, EN_W_ELIGIBILITY_NAME_MISSING, start, end);
    c->at = name_end(c, end);
    token t = make(TOKEN_PLACE_NAME, start, c->at);
    t.text = (en_str){s.at + end, c->at - end};
    return t;
}

static size_t digits_end(const compiler *c, size_t at)
{
    en_str s = source_text(c);
    while (at < s.size && is_digit((unsigned char)s.at[at])) at++;
    return at;
}

static token scan_number(compiler *c)
{
    en_str s = source_text(c);
    size_t start = c->at, end = digits_end(c, start), size;
    if (end < s.size && s.at[end] == '.') end = digits_end(c, end + 1);
    if (end < s.size && (s.at[end] == 'e' || s.at[end] == 'E')) {
        bool is_signed = end + 1 < s.size && (s.at[end + 1] == '-' || s.at[end + 1] == '+');
        end = digits_end(c, end + 1 + is_signed);
    }
    uint32_t point = point_at(c, end, &size);
    if (size && is_letter(point)) return stop_at(c, EN_W_ELIGIBILITY_NOT_NUMBER, start, name_end(c, end));
    c->at = end;
    token t = make(TOKEN_NUMBER, start, end);
    t.text = (en_str){s.at + start, end - start};
    return t;
}

/* `=` and `<>` mean something elsewhere, and are refused with what to write. */
static token scan_sign(compiler *c, uint32_t point, size_t size)
{
    static const struct {
        char text[3];
        token_kind kind;
    } signs[] = {{"==", TOKEN_EQUAL}, {"!=", TOKEN_UNEQUAL}, {"<=", TOKEN_AT_MOST}, {">=", TOKEN_AT_LEAST},
                 {"<>", TOKEN_END},   {"<", TOKEN_LESS},     {">", TOKEN_MORE},     {"(", TOKEN_OPEN},
                 {")", TOKEN_CLOSE},  {",", TOKEN_COMMA},    {"+", TOKEN_PLUS},     {"-", TOKEN_MINUS},
                 {"*", TOKEN_TIMES},  {"/", TOKEN_DIVIDE}};
    en_str s = source_text(c);
    size_t start = c->at;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t n = strlen(signs[i].text);
        if (s.size - start < n || memcmp(s.at + start, signs[i].text, n) != 0) continue;
        if (signs[i].kind == TOKEN_END) return stop_at(c, EN_W_ELIGIBILITY_ANGLES, start, start + n);
        c->at = start + n;
        return make(signs[i].kind, start, start + n);
    }
    return stop_at(c, point == '=' ? EN_W_ELIGIBILITY_SINGLE_EQUALS : EN_W_ELIGIBILITY_CHARACTER, start,
                   start + size);
}

void eligibility_advance(compiler *c)
{
    size_t size;
    uint32_t point;
    if (c->stopped) return;
    while ((point = point_at(c, c->at, &size)), size && is_blank(point)) c->at += size;
    if (size == 0) c->token = make(TOKEN_END, c->at, c->at);
    else if (is_letter(point)) c->token = scan_name(c);
    else if (is_digit(point)) c->token = scan_number(c);
    else if (point == '[') c->token = scan_bracketed(c, TOKEN_NAME, c->at);
    else if (point == '"' || point == '\'')
        c->token = scan_quoted(c, TOKEN_TEXT, c->at, (char)point, EN_W_ELIGIBILITY_UNCLOSED_TEXT);
    else c->token = scan_sign(c, point, size);
}
