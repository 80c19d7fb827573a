/* Results of rounds. See results.h. */
#include "results.h"

#include "reading.h"

#define RESULT_COLUMNS "s.result, s.round, s.job, r.round, s.at, s.by, s.version"
#define RESULT_TABLES  " FROM results s JOIN rounds r ON r.number = s.round"

en_status en_results_add(en_db *db, en_stored_result *result, en_report *report)
{
    en_statement *s = en_db_prepare(
        db, "INSERT INTO results (round, job, at, by, version) VALUES ($1, $2, $3, $4, $5)", report);
    en_bind_int(s, 1, result->round_number);
    en_bind_int(s, 2, result->job);
    en_bind_text(s, 3, result->at);
    en_bind_text_or_empty(s, 4, result->by);
    en_bind_text(s, 5, result->version);
    en_status status = en_db_run(s, report, NULL);
    if (status == EN_OK) result->result = en_db_inserted(db);
    return status;
}

en_status en_results_add_file(en_db *db, int64_t result, const char *file, int64_t blob, en_report *report)
{
    en_statement *s =
        en_db_prepare(db, "INSERT INTO result_files (result, file, blob) VALUES ($1, $2, $3)", report);
    en_bind_int(s, 1, result);
    en_bind_text(s, 2, en_str_of(file));
    en_bind_int(s, 3, blob);
    return en_db_run(s, report, NULL);
}

static void read_result(en_columns *columns, en_stored_result *result)
{
    en_statement *s = columns->statement;
    *result = (en_stored_result){
        .result = en_column_int(s, 0),
        .round_number = en_column_int(s, 1),
        .job = en_column_int(s, 2),
        .round = en_columns_text(columns, 3),
        .at = en_columns_text(columns, 4),
        .by = en_columns_text(columns, 5),
        .version = en_columns_text(columns, 6),
    };
}

en_status en_results_get(en_db *db, int64_t number, en_arena *arena, en_report *report,
                         en_stored_result *result)
{
    *result = (en_stored_result){0};
    en_statement *s =
        en_db_prepare(db, "SELECT " RESULT_COLUMNS RESULT_TABLES " WHERE s.result = $1", report);
    en_bind_int(s, 1, number);
    en_columns columns = {s, arena, false};
    en_step step = en_db_step(s, report);
    if (step == EN_STEP_ROW) read_result(&columns, result);
    en_status status = en_db_finish(s, step, report);
    return columns.out_of_memory ? EN_ERR_MEMORY : status;
}

enum { MOST_FILES = 16 };

static en_stored_file read_file(en_columns *columns)
{
    en_statement *s = columns->statement;
    return (en_stored_file){en_columns_text(columns, 0), en_column_int(s, 1), en_columns_text(columns, 2),
                            (uint64_t)en_column_int(s, 3)};
}

en_status en_results_files(en_db *db, int64_t result, en_arena *arena, en_report *report,
                           en_stored_file **files, size_t *count)
{
    *count = 0;
    *files = en_arena_array(arena, MOST_FILES, sizeof **files);
    if (!*files) return EN_ERR_MEMORY;
    en_statement *s = en_db_prepare(db,
                                    "SELECT f.file, f.blob, b.sha256, b.size FROM result_files f"
                                    " JOIN blobs b ON b.blob = f.blob WHERE f.result = $1 ORDER BY f.file",
                                    report);
    en_bind_int(s, 1, result);
    en_columns columns = {s, arena, false};
    en_step step = EN_STEP_DONE;
    while (*count < MOST_FILES && (step = en_db_step(s, report)) == EN_STEP_ROW)
        (*files)[(*count)++] = read_file(&columns);
    en_status status = en_db_finish(s, step, report);
    return columns.out_of_memory ? EN_ERR_MEMORY : status;
}

en_status en_results_file(en_db *db, int64_t result, en_str name, en_arena *arena, en_report *report,
                          en_stored_file *file)
{
    *file = (en_stored_file){0};
    en_statement *s = en_db_prepare(db,
                                    "SELECT f.file, f.blob, b.sha256, b.size FROM result_files f"
                                    " JOIN blobs b ON b.blob = f.blob WHERE f.result = $1 AND f.file = $2",
                                    report);
    en_bind_int(s, 1, result);
    en_bind_text(s, 2, name);
    en_columns columns = {s, arena, false};
    en_step step = en_db_step(s, report);
    if (step == EN_STEP_ROW) *file = read_file(&columns);
    en_status status = en_db_finish(s, step, report);
    return columns.out_of_memory ? EN_ERR_MEMORY : status;
}

en_status en_results_list(en_db *db, int64_t round_number, int64_t before, size_t limit, en_arena *arena,
                          en_report *report, en_stored_result *results, size_t *count)
{
    *count = 0;
    en_statement *s = en_db_prepare(db,
                                    "SELECT " RESULT_COLUMNS RESULT_TABLES
                                    " WHERE s.round = $1 AND ($2 = 0 OR s.result < $2)"
                                    " ORDER BY s.result DESC LIMIT $3",
                                    report);
    en_bind_int(s, 1, round_number);
    en_bind_int(s, 2, before);
    en_bind_int(s, 3, (int64_t)limit);
    en_columns columns = {s, arena, false};
    en_step step = EN_STEP_DONE;
    while (*count < limit && (step = en_db_step(s, report)) == EN_STEP_ROW)
        read_result(&columns, &results[(*count)++]);
    en_status status = en_db_finish(s, step, report);
    return columns.out_of_memory ? EN_ERR_MEMORY : status;
}

en_status en_results_newest(en_db *db, int64_t round_number, en_report *report, int64_t *result)
{
    en_statement *s =
        en_db_prepare(db, "SELECT result FROM results WHERE round = $1 ORDER BY result DESC LIMIT 1", report);
    en_bind_int(s, 1, round_number);
    return en_db_read_int(s, report, result);
}
