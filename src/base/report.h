/* What went wrong, as data: rule, place and arguments. Words come later, from the catalogues.
 *
 * A report is owned by the caller and bounded: the first EN_REPORT_MOST problems are kept in full, the rest
 * are counted. Several threads never share a report: each has its own, and en_report_join puts them together
 * in the order of the input.
 */
#ifndef EN_REPORT_H
#define EN_REPORT_H

#include "str.h"
#include "words_gen.h"

enum { EN_REPORT_MOST = 1000, EN_REPORT_ARGS = 4, EN_REPORT_VALUE_COLUMNS = 60 };

typedef enum en_severity { EN_WARNING, EN_ERROR } en_severity;

/* A time is a real number that is written without groups of digits: 2031.5. */
typedef enum en_arg_kind {
    EN_ARG_NONE,
    EN_ARG_INT,
    EN_ARG_REAL,
    EN_ARG_TEXT,
    EN_ARG_WORD,
    EN_ARG_TIME
} en_arg_kind;

/* One named argument of a message. Text is borrowed by the caller's call, and copied by a report. */
typedef struct en_arg {
    const char *name;
    en_arg_kind kind;
    union {
        int64_t integer;
        double real;
        en_str text;
        en_word word;
    } as;
} en_arg;

static inline en_arg en_arg_int(const char *name, int64_t value)
{
    return (en_arg){name, EN_ARG_INT, {.integer = value}};
}
static inline en_arg en_arg_real(const char *name, double value)
{
    return (en_arg){name, EN_ARG_REAL, {.real = value}};
}
static inline en_arg en_arg_time(const char *name, double value)
{
    return (en_arg){name, EN_ARG_TIME, {.real = value}};
}
static inline en_arg en_arg_str(const char *name, en_str value)
{
    return (en_arg){name, EN_ARG_TEXT, {.text = value}};
}
static inline en_arg en_arg_text(const char *name, const char *value)
{
    return en_arg_str(name, en_str_of(value));
}
static inline en_arg en_arg_word(const char *name, en_word value)
{
    return (en_arg){name, EN_ARG_WORD, {.word = value}};
}

/* Where: any part may be missing (NULL text, row 0); a value may be there and empty. Rows count as a
 * spreadsheet shows them: the header is row 1. */
typedef struct en_where {
    en_str file;
    uint64_t row;
    en_str column;
    en_str value;
} en_where;

typedef struct en_problem {
    en_word rule;
    en_severity severity;
    en_where where;
    en_arg args[EN_REPORT_ARGS];
    size_t arg_count;
} en_problem;

typedef struct en_report {
    en_arena arena;
    en_problem *problems; /* in the order in which they were found */
    size_t kept, capacity;
    uint64_t errors, warnings; /* all, kept or not */
    bool out_of_memory;
} en_report;

en_report en_report_make(const en_allocator *allocator);
void en_report_free(en_report *report);

/* Records a problem; returns EN_ERR_INPUT for an error and EN_OK for a warning, so that a check can end with
 * it. Copies its texts. `value` is shortened for people. A NULL report takes nothing. */
en_status en_report_add(en_report *report, en_severity severity, en_word rule, en_where where,
                        size_t arg_count, const en_arg *args);

/* The common case: an error without arguments. */
en_status en_report_error(en_report *report, en_word rule, en_where where);

/* What went wrong without a word: where a status other than EN_OK comes with no problem that says why (for a
 * limit a warning says it), a problem that says so is added. Cancelling and lack of memory need none. */
void en_report_settle(en_report *report, en_status status);

/* Moves what `from` holds behind what `into` holds. */
void en_report_join(en_report *into, en_report *from);

#endif
