/* Words in three languages. See words.h. */
#include "words.h"

#include "number.h"

#include <assert.h>

const char *en_word_template(en_language language, en_word word)
{
    return en_words_templates[language][word];
}

const char *en_word_key(en_word word) { return en_words_keys[word]; }

static const char *const tags[EN_LANGUAGE_COUNT] = {"en", "vi", "ja"};

const char *en_language_tag(en_language language) { return tags[language]; }

bool en_language_of(en_str tag, en_language *language)
{
    if (tag.size < 2 || (tag.size > 2 && !strchr("-_.@", tag.at[2]))) return false;
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++)
        if (memcmp(tag.at, tags[i], 2) == 0) {
            *language = (en_language)i;
            return true;
        }
    return false;
}

/* digits[0 … n) with the language's decimal sign and, if grouped, a separator between groups of three of the
 * whole part. */
static void add_digits(en_text *text, en_language language, en_str number, bool grouped)
{
    char group = language == EN_LANGUAGE_VI ? '.' : ',', point = language == EN_LANGUAGE_VI ? ',' : '.';
    if (number.size && *number.at == '-') {
        en_text_add_z(text, "−");
        number = (en_str){number.at + 1, number.size - 1};
    }
    size_t whole = 0;
    while (whole < number.size && number.at[whole] >= '0' && number.at[whole] <= '9') whole++;
    for (size_t i = 0; i < number.size; i++) {
        if (grouped && i > 0 && i < whole && (whole - i) % 3 == 0) en_text_add_char(text, group);
        en_text_add_char(text, number.at[i] == '.' ? point : number.at[i]);
    }
}

void en_words_add_int(en_text *text, en_language language, int64_t value)
{
    char buffer[EN_INT_MOST_BYTES];
    add_digits(text, language, (en_str){buffer, en_int_print(value, buffer)}, true);
}

static void add_real(en_text *text, en_language language, double value, int decimals, bool grouped)
{
    char buffer[EN_REAL_MOST_BYTES];
    size_t n = decimals < 0 ? en_real_print(value, buffer) : en_fixed_print(value, decimals, buffer);
    add_digits(text, language, (en_str){buffer, n}, grouped);
}

void en_words_add_real(en_text *text, en_language language, double value, int decimals)
{
    add_real(text, language, value, decimals, true);
}

void en_words_add_time(en_text *text, en_language language, double time, int decimals)
{
    add_real(text, language, time, decimals, false);
}

void en_words_add_date(en_text *text, en_language language, en_date date, bool spoken)
{
    static const en_word words[2][3] = {
        {EN_W_TRACK_DATE_YEAR, EN_W_TRACK_DATE_MONTH, EN_W_TRACK_DATE_DAY},
        {EN_W_TRACK_SPOKEN_YEAR, EN_W_TRACK_SPOKEN_MONTH, EN_W_TRACK_DATE_DAY},
    };
    static const char *const names[] = {"year", "month", "day"};
    const int values[] = {date.year, date.month, date.day};
    char parts[3][EN_INT_MOST_BYTES + 1];
    en_arg args[3];
    size_t count = date.day ? 3 : date.month ? 2 : 1;
    for (size_t i = 0; i < count; i++) {
        bool padded = i > 0 && values[i] < 10 && language == EN_LANGUAGE_EN; /* as tables have it */
        parts[i][0] = '0';
        args[i] =
            en_arg_str(names[i], (en_str){parts[i], padded + en_int_print(values[i], parts[i] + padded)});
    }
    if (en_date_given(date)) en_words_add(text, language, words[spoken][count - 1], count, args);
}

static const en_arg *find(en_str name, size_t arg_count, const en_arg *args)
{
    for (size_t i = 0; i < arg_count; i++)
        if (en_str_is(name, args[i].name)) return &args[i];
    return NULL;
}

static void add_arg(en_text *text, en_language language, const en_arg *arg)
{
    switch (arg->kind) {
    case EN_ARG_NONE: break;
    case EN_ARG_INT: en_words_add_int(text, language, arg->as.integer); break;
    case EN_ARG_REAL: en_words_add_real(text, language, arg->as.real, -1); break;
    case EN_ARG_TEXT: en_text_add(text, arg->as.text); break;
    case EN_ARG_TIME: en_words_add_time(text, language, arg->as.real, -1); break;
    case EN_ARG_WORD: en_text_add_z(text, en_word_template(language, arg->as.word)); break;
    }
}

