/* Eligibility of a round: one expression over the columns of applicants.csv and places.csv, such as
 * `jlpt >= place.min_jlpt and degree in ("master", "doctor")`. docs/eligibility.md has the language.
 *
 * The text is compiled once, against the headers of both tables, into a flat tree of typed nodes. The cells
 * of the columns that it names are read into arrays, once a row, while the tables are read; testing a pair
 * then walks the tree over these arrays and allocates nothing. Logic is three-valued (S. C. Kleene,
 * "Introduction to metamathematics", 1952, section 64): an empty cell is unknown, and unknown is not
 * eligible.
 */
#ifndef EN_ELIGIBILITY_H
#define EN_ELIGIBILITY_H

#include "attribute.h"
#include "words.h"

typedef struct en_eligibility en_eligibility;

/* What is compiled. Borrowed, until the rows are read. */
typedef struct en_eligibility_source {
    en_str text;               /* at NULL: no expression, everyone is eligible */
    en_str file;               /* where it stands, for messages: "round.json" */
    const en_attribute *types; /* `columns` of round.json */
    size_t type_count;
    const en_table *applicants, *places; /* opened: their headers are used */
} en_eligibility_source;

typedef enum en_eligibility_table {
    EN_ELIGIBILITY_APPLICANTS,
    EN_ELIGIBILITY_PLACES,
    EN_ELIGIBILITY_TABLES
} en_eligibility_table;

/* Compiles; reports every fault with its line and column (1-based, in characters) as far as the syntax holds.
 * The result lives in the arena. O(text · log text + columns). */
EN_MUST_USE en_status en_eligibility_compile(const en_eligibility_source *source, en_arena *arena,
                                             en_report *report, en_eligibility **eligibility);

/* Makes room for `most` rows of a table. To be called once for each table, before its rows are taken. */
EN_MUST_USE bool en_eligibility_reserve(en_eligibility *eligibility, en_eligibility_table table, size_t most);

/* Takes the record that was read last, as row `row` (the index of the applicant or place): checks the cells
 * of all columns that have a type, and keeps those that the expression names. row EN_IDS_NONE: only checks.
 * EN_ERR_INPUT after reporting to csv->report. For one thread at a time. */
EN_MUST_USE en_status en_eligibility_take(en_eligibility *eligibility, en_eligibility_table table,
                                          const en_csv *csv, uint32_t row);

/* Whether the expression is true of this applicant and this place. Thread-safe; O(text), no allocation. */
EN_MUST_USE bool en_eligibility_test(const en_eligibility *eligibility, uint32_t applicant, uint32_t place);

/* The column that decided that it is not: the name of a column of applicants.csv, or `place.NAME`. For pairs
 * that fail the test. The text lives as long as the arena. */
en_str en_eligibility_column(const en_eligibility *eligibility, uint32_t applicant, uint32_t place);

/* True if there is an expression. Without one every pair passes the test. */
bool en_eligibility_given(const en_eligibility *eligibility);

/* Adds the expression in words: "jlpt at least the place's min_jlpt, and degree one of master, doctor". */
void en_eligibility_add_words(en_text *text, en_language language, const en_eligibility *eligibility);

#endif
