/* A list of checks that a program made: what each looked at and what it found; shown for people and for
 * programs. */
#ifndef EN_CHECKS_H
#define EN_CHECKS_H

#include "words.h"

typedef enum en_check_state { EN_CHECK_NOT_DONE, EN_CHECK_HOLDS, EN_CHECK_FAILS } en_check_state;

typedef struct en_check {
    const char *name; /* NULL: there is no such check */
    en_word line;     /* what was looked at: {check}, {checked} */
    en_check_state state;
    uint64_t checked; /* how many files, wishes, rows … */
    en_report report;
} en_check;

/* A check that found something fails, done or not; says whether any did. */
bool en_checks_conclude(size_t count, en_check *checks);

/* To `out` a line for each check, its problems below it, and a last one that says whether all holds; to
 * `errors`, what is wrong with the input. */
void en_checks_show(en_text *out, en_text *errors, en_language language, const en_report *input, size_t count,
                    const en_check *checks, en_status status);

/* All of it as one JSON object. */
void en_checks_show_json(en_text *out, en_language language, const en_report *input, size_t count,
                         const en_check *checks, en_status status);

#endif