/* The offset of the brace that closes the one at s[0]. The build has checked that there is one. */
static size_t closing(en_str s)
{
    size_t depth = 0, i = 0;
    for (; i < s.size; i++) {
        if (s.at[i] == '{') depth++;
        if (s.at[i] == '}' && --depth == 0) break;
    }
    return i;
}

static void add_template(en_text *text, en_language language, en_str s, size_t arg_count, const en_arg *args);

/* inside: `name` or `name|one|other`, without the braces. */
static void add_placeholder(en_text *text, en_language language, en_str inside, size_t arg_count,
                            const en_arg *args)
{
    const char *bar = memchr(inside.at, '|', inside.size);
    en_str name = {inside.at, bar ? (size_t)(bar - inside.at) : inside.size};
    const en_arg *arg = find(name, arg_count, args);
    assert(arg && "a message names an argument that its caller does not give");
    if (!arg) return;
    if (!bar) {
        add_arg(text, language, arg);
        return;
    }
    const char *end = inside.at + inside.size, *second = memchr(bar + 1, '|', (size_t)(end - bar - 1));
    assert(second);
    bool one = arg->kind == EN_ARG_INT ? arg->as.integer == 1 : arg->kind == EN_ARG_REAL && arg->as.real == 1;
    en_str form = one ? (en_str){bar + 1, (size_t)(second - bar - 1)}
                      : (en_str){second + 1, (size_t)(end - second - 1)};
    add_template(text, language, form, arg_count, args);
}

static void add_template(en_text *text, en_language language, en_str s, size_t arg_count, const en_arg *args)
{
    while (s.size > 0) {
        const char *brace = memchr(s.at, '{', s.size);
        size_t plain = brace ? (size_t)(brace - s.at) : s.size;
        en_text_add(text, (en_str){s.at, plain});
        s = (en_str){s.at + plain, s.size - plain};
        if (s.size == 0) return;
        size_t close = closing(s);
        add_placeholder(text, language, (en_str){s.at + 1, close - 1}, arg_count, args);
        s = (en_str){s.at + close + 1, s.size - close - 1};
    }
}

void en_words_add(en_text *text, en_language language, en_word word, size_t arg_count, const en_arg *args)
{
    add_template(text, language, en_str_of(en_word_template(language, word)), arg_count, args);
}

void en_words_add_problem(en_text *text, en_language language, const en_problem *problem)
{
    const en_where *where = &problem->where;
    if (where->file.size) {
        en_text_add(text, where->file);
        if (where->row) {
            en_text_add_char(text, ':');
            en_text_add_int(text, (int64_t)where->row);
        }
        en_text_add_z(text, ": ");
    }
    if (problem->severity == EN_WARNING) {
        en_text_add_z(text, en_word_template(language, EN_W_LABEL_WARNING));
        en_text_add_z(text, ": ");
    }
    en_text_add(text, where->column);
    if (where->value.size) {
        en_text_add_z(text, where->column.size ? " \"" : "\"");
        en_text_add(text, where->value);
        en_text_add_char(text, '"');
    }
    if (where->column.size || where->value.size) en_text_add_z(text, ": ");
    en_words_add(text, language, problem->rule, problem->arg_count, problem->args);
}

void en_words_add_report(en_text *text, en_language language, const en_report *report, size_t most,
                         const char *indent)
{
    size_t shown = report->kept < most ? report->kept : most;
    for (size_t i = 0; i < shown; i++) {
        en_text_add_z(text, indent);
        en_words_add_problem(text, language, &report->problems[i]);
        en_text_add_char(text, '\n');
    }
    en_arg more = en_arg_int("count", (int64_t)(report->errors + report->warnings - shown));
    if (more.as.integer == 0) return;
    en_text_add_z(text, indent);
    en_words_add(text, language, EN_W_CLI_MORE_PROBLEMS, 1, &more);
    en_text_add_char(text, '\n');
}

bool en_words_say(en_arena *arena, en_language language, en_word word, size_t arg_count, const en_arg *args,
                  en_str *said)
{
    en_text text = en_text_make(arena->allocator);
    en_words_add(&text, language, word, arg_count, args);
    char *copy = text.failed ? NULL : en_arena_copy(arena, text.at ? text.at : "", text.size);
    *said = (en_str){copy, copy ? text.size : 0};
    en_text_free(&text);
    return copy != NULL;
}
