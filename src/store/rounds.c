/* Rounds and their tables. See rounds.h. */
#include "rounds.h"

#include "reading.h"

#define ROUND_COLUMNS                                                                                        \
    "number, round, title_en, title_vi, title_ja, synthetic, rules, made_at, made_by, revision"

en_status en_rounds_add(en_db *db, en_stored_round *round, en_report *report)
{
    en_statement *s = en_db_prepare(db,
                                    "INSERT INTO rounds (round, title_en, title_vi, title_ja, synthetic, "
                                    "rules, made_at, made_by, revision)"
                                    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
                                    report);
    en_bind_text(s, 1, round->round);
    en_bind_texts(s, 2, round->title);
    en_bind_int(s, 5, round->synthetic);
    en_bind_int(s, 6, round->rules);
    en_bind_text(s, 7, round->made_at);
    en_bind_text_or_empty(s, 8, round->made_by);
    en_status status = en_db_run(s, report, NULL);
    if (status != EN_OK) return status;
    round->number = en_db_inserted(db);
    round->revision = 1;
    return EN_OK;
}

static void read_round(en_columns *columns, en_stored_round *round)
{
    *round = (en_stored_round){
        .number = en_column_int(columns->statement, 0),
        .round = en_columns_text(columns, 1),
        .synthetic = en_column_int(columns->statement, 5) != 0,
        .rules = en_column_int(columns->statement, 6),
        .made_at = en_columns_text(columns, 7),
        .made_by = en_columns_text(columns, 8),
        .revision = en_column_int(columns->statement, 9),
    };
    en_columns_texts(columns, 2, round->title);
}

en_status en_rounds_get(en_db *db, en_str id, en_arena *arena, en_report *report, en_stored_round *round)
{
    *round = (en_stored_round){0};
    en_statement *s = en_db_prepare(db, "SELECT " ROUND_COLUMNS " FROM rounds WHERE round = $1", report);
    en_bind_text(s, 1, id);
    en_columns columns = {s, arena, false};
    en_step step = en_db_step(s, report);
    if (step == EN_STEP_ROW) read_round(&columns, round);
    en_status status = en_db_finish(s, step, report);
    return columns.out_of_memory ? EN_ERR_MEMORY : status;
}

en_status en_rounds_put_rules(en_db *db, const en_stored_round *round, en_report *report)
{
    en_statement *s =
        en_db_prepare(db,
                      "UPDATE rounds SET title_en = $2, title_vi = $3, title_ja = $4, rules = $5,"
                      " revision = revision + 1 WHERE number = $1",
                      report);
    en_bind_int(s, 1, round->number);
    en_bind_texts(s, 2, round->title);
    en_bind_int(s, 5, round->rules);
    return en_db_run(s, report, NULL);
}

en_status en_rounds_remove(en_db *db, int64_t number, en_report *report)
{
    return en_db_run_for(db, "DELETE FROM rounds WHERE number = $1", number, report);
}

/* By order: a statement for each, whose text is a literal. The parameters are the same in all: value and
 * number of the last round before the page, whether there is one, whether results are needed, and how many.
 */
#define LIST(before, order)                                                                                  \
    "SELECT " ROUND_COLUMNS " FROM rounds WHERE ($3 = 0 OR " before ") AND ($4 = 0 OR EXISTS"                \
    " (SELECT 1 FROM results WHERE results.round = rounds.number)) ORDER BY " order " LIMIT $5"
static const char *const lists[] = {
    LIST("(made_at, number) < ($1, $2)", "made_at DESC, number DESC"),
    LIST("(made_at, number) > ($1, $2)", "made_at, number"),
    LIST("(round, number) > ($1, $2)", "round, number"),
    LIST("(round, number) < ($1, $2)", "round DESC, number DESC"),
};

en_status en_rounds_list(en_db *db, const en_rounds_page *page, en_arena *arena, en_report *report,
                         en_stored_round *rounds, size_t *count)
{
    *count = 0;
    en_statement *s = en_db_prepare(db, lists[(page->by_id ? 2 : 0) + (page->turned ? 1 : 0)], report);
    en_bind_text_or_empty(s, 1, page->after);
    en_bind_int(s, 2, page->after_number);
    en_bind_int(s, 3, page->after.size > 0);
    en_bind_int(s, 4, page->with_results_only);
    en_bind_int(s, 5, (int64_t)page->limit);
    en_columns columns = {s, arena, false};
    en_step step = EN_STEP_DONE;
    while (*count < page->limit && (step = en_db_step(s, report)) == EN_STEP_ROW)
        read_round(&columns, &rounds[(*count)++]);
    en_status status = en_db_finish(s, step, report);
    return columns.out_of_memory ? EN_ERR_MEMORY : status;
}

enum { MOST_TABLES = 16 }; /* more than a round has names for */

en_status en_rounds_tables(en_db *db, int64_t number, en_arena *arena, en_report *report,
                           en_stored_table **tables, size_t *count)
{
    *count = 0;
    *tables = en_arena_array(arena, MOST_TABLES, sizeof **tables);
    if (!*tables) return EN_ERR_MEMORY;
    en_statement *s = en_db_prepare(db,
                                    "SELECT t.name, t.file, t.blob, b.sha256, b.size, t.\"rows\", t.at"
                                    " FROM round_tables t JOIN blobs b ON b.blob = t.blob"
                                    " WHERE t.round = $1 ORDER BY t.name",
                                    report);
    en_bind_int(s, 1, number);
    en_columns columns = {s, arena, false};
    en_step step = EN_STEP_DONE;
    while (*count < MOST_TABLES && (step = en_db_step(s, report)) == EN_STEP_ROW)
        (*tables)[(*count)++] = (en_stored_table){
            en_columns_text(&columns, 0), en_columns_text(&columns, 1),  en_column_int(s, 2),
            en_columns_text(&columns, 3), (uint64_t)en_column_int(s, 4), (uint64_t)en_column_int(s, 5),
            en_columns_text(&columns, 6),
        };
    en_status status = en_db_finish(s, step, report);
    return columns.out_of_memory ? EN_ERR_MEMORY : status;
}

static en_status raise_revision(en_db *db, int64_t number, en_report *report)
{
    return en_db_run_for(db, "UPDATE rounds SET revision = revision + 1 WHERE number = $1", number, report);
}

en_status en_rounds_put_table(en_db *db, int64_t number, const en_stored_table *table, en_report *report)
{
    en_statement *s = en_db_prepare(
        db,
        "INSERT INTO round_tables (round, name, file, blob, \"rows\", at) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (round, name) DO UPDATE SET file = excluded.file, blob = excluded.blob,"
        " \"rows\" = excluded.\"rows\", at = excluded.at",
        report);
    en_bind_int(s, 1, number);
    en_bind_text(s, 2, table->name);
    en_bind_text(s, 3, table->file);
    en_bind_int(s, 4, table->blob);
    en_bind_int(s, 5, (int64_t)table->rows);
    en_bind_text(s, 6, table->at);
    en_status status = en_db_run(s, report, NULL);
    return status == EN_OK ? raise_revision(db, number, report) : status;
}

en_status en_rounds_remove_tables(en_db *db, int64_t number, en_str file, en_report *report)
{
    en_statement *s =
        en_db_prepare(db, "DELETE FROM round_tables WHERE round = $1 AND ($2 = '' OR file = $2)", report);
    en_bind_int(s, 1, number);
    en_bind_text_or_empty(s, 2, file);
    en_status status = en_db_run(s, report, NULL);
    return status == EN_OK ? raise_revision(db, number, report) : status;
}
