/* Words in three languages. The catalogues words/{en,vi,ja}.json become tables at build time; a word is an
 * enumerator, so that code cannot name a message that does not exist.
 *
 * A message holds placeholders: {name} takes the argument of that name, {name|one seat|{name} seats} chooses
 * by it being 1.
 */
#ifndef EN_WORDS_H
#define EN_WORDS_H

#include "date.h"
#include "json.h"

typedef enum en_language { EN_LANGUAGE_EN, EN_LANGUAGE_VI, EN_LANGUAGE_JA, EN_LANGUAGE_COUNT } en_language;

/* The message as the catalogue has it. */
const char *en_word_template(en_language language, en_word word);

/* The key of the word in the catalogues, such as "csv.unclosed-quote". */
const char *en_word_key(en_word word);

/* The language of a tag such as "vi", "ja_JP.UTF-8" or "en-GB"; false if it is none of the three. */
bool en_language_of(en_str tag, en_language *language);

/* What ENISHI_LANG, LC_ALL, LC_MESSAGES or LANG asks for, the first of them that is set; English if that is
 * none of the three. */
en_language en_language_of_environment(void);

/* The tag: "en", "vi" or "ja". */
const char *en_language_tag(en_language language);

/* Adds the message with its arguments put in. Numbers are written with the digit groups of the language. */
void en_words_add(en_text *text, en_language language, en_word word, size_t arg_count, const en_arg *args);

/* The same as a text of its own in the arena. False when memory is out; *said is then empty. */
EN_MUST_USE bool en_words_say(en_arena *arena, en_language language, en_word word, size_t arg_count,
                              const en_arg *args, en_str *said);

/* Adds value with digit groups: 50,000 in English and Japanese, 50.000 in Vietnamese. decimals < 0: as many
 * as needed. */
void en_words_add_real(en_text *text, en_language language, double value, int decimals);
void en_words_add_int(en_text *text, en_language language, int64_t value);

/* Adds a time of a model, or a length of its time, without digit groups: 2031.5 in English and Japanese,
 * 2031,5 in Vietnamese. decimals < 0: as many as needed. */
void en_words_add_time(en_text *text, en_language language, double time, int decimals);

/* Adds a date as people write it: "2029-03" in English, "3/2029" in Vietnamese, "2029年3月" in Japanese;
 * nothing for none. Spoken, inside a sentence: "tháng 3/2029", "năm 2030" in Vietnamese. */
void en_words_add_date(en_text *text, en_language language, en_date date, bool spoken);

/* Adds a problem as one line without line end: `choices.csv:17: rank "x": not a whole number`. */
void en_words_add_problem(en_text *text, en_language language, const en_problem *problem);

/* Adds the first `most` problems, each a line behind the indent, and how many more there are. */
void en_words_add_report(en_text *text, en_language language, const en_report *report, size_t most,
                         const char *indent);

/* A problem as a JSON object: rule, file, row, column, value, the arguments that are text, and the message.
 */
void en_words_add_problem_json(en_json *json, en_language language, const en_problem *problem);

#endif
