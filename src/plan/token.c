/* The tokens of an equation. See token.h. */
#include "token.h"

#include "number.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* A character that may stand inside a name; the no-break space is looked at apart. */
static bool is_of_a_name(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 0x80 || ((u | 0x20) >= 'a' && (u | 0x20) <= 'z') || is_digit(c) || c == '_' || c == '$';
}

static bool is_no_break_space(en_str s, size_t at)
{
    return at + 1 < s.size && (unsigned char)s.at[at] == 0xC2 && (unsigned char)s.at[at + 1] == 0xA0;
}

static bool continues_name(en_str s, size_t at)
{
    return at < s.size && is_of_a_name(s.at[at]) && !is_no_break_space(s, at);
}

static bool starts_name(en_str s, size_t at)
{
    return at < s.size && (s.at[at] == '"' || (continues_name(s, at) && !is_digit(s.at[at])));
}

/* The offset behind blanks and comments; *unclosed: it is that of a comment without an end. */
static size_t skip(en_str s, size_t at, bool *unclosed)
{
    while (at < s.size) {
        if ((unsigned char)s.at[at] <= ' ') {
            at++;
        } else if (is_no_break_space(s, at)) {
            at += 2;
        } else if (s.at[at] == '{') {
            const char *end = memchr(s.at + at, '}', s.size - at);
            *unclosed = end == NULL;
            if (!end) return at;
            at = (size_t)(end - s.at) + 1;
        } else {
            break;
        }
    }
    return at;
}

static en_lex_token token(en_lex_kind kind, size_t at, size_t end)
{
    return (en_lex_token){.kind = kind, .at = (uint32_t)at, .size = (uint32_t)(end - at)};
}

static en_lex_token fault(en_word rule, size_t at, size_t end)
{
    en_lex_token t = token(EN_LEX_FAULT, at, end);
    t.rule = rule;
    return t;
}

static size_t skip_digits(en_str s, size_t at)
{
    while (at < s.size && is_digit(s.at[at])) at++;
    return at;
}

/* The value of digits, where one side of the point may have none. */
static en_number_fault read_number(en_str s, double *value)
{
    enum { MOST = 400 };
    char buffer[MOST + 1] = "0"; /* ".5" is read as "0.5" */
    if (s.size > MOST) return EN_NUMBER_TOO_PRECISE;
    memcpy(buffer + 1, s.at, s.size);
    en_str number = s.at[0] == '.' ? (en_str){buffer, s.size + 1} : (en_str){buffer + 1, s.size};
    char *point = memchr(buffer, '.', s.size + 1);
    if (point && (point == buffer + s.size || !is_digit(point[1]))) { /* "14." and "14.e3" */
        memmove(point, point + 1, (size_t)(buffer + s.size - point));
        number.size--;
    }
    return en_real_round(number, value);
}

static en_lex_token lex_number(en_str s, size_t at)
{
    size_t end = skip_digits(s, at);
    if (end < s.size && s.at[end] == '.') end = skip_digits(s, end + 1);
    if (end < s.size && (s.at[end] | 0x20) == 'e') {
        size_t sign = end + 1 < s.size && (s.at[end + 1] == '+' || s.at[end + 1] == '-');
        size_t exponent = skip_digits(s, end + 1 + sign);
        if (exponent > end + 1 + sign) end = exponent;
    }
    size_t behind = end;
    while (behind < s.size && (continues_name(s, behind) || s.at[behind] == '.')) behind++;
    if (behind > end) return fault(EN_W_PLAN_NUMBER_MALFORMED, at, behind);
    en_lex_token t = token(EN_LEX_NUMBER, at, end);
    en_number_fault wrong = read_number((en_str){s.at + at, end - at}, &t.number);
    if (wrong == EN_NUMBER_FINE) return t;
    return fault(wrong == EN_NUMBER_OUT_OF_RANGE ? EN_W_PLAN_NUMBER_RANGE : EN_W_PLAN_NUMBER_LONG, at, end);
}

