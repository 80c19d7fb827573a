/* Words and numbers of a picture, as texts in its arena.
 *
 * A number is rounded for reading: to four digits that count, and never before the point; the mark it belongs
 * to has all of its digits as data. Lack of memory is kept until the picture is done.
 */
#ifndef EN_SPEECH_H
#define EN_SPEECH_H

#include "words.h"

typedef struct speech {
    en_arena *arena;
    en_language language;
    bool failed; /* memory ran out: texts are empty */
} speech;

en_str speech_say(speech *s, en_word word, size_t arg_count, const en_arg *args);
static inline en_str speech_word(speech *s, en_word word)
{
    return en_str_of(en_word_template(s->language, word));
}

en_str speech_number(speech *s, double value);

/* With its sign, also where it is above zero. */
en_str speech_signed(speech *s, double value);

/* "50,000 persons", "50,000人", "3%". */
en_str speech_amount(speech *s, double value, en_str unit);

/* The ends of a range: with the digits that tell one from the other, and years without groups of digits. */
void speech_range(speech *s, double low, double high, bool are_years, en_str *low_said, en_str *high_said);

/* A number that is said already, with its unit. */
en_str speech_with_unit(speech *s, en_str said, en_str unit);

/* "2030", "2030年"; a time that is no whole year, or of another unit, is a number. */
en_str speech_time(speech *s, double time, bool is_year);

/* The texts that are not empty, one behind the other. */
en_str speech_join(speech *s, const char *between, size_t count, const en_str *parts);

#endif
