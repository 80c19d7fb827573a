/* Rounds as the database keeps them: rules and tables, each a content (blobs.h). Texts are copied into the
 * arena that is given. What changes rules or tables raises the round's revision.
 */
#ifndef EN_ROUNDS_H
#define EN_ROUNDS_H

#include "db.h"
#include "words.h"

#define EN_ROUND_RULES    "round.json"
#define EN_ROUND_WORKBOOK "round.xlsx"

typedef struct en_stored_round {
    int64_t number; /* 0: there is none */
    en_str round;
    en_str title[EN_LANGUAGE_COUNT];
    bool synthetic;
    int64_t rules; /* the content of round.json */
    en_str made_at, made_by;
    int64_t revision;
} en_stored_round;

typedef struct en_stored_table {
    en_str name; /* "choices" */
    en_str file; /* "choices.csv", or EN_ROUND_WORKBOOK */
    int64_t blob;
    en_str sha256;
    uint64_t size; /* of the file */
    uint64_t rows; /* below the header */
    en_str at;
} en_stored_table;

/* The round is added with its rules; round->number and revision are set. en_db_was_duplicate after a failure
 * says that the id is taken. */
EN_MUST_USE en_status en_rounds_add(en_db *db, en_stored_round *round, en_report *report);
EN_MUST_USE en_status en_rounds_get(en_db *db, en_str id, en_arena *arena, en_report *report,
                                    en_stored_round *round);

/* Titles and the content of the rules. */
EN_MUST_USE en_status en_rounds_put_rules(en_db *db, const en_stored_round *round, en_report *report);
EN_MUST_USE en_status en_rounds_remove(en_db *db, int64_t number, en_report *report);

/* A page of rounds: by time, newest first, or by id; turned is the other way round. */
typedef struct en_rounds_page {
    bool by_id, turned, with_results_only;
    en_str after; /* made_at or id of the last round of the page before; empty: from the start */
    int64_t after_number;
    size_t limit;
} en_rounds_page;
EN_MUST_USE en_status en_rounds_list(en_db *db, const en_rounds_page *page, en_arena *arena,
                                     en_report *report, en_stored_round *rounds, size_t *count);

/* The tables by name. */
EN_MUST_USE en_status en_rounds_tables(en_db *db, int64_t number, en_arena *arena, en_report *report,
                                       en_stored_table **tables, size_t *count);

/* Puts a table: a new one, or in the place of that of the same name. */
EN_MUST_USE en_status en_rounds_put_table(en_db *db, int64_t number, const en_stored_table *table,
                                          en_report *report);

/* Removes the tables of a file; all tables where it is empty. */
EN_MUST_USE en_status en_rounds_remove_tables(en_db *db, int64_t number, en_str file, en_report *report);

#endif