/* Behind the quote that closes the one at `at`, or 0. */
static size_t skip_quoted(en_str s, size_t at)
{
    for (size_t i = at + 1; i < s.size; i++) {
        if (s.at[i] == '"') return i + 1;
        if (s.at[i] == '\\') i++;
    }
    return 0;
}

static size_t skip_bare(en_str s, size_t at)
{
    for (;;) {
        while (continues_name(s, at)) at++;
        size_t behind = at;
        while (is_no_break_space(s, behind)) behind += 2;
        if (behind == at || !continues_name(s, behind)) return at;
        at = behind;
    }
}

static bool is_word(en_str s, const char *word)
{
    size_t i = 0;
    for (; i < s.size && word[i]; i++)
        if ((s.at[i] | 0x20) != word[i]) return false;
    return i == s.size && !word[i];
}

static en_lex_kind kind_of_word(en_str s)
{
    static const struct {
        const char *word;
        en_lex_kind kind;
    } words[] = {{"mod", EN_LEX_MODULO}, {"not", EN_LEX_NOT},   {"and", EN_LEX_AND},  {"or", EN_LEX_OR},
                 {"if", EN_LEX_IF},      {"then", EN_LEX_THEN}, {"else", EN_LEX_ELSE}};
    if (s.size <= 4)
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            if (is_word(s, words[i].word)) return words[i].kind;
    return EN_LEX_NAME;
}

/* Names joined by points without blanks; the first may be left out. */
static en_lex_token lex_name(en_str s, size_t at)
{
    size_t end = at;
    if (s.at[end] == '.') end++;
    for (;;) {
        if (s.at[end] == '"') {
            size_t close = skip_quoted(s, end);
            if (close == 0) return fault(EN_W_PLAN_UNCLOSED_QUOTE, end, end + 1);
            end = close;
        } else {
            end = skip_bare(s, end);
        }
        if (end == s.size || s.at[end] != '.') break;
        if (!starts_name(s, end + 1)) return fault(EN_W_PLAN_NAME_AFTER_POINT, at, end + 1);
        end++;
    }
    return token(kind_of_word((en_str){s.at + at, end - at}), at, end);
}

static en_lex_token lex_sign(en_str s, size_t at)
{
    static const char signs[] = "()[],:@'^*/+-<>=";
    static const en_lex_kind kinds[] = {EN_LEX_OPEN,
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
                                        EN_LEX_PLUS,
                                        EN_LEX_MINUS,
                                        EN_LEX_LESS,
                                        EN_LEX_MORE,
                                        EN_LEX_EQUAL};
    char c = s.at[at], next = at + 1 < s.size ? s.at[at + 1] : '\0';
    const char *found = memchr(signs, c, sizeof signs - 1);
    if (!found) return fault(EN_W_PLAN_CHARACTER, at, at + 1);
    if (c == '<' && next == '>') return token(EN_LEX_NOT_EQUAL, at, at + 2);
    if (c == '<' && next == '=') return token(EN_LEX_NOT_MORE, at, at + 2);
    if (c == '>' && next == '=') return token(EN_LEX_NOT_LESS, at, at + 2);
    return token(kinds[found - signs], at, at + 1);
}

en_lex_token en_lex_next(en_str text, size_t at)
{
    bool unclosed = false;
    at = skip(text, at, &unclosed);
    if (unclosed) return fault(EN_W_PLAN_UNCLOSED_COMMENT, at, at + 1);
    if (at == text.size) return token(EN_LEX_END, at, at);
    bool is_point = text.at[at] == '.';
    if (is_digit(text.at[at]) || (is_point && at + 1 < text.size && is_digit(text.at[at + 1])))
        return lex_number(text, at);
    if (starts_name(text, is_point ? at + 1 : at)) return lex_name(text, at);
    return lex_sign(text, at);
}
