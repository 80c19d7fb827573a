/* Words and numbers. See speech.h. */
#include "speech.h"

#include "number.h"

#include <math.h>
#include <stdio.h>

en_str speech_say(speech *s, en_word word, size_t arg_count, const en_arg *args)
{
    en_str said;
    if (!en_words_say(s->arena, s->language, word, arg_count, args, &said)) s->failed = true;
    return said;
}

/* The text in the arena; the text itself is freed. */
static en_str keep(speech *s, en_text *text)
{
    char *kept = text->failed ? NULL : en_arena_copy(s->arena, text->at, text->size);
    en_str said = kept ? (en_str){kept, text->size} : (en_str){0};
    s->failed = s->failed || !kept;
    en_text_free(text);
    return said;
}

enum { DIGITS = 4, MOST_DECIMALS = 9 };

/* `most` or less, without zeros at the end. */
static int without_zeros(double value, int most)
{
    char digits[EN_REAL_MOST_BYTES];
    size_t n = en_fixed_print(value, most, digits);
    while (most > 0 && n > 0 && digits[--n] == '0') most--;
    return most;
}

/* How many decimals leave the digits that count. */
static int decimals_of(double value)
{
    double size = fabs(value);
    int decimals = DIGITS - 1;
    while (decimals > 0 && size >= 10) {
        size /= 10;
        decimals--;
    }
    while (decimals < MOST_DECIMALS && size < 1) {
        size *= 10;
        decimals++;
    }
    return without_zeros(value, decimals);
}

/* The nearest number of so many digits, for what is written with a power of ten. */
static double rounded(double value)
{
    char digits[EN_REAL_MOST_BYTES];
    double near = value;
    int n = snprintf(digits, sizeof digits, "%.*e", DIGITS - 1, value);
    return en_real_round((en_str){digits, (size_t)n}, &near) == EN_NUMBER_FINE ? near : value;
}

/* Whether a number is written without a power of ten. */
static bool is_plain(double value)
{
    const double most_plain = 1e15, least_plain = 1e-6;
    return value == 0 || (fabs(value) < most_plain && fabs(value) >= least_plain);
}

static void add_number(speech *s, en_text *text, double value)
{
    if (is_plain(value)) en_words_add_real(text, s->language, value, decimals_of(value));
    else en_words_add_real(text, s->language, rounded(value), -1);
}

en_str speech_number(speech *s, double value)
{
    en_text text = en_text_make(s->arena->allocator);
    add_number(s, &text, value);
    return keep(s, &text);
}

en_str speech_signed(speech *s, double value)
{
    en_text text = en_text_make(s->arena->allocator);
    if (value > 0) en_text_add_char(&text, '+');
    add_number(s, &text, value);
    return keep(s, &text);
}

/* Han and kana follow a number without a blank, and so does a percent sign. */
static bool stands_close(en_str unit)
{
    unsigned char first = (unsigned char)*unit.at;
    return first == '%' || (first >= 0xE3 && first <= 0xE9) || first == 0xEF;
}

en_str speech_with_unit(speech *s, en_str said, en_str unit)
{
    en_text text = en_text_make(s->arena->allocator);
    en_text_add(&text, said);
    if (unit.size && !stands_close(unit)) en_text_add_char(&text, ' ');
    en_text_add(&text, unit);
    return keep(s, &text);
}

en_str speech_amount(speech *s, double value, en_str unit)
{
    return speech_with_unit(s, speech_number(s, value), unit);
}

/* One end of a range, with so many decimals more than usual; a year has those that it needs, and no groups.
 */
static en_str range_end(speech *s, double value, int more, bool is_year)
{
    en_text text = en_text_make(s->arena->allocator);
    char digits[EN_REAL_MOST_BYTES];
    int decimals = (is_year ? DIGITS : decimals_of(value)) + more;
    decimals = without_zeros(value, decimals < MOST_DECIMALS ? decimals : MOST_DECIMALS);
    size_t n = en_fixed_print(value, decimals, digits);
    for (size_t i = 0; i < n; i++)
        if (digits[i] == '.' && s->language == EN_LANGUAGE_VI) digits[i] = ',';
    if (!is_plain(value)) add_number(s, &text, value);
    else if (is_year) en_text_add(&text, (en_str){digits, n});
    else en_words_add_real(&text, s->language, value, decimals);
    return keep(s, &text);
}

void speech_range(speech *s, double low, double high, bool are_years, en_str *low_said, en_str *high_said)
{
    for (int more = 0; more <= MOST_DECIMALS; more++) {
        *low_said = range_end(s, low, more, are_years);
        *high_said = range_end(s, high, more, are_years);
        if (low == high || !en_str_equal(*low_said, *high_said)) return;
    }
}

en_str speech_time(speech *s, double time, bool is_year)
{
    if (!is_year) return speech_number(s, time);
    en_text text = en_text_make(s->arena->allocator);
    if (time == nearbyint(time) && time >= EN_DATE_FIRST_YEAR && time <= EN_DATE_LAST_YEAR)
        en_words_add_date(&text, s->language, (en_date){.year = (int16_t)time}, false);
    else en_words_add_time(&text, s->language, time, without_zeros(time, DIGITS));
    return keep(s, &text);
}

en_str speech_join(speech *s, const char *between, size_t count, const en_str *parts)
{
    en_text text = en_text_make(s->arena->allocator);
    for (size_t i = 0; i < count; i++) {
        if (!parts[i].size) continue;
        if (text.size) en_text_add_z(&text, between);
        en_text_add(&text, parts[i]);
    }
    return keep(s, &text);
}
